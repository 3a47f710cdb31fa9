// How most events are kept: one in half a cache line.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>

#include <turnout/config.hpp>
#include <turnout/model/calendar.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline constexpr std::uint32_t kNoEvent = std::numeric_limits<std::uint32_t>::max();

/// An event as it is kept: what most of them say, in half a cache line.
struct EventRow {
  std::int64_t at = 0;
  std::int32_t amount = 1000, score = 0;
  std::uint32_t id = 0;
  std::int32_t day = 0;           ///< Since 1970.
  std::uint32_t link = kNoEvent;  ///< What it fulfils; of what says more, where it stands whole.
  std::uint16_t kind = 0;
  std::uint8_t unit = 0;
  /// A byte that is written at once: bits one by one would be read back before they are stored.
  std::uint8_t flags = 0;
  static constexpr std::uint8_t kHasAmount = 1, kHasScore = 2, kConfirmed = 4, kIsWhole = 8;

  [[nodiscard]] constexpr bool has_amount() const noexcept { return (flags & kHasAmount) != 0; }
  [[nodiscard]] constexpr bool has_score() const noexcept { return (flags & kHasScore) != 0; }
  [[nodiscard]] constexpr bool confirmed() const noexcept { return (flags & kConfirmed) != 0; }
  /// It stands whole elsewhere.
  [[nodiscard]] constexpr bool is_whole() const noexcept { return (flags & kIsWhole) != 0; }
  [[nodiscard]] static constexpr std::uint8_t flags_of(bool amount, bool score,
                                                       bool confirmed) noexcept {
    return static_cast<std::uint8_t>((amount ? kHasAmount : 0) | (score ? kHasScore : 0) |
                                     (confirmed ? kConfirmed : 0));
  }
};
static_assert(sizeof(EventRow) == 32);
[[nodiscard]] constexpr LocalDay local_day(const EventRow& row) noexcept {
  return LocalDay{std::chrono::days{row.day}};
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
