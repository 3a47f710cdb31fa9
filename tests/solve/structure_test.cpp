// Classes and nested limits against all sets of needs that a member may serve: equal where the
// shape is called exact, and never too narrow.
#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/solve/detail/quick_shape.hpp>
#include <turnout/solve/structure.hpp>

#include "support/bad_input.hpp"
#include "support/naive_fit.hpp"
#include "support/scattered_problems.hpp"
#include "support/small_problems.hpp"

namespace structure_test {

using namespace turnout;
using namespace turnout::testing;

/// Whether classes and limits allow these positions.
bool allows(const Shape& shape, std::uint64_t bits) {
  std::vector<std::int64_t> in_class(shape.classes, 0);
  std::int64_t all = 0;
  for (std::size_t i = 0; i < shape.class_of.size(); ++i)
    if ((bits >> i & 1U) != 0) {
      if (++in_class[shape.class_of[i]] > 1) return false;
      ++all;
    }
  const auto keeps = [&](const LimitNode& limit) {
    std::int64_t used = 0;
    for (const std::uint32_t c : limit.classes) used += in_class[c];
    return used <= limit.capacity;
  };
  for (const LimitNode& day : shape.days)
    if (!keeps(day)) return false;
  for (const LimitNode& week : shape.weeks)
    if (!keeps(week)) return false;
  return all <= shape.plan;
}

struct Tally {
  std::size_t exact = 0, inexact = 0, needlessly = 0;
  std::map<std::string, std::size_t> rules;
};

void hold(const SmallProblem& small, Tally& tally) {
  const Rules rules(small.problem(), small.policy);
  const Candidates pairs = candidates(rules, {.threads = 1});
  const Clash clash(rules.problem(), rules.policy());
  for (std::size_t m = 0; m < rules.problem().members().size(); ++m) {
    const auto member = make_id<MemberId>(m);
    const std::vector<NeedId> needs = needs_of(rules, pairs, member);
    if (needs.size() < 2) continue;
    const Shape shape = shape_of(rules, clash, member, needs);
    ASSERT_EQ(shape.class_of.size(), needs.size());
    bool same = true;
    for (std::uint64_t bits = 0; bits < std::uint64_t{1} << needs.size(); ++bits) {
      const bool may = naive_fit(rules, clash, member, subset_of(needs, bits));
      const bool allowed = allows(shape, bits);
      if (may) {
        ASSERT_TRUE(allowed) << "a relaxation forbids nothing";
      }
      same = same && may == allowed;
    }
    if (shape.inexact.empty()) {
      ++tally.exact;
      ASSERT_TRUE(same) << "called exact";
    } else {
      ++tally.inexact;
      ++tally.rules[std::string(shape.inexact)];
      tally.needlessly += same ? 1U : 0U;
    }
    // Each day lies within one week, so that limits nest.
    for (const LimitNode& day : shape.days)
      for (const LimitNode& week : shape.weeks) {
        std::size_t shared = 0;
        for (const std::uint32_t c : day.classes)
          shared += std::ranges::count(week.classes, c) > 0 ? 1U : 0U;
        ASSERT_TRUE(shared == 0 || shared == day.classes.size());
      }
  }
}

/// Where the sweep judges, it says what shape_of() says.
void compare_quick(const Rules& rules, std::size_t& judged, std::size_t& left) {
  const Candidates pairs = candidates(rules, {.threads = 1});
  const Clash clash(rules.problem(), rules.policy());
  const detail::RankedNeeds ranked(rules.problem());
  detail::QuickShape quick(ranked, clash);
  for (std::size_t m = 0; m < rules.problem().members().size(); ++m) {
    const auto member = make_id<MemberId>(m);
    std::vector<std::uint32_t> ranks;
    for (const std::uint32_t pair : pairs.of_member(member))
      ranks.push_back(ranked.rank_of_role[index(pairs.role_of(pair))]);
    std::ranges::sort(ranks);
    ranks.erase(std::ranges::unique(ranks).begin(), ranks.end());
    std::vector<NeedId> needs;
    for (const std::uint32_t rank : ranks) needs.push_back(ranked.by_rank[rank]);
    if (!quick.find(rules.limits(member), ranks)) {
      ++left;
      continue;
    }
    ++judged;
    const Shape shape = shape_of(rules, clash, member, needs);
    ASSERT_EQ(std::vector(quick.class_of().begin(), quick.class_of().end()), shape.class_of);
    ASSERT_EQ(quick.classes(), shape.classes);
    ASSERT_EQ(quick.plan(), shape.plan);
    ASSERT_EQ(quick.inexact(), shape.inexact);
    for (const auto& [nests, limits] :
         {std::pair(quick.days(), &shape.days), std::pair(quick.weeks(), &shape.weeks)}) {
      ASSERT_EQ(nests.size(), limits->size());
      for (std::size_t i = 0; i < nests.size(); ++i) {
        ASSERT_EQ(nests[i].capacity, (*limits)[i].capacity);
        std::vector<std::uint32_t> classes(nests[i].last - nests[i].first);
        std::iota(classes.begin(), classes.end(), nests[i].first);
        ASSERT_EQ(classes, (*limits)[i].classes);
      }
    }
  }
}

TEST(Structure, ASweepSaysTheSame) {
  std::size_t judged = 0, left = 0;
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    const SmallProblem small =
        small_problem(seed, {.most_members = 4, .most_needs = 3 + seed % 20});
    for (std::int64_t limit = 0; limit < 3; ++limit) {
      Policy policy = small.policy;
      if (limit > 0) {
        policy.max_per_day = limit == 1 ? std::nullopt : std::optional<std::int64_t>(2);
        policy.max_per_week = static_cast<std::int64_t>(1 + seed % 4);
        policy.travel_kmh = {};
      }
      const Rules rules(small.problem(), policy);
      ASSERT_NO_FATAL_FAILURE(compare_quick(rules, judged, left)) << "seed " << seed;
    }
    const ScatteredProblem scattered = scattered_problem(seed, 20, 12);
    const Rules rules(scattered.problem(), scattered.policy);
    ASSERT_NO_FATAL_FAILURE(compare_quick(rules, judged, left)) << "seed " << seed;
  }
  EXPECT_GT(judged, 3000U);
  EXPECT_GT(left, 300U);
}

TEST(Structure, ExactWhereItSaysSoAndNeverTooNarrow) {
  Tally tally;
  for (std::uint64_t seed = 0; seed < 1000; ++seed)
    ASSERT_NO_FATAL_FAILURE(hold(small_problem(seed, {.most_members = 4, .most_needs = 9}), tally))
        << "seed " << seed;
  EXPECT_GT(tally.exact, 300U);
  EXPECT_GT(tally.inexact, 100U);
  EXPECT_LT(tally.needlessly * 5, tally.inexact) << "judged inexact, yet its sets are the same";
  for (const char* rule : {"overlap", "rest", "travel", "hours"})
    EXPECT_GT(tally.rules[rule], 0U) << rule;
}

TEST(Structure, SlotsAreAlwaysExact) {
  Tally tally;
  SmallTraits traits = flow_traits();
  traits.most_needs = 9;
  for (std::uint64_t seed = 0; seed < 300; ++seed)
    ASSERT_NO_FATAL_FAILURE(hold(small_problem(seed, traits), tally)) << "seed " << seed;
  EXPECT_EQ(tally.inexact, 0U);
  EXPECT_GT(tally.exact, 300U);
}

/// A, B, C ... at these hours of Monday the 5th, and the shape of the only member.
Shape shape_with(const std::string& rows, const Policy& policy) {
  const Rules rules(
      problem_of({.needs = "need_id,start,end,seats\n" + rows, .members = "member_id\nM\n"}),
      policy);
  const Clash clash(rules.problem(), rules.policy());
  const Candidates pairs = candidates(rules, {.threads = 1});
  return shape_of(rules, clash, MemberId{}, needs_of(rules, pairs, MemberId{}));
}

TEST(Structure, AChainOfOverlapsIsNoClass) {
  const std::string chain =
      "A,2026-10-05 09:00,2026-10-05 10:30,1\nB,2026-10-05 10:00,2026-10-05 11:30,1\n"
      "C,2026-10-05 11:00,2026-10-05 12:00,1\n";
  EXPECT_EQ(shape_with(chain, {.max_per_day = {}}).inexact, "overlap");
  const Shape one_a_day = shape_with(chain, {.max_per_day = 1});
  EXPECT_EQ(one_a_day.inexact, "");
  EXPECT_EQ(one_a_day.classes, 1U);
  const std::string pair =
      "A,2026-10-05 09:00,2026-10-05 10:30,1\nB,2026-10-05 10:00,2026-10-05 11:30,1\n"
      "C,2026-10-05 12:00,2026-10-05 13:00,1\n";
  const Shape two = shape_with(pair, {.max_per_day = {}});
  EXPECT_EQ(two.inexact, "");
  EXPECT_EQ(two.classes, 2U);
  EXPECT_TRUE(two.days.empty());
}

TEST(Structure, AClassOverMidnightLiesInTwoDays) {
  const std::string rows =
      "A,2026-10-05 22:00,2026-10-06 02:00,1\nB,2026-10-06 01:00,2026-10-06 03:00,1\n"
      "C,2026-10-06 12:00,2026-10-06 13:00,1\nD,2026-10-06 14:00,2026-10-06 15:00,1\n";
  EXPECT_EQ(shape_with(rows, {.max_per_day = 2}).inexact, "midnight");
  EXPECT_EQ(shape_with(rows, {.max_per_day = {}}).inexact, "");
}

TEST(Structure, NothingToServe) {
  const Rules rules(problem_of({}), {});
  const Clash clash(rules.problem(), rules.policy());
  const Shape shape = shape_of(rules, clash, MemberId{}, {});
  EXPECT_EQ(shape.classes, 0U);
  EXPECT_EQ(shape.inexact, "");
}

}  // namespace structure_test
