// What was counted towards caps, for a pass that keeps no steps.
//
// Facts come in order of time, so a sum over a day, a month or a year is one number and the stretch
// of time that it is of: a new stretch finds the number outdated and starts again.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <turnout/points/detail/limits.hpp>
#include <turnout/points/rulebook.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// The sums of one member at a time. Not shared between threads.
class CapSlots {
 public:
  static constexpr std::int32_t kNoBucket = std::numeric_limits<std::int32_t>::min();

  /// Sums over some reaches, which stand one behind the other from `first`.
  struct Lane {
    std::uint32_t first = 0;
    std::vector<Reach> reaches = {};
  };
  /// A cap, and the sum that meets it.
  struct FlatCap {
    std::uint32_t slot;
    Reach reach;
    std::int64_t limit;
  };

  /// Room for what any of these caps looks at.
  Lane lane(const std::vector<const std::vector<Cap>*>& lists) {
    Lane lane{.first = static_cast<std::uint32_t>(slots_.size())};
    for (const std::vector<Cap>* caps : lists)
      for (const Cap& cap : *caps)
        if (std::ranges::find(lane.reaches, cap.reach) == lane.reaches.end())
          lane.reaches.push_back(cap.reach);
    slots_.resize(slots_.size() + lane.reaches.size());
    return lane;
  }
  static std::vector<FlatCap> caps_on(const Lane& lane, const std::vector<Cap>& caps) {
    std::vector<FlatCap> flat;
    for (const Cap& cap : caps) {
      const auto at = std::ranges::find(lane.reaches, cap.reach) - lane.reaches.begin();
      flat.push_back({lane.first + static_cast<std::uint32_t>(at), cap.reach, cap.limit});
    }
    return flat;
  }

  /// Another member.
  void begin() {
    for (Slot& slot : slots_) slot.bucket = kNoBucket;
  }
  /// What the caps, or floors, leave of a value.
  std::int64_t limited(std::span<const FlatCap> caps, Side side, LocalDay day, std::int64_t value) {
    for (const FlatCap& cap : caps) {
      const std::int64_t room = cap.limit - at(cap.slot, cap.reach, day).sum;
      if (side == Side::caps ? value > room : value < room) value = room;
    }
    return value;
  }
  void add_to(const Lane& lane, LocalDay day, std::int64_t value) {
    for (std::uint32_t i = 0; i < lane.reaches.size(); ++i)
      at(lane.first + i, lane.reaches[i], day).sum += value;
  }
  /// The stretch in which a day lies. Facts of one day follow each other, and each asks more than
  /// once.
  std::int32_t stretch(Reach reach, LocalDay day) {
    if (day != day_) {
      day_ = day;
      buckets_ = calendar_.of(day);
    }
    return buckets_[static_cast<std::size_t>(reach)];
  }

 private:
  struct Slot {
    std::int64_t sum = 0;
    std::int32_t bucket = kNoBucket;
  };
  Slot& at(std::uint32_t slot, Reach reach, LocalDay day) {
    Slot& found = slots_[slot];
    if (const std::int32_t now = stretch(reach, day); now != found.bucket) found = {0, now};
    return found;
  }

  Calendar calendar_;
  LocalDay day_ = LocalDay::min();
  const std::int32_t* buckets_ = nullptr;
  std::vector<Slot> slots_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
