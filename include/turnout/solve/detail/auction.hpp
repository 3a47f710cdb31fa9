// turnout/solve/detail/auction.hpp -- rows bid for the columns they like best.
//
// The multi-unit auction (Bertsekas and Castanon 1989, "The auction algorithm for the
// transportation problem"), made for many seats a row. A row bids for all its missing seats in
// one scan: it takes the cheapest candidates at the columns' prices and raises each to the level
// of the next one, or to the value of an empty seat; who is outbid bids again. Rows wait in a
// queue, first in first out. A bid follows its row's level: before a unit changes hands, its
// holder is asked what it is worth to it by now, and the bidder may go away empty-handed.
//
// Costs are scaled by 2^shift, more than there are seats, and bids rise by at least 1: so the end
// is within 1 of optimal on the scaled costs. Then prices are rounded: at most seats + 1 residues
// modulo 2^shift occur among prices, so one does not, and rounding at that residue makes all
// reduced costs whole and not negative. The plan is optimal and the rounded prices prove it.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/run.hpp>
#include <turnout/solve/convex.hpp>
#include <turnout/solve/detail/columns.hpp>
#include <turnout/solve/detail/filter.hpp>
#include <turnout/solve/detail/rows.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Seats of the rows and what leaving one empty costs: of all seats of a row the same, or by
/// steps. The seats that are worth most are filled first.
struct RowSeats {
  std::span<const std::uint32_t> seats;
  std::span<const std::int64_t> empty;             ///< Within small_cost. Empty: by steps.
  std::span<const std::uint32_t> fillable = {};    ///< No more can be filled. Empty: all.
  std::span<const std::uint32_t> step_start = {};  ///< Row r has steps [r] .. [r + 1].
  std::span<const SeatValue> steps = {};

  /// What leaving the k-th seat empty costs, k from 1. Falls or stays as k rises.
  [[nodiscard]] std::int64_t worth(std::uint32_t r, std::uint32_t k) const noexcept {
    if (!empty.empty()) return empty[r];
    std::uint32_t i = step_start[r];
    for (; i + 1 < step_start[r + 1] && k > steps[i].seats; ++i) k -= steps[i].seats;
    return steps[i].value;
  }
};

struct AuctionCounters {
  std::uint64_t bids = 0;       ///< Scans of a row.
  std::uint64_t looked_at = 0;  ///< Candidates that passed the filter.
  std::uint64_t evictions = 0;
};

/// A first-in first-out queue that holds each row at most once.
class RowQueue {
 public:
  explicit RowQueue(std::size_t rows) : ring_(rows + 1), waits_(rows, 0) {}
  [[nodiscard]] bool empty() const noexcept { return head_ == tail_; }
  void push(std::uint32_t r) {
    if (waits_[r] != 0) return;
    waits_[r] = 1;
    ring_[tail_] = r;
    tail_ = tail_ + 1 == ring_.size() ? 0 : tail_ + 1;
  }
  std::uint32_t pop() {
    const std::uint32_t r = ring_[head_];
    head_ = head_ + 1 == ring_.size() ? 0 : head_ + 1;
    waits_[r] = 0;
    return r;
  }

 private:
  std::vector<std::uint32_t> ring_;
  std::vector<std::uint8_t> waits_;
  std::size_t head_ = 0;
  std::size_t tail_ = 0;
};

template <class Rows, class Columns>
class SeatAuction {
 public:
  SeatAuction(Rows& rows, Columns& columns, const RowSeats& seats, int shift, NextHits next_hits)
      : rows_(rows),
        columns_(columns),
        seats_(seats),
        shift_(shift),
        next_hits_(next_hits),
        missing_(seats.seats.begin(), seats.seats.end()),
        held_(rows.count(), 0),
        level_(rows.count(), std::numeric_limits<std::int64_t>::min()),
        queue_(rows.count()) {
    std::uint32_t most = 0;
    for (std::uint32_t r = 0; r < rows.count(); ++r) {
      if (!seats.fillable.empty()) missing_[r] = std::min(missing_[r], seats.fillable[r]);
      missing_total_ += missing_[r];
      most = std::max(most, missing_[r]);
      if (missing_[r] > 0) queue_.push(r);
    }
    best_.reserve(std::size_t{most} + 1);
  }

  /// Until no seat is missing but those of rows that are caught in a war over prices: a row has
  /// `turns` turns. The state is within 1 of optimal whenever it stops, so that shortest paths can
  /// fill the seats still missing. False: ended by the watch.
  bool run(Watch& watch) {
    std::vector<std::uint8_t> turn(rows_.count(), 0);
    const auto asked = static_cast<double>(missing_total_);
    while (!queue_.empty()) {
      const std::uint32_t r = queue_.pop();
      if (turn[r] < turns) {
        ++turn[r];
        bid(r);
      }
      if ((++visits_ & 63U) != 0) continue;
      if (watch.must_end(64)) return false;
      watch.report_part("flow", 1 - static_cast<double>(missing_total_) / asked);
    }
    return true;
  }

  [[nodiscard]] std::span<const std::uint32_t> missing() const noexcept { return missing_; }
  [[nodiscard]] std::span<const std::uint32_t> held() const noexcept { return held_; }
  [[nodiscard]] std::uint64_t missing_total() const noexcept { return missing_total_; }
  [[nodiscard]] const AuctionCounters& counters() const noexcept { return counters_; }

 private:
  /// From 2 to 16 made little difference on five cities; wars cost more than paths.
  static constexpr std::uint8_t turns = 4;

  struct Offer {
    std::int64_t net;  ///< Scaled cost and price.
    std::uint32_t position;
  };
  [[nodiscard]] std::int32_t half(std::int64_t net) const noexcept {
    const std::int64_t whole = net >> shift_;
    return static_cast<std::int32_t>(2 * whole + ((whole << shift_) != net ? 1 : 0));
  }
  [[nodiscard]] std::int64_t net(const RowEntry& e) const noexcept {
    return (static_cast<std::int64_t>(e.cost) << shift_) + columns_.price(e.column & column_mask);
  }

  /// The `most` cheapest candidates that the row does not hold, below `bound`, into best_.
  void find_best(std::uint32_t r, std::size_t most, std::int64_t bound) {
    best_.clear();
    std::int32_t limit = half(bound);
    std::uint32_t position = 0;
    while (true) {
      const RowFilter filter{columns_.half_prices(), columns_.lowest_half(), 1};
      const RowEntry* const row = rows_.begin(r);
      const std::uint32_t known = rows_.known(r);
      while (position < known) {
        RowHits hits = next_hits_(row, position, known, limit, filter);
        position = hits.position + (hits.bits != 0 ? 16 : 0);
        for (; hits.bits != 0; hits.bits &= hits.bits - 1) {
          const std::uint32_t i =
              hits.position + static_cast<std::uint32_t>(std::countr_zero(hits.bits));
          ++counters_.looked_at;
          const std::int64_t value = net(row[i]);
          if (value >= bound) continue;
          if (best_.size() == most) best_.pop_back();
          auto at = best_.end();
          while (at != best_.begin() && (at - 1)->net > value) --at;
          best_.insert(at, Offer{value, i});
          if (best_.size() == most) {
            bound = best_.back().net;
            limit = half(bound);
          }
        }
      }
      position = known;
      if (known > 0 && 2 * row[known - 1].cost + filter.lowest > limit) return;
      if (!rows_.grow(r)) return;
    }
  }

  void bid(std::uint32_t r) {
    ++counters_.bids;
    const std::uint32_t wanted = missing_[r];
    const std::uint32_t held = held_[r];
    const auto worth = [&](std::size_t k) {
      return seats_.worth(r, held + static_cast<std::uint32_t>(k)) << shift_;
    };
    if (wanted > 0) find_best(r, std::size_t{wanted} + 1, worth(1));
    std::size_t taken = std::min<std::size_t>(best_.size(), wanted);
    while (taken > 0 && best_[taken - 1].net >= worth(taken)) --taken;
    std::int64_t level = level_[r];
    if (taken > 0) {
      level = worth(taken);
      if (best_.size() > taken) level = std::min(level, best_[taken].net);
      level_[r] = level;
    }
    // Whatever is not taken now costs at least the level, and prices only rise.
    if (taken < wanted) {
      const std::int64_t given_up = worth(taken + 1);
      level_[r] = level = std::max(level, given_up);
    }
    std::uint32_t refused = 0;
    const auto worth_to = [this](const auto& unit) {
      const std::int32_t cost = rows_.begin(unit.row)[unit.position].cost;
      return level_[unit.row] - (static_cast<std::int64_t>(cost) << shift_) + 1;
    };
    RowEntry* const row = rows_.begin(r);
    for (std::size_t i = 0; i < taken; ++i) columns_.prefetch(row[best_[i].position].column);
    for (std::size_t i = 0; i < taken; ++i) columns_.prefetch_units(row[best_[i].position].column);
    for (std::size_t i = 0; i < taken; ++i) {
      RowEntry& e = row[best_[i].position];
      const HeldUnit unit{level - (static_cast<std::int64_t>(e.cost) << shift_) + 1, r,
                          best_[i].position};
      const std::optional<HeldUnit> lost = columns_.take(e.column, unit, worth_to);
      if (!lost) {
        ++refused;
        continue;
      }
      e.column |= held_bit;
      if (lost->row == no_row) continue;
      ++counters_.evictions;
      rows_.begin(lost->row)[lost->position].column &= column_mask;
      ++missing_[lost->row];
      --held_[lost->row];
      ++missing_total_;
      queue_.push(lost->row);
    }
    held_[r] += static_cast<std::uint32_t>(taken) - refused;
    missing_[r] = refused;
    missing_total_ -= wanted - refused;
    if (refused > 0) queue_.push(r);
  }

  Rows& rows_;
  Columns& columns_;
  const RowSeats& seats_;
  int shift_;
  NextHits next_hits_;
  std::vector<std::uint32_t> missing_;
  std::vector<std::uint32_t> held_;
  std::vector<std::int64_t> level_;  ///< Of a row's last bid; levels do not fall.
  RowQueue queue_;
  std::vector<Offer> best_;
  std::uint64_t missing_total_ = 0;
  std::uint64_t visits_ = 0;
  AuctionCounters counters_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
