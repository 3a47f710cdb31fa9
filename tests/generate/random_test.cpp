#include <array>
#include <bit>
#include <cstdint>
#include <set>

#include <gtest/gtest.h>

#include <turnout/generate/random.hpp>

namespace turnout {
namespace random_test {

// A change of one number changes every sample that was ever made.
TEST(Random, KeepsItsNumbers) {
  // From seed 0 SplitMix64 gives 0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f,
  // 0xf88bb8a8724c81ec; with this state xoshiro256** says rotl(s1 * 5, 7) * 9 first, and then the
  // same of s1 ^ s2 ^ s0, its new s1.
  constexpr std::uint64_t s0 = 0xe220a8397b1dcdafU, s1 = 0x6e789e6aa1b965f4U,
                          s2 = 0x06c45d188009454fU;
  Random dice(0, 0);
  EXPECT_EQ(dice.next(), std::rotl(s1 * 5U, 7) * 9U);
  EXPECT_EQ(dice.next(), std::rotl((s1 ^ s2 ^ s0) * 5U, 7) * 9U);
}

TEST(Random, StreamsAndSeedsDiffer) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    for (std::uint64_t stream = 0; stream < 20; ++stream) seen.insert(Random(seed, stream).next());
  EXPECT_EQ(seen.size(), 400U);
}

TEST(Random, DrawsStayInRangeAndReachBothEnds) {
  Random dice(7);
  std::set<std::uint32_t> eyes;
  std::set<std::int32_t> steps;
  for (int i = 0; i < 1000; ++i) {
    eyes.insert(dice.between(1, 6));
    steps.insert(dice.around(2));
    EXPECT_EQ(dice.below(1), 0U);
    EXPECT_EQ(dice.below(0), 0U);
  }
  EXPECT_EQ(eyes, (std::set<std::uint32_t>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(steps, (std::set<std::int32_t>{-2, -1, 0, 1, 2}));
}

TEST(Random, PicksByWeight) {
  Random dice(11);
  const std::array<std::uint32_t, 4> weights{10, 10, 40, 100};  // 10, 0, 30, 60 of 100
  std::array<int, 4> hits{};
  for (int i = 0; i < 10'000; ++i) ++hits[dice.pick(weights)];
  EXPECT_NEAR(hits[0], 1000, 150);
  EXPECT_EQ(hits[1], 0);
  EXPECT_NEAR(hits[2], 3000, 250);
  EXPECT_NEAR(hits[3], 6000, 250);
}

}  // namespace random_test
}  // namespace turnout
