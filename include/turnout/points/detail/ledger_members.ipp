#pragma once

// A roster that is only ever added to. A row of a member who is on it already says what holds from
// its `from` on, so that the row before it ends on the day before: nobody edits the earlier row.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <turnout/model/calendar.hpp>
#include <turnout/model/detail/table_reader.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// The first or last day of a membership, as make_services reads it; nothing where it is no day.
inline std::optional<LocalDay> membership_day(std::string_view cell, const TimeZone& zone,
                                              ZoneShelf& shelf) {
  if (const auto day = parse_day(cell)) return day;
  const auto at = cell.empty() ? std::nullopt : parse_instant(cell, zone, shelf).instant;
  return at ? std::optional(zone.day(*at)) : std::nullopt;
}

/// The roster with `to` filled in where a row that was appended later takes over. `batch` says of
/// each row with which others it came; rows that came together stand as they were given.
inline Table with_ends(const Table& members, const std::vector<std::uint64_t>& batch,
                       const TimeZone& zone) {
  const Column* const id = members.find("member_id");
  const Column* const from = members.find("from");
  const Column* const to = members.find("to");
  if (id == nullptr || from == nullptr) return members;

  struct Row {
    std::size_t row;
    LocalDay first, last;
  };
  std::map<std::string_view, std::vector<Row>> rows;
  std::map<std::size_t, LocalDay> ends;
  ZoneShelf shelf;
  for (std::size_t row = 0; row < members.rows(); ++row) {
    const std::string_view member = trimmed(id->text_at(row));
    const std::string_view start = trimmed(from->text_at(row));
    const std::string_view end = to == nullptr ? std::string_view{} : trimmed(to->text_at(row));
    const auto first = membership_day(start, zone, shelf);
    const auto last = membership_day(end, zone, shelf);
    std::vector<Row>& before = rows[member];
    for (Row& other : before) {
      if (!first || batch[other.row] == batch[row]) continue;
      if (other.first < *first && *first <= other.last)
        ends[other.row] = other.last = *first - std::chrono::days{1};
    }
    before.push_back({row, first.value_or(LocalDay::min()), last.value_or(LocalDay::max())});
  }
  if (ends.empty()) return members;

  Texts last_days;
  for (std::size_t row = 0; row < members.rows(); ++row) {
    const auto end = ends.find(row);
    if (end != ends.end())
      last_days.push_back(to_text(end->second));
    else
      last_days.push_back(to == nullptr ? std::string_view{} : to->text_at(row));
  }
  std::vector<NamedColumn> columns(members.columns().begin(), members.columns().end());
  auto place = std::ranges::find(columns, "to", &NamedColumn::name);
  if (place == columns.end())
    place = columns.insert(std::ranges::find(columns, "from", &NamedColumn::name) + 1,
                           {"to", Column::text({})});
  place->values = Column::text(std::move(last_days));
  if (!members.from_file()) return Table(members.name(), std::move(columns));
  std::vector<std::uint32_t> labels;
  for (std::size_t row = 0; row < members.rows(); ++row)
    labels.push_back(static_cast<std::uint32_t>(members.label(row)));
  return Table(members.name(), std::move(columns), std::move(labels));
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
