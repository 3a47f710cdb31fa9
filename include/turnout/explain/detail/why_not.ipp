#pragma once

#include <bit>

#include <turnout/explain/detail/moves.ipp>
#include <turnout/explain/why_not.hpp>
#include <turnout/model/cells.hpp>
#include <turnout/solve/draft.hpp>
#include <turnout/solve/plan_network.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// A plan with the pair, as moves from the plan at hand.
struct Forcing {
  RoleId role{};
  std::vector<Move> moves;          ///< Empty: no valid plan was found.
  std::optional<Must> lost_duty{};  ///< A pin that the pair would break.
};

/// The cheapest plan with the pair if the network were all there is.
struct FlowForcing {
  Forcing forcing;
  std::int64_t rise = 0;
  bool valid = false;  ///< Keeps the rules that the network relaxes too, so `rise` is exact.
};

/// Forces an eligible pair into a copy of a plan.
class Forcer {
 public:
  Forcer(const Plan& plan, const Rules& rules, NeedId need, MemberId member)
      : plan_(plan),
        rules_(rules),
        p_(rules.problem()),
        need_(need),
        member_(member),
        candidates_(candidates(rules)),
        clash_(rules.problem(), rules.policy()),
        musts_(binding_musts(rules, candidates_, clash_)),
        together_musts_(together_musts(rules, candidates_, clash_)) {
    for (const Assignment& a : plan.assignments())
      if (const auto pair = candidates_.find(a.role, a.member))
        before_.push_back(static_cast<std::uint32_t>(*pair));
    std::ranges::sort(before_);
    for (std::size_t r = p_.needs().first_role[index(need)];
         r < p_.needs().first_role[index(need) + 1]; ++r)
      if (const auto pair = candidates_.find(make_id<RoleId>(r), member))
        pairs_.push_back(static_cast<std::uint32_t>(*pair));
  }

  [[nodiscard]] const Candidates& all() const noexcept { return candidates_; }
  [[nodiscard]] std::span<const std::uint32_t> before() const noexcept { return before_; }

  /// A duty of the member that leaves no room for the need.
  [[nodiscard]] std::optional<Must> own_duty_in_the_way() const {
    std::vector<NeedId> needs{need_};
    for (const Must& must : std::ranges::equal_range(musts_, member_, {}, &Must::member)) {
      needs.push_back(must.need);
      if (!fit_together(rules_, clash_, member_, needs)) return must;
    }
    return std::nullopt;
  }

  /// What the rest of the plan has against the pair, as it stands.
  [[nodiscard]] std::pair<Reason, std::optional<NeedId>> obstacle() const {
    std::vector<NeedId> needs{need_};
    for (const std::uint32_t pair : before_) {
      const NeedId other = p_.need_of(candidates_.role_of(pair));
      if (candidates_.pairs()[pair].member != member_) continue;
      if (clash_(need_, other)) return {Reason::clash, other};
      needs.push_back(other);
    }
    if (!fit_together(rules_, clash_, member_, needs)) return {Reason::limit_used_up, std::nullopt};
    const auto filled = [&](RoleId role) {
      return std::ranges::count(before_, role,
                                [&](std::uint32_t pair) { return candidates_.role_of(pair); });
    };
    std::int64_t of_need = 0;
    bool full = true;
    for (std::size_t r = p_.needs().first_role[index(need_)];
         r < p_.needs().first_role[index(need_) + 1]; ++r)
      of_need += filled(make_id<RoleId>(r));
    for (const std::uint32_t pair : pairs_) {
      const RoleId role = candidates_.role_of(pair);
      full = full && filled(role) >= p_.roles().seats[index(role)];
    }
    if (p_.needs().together[index(need_)] != 0 && of_need == 0)
      return {Reason::together, std::nullopt};
    return {full ? Reason::taken : Reason::not_worth_it, std::nullopt};
  }

  /// By one shortest cycle, where the plan is the optimum of the network; else nothing.
  [[nodiscard]] std::optional<FlowForcing> by_flow() const {
    if (plan_.objective() != plan_.bound()) return std::nullopt;
    const PlanNetwork network =
        make_plan_network(rules_, candidates_, clash_, musts_, Goal::cost, 0);
    Watch watch;
    const FlowSolution solution = solve_network(network.flow, watch);
    std::vector<std::uint32_t> chosen;
    for (const std::uint32_t c : solution.chosen) chosen.push_back(network.pair[c]);
    std::ranges::sort(chosen);
    if (chosen != before_) return std::nullopt;  // repaired, or a plan of another hand
    std::optional<FlowForcing> best;
    for (const std::uint32_t pair : pairs_) {
      const auto at = std::ranges::find(network.pair, pair);
      if (at == network.pair.end()) continue;
      const auto forced =
          force(network.flow, solution, static_cast<std::uint32_t>(at - network.pair.begin()));
      if (!forced || (best && forced->rise >= best->rise)) continue;
      best = {{candidates_.role_of(pair), {}}, forced->rise};
      for (const FlowChange& change : forced->changes)
        add(best->forcing.moves, {network.pair[change.candidate], change.added});
    }
    if (!best) return std::nullopt;
    check_duties(best->forcing);
    best->valid = !best->forcing.lost_duty && keeps_all_rules(best->forcing.moves);
    return best;
  }

  /// By one repair on a copy: the pair is seated first, then what fits of the plan, then what pays.
  [[nodiscard]] Forcing by_repair() const {
    const std::vector<Must> musts = with_pair();
    Draft draft(rules_, candidates_, clash_, musts, together_musts_);
    draft.take(before_);
    Watch watch;
    draft.complete(watch);
    const std::vector<std::uint32_t> after = draft.pairs();
    Forcing forcing{candidates_.role_of(pairs_.front()), {}};
    const auto placed = std::ranges::find_if(
        pairs_, [&](std::uint32_t pair) { return std::ranges::binary_search(after, pair); });
    if (placed == pairs_.end()) {
      // Seated beside the duties, or not at all: a duty of the need holds the seat.
      for (const Must& must : musts_)
        if (must.need == need_) forcing.lost_duty = must;
      return forcing;
    }
    forcing.role = candidates_.role_of(*placed);
    forcing.moves.push_back({*placed, true});
    const auto at_need = [&](std::uint32_t pair) {
      return p_.need_of(candidates_.role_of(pair)) == need_;
    };
    // The need asked for first, then the others in order.
    for (const bool here : {true, false}) {
      for (const std::uint32_t pair : before_)
        if (at_need(pair) == here && !std::ranges::binary_search(after, pair))
          forcing.moves.push_back({pair, false});
      for (const std::uint32_t pair : after)
        if (at_need(pair) == here && pair != *placed && !std::ranges::binary_search(before_, pair))
          forcing.moves.push_back({pair, true});
    }
    check_duties(forcing);
    return forcing;
  }

  /// No plan with the pair costs less: L(u) at the plan's prices, with the pair as a duty.
  [[nodiscard]] std::optional<std::int64_t> least_cost() const {
    if (plan_.prices().size() != p_.roles().size()) return std::nullopt;
    return lower_bound(rules_, candidates_, with_pair(), plan_.prices(), Goal::cost, 0).value;
  }

 private:
  /// The duties, and the pair as one more; by member and need.
  [[nodiscard]] std::vector<Must> with_pair() const {
    std::vector<Must> musts = musts_;
    Must pair{member_, need_, {}};
    for (const std::uint32_t p : pairs_) pair.roles.push_back(candidates_.role_of(p));
    const auto key = [](const Must& m) { return std::pair(m.member, m.need); };
    musts.insert(std::ranges::upper_bound(musts, key(pair), {}, key), std::move(pair));
    return musts;
  }

  /// One more move; a pair that comes and goes does not move.
  static void add(std::vector<Move>& moves, const Move& move) {
    const auto back = std::ranges::find(moves, Move{move.pair, !move.added});
    if (back != moves.end())
      moves.erase(back);
    else
      moves.push_back(move);
  }

  /// Rules that the network may relax: clashes and limits of the members that move, and needs that
  /// take all or nobody.
  [[nodiscard]] bool keeps_all_rules(const std::vector<Move>& moves) const {
    std::vector<std::uint32_t> after;
    for (const std::uint32_t pair : before_)
      if (std::ranges::find(moves, Move{pair, false}) == moves.end()) after.push_back(pair);
    for (const Move& move : moves)
      if (move.added) after.push_back(move.pair);
    return std::ranges::all_of(moves, [&](const Move& move) {
      const MemberId member = candidates_.pairs()[move.pair].member;
      const NeedId need = p_.need_of(candidates_.role_of(move.pair));
      std::vector<NeedId> served;
      std::vector<std::uint32_t> at_need;
      for (const std::uint32_t pair : after) {
        const NeedId other = p_.need_of(candidates_.role_of(pair));
        if (candidates_.pairs()[pair].member == member) served.push_back(other);
        if (other == need) at_need.push_back(pair);
      }
      return fit_together(rules_, clash_, member, served) && is_whole(need, at_need);
    });
  }
  [[nodiscard]] bool is_whole(NeedId need, std::span<const std::uint32_t> pairs) const {
    const std::size_t n = index(need);
    if (p_.needs().together[n] == 0 || pairs.empty()) return true;
    const std::int64_t least =
        p_.needs().min_seats[n] > 0 ? p_.needs().min_seats[n] : p_.needs().seats[n];
    return std::ssize(pairs) >= least &&
           std::ranges::all_of(together_musts_, [&](const Must& must) {
             return must.need != need || std::ranges::any_of(pairs, [&](std::uint32_t pair) {
                      return candidates_.pairs()[pair].member == must.member &&
                             std::ranges::binary_search(must.roles, candidates_.role_of(pair));
                    });
           });
  }

  void check_duties(Forcing& forcing) const {
    const auto serves = [&](const Must& must, std::uint32_t pair) {
      return candidates_.pairs()[pair].member == must.member &&
             std::ranges::binary_search(must.roles, candidates_.role_of(pair));
    };
    for (const Move& move : forcing.moves) {
      if (move.added) continue;
      for (const Must& must : musts_)
        if (serves(must, move.pair) && std::ranges::none_of(forcing.moves, [&](const Move& other) {
              return other.added && serves(must, other.pair);
            }))
          forcing.lost_duty = must;
    }
    if (forcing.lost_duty) forcing.moves.clear();
  }

  const Plan& plan_;
  const Rules& rules_;
  const Problem& p_;
  NeedId need_;
  MemberId member_;
  Candidates candidates_;
  Clash clash_;
  std::vector<Must> musts_, together_musts_;
  std::vector<std::uint32_t> before_;  ///< Pairs of the plan, ascending.
  std::vector<std::uint32_t> pairs_;   ///< Of the need's roles with the member.
};

/// Follows "M42 could serve N17, but ".
inline std::string obstacle_in_words(const Problem& p, Reason reason,
                                     const std::optional<NeedId>& other, MemberId member) {
  switch (reason) {
    case Reason::clash: return "serves " + std::string(p.id(*other)) + " at that time";
    case Reason::limit_used_up:
      return "the other services of " + std::string(p.id(member)) + " use up its limits";
    case Reason::together: return "it takes all or nobody, and nobody serves there";
    case Reason::taken: return "others fill its seats";
    default: return "an empty seat is no dearer";
  }
}

inline void explain_broken(const Rules& rules, NeedId need, MemberId member, WhyNot& answer) {
  const Problem& p = rules.problem();
  std::optional<RoleId> nearest_role;
  FailedRules least = 0;
  // Of as many broken rules the one that is counted later: a level too low is nearer than no skill.
  const auto key = [](FailedRules failed) {
    return std::pair(std::popcount(failed), -std::countr_zero(failed));
  };
  for (std::size_t r = p.needs().first_role[index(need)]; r < p.needs().first_role[index(need) + 1];
       ++r) {
    const FailedRules failed = rules.failed(make_id<RoleId>(r), member);
    if (nearest_role && key(failed) >= key(least)) continue;
    nearest_role = make_id<RoleId>(r);
    least = failed;
  }
  answer.role = p.text(*nearest_role);
  answer.eligible = least == 0;
  if (answer.eligible) return;
  answer.reason = static_cast<Reason>(std::countr_zero(least));
  answer.message = BrokenRules(rules, *nearest_role, member).in_words(least);
}

inline void explain_duty(const Problem& p, const Must& duty, WhyNot& answer) {
  answer.reason = Reason::must_pin;
  answer.message = answer.member_id + " could serve " + answer.need_id + ", but a pin says that " +
                   std::string(p.id(duty.member)) + " must serve " + std::string(p.id(duty.need)) +
                   ", which leaves no room.";
}

inline void explain_forced(const Plan& plan, const Rules& rules, NeedId need, MemberId member,
                           WhyNot& answer) {
  const Problem& p = rules.problem();
  const Forcer forcer(plan, rules, need, member);
  if (const auto duty = forcer.own_duty_in_the_way()) return explain_duty(p, *duty, answer);
  const std::optional<FlowForcing> flow = forcer.by_flow();
  const bool by_flow = flow && (flow->valid || flow->forcing.lost_duty);
  const Forcing forcing = by_flow ? flow->forcing : forcer.by_repair();
  answer.role = p.text(forcing.role);
  if (forcing.lost_duty) return explain_duty(p, *forcing.lost_duty, answer);
  const auto [reason, other] = forcer.obstacle();
  answer.reason = reason;
  answer.message = answer.member_id + " could serve " + name_of(p, forcing.role) + ", but " +
                   obstacle_in_words(p, reason, other, member) + ". ";
  if (flow) answer.least_rise = flow->rise;
  if (!by_flow)
    if (const auto cost = forcer.least_cost())
      answer.least_rise =
          std::max(answer.least_rise.value_or(*cost - plan.objective()), *cost - plan.objective());
  if (forcing.moves.empty()) {
    answer.message += "No valid plan with " + answer.member_id + " there was found.";
    return;
  }
  for (const Move& move : forcing.moves) {
    const RoleId role = forcer.all().role_of(move.pair);
    answer.changes.push_back({std::string(p.id(p.need_of(role))), std::string(p.text(role)),
                              std::string(p.id(forcer.all().pairs()[move.pair].member)),
                              move.added});
  }
  const Moves moves(rules, forcer.all(), forcer.before(), forcing.moves);
  answer.rise = moves.rise();
  answer.exact = by_flow || answer.rise == answer.least_rise;
  answer.message += "With " + answer.member_id + " there the plan costs " +
                    (answer.exact ? "" : "at most ") + more_or_less(*answer.rise) + ": " +
                    moves.in_words() + '.';
  if (answer.exact) return;
  answer.message += " This plan is not one flow, so that is what one repair found";
  answer.message += answer.least_rise && *answer.least_rise > 0
                        ? "; every plan with " + answer.member_id + " there costs at least " +
                              more_or_less(*answer.least_rise) + '.'
                        : ".";
}

}  // namespace detail

TURNOUT_INLINE WhyNot why_not(const Plan& plan, std::string_view need_id,
                              std::string_view member_id) {
  const Problem& p = plan.problem();
  const std::optional<NeedId> need = p.find_need(need_id);
  const std::optional<MemberId> member = p.find_member(member_id);
  IssueCollector bad;
  const auto unknown = [&](const Table& table, const char* column, std::string_view value) {
    bad.add({.table = table.name(),
             .column = column,
             .value = std::string(value),
             .code = "unknown_id",
             .message = "the table has no such id",
             .remedy = "give an id of the table"});
  };
  if (!need) unknown(p.tables().needs, "need_id", need_id);
  if (!member) unknown(p.tables().members, "member_id", member_id);
  bad.throw_if_any();

  WhyNot answer;
  answer.need_id = p.id(*need);
  answer.member_id = p.id(*member);
  for (const Assignment& a : plan.assignments()) {
    if (a.need != *need || a.member != *member) continue;
    answer.role = p.text(a.role);
    answer.eligible = answer.exact = true;
    answer.rise = 0;
    answer.message = answer.member_id + " serves " + detail::name_of(p, a.role) + " already, for " +
                     detail::with_commas(a.cost) + " m.";
    return answer;
  }
  const Rules rules(p, plan.policy());
  detail::explain_broken(rules, *need, *member, answer);
  if (answer.eligible) detail::explain_forced(plan, rules, *need, *member, answer);
  return answer;
}

}  // namespace turnout::inline TURNOUT_ABI
