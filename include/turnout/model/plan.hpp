// turnout/model/plan.hpp -- who goes where, what stays empty and why, and the proof.
//
// A Plan is an immutable value that shares its problem. It holds the chosen candidates
// with their cost split into parts, the unfilled seats with reasons and counts, the
// loads, the objective by terms, a lower bound, and the price of every role's seat,
// from which `verify` recomputes the bound without the solver.
//
//   std::cout << plan.summary();                     // filled 1 812 of 1 840 seats; ...
//   for (const Assignment& a : plan.assignments()) ...
//
// Costs are int64 metres. gap() = (objective - bound) / max(1, |objective|).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/ids.hpp>
#include <turnout/model/policy.hpp>
#include <turnout/model/problem.hpp>
#include <turnout/model/reason.hpp>
#include <turnout/model/run.hpp>

namespace turnout::inline TURNOUT_ABI {

/// One seat given to one member.
struct Assignment {
  NeedId need;
  RoleId role;
  MemberId member;
  std::int64_t cost;
  friend bool operator==(const Assignment&, const Assignment&) = default;
};

/// The cost of a candidate in parts; they sum to its cost.
struct CostParts {
  std::int64_t distance = 0, climb = 0, spare = 0, idle = 0, continuity = 0, preference = 0;
  [[nodiscard]] constexpr std::int64_t total() const noexcept {
    return distance + climb + spare + idle + continuity + preference;
  }
  friend bool operator==(const CostParts&, const CostParts&) = default;
};

/// Empty seats of a role.
struct Unfilled {
  NeedId need;
  RoleId role;
  std::int32_t short_by;   ///< Empty seats.
  std::int32_t below_min;  ///< How many of the need's empty seats lie below min_seats, put on its
                           ///< roles in order.
  std::int64_t cost;       ///< What they add to the objective.
  Reason reason;
  friend bool operator==(const Unfilled&, const Unfilled&) = default;
};

/// Two counts a rule of eligibility, for one role: members left after it (and all before it), and
/// members who would qualify if only this rule were dropped.
struct RuleCounts {
  std::array<std::uint32_t, eligibility_rules> left{};
  std::array<std::uint32_t, eligibility_rules> if_dropped{};
  std::uint32_t members = 0;  ///< Members in all: the start of the count.
  friend bool operator==(const RuleCounts&, const RuleCounts&) = default;
};

/// The objective split into what adds up to it.
struct Terms {
  std::int64_t distance = 0, climb = 0, spare = 0, idle = 0, continuity = 0, preference = 0;
  std::int64_t unfilled = 0;  ///< Empty seats, those below min_seats at their weight.
  std::int64_t fairness = 0;
  std::int64_t min_services = 0;  ///< Services short of min_services.
  [[nodiscard]] constexpr std::int64_t total() const noexcept {
    return distance + climb + spare + idle + continuity + preference + unfilled + fairness +
           min_services;
  }
  friend bool operator==(const Terms&, const Terms&) = default;
};

/// A certificate on the number of seats: no plan fills more than `seats`.
struct MostSeats {
  std::int64_t filled;               ///< What this plan fills.
  std::int64_t at_most;              ///< No plan fills more.
  std::vector<std::int64_t> prices;  ///< One a role: empty seat 1, candidates 0, load 0.
  friend bool operator==(const MostSeats&, const MostSeats&) = default;
};

/// Members whose part of the problem one flow cannot express, by the rule that stands in the way.
struct Inexact {
  std::string rule;   ///< "overlap", "rest", "travel", "hours", "midnight", "together", ...
  std::size_t count;  ///< Members; for "together": needs.
  friend bool operator==(const Inexact&, const Inexact&) = default;
};

/// How long a stage took. Never part of the receipt.
struct StageTime {
  std::string stage;
  double seconds;
};

/// All that a plan says. Built by solve(); public so that a hand-made plan can be checked.
struct PlanData {
  Policy policy;
  std::vector<Assignment> assignments;  ///< By need_id, role, member_id (all by bytes).
  std::vector<double> km;               ///< One an assignment; 0 where a side has no place.
  std::vector<CostParts> parts;         ///< One an assignment.
  std::vector<Unfilled> unfilled;       ///< By need_id, role.
  std::vector<RuleCounts> counts;       ///< One an entry of `unfilled`.
  std::int64_t objective = 0;
  std::int64_t bound = 0;
  Terms terms;
  std::vector<std::int64_t> prices;  ///< One a role.
  Status status = Status::feasible;
  std::string ended_by = "itself";  ///< "itself", "work_limit", "clock" or "stop".
  std::vector<std::string>
      bound_leaves_out;  ///< Rules of the member's minimum that the bound relaxes.
  std::vector<Inexact> inexact;
  std::optional<MostSeats> most_seats;
  std::vector<StageTime> times;
};

/// A member's services in the plan.
struct MemberLoad {
  MemberId member;
  std::int64_t services;
  std::int64_t seconds;
  std::int64_t history;  ///< h: services lately.
  std::int64_t cost;     ///< Fairness, and services short of min_services.
  friend bool operator==(const MemberLoad&, const MemberLoad&) = default;
};

class Plan {
 public:
  Plan(Problem problem, PlanData data);

  [[nodiscard]] const Problem& problem() const noexcept { return problem_; }
  [[nodiscard]] const PlanData& data() const noexcept { return *data_; }
  [[nodiscard]] const Policy& policy() const noexcept { return data_->policy; }
  [[nodiscard]] std::span<const Assignment> assignments() const noexcept {
    return data_->assignments;
  }
  [[nodiscard]] std::span<const Unfilled> unfilled() const noexcept { return data_->unfilled; }
  [[nodiscard]] std::int64_t objective() const noexcept { return data_->objective; }
  [[nodiscard]] std::int64_t bound() const noexcept { return data_->bound; }
  [[nodiscard]] std::int64_t gap_metres() const noexcept { return data_->objective - data_->bound; }
  [[nodiscard]] double gap() const noexcept;
  [[nodiscard]] Status status() const noexcept { return data_->status; }
  [[nodiscard]] const Terms& terms() const noexcept { return data_->terms; }
  [[nodiscard]] std::span<const std::int64_t> prices() const noexcept { return data_->prices; }
  [[nodiscard]] const std::optional<MostSeats>& most_seats() const noexcept {
    return data_->most_seats;
  }

  [[nodiscard]] std::int64_t seats() const noexcept;  ///< Asked for, over all needs.
  [[nodiscard]] std::int64_t filled() const noexcept {
    return static_cast<std::int64_t>(assignments().size());
  }
  /// One row a member of the problem, in order of id; members who serve nowhere too.
  [[nodiscard]] std::vector<MemberLoad> loads() const;
  /// A few sentences: seats filled, kilometres, proof, reasons, policy in words, time of each
  /// stage.
  [[nodiscard]] std::string summary() const;
  /// One sentence of proof: "no plan is better by more than 3 km, by the stated costs".
  [[nodiscard]] std::string proof() const;

  /// Same problem and same data, times aside.
  friend bool operator==(const Plan& a, const Plan& b);

 private:
  Problem problem_;
  std::shared_ptr<const PlanData> data_;
};

/// The canonical form of a plan that is hashed: "need_id,role,member_id" lines. SHA-256, 64 hex
/// digits.
[[nodiscard]] std::string plan_sha256(const Plan& plan);

/// The policy in words, one short sentence a field that matters, defaults included.
[[nodiscard]] std::string in_words(const Policy& policy);

/// h of each member under `policy`: `served`, or services in history within `history_days` before
/// the local midnight of the first need's day. Position = index(MemberId).
[[nodiscard]] std::vector<std::int64_t> recent_services(const Problem& problem,
                                                        const Policy& policy);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/model/detail/plan.ipp>
#endif
