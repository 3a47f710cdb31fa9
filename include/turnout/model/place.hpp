// turnout/model/place.hpp -- how far is it?
//
// Great circle on a sphere of mean radius 6,371,008.8 m, the same to the last bit
// on every machine: sine and arcsine are ours (polynomials in plain double
// arithmetic, no library call, no fused multiply-add), because a C library may
// choose another code path on another processor and a cost would round otherwise.
//
//   const double metres = distance(make_place(39.91, 116.22), make_place(39.90, 116.19));
//
// Method: places are unit vectors; the angle is 2 asin(chord / 2), and for far
// places pi - 2 asin(|a + b| / 2), so that both near and antipodal pairs are
// exact to a few units in the last place.
#pragma once

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {

inline constexpr double earth_radius_m = 6'371'008.8;

/// A point on the sphere as a unit vector.
struct Place {
  double x = 0, y = 0, z = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

/// Latitude in [-90, 90] and longitude in [-180, 180], degrees.
[[nodiscard]] Place make_place(double lat, double lon) noexcept;

/// Squared chord between two places: cheap, and it orders pairs as distance does.
[[nodiscard]] double squared_chord(const Place& a, const Place& b) noexcept;

/// Metres along the great circle. O(1), bit-identical everywhere.
[[nodiscard]] double distance(const Place& a, const Place& b) noexcept;

/// A squared chord that no pair nearer than `metres` exceeds: for filters before `distance`
/// decides.
[[nodiscard]] double squared_chord_above(double metres) noexcept;

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/model/detail/place.ipp>
#endif
