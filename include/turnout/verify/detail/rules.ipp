// The hard rules of one member and one role, what such a pair costs, and which services a member
// can serve one after the other: written straight from the columns of the problem.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/plan.hpp>
#include <turnout/model/problem.hpp>
#include <turnout/verify/detail/distance.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::checking {

__extension__ typedef __int128 Wide;  // sums that may leave 64 bits on a forged claim

inline constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

/// Hours as the rules compare them: in whole seconds, the nearest.
inline std::int64_t whole_seconds(double hours) {
  const double seconds = hours * 3600.0;
  return seconds < 9e15 ? static_cast<std::int64_t>(std::llround(seconds)) : unlimited;
}

/// A member's own limits, the policy's where it has none.
struct Limits {
  std::int64_t services, per_day, per_week;
  std::int64_t seconds, seconds_per_day, seconds_per_week;
  [[nodiscard]] bool any_seconds() const noexcept {
    return seconds != unlimited || seconds_per_day != unlimited || seconds_per_week != unlimited;
  }
  /// Room for one service of this length, if it were the only one.
  [[nodiscard]] bool room_for(std::int64_t length) const noexcept {
    return services > 0 && per_day > 0 && per_week > 0 && length <= seconds &&
           length <= seconds_per_day && length <= seconds_per_week;
  }
};

class Rules {
 public:
  Rules(const Problem& problem, const Policy& policy) : problem_(problem), policy_(policy) {
    const Members& members = problem.members();
    const Needs& needs = problem.needs();
    homes_.reserve(members.size());
    for (std::size_t m = 0; m < members.size(); ++m) {
      homes_.push_back(
          spot_of(members.has_place[m] != 0, members.lat[m], members.lon[m], members.place[m]));
    }
    places_.reserve(needs.size());
    for (std::size_t n = 0; n < needs.size(); ++n) {
      places_.push_back(spot_of(needs.has_place[n] != 0, needs.lat[n], needs.lon[n], needs.at[n]));
    }
    pins_.assign(problem.pins().begin(), problem.pins().end());
    std::stable_sort(pins_.begin(), pins_.end(), [](const Pin& a, const Pin& b) {
      return std::tuple(a.member, a.need, a.role) < std::tuple(b.member, b.need, b.role);
    });
    rest_ = std::min(whole_seconds(policy.rest_hours), std::int64_t{1} << 60);
    for (std::size_t s = 0; s < problem.skills().size(); ++s) {
      const auto found = policy.idle_skill.find(std::string(problem.skills()[s]));
      idle_cost_.push_back(found == policy.idle_skill.end() ? 0 : found->second);
    }
  }

  [[nodiscard]] const Problem& problem() const noexcept { return problem_; }
  [[nodiscard]] const Policy& policy() const noexcept { return policy_; }
  [[nodiscard]] const Spot& home(std::size_t m) const noexcept { return homes_[m]; }
  [[nodiscard]] const Spot& place(std::size_t n) const noexcept { return places_[n]; }
  [[nodiscard]] std::int64_t rest() const noexcept { return rest_; }
  [[nodiscard]] bool travels() const noexcept { return policy_.travel_kmh.has_value(); }
  /// A member's pins by need and role.
  [[nodiscard]] std::span<const Pin> pins_of(std::size_t m) const {
    const auto range = std::ranges::equal_range(pins_, make_id<MemberId>(m), {}, &Pin::member);
    return {range.begin(), range.end()};
  }
  /// All pins by member, need and role.
  [[nodiscard]] std::span<const Pin> pins() const noexcept { return pins_; }

  [[nodiscard]] std::int64_t start(std::size_t n) const {
    return problem_.needs().start[n].time_since_epoch().count();
  }
  [[nodiscard]] std::int64_t end(std::size_t n) const {
    return problem_.needs().end[n].time_since_epoch().count();
  }
  [[nodiscard]] std::int64_t length(std::size_t n) const { return end(n) - start(n); }

  [[nodiscard]] Limits limits(std::size_t m) const {
    const Members& members = problem_.members();
    const auto count = [](std::int64_t own, const std::optional<std::int64_t>& general) {
      return own != not_given ? own : general.value_or(unlimited);
    };
    const auto hours = [](std::int64_t own, const std::optional<double>& general) {
      return own != not_given ? own : general ? whole_seconds(*general) : unlimited;
    };
    return {count(members.max_services[m], policy_.max_services),
            count(members.max_per_day[m], policy_.max_per_day),
            count(members.max_per_week[m], policy_.max_per_week),
            hours(members.max_seconds[m], policy_.max_hours),
            hours(members.max_seconds_per_day[m], policy_.max_hours_per_day),
            hours(members.max_seconds_per_week[m], policy_.max_hours_per_week)};
  }

  // --- one member and one role ------------------------------------------------------------

  [[nodiscard]] bool pinned_never(std::size_t m, std::size_t r) const {
    const NeedId need = problem_.roles().need[r];
    return std::ranges::any_of(pins_of(m), [&](const Pin& pin) {
      return pin.kind == PinKind::never && pin.need == need &&
             (!pin.role || *pin.role == make_id<RoleId>(r));
    });
  }
  /// Levels to go up from the need's branch to one that contains the member.
  [[nodiscard]] std::int64_t levels_up(std::size_t m, std::size_t n) const {
    BranchId branch = problem_.needs().branch[n];
    std::int64_t levels = 0;
    while (!contains(branch, problem_.members().branch[m])) {
      branch = problem_.branches().parent[index(branch)];
      ++levels;
    }
    return levels;
  }
  [[nodiscard]] bool in_scope(std::size_t m, std::size_t n) const {
    return contains(problem_.needs().scope[n], problem_.members().branch[m]) &&
           (!policy_.max_climb || levels_up(m, n) <= *policy_.max_climb);
  }
  [[nodiscard]] bool accepts(std::size_t m, std::size_t n) const {
    const auto words = problem_.members().accepts[m];
    return words.empty() || names(words, n);
  }
  /// The first of no_skill, level_too_low and expired that forbids the role to such a profile.
  [[nodiscard]] std::optional<Reason> skill_missing(ProfileId profile, std::size_t r) const {
    const LocalDay last = problem_.needs().last_day[index(problem_.roles().need[r])];
    bool low = false, expired = false;
    for (const Asked& asked : problem_.roles().asked[r]) {
      const Holding* holding = find(profile, asked.skill);
      if (holding == nullptr) return Reason::no_skill;
      if (holding->level < asked.least_level) low = true;
      if (holding->last_valid < last) expired = true;
    }
    if (low) return Reason::level_too_low;
    if (expired) return Reason::expired;
    return std::nullopt;
  }
  /// The last day on which such a profile has all these skills at their levels; none: on no day.
  [[nodiscard]] std::optional<LocalDay> skilled_until(ProfileId profile,
                                                      std::span<const Asked> asked) const {
    LocalDay until = LocalDay::max();
    for (const Asked& a : asked) {
      const Holding* holding = find(profile, a.skill);
      if (holding == nullptr || holding->level < a.least_level) return std::nullopt;
      until = std::min(until, holding->last_valid);
    }
    return until;
  }
  [[nodiscard]] bool is_free(CalendarId calendar, std::size_t n) const {
    if (index(calendar) == 0) return true;
    const Interval service{problem_.needs().start[n], problem_.needs().end[n]};
    const auto intervals = problem_.calendars()[index(calendar)];
    const auto after = std::ranges::upper_bound(intervals, service.start, {}, &Interval::start);
    return after != intervals.begin() && service.end <= std::prev(after)->end;
  }
  /// In metres; infinite where nothing limits.
  [[nodiscard]] double farthest(std::size_t m, std::size_t n) const {
    const double own = problem_.members().max_km[m], asked = problem_.needs().max_km[n];
    if (std::isnan(own) && std::isnan(asked)) {
      return policy_.within_km ? *policy_.within_km * 1000.0
                               : std::numeric_limits<double>::infinity();
    }
    return std::fmin(own, asked) * 1000.0;  // fmin passes over a NaN
  }
  /// The first rule that forbids this pair; nothing when it is a candidate.
  [[nodiscard]] std::optional<Reason> broken(std::size_t m, std::size_t r) const {
    const std::size_t n = index(problem_.roles().need[r]);
    if (pinned_never(m, r)) return Reason::pinned_never;
    if (!in_scope(m, n)) return Reason::out_of_scope;
    if (!accepts(m, n)) return Reason::not_accepted;
    if (const auto missing = skill_missing(problem_.members().profile[m], r)) return missing;
    if (!is_free(problem_.members().calendar[m], n)) return Reason::not_free;
    if (measure(homes_[m], places_[n]).metres > farthest(m, n)) return Reason::too_far;
    if (!limits(m).room_for(length(n))) return Reason::limit_zero;
    return std::nullopt;
  }

  // --- what a pair costs ------------------------------------------------------------------

  [[nodiscard]] CostParts cost(std::size_t m, std::size_t r, double metres) const {
    const std::size_t n = index(problem_.roles().need[r]);
    CostParts parts;
    // Through memory, so that no compiler fuses the product with the sum: it would round otherwise.
    const volatile double metres_paid = policy_.cost_per_km * (metres / 1000.0);
    parts.distance = static_cast<std::int64_t>(std::floor(metres_paid + 0.5));
    if (policy_.cost_per_climb != 0) parts.climb = levels_up(m, n) * policy_.cost_per_climb;
    const ProfileId profile = problem_.members().profile[m];
    const auto asked = problem_.roles().asked[r];
    for (const Asked& a : asked) {
      const Holding* holding = find(profile, a.skill);
      if (holding == nullptr || holding->level <= a.least_level) continue;
      parts.spare += (holding->level - a.least_level) * policy_.cost_per_spare_level;
    }
    const LocalDay last = problem_.needs().last_day[n];
    for (const Holding& holding : problem_.profiles()[index(profile)]) {
      if (holding.last_valid < last) continue;
      if (std::ranges::find(asked, holding.skill, &Asked::skill) != asked.end()) continue;
      parts.idle = std::max(parts.idle, idle_cost_[index(holding.skill)]);
    }
    const auto likes = problem_.members().likes[m];
    if (!likes.empty() && !names(likes, n)) parts.preference = policy_.preference;
    parts.continuity = stranger(m, n) ? continuity_cost(policy_, kind_of(n)) : 0;
    return parts;
  }

  // --- two services of one member ---------------------------------------------------------

  /// Without travel: `first` is over, and rested from, when `second` begins.
  [[nodiscard]] bool rested(std::size_t first, std::size_t second) const {
    return start(second) - end(first) >= rest_;
  }
  /// The way from one to the other can be made in the time between.
  [[nodiscard]] bool reached(std::size_t first, std::size_t second) const {
    if (!policy_.travel_kmh || !places_[first].given || !places_[second].given) return true;
    const double metres = measure(places_[first], places_[second]).metres;
    const auto between = static_cast<double>(start(second) - end(first));
    return metres * 3600.0 <= between * (*policy_.travel_kmh * 1000.0);
  }
  /// Which of two needs comes first in a member's day.
  [[nodiscard]] bool before(std::size_t a, std::size_t b) const {
    return std::tuple(start(a), end(a), a) < std::tuple(start(b), end(b), b);
  }
  [[nodiscard]] bool clash(std::size_t a, std::size_t b) const {
    if (!before(a, b)) std::swap(a, b);
    return !rested(a, b) || !reached(a, b);
  }

  [[nodiscard]] std::string_view kind_of(std::size_t n) const {
    return problem_.words()[index(problem_.needs().kind[n])];
  }

 private:
  [[nodiscard]] bool contains(BranchId outer, BranchId inner) const {
    const Branches& branches = problem_.branches();
    while (branches.depth[index(inner)] > branches.depth[index(outer)]) {
      inner = branches.parent[index(inner)];
    }
    return inner == outer;
  }
  /// The need's kind or item is among the words.
  [[nodiscard]] bool names(std::span<const WordId> words, std::size_t n) const {
    const WordId kind = problem_.needs().kind[n], item = problem_.needs().item[n];
    return std::ranges::any_of(
        words, [&](WordId word) { return index(word) != 0 && (word == kind || word == item); });
  }
  /// Neither known by the series nor, where the need has none, by the place.
  [[nodiscard]] bool stranger(std::size_t m, std::size_t n) const {
    const WordId series = problem_.needs().series[n], place = problem_.needs().place_word[n];
    if (index(series) == 0 && index(place) == 0) return false;
    return std::ranges::none_of(
        problem_.history(make_id<MemberId>(m)), [&](const PastService& past) {
          return index(series) != 0 ? past.series == series : past.place == place;
        });
  }
  [[nodiscard]] const Holding* find(ProfileId profile, SkillId skill) const {
    const auto holdings = problem_.profiles()[index(profile)];
    const auto found = std::ranges::find(holdings, skill, &Holding::skill);
    return found == holdings.end() ? nullptr : &*found;
  }

  const Problem& problem_;
  const Policy& policy_;
  std::vector<Spot> homes_, places_;
  std::vector<Pin> pins_;
  std::vector<std::int64_t> idle_cost_;
  std::int64_t rest_ = 0;
};

/// What a member pays for k services: fairness with the h services lately counted in, and each
/// service short of the least number.
struct LoadCost {
  std::int64_t fairness = 0, lately = 0, short_cost = 0, least = 0;
  [[nodiscard]] Wide fair(std::int64_t k) const {
    return Wide{fairness} * k * (Wide{2} * lately + k);
  }
  [[nodiscard]] Wide short_of(std::int64_t k) const {
    return Wide{short_cost} * std::max<std::int64_t>(0, least - k);
  }
  [[nodiscard]] Wide at(std::int64_t k) const { return fair(k) + short_of(k); }
};

/// Past this no figure of a plan is believed: the range in which the engine is exact.
inline constexpr std::int64_t exact_range = std::int64_t{1} << 53;

/// Into 64 bits, or RangeError: a forged claim must not overflow.
inline std::int64_t narrow(Wide value) {
  if (value > exact_range || value < -exact_range) {
    throw RangeError("a total leaves the range of 2^53 in which costs are exact");
  }
  return static_cast<std::int64_t>(value);
}

}  // namespace detail::checking
}  // namespace turnout::inline TURNOUT_ABI
