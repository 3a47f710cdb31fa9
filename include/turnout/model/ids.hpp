// turnout/model/ids.hpp -- dense ids that cannot be mistaken for one another.
//
// Every thing is a number from 0 up in its own type, so that a member handed over
// as a need does not compile. `index(id)` is the position in the columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {

enum class MemberId : std::uint32_t {};  ///< In order of the bytes of member_id.
enum class NeedId : std::uint32_t {};    ///< In order of the bytes of need_id.
enum class RoleId : std::uint32_t {
};  ///< Over the whole problem: by need, then by the bytes of the role's text.
enum class SkillId : std::uint32_t {};  ///< In order of the bytes of the name.
enum class BranchId : std::uint32_t {
};  ///< Of the community tree; 0 is the root, which contains everyone.
enum class WordId : std::uint32_t {
};  ///< Kinds, items, series, places, units, teams; 0 is "not given".
enum class ProfileId : std::uint32_t {};  ///< A distinct set of skills that some members hold.
enum class CalendarId : std::uint32_t {
};  ///< A distinct set of free intervals; 0 is "always free".

template <class Id>
concept AnyId = std::is_enum_v<Id> && std::is_same_v<std::underlying_type_t<Id>, std::uint32_t>;

/// Position of an id in its columns.
template <AnyId Id>
[[nodiscard]] constexpr std::size_t index(Id id) noexcept {
  return static_cast<std::size_t>(static_cast<std::uint32_t>(id));
}
/// The id of a position. The position must be below 2^32.
template <AnyId Id>
[[nodiscard]] constexpr Id make_id(std::size_t position) noexcept {
  return static_cast<Id>(static_cast<std::uint32_t>(position));
}

/// Lists of different lengths in two arrays (compressed sparse rows).
template <class T>
class Rows {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return offsets_.size() - 1; }
  [[nodiscard]] std::span<const T> operator[](std::size_t row) const noexcept {
    return std::span<const T>(items_).subspan(offsets_[row], offsets_[row + 1] - offsets_[row]);
  }
  [[nodiscard]] std::span<const T> items() const noexcept { return items_; }
  [[nodiscard]] std::size_t offset(std::size_t row) const noexcept { return offsets_[row]; }

  /// Builds row after row: add items, then end_row().
  void add(T item) { items_.push_back(item); }
  void end_row() { offsets_.push_back(items_.size()); }
  template <class Range>
  void add_row(const Range& items) {
    items_.insert(items_.end(), items.begin(), items.end());
    end_row();
  }
  void reserve(std::size_t rows, std::size_t items) {
    offsets_.reserve(rows + 1);
    items_.reserve(items);
  }

  friend bool operator==(const Rows&, const Rows&) = default;

 private:
  std::vector<std::size_t> offsets_{0};
  std::vector<T> items_;
};

}  // namespace turnout::inline TURNOUT_ABI
