#pragma once

// Apart from place.ipp, so that a loop over many distances can do the same steps.

#include <cmath>

#include <turnout/config.hpp>
#include <turnout/model/detail/contraction.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Up to here the series needs no half-angle step.
inline constexpr double short_arcsine = 0.0625;

// Half-angle steps, asin(x) = 2 asin(x / sqrt(2 (1 + sqrt(1 - x^2)))), until the series is short.
TURNOUT_NO_CONTRACT inline double arcsine(double x) noexcept {
  TURNOUT_NO_CONTRACT_PRAGMA
  double scale = 1.0;
  while (x > short_arcsine) {
    x = x / std::sqrt(2.0 * (1.0 + std::sqrt(1.0 - x * x)));
    scale *= 2.0;
  }
  const double s = x * x;
  double p = 143.0 / 10240.0;  // x^15
  p = 231.0 / 13312.0 + s * p;
  p = 63.0 / 2816.0 + s * p;
  p = 35.0 / 1152.0 + s * p;
  p = 5.0 / 112.0 + s * p;
  p = 3.0 / 40.0 + s * p;
  p = 1.0 / 6.0 + s * p;
  return scale * (x + x * (s * p));
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
