// turnout/model/calendar.hpp -- instants, local time, days and weeks.
//
// Overlap, rest and travel are questions about instants; free time, days and
// weeks are questions about the clock on the wall. The two are different types
// (`Instant` and `LocalTime`, of <chrono>), so that mixing them does not compile;
// a `TimeZone` is the only way from one to the other.
//
//   const TimeZone zone = TimeZone::load("Asia/Shanghai");
//   const auto t = zone.to_instant(LocalDay{2026y / 10 / 1} + 9h);   // t.kind == unique
//
// Weeks start on Monday. A service belongs to the local day of its start.
// Source of the rules of a zone: the TZif files of the system (RFC 8536), or a
// POSIX TZ string (IEEE 1003.1, section 8.3).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <turnout/config.hpp>
#include <utility>

namespace turnout::inline TURNOUT_ABI {

using Seconds = std::chrono::seconds;
using Instant = std::chrono::sys_seconds;      ///< Seconds since 1970-01-01 UTC.
using LocalTime = std::chrono::local_seconds;  ///< Seconds on the wall clock of the problem's zone.
using LocalDay = std::chrono::local_days;      ///< A day on that clock.

/// Half-open: [start, end).
struct Interval {
  Instant start, end;
  friend bool operator==(const Interval&, const Interval&) = default;
  friend auto operator<=>(const Interval&, const Interval&) = default;
};

/// What a wall-clock time means in a zone.
struct LocalLookup {
  enum class Kind : std::uint8_t {
    unique,
    ambiguous,  ///< The clock shows it twice; `instant` is the earlier.
    skipped,    ///< The clock never shows it; `instant` is where the clocks jump.
  };
  Kind kind;
  Instant instant;
};

/// An immutable zone; copies share the rules.
class TimeZone {
 public:
  /// UTC.
  TimeZone();
  /// An IANA name ("Asia/Shanghai", read from $TZDIR, $PYTHONTZPATH-like folders given by
  /// `add_zone_folder`, /usr/share/zoneinfo) or a POSIX TZ string ("CST-8",
  /// "EST5EDT,M3.2.0,M11.1.0"). Throws InputError (`unknown_zone`) naming what was tried.
  static TimeZone load(std::string_view name);

  [[nodiscard]] const std::string& name() const noexcept;
  [[nodiscard]] LocalTime to_local(Instant t) const;
  [[nodiscard]] LocalLookup to_instant(LocalTime t) const;
  /// The local day on which `t` falls.
  [[nodiscard]] LocalDay day(Instant t) const {
    return std::chrono::floor<std::chrono::days>(to_local(t));
  }

  friend bool operator==(const TimeZone& a, const TimeZone& b) { return a.name() == b.name(); }

 private:
  struct Rules;
  explicit TimeZone(std::shared_ptr<const Rules> rules) : rules_(std::move(rules)) {}
  std::shared_ptr<const Rules> rules_;
};

/// The Monday of the week of `day`.
[[nodiscard]] LocalDay monday_of(LocalDay day) noexcept;

/// "2026-10-01".
[[nodiscard]] std::string to_text(LocalDay day);
/// "2026-10-01 09:00", with seconds only where they are not zero.
[[nodiscard]] std::string to_text(LocalTime time);

/// A day written YYYY-MM-DD that exists; else nothing.
[[nodiscard]] std::optional<LocalDay> parse_day(std::string_view text);

/// A time as a cell gives it, before a zone is applied.
struct ParsedTime {
  LocalTime local;                ///< As written.
  std::optional<Seconds> offset;  ///< "+08:00" or "Z": wins over any zone.
  std::string zone;  ///< " America/New_York" or "[America/New_York]": wins over the problem's.
};

/// Why a time cannot be read: a stable code ("bad_time", "impossible_date", ...), words and a
/// remedy.
struct TimeError {
  std::string code, message, remedy;
};

/// Reads "2026-10-01", "2026-10-01 09:00[:00]", with 'T' for the blank, 24:00 for the next
/// midnight, and an offset or zone behind it. Grammar: docs/formats.md.
struct TimeOrError {
  std::optional<ParsedTime> time;
  TimeError error;
};
[[nodiscard]] TimeOrError parse_time(std::string_view text);

/// The instant of a cell's text in `zone`: parse_time, then the zone's rules. A local time that
/// the zone skips is an error (`skipped_time`); an ambiguous one is the earlier instant.
struct InstantOrError {
  std::optional<Instant> instant;
  TimeError error;
};
[[nodiscard]] InstantOrError parse_instant(std::string_view text, const TimeZone& zone);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/model/detail/calendar.ipp>
#endif
