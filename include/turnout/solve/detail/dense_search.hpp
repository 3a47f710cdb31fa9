// turnout/solve/detail/dense_search.hpp -- one more row served, by a shortest augmenting path.
//
// Dijkstra over the lists. Beside columns the heap holds, for each row reached, the distance from
// which on its list says nothing; a search that comes that far has the row listed further, or
// reads its matrix row.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <turnout/model/run.hpp>
#include <turnout/solve/detail/dense_heap.hpp>
#include <turnout/solve/detail/dense_state.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::dense {

enum class End : std::uint8_t {
  complete,
  impossible,  ///< The rows reached have too few columns.
  ended,       ///< By the watch.
};

class Search {
 public:
  explicit Search(State& state)
      : s_(state),
        columns_(static_cast<std::uint32_t>(state.matrix.columns())),
        distance_(columns_, infinite),
        from_(columns_, none),
        left_at_(state.matrix.rows(), 0),
        hit_column_(columns_),
        hit_distance_(columns_) {}

  [[nodiscard]] End serve(std::uint32_t root, Watch& watch) {
    ++s_.counters.searches;
    root_ = root;
    nearest_ = infinite;
    sink_ = none;
    now_ = -infinite;
    const End end = grow(watch);
    s_.counters.settled += settled_.size();
    if (end == End::complete) {
      for (const std::uint32_t j : settled_) s_.price[j] += distance_[j] - nearest_;
      augment();
    }
    for (const std::uint32_t j : touched_) distance_[j] = infinite;
    touched_.clear();
    settled_.clear();
    level_.clear();
    heap_.clear();
    return end;
  }

 private:
  End grow(Watch& watch) {
    std::uint32_t row = root_;
    for (;;) {
      if (settled_.size() % 256 == 0 && watch.must_end(256)) return End::ended;
      start(row);
      const std::uint32_t column = next();
      if (column == none) return sink_ == none ? End::impossible : End::complete;
      settled_.push_back(column);
      row = s_.row_of[column];
    }
  }

  /// The nearest column not settled yet; none: there is none before the sink.
  std::uint32_t next() {
    while (nearest_ > now_) {
      if (!level_.empty()) {
        const std::uint32_t column = level_.back();
        level_.pop_back();
        return column;
      }
      if (heap_.empty() || heap_.top().key >= nearest_) return none;
      const Heap::Item item = heap_.top();
      heap_.pop();
      if (item.what >= columns_) {
        now_ = std::max(now_, item.key);  // Bounds of old lists may lie behind.
        extend(item.what - columns_);
      } else if (item.key == distance_[item.what]) {  // Else a nearer way was found since.
        now_ = item.key;
        return item.what;
      }
    }
    return none;
  }

  /// Distance at which the row's cost - price counts from 0.
  [[nodiscard]] double base(std::uint32_t row) const {
    return row == root_ ? 0.0 : distance_[s_.column_of[row]] - s_.charge(row);
  }

  /// Distances over the row's list, from where it was left; only a few pairs ahead of the search.
  void relax(std::uint32_t row) {
    if (s_.lists.overruns(row) >= 2) return read(row);  // Its list would not do again.
    const double from = base(row);
    const double* const price = s_.price.data();
    const auto list = s_.lists.of(row);
    const double first = from + s_.lists.first(row);
    const std::size_t some = left_at_[row] + ahead;
    double next = from + s_.lists.rest(row);  // Prices have fallen: may lie within the list.
    std::size_t k = left_at_[row];
    for (; k < list.size(); ++k) {
      const Lists::Pair& p = list[k];
      const double least = first + static_cast<double>(p.above);
      if (least >= nearest_) break;
      if (k >= some && least > now_) {
        next = std::min(next, least);
        break;
      }
      ++s_.counters.looked_at;
      reach(row, p.column, from + (p.cost - price[p.column]));
    }
    left_at_[row] = static_cast<std::uint32_t>(k);
    if (next < nearest_) heap_.push(next, columns_ + row);
  }

  void reach(std::uint32_t row, std::uint32_t column, double distance) {
    if (distance >= distance_[column] || distance >= nearest_) return;
    if (distance_[column] == infinite) touched_.push_back(column);
    distance_[column] = distance;
    from_[column] = row;
    if (s_.row_of[column] == none) {
      nearest_ = distance;
      sink_ = column;
    } else if (distance <= now_) {
      level_.push_back(column);
    } else {
      heap_.push(distance, column);
    }
  }

  /// The search has come to where it left the row's list.
  void extend(std::uint32_t row) {
    if (left_at_[row] < s_.lists.of(row).size() && base(row) + s_.lists.rest(row) > now_) {
      relax(row);
      return;
    }
    if (s_.lists.rank(row) < ranks && s_.lists.overruns(row) == 0) {
      s_.lists.list(row, ranks, s_.price.data());
      start(row);
    } else {
      s_.lists.overrun(row);
      read(row);
    }
  }

  void start(std::uint32_t row) {
    s_.lists.sort(row, s_.price.data());
    left_at_[row] = 0;
    relax(row);
  }

  /// relax() by the matrix itself.
  void read(std::uint32_t row) {
    const std::size_t found = s_.matrix.nearer(row, s_.price.data(), distance_.data(), base(row),
                                               nearest_, hit_column_.data(), hit_distance_.data());
    s_.counters.looked_at += columns_;
    for (std::size_t k = 0; k < found; ++k) reach(row, hit_column_[k], hit_distance_[k]);
  }

  void augment() {
    for (std::uint32_t column = sink_;;) {
      const std::uint32_t row = from_[column];
      const std::uint32_t before = s_.column_of[row];
      s_.match(row, column, s_.matrix.step(row, column));
      if (row == root_) return;
      column = before;
    }
  }

  /// So many pairs of a row are looked at before the search has come to them.
  static constexpr std::size_t ahead = 4;

  State& s_;
  std::uint32_t columns_;
  std::uint32_t root_ = none;
  std::uint32_t sink_ = none;
  double nearest_ = infinite;           // Distance of the sink, the nearest free column so far.
  double now_ = 0;                      // How far the search has come.
  std::vector<double> distance_;        // Of a column.
  std::vector<std::uint32_t> from_;     // The row before a column.
  std::vector<std::uint32_t> left_at_;  // Of a row: the first pair of its list not looked at.
  std::vector<std::uint32_t> touched_;
  std::vector<std::uint32_t> settled_;
  std::vector<std::uint32_t> level_;  // Columns at distance now_, not settled yet.
  Heap heap_;
  std::vector<std::uint32_t> hit_column_;
  std::vector<double> hit_distance_;
};

}  // namespace detail::dense
}  // namespace turnout::inline TURNOUT_ABI
