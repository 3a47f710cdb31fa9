// A draft is a valid plan at every step, whatever it is given to begin with.
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/solve/draft.hpp>
#include <turnout/verify/verify.hpp>

#include "support/brute_force.hpp"
#include "support/small_problems.hpp"

namespace draft_test {

using namespace turnout;
using namespace turnout::testing;

/// Everything a draft refers to.
struct Bench {
  explicit Bench(const SmallProblem& small)
      : rules(small.problem(), small.policy),
        pairs(candidates(rules, {.threads = 1})),
        clash(rules.problem(), rules.policy()),
        musts(binding_musts(rules, pairs, clash)),
        together(together_musts(rules, pairs, clash)),
        draft(rules, pairs, clash, musts, together) {}
  Bench(const Bench&) = delete;

  [[nodiscard]] Verdict verdict() const {
    const Problem& p = rules.problem();
    std::vector<PlanRow> rows;
    for (const std::uint32_t pair : draft.pairs()) {
      const RoleId role = pairs.role_of(pair);
      rows.push_back({std::string(p.id(p.need_of(role))),
                      std::string(p.id(pairs.pairs()[pair].member)), std::string(p.text(role))});
    }
    return check_plan(p, rows, rules.policy(), nullptr, {.threads = 1});
  }
  /// What is wrong, but for `together` needs that are not whole yet, nor have their duties.
  [[nodiscard]] std::string wrong(bool ended) const {
    std::string text;
    const Verdict found = verdict();
    for (const Finding& f : found.findings)
      if (ended || !is_together(f.need_id)) text += f.code + ": " + f.message + '\n';
    return text;
  }

  [[nodiscard]] bool is_together(const std::string& need_id) const {
    const auto need = rules.problem().find_need(need_id);
    return need && rules.problem().needs().together[index(*need)] != 0;
  }

  Rules rules;
  Candidates pairs;
  Clash clash;
  std::vector<Must> musts, together;
  Draft draft;
};

std::vector<std::uint32_t> all_pairs_mixed(const Bench& bench, std::uint64_t seed) {
  std::vector<std::uint32_t> order(bench.pairs.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::mt19937_64 random(seed);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
  return order;
}

TEST(Draft, ValidAtEveryStep) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Bench bench(small_problem(seed, {.most_members = 6, .most_needs = 7}));
    ASSERT_EQ(bench.wrong(false), "") << "duties alone, seed " << seed;
    for (const std::uint32_t pair : all_pairs_mixed(bench, seed)) {
      bench.draft.take(std::vector{pair});
      if (seed % 10 == 0) {
        ASSERT_EQ(bench.wrong(false), "") << "seed " << seed;
      }
    }
    ASSERT_EQ(bench.wrong(false), "") << "taken, seed " << seed;
    Watch watch;
    bench.draft.complete(watch);
    ASSERT_EQ(bench.wrong(true), "") << "completed, seed " << seed;
    ASSERT_TRUE(bench.verdict().valid) << "seed " << seed;
  }
}

TEST(Draft, ValidWhenTheWatchEndsIt) {
  for (std::uint64_t seed = 0; seed < 150; ++seed)
    for (const std::uint64_t work : {0U, 1U, 3U, 10U}) {
      Bench bench(small_problem(seed, {.most_members = 6, .most_needs = 7}));
      if (seed % 2 == 0) bench.draft.take(all_pairs_mixed(bench, seed));
      Watch watch({}, work, {}, {});
      bench.draft.complete(watch);
      ASSERT_EQ(bench.wrong(true), "") << "seed " << seed << " after " << work;
    }
}

TEST(Draft, CompletingLowersTheObjective) {
  SmallTraits traits{.together = false, .most_members = 6, .most_needs = 7};
  std::size_t lower = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Bench bench(small_problem(seed, traits));
    const std::vector<std::uint32_t> mixed = all_pairs_mixed(bench, seed);
    bench.draft.take(std::span(mixed).first(mixed.size() / 3));
    const std::int64_t before = bench.verdict().objective;
    Watch watch;
    bench.draft.complete(watch);
    const std::int64_t after = bench.verdict().objective;
    ASSERT_LE(after, before) << "seed " << seed;
    lower += after < before ? 1U : 0U;
  }
  EXPECT_GT(lower, 20U);
}

TEST(Draft, NeverBelowTheCheapestPlan) {
  std::size_t held = 0, met = 0;
  for (std::uint64_t seed = 0; held < 150; ++seed) {
    const SmallProblem small = small_problem(seed);
    const Problem problem = small.problem();
    const BruteForce brute(problem, small.policy);
    if (brute.candidates().size() > 11) continue;
    ++held;
    Bench bench(small);
    Watch watch;
    bench.draft.complete(watch);
    const std::int64_t best = brute.solve().objective;
    ASSERT_GE(bench.verdict().objective, best) << "seed " << seed;
    met += bench.verdict().objective == best ? 1U : 0U;
  }
  EXPECT_GT(met * 2, held) << "greedy and one-step repair meet the optimum of most small problems";
}

TEST(Draft, CountsWhatItHolds) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Bench bench(small_problem(seed));
    Watch watch;
    bench.draft.complete(watch);
    const Problem& p = bench.rules.problem();
    std::vector<std::int64_t> of_role(p.roles().size(), 0), of_need(p.needs().size(), 0);
    std::size_t total = 0;
    for (const std::uint32_t pair : bench.draft.pairs()) {
      ++of_role[index(bench.pairs.role_of(pair))];
      ++of_need[index(p.need_of(bench.pairs.role_of(pair)))];
    }
    for (std::size_t r = 0; r < of_role.size(); ++r)
      ASSERT_EQ(bench.draft.filled(make_id<RoleId>(r)), of_role[r]);
    for (std::size_t n = 0; n < of_need.size(); ++n)
      ASSERT_EQ(bench.draft.filled(make_id<NeedId>(n)), of_need[n]);
    for (std::size_t m = 0; m < p.members().size(); ++m) {
      for (const std::uint32_t pair : bench.draft.of_member(make_id<MemberId>(m))) {
        ASSERT_EQ(index(bench.pairs.pairs()[pair].member), m);
        ASSERT_TRUE(bench.draft.fits(pair, pair)) << "what serves fits in its own place";
      }
      total += bench.draft.of_member(make_id<MemberId>(m)).size();
    }
    ASSERT_EQ(total, bench.draft.pairs().size());
  }
}

}  // namespace draft_test
