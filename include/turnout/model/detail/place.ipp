#pragma once

#include <cmath>
#include <numbers>

#include <turnout/model/detail/arcsine.hpp>
#include <turnout/model/detail/contraction.hpp>
#include <turnout/model/place.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

// Taylor series on [-pi/4, pi/4]: the first term left out is below 1e-17.
TURNOUT_NO_CONTRACT inline double sine_near_zero(double a) noexcept {
  TURNOUT_NO_CONTRACT_PRAGMA
  const double s = a * a;
  double p = 1.0 / 355687428096000.0;  // 1 / 17!
  p = -1.0 / 1307674368000.0 + s * p;
  p = 1.0 / 6227020800.0 + s * p;
  p = -1.0 / 39916800.0 + s * p;
  p = 1.0 / 362880.0 + s * p;
  p = -1.0 / 5040.0 + s * p;
  p = 1.0 / 120.0 + s * p;
  p = -1.0 / 6.0 + s * p;
  return a + a * (s * p);
}

TURNOUT_NO_CONTRACT inline double cosine_near_zero(double a) noexcept {
  TURNOUT_NO_CONTRACT_PRAGMA
  const double s = a * a;
  double p = 1.0 / 20922789888000.0;  // 1 / 16!
  p = -1.0 / 87178291200.0 + s * p;
  p = 1.0 / 479001600.0 + s * p;
  p = -1.0 / 3628800.0 + s * p;
  p = 1.0 / 40320.0 + s * p;
  p = -1.0 / 720.0 + s * p;
  p = 1.0 / 24.0 + s * p;
  p = -0.5 + s * p;
  return 1.0 + s * p;
}

struct SineCosine {
  double sine, cosine;
};

// Degrees are reduced by whole right angles, which is exact; only the rest is turned into radians.
TURNOUT_NO_CONTRACT inline SineCosine sine_cosine_of_degrees(double degrees) noexcept {
  TURNOUT_NO_CONTRACT_PRAGMA
  const double quarter = std::floor(degrees / 90.0 + 0.5);
  const double rest = (degrees - 90.0 * quarter) * (std::numbers::pi / 180.0);
  const double s = sine_near_zero(rest);
  const double c = cosine_near_zero(rest);
  switch (static_cast<int>(quarter) & 3) {
    case 0: return {s, c};
    case 1: return {c, -s};
    case 2: return {-s, -c};
    default: return {-c, s};
  }
}

}  // namespace detail

TURNOUT_NO_CONTRACT TURNOUT_INLINE Place make_place(double lat, double lon) noexcept {
  TURNOUT_NO_CONTRACT_PRAGMA
  const auto [sin_lat, cos_lat] = detail::sine_cosine_of_degrees(lat);
  const auto [sin_lon, cos_lon] = detail::sine_cosine_of_degrees(lon);
  return {cos_lat * cos_lon, cos_lat * sin_lon, sin_lat};
}

TURNOUT_NO_CONTRACT TURNOUT_INLINE double squared_chord(const Place& a, const Place& b) noexcept {
  TURNOUT_NO_CONTRACT_PRAGMA
  const double x = a.x - b.x;
  const double y = a.y - b.y;
  const double z = a.z - b.z;
  return (x * x + y * y) + z * z;
}

TURNOUT_NO_CONTRACT TURNOUT_INLINE double distance(const Place& a, const Place& b) noexcept {
  TURNOUT_NO_CONTRACT_PRAGMA
  const double chord2 = squared_chord(a, b);
  if (chord2 <= 2.0) return 2.0 * earth_radius_m * detail::arcsine(0.5 * std::sqrt(chord2));
  const double far2 = squared_chord(a, {-b.x, -b.y, -b.z});
  return earth_radius_m * (std::numbers::pi - 2.0 * detail::arcsine(0.5 * std::sqrt(far2)));
}

TURNOUT_NO_CONTRACT TURNOUT_INLINE double squared_chord_above(double metres) noexcept {
  TURNOUT_NO_CONTRACT_PRAGMA
  if (!(metres < earth_radius_m * std::numbers::pi)) return 4.5;
  if (metres < 0) return -1.0;
  const double half = metres / (2.0 * earth_radius_m);  // 0 to pi / 2
  const double sine = half <= std::numbers::pi / 4
                          ? detail::sine_near_zero(half)
                          : detail::cosine_near_zero(std::numbers::pi / 2 - half);
  return 4.0 * sine * sine * (1.0 + 1e-9) + 1e-24;
}

}  // namespace turnout::inline TURNOUT_ABI
