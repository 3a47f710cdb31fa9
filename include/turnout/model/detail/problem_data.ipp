#pragma once

// What a Problem holds, and the small tools with which the readers of its tables fill it.

#include <functional>
#include <unordered_map>
#include <utility>

#include <turnout/model/detail/table_reader.ipp>
#include <turnout/model/hash.hpp>
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

/// Hashes views and strings alike. Only ever asked, never walked, so its order reaches no result.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return static_cast<std::size_t>(tie_hash(0, text));
  }
};
using TextNumbers = std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>>;

/// Gives each distinct text a number in order of first sight, from 0 up.
class Interner {
 public:
  std::uint32_t operator()(std::string_view text) {
    const auto it = numbers_.find(text);
    if (it != numbers_.end()) return it->second;
    const auto number = static_cast<std::uint32_t>(texts_.size());
    texts_.push_back(text);
    numbers_.emplace(std::string(text), number);
    return number;
  }
  /// The number of a text seen before.
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text) const {
    const auto it = numbers_.find(text);
    if (it == numbers_.end()) return std::nullopt;
    return it->second;
  }
  [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }
  /// Stays valid until the next text is added.
  [[nodiscard]] const Texts& texts() const noexcept { return texts_; }
  [[nodiscard]] Texts take() { return std::move(texts_); }

 private:
  TextNumbers numbers_;
  Texts texts_;
};

/// Rows of a table in the order of their ids' bytes, with blanks and doubles rejected.
struct IdOrder {
  std::vector<std::uint32_t> row;  ///< Position -> row.
  Texts id;                        ///< By position.
};

inline IdOrder order_by_id(TableReader& reader, const Field& field) {
  IdOrder order;
  if (field.column == nullptr) return order;
  Texts texts;
  texts.reserve(reader.rows(), reader.rows() * 8);
  std::string buffer;
  std::vector<std::uint32_t> rows;
  bool ascending = true;
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    const std::string_view id = TableReader::text(field, row, buffer);
    texts.push_back(id);
    if (id.empty()) reader.reject_blank(row, field);
    if (!rows.empty() && texts[rows.back()] >= id) ascending = false;
    rows.push_back(static_cast<std::uint32_t>(row));
  }
  if (ascending) {  // sorted input, the common case: nothing can be double
    order.row = std::move(rows);
    order.id = std::move(texts);
    return order;
  }
  std::ranges::sort(rows, [&](std::uint32_t a, std::uint32_t b) {
    const auto compared = texts[a] <=> texts[b];
    return compared != 0 ? compared < 0 : a < b;
  });
  std::size_t first = 0;  // of the rows with this id
  for (std::size_t i = 0; i < rows.size(); ++i) {
    // A double row stays in the order, so that its other cells are checked too.
    order.row.push_back(rows[i]);
    if (texts[rows[i]] != texts[rows[first]]) first = i;
    if (i == first || texts[rows[i]].empty()) continue;
    reader.reject(rows[i], field, "duplicate_id",
                  "this id stands already in " +
                      std::string(reader.table().from_file() ? "line " : "row ") +
                      std::to_string(reader.table().label(rows[first])),
                  "give every row an id of its own");
  }
  order.id.reserve(order.row.size(), texts.byte_count());
  for (const std::uint32_t row : order.row) order.id.push_back(texts[row]);
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
  const std::optional<double> north = reader.real(lat, row, lats);
  const std::optional<double> east = reader.real(lon, row, lons);
  if (!north || !east) return {};
  return {*north, *east, true};
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
