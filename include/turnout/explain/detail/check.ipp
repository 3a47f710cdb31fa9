#pragma once

#include <turnout/explain/check.hpp>
#include <turnout/explain/detail/check_eligibility.ipp>
#include <turnout/explain/detail/check_tables.ipp>

namespace turnout::inline TURNOUT_ABI {

TURNOUT_INLINE std::string_view severity(std::string_view code) noexcept {
  constexpr auto notes =
      std::to_array<std::string_view>({"column_absent", "skill_not_asked", "member_without_need",
                                       "community_without_member", "history_unknown_member"});
  return std::ranges::find(notes, code) != notes.end() ? "note" : "warning";
}

TURNOUT_INLINE std::vector<Issue> check(const Problem& problem, const Policy& policy) {
  const Rules rules(problem, policy);
  detail::Findings findings(problem);
  for (const Warning& warning : problem.warnings()) findings.add(warning);
  detail::check_columns(problem, findings);
  detail::check_skills(problem, policy, findings);
  detail::check_branches(problem, findings);
  detail::check_history(problem, findings);
  detail::check_duplicates(problem, findings);
  const Candidates pairs = candidates(rules);
  detail::check_roles(rules, pairs, findings);
  detail::check_members(rules, pairs, findings);
  detail::check_musts(rules, pairs, findings);
  return findings.sorted();
}

}  // namespace turnout::inline TURNOUT_ABI
