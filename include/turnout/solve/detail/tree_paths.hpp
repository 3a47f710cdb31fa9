// turnout/solve/detail/tree_paths.hpp -- shortest paths for missing seats, through members' limits.
//
// The search of paths.hpp, where a member is a tree of limits (tree_columns.hpp): who enters at a
// leaf goes up to the lowest limit that is full and may push out any unit below it, or gives the
// member one unit more where none is full, at what that unit costs. Prices are whole; no entry
// that is not held has a negative reduced cost, none that is held a positive one, and a node's
// price is not below its parent's and equal to it while the node has room.
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
#include <turnout/solve/detail/auction.hpp>
#include <turnout/solve/detail/paths.hpp>
#include <turnout/solve/detail/tree_columns.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

template <class Rows>
class TreePaths {
 public:
  /// `open`: of a row, its seats less those given up; stays the caller's like the row prices.
  TreePaths(Rows& rows, TreeColumns& columns, const RowSeats& seats, std::span<std::uint32_t> open,
            std::span<std::int32_t> row_price, NextHits next_hits)
      : rows_(rows),
        columns_(columns),
        seats_(seats),
        open_(open),
        u_(row_price),
        next_hits_(next_hits),
        row_(rows.count()),
        node_(columns.size()) {
    // Bids have done their work; from here on a unit carries its cost.
    columns.set_bids([&](const TreeUnit& unit) {
      return std::int64_t{rows.begin(unit.row)[unit.position].cost};
    });
  }

  /// Fills one more seat of the row, or gives one up where that is cheaper, here or elsewhere.
  void fill(std::uint32_t source) {
    ++epoch_;
    ++counters_.searches;
    heap_.clear();
    touched_rows_.clear();
    settled_nodes_.clear();
    best_ = std::numeric_limits<std::int32_t>::max();
    reach_row(source, 0, no_node, 0);
    while (!heap_.empty()) {
      std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
      const std::uint64_t top = heap_.back();
      heap_.pop_back();
      const auto dist = static_cast<std::int32_t>(top >> 32);
      if (dist >= best_) break;
      const auto node = static_cast<std::uint32_t>(top);
      ++counters_.settled;
      if ((node & held_bit) != 0) {
        const std::uint32_t v = node & column_mask;
        if (node_[v].dist == dist && !node_[v].settled) push_out(v, dist);
      } else if (row_[node].dist == dist && !row_[node].settled) {
        look_through(node, dist);
      }
    }
    lift_prices();
    augment();
  }

  [[nodiscard]] const PathCounters& counters() const noexcept { return counters_; }
  [[nodiscard]] std::span<const std::uint32_t> touched_rows() const noexcept {
    return touched_rows_;
  }
  [[nodiscard]] std::size_t bytes() const noexcept {
    return row_.capacity() * sizeof(RowLabel) + node_.capacity() * sizeof(NodeLabel);
  }

 private:
  struct RowLabel {
    std::uint32_t epoch = 0;
    std::int32_t dist = 0;
    std::uint32_t from = 0;      ///< The limit below which it would lose a unit; no_node: source.
    std::uint32_t position = 0;  ///< Its entry that holds the unit.
    bool settled = false;
  };
  struct NodeLabel {
    std::uint32_t epoch = 0;
    std::int32_t dist = 0;
    std::uint32_t from = 0;      ///< The row that enters here; or the leaf, if `by_leaf`.
    std::uint32_t position = 0;  ///< The row's entry.
    bool settled = false;
    bool by_leaf = false;
  };

  void push(std::int32_t dist, std::uint32_t node) {
    heap_.push_back(std::uint64_t{static_cast<std::uint32_t>(dist)} << 32 | node);
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  }
  NodeLabel& label_of(std::uint32_t v) {
    if (v >= node_.size()) node_.resize(std::max<std::size_t>(columns_.size(), v + 1));
    return node_[v];
  }

  void reach_row(std::uint32_t r, std::int32_t dist, std::uint32_t from, std::uint32_t position) {
    RowLabel& label = row_[r];
    if (label.epoch != epoch_) {
      touched_rows_.push_back(r);
    } else if (label.dist <= dist) {
      return;
    }
    label = {epoch_, dist, from, position, false};
    const std::int64_t give_up = dist - u_[r] + seats_.worth(r, open_[r]);
    if (give_up < best_) {
      best_ = static_cast<std::int32_t>(give_up);
      end_row_ = r;
      end_leaf_ = no_node;
    }
    if (dist < best_) push(dist, r);
  }

  void look_through(std::uint32_t r, std::int32_t dist) {
    row_[r].settled = true;
    const std::int32_t offset = dist - u_[r];
    std::uint32_t position = 0;
    while (true) {
      const RowEntry* const row = rows_.begin(r);
      const std::uint32_t known = rows_.known(r);
      const std::int32_t* const price = columns_.prices().data();
      const RowFilter filter{price, columns_.lowest(), 0};
      while (position < known) {
        RowHits hits = next_hits_(row, position, known, best_ - 1 - offset, filter);
        position = hits.position + (hits.bits != 0 ? 16 : 0);
        for (; hits.bits != 0; hits.bits &= hits.bits - 1) {
          const std::uint32_t i =
              hits.position + static_cast<std::uint32_t>(std::countr_zero(hits.bits));
          ++counters_.looked_at;
          const std::uint32_t v = row[i].column;
          const std::int32_t there = offset + row[i].cost + price[v];
          if (there < best_) reach_leaf(v, there, r, i);
        }
      }
      position = known;
      if (known > 0 && row[known - 1].cost + filter.lowest > best_ - 1 - offset) return;
      if (!rows_.grow(r)) return;
    }
  }

  void reach_leaf(std::uint32_t v, std::int32_t dist, std::uint32_t r, std::uint32_t position) {
    NodeLabel& label = label_of(v);
    if (label.epoch == epoch_ && label.dist <= dist) return;
    label = {epoch_, dist, r, position, false, false};
    const std::uint32_t limit = columns_.lowest_full(v);
    if (columns_.is_root(limit)) {
      const std::int64_t end =
          dist + columns_.next_cost_at(limit) - std::int64_t{columns_.prices()[limit]};
      if (end < best_) {
        best_ = static_cast<std::int32_t>(end);
        end_leaf_ = v;
        end_row_ = no_row;
      }
    }
    if (dist < best_) push(dist, v | held_bit);
  }

  /// One unit enters at a leaf: any unit below the lowest full limit can make room for it.
  void push_out(std::uint32_t leaf, std::int32_t dist) {
    settle(leaf);
    const std::uint32_t limit = columns_.lowest_full(leaf);
    if (limit != leaf) {
      NodeLabel& label = label_of(limit);
      if (label.epoch == epoch_ && label.settled) return;  // Came from another leaf, no dearer.
      label = {epoch_, dist, leaf, 0, false, true};
      settle(limit);
    }
    const std::int32_t price = columns_.prices()[limit];
    for (const TreeUnit& unit : columns_.units(limit)) {
      if (!columns_.below(unit.leaf, limit)) continue;
      const auto cost = static_cast<std::int32_t>(unit.bid);
      const std::int32_t there = dist + u_[unit.row] - cost - price;
      if (there < best_) reach_row(unit.row, there, limit, unit.position);
    }
  }
  void settle(std::uint32_t v) {
    node_[v].settled = true;
    settled_nodes_.push_back(v);
  }

  void lift_prices() {
    for (const std::uint32_t r : touched_rows_)
      if (row_[r].settled) u_[r] += best_ - row_[r].dist;
    const std::span<std::int32_t> price = columns_.prices();
    for (const std::uint32_t v : settled_nodes_) price[v] += best_ - node_[v].dist;
    for (const std::uint32_t v : settled_nodes_)
      if (columns_.is_inner(v)) columns_.lift_below(v);
  }

  /// The leaf at which the label's unit enters.
  [[nodiscard]] std::uint32_t entered_at(std::uint32_t v) const {
    return node_[v].by_leaf ? node_[v].from : v;
  }

  void augment() {
    std::uint32_t r = end_row_;
    if (end_leaf_ != no_node) {
      const NodeLabel& last = node_[end_leaf_];
      r = last.from;
      RowEntry& e = rows_.begin(r)[last.position];
      columns_.add(end_leaf_, {e.cost, r, last.position});
      e.column |= held_bit;
    } else {
      --open_[r];
    }
    // Back to the source: each row on the way loses a unit to the row before it.
    while (row_[r].from != no_node) {
      const RowLabel label = row_[r];
      const std::uint32_t leaf = entered_at(label.from);
      const NodeLabel& in = node_[leaf];
      rows_.begin(r)[label.position].column &= column_mask;
      RowEntry& e = rows_.begin(in.from)[in.position];
      e.column |= held_bit;
      columns_.replace(r, label.position, leaf, {e.cost, in.from, in.position});
      r = in.from;
    }
  }

  Rows& rows_;
  TreeColumns& columns_;
  const RowSeats& seats_;
  std::span<std::uint32_t> open_;
  std::span<std::int32_t> u_;
  NextHits next_hits_;
  std::vector<RowLabel> row_;
  std::vector<NodeLabel> node_;
  std::vector<std::uint64_t> heap_;
  std::vector<std::uint32_t> touched_rows_;
  std::vector<std::uint32_t> settled_nodes_;
  std::uint32_t epoch_ = 0;
  std::int32_t best_ = 0;
  std::uint32_t end_row_ = no_row;
  std::uint32_t end_leaf_ = no_node;
  PathCounters counters_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
