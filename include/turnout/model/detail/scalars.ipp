#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include <turnout/model/cells.hpp>
#include <turnout/model/detail/scan.ipp>

// Numbers, yes and no, bytes and near misses: the cells that hold one plain value.
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

/// Characters; a byte that is none stands for itself.
inline std::u32string characters(std::string_view text) {
  std::u32string result;
  while (!text.empty()) {
    const std::size_t length = std::max<std::size_t>(utf8_length(text), 1);
    char32_t packed = 0;
    for (std::size_t i = 0; i < length; ++i)
      packed = packed << 8U | static_cast<unsigned char>(text[i]);
    result += packed;
    text.remove_prefix(length);
  }
  return result;
}

}  // namespace detail

TURNOUT_INLINE std::string_view trim(std::string_view text) noexcept {
  return detail::trimmed(text);
}

TURNOUT_INLINE std::optional<std::int64_t> parse_integer(std::string_view text) noexcept {
  text = trim(text);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{}) return std::nullopt;
  std::string_view rest(stop, static_cast<std::size_t>(end - stop));
  if (rest.empty()) return value;
  // "3.0" and "3." are how programs write a whole number that passed through a real.
  if (rest.front() != '.' || rest.find_first_not_of('0', 1) != std::string_view::npos)
    return std::nullopt;
  return value;
}

TURNOUT_INLINE std::optional<double> parse_real(std::string_view text) noexcept {
  text = trim(text);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

TURNOUT_INLINE std::optional<bool> parse_yes_no(std::string_view text) noexcept {
  text = trim(text);
  for (const std::string_view yes : {"yes", "true", "1", "y"})
    if (detail::equal_in_any_case(text, yes)) return true;
  for (const std::string_view no : {"no", "false", "0", "n"})
    if (detail::equal_in_any_case(text, no)) return false;
  return std::nullopt;
}

TURNOUT_INLINE bool is_utf8(std::string_view text) noexcept {
  return detail::utf8_valid_prefix(text) == text.size();
}

TURNOUT_INLINE std::size_t edit_distance(std::string_view a, std::string_view b,
                                         std::size_t limit) {
  const std::u32string x = detail::characters(a);
  const std::u32string y = detail::characters(b);
  const std::size_t difference = x.size() > y.size() ? x.size() - y.size() : y.size() - x.size();
  if (difference > limit) return limit + 1;
  // One row of the usual table at a time, and only the band within `limit` of its diagonal.
  const std::size_t far = limit + 1;
  std::vector<std::size_t> row(y.size() + 1, far);
  for (std::size_t j = 0; j <= std::min(limit, y.size()); ++j) row[j] = j;
  for (std::size_t i = 1; i <= x.size(); ++i) {
    const std::size_t first = i > limit ? i - limit : 0;
    const std::size_t last = std::min(y.size(), i + limit);
    std::size_t diagonal = first > 0 ? row[first - 1] : far;
    std::size_t left = far;
    std::size_t best = far;
    if (first > 0) row[first - 1] = far;
    for (std::size_t j = first; j <= last; ++j) {
      const std::size_t above = row[j];
      std::size_t value = i;
      if (j > 0)
        value = std::min(
            {above + 1, left + 1, diagonal + static_cast<std::size_t>(x[i - 1] != y[j - 1])});
      diagonal = above;
      left = row[j] = std::min(value, far);
      best = std::min(best, left);
    }
    if (best == far) return far;
  }
  return row[y.size()];
}

}  // namespace turnout::inline TURNOUT_ABI
