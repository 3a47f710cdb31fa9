#pragma once

// Distance and its cost for many pairs at a time: the very steps of `distance`, four lanes wide
// where the processor has them. Both paths give the same bits: addition, multiplication,
// division, square root and floor are each rounded once by IEEE 754, whatever the width.

#include <cmath>
#include <cstddef>
#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <turnout/config.hpp>
#include <turnout/model/detail/arcsine.hpp>
#include <turnout/model/detail/contraction.hpp>
#include <turnout/model/place.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Where a member is and how far it goes; half a cache line.
struct Spot {
  double x, y, z;
  double reach2;  ///< Squared chord of its own limit; infinite where it has none.
};

/// Squared chords up to here (about 795 km) need no half-angle step.
inline constexpr double near_squared_chord = 0.0156;

/// Of n squared chords, none above near_squared_chord: metres, and floor(km x cost_per_km + 1/2).
using NearCosts = void (*)(const double* squared_chord, std::size_t n, double cost_per_km,
                           double* metres, double* cost);

TURNOUT_NO_CONTRACT inline void near_costs_plain(const double* squared_chord, std::size_t n,
                                                 double cost_per_km, double* metres, double* cost) {
  TURNOUT_NO_CONTRACT_PRAGMA
  for (std::size_t i = 0; i < n; ++i) {
    metres[i] = 2.0 * earth_radius_m * arcsine(0.5 * std::sqrt(squared_chord[i]));
    cost[i] = std::floor(metres[i] / 1000.0 * cost_per_km + 0.5);
  }
}

#if defined(__x86_64__)
// Arrays have room for four lanes behind the last pair.
__attribute__((target("avx2"))) TURNOUT_NO_CONTRACT inline void near_costs_avx2(
    const double* squared_chord, std::size_t n, double cost_per_km, double* metres, double* cost) {
  TURNOUT_NO_CONTRACT_PRAGMA
  const __m256d per_km = _mm256_set1_pd(cost_per_km);
  for (std::size_t i = 0; i < n; i += 4) {
    const __m256d x =
        _mm256_mul_pd(_mm256_set1_pd(0.5), _mm256_sqrt_pd(_mm256_loadu_pd(squared_chord + i)));
    const __m256d s = _mm256_mul_pd(x, x);
    __m256d p = _mm256_set1_pd(143.0 / 10240.0);
    for (const double c :
         {231.0 / 13312.0, 63.0 / 2816.0, 35.0 / 1152.0, 5.0 / 112.0, 3.0 / 40.0, 1.0 / 6.0})
      p = _mm256_add_pd(_mm256_set1_pd(c), _mm256_mul_pd(s, p));
    const __m256d angle = _mm256_add_pd(x, _mm256_mul_pd(x, _mm256_mul_pd(s, p)));
    const __m256d m = _mm256_mul_pd(_mm256_set1_pd(2.0 * earth_radius_m), angle);
    _mm256_storeu_pd(metres + i, m);
    const __m256d priced = _mm256_mul_pd(_mm256_div_pd(m, _mm256_set1_pd(1000.0)), per_km);
    _mm256_storeu_pd(cost + i, _mm256_floor_pd(_mm256_add_pd(priced, _mm256_set1_pd(0.5))));
  }
}
#endif

/// Squared chords from `at` to the spots at n positions, as squared_chord has them.
using SquaredChords = void (*)(const Spot* spots, const std::uint32_t* position, std::size_t n,
                               const Place& at, double* squared_chord);

TURNOUT_NO_CONTRACT inline void squared_chords_plain(const Spot* spots,
                                                     const std::uint32_t* position, std::size_t n,
                                                     const Place& at, double* squared_chord) {
  TURNOUT_NO_CONTRACT_PRAGMA
  for (std::size_t i = 0; i < n; ++i) {
    const Spot& spot = spots[position[i]];
    const double x = spot.x - at.x;
    const double y = spot.y - at.y;
    const double z = spot.z - at.z;
    squared_chord[i] = (x * x + y * y) + z * z;
  }
}

#if defined(__x86_64__)
// Positions are valid for four lanes behind the last one.
__attribute__((target("avx2"))) TURNOUT_NO_CONTRACT inline void squared_chords_avx2(
    const Spot* spots, const std::uint32_t* position, std::size_t n, const Place& at,
    double* squared_chord) {
  TURNOUT_NO_CONTRACT_PRAGMA
  const __m256d from = _mm256_set_pd(0.0, at.z, at.y, at.x);
  for (std::size_t i = 0; i < n; i += 4) {
    const __m256d a = _mm256_sub_pd(_mm256_loadu_pd(&spots[position[i]].x), from);
    const __m256d b = _mm256_sub_pd(_mm256_loadu_pd(&spots[position[i + 1]].x), from);
    const __m256d c = _mm256_sub_pd(_mm256_loadu_pd(&spots[position[i + 2]].x), from);
    const __m256d d = _mm256_sub_pd(_mm256_loadu_pd(&spots[position[i + 3]].x), from);
    const __m256d xz_ab = _mm256_unpacklo_pd(a, b);  // ax bx az bz
    const __m256d xz_cd = _mm256_unpacklo_pd(c, d);
    const __m256d y_ab = _mm256_unpackhi_pd(a, b);  // ay by ..
    const __m256d y_cd = _mm256_unpackhi_pd(c, d);
    const __m256d x = _mm256_permute2f128_pd(xz_ab, xz_cd, 0x20);
    const __m256d z = _mm256_permute2f128_pd(xz_ab, xz_cd, 0x31);
    const __m256d y = _mm256_permute2f128_pd(y_ab, y_cd, 0x20);
    const __m256d sum = _mm256_add_pd(_mm256_mul_pd(x, x), _mm256_mul_pd(y, y));
    _mm256_storeu_pd(squared_chord + i, _mm256_add_pd(sum, _mm256_mul_pd(z, z)));
  }
}
#endif

/// The loops that this processor runs fastest.
struct DistancePasses {
  SquaredChords squared_chords = squared_chords_plain;
  NearCosts near_costs = near_costs_plain;
};
/// `plain`: the portable ones, for tests to hold the two against each other.
[[nodiscard]] inline DistancePasses measure(bool plain = false) {
#if defined(__x86_64__)
  if (!plain && __builtin_cpu_supports("avx2")) return {squared_chords_avx2, near_costs_avx2};
#endif
  static_cast<void>(plain);
  return {};
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
