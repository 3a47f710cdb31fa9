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

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::dense {

inline constexpr double infinite = std::numeric_limits<double>::infinity();

/// Columns j with the same j % groups make a group. Strided, so that neighbours in a smooth row
/// fall into different ones; not a power of two, so that rows of a square picture do too.
inline constexpr std::size_t groups = 60;

/// From a number as given to steps: (x * factor + rounder) - rounder.
struct Scale {
  double factor = 1;
  double rounder = 0;  ///< 0: nothing to round.
};
inline constexpr double round_to_whole = 0x1.8p52;

/// What a first look at a row finds.
struct Survey {
  double largest = 0;  ///< Of the sizes of the finite costs.
  bool finite = true;  ///< No cost is NaN or infinite.
  bool whole = true;   ///< All finite costs are whole (those past 2^51 are called so).
};

template <class T>
struct PlainScans {
  static double step(T x, Scale s) {
    return (static_cast<double>(x) * s.factor + s.rounder) - s.rounder;
  }

  static void survey(const T* row, std::size_t n, Survey& found) {
    for (std::size_t j = 0; j < n; ++j) {
      const auto x = static_cast<double>(row[j]);
      const double size = std::abs(x);
      if (size < infinite) {
        found.largest = std::max(found.largest, size);
        found.whole = found.whole && (x + round_to_whole) - round_to_whole == x;
      } else {
        found.finite = false;
      }
    }
  }

  /// least[g]: the smallest step - price of group g.
  static void group_minima(const T* row, const double* price, std::size_t n, Scale s,
                           double* least) {
    std::fill(least, least + groups, infinite);
    for (std::size_t first = 0; first < n; first += groups) {
      const std::size_t m = std::min(groups, n - first);
      for (std::size_t g = 0; g < m; ++g) {
        const double key = step(row[first + g], s) - price[first + g];
        least[g] = key < least[g] ? key : least[g];
      }
    }
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
  decltype(&Plain::survey) survey = &Plain::survey;
  decltype(&Plain::group_minima) group_minima = &Plain::group_minima;
  decltype(&Plain::not_above) not_above = &Plain::not_above;
  decltype(&Plain::nearer) nearer = &Plain::nearer;
  decltype(&Plain::uncovered) uncovered = &Plain::uncovered;
};

}  // namespace detail::dense
}  // namespace turnout::inline TURNOUT_ABI
