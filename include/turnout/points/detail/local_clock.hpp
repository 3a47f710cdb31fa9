// What the clock on the wall showed, many times over, at instants that lie close together.
#pragma once

#include <cstdint>
#include <utility>

#include <turnout/model/calendar.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// TimeZone::to_local for instants one after the other: the offset is asked for where it changes.
/// Not shared between threads.
class LocalClock {
 public:
  explicit LocalClock(TimeZone zone) : zone_(std::move(zone)) {}

  /// Seconds of local time since 1970-01-01.
  [[nodiscard]] std::int64_t at(std::int64_t seconds) {
    const Instant instant{Seconds{seconds}};
    if (instant < span_.from || instant >= span_.until) span_ = zone_.offset_at(instant);
    return seconds + span_.offset.count();
  }

 private:
  TimeZone zone_;
  OffsetSpan span_{};  // empty: nothing is known yet
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
