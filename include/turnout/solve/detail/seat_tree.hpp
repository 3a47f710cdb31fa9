// turnout/solve/detail/seat_tree.hpp -- a network simplex made for rows with seats.
//
// Every row and every column hangs, over candidates that cost just what prices say, from a root:
// the place of empty seats and of free units. Such a tree fixes all prices, and a candidate that
// they contradict enters it while another leaves (Dantzig 1951). Cunningham's rule (1976, "A
// network simplex method") keeps the tree one in which each node could pass a unit up to the root,
// so it cannot cycle. With candidates that carry one unit at most it comes to simple terms:
//
//   a row with an empty seat, and a column with a free unit, hang from the root;
//   a row hangs from a column that does not serve it, a column from a row that it serves;
//   of what enters, the one end that cannot give way just moves below the other, and only where a
//   seat is really to be had does a unit travel up, and turns around the way that it takes.
//
// Rows are visited in turn, each for the candidate that contradicts most (Kiraly and Kovacs 2012,
// "Efficient implementations of minimum-cost flow algorithms", on such block pricing).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/run.hpp>
#include <turnout/solve/detail/auction.hpp>
#include <turnout/solve/detail/rows.hpp>
#include <turnout/solve/detail/worst_entry.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Nodes: rows, then columns, then the root. All entries of the rows are known; which are held
/// stands in them. Costs and values of empty seats stay within small_cost.
template <class Rows>
class SeatTree {
 public:
  SeatTree(Rows& rows, const RowSeats& seats, std::span<const std::uint32_t> capacity,
           FindWorst find_worst)
      : rows_(rows),
        seats_(seats),
        capacity_(capacity),
        find_worst_(find_worst),
        root_(rows.count() + static_cast<std::uint32_t>(capacity.size())) {}

  [[nodiscard]] std::uint32_t root() const noexcept { return root_; }
  [[nodiscard]] std::uint32_t node_of_column(std::uint32_t c) const noexcept {
    return rows_.count() + c;
  }

  /// Fells the tree and takes over which entries are held now. Then each node is hung up, a node
  /// after its parent; columns without units stay out.
  void begin() {
    row_.assign(rows_.count(), RowBranch{});
    column_.assign(capacity_.size(), ColumnBranch{});
    first_below_.assign(capacity_.size(), no_row);
    price_.assign(root_, 0);
    below_.resize(rows_.count());
    std::size_t room = 0;
    for (std::uint32_t r = 0; r < rows_.count(); ++r) {
      below_[r] = {room, 0};
      room += std::size_t{std::min(seats_.seats[r], rows_.known(r))} + 1;
    }
    column_below_.resize(room);
    free_seats_.assign(seats_.seats.begin(), seats_.seats.end());
    free_units_.assign(capacity_.begin(), capacity_.end());
    wrong_.clear();
    for (std::uint32_t r = 0; r < rows_.count(); ++r) {
      const RowEntry* const row = rows_.begin(r);
      for (std::uint32_t i = 0; i < rows_.known(r); ++i) {
        if ((row[i].column & held_bit) == 0) continue;
        --free_seats_[r];
        --free_units_[row[i].column & column_mask];
      }
    }
    for (std::uint32_t c = 0; c < capacity_.size(); ++c) {
      if (capacity_[c] == 0) price_[node_of_column(c)] = static_cast<std::int32_t>(2 * small_cost);
    }
  }
  /// Hangs a node below `parent`; between the two stands the row's entry at `position`. A row
  /// whose price would be out of bounds hangs from the root instead.
  void hang(std::uint32_t node, std::uint32_t parent, std::uint32_t position) {
    if (is_row(node) && parent != root_) {
      const std::int32_t price = price_[parent] + rows_.begin(node)[position].cost;
      if (price > empty(node) || price < -small_cost) parent = root_;
    }
    link(node, parent, position);
    if (is_row(node)) row_[node].depth = depth_below(parent);
    if (parent == root_) {
      price_[node] = is_row(node) ? empty(node) : 0;
    } else if (is_row(node)) {
      price_[node] = price_[parent] + rows_.begin(node)[position].cost;
    } else {
      price_[node] = price_[parent] - rows_.begin(parent)[position].cost;
    }
    if (is_wrong(node)) wrong_.push_back(node);
  }

  /// Until no candidate contradicts the prices by more than `least`. False: ended by the watch;
  /// what is held is a plan at any time.
  bool improve(std::int32_t least, Watch& watch) {
    right_slacks();
    std::uint32_t quiet = 0;
    std::uint32_t since = 0;
    for (std::uint32_t r = 0; quiet < rows_.count(); r = r + 1 == rows_.count() ? 0 : r + 1) {
      ++quiet;
      for (int turn = 0; turn < turns; ++turn) {
        const WorstEntry worst = find_worst_(rows_.begin(r), rows_.known(r), price_[r],
                                             price_.data() + rows_.count(), least);
        if (worst.position == rows_.known(r)) break;
        enter(r, worst.position);
        right_slacks();
        quiet = 0;
        ++since;
      }
      if ((++since & 63U) == 0 && watch.must_end(64)) return false;
    }
    return true;
  }

  [[nodiscard]] std::span<const std::int32_t> row_prices() const noexcept {
    return std::span(price_).first(rows_.count());
  }
  [[nodiscard]] std::span<const std::int32_t> column_prices() const noexcept {
    return price_.empty() ? std::span<const std::int32_t>()
                          : std::span(price_).subspan(rows_.count(), capacity_.size());
  }
  [[nodiscard]] std::uint64_t pivots() const noexcept { return pivots_; }
  [[nodiscard]] std::uint64_t moved() const noexcept { return moved_; }
  [[nodiscard]] std::size_t bytes() const noexcept {
    return row_.capacity() * sizeof(RowBranch) + column_.capacity() * (sizeof(ColumnBranch) + 4) +
           below_.capacity() * sizeof(Below) + column_below_.capacity() * 4 +
           price_.capacity() * 4 +
           (free_seats_.capacity() + free_units_.capacity() + wrong_.capacity()) * 4;
  }

 private:
  /// Of candidates a visit of a row. From 2 to 4 made little difference.
  static constexpr int turns = 3;

  struct RowBranch {
    std::uint32_t column = no_row;  ///< It hangs from; no_row: from the root.
    std::uint32_t position = 0;     ///< Of the entry that joins the two.
    std::uint32_t next = no_row;    ///< Rows that hang from the same column.
    std::uint32_t previous = no_row;
    std::uint32_t depth = 0;  ///< How many columns lie above.
  };
  struct ColumnBranch {
    std::uint32_t row = no_row;
    std::uint32_t position = 0;  ///< Of the entry that joins the two, in the row.
    std::uint32_t slot = 0;      ///< Where it stands among those below the row.
  };
  /// Columns below a row stand side by side: most nodes are columns with nothing below them, and
  /// prices are changed for whole branches at a time.
  struct Below {
    std::size_t start;
    std::uint32_t count;
  };

  [[nodiscard]] bool is_row(std::uint32_t node) const noexcept { return node < rows_.count(); }
  [[nodiscard]] std::int32_t empty(std::uint32_t r) const noexcept {
    return static_cast<std::int32_t>(seats_.empty[r]);
  }
  /// A row dearer than an empty seat, a column cheaper than a free unit.
  [[nodiscard]] bool is_wrong(std::uint32_t node) const noexcept {
    return is_row(node) ? price_[node] > empty(node) : price_[node] < 0;
  }
  [[nodiscard]] std::uint32_t column_of(std::uint32_t node) const noexcept {
    return node - rows_.count();
  }
  [[nodiscard]] std::uint32_t parent_of(std::uint32_t node) const noexcept {
    const std::uint32_t up = is_row(node) ? row_[node].column : column_[column_of(node)].row;
    if (up == no_row) return root_;
    return is_row(node) ? node_of_column(up) : up;
  }
  [[nodiscard]] std::uint32_t position_of(std::uint32_t node) const noexcept {
    return is_row(node) ? row_[node].position : column_[column_of(node)].position;
  }
  [[nodiscard]] std::uint32_t row_above(std::uint32_t r) const noexcept {
    return row_[r].column == no_row ? no_row : column_[row_[r].column].row;
  }
  [[nodiscard]] std::uint32_t depth_below(std::uint32_t parent) const noexcept {
    if (parent == root_) return 0;
    const std::uint32_t above = column_[column_of(parent)].row;
    return above == no_row ? 1 : row_[above].depth + 1;
  }

  void link(std::uint32_t node, std::uint32_t parent, std::uint32_t position) {
    if (is_row(node)) {
      RowBranch& b = row_[node];
      b.position = position;
      b.column = no_row;
      if (parent == root_) return;
      b.column = column_of(parent);
      b.previous = no_row;
      b.next = std::exchange(first_below_[b.column], node);
      if (b.next != no_row) row_[b.next].previous = node;
    } else {
      ColumnBranch& b = column_[column_of(node)];
      b.position = position;
      b.row = no_row;
      if (parent == root_) return;
      b.row = parent;
      b.slot = below_[parent].count++;
      column_below_[below_[parent].start + b.slot] = column_of(node);
    }
  }
  void unlink(std::uint32_t node) {
    if (is_row(node)) {
      const RowBranch& b = row_[node];
      if (b.column == no_row) return;
      (b.previous == no_row ? first_below_[b.column] : row_[b.previous].next) = b.next;
      if (b.next != no_row) row_[b.next].previous = b.previous;
    } else {
      const ColumnBranch& b = column_[column_of(node)];
      if (b.row == no_row) return;
      Below& below = below_[b.row];
      const std::uint32_t last = column_below_[below.start + --below.count];
      column_below_[below.start + b.slot] = last;
      column_[last].slot = b.slot;
    }
  }
  /// Moves a node with all below it, as it is, under another parent.
  void move(std::uint32_t node, std::uint32_t parent, std::uint32_t position, std::int32_t by) {
    unlink(node);
    link(node, parent, position);
    lift(node, by);
  }
  /// Cuts above `cut`, an ancestor of `node` or itself, and hangs the part up by `node`.
  void turn_around(std::uint32_t node, std::uint32_t cut, std::uint32_t parent,
                   std::uint32_t position, std::int32_t by) {
    for (std::uint32_t at = node;;) {
      const std::uint32_t old_parent = parent_of(at);
      const std::uint32_t old_position = position_of(at);
      unlink(at);
      link(at, parent, position);
      if (at == cut) break;
      parent = at;
      position = old_position;
      at = old_parent;
    }
    lift(node, by);
  }
  /// Adds to the prices of a node and all below it, and counts their depths anew.
  void lift(std::uint32_t top, std::int32_t by) {
    if (is_row(top)) {
      todo_.push_back(top);
    } else {
      lift_column(column_of(top), by);
    }
    while (!todo_.empty()) {
      const std::uint32_t r = todo_.back();
      todo_.pop_back();
      RowBranch& b = row_[r];
      b.depth = depth_below(b.column == no_row ? root_ : node_of_column(b.column));
      price_[r] += by;
      if (price_[r] > empty(r)) wrong_.push_back(r);
      const Below below = below_[r];
      moved_ += below.count + 1;
      for (std::uint32_t i = 0; i < below.count; ++i) {
        lift_column(column_below_[below.start + i], by);
      }
    }
  }
  void lift_column(std::uint32_t c, std::int32_t by) {
    const std::uint32_t node = node_of_column(c);
    price_[node] += by;
    if (price_[node] < 0) wrong_.push_back(node);
    for (std::uint32_t r = first_below_[c]; r != no_row; r = row_[r].next) todo_.push_back(r);
  }
  [[nodiscard]] bool column_is_below(std::uint32_t c, std::uint32_t ancestor) const {
    std::uint32_t r = column_[c].row;
    while (r != no_row && row_[r].depth > row_[ancestor].depth) r = row_above(r);
    return r == ancestor;
  }
  [[nodiscard]] bool row_is_below(std::uint32_t r, std::uint32_t ancestor) const {
    const std::uint32_t depth = depth_below(node_of_column(ancestor));
    while (r != no_row && row_[r].depth > depth) r = row_above(r);
    return r != no_row && row_[r].column == ancestor;
  }

  /// Passes a unit from `node` up to `top`, which may be the root. Answers the last node on the
  /// way that could not pass a second one; no_row, if each could.
  std::uint32_t pass_up(std::uint32_t node, std::uint32_t top) {
    std::uint32_t last = no_row;
    while (node != top) {
      const std::uint32_t parent = parent_of(node);
      if (parent == root_) {
        if (is_row(node)) {
          ++free_seats_[node];
        } else if (--free_units_[column_of(node)] == 0) {
          last = node;
        }
        return last;
      }
      rows_.begin(is_row(node) ? node : parent)[position_of(node)].column ^= held_bit;
      last = node;
      node = parent;
    }
    return last;
  }

  void enter(std::uint32_t r, std::uint32_t position) {
    ++pivots_;
    RowEntry& e = rows_.begin(r)[position];
    const std::uint32_t c = e.column & column_mask;
    const std::uint32_t column = node_of_column(c);
    const std::int32_t reduced = e.cost + price_[column] - price_[r];
    if ((e.column & held_bit) == 0) {
      const bool below = column_is_below(c, r);
      const bool seat = row_[r].column == no_row && free_seats_[r] > 0;
      if (!below && !seat) return move(r, column, position, reduced);
      e.column |= held_bit;
      if (!below) --free_seats_[r];
      const std::uint32_t last = pass_up(column, below ? r : root_);
      if (last != no_row) turn_around(column, last, r, position, -reduced);
    } else {
      const bool below = row_is_below(r, c);
      const bool unit = column_[c].row == no_row;
      if (!below && !unit) return move(column, r, position, -reduced);
      e.column &= column_mask;
      if (!below) ++free_units_[c];
      const std::uint32_t last = pass_up(r, below ? column : root_);
      if (last != no_row) turn_around(r, last, column, position, reduced);
    }
  }

  /// Rows go back to the price of an empty seat, and columns to nothing, where they passed it.
  void right_slacks() {
    while (!wrong_.empty()) {
      const std::uint32_t node = wrong_.back();
      wrong_.pop_back();
      if (!is_wrong(node)) continue;
      ++pivots_;
      if (is_row(node)) {
        move(node, root_, 0, empty(node) - price_[node]);
      } else {
        ++free_units_[column_of(node)];
        const std::int32_t by = -price_[node];
        turn_around(node, pass_up(node, root_), root_, 0, by);
      }
    }
  }

  Rows& rows_;
  const RowSeats& seats_;
  std::span<const std::uint32_t> capacity_;
  FindWorst find_worst_;
  std::uint32_t root_;
  std::vector<RowBranch> row_;
  std::vector<ColumnBranch> column_;
  std::vector<std::uint32_t> first_below_;  ///< By column: a row that hangs from it.
  std::vector<Below> below_;                ///< By row: where its columns stand.
  std::vector<std::uint32_t> column_below_;
  std::vector<std::int32_t> price_;
  std::vector<std::uint32_t> free_seats_;
  std::vector<std::uint32_t> free_units_;
  std::vector<std::uint32_t> wrong_;
  std::vector<std::uint32_t> todo_;
  std::uint64_t pivots_ = 0;
  std::uint64_t moved_ = 0;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
