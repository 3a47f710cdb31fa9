// turnout/solve/detail/column_bids.hpp -- when seats outnumber people, the people bid.
//
// Where more seats are asked for than there are units of columns, columns are the short side: each
// looks through its own few pairs for the seats that gain most over leaving them empty, and offers
// the row so much of the gain that its next best seat would do as well (the auction of Bertsekas
// and Castanon 1989, seen from the other side). A row whose seats are all taken gives the one of
// the lowest offer to whoever offers more, and that offer is its rent; a row with a seat left has
// no rent, or the one that it began with.
//
// Offers rise by at least `step`, so the outcome is within one step a seat of the best, and prices
// are right to a few steps. It is a start for the tree of seat_tree.hpp, which needs no more.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/run.hpp>
#include <turnout/solve/detail/auction.hpp>
#include <turnout/solve/detail/filter.hpp>
#include <turnout/solve/detail/rows.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

class ColumnBids {
 public:
  /// An offer for a seat, or a seat that a column holds: what stands with it, and who.
  struct Deal {
    std::int32_t worth;  ///< Of a row's seat: the offer. Of a column's unit: the gain.
    std::uint32_t who;   ///< Of a row's seat: the column. Of a column's unit: the row.
  };

  /// All entries of the rows are known. Columns without units and rows without seats stay out.
  template <class Rows>
  ColumnBids(Rows& rows, const RowSeats& seats, std::span<const std::uint32_t> capacity,
             NextHits next_hits)
      : next_hits_(next_hits),
        rent_(rows.count(), 0),
        seat_(seats.seats),
        unit_(capacity),
        seat_start_(rows.count() + 1, 0),
        unit_start_(capacity.size() + 1, 0),
        taken_(rows.count(), 0),
        held_(capacity.size(), 0),
        start_(capacity.size() + 1, 0) {
    std::int64_t largest = 1;
    each_gain(rows, seats, [&](std::uint32_t r, std::uint32_t c, std::int64_t gain) {
      ++start_[c + 1];
      ++seat_start_[r + 1];
      largest = std::max(largest, gain);
    });
    largest_ = static_cast<std::int32_t>(largest);
    for (std::size_t r = 0; r < rent_.size(); ++r) {
      seat_start_[r + 1] = seat_start_[r] + std::min<std::size_t>(seat_[r], seat_start_[r + 1]);
    }
    for (std::size_t c = 0; c < unit_.size(); ++c) {
      unit_start_[c + 1] = unit_start_[c] + std::min<std::size_t>(unit_[c], start_[c + 1]);
      start_[c + 1] += start_[c];
    }
    offer_.resize(seat_start_.back());
    unit_of_.resize(unit_start_.back());
    entry_.resize(start_.back() + row_padding);
    std::vector<std::size_t> at(start_.begin(), start_.end() - 1);
    each_gain(rows, seats, [&](std::uint32_t r, std::uint32_t c, std::int64_t gain) {
      entry_[at[c]++] = {r, -static_cast<std::int32_t>(gain)};
    });
  }

  /// All columns bid anew, against the rents as they are. It ends early where it takes so long
  /// that the tree is faster. False: ended by the watch.
  bool run(std::int32_t step, Watch& watch) {
    std::ranges::fill(taken_, 0);
    std::ranges::fill(held_, 0);
    begin_turns(unit_.size(), rent_.size());
    step_ = step;
    for (std::uint32_t c = 0; c < unit_.size(); ++c) {
      if (unit_start_[c + 1] > unit_start_[c]) push(c);
    }
    for (std::uint32_t visit = 1; head_ != tail_ && visit < enough(); ++visit) {
      const std::uint32_t c = pop();
      prefetch(ring_[head_ + 4 < ring_.size() ? head_ + 4 : 0]);
      bid(c, visit);
      if ((visit & 63U) == 0 && watch.must_end(64)) return false;
    }
    return true;
  }

  /// Sets a row's rent for the next run.
  void set_rent(std::uint32_t r, std::int32_t rent) { rent_[r] = rent; }
  void lower_rents(std::int32_t by) {
    for (std::int32_t& rent : rent_) rent = std::max(0, rent - by);
  }
  [[nodiscard]] std::int32_t largest_gain() const noexcept { return largest_; }
  [[nodiscard]] std::int32_t rent(std::uint32_t r) const noexcept { return rent_[r]; }
  /// A column's pairs: the row, and minus the gain.
  [[nodiscard]] std::span<const RowEntry> pairs(std::uint32_t c) const noexcept {
    return std::span(entry_).subspan(start_[c], start_[c + 1] - start_[c]);
  }
  [[nodiscard]] std::span<const Deal> held(std::uint32_t c) const noexcept {
    return std::span(unit_of_).subspan(unit_start_[c], held_[c]);
  }
  [[nodiscard]] std::span<const Deal> taken(std::uint32_t r) const noexcept {
    return std::span(offer_).subspan(seat_start_[r], taken_[r]);
  }
  /// What a unit of the column is worth; nothing while one is free.
  [[nodiscard]] std::int32_t earns(std::uint32_t c) const noexcept {
    if (held_[c] < unit_[c]) return 0;
    std::int32_t least = std::numeric_limits<std::int32_t>::max() - step_;
    for (const Deal& d : held(c)) least = std::min(least, d.worth - rent_[d.who]);
    return least + step_;
  }
  [[nodiscard]] std::uint64_t bids() const noexcept { return bids_; }
  [[nodiscard]] std::uint64_t looked_at() const noexcept { return looked_at_; }
  [[nodiscard]] std::size_t bytes() const noexcept {
    return entry_.capacity() * sizeof(RowEntry) +
           (offer_.capacity() + unit_of_.capacity()) * sizeof(Deal) +
           (start_.capacity() + seat_start_.capacity() + unit_start_.capacity()) * 8 +
           rent_.capacity() * 12 + held_.capacity() * 9;
  }

 private:
  struct Find {
    std::int32_t value;
    std::int32_t gain;
    std::uint32_t who;
  };

  template <class Rows, class Use>
  void each_gain(Rows& rows, const RowSeats& seats, const Use& use) const {
    for (std::uint32_t r = 0; r < rows.count(); ++r) {
      const RowEntry* const row = rows.begin(r);
      for (std::uint32_t i = 0; seats.seats[r] > 0 && i < rows.known(r); ++i) {
        const std::uint32_t c = row[i].column & column_mask;
        const std::int64_t gain = seats.empty[r] - row[i].cost;
        if (gain > 0 && unit_[c] > 0) use(r, c, gain);
      }
    }
  }

  /// So many turns, and the tree is faster.
  [[nodiscard]] std::uint64_t enough() const noexcept {
    return 40 * (unit_of_.size() + rent_.size()) + 1'000;
  }
  void begin_turns(std::size_t bidders, std::size_t others) {
    ring_.assign(bidders + 1, 0);
    waits_.assign(bidders, 0);
    stamp_.assign(others, 0);
    head_ = tail_ = 0;
  }
  void push(std::uint32_t c) {
    if (waits_[c] != 0) return;
    waits_[c] = 1;
    ring_[tail_] = c;
    tail_ = tail_ + 1 == ring_.size() ? 0 : tail_ + 1;
  }
  std::uint32_t pop() {
    const std::uint32_t c = ring_[head_];
    head_ = head_ + 1 == ring_.size() ? 0 : head_ + 1;
    waits_[c] = 0;
    return c;
  }

  /// Whose turn comes soon is known, and most of a turn is waiting for memory.
  void prefetch(std::uint32_t c) const {
    const RowEntry* const entries = entry_.data() + start_[c];
    __builtin_prefetch(entries);
    __builtin_prefetch(entries + 8);
    __builtin_prefetch(entries + 16);
    __builtin_prefetch(unit_of_.data() + unit_start_[c]);
  }
  /// Keeps the `most` best, best first; with so many, the last one is the bound for others.
  void keep(const Find& f, std::size_t most, std::int32_t& bound) {
    if (f.value <= bound) return;
    ++looked_at_;
    if (best_.size() == most) best_.pop_back();
    auto at = best_.end();
    while (at != best_.begin() && (at - 1)->value < f.value) --at;
    best_.insert(at, f);
    if (best_.size() == most) bound = best_.back().value;
  }

  /// The `most` best seats that the column does not hold, best first, into best_.
  void find_best(std::uint32_t c, std::size_t most, std::uint32_t visit) {
    best_.clear();
    for (const Deal& d : held(c)) stamp_[d.who] = visit;
    const RowFilter filter{rent_.data(), -(1 << 30), 0};  // Not in order, so none ends the row.
    const std::span<const RowEntry> row = pairs(c);
    const auto end = static_cast<std::uint32_t>(row.size());
    std::int32_t bound = 0;
    for (std::uint32_t position = 0; position < end;) {
      RowHits hits = next_hits_(row.data(), position, end, -bound - 1, filter);
      position = hits.position + (hits.bits != 0 ? 16 : 0);
      for (; hits.bits != 0; hits.bits &= hits.bits - 1) {
        const RowEntry e =
            row[hits.position + static_cast<std::uint32_t>(std::countr_zero(hits.bits))];
        if (stamp_[e.column] != visit) {
          keep({-e.cost - rent_[e.column], -e.cost, e.column}, most, bound);
        }
      }
    }
  }

  void bid(std::uint32_t c, std::uint32_t visit) {
    ++bids_;
    const std::size_t wanted = unit_start_[c + 1] - unit_start_[c] - held_[c];
    find_best(c, wanted + 1, visit);
    const std::int32_t level = best_.size() > wanted ? best_.back().value : 0;
    if (best_.size() > wanted) best_.pop_back();
    for (const Find& f : best_) {
      unit_of_[unit_start_[c] + held_[c]++] = {f.gain, f.who};
      give(f.who, {f.gain - level + step_, c});
    }
  }
  /// The lowest offer stands first, as in a heap.
  static bool higher(const Deal& a, const Deal& b) {
    return a.worth != b.worth ? a.worth > b.worth : a.who > b.who;
  }
  void give(std::uint32_t r, const Deal& offer) {
    Deal* const first = offer_.data() + seat_start_[r];
    std::uint32_t& count = taken_[r];
    if (count < seat_[r]) {
      first[count++] = offer;
      std::push_heap(first, first + count, higher);
    } else {
      const std::uint32_t loser = first->who;
      Deal* lost = unit_of_.data() + unit_start_[loser];
      while (lost->who != r) ++lost;
      *lost = unit_of_[unit_start_[loser] + --held_[loser]];
      push(loser);
      replace_first(first, count, offer);
    }
    if (count == seat_[r]) rent_[r] = first->worth;
  }
  static void replace_first(Deal* first, std::uint32_t count, const Deal& offer) {
    std::uint32_t at = 0;
    while (true) {
      std::uint32_t next = 2 * at + 1;
      if (next >= count) break;
      if (next + 1 < count && higher(first[next], first[next + 1])) ++next;
      if (!higher(offer, first[next])) break;
      first[at] = first[next];
      at = next;
    }
    first[at] = offer;
  }

  NextHits next_hits_;
  std::vector<std::int32_t> rent_;
  std::span<const std::uint32_t> seat_;
  std::span<const std::uint32_t> unit_;
  std::vector<std::size_t> seat_start_;  ///< Room for as many deals as there can be.
  std::vector<std::size_t> unit_start_;
  std::vector<std::uint32_t> taken_;
  std::vector<std::uint32_t> held_;
  std::vector<std::size_t> start_;
  std::vector<RowEntry> entry_;
  std::vector<Deal> offer_;
  std::vector<Deal> unit_of_;
  std::vector<std::uint32_t> ring_;
  std::vector<std::uint8_t> waits_;
  std::vector<std::uint32_t> stamp_;
  std::vector<Find> best_;
  std::size_t head_ = 0;
  std::size_t tail_ = 0;
  std::int32_t largest_ = 1;
  std::int32_t step_ = 1;
  std::uint64_t bids_ = 0;
  std::uint64_t looked_at_ = 0;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
