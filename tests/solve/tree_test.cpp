// The auction on members' trees against shortest paths alone, on networks of some hundreds of
// candidates: equal objective and bound, and every sign of the prices.
#include <algorithm>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/error.hpp>
#include <turnout/solve/detail/network_tree.hpp>
#include <turnout/solve/network.hpp>

#include "support/network_check.hpp"

namespace tree_test {

using namespace turnout;
using namespace turnout::testing;

struct Town {
  std::size_t rows = 20;
  std::size_t members = 30;
  std::int64_t most_seats = 4;
  std::size_t in_reach = 12;  // Candidates of a row.
  std::int64_t most_cost = 50;
  bool roles = false;  // Several rows a need; else seats of a need by steps.
  bool trees = true;
  bool loads = false;
};

/// A member: leaves for slots, some below a day, some days below a week.
void add_member(Rng& rng, const Town& town, FlowNetwork& net,
                std::vector<std::vector<std::uint32_t>>& leaves) {
  const auto first = static_cast<std::uint32_t>(net.parent.size());
  const auto slots = static_cast<std::uint32_t>(town.trees ? rng.in(1, 6) : 1);
  leaves.emplace_back();
  if (slots == 1) {
    leaves.back().push_back(first);
    net.parent.push_back(no_node);
  } else {
    const auto days = static_cast<std::uint32_t>(rng.in(0, 2));
    const bool week = days > 0 && rng.in(0, 1) == 0;
    const std::uint32_t root = first + slots + days + (week ? 1 : 0);
    for (std::uint32_t s = 0; s < slots; ++s) {
      leaves.back().push_back(first + s);
      const std::uint32_t day = rng.id(days + 1U);
      net.parent.push_back(day < days ? first + slots + day : root);
      net.capacity.push_back(rng.in(0, 9) == 0 ? rng.id(3) : 1);
    }
    for (std::uint32_t d = 0; d < days; ++d) {
      net.parent.push_back(week && d == 0 ? root - 1 : root);
      net.capacity.push_back(static_cast<std::uint32_t>(rng.in(1, 2)));
    }
    if (week) {
      net.parent.push_back(root);
      net.capacity.push_back(static_cast<std::uint32_t>(rng.in(1, 2)));
    }
    net.parent.push_back(no_node);
  }
  net.capacity.push_back(rng.in(0, 9) == 0 ? rng.id(20) : static_cast<std::uint32_t>(rng.in(1, 3)));
}

FlowNetwork random_town(Rng& rng, const Town& town) {
  FlowNetwork net;
  std::vector<std::vector<std::uint32_t>> leaves;
  for (std::size_t m = 0; m < town.members; ++m) add_member(rng, town, net, leaves);
  if (town.loads) {
    for (std::size_t v = 0; v < net.parent.size(); ++v)
      net.load.push_back(
          {rng.in(0, 3), rng.in(0, 4), rng.in(0, 20), static_cast<std::uint32_t>(rng.in(0, 2))});
  }
  const std::size_t needs = town.roles ? town.rows / 2 + 1 : town.rows;
  net.row_start.push_back(0);
  for (std::size_t r = 0; r < town.rows; ++r) {
    net.seats.push_back(static_cast<std::uint32_t>(rng.in(0, town.most_seats)));
    if (town.roles) net.row_need.push_back(rng.id(needs));
    std::set<std::uint32_t> reached;
    const auto wanted =
        static_cast<std::size_t>(rng.in(0, static_cast<std::int64_t>(town.in_reach)));
    while (reached.size() < std::min(wanted, town.members)) reached.insert(rng.id(town.members));
    for (const std::uint32_t m : reached) {
      net.leaf.push_back(leaves[m][rng.id(leaves[m].size())]);
      net.cost.push_back(rng.in(town.loads ? -10 : 0, town.most_cost));
    }
    net.row_start.push_back(static_cast<std::uint32_t>(net.leaf.size()));
  }
  net.value_start.push_back(0);
  for (std::size_t n = 0; n < needs; ++n) {
    std::uint32_t all = 0;
    for (std::size_t r = 0; r < town.rows; ++r) all += net.need_of(r) == n ? net.seats[r] : 0;
    std::int64_t value = rng.in(0, 2 * town.most_cost);
    while (all > 0) {
      const auto step = town.roles ? all : static_cast<std::uint32_t>(rng.in(1, all));
      net.value.push_back({step, value});
      all -= step;
      value -= rng.in(0, value + 10);
    }
    net.value_start.push_back(static_cast<std::uint32_t>(net.value.size()));
  }
  return net;
}

void expect_same(const FlowNetwork& net) {
  Watch watch;
  const auto fast = detail::solve_tree_network(net, watch, detail::fastest_next_hits());
  ASSERT_TRUE(fast.has_value());
  const FlowSolution plain = detail::solve_checked(net, watch, 1U << 30);
  ASSERT_TRUE(within_limits(net, fast->chosen));
  ASSERT_EQ(fast->objective, plain.objective);
  expect_certificate(net, *fast);
  const auto scalar = detail::solve_tree_network(net, watch, detail::next_hits_scalar);
  ASSERT_EQ(scalar->chosen, fast->chosen);
  ASSERT_EQ(scalar->row_price, fast->row_price);
  ASSERT_EQ(scalar->node_price, fast->node_price);
}

void expect_same_on(const Town& town, std::uint64_t seed, int rounds) {
  Rng rng(seed);
  for (int i = 0; i < rounds; ++i) {
    SCOPED_TRACE(i);
    expect_same(random_town(rng, town));
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(Tree, EqualsShortestPaths) { expect_same_on({}, 1, 300); }
TEST(Tree, WithFewMembers) { expect_same_on({.members = 8, .in_reach = 8}, 2, 300); }
TEST(Tree, WithTies) { expect_same_on({.most_cost = 3}, 3, 300); }
TEST(Tree, WithLoads) { expect_same_on({.loads = true}, 4, 300); }
TEST(Tree, WithLoadsAndFewMembers) {
  expect_same_on({.members = 8, .in_reach = 8, .most_cost = 12, .loads = true}, 5, 300);
}
TEST(Tree, WithRoles) { expect_same_on({.roles = true, .loads = true}, 6, 300); }
TEST(Tree, WithoutTrees) { expect_same_on({.trees = false, .loads = true}, 7, 300); }
TEST(Tree, WithManySeats) {
  expect_same_on({.rows = 60, .members = 80, .most_seats = 12, .in_reach = 40}, 8, 60);
}
TEST(Tree, OfATownWithWars) {
  expect_same_on({.rows = 120, .members = 60, .most_seats = 3, .in_reach = 10, .loads = true}, 9,
                 60);
}

TEST(Tree, LeavesToOthersWhatItCannotDo) {
  Rng rng(10);
  const FlowNetwork net = random_town(rng, {});
  const auto left = [](const FlowNetwork& n) {
    Watch watch;
    return !detail::solve_tree_network(n, watch, detail::next_hits_scalar).has_value();
  };
  ASSERT_FALSE(left(net));
  FlowNetwork must = net;
  must.value.front().value = must_fill;
  EXPECT_TRUE(left(must));
  FlowNetwork dear = net;
  dear.cost.front() = detail::tree_cost;
  EXPECT_TRUE(left(dear));
  FlowNetwork twice = net;
  std::size_t row = 0;
  while (twice.row_start[row + 1] - twice.row_start[row] < 2) ++row;
  twice.leaf[twice.row_start[row]] = twice.leaf[twice.row_start[row] + 1];
  EXPECT_TRUE(left(twice));
  Watch watch;
  for (const FlowNetwork& n : {must, dear, twice}) {
    const FlowSolution s = solve_network(n, watch);
    ASSERT_TRUE(within_limits(n, s.chosen));
    if (s.complete) expect_certificate(n, s);
  }
}

TEST(Tree, EndedEarlyKeepsLimitsAndABound) {
  Rng rng(11);
  const FlowNetwork net = random_town(rng, {.rows = 200, .members = 100, .loads = true});
  Watch open;
  const FlowSolution best = detail::solve_checked(net, open, 30);
  Watch watch({}, 200, {}, {});
  const auto s = detail::solve_tree_network(net, watch, detail::fastest_next_hits());
  ASSERT_TRUE(s.has_value());
  EXPECT_FALSE(s->complete);
  EXPECT_TRUE(within_limits(net, s->chosen));
  EXPECT_LE(s->bound, best.objective);
  EXPECT_GE(s->objective, best.objective);
}

}  // namespace tree_test
