// Rows picked from a column, and instants as cells. Inline only, so that tests may include it.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <turnout/model/calendar.hpp>
#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

/// The column's values at these rows, in its own type.
inline Column gather(const Column& column, std::span<const std::uint32_t> rows) {
  std::vector<bool> valid(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) valid[i] = !column.is_null(rows[i]);
  const auto numbers = [&](auto at) {
    std::vector<decltype(at(std::uint32_t{}))> values;
    values.reserve(rows.size());
    for (const std::uint32_t row : rows) values.push_back(at(row));
    return values;
  };
  switch (column.type()) {
    case ColumnType::text: {
      Texts texts;
      for (const std::uint32_t row : rows) texts.push_back(column.text_at(row));
      return Column::text(std::move(texts), std::move(valid));
    }
    case ColumnType::integer:
      return Column::integers(numbers([&](auto row) { return column.integer_at(row); }),
                              std::move(valid));
    case ColumnType::real:
      return Column::reals(numbers([&](auto row) { return column.real_at(row); }),
                           std::move(valid));
    case ColumnType::boolean:
      return Column::booleans(numbers([&](auto row) { return column.boolean_at(row); }),
                              std::move(valid));
    case ColumnType::instant: break;
  }
  return Column::instants(numbers([&](auto row) { return column.ticks_at(row); }),
                          column.ticks_per_second(), column.is_local(), std::move(valid));
}

/// "2026-10-01 09:00"; where the zone's clock shows that twice, with the offset that tells which.
inline std::string time_text(const TimeZone& zone, Instant time) {
  const LocalTime local = zone.to_local(time);
  std::string text = to_text(local);
  if (zone.to_instant(local).kind != LocalLookup::Kind::ambiguous) return text;
  std::int64_t offset = local.time_since_epoch().count() - time.time_since_epoch().count();
  // An offset of odd seconds (clocks of long ago) cannot be written in a cell; UTC can.
  if (offset % 60 != 0) return to_text(LocalTime(time.time_since_epoch())) + 'Z';
  text += offset < 0 ? '-' : '+';
  offset = std::abs(offset);
  const auto two_digits = [&](std::int64_t part) {
    text += static_cast<char>('0' + part / 10);
    text += static_cast<char>('0' + part % 10);
  };
  two_digits(offset / 3600);
  text += ':';
  two_digits(offset / 60 % 60);
  return text;
}

}  // namespace detail
}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
