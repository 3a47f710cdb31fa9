// turnout/solve/detail/dense_heap.hpp -- the nearest first: a heap of four children a node.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::dense {

class Heap {
 public:
  struct Item {
    double key;
    std::uint32_t what;
  };
  [[nodiscard]] bool empty() const noexcept { return items_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }
  [[nodiscard]] const Item& top() const { return items_.front(); }
  void clear() noexcept { items_.clear(); }

  void push(double key, std::uint32_t what) {
    std::size_t at = items_.size();
    items_.push_back({key, what});
    while (at > 0) {
      const std::size_t up = (at - 1) / 4;
      if (items_[up].key <= key) break;
      items_[at] = items_[up];
      at = up;
    }
    items_[at] = {key, what};
  }
  void pop() {
    const Item last = items_.back();
    items_.pop_back();
    const std::size_t n = items_.size();
    if (n == 0) return;
    std::size_t at = 0;
    for (;;) {
      const std::size_t child = 4 * at + 1;
      if (child >= n) break;
      std::size_t least = child;
      const std::size_t end = child + 4 < n ? child + 4 : n;
      for (std::size_t c = child + 1; c < end; ++c) {
        if (items_[c].key < items_[least].key) least = c;
      }
      if (last.key <= items_[least].key) break;
      items_[at] = items_[least];
      at = least;
    }
    items_[at] = last;
  }

 private:
  std::vector<Item> items_;
};

}  // namespace detail::dense
}  // namespace turnout::inline TURNOUT_ABI
