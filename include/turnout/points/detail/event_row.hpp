// How most events are kept: four in a cache line.
//
// Ten million of them are written once and read again and again, so a row has no room for what few
// events say. An event that says more stands whole elsewhere, and its row only says where.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>

#include <turnout/config.hpp>
#include <turnout/model/calendar.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline constexpr std::uint32_t kNoEvent = std::numeric_limits<std::uint32_t>::max();

/// A local day and an instant of it in 32 bits, in the order of days and then of instants. Days of
/// ninety years fit; those before and after stand at the ends.
struct EventTime {
  static constexpr LocalDay kFirst{std::chrono::year{1990} / 1 / 1};
  static constexpr std::int64_t kDays = 1 << 15;
  static constexpr unsigned kSecondBits = 17;
  static constexpr std::int64_t kSeconds = 1 << kSecondBits;
  /// Where clocks go back over midnight, a day has seconds before its first midnight.
  static constexpr std::int64_t kBefore = 3 * 3'600;

  std::uint32_t when = 0;
  bool fits = false;  ///< Otherwise others may have the same number.

  /// `midnight`: the instant at which the day begins.
  [[nodiscard]] static constexpr EventTime of(LocalDay day, std::int64_t at,
                                              std::int64_t midnight) noexcept {
    const std::int64_t number = (day - kFirst).count(), second = at - midnight + kBefore;
    if (number < 0) return {};
    if (number >= kDays) return {std::numeric_limits<std::uint32_t>::max(), false};
    const std::int64_t inside = std::clamp<std::int64_t>(second, 0, kSeconds - 1);
    return {static_cast<std::uint32_t>(number << kSecondBits | inside), inside == second};
  }
};

/// An event as it is kept: what most of them say.
struct EventRow {
  std::uint32_t id = 0;
  std::uint32_t when = 0;  ///< As EventTime has it.
  std::uint32_t figure =
      1000;  ///< Amount, score or link; of what says more, where it stands whole.
  std::uint16_t kind = 0;
  std::uint8_t unit = 0;
  std::uint8_t flags = 0;
  static constexpr std::uint8_t kHasAmount = 1, kHasScore = 2, kConfirmed = 4, kIsWhole = 8,
                                kIsScore = 16, kIsLink = 32;

  /// Thousandths; 1000 where another figure took the room.
  [[nodiscard]] constexpr std::int64_t amount() const noexcept {
    return (flags & (kIsScore | kIsLink)) != 0 ? 1000 : figure;
  }
  [[nodiscard]] constexpr std::int64_t score() const noexcept {
    return (flags & kIsScore) != 0 ? figure : 0;
  }
  /// The event that it fulfils.
  [[nodiscard]] constexpr std::uint32_t link() const noexcept {
    return (flags & kIsLink) != 0 ? figure : kNoEvent;
  }
  [[nodiscard]] constexpr bool has_amount() const noexcept { return (flags & kHasAmount) != 0; }
  [[nodiscard]] constexpr bool has_score() const noexcept { return (flags & kHasScore) != 0; }
  [[nodiscard]] constexpr bool confirmed() const noexcept { return (flags & kConfirmed) != 0; }
  /// It stands whole elsewhere.
  [[nodiscard]] constexpr bool is_whole() const noexcept { return (flags & kIsWhole) != 0; }

  /// One of the three that is not as it is where nothing is given; more do not fit.
  struct Figure {
    std::uint32_t value;
    std::uint32_t flag;
    bool fits;
  };
  [[nodiscard]] static constexpr Figure figure_of(std::uint32_t amount, std::uint32_t score,
                                                  std::uint32_t link) noexcept {
    const bool is_amount = amount != 1000, is_score = score != 0, is_link = link != kNoEvent;
    // Without branches: of the rows of a table one has this, the next one that.
    const std::uint32_t other = is_link ? link : amount;
    const std::uint32_t flag = (is_score ? kIsScore : 0U) | (is_link ? kIsLink : 0U);
    return {is_score ? score : other, flag,
            !((is_amount & is_score) | (is_amount & is_link) | (is_score & is_link))};
  }
  [[nodiscard]] static constexpr std::uint8_t flags_of(bool amount, bool score,
                                                       bool confirmed) noexcept {
    return static_cast<std::uint8_t>((amount ? kHasAmount : 0) | (score ? kHasScore : 0) |
                                     (confirmed ? kConfirmed : 0));
  }
};
static_assert(sizeof(EventRow) == 16);
/// Its day, since EventTime::kFirst; the first or the last one where it lies further away.
[[nodiscard]] constexpr std::int64_t sort_day(const EventRow& row) noexcept {
  return row.when >> EventTime::kSecondBits;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
