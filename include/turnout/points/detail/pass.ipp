// One ordered pass of a member's services through a rulebook: the arithmetic of points.
//
// Time only moves forward in the pass, so every cap is one slot that knows the period it
// stands in and starts anew when the next one begins. A cap of activities keeps a slot for
// each need of the current day.
#pragma once

#include <algorithm>

#include <turnout/model/error.hpp>
#include <turnout/points/rulebook.hpp>
#include <turnout/points/services.hpp>
#include <turnout/points/standing.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

__extension__ typedef __int128 Wide;  // products of a quantity, a rate and a step

/// Largest sum of points, in thousandths, that every face can carry exactly.
inline constexpr std::int64_t kMostThousandths = std::int64_t{1} << 53;

/// What happened to one service under one rule; `points` is what is booked.
struct Steps {
  std::int64_t given = 0;           ///< Quantity of the service, in seconds or occasions.
  std::int64_t counted = 0;         ///< What the quantity caps left of it.
  std::int64_t before_caps = 0;     ///< Rate and rounding done, thousandths.
  std::int64_t points = 0;          ///< Caps done.
  std::uint32_t quantity_caps = 0;  ///< Bit r: the cap over Reach r cut.
  std::uint32_t caps = 0, floors = 0, group_caps = 0, group_floors = 0;
  NoPoints reason = NoPoints::none;
};

/// The running sum of one cap.
class Running {
 public:
  explicit Running(Reach reach) : reach_(reach) {}

  /// The sum in the period of service `s`, to read and to add to.
  std::int64_t& at(const Services& services, std::size_t s) {
    const LocalDay day = services.day(s);
    if (reach_ == Reach::activity) return activity(day, services.need(s));
    if (day != day_) {
      day_ = day;
      if (const std::int32_t bucket = bucket_of(reach_, day); bucket != bucket_) {
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
  Reach reach() const noexcept { return reach_; }

 private:
  struct Activity {
    std::uint32_t need;
    std::int64_t sum;
  };
  std::int64_t& activity(LocalDay day, std::uint32_t need) {
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

  Reach reach_;
  LocalDay day_ = LocalDay::min();
  std::int32_t bucket_ = std::numeric_limits<std::int32_t>::min();
  std::int64_t sum_ = 0;
  std::vector<Activity> today_;
};

/// Caps on gains, or floors under losses, with their running sums.
class Limits {
 public:
  enum class Side : std::uint8_t { caps, floors };

  Limits(const std::vector<Cap>& caps, Side side) : side_(side) {
    for (const Cap& cap : caps) {
      limits_.push_back(cap.limit);
      running_.emplace_back(cap.reach);
    }
  }
  void reset() {
    for (Running& running : running_) running.reset();
  }
  /// What is left of `value`, a gain under caps or a loss over floors; those that cut it are marked.
  std::int64_t cut(const Services& services, std::size_t s, std::int64_t value,
                   std::uint32_t& marks) {
    for (std::size_t i = 0; i < limits_.size(); ++i) {
      const std::int64_t room = limits_[i] - running_[i].at(services, s);
      if (side_ == Side::caps ? value > room : value < room) {
        value = room;
        marks |= 1U << static_cast<unsigned>(running_[i].reach());
      }
    }
    return value;
  }
  void book(const Services& services, std::size_t s, std::int64_t value) {
    for (Running& running : running_) running.at(services, s) += value;
  }

 private:
  Side side_;
  std::vector<std::int64_t> limits_;
  std::vector<Running> running_;
};

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

/// A rule made ready: which values it matches, its rate as one fraction, its running sums.
class RuleRun {
 public:
  RuleRun(const PointRule& rule, const Services& services)
      : rule_(&rule),
        quantity_caps_(rule.quantity_caps, Limits::Side::caps),
        caps_(rule.caps, Limits::Side::caps),
        floors_(rule.floors, Limits::Side::floors),
        rounded_(rule.round.per.value_or(Reach::day)) {
    for (const Condition& condition : rule.match) {
      const Texts& values = services.values(condition.field);
      std::vector<std::uint8_t> wanted(values.size());
      for (std::size_t v = 0; v < values.size(); ++v)
        wanted[v] = std::ranges::find(condition.values, values[v]) != condition.values.end();
      conditions_.push_back({condition.field, std::move(wanted)});
    }
  }
  void reset() {
    quantity_caps_.reset();
    caps_.reset();
    floors_.reset();
    rounded_.reset();
  }
  const PointRule& rule() const noexcept { return *rule_; }

  bool matches(const Services& services, std::size_t s) const noexcept {
    for (const Wanted& condition : conditions_)
      if (!condition.values[services.code(condition.field, s)]) return false;
    return true;
  }

  NoPoints gate(const Services& services, std::size_t s, std::int64_t as_of) const noexcept {
    if (!rule_->confirmed) return NoPoints::none;
    const Services::Confirmed confirmed = services.confirmed(s);
    if (confirmed == Services::Confirmed::no || services.confirmed_at(s) > as_of)
      return NoPoints::not_confirmed;
    return confirmed == Services::Confirmed::by_self ? NoPoints::confirmed_by_self : NoPoints::none;
  }

  /// Quantity to booked points. `group_caps` and `group_floors`: of its group, or nullptr.
  void run(const Services& services, std::size_t s, Limits* group_caps, Limits* group_floors,
           Steps& steps) {
    steps.given = rule_->quantity == Quantity::occasions ? 1 : services.seconds(s);
    steps.counted = quantity_caps_.cut(services, s, steps.given, steps.quantity_caps);
    quantity_caps_.book(services, s, steps.counted);
    steps.before_caps = value(services, s, steps.counted);

    const bool gain = steps.before_caps >= 0;
    Limits& own = gain ? caps_ : floors_;
    Limits* group = gain ? group_caps : group_floors;
    const std::int64_t kept =
        own.cut(services, s, steps.before_caps, gain ? steps.caps : steps.floors);
    steps.points =
        group ? group->cut(services, s, kept, gain ? steps.group_caps : steps.group_floors) : kept;
    own.book(services, s, steps.points);
    if (group) group->book(services, s, steps.points);

    if (steps.points != 0) return;
    if (rule_->rate_points == 0)
      steps.reason = NoPoints::zero_rate;
    else if (steps.counted == 0)
      steps.reason = NoPoints::quantity_used_up;
    else if (steps.before_caps == 0)
      steps.reason = NoPoints::below_one_step;
    else
      steps.reason = kept == 0 ? NoPoints::cap_used_up : NoPoints::group_cap_used_up;
  }

 private:
  struct Wanted {
    ServiceField field;
    std::vector<std::uint8_t> values;  // by the number of the value
  };

  /// Rate and rounding. Over a reach the sum so far is rounded before and after: the entry gets
  /// the difference, so that the entries of a day add up to the rounded day.
  std::int64_t value(const Services& services, std::size_t s, std::int64_t quantity) {
    if (!rule_->round.per) return rounded(quantity);
    std::int64_t& sum = rounded_.at(services, s);
    const std::int64_t before = rounded(sum);
    sum += quantity;
    return rounded(sum) - before;
  }
  std::int64_t rounded(std::int64_t quantity) const {
    const Wide numerator = Wide{quantity} * rule_->rate_points * 1000;
    const Wide denominator =
        Wide{base_units(rule_->quantity)} * rule_->rate_per * rule_->round.step;
    const Wide result = divide(numerator, denominator, rule_->round.mode) * rule_->round.step;
    if (result > kMostThousandths || result < -kMostThousandths)
      throw RangeError("rule `" + rule_->id + "` gives more points than can be counted exactly");
    return static_cast<std::int64_t>(result);
  }

  const PointRule* rule_;
  std::vector<Wanted> conditions_;
  Limits quantity_caps_, caps_, floors_;
  Running rounded_;
};

/// The whole book at work. Not shared between threads; cheap to make anew.
class Pass {
 public:
  Pass(const Rulebook& book, const Services& services, const Period& period, std::int64_t as_of)
      : services_(services), period_(period), as_of_(as_of) {
    for (const PointRule& rule : book.rules()) rules_.emplace_back(rule, services);
    for (const PointGroup& group : book.groups()) {
      group_caps_.emplace_back(group.caps, Limits::Side::caps);
      group_floors_.emplace_back(group.floors, Limits::Side::floors);
    }
    const std::chrono::year_month_day last{period.last};
    year_first_ = LocalDay{last.year() / std::chrono::January / std::chrono::day{1}};
  }

  /// The sums of member `m`. `entry(service, rule or nullptr, steps)` is called for each entry of
  /// the period: once for each rule that matches, or once without a rule when none does.
  template <class Entry>
  void member(std::size_t m, StandingRow& row, Entry&& entry) {
    for (RuleRun& rule : rules_) rule.reset();
    for (Limits& limits : group_caps_) limits.reset();
    for (Limits& limits : group_floors_) limits.reset();
    std::int32_t period_month = kNoMonth, year_month = kNoMonth, month = kNoMonth;
    const auto [first, last] = services_.of_member(m);
    for (std::size_t s = first; s < last; ++s) {
      const LocalDay day = services_.day(s);
      if (day > period_.last || services_.end(s) > as_of_) continue;
      const bool in_period = day >= period_.first;
      const NoPoints void_because = invalid(s);
      if (void_because != NoPoints::none) {
        Steps steps;
        steps.reason = void_because;
        if (in_period) entry(s, static_cast<const PointRule*>(nullptr), steps);
        continue;
      }
      bool matched = false, counted = false;
      std::int64_t points = 0;
      for (RuleRun& rule : rules_) {
        if (!rule.matches(services_, s)) continue;
        matched = true;
        Steps steps;
        steps.reason = rule.gate(services_, s, as_of_);
        if (steps.reason == NoPoints::none) {
          counted = true;
          const auto& group = rule.rule().group;
          rule.run(services_, s, group ? &group_caps_[*group] : nullptr,
                   group ? &group_floors_[*group] : nullptr, steps);
          points += steps.points;
        }
        if (in_period) entry(s, &rule.rule(), steps);
      }
      if (!matched && in_period) {
        Steps steps;
        steps.reason = NoPoints::no_rule;
        entry(s, static_cast<const PointRule*>(nullptr), steps);
      }
      if (!counted) continue;
      const std::int32_t now = bucket_of(Reach::month, day);
      add(row.lifetime, points, s, now, month);
      if (day >= year_first_) add(row.year, points, s, now, year_month);
      if (in_period) add(row.period, points, s, now, period_month);
    }
  }

 private:
  static constexpr std::int32_t kNoMonth = std::numeric_limits<std::int32_t>::min();

  NoPoints invalid(std::size_t s) const noexcept {
    if (services_.is_reversal(s)) return NoPoints::reversal;
    return services_.reversed_at(s) <= as_of_ && services_.reversed_at(s) != Services::never
               ? NoPoints::reversed
               : NoPoints::none;
  }
  void add(Sums& sums, std::int64_t points, std::size_t s, std::int32_t month,
           std::int32_t& last_month) const {
    sums.earned += points;
    if (sums.earned > kMostThousandths || sums.earned < -kMostThousandths)
      throw RangeError("the points of member '" + std::string(services_.member_id(member_of(s))) +
                       "' pass what can be counted exactly");
    sums.seconds += services_.seconds(s);
    ++sums.services;
    if (month != last_month) {
      last_month = month;
      ++sums.active_months;
    }
  }
  std::size_t member_of(std::size_t s) const noexcept {
    std::size_t m = 0;
    while (services_.of_member(m).second <= s) ++m;
    return m;
  }

  const Services& services_;
  const Period& period_;
  std::int64_t as_of_;
  LocalDay year_first_;
  std::vector<RuleRun> rules_;
  std::vector<Limits> group_caps_, group_floors_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
