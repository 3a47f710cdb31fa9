// turnout/solve/most_seats.hpp -- a certificate on the number of seats.
//
// "No plan fills more than N seats" is a claim of its own: the prices of the cheapest plan do not
// prove it. The seats filled are a flow, so by max-flow min-cut there is a set of roles whose
// seats are the bottleneck: price 1 on a seat of those, 0 on every other, is the certificate, and
// L(u) at these prices (empty seat 1, candidates 0, load 0) is the least number of empty seats.
//
// Method: augmenting paths from all rows with an empty seat at once, phase by phase (Ford and
// Fulkerson 1956; Hopcroft and Karp 1973 for the phases), starting from the plan at hand, which is
// nearly always full already. What the last phase reaches is the cut.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/solve/network.hpp>

namespace turnout::inline TURNOUT_ABI {

struct SeatCut {
  std::int64_t filled = 0;           ///< Most seats that the network can fill.
  std::vector<std::int64_t> prices;  ///< One a row: 1 in the cut, else 0.
};

/// `used`: candidates of a choice within all limits. `locked`: those of them whose leaf must stay
/// used, by the same candidate or by another one of that leaf (a duty in any of its roles).
/// O(phases x (candidates + nodes)).
[[nodiscard]] SeatCut most_seats(const FlowNetwork& network, std::span<const std::uint32_t> used,
                                 std::span<const std::uint32_t> locked);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/solve/detail/most_seats.ipp>
#endif
