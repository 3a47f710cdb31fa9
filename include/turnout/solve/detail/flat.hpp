// turnout/solve/detail/flat.hpp -- rows with seats, columns with units, one price each: to the end.
//
// The whole way for the plain problem, in which a member has one limit and a need one row: an
// auction, shortest paths for what a war over prices left open, whole prices, and the proof.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/run.hpp>
#include <turnout/solve/detail/auction.hpp>
#include <turnout/solve/detail/paths.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// What the flat kernel answers. Who serves stands as held entries in the rows.
struct FlatAnswer {
  std::vector<std::int32_t> row_price;
  std::vector<std::int32_t> column_price;
  std::int64_t objective = 0;  ///< Held entries and empty seats.
  std::int64_t bound = 0;      ///< By the prices, over all entries; recomputed from scratch.
  bool complete = true;        ///< False: ended by the watch.
  bool congested = false;      ///< So many seats are fought over that another method is due.
  AuctionCounters auction;
  PathCounters paths;
  std::uint64_t pivots = 0;  ///< Of the tree that solves what is congested.
  std::size_t bytes = 0;
};

/// The residue modulo 2^shift that no price has. There are at most seats + 1 that occur.
template <class Columns>
std::int64_t unused_residue(const Columns& columns, int shift) {
  const std::size_t residues = std::size_t{1} << shift;
  std::vector<bool> used(residues, false);
  used[0] = true;  // Of values of seats.
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (columns.half_prices()[c] == 0) continue;
    used[static_cast<std::size_t>(columns.price(c)) & (residues - 1)] = true;
  }
  return std::ranges::find(used, false) - used.begin();
}

/// One pass over the rows as far as the prices ask: sets row prices and adds up both totals.
template <class Rows>
class FlatProof {
 public:
  FlatProof(Rows& rows, const RowSeats& seats, std::span<const std::int32_t> column_price,
            NextHits next_hits)
      : rows_(rows), seats_(seats), p_(column_price), next_hits_(next_hits) {}

  /// The price that the plan gives the row: of its dearest pair; of an empty seat where it has
  /// one that is not just `missing` yet. A row without pairs: the highest price that is not above
  /// any of its candidates.
  [[nodiscard]] std::int32_t price_of_plan(std::uint32_t r, std::uint32_t missing) {
    std::int32_t dearest = std::numeric_limits<std::int32_t>::min();
    std::uint32_t held = 0;
    const RowEntry* const row = rows_.begin(r);
    for (std::uint32_t i = 0; i < rows_.known(r) && held < seats_.seats[r]; ++i) {
      if ((row[i].column & held_bit) == 0) continue;
      ++held;
      dearest = std::max(dearest, row[i].cost + p_[row[i].column & column_mask]);
    }
    const auto empty = static_cast<std::int32_t>(seats_.empty[r]);
    if (held + missing < seats_.seats[r]) return empty;
    return held > 0 ? std::min(dearest, empty) : cheapest(r, 1);
  }

  /// What the last seat costs at the columns' prices, whoever holds what: the best price for a
  /// bound when nothing is settled yet.
  [[nodiscard]] std::int32_t cheapest(std::uint32_t r, std::uint32_t seats) {
    const auto empty = static_cast<std::int32_t>(seats_.empty[r]);
    if (seats == 0) return empty;
    nets_.clear();
    const auto limit = [&] { return nets_.size() < seats ? empty : nets_.front(); };
    for (std::uint32_t i = 0;; ++i) {
      if (i == rows_.known(r) && !rows_.grow(r)) break;
      const RowEntry e = rows_.begin(r)[i];
      if (e.cost >= limit()) break;
      const std::int32_t net = e.cost + p_[e.column & column_mask];
      if (net >= limit()) continue;
      if (nets_.size() == seats) {
        std::pop_heap(nets_.begin(), nets_.end());
        nets_.pop_back();
      }
      nets_.push_back(net);
      std::push_heap(nets_.begin(), nets_.end());
    }
    return limit();
  }

  /// Adds a row at its price to the objective and the bound.
  void add(std::uint32_t r, std::int32_t price) {
    std::uint32_t filled = 0;
    const RowFilter filter{p_.data(), 0, 0};
    bound_ += static_cast<std::int64_t>(price) * seats_.seats[r];
    // Held candidates count whatever their cost; the others only where they would pay.
    std::uint32_t position = 0;
    while (true) {
      const RowEntry* const row = rows_.begin(r);
      const std::uint32_t known = rows_.known(r);
      std::uint32_t from = position;
      while (position < known) {
        RowHits hits = next_hits_(row, position, known, price - 1, filter);
        position = hits.position + (hits.bits != 0 ? 16 : 0);
        for (; hits.bits != 0; hits.bits &= hits.bits - 1) {
          const RowEntry e =
              row[hits.position + static_cast<std::uint32_t>(std::countr_zero(hits.bits))];
          bound_ += e.cost + p_[e.column] - price;
        }
      }
      for (; from < known && filled < seats_.seats[r]; ++from) {
        const RowEntry e = row[from];
        if ((e.column & held_bit) == 0) continue;
        ++filled;
        objective_ += e.cost;
        bound_ += std::min(e.cost + p_[e.column & column_mask] - price, 0);
      }
      position = known;
      if (known > 0 && row[known - 1].cost >= price) break;
      if (!rows_.grow(r)) break;
    }
    objective_ += seats_.empty[r] * (seats_.seats[r] - filled);
  }
  /// Adds a row that nobody has begun to look at, at a price that none of its candidates beats;
  /// answers with the price.
  [[nodiscard]] std::int32_t add_unbegun(std::uint32_t r) {
    auto price = static_cast<std::int32_t>(seats_.empty[r]);
    if (seats_.seats[r] > 0) price = std::min(price, rows_.least(r));
    bound_ += static_cast<std::int64_t>(price) * seats_.seats[r];
    objective_ += seats_.empty[r] * seats_.seats[r];
    return price;
  }
  /// Adds the columns to the bound.
  void add_columns(std::span<const std::uint32_t> capacity) {
    for (std::size_t c = 0; c < p_.size(); ++c) {
      if (p_[c] != 0 && capacity[c] != 0) bound_ -= std::int64_t{p_[c]} * capacity[c];
    }
  }
  [[nodiscard]] std::int64_t objective() const noexcept { return objective_; }
  [[nodiscard]] std::int64_t bound() const noexcept { return bound_; }

 private:
  Rows& rows_;
  const RowSeats& seats_;
  std::span<const std::int32_t> p_;
  NextHits next_hits_;
  std::vector<std::int32_t> nets_;
  std::int64_t objective_ = 0;
  std::int64_t bound_ = 0;
};

/// Solves to the optimum, or until the watch ends it. No row asks for more than 2^31 seats in
/// all; costs and values of empty seats stay within small_cost.
template <class Rows>
FlatAnswer solve_flat(Rows& rows, const RowSeats& seats, std::span<const std::uint32_t> capacity,
                      Watch& watch, NextHits next_hits) {
  FlatAnswer answer;
  std::uint64_t asked = 0;
  for (const std::uint32_t k : seats.seats) asked += k;
  const auto shift = static_cast<int>(std::bit_width(asked + 1));
  FlatColumns columns(capacity, shift);
  SeatAuction auction(rows, columns, seats, shift, next_hits);
  watch.begin_part(0.2, 0.6);
  answer.complete = auction.run(watch);
  answer.auction = auction.counters();
  // One path a seat is too slow where a good part of the city is short of people.
  answer.congested = answer.complete && auction.missing_total() > asked / 4 + 1'000;
  if (answer.congested) return answer;

  std::vector<std::int32_t>& p = answer.column_price;
  std::vector<std::int32_t>& u = answer.row_price;
  p.resize(columns.size());
  u.resize(rows.count());
  const std::int64_t theta = unused_residue(columns, shift) + 1;
  for (std::size_t c = 0; c < p.size(); ++c) {
    if (columns.half_prices()[c] == 0) continue;
    p[c] = static_cast<std::int32_t>(((columns.price(c) - theta) >> shift) + 1);
  }
  FlatProof proof(rows, seats, p, next_hits);
  if (answer.complete) {
    for (std::uint32_t r = 0; r < rows.count(); ++r) {
      u[r] = proof.price_of_plan(r, auction.missing()[r]);
    }
    if (auction.missing_total() > 0) {
      watch.begin_part(0.6, 0.9);
      SeatPaths paths(rows, columns, seats, u, p, next_hits);
      answer.complete = fill_missing(paths, auction.missing(), watch, ~std::uint64_t{0});
      answer.paths = paths.counters();
    }
  }
  watch.begin_part(0.9, 1);
  for (std::uint32_t r = 0; r < rows.count(); ++r) {
    if (!answer.complete && rows.known(r) == 0) {
      u[r] = proof.add_unbegun(r);
      continue;
    }
    if (!answer.complete) u[r] = proof.cheapest(r, seats.seats[r]);
    proof.add(r, u[r]);
    if (r % 256 == 255) watch.report_part("flow", static_cast<double>(r) / rows.count());
  }
  proof.add_columns(capacity);
  answer.objective = proof.objective();
  answer.bound = proof.bound();
  answer.bytes = columns.bytes() + p.size() * 8;
  return answer;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
