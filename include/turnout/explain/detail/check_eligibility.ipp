#pragma once

// Findings that need the rules: roles without members, members without needs, pins in vain.

#include <bit>

#include <turnout/eligibility/candidates.hpp>
#include <turnout/explain/detail/broken_rules.ipp>
#include <turnout/explain/detail/check_tables.ipp>
#include <turnout/model/parallel.hpp>
#include <turnout/solve/musts.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// The column that a rule reads, for where to look first.
inline const char* column_of(Reason rule, std::string_view role) {
  switch (rule) {
    case Reason::pinned_never: return "need_id";
    case Reason::out_of_scope: return "scope";
    case Reason::not_accepted: return "kind";
    case Reason::no_skill:
    case Reason::level_too_low:
    case Reason::expired: return role == "*" ? "skills" : "roles";
    case Reason::not_free: return "start";
    case Reason::too_far: return "max_km";
    default: return "end";
  }
}

/// Follows "N could serve if ".
inline const char* without_rule(Reason rule) {
  switch (rule) {
    case Reason::pinned_never: return "no pin forbade it";
    case Reason::out_of_scope: return "it were open to every branch";
    case Reason::not_accepted: return "they accepted it";
    case Reason::no_skill: return "the skill were not asked";
    case Reason::level_too_low: return "any level would do";
    case Reason::expired: return "the skill were still valid";
    case Reason::not_free: return "they were free";
    case Reason::too_far: return "distance were no matter";
    default: return "their limits left room";
  }
}

inline std::string count_qualified(std::int64_t members) {
  return with_commas(members) + (members == 1 ? " qualifies" : " qualify");
}

inline void check_roles(const Rules& rules, const Candidates& pairs, Findings& findings) {
  const Problem& p = rules.problem();
  std::vector<RoleId> short_of;
  for (std::size_t r = 0; r < p.roles().size(); ++r)
    if (static_cast<std::int64_t>(pairs.count(make_id<RoleId>(r))) < p.roles().seats[r])
      short_of.push_back(make_id<RoleId>(r));
  std::vector<RuleCounts> counts(short_of.size());
  for_each_chunk(short_of.size(), 0,
                 [&](std::size_t i) { counts[i] = count_rules(rules, short_of[i]); });
  for (std::size_t i = 0; i < short_of.size(); ++i) {
    const std::int64_t seats = p.roles().seats[index(short_of[i])];
    const std::int64_t eligible = counts[i].left.back();
    // The first rule that leaves too few, as in the reasons of a plan.
    std::size_t rule = 0;
    while (counts[i].left[rule] >= (eligible == 0 ? 1 : seats)) ++rule;
    const std::int64_t before = rule == 0 ? counts[i].members : counts[i].left[rule - 1];
    const auto reason = static_cast<Reason>(rule);
    const char* column = column_of(reason, p.text(short_of[i]));
    findings.add(
        {.table = p.tables().needs.name(),
         .row = label_of(p, p.need_of(short_of[i])),
         .column = column,
         .value = std::string(p.text(short_of[i])),
         .code = eligible == 0 ? "nobody_eligible" : "too_few_eligible",
         .message = "need " + name_of(p, short_of[i]) + ": " +
                    (eligible == 0 ? "nobody qualifies" : count_qualified(eligible)) + " for " +
                    count_of(seats, "seat") + "; the rule `" + std::string(to_string(reason)) +
                    "` leaves " + with_commas(counts[i].left[rule]) + " of " +
                    count_of(before, "member") + ", " + with_commas(counts[i].if_dropped[rule]) +
                    " would qualify if " + without_rule(reason),
         .remedy = std::string("see whether ") + column + " says what is meant"});
  }
}

inline void check_members(const Rules& rules, const Candidates& pairs, Findings& findings) {
  const Problem& p = rules.problem();
  Examples nothing, too_many;
  std::optional<std::int64_t> first;
  for (std::size_t m = 0; m < p.members().size(); ++m) {
    const auto member = make_id<MemberId>(m);
    std::vector<NeedId> needs;
    for (const std::uint32_t pair : pairs.of_member(member))
      needs.push_back(p.need_of(pairs.role_of(pair)));
    std::ranges::sort(needs);
    const auto distinct = std::ranges::unique(needs).begin() - needs.begin();
    if (distinct == 0) nothing.add(p.id(member));
    if (p.members().min_services[m] <= distinct) continue;
    too_many.add(p.id(member));
    first = first ? std::min(*first, label_of(p, member)) : label_of(p, member);
  }
  if (nothing.count() > 0)
    findings.add({.table = p.tables().members.name(),
                  .code = "member_without_need",
                  .message = count_of(nothing.count(), "member") + " of " +
                             with_commas(static_cast<std::int64_t>(p.members().size())) +
                             " can serve no need: " + nothing.text(),
                  .remedy = "ask why_not for one of them"});
  if (too_many.count() > 0)
    findings.add({.table = p.tables().members.name(),
                  .row = first,
                  .column = "min_services",
                  .code = "min_services_too_many",
                  .message = "more than the needs that the member can serve, for " +
                             count_of(too_many.count(), "member") + ": " + too_many.text(),
                  .remedy = "lower it, or every plan pays for the services missing"});
}

/// The row of a pin of kind must.
inline std::optional<std::int64_t> label_of(const Problem& p, const Pin& pin) {
  const Table& pins = p.tables().pins;
  const Field need{"need_id", pins.find("need_id")}, member{"member_id", pins.find("member_id")};
  std::string a, b;
  for (std::size_t row = 0; row < pins.rows(); ++row)
    if (TableReader::text(need, row, a) == p.id(pin.need) &&
        TableReader::text(member, row, b) == p.id(pin.member))
      return pins.label(row);
  return std::nullopt;
}

inline void check_musts(const Rules& rules, const Candidates& pairs, Findings& findings) {
  const Problem& p = rules.problem();
  const Clash clash(p, rules.policy());
  std::vector<std::pair<NeedId, MemberId>> kept;
  for (const std::vector<Must>& musts :
       {binding_musts(rules, pairs, clash), together_musts(rules, pairs, clash)})
    for (const Must& must : musts) kept.emplace_back(must.need, must.member);
  std::ranges::sort(kept);
  for (const Pin& pin : p.pins()) {
    if (pin.kind != PinKind::must) continue;
    if (std::ranges::binary_search(kept, std::pair(pin.need, pin.member))) continue;
    std::string why = "other pins of kind must leave no room for it";
    std::optional<FailedRules> least;
    const std::size_t n = index(pin.need);
    for (std::size_t r = p.needs().first_role[n]; r < p.needs().first_role[n + 1]; ++r) {
      const auto role = make_id<RoleId>(r);
      if (pin.role && *pin.role != role) continue;
      const FailedRules failed = rules.failed(role, pin.member);
      if (least && std::popcount(failed) >= std::popcount(*least)) continue;
      least = failed;
      if (failed != 0) why = BrokenRules(rules, role, pin.member).in_words(failed);
    }
    if (why.ends_with('.')) why.pop_back();
    if (least == FailedRules{0}) why = "other pins of kind must leave no room for it";
    findings.add({.table = p.tables().pins.name(),
                  .row = label_of(p, pin),
                  .column = "kind",
                  .value = "must",
                  .code = "must_cannot_bind",
                  .message = why,
                  .remedy = "take out the pin, or change what overrules it"});
  }
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
