#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include <turnout/config.hpp>

// The rules of a zone as one sorted list: from which instant on which offset holds. Rules that go
// on for ever are written out for one Gregorian cycle (400 years are a whole number of weeks), and
// any other time is folded into that cycle. A look-up is one binary search over immutable data.
namespace turnout::inline TURNOUT_ABI {
namespace detail {

constexpr std::int64_t seconds_per_day = 86'400;
constexpr std::int64_t gregorian_cycle = 146'097 * seconds_per_day;
/// No offset is further from UTC (RFC 8536 section 3.2 suggests -25 to +26 hours).
constexpr std::int64_t largest_offset = 26 * 3'600;

[[nodiscard]] constexpr std::int64_t add_saturated(std::int64_t a, std::int64_t b) noexcept {
  constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
  constexpr auto highest = std::numeric_limits<std::int64_t>::max();
  if (b > 0 && a > highest - b) return highest;
  if (b < 0 && a < lowest - b) return lowest;
  return a + b;
}

struct OffsetTable {
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
  static constexpr std::int64_t always = std::numeric_limits<std::int64_t>::min();

  std::vector<std::int64_t> at;          ///< Ascending instants at which the offset changes.
  std::vector<std::int64_t> offset{0};   ///< offset[i] holds before at[i]; one more than `at`.
  std::int64_t repeats_before = always;  ///< Earlier times look like those a cycle later.
  std::int64_t repeats_from = never;     ///< From here on times look like those a cycle earlier.

  /// Changes are added in order; one that changes nothing is left out.
  void change(std::int64_t instant, std::int64_t new_offset) {
    if (!at.empty() && at.back() == instant) {
      at.pop_back();
      offset.pop_back();
    }
    if (offset.back() == new_offset) return;
    at.push_back(instant);
    offset.push_back(new_offset);
  }

  /// What to add to `t` to bring it into the part that is written out.
  [[nodiscard]] std::int64_t fold(std::int64_t t) const noexcept {
    t = std::clamp(t, always / 2, never / 2);  // Beyond any year that a calendar can write.
    if (t >= repeats_from) return -((t - repeats_from) / gregorian_cycle + 1) * gregorian_cycle;
    if (t < repeats_before)
      return ((repeats_before - 1 - t) / gregorian_cycle + 1) * gregorian_cycle;
    return 0;
  }

  [[nodiscard]] std::size_t index_of(std::int64_t folded) const noexcept {
    return static_cast<std::size_t>(std::ranges::upper_bound(at, folded) - at.begin());
  }
};

/// What a local time means: the first and the last instant at which the clock shows it. None:
/// the clock jumps over it, at `first`.
struct LocalMatch {
  int count;
  std::int64_t first, last;
};

inline LocalMatch match_local(const OffsetTable& table, std::int64_t local) noexcept {
  // Every instant that shows `local` lies within the largest offset of it read as UTC; that is
  // nearly always one stretch, seldom two.
  const std::int64_t fold = table.fold(local);
  const std::int64_t l = add_saturated(local, fold);
  const std::int64_t low = add_saturated(l, -largest_offset);
  const std::int64_t high = add_saturated(l, largest_offset);
  LocalMatch match{0, 0, 0};
  std::size_t i = table.index_of(low);
  for (;; ++i) {
    const std::int64_t t = add_saturated(l, -table.offset[i]);
    const bool begun = i == 0 || table.at[i - 1] <= t;
    const bool over = i < table.at.size() && table.at[i] <= t;
    if (begun && !over) {
      if (match.count++ == 0) match.first = add_saturated(t, -fold);
      match.last = add_saturated(t, -fold);
    } else if (begun && match.count == 0 && i < table.at.size() &&
               add_saturated(l, -table.offset[i + 1]) < table.at[i]) {
      match.first = match.last = table.at[i] - fold;  // The jump; used if no stretch shows it.
    }
    if (i == table.at.size() || table.at[i] > high) break;
  }
  return match;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
