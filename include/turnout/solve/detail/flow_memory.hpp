// turnout/solve/detail/flow_memory.hpp -- the caller's limit of memory, held against what is needed.
//
// Before a kernel takes memory it says how much that will be; and where rows turn out to need more
// as they grow, the run ends as soon as that is more than allowed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <turnout/config.hpp>
#include <turnout/model/error.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline void require_memory(std::uint64_t bytes, std::optional<std::uint64_t> limit) {
  if (!limit || bytes <= *limit) return;
  throw LimitError("solve_flow needs about " + std::to_string(bytes) +
                   " bytes, more than the memory_limit of " + std::to_string(*limit));
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
