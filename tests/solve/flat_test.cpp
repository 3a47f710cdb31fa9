// The flat kernel behind the second door: rows that grow, auction, paths, whole prices. Against
// the network of solve_network(), which knows nothing of it, and sign by sign.
#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/solve/detail/flow_flat.hpp>
#include <turnout/solve/flow.hpp>
#include <turnout/solve/network.hpp>

namespace flat_test {

using namespace turnout;

struct Random {
  std::mt19937_64 engine;
  std::int64_t in(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine() % static_cast<std::uint64_t>(high - low + 1));
  }
};

struct Town {
  std::vector<std::int64_t> need, member, cost, seats, capacity, unfilled;
};

/// Members and needs in a square, a need sees the members near it. `load` in per cent of what the
/// members could give; the dearer an empty seat, the harder the fight.
Town make_town(Random& rnd, std::int64_t members, std::int64_t load, std::int64_t dearest) {
  Town t;
  std::vector<std::pair<std::int64_t, std::int64_t>> at;
  std::int64_t offered = 0;
  for (std::int64_t m = 0; m < members; ++m) {
    at.emplace_back(rnd.in(0, 1000), rnd.in(0, 1000));
    t.capacity.push_back(rnd.in(0, 9) == 0 ? rnd.in(0, 20) : rnd.in(1, 3));
    offered += std::min<std::int64_t>(t.capacity.back(), 3);
  }
  for (std::int64_t asked = 0, n = 0; asked < offered * load / 100; ++n) {
    const std::int64_t x = rnd.in(0, 1000);
    const std::int64_t y = rnd.in(0, 1000);
    t.seats.push_back(rnd.in(0, 19) == 0 ? 0 : rnd.in(1, 12));
    t.unfilled.push_back(rnd.in(1, dearest));
    asked += std::max<std::int64_t>(t.seats.back(), 1);
    for (std::int64_t m = 0; m < members; ++m) {
      const std::int64_t dx = std::abs(at[static_cast<std::size_t>(m)].first - x);
      const std::int64_t dy = std::abs(at[static_cast<std::size_t>(m)].second - y);
      if (dx + dy > 150) continue;
      t.need.push_back(n);
      t.member.push_back(m);
      t.cost.push_back(dx + dy - 20);
    }
  }
  return t;
}

FlowProblem problem_of(const Town& t) {
  FlowProblem p{.need = t.need, .member = t.member, .seats = t.seats, .capacity = t.capacity};
  p.cost = std::span<const std::int64_t>(t.cost);
  p.unfilled_cost = OneOrEach<std::int64_t>(t.unfilled);
  return p;
}

/// The same by solve_network().
FlowSolution by_network(const Town& t) {
  const FlowProblem p = problem_of(t);
  const detail::FlowReader in(p);
  Watch watch;
  return solve_network(detail::build_flow(p, in).net, watch);
}

void expect_proven(const Town& t, const FlowResult& r) {
  std::vector<std::int64_t> left = t.seats;
  std::vector<std::int64_t> used(t.capacity.size(), 0);
  std::vector<bool> chosen(t.need.size(), false);
  double objective = 0;
  for (const std::int64_t i : r.pairs) {
    const auto k = static_cast<std::size_t>(i);
    ASSERT_FALSE(chosen[k]);
    chosen[k] = true;
    objective += static_cast<double>(t.cost[k]);
    --left[static_cast<std::size_t>(t.need[k])];
    ++used[static_cast<std::size_t>(t.member[k])];
  }
  for (std::size_t n = 0; n < left.size(); ++n) {
    ASSERT_GE(left[n], 0);
    ASSERT_EQ(left[n], r.short_by[n]);
    objective += static_cast<double>(left[n] * t.unfilled[n]);
    ASSERT_LE(r.need_prices[n], static_cast<double>(t.unfilled[n]));
    if (left[n] > 0) {
      ASSERT_EQ(r.need_prices[n], static_cast<double>(t.unfilled[n]));
    }
  }
  for (std::size_t m = 0; m < used.size(); ++m) {
    ASSERT_LE(used[m], t.capacity[m]);
    ASSERT_GE(r.member_prices[m], 0);
    if (used[m] < t.capacity[m]) {
      ASSERT_EQ(r.member_prices[m], 0);
    }
  }
  for (std::size_t i = 0; i < t.need.size(); ++i) {
    const double reduced = static_cast<double>(t.cost[i]) -
                           r.need_prices[static_cast<std::size_t>(t.need[i])] +
                           r.member_prices[static_cast<std::size_t>(t.member[i])];
    if (chosen[i]) {
      ASSERT_LE(reduced, 0);
    } else {
      ASSERT_GE(reduced, 0);
    }
  }
  EXPECT_EQ(r.objective, objective);
  EXPECT_EQ(r.bound, objective);
  EXPECT_EQ(r.status, Status::optimal);
}

TEST(Flat, EqualsTheNetworkAtEveryLoad) {
  Random rnd{std::mt19937_64(11)};
  for (int round = 0; round < 60; ++round) {
    const std::int64_t load = 20 + 32 * (round % 5);
    const std::int64_t dearest = round % 2 == 0 ? 300 : 5'000'000;
    const Town t = make_town(rnd, rnd.in(1, 150), load, dearest);
    if (t.need.empty()) continue;
    const FlowResult r = solve_flow(problem_of(t));
    expect_proven(t, r);
    const FlowSolution s = by_network(t);
    EXPECT_EQ(r.objective, static_cast<double>(s.objective)) << "round " << round;
  }
}

TEST(Flat, ATownAtWarOverPricesIsProven) {
  Random rnd{std::mt19937_64(12)};
  for (const std::int64_t load : {70, 95, 130}) {
    const Town t = make_town(rnd, 1'500, load, 16'000'000);
    expect_proven(t, solve_flow(problem_of(t)));
  }
}

TEST(Flat, PairsInAnyOrderGiveTheSameCost) {
  Random rnd{std::mt19937_64(13)};
  Town t = make_town(rnd, 400, 80, 2'000);
  const FlowResult first = solve_flow(problem_of(t));
  Town mixed = t;
  std::vector<std::size_t> order(t.need.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::shuffle(order, rnd.engine);
  for (std::size_t i = 0; i < order.size(); ++i) {
    mixed.need[i] = t.need[order[i]];
    mixed.member[i] = t.member[order[i]];
    mixed.cost[i] = t.cost[order[i]];
  }
  const FlowResult r = solve_flow(problem_of(mixed));
  expect_proven(mixed, r);
  EXPECT_EQ(r.objective, first.objective);
}

TEST(Flat, ScalarAndVectorPathsGiveTheSamePlanAndPrices) {
  Random rnd{std::mt19937_64(14)};
  for (int round = 0; round < 12; ++round) {
    const Town t = make_town(rnd, rnd.in(20, 400), round % 2 == 0 ? 60 : 100, 40'000);
    if (t.need.empty()) continue;
    const FlowProblem p = problem_of(t);
    const detail::FlowReader in(p);
    const detail::PairsByNeed by = detail::pairs_by_need(p, in);
    const std::vector<std::uint32_t> seats(t.seats.begin(), t.seats.end());
    const std::vector<std::uint32_t> capacity(t.capacity.begin(), t.capacity.end());
    const detail::WholePairs pairs{t.member, t.cost, false};
    const auto solved = [&](detail::NextHits path) {
      detail::PairRows rows(pairs, by.start, by.order);
      rows.begin_all(seats);
      Watch watch;
      const detail::FlatAnswer a =
          detail::solve_flat(rows, {seats, t.unfilled}, capacity, watch, path);
      std::vector<std::uint32_t> held;
      for (std::uint32_t n = 0; n < rows.count(); ++n) {
        for (std::uint32_t i = 0; i < rows.known(n); ++i) {
          if ((rows.begin(n)[i].column & detail::held_bit) != 0) held.push_back(rows.origin(n, i));
        }
      }
      return std::tuple(held, a.row_price, a.column_price, a.objective, a.bound);
    };
    EXPECT_EQ(solved(detail::next_hits_scalar), solved(detail::fastest_next_hits()));
  }
}

TEST(Flat, ARunThatIsEndedReturnsAValidPlanAndATrueBound) {
  Random rnd{std::mt19937_64(15)};
  const Town t = make_town(rnd, 1'000, 90, 50'000);
  const double best = solve_flow(problem_of(t)).objective;
  for (const std::uint64_t work : {1U, 64U, 128U, 400U}) {
    const FlowResult r = solve_flow(problem_of(t), {.work_limit = work});
    std::vector<std::int64_t> used(t.capacity.size(), 0);
    for (const std::int64_t m : r.member) ++used[static_cast<std::size_t>(m)];
    for (std::size_t m = 0; m < used.size(); ++m) EXPECT_LE(used[m], t.capacity[m]);
    EXPECT_LE(r.bound, best);
    EXPECT_GE(r.objective, best);
  }
}

}  // namespace flat_test
