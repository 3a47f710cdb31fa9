#pragma once

// One bit a member for each of many conditions.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/detail/prefetch.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Bit i of word j becomes bit j of word i (Warren, "Hacker's Delight", 7-3).
inline void transpose_bits(std::array<std::uint64_t, 64>& a) noexcept {
  std::uint64_t mask = 0x00000000FFFFFFFFU;
  for (std::size_t j = 32; j != 0; j >>= 1, mask ^= mask << j)
    for (std::size_t block = 0; block < 64; block += 2 * j)
      for (std::size_t k = block; k < block + j; ++k) {
        const std::uint64_t swap = ((a[k] >> j) ^ a[k + j]) & mask;
        a[k] ^= swap << j;
        a[k + j] ^= swap;
      }
}

/// Planes stand side by side in tiles of 512 members, a cache line a plane: a run of one plane
/// reads whole lines, and all planes of a few members are written close together.
class BitPlanes {
 public:
  BitPlanes() = default;
  BitPlanes(std::size_t planes, std::size_t members)
      : planes_(planes), words_((members + 511) / 512 * planes * 8, 0) {}

  [[nodiscard]] std::size_t planes() const noexcept { return planes_; }
  /// Members 64 block to 64 block + 63 of a plane.
  [[nodiscard]] std::uint64_t word(std::size_t plane, std::size_t block) const noexcept {
    return words_[at(plane, block)];
  }
  [[nodiscard]] bool test(std::size_t plane, std::size_t member) const noexcept {
    return (word(plane, member / 64) >> (member % 64) & 1U) != 0;
  }
  void set(std::size_t plane, std::size_t member) noexcept {
    words_[at(plane, member / 64)] |= std::uint64_t{1} << (member % 64);
  }
  void set_word(std::size_t plane, std::size_t block, std::uint64_t word) noexcept {
    words_[at(plane, block)] = word;
  }
  /// All words of a plane, each bit turned over.
  void copy_inverted(std::size_t plane, std::span<std::uint64_t> out) const noexcept {
    constexpr std::size_t ahead = 8 * 8;  // lines of one plane lie far apart
    for (std::size_t first = 0; first < out.size(); first += 8) {
      if (first + ahead < out.size()) prefetch(words_.data() + at(plane, first + ahead));
      const std::uint64_t* line = words_.data() + at(plane, first);
      const std::size_t size = std::min<std::size_t>(8, out.size() - first);
      for (std::size_t i = 0; i < size; ++i) out[first + i] = ~line[i];
    }
  }
  [[nodiscard]] std::size_t bytes() const noexcept { return words_.capacity() * 8; }

 private:
  [[nodiscard]] std::size_t at(std::size_t plane, std::size_t block) const noexcept {
    return (block / 8 * planes_ + plane) * 8 + block % 8;
  }
  std::size_t planes_ = 0;
  std::vector<std::uint64_t> words_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
