// turnout/solve/detail/pair_rows.hpp -- rows made from the caller's arrays of pairs.
//
// The arrays are only read: a row takes over as many of its cheapest pairs as are asked for, and
// goes through its pairs again when more are. So a row costs what is looked at, not what there is.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/run.hpp>
#include <turnout/solve/detail/flow_memory.hpp>
#include <turnout/solve/detail/rows.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// `pairs` answers by position: row_of(i), column(i), cost(i) within small_cost, and is_pair(i).
template <class Pairs>
class PairRows {
 public:
  /// Pairs of row r are order[start[r]] .. order[start[r + 1]]; without an order, the positions
  /// themselves.
  /// `memory_limit`: bytes for all of a solve, of which `others` go elsewhere.
  PairRows(const Pairs& pairs, std::span<const std::uint32_t> start,
           std::span<const std::uint32_t> order, std::optional<std::uint64_t> memory_limit = {},
           std::uint64_t others = 0)
      : pairs_(pairs),
        start_(start),
        order_(order),
        store_(start.size() - 1),
        memory_limit_(memory_limit),
        others_(others) {}

  [[nodiscard]] std::uint32_t count() const noexcept { return store_.count(); }
  [[nodiscard]] RowEntry* begin(std::uint32_t r) noexcept { return store_.begin(r); }
  [[nodiscard]] std::uint32_t known(std::uint32_t r) const noexcept { return store_.known(r); }
  [[nodiscard]] std::uint32_t origin(std::uint32_t r, std::uint32_t i) const noexcept {
    return store_.origin(r, i);
  }
  [[nodiscard]] std::size_t bytes() const noexcept {
    return store_.bytes() + keys_.capacity() * 8 + named_.capacity() * sizeof(RowStore::Named);
  }

  /// Makes the first entries of every row: three times its seats and some. Where the watch ends
  /// it, rows that were not come to yet stay without.
  void begin_all(std::span<const std::uint32_t> seats, Watch* watch = nullptr) {
    std::size_t entries = 0;
    for (std::uint32_t r = 0; r < count(); ++r) entries += first_entries(r, seats[r]);
    require_memory(others_ + bytes() + entries * (sizeof(RowEntry) + 4), memory_limit_);
    store_.reserve(entries);
    std::uint32_t asked_at = 0;
    for (std::uint32_t r = 0; r < count(); ++r) {
      make(r, first_entries(r, seats[r]));
      if (watch == nullptr || start_[r + 1] - asked_at < asked_every) continue;
      asked_at = start_[r + 1];
      if (watch->must_end(0)) return;
      watch->report_part("flow", static_cast<double>(asked_at) / start_.back());
    }
  }
  /// A row's smallest cost; at least one pair stands in it. Makes no entries.
  [[nodiscard]] std::int32_t least(std::uint32_t r) const {
    if (store_.known(r) > 0) return store_.begin(r)->cost;
    std::int32_t all = pairs_.cost(at(start_[r]));
    for (std::uint32_t k = start_[r] + 1; k < start_[r + 1]; ++k) {
      all = std::min(all, pairs_.cost(at(k)));
    }
    return all;
  }
  bool grow(std::uint32_t r) {
    const std::uint32_t known = store_.known(r);
    return known < start_[r + 1] - start_[r] && make(r, std::max<std::uint32_t>(known, 32));
  }

 private:
  /// Pairs gone through between two questions to the watch: about a thousandth of a second.
  static constexpr std::uint32_t asked_every = 1 << 16;

  [[nodiscard]] std::uint32_t first_entries(std::uint32_t r, std::uint32_t seats) const {
    const std::uint64_t wanted = std::uint64_t{3} * seats + 24;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(wanted, start_[r + 1] - start_[r]));
  }
  /// Position of a row's k-th pair among all pairs.
  [[nodiscard]] std::uint32_t at(std::uint32_t k) const { return order_.empty() ? k : order_[k]; }

  /// A pair's place in the order of its row: by cost, then by position.
  [[nodiscard]] static std::uint64_t key(std::int32_t cost, std::uint32_t k) {
    return std::uint64_t{static_cast<std::uint32_t>(cost) ^ (1U << 31)} << 32 | k;
  }
  bool make(std::uint32_t r, std::uint32_t more) {
    std::uint64_t after = 0;
    const std::uint32_t known = store_.known(r);
    if (known > 0) after = last_key_[r];
    keys_.clear();
    for (std::uint32_t k = start_[r]; k < start_[r + 1]; ++k) {
      const std::uint64_t x = key(pairs_.cost(at(k)), k);
      if (known == 0 || x > after) keys_.push_back(x);
    }
    if (keys_.empty()) return false;
    if (more < keys_.size()) {
      std::nth_element(keys_.begin(), keys_.begin() + more, keys_.end());
      keys_.resize(more);
    }
    std::sort(keys_.begin(), keys_.end());
    if (last_key_.empty()) last_key_.resize(count());
    last_key_[r] = keys_.back();
    named_.clear();
    for (const std::uint64_t x : keys_) {
      const std::uint32_t i = at(static_cast<std::uint32_t>(x));
      const auto cost = static_cast<std::int32_t>(static_cast<std::uint32_t>(x >> 32) ^ (1U << 31));
      named_.push_back({cost, i, pairs_.column(i)});
    }
    store_.append(r, named_);
    require_memory(others_ + bytes(), memory_limit_);
    return true;
  }

  const Pairs& pairs_;
  std::span<const std::uint32_t> start_;
  std::span<const std::uint32_t> order_;
  RowStore store_;
  std::optional<std::uint64_t> memory_limit_;
  std::uint64_t others_;
  std::vector<std::uint64_t> last_key_;
  std::vector<std::uint64_t> keys_;
  std::vector<RowStore::Named> named_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
