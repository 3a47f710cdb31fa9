// turnout/solve/detail/flow_scan.hpp -- is every number of a column in order? Asked of many at once.
//
// Millions of ids and costs are all good nearly always, so the question is put to the sign bits
// of a few differences, all joined together, without a branch: compilers make vectors of it. Only
// where the answer is no does somebody look for the culprits.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Calls `look(i)` for every i from `i` to `end`, eight at a time, so that the compiler can join
/// them.
template <class Look>
void by_eights(std::size_t i, std::size_t end, Look look) {
  for (; i + 8 <= end; i += 8) {
    for (std::size_t k = 0; k < 8; ++k) look(i + k);
  }
  for (; i < end; ++i) look(i);
}

inline constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63;

/// Whether all numbers lie in -most .. most.
inline bool all_within(std::span<const std::int64_t> numbers, std::int64_t most) {
  const std::int64_t* const x = numbers.data();
  const auto limit = static_cast<std::uint64_t>(most);
  std::uint64_t outside = 0;
  by_eights(0, numbers.size(), [&](std::size_t i) {
    const auto u = static_cast<std::uint64_t>(x[i]);
    outside |= (u + limit) | (limit - u);
  });
  return (outside & sign_bit) == 0;
}

/// The largest number; -1 where all are below 0 or there is none.
inline std::int64_t largest_of(std::span<const std::int64_t> numbers) {
  std::int64_t most[4] = {-1, -1, -1, -1};  // Apart, so that none waits for another.
  std::size_t i = 0;
  for (; i + 4 <= numbers.size(); i += 4) {
    for (std::size_t k = 0; k < 4; ++k) most[k] = std::max(most[k], numbers[i + k]);
  }
  for (; i < numbers.size(); ++i) most[0] = std::max(most[0], numbers[i]);
  return std::max(std::max(most[0], most[1]), std::max(most[2], most[3]));
}

/// What one pass over the ids of all pairs tells.
struct IdScan {
  bool known = true;      ///< All ids lie in 0 .. the number of ids.
  bool in_order = true;   ///< Pairs stand by need. Only where `known`, as the rest.
  bool ascending = true;  ///< And those of a need by rising member, so none stands there twice.
  /// Where the pairs of each need begin, up to the last need that has some. Only where `in_order`;
  /// empty too where needs without pairs are most.
  std::vector<std::uint32_t> start = {};
};

class IdScanner {
 public:
  IdScanner(std::span<const std::int64_t> need, std::span<const std::int64_t> member,
            std::size_t n_needs, std::size_t n_members)
      : need_(need), member_(member), n_needs_(n_needs), n_members_(n_members) {}

  [[nodiscard]] IdScan scan() {
    const std::size_t n = need_.size();
    // Runs of needs are found while their ids are in the cache.
    for (std::size_t from = 0; from < n; from += chunk) {
      const std::size_t to = std::min(n, from + chunk);
      look(from, to);
      if (((unknown_ | falls_) & sign_bit) != 0) {
        look(to, n);
        break;
      }
      note_runs(from, to);
    }
    IdScan found{.known = (unknown_ & sign_bit) == 0,
                 .in_order = (falls_ & sign_bit) == 0,
                 .ascending = ((falls_ | again_) & sign_bit) == 0,
                 .start = std::move(start_)};
    if (!found.known || !found.in_order) found.start = {};
    return found;
  }

 private:
  static constexpr std::size_t chunk = 1024;

  void look(std::size_t from, std::size_t to) {
    const std::int64_t* const n = need_.data();
    const std::int64_t* const m = member_.data();
    const std::uint64_t last_need = std::uint64_t{n_needs_} - 1;
    const std::uint64_t last_member = std::uint64_t{n_members_} - 1;
    const auto u = [](std::int64_t x) { return static_cast<std::uint64_t>(x); };
    std::uint64_t unknown = 0;
    std::uint64_t falls = 0;
    std::uint64_t again = 0;
    by_eights(from, to, [&](std::size_t i) {
      unknown |= u(n[i]) | (last_need - u(n[i])) | u(m[i]) | (last_member - u(m[i]));
    });
    // Where all ids are known, no difference leaves its range.
    by_eights(std::max<std::size_t>(from, 1), to, [&](std::size_t i) {
      const std::uint64_t need_step = u(n[i]) - u(n[i - 1]);
      falls |= need_step;
      again |= (need_step - 1) & (u(m[i]) - u(m[i - 1]) - 1);  // Both below 0: no step of either.
    });
    unknown_ |= unknown;
    falls_ |= falls;
    again_ |= again;
  }
  /// Of pairs that stand in order so far: the end of a run is found by steps that double.
  void note_runs(std::size_t from, std::size_t to) {
    for (std::size_t at = from; at < to;) {
      const std::int64_t own = need_[at];
      const auto needs = static_cast<std::size_t>(own) + 1;
      if (needs > 4 * need_.size() + 1024) {
        start_ = {};
        sparse_ = true;
      }
      if (sparse_) return;
      if (start_.size() < needs) start_.resize(needs, static_cast<std::uint32_t>(at));
      std::size_t step = 1;
      for (; at + step <= to && need_[at + step - 1] == own; step *= 2) at += step;
      for (; step > 0; step /= 2) {
        if (at + step <= to && need_[at + step - 1] == own) at += step;
      }
    }
  }

  std::span<const std::int64_t> need_;
  std::span<const std::int64_t> member_;
  std::size_t n_needs_;
  std::size_t n_members_;
  std::uint64_t unknown_ = 0;
  std::uint64_t falls_ = 0;
  std::uint64_t again_ = 0;
  std::vector<std::uint32_t> start_;
  bool sparse_ = false;  // Needs without pairs are most: no starts are kept.
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
