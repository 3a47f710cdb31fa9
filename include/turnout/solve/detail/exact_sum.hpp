// turnout/solve/detail/exact_sum.hpp -- sums of floats without a rounding error.
//
// Keeps the sum as floats that do not overlap (Shewchuk, Adaptive precision floating-point
// arithmetic, 1997), so that the order of the terms never matters and a bound can be rounded
// to the safe side.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

class ExactSum {
 public:
  void add(double x) {
    std::size_t kept = 0;
    for (const double part : parts_) {
      const double sum = x + part;
      const double shadow = sum - x;
      const double error = (x - (sum - shadow)) + (part - shadow);
      if (error != 0.0) parts_[kept++] = error;
      x = sum;
    }
    parts_.resize(kept);
    parts_.push_back(x);
  }
  /// a * b, exact.
  void add_product(double a, double b) {
    const double product = a * b;
    add(product);
    add(std::fma(a, b, -product));
  }

  /// The nearest float.
  [[nodiscard]] double nearest() const {
    double sum = 0;
    std::size_t i = parts_.size();
    while (i > 0) {
      const double before = sum;
      sum += parts_[--i];
      const double error = parts_[i] - (sum - before);
      if (error == 0.0) continue;
      // Half-way cases go where the next part points.
      if (i > 0 && (error > 0) == (parts_[i - 1] > 0) && parts_[i - 1] != 0.0) {
        const double twice = 2 * error;
        const double moved = sum + twice;
        if (moved - sum == twice) sum = moved;
      }
      break;
    }
    return sum;
  }

  /// The largest float that is not above the sum.
  [[nodiscard]] double down() const {
    const double sum = nearest();
    ExactSum rest = *this;
    rest.add(-sum);
    return rest.nearest() < 0 ? std::nextafter(sum, -std::numeric_limits<double>::infinity()) : sum;
  }

 private:
  std::vector<double> parts_;  // Ascending in size, no two overlap.
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
