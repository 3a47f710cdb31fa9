// Sums that start anew with each day, week, month ..., and the caps on them.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <turnout/points/period.hpp>
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
  const std::int32_t* buckets = nullptr;  ///< By Reach: the stretch of time in which the day lies.
};

/// The stretches of time of days, each worked out once.
class Calendar {
 public:
  /// Valid until a day is asked for that lies further away than any before.
  [[nodiscard]] const std::int32_t* of(LocalDay day) {
    const std::int64_t number = day.time_since_epoch().count();
    if (number < first_ || number >= first_ + static_cast<std::int64_t>(days_.size()))
      reach_to(number);
    Buckets& buckets = days_[static_cast<std::size_t>(number - first_)];
    if (!buckets.known) {
      buckets.of = all(day);
      buckets.known = true;
    }
    return buckets.of.data();
  }

 private:
  static constexpr std::size_t kReaches = 8;
  struct Buckets {
    std::array<std::int32_t, kReaches> of{};
    bool known = false;
  };
  /// bucket_of() each reach; the date is worked out once.
  static std::array<std::int32_t, kReaches> all(LocalDay day) {
    const std::int32_t month = bucket_of(Reach::month, day);
    const auto stretch = [&](std::int32_t months) {  // rounds down, also before the year 0
      return month >= 0 ? month / months : -((months - 1 - month) / months);
    };
    std::array<std::int32_t, kReaches> of{};
    const auto set = [&](Reach reach, std::int32_t bucket) {
      of[static_cast<std::size_t>(reach)] = bucket;
    };
    set(Reach::day, bucket_of(Reach::day, day));
    set(Reach::week, bucket_of(Reach::week, day));
    set(Reach::month, month);
    set(Reach::quarter, stretch(3));
    set(Reach::half, stretch(6));
    set(Reach::year, stretch(12));
    return of;
  }
  void reach_to(std::int64_t number) {
    constexpr std::int64_t margin = 200;
    const std::int64_t end = first_ + static_cast<std::int64_t>(days_.size());
    const std::int64_t from = days_.empty() ? number - margin : std::min(first_, number - margin);
    const std::int64_t to = days_.empty() ? number + margin : std::max(end, number + margin);
    days_.assign(static_cast<std::size_t>(to - from), {});
    first_ = from;
  }
  std::int64_t first_ = 0;
  std::vector<Buckets> days_;
};

/// The sum of the stretch of time in which the facts stand by now. Time only moves forward, so one
/// number is enough; activities keep one for each need of the current day.
template <class Number>
class Running {
 public:
  /// To read and to add to.
  Number& at(Reach reach, const Fact& fact) {
    if (reach == Reach::activity) return activity(fact.day, fact.need);
    if (const std::int32_t bucket = fact.buckets[static_cast<std::size_t>(reach)];
        bucket != bucket_) {
      bucket_ = bucket;
      sum_ = {};
    }
    return sum_;
  }
  void reset() {
    day_ = LocalDay::min();
    bucket_ = std::numeric_limits<std::int32_t>::min();
    sum_ = {};
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
    if (need == 0) return sum_ = {};  // without a need a service is an activity of its own
    for (Activity& one : today_)
      if (one.need == need) return one.sum;
    today_.push_back({need, {}});
    return today_.back().sum;
  }

  LocalDay day_ = LocalDay::min();
  std::int32_t bucket_ = std::numeric_limits<std::int32_t>::min();
  Number sum_ = {};
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
template <class Number>
Number divide_as(Number numerator, Number denominator, Rounding::Mode mode) noexcept {
  const bool negative = numerator < 0;
  const Number size = negative ? -numerator : numerator;
  Number result = size / denominator;
  const Number rest = size % denominator;
  if (mode == Rounding::Mode::up ? rest > 0
                                 : mode == Rounding::Mode::nearest && rest >= denominator - rest)
    ++result;
  return negative ? -result : result;
}
/// The same, in short arithmetic where the numbers are small, which they nearly always are.
inline Wide divide(Wide numerator, Wide denominator, Rounding::Mode mode) noexcept {
  constexpr Wide most = Wide{1} << 62;
  if (numerator < most && numerator > -most && denominator < most)
    return divide_as(static_cast<std::int64_t>(numerator), static_cast<std::int64_t>(denominator),
                     mode);
  return divide_as(numerator, denominator, mode);
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
