#pragma once

#include <turnout/model/calendar.hpp>
#include <turnout/model/detail/append.hpp>
#include <turnout/model/detail/scan.ipp>
#include <turnout/model/detail/zone.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline TimeError bad_time(std::string_view text) {
  return {"bad_time", quoted(text) + " is not a date and time",
          "write it as 2026-10-01 09:00, or 2026-10-01 for midnight"};
}
inline TimeError bad_time_of_day(std::string_view text) {
  return {"bad_clock", quoted(text) + " does not hold a time of day",
          "write hours 00 to 23 and minutes 00 to 59, as in 2026-10-01 09:00; 24:00 is the next "
          "midnight"};
}

/// Z, +08:00, +0800 or +08 at the cursor.
inline std::optional<Seconds> scan_offset(Scan& s) {
  if (s.take('Z') || s.take('z')) return Seconds(0);
  const bool negative = s.at('-');
  s.rest.remove_prefix(1);
  Scan compact = s;
  int hours = 0;
  int minutes = 0;
  if (const auto both = compact.digits(4, 4)) {
    hours = *both / 100;
    minutes = *both % 100;
    s = compact;
  } else {
    const auto h = s.digits(2, 2);
    if (!h) return std::nullopt;
    hours = *h;
    if (s.take(':')) {
      const auto m = s.digits(2, 2);
      if (!m) return std::nullopt;
      minutes = *m;
    }
  }
  if (hours > 23 || minutes > 59) return std::nullopt;
  const Seconds offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return negative ? -offset : offset;
}

/// What stands behind the time: an offset, a zone, an offset with the zone in brackets, or nothing.
inline std::optional<TimeError> scan_zone_suffix(Scan& s, std::string_view text, bool has_clock,
                                                 ParsedTime& time) {
  const bool apart = s.blanks();
  const bool zulu = (s.at('Z') || s.at('z')) && (s.rest.size() == 1 || s.rest[1] == '[');
  if (has_clock && (zulu || s.at('+') || s.at('-'))) {
    time.offset = scan_offset(s);
    if (!time.offset)
      return TimeError{"bad_offset", quoted(text) + " ends in an offset that cannot be read",
                       "write the offset as +08:00, -05:30 or Z"};
    s.blanks();
  }
  if (s.done()) return std::nullopt;
  if (s.take('[')) {
    const std::size_t close = s.rest.find(']');
    if (close == std::string_view::npos || close + 1 != s.rest.size() || close == 0)
      return bad_time(text);
    time.zone = std::string(s.rest.substr(0, close));
    return std::nullopt;
  }
  if (equal_in_any_case(s.rest, "am") || equal_in_any_case(s.rest, "pm"))
    return TimeError{"bad_clock", quoted(text) + " uses a clock of twelve hours",
                     "write hours from 00 to 23, as in 2026-10-01 15:00"};
  if (!apart || time.offset || s.rest.find_first_of(" \t") != std::string_view::npos ||
      is_digit(s.rest.front()))
    return bad_time(text);
  time.zone = std::string(s.rest);
  return std::nullopt;
}

}  // namespace detail

TURNOUT_INLINE LocalDay monday_of(LocalDay day) noexcept {
  return day - (std::chrono::weekday(day) - std::chrono::Monday);
}

TURNOUT_INLINE std::string to_text(LocalDay day) {
  std::string text;
  detail::append_day(text, day);
  return text;
}

TURNOUT_INLINE std::string to_text(LocalTime time) {
  std::string text;
  detail::append_time(text, time);
  return text;
}

TURNOUT_INLINE std::optional<LocalDay> parse_day(std::string_view text) {
  detail::Scan s{text};
  const detail::ScannedDay scanned = detail::scan_day(s);
  if (scanned.form != detail::DayForm::good || !s.done()) return std::nullopt;
  return scanned.day;
}

TURNOUT_INLINE TimeOrError parse_time(std::string_view text) {
  text = detail::trimmed(text);
  detail::Scan s{text};
  const detail::ScannedDay scanned = detail::scan_day(s);
  if (scanned.form == detail::DayForm::malformed) return {{}, detail::bad_time(text)};
  if (scanned.form == detail::DayForm::impossible)
    return {{},
            {"impossible_date", detail::quoted(text) + " names a day that no calendar has",
             "check the month and the day"}};
  ParsedTime time;
  time.local = scanned.day;
  detail::Scan ahead = s;
  const bool marked = ahead.take('T') || ahead.take('t');
  const bool has_clock = marked || (ahead.blanks() && ahead.at_digit());
  if (has_clock) {
    s = ahead;
    const auto hour = s.digits(1, 2);
    if (!hour || !s.take(':')) return {{}, detail::bad_time_of_day(text)};
    const auto minute = s.digits(2, 2);
    std::optional<int> second = 0;
    if (minute && s.take(':')) second = s.digits(2, 2);
    if (!minute || !second || *minute > 59 || *second > 59 || *hour > 24 ||
        (*hour == 24 && (*minute != 0 || *second != 0)))
      return {{}, detail::bad_time_of_day(text)};
    if (s.take('.') || s.take(',')) {
      const std::size_t digits = s.rest.find_first_not_of('0');
      const std::size_t zeros = digits == std::string_view::npos ? s.rest.size() : digits;
      s.rest.remove_prefix(zeros);
      if (zeros == 0 || s.at_digit())
        return {{},
                {"bad_clock", detail::quoted(text) + " has a fraction of a second",
                 "round it to a whole second"}};
    }
    time.local += std::chrono::hours(*hour) + std::chrono::minutes(*minute) + Seconds(*second);
  }
  if (const auto error = detail::scan_zone_suffix(s, text, has_clock, time)) return {{}, *error};
  return {std::move(time), {}};
}

TURNOUT_INLINE InstantOrError parse_instant(std::string_view text, const TimeZone& zone,
                                            ZoneShelf& shelf) {
  TimeOrError parsed = parse_time(text);
  if (!parsed.time) return {{}, std::move(parsed.error)};
  const ParsedTime& time = *parsed.time;
  const TimeZone* rules = &zone;
  if (!time.zone.empty()) {
    rules = shelf.find(time.zone);
    if (rules == nullptr)
      return {{},
              {"unknown_zone", "there is no time zone " + detail::quoted(time.zone),
               "give an IANA name such as Asia/Shanghai, or an offset such as +08:00"}};
  }
  if (time.offset) {
    const Instant instant{time.local.time_since_epoch() - *time.offset};
    if (!time.zone.empty() && rules->to_local(instant) != time.local)
      return {
          {},
          {"offset_conflict",
           "the offset and the zone in " + detail::quoted(detail::trimmed(text)) + " do not agree",
           "give one of the two"}};
    return {instant, {}};
  }
  const LocalLookup found = rules->to_instant(time.local);
  if (found.kind == LocalLookup::Kind::skipped)
    return {{},
            {"skipped_time",
             "the clocks of " + rules->name() + " never show " + to_text(time.local) +
                 ": they jump to " + to_text(rules->to_local(found.instant)),
             "give a time that exists on that day, or one with an offset"}};
  return {found.instant, {}};
}

TURNOUT_INLINE InstantOrError parse_instant(std::string_view text, const TimeZone& zone) {
  ZoneShelf shelf;
  return parse_instant(text, zone, shelf);
}

}  // namespace turnout::inline TURNOUT_ABI
