#pragma once

// "Is this branch under that one" as a comparison of two numbers.

#include <cstdint>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/problem.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Branches numbered in preorder: all under one are a run that starts with it.
class BranchRanges {
 public:
  struct Range {
    std::uint32_t first, size;
    [[nodiscard]] bool contains(std::uint32_t number) const noexcept {
      return number - first < size;  // wraps below `first`
    }
  };

  explicit BranchRanges(const Branches& branches) : parent_(branches.parent) {
    range_.assign(branches.size(), {0, 1});
    for (std::size_t b = branches.size(); b-- > 1;)
      range_[index(parent_[b])].size += range_[b].size;
    std::vector<std::uint32_t> next(branches.size(), 1);
    for (std::size_t b = 1; b < branches.size(); ++b) {
      const std::size_t above = index(parent_[b]);
      range_[b].first = next[above];
      next[above] += range_[b].size;
      next[b] = range_[b].first + 1;
    }
  }

  [[nodiscard]] std::uint32_t number(BranchId b) const noexcept { return range_[index(b)].first; }
  [[nodiscard]] Range range(BranchId b) const noexcept { return range_[index(b)]; }
  /// A need's branch and all above it but the root: how many of these do not contain a member is
  /// its climb.
  void ladder(BranchId b, std::vector<Range>& out) const {
    out.clear();
    for (; b != BranchId{}; b = parent_[index(b)]) out.push_back(range(b));
  }

 private:
  const std::vector<BranchId>& parent_;
  std::vector<Range> range_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
