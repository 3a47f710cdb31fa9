// turnout/solve/detail/congested.hpp -- rows with seats, columns with units, far more seats than units.
//
// Where a good part of all seats stays empty, prices are made far away: who is left out at one end
// of the city decides what a seat costs at the other, and neither bids in small steps nor paths of
// one seat each get there in time. Three things do it together:
//
//   1. columns bid in coarse steps (column_bids.hpp): most of the plan, prices about right;
//   2. a shortest-path tree over the candidates that these prices call tight turns them into
//      prices that hold exactly along a tree (seat_tree.hpp);
//   3. its simplex moves whole regions of prices at once where the steps were too coarse.
//
// Coarse, where an empty seat costs far more than the candidates differ: 1, 2 and 3 for large
// contradictions only; then finer steps from the prices of the tree, and again to the end.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/run.hpp>
#include <turnout/solve/detail/column_bids.hpp>
#include <turnout/solve/detail/flat.hpp>
#include <turnout/solve/detail/seat_tree.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Writes the outcome of the bids into the rows' entries.
template <class Rows>
void hold_as_bid(Rows& rows, const ColumnBids& bids, std::size_t columns) {
  std::vector<std::uint32_t> of_row(columns, no_row);
  for (std::uint32_t r = 0; r < rows.count(); ++r) {
    for (const ColumnBids::Deal& d : bids.taken(r)) of_row[d.who] = r;
    RowEntry* const row = rows.begin(r);
    for (std::uint32_t i = 0; i < rows.known(r); ++i) {
      const std::uint32_t c = row[i].column & column_mask;
      row[i].column = c | (of_row[c] == r ? held_bit : 0);
    }
  }
}

/// A tree of shortest paths to the root over what could still move, by the bids' prices.
/// Candidates that the prices contradict count as tight. The bids' outcome is held in the rows.
template <class Rows>
void grow_tree(SeatTree<Rows>& tree, Rows& rows, const ColumnBids& bids, const RowSeats& seats,
               std::span<const std::uint32_t> capacity) {
  tree.begin();
  struct Label {
    std::int64_t dist = std::numeric_limits<std::int64_t>::max();
    std::uint32_t from = 0;
    bool settled = false;
  };
  const std::uint32_t root = tree.root();
  std::vector<Label> label(root);
  using Reached = std::pair<std::int64_t, std::uint32_t>;
  std::vector<Reached> heap;
  std::vector<std::uint32_t> near;  // Reached at the distance that is being settled, in turn: a
  std::size_t next = 0;             // tree that is not deep is faster to change.
  std::int64_t now = 0;
  const auto reach = [&](std::uint32_t node, std::uint32_t from, std::int64_t length) {
    Label& l = label[node];
    const std::int64_t dist = now + std::max<std::int64_t>(length, 0);
    if (l.settled || dist >= l.dist) return;
    l.dist = dist;
    l.from = from;
    if (dist == now) {
      near.push_back(node);
    } else {
      heap.emplace_back(dist, node);
      std::push_heap(heap.begin(), heap.end(), std::greater<>());
    }
  };
  const auto entry_of = [&](std::uint32_t r, std::uint32_t c) {
    const RowEntry* const row = rows.begin(r);
    std::uint32_t i = 0;
    while ((row[i].column & column_mask) != c) ++i;
    return i;
  };
  for (std::uint32_t c = 0; c < capacity.size(); ++c) {
    if (capacity[c] > bids.held(c).size()) reach(tree.node_of_column(c), root, 0);
  }
  for (std::uint32_t r = 0; r < rows.count(); ++r) {
    reach(r, root, bids.taken(r).size() < seats.seats[r] ? 0 : bids.rent(r));
  }
  while (true) {
    std::uint32_t node = root;
    if (next < near.size()) {
      node = near[next++];
    } else if (!heap.empty()) {
      std::pop_heap(heap.begin(), heap.end(), std::greater<>());
      node = heap.back().second;
      now = heap.back().first;
      heap.pop_back();
      near.clear();
      next = 0;
    } else {
      return;
    }
    Label& l = label[node];
    if (l.settled || l.dist != now) continue;
    l.settled = true;
    if (node < rows.count()) {
      const std::uint32_t r = node;
      tree.hang(r, l.from, l.from == root ? 0 : entry_of(r, l.from - rows.count()));
      const std::int64_t rent = bids.rent(r);
      for (const ColumnBids::Deal& d : bids.taken(r)) {
        if (label[tree.node_of_column(d.who)].settled) continue;
        std::int64_t gain = 0;
        for (const ColumnBids::Deal& unit : bids.held(d.who)) {
          if (unit.who == r) gain = unit.worth;
        }
        reach(tree.node_of_column(d.who), r, gain - rent - bids.earns(d.who));
      }
    } else {
      const std::uint32_t c = node - rows.count();
      tree.hang(node, l.from, l.from == root ? 0 : entry_of(l.from, c));
      const std::int64_t earns = bids.earns(c);
      for (const RowEntry& e : bids.pairs(c)) {
        if (label[e.column].settled) continue;
        const std::int64_t length = earns + bids.rent(e.column) + e.cost;
        if (now + std::max<std::int64_t>(length, 0) >= label[e.column].dist) continue;
        bool held = false;
        for (const ColumnBids::Deal& unit : bids.held(c)) held = held || unit.who == e.column;
        if (!held) reach(e.column, node, length);
      }
    }
  }
}

/// By how much the candidates of a row differ, on average.
template <class Rows>
std::int32_t usual_spread(Rows& rows) {
  std::int64_t sum = 0;
  std::int64_t count = 0;
  for (std::uint32_t r = 0; r < rows.count(); ++r) {
    if (rows.known(r) < 2) continue;
    sum += rows.begin(r)[rows.known(r) - 1].cost - rows.begin(r)[0].cost;
    ++count;
  }
  return static_cast<std::int32_t>(sum / std::max<std::int64_t>(count, 1)) + 1;
}

/// Bids and the tree by turns, until the tree is optimal. False: ended by the watch.
template <class Rows>
bool bid_and_improve(Rows& rows, const RowSeats& seats, std::span<const std::uint32_t> capacity,
                     ColumnBids& bids, SeatTree<Rows>& tree, Watch& watch) {
  const auto tree_of_bids = [&] {
    hold_as_bid(rows, bids, capacity.size());
    grow_tree(tree, rows, bids, seats, capacity);
  };
  const std::int32_t spread = usual_spread(rows);
  std::int32_t step = std::max(1, bids.largest_gain() / 48);
  if (!bids.run(step, watch)) return false;
  if (step > spread) {
    tree_of_bids();
    if (!tree.improve(5 * std::min(spread, step), watch)) return false;
    for (std::uint32_t r = 0; r < rows.count(); ++r) {
      bids.set_rent(r, static_cast<std::int32_t>(seats.empty[r]) - tree.row_prices()[r]);
    }
    step = std::max(1, spread / 2);
    bids.lower_rents(step + step / 2);
    if (!bids.run(step, watch)) return false;
  }
  // Rents that begin too high leave seats empty at a price, and the tree has to mend it.
  bids.lower_rents(step + step / 2);
  if (!bids.run(std::max(1, step / 10), watch)) return false;
  tree_of_bids();
  return tree.improve(0, watch);
}

/// What solve_congested() takes beside the rows, about.
inline std::uint64_t congested_bytes(std::uint64_t pairs, std::uint64_t rows,
                                     std::span<const std::uint32_t> capacity) {
  std::uint64_t units = 0;
  for (const std::uint32_t c : capacity) units += c;
  return pairs * 8 + std::min(units, pairs) * 16 + (rows + capacity.size()) * 120;
}

/// Solves to the optimum, or until the watch ends it; for what solve_flat() answers as congested.
/// What the rows hold at the beginning is a plan within all limits. All their entries are made.
template <class Rows>
FlatAnswer solve_congested(Rows& rows, const RowSeats& seats,
                           std::span<const std::uint32_t> capacity, Watch& watch,
                           NextHits next_hits) {
  FlatAnswer answer;
  for (std::uint32_t r = 0; r < rows.count() && answer.complete; ++r) {
    while (rows.grow(r)) {
    }
    if ((r & 63U) != 63U) continue;
    answer.complete = !watch.must_end(0);
    watch.report_part("flow", 0.2 * r / rows.count());
  }
  std::vector<std::int32_t>& u = answer.row_price;
  std::vector<std::int32_t>& p = answer.column_price;
  u.resize(rows.count());
  p.resize(capacity.size(), 0);
  if (answer.complete) {
    ColumnBids bids(rows, seats, capacity, next_hits);
    SeatTree tree(rows, seats, capacity, worst_entry_beside(next_hits));
    answer.complete = bid_and_improve(rows, seats, capacity, bids, tree, watch);
    answer.auction.bids = bids.bids();
    answer.auction.looked_at = bids.looked_at();
    answer.pivots = tree.pivots();
    answer.bytes = bids.bytes() + tree.bytes() + (u.size() + p.size()) * 4;
    if (!tree.column_prices().empty()) {
      std::ranges::copy(tree.row_prices(), u.begin());
      std::ranges::copy(tree.column_prices(), p.begin());
    }
  }
  FlatProof proof(rows, seats, p, next_hits);
  if (!answer.complete) {
    // What is held may be older than the prices: a column with a free unit has none.
    std::vector<std::uint32_t> free(capacity.begin(), capacity.end());
    for (std::uint32_t r = 0; r < rows.count(); ++r) {
      for (std::uint32_t i = 0; i < rows.known(r); ++i) {
        const std::uint32_t c = rows.begin(r)[i].column;
        if ((c & held_bit) != 0) --free[c & column_mask];
      }
    }
    for (std::size_t c = 0; c < p.size(); ++c) {
      p[c] = free[c] > 0 ? 0 : std::max(0, p[c]);
      if (capacity[c] == 0) p[c] = static_cast<std::int32_t>(2 * small_cost);
    }
    for (std::uint32_t r = 0; r < rows.count(); ++r) u[r] = proof.cheapest(r, seats.seats[r]);
  }
  for (std::uint32_t r = 0; r < rows.count(); ++r) proof.add(r, u[r]);
  proof.add_columns(capacity);
  answer.objective = proof.objective();
  answer.bound = proof.bound();
  return answer;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
