#pragma once

#include <algorithm>
#include <cmath>
#include <utility>

#include <turnout/eligibility/clash.hpp>
#include <turnout/model/detail/contraction.hpp>

namespace turnout::inline TURNOUT_ABI {

TURNOUT_INLINE Clash::Clash(const Problem& problem, const Policy& policy)
    : needs_(problem.needs()),
      rest_(static_cast<std::int64_t>(std::floor(policy.rest_hours * 3600.0 + 0.5))),
      metres_per_hour_(policy.travel_kmh ? *policy.travel_kmh * 1000.0 : 0.0) {}

TURNOUT_NO_CONTRACT TURNOUT_INLINE bool Clash::can_reach(NeedId earlier, NeedId later,
                                                         Seconds between) const noexcept {
  TURNOUT_NO_CONTRACT_PRAGMA
  const std::size_t a = index(earlier);
  const std::size_t b = index(later);
  if (metres_per_hour_ <= 0 || needs_.has_place[a] == 0 || needs_.has_place[b] == 0) return true;
  return distance(needs_.at[a], needs_.at[b]) * 3600.0 <=
         static_cast<double>(between.count()) * metres_per_hour_;
}

TURNOUT_INLINE bool Clash::can_follow(NeedId earlier, NeedId later) const noexcept {
  const Seconds between = needs_.start[index(later)] - needs_.end[index(earlier)];
  return between >= rest_ && between.count() >= 0 && can_reach(earlier, later, between);
}

TURNOUT_INLINE Seconds Clash::longest_way(std::span<const NeedId> needs) const noexcept {
  if (!travels()) return Seconds{0};
  const Place* first = nullptr;
  double farthest = 0;
  for (const NeedId need : needs) {
    const std::size_t n = index(need);
    if (needs_.has_place[n] == 0) continue;
    if (first == nullptr) first = &needs_.at[n];
    farthest = std::max(farthest, distance(*first, needs_.at[n]));
  }
  // Over the first place no way is longer than twice the longest from it.
  return Seconds{static_cast<std::int64_t>(2.0 * farthest * 3600.0 / metres_per_hour_) + 2};
}

TURNOUT_INLINE bool Clash::operator()(NeedId a, NeedId b) const noexcept {
  return rule(a, b) != nullptr;
}

TURNOUT_INLINE const char* Clash::rule(NeedId a, NeedId b) const noexcept {
  if (needs_.start[index(b)] < needs_.start[index(a)]) std::swap(a, b);
  const Seconds between = needs_.start[index(b)] - needs_.end[index(a)];
  if (a == b || between.count() < 0) return "overlap";
  if (between < rest_) return "rest";
  return can_reach(a, b, between) ? nullptr : "travel";
}

}  // namespace turnout::inline TURNOUT_ABI
