// turnout/solve/detail/dense_lists.hpp -- the few pairs of a row that matter, and a bound on the
// rest.
//
// Each row keeps the pairs with the smallest cost - price, in that order, and a bound that all
// its other pairs respect. Prices only fall while we solve, so differences only rise: the order
// at the time of listing stays a lower bound, and the bound on the rest stays true.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include <turnout/solve/detail/dense_matrix.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::dense {

/// How many pairs a row lists at first, about.
inline constexpr std::size_t first_list = 24;

class Lists {
 public:
  /// A listed pair.
  struct Pair {
    double key;   ///< Its cost - price when it was listed; now at least that.
    double cost;  ///< In steps.
    std::uint32_t column;
  };

  explicit Lists(const Matrix& matrix)
      : matrix_(matrix),
        rows_(matrix.rows()),
        column_(matrix.columns()),
        key_(matrix.columns()),
        order_(matrix.columns()),
        least_(groups) {}

  [[nodiscard]] std::span<const Pair> of(std::size_t row) const {
    return {pairs_.data() + rows_[row].start, rows_[row].size};
  }
  /// No pair that the row does not list has a cost - price below it.
  [[nodiscard]] double rest(std::size_t row) const { return rows_[row].rest; }
  [[nodiscard]] std::size_t size(std::size_t row) const { return rows_[row].size; }
  /// Rows scanned.
  [[nodiscard]] std::uint64_t scanned() const noexcept { return scanned_; }
  [[nodiscard]] std::uint64_t bytes() const noexcept {
    return pairs_.capacity() * sizeof(Pair) + rows_.size() * sizeof(Row) +
           matrix_.columns() * (4 + 8 + 4);
  }

  /// Lists about `wanted` pairs of the row, or all, by the prices of now.
  void list(std::size_t row, std::size_t wanted, const double* price) {
    const std::size_t n = matrix_.columns();
    ++scanned_;
    double most = infinite;
    std::size_t kept = n;
    if (n > groups && wanted < groups) {
      matrix_.group_minima(row, price, least_.data());
      std::nth_element(least_.begin(), least_.begin() + static_cast<std::ptrdiff_t>(wanted) - 1,
                       least_.end());
      most = least_[wanted - 1];
      kept = 2 * wanted;
    } else if (wanted < n / 2) {
      kept = wanted;
    }
    // Rows start at different columns, so that ties do not make all rows list the same.
    const std::size_t from = row * 0x9E3779B9U % n / 8 * 8;
    std::size_t found = matrix_.not_above(row, price, from, n, most, column_.data(), key_.data());
    found +=
        matrix_.not_above(row, price, 0, from, most, column_.data() + found, key_.data() + found);
    std::iota(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(found), 0U);
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
      return key_[a] != key_[b] ? key_[a] < key_[b] : a < b;
    };
    const auto begin = order_.begin();
    double rest = found < n ? most : infinite;
    if (found > kept) {
      std::nth_element(begin, begin + static_cast<std::ptrdiff_t>(kept),
                       begin + static_cast<std::ptrdiff_t>(found), before);
      rest = key_[order_[kept]];
      found = kept;
    }
    while (found > 0 && !(key_[order_[found - 1]] < infinite)) --found;
    std::sort(begin, begin + static_cast<std::ptrdiff_t>(found), before);
    place(row, found);
    Pair* out = pairs_.data() + rows_[row].start;
    for (std::size_t k = 0; k < found; ++k) {
      const std::uint32_t at = order_[k];
      out[k] = {key_[at], key_[at] + price[column_[at]], column_[at]};
    }
    rows_[row].rest = rest;
  }

  /// Turns what was listed by costs as given, at prices 0, into steps of the grid set since.
  void to_grid() {
    for (Row& row : rows_) row.rest = matrix_.on_grid(row.rest);
    for (Pair& pair : pairs_) {
      pair.cost = matrix_.on_grid(pair.cost);
      pair.key = pair.cost;
    }
  }

 private:
  struct Row {
    std::size_t start = 0;
    std::uint32_t size = 0;
    std::uint32_t room = 0;
    double rest = -infinite;
  };

  /// Makes room: where the row stood if it fits, else at the end.
  void place(std::size_t row, std::size_t size) {
    Row& r = rows_[row];
    if (size > r.room) {
      wasted_ += r.room;
      if (wasted_ > pairs_.size() / 2 + 4096) compact(row);
      r.start = pairs_.size();
      r.room = static_cast<std::uint32_t>(size);
      pairs_.resize(pairs_.size() + size);
    }
    r.size = static_cast<std::uint32_t>(size);
  }
  void compact(std::size_t but) {
    std::vector<Pair> tight;
    tight.reserve(pairs_.size() - wasted_);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      Row& r = rows_[i];
      const std::size_t start = tight.size();
      if (i != but) {
        const auto from = pairs_.begin() + static_cast<std::ptrdiff_t>(r.start);
        tight.insert(tight.end(), from, from + static_cast<std::ptrdiff_t>(r.size));
      }
      r.start = start;
      r.room = i != but ? r.size : 0;
    }
    pairs_ = std::move(tight);
    wasted_ = 0;
  }

  const Matrix& matrix_;
  std::vector<Row> rows_;
  std::vector<Pair> pairs_;
  std::size_t wasted_ = 0;
  std::uint64_t scanned_ = 0;
  // One scan's findings.
  std::vector<std::uint32_t> column_;
  std::vector<double> key_;
  std::vector<std::uint32_t> order_;
  std::vector<double> least_;
};

}  // namespace detail::dense
}  // namespace turnout::inline TURNOUT_ABI
