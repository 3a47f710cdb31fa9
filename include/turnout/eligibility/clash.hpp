// turnout/eligibility/clash.hpp -- which two services can one member not both give?
//
// Two needs clash when they overlap, when less than the policy's rest lies between them, or
// when the way from one to the other takes longer than the time between. Intervals are
// half-open: a service that starts when another ends does not overlap it.
//
//   const Clash clash(problem, policy);
//   if (clash(a, b)) ...                       // symmetric; O(1)
#pragma once

#include <cstdint>
#include <span>

#include <turnout/config.hpp>
#include <turnout/model/policy.hpp>
#include <turnout/model/problem.hpp>

namespace turnout::inline TURNOUT_ABI {

class Clash {
 public:
  /// Refers to the problem, which must outlive it.
  Clash(const Problem& problem, const Policy& policy);

  /// Whether one member cannot give both. A need clashes with itself.
  [[nodiscard]] bool operator()(NeedId a, NeedId b) const noexcept;
  /// Whether `later` can follow `earlier`, which starts no later.
  [[nodiscard]] bool can_follow(NeedId earlier, NeedId later) const noexcept;
  /// The rule by which two clash: "overlap", "rest" or "travel"; nullptr when they do not.
  [[nodiscard]] const char* rule(NeedId a, NeedId b) const noexcept;
  /// Least time between two services, whatever the places.
  [[nodiscard]] Seconds rest() const noexcept { return rest_; }
  /// No two of these needs are farther apart in time of travel. 0 without travel. O(needs).
  [[nodiscard]] Seconds longest_way(std::span<const NeedId> needs) const noexcept;
  [[nodiscard]] bool travels() const noexcept { return metres_per_hour_ > 0; }

 private:
  [[nodiscard]] bool can_reach(NeedId earlier, NeedId later, Seconds between) const noexcept;
  const Needs& needs_;
  Seconds rest_;
  double metres_per_hour_;  ///< 0: no travel time.
};

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/eligibility/detail/clash.ipp>
#endif
