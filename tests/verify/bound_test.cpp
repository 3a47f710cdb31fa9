// The bound of the checker against its definition: every minimum by enumeration.

#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include <turnout/verify/verify.hpp>

#include "support/brute_force.hpp"
#include "support/small_problems.hpp"

namespace turnout {
namespace bound_test {

using testing::BruteForce;
using testing::small_problem;
using testing::SmallProblem;

/// A claim that asks nothing but the bound of these prices.
Claim claim_with(const Problem& problem, const Policy& policy, std::vector<std::int64_t> prices,
                 std::vector<std::int64_t> seat_prices) {
  Claim claim;
  claim.policy = policy;
  claim.zone = problem.zone().name();
  claim.tables = canonical_hashes(problem);
  claim.prices = std::move(prices);
  claim.most_seats = MostSeats{0, 0, std::move(seat_prices)};
  return claim;
}

/// Of the findings of this code, the sentence of the last; "" where there is none.
std::string said(const Verdict& verdict, std::string_view code) {
  std::string message;
  for (const Finding& f : verdict.findings) {
    if (f.code == code) message = f.message;
  }
  return message;
}

TEST(Bound, IsTheSumOfTheMinima) {
  std::mt19937_64 random(7);
  int exact = 0, relaxed = 0;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const SmallProblem small = small_problem(seed, {.most_members = 4, .most_needs = 7});
    const Problem problem = small.problem();
    const BruteForce brute(problem, small.policy);
    std::vector<std::int64_t> prices, seat_prices;
    const std::int64_t scale = seed % 2 == 0 ? 6'000 : 20'000'000;
    for (std::size_t r = 0; r < problem.roles().size(); ++r) {
      prices.push_back(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(scale)) -
                       scale / 8);
      seat_prices.push_back(static_cast<std::int64_t>(random() % 3) - 1);
    }
    const Claim claim = claim_with(problem, small.policy, prices, seat_prices);
    const Verdict verdict = check_plan(problem, {}, small.policy, &claim, {.threads = 1});
    const std::int64_t bound = brute.bound(prices);
    const std::string left_out = said(verdict, "wrong_bound_leaves_out");
    if (left_out.empty() || left_out == "the bound leaves out: must") {
      ++exact;
      ASSERT_EQ(verdict.bound, bound) << "seed " << seed;
      const std::int64_t at_most = std::accumulate(problem.needs().seats.begin(),
                                                   problem.needs().seats.end(), std::int64_t{0}) -
                                   brute.bound(seat_prices, true);
      const std::string most = said(verdict, "wrong_most_seats");
      if (at_most == 0) {
        ASSERT_EQ(most, "") << "seed " << seed;
      } else {
        ASSERT_EQ(most,
                  "the most seats that can be filled is " + std::to_string(at_most) + ", not 0")
            << "seed " << seed;
      }
    } else {
      ++relaxed;
      ASSERT_LE(verdict.bound, bound) << "seed " << seed;
    }
    ASSERT_TRUE(verdict.as_issued);
    Claim looser = claim;
    looser.bound_leaves_out = {"travel"};
    ASSERT_LE(check_plan(problem, {}, small.policy, &looser, {.threads = 1}).bound, verdict.bound);
  }
  EXPECT_GT(exact, 2000);
  EXPECT_LT(relaxed, 100);
}

TEST(Bound, NoPlanIsCheaper) {
  std::mt19937_64 random(11);
  int seen = 0;
  for (std::uint64_t seed = 0; seed < 1200; ++seed) {
    const SmallProblem small = small_problem(seed);
    const Problem problem = small.problem();
    const BruteForce brute(problem, small.policy);
    if (brute.candidates().size() > 10) continue;
    ++seen;
    const auto best = brute.solve();
    ASSERT_GT(best.plans, 0u) << "seed " << seed;
    std::vector<PlanRow> rows;
    for (const auto& c : best.plan) {
      rows.push_back({std::string(problem.needs().id[c.need]),
                      std::string(problem.members().id[c.member]),
                      std::string(problem.roles().text[c.role])});
    }
    std::vector<std::int64_t> prices;
    for (std::size_t r = 0; r < problem.roles().size(); ++r) {
      prices.push_back(static_cast<std::int64_t>(random() % 20'000));
    }
    const Claim claim = claim_with(problem, small.policy, prices, prices);
    const Verdict verdict = check_plan(problem, rows, small.policy, &claim, {.threads = 1});
    ASSERT_TRUE(verdict.valid) << "seed " << seed << ' ' << verdict.findings.front().message;
    ASSERT_EQ(verdict.objective, best.objective) << "seed " << seed;
    ASSERT_LE(verdict.bound, best.objective) << "seed " << seed;
  }
  EXPECT_GT(seen, 300);
}

/// The checker and the oracle agree on each single plan, valid or not.
TEST(Bound, ValidityIsTheOracles) {
  std::mt19937_64 random(3);
  int valid = 0, broken = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    const SmallProblem small = small_problem(seed);
    const Problem problem = small.problem();
    const BruteForce brute(problem, small.policy);
    for (int draw = 0; draw < 4; ++draw) {
      std::vector<testing::BruteCandidate> plan;
      std::vector<PlanRow> rows;
      for (const auto& c : brute.candidates()) {
        if (random() % 3 != 0) continue;
        plan.push_back(c);
        rows.push_back({std::string(problem.needs().id[c.need]),
                        std::string(problem.members().id[c.member]),
                        std::string(problem.roles().text[c.role])});
      }
      const Verdict verdict = check_plan(problem, rows, small.policy);
      const bool expected = brute.valid(plan);
      ++(expected ? valid : broken);
      ASSERT_EQ(verdict.valid, expected)
          << "seed " << seed << ' '
          << (verdict.findings.empty() ? "" : verdict.findings.front().message);
      if (expected) {
        ASSERT_EQ(verdict.objective, brute.objective(plan)) << "seed " << seed;
      }
    }
  }
  EXPECT_GT(valid, 500);
  EXPECT_GT(broken, 500);
}

}  // namespace bound_test
}  // namespace turnout
