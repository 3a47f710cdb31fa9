// Distances: right to a micrometre, and the same bits everywhere.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>

#include <gtest/gtest.h>

#include <turnout/model/place.hpp>

namespace place_test {

using namespace turnout;

/// The haversine formula; near the antipode, where it loses digits, the angle from the other side.
long double haversine(double lat_a, double lon_a, double lat_b, double lon_b) {
  constexpr long double degree = std::numbers::pi_v<long double> / 180;
  const long double a = lat_a * degree, b = lat_b * degree;
  const long double north = std::sin((b - a) / 2);
  const long double east = std::sin((lon_b - static_cast<long double>(lon_a)) * degree / 2);
  const long double h = north * north + std::cos(a) * std::cos(b) * east * east;
  return 2 * 6'371'008.8L * std::atan2(std::sqrt(h), std::sqrt(std::max(0.0L, 1 - h)));
}

struct Pair {
  double lat_a, lon_a, lat_b, lon_b;
};
double metres(const Pair& p) {
  return distance(make_place(p.lat_a, p.lon_a), make_place(p.lat_b, p.lon_b));
}

TEST(Place, DistanceIsTheGreatCircleToAMicrometre) {
  std::mt19937_64 random(1);
  const auto uniform = [&](double from, double to) {
    return from + (to - from) * static_cast<double>(random() >> 11U) * 0x1p-53;
  };
  for (int i = 0; i < 200'000; ++i) {
    Pair p{uniform(-90, 90), uniform(-180, 180), uniform(-90, 90), uniform(-180, 180)};
    if (i % 2 == 0) {  // neighbours, where plans are made
      const double near = std::pow(10.0, uniform(-7, 0));
      p.lat_b = std::clamp(p.lat_a + near * uniform(-1, 1), -90.0, 90.0);
      p.lon_b = std::clamp(p.lon_a + near * uniform(-1, 1), -180.0, 180.0);
    }
    const auto exact = static_cast<double>(haversine(p.lat_a, p.lon_a, p.lat_b, p.lon_b));
    // Within 100 km of the antipode the long double formula itself is the weaker one.
    if (exact > 19'915'000) continue;
    ASSERT_NEAR(metres(p), exact, 1e-6)
        << p.lat_a << ' ' << p.lon_a << ' ' << p.lat_b << ' ' << p.lon_b;
  }
}

TEST(Place, DistanceIsSymmetricAndZeroAtHome) {
  std::mt19937_64 random(2);
  const auto degrees = [&](double most) {
    return most * (2 * static_cast<double>(random() >> 11U) * 0x1p-53 - 1);
  };
  for (int i = 0; i < 20'000; ++i) {
    const Place a = make_place(degrees(90), degrees(180));
    const Place b = make_place(degrees(90), degrees(180));
    ASSERT_EQ(std::bit_cast<std::uint64_t>(distance(a, b)),
              std::bit_cast<std::uint64_t>(distance(b, a)));
    ASSERT_EQ(distance(a, a), 0);
    ASSERT_GE(distance(a, b), 0);
  }
}

TEST(Place, PolesDateLineAndAntipodes) {
  const double half = std::numbers::pi * earth_radius_m;
  EXPECT_NEAR(metres({90, 0, -90, 0}), half, 1e-6);
  EXPECT_NEAR(metres({0, 0, 0, 180}), half, 1e-6);
  EXPECT_NEAR(metres({37, 20, -37, -160}), half, 1e-3);
  EXPECT_NEAR(metres({90, 0, 90, 123}), 0, 1e-6);
  EXPECT_NEAR(metres({10, 180, 10, -180}), 0, 1e-6);
  EXPECT_NEAR(metres({0, 179.5, 0, -179.5}), half / 180, 1e-6);
  EXPECT_NEAR(metres({89.5, 0, 89.5, 180}), half / 180, 1e-6);
}

// Frozen: a compiler or processor for which one of these differs would give other costs.
TEST(Place, TheSameBitsEverywhere) {
  struct Frozen {
    Pair pair;
    std::uint64_t bits;
  };
  constexpr std::array<Frozen, 6> frozen{{
      {{39.91, 116.22, 39.9, 116.19}, 0x40a5cc39700a1dc3},
      {{39.9123456, 116.2234567, 39.9123457, 116.2234568}, 0x3f8cb344ac348def},
      {{39.2904, -76.6122, 39.3, -76.7}, 0x40bdce8010282bca},
      {{-33.86, 151.21, 51.5, -0.12}, 0x417034ba662703cc},
      {{0, 0, 0.001, 179.999}, 0x41731676d303df51},
      {{89.999, 10, 89.999, -170}, 0x406bcc7c31ce599d},
  }};
  for (const Frozen& f : frozen)
    EXPECT_EQ(std::bit_cast<std::uint64_t>(metres(f.pair)), f.bits) << std::hex << f.bits;
}

TEST(Place, TheFilterNeverLosesAPair) {
  std::mt19937_64 random(3);
  const auto degrees = [&](double most) {
    return most * (2 * static_cast<double>(random() >> 11U) * 0x1p-53 - 1);
  };
  for (int i = 0; i < 50'000; ++i) {
    const Place a = make_place(degrees(90), degrees(180));
    const Place b = make_place(degrees(90), degrees(180));
    const double between = distance(a, b);
    ASSERT_LE(squared_chord(a, b), squared_chord_above(between));
    ASSERT_LE(squared_chord(a, b), squared_chord_above(between + 1));
  }
  EXPECT_GE(squared_chord_above(1e9), 4.0);
}

}  // namespace place_test
