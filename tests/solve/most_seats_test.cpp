// The certificate on the number of seats, against the fullest of all plans.
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/solve/most_seats.hpp>
#include <turnout/solve/plan_network.hpp>
#include <turnout/solve/solve.hpp>

#include "support/brute_force.hpp"
#include "support/small_problems.hpp"

namespace most_seats_test {

using namespace turnout;
using namespace turnout::testing;

TEST(MostSeats, TheFullestPlanWhereOneFlowIsEnough) {
  std::size_t held = 0, empty = 0;
  for (std::uint64_t seed = 0; held < 300; ++seed) {
    const SmallProblem small = small_problem(seed, flow_traits());
    const Problem problem = small.problem();
    const BruteForce brute(problem, small.policy);
    if (brute.candidates().size() > 11) continue;
    ++held;
    const BruteResult best = brute.solve();
    const Plan plan = solve(problem, {.policy = small.policy, .threads = 1, .most_seats = true});
    ASSERT_EQ(plan.most_seats()->at_most, best.most_seats) << "seed " << seed;
    ASSERT_EQ(plan.most_seats()->filled, plan.filled());
    for (const std::int64_t price : plan.most_seats()->prices)
      ASSERT_TRUE(price == 0 || price == 1) << "a cut";
    empty += best.most_seats < plan.seats() ? 1U : 0U;
  }
  EXPECT_GT(empty, 50U) << "full plans say little";
}

TEST(MostSeats, TheSameCutWhateverPlanItStartsFrom) {
  SmallTraits traits = flow_traits();
  traits.musts = false;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const SmallProblem small = small_problem(seed, traits);
    const Rules rules(small.problem(), small.policy);
    const Candidates pairs = candidates(rules, {.threads = 1});
    const Clash clash(rules.problem(), rules.policy());
    const PlanNetwork network = make_plan_network(rules, pairs, clash, {}, Goal::cost, 1);
    Watch watch;
    const FlowSolution flow = solve_network(network.flow, watch);
    const SeatCut from_nothing = most_seats(network.flow, {}, {});
    const SeatCut from_the_plan = most_seats(network.flow, flow.chosen, {});
    ASSERT_EQ(from_nothing.filled, from_the_plan.filled) << "seed " << seed;
    ASSERT_GE(from_the_plan.filled, static_cast<std::int64_t>(flow.chosen.size()));
    for (const SeatCut* cut : {&from_nothing, &from_the_plan}) {
      const Bound empty = lower_bound(rules, pairs, {}, cut->prices, Goal::empty_seats, 1);
      std::int64_t seats = 0;
      for (const std::int64_t s : rules.problem().needs().seats) seats += s;
      ASSERT_EQ(seats - empty.value, cut->filled) << "the cut proves itself, seed " << seed;
    }
  }
}

}  // namespace most_seats_test
