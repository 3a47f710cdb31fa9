#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>

#include <turnout/model/cells.hpp>
#include <turnout/model/detail/scan.ipp>
#include <turnout/model/detail/utf8.ipp>

// Numbers, yes and no, bytes and near misses: the cells that hold one plain value.
namespace turnout::inline TURNOUT_ABI {
namespace detail {

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
