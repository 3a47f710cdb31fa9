// turnout/solve/detail/repair_proof.hpp -- what a Repair stands at, summed from scratch.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <turnout/config.hpp>
#include <turnout/solve/detail/exact_sum.hpp>
#include <turnout/solve/detail/repair_network.hpp>
#include <turnout/solve/flow_problem.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {
namespace repairing {

__extension__ using Wide = __int128;  // Sums of products of 64-bit numbers.

/// In steps of the grid.
struct Totals {
  Wide objective = 0;
  Wide bound = 0;  ///< The dual of the linear programme at the prices: true whatever they are.
};

inline Totals totals(const RepairNetwork& net) {
  Totals sum;
  for (std::uint32_t n = 0; n < net.need.size(); ++n) {
    const RepairNeed& x = net.need[n];
    const std::int64_t price = std::min(x.price, x.unfilled);
    sum.bound += static_cast<Wide>(price) * x.seats;
    if (net.empty_seats(n) > 0) sum.objective += static_cast<Wide>(x.unfilled) * net.empty_seats(n);
  }
  for (std::size_t m = 0; m < net.member.size(); ++m) {
    sum.bound -= static_cast<Wide>(std::max<std::int64_t>(net.member_price[m], 0)) *
                 std::min<std::uint64_t>(net.member[m].capacity, net.row_of_member[m].size());
  }
  for (std::uint32_t p = 0; p < net.pair.size(); ++p) {
    if (net.is_gone(p)) continue;
    sum.bound += std::min<std::int64_t>(net.reduced_cost(p), 0);
    if (net.is_used(p)) sum.objective += net.pair[p].cost;
  }
  return sum;
}

/// Adds x steps of the grid to a sum of floats.
inline void add_on_grid(ExactSum& sum, Wide x, double step) {
  constexpr int digits = 40;
  double scale = x < 0 ? -step : step;
  for (Wide left = x < 0 ? -x : x; left != 0; left >>= digits, scale *= 0x1p40) {
    const auto part = static_cast<std::int64_t>(left & ((Wide{1} << digits) - 1));
    sum.add(static_cast<double>(part) * scale);
  }
}

struct RealTotals {
  double objective = 0;
  double bound = 0;  ///< Rounded down. Rounding costs to the grid can only have loosened it.
};

/// The same over the floats given.
inline RealTotals real_totals(const RepairNetwork& net, double step) {
  ExactSum objective;
  ExactSum bound;
  Wide steps = 0;
  for (std::uint32_t n = 0; n < net.need.size(); ++n) {
    const RepairNeed& x = net.need[n];
    if (net.given_unfilled[n] < static_cast<double>(x.price) * step) {
      bound.add_product(x.seats, net.given_unfilled[n]);
    } else {
      steps += static_cast<Wide>(x.price) * x.seats;
    }
    const std::uint32_t empty = net.empty_seats(n);
    if (empty > 0) objective.add_product(empty, net.given_unfilled[n]);
  }
  for (std::size_t m = 0; m < net.member.size(); ++m) {
    steps -= static_cast<Wide>(net.member_price[m]) *
             std::min<std::uint64_t>(net.member[m].capacity, net.row_of_member[m].size());
  }
  for (std::uint32_t p = 0; p < net.pair.size(); ++p) {
    const RepairPair& x = net.pair[p];
    if (net.is_gone(p)) continue;
    const std::int64_t worth = net.need[x.need].price - net.member_price[x.member];
    if (net.given_cost[p] < static_cast<double>(worth) * step) {
      bound.add(net.given_cost[p]);
      steps -= worth;
    }
    if (net.is_used(p)) objective.add(net.given_cost[p]);
  }
  add_on_grid(bound, steps, step);
  return {objective.nearest(), bound.down()};
}

}  // namespace repairing
}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
