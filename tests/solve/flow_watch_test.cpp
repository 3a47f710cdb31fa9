// Progress and stop of the second door, kernel by kernel: what is said to be done never falls, and
// a run that is ended at any point has a valid plan and a true bound.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/run.hpp>
#include <turnout/solve/flow.hpp>

namespace turnout {
namespace flow_watch_test {

TEST(Watch, WhatIsDoneOfAStageNeverFalls) {
  std::vector<std::pair<std::string, double>> told;
  Watch watch({}, {}, {}, [&](const Progress& p) { told.emplace_back(p.stage, p.done); });
  const auto say = [&](std::string_view stage, double done) {
    watch.report({.stage = stage, .done = done});
    std::this_thread::sleep_for(std::chrono::milliseconds(101));
  };
  say("flow", 0.4);
  say("flow", 0.1);
  watch.begin_part(0.5, 0.75);
  watch.report_part("flow", 0.5);
  std::this_thread::sleep_for(std::chrono::milliseconds(101));
  say("seats", 0.2);
  const std::vector<std::pair<std::string, double>> expected{
      {"flow", 0.4}, {"flow", 0.4}, {"flow", 0.625}, {"seats", 0.2}};
  EXPECT_EQ(told, expected);
}

struct Town {
  std::string kernel;
  std::vector<std::int64_t> need, member, cost;
  std::vector<double> real = {};
  FlowProblem rest = {};

  [[nodiscard]] FlowProblem problem() const {
    FlowProblem p = rest;
    if (!p.matrix) {
      p.need = need;
      p.member = member;
    }
    p.cost = std::span<const std::int64_t>(cost);
    if (!real.empty()) p.cost = std::span<const double>(real);
    return p;
  }
};

std::vector<Town> towns() {
  Town town;
  constexpr std::int64_t needs = 300;
  constexpr std::int64_t members = 500;
  for (std::int64_t n = 0; n < needs; ++n) {
    for (std::int64_t m = n % 7; m < members; m += 7) {
      town.need.push_back(n);
      town.member.push_back(m);
      town.cost.push_back((n * 7919 + m * m * 31) % 10'007);
    }
  }
  std::vector<Town> all;
  town.rest = {.seats = 2, .unfilled_cost = 20'000, .n_members = members};
  town.kernel = "flat, short of people";
  all.push_back(town);
  town.rest.capacity = 2;
  town.kernel = "flat";
  all.push_back(town);
  town.kernel = "network";
  for (const std::int64_t c : town.cost) town.real.push_back(static_cast<double>(c) / 3);
  all.push_back(town);
  Town square{.kernel = "dense", .need = {}, .member = {}, .cost = {}};
  constexpr std::int64_t n = 400;
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t j = 0; j < n; ++j) square.cost.push_back(i * j % 9973);
  }
  square.rest = {.matrix = true, .n_needs = n, .n_members = n};
  all.push_back(square);
  square.kernel = "dense, by more members than needs";
  square.rest.n_needs = n / 2;
  square.rest.n_members = 2 * n;
  all.push_back(square);
  return all;
}

/// Valid, and its bound below `best`.
void expect_true(const Town& town, const FlowResult& r, double best) {
  const FlowProblem p = town.problem();
  std::vector<std::int64_t> need(r.need_prices.size(), 0), member(r.member_prices.size(), 0);
  for (std::size_t k = 0; k < r.pairs.size(); ++k) {
    ++need[static_cast<std::size_t>(r.need[k])];
    ++member[static_cast<std::size_t>(r.member[k])];
    if (!p.matrix) {
      EXPECT_EQ(p.need[static_cast<std::size_t>(r.pairs[k])], r.need[k]);
    }
  }
  for (std::size_t n = 0; n < need.size(); ++n) {
    EXPECT_EQ(need[n] + r.short_by[n], p.seats[n]);
  }
  for (std::size_t m = 0; m < member.size(); ++m) EXPECT_LE(member[m], p.capacity[m]);
  EXPECT_LE(r.bound, best + 1e-6 * std::abs(best));
  if (std::isfinite(r.gap)) {
    EXPECT_GE(r.objective, best - 1e-6 * std::abs(best));
  }
}

TEST(FlowProgress, IsToldByEveryKernelAndOnlyOfTheFlow) {
  for (const Town& town : towns()) {
    SCOPED_TRACE(town.kernel);
    std::vector<Progress> told;
    const FlowResult r = solve_flow(town.problem(), {.progress = [&](const Progress& p) {
                                      EXPECT_EQ(p.stage, "flow");
                                      told.push_back(p);
                                    }});
    EXPECT_EQ(r.status, Status::optimal);
    ASSERT_FALSE(told.empty());
    for (std::size_t i = 0; i < told.size(); ++i) {
      EXPECT_GE(told[i].done, i > 0 ? told[i - 1].done : 0.0);
      EXPECT_LE(told[i].done, 1.0);
    }
    const FlowResult unseen = solve_flow(town.problem());
    EXPECT_EQ(r.pairs, unseen.pairs);  // Who looks on changes nothing.
    EXPECT_EQ(r.need_prices, unseen.need_prices);
  }
}

TEST(FlowProgress, WhatIsThrownInItEndsTheRun) {
  for (const Town& town : towns()) {
    SCOPED_TRACE(town.kernel);
    struct Enough {};
    EXPECT_THROW(static_cast<void>(solve_flow(
                     town.problem(), {.progress = [](const Progress&) { throw Enough{}; }})),
                 Enough);
  }
}

TEST(FlowStop, FromProgressLeavesAValidPlanAndATrueBound) {
  for (const Town& town : towns()) {
    SCOPED_TRACE(town.kernel);
    const double best = solve_flow(town.problem()).objective;
    std::stop_source stop;
    const FlowResult r = solve_flow(
        town.problem(),
        {.stop = stop.get_token(), .progress = [&](const Progress&) { stop.request_stop(); }});
    EXPECT_EQ(r.status, Status::stopped);
    expect_true(town, r, best);
  }
}

TEST(FlowStop, AnyNumberOfStepsLeavesAValidPlanAndATrueBound) {
  for (const Town& town : towns()) {
    SCOPED_TRACE(town.kernel);
    const double best = solve_flow(town.problem()).objective;
    for (const std::uint64_t work : {0U, 1U, 64U, 300U, 1'000U, 3'000U, 10'000U, 100'000U}) {
      SCOPED_TRACE(work);
      const FlowResult r = solve_flow(town.problem(), {.work_limit = work});
      EXPECT_TRUE(r.status == Status::timed_out || r.status == Status::optimal);
      if (work == 0) {
        EXPECT_EQ(r.status, Status::timed_out);
      }
      expect_true(town, r, best);
      const FlowResult again = solve_flow(town.problem(), {.work_limit = work});
      EXPECT_EQ(r.pairs, again.pairs);
      EXPECT_EQ(r.bound, again.bound);
    }
  }
}

TEST(FlowStop, BeforeAllCostsAreReadNothingIsKnown) {
  // Large enough that reading it takes a while.
  const std::int64_t n = 2'100;
  std::vector<double> cost(static_cast<std::size_t>(n * n), 1.0);
  std::stop_source stop;
  stop.request_stop();
  for (const Sense sense : {Sense::min, Sense::max}) {
    const FlowResult r =
        solve_flow({.cost = cost, .sense = sense, .matrix = true, .n_needs = n, .n_members = n},
                   {.stop = stop.get_token()});
    EXPECT_EQ(r.status, Status::stopped);
    EXPECT_TRUE(r.pairs.empty());
    EXPECT_EQ(r.short_by, std::vector<std::int64_t>(static_cast<std::size_t>(n), 1));
    EXPECT_EQ(r.gap, std::numeric_limits<double>::infinity());
    EXPECT_EQ(r.bound, sense == Sense::min ? -r.gap : r.gap);
  }
}

TEST(FlowStop, BeforeRowsAreMadeTheirLeastCostsAreTheBound) {
  // More pairs than are made into rows between two questions.
  std::vector<std::int64_t> need, member, cost;
  for (std::int64_t n = 0; n < 300; ++n) {
    for (std::int64_t m = 0; m < 500; ++m) {
      need.push_back(n);
      member.push_back(m);
      cost.push_back((n * 101 + m * 37) % 1009 - 20);
    }
  }
  std::stop_source stop;
  stop.request_stop();
  const FlowProblem p{.need = need, .member = member, .cost = cost, .unfilled_cost = 500};
  const FlowResult r = solve_flow(p, {.stop = stop.get_token()});
  EXPECT_EQ(r.status, Status::stopped);
  const double best = solve_flow(p).objective;
  EXPECT_LE(r.bound, best);
  EXPECT_GT(r.bound, best - 300 * 40);
  EXPECT_GE(r.objective, best);
  EXPECT_LT(r.stats.peak_bytes, solve_flow(p).stats.peak_bytes);
}

}  // namespace flow_watch_test
}  // namespace turnout
