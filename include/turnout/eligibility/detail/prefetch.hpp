#pragma once

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Asks for what will be read soon and lies far from what is read now. Any address will do.
inline void prefetch(const void* at) noexcept {
#if defined(__GNUC__)
  __builtin_prefetch(at);
#else
  static_cast<void>(at);
#endif
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
