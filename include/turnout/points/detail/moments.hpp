// Days and instants out of a table, where a person may write either.
#pragma once

#include <cstdint>
#include <optional>

#include <turnout/model/detail/table_reader.ipp>
#include <turnout/points/period.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// What a day without a clock time means.
enum class DayMeans : std::uint8_t { its_first_second, its_last_second };

inline std::int64_t first_second(LocalDay day, const TimeZone& zone) {
  return zone.to_instant(LocalTime{day}).instant.time_since_epoch().count();
}
/// The last second of a local day.
inline std::int64_t last_second(LocalDay day, const TimeZone& zone) {
  return first_second(day + std::chrono::days{1}, zone) - 1;
}

/// An instant in seconds; nothing when not given, or after the complaint.
inline std::optional<std::int64_t> read_moment(TableReader& in, const Field& f, std::size_t row,
                                               const TimeZone& zone, DayMeans means) {
  if (f.given(row) && f.column->type() == ColumnType::text)
    if (const auto day = parse_day(trim(f.column->text_at(row))))
      return means == DayMeans::its_last_second ? last_second(*day, zone)
                                                : first_second(*day, zone);
  const auto at = in.instant(f, row, zone);
  return at ? std::optional(at->time_since_epoch().count()) : std::nullopt;
}

/// A local day; nothing when not given, or after the complaint.
inline std::optional<LocalDay> read_day(TableReader& in, const Field& f, std::size_t row,
                                        const TimeZone& zone) {
  const auto at = read_moment(in, f, row, zone, DayMeans::its_first_second);
  return at ? std::optional(zone.day(Instant{Seconds{*at}})) : std::nullopt;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
