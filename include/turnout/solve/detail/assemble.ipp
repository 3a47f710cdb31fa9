#pragma once

// From the pairs chosen to all that a plan says: parts, terms, empty seats and their reasons.

#include <algorithm>

#include <turnout/eligibility/detail/rule_counter.hpp>
#include <turnout/eligibility/parallel.hpp>
#include <turnout/solve/bound.hpp>
#include <turnout/solve/draft.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// A plan's services, seen from both sides.
struct Served {
  std::vector<std::vector<std::uint32_t>> of_member;  ///< Pairs.
  std::vector<std::int64_t> of_role, of_need;
};

inline Served served(const Problem& p, const Candidates& candidates,
                     std::span<const std::uint32_t> pairs) {
  Served s{std::vector<std::vector<std::uint32_t>>(p.members().size()),
           std::vector<std::int64_t>(p.roles().size(), 0),
           std::vector<std::int64_t>(p.needs().size(), 0)};
  for (const std::uint32_t pair : pairs) {
    const RoleId role = candidates.role_of(pair);
    s.of_member[index(candidates.pairs()[pair].member)].push_back(pair);
    ++s.of_role[index(role)];
    ++s.of_need[index(p.need_of(role))];
  }
  return s;
}

inline void add_assignments(const Rules& rules, const Candidates& candidates,
                            std::span<const std::uint32_t> pairs, PlanData& data) {
  std::optional<RoleView> view;
  for (const std::uint32_t pair : pairs) {  // ascending: by role, then member
    const RoleId role = candidates.role_of(pair);
    const Candidate& c = candidates.pairs()[pair];
    if (!view || view->role() != role) view.emplace(rules, role);
    const PairCost cost = view->cost(c.member);
    data.assignments.push_back({rules.problem().need_of(role), role, c.member, c.cost});
    data.km.push_back(cost.km);
    data.parts.push_back(cost.parts);
    data.terms.distance += cost.parts.distance;
    data.terms.climb += cost.parts.climb;
    data.terms.spare += cost.parts.spare;
    data.terms.idle += cost.parts.idle;
    data.terms.continuity += cost.parts.continuity;
    data.terms.preference += cost.parts.preference;
  }
}

/// Why the first of the empty seats of a role is empty; see model/reason.hpp for the order.
class ReasonFinder {
 public:
  ReasonFinder(const Rules& rules, const Candidates& candidates, const Clash& clash,
               const Served& served)
      : rules_(rules), candidates_(candidates), clash_(clash), served_(served) {}

  [[nodiscard]] Reason of(RoleId role, const RuleCounts& counts) const {
    const Problem& p = rules_.problem();
    const std::int64_t seats = p.roles().seats[index(role)];
    const NeedId need = p.need_of(role);
    if (impossible_duty(need, role)) return Reason::must_pin;
    for (std::size_t rule = 0; rule < eligibility_rules; ++rule)
      if (counts.left[rule] < seats) return static_cast<Reason>(rule);
    std::int64_t left = counts.left[eligibility_rules - 1];
    std::int64_t clash = 0, used_up = 0, taken = 0;
    for (const Candidate& c : candidates_.of_role(role)) switch (obstacle(need, role, c.member)) {
        case Reason::clash: ++clash; break;
        case Reason::limit_used_up: ++used_up; break;
        case Reason::taken: ++taken; break;
        default: break;
      }
    left -= clash;
    if (left < seats) return Reason::clash;
    left -= used_up;
    if (left < seats) return Reason::limit_used_up;
    if (p.needs().together[index(need)] != 0 && served_.of_need[index(need)] == 0)
      return Reason::together;
    return left - taken < seats ? Reason::taken : Reason::not_worth_it;
  }

 private:
  [[nodiscard]] bool impossible_duty(NeedId need, RoleId role) const {
    return std::ranges::any_of(rules_.problem().pins(), [&](const Pin& pin) {
      if (pin.need != need || pin.kind != PinKind::must || (pin.role && *pin.role != role))
        return false;
      return std::ranges::none_of(served_.of_member[index(pin.member)], [&](std::uint32_t pair) {
        return rules_.problem().need_of(candidates_.role_of(pair)) == need;
      });
    });
  }
  /// What keeps an eligible member, who is not in this role, from serving in it as the plan stands.
  [[nodiscard]] Reason obstacle(NeedId need, RoleId role, MemberId member) const {
    std::vector<NeedId> needs{need};
    for (const std::uint32_t pair : served_.of_member[index(member)]) {
      const RoleId other = candidates_.role_of(pair);
      if (other == role) return Reason::not_worth_it;
      if (rules_.problem().need_of(other) == need) return Reason::taken;
      if (clash_(need, rules_.problem().need_of(other))) return Reason::clash;
      needs.push_back(rules_.problem().need_of(other));
    }
    return fit_together(rules_, clash_, member, needs) ? Reason::not_worth_it
                                                       : Reason::limit_used_up;
  }
  const Rules& rules_;
  const Candidates& candidates_;
  const Clash& clash_;
  const Served& served_;
};

inline void add_unfilled(const Rules& rules, const Candidates& candidates, const Clash& clash,
                         const Served& s, int threads, PlanData& data) {
  const Problem& p = rules.problem();
  for (std::size_t n = 0; n < p.needs().size(); ++n) {
    const auto need = make_id<NeedId>(n);
    std::int64_t below = std::max<std::int64_t>(0, p.needs().min_seats[n] - s.of_need[n]);
    data.terms.unfilled += empty_cost(rules, need, s.of_need[n]);
    for (std::size_t r = p.needs().first_role[n]; r < p.needs().first_role[n + 1]; ++r) {
      const std::int64_t empty = p.roles().seats[r] - s.of_role[r];
      if (empty == 0) continue;
      const std::int64_t of_role = std::min(below, empty);
      below -= of_role;
      const std::int64_t price = rules.policy().unfilled_cost[p.needs().priority[n] - 1U];
      data.unfilled.push_back({need, make_id<RoleId>(r), static_cast<std::int32_t>(empty),
                               static_cast<std::int32_t>(of_role),
                               price * (empty + (rules.policy().min_seats_weight - 1) * of_role),
                               Reason::not_worth_it});
    }
  }
  data.counts.resize(data.unfilled.size());
  const ReasonFinder finder(rules, candidates, clash, s);
  // Roles of one need share most of the counting: one run of them is one chunk.
  std::vector<std::size_t> runs;
  for (std::size_t i = 0; i < data.unfilled.size(); ++i)
    if (i == 0 || data.unfilled[i].need != data.unfilled[i - 1].need) runs.push_back(i);
  runs.push_back(data.unfilled.size());
  if (data.unfilled.empty()) return;
  const MemberIndex members(rules);
  std::vector<RoleId> roles;
  for (const Unfilled& u : data.unfilled) roles.push_back(u.role);
  const RuleCounter counter(members, roles, threads);
  for_each_chunk(runs.size() - 1, threads, [&](std::size_t run) {
    RuleCounter::NeedBits shared;
    for (std::size_t i = runs[run]; i < runs[run + 1]; ++i) {
      Unfilled& u = data.unfilled[i];
      data.counts[i] = counter.count(u.role, shared);
      u.reason = finder.of(u.role, data.counts[i]);
    }
  });
}

inline void add_loads(const Rules& rules, const Served& s, PlanData& data) {
  for (std::size_t m = 0; m < s.of_member.size(); ++m) {
    const auto k = static_cast<std::int64_t>(s.of_member[m].size());
    const LoadOf load = load_of(rules, make_id<MemberId>(m), Goal::cost);
    data.terms.fairness += load.fairness * (k * (2 * load.history + k));
    data.terms.min_services += load.missing_cost * std::max<std::int64_t>(0, load.least - k);
  }
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
