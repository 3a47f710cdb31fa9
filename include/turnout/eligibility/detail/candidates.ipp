#pragma once

#include <algorithm>

#include <turnout/eligibility/candidates.hpp>
#include <turnout/eligibility/detail/candidate_list.hpp>

namespace turnout::inline TURNOUT_ABI {

TURNOUT_INLINE Candidates candidates(const Rules& rules, const CandidateOptions& options) {
  const detail::MemberIndex members(rules);
  return detail::candidates_of(members, options, detail::measure());
}

TURNOUT_INLINE std::optional<std::size_t> Candidates::find(RoleId role,
                                                           MemberId member) const noexcept {
  const auto row = of_role(role);
  const auto it = std::ranges::lower_bound(row, member, {}, &Candidate::member);
  if (it == row.end() || it->member != member) return std::nullopt;
  return first(role) + static_cast<std::size_t>(it - row.begin());
}

}  // namespace turnout::inline TURNOUT_ABI
