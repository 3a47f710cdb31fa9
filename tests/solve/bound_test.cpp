// L(u) at any prices against its definition: every member's minimum by enumeration.
#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/solve/bound.hpp>

#include "support/brute_force.hpp"
#include "support/small_problems.hpp"

namespace bound_test {

using namespace turnout;
using namespace turnout::testing;

struct Tally {
  std::size_t exact = 0, relaxed = 0;
};

void hold(const SmallProblem& small, const Policy& policy, std::mt19937_64& random, Tally& tally) {
  const Rules rules(small.problem(), policy);
  const BruteForce brute(rules.problem(), policy);
  const Candidates pairs = candidates(rules, {.threads = 1});
  const Clash clash(rules.problem(), policy);
  const std::vector<Must> musts = binding_musts(rules, pairs, clash);
  for (const std::int64_t scale : {8'000, 60'000, 20'000'000}) {
    std::vector<std::int64_t> prices, seat_prices;
    for (std::size_t r = 0; r < rules.problem().roles().size(); ++r) {
      prices.push_back(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(scale)) -
                       scale / 8);
      seat_prices.push_back(static_cast<std::int64_t>(random() % 3) - 1);
    }
    const Bound cost = lower_bound(rules, pairs, musts, prices, Goal::cost, 1);
    const Bound seats = lower_bound(rules, pairs, musts, seat_prices, Goal::empty_seats, 1);
    ASSERT_EQ(cost.leaves_out, seats.leaves_out);
    if (cost.leaves_out.empty()) {
      ++tally.exact;
      ASSERT_EQ(cost.value, brute.bound(prices));
      ASSERT_EQ(seats.value, brute.bound(seat_prices, true));
    } else {
      ++tally.relaxed;
      ASSERT_LE(cost.value, brute.bound(prices));
      ASSERT_LE(seats.value, brute.bound(seat_prices, true));
    }
  }
}

TEST(SolveBound, IsTheSumOfTheMinima) {
  std::mt19937_64 random(5);
  Tally tally;
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    const SmallProblem small = small_problem(seed, {.most_members = 4, .most_needs = 8});
    ASSERT_NO_FATAL_FAILURE(hold(small, small.policy, random, tally)) << "seed " << seed;
  }
  EXPECT_GT(tally.exact, 1200U);
  EXPECT_GT(tally.relaxed, 20U);
}

TEST(SolveBound, WithNestedLimitsToo) {
  std::mt19937_64 random(6);
  Tally tally;
  SmallTraits traits = flow_traits();
  traits.most_needs = 10;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const SmallProblem small = small_problem(seed, traits);
    Policy policy = small.policy;
    policy.max_per_day = static_cast<std::int64_t>(1 + seed % 3);
    policy.max_per_week = static_cast<std::int64_t>(1 + seed % 4);
    ASSERT_NO_FATAL_FAILURE(hold(small, policy, random, tally)) << "seed " << seed;
  }
  EXPECT_GT(tally.exact, 900U);
}

}  // namespace bound_test
