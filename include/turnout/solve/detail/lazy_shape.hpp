// turnout/solve/detail/lazy_shape.hpp -- can a plan be made without listing all candidates?
//
// The kernel can ask for candidates as it goes where it knows beforehand, without having seen
// them, which services of a member exclude each other. It does where needs alone say so: the
// services of a period of which the member gives one at most (plan, week, day), or else those of
// a slot in which all needs go on at one instant.
//
// Decided from the problem and the policy alone, in time linear in needs and members but for a
// sort of the needs. Where the answer is no, candidates are listed and each member is judged by
// its own (structure.hpp); the plan is as good, only later.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/clash.hpp>
#include <turnout/eligibility/rules.hpp>
#include <turnout/solve/bound.hpp>
#include <turnout/solve/detail/load_of.hpp>
#include <turnout/solve/detail/need_periods.hpp>
#include <turnout/solve/detail/rows.hpp>
#include <turnout/solve/detail/wide.hpp>
#include <turnout/solve/network.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Of which services a member gives one at most.
enum class OneOf : std::uint8_t { plan, week, day, slot };

/// What members with the same limits may give.
struct MemberKind {
  static constexpr std::uint32_t no_limit = ~std::uint32_t{0};
  OneOf one_of = OneOf::plan;
  std::uint32_t capacity = 0;         ///< Services in all.
  std::uint32_t per_day = no_limit;   ///< Where that can bind beside the others.
  std::uint32_t per_week = no_limit;  ///< The same.
};

struct LazyShape {
  explicit LazyShape(NeedPeriods of_needs) : periods(std::move(of_needs)) {}
  NeedPeriods periods;
  std::vector<MemberKind> kinds;
  std::vector<std::uint16_t> kind_of;  ///< By member.
  std::vector<std::uint32_t> seats;    ///< By role.
  std::vector<std::uint32_t> step_start;
  std::vector<SeatValue> steps;  ///< What the seats of role r are worth: step_start[r] to [r + 1].
  /// Some member's first services earn more than they cost, wherever they are: then no row can stop
  /// early, and a list is made sooner.
  bool rewards = false;
};

/// The kinds of members, one after the other.
class KindFinder {
 public:
  KindFinder(const Rules& rules, const NeedPeriods& periods) : periods_(periods) {
    const Needs& needs = rules.problem().needs();
    for (std::size_t n = 0; n < needs.size(); ++n) {
      const std::int64_t seconds = (needs.end[n] - needs.start[n]).count();
      longest_ = std::max(longest_, seconds);
      shortest_ = n == 0 ? seconds : std::min(shortest_, seconds);
    }
    most_ = static_cast<std::int64_t>(needs.size());
  }

  /// The kind of members with these limits; nothing where candidates have to be seen first.
  [[nodiscard]] std::optional<MemberKind> kind_of(MemberLimits l) const {
    MemberKind kind;
    if (shortest_ == longest_ && longest_ > 0) {  // hours are services
      l.services = std::min(l.services, l.seconds / longest_);
      l.per_day = std::min(l.per_day, l.seconds_per_day / longest_);
      l.per_week = std::min(l.per_week, l.seconds_per_week / longest_);
      l.seconds = l.seconds_per_day = l.seconds_per_week = unlimited;
    }
    const std::int64_t services = std::min(l.services, most_);
    if (services < 1 || l.per_day < 1 || l.per_week < 1) return kind;  // serves nowhere
    kind.capacity = static_cast<std::uint32_t>(services);
    if (services == 1) return kind;
    std::int64_t a_day = 1, a_week = 1;  // so many can be given at most
    if (l.per_week == 1) {
      kind.one_of = OneOf::week;
      if (!periods_.weeks_apart) return std::nullopt;
    } else if (l.per_day == 1) {
      kind.one_of = OneOf::day;
      if (!periods_.days_apart) return std::nullopt;
      a_week = std::min<std::int64_t>(days_a_week, services);
    } else {
      kind.one_of = OneOf::slot;
      if (!periods_.slots_meet) return std::nullopt;
      a_day = std::min<std::int64_t>(periods_.most_slots_a_day, services);
      a_week = std::min<std::int64_t>(periods_.most_slots_a_week, services);
      if (l.per_day < a_day) {
        if (!periods_.days_apart || !periods_.slots_in_days) return std::nullopt;
        a_day = l.per_day;
        kind.per_day = static_cast<std::uint32_t>(a_day);
      }
    }
    if (kind.one_of != OneOf::week && l.per_week < a_week) {
      if (!periods_.weeks_apart || !periods_.slots_in_weeks) return std::nullopt;
      a_week = l.per_week;
      kind.per_week = static_cast<std::uint32_t>(a_week);
    }
    // Hours that are not counted as services must leave room for all that can be given.
    const std::int64_t longest =
        std::min({longest_, l.seconds, l.seconds_per_day, l.seconds_per_week});
    const auto roomy = [&](std::int64_t seconds, std::int64_t count) {
      return longest == 0 || seconds / longest >= count;
    };
    const bool hours_fit = roomy(l.seconds, services) && roomy(l.seconds_per_week, a_week) &&
                           roomy(l.seconds_per_day, a_day);
    return hours_fit ? std::optional(kind) : std::nullopt;
  }

 private:
  static constexpr std::int64_t days_a_week = 7;
  const NeedPeriods& periods_;
  std::int64_t longest_ = 0, shortest_ = 0, most_ = 0;
};

/// Fills kinds and kind_of. False where candidates have to be seen first.
inline bool find_kinds(const Rules& rules, LazyShape& shape) {
  constexpr std::size_t most_kinds = 0xFFFF;
  using Key = std::array<std::int64_t, 6>;
  const KindFinder finder(rules, shape.periods);
  std::map<Key, std::uint16_t> known;
  // Most members have one of few sets of limits; the map is asked for the others only.
  std::array<std::pair<Key, std::uint16_t>, 64> recent;
  recent.fill({Key{-1, -1, -1, -1, -1, -1}, 0});
  const std::size_t members = rules.problem().members().size();
  shape.kind_of.reserve(members);
  for (std::size_t m = 0; m < members; ++m) {
    const MemberLimits l = rules.limits(make_id<MemberId>(m));
    const Key key{l.services, l.per_day,         l.per_week,
                  l.seconds,  l.seconds_per_day, l.seconds_per_week};
    std::uint64_t mixed = 0;
    for (const std::int64_t x : key)
      mixed = (mixed ^ static_cast<std::uint64_t>(x)) * 0x9e3779b97f4a7c15U;
    auto& [at, kind] = recent[mixed >> 58U];
    if (at != key) {
      const auto [it, fresh] = known.try_emplace(key, static_cast<std::uint16_t>(known.size()));
      if (fresh) {
        const std::optional<MemberKind> made = finder.kind_of(l);
        if (!made || known.size() > most_kinds) return false;
        shape.kinds.push_back(*made);
      }
      at = key;
      kind = it->second;
    }
    shape.kind_of.push_back(kind);
  }
  return true;
}

/// Fills seats and steps. False where several roles of a need share seats of several values.
inline bool find_values(const Rules& rules, LazyShape& shape) {
  const Problem& p = rules.problem();
  const Needs& needs = p.needs();
  shape.step_start.push_back(0);
  for (std::size_t n = 0; n < needs.size(); ++n) {
    const std::int64_t value = rules.policy().unfilled_cost[needs.priority[n] - 1U];
    const std::int64_t below = value * rules.policy().min_seats_weight;
    const std::int64_t least = below == value ? 0 : needs.min_seats[n];
    const std::uint32_t first = needs.first_role[n], last = needs.first_role[n + 1];
    if (last - first > 1 && least > 0 && least < needs.seats[n]) return false;
    for (std::uint32_t r = first; r < last; ++r) {
      const std::int64_t seats = p.roles().seats[r];
      const std::int64_t dear = std::min(least, seats);
      shape.seats.push_back(static_cast<std::uint32_t>(seats));
      if (dear > 0) shape.steps.push_back({static_cast<std::uint32_t>(dear), below});
      if (seats > dear || dear == 0)
        shape.steps.push_back({static_cast<std::uint32_t>(seats - dear), value});
      shape.step_start.push_back(static_cast<std::uint32_t>(shape.steps.size()));
    }
  }
  return true;
}

/// No candidate costs more, whoever it is.
inline Wide largest_candidate(const Rules& rules) {
  const Problem& p = rules.problem();
  const Policy& policy = rules.policy();
  constexpr double half_round_km = earth_radius_m * 3.2 / 1000.0;
  double km = 0;
  std::size_t asked = 0;
  for (std::size_t n = 0; n < p.needs().size(); ++n)
    km = std::max(km, std::min(half_round_km, rules.widest_reach_km(make_id<NeedId>(n))));
  for (std::size_t r = 0; r < p.roles().size(); ++r)
    asked = std::max(asked, p.roles().asked[r].size());
  std::uint32_t deepest = 0;
  for (const std::uint32_t depth : p.branches().depth) deepest = std::max(deepest, depth);
  std::int64_t idle = 0;
  for (const auto& [skill, cost] : policy.idle_skill) idle = std::max(idle, cost);
  return Wide{static_cast<std::int64_t>(km * policy.cost_per_km) + 2} +
         Wide{policy.cost_per_climb} * deepest +
         Wide{policy.cost_per_spare_level} * (8 * static_cast<std::int64_t>(asked)) + idle +
         policy.preference +
         std::max(continuity_cost(policy, "pairing"), continuity_cost(policy, ""));
}

/// Whether all costs, loads and values fit the kernel's numbers.
inline bool small_numbers(const Rules& rules, const LazyShape& shape) {
  const Policy& policy = rules.policy();
  Wide value = 0;
  for (const SeatValue& step : shape.steps) value = std::max(value, Wide{step.value});
  std::uint64_t seats = 0;
  for (const std::uint32_t k : shape.seats) seats += k;
  std::int64_t history = 0, units = 1;
  for (std::size_t m = 0; m < shape.kind_of.size(); ++m)
    history = std::max(history, rules.recent(make_id<MemberId>(m)));
  for (const MemberKind& kind : shape.kinds) units = std::max(units, std::int64_t{kind.capacity});
  const Wide load = Wide{policy.fairness} * 2 * (history + units);
  return seats < std::uint64_t{1} << 23 &&
         value + load + policy.min_services_cost + largest_candidate(rules) < small_cost / 2;
}

/// How to make the plan as candidates are asked for; nothing where they must be listed first.
inline std::optional<LazyShape> lazy_shape(const Rules& rules, const Clash& clash) {
  const Problem& p = rules.problem();
  if (p.needs().size() == 0 || p.members().size() == 0 || p.members().size() >= held_bit / 2)
    return std::nullopt;
  if (std::ranges::any_of(p.pins(), [](const Pin& pin) { return pin.kind == PinKind::must; }) ||
      std::ranges::any_of(p.needs().together, [](std::uint8_t t) { return t != 0; }))
    return std::nullopt;
  LazyShape shape(NeedPeriods(p.needs(), clash));
  if (!find_values(rules, shape) || !find_kinds(rules, shape) || !small_numbers(rules, shape))
    return std::nullopt;
  shape.rewards =
      rules.policy().min_services_cost > 0 &&
      std::ranges::any_of(p.members().min_services, [](std::int64_t k) { return k > 0; });
  return shape;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
