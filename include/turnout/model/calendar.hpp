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
// POSIX TZ string (IEEE 1003.1, section 8.3). Why we read them ourselves:
// docs/decisions/time-zones.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/error.hpp>

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
  Instant later{};  ///< The later of two ambiguous instants; else the same as `instant`.
};

/// The stretch of instants [from, until) in which a zone keeps one offset from UTC.
struct OffsetSpan {
  Instant from, until;  ///< Instant::min() and Instant::max() where it has no end.
  Seconds offset;       ///< Local time minus UTC.
};

/// An immutable zone; copies share the rules.
class TimeZone {
 public:
  /// UTC.
  TimeZone();
  /// An IANA name ("Asia/Shanghai"), read from the first of these folders that has it: $TZDIR,
  /// `extra_folders`, the system's (/usr/share/zoneinfo and its kin); else a POSIX TZ string
  /// ("CST-8", "EST5EDT,M3.2.0,M11.1.0"). "UTC" needs no file.
  /// Throws InputError (`unknown_zone`, or `bad_zone_file` for a damaged file) naming what was tried.
  static TimeZone load(std::string_view name, std::span<const std::string> extra_folders = {});
  /// The zone in the bytes of a TZif file of version 1, 2 or 3. Throws InputError (`bad_zone_file`).
  static TimeZone from_tzif(std::string name, std::string_view bytes);

  [[nodiscard]] const std::string& name() const noexcept;
  /// Both directions take O(log transitions) and hold without end: rules behind the last known
  /// change repeat for ever.
  [[nodiscard]] LocalTime to_local(Instant t) const;
  [[nodiscard]] LocalLookup to_instant(LocalTime t) const;
  /// The offset at `t` and how long it lasts: for loops over many times that lie close together.
  [[nodiscard]] OffsetSpan offset_at(Instant t) const;
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

/// Zones by name, each read once: for columns in which every cell names its zone. A value that
/// its owner keeps while reading; not for use by several threads at a time.
class ZoneShelf {
 public:
  explicit ZoneShelf(std::vector<std::string> extra_folders = {})
      : folders_(std::move(extra_folders)) {}
  /// The zone, or nullptr where TimeZone::load would throw.
  [[nodiscard]] const TimeZone* find(std::string_view name);

 private:
  std::vector<std::string> folders_;
  std::map<std::string, std::optional<TimeZone>, std::less<>> zones_;
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

/// Why a time cannot be read, in the terms of `Issue`. Codes: `bad_time`, `impossible_date`,
/// `bad_clock`, `bad_offset`; of an instant also `unknown_zone`, `skipped_time`, `offset_conflict`.
struct TimeError {
  std::string code, message, remedy;
};

struct TimeOrError {
  std::optional<ParsedTime> time;
  TimeError error;
};
/// Reads "2026-10-01", "2026-10-01 09:00[:00]", with 'T' for the blank, 24:00 for the next
/// midnight, and an offset or zone behind it. Grammar: docs/formats.md.
[[nodiscard]] TimeOrError parse_time(std::string_view text);

struct InstantOrError {
  std::optional<Instant> instant;
  TimeError error;
};
/// The instant of a cell's text in `zone`: parse_time, then the zone's rules. A local time that
/// the zone skips is an error (`skipped_time`); an ambiguous one is the earlier instant. A zone in
/// the text wins; it is looked up on `shelf`, so that a column reads each zone once.
[[nodiscard]] InstantOrError parse_instant(std::string_view text, const TimeZone& zone,
                                           ZoneShelf& shelf);
/// The same, for a single text: a zone in it is read from the system's folders.
[[nodiscard]] InstantOrError parse_instant(std::string_view text, const TimeZone& zone);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/model/detail/calendar.ipp>
#endif
