// turnout/eligibility/rules.hpp -- may this member serve in this role, and what would it cost?
//
// `Rules` is a problem read under a policy. Every hard rule of a pair has a name (`Reason`);
// `failed` tells all that a pair breaks, as a set of bits in the order of the reasons, and
// `cost` what an eligible pair costs, part by part.
//
//   const Rules rules(problem, policy);
//   if (rules.failed(role, member) == 0) total += rules.cost(role, member).parts.total();
//
// This is the plain definition, O(log) a pair. `candidates()` finds the same
// pairs through an index, and a test holds the two against each other.
//
// To add a rule: a name in model/reason.hpp, a line in `RoleView::failed`, one in
// detail/pair_finder.hpp, one in verify/, and an example in tests/eligibility.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/plan.hpp>
#include <turnout/model/policy.hpp>
#include <turnout/model/problem.hpp>

namespace turnout::inline TURNOUT_ABI {

/// Rules that a pair breaks: bit i is the Reason of value i. 0: eligible.
using FailedRules = std::uint32_t;
[[nodiscard]] constexpr FailedRules bit(Reason reason) noexcept {
  return FailedRules{1} << static_cast<unsigned>(reason);
}

/// A limit that does not bind.
inline constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

/// What a member may do at most: its own limits, else the policy's, else `unlimited`.
struct MemberLimits {
  std::int64_t services, per_day, per_week;
  std::int64_t seconds, seconds_per_day, seconds_per_week;
  friend bool operator==(const MemberLimits&, const MemberLimits&) = default;
};

/// The cost of a pair, and its distance (0 where a side has no place).
struct PairCost {
  CostParts parts;
  double km = 0;
};

class Rules {
 public:
  /// Throws InputError when the policy is out of range (see check_policy). O(members + pins + history).
  Rules(Problem problem, Policy policy);

  [[nodiscard]] const Problem& problem() const noexcept { return problem_; }
  [[nodiscard]] const Policy& policy() const noexcept { return policy_; }
  [[nodiscard]] MemberLimits limits(MemberId member) const noexcept {
    return limits_[limits_of_[index(member)]];
  }
  /// h: services lately.
  [[nodiscard]] std::int64_t recent(MemberId member) const noexcept {
    return recent_[index(member)];
  }
  /// Limit in km between a need and a member, where both have a place; infinite when there is none.
  [[nodiscard]] double reach_km(NeedId need, MemberId member) const noexcept;
  /// No pair of this need reaches farther than this, whoever the member is.
  [[nodiscard]] double widest_reach_km(NeedId need) const noexcept;

  /// All that the pair breaks. For many pairs of one role make a RoleView once.
  [[nodiscard]] FailedRules failed(RoleId role, MemberId member) const;
  /// Meaningful for every pair; only eligible ones use it.
  [[nodiscard]] PairCost cost(RoleId role, MemberId member) const;

  /// Seconds of the longest service that the member's limits leave room for; 0: none at all.
  [[nodiscard]] std::int64_t longest_service(MemberId member) const noexcept {
    return longest_[limits_of_[index(member)]];
  }
  /// The policy's idle_skill of this skill, else 0.
  [[nodiscard]] std::int64_t idle_cost(SkillId skill) const noexcept {
    return idle_cost_.empty() ? 0 : idle_cost_[index(skill)];
  }
  [[nodiscard]] bool has_idle_costs() const noexcept { return !idle_cost_.empty(); }

 private:
  Problem problem_;
  Policy policy_;
  std::vector<std::int64_t> recent_;
  std::vector<std::int64_t> idle_cost_;   ///< By skill; empty: none.
  std::vector<MemberLimits> limits_;      ///< Distinct ones: members share a few.
  std::vector<std::int64_t> longest_;     ///< One each of `limits_`.
  std::vector<std::uint32_t> limits_of_;  ///< By member: position in `limits_`.
  double widest_member_km_ = 0;           ///< Largest max_km of a member; 0 when none has one.
};

/// One role of a need: the rules and costs of its pairs, one by one. O(log pins) to make.
class RoleView {
 public:
  RoleView(const Rules& rules, RoleId role);

  [[nodiscard]] RoleId role() const noexcept { return role_; }
  [[nodiscard]] NeedId need() const noexcept { return need_; }
  /// Pins of the need, by member.
  [[nodiscard]] std::span<const Pin> pins() const noexcept { return pins_; }

  [[nodiscard]] FailedRules failed(MemberId member) const;
  /// Rules of skill that a profile breaks, of no_skill, level_too_low, expired.
  [[nodiscard]] FailedRules profile_failed(ProfileId profile) const;
  /// Whether members of this profile have all skills asked.
  [[nodiscard]] bool profile_fits(ProfileId profile) const { return profile_failed(profile) == 0; }
  /// Whether members with this calendar are free for the whole service.
  [[nodiscard]] bool calendar_free(CalendarId calendar) const;
  /// Whether the need is open to members of this branch.
  [[nodiscard]] bool in_scope(BranchId branch) const;
  [[nodiscard]] bool accepted(MemberId member) const;
  [[nodiscard]] bool pinned_never(MemberId member) const;
  [[nodiscard]] bool too_far(MemberId member, double metres) const noexcept {
    return metres > rules_.reach_km(need_, member) * 1000.0;
  }

  [[nodiscard]] PairCost cost(MemberId member) const;
  /// Spare levels and an idle skill, for members of this profile.
  [[nodiscard]] CostParts skill_costs(ProfileId profile) const;
  [[nodiscard]] std::int64_t preference_cost(MemberId member) const;
  /// Cost of a member not known here.
  [[nodiscard]] std::int64_t continuity_cost(MemberId member) const;
  /// Whether some member has that cost.
  [[nodiscard]] bool has_continuity() const noexcept { return continuity_ > 0; }

 private:
  [[nodiscard]] bool known_here(MemberId member) const;

  const Rules& rules_;
  RoleId role_;
  NeedId need_;
  std::span<const Pin> pins_;
  std::span<const Asked> asked_;
  std::int64_t continuity_ = 0;
};

/// Two counts a rule for each role of a need, over all members. O(roles x members).
[[nodiscard]] std::vector<RuleCounts> count_rules(const Rules& rules, NeedId need);
/// The same for one role.
[[nodiscard]] RuleCounts count_rules(const Rules& rules, RoleId role);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/eligibility/detail/rules.ipp>
#endif
