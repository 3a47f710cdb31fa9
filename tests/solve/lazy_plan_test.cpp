// A plan whose candidates are made only as far as the kernel looks is as good as one made from the
// list of all of them, and says the same.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/generate/city.hpp>
#include <turnout/model/error.hpp>
#include <turnout/solve/detail/solve_by.hpp>
#include <turnout/solve/solve.hpp>
#include <turnout/verify/verify.hpp>

#include "support/scattered_problems.hpp"
#include "support/shuffled.hpp"
#include "support/small_problems.hpp"

namespace turnout {
namespace lazy_plan_test {

using detail::CandidatesAre;
using testing::scattered_problem;
using testing::ScatteredProblem;
using testing::small_problem;
using testing::SmallProblem;

bool can_be_asked(const Problem& problem, const Policy& policy) {
  const Rules rules(problem, policy);
  const auto shape = detail::lazy_shape(rules, Clash(rules.problem(), rules.policy()));
  return shape.has_value();
}

/// The reasons that the list of candidates gives for the empty seats of this plan.
void expect_reasons(const Problem& problem, const Plan& plan) {
  const Rules rules(problem, plan.policy());
  const Clash clash(rules.problem(), rules.policy());
  const detail::MemberIndex members(rules);
  PlanData data;
  data.assignments.assign(plan.assignments().begin(), plan.assignments().end());
  detail::assemble(members, clash, 1, data);
  EXPECT_EQ(data.unfilled, plan.data().unfilled);
  EXPECT_EQ(data.counts, plan.data().counts);
  EXPECT_EQ(data.objective, plan.objective());
}

/// False where candidates have to be listed.
bool hold_against_the_list(const Problem& problem, const Policy& policy) {
  const SolveOptions options{.policy = policy, .threads = 1};
  const Plan asked = detail::solve_by(problem, options, CandidatesAre::asked);
  const Plan listed = detail::solve_by(problem, options, CandidatesAre::listed);
  EXPECT_EQ(asked.objective(), listed.objective());
  EXPECT_EQ(asked.bound(), listed.bound());
  EXPECT_EQ(asked.status(), listed.status());
  EXPECT_EQ(asked.data().inexact, listed.data().inexact);
  EXPECT_EQ(asked.terms().total(), asked.objective());
  const Verdict verdict = verify(problem, asked, {.threads = 1});
  EXPECT_TRUE(verdict) << (verdict.findings.empty() ? "" : verdict.findings.front().message);
  if (std::ranges::equal(asked.assignments(), listed.assignments())) {
    EXPECT_EQ(asked.data().unfilled, listed.data().unfilled);
    EXPECT_EQ(asked.data().counts, listed.data().counts);
  }
  expect_reasons(problem, asked);
  return can_be_asked(problem, policy);
}

TEST(LazyPlan, IsAsGoodAsOneFromTheList) {
  std::size_t lazy = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const SmallProblem small = small_problem(seed, {.overlaps = seed % 2 == 0,
                                                    .mixed_hours = seed % 3 == 0,
                                                    .rest_travel = seed % 4 == 0,
                                                    .together = false,
                                                    .musts = false,
                                                    .most_members = 12,
                                                    .most_needs = 8});
    lazy += hold_against_the_list(small.problem(), small.policy) ? 1U : 0U;
    ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed;
  }
  EXPECT_GT(lazy, 150U);
}

TEST(LazyPlan, AnywhereOnEarth) {
  std::size_t lazy = 0;
  for (std::uint64_t seed = 0; seed < 250; ++seed) {
    ScatteredProblem scattered = scattered_problem(seed, 80, 14);
    if (seed % 3 == 0) scattered.policy.cost_per_km = 0.7;
    if (seed % 5 == 0) scattered.policy.unfilled_cost = {900, 1800, 3000, 5000, 9000};
    if (seed % 2 == 0) scattered.policy.max_hours.reset();
    lazy += hold_against_the_list(scattered.problem(), scattered.policy) ? 1U : 0U;
    ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed;
  }
  EXPECT_GT(lazy, 20U);
}

/// A table without some of its columns.
Table without(const Table& table, std::initializer_list<std::string_view> names) {
  std::vector<NamedColumn> kept;
  for (const NamedColumn& column : table.columns())
    if (std::ranges::find(names, column.name) == names.end()) kept.push_back(column);
  return {table.name(), std::move(kept)};
}

/// A town with branches, skills, history and likes, without what candidates must be listed for.
Tables town(std::uint32_t members, std::uint32_t needs, bool in_slots) {
  CityOptions options = city(members, needs);
  options.beyond_flow = 0;
  options.in_slots = in_slots;
  options.services = 500;
  const City made = make_city(options);
  return {.members = without(made.members, {"min_services"}),
          .needs = without(made.needs, {"min_seats", "together"}),
          .availability = made.availability,
          .history = made.services};
}
Problem problem_of(const Tables& tables) { return make_problem(tables, {.zone = "Asia/Shanghai"}); }

TEST(LazyPlan, OfATown) {
  const Problem days = problem_of(town(2'000, 90, false));
  EXPECT_TRUE(hold_against_the_list(days, {})) << "one service a day";
  const Problem slots = problem_of(town(2'000, 90, true));
  int asked = 0;
  for (const Policy& policy :
       {Policy{.within_km = 0.8, .max_per_day = {}, .fairness = 0},
        Policy{.within_km = {}, .max_per_day = 2, .max_per_week = 3},
        Policy{.max_per_day = {}, .max_per_week = 1, .rest_hours = 0.25},
        Policy{.max_per_day = {}, .max_services = 1, .rest_hours = 40.0, .travel_kmh = 4.0},
        Policy{.max_per_day = 3, .max_hours = 9.0, .cost_per_km = 0, .min_services_cost = 0}}) {
    asked += hold_against_the_list(slots, policy) ? 1 : 0;
  }
  EXPECT_EQ(asked, 3) << "with a quarter of an hour of rest slots touch; hours differ in length";
}

TEST(LazyPlan, NeverDependsOnThreadsNorOnTheOrderOfRows) {
  const Tables tables = town(3'000, 120, true);
  const Policy policy{.max_per_day = {}, .fairness = 100};
  const Problem problem = problem_of(tables);
  ASSERT_TRUE(can_be_asked(problem, policy));
  const Plan alone = solve(problem, {.policy = policy, .threads = 1});
  EXPECT_EQ(alone, solve(problem, {.policy = policy, .threads = 3}));
  // Tables of texts, so that rows can be shuffled.
  const SmallProblem small =
      small_problem(5, {.together = false, .musts = false, .most_members = 60, .most_needs = 12});
  const Plan plan = solve(small.problem(), {.policy = small.policy, .threads = 1});
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    SmallProblem other = small;
    other.tables = testing::shuffled(small.tables, seed);
    EXPECT_EQ(plan, solve(other.problem(), {.policy = small.policy, .threads = 1}));
  }
}

TEST(LazyPlan, AMemoryLimitIsKeptOrRefusedInWords) {
  const Problem problem = problem_of(town(2'000, 90, true));
  const Policy policy{.within_km = {}, .max_per_day = {}};
  const SolveOptions roomy{.policy = policy, .threads = 1, .memory_limit = std::uint64_t{1} << 32};
  const Plan plan = solve(problem, roomy);
  EXPECT_EQ(plan, solve(problem, {.policy = policy, .threads = 1}));
  const auto words = [&](std::uint64_t limit, CandidatesAre way) -> std::string {
    try {
      const SolveOptions options{.policy = policy, .threads = 1, .memory_limit = limit};
      static_cast<void>(detail::solve_by(problem, options, way));
    } catch (const LimitError& e) {
      return e.what();
    }
    return "";
  };
  for (const std::uint64_t limit : {0U, 1'000U, 400'000U})
    for (const CandidatesAre way : {CandidatesAre::asked, CandidatesAre::listed}) {
      EXPECT_NE(words(limit, way).find("needs about"), std::string::npos) << limit;
      EXPECT_NE(words(limit, way).find(std::to_string(limit)), std::string::npos);
    }
  // Where the list does not fit, asking does.
  const Rules rules(problem, policy);
  const std::uint64_t between = detail::list_memory(detail::MemberIndex(rules), 1).bytes - 1;
  EXPECT_NE(words(between, CandidatesAre::listed), "");
  EXPECT_EQ(words(between, CandidatesAre::as_fits), "");
}

TEST(LazyPlan, CandidatesOfACityAreSeldomMade) {
  const Problem problem = problem_of(town(20'000, 500, true));
  const Rules rules(problem, {.within_km = 3.0, .max_per_day = {}, .fairness = 0});
  const detail::MemberIndex index(rules);
  const std::optional<detail::LazyShape> shape =
      detail::lazy_shape(rules, Clash(rules.problem(), rules.policy()));
  ASSERT_TRUE(shape);
  Watch watch;
  const std::optional<detail::LazyPlan> plan = detail::solve_lazily(index, *shape, {}, watch);
  ASSERT_TRUE(plan);
  EXPECT_LT(4 * plan->made, candidates(rules, {.threads = 1}).size());
}

}  // namespace lazy_plan_test
}  // namespace turnout
