#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <turnout/config.hpp>

// UTF-8 (RFC 3629) without NUL: for is_utf8, and for readers that must say where it ends.
namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Bytes of the well-formed character at the front of `text`, by the table of RFC 3629; 0: none.
inline std::size_t utf8_length(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80U) return lead == 0 ? 0 : 1;
  std::size_t length = 0;
  unsigned char low = 0x80U;
  unsigned char high = 0xBFU;
  if (lead >= 0xC2U && lead <= 0xDFU) {
    length = 2;
  } else if (lead >= 0xE0U && lead <= 0xEFU) {
    length = 3;
    if (lead == 0xE0U) low = 0xA0U;   // Overlong below.
    if (lead == 0xEDU) high = 0x9FU;  // Surrogates above.
  } else if (lead >= 0xF0U && lead <= 0xF4U) {
    length = 4;
    if (lead == 0xF0U) low = 0x90U;
    if (lead == 0xF4U) high = 0x8FU;  // Past U+10FFFF above.
  } else {
    return 0;
  }
  if (text.size() < length || byte(1) < low || byte(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i)
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  return length;
}

/// Where `text` stops being UTF-8 without NUL; text.size() if it never does.
inline std::size_t utf8_valid_prefix(std::string_view text) noexcept {
  std::size_t i = 0;
  while (i < text.size()) {
    // Eight plain bytes at a time: no high bit, and no zero byte (the classic carry test).
    while (text.size() - i >= 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + i, 8);
      constexpr std::uint64_t highs = 0x8080'8080'8080'8080U;
      if (((word | (word - 0x0101'0101'0101'0101U)) & highs) != 0) break;
      i += 8;
    }
    if (i == text.size()) break;
    const std::size_t length = utf8_length(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return i;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
