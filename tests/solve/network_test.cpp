// The kernel against every subset of the candidates, on networks small enough for that; and
// the certificate, condition by condition, on every answer.
#include <algorithm>
#include <optional>
#include <random>
#include <stop_token>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/error.hpp>
#include <turnout/solve/network.hpp>

#include "support/network_check.hpp"

namespace network_test {

using namespace turnout;
using namespace turnout::testing;

struct Shape {
  bool roles = false;     // Several rows a need, seats of two values.
  bool trees = false;     // Slots and days below the members.
  bool loads = false;     // Convex loads and rewards.
  bool forced = false;    // Some needs must be filled.
  bool negative = false;  // Costs of both signs.
  std::size_t candidates = 11;
};

FlowNetwork random_network(Rng& rng, const Shape& shape) {
  FlowNetwork net;
  const auto rows = static_cast<std::size_t>(rng.in(1, 4));
  net.seats.resize(rows);
  for (auto& k : net.seats) k = static_cast<std::uint32_t>(rng.in(0, 3));
  std::size_t needs = rows;
  if (shape.roles) {
    needs = static_cast<std::size_t>(rng.in(1, static_cast<std::int64_t>(rows)));
    for (std::size_t r = 0; r < rows; ++r) net.row_need.push_back(rng.id(needs));
  }
  net.value_start.push_back(0);
  for (std::size_t n = 0; n < needs; ++n) {
    std::uint32_t all = 0;
    for (std::size_t r = 0; r < rows; ++r) all += net.need_of(r) == n ? net.seats[r] : 0;
    const std::int64_t value = rng.in(-3, 12);
    const auto first = static_cast<std::uint32_t>(shape.roles ? rng.in(0, all) : 0);
    const bool must = shape.forced && rng.in(0, 2) == 0;
    if (first > 0) net.value.push_back({first, must ? must_fill : std::max(value, value * 3)});
    if (all > first)
      net.value.push_back({all - first, must && rng.in(0, 1) == 0 && first > 0 ? must_fill
                                        : must && first == 0                   ? must_fill
                                                                               : value});
    net.value_start.push_back(static_cast<std::uint32_t>(net.value.size()));
  }
  const auto members = static_cast<std::size_t>(rng.in(1, 4));
  std::vector<std::uint32_t> leaves;
  for (std::size_t m = 0; m < members; ++m) {
    if (shape.trees && rng.in(0, 2) > 0) {  // Two or three slots, maybe a day over two of them.
      const auto first = static_cast<std::uint32_t>(net.parent.size());
      const auto slots = static_cast<std::uint32_t>(rng.in(2, 3));
      const bool day = rng.in(0, 1) == 0;
      const std::uint32_t root = first + slots + (day ? 1 : 0);
      for (std::uint32_t s = 0; s < slots; ++s) {
        leaves.push_back(first + s);
        net.parent.push_back(day && s < 2 ? first + slots : root);
        net.capacity.push_back(static_cast<std::uint32_t>(rng.in(0, 4) == 0 ? rng.in(0, 2) : 1));
      }
      if (day) {
        net.parent.push_back(root);
        net.capacity.push_back(static_cast<std::uint32_t>(rng.in(1, 2)));
      }
    } else {
      leaves.push_back(static_cast<std::uint32_t>(net.parent.size()));
    }
    net.parent.push_back(no_node);
    net.capacity.push_back(static_cast<std::uint32_t>(rng.in(0, 6) == 0 ? 0 : rng.in(1, 3)));
  }
  if (shape.loads) {
    for (std::size_t v = 0; v < net.parent.size(); ++v) {
      net.load.push_back(
          {rng.in(0, 2), rng.in(0, 2), rng.in(0, 6), static_cast<std::uint32_t>(rng.in(0, 2))});
    }
  }
  const auto n = static_cast<std::size_t>(rng.in(0, static_cast<std::int64_t>(shape.candidates)));
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (std::size_t j = 0; j < n; ++j)
    pairs.emplace_back(rng.id(rows), leaves[rng.id(leaves.size())]);
  std::sort(pairs.begin(), pairs.end());
  net.row_start.assign(rows + 1, 0);
  for (const auto& [row, leaf] : pairs) {
    ++net.row_start[row + 1];
    net.leaf.push_back(leaf);
    net.cost.push_back(rng.in(shape.negative ? -8 : 0, 12));
  }
  for (std::size_t r = 0; r < rows; ++r) net.row_start[r + 1] += net.row_start[r];
  return net;
}

/// Objective of a choice by the definition; nullopt: a seat that must be filled is empty.
std::optional<std::int64_t> plain_cost(const FlowNetwork& net,
                                       const std::vector<std::uint32_t>& chosen) {
  std::int64_t total = 0;
  std::vector<std::int64_t> filled(net.n_needs(), 0);
  std::vector<std::int64_t> served(net.n_nodes(), 0);
  for (const std::uint32_t c : chosen) {
    total += net.cost[c];
    ++filled[net.need_of(row_of(net, c))];
    std::uint32_t v = net.leaf[c];
    while (net.parent[v] != no_node) v = net.parent[v];
    ++served[v];
  }
  for (std::size_t v = 0; v < net.load.size(); ++v) {
    const Load& l = net.load[v];
    const std::int64_t k = l.history + served[v];
    total += l.per_square * (k * k - l.history * l.history) -
             l.reward * std::min<std::int64_t>(served[v], l.rewarded);
  }
  for (std::size_t n = 0; n < net.n_needs(); ++n) {
    std::int64_t seat = 0;
    for (std::size_t i = net.value_start[n]; i < net.value_start[n + 1]; ++i) {
      for (std::uint32_t k = 0; k < net.value[i].seats; ++k, ++seat) {
        if (seat < filled[n]) continue;
        if (net.value[i].value == must_fill) return std::nullopt;
        total += net.value[i].value;
      }
    }
  }
  return total;
}

/// Cheapest of all subsets; those that use `forced` where it is given.
std::optional<std::int64_t> brute_force(const FlowNetwork& net,
                                        std::optional<std::uint32_t> forced = {}) {
  std::optional<std::int64_t> best;
  const std::size_t n = net.cost.size();
  std::vector<std::uint32_t> chosen;
  for (std::uint32_t set = 0; set < (1U << n); ++set) {
    if (forced && (set >> *forced & 1U) == 0) continue;
    chosen.clear();
    for (std::uint32_t j = 0; j < n; ++j) {
      if ((set >> j & 1U) != 0) chosen.push_back(j);
    }
    if (!within_limits(net, chosen)) continue;
    const auto cost = plain_cost(net, chosen);
    if (cost && (!best || *cost < *best)) best = cost;
  }
  return best;
}

FlowSolution solved(const FlowNetwork& net) {
  Watch watch;
  return solve_network(net, watch);
}

void expect_best(const FlowNetwork& net, const FlowSolution& s) {
  ASSERT_TRUE(within_limits(net, s.chosen));
  const auto best = brute_force(net);
  if (!best) {
    ASSERT_FALSE(s.cannot_fill.empty());
    EXPECT_FALSE(s.complete);
    // The witness: its rows cannot be given what they must have, even with all others empty.
    std::vector<bool> in(net.n_rows(), false);
    for (const std::uint32_t r : s.cannot_fill) in[r] = true;
    std::vector<std::int64_t> must(net.n_needs(), 0);  // Less what rows outside could take.
    for (std::size_t n = 0; n < net.n_needs(); ++n) {
      for (std::size_t i = net.value_start[n]; i < net.value_start[n + 1]; ++i) {
        if (net.value[i].value == must_fill) must[n] += net.value[i].seats;
      }
    }
    FlowNetwork alone = net;
    for (std::size_t r = 0; r < net.n_rows(); ++r) {
      if (in[r]) continue;
      must[net.need_of(r)] -= net.seats[r];
      alone.seats[r] = 0;
    }
    bool enough = false;
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t set = 0; set < (1U << net.cost.size()); ++set) {
      chosen.clear();
      std::vector<std::int64_t> filled(net.n_needs(), 0);
      for (std::uint32_t j = 0; j < net.cost.size(); ++j) {
        if ((set >> j & 1U) == 0) continue;
        chosen.push_back(j);
        ++filled[net.need_of(row_of(net, j))];
      }
      bool all = true;
      for (std::size_t n = 0; n < net.n_needs(); ++n) all = all && filled[n] >= must[n];
      enough = enough || (all && within_limits(alone, chosen));
    }
    EXPECT_FALSE(enough);
    return;
  }
  EXPECT_TRUE(s.complete);
  EXPECT_EQ(s.objective, *best);
  EXPECT_EQ(plain_cost(net, s.chosen), best);
  expect_certificate(net, s);
}

class NetworkBruteForce : public ::testing::TestWithParam<int> {};

TEST_P(NetworkBruteForce, EqualsTheBestSubset) {
  const auto bits = static_cast<unsigned>(GetParam());
  const Shape shape{(bits & 1U) != 0, (bits & 2U) != 0,  (bits & 4U) != 0,
                    (bits & 8U) != 0, (bits & 16U) != 0, 10};
  Rng rng(1000 + bits);
  for (int i = 0; i < 40; ++i) {
    SCOPED_TRACE(i);
    const FlowNetwork net = random_network(rng, shape);
    expect_best(net, solved(net));
    // The same from an auction's prices, which else only long searches call for.
    Watch watch;
    expect_best(net, detail::solve_checked(net, watch, 0));
    if (HasFatalFailure() || HasNonfatalFailure()) return;
  }
}
INSTANTIATE_TEST_SUITE_P(Shapes, NetworkBruteForce, ::testing::Range(0, 32));

TEST(NetworkForce, RiseEqualsSolvingAgainWithThePair) {
  Rng rng(7);
  int forced_in = 0;
  for (int i = 0; i < 300; ++i) {
    SCOPED_TRACE(i);
    const auto bits = static_cast<unsigned>(i) % 32;
    const FlowNetwork net =
        random_network(rng, {(bits & 1U) != 0, (bits & 2U) != 0, (bits & 4U) != 0, (bits & 8U) != 0,
                             (bits & 16U) != 0, 9});
    const FlowSolution s = solved(net);
    if (!s.complete) continue;
    for (std::uint32_t c = 0; c < net.cost.size(); ++c) {
      SCOPED_TRACE(c);
      const auto best = brute_force(net, c);
      const auto forced = force(net, s, c);
      ASSERT_EQ(forced.has_value(), best.has_value());
      if (!best) continue;
      EXPECT_EQ(s.objective + forced->rise, *best);
      std::vector<std::uint32_t> chosen = s.chosen;
      for (const FlowChange& change : forced->changes) {
        const auto at = std::find(chosen.begin(), chosen.end(), change.candidate);
        ASSERT_EQ(at == chosen.end(), change.added);
        if (change.added) {
          chosen.push_back(change.candidate);
        } else {
          chosen.erase(at);
        }
      }
      ASSERT_TRUE(within_limits(net, chosen));
      EXPECT_EQ(plain_cost(net, chosen), best);
      EXPECT_NE(std::find(chosen.begin(), chosen.end(), c), chosen.end());
      forced_in += forced->changes.empty() ? 0 : 1;
    }
  }
  EXPECT_GT(forced_in, 300);
}

TEST(NetworkBound, HoldsForAnyPrices) {
  Rng rng(11);
  for (int i = 0; i < 400; ++i) {
    const auto bits = static_cast<unsigned>(i) % 32;
    const FlowNetwork net =
        random_network(rng, {(bits & 1U) != 0, (bits & 2U) != 0, (bits & 4U) != 0, (bits & 8U) != 0,
                             (bits & 16U) != 0, 9});
    const auto best = brute_force(net);
    if (!best) continue;
    std::vector<std::int64_t> u(net.n_rows());
    for (auto& price : u) price = rng.in(-20, 40);
    EXPECT_LE(lower_bound(net, u), *best);
  }
}

TEST(NetworkWatch, StoppedRunsAreValidAndTheirBoundIsTrue) {
  Rng rng(13);
  for (int i = 0; i < 200; ++i) {
    const FlowNetwork net = random_network(rng, {true, true, true, false, true, 10});
    const auto best = brute_force(net);
    Watch watch({}, static_cast<std::uint64_t>(i % 4 + 1), {}, {});
    const FlowSolution s = solve_network(net, watch);
    EXPECT_TRUE(within_limits(net, s.chosen));
    EXPECT_EQ(plain_cost(net, s.chosen), s.objective);
    EXPECT_LE(s.bound, *best);
    EXPECT_GE(s.objective, *best);
    Watch brief({}, static_cast<std::uint64_t>(i % 4 + 1), {}, {});
    const FlowSolution other = detail::solve_checked(net, brief, 0);
    EXPECT_TRUE(within_limits(net, other.chosen));
    EXPECT_LE(other.bound, *best);
  }
}

TEST(NetworkInput, MalformedNetworksAreRefused) {
  Rng rng(17);
  FlowNetwork good = random_network(rng, {});
  while (good.cost.empty()) good = random_network(rng, {});
  EXPECT_NO_THROW(check_network(good));
  FlowNetwork bad = good;
  bad.leaf[0] = 99;
  EXPECT_THROW(check_network(bad), InputError);
  bad = good;
  bad.parent[0] = 0;
  EXPECT_THROW(check_network(bad), InputError);
  bad = good;
  bad.row_start.back() += 1;
  EXPECT_THROW(check_network(bad), InputError);
  bad = good;
  bad.cost[0] = std::numeric_limits<std::int64_t>::min();
  EXPECT_THROW(check_network(bad), RangeError);
  bad = good;
  bad.load.assign(bad.n_nodes(), {std::int64_t{1} << 50, std::int64_t{1} << 50, 0, 0});
  EXPECT_THROW(check_network(bad), RangeError);
}

}  // namespace network_test
