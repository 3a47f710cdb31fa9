// A long run under Python: the GIL is released, Ctrl-C and `stop` are heard, progress is told.
//
// The work goes on a thread of its own. The calling thread sleeps without the GIL and wakes
// every 50 ms to let Python handle signals, to ask `stop` and to pass on progress, so that
// Python code only ever runs on the thread that called. The first Ctrl-C asks the run to stop
// and is then forgotten: the run returns its best with status "stopped". A second one is
// raised as KeyboardInterrupt once the run has ended.
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include <pybind11/pybind11.h>

#include <turnout/model/run.hpp>

namespace turnout_python {

/// Seconds as a limit. A century is as good as none, and would leave the clock's range.
inline std::optional<std::chrono::nanoseconds> limit_of(std::optional<double> seconds) {
  if (!seconds || *seconds > 3e9) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(*seconds));
}

/// What the two threads of a run share, and the waiting of the calling one.
class Run {
 public:
  /// `stop`: None, or an object with is_set(), such as threading.Event. `progress`: None, or a
  /// callable that takes a dict.
  Run(pybind11::object stop, pybind11::object progress)
      : stop_(std::move(stop)), progress_(std::move(progress)) {}

  /// Runs work(stop_token, progress_callback) and returns what it returns.
  template <class Work>
  auto operator()(Work work) {
    using Result = decltype(work(std::stop_token{}, turnout::ProgressCallback{}));
    std::optional<Result> result;
    start([&](std::stop_token token, const turnout::ProgressCallback& callback) {
      result.emplace(work(std::move(token), callback));
    });
    return std::move(*result);
  }

 private:
  using Body = std::function<void(std::stop_token, const turnout::ProgressCallback&)>;

  // A copy of Progress that outlives the call.
  struct Told {
    std::string stage;
    double done;
    std::optional<std::int64_t> objective, bound;
  };

  void start(const Body& body);
  void look_after(std::stop_source& source);
  void tell(const Told& told);

  pybind11::object stop_, progress_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Told> told_;
  std::exception_ptr failed_;  // of the work
  bool ended_ = false;
  std::optional<pybind11::error_already_set> raised_;  // by Python code on the calling thread
  bool interrupted_ = false;
};

}  // namespace turnout_python
