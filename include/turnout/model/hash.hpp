// turnout/model/hash.hpp -- SHA-256 (FIPS 180-4), so that a receipt can name its input.
//
//   Sha256 hash;
//   hash.add("abc");
//   hash.hex();   // ba7816bf 8f01cfea ... as 64 hex digits
//
// Also the order of members among equal plans: `tie_hash`.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {

/// A running SHA-256. O(1) memory.
class Sha256 {
 public:
  void add(std::string_view bytes);
  /// Of all that was added; may be called once.
  [[nodiscard]] std::string hex();

 private:
  void block(const unsigned char* bytes);
  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> rest_{};
  std::size_t in_rest_ = 0;
  std::uint64_t length_ = 0;
};

[[nodiscard]] std::string sha256(std::string_view bytes);

/// A mixing hash of (seed, text): FNV-1a folded through the finaliser of SplitMix64 (Steele, Lea,
/// Flood 2014). The same on every platform; orders members among equal plans, so that nobody is
/// always first.
[[nodiscard]] std::uint64_t tie_hash(std::int64_t seed, std::string_view text) noexcept;

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/model/detail/hash.ipp>
#endif
