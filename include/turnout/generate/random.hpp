// turnout/generate/random.hpp -- the same numbers from the same seed, on every machine.
//
// The standard library's distributions differ from one implementation to the
// next, so a sample that tests compare byte for byte cannot rest on them. This
// generator and its draws are integers only and fully specified here.
//
//   Random dice(2026, 1);                       // seed, stream
//   const std::uint32_t eye = dice.between(1, 6);
//
// Streams of one seed are independent: drawing more needs never changes a member.
//
// Method: xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number
// generators", ACM TOMS 47(4), 2021), its state filled by SplitMix64 (Steele, Lea
// and Flood, OOPSLA 2014). Not for secrets.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {

/// A seeded source of integers.
class Random {
 public:
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0) noexcept {
    std::uint64_t x = seed ^ (stream * 0xd1342543de82ef95U);
    for (std::uint64_t& word : state_) {
      x += 0x9e3779b97f4a7c15U;
      std::uint64_t z = x;
      z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
      z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
      word = z ^ (z >> 31U);
    }
  }

  /// 64 bits, all values alike.
  std::uint64_t next() noexcept {
    const std::uint64_t result = std::rotl(state_[1] * 5U, 7) * 9U;
    const std::uint64_t t = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  /// From [0, n); 0 where n is 0. The upper half of `next` is scaled, not divided, so a value is
  /// too likely by at most n / 2^32 of its share.
  std::uint32_t below(std::uint32_t n) noexcept {
    return static_cast<std::uint32_t>(((next() >> 32U) * n) >> 32U);
  }
  /// From [least, most], both included; needs least <= most.
  std::uint32_t between(std::uint32_t least, std::uint32_t most) noexcept {
    return least + below(most - least + 1);
  }
  /// From [-most, most], both included.
  std::int32_t around(std::int32_t most) noexcept {
    return static_cast<std::int32_t>(below(static_cast<std::uint32_t>(2 * most + 1))) - most;
  }
  /// True in `n` of 1,000 draws.
  bool per_mille(std::uint32_t n) noexcept { return below(1000) < n; }

  /// The position that a draw falls on when `cumulative` holds running sums of weights (the last
  /// one is the total); needs a total of at least 1 and below 2^32.
  std::size_t pick(std::span<const std::uint32_t> cumulative) noexcept {
    const std::uint32_t at = below(cumulative.back());
    std::size_t low = 0;
    std::size_t high = cumulative.size() - 1;
    while (low < high) {
      const std::size_t mid = low + (high - low) / 2;
      if (cumulative[mid] > at) {
        high = mid;
      } else {
        low = mid + 1;
      }
    }
    return low;
  }

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace turnout::inline TURNOUT_ABI
