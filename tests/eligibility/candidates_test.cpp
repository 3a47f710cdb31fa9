// The index finds exactly the pairs of the plain definition, at their cost.
#include <algorithm>
#include <cstdint>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/eligibility/candidates.hpp>
#include <turnout/eligibility/detail/pair_finder.hpp>
#include <turnout/eligibility/detail/rule_counter.hpp>
#include <turnout/model/error.hpp>

#include "support/bad_input.hpp"
#include "support/scattered_problems.hpp"
#include "support/small_problems.hpp"

namespace candidates_test {

using namespace turnout;
using namespace turnout::testing;

/// Every role with every member, one after the other.
void hold_against_all_pairs(const Rules& rules, const Candidates& found, std::size_t& eligible) {
  const Problem& p = rules.problem();
  std::size_t count = 0;
  std::vector<std::vector<std::uint32_t>> of_member(p.members().size());
  for (std::size_t r = 0; r < p.roles().size(); ++r) {
    const auto role = make_id<RoleId>(r);
    std::vector<Candidate> plain;
    for (std::size_t m = 0; m < p.members().size(); ++m) {
      const auto member = make_id<MemberId>(m);
      const bool can = rules.failed(role, member) == 0;
      ASSERT_EQ(found.find(role, member).has_value(), can)
          << p.id(p.need_of(role)) << ' ' << p.id(member);
      if (!can) continue;
      plain.push_back({member, rules.cost(role, member).parts.total()});
      const std::size_t position = count + plain.size() - 1;
      of_member[m].push_back(static_cast<std::uint32_t>(position));
      ASSERT_EQ(found.role_of(position), role);
      ASSERT_EQ(*found.find(role, member), position);
    }
    const auto row = found.of_role(role);
    ASSERT_EQ(std::vector<Candidate>(row.begin(), row.end()), plain);
    ASSERT_EQ(found.first(role), count);
    ASSERT_EQ(found.count(role), plain.size());
    count += plain.size();
  }
  ASSERT_EQ(found.size(), count);
  for (std::size_t m = 0; m < of_member.size(); ++m) {
    const auto own = found.of_member(make_id<MemberId>(m));
    ASSERT_EQ(std::vector<std::uint32_t>(own.begin(), own.end()), of_member[m]);
  }
  eligible += count;
}

TEST(Candidates, AreThePairsThatBreakNoRule) {
  std::size_t eligible = 0;
  for (std::uint64_t seed = 0; seed < 250; ++seed) {
    const ScatteredProblem scattered = scattered_problem(seed);
    const Rules rules(scattered.problem(), scattered.policy);
    const Candidates found = candidates(rules, {.threads = 1});
    ASSERT_NO_FATAL_FAILURE(hold_against_all_pairs(rules, found, eligible)) << "seed " << seed;
  }
  EXPECT_GT(eligible, 5'000U) << "problems in which nobody can serve show nothing";
}

TEST(Candidates, TheSameForProblemsOfTheSolver) {
  std::size_t eligible = 0;
  for (std::uint64_t seed = 0; seed < 250; ++seed) {
    const SmallProblem small = small_problem(seed);
    const Rules rules(small.problem(), small.policy);
    const Candidates found = candidates(rules, {.threads = 1});
    ASSERT_NO_FATAL_FAILURE(hold_against_all_pairs(rules, found, eligible)) << "seed " << seed;
  }
  EXPECT_GT(eligible, 500U);
}

TEST(Candidates, TheNearestAndTheCheapestOfEachRole) {
  constexpr std::uint32_t k = 3;
  std::size_t dropped = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const ScatteredProblem scattered = scattered_problem(seed);
    const Rules rules(scattered.problem(), scattered.policy);
    const Candidates all = candidates(rules, {.threads = 1});
    const Candidates nearest = candidates(rules, {.threads = 1, .nearest = k});
    const Candidates cheapest = candidates(rules, {.threads = 1, .cheapest = k});
    for (std::size_t r = 0; r < rules.problem().roles().size(); ++r) {
      const auto role = make_id<RoleId>(r);
      std::vector<std::tuple<double, MemberId, std::int64_t>> by_km, by_cost;
      for (const auto& [member, cost] : all.of_role(role)) {
        by_km.emplace_back(rules.cost(role, member).km, member, cost);
        by_cost.emplace_back(static_cast<double>(cost), member, cost);
      }
      const auto hold = [&](auto& order, const Candidates& found) {
        std::ranges::sort(order);
        if (order.size() > k) ++dropped, order.resize(k);
        std::vector<Candidate> expected;
        for (const auto& [key, member, cost] : order) expected.push_back({member, cost});
        std::ranges::sort(expected, {}, &Candidate::member);
        const auto row = found.of_role(role);
        ASSERT_EQ(std::vector<Candidate>(row.begin(), row.end()), expected) << "seed " << seed;
      };
      ASSERT_NO_FATAL_FAILURE(hold(by_km, nearest));
      ASSERT_NO_FATAL_FAILURE(hold(by_cost, cheapest));
    }
  }
  EXPECT_GT(dropped, 50U);
}

TEST(Candidates, VectorsMeasureAsTheirPlainLoopsDo) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const ScatteredProblem scattered = scattered_problem(seed, 300, 10);
    const Rules rules(scattered.problem(), scattered.policy);
    const detail::MemberIndex members(rules);
    detail::PairFinder fast(members, detail::measure());
    detail::PairFinder plain(members, detail::measure(true));
    for (std::size_t r = 0; r < rules.problem().roles().size(); ++r) {
      std::vector<detail::FoundPair> a, b;
      fast.begin(make_id<RoleId>(r));
      fast.all(a);
      plain.begin(make_id<RoleId>(r));
      plain.all(b);
      ASSERT_EQ(a.size(), b.size());
      for (std::size_t i = 0; i < a.size(); ++i)
        ASSERT_EQ(std::tuple(a[i].member, a[i].cost, a[i].metres),
                  std::tuple(b[i].member, b[i].cost, b[i].metres));
    }
  }
}

TEST(RuleCounter, CountsByBitsWhatOneByOneCounts) {
  for (std::uint64_t seed = 0; seed < 250; ++seed) {
    const ScatteredProblem scattered = scattered_problem(seed, 60 + seed % 70);
    const Rules rules(scattered.problem(), scattered.policy);
    const detail::MemberIndex members(rules);
    std::vector<RoleId> roles;
    for (std::size_t r = 0; r < rules.problem().roles().size(); ++r)
      roles.push_back(make_id<RoleId>(r));
    const detail::RuleCounter counter(members, roles, 1);
    detail::RuleCounter::NeedBits shared;
    std::vector<MemberId> eligible, expected;
    for (const RoleId role : roles) {
      ASSERT_EQ(counter.count(role, shared), count_rules(rules, role)) << "seed " << seed;
      counter.list_eligible(shared, eligible);
      std::ranges::sort(eligible);
      expected.clear();
      for (std::size_t m = 0; m < rules.problem().members().size(); ++m)
        if (rules.failed(role, make_id<MemberId>(m)) == 0) expected.push_back(make_id<MemberId>(m));
      ASSERT_EQ(eligible, expected) << "seed " << seed;
    }
  }
}

TEST(Candidates, OfNothingAreNone) {
  for (const CsvFiles& files :
       {CsvFiles{.members = "member_id\n"}, CsvFiles{.needs = "need_id,start,end,seats\n"}}) {
    const Rules rules(problem_of(files), {});
    EXPECT_EQ(candidates(rules, {.threads = 1}).size(), 0U);
  }
}

TEST(Candidates, AMemoryLimitThatIsTooSmallIsRefused) {
  const ScatteredProblem scattered = scattered_problem(4, 400, 20);
  Policy everywhere;
  everywhere.within_km = {};
  const Rules rules(scattered.problem(), everywhere);
  ASSERT_GT(candidates(rules, {.threads = 1}).size(), 50U);
  EXPECT_THROW(static_cast<void>(candidates(rules, {.threads = 1, .memory_limit = 64})),
               LimitError);
  EXPECT_NO_THROW(static_cast<void>(candidates(rules, {.threads = 1, .memory_limit = 1U << 30U})));
}

}  // namespace candidates_test
