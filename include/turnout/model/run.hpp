// turnout/model/run.hpp -- how a long run is limited, watched and stopped.
//
// Every long run takes a limit, a stop token and a progress callback, and returns
// the best it has when any of them ends it. The result says how it ended.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string_view>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {

/// Why a solver stopped. Bad input throws; an unfilled seat is a result, not an error.
enum class Status : std::uint8_t {
  optimal,    ///< Proven: no plan is cheaper. Nothing to do.
  feasible,   ///< Ended by itself, or at the gap asked for: a valid plan and a true bound. Lower
              ///< `gap` for more.
  timed_out,  ///< The best plan found within the limit, and a true bound. Raise the limit for more.
  stopped,    ///< The best plan found before the stop was requested, and a true bound.
};
[[nodiscard]] constexpr std::string_view to_string(Status s) noexcept {
  switch (s) {
    case Status::optimal: return "optimal";
    case Status::feasible: return "feasible";
    case Status::timed_out: return "timed_out";
    case Status::stopped: return "stopped";
  }
  return "unknown";
}

/// What a running solver says of itself, at most ten times a second, on the calling thread.
struct Progress {
  std::string_view stage;                      ///< "candidates", "flow", "prove", ...
  double done = 0;                             ///< Share of the stage, 0 to 1; below 0: unknown.
  std::optional<std::int64_t> objective = {};  ///< Of the best plan so far.
  std::optional<std::int64_t> bound = {};
};
/// An exception thrown in it stops the run and is re-thrown to the caller.
using ProgressCallback = std::function<void(const Progress&)>;

/// Asked by the inner loops: is it time to stop? Cheap enough for every few hundred steps.
class Watch {
 public:
  using Clock = std::chrono::steady_clock;
  Watch() = default;
  Watch(std::optional<std::chrono::nanoseconds> limit, std::optional<std::uint64_t> work_limit,
        std::stop_token stop, ProgressCallback progress)
      : deadline_(limit ? std::optional(after(*limit)) : std::nullopt),
        work_limit_(work_limit),
        stop_(std::move(stop)),
        progress_(std::move(progress)) {}

  /// Counts `steps` of the algorithm (not of the clock), then tells whether the run must end.
  bool must_end(std::uint64_t steps = 1) {
    work_ += steps;
    if (ended_) return true;
    if (work_limit_ && work_ >= *work_limit_) return end(Status::timed_out, "work_limit");
    if (stop_.stop_requested()) return end(Status::stopped, "stop");
    if (deadline_ && Clock::now() >= *deadline_) return end(Status::timed_out, "clock");
    return false;
  }
  /// Passes on progress when a tenth of a second has gone by since the last time. What is said to
  /// be done of a stage never falls, however the work turns out.
  void report(const Progress& progress) {
    if (!progress_) return;
    const auto now = Clock::now();
    if (last_report_ && now - *last_report_ < std::chrono::milliseconds(100)) return;
    last_report_ = now;
    Progress told = progress;
    if (told.stage == last_stage_ && told.done >= 0) told.done = std::max(told.done, last_done_);
    last_stage_ = told.stage;
    last_done_ = told.done;
    progress_(told);
  }
  /// What is told next is a part of its stage, which lies between these two shares of it.
  void begin_part(double from, double to) noexcept {
    part_from_ = from;
    part_to_ = to;
  }
  /// So much of the part is done, 0 to 1. Asks no clock where nobody listens.
  void report_part(std::string_view stage, double done) {
    if (progress_) report({.stage = stage, .done = part_from_ + done * (part_to_ - part_from_)});
  }
  [[nodiscard]] bool has_progress() const noexcept { return static_cast<bool>(progress_); }
  [[nodiscard]] bool ended() const noexcept { return ended_.has_value(); }
  /// Status of a run that was ended from outside; only if ended().
  [[nodiscard]] Status status() const noexcept { return *ended_; }
  /// "itself", "work_limit", "stop" or "clock".
  [[nodiscard]] std::string_view ended_by() const noexcept { return ended_by_; }
  [[nodiscard]] std::uint64_t work() const noexcept { return work_; }

 private:
  /// Limits beyond the clock's range are as good as none.
  static Clock::time_point after(std::chrono::nanoseconds limit) {
    const Clock::time_point now = Clock::now();
    if (limit >= Clock::time_point::max() - now) return Clock::time_point::max();
    return now + std::chrono::duration_cast<Clock::duration>(std::max(limit, limit.zero()));
  }
  bool end(Status status, std::string_view by) {
    ended_ = status;
    ended_by_ = by;
    return true;
  }
  std::optional<Clock::time_point> deadline_;
  std::optional<std::uint64_t> work_limit_;
  std::stop_token stop_;
  ProgressCallback progress_;
  std::optional<Clock::time_point> last_report_;
  std::string_view last_stage_;
  double last_done_ = 0;
  double part_from_ = 0;
  double part_to_ = 1;
  std::optional<Status> ended_;
  std::string_view ended_by_ = "itself";
  std::uint64_t work_ = 0;
};

}  // namespace turnout::inline TURNOUT_ABI
