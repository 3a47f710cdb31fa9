// Instants as people write them, many of them, close together: the offset of the zone and the day
// are worked out where they change.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <turnout/model/calendar.hpp>
#include <turnout/model/detail/append.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Writes what to_text(zone.to_local(instant)) does. Not shared between threads.
class LocalTexts {
 public:
  explicit LocalTexts(TimeZone zone) : zone_(std::move(zone)) {}

  /// Valid until the next call.
  [[nodiscard]] std::string_view of(std::int64_t at) {
    const Instant instant{Seconds{at}};
    if (instant < span_.from || instant >= span_.until) {
      span_ = zone_.offset_at(instant);
      day_ends_ = day_begins_;
    }
    if (at < day_begins_ || at >= day_ends_) begin_day(at);
    const auto second = static_cast<unsigned>(at - midnight_);
    text_.resize(day_length_);
    append_clock(text_, second);
    return text_;
  }

 private:
  void begin_day(std::int64_t at) {
    constexpr std::int64_t day = 86'400;
    const LocalTime local{Seconds{at} + span_.offset};
    const LocalDay on = std::chrono::floor<std::chrono::days>(local);
    midnight_ = at - (local - on).count();
    // As far as the offset holds: another may put the day's other hours elsewhere.
    day_begins_ = std::max(midnight_, span_.from.time_since_epoch().count());
    day_ends_ = std::min(midnight_ + day, span_.until.time_since_epoch().count());
    text_.clear();
    append_day(text_, on);
    text_ += ' ';
    day_length_ = text_.size();
  }

  TimeZone zone_;
  OffsetSpan span_{};  // empty: nothing is known yet
  std::int64_t midnight_ = 0, day_begins_ = 0, day_ends_ = 0;
  std::string text_;
  std::size_t day_length_ = 0;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
