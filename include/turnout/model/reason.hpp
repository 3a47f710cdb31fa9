// turnout/model/reason.hpp -- why a seat is empty, as a stable code.
//
// The order is the order in which rules are counted: the reason of an empty seat
// is the first rule that leaves fewer members than seats.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {

enum class Reason : std::uint8_t {
  // Rules of eligibility: what this pair alone decides.
  pinned_never,   ///< A pin says never.
  out_of_scope,   ///< The need is for members under another branch (scope), or too far to climb
                  ///< (max_climb).
  not_accepted,   ///< The member does not accept this item or kind.
  no_skill,       ///< A skill asked for is missing.
  level_too_low,  ///< The skill is there, its level is not.
  expired,        ///< The skill's validity ends before the service does.
  not_free,       ///< The service does not lie within one stretch of free time.
  too_far,        ///< Farther than the smallest of the limits.
  limit_zero,     ///< A limit of the member leaves no room even for this one service.
  // Among the eligible: what the rest of the plan decides.
  clash,          ///< Serves elsewhere at that time (overlap, rest, travel).
  limit_used_up,  ///< A limit per day, week or plan is used up by other services.
  together,       ///< The need takes all or nobody, and all could not be had.
  must_pin,       ///< A pin says must, and another hard rule forbids it.
  taken,          ///< Better used elsewhere: filling this seat would empty a dearer one.
  not_worth_it,   ///< Filling it would cost more than leaving it empty.
};
inline constexpr std::size_t eligibility_rules = 9;  ///< pinned_never ... limit_zero.
inline constexpr std::size_t reason_count = 15;

[[nodiscard]] constexpr std::string_view to_string(Reason reason) noexcept {
  constexpr std::array<std::string_view, reason_count> names{
      "pinned_never",  "out_of_scope", "not_accepted", "no_skill",   "level_too_low",
      "expired",       "not_free",     "too_far",      "limit_zero", "clash",
      "limit_used_up", "together",     "must_pin",     "taken",      "not_worth_it"};
  return names[static_cast<std::size_t>(reason)];
}

}  // namespace turnout::inline TURNOUT_ABI
