// turnout/solve/detail/dense_solver.hpp -- linear assignment on a full matrix.
//
// Every row gets a column of its own at least total cost; there are at least as many columns as
// rows. Jonker and Volgenant (1987), on lists: each row keeps its few smallest cost - price and
// a bound on the rest (dense_lists.hpp), and reads its matrix row again only when a search
// passes that bound.
//
//   1. Reduction: a free row takes its best column and lowers the column's price until its
//      second best is as good; who held the column is free again.
//   2. Shortest augmenting paths for the rows still free. The heap holds columns and, for each
//      row reached, the distance from which on its list says nothing.
//
// Column prices start at 0 and only fall; those of columns without a row stay 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <turnout/model/run.hpp>
#include <turnout/solve/detail/dense_heap.hpp>
#include <turnout/solve/detail/dense_lists.hpp>
#include <turnout/solve/network.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::dense {

inline constexpr std::uint32_t none = 0xFFFFFFFFU;

class Solver {
 public:
  Solver(const Matrix& matrix, Lists& lists)
      : matrix_(matrix),
        lists_(lists),
        price_(matrix.columns(), 0.0),
        column_of_(matrix.rows(), none),
        row_of_(matrix.columns(), none),
        cost_of_(matrix.rows(), 0.0),
        distance_(matrix.columns(), infinite),
        from_(matrix.columns(), none),
        hit_column_(matrix.columns()),
        hit_distance_(matrix.columns()) {}

  enum class End : std::uint8_t { complete, impossible, ended };

  /// Needs all rows listed, at prices 0.
  End run(Watch& watch) {
    if (watch.must_end(0)) return End::ended;
    std::vector<std::uint32_t> free;
    take_best(free);
    for (int round = 0; round < 2 && !free.empty(); ++round) reduce(free);
    counters_.bids = bids_;
    for (std::size_t k = 0; k < free.size(); ++k) {
      watch.report({.stage = "flow",
                    .done = 1.0 - static_cast<double>(free.size() - k) /
                                      static_cast<double>(matrix_.rows())});
      const End end = augment(free[k], watch);
      if (end != End::complete) return end;
    }
    return End::complete;
  }

  [[nodiscard]] const std::vector<double>& prices() const noexcept { return price_; }
  [[nodiscard]] std::uint32_t column_of(std::size_t row) const { return column_of_[row]; }
  /// In steps, of the pair used.
  [[nodiscard]] double cost_of(std::size_t row) const { return cost_of_[row]; }
  [[nodiscard]] std::uint32_t row_of(std::size_t column) const { return row_of_[column]; }
  /// The most that the row can be charged: its smallest cost - price.
  [[nodiscard]] double row_price(std::size_t row) {
    if (column_of_[row] != none) return cost_of_[row] - price_[column_of_[row]];
    const Best b = best_of(static_cast<std::uint32_t>(row));
    return b.least < infinite ? b.least : 0.0;
  }
  [[nodiscard]] const FlowCounters& counters() const noexcept { return counters_; }

 private:
  struct Best {
    double least = infinite;
    double second = infinite;
    const Lists::Pair* first = nullptr;
    const Lists::Pair* next = nullptr;
  };
  /// Smallest and second smallest cost - price; the second may be a bound on it.
  Best best_of(std::uint32_t row) {
    for (;;) {
      Best b;
      for (const Lists::Pair& p : lists_.of(row)) {
        if (p.key >= b.second) break;
        const double key = p.cost - price_[p.column];
        if (key < b.least) {
          b.second = b.least;
          b.next = b.first;
          b.least = key;
          b.first = &p;
        } else if (key < b.second) {
          b.second = key;
          b.next = &p;
        }
      }
      const double rest = lists_.rest(row);
      if (b.least <= rest) {
        if (rest < b.second) {
          b.second = rest;
          b.next = nullptr;
        }
        return b;
      }
      lists_.list(row, first_list, price_.data());
    }
  }

  void match(std::uint32_t row, const Lists::Pair& p) {
    column_of_[row] = p.column;
    row_of_[p.column] = row;
    cost_of_[row] = p.cost;
  }

  void take_best(std::vector<std::uint32_t>& free) {
    for (std::uint32_t i = 0; i < matrix_.rows(); ++i) {
      const auto list = lists_.of(i);
      if (!list.empty() && row_of_[list.front().column] == none) {
        match(i, list.front());
      } else {
        free.push_back(i);
      }
    }
  }

  void reduce(std::vector<std::uint32_t>& free) {
    std::vector<std::uint32_t> left;
    std::size_t k = 0;
    std::size_t limit = 4 * free.size() + 64;  // Wars of small steps are left to the searches.
    while (k < free.size()) {
      const std::uint32_t i = free[k++];
      const Best b = best_of(i);
      ++bids_;
      if (b.first == nullptr) {
        left.push_back(i);
        continue;
      }
      const Lists::Pair* take = b.first;
      std::uint32_t other = row_of_[take->column];
      const bool lowered = b.least < b.second;
      if (lowered && b.second < infinite) {
        price_[take->column] -= b.second - b.least;
      } else if (other != none && b.next != nullptr) {
        take = b.next;
        other = row_of_[take->column];
      }
      if (other != none) {
        if (!lowered) {  // Nothing gained by taking it.
          left.push_back(i);
          continue;
        }
        column_of_[other] = none;
        if (limit > 0) {
          --limit;
          free[--k] = other;
        } else {
          left.push_back(other);
        }
      }
      match(i, *take);
    }
    free.swap(left);
  }

  End augment(std::uint32_t root, Watch& watch) {
    ++counters_.searches;
    heap_.clear();
    level_.clear();
    settled_.clear();
    best_ = infinite;
    sink_ = none;
    now_ = -infinite;
    End end = End::complete;
    std::uint32_t row = root;
    double base = 0;
    for (std::uint64_t steps = 0;; ++steps) {
      if ((steps & 255) == 0 && watch.must_end(256)) {
        end = End::ended;
        break;
      }
      relax(row, base);
      std::uint32_t column = none;
      while (column == none && best_ > now_) {
        if (!level_.empty()) {
          column = level_.back();
          level_.pop_back();
          break;
        }
        if (heap_.empty() || heap_.top().key >= best_) break;
        const Heap::Item item = heap_.top();
        heap_.pop();
        if (item.what >= matrix_.columns()) {
          now_ = item.key;
          more(item.what - static_cast<std::uint32_t>(matrix_.columns()), root);
        } else if (item.key == distance_[item.what]) {
          now_ = item.key;
          column = item.what;
        }
      }
      if (column == none) break;
      settled_.push_back(column);
      row = row_of_[column];
      base = distance_[column] - (cost_of_[row] - price_[column]);
    }
    if (end == End::complete && sink_ == none) end = End::impossible;
    counters_.settled += settled_.size();
    if (end == End::complete) {
      for (const std::uint32_t j : settled_) price_[j] += distance_[j] - best_;
      // Back along the path.
      for (std::uint32_t j = sink_;;) {
        const std::uint32_t i = from_[j];
        const std::uint32_t before = column_of_[i];
        column_of_[i] = j;
        row_of_[j] = i;
        cost_of_[i] = matrix_.step(i, j);
        if (i == root) break;
        j = before;
      }
    }
    for (const std::uint32_t j : touched_) distance_[j] = infinite;
    touched_.clear();
    return end;
  }

  /// Distances over the row, whose own column lies at base + its cost - price.
  void relax(std::uint32_t row, double base) {
    const auto list = lists_.of(row);
    for (const Lists::Pair& p : list) {
      if (base + p.key >= best_) break;
      reach(row, p.column, base + (p.cost - price_[p.column]));
    }
    counters_.looked_at += list.size();
    const double rest = base + lists_.rest(row);
    if (rest < best_) {
      heap_.push(rest, static_cast<std::uint32_t>(matrix_.columns()) + row);
    }
  }

  void reach(std::uint32_t row, std::uint32_t column, double d) {
    if (!(d < distance_[column]) || d >= best_) return;
    if (distance_[column] == infinite) touched_.push_back(column);
    distance_[column] = d;
    from_[column] = row;
    if (row_of_[column] == none) {
      best_ = d;
      sink_ = column;
    } else if (d <= now_) {
      level_.push_back(column);
    } else {
      heap_.push(d, column);
    }
  }

  /// A search has come to where the row's list ends.
  void more(std::uint32_t row, std::uint32_t root) {
    const double base =
        row == root ? 0.0 : distance_[column_of_[row]] - (cost_of_[row] - price_[column_of_[row]]);
    if (base + lists_.rest(row) > now_) {  // Listed anew since.
      heap_.push(base + lists_.rest(row), static_cast<std::uint32_t>(matrix_.columns()) + row);
      return;
    }
    const std::size_t wanted = 2 * std::max(lists_.size(row), first_list);
    if (wanted >= matrix_.columns() / 8) {
      const std::size_t found = matrix_.nearer(row, price_.data(), distance_.data(), base, best_,
                                               hit_column_.data(), hit_distance_.data());
      for (std::size_t k = 0; k < found; ++k) reach(row, hit_column_[k], hit_distance_[k]);
      ++counters_.auctions;
      return;
    }
    lists_.list(row, wanted, price_.data());
    relax(row, base);
  }

  const Matrix& matrix_;
  Lists& lists_;
  std::vector<double> price_;             // Of a column; at most 0.
  std::vector<std::uint32_t> column_of_;  // Of a row.
  std::vector<std::uint32_t> row_of_;     // Of a column.
  std::vector<double> cost_of_;           // Of a row: its pair's.
  // One search.
  std::vector<double> distance_;     // Of a column.
  std::vector<std::uint32_t> from_;  // The row before a column.
  std::vector<std::uint32_t> touched_;
  std::vector<std::uint32_t> settled_;
  std::vector<std::uint32_t> level_;  // Columns as near as the search has come.
  Heap heap_;
  double best_ = infinite;  // Distance of the nearest free column.
  std::uint32_t sink_ = none;
  double now_ = 0;
  std::vector<std::uint32_t> hit_column_;
  std::vector<double> hit_distance_;
  std::uint64_t bids_ = 0;
  FlowCounters counters_;
};

}  // namespace detail::dense
}  // namespace turnout::inline TURNOUT_ABI
