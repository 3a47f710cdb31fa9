// The same answer, however a problem is put and on whatever machine: scalar against vector path to
// the byte, and arrays in another order. On random towns and on a seeded city.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/eligibility/candidates.hpp>
#include <turnout/generate/city.hpp>
#include <turnout/solve/flow.hpp>
// Kernels by themselves:
#include <turnout/solve/detail/dense_flow.hpp>
#include <turnout/solve/detail/flow_flat.hpp>

namespace turnout {
namespace flow_same_test {

using Ints = std::vector<std::int64_t>;

struct Random {
  std::mt19937_64 engine;
  std::int64_t in(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine() % static_cast<std::uint64_t>(high - low + 1));
  }
};

struct Town {
  Ints need, member, cost, seats, capacity, unfilled;

  [[nodiscard]] FlowProblem problem() const {
    FlowProblem p{.need = need, .member = member, .seats = seats, .capacity = capacity};
    p.cost = std::span<const std::int64_t>(cost);
    p.unfilled_cost = OneOrEach<std::int64_t>(unfilled);
    return p;
  }
};

/// `range`: costs of 0 to that; small ones tie.
Town random_town(Random& rnd, std::int64_t needs, std::int64_t members, std::int64_t range) {
  Town t;
  for (std::int64_t n = 0; n < needs; ++n) {
    t.seats.push_back(rnd.in(0, 9));
    t.unfilled.push_back(rnd.in(range / 4, 2 * range));
    for (std::int64_t m = 0; m < members; ++m) {
      if (rnd.in(0, 11) > 0) continue;
      t.need.push_back(n);
      t.member.push_back(m);
      t.cost.push_back(rnd.in(0, range));
    }
  }
  for (std::int64_t m = 0; m < members; ++m) t.capacity.push_back(rnd.in(0, 3));
  return t;
}

/// Roles of a generated city and who could do what, as the library's own rules say.
Town city_town(std::uint32_t members, std::uint32_t needs) {
  CityOptions options = city(members, needs);
  options.services = 0;
  const City made = make_city(options);
  const Problem problem =
      make_problem({.members = made.members, .needs = made.needs}, {.zone = "Asia/Shanghai"});
  const Rules rules(problem, {.within_km = 2.0});
  const Candidates pairs = candidates(rules, {.threads = 1});
  Town t;
  for (std::size_t r = 0; r < problem.roles().seats.size(); ++r) {
    t.seats.push_back(problem.roles().seats[r]);
    t.unfilled.push_back(20'000);
    for (const Candidate& c : pairs.of_role(static_cast<RoleId>(r))) {
      t.need.push_back(static_cast<std::int64_t>(r));
      t.member.push_back(static_cast<std::int64_t>(index(c.member)));
      t.cost.push_back(c.cost);
    }
  }
  for (std::size_t m = 0; m < problem.members().id.size(); ++m)
    t.capacity.push_back(1 + static_cast<std::int64_t>(m % 3));
  return t;
}

std::vector<Town> towns() {
  Random rnd{std::mt19937_64(21)};
  std::vector<Town> all;
  for (const std::int64_t range : {3, 400, 100'000'000}) {
    all.push_back(random_town(rnd, 60, 150, range));   // Short of people.
    all.push_back(random_town(rnd, 40, 500, range));   // And not.
    all.push_back(random_town(rnd, 300, 300, range));  // At war.
  }
  all.push_back(city_town(3'000, 120));
  return all;
}

auto counters_of(const FlowCounters& c) {
  return std::tuple(c.searches, c.settled, c.looked_at, c.auctions, c.bids, c.from_members);
}

TEST(FlowSame, ScalarAndVectorPathsOfPairsToTheByte) {
  for (const Town& t : towns()) {
    const FlowProblem p = t.problem();
    const detail::FlowReader in(p);
    const detail::PairsByNeed by = detail::pairs_by_need(p, in);
    std::vector<std::uint32_t> seats;
    for (std::size_t n = 0; n < t.seats.size(); ++n) seats.push_back(in.seats(n));
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
      return std::tuple(held, a.row_price, a.column_price, a.objective, a.bound, a.congested,
                        std::tuple(a.auction.bids, a.auction.looked_at, a.auction.evictions),
                        std::tuple(a.paths.searches, a.paths.settled, a.paths.looked_at));
    };
    EXPECT_EQ(solved(detail::next_hits_scalar), solved(detail::fastest_next_hits()));
  }
}

TEST(FlowSame, ScalarAndVectorPathsOfMatricesToTheByte) {
  Random rnd{std::mt19937_64(22)};
  for (const std::int64_t range : {3, 400, 100'000'000}) {
    for (const auto& [n, m] : {std::pair<std::int64_t, std::int64_t>{150, 150}, {90, 301}}) {
      Ints whole(static_cast<std::size_t>(n * m));
      std::vector<double> real;
      for (std::int64_t& c : whole) {
        c = rnd.in(0, range);
        real.push_back(static_cast<double>(c) / 7);
      }
      for (const bool floats : {false, true}) {
        FlowProblem p{.cost = whole, .matrix = true, .n_needs = n, .n_members = m};
        if (floats) p.cost = std::span<const double>(real);
        Watch one, two;
        const FlowResult a = detail::dense::solve(p, {}, one, true).value();
        const FlowResult b = detail::dense::solve(p, {}, two, false).value();
        EXPECT_EQ(a.pairs, b.pairs);
        EXPECT_EQ(a.need_prices, b.need_prices);
        EXPECT_EQ(a.member_prices, b.member_prices);
        EXPECT_EQ(a.objective, b.objective);
        EXPECT_EQ(a.bound, b.bound);
        EXPECT_EQ(counters_of(a.stats.counters), counters_of(b.stats.counters));
      }
    }
  }
}

std::vector<std::size_t> shuffled(std::size_t n, Random& rnd) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::shuffle(order, rnd.engine);
  return order;
}

/// The same town with needs and members of other numbers and pairs in another order; `from` says
/// which pair each was.
Town renamed(const Town& t, Random& rnd, std::vector<std::size_t>& from) {
  const auto need = shuffled(t.seats.size(), rnd);
  const auto member = shuffled(t.capacity.size(), rnd);
  from = shuffled(t.need.size(), rnd);
  Town other = t;
  for (std::size_t n = 0; n < need.size(); ++n) {
    other.seats[need[n]] = t.seats[n];
    other.unfilled[need[n]] = t.unfilled[n];
  }
  for (std::size_t m = 0; m < member.size(); ++m) other.capacity[member[m]] = t.capacity[m];
  for (std::size_t i = 0; i < from.size(); ++i) {
    other.need[i] = static_cast<std::int64_t>(need[static_cast<std::size_t>(t.need[from[i]])]);
    other.member[i] =
        static_cast<std::int64_t>(member[static_cast<std::size_t>(t.member[from[i]])]);
    other.cost[i] = t.cost[from[i]];
  }
  return other;
}

Ints pairs_before(const FlowResult& r, const std::vector<std::size_t>& from) {
  Ints pairs;
  for (const std::int64_t i : r.pairs)
    pairs.push_back(static_cast<std::int64_t>(from[static_cast<std::size_t>(i)]));
  std::ranges::sort(pairs);
  return pairs;
}

TEST(FlowSame, ArraysInAnotherOrderCostTheSame) {
  Random rnd{std::mt19937_64(23)};
  for (const Town& t : towns()) {
    const FlowResult first = solve_flow(t.problem());
    EXPECT_EQ(first.status, Status::optimal);
    for (int round = 0; round < 3; ++round) {
      std::vector<std::size_t> from;
      const Town other = renamed(t, rnd, from);
      const FlowResult r = solve_flow(other.problem());
      EXPECT_EQ(r.objective, first.objective);
      EXPECT_EQ(r.bound, first.bound);
      EXPECT_EQ(r.status, Status::optimal);
    }
  }
}

/// Costs of which no two sums are alike leave one optimum, so the plan is the same too.
TEST(FlowSame, WhereNothingTiesThePlanIsTheSameInAnyOrder) {
  Random rnd{std::mt19937_64(24)};
  for (const bool short_of_people : {false, true}) {
    Town t = random_town(rnd, 80, short_of_people ? 120 : 600, 200'000'000);
    const Ints plan = solve_flow(t.problem()).pairs;
    std::vector<double> real(t.cost.begin(), t.cost.end());
    for (double& c : real) c += 0.5;
    for (int round = 0; round < 4; ++round) {
      std::vector<std::size_t> from;
      const Town other = renamed(t, rnd, from);
      EXPECT_EQ(pairs_before(solve_flow(other.problem()), from), plan);
      // By the network, which floats go through.
      std::vector<double> others(other.cost.begin(), other.cost.end());
      for (double& c : others) c += 0.5;
      FlowProblem p = other.problem();
      p.cost = std::span<const double>(others);
      FlowProblem q = t.problem();
      q.cost = std::span<const double>(real);
      EXPECT_EQ(pairs_before(solve_flow(p), from), solve_flow(q).pairs);
    }
  }
}

TEST(FlowSame, WhereNothingTiesAMatrixMayBeTurnedAndShuffled) {
  Random rnd{std::mt19937_64(25)};
  constexpr std::size_t n = 120;
  constexpr std::size_t m = 150;
  Ints cost(n * m);
  for (std::int64_t& c : cost) c = rnd.in(0, 1'000'000'000'000);
  const auto solved = [](const Ints& x, std::size_t rows, std::size_t columns) {
    return solve_flow({.cost = x,
                       .matrix = true,
                       .n_needs = static_cast<std::int64_t>(rows),
                       .n_members = static_cast<std::int64_t>(columns)});
  };
  const FlowResult first = solved(cost, n, m);
  const auto row = shuffled(n, rnd);
  const auto column = shuffled(m, rnd);
  Ints mixed(n * m), turned(n * m);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < m; ++j) {
      mixed[i * m + j] = cost[row[i] * m + column[j]];
      turned[j * n + i] = cost[i * m + j];
    }
  }
  std::vector<std::pair<std::int64_t, std::int64_t>> plan, of_mixed, of_turned;
  const FlowResult a = solved(mixed, n, m);
  const FlowResult b = solved(turned, m, n);
  for (std::size_t k = 0; k < n; ++k) {
    plan.emplace_back(first.need[k], first.member[k]);
    of_mixed.emplace_back(row[static_cast<std::size_t>(a.need[k])],
                          column[static_cast<std::size_t>(a.member[k])]);
    of_turned.emplace_back(b.member[k], b.need[k]);
  }
  std::ranges::sort(of_mixed);
  std::ranges::sort(of_turned);
  EXPECT_EQ(of_mixed, plan);
  EXPECT_EQ(of_turned, plan);
  EXPECT_EQ(a.objective, first.objective);
  EXPECT_EQ(b.objective, first.objective);
}

/// Of two equal pairs of a need the one at the lower position is looked at first.
TEST(FlowSame, OfEqualPairsTheFirstIsTaken) {
  const Ints need{0, 0, 0}, member{2, 0, 1}, cost{5, 5, 5};
  EXPECT_EQ(solve_flow({.need = need, .member = member, .cost = cost, .unfilled_cost = 9}).pairs,
            Ints{0});
  const Ints shifted{0, 0, 0, 0}, others{1, 2, 0, 3}, costs{6, 5, 5, 5};
  const FlowResult r = solve_flow(
      {.need = shifted, .member = others, .cost = costs, .seats = 2, .unfilled_cost = 9});
  EXPECT_EQ(r.pairs, (Ints{1, 2}));
}

}  // namespace flow_same_test
}  // namespace turnout
