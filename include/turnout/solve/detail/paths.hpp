// turnout/solve/detail/paths.hpp -- fills the seats that are still missing, one shortest path each.
//
// Given whole prices at which no candidate that is not held has a negative reduced cost and none
// that is held a positive one, a missing seat is filled by a shortest path from its row: to a
// column with a free unit, or to a row that would rather leave a seat empty; columns that are full
// pass their units on along the way (Jonker and Volgenant 1987; Edmonds and Karp 1972). Rows are
// looked through by rising cost only as far as the nearest end found so far, and prices change
// only where the search came nearer than that end.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/run.hpp>
#include <turnout/solve/detail/auction.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

struct PathCounters {
  std::uint64_t searches = 0;
  std::uint64_t settled = 0;
  std::uint64_t looked_at = 0;
};

template <class Rows, class Columns>
class SeatPaths {
 public:
  /// Prices are whole and stay the caller's; both change.
  SeatPaths(Rows& rows, Columns& columns, const RowSeats& seats, std::span<std::int32_t> row_price,
            std::span<std::int32_t> column_price, NextHits next_hits)
      : rows_(rows),
        columns_(columns),
        seats_(seats),
        u_(row_price),
        p_(column_price),
        next_hits_(next_hits),
        row_(rows.count()),
        column_(column_price.size()),
        has_costs_(column_price.size()) {}

  /// Fills one more seat of the row, or leaves one empty where that is cheaper, here or elsewhere.
  void fill(std::uint32_t root) {
    ++counters_.searches;
    // Most ends are near, and a row is looked through only as far as they may be.
    std::int32_t within = near;
    while (!find_end(root, within)) {
      constexpr std::int32_t anywhere = std::numeric_limits<std::int32_t>::max();
      within = within > anywhere / 64 ? anywhere : within * 64;
    }
    lift_prices();
    augment();
  }

  [[nodiscard]] const PathCounters& counters() const noexcept { return counters_; }
  /// Rows that the last search came upon.
  [[nodiscard]] std::span<const std::uint32_t> touched_rows() const noexcept {
    return touched_rows_;
  }

 private:
  /// In units of cost. From 32 to 256 made little difference.
  static constexpr std::int32_t near = 128;

  struct RowLabel {
    std::uint32_t epoch = 0;
    std::int32_t dist = 0;
    std::uint32_t from = 0;      ///< The column whose unit it would pass on; no_row at the root.
    std::uint32_t position = 0;  ///< Its entry that holds the unit.
    bool settled = false;
  };
  struct ColumnLabel {
    std::uint32_t epoch = 0;
    std::int32_t dist = 0;
    std::uint32_t from = 0;      ///< The row that would take a unit.
    std::uint32_t position = 0;  ///< Its entry.
    bool settled = false;
  };

  /// The nearest end of a path from `root`. False: none is nearer than `within`.
  bool find_end(std::uint32_t root, std::int32_t within) {
    ++epoch_;
    heap_.clear();
    level_.clear();
    now_ = 0;
    touched_rows_.clear();
    touched_columns_.clear();
    best_ = within;
    end_row_ = end_column_ = no_row;
    reach_row(root, 0, no_row, 0);
    while (!level_.empty() || !heap_.empty()) {
      const std::uint32_t node = pop();
      if (now_ >= best_) break;
      ++counters_.settled;
      if ((node & held_bit) != 0) {
        const std::uint32_t c = node & column_mask;
        if (column_[c].dist == now_ && !column_[c].settled) pass_on(c, now_);
      } else if (row_[node].dist == now_ && !row_[node].settled) {
        look_through(node, now_);
      }
    }
    return end_row_ != no_row || end_column_ != no_row;
  }

  /// Sets `now_` to its distance.
  std::uint32_t pop() {
    if (!level_.empty()) {
      const std::uint32_t node = level_.back();
      level_.pop_back();
      return node;
    }
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
    const std::uint64_t top = heap_.back();
    heap_.pop_back();
    now_ = static_cast<std::int32_t>(top >> 32);
    return static_cast<std::uint32_t>(top);
  }
  void push(std::int32_t dist, std::uint32_t node) {
    if (dist == now_) {
      level_.push_back(node);
      return;
    }
    heap_.push_back(std::uint64_t{static_cast<std::uint32_t>(dist)} << 32 | node);
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  }
  void reach_row(std::uint32_t r, std::int32_t dist, std::uint32_t from, std::uint32_t position) {
    RowLabel& label = row_[r];
    if (label.epoch != epoch_) {
      touched_rows_.push_back(r);
    } else if (label.dist <= dist) {
      return;
    }
    label = {epoch_, dist, from, position, false};
    const std::int64_t give_up = dist - u_[r] + seats_.empty[r];
    if (give_up < best_) {
      best_ = static_cast<std::int32_t>(give_up);
      end_row_ = r;
      end_column_ = no_row;
    }
    if (dist < best_) push(dist, r);
  }

  void look_through(std::uint32_t r, std::int32_t dist) {
    row_[r].settled = true;
    const std::int32_t offset = dist - u_[r];
    const RowFilter filter{p_.data(), 0, 0};
    std::uint32_t position = 0;
    while (true) {
      const RowEntry* const row = rows_.begin(r);
      const std::uint32_t known = rows_.known(r);
      while (position < known) {
        RowHits hits = next_hits_(row, position, known, best_ - 1 - offset, filter);
        position = hits.position + (hits.bits != 0 ? 16 : 0);
        for (; hits.bits != 0; hits.bits &= hits.bits - 1) {
          const std::uint32_t i =
              hits.position + static_cast<std::uint32_t>(std::countr_zero(hits.bits));
          ++counters_.looked_at;
          const std::uint32_t c = row[i].column;
          const std::int32_t there = offset + row[i].cost + p_[c];
          if (there >= best_) continue;
          ColumnLabel& label = column_[c];
          if (label.epoch == epoch_) {
            if (label.dist <= there) continue;
          } else {
            touched_columns_.push_back(c);
          }
          label = {epoch_, there, r, i, false};
          if (p_[c] == 0 && !columns_.full(c)) {  // What has a price is full.
            best_ = there;
            end_column_ = c;
            end_row_ = no_row;
          } else {
            push(there, c | held_bit);
          }
        }
      }
      position = known;
      if (known > 0 && row[known - 1].cost > best_ - 1 - offset) return;
      if (!rows_.grow(r)) return;
    }
  }

  void pass_on(std::uint32_t c, std::int32_t dist) {
    column_[c].settled = true;
    if (has_costs_[c] == 0) set_costs(c);
    for (const HeldUnit& unit : columns_.held(c)) {
      const auto cost = static_cast<std::int32_t>(unit.bid);
      const std::int32_t there = dist + u_[unit.row] - cost - p_[c];
      if (there < best_) reach_row(unit.row, there, c, unit.position);
    }
  }

  /// Bids have done their work; from here on a unit carries its cost. Few columns are ever asked.
  void set_costs(std::uint32_t c) {
    has_costs_[c] = 1;
    for (HeldUnit& unit : columns_.held(c)) unit.bid = rows_.begin(unit.row)[unit.position].cost;
  }

  void lift_prices() {
    for (const std::uint32_t r : touched_rows_)
      if (row_[r].settled) u_[r] += best_ - row_[r].dist;
    for (const std::uint32_t c : touched_columns_)
      if (column_[c].settled) p_[c] += best_ - column_[c].dist;
  }

  void augment() {
    std::uint32_t r = end_row_;
    if (end_column_ != no_row) {
      const ColumnLabel& last = column_[end_column_];
      r = last.from;
      RowEntry& e = rows_.begin(r)[last.position];
      columns_.add(end_column_, {e.cost, r, last.position});
      e.column |= held_bit;
    }
    // Back to the root: each row on the way passes a unit on to the row before it.
    while (row_[r].from != no_row) {
      const RowLabel label = row_[r];
      const ColumnLabel& c = column_[label.from];
      rows_.begin(r)[label.position].column &= column_mask;
      RowEntry& e = rows_.begin(c.from)[c.position];
      e.column |= held_bit;
      columns_.replace(label.from, r, label.position, {e.cost, c.from, c.position});
      r = c.from;
    }
  }

  Rows& rows_;
  Columns& columns_;
  const RowSeats& seats_;
  std::span<std::int32_t> u_;
  std::span<std::int32_t> p_;
  NextHits next_hits_;
  std::vector<RowLabel> row_;
  std::vector<ColumnLabel> column_;
  std::vector<std::uint8_t> has_costs_;  ///< By column: whether its units carry costs, not bids.
  std::vector<std::uint64_t> heap_;
  /// Nodes as near as the one last taken: three of four, as prices have been lifted together.
  std::vector<std::uint32_t> level_;
  std::int32_t now_ = 0;
  std::vector<std::uint32_t> touched_rows_;
  std::vector<std::uint32_t> touched_columns_;
  std::uint32_t epoch_ = 0;
  std::int32_t best_ = 0;
  std::uint32_t end_row_ = no_row;
  std::uint32_t end_column_ = no_row;
  PathCounters counters_;
};

/// Fills all missing seats, or as many as `most_work` settled nodes allow. Rows that a search came
/// upon are next: they lie in the same quarter, whose prices and labels are at hand. False: ended
/// by the watch.
template <class Paths>
bool fill_missing(Paths& paths, std::span<const std::uint32_t> missing, Watch& watch,
                  std::uint64_t most_work) {
  std::vector<std::uint32_t> left(missing.begin(), missing.end());
  std::vector<std::uint32_t> next;
  double all = 0;
  for (const std::uint32_t k : missing) all += k;
  double done = 0;
  for (std::uint32_t r = 0; r < left.size(); ++r) {
    if (left[r] > 0) next.push_back(r);
    while (!next.empty()) {
      const std::uint32_t row = next.back();
      next.pop_back();
      while (left[row] > 0) {
        if (paths.counters().settled > most_work) return true;
        if (watch.must_end(1)) return false;
        paths.fill(row);
        --left[row];
        watch.report_part("flow", ++done / all);
        if (next.size() < 64) {
          for (const std::uint32_t near : paths.touched_rows())
            if (left[near] > 0 && near != row) next.push_back(near);
        }
      }
    }
  }
  return true;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
