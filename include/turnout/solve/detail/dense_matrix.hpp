// turnout/solve/detail/dense_matrix.hpp -- the caller's matrix, read row by row on a grid.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <turnout/solve/detail/dense_scan_avx2.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::dense {

/// Rows of costs, of floats or of whole numbers; one of the two pointers is given.
class Matrix {
 public:
  Matrix(const double* reals, const std::int64_t* wholes, std::size_t rows, std::size_t columns,
         bool negative, bool plain)
      : reals_(reals),
        wholes_(wholes),
        rows_(rows),
        columns_(columns),
        sign_(negative ? -1.0 : 1.0),
        scale_{sign_, 0},
        of_reals_(scans<double>(plain)),
        of_wholes_(scans<std::int64_t>(plain)) {}

  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
  [[nodiscard]] bool floats() const noexcept { return reals_ != nullptr; }

  /// Until a grid is set, the passes see the costs as given (sense max: negated).
  void set_grid(int shift) { scale_ = {std::ldexp(sign_, shift), floats() ? round_to_whole : 0.0}; }
  /// What set_grid() makes of a number seen before it.
  [[nodiscard]] double on_grid(double seen) const {
    return PlainScans<double>::step(seen, {std::abs(scale_.factor), scale_.rounder});
  }
  /// As given, or its negative for sense max.
  [[nodiscard]] double given(std::size_t i, std::size_t j) const {
    return sign_ *
           (floats() ? reals_[i * columns_ + j] : static_cast<double>(wholes_[i * columns_ + j]));
  }
  [[nodiscard]] double step(std::size_t i, std::size_t j) const {
    return PlainScans<double>::step(sign_ * given(i, j), scale_);
  }

  Threshold first_look(std::size_t i, std::size_t rank, Survey& found) const {
    return floats() ? of_reals_.first_look(reals_ + i * columns_, columns_, scale_, rank, found)
                    : of_wholes_.first_look(wholes_ + i * columns_, columns_, scale_, rank, found);
  }
  [[nodiscard]] Threshold threshold(std::size_t i, const double* price, std::size_t rank) const {
    return floats() ? of_reals_.threshold(reals_ + i * columns_, price, columns_, scale_, rank)
                    : of_wholes_.threshold(wholes_ + i * columns_, price, columns_, scale_, rank);
  }
  /// Reads the whole row; prefers other columns than the next row where several are as good.
  [[nodiscard]] TwoBest two_best(std::size_t i, const double* price) const {
    return floats() ? of_reals_.two_best(reals_ + i * columns_, price, columns_, scale_, i)
                    : of_wholes_.two_best(wholes_ + i * columns_, price, columns_, scale_, i);
  }
  void column_minima(std::size_t i, double* least) const {
    if (floats()) {
      of_reals_.column_minima(reals_ + i * columns_, columns_, scale_, least);
    } else {
      of_wholes_.column_minima(wholes_ + i * columns_, columns_, scale_, least);
    }
  }
  std::size_t not_above(std::size_t i, const double* price, std::size_t first, std::size_t last,
                        double most, std::uint32_t* column, double* key) const {
    return floats() ? of_reals_.not_above(reals_ + i * columns_, price, first, last, scale_, most,
                                          column, key)
                    : of_wholes_.not_above(wholes_ + i * columns_, price, first, last, scale_, most,
                                           column, key);
  }
  std::size_t nearer(std::size_t i, const double* price, const double* limit, double base,
                     double limit_of_all, std::uint32_t* column, double* distance) const {
    return floats() ? of_reals_.nearer(reals_ + i * columns_, price, limit, columns_, scale_, base,
                                       limit_of_all, column, distance)
                    : of_wholes_.nearer(wholes_ + i * columns_, price, limit, columns_, scale_,
                                        base, limit_of_all, column, distance);
  }
  std::size_t uncovered(std::size_t i, const double* price, double row_price, double unit,
                        std::uint32_t* column) const {
    return floats() ? of_reals_.uncovered(reals_ + i * columns_, price, columns_, sign_, row_price,
                                          unit, column)
                    : of_wholes_.uncovered(wholes_ + i * columns_, price, columns_, sign_,
                                           row_price, unit, column);
  }

  /// Whether all costs are multiples of 2^bit for some bit above -shift, and the largest such
  /// bit; |cost| * 2^shift is below 2^51. Ends at the first number that is not.
  [[nodiscard]] bool is_coarser(int shift, int& bit) const {
    const double factor = std::ldexp(1.0, shift);
    std::uint64_t digits = std::uint64_t{1} << 51;
    for (std::size_t i = 0; i < rows_ * columns_; ++i) {
      const double x = reals_[i] * factor;
      if (!std::isfinite(x)) continue;
      const double whole = (x + round_to_whole) - round_to_whole;
      if (whole != x) return false;
      digits |= static_cast<std::uint64_t>(static_cast<std::int64_t>(whole));
      if ((digits & 1) != 0) return false;
    }
    bit = std::countr_zero(digits) - shift;
    return true;
  }

 private:
  const double* reals_;
  const std::int64_t* wholes_;
  std::size_t rows_;
  std::size_t columns_;
  double sign_;
  Scale scale_;
  Scans<double> of_reals_;
  Scans<std::int64_t> of_wholes_;
};

}  // namespace detail::dense
}  // namespace turnout::inline TURNOUT_ABI
