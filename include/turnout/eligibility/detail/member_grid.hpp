#pragma once

// Members in the order of a grid, so that those near a place are a few runs of positions.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/problem.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Sorts positions by key, equal keys in the order they came (LSD radix sort, 11 bits a pass).
inline void sort_by_key(std::vector<std::uint64_t>& key, std::vector<std::uint32_t>& position) {
  std::uint64_t most = 0;
  for (const std::uint64_t k : key) most |= k;
  constexpr int digit = 11;
  constexpr std::size_t digits = std::size_t{1} << digit;
  std::vector<std::uint64_t> key_to(most == 0 ? 0 : key.size());
  std::vector<std::uint32_t> position_to(key_to.size());
  for (int shift = 0; shift < 64 && (most >> shift) != 0; shift += digit) {
    std::vector<std::uint32_t> next(digits + 1, 0);
    for (const std::uint64_t k : key) ++next[(k >> shift & (digits - 1)) + 1];
    for (std::size_t d = 0; d < digits; ++d) next[d + 1] += next[d];
    for (std::size_t i = 0; i < key.size(); ++i) {
      const std::uint32_t to = next[key[i] >> shift & (digits - 1)]++;
      key_to[to] = key[i];
      position_to[to] = position[i];
    }
    key.swap(key_to);
    position.swap(position_to);
  }
}

/// A run of positions.
struct Run {
  std::uint32_t first, last;  ///< Half-open.
  friend bool operator==(const Run&, const Run&) = default;
};

/// Rows of latitude of about a kilometre, each cut into cells by longitude; only cells with
/// members are kept, so that a roster all over the world is no larger than one of a town. Members
/// without a place come last.
class MemberGrid {
 public:
  explicit MemberGrid(const Members& members) {
    std::vector<std::uint64_t> key;
    order_.reserve(members.size());
    key.reserve(members.size());
    double south = 90, north = -90;
    for (std::size_t m = 0; m < members.size(); ++m) {
      if (members.has_place[m] == 0) continue;
      south = std::min(south, members.lat[m]);
      north = std::max(north, members.lat[m]);
    }
    if (south <= north) {
      south_row_ = row_of(south);
      const std::size_t rows = row_of(north) - south_row_ + 1;
      for (std::size_t r = 0; r < rows; ++r) rows_.push_back(make_row(south_row_ + r));
    }
    for (std::size_t m = 0; m < members.size(); ++m) {
      if (members.has_place[m] == 0) continue;
      const std::size_t row = row_of(members.lat[m]) - south_row_;
      key.push_back(row << 32U | column_of(rows_[row], members.lon[m]));
      order_.push_back(static_cast<std::uint32_t>(m));
    }
    pack(key);
    placed_ = static_cast<std::uint32_t>(order_.size());
    for (std::size_t m = 0; m < members.size(); ++m)
      if (members.has_place[m] == 0) order_.push_back(static_cast<std::uint32_t>(m));
  }

  /// Position of a member in its columns, by position in the grid.
  [[nodiscard]] std::span<const std::uint32_t> order() const noexcept { return order_; }
  /// Positions of members with a place; the others follow.
  [[nodiscard]] Run placed() const noexcept { return {0, placed_}; }
  [[nodiscard]] Run nowhere() const noexcept {
    return {placed_, static_cast<std::uint32_t>(order_.size())};
  }

  /// Calls visit(row, run) for runs of members that hold all within `metres` of the place, and
  /// some that lie farther. Rows ascend; a row has two runs where the date line cuts it.
  template <class Visit>
  void near(double lat, double lon, double metres, const Visit& visit) const {
    if (rows_.empty()) return;
    const double half = (metres + margin_m) / (2.0 * earth_radius_m);
    const bool everywhere = !(half < std::numbers::pi / 2);
    const double sine = everywhere ? 1.0 : std::sin(half);
    const double reach2 = everywhere ? 2.0 : sine * sine;  // (chord / 2)^2
    const double degrees = everywhere ? 360.0 : half * 2.0 * 180.0 / std::numbers::pi;
    const double cosine = std::cos(lat * radian);
    const std::size_t south = std::max(row_of(lat - degrees), south_row_);
    const std::size_t north = std::min(row_of(lat + degrees), south_row_ + rows_.size() - 1);
    for (std::size_t r = south; r <= north; ++r) {
      const Row& row = rows_[r - south_row_];
      if (row.first_cell == row.last_cell) continue;
      const double apart = std::max({0.0, row.south - lat, lat - row.north}) * radian / 2;
      const double in_row = reach2 - lower_sine(apart) * lower_sine(apart);
      if (in_row < 0) continue;
      const double width = half_width(in_row, cosine * row.cosine);
      between(r, row, lon, width, visit);
    }
  }

 private:
  struct Cell {
    std::uint32_t column, first;
  };
  struct Row {
    double south, north;    ///< Degrees.
    double cosine;          ///< The smallest in the row.
    double cells_a_degree;  ///< Of longitude.
    std::uint32_t first_cell = 0, last_cell = 0;
  };
  static constexpr double row_degrees = 0.009;  // about a kilometre
  static constexpr double margin_m = 0.5;       // runs may be too long, never too short
  static constexpr double radian = std::numbers::pi / 180.0;

  [[nodiscard]] static std::size_t row_of(double lat) noexcept {
    return static_cast<std::size_t>((std::clamp(lat, -90.0, 90.0) + 90.0) / row_degrees);
  }
  [[nodiscard]] static Row make_row(std::size_t r) noexcept {
    const double south = static_cast<double>(r) * row_degrees - 90.0;
    const double north = south + row_degrees;
    // Rows are numbered by division, bounded here by multiplication: a hair's breadth wider.
    constexpr double hair = 1e-9;
    const double cosine =
        std::max(0.0, std::min(std::cos(south * radian), std::cos(north * radian)) - hair);
    return {south - hair, north + hair, cosine, std::max(cosine, 1e-3) / row_degrees};
  }
  [[nodiscard]] static std::uint32_t column_of(const Row& row, double lon) noexcept {
    return static_cast<std::uint32_t>((std::clamp(lon, -180.0, 180.0) + 180.0) *
                                      row.cells_a_degree);
  }
  /// At most the sine.
  [[nodiscard]] static double lower_sine(double x) noexcept {
    return x < 0.5 ? x - x * x * x / 6.0 : std::sin(x) - 1e-12;
  }
  /// Degrees of longitude: at least 2 asin(sqrt(in_row / cosines)).
  [[nodiscard]] static double half_width(double in_row, double cosines) noexcept {
    if (!(in_row < 0.99 * cosines)) return 360.0;
    const double q = std::sqrt(in_row / cosines);
    const double angle = q < 0.3 ? q + 0.18 * q * q * q : std::asin(q);
    return 2.0 * angle / radian + 1e-6;
  }

  template <class Visit>
  void between(std::size_t r, const Row& row, double lon, double width, const Visit& visit) const {
    const double west = lon - width;
    const double east = lon + width;
    if (width >= 170.0) {  // before its two ends could share a cell
      visit(r, Run{cells_[row.first_cell].first, cells_[row.last_cell].first});
      return;
    }
    cells_between(r, row, std::max(west, -180.0), std::min(east, 180.0), visit);
    if (west < -180.0) cells_between(r, row, west + 360.0, 180.0, visit);
    if (east > 180.0) cells_between(r, row, -180.0, east - 360.0, visit);
  }
  template <class Visit>
  void cells_between(std::size_t r, const Row& row, double west, double east,
                     const Visit& visit) const {
    const auto begin = cells_.begin() + row.first_cell;
    const auto end = cells_.begin() + row.last_cell;
    const auto from = std::ranges::lower_bound(begin, end, column_of(row, west), {}, &Cell::column);
    const auto to = std::ranges::upper_bound(from, end, column_of(row, east), {}, &Cell::column);
    if (from != to) visit(r, Run{from->first, to->first});
  }

  /// Puts members in order of their cells, and lists these.
  void pack(std::vector<std::uint64_t>& key) {
    if (key.empty()) return;
    // Narrow keys, so that a town is sorted in one pass.
    std::uint64_t west = ~std::uint64_t{0}, east = 0;
    for (const std::uint64_t k : key) {
      west = std::min(west, k & column_bits);
      east = std::max(east, k & column_bits);
    }
    const auto bits = static_cast<unsigned>(std::bit_width(east - west));
    for (std::uint64_t& k : key) k = (k >> 32U) << bits | ((k & column_bits) - west);
    sort_by_key(key, order_);
    for (std::size_t i = 0; i < key.size(); ++i) {
      if (i > 0 && key[i] == key[i - 1]) continue;
      const std::size_t row = key[i] >> bits;
      const auto cell = static_cast<std::uint32_t>(cells_.size());
      const std::uint64_t column = (key[i] & ((std::uint64_t{1} << bits) - 1)) + west;
      cells_.push_back({static_cast<std::uint32_t>(column), static_cast<std::uint32_t>(i)});
      if (rows_[row].last_cell == 0) rows_[row].first_cell = cell;
      rows_[row].last_cell = cell + 1;
    }
    cells_.push_back({~std::uint32_t{0}, static_cast<std::uint32_t>(key.size())});
  }
  static constexpr std::uint64_t column_bits = 0xFFFFFFFFU;

  std::size_t south_row_ = 0;
  std::uint32_t placed_ = 0;
  std::vector<Row> rows_;
  std::vector<Cell> cells_;  ///< Row by row, and one behind the last.
  std::vector<std::uint32_t> order_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
