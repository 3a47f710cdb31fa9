// More seats than people: columns that bid, the tree of seats, and both together. Against the
// network of solve_network(), which knows nothing of it, and sign by sign.
#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/solve/detail/congested.hpp>
#include <turnout/solve/detail/flow_build.hpp>
#include <turnout/solve/detail/pair_rows.hpp>
#include <turnout/solve/flow.hpp>
#include <turnout/solve/network.hpp>

namespace congested_test {

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

/// How a town is made: the largest numbers, and how many of a hundred pairs there are.
struct Shape {
  std::int64_t needs, members, seats, capacity, lowest, dearest, least_empty, most_empty, dense;
};

Town make_town(Random& rnd, const Shape& s) {
  Town t;
  const std::int64_t members = rnd.in(1, s.members);
  const std::int64_t needs = rnd.in(1, s.needs);
  for (std::int64_t m = 0; m < members; ++m) t.capacity.push_back(rnd.in(0, s.capacity));
  for (std::int64_t n = 0; n < needs; ++n) {
    t.seats.push_back(rnd.in(0, s.seats));
    t.unfilled.push_back(rnd.in(s.least_empty, s.most_empty));
    for (std::int64_t m = 0; m < members; ++m) {
      if (rnd.in(0, 99) >= s.dense) continue;
      t.need.push_back(n);
      t.member.push_back(m);
      t.cost.push_back(rnd.in(s.lowest, s.dearest));
    }
  }
  return t;
}

struct TownPairs {
  const Town& town;
  [[nodiscard]] std::int32_t cost(std::uint32_t i) const {
    return static_cast<std::int32_t>(town.cost[i]);
  }
  [[nodiscard]] std::uint32_t column(std::uint32_t i) const {
    return static_cast<std::uint32_t>(town.member[i]);
  }
};

/// The kernel on a town, with all that its rows lean on.
struct Solved {
  explicit Solved(const Town& t, detail::NextHits next_hits = detail::fastest_next_hits(),
                  Watch watch = {})
      : town(t),
        pairs{t},
        start(t.seats.size() + 1, 0),
        seats(t.seats.begin(), t.seats.end()),
        capacity(t.capacity.begin(), t.capacity.end()) {
    for (const std::int64_t n : t.need) ++start[static_cast<std::size_t>(n) + 1];
    for (std::size_t n = 0; n < seats.size(); ++n) start[n + 1] += start[n];
    detail::PairRows rows(pairs, start, {});
    rows.begin_all(seats);
    answer = detail::solve_congested(rows, {seats, t.unfilled}, capacity, watch, next_hits);
    chosen.assign(t.need.size(), false);
    for (std::uint32_t n = 0; n < rows.count(); ++n) {
      for (std::uint32_t i = 0; i < rows.known(n); ++i) {
        if ((rows.begin(n)[i].column & detail::held_bit) != 0) chosen[rows.origin(n, i)] = true;
      }
    }
  }
  const Town& town;
  TownPairs pairs;
  std::vector<std::uint32_t> start, seats, capacity;
  detail::FlatAnswer answer;
  std::vector<bool> chosen;
};

/// Limits, objective and prices recomputed; signs where the run came to its end.
void expect_right(const Town& t, const Solved& s) {
  std::vector<std::int64_t> left = t.seats;
  std::vector<std::int64_t> free = t.capacity;
  std::int64_t objective = 0;
  std::int64_t bound = 0;
  for (std::size_t i = 0; i < t.need.size(); ++i) {
    const auto n = static_cast<std::size_t>(t.need[i]);
    const auto m = static_cast<std::size_t>(t.member[i]);
    const std::int64_t reduced = t.cost[i] - s.answer.row_price[n] + s.answer.column_price[m];
    if (t.capacity[m] > 0) bound += std::min<std::int64_t>(reduced, 0);
    if (s.chosen[i]) {
      objective += t.cost[i];
      --left[n];
      --free[m];
    }
    if (s.answer.complete) {
      ASSERT_TRUE(s.chosen[i] ? reduced <= 0 : reduced >= 0) << "pair " << i;
    }
  }
  for (std::size_t n = 0; n < left.size(); ++n) {
    ASSERT_GE(left[n], 0);
    ASSERT_LE(s.answer.row_price[n], t.unfilled[n]);
    if (s.answer.complete && left[n] > 0) {
      ASSERT_EQ(s.answer.row_price[n], t.unfilled[n]);
    }
    objective += left[n] * t.unfilled[n];
    bound += t.seats[n] * s.answer.row_price[n];
  }
  for (std::size_t m = 0; m < free.size(); ++m) {
    ASSERT_GE(free[m], 0);
    ASSERT_GE(s.answer.column_price[m], 0);
    if (free[m] > 0) {
      ASSERT_EQ(s.answer.column_price[m], 0);
    }
    bound -= t.capacity[m] * s.answer.column_price[m];
  }
  EXPECT_EQ(s.answer.objective, objective);
  EXPECT_EQ(s.answer.bound, bound);
  if (s.answer.complete) {
    EXPECT_EQ(objective, bound);
  } else {
    EXPECT_LE(bound, objective);
  }
}

std::int64_t by_network(const Town& t) {
  FlowProblem p{.need = t.need, .member = t.member, .seats = t.seats, .capacity = t.capacity};
  p.cost = std::span<const std::int64_t>(t.cost);
  p.unfilled_cost = OneOrEach<std::int64_t>(t.unfilled);
  const detail::FlowReader in(p);
  Watch watch;
  return solve_network(detail::build_flow(p, in).net, watch).objective;
}

constexpr Shape shapes[] = {
    {6, 6, 4, 2, 0, 9, 0, 12, 60},                 // small numbers, many ties
    {12, 10, 5, 2, 7, 7, 20, 20, 50},              // all costs equal
    {12, 10, 5, 2, 0, 0, 0, 0, 50},                // and nothing at all
    {15, 20, 6, 3, 0, 1'450, 20'000, 20'000, 30},  // a city's costs
    {15, 20, 6, 1, 0, 1'450, 1, 16'000'000, 30},   // empty seats from nothing to very dear
    {25, 12, 40, 3, -50, 50, -60, 200, 40},        // gains, and seats beyond all candidates
    {30, 40, 9, 2, -200'000'000, 200'000'000, -200'000'000, 200'000'000, 20},  // as far as it goes
    {10, 10, 3, 30, 0, 100, 0, 300, 80},  // more units than pairs
};

TEST(Congested, EqualsTheNetworkOnThousandsOfSmallTowns) {
  Random rnd{std::mt19937_64(41)};
  for (int round = 0; round < 4'000; ++round) {
    const Town t = make_town(rnd, shapes[static_cast<std::size_t>(round) % std::size(shapes)]);
    const Solved s(t);
    expect_right(t, s);
    ASSERT_EQ(s.answer.objective, by_network(t)) << "round " << round;
    if (HasFailure()) return;
  }
}

TEST(Congested, BothPathsGiveTheSamePlan) {
  Random rnd{std::mt19937_64(42)};
  for (int round = 0; round < 200; ++round) {
    const Town t = make_town(rnd, shapes[static_cast<std::size_t>(round) % std::size(shapes)]);
    const Solved fast(t);
    const Solved plain(t, detail::next_hits_scalar);
    ASSERT_EQ(fast.chosen, plain.chosen);
    ASSERT_EQ(fast.answer.row_price, plain.answer.row_price);
    ASSERT_EQ(fast.answer.column_price, plain.answer.column_price);
  }
}

TEST(Congested, ALargerTownIsProvenAndTheSecondDoorGoesThere) {
  Random rnd{std::mt19937_64(43)};
  const Shape shape{2'000, 1'500, 12, 2, 0, 1'450, 1'000'000, 16'000'000, 1};
  Town t = make_town(rnd, shape);
  while (t.seats.size() < 1'500 || t.capacity.size() < 700) t = make_town(rnd, shape);
  const Solved s(t);
  expect_right(t, s);
  FlowProblem p{.need = t.need, .member = t.member, .seats = t.seats, .capacity = t.capacity};
  p.cost = std::span<const std::int64_t>(t.cost);
  p.unfilled_cost = OneOrEach<std::int64_t>(t.unfilled);
  const FlowResult r = solve_flow(p);
  EXPECT_EQ(r.status, Status::optimal);
  EXPECT_EQ(r.objective, static_cast<double>(s.answer.objective));
}

TEST(Congested, EndedAtAnyTimeItHasAPlanAndABound) {
  Random rnd{std::mt19937_64(44)};
  const Town t = make_town(rnd, {400, 300, 9, 2, 0, 1'450, 1'000, 16'000'000, 8});
  int ended = 0;
  for (std::uint64_t work = 1; work < 20'000; work = work * 3 / 2 + 64) {
    const Solved s(t, detail::fastest_next_hits(), Watch(std::nullopt, work, {}, nullptr));
    expect_right(t, s);
    ended += s.answer.complete ? 0 : 1;
  }
  EXPECT_GT(ended, 3);
}

}  // namespace congested_test
