// turnout/eligibility/rules.hpp -- may this member serve in this role, and what would it cost?
//
// `Rules` is a problem read under a policy. Every hard rule of a pair has a name (`Reason`);
// `failed` tells all that a pair breaks, as a set of bits in the order of the reasons, and
// `cost` what an eligible pair costs, part by part.
//
//   const Rules rules(problem, policy);
//   if (rules.failed(role, member) == 0) total += rules.cost(role, member).parts.total();
//
// This is the plain definition, O(skills asked) a pair. `candidates()` finds the same
// pairs through an index, and a test holds the two against each other.
//
// To add a rule: a name in model/reason.hpp, a line in `RoleView::failed`, one in verify/,
// and an example in tests/eligibility.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
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
};

/// The cost of a pair, and its distance (0 where a side has no place).
struct PairCost {
  CostParts parts;
  double km = 0;
};

class RoleView;

class Rules {
 public:
  /// Throws InputError when the policy is out of range (see check_policy). O(members + pins + history).
  Rules(Problem problem, Policy policy);

  [[nodiscard]] const Problem& problem() const noexcept { return problem_; }
  [[nodiscard]] const Policy& policy() const noexcept { return policy_; }
  [[nodiscard]] MemberLimits limits(MemberId member) const noexcept;
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

 private:
  friend class RoleView;
  friend std::vector<RuleCounts> count_rules(const Rules&, NeedId);
  /// A profile that holds a skill.
  struct Holder {
    ProfileId profile;
    std::uint8_t level;
    LocalDay last_valid;
  };
  Problem problem_;
  Policy policy_;
  std::vector<std::int64_t> recent_;
  std::vector<std::int64_t> idle_cost_;  ///< By skill; empty: none.
  Rows<Holder> holders_;                 ///< By skill, ascending by profile.
  std::vector<std::int64_t> longest_;    ///< Seconds of the longest service a member has room for.
  double widest_member_km_ = 0;          ///< Largest max_km of a member; 0 when none has one.
};

/// One need seen against all calendars: what its roles share. O(calendars x log intervals).
class NeedView {
 public:
  NeedView(const Rules& rules, NeedId need);
  [[nodiscard]] NeedId need() const noexcept { return need_; }
  [[nodiscard]] bool calendar_free(CalendarId c) const noexcept { return calendar_[index(c)] != 0; }
  /// Pins of the need, by member.
  [[nodiscard]] std::span<const Pin> pins() const noexcept { return pins_; }

 private:
  NeedId need_;
  std::vector<std::uint8_t> calendar_;  ///< Free for the whole service, by calendar.
  std::span<const Pin> pins_;
};

/// One role seen against all profiles: what is the same for many members is decided once.
/// O(holders of its first skill) to make, O(skills asked) a pair then.
class RoleView {
 public:
  RoleView(const Rules& rules, RoleId role);
  /// The same for one of several roles of a need.
  RoleView(const Rules& rules, RoleId role, std::shared_ptr<const NeedView> need);

  [[nodiscard]] RoleId role() const noexcept { return role_; }
  [[nodiscard]] NeedId need() const noexcept { return need_->need(); }
  /// Whether members of this profile have all skills asked.
  [[nodiscard]] bool profile_fits(ProfileId p) const noexcept {
    return fits_.empty() || fits_[index(p)] != 0;
  }
  /// Rules of skill that a profile breaks, of no_skill, level_too_low, expired.
  [[nodiscard]] FailedRules profile_failed(ProfileId p) const;
  [[nodiscard]] bool calendar_free(CalendarId c) const noexcept { return need_->calendar_free(c); }
  [[nodiscard]] FailedRules failed(MemberId member) const;
  /// The same without skill, time and distance, for callers that have looked at those.
  [[nodiscard]] FailedRules other_failed(MemberId member) const;
  [[nodiscard]] bool too_far(MemberId member, double metres) const noexcept;
  [[nodiscard]] PairCost cost(MemberId member) const;

 private:
  [[nodiscard]] bool known_here(MemberId member) const;

  const Rules& rules_;
  RoleId role_;
  std::shared_ptr<const NeedView> need_;
  std::vector<std::uint8_t> fits_;  ///< By profile; empty: no skill is asked.
  std::int64_t continuity_ = 0;     ///< Cost of a member not known here.
};

/// Two counts a rule for each role of a need, over all members. O(members + roles x profiles).
[[nodiscard]] std::vector<RuleCounts> count_rules(const Rules& rules, NeedId need);
/// The same for one role.
[[nodiscard]] RuleCounts count_rules(const Rules& rules, RoleId role);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/eligibility/detail/rules.ipp>
#endif
