// What every page of ours needs: text that cannot become markup, and a content policy that lets
// nothing in but the style and the script which it names by hash.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <turnout/config.hpp>
#include <turnout/model/hash.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

/// Text between tags.
inline std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

/// The source expression by which a content policy allows this script or style and no other.
inline std::string csp_hash(std::string_view text) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string hex = sha256(text);
  const auto nibble = [&](std::size_t i) -> std::uint32_t {
    if (i >= hex.size()) return 0;
    return static_cast<std::uint32_t>(hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10);
  };
  std::string out = "'sha256-";
  for (std::size_t i = 0; i < hex.size(); i += 3) {  // 12 bits are two digits of base 64
    const std::uint32_t bits = nibble(i) << 8U | nibble(i + 1) << 4U | nibble(i + 2);
    out += digits[bits >> 6U];
    if (i + 1 < hex.size()) out += digits[bits & 63U];
  }
  while ((out.size() - 8) % 4 != 0) out += '=';
  return out + '\'';
}

}  // namespace detail
}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
