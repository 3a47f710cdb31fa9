// The solver against the oracle, and the checker against both: 500 random problems that are one
// flow, 500 that are not. The flow finds the cheapest plan of all; verify accepts every plan and
// rejects it however it is falsified.

#include <map>
#include <string>

#include <gtest/gtest.h>

#include <turnout/solve/solve.hpp>
#include <turnout/verify/verify.hpp>

#include "support/brute_force.hpp"
#include "support/small_problems.hpp"
#include "support/tamper.hpp"

namespace turnout {
namespace solved_test {

using testing::BruteForce;
using testing::BruteResult;

std::string all_of(const Verdict& verdict) {
  std::string text;
  for (const Finding& f : verdict.findings) text += f.code + ": " + f.message + '\n';
  return text;
}

struct Tally {
  int problems = 0, optimal = 0, met = 0;
  std::map<std::string, int> kinds;
};

void hold(const testing::SmallProblem& small, std::uint64_t seed, Tally& tally) {
  const std::string where = "seed " + std::to_string(seed) + '\n';
  const Problem problem = small.problem();
  const BruteForce brute(problem, small.policy);
  if (brute.candidates().size() > 12) return;
  ++tally.problems;
  const BruteResult best = brute.solve();
  const Plan plan = solve(problem, {.policy = small.policy, .threads = 1, .most_seats = true});

  ASSERT_LE(plan.bound(), best.objective) << where;
  ASSERT_GE(plan.objective(), best.objective) << where;
  if (plan.status() == Status::optimal) {
    ++tally.optimal;
    ASSERT_EQ(plan.objective(), best.objective) << where;
  }
  if (plan.objective() == best.objective) ++tally.met;
  ASSERT_TRUE(plan.most_seats());
  ASSERT_GE(plan.most_seats()->at_most, best.most_seats) << where;

  const Verdict verdict = verify(problem, plan, {.threads = 1});
  ASSERT_TRUE(verdict) << where << all_of(verdict);
  ASSERT_TRUE(verdict.findings.empty()) << where << all_of(verdict);
  const Claim claim = claim_of(plan);
  ASSERT_TRUE(verify(problem, testing::rows_of(plan), claim, {.threads = 1})) << where;
  for (const auto& t : testing::tamperings(plan, claim)) {
    ++tally.kinds[t.name];
    ASSERT_FALSE(verify(problem, t.rows, t.claim, {.threads = 1})) << where << t.name;
  }
  for (const auto& t : testing::tampered_plans(plan)) {
    ++tally.kinds["plan: " + t.name];
    ASSERT_FALSE(verify(problem, t.plan, {.threads = 1})) << where << t.name;
  }
}

TEST(Solved, OneFlowIsTheCheapestOfAllPlans) {
  Tally tally;
  for (std::uint64_t seed = 0; tally.problems < 500; ++seed) {
    hold(testing::small_problem(seed, testing::flow_traits()), seed, tally);
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(tally.optimal, tally.problems);
  EXPECT_GE(tally.kinds.size(), 40u);
}

TEST(Solved, WhereNoFlowIsEnoughTheBoundIsTrue) {
  Tally tally;
  for (std::uint64_t seed = 0; tally.problems < 500; ++seed) {
    hold(testing::small_problem(seed), seed, tally);
    if (HasFatalFailure()) return;
  }
  RecordProperty("optimal", tally.optimal);
  RecordProperty("met", tally.met);
}

}  // namespace solved_test
}  // namespace turnout
