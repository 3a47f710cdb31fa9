// Sums that start anew with each day, week, month ..., and the caps on them.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <turnout/points/rulebook.hpp>
#include <turnout/points/services.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

__extension__ typedef __int128 Wide;  // products of a quantity, a rate and a step

/// Largest sum of points, in thousandths, that every face can carry exactly.
inline constexpr std::int64_t kMostThousandths = std::int64_t{1} << 53;

/// One thing that rules look at: a service, an event, or what an obligation found.
struct Fact {
  PointRule::On on = PointRule::On::services;
  std::uint32_t index = 0;  ///< Of the service, the event among all, or the duty of the member.
  std::uint32_t need = 0;   ///< Of a service; 0: none.
  LocalDay day = {};
  std::int64_t start = 0, end = 0;
};

/// The sum of the stretch of time in which the facts stand by now. Time only moves forward, so one
/// number is enough; activities keep one for each need of the current day.
template <class Number>
class Running {
 public:
  /// To read and to add to.
  Number& at(Reach reach, const Fact& fact) {
    if (reach == Reach::activity) return activity(fact.day, fact.need);
    if (fact.day != day_) {
      day_ = fact.day;
      if (const std::int32_t bucket = bucket_of(reach, fact.day); bucket != bucket_) {
        bucket_ = bucket;
        sum_ = 0;
      }
    }
    return sum_;
  }
  void reset() {
    day_ = LocalDay::min();
    bucket_ = std::numeric_limits<std::int32_t>::min();
    sum_ = 0;
    today_.clear();
  }

 private:
  struct Activity {
    std::uint32_t need;
    Number sum;
  };
  Number& activity(LocalDay day, std::uint32_t need) {
    if (day != day_) {
      day_ = day;
      today_.clear();
    }
    if (need == 0) return sum_ = 0;  // without a need a service is an activity of its own
    for (Activity& one : today_)
      if (one.need == need) return one.sum;
    today_.push_back({need, 0});
    return today_.back().sum;
  }

  LocalDay day_ = LocalDay::min();
  std::int32_t bucket_ = std::numeric_limits<std::int32_t>::min();
  Number sum_ = 0;
  std::vector<Activity> today_;
};

/// Sums over all reaches that some cap asks for.
class ReachSums {
 public:
  void watch(std::span<const Cap> caps) {
    for (const Cap& cap : caps) watched_ |= bit(cap.reach);
  }
  void reset() {
    for_each([&](std::size_t r) { running_[r].reset(); });
  }
  void add(const Fact& fact, std::int64_t value) {
    for_each([&](std::size_t r) { running_[r].at(static_cast<Reach>(r), fact) += value; });
  }
  std::int64_t sum(Reach reach, const Fact& fact) {
    return running_[static_cast<std::size_t>(reach)].at(reach, fact);
  }

 private:
  static std::uint32_t bit(Reach reach) noexcept { return 1U << static_cast<unsigned>(reach); }
  template <class Use>
  void for_each(Use use) {
    for (std::uint32_t left = watched_; left != 0; left &= left - 1)
      use(static_cast<std::size_t>(std::countr_zero(left)));
  }
  std::uint32_t watched_ = 0;
  std::array<Running<std::int64_t>, 8> running_;
};

/// What is left of `value`, a gain under caps or a loss over floors; those that cut it are marked.
enum class Side : std::uint8_t { caps, floors };
inline std::int64_t cut(std::span<const Cap> caps, Side side, ReachSums& sums, const Fact& fact,
                        std::int64_t value, std::uint32_t& marks) {
  for (const Cap& cap : caps) {
    const std::int64_t room = cap.limit - sums.sum(cap.reach, fact);
    if (side == Side::caps ? value > room : value < room) {
      value = room;
      marks |= 1U << static_cast<unsigned>(cap.reach);
    }
  }
  return value;
}

/// floor, nearest or ceiling of the size of numerator / denominator, both exact.
inline Wide divide(Wide numerator, Wide denominator, Rounding::Mode mode) noexcept {
  const bool negative = numerator < 0;
  const Wide size = negative ? -numerator : numerator;
  Wide result = size / denominator;
  const Wide rest = size % denominator;
  if (mode == Rounding::Mode::up ? rest > 0
                                 : mode == Rounding::Mode::nearest && rest * 2 >= denominator)
    ++result;
  return negative ? -result : result;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
