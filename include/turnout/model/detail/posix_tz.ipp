#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/model/detail/offset_table.ipp>
#include <turnout/model/detail/scan.ipp>

// POSIX TZ strings (IEEE 1003.1-2017 section 8.3), with the extensions of RFC 8536 section 3.3.1:
// hours from -167 to 167 in the rules. "EST5EDT,M3.2.0,M11.1.0" counts hours west of Greenwich.
namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// When the clocks change in a year: a day and a time on the clock that is left.
struct YearRule {
  enum class Form { weekday, julian, zero_based } form = Form::weekday;
  unsigned month = 0, week = 0, weekday = 0;  ///< Mm.w.d: week 5 is the last.
  int day = 0;                                ///< Jn: 1 to 365, never 29 February. n: 0 to 365.
  std::int64_t time = 2 * 3'600;
};

struct PosixZone {
  std::int64_t standard = 0;  ///< East of Greenwich.
  bool has_summer = false;
  std::int64_t summer = 0;
  YearRule start, end;
};

inline bool scan_zone_abbreviation(Scan& s) {
  std::size_t n = 0;
  if (s.take('<')) {
    while (n < s.rest.size() &&
           (is_alpha(s.rest[n]) || is_digit(s.rest[n]) || s.rest[n] == '+' || s.rest[n] == '-'))
      ++n;
    if (n < 3 || n == s.rest.size() || s.rest[n] != '>') return false;
    s.rest.remove_prefix(n + 1);
    return true;
  }
  while (n < s.rest.size() && is_alpha(s.rest[n])) ++n;
  if (n < 3) return false;
  s.rest.remove_prefix(n);
  return true;
}

/// [+-]hh[:mm[:ss]], in seconds.
inline std::optional<std::int64_t> scan_signed_time(Scan& s, int most_hours) {
  const bool negative = s.take('-');
  if (!negative) s.take('+');
  const auto hours = s.digits(1, 3);
  if (!hours || *hours > most_hours) return std::nullopt;
  std::int64_t seconds = *hours * std::int64_t{3'600};
  for (const std::int64_t unit : {60, 1}) {
    if (!s.take(':')) break;
    const auto part = s.digits(2, 2);
    if (!part || *part > 59) return std::nullopt;
    seconds += *part * unit;
  }
  return negative ? -seconds : seconds;
}

inline std::optional<YearRule> scan_year_rule(Scan& s) {
  YearRule rule;
  if (s.take('M')) {
    const auto month = s.digits(1, 2);
    if (!month || *month < 1 || *month > 12 || !s.take('.')) return std::nullopt;
    const auto week = s.digits(1, 1);
    if (!week || *week < 1 || *week > 5 || !s.take('.')) return std::nullopt;
    const auto weekday = s.digits(1, 1);
    if (!weekday || *weekday > 6) return std::nullopt;
    rule.month = static_cast<unsigned>(*month);
    rule.week = static_cast<unsigned>(*week);
    rule.weekday = static_cast<unsigned>(*weekday);
  } else {
    const bool julian = s.take('J');
    rule.form = julian ? YearRule::Form::julian : YearRule::Form::zero_based;
    const auto day = s.digits(1, 3);
    if (!day || *day > 365 || (julian && *day < 1)) return std::nullopt;
    rule.day = *day;
  }
  if (s.take('/')) {
    const auto time = scan_signed_time(s, 167);
    if (!time) return std::nullopt;
    rule.time = *time;
  }
  return rule;
}

inline std::optional<PosixZone> parse_posix_zone(std::string_view text) {
  Scan s{text};
  PosixZone zone;
  if (!scan_zone_abbreviation(s)) return std::nullopt;
  const auto west = scan_signed_time(s, 24);
  if (!west) return std::nullopt;
  zone.standard = -*west;
  if (s.done()) return zone;

  zone.has_summer = true;
  if (!scan_zone_abbreviation(s)) return std::nullopt;
  zone.summer = zone.standard + 3'600;
  if (!s.done() && !s.at(',')) {
    const auto summer_west = scan_signed_time(s, 24);
    if (!summer_west) return std::nullopt;
    zone.summer = -*summer_west;
  }
  // POSIX leaves a missing rule to the system; the usual one is that of the United States.
  if (s.done()) s.rest = ",M3.2.0,M11.1.0";
  if (!s.take(',')) return std::nullopt;
  const auto start = scan_year_rule(s);
  if (!start || !s.take(',')) return std::nullopt;
  const auto end = scan_year_rule(s);
  if (!end || !s.done()) return std::nullopt;
  zone.start = *start;
  zone.end = *end;
  return zone;
}

/// Seconds from 1970 to the rule's moment in `year`, on the clock that is left.
inline std::int64_t local_moment(const YearRule& rule, std::chrono::year year) {
  using namespace std::chrono;
  local_days day;
  switch (rule.form) {
    case YearRule::Form::weekday:
      day = rule.week == 5
                ? local_days(year / month(rule.month) / weekday(rule.weekday)[last])
                : local_days(year / month(rule.month) / weekday(rule.weekday)[rule.week]);
      break;
    case YearRule::Form::julian:
      day = local_days(year / 1 / 1) + days(rule.day - 1 + (year.is_leap() && rule.day >= 60));
      break;
    case YearRule::Form::zero_based: day = local_days(year / 1 / 1) + days(rule.day); break;
  }
  return std::int64_t{day.time_since_epoch().count()} * seconds_per_day + rule.time;
}

inline std::int64_t year_start(int year) {
  using namespace std::chrono;
  return std::int64_t{sys_days(std::chrono::year(year) / 1 / 1).time_since_epoch().count()} *
         seconds_per_day;
}

/// Adds the changes of the years [first, last] that come after `after`.
inline void add_yearly_changes(OffsetTable& table, const PosixZone& zone, int first, int last,
                               std::int64_t after) {
  // In a zone with summer time all year one year's end meets the next one's start; the start,
  // which sorts behind, then wins.
  std::vector<std::pair<std::int64_t, bool>> changes;
  for (int y = first; y <= last; ++y) {
    changes.emplace_back(local_moment(zone.start, std::chrono::year(y)) - zone.standard, true);
    changes.emplace_back(local_moment(zone.end, std::chrono::year(y)) - zone.summer, false);
  }
  std::ranges::sort(changes);
  for (const auto& [instant, summer] : changes)
    if (instant > after) table.change(instant, summer ? zone.summer : zone.standard);
}

inline OffsetTable posix_table(const PosixZone& zone) {
  OffsetTable table;
  table.offset = {zone.standard};
  if (!zone.has_summer) return table;
  // Two years more than a cycle at each end, so that what stands around a folded time is there.
  add_yearly_changes(table, zone, 1968, 2372, OffsetTable::always);
  table.repeats_before = year_start(1970);
  table.repeats_from = year_start(2370);
  return table;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
