// turnout/solve/options.hpp -- what a caller may say about a solve. Every field has a default.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>

#include <turnout/config.hpp>
#include <turnout/model/policy.hpp>
#include <turnout/model/run.hpp>

namespace turnout::inline TURNOUT_ABI {

struct SolveOptions {
  Policy policy = {};  ///< Hard rules and weights. Not used by solve_flow.
  /// Wall-clock limit. The run ends with status timed_out and the best so far: raise it for more.
  std::optional<std::chrono::nanoseconds> limit = {};
  /// The same in steps of the algorithm: reproducible, where a clock is not.
  std::optional<std::uint64_t> work_limit = {};
  double gap = 0.0;  ///< Good enough: end when gap() is at most this. >= 0.
  int threads = 0;   ///< 0: the CPUs that the process may use.
  std::optional<std::uint64_t> memory_limit = {};  ///< Bytes. LimitError says what would be needed.
  std::stop_token stop = {};                       ///< Takes effect within 100 ms.
  ProgressCallback progress = {};
  /// Also certify the number of seats (a maximum flow). See MostSeats. Left out of a run that was
  /// ended by its limit or stopped.
  bool most_seats = false;

  [[nodiscard]] Watch watch() const { return {limit, work_limit, stop, progress}; }
};

}  // namespace turnout::inline TURNOUT_ABI
