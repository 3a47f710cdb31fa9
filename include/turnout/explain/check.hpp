// turnout/explain/check.hpp -- is this data fit to be planned with?
//
// What is wrong never comes this far: reading it throws. This looks for what is odd: columns
// that are absent, needs that nobody can serve, skills that are asked under one name and held
// under another. Best read before the first plan of new data.
//
//   for (const Issue& found : check(week, policy))
//     std::cout << severity(found.code) << ": " << to_string(found) << '\n';
//   // warning: needs.csv, line 14, roles 'medic:2': of 21,737 members nobody is left ...
//
// Codes and severities. A note says how the data is understood; a warning is a likely mistake or a
// seat that must stay empty.
//
//   note     column_absent             an expected column is not there; what that means
//   note     skill_not_asked           skills held that no need asks
//   note     member_without_need       members who can serve no need
//   note     community_without_member  communities of needs in which nobody lives
//   note     history_unknown_member    services of members who are not on the roster
//   warning  unknown_column            and every other code of Problem::warnings()
//   warning  nobody_eligible           a role for which no member qualifies, and why
//   warning  too_few_eligible          a role for which fewer qualify than it has seats, and why
//   warning  skill_not_held            a skill asked that nobody holds
//   warning  idle_skill_not_held       the same, of the policy's `idle_skill`
//   warning  scope_without_member      a scope that contains nobody
//   warning  must_cannot_bind          a pin of kind must that another hard rule overrules
//   warning  min_services_too_many     members whose min_services exceeds the needs they can serve
//   warning  duplicate_need            two needs with one time, place and text
//
// Findings are ordered by table (members, needs, pins, history, policy), row and column, and are a
// function of problem and policy. O(candidates), and O(members) for each role of a warning.
#pragma once

#include <string_view>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/error.hpp>
#include <turnout/model/policy.hpp>
#include <turnout/model/problem.hpp>

namespace turnout::inline TURNOUT_ABI {

/// What is odd about the data under this policy. Throws InputError where the policy is out of range.
[[nodiscard]] std::vector<Issue> check(const Problem& problem, const Policy& policy = {});

/// "note" or "warning", by the code of a finding.
[[nodiscard]] std::string_view severity(std::string_view code) noexcept;

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/explain/detail/check.ipp>
#endif
