#pragma once

#include <algorithm>
#include <cmath>

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

/// Whether the service lies within one interval of the calendar.
inline bool lies_within(std::span<const Interval> calendar, const Interval& service) {
  auto after = std::ranges::upper_bound(calendar, service.start, {}, &Interval::start);
  return after != calendar.begin() && service.end <= std::prev(after)->end;
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

}  // namespace detail

TURNOUT_INLINE Rules::Rules(Problem problem, Policy policy)
    : problem_(std::move(problem)), policy_(std::move(policy)) {
  check_policy(policy_);
  recent_ = recent_services(problem_, policy_);
  if (!policy_.idle_skill.empty()) idle_cost_.assign(problem_.skills().size(), 0);
  for (const auto& [name, cost] : policy_.idle_skill)
    if (const auto skill = problem_.find_skill(name)) idle_cost_[index(*skill)] = cost;
  std::vector<std::vector<Holder>> holders(problem_.skills().size());
  for (std::size_t i = 0; i < problem_.profiles().size(); ++i)
    for (const Holding& h : problem_.profiles()[i])
      holders[index(h.skill)].push_back({make_id<ProfileId>(i), h.level, h.last_valid});
  for (const std::vector<Holder>& of_skill : holders) holders_.add_row(of_skill);
  longest_.reserve(problem_.members().size());
  for (std::size_t m = 0; m < problem_.members().size(); ++m) {
    const MemberLimits l = limits(make_id<MemberId>(m));
    const bool none = l.services < 1 || l.per_day < 1 || l.per_week < 1;
    longest_.push_back(none ? 0 : std::min({l.seconds, l.seconds_per_day, l.seconds_per_week}));
  }
  for (const double km : problem_.members().max_km)
    if (!std::isnan(km)) widest_member_km_ = std::max(widest_member_km_, km);
}

TURNOUT_INLINE MemberLimits Rules::limits(MemberId member) const noexcept {
  const Members& m = problem_.members();
  const std::size_t i = index(member);
  return {detail::limit_of(m.max_services[i], policy_.max_services),
          detail::limit_of(m.max_per_day[i], policy_.max_per_day),
          detail::limit_of(m.max_per_week[i], policy_.max_per_week),
          detail::limit_of_hours(m.max_seconds[i], policy_.max_hours),
          detail::limit_of_hours(m.max_seconds_per_day[i], policy_.max_hours_per_day),
          detail::limit_of_hours(m.max_seconds_per_week[i], policy_.max_hours_per_week)};
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

TURNOUT_INLINE NeedView::NeedView(const Rules& rules, NeedId need) : need_(need) {
  const Problem& p = rules.problem();
  const std::size_t n = index(need);
  const Interval service{p.needs().start[n], p.needs().end[n]};
  calendar_.resize(p.calendars().size());
  calendar_[0] = 1;
  for (std::size_t c = 1; c < calendar_.size(); ++c)
    calendar_[c] = detail::lies_within(p.calendars()[c], service) ? 1 : 0;
  const auto own = std::ranges::equal_range(p.pins(), need, {}, &Pin::need);
  pins_ = std::span(own.begin(), own.end());
}

TURNOUT_INLINE RoleView::RoleView(const Rules& rules, RoleId role)
    : RoleView(rules, role,
               std::make_shared<const NeedView>(rules, rules.problem().need_of(role))) {}

TURNOUT_INLINE RoleView::RoleView(const Rules& rules, RoleId role,
                                  std::shared_ptr<const NeedView> need)
    : rules_(rules), role_(role), need_(std::move(need)) {
  const Problem& p = rules.problem();
  const std::size_t n = index(this->need());
  continuity_ = continuity_cost(rules.policy(), p.words()[index(p.needs().kind[n])]);
  const std::span<const Asked> asked = p.roles().asked[index(role)];
  if (asked.empty()) return;
  fits_.assign(std::max<std::size_t>(1, p.profiles().size()), 0);
  const LocalDay last_day = p.needs().last_day[n];
  for (const Rules::Holder& h : rules.holders_[index(asked.front().skill)])
    if (h.level >= asked.front().least_level && h.last_valid >= last_day &&
        (asked.size() == 1 ||
         detail::skill_failure(p.profiles()[index(h.profile)], asked, last_day) == 0))
      fits_[index(h.profile)] = 1;
}

TURNOUT_INLINE FailedRules RoleView::profile_failed(ProfileId profile) const {
  if (profile_fits(profile)) return 0;
  const Problem& p = rules_.problem();
  return detail::skill_failure(p.profiles()[index(profile)], p.roles().asked[index(role_)],
                               p.needs().last_day[index(need())]);
}

TURNOUT_INLINE bool RoleView::too_far(MemberId member, double metres) const noexcept {
  return metres > rules_.reach_km(need(), member) * 1000.0;
}

TURNOUT_INLINE FailedRules RoleView::other_failed(MemberId member) const {
  const Problem& p = rules_.problem();
  const std::size_t n = index(need());
  const std::size_t m = index(member);
  FailedRules failed = 0;
  for (const Pin& pin : std::ranges::equal_range(need_->pins(), member, {}, &Pin::member))
    if (pin.kind == PinKind::never && (!pin.role || *pin.role == role_))
      failed |= bit(Reason::pinned_never);
  if (!is_under(p.branches(), p.members().branch[m], p.needs().scope[n]))
    failed |= bit(Reason::out_of_scope);
  if (rules_.policy().max_climb &&
      climb(p.branches(), p.needs().branch[n], p.members().branch[m]) > *rules_.policy().max_climb)
    failed |= bit(Reason::out_of_scope);
  const std::span<const WordId> accepts = p.members().accepts[m];
  if (!accepts.empty() && !std::ranges::binary_search(accepts, p.needs().kind[n]) &&
      !std::ranges::binary_search(accepts, p.needs().item[n]))
    failed |= bit(Reason::not_accepted);
  if (rules_.longest_[m] < (p.needs().end[n] - p.needs().start[n]).count())
    failed |= bit(Reason::limit_zero);
  return failed;
}

TURNOUT_INLINE FailedRules RoleView::failed(MemberId member) const {
  const Problem& p = rules_.problem();
  const std::size_t m = index(member);
  FailedRules failed = other_failed(member) | profile_failed(p.members().profile[m]);
  if (!calendar_free(p.members().calendar[m])) failed |= bit(Reason::not_free);
  if (p.members().has_place[m] != 0 && p.needs().has_place[index(need())] != 0 &&
      too_far(member, distance(p.members().place[m], p.needs().at[index(need())])))
    failed |= bit(Reason::too_far);
  return failed;
}

/// A history row of the same series; where the need has no series, of the same place.
TURNOUT_INLINE bool RoleView::known_here(MemberId member) const {
  const Needs& needs = rules_.problem().needs();
  const WordId series = needs.series[index(need())];
  const WordId place = needs.place_word[index(need())];
  if (series == WordId{} && place == WordId{}) return true;  // nothing to be known by
  return std::ranges::any_of(rules_.problem().history(member), [&](const PastService& s) {
    return series != WordId{} ? s.series == series : s.place == place;
  });
}

TURNOUT_INLINE PairCost RoleView::cost(MemberId member) const {
  const Problem& p = rules_.problem();
  const Policy& policy = rules_.policy();
  const std::size_t n = index(need());
  const std::size_t m = index(member);
  PairCost cost;
  if (p.members().has_place[m] != 0 && p.needs().has_place[n] != 0) {
    cost.km = distance(p.members().place[m], p.needs().at[n]) / 1000.0;
    cost.parts.distance = detail::rounded(cost.km * policy.cost_per_km);
  }
  cost.parts.climb = policy.cost_per_climb *
                     std::int64_t{climb(p.branches(), p.needs().branch[n], p.members().branch[m])};
  const std::span<const Asked> asked = p.roles().asked[index(role_)];
  if (!asked.empty() || !rules_.idle_cost_.empty()) {
    auto a = asked.begin();
    for (const Holding& h : p.profiles()[index(p.members().profile[m])]) {
      while (a != asked.end() && a->skill < h.skill) ++a;
      if (a != asked.end() && a->skill == h.skill)
        cost.parts.spare += policy.cost_per_spare_level * (h.level - a->least_level);
      else if (!rules_.idle_cost_.empty() && h.last_valid >= p.needs().last_day[n])
        cost.parts.idle = std::max(cost.parts.idle, rules_.idle_cost_[index(h.skill)]);
    }
  }
  const std::span<const WordId> likes = p.members().likes[m];
  if (!likes.empty() && !std::ranges::binary_search(likes, p.needs().kind[n]) &&
      !std::ranges::binary_search(likes, p.needs().item[n]))
    cost.parts.preference = policy.preference;
  if (continuity_ > 0 && !known_here(member)) cost.parts.continuity = continuity_;
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
  const auto shared = std::make_shared<const NeedView>(rules, need);
  const detail::ReachTest reach(rules, need);
  const std::int64_t seconds = (p.needs().end[n] - p.needs().start[n]).count();
  std::vector<std::uint8_t> branch_outside(p.branches().size(), 0);
  if (p.needs().scope[n] != BranchId{} || rules.policy().max_climb)
    for (std::size_t b = 0; b < branch_outside.size(); ++b) {
      const auto branch = make_id<BranchId>(b);
      if (!is_under(p.branches(), branch, p.needs().scope[n]) ||
          (rules.policy().max_climb &&
           climb(p.branches(), p.needs().branch[n], branch) > *rules.policy().max_climb))
        branch_outside[b] = 1;
    }
  // Skill and pins differ by role; all the rest is looked at once.
  std::vector<std::uint16_t> rest(members.size());
  for (std::size_t m = 0; m < rest.size(); ++m) {
    FailedRules failed = 0;
    if (branch_outside[index(members.branch[m])] != 0) failed |= bit(Reason::out_of_scope);
    const std::span<const WordId> accepts = members.accepts[m];
    if (!accepts.empty() && !std::ranges::binary_search(accepts, p.needs().kind[n]) &&
        !std::ranges::binary_search(accepts, p.needs().item[n]))
      failed |= bit(Reason::not_accepted);
    if (!shared->calendar_free(members.calendar[m])) failed |= bit(Reason::not_free);
    if (reach.too_far(m)) failed |= bit(Reason::too_far);
    if (rules.longest_[m] < seconds) failed |= bit(Reason::limit_zero);
    rest[m] = static_cast<std::uint16_t>(failed);
  }
  std::vector<RuleCounts> counts;
  std::vector<std::uint16_t> of_profile(p.profiles().size());
  for (std::size_t r = p.needs().first_role[n]; r < p.needs().first_role[n + 1]; ++r) {
    const auto role = make_id<RoleId>(r);
    const RoleView view(rules, role, shared);
    for (std::size_t i = 0; i < of_profile.size(); ++i)
      of_profile[i] = static_cast<std::uint16_t>(view.profile_failed(make_id<ProfileId>(i)));
    std::vector<std::uint32_t> by_failed(std::size_t{1} << eligibility_rules, 0);
    for (std::size_t m = 0; m < rest.size(); ++m)
      ++by_failed[rest[m] | of_profile[index(members.profile[m])]];
    for (const Pin& pin : shared->pins()) {
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
