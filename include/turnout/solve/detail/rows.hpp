// turnout/solve/detail/rows.hpp -- the candidates of each row, cheapest first, made as far as asked.
//
// A solver that goes through a row by rising cost and stops at its bound looks at few candidates:
// on a city about two or three a seat. So a row is a sorted beginning, *known*, that can grow, and
// a rest that nobody has sorted, or not even made, yet.
//
//   while (position == rows.known(r) && rows.grow(r)) {}   // then begin(r)[position], if any
//
// A source of rows has this shape:
//
//   std::uint32_t count() const;          how many rows there are
//   RowEntry* begin(r);                   its known entries; moves when the row grows
//   std::uint32_t known(r) const;         how many they are
//   bool grow(r);                         makes more known, or answers false: the row is complete
//   std::uint32_t origin(r, i) const;     the caller's name of entry i
//
// Entries rise by (cost, position), and none that is not known costs less than one that is.
// Sixteen entries after the last known one may be read, whatever stands there.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// A candidate of a row. Eight bytes, so that a cache line holds eight.
struct RowEntry {
  std::uint32_t column;  ///< Below 2^31; its top bit says that the row holds the candidate.
  std::int32_t cost;
};

inline constexpr std::uint32_t held_bit = std::uint32_t{1} << 31;
inline constexpr std::uint32_t column_mask = held_bit - 1;
/// Entries that may be read behind a row's last one.
inline constexpr std::size_t row_padding = 16;
/// Costs, values of seats and prices of the 32-bit kernel stay within it.
inline constexpr std::int64_t small_cost = std::int64_t{1} << 28;

/// Known beginnings of rows in one array; a row that outgrows its room moves to the end.
class RowStore {
 public:
  explicit RowStore(std::size_t rows) : rows_(rows) { entry_.resize(row_padding); }

  [[nodiscard]] RowEntry* begin(std::uint32_t r) noexcept { return entry_.data() + rows_[r].start; }
  [[nodiscard]] const RowEntry* begin(std::uint32_t r) const noexcept {
    return entry_.data() + rows_[r].start;
  }
  [[nodiscard]] std::uint32_t known(std::uint32_t r) const noexcept { return rows_[r].known; }
  [[nodiscard]] std::uint32_t origin(std::uint32_t r, std::uint32_t i) const noexcept {
    return origin_[rows_[r].start + i];
  }
  [[nodiscard]] std::uint32_t count() const noexcept {
    return static_cast<std::uint32_t>(rows_.size());
  }
  [[nodiscard]] std::size_t bytes() const noexcept {
    return entry_.capacity() * sizeof(RowEntry) + origin_.capacity() * 4 +
           rows_.capacity() * sizeof(Row);
  }

  /// Room for so many entries in all, so that nothing moves while the first of each row are added.
  void reserve(std::size_t entries) {
    entry_.reserve(entries + row_padding);
    origin_.reserve(entries);
  }
  /// Adds entries, dearer than all that are known, at the end of a row.
  struct Named {
    std::int32_t cost;
    std::uint32_t origin;
    std::uint32_t column;
  };
  void append(std::uint32_t r, std::span<const Named> more) {
    Row& row = rows_[r];
    const std::size_t end = row.start + row.known;
    if (end + row_padding != entry_.size() || end != origin_.size()) {
      if (row.room < row.known + more.size()) move_to_end(row, more.size());
    }
    const std::size_t at = row.start + row.known;
    if (at + more.size() > origin_.size()) {
      entry_.resize(at + more.size() + row_padding);
      origin_.resize(at + more.size());
    }
    for (std::size_t i = 0; i < more.size(); ++i) {
      entry_[at + i] = {more[i].column, more[i].cost};
      origin_[at + i] = more[i].origin;
    }
    row.known += static_cast<std::uint32_t>(more.size());
    row.room = std::max(row.room, row.known);
  }

 private:
  struct Row {
    std::size_t start = 0;
    std::uint32_t known = 0;
    std::uint32_t room = 0;
  };
  void move_to_end(Row& row, std::size_t more) {
    const std::size_t to = origin_.size();
    const std::size_t room = row.known + std::max<std::size_t>(more, row.known);
    entry_.resize(to + room + row_padding);
    origin_.resize(to + room);
    std::copy_n(entry_.begin() + static_cast<std::ptrdiff_t>(row.start), row.known,
                entry_.begin() + static_cast<std::ptrdiff_t>(to));
    std::copy_n(origin_.begin() + static_cast<std::ptrdiff_t>(row.start), row.known,
                origin_.begin() + static_cast<std::ptrdiff_t>(to));
    row.start = to;
    row.room = static_cast<std::uint32_t>(room);
  }

  std::vector<Row> rows_;
  std::vector<RowEntry> entry_;
  std::vector<std::uint32_t> origin_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
