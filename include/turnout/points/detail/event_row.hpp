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
  bool has_amount : 1 = false, has_score : 1 = false, confirmed : 1 = false, is_whole : 1 = false;
};
static_assert(sizeof(EventRow) == 32);
[[nodiscard]] constexpr LocalDay local_day(const EventRow& row) noexcept {
  return LocalDay{std::chrono::days{row.day}};
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
