#pragma once

// Sums that cannot overflow, and the exact range they must come back to.

#include <cstdint>

#include <turnout/config.hpp>
#include <turnout/model/error.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

// 128-bit sums are an extension that every compiler we support has.
__extension__ using Wide = __int128;

inline constexpr std::int64_t exact_range = std::int64_t{1} << 53;

inline std::int64_t narrow(Wide value) {
  if (value > exact_range || value < -exact_range)
    throw RangeError("a total of costs leaves the exact range of 2^53 metres; lower the costs");
  return static_cast<std::int64_t>(value);
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
