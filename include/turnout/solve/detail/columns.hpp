// turnout/solve/detail/columns.hpp -- who holds the units of each column, and at what bid.
//
// A column (a member) has `capacity` units that are all alike. While one is free it costs
// nothing; once all are held, the lowest bid is the price, and whoever bids more takes that unit.
// Prices only rise, and a column that is full stays so.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/solve/detail/rows.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline constexpr std::uint32_t no_row = ~std::uint32_t{0};

/// A unit of a column: entry `position` of `row` holds it.
struct HeldUnit {
  std::int64_t bid;
  std::uint32_t row;
  std::uint32_t position;
};

class FlatColumns {
 public:
  /// Bids come in steps of 1 / 2^shift of a cost.
  FlatColumns(std::span<const std::uint32_t> capacity, int shift)
      : shift_(shift), half_(capacity.size(), 0), column_(capacity.size()) {
    for (std::size_t c = 0; c < capacity.size(); ++c) {
      column_[c].capacity = capacity[c];
      if (capacity[c] == 0) set_price(c, (2 * small_cost) << shift);  // beyond every limit
    }
  }

  [[nodiscard]] std::size_t size() const noexcept { return column_.size(); }
  /// Most are 0, which the compact array knows.
  [[nodiscard]] std::int64_t price(std::size_t c) const noexcept {
    return half_[c] == 0 ? 0 : column_[c].price;
  }
  /// Asks for what take() will read.
  void prefetch(std::size_t c) const noexcept { __builtin_prefetch(&column_[c], 1); }
  void prefetch_units(std::size_t c) const noexcept {
    __builtin_prefetch(unit_.data() + column_[c].start, 1);
  }
  /// By column: 2 floor(price / 2^shift), and 1 more where that is no whole number.
  [[nodiscard]] const std::int32_t* half_prices() const noexcept { return half_.data(); }
  /// No half price is below it.
  [[nodiscard]] static std::int32_t lowest_half() noexcept { return 0; }
  [[nodiscard]] std::uint32_t capacity(std::size_t c) const noexcept { return column_[c].capacity; }
  [[nodiscard]] bool full(std::size_t c) const noexcept {
    return column_[c].count >= column_[c].capacity;
  }
  [[nodiscard]] std::span<HeldUnit> held(std::size_t c) noexcept {
    return std::span(unit_).subspan(column_[c].start, column_[c].count);
  }

  /// Gives a unit to `unit`, which bids more than the price. Answers who lost it (row no_row:
  /// nobody), or nothing: holders, whose bids are brought up to date by `worth_to`, bid as much.
  template <class WorthTo>
  std::optional<HeldUnit> take(std::size_t c, const HeldUnit& unit, const WorthTo& worth_to) {
    Column& column = column_[c];
    HeldUnit lost{0, no_row, 0};
    if (column.count < column.capacity) {
      add(column, unit);
    } else {
      HeldUnit* const first = unit_.data() + column.start;
      HeldUnit* const last = first + column.count;
      const bool heap = column.count > few;
      HeldUnit* least = first;
      while (true) {  // Each holder's bid rises once at most.
        if (!heap) least = std::min_element(first, last, lower);
        const std::int64_t worth = worth_to(*least);
        if (worth <= least->bid) break;
        if (heap) std::pop_heap(first, last, higher);
        (heap ? last - 1 : least)->bid = worth;
        if (heap) std::push_heap(first, last, higher);
      }
      if (unit.bid <= least->bid) {
        set_price(c, least->bid);
        return std::nullopt;
      }
      lost = *least;
      if (heap) std::pop_heap(first, last, higher);
      *(heap ? last - 1 : least) = unit;
      if (heap) std::push_heap(first, last, higher);
    }
    if (column.count == column.capacity) set_price(c, lowest_bid(column));
    return lost;
  }

  /// Adds a unit while there is room, whatever it bids.
  void add(std::size_t c, const HeldUnit& unit) { add(column_[c], unit); }
  /// Replaces the unit that a row holds by another.
  void replace(std::size_t c, std::uint32_t row, std::uint32_t position, const HeldUnit& unit) {
    for (HeldUnit& u : held(c)) {
      if (u.row == row && u.position == position) {
        u = unit;
        return;
      }
    }
  }
  [[nodiscard]] std::size_t bytes() const noexcept {
    return half_.capacity() * 4 + column_.capacity() * sizeof(Column) +
           unit_.capacity() * sizeof(HeldUnit);
  }

 private:
  struct Column {
    std::int64_t price = 0;
    std::uint32_t count = 0;
    std::uint32_t room = 0;
    std::uint32_t capacity = 0;
    std::uint32_t start = 0;  ///< Of its units, which double at most: far below 2^32.
  };
  /// So many units are looked through; more stand in a heap, the lowest bid first.
  static constexpr std::uint32_t few = 8;
  static bool lower(const HeldUnit& a, const HeldUnit& b) { return a.bid < b.bid; }
  static bool higher(const HeldUnit& a, const HeldUnit& b) { return a.bid > b.bid; }

  void add(Column& column, const HeldUnit& unit) {
    if (column.count == column.room) {
      const std::uint32_t room = std::max<std::uint32_t>(1, 2 * column.room);
      const auto start = static_cast<std::uint32_t>(unit_.size());
      unit_.resize(unit_.size() + room);
      std::copy_n(unit_.begin() + static_cast<std::ptrdiff_t>(column.start), column.count,
                  unit_.begin() + static_cast<std::ptrdiff_t>(start));
      column.start = start;
      column.room = room;
    }
    HeldUnit* const first = unit_.data() + column.start;
    first[column.count++] = unit;
    if (column.count == few + 1) {
      std::make_heap(first, first + column.count, higher);
    } else if (column.count > few) {
      std::push_heap(first, first + column.count, higher);
    }
  }
  [[nodiscard]] std::int64_t lowest_bid(const Column& column) const {
    const HeldUnit* const first = unit_.data() + column.start;
    return column.count > few ? first->bid
                              : std::min_element(first, first + column.count, lower)->bid;
  }
  void set_price(std::size_t c, std::int64_t price) {
    column_[c].price = price;
    const std::int64_t whole = price >> shift_;
    half_[c] = static_cast<std::int32_t>(2 * whole + ((whole << shift_) != price ? 1 : 0));
  }

  int shift_;
  std::vector<std::int32_t> half_;
  std::vector<Column> column_;
  std::vector<HeldUnit> unit_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
