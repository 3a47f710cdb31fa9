#pragma once

// Times and local days of long columns. A cell of the plain form in a zone that keeps its offset
// there takes a few nanoseconds; every other one goes the long way and means the same.

#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>

#include <turnout/model/detail/table_reader.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Two neighbouring rows mostly share day and offset, so the last ones are kept.
class QuickTimes {
 public:
  explicit QuickTimes(const TimeZone& zone) : zone_(zone), span_(zone.offset_at(Instant{})) {}

  /// The instant of "2026-03-01 09:00" or "2026-03-01T09:00:30"; nothing for any other form, and
  /// where the clocks change within two days.
  [[nodiscard]] std::optional<std::int64_t> plain(std::string_view text) {
    if (text.size() != 16 && text.size() != 19) return std::nullopt;
    if (text[10] != ' ' && text[10] != 'T') return std::nullopt;
    const std::optional<std::int64_t> hours = two(text, 11);
    const std::optional<std::int64_t> minutes = two(text, 14);
    if (!hours || !minutes || text[13] != ':' || *hours > 23 || *minutes > 59) return std::nullopt;
    std::int64_t second = *hours * 3'600 + *minutes * 60;
    if (text.size() == 19) {
      const std::optional<std::int64_t> seconds = two(text, 17);
      if (!seconds || text[16] != ':' || *seconds > 59) return std::nullopt;
      second += *seconds;
    }
    if (std::memcmp(text.data(), day_text_, 10) != 0 && !read_day(text)) return std::nullopt;
    const Instant guess{Seconds{day_seconds_ + second} - span_.offset};
    if (lies_within(guess)) return guess.time_since_epoch().count();
    span_ = zone_.offset_at(guess);
    const Instant again{Seconds{day_seconds_ + second} - span_.offset};
    if (!lies_within(again)) return std::nullopt;
    return again.time_since_epoch().count();
  }

  /// The cell's instant; nothing when not given, or after the complaint.
  [[nodiscard]] std::optional<std::int64_t> cell(TableReader& in, const Field& f, std::size_t row) {
    if (!f.given(row)) return std::nullopt;
    if (f.column->type() == ColumnType::text)
      if (const auto quick = plain(trimmed(f.column->text_at(row)))) return quick;
    const std::optional<Instant> slow = in.instant(f, row, zone_);
    return slow ? std::optional(slow->time_since_epoch().count()) : std::nullopt;
  }

  /// The local day of an instant.
  [[nodiscard]] LocalDay day(std::int64_t instant) {
    const Instant t{Seconds{instant}};
    if (t < span_.from || t >= span_.until) span_ = zone_.offset_at(t);
    return std::chrono::floor<std::chrono::days>(LocalTime{t.time_since_epoch() + span_.offset});
  }
  /// Where a local day begins.
  [[nodiscard]] std::int64_t midnight(LocalDay day) {
    const Seconds local = LocalTime{day}.time_since_epoch();
    for (int turn = 0; turn < 2; ++turn) {
      const Instant guess{local - span_.offset};
      if (lies_within(guess)) return guess.time_since_epoch().count();
      span_ = zone_.offset_at(guess);
    }
    return zone_.to_instant(LocalTime{day}).instant.time_since_epoch().count();
  }
  [[nodiscard]] const TimeZone& zone() const noexcept { return zone_; }

 private:
  [[nodiscard]] static std::optional<std::int64_t> two(std::string_view text, std::size_t at) {
    if (!is_digit(text[at]) || !is_digit(text[at + 1])) return std::nullopt;
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
  }
  [[nodiscard]] bool lies_within(Instant t) const {
    constexpr std::chrono::days margin{2};
    return t - margin >= span_.from && t + margin < span_.until;
  }
  [[nodiscard]] bool read_day(std::string_view text) {
    const std::optional<LocalDay> day = parse_day(text.substr(0, 10));
    // The long way says what is wrong with years that no service has.
    if (!day || *day < LocalDay{std::chrono::year{1901} / 1 / 1} ||
        *day >= LocalDay{std::chrono::year{2199} / 1 / 1})
      return false;
    std::memcpy(day_text_, text.data(), 10);
    day_seconds_ = std::chrono::duration_cast<Seconds>(day->time_since_epoch()).count();
    return true;
  }

  const TimeZone& zone_;
  OffsetSpan span_;
  char day_text_[10] = {};
  std::int64_t day_seconds_ = 0;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
