#pragma once

#include <algorithm>
#include <cmath>

#include <turnout/eligibility/detail/time_planes.hpp>
#include <turnout/eligibility/rules.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline std::int64_t seconds_of(double hours) {
  return static_cast<std::int64_t>(std::floor(hours * 3600.0 + 0.5));
}

inline std::int64_t limit_of(std::int64_t own, const std::optional<std::int64_t>& policy) {
  return own != not_given ? own : policy.value_or(unlimited);
}

inline std::int64_t limit_of_hours(std::int64_t own, const std::optional<double>& policy) {
  if (own != not_given) return own;
  return policy ? seconds_of(*policy) : unlimited;
}

inline FailedRules skill_failure(std::span<const Holding> held, std::span<const Asked> asked,
                                 LocalDay last_day) {
  FailedRules failed = 0;
  for (const Asked& a : asked) {
    const auto h = std::ranges::lower_bound(held, a.skill, {}, &Holding::skill);
    if (h == held.end() || h->skill != a.skill)
      failed |= bit(Reason::no_skill);
    else if (h->level < a.least_level)
      failed |= bit(Reason::level_too_low);
    else if (h->last_valid < last_day)
      failed |= bit(Reason::expired);
  }
  return failed;
}

/// floor(x + 1/2) of a cost in metres.
inline std::int64_t rounded(double metres) {
  return static_cast<std::int64_t>(std::floor(metres + 0.5));
}

inline MemberLimits limits_of(const Members& m, const Policy& policy, std::size_t i) {
  return {limit_of(m.max_services[i], policy.max_services),
          limit_of(m.max_per_day[i], policy.max_per_day),
          limit_of(m.max_per_week[i], policy.max_per_week),
          limit_of_hours(m.max_seconds[i], policy.max_hours),
          limit_of_hours(m.max_seconds_per_day[i], policy.max_hours_per_day),
          limit_of_hours(m.max_seconds_per_week[i], policy.max_hours_per_week)};
}

/// Numbers limits from 0 in the order in which they first come: a table of hashes, at most half
/// full.
class DistinctLimits {
 public:
  explicit DistinctLimits(std::vector<MemberLimits>& limits) : limits_(limits), slots_(64, free) {}

  std::uint32_t number(const MemberLimits& limits) {
    for (std::size_t slot = first_slot(limits);; slot = (slot + 1) & (slots_.size() - 1)) {
      if (slots_[slot] == free) {
        slots_[slot] = static_cast<std::uint32_t>(limits_.size());
        limits_.push_back(limits);
        if (limits_.size() * 2 > slots_.size()) grow();
        return static_cast<std::uint32_t>(limits_.size() - 1);
      }
      if (limits_[slots_[slot]] == limits) return slots_[slot];
    }
  }

 private:
  static constexpr std::uint32_t free = ~std::uint32_t{0};
  [[nodiscard]] std::size_t first_slot(const MemberLimits& l) const noexcept {
    // Odd factors, so that sums of small numbers differ; the product spreads them.
    const auto bits = [](std::int64_t x) { return static_cast<std::uint64_t>(x); };
    const std::uint64_t sum =
        bits(l.services) + 0x3779B97F4A7C15U * bits(l.per_day) +
        0x58476D1CE4E5B9U * bits(l.per_week) + 0x50497D133111EBU * bits(l.seconds) +
        0x62A9D9ED799705U * bits(l.seconds_per_day) + 0x60BE98F4A6F76DU * bits(l.seconds_per_week);
    return ((sum * 0x9E3779B97F4A7C15U) >> 32U) & (slots_.size() - 1);
  }
  void grow() {
    slots_.assign(slots_.size() * 2, free);
    for (std::size_t i = 0; i < limits_.size(); ++i) {
      std::size_t slot = first_slot(limits_[i]);
      while (slots_[slot] != free) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = static_cast<std::uint32_t>(i);
    }
  }
  std::vector<MemberLimits>& limits_;
  std::vector<std::uint32_t> slots_;
};

}  // namespace detail

TURNOUT_INLINE Rules::Rules(Problem problem, Policy policy)
    : problem_(std::move(problem)), policy_(std::move(policy)) {
  check_policy(policy_);
  recent_ = recent_services(problem_, policy_);
  if (!policy_.idle_skill.empty()) idle_cost_.assign(problem_.skills().size(), 0);
  for (const auto& [name, cost] : policy_.idle_skill)
    if (const auto skill = problem_.find_skill(name)) idle_cost_[index(*skill)] = cost;
  detail::DistinctLimits distinct(limits_);
  limits_of_.reserve(problem_.members().size());
  for (std::size_t m = 0; m < problem_.members().size(); ++m)
    limits_of_.push_back(distinct.number(detail::limits_of(problem_.members(), policy_, m)));
  for (const MemberLimits& l : limits_) {
    const bool none = l.services < 1 || l.per_day < 1 || l.per_week < 1;
    longest_.push_back(none ? 0 : std::min({l.seconds, l.seconds_per_day, l.seconds_per_week}));
  }
  for (const double km : problem_.members().max_km)
    if (!std::isnan(km)) widest_member_km_ = std::max(widest_member_km_, km);
}

TURNOUT_INLINE double Rules::reach_km(NeedId need, MemberId member) const noexcept {
  const double of_need = problem_.needs().max_km[index(need)];
  const double of_member = problem_.members().max_km[index(member)];
  // Comparisons with NaN are false: a limit that is not given never wins.
  double reach = std::numeric_limits<double>::infinity();
  if (of_need < reach) reach = of_need;
  if (of_member < reach) reach = of_member;
  if (std::isnan(of_need) && std::isnan(of_member) && policy_.within_km) reach = *policy_.within_km;
  return reach;
}

TURNOUT_INLINE double Rules::widest_reach_km(NeedId need) const noexcept {
  const double of_need = problem_.needs().max_km[index(need)];
  if (!std::isnan(of_need)) return of_need;
  if (!policy_.within_km) return std::numeric_limits<double>::infinity();
  return std::max(*policy_.within_km, widest_member_km_);
}

TURNOUT_INLINE FailedRules Rules::failed(RoleId role, MemberId member) const {
  return RoleView(*this, role).failed(member);
}

TURNOUT_INLINE PairCost Rules::cost(RoleId role, MemberId member) const {
  return RoleView(*this, role).cost(member);
}

TURNOUT_INLINE RoleView::RoleView(const Rules& rules, RoleId role)
    : rules_(rules),
      role_(role),
      need_(rules.problem().need_of(role)),
      asked_(rules.problem().roles().asked[index(role)]) {
  const Problem& p = rules.problem();
  const auto own = std::ranges::equal_range(p.pins(), need_, {}, &Pin::need);
  pins_ = std::span(own.begin(), own.end());
  continuity_ =
      turnout::continuity_cost(rules.policy(), p.words()[index(p.needs().kind[index(need_)])]);
}

TURNOUT_INLINE FailedRules RoleView::profile_failed(ProfileId profile) const {
  if (asked_.empty()) return 0;
  const Problem& p = rules_.problem();
  return detail::skill_failure(p.profiles()[index(profile)], asked_,
                               p.needs().last_day[index(need_)]);
}

TURNOUT_INLINE bool RoleView::calendar_free(CalendarId calendar) const {
  const Needs& needs = rules_.problem().needs();
  return detail::calendar_is_free(rules_.problem(), calendar,
                                  {needs.start[index(need_)], needs.end[index(need_)]});
}

TURNOUT_INLINE bool RoleView::in_scope(BranchId branch) const {
  const Problem& p = rules_.problem();
  const std::size_t n = index(need_);
  if (!is_under(p.branches(), branch, p.needs().scope[n])) return false;
  const std::optional<std::int64_t>& most = rules_.policy().max_climb;
  return !most || climb(p.branches(), p.needs().branch[n], branch) <= *most;
}

TURNOUT_INLINE bool RoleView::accepted(MemberId member) const {
  const Problem& p = rules_.problem();
  const std::span<const WordId> accepts = p.members().accepts[index(member)];
  return accepts.empty() || std::ranges::binary_search(accepts, p.needs().kind[index(need_)]) ||
         std::ranges::binary_search(accepts, p.needs().item[index(need_)]);
}

TURNOUT_INLINE bool RoleView::pinned_never(MemberId member) const {
  return std::ranges::any_of(
      std::ranges::equal_range(pins_, member, {}, &Pin::member), [&](const Pin& pin) {
        return pin.kind == PinKind::never && (!pin.role || *pin.role == role_);
      });
}

TURNOUT_INLINE FailedRules RoleView::failed(MemberId member) const {
  const Problem& p = rules_.problem();
  const std::size_t m = index(member);
  const std::size_t n = index(need_);
  FailedRules failed = profile_failed(p.members().profile[m]);
  if (pinned_never(member)) failed |= bit(Reason::pinned_never);
  if (!in_scope(p.members().branch[m])) failed |= bit(Reason::out_of_scope);
  if (!accepted(member)) failed |= bit(Reason::not_accepted);
  if (!calendar_free(p.members().calendar[m])) failed |= bit(Reason::not_free);
  if (p.members().has_place[m] != 0 && p.needs().has_place[n] != 0 &&
      too_far(member, distance(p.members().place[m], p.needs().at[n])))
    failed |= bit(Reason::too_far);
  if (rules_.longest_service(member) < (p.needs().end[n] - p.needs().start[n]).count())
    failed |= bit(Reason::limit_zero);
  return failed;
}

/// A history row of the same series; where the need has no series, of the same place.
TURNOUT_INLINE bool RoleView::known_here(MemberId member) const {
  const Needs& needs = rules_.problem().needs();
  const WordId series = needs.series[index(need_)];
  const WordId place = needs.place_word[index(need_)];
  if (series == WordId{} && place == WordId{}) return true;  // nothing to be known by
  return std::ranges::any_of(rules_.problem().history(member), [&](const PastService& s) {
    return series != WordId{} ? s.series == series : s.place == place;
  });
}

TURNOUT_INLINE CostParts RoleView::skill_costs(ProfileId profile) const {
  CostParts parts;
  if (asked_.empty() && !rules_.has_idle_costs()) return parts;
  const Problem& p = rules_.problem();
  auto a = asked_.begin();
  for (const Holding& h : p.profiles()[index(profile)]) {
    while (a != asked_.end() && a->skill < h.skill) ++a;
    if (a != asked_.end() && a->skill == h.skill)
      parts.spare += rules_.policy().cost_per_spare_level * (h.level - a->least_level);
    else if (rules_.has_idle_costs() && h.last_valid >= p.needs().last_day[index(need_)])
      parts.idle = std::max(parts.idle, rules_.idle_cost(h.skill));
  }
  return parts;
}

TURNOUT_INLINE std::int64_t RoleView::preference_cost(MemberId member) const {
  const Problem& p = rules_.problem();
  const std::span<const WordId> likes = p.members().likes[index(member)];
  const bool liked = likes.empty() ||
                     std::ranges::binary_search(likes, p.needs().kind[index(need_)]) ||
                     std::ranges::binary_search(likes, p.needs().item[index(need_)]);
  return liked ? 0 : rules_.policy().preference;
}

TURNOUT_INLINE std::int64_t RoleView::continuity_cost(MemberId member) const {
  return continuity_ > 0 && !known_here(member) ? continuity_ : 0;
}

TURNOUT_INLINE PairCost RoleView::cost(MemberId member) const {
  const Problem& p = rules_.problem();
  const std::size_t n = index(need_);
  const std::size_t m = index(member);
  PairCost cost{.parts = skill_costs(p.members().profile[m]), .km = 0};
  if (p.members().has_place[m] != 0 && p.needs().has_place[n] != 0) {
    cost.km = distance(p.members().place[m], p.needs().at[n]) / 1000.0;
    cost.parts.distance = detail::rounded(cost.km * rules_.policy().cost_per_km);
  }
  cost.parts.climb = rules_.policy().cost_per_climb *
                     std::int64_t{climb(p.branches(), p.needs().branch[n], p.members().branch[m])};
  cost.parts.preference = preference_cost(member);
  cost.parts.continuity = continuity_cost(member);
  return cost;
}

namespace detail {

/// Whether a pair is too far, with the arcsine left out for all but those near the limit.
class ReachTest {
 public:
  ReachTest(const Rules& rules, NeedId need)
      : rules_(rules),
        members_(rules.problem().members()),
        need_(need),
        placed_(rules.problem().needs().has_place[index(need)] != 0),
        at_(rules.problem().needs().at[index(need)]) {
    const double of_need = rules.problem().needs().max_km[index(need)];
    general_ = !std::isnan(of_need)       ? of_need
               : rules.policy().within_km ? *rules.policy().within_km
                                          : std::numeric_limits<double>::infinity();
    near_ = squared_chord_above(general_ * 999.999);
    far_ = squared_chord_above(general_ * 1000.001);
  }
  [[nodiscard]] bool too_far(std::size_t m) const noexcept {
    if (!placed_ || members_.has_place[m] == 0) return false;
    if (std::isnan(members_.max_km[m])) {
      const double chord = squared_chord(members_.place[m], at_);
      if (chord < near_) return false;
      if (chord > far_) return true;
    }
    const double reach = rules_.reach_km(need_, make_id<MemberId>(m));
    return distance(members_.place[m], at_) > reach * 1000.0;
  }

 private:
  const Rules& rules_;
  const Members& members_;
  NeedId need_;
  bool placed_;
  Place at_;
  double general_ = 0, near_ = 0, far_ = 0;
};

/// Members by the set of rules they fail, made the two counts a rule.
inline RuleCounts counts_of(std::span<const std::uint32_t> by_failed) {
  RuleCounts counts;
  for (FailedRules failed = 0; failed < by_failed.size(); ++failed) {
    counts.members += by_failed[failed];
    for (std::size_t rule = 0; rule < eligibility_rules; ++rule) {
      const FailedRules up_to = (FailedRules{2} << rule) - 1;
      if ((failed & up_to) == 0) counts.left[rule] += by_failed[failed];
      if ((failed & ~(FailedRules{1} << rule)) == 0) counts.if_dropped[rule] += by_failed[failed];
    }
  }
  return counts;
}

}  // namespace detail

TURNOUT_INLINE std::vector<RuleCounts> count_rules(const Rules& rules, NeedId need) {
  const Problem& p = rules.problem();
  const Members& members = p.members();
  const std::size_t n = index(need);
  const RoleView any(rules, make_id<RoleId>(p.needs().first_role[n]));
  const detail::ReachTest reach(rules, need);
  const std::int64_t seconds = (p.needs().end[n] - p.needs().start[n]).count();
  std::vector<std::uint8_t> branch_outside(p.branches().size(), 0);
  if (p.needs().scope[n] != BranchId{} || rules.policy().max_climb)
    for (std::size_t b = 0; b < branch_outside.size(); ++b)
      branch_outside[b] = any.in_scope(make_id<BranchId>(b)) ? 0 : 1;
  std::vector<std::uint8_t> free(p.calendars().size());
  for (std::size_t c = 0; c < free.size(); ++c)
    free[c] = any.calendar_free(make_id<CalendarId>(c)) ? 1 : 0;
  // Skill and pins differ by role; all the rest is looked at once.
  std::vector<std::uint16_t> rest(members.size());
  for (std::size_t m = 0; m < rest.size(); ++m) {
    FailedRules failed = 0;
    if (branch_outside[index(members.branch[m])] != 0) failed |= bit(Reason::out_of_scope);
    if (!any.accepted(make_id<MemberId>(m))) failed |= bit(Reason::not_accepted);
    if (free[index(members.calendar[m])] == 0) failed |= bit(Reason::not_free);
    if (reach.too_far(m)) failed |= bit(Reason::too_far);
    if (rules.longest_service(make_id<MemberId>(m)) < seconds) failed |= bit(Reason::limit_zero);
    rest[m] = static_cast<std::uint16_t>(failed);
  }
  std::vector<RuleCounts> counts;
  std::vector<std::uint16_t> of_profile(p.profiles().size());
  for (std::size_t r = p.needs().first_role[n]; r < p.needs().first_role[n + 1]; ++r) {
    const auto role = make_id<RoleId>(r);
    const RoleView view(rules, role);
    for (std::size_t i = 0; i < of_profile.size(); ++i)
      of_profile[i] = static_cast<std::uint16_t>(view.profile_failed(make_id<ProfileId>(i)));
    std::vector<std::uint32_t> by_failed(std::size_t{1} << eligibility_rules, 0);
    for (std::size_t m = 0; m < rest.size(); ++m)
      ++by_failed[rest[m] | of_profile[index(members.profile[m])]];
    for (const Pin& pin : any.pins()) {
      const std::size_t m = index(pin.member);
      const FailedRules failed = rest[m] | of_profile[index(members.profile[m])];
      const FailedRules all = view.failed(pin.member);
      if (all == failed) continue;
      --by_failed[failed];
      ++by_failed[all];
    }
    counts.push_back(detail::counts_of(by_failed));
  }
  return counts;
}

TURNOUT_INLINE RuleCounts count_rules(const Rules& rules, RoleId role) {
  const NeedId need = rules.problem().need_of(role);
  return count_rules(rules, need)[index(role) - rules.problem().needs().first_role[index(need)]];
}

}  // namespace turnout::inline TURNOUT_ABI
