// The same plan on any number of threads, found and checked without a race: this program runs under
// ThreadSanitizer too.

#include <atomic>
#include <stop_token>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include <turnout/generate/city.hpp>
#include <turnout/io/receipt.hpp>
#include <turnout/solve/solve.hpp>
#include <turnout/verify/verify.hpp>

#include "support/shuffled.hpp"

namespace turnout {
namespace solve_threads_test {

// Large enough that every parallel stage has several chunks.
Tables tables_of_town(std::uint32_t beyond_flow) {
  CityOptions options = city(3'000, 90);
  options.beyond_flow = beyond_flow;
  options.services = 1'000;
  const City made = make_city(options);
  return {.members = made.members,
          .needs = made.needs,
          .availability = made.availability,
          .pins = made.pins,
          .history = made.services};
}
Problem town(std::uint32_t beyond_flow) {
  return make_problem(tables_of_town(beyond_flow), {.zone = "Asia/Shanghai"});
}

TEST(SolveThreads, OneThreadAndManyGiveTheSamePlan) {
  for (const std::uint32_t beyond_flow : {0U, 300U}) {
    const Problem problem = town(beyond_flow);
    const Plan alone = solve(problem, {.threads = 1, .most_seats = true});
    EXPECT_GT(alone.filled(), 0);
    for (const int threads : {2, 3, 8}) {
      const Plan together = solve(problem, {.threads = threads, .most_seats = true});
      EXPECT_EQ(alone, together) << threads << " threads";
    }
  }
}

// Rows in another order, on another number of threads: the same plan, to the byte of the receipt.
TEST(SolveThreads, OrderOfRowsAndThreadsLeaveTheReceiptAsItIs) {
  for (const std::uint32_t beyond_flow : {0U, 300U}) {
    const Tables tables = tables_of_town(beyond_flow);
    const Plan plan = solve(make_problem(tables, {.zone = "Asia/Shanghai"}), {.threads = 1});
    const std::string receipt = io::receipt_json(plan);
    for (const int threads : {1, 2, 3, 8}) {
      const Problem mixed =
          make_problem(testing::shuffled(tables, static_cast<std::uint64_t>(threads)),
                       {.zone = "Asia/Shanghai"});
      const Plan other = solve(mixed, {.threads = threads});
      EXPECT_EQ(io::receipt_json(other), receipt) << threads << " threads";
      ASSERT_EQ(other.assignments().size(), plan.assignments().size());
      for (std::size_t i = 0; i < plan.assignments().size(); ++i) {
        const Assignment& a = plan.assignments()[i];
        const Assignment& b = other.assignments()[i];
        EXPECT_EQ(plan.problem().id(a.need), mixed.id(b.need));
        EXPECT_EQ(plan.problem().text(a.role), mixed.text(b.role));
        EXPECT_EQ(plan.problem().id(a.member), mixed.id(b.member));
        EXPECT_EQ(a.cost, b.cost);
      }
    }
  }
}

TEST(SolveThreads, TheCheckerAgreesOnAnyNumberOfThreads) {
  const Problem problem = town(300);
  const Plan plan = solve(problem, {.threads = 2});
  const Verdict alone = verify(problem, plan, {.threads = 1});
  const Verdict together = verify(problem, plan, {.threads = 3});
  EXPECT_TRUE(alone);
  EXPECT_TRUE(together);
  EXPECT_EQ(alone.bound, together.bound);
  EXPECT_EQ(alone.findings, together.findings);
}

TEST(SolveThreads, SolvesSideBySideShareNothing) {
  const Problem problem = town(0);
  const Plan first = solve(problem, {.threads = 1});
  std::atomic<int> equal{0};
  {
    std::vector<std::jthread> others;
    for (int i = 0; i < 3; ++i)
      others.emplace_back([&] { equal += solve(problem, {.threads = 2}) == first ? 1 : 0; });
  }
  EXPECT_EQ(equal, 3);
}

TEST(SolveThreads, AStopFromAnotherThreadLeavesAValidPlan) {
  const Problem problem = town(300);
  std::stop_source stop;
  std::jthread other([&] { stop.request_stop(); });
  const Plan plan = solve(problem, {.threads = 2, .stop = stop.get_token()});
  EXPECT_TRUE(verify(problem, plan));
}

}  // namespace solve_threads_test
}  // namespace turnout
