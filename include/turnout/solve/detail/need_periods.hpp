// turnout/solve/detail/need_periods.hpp -- the needs of a problem by slot, day and week.
//
// A slot is a run of needs in time that nothing outside of it clashes with, whoever serves:
//
//   Mon 09:00 |--A--|          Mon 14:00 |--C--|       two slots: {A, B} and {C}
//       10:00    |--B--|
//
// Where all needs of a slot go on at one instant, a member gives one service of it at most; where
// no service of a day clashes with one of another day, limits of a day say all about days.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/clash.hpp>
#include <turnout/model/problem.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Immutable once built. O(n log n) for the sort by start, and n.
class NeedPeriods {
 public:
  NeedPeriods(const Needs& needs, const Clash& clash) {
    std::vector<NeedId> order(needs.size());
    for (std::size_t n = 0; n < order.size(); ++n) order[n] = make_id<NeedId>(n);
    std::ranges::sort(order, {}, [&](NeedId n) { return std::pair(needs.start[index(n)], n); });
    slot_.resize(needs.size());
    day_.resize(needs.size());
    week_.resize(needs.size());
    const Seconds apart = std::max(clash.rest(), clash.longest_way(order));
    Instant last_end{}, first_end{};  // Of all so far; of the slot.
    for (std::size_t i = 0; i < order.size(); ++i) {
      const std::size_t n = index(order[i]);
      const bool after_all = i > 0 && needs.start[n] >= last_end + apart;
      if (i > 0) join(needs, index(order[i - 1]), n, after_all);
      slot_[n] = slots_;
      day_[n] = days_;
      week_[n] = weeks_;
      first_end = i == 0 || after_all ? needs.end[n] : std::min(first_end, needs.end[n]);
      slots_meet = slots_meet && needs.start[n] < std::max(first_end + clash.rest(), first_end);
      last_end = i == 0 ? needs.end[n] : std::max(last_end, needs.end[n]);
      most_slots_a_day = std::max(most_slots_a_day, slots_ - first_slot_of_day_ + 1);
      most_slots_a_week = std::max(most_slots_a_week, slots_ - first_slot_of_week_ + 1);
    }
  }

  /// By need. Numbers of slots, days and weeks never meet, so that one number names a period.
  [[nodiscard]] std::uint32_t slot(NeedId n) const noexcept { return slot_[index(n)]; }
  [[nodiscard]] std::uint32_t day(NeedId n) const noexcept { return slots_ + 1 + day_[index(n)]; }
  [[nodiscard]] std::uint32_t week(NeedId n) const noexcept {
    return slots_ + days_ + 2 + week_[index(n)];
  }

  bool slots_meet = true;      ///< All needs of a slot go on at one instant, rest included.
  bool days_apart = true;      ///< No need clashes with one of another day, and days follow.
  bool weeks_apart = true;     ///< The same for weeks.
  bool slots_in_days = true;   ///< Each slot lies in one day.
  bool slots_in_weeks = true;  ///< Each slot lies in one week.
  std::uint32_t most_slots_a_day = 0, most_slots_a_week = 0;

 private:
  /// What the step from one need to the next in time says.
  void join(const Needs& needs, std::size_t before, std::size_t n, bool after_all) {
    const bool same_day = needs.day[before] == needs.day[n];
    const bool same_week = needs.week[before] == needs.week[n];
    days_apart = days_apart && (same_day || (after_all && needs.day[before] < needs.day[n]));
    weeks_apart = weeks_apart && (same_week || (after_all && needs.week[before] < needs.week[n]));
    if (after_all) {
      ++slots_;
    } else {
      slots_in_days = slots_in_days && same_day;
      slots_in_weeks = slots_in_weeks && same_week;
    }
    if (!same_day) ++days_, first_slot_of_day_ = slots_;
    if (!same_week) ++weeks_, first_slot_of_week_ = slots_;
  }

  // Where days do not follow one another (a clock that is put back at midnight), a day has more
  // than one number here; days_apart is false then.
  std::vector<std::uint32_t> slot_, day_, week_;
  std::uint32_t slots_ = 0, days_ = 0, weeks_ = 0;  ///< The last number of each.
  std::uint32_t first_slot_of_day_ = 0, first_slot_of_week_ = 0;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
