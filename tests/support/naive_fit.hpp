// May one member serve all of these needs? Asked pair by pair and limit by limit.
#pragma once

#include <map>
#include <vector>

#include <turnout/eligibility/candidates.hpp>
#include <turnout/eligibility/clash.hpp>
#include <turnout/eligibility/rules.hpp>

namespace turnout::testing {

inline bool naive_fit(const Rules& rules, const Clash& clash, MemberId member,
                      const std::vector<NeedId>& needs) {
  const Needs& n = rules.problem().needs();
  const MemberLimits limits = rules.limits(member);
  struct Sum {
    std::int64_t services = 0, seconds = 0;
  };
  std::map<LocalDay, Sum> days, weeks;
  Sum plan;
  for (std::size_t i = 0; i < needs.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j)
      if (clash(needs[i], needs[j])) return false;
    const std::size_t at = index(needs[i]);
    for (Sum* sum : {&days[n.day[at]], &weeks[n.week[at]], &plan}) {
      ++sum->services;
      sum->seconds += (n.end[at] - n.start[at]).count();
    }
  }
  const auto within = [](const Sum& sum, std::int64_t services, std::int64_t seconds) {
    return sum.services <= services && sum.seconds <= seconds;
  };
  for (const auto& [day, sum] : days)
    if (!within(sum, limits.per_day, limits.seconds_per_day)) return false;
  for (const auto& [week, sum] : weeks)
    if (!within(sum, limits.per_week, limits.seconds_per_week)) return false;
  return within(plan, limits.services, limits.seconds);
}

/// The needs for which a member is a candidate, by (start, need).
inline std::vector<NeedId> needs_of(const Rules& rules, const Candidates& candidates,
                                    MemberId member) {
  const Needs& n = rules.problem().needs();
  std::map<std::pair<Instant, NeedId>, bool> found;
  for (const std::uint32_t pair : candidates.of_member(member)) {
    const NeedId need = rules.problem().need_of(candidates.role_of(pair));
    found[{n.start[index(need)], need}] = true;
  }
  std::vector<NeedId> needs;
  for (const auto& [key, here] : found) needs.push_back(key.second);
  return needs;
}

/// Those of `needs` whose bits are set.
inline std::vector<NeedId> subset_of(const std::vector<NeedId>& needs, std::uint64_t bits) {
  std::vector<NeedId> subset;
  for (std::size_t i = 0; i < needs.size(); ++i)
    if ((bits >> i & 1U) != 0) subset.push_back(needs[i]);
  return subset;
}

}  // namespace turnout::testing
