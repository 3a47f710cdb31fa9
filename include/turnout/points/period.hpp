// turnout/points/period.hpp -- the stretches of time over which points are counted.
//
// A period is written as people write it and always means whole local days, the first
// and the last included:
//
//   2026        1 January to 31 December        2026Q3       1 July to 30 September
//   2026H1      1 January to 30 June            2026-07      1 to 31 July
//   2026-03-15/2026-04-14                       any other stretch
//
// A service belongs to the period of its local start: one over midnight counts on the
// day on which it started. Weeks start on Monday.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <turnout/config.hpp>
#include <turnout/model/calendar.hpp>

namespace turnout::inline TURNOUT_ABI {

/// How far a cap, a rounding or a calendar period reaches; from the shortest to the longest.
enum class Reach : std::uint8_t {
  activity,  ///< One need on one local day; a service without need_id stands for itself.
  day,
  week,  ///< From Monday.
  month,
  quarter,
  half,  ///< From 1 January or 1 July.
  year,
  lifetime,
};
[[nodiscard]] std::string_view to_string(Reach reach) noexcept;
[[nodiscard]] std::optional<Reach> parse_reach(std::string_view text) noexcept;

/// The number of the day, week, month ... in which `day` lies: equal for two days exactly when
/// they lie in the same one, and rising with time. `activity` and `lifetime` have one for all.
[[nodiscard]] std::int32_t bucket_of(Reach reach, LocalDay day) noexcept;

/// Whole local days, both included.
struct Period {
  std::string text;  ///< As given.
  LocalDay first, last;
  [[nodiscard]] bool contains(LocalDay day) const noexcept { return first <= day && day <= last; }
  friend bool operator==(const Period&, const Period&) = default;
};

/// Throws InputError (`bad_period`) when the text is no period or ends before it starts.
[[nodiscard]] Period parse_period(std::string_view text);

/// The month, quarter, half or year in which `day` lies, written as people write it.
[[nodiscard]] Period period_around(Reach reach, LocalDay day);

/// `period` is exactly one month, quarter, half or year of the calendar.
[[nodiscard]] bool is_whole(const Period& period, Reach reach) noexcept;

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/points/detail/period.ipp>
#endif
