// turnout/solve/detail/dense_scan.hpp -- passes over one row of a full matrix of costs.
//
// A cost as given becomes steps of the grid on the way through: step = round(cost * factor),
// where factor is a power of two, negative for sense max. Steps are whole and far below 2^52, so
// doubles hold them, their sums and their differences exactly; adding and subtracting 1.5 * 2^52
// rounds. +inf stays +inf: no pair.
//
// Each pass exists twice, in plain loops here and for AVX2 in dense_scan_avx2.hpp. The values are
// exact, so both give the same bytes; the processor is asked at run time.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::dense {

inline constexpr double infinite = std::numeric_limits<double>::infinity();

/// Columns j with the same j % groups make a group. Strided, so that neighbours in a smooth row
/// fall into different ones; not a power of two, so that rows of a square picture do too.
inline constexpr std::size_t groups = 60;
inline constexpr std::size_t ranks = groups / 4;

/// From a number as given to steps: (x * factor + rounder) - rounder.
struct Scale {
  double factor = 1;
  double rounder = 0;  ///< 0: nothing to round.
};
inline constexpr double round_to_whole = 0x1.8p52;

/// What a first look at a row finds.
struct Survey {
  double largest = 0;      ///< Of floats: of the sizes of the finite costs.
  std::uint64_t bits = 0;  ///< Of whole costs: no digit above these is used.
  bool finite = true;      ///< No cost is NaN or infinite.
  bool whole = true;       ///< All finite costs are whole and below 2^51.
};

/// Where a row's small pairs end.
struct Threshold {
  double least;
  double most;
};

/// A row's best column, its step - price, and the next best.
struct TwoBest {
  double least = infinite;
  double second = infinite;
  std::size_t column = 0;
};
/// Columns are dealt to so many lanes. Each finds its own two best; where several have the same
/// least, rows differ in which lane they prefer, so that they do not all go for one column.
inline constexpr std::size_t lanes = 8;
inline TwoBest best_of_lanes(const double* least, const double* second, const double* column,
                             std::size_t preferred) {
  TwoBest best;
  std::size_t from = lanes;
  for (std::size_t k = 0; k < lanes; ++k) {
    const std::size_t lane = (preferred + k) % lanes;
    if (least[lane] < best.least) {
      best.least = least[lane];
      from = lane;
    }
  }
  if (from == lanes) return best;
  best.column = static_cast<std::size_t>(column[from]);
  best.second = second[from];
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    if (lane != from) best.second = std::min(best.second, least[lane]);
  }
  return best;
}

template <class T>
struct PlainScans {
  static double step(T x, Scale s) {
    return (static_cast<double>(x) * s.factor + s.rounder) - s.rounder;
  }

  static void survey(const T* row, std::size_t n, Survey& found) {
    for (std::size_t j = 0; j < n; ++j) {
      if constexpr (std::is_same_v<T, std::int64_t>) {
        found.bits |= static_cast<std::uint64_t>(row[j] < 0 ? ~row[j] : row[j]);
      } else {
        const double size = std::abs(row[j]);
        if (size < infinite) {
          found.largest = std::max(found.largest, size);
          found.whole = found.whole && (row[j] + round_to_whole) - round_to_whole == row[j];
        } else {
          found.finite = false;
        }
      }
    }
  }

  static Threshold end_of(const double* least, std::size_t rank) {
    double stride[4][ranks];
    for (std::size_t g = 0; g < groups; ++g) stride[g % 4][g / 4] = least[g];
    double of_rank[4];
    for (std::size_t k = 0; k < 4; ++k) {
      std::nth_element(stride[k], stride[k] + rank - 1, stride[k] + ranks);
      of_rank[k] = stride[k][rank - 1];
    }
    std::sort(of_rank, of_rank + 4);
    return {*std::min_element(least, least + groups), of_rank[2]};
  }

  /// The smallest step - price, and a number that some 4 to 6 times `rank` of them do not exceed;
  /// rank is at most ranks. From the minima of the groups: of each of four strides the rank-th
  /// smallest, and of these the second largest.
  static Threshold threshold(const T* row, const double* price, std::size_t n, Scale s,
                             std::size_t rank) {
    double least[groups];
    std::fill(least, least + groups, infinite);
    for (std::size_t first = 0; first < n; first += groups) {
      const std::size_t m = std::min(groups, n - first);
      for (std::size_t g = 0; g < m; ++g) {
        const double key = step(row[first + g], s) - price[first + g];
        least[g] = key < least[g] ? key : least[g];
      }
    }
    return end_of(least, rank);
  }

  /// survey() and threshold() at prices 0, in one pass.
  static Threshold first_look(const T* row, std::size_t n, Scale s, std::size_t rank,
                              Survey& found) {
    survey(row, n, found);
    double least[groups];
    std::fill(least, least + groups, infinite);
    for (std::size_t j = 0, g = 0; j < n; ++j, g = g + 1 == groups ? 0 : g + 1) {
      const double key = step(row[j], s);
      least[g] = key < least[g] ? key : least[g];
    }
    return end_of(least, rank);
  }

  /// Columns from `first` to before `last` with step - price <= most, ascending, and those
  /// differences.
  static std::size_t not_above(const T* row, const double* price, std::size_t first,
                               std::size_t last, Scale s, double most, std::uint32_t* column,
                               double* key) {
    std::size_t found = 0;
    for (std::size_t j = first; j < last; ++j) {
      const double k = step(row[j], s) - price[j];
      if (!(k <= most)) continue;
      column[found] = static_cast<std::uint32_t>(j);
      key[found++] = k;
    }
    return found;
  }

  static TwoBest two_best(const T* row, const double* price, std::size_t n, Scale s,
                          std::size_t preferred) {
    double least[lanes];
    double second[lanes];
    double column[lanes] = {};
    std::fill(least, least + lanes, infinite);
    std::fill(second, second + lanes, infinite);
    take_two_best(row, price, 0, n, s, least, second, column);
    return best_of_lanes(least, second, column, preferred);
  }
  static void take_two_best(const T* row, const double* price, std::size_t first, std::size_t n,
                            Scale s, double* least, double* second, double* column) {
    for (std::size_t j = first; j < n; ++j) {
      const std::size_t lane = j % lanes;
      const double key = step(row[j], s) - price[j];
      second[lane] = std::min(second[lane], std::max(least[lane], key));
      if (key < least[lane]) {
        least[lane] = key;
        column[lane] = static_cast<double>(j);
      }
    }
  }

  /// least[j]: the smallest step of column j so far.
  static void column_minima(const T* row, std::size_t n, Scale s, double* least) {
    for (std::size_t j = 0; j < n; ++j) {
      const double x = step(row[j], s);
      least[j] = x < least[j] ? x : least[j];
    }
  }

  /// Columns with base + (step - price) < limit, both of their own and in all.
  static std::size_t nearer(const T* row, const double* price, const double* limit, std::size_t n,
                            Scale s, double base, double limit_of_all, std::uint32_t* column,
                            double* distance) {
    std::size_t found = 0;
    for (std::size_t j = 0; j < n; ++j) {
      const double d = base + (step(row[j], s) - price[j]);
      if (!(d < limit[j] && d < limit_of_all)) continue;
      column[found] = static_cast<std::uint32_t>(j);
      distance[found++] = d;
    }
    return found;
  }

  /// Columns whose cost, as given, is below (row_price + price) * unit: what the prices do not
  /// cover.
  static std::size_t uncovered(const T* row, const double* price, std::size_t n, double sign,
                               double row_price, double unit, std::uint32_t* column) {
    std::size_t found = 0;
    for (std::size_t j = 0; j < n; ++j) {
      if (static_cast<double>(row[j]) * sign < (row_price + price[j]) * unit) {
        column[found++] = static_cast<std::uint32_t>(j);
      }
    }
    return found;
  }
};

/// The passes in the form chosen. Buffers for columns hold as many as the row.
template <class T>
struct Scans {
  using Plain = PlainScans<T>;
  decltype(&Plain::first_look) first_look = &Plain::first_look;
  decltype(&Plain::threshold) threshold = &Plain::threshold;
  decltype(&Plain::two_best) two_best = &Plain::two_best;
  decltype(&Plain::column_minima) column_minima = &Plain::column_minima;
  decltype(&Plain::not_above) not_above = &Plain::not_above;
  decltype(&Plain::nearer) nearer = &Plain::nearer;
  decltype(&Plain::uncovered) uncovered = &Plain::uncovered;
};

}  // namespace detail::dense
}  // namespace turnout::inline TURNOUT_ABI
