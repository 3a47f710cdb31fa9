// Numbers in sentences. Inline only, so that tests and every unit may include it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// 21737 -> "21,737".
inline std::string with_commas(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t i = digits.size(); i > first + 3;) digits.insert(i -= 3, 1, ',');
  return digits;
}

/// 1 -> "1 member", 12 -> "12 members".
inline std::string count_of(std::int64_t number, const std::string& noun) {
  return with_commas(number) + ' ' + noun + (number == 1 ? "" : "s");
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
