// How far, measured a second time: the great circle from latitude and longitude in the widest
// float there is, by 2 atan2(|a - b|, |a + b|), which is exact for near and antipodal places alike.
#pragma once

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/place.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::checking {

struct Direction {
  long double x = 0, y = 0, z = 0;
};

inline Direction direction_of(double lat, double lon) {
  constexpr long double radian = std::numbers::pi_v<long double> / 180;
  const long double phi = radian * static_cast<long double>(lat);
  const long double lambda = radian * static_cast<long double>(lon);
  return {std::cos(phi) * std::cos(lambda), std::cos(phi) * std::sin(lambda), std::sin(phi)};
}

/// Where something is, in all the forms in which the checker asks.
struct Spot {
  bool given = false;
  Direction exact;             ///< Ours.
  double x = 0, y = 0, z = 0;  ///< The same, rounded: for the first, cheap look.
  Place place;                 ///< The model's.
};

inline Spot spot_of(bool given, double lat, double lon, const Place& place) {
  Spot spot;
  if (!given) return spot;
  spot.given = true;
  spot.exact = direction_of(lat, lon);
  spot.x = static_cast<double>(spot.exact.x);
  spot.y = static_cast<double>(spot.exact.y);
  spot.z = static_cast<double>(spot.exact.z);
  spot.place = place;
  return spot;
}

inline double chord2(const Spot& a, const Spot& b) {
  const double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
  return x * x + y * y + z * z;
}

/// No pair within `metres` of one another has a larger chord2.
inline double chord2_limit(double metres) {
  const double angle = metres / earth_radius_m;
  if (!(angle < std::numbers::pi)) return std::numeric_limits<double>::infinity();
  const double half = std::sin(angle / 2);
  return 4 * half * half * (1 + 1e-9) + 1e-24;
}

struct Measured {
  double metres = 0;
  bool agreed = true;  ///< The model's distance lies within a micrometre of ours.
};

/// 0 where a side has no place. Where the two distances agree the model's counts, because a cost is
/// rounded from it; where they do not, ours does.
inline Measured measure(const Spot& a, const Spot& b) {
  if (!a.given || !b.given) return {};
  const auto length = [](long double x, long double y, long double z) {
    return std::sqrt(x * x + y * y + z * z);
  };
  const Direction &p = a.exact, &q = b.exact;
  const long double ours =
      2 * static_cast<long double>(earth_radius_m) *
      std::atan2(length(p.x - q.x, p.y - q.y, p.z - q.z), length(p.x + q.x, p.y + q.y, p.z + q.z));
  const double theirs = distance(a.place, b.place);
  if (std::abs(ours - static_cast<long double>(theirs)) < 1e-6L) return {theirs, true};
  return {static_cast<double>(ours), false};
}

}  // namespace detail::checking
}  // namespace turnout::inline TURNOUT_ABI
