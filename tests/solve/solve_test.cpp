// solve(): how runs end, what never changes a plan, and what fairness and ties do.
#include <chrono>
#include <cstdint>
#include <set>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/error.hpp>
#include <turnout/solve/solve.hpp>
#include <turnout/verify/verify.hpp>

#include "support/bad_input.hpp"
#include "support/scattered_problems.hpp"
#include "support/shuffled.hpp"
#include "support/small_problems.hpp"

namespace solve_test {

using namespace turnout;
using namespace turnout::testing;

void expect_true(const Problem& problem, const Plan& plan) {
  const Verdict verdict = verify(problem, plan, {.threads = 1});
  EXPECT_TRUE(verdict);
  for (const Finding& f : verdict.findings) ADD_FAILURE() << f.code << ": " << f.message;
  EXPECT_LE(plan.bound(), plan.objective());
}

/// Five members, a post a day for as many days, all at one place.
Problem week(int days, const std::string& members = "member_id\nM1\nM2\nM3\nM4\nM5\n") {
  CsvFiles files{.needs = "need_id,start,end,seats\n", .members = members};
  for (int d = 0; d < days; ++d) {
    const std::string day = ",2026-10-" + std::to_string(10 + d);
    files.needs += "N" + std::to_string(10 + d) + day + " 09:00" + day + " 11:00,1\n";
  }
  return problem_of(files);
}

TEST(Solve, EmptyProblems) {
  for (const CsvFiles& files :
       {CsvFiles{.needs = "need_id,start,end,seats\n"}, CsvFiles{.members = "member_id\n"},
        CsvFiles{.needs = "need_id,start,end,seats\n", .members = "member_id\n"}}) {
    const Problem p = problem_of(files);
    const Plan plan = solve(p, {.threads = 1, .most_seats = true});
    EXPECT_EQ(plan.filled(), 0);
    EXPECT_EQ(plan.status(), Status::optimal);
    EXPECT_EQ(plan.most_seats()->at_most, 0);
    expect_true(p, plan);
  }
  const Problem nobody = problem_of({.members = "member_id\n"});
  EXPECT_EQ(solve(nobody, {.threads = 1}).objective(), 2 * 4'000'000);
}

TEST(Solve, OneOfEach) {
  const Problem p = problem_of({.members = "member_id\nM1\n"});
  const Plan plan = solve(p, {.threads = 1});
  ASSERT_EQ(plan.assignments().size(), 1U);
  ASSERT_EQ(plan.unfilled().size(), 1U);
  EXPECT_EQ(plan.unfilled()[0].short_by, 1);
  EXPECT_EQ(plan.objective(), 4'000'000 + 300);
  expect_true(p, plan);
}

TEST(Solve, OrderOfRowsNeverChangesAPlan) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const SmallProblem small = small_problem(seed, {.most_members = 9, .most_needs = 8});
    const SolveOptions options{.policy = small.policy, .threads = 1, .most_seats = true};
    const Plan plan = solve(small.problem(), options);
    SmallProblem other = small;
    other.tables = shuffled(small.tables, seed);
    ASSERT_EQ(solve(other.problem(), options), plan) << "seed " << seed;
  }
  const ScatteredProblem scattered = scattered_problem(10, 300, 40);
  ScatteredProblem other = scattered;
  other.tables = shuffled(scattered.tables, 1);
  const SolveOptions options{.policy = scattered.policy, .threads = 1};
  EXPECT_EQ(solve(other.problem(), options), solve(scattered.problem(), options));
}

TEST(Solve, ARunThatIsStoppedBeforeItBeginsIsStillTrue) {
  std::stop_source stop;
  stop.request_stop();
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const SmallProblem small = small_problem(seed, {.most_members = 9, .most_needs = 8});
    const Problem p = small.problem();
    const Plan plan = solve(p, {.policy = small.policy, .threads = 1, .stop = stop.get_token()});
    if (plan.status() != Status::optimal) {
      EXPECT_EQ(plan.status(), Status::stopped) << seed;
      EXPECT_EQ(plan.data().ended_by, "stop") << seed;
    }
    expect_true(p, plan);
  }
  const Problem p = week(7);
  EXPECT_EQ(solve(p, {.threads = 1, .stop = stop.get_token()}).status(), Status::stopped);
}

TEST(Solve, AWorkLimitEndsARunInTheSamePlace) {
  for (std::uint64_t seed = 0; seed < 40; ++seed)
    for (const std::uint64_t work : {1U, 5U, 50U}) {
      const SmallProblem small = small_problem(seed, {.most_members = 9, .most_needs = 8});
      const Problem p = small.problem();
      const SolveOptions options{.policy = small.policy, .work_limit = work, .threads = 1};
      const Plan plan = solve(p, options);
      if (plan.status() == Status::timed_out) {
        EXPECT_EQ(plan.data().ended_by, "work_limit") << seed;
      }
      expect_true(p, plan);
      ASSERT_EQ(solve(p, options), plan) << "seed " << seed;
    }
  const Plan plan = solve(week(7), {.work_limit = 1, .threads = 1});
  EXPECT_EQ(plan.status(), Status::timed_out);
  EXPECT_EQ(plan.data().ended_by, "work_limit");
}

TEST(Solve, NoTimeAtAllIsStillATruePlan) {
  const Problem p = week(7);
  const Plan plan = solve(p, {.limit = std::chrono::nanoseconds{0}, .threads = 1});
  EXPECT_EQ(plan.status(), Status::timed_out);
  EXPECT_EQ(plan.data().ended_by, "clock");
  expect_true(p, plan);
}

TEST(Solve, TheTieSeedChoosesAmongEquals) {
  const Problem p = problem_of({.needs = "need_id,start,end,seats\n"
                                         "N1,2026-10-05 09:00,2026-10-05 11:00,1\n",
                                .members = "member_id\nM1\nM2\nM3\nM4\nM5\n"});
  std::set<std::string> chosen;
  for (int seed = 0; seed < 40; ++seed) {
    const Plan plan = solve(p, {.policy = {.tie_seed = seed}, .threads = 1});
    ASSERT_EQ(plan.objective(), 300);
    chosen.emplace(p.id(plan.assignments()[0].member));
    expect_true(p, plan);
  }
  EXPECT_EQ(chosen.size(), 5U) << "nobody is always first";
  EXPECT_EQ(solve(p, {.threads = 1}), solve(p, {.threads = 1}));
}

TEST(Solve, FairnessSpreadsTheLoad) {
  const Problem p = week(10);
  for (const MemberLoad& load : solve(p, {.threads = 1}).loads()) EXPECT_EQ(load.services, 2);
  // Whoever has served four times lately is asked last.
  const Problem after = week(4, "member_id,served\nM1,4\nM2,\nM3,\nM4,\nM5,\n");
  const Plan plan = solve(after, {.threads = 1});
  EXPECT_EQ(plan.loads()[0].services, 0);
  for (std::size_t m = 1; m < 5; ++m) EXPECT_EQ(plan.loads()[m].services, 1);
  EXPECT_EQ(plan.terms().fairness, 4 * 300);
  EXPECT_EQ(solve(after, {.policy = {.fairness = 0}, .threads = 1}).terms().fairness, 0);
}

TEST(Solve, MinServicesPullsMembersIn) {
  const Problem p = week(2, "member_id,min_services\nM1,2\nM2,\n");
  const Plan plan = solve(p, {.threads = 1});
  EXPECT_EQ(plan.loads()[0].services, 2) << "20 km a service short outweighs 300 m";
  EXPECT_EQ(plan.terms().min_services, 0);
  expect_true(p, plan);
}

TEST(Solve, AMemoryLimitThatIsTooSmallIsRefused) {
  EXPECT_THROW(static_cast<void>(solve(week(7), {.threads = 1, .memory_limit = 16})), LimitError);
}

TEST(Solve, APolicyOutOfRangeIsRefused) {
  EXPECT_THROW(static_cast<void>(solve(week(1), {.policy = {.fairness = -1}, .threads = 1})),
               InputError);
}

TEST(Solve, ProgressIsToldAndMayStopTheRun) {
  std::vector<std::string> stages;
  const Plan plan = solve(week(7), {.threads = 1, .progress = [&](const Progress& at) {
                                      stages.emplace_back(at.stage);
                                      EXPECT_LE(at.done, 1);
                                    }});
  ASSERT_FALSE(stages.empty());
  EXPECT_EQ(stages.front(), "candidates");
  EXPECT_EQ(plan, solve(week(7), {.threads = 1})) << "watching changes nothing";
  const auto angry = [](const Progress&) { throw std::runtime_error("enough"); };
  EXPECT_THROW(static_cast<void>(solve(week(7), {.threads = 1, .progress = angry})),
               std::runtime_error);
}

TEST(Solve, TotalsPastTheExactRangeAreRefused) {
  CsvFiles files{.needs = "need_id,start,end,seats,min_seats\n"};
  for (int n = 0; n < 4; ++n)
    files.needs += "N" + std::to_string(n) + ",2026-10-05 09:00,2026-10-05 11:00,1000000,1000000\n";
  const Policy dear{.unfilled_cost = {1, 1, std::int64_t{1} << 33U, 1, 1},
                    .min_seats_weight = 1000};
  EXPECT_THROW(static_cast<void>(solve(problem_of(files), {.policy = dear, .threads = 1})),
               RangeError);
}

}  // namespace solve_test
