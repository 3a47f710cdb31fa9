// Numbers for texts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Numbers texts as they come: 0, 1, 2, ... Open addressing over one block of texts, so that a
/// million ids cost no million allocations. Never iterated.
class RowOfText {
 public:
  /// The number of `text`; a new one when it has not been seen.
  std::uint32_t number(std::string_view text) {
    if (2 * (texts_.size() + 1) > slots_.size()) grow();
    Slot& slot = slots_[place(text, hash(text))];
    if (slot.number == kEmpty) {
      slot = {hash(text), static_cast<std::uint32_t>(texts_.size())};
      texts_.push_back(text);
    }
    return slot.number;
  }
  std::optional<std::uint32_t> find(std::string_view text) const {
    if (slots_.empty()) return std::nullopt;
    const Slot& slot = slots_[place(text, hash(text))];
    return slot.number == kEmpty ? std::nullopt : std::optional(slot.number);
  }
  /// The same where texts come nearly as they were numbered: `next` is looked at first, and then
  /// stands behind what was found.
  std::optional<std::uint32_t> find(std::string_view text, std::uint32_t& next) const {
    const bool is_next = next < texts_.size() && texts_[next] == text;
    const std::optional<std::uint32_t> found = is_next ? std::optional(next) : find(text);
    if (found) next = *found + 1;
    return found;
  }
  const Texts& texts() const noexcept { return texts_; }
  std::size_t size() const noexcept { return texts_.size(); }

 private:
  static constexpr std::uint32_t kEmpty = std::numeric_limits<std::uint32_t>::max();
  struct Slot {
    std::uint32_t hash = 0, number = kEmpty;
  };
  static std::uint32_t hash(std::string_view text) noexcept {
    return static_cast<std::uint32_t>(std::hash<std::string_view>{}(text) >> 16U);
  }
  /// Where the text stands, or the free slot where it would.
  std::size_t place(std::string_view text, std::uint32_t code) const noexcept {
    std::size_t i = code & (slots_.size() - 1);
    while (slots_[i].number != kEmpty &&
           (slots_[i].hash != code || texts_[slots_[i].number] != text))
      i = (i + 1) & (slots_.size() - 1);
    return i;
  }
  void grow() {
    std::vector<Slot> old(std::max<std::size_t>(64, slots_.size() * 2));
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.number == kEmpty) continue;
      std::size_t i = slot.hash & (slots_.size() - 1);
      while (slots_[i].number != kEmpty) i = (i + 1) & (slots_.size() - 1);
      slots_[i] = slot;
    }
  }

  std::vector<Slot> slots_;
  Texts texts_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
