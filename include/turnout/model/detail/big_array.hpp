// Memory for millions of rows that are written out of order.
//
// Thousands of places that are written in turn are thousands of pages, more than a processor keeps
// the addresses of. Where the system has large pages, they are asked for; nothing else depends on it.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Room for `count` values, which are not set. Throws std::bad_alloc.
template <class T>
std::shared_ptr<T[]> big_array(std::size_t count) {
  static_assert(std::is_trivially_destructible_v<T> && std::is_trivially_copyable_v<T>);
#if defined(__linux__)
  constexpr std::size_t page = std::size_t{2} << 20U;
  if (count >= page / sizeof(T)) {
    const std::size_t bytes = (count * sizeof(T) + page - 1) / page * page;
    void* const memory = std::aligned_alloc(page, bytes);
    if (memory == nullptr) throw std::bad_alloc();
    static_cast<void>(madvise(memory, bytes, MADV_HUGEPAGE));  // a wish
    return std::shared_ptr<T[]>(static_cast<T*>(memory), [](T* values) { std::free(values); });
  }
#endif
  return std::make_shared_for_overwrite<T[]>(count);
}

/// Room for `count` values, all of them zero. What is never written to takes no memory where the
/// system clears pages as they are touched. Throws std::bad_alloc.
template <class T>
std::shared_ptr<T[]> zeroed_array(std::size_t count) {
  static_assert(std::is_trivially_destructible_v<T> && std::is_trivially_copyable_v<T>);
  void* const memory = std::calloc(count == 0 ? 1 : count, sizeof(T));
  if (memory == nullptr) throw std::bad_alloc();
  return std::shared_ptr<T[]>(static_cast<T*>(memory), [](T* values) { std::free(values); });
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
