// A need's part of the bound: the cheapest way to leave seats empty when each filled seat of role r
// is paid at its price u_r.
//
// U depends on the number filled alone, so for F seats filled the F cheapest are taken; the sum is
// linear between the ends of the roles' runs, min_seats, nothing and all, and looking at those is
// enough. O(k log k) in the roles.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/verify/detail/rules.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::checking {

/// What empty seats of a need cost.
struct EmptySeats {
  std::int64_t seats = 0, min_seats = 0;
  std::int64_t price = 0, weight = 1;
  bool together = false;

  /// The least number that may be filled, when any is.
  [[nodiscard]] std::int64_t least() const noexcept {
    if (!together) return 0;
    return min_seats > 0 ? min_seats : seats;
  }
  [[nodiscard]] bool allows(std::int64_t filled) const noexcept {
    return filled == 0 || filled >= least();
  }
  [[nodiscard]] std::int64_t below_min(std::int64_t filled) const noexcept {
    return std::max<std::int64_t>(0, min_seats - filled);
  }
  [[nodiscard]] Wide cost(std::int64_t filled) const noexcept {
    return Wide{price} * (Wide{seats - filled} + Wide{weight - 1} * below_min(filled));
  }
};

inline EmptySeats empty_seats(const Problem& problem, const Policy& policy, std::size_t n) {
  const Needs& needs = problem.needs();
  return {needs.seats[n], needs.min_seats[n], policy.unfilled_cost[needs.priority[n] - 1u],
          policy.min_seats_weight, needs.together[n] != 0};
}

/// One role as (price, seats).
using PricedSeats = std::pair<std::int64_t, std::int64_t>;

/// N_n(u). Sorts `roles`.
inline Wide need_minimum(const EmptySeats& need, std::span<PricedSeats> roles) {
  std::ranges::sort(roles);
  Wide best = need.cost(0), paid = 0;
  std::int64_t filled = 0;
  const auto look_at = [&](std::int64_t count, std::int64_t price) {
    if (need.allows(count))
      best = std::min(best, need.cost(count) + paid + Wide{price} * (count - filled));
  };
  for (const auto& [price, seats] : roles) {
    for (const std::int64_t corner : {need.least(), need.min_seats}) {
      if (corner > filled && corner < filled + seats) look_at(corner, price);
    }
    look_at(filled + seats, price);
    paid += Wide{price} * seats;
    filled += seats;
  }
  return best;
}

}  // namespace detail::checking
}  // namespace turnout::inline TURNOUT_ABI
