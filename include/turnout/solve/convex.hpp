// turnout/solve/convex.hpp -- seats that are worth less and less, services that cost more and more.
//
// Both sides of the matching may be convex and the problem stays one flow: the first seats of a
// need may be worth more than the others, and each further service of a member may cost more
// than the one before.
//
//   SeatValue two_that_matter[] = {{2, 4'000'000}, {3, 1'000'000}};   // five seats
//   Load even{.per_square = 300, .history = 4};    // the next service costs 300 (5^2 - 4^2)
#pragma once

#include <cstdint>
#include <limits>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {

/// Parent of a root.
inline constexpr std::uint32_t no_node = std::numeric_limits<std::uint32_t>::max();
/// Value of a seat that must be filled: no cost is too high.
inline constexpr std::int64_t must_fill = std::numeric_limits<std::int64_t>::max();

/// So many seats of a need, each worth `value`: what leaving one empty costs.
struct SeatValue {
  std::uint32_t seats = 0;
  std::int64_t value = 0;  ///< Any sign; falls or stays from one entry of a need to the next.
};

/// What the k-th candidate used below a root costs besides its own cost:
/// per_square ((history + k)^2 - (history + k - 1)^2), less `reward` for the first `rewarded`.
/// Costs count from a member that serves nothing: rewards missed are not in the objective.
struct Load {
  std::int64_t per_square = 0;  ///< Not negative.
  std::int64_t history = 0;     ///< Not negative.
  std::int64_t reward = 0;      ///< Not negative.
  std::uint32_t rewarded = 0;

  [[nodiscard]] constexpr std::int64_t marginal(std::uint32_t k) const noexcept {
    return per_square * (2 * (history + k) - 1) - (k <= rewarded ? reward : 0);
  }
};

}  // namespace turnout::inline TURNOUT_ABI
