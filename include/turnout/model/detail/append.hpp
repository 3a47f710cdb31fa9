// Numbers, days and times at the end of a text, for pages that say thousands of them.
#pragma once

#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline void append_number(std::string& text, std::int64_t value) {
  char digits[24];
  text.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}
inline void append_padded(std::string& text, std::int64_t value, std::size_t width) {
  char digits[24];
  const auto* const end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  const auto size = static_cast<std::size_t>(end - digits);
  if (size < width) text.append(width - size, '0');
  text.append(digits, size);
}

/// 0 to 99.
inline void append_two(std::string& text, unsigned value) {
  const char digits[2] = {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
  text.append(digits, 2);
}

/// As to_text() writes it.
inline void append_day(std::string& text, std::chrono::local_days day) {
  const std::chrono::year_month_day date(day);
  const int year = static_cast<int>(date.year());
  if (year < 0) text += '-';
  append_padded(text, year < 0 ? -year : year, 4);
  text += '-';
  append_two(text, static_cast<unsigned>(date.month()));
  text += '-';
  append_two(text, static_cast<unsigned>(date.day()));
}
inline void append_time(std::string& text, std::chrono::local_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const auto second = static_cast<unsigned>((time - day).count());
  append_day(text, day);
  text += ' ';
  append_two(text, second / 3'600);
  text += ':';
  append_two(text, second / 60 % 60);
  if (second % 60 == 0) return;
  text += ':';
  append_two(text, second % 60);
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
