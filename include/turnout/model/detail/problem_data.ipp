#pragma once

// What a Problem holds, and the small tools with which the readers of its tables fill it.

#include <numeric>
#include <utility>

#include <turnout/model/detail/interner.ipp>
#include <turnout/model/detail/table_reader.ipp>
#include <turnout/model/detail/text_order.ipp>
#include <turnout/model/problem.hpp>

namespace turnout::inline TURNOUT_ABI {

struct Problem::Data {
  Tables tables;
  ProblemOptions options;
  TimeZone zone;
  Members members;
  Needs needs;
  Roles roles;
  Branches branches;
  Texts skills;
  Texts words;
  Rows<Holding> profiles;
  Rows<Interval> calendars;
  std::vector<Availability> availability;  ///< Sorted by member, start, end.
  std::vector<Pin> pins;
  std::vector<PastService> history;
  std::vector<std::size_t> first_of_member;  ///< History of member m: [first[m], first[m + 1]).
  std::vector<std::string> extra_member_columns, extra_need_columns;
  std::vector<Warning> warnings;
};

namespace detail {

/// Rows of a table in the order of their ids' bytes, with blanks and doubles rejected.
struct IdOrder {
  std::vector<std::uint32_t> row;  ///< Position -> row.
  Texts id;                        ///< By position.
};

inline IdOrder order_by_id(TableReader& reader, const Field& field) {
  IdOrder order;
  if (field.column == nullptr) return order;
  order.row.resize(reader.rows());
  std::iota(order.row.begin(), order.row.end(), 0U);
  Texts texts = TableReader::texts(field, order.row);
  bool ascending = true;
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    if (texts[row].empty()) reader.reject_blank(row, field);
    ascending = ascending && (row == 0 || texts[row - 1] < texts[row]);
  }
  if (ascending) {  // sorted input, the common case: nothing can be double
    order.id = std::move(texts);
    return order;
  }
  order.row = sort_by_text(texts);
  order.id.reserve(order.row.size(), texts.byte_count());
  std::size_t first = 0;  // of the rows with this id
  for (std::size_t i = 0; i < order.row.size(); ++i) {
    // A double row stays in the order, so that its other cells are checked too.
    const std::string_view id = texts[order.row[i]];
    order.id.push_back(id);
    if (id != texts[order.row[first]]) first = i;
    if (i == first || id.empty()) continue;
    reader.reject(order.row[i], field, "duplicate_id",
                  "this id stands already in " +
                      std::string(reader.table().from_file() ? "line " : "row ") +
                      std::to_string(reader.table().label(order.row[first])),
                  "give every row an id of its own");
  }
  return order;
}

/// The position of a text in ascending texts.
inline std::optional<std::size_t> find_sorted(const Texts& texts, std::string_view text) noexcept {
  std::size_t low = 0;
  std::size_t high = texts.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (texts[middle] < text)
      low = middle + 1;
    else
      high = middle;
  }
  if (low < texts.size() && texts[low] == text) return low;
  return std::nullopt;
}

/// Latitude and longitude of a row: both, or neither.
struct LatLon {
  double lat = std::numeric_limits<double>::quiet_NaN();
  double lon = std::numeric_limits<double>::quiet_NaN();
  bool given = false;
};

inline LatLon read_place(TableReader& reader, const Field& lat, const Field& lon, std::size_t row) {
  constexpr Range lats{-90, 90, "bad_latitude", "a latitude lies between -90 and 90",
                       "give degrees north; are latitude and longitude swapped?"};
  constexpr Range lons{-180, 180, "bad_longitude", "a longitude lies between -180 and 180",
                       "give degrees east"};
  const bool has_lat = lat.given(row);
  const bool has_lon = lon.given(row);
  if (has_lat != has_lon) {
    reader.reject(row, has_lat ? lon : lat, "half_place", "one half of the place is missing",
                  "give both lat and lon, or neither");
    return {};
  }
  if (!has_lat) return {};
  const std::optional<double> north = reader.real(lat, row, lats);
  const std::optional<double> east = reader.real(lon, row, lons);
  if (!north || !east) return {};
  return {*north, *east, true};
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
