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

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
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
    branch_.assign(std::size_t{root_} + 1, Branch{});
    price_.assign(std::size_t{root_} + 1, 0);
    free_seats_.assign(seats_.seats.begin(), seats_.seats.end());
    free_units_.assign(capacity_.begin(), capacity_.end());
    wrong_.clear();
    branch_[root_].depth = 0;
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
    branch_[node].depth = branch_[parent].depth + 1;
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
    return branch_.capacity() * sizeof(Branch) + price_.capacity() * 4 +
           (free_seats_.capacity() + free_units_.capacity() + wrong_.capacity()) * 4;
  }

 private:
  /// Of candidates a visit of a row. From 2 to 4 made little difference.
  static constexpr int turns = 3;

  struct Branch {
    std::uint32_t parent = no_row;
    std::uint32_t child = no_row;  ///< The first; the others follow as `next`.
    std::uint32_t next = no_row;
    std::uint32_t before = no_row;
    std::uint32_t depth = 0;
    std::uint32_t position = 0;  ///< Of the entry that joins node and parent, in its row.
  };

  [[nodiscard]] bool is_row(std::uint32_t node) const noexcept { return node < rows_.count(); }
  [[nodiscard]] std::int32_t empty(std::uint32_t r) const noexcept {
    return static_cast<std::int32_t>(seats_.empty[r]);
  }
  /// A row dearer than an empty seat, a column cheaper than a free unit.
  [[nodiscard]] bool is_wrong(std::uint32_t node) const noexcept {
    return is_row(node) ? price_[node] > empty(node) : price_[node] < 0;
  }
  [[nodiscard]] RowEntry& joint(std::uint32_t node) noexcept {
    const Branch& b = branch_[node];
    return rows_.begin(is_row(node) ? node : b.parent)[b.position];
  }

  void link(std::uint32_t node, std::uint32_t parent, std::uint32_t position) {
    Branch& b = branch_[node];
    b.parent = parent;
    b.position = position;
    b.before = no_row;
    b.next = branch_[parent].child;
    if (b.next != no_row) branch_[b.next].before = node;
    branch_[parent].child = node;
  }
  void unlink(std::uint32_t node) {
    const Branch& b = branch_[node];
    if (b.before != no_row) {
      branch_[b.before].next = b.next;
    } else {
      branch_[b.parent].child = b.next;
    }
    if (b.next != no_row) branch_[b.next].before = b.before;
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
      const Branch old = branch_[at];
      unlink(at);
      link(at, parent, position);
      if (at == cut) break;
      parent = at;
      position = old.position;
      at = old.parent;
    }
    lift(node, by);
  }
  /// Adds to the prices of a node and all below it, and counts their depths anew.
  void lift(std::uint32_t top, std::int32_t by) {
    branch_[top].depth = branch_[branch_[top].parent].depth + 1;
    for (std::uint32_t at = top;;) {
      ++moved_;
      price_[at] += by;
      if (is_wrong(at)) wrong_.push_back(at);
      if (branch_[at].child != no_row) {
        const std::uint32_t depth = branch_[at].depth + 1;
        at = branch_[at].child;
        branch_[at].depth = depth;
        continue;
      }
      while (at != top && branch_[at].next == no_row) at = branch_[at].parent;
      if (at == top) return;
      const std::uint32_t depth = branch_[at].depth;
      at = branch_[at].next;
      branch_[at].depth = depth;
    }
  }
  [[nodiscard]] bool is_below(std::uint32_t node, std::uint32_t ancestor) const {
    while (branch_[node].depth > branch_[ancestor].depth) node = branch_[node].parent;
    return node == ancestor;
  }

  /// Passes a unit from `node` up to `top`, which may be the root. Answers the last node on the
  /// way that could not pass a second one; no_row, if each could.
  std::uint32_t pass_up(std::uint32_t node, std::uint32_t top) {
    std::uint32_t last = no_row;
    while (node != top) {
      const std::uint32_t parent = branch_[node].parent;
      if (parent == root_) {
        if (is_row(node)) {
          ++free_seats_[node];
        } else if (--free_units_[node - rows_.count()] == 0) {
          last = node;
        }
        return last;
      }
      joint(node).column ^= held_bit;
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
      const bool below = is_below(column, r);
      const bool seat = branch_[r].parent == root_ && free_seats_[r] > 0;
      if (!below && !seat) return move(r, column, position, reduced);
      e.column |= held_bit;
      if (!below) --free_seats_[r];
      const std::uint32_t last = pass_up(column, below ? r : root_);
      if (last != no_row) turn_around(column, last, r, position, -reduced);
    } else {
      const bool below = is_below(r, column);
      const bool unit = branch_[column].parent == root_;
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
        ++free_units_[node - rows_.count()];
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
  std::vector<Branch> branch_;
  std::vector<std::int32_t> price_;
  std::vector<std::uint32_t> free_seats_;
  std::vector<std::uint32_t> free_units_;
  std::vector<std::uint32_t> wrong_;
  std::uint64_t pivots_ = 0;
  std::uint64_t moved_ = 0;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
