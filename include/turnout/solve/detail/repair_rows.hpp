// turnout/solve/detail/repair_rows.hpp -- many short rows that grow and shrink on their own.
//
// A row lies in one piece of a pool and moves to a piece of twice the size when it is full, so
// that no change of one row ever touches another, and there is no day on which all are moved.
// Pieces that were left go to whoever needs their size next. Rows keep their room when they
// shrink: what was taken out of a row can be put back without asking for memory.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

template <class T>
class GrowingRows {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  [[nodiscard]] std::span<T> operator[](std::size_t r) {
    return {rows_[r].data, rows_[r].data + rows_[r].size};
  }
  [[nodiscard]] std::span<const T> operator[](std::size_t r) const {
    return {rows_[r].data, rows_[r].data + rows_[r].size};
  }
  [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }

  /// Empty rows with exactly this much room, side by side.
  void make(std::span<const std::uint32_t> room) {
    std::size_t all = 0;
    for (const std::uint32_t k : room) all += k;
    rows_.reserve(room.size() + room.size() / 2 + 64);
    rows_.resize(room.size());
    if (all > 0) pieces_.push_back(std::make_unique_for_overwrite<T[]>(all));
    T* at = all > 0 ? pieces_.back().get() : nullptr;
    for (std::size_t r = 0; r < room.size(); ++r) {
      rows_[r] = {at, 0, room[r]};
      at += room[r];
    }
  }
  void make_room_for_row() {
    if (rows_.size() == rows_.capacity()) rows_.reserve(2 * rows_.size() + 64);
  }
  void add_row() { rows_.push_back({}); }
  /// Only the last row; its room is lost until the pool goes.
  void remove_last_row() noexcept { rows_.pop_back(); }

  /// Sees to it that one more fits.
  void make_room(std::size_t r) {
    if (rows_[r].size == rows_[r].room) grow(r);
  }
  /// These two need the room to be there.
  void insert(std::size_t r, std::size_t at, const T& value) noexcept {
    Row& row = rows_[r];
    std::copy_backward(row.data + at, row.data + row.size, row.data + row.size + 1);
    row.data[at] = value;
    ++row.size;
  }
  void push_back(std::size_t r, const T& value) noexcept { rows_[r].data[rows_[r].size++] = value; }
  void erase(std::size_t r, std::size_t at) noexcept {
    Row& row = rows_[r];
    std::copy(row.data + at + 1, row.data + row.size, row.data + at);
    --row.size;
  }
  /// Empties a row and gives up its room.
  void release(std::size_t r) noexcept {
    give_back(rows_[r]);
    rows_[r] = {};
  }

 private:
  struct Row {
    T* data = nullptr;
    std::uint32_t size = 0;
    std::uint32_t room = 0;
  };
  static constexpr std::uint32_t least_room = 4;  // A pointer fits into a piece that was left.
  static constexpr std::size_t pool_bytes = std::size_t{1} << 18;
  static_assert(least_room * sizeof(T) >= sizeof(T*));

  void grow(std::size_t r) {
    const std::uint32_t room = std::bit_ceil(std::max(rows_[r].room + 1, least_room));
    T* data = take(room);
    Row& row = rows_[r];
    std::copy(row.data, row.data + row.size, data);
    give_back(row);
    row.data = data;
    row.room = room;
  }
  T* take(std::uint32_t room) {
    T*& left = left_[static_cast<std::size_t>(std::countr_zero(room))];
    if (left != nullptr) {
      T* data = left;
      std::memcpy(static_cast<void*>(&left), static_cast<const void*>(data), sizeof(T*));
      return data;
    }
    if (room > pool_left_) {
      const std::size_t size = std::max<std::size_t>(room, pool_bytes / sizeof(T));
      pieces_.push_back(std::make_unique_for_overwrite<T[]>(size));
      pool_ = pieces_.back().get();
      pool_left_ = size;
    }
    T* data = pool_;
    pool_ += room;
    pool_left_ -= room;
    return data;
  }
  void give_back(const Row& row) noexcept {
    if (row.room < least_room) return;
    T*& left = left_[static_cast<std::size_t>(std::bit_width(row.room) - 1)];
    std::memcpy(static_cast<void*>(row.data), static_cast<const void*>(&left), sizeof(T*));
    left = row.data;
  }

  std::vector<Row> rows_;
  std::vector<std::unique_ptr<T[]>> pieces_;
  std::array<T*, 32> left_{};  // By the binary logarithm of their size: the last piece left.
  T* pool_ = nullptr;
  std::size_t pool_left_ = 0;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
