// Mid-size problems against Boost's min-cost flow, and against the kernel from its other starts.
#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/successive_shortest_path_nonnegative_weights.hpp>
#include <gtest/gtest.h>

#include <turnout/solve/flow.hpp>
#include <turnout/solve/network.hpp>

namespace flow_oracle_test {

using namespace turnout;

struct Random {
  std::mt19937_64 engine;
  std::int64_t in(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine() % static_cast<std::uint64_t>(high - low + 1));
  }
};

struct Town {
  std::vector<std::int64_t> need, member, cost, seats, capacity, unfilled, slot;
  std::int64_t slot_limit = 1;
};

/// People and needs on a square; a pair is near enough, its cost a distance.
Town town(Random& rng, std::int64_t needs, std::int64_t members, std::int64_t reach,
          std::int64_t most_seats) {
  Town t;
  std::vector<std::pair<std::int64_t, std::int64_t>> home, place;
  for (std::int64_t m = 0; m < members; ++m) {
    home.emplace_back(rng.in(0, 1000), rng.in(0, 1000));
    t.capacity.push_back(rng.in(0, 9) == 0 ? 0 : rng.in(1, 3));
  }
  for (std::int64_t n = 0; n < needs; ++n) {
    place.emplace_back(rng.in(0, 1000), rng.in(0, 1000));
    t.seats.push_back(rng.in(0, most_seats));
    t.unfilled.push_back(500 * rng.in(1, 8));
    const std::int64_t slot = rng.in(0, 3);
    for (std::int64_t m = 0; m < members; ++m) {
      const auto [x, y] = home[static_cast<std::size_t>(m)];
      const std::int64_t d = std::abs(x - place.back().first) + std::abs(y - place.back().second);
      if (d > reach) continue;
      t.need.push_back(n);
      t.member.push_back(m);
      t.cost.push_back(d);
      t.slot.push_back(slot);
    }
  }
  return t;
}

using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
using Graph = boost::adjacency_list<
    boost::vecS, boost::vecS, boost::directedS, boost::no_property,
    boost::property<boost::edge_capacity_t, long,
                    boost::property<boost::edge_residual_capacity_t, long,
                                    boost::property<boost::edge_reverse_t, Traits::edge_descriptor,
                                                    boost::property<boost::edge_weight_t, long>>>>>;

void arc(Graph& g, std::size_t from, std::size_t to, long capacity, long cost) {
  const auto there = boost::add_edge(from, to, g).first;
  const auto back = boost::add_edge(to, from, g).first;
  boost::put(boost::edge_capacity, g, there, capacity);
  boost::put(boost::edge_capacity, g, back, 0L);
  boost::put(boost::edge_weight, g, there, cost);
  boost::put(boost::edge_weight, g, back, -cost);
  boost::put(boost::edge_reverse, g, there, back);
  boost::put(boost::edge_reverse, g, back, there);
}

/// Start -> hub -> needs -> (slots of members) -> members -> sink; each need may also go unfilled.
/// The hub reaches every vertex at a price that never pays: Boost adds up the distances of
/// vertices that it cannot reach, which overflows.
long boost_optimum(const Town& t, bool slots) {
  const std::size_t n = t.seats.size();
  const std::size_t m = t.capacity.size();
  const std::size_t start = 1 + 1 + n + m + (slots ? 4 * m : 0);
  Graph g(start + 1);
  const std::size_t hub = 0;
  const std::size_t sink = 1;
  long seats = 0;
  for (std::size_t i = 0; i < n; ++i) {
    seats += t.seats[i];
    arc(g, hub, 2 + i, t.seats[i], 0);
    arc(g, 2 + i, sink, t.seats[i], t.unfilled[i]);
  }
  arc(g, start, hub, seats, 0);
  for (std::size_t v = 2; v < start; ++v) arc(g, hub, v, 1, 1'000'000'000);
  for (std::size_t j = 0; j < m; ++j) {
    arc(g, 2 + n + j, sink, t.capacity[j], 0);
    for (std::size_t s = 0; slots && s < 4; ++s) {
      arc(g, 2 + n + m + 4 * j + s, 2 + n + j, t.slot_limit, 0);
    }
  }
  for (std::size_t k = 0; k < t.need.size(); ++k) {
    const auto i = static_cast<std::size_t>(t.need[k]);
    const auto j = static_cast<std::size_t>(t.member[k]);
    const auto s = static_cast<std::size_t>(t.slot[k]);
    arc(g, 2 + i, slots ? 2 + n + m + 4 * j + s : 2 + n + j, 1, t.cost[k]);
  }
  boost::successive_shortest_path_nonnegative_weights(g, start, sink);
  long total = 0;
  for (auto [e, end] = boost::edges(g); e != end; ++e) {
    const long capacity = boost::get(boost::edge_capacity, g, *e);
    if (capacity == 0) continue;  // The way back.
    total += (capacity - boost::get(boost::edge_residual_capacity, g, *e)) *
             boost::get(boost::edge_weight, g, *e);
  }
  return total;
}

class FlowOracle : public ::testing::TestWithParam<int> {};

TEST_P(FlowOracle, EqualsBoost) {
  const auto seed = static_cast<std::uint64_t>(GetParam());
  const bool slots = seed % 2 == 1;
  Random rng{std::mt19937_64(seed)};
  // From an easy load to half as much again as there is.
  Town t = town(rng, 30 + 4 * GetParam(), 180, 220, 6);
  const std::vector<FlowGroups> groups{{t.slot, t.slot_limit}};
  FlowProblem p{.need = t.need,
                .member = t.member,
                .cost = t.cost,
                .seats = t.seats,
                .capacity = t.capacity,
                .unfilled_cost = OneOrEach<std::int64_t>(t.unfilled)};
  if (slots) p.groups = groups;
  const FlowResult r = solve_flow(p);
  EXPECT_EQ(r.objective, static_cast<double>(boost_optimum(t, slots)));
  EXPECT_EQ(r.bound, r.objective);

  // Shuffled pairs: another plan perhaps, the same objective.
  std::vector<std::size_t> order(t.need.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1],
              order[static_cast<std::size_t>(rng.in(0, static_cast<std::int64_t>(i) - 1))]);
  }
  Town u = t;
  for (std::size_t i = 0; i < order.size(); ++i) {
    u.need[i] = t.need[order[i]];
    u.member[i] = t.member[order[i]];
    u.cost[i] = t.cost[order[i]];
    u.slot[i] = t.slot[order[i]];
  }
  const std::vector<FlowGroups> shuffled{{u.slot, u.slot_limit}};
  p.need = u.need;
  p.member = u.member;
  p.cost = u.cost;
  if (slots) p.groups = shuffled;
  EXPECT_EQ(solve_flow(p).objective, r.objective);
}
INSTANTIATE_TEST_SUITE_P(Loads, FlowOracle, ::testing::Range(0, 24, 1));

/// Roles, slots, convex loads and rewards at a size where searches meet each other.
FlowNetwork rich_network(Random& rng, std::int64_t needs, std::int64_t members) {
  const Town t = town(rng, needs, members, 200, 5);
  FlowNetwork net;
  net.row_start.push_back(0);
  net.value_start.push_back(0);
  std::size_t k = 0;
  for (std::size_t n = 0; n < t.seats.size(); ++n) {
    const std::size_t first = k;
    while (k < t.need.size() && t.need[k] == static_cast<std::int64_t>(n)) ++k;
    const bool roles = n % 3 == 0;  // Two roles; the second wants every other member only.
    std::uint32_t seats = 0;
    for (std::size_t role = 0; role < (roles ? 2U : 1U); ++role) {
      for (std::size_t j = first; j < k; ++j) {
        if (role == 1 && t.member[j] % 2 == 0) continue;
        net.leaf.push_back(static_cast<std::uint32_t>(5 * t.member[j] + t.slot[j]));
        net.cost.push_back(t.cost[j] + static_cast<std::int64_t>(40 * role));
      }
      net.row_start.push_back(static_cast<std::uint32_t>(net.leaf.size()));
      net.seats.push_back(static_cast<std::uint32_t>(t.seats[n]));
      net.row_need.push_back(static_cast<std::uint32_t>(n));
      seats += net.seats.back();
    }
    const std::uint32_t least = seats / 3;
    if (least > 0) net.value.push_back({least, 4 * t.unfilled[n]});
    if (seats > least) net.value.push_back({seats - least, t.unfilled[n]});
    net.value_start.push_back(static_cast<std::uint32_t>(net.value.size()));
  }
  for (std::size_t m = 0; m < t.capacity.size(); ++m) {
    const auto root = static_cast<std::uint32_t>(5 * m + 4);
    for (int s = 0; s < 4; ++s) {
      net.parent.push_back(root);
      net.capacity.push_back(1);
    }
    net.parent.push_back(no_node);
    net.capacity.push_back(static_cast<std::uint32_t>(t.capacity[m]));
    for (int s = 0; s < 5; ++s) net.load.push_back({30, rng.in(0, 4), rng.in(0, 300), 1});
  }
  return net;
}

// Every answer is proved by its own prices: the bound is computed from scratch.
TEST(NetworkProof, ClosesFromEveryStart) {
  for (const std::int64_t needs : {20, 60, 120, 240}) {
    SCOPED_TRACE(needs);
    Random rng{std::mt19937_64(static_cast<std::uint64_t>(needs))};
    const FlowNetwork net = rich_network(rng, needs, 240);
    Watch watch;
    const FlowSolution s = solve_network(net, watch);
    EXPECT_EQ(s.objective, s.bound);
    EXPECT_EQ(objective_of(net, s.chosen), s.objective);
    Watch again;
    const FlowSolution from_auction = detail::solve_checked(net, again, 0);
    EXPECT_EQ(from_auction.counters.auctions, 1U);
    EXPECT_EQ(from_auction.objective, s.objective);
    EXPECT_EQ(from_auction.bound, s.bound);
  }
}

// One repair equals a new solve in which the pair is made irresistible.
TEST(NetworkProof, ForcedPairsCostWhatANewSolveSays) {
  Random rng{std::mt19937_64(77)};
  for (const std::int64_t needs : {30, 90}) {
    const FlowNetwork net = rich_network(rng, needs, 150);
    Watch watch;
    const FlowSolution s = solve_network(net, watch);
    for (int i = 0; i < 60; ++i) {
      const auto c =
          static_cast<std::uint32_t>(rng.in(0, static_cast<std::int64_t>(net.cost.size()) - 1));
      const auto forced = force(net, s, c);
      constexpr std::int64_t pull = std::int64_t{1} << 30;
      FlowNetwork pulled = net;
      pulled.cost[c] -= pull;
      Watch other;
      const FlowSolution best = solve_network(pulled, other);
      const bool used = std::binary_search(best.chosen.begin(), best.chosen.end(), c);
      ASSERT_EQ(forced.has_value(), used);
      if (used) {
        EXPECT_EQ(s.objective + forced->rise, best.objective + pull);
      }
    }
  }
}

}  // namespace flow_oracle_test
