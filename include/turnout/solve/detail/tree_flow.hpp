// turnout/solve/detail/tree_flow.hpp -- rows with seats, members with nested limits: to the end.
//
// The way of flat.hpp for columns that are leaves of trees: an auction of few turns, rounding,
// shortest paths for what is left. What it answers are prices; who serves stands as held entries
// in the rows.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/run.hpp>
#include <turnout/solve/detail/flat.hpp>
#include <turnout/solve/detail/tree_columns.hpp>
#include <turnout/solve/detail/tree_paths.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

struct TreeAnswer {
  std::vector<std::int32_t> row_price;  ///< Prices of nodes stand in the columns.
  bool complete = true;                 ///< False: ended by the watch.
  bool congested = false;               ///< So many seats are fought over that another way is due.
  AuctionCounters auction;
  PathCounters paths;
  std::size_t bytes = 0;
};

/// Bits below which bids are fractions of a cost; more values than there are seats.
inline int scale_bits(std::span<const std::uint32_t> seats) {
  std::uint64_t asked = 0;
  for (const std::uint32_t k : seats) asked += k;
  return static_cast<int>(std::bit_width(asked + 1));
}

/// Prices of rows from whole prices of nodes.
template <class Rows>
class TreeRowPrices {
 public:
  TreeRowPrices(Rows& rows, TreeColumns& columns, const RowSeats& seats)
      : rows_(rows), columns_(columns), seats_(seats) {}

  /// The price that the plan gives a row: of its dearest candidate, within what its first empty
  /// seat and its last one that is not given up are worth.
  [[nodiscard]] std::int32_t of_plan(std::uint32_t r, std::uint32_t held, std::uint32_t open) {
    std::int64_t price = std::numeric_limits<std::int64_t>::min();
    if (held > 0) {
      const RowEntry* const row = rows_.begin(r);
      for (std::uint32_t i = 0, found = 0; found < held; ++i) {
        if ((row[i].column & held_bit) == 0) continue;
        ++found;
        price = std::max(price, net(row[i]));
      }
    } else if (open > 0 || seats_.seats[r] == 0) {
      price = cheapest(r, 1);
    }
    if (open > 0) price = std::min(price, seats_.worth(r, open));
    if (open < seats_.seats[r]) price = std::max(price, seats_.worth(r, open + 1));
    return static_cast<std::int32_t>(price);
  }

  /// What the last of so many seats, one at least, costs at the prices that are there, whoever
  /// holds what.
  [[nodiscard]] std::int64_t cheapest(std::uint32_t r, std::uint32_t seats) {
    nets_.clear();
    const std::int64_t most = seats_.seats[r] > 0 ? seats_.worth(r, 1) : TreeColumns::never;
    const auto limit = [&] { return nets_.size() < seats ? most : nets_.front(); };
    for (std::uint32_t i = 0;; ++i) {
      if (i == rows_.known(r) && !rows_.grow(r)) break;
      const RowEntry e = rows_.begin(r)[i];
      if (e.cost + std::int64_t{columns_.lowest()} >= limit()) break;
      const std::int64_t here = net(e);
      if (here >= limit()) continue;
      if (nets_.size() == seats) {
        std::pop_heap(nets_.begin(), nets_.end());
        nets_.pop_back();
      }
      nets_.push_back(here);
      std::push_heap(nets_.begin(), nets_.end());
    }
    return limit();
  }

 private:
  [[nodiscard]] std::int64_t net(const RowEntry& e) {
    return std::int64_t{e.cost} + columns_.prices()[e.column & column_mask];
  }
  Rows& rows_;
  TreeColumns& columns_;
  const RowSeats& seats_;
  std::vector<std::int64_t> nets_;
};

/// Solves to the optimum, or until the watch ends it. `columns` have no units yet and steps of
/// `shift` = scale_bits(seats that can be filled); the rows' candidates name its nodes, each
/// member at most once a row.
template <class Rows>
TreeAnswer solve_tree(Rows& rows, TreeColumns& columns, const RowSeats& seats, int shift,
                      Watch& watch, NextHits next_hits) {
  TreeAnswer answer;
  SeatAuction auction(rows, columns, seats, shift, next_hits);
  const std::uint64_t asked = auction.missing_total();
  watch.begin_part(0, 0.6);
  answer.complete = auction.run(watch);
  answer.auction = auction.counters();
  answer.congested = answer.complete && auction.missing_total() > asked / 4 + 1'000;
  if (answer.congested) return answer;

  columns.round(unused_residue(columns, shift) + 1);
  TreeRowPrices<Rows> prices(rows, columns, seats);
  std::vector<std::int32_t>& u = answer.row_price;
  u.resize(rows.count());
  std::vector<std::uint32_t> open(rows.count());
  for (std::uint32_t r = 0; r < rows.count(); ++r)
    open[r] = auction.held()[r] + auction.missing()[r];
  if (answer.complete) {
    for (std::uint32_t r = 0; r < rows.count(); ++r)
      u[r] = prices.of_plan(r, auction.held()[r], open[r]);
    if (auction.missing_total() > 0) {
      watch.begin_part(0.6, 1);
      TreePaths paths(rows, columns, seats, open, u, next_hits);
      // Paths longer than this say that the town is short of people all the same.
      const std::uint64_t most_work = 200 * asked + 1'000'000;
      answer.complete = fill_missing(paths, auction.missing(), watch, most_work);
      answer.congested = answer.complete && paths.counters().settled > most_work;
      if (answer.congested) return answer;
      answer.paths = paths.counters();
      answer.bytes += paths.bytes();
    }
  }
  if (!answer.complete) {
    for (std::uint32_t r = 0; r < rows.count(); ++r)
      u[r] = static_cast<std::int32_t>(prices.cheapest(r, std::max(seats.seats[r], 1U)));
  }
  answer.bytes += columns.bytes() + u.size() * 8;
  return answer;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
