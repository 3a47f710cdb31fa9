// turnout/solve/bound.hpp -- the lower bound L(u): what no plan can undercut.
//
// Put a price u_r on every seat of role r. Then each need alone chooses how many of its seats
// to buy, and each member alone chooses the cheapest set of services that fit together:
//
//   L(u) = sum over needs of min over filled seats of (empty seats' cost + prices of the filled)
//        + sum over members of min over sets it may serve of (cost - price of each, + load)
//
// Whatever the prices, no plan costs less. Where the problem is one flow, its prices make L(u)
// the optimum. What the member's minimum ranges over, to the unit, is laid down in
// verify/verify.hpp; this is the solver's own reading of it, which verify does not share.
//
// Member's minimum: weighted interval scheduling by dynamic programming over the services in order
// of start, with what the limits count as the state; O(k^2 states) for a member with k services of
// use.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/candidates.hpp>
#include <turnout/eligibility/clash.hpp>
#include <turnout/eligibility/rules.hpp>
#include <turnout/solve/musts.hpp>

namespace turnout::inline TURNOUT_ABI {

/// What is being minimised: the plan's cost, or the number of empty seats.
enum class Goal : std::uint8_t {
  cost,         ///< Candidates, empty seats by priority, loads.
  empty_seats,  ///< An empty seat 1, everything else 0.
};

struct Bound {
  std::int64_t value = 0;
  std::vector<std::string> leaves_out;  ///< Rules that the members' minima relax, sorted.
};

/// L(u) at these prices, one a role. Over threads; the same on any number of them.
/// Throws RangeError past 2^53.
[[nodiscard]] Bound lower_bound(const Rules& rules, const Candidates& candidates,
                                const std::vector<Must>& musts,
                                std::span<const std::int64_t> prices, Goal measure, int threads);

/// A need's part: its cheapest number of filled seats at these prices.
[[nodiscard]] std::int64_t need_minimum(const Rules& rules, NeedId need,
                                        std::span<const std::int64_t> prices, Goal measure);

/// Cost of leaving seats of a need empty when `filled` are filled.
[[nodiscard]] std::int64_t empty_cost(const Rules& rules, NeedId need, std::int64_t filled,
                                      Goal measure = Goal::cost);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/solve/detail/bound.ipp>
#endif
