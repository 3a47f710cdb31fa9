// turnout/solve/detail/assemble.hpp -- from the assignments to all that a plan says: parts, terms,
// empty seats and their reasons.
#pragma once

#include <algorithm>
#include <optional>
#include <ranges>
#include <span>
#include <vector>

#include <turnout/eligibility/detail/prefetch.hpp>
#include <turnout/eligibility/detail/rule_counter.hpp>
#include <turnout/model/parallel.hpp>
#include <turnout/solve/bound.hpp>
#include <turnout/solve/detail/load_of.hpp>
#include <turnout/solve/detail/wide.hpp>
#include <turnout/solve/draft.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// The pairs chosen, ascending, as a plan lists them: by need, role and member.
inline std::vector<Assignment> assignments_of(const Problem& p, const Candidates& candidates,
                                              std::span<const std::uint32_t> pairs) {
  std::vector<Assignment> assignments;
  assignments.reserve(pairs.size());
  for (const std::uint32_t pair : pairs) {
    const RoleId role = candidates.role_of(pair);
    const Candidate& c = candidates.pairs()[pair];
    assignments.push_back({p.need_of(role), role, c.member, c.cost});
  }
  return assignments;
}

/// A plan's services, seen from both sides.
struct Served {
  std::vector<std::uint32_t> first;  ///< Of a member in `roles`; one more than there are members.
  std::vector<RoleId> roles;         ///< By member, ascending.
  std::vector<std::int64_t> of_role, of_need;

  [[nodiscard]] std::span<const RoleId> of_member(MemberId member) const noexcept {
    const std::size_t m = index(member);
    return std::span(roles).subspan(first[m], first[m + 1] - first[m]);
  }
};

inline Served served(const Problem& p, std::span<const Assignment> assignments) {
  Served s{std::vector<std::uint32_t>(p.members().size() + 1, 0),
           std::vector<RoleId>(assignments.size()), std::vector<std::int64_t>(p.roles().size(), 0),
           std::vector<std::int64_t>(p.needs().size(), 0)};
  for (const Assignment& a : assignments) {
    ++s.first[index(a.member)];
    ++s.of_role[index(a.role)];
    ++s.of_need[index(a.need)];
  }
  std::uint32_t sum = 0;
  for (std::uint32_t& first : s.first) first = sum += first;
  // Backwards, so that each member's roles ascend and `first` ends where it says.
  for (const Assignment& a : std::views::reverse(assignments))
    s.roles[--s.first[index(a.member)]] = a.role;
  return s;
}

/// Distances, parts and their sums, for assignments that stand by role.
inline void price_assignments(const Rules& rules, PlanData& data) {
  std::optional<RoleView> view;
  data.km.reserve(data.assignments.size());
  data.parts.reserve(data.assignments.size());
  const Members& members = rules.problem().members();
  for (std::size_t i = 0; i < data.assignments.size(); ++i) {
    constexpr std::size_t ahead = 12;  // members lie anywhere in their columns
    if (i + ahead < data.assignments.size()) {
      const std::size_t m = index(data.assignments[i + ahead].member);
      prefetch(&members.place[m]);
      prefetch(&members.profile[m]);
      prefetch(&members.has_place[m]);
      prefetch(&members.branch[m]);
    }
    const Assignment& a = data.assignments[i];
    if (!view || view->role() != a.role) view.emplace(rules, a.role);
    const PairCost cost = view->cost(a.member);
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
/// Scratch of one thread.
class ReasonFinder {
 public:
  ReasonFinder(const Rules& rules, const Clash& clash, const Served& served)
      : rules_(rules), clash_(clash), served_(served) {}

  /// `eligible()` gives a span of MemberIds, in any order: whom no rule keeps from the role. It is
  /// asked only where the counts leave enough of them.
  template <class Eligible>
  [[nodiscard]] Reason of(RoleId role, const RuleCounts& counts, const Eligible& eligible) {
    const Problem& p = rules_.problem();
    const std::int64_t seats = p.roles().seats[index(role)];
    const NeedId need = p.need_of(role);
    if (impossible_duty(need, role)) return Reason::must_pin;
    for (std::size_t rule = 0; rule < eligibility_rules; ++rule)
      if (counts.left[rule] < seats) return static_cast<Reason>(rule);
    std::int64_t left = counts.left[eligibility_rules - 1];
    std::int64_t clash = 0, used_up = 0, taken = 0;
    for (const MemberId member : eligible()) switch (obstacle(need, role, member)) {
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
    const Problem& p = rules_.problem();
    return std::ranges::any_of(
        std::ranges::equal_range(p.pins(), need, {}, &Pin::need), [&](const Pin& pin) {
          if (pin.kind != PinKind::must || (pin.role && *pin.role != role)) return false;
          return std::ranges::none_of(served_.of_member(pin.member),
                                      [&](RoleId other) { return p.need_of(other) == need; });
        });
  }
  /// What keeps an eligible member, who is not in this role, from serving in it as the plan stands.
  [[nodiscard]] Reason obstacle(NeedId need, RoleId role, MemberId member) {
    const std::span<const RoleId> others = served_.of_member(member);
    if (others.empty()) return Reason::not_worth_it;  // who is eligible has room for one service
    needs_.assign(1, need);
    for (const RoleId other : others) {
      if (other == role) return Reason::not_worth_it;
      const NeedId of_other = rules_.problem().need_of(other);
      if (of_other == need) return Reason::taken;
      if (clash_(need, of_other)) return Reason::clash;
      needs_.push_back(of_other);
    }
    return fit_together(rules_, clash_, member, needs_) ? Reason::not_worth_it
                                                        : Reason::limit_used_up;
  }
  const Rules& rules_;
  const Clash& clash_;
  const Served& served_;
  std::vector<NeedId> needs_;
};

/// Seats left empty and what they cost; reasons and counts are filled in by add_reasons().
inline void add_empty_seats(const Rules& rules, const Served& s, PlanData& data) {
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
}

inline void add_reasons(const MemberIndex& members, const Clash& clash, const Served& s,
                        int threads, PlanData& data) {
  data.counts.resize(data.unfilled.size());
  if (data.unfilled.empty()) return;
  // Roles of one need share most of the counting: they are counted one after the other.
  constexpr std::size_t roles_a_chunk = 32;
  std::vector<std::size_t> chunks;
  for (std::size_t i = 0; i < data.unfilled.size(); ++i)
    if (i == 0 ||
        (i >= chunks.back() + roles_a_chunk && data.unfilled[i].need != data.unfilled[i - 1].need))
      chunks.push_back(i);
  chunks.push_back(data.unfilled.size());
  std::vector<RoleId> roles;
  roles.reserve(data.unfilled.size());
  for (const Unfilled& u : data.unfilled) roles.push_back(u.role);
  const RuleCounter counter(members, roles, threads);
  for_each_chunk(chunks.size() - 1, threads, [&](std::size_t chunk) {
    ReasonFinder finder(members.rules(), clash, s);
    RuleCounter::NeedBits bits;
    std::vector<MemberId> eligible;
    for (std::size_t i = chunks[chunk]; i < chunks[chunk + 1]; ++i) {
      Unfilled& u = data.unfilled[i];
      data.counts[i] = counter.count(u.role, bits);
      u.reason = finder.of(u.role, data.counts[i], [&] {
        counter.list_eligible(bits, eligible);
        return std::span<const MemberId>(eligible);
      });
    }
  });
}

inline void add_loads(const Rules& rules, const Served& s, PlanData& data) {
  for (std::size_t m = 0; m + 1 < s.first.size(); ++m) {
    const std::int64_t k = s.first[m + 1] - s.first[m];
    const LoadOf load = load_of(rules, make_id<MemberId>(m), Goal::cost);
    data.terms.fairness += load.fairness * (k * (2 * load.history + k));
    data.terms.min_services += load.missing_cost * std::max<std::int64_t>(0, load.least - k);
  }
}

/// All that follows from data.assignments (by role, then member): how they were found does not
/// matter. The index is that of the candidates.
inline void assemble(const MemberIndex& members, const Clash& clash, int threads, PlanData& data) {
  const Served s = served(members.rules().problem(), data.assignments);
  price_assignments(members.rules(), data);
  add_loads(members.rules(), s, data);
  add_empty_seats(members.rules(), s, data);
  add_reasons(members, clash, s, threads, data);
  data.objective = narrow(data.terms.total());
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
