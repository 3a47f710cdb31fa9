// turnout/solve/detail/dense_lists.hpp -- the few pairs of a row that matter, and a bound on the
// rest.
//
// Each row keeps the pairs with the smallest cost - price, in that order, and a bound that all
// its other pairs respect. Prices only fall while we solve, so differences only rise: the order
// at the time of listing stays a lower bound, and the bound on the rest stays true.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <turnout/solve/detail/dense_matrix.hpp>
#include <turnout/solve/detail/flow_memory.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::dense {

/// Of the first list of a row: some 30 pairs.
inline constexpr std::size_t first_rank = 6;

class Lists {
 public:
  /// A listed pair.
  struct Pair {
    double cost;  ///< In steps.
    std::uint32_t column;
    float above;  ///< In a sorted list: its cost - price then, over the first's; rounded down.
  };

  /// `memory_limit`: bytes for all of a solve, in which lists of the first rank are counted with
  /// `needed`.
  explicit Lists(const Matrix& matrix, std::optional<std::uint64_t> memory_limit = {},
                 std::uint64_t needed = 0)
      : matrix_(matrix),
        memory_limit_(memory_limit),
        needed_(needed),
        rows_(matrix.rows()),
        column_(2 * matrix.columns()),
        key_(2 * matrix.columns()) {
    pairs_.reserve(matrix.rows() * 8 * first_rank);
    first_room_ = pairs_.capacity();
  }
  /// What a solve takes that was to need so many bytes with lists of the first rank.
  [[nodiscard]] std::uint64_t with_growth(std::uint64_t needed) const noexcept {
    return needed + (most_room_ > first_room_ ? most_room_ - first_room_ : 0) * sizeof(Pair);
  }

  [[nodiscard]] std::span<const Pair> of(std::size_t row) const {
    return {pairs_.data() + rows_[row].start, rows_[row].size};
  }
  /// No pair that the row does not list has a cost - price below it.
  [[nodiscard]] double rest(std::size_t row) const { return rows_[row].rest; }
  /// How far the row's list reaches: a scale of the differences that matter.
  [[nodiscard]] double width(std::size_t row) const { return rows_[row].width; }
  /// Rows scanned.
  [[nodiscard]] std::uint64_t scanned() const noexcept { return scanned_; }
  [[nodiscard]] std::uint64_t bytes() const noexcept {
    return pairs_.capacity() * sizeof(Pair) + rows_.size() * sizeof(Row) +
           matrix_.columns() * (4 + 8 + 4);
  }

  /// Lists the row at prices 0, all of them, and looks at its costs on the way.
  void list_first(std::size_t row, const double* zero, Survey& found) {
    const Threshold t = matrix_.first_look(row, first_rank, found);
    keep(row, first_rank, t, zero);
  }
  /// Lists four to six times `rank` pairs of the row, or all, by the prices of now.
  void list(std::size_t row, std::size_t rank, const double* price) {
    keep(row, rank, matrix_.threshold(row, price, rank), price);
  }

  /// By cost - price, for searches, which then look at no more than they need.
  void sort(std::size_t row, const double* price) {
    Row& r = rows_[row];
    if (r.sorted) return;
    // By insertion: lists are short.
    Pair* const pair = pairs_.data() + r.start;
    double* const key = key_.data();
    for (std::size_t k = 0; k < r.size; ++k) {
      const Pair p = pair[k];
      const double own = p.cost - price[p.column];
      std::size_t at = k;
      for (; at > 0 && key[at - 1] > own; --at) {
        key[at] = key[at - 1];
        pair[at] = pair[at - 1];
      }
      key[at] = own;
      pair[at] = p;
    }
    r.first = r.size > 0 ? key[0] : 0;
    for (std::size_t k = 0; k < r.size; ++k) {
      const double above = key[k] - r.first;
      pair[k].above = static_cast<float>(above);
      if (pair[k].above > above) pair[k].above = std::nextafter(pair[k].above, 0.0F);
    }
    r.sorted = true;
  }
  /// Of a sorted list: its smallest cost - price when it was sorted.
  [[nodiscard]] double first(std::size_t row) const { return rows_[row].first; }
  /// Searches that passed the end of the row's list.
  [[nodiscard]] int overruns(std::size_t row) const { return rows_[row].overruns; }
  void overrun(std::size_t row) {
    if (rows_[row].overruns < 2) ++rows_[row].overruns;
  }
  void forget_overruns() {
    for (Row& row : rows_) row.overruns = 0;
  }
  [[nodiscard]] std::size_t rank(std::size_t row) const { return rows_[row].rank; }

  /// Turns what was listed by costs as given, at prices 0, into steps of the grid set since.
  void to_grid() {
    for (Row& row : rows_) {
      row.rest = matrix_.on_grid(row.rest);
      row.width = matrix_.on_grid(row.width);
    }
    for (Pair& pair : pairs_) {
      pair.cost = matrix_.on_grid(pair.cost);
    }
  }

 private:
  struct Row {
    std::size_t start = 0;
    std::uint32_t size = 0;
    std::uint32_t room = 0;
    double rest = -infinite;
    double first = 0;  // Of a sorted list: its smallest cost - price then.
    double width = 0;  // Of the list: rest - least, when it was made.
    std::uint8_t rank = 0;
    std::uint8_t overruns = 0;
    bool sorted = false;
  };
  /// Rows are read from different columns on, so that ties do not make all list the same.
  [[nodiscard]] std::size_t start_of(std::size_t row) const {
    return row * 0x9E3779B9U % matrix_.columns() / 8 * 8;
  }
  struct Before {
    std::size_t from;
    const double* price;
    bool operator()(const Pair& a, const Pair& b) const {
      const double x = a.cost - price[a.column];
      const double y = b.cost - price[b.column];
      if (x != y) return x < y;
      return (a.column < from) != (b.column < from) ? b.column < from : a.column < b.column;
    }
  };

  /// Lists the pairs up to t.most.
  void keep(std::size_t row, std::size_t rank, Threshold t, const double* price) {
    const std::size_t n = matrix_.columns();
    ++scanned_;
    const std::size_t from = start_of(row);
    std::size_t found = 0;
    const auto look = [&](std::size_t first, std::size_t last, double most) {
      found += matrix_.not_above(row, price, first, last, most, column_.data() + found,
                                 key_.data() + found);
    };
    const std::size_t room = n <= groups ? n : 10 * rank;
    double rest = infinite;
    if (n <= groups) {
      look(0, n, infinite);
    } else {
      // First those below the threshold, then, if they are few, some that equal it: of ties any
      // will do, and no more than enough.
      const double below = std::nextafter(t.most, -infinite);
      if (t.least < t.most) {
        look(from, n, below);
        look(0, from, below);
      }
      rest = t.most;
      const std::size_t fewer = found;
      constexpr std::size_t some = 256;
      for (std::size_t done = 0; done < n && found < 4 * rank;) {
        const std::size_t first = done < n - from ? from + done : done - (n - from);
        const std::size_t last = std::min(first + some, done < n - from ? n : from);
        const std::size_t before = found;
        look(first, last, t.most);
        std::size_t kept = before;
        for (std::size_t k = before; k < found && kept < 4 * rank; ++k) {
          if (fewer > 0 && key_[k] < t.most) continue;  // Has been found.
          column_[kept] = column_[k];
          key_[kept++] = key_[k];
        }
        found = kept;
        done += last - first;
      }
    }
    pairs_found_.clear();
    for (std::size_t k = 0; k < found; ++k) {
      if (key_[k] < infinite) {
        pairs_found_.push_back({key_[k] + price[column_[k]], column_[k], 0});
      }
    }
    if (pairs_found_.size() > room) {
      const auto end = pairs_found_.begin() + static_cast<std::ptrdiff_t>(room);
      std::nth_element(pairs_found_.begin(), end, pairs_found_.end(), Before{from, price});
      rest = end->cost - price[end->column];
      pairs_found_.resize(room);
    }
    place(row, pairs_found_.size());
    std::copy(pairs_found_.begin(), pairs_found_.end(),
              pairs_.begin() + static_cast<std::ptrdiff_t>(rows_[row].start));
    rows_[row].rest = rest;
    rows_[row].width = rest < infinite && found > 0 ? rest - t.least : 0;
    rows_[row].rank = static_cast<std::uint8_t>(rank);
    rows_[row].sorted = false;
  }

  /// Makes room: where the row stood if it fits, else at the end.
  void place(std::size_t row, std::size_t size) {
    Row& r = rows_[row];
    if (size > r.room) {
      wasted_ += r.room;
      if (wasted_ > pairs_.size() / 2 + 4096) compact(row);
      r.start = pairs_.size();
      r.room = static_cast<std::uint32_t>(size);
      if (pairs_.size() + size > pairs_.capacity()) {
        // The old room and the new one stand side by side for a moment.
        const std::size_t room = pairs_.capacity() + std::max(2 * pairs_.capacity(), size);
        most_room_ = std::max(most_room_, room);
        require_memory(with_growth(needed_), memory_limit_);
        pairs_.reserve(room - pairs_.capacity());
      }
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
  std::optional<std::uint64_t> memory_limit_;
  std::uint64_t needed_;
  std::vector<Row> rows_;
  std::vector<Pair> pairs_;
  std::size_t first_room_ = 0;
  std::size_t most_room_ = 0;
  std::size_t wasted_ = 0;
  std::uint64_t scanned_ = 0;
  // One scan's findings.
  std::vector<std::uint32_t> column_;
  std::vector<double> key_;
  std::vector<Pair> pairs_found_;
};

}  // namespace detail::dense
}  // namespace turnout::inline TURNOUT_ABI
