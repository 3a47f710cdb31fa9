// turnout/model/parallel.hpp -- the same result on any number of threads.
//
// Work is cut into fixed chunks whose results are put together in order, so that the
// number of threads decides only who computes a chunk, never what comes out.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#ifdef __linux__
#include <sched.h>
#endif

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {

/// Threads to use for a wish: the wish itself, or for 0 the CPUs that the process may use.
[[nodiscard]] inline std::size_t thread_count(int wish) {
  if (wish > 0) return static_cast<std::size_t>(wish);
#ifdef __linux__
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0)
    return static_cast<std::size_t>(std::max(1, CPU_COUNT(&set)));
#endif
  return std::max(1U, std::thread::hardware_concurrency());
}

/// Calls work(chunk) for chunk 0 to chunks - 1, each once, in any order. The first exception
/// (of the lowest chunk that threw) is thrown again when all threads have ended.
template <class Work>
void for_each_chunk(std::size_t chunks, int threads, const Work& work) {
  const std::size_t workers = std::min(thread_count(threads), chunks);
  if (workers <= 1) {
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) work(chunk);
    return;
  }
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr error;
  std::size_t error_chunk = chunks;
  const auto run = [&] {
    for (std::size_t chunk = next++; chunk < chunks; chunk = next++) {
      try {
        work(chunk);
      } catch (...) {
        const std::scoped_lock lock(mutex);
        if (chunk < error_chunk) {
          error = std::current_exception();
          error_chunk = chunk;
        }
      }
    }
  };
  {
    std::vector<std::jthread> others;
    others.reserve(workers - 1);
    for (std::size_t i = 1; i < workers; ++i) others.emplace_back(run);
    run();
  }
  if (error) std::rethrow_exception(error);
}

/// Lets the chunks of one for_each_chunk pass in their order, one at a time, through what must not
/// happen in another: giving out places, numbering what is new. Chunks are begun in that order, so
/// whoever waits does so for work at hand.
class Turns {
 public:
  /// The turn of one chunk. Made before anything that may throw: a chunk that ends early passes too,
  /// or those behind it would wait for ever.
  class Turn {
   public:
    Turn(Turns& turns, std::size_t chunk) : turns_(turns), chunk_(chunk) {}
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() { pass(); }

    /// Until all earlier chunks have passed.
    void wait() const noexcept {
      for (std::size_t at = turns_.at_.load(); at != chunk_; at = turns_.at_.load())
        turns_.at_.wait(at);
    }
    /// Lets the next one in; waits first if that has not been done. No turn follows.
    void pass() noexcept {
      if (passed_) return;
      wait();
      passed_ = true;
      turns_.at_ = chunk_ + 1;
      turns_.at_.notify_all();
    }

   private:
    Turns& turns_;
    std::size_t chunk_;
    bool passed_ = false;
  };

 private:
  std::atomic<std::size_t> at_{0};
};

}  // namespace turnout::inline TURNOUT_ABI
