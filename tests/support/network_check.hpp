// What every answer of the network kernels must keep: the limits, and each sign of the prices.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/solve/network.hpp>

namespace turnout::testing {

class Rng {
 public:
  explicit Rng(std::uint64_t seed) : engine_(seed) {}
  /// From low to high, both included; the same on every standard library.
  std::int64_t in(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }
  std::uint32_t id(std::size_t below) {
    return static_cast<std::uint32_t>(engine_() % static_cast<std::uint64_t>(below));
  }

 private:
  std::mt19937_64 engine_;
};

inline std::size_t row_of(const FlowNetwork& net, std::size_t candidate) {
  std::size_t row = 0;
  while (candidate >= net.row_start[row + 1]) ++row;
  return row;
}

inline bool within_limits(const FlowNetwork& net, const std::vector<std::uint32_t>& chosen) {
  std::vector<std::uint32_t> seats(net.n_rows(), 0);
  std::vector<std::uint32_t> used(net.n_nodes(), 0);
  for (const std::uint32_t c : chosen) {
    if (++seats[row_of(net, c)] > net.seats[row_of(net, c)]) return false;
    for (std::uint32_t v = net.leaf[c]; v != no_node; v = net.parent[v]) {
      if (++used[v] > net.capacity[v]) return false;
    }
  }
  return true;
}

/// Every sign that the header promises of prices.
inline void expect_certificate(const FlowNetwork& net, const FlowSolution& s) {
  EXPECT_EQ(s.objective, s.bound);
  std::vector<std::uint32_t> seats(net.n_rows(), 0), used(net.n_nodes(), 0);
  std::vector<std::uint32_t> filled(net.n_needs(), 0);
  std::vector<bool> is_used(net.cost.size(), false);
  for (const std::uint32_t c : s.chosen) {
    is_used[c] = true;
    ++seats[row_of(net, c)];
    ++filled[net.need_of(row_of(net, c))];
    for (std::uint32_t v = net.leaf[c]; v != no_node; v = net.parent[v]) ++used[v];
  }
  for (std::uint32_t c = 0; c < net.cost.size(); ++c) {
    std::int64_t reduced = net.cost[c] - s.row_price[row_of(net, c)];
    for (std::uint32_t v = net.leaf[c]; v != no_node; v = net.parent[v]) reduced += s.node_price[v];
    if (is_used[c]) {
      EXPECT_LE(reduced, 0) << "candidate " << c;
    } else {
      EXPECT_GE(reduced, 0) << "candidate " << c;
    }
  }
  for (std::size_t r = 0; r < net.n_rows(); ++r) {
    if (seats[r] < net.seats[r]) {
      EXPECT_EQ(s.row_price[r], s.need_price[net.need_of(r)]);
    }
    if (net.seats[r] > 0) {
      EXPECT_LE(s.row_price[r], s.need_price[net.need_of(r)]);
    }
  }
  for (std::size_t n = 0; n < net.n_needs(); ++n) {
    std::uint32_t seat = 0;
    for (std::size_t i = net.value_start[n]; i < net.value_start[n + 1]; ++i) {
      for (std::uint32_t k = 0; k < net.value[i].seats; ++k) {
        ++seat;
        if (seat == filled[n]) {
          EXPECT_LE(s.need_price[n], net.value[i].value);
        }
        if (seat == filled[n] + 1) {
          EXPECT_GE(s.need_price[n], net.value[i].value);
        }
        if (seat == 1 && filled[n] == 0) {
          EXPECT_EQ(s.need_price[n], net.value[i].value);
        }
      }
    }
  }
  for (std::size_t v = 0; v < net.n_nodes(); ++v) {
    const std::int64_t price = s.node_price[v];
    const std::uint32_t k = used[v];
    if (net.parent[v] != no_node || net.load.empty()) {
      EXPECT_GE(price, 0) << "node " << v;
      if (k < net.capacity[v]) {
        EXPECT_EQ(price, 0) << "node " << v;
      }
    } else {
      if (k > 0) {
        EXPECT_GE(price, net.load[v].marginal(k));
      }
      if (k < net.capacity[v]) {
        EXPECT_LE(price, net.load[v].marginal(k + 1));
      }
    }
  }
}

}  // namespace turnout::testing
