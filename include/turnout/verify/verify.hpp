// turnout/verify/verify.hpp -- believe nothing: check a plan without the solver.
//
// Given the problem and a plan, verify() answers three questions from scratch:
//   valid      does every assignment keep every hard rule?
//   as_issued  do the tables, the policy and the plan hash to what the receipt says?
//   proven     do the objective and the bound recompute to the unit from the prices?
// It knows the model and nothing else: its own pairwise rules, its own distance (checked
// against the model's), its own member minimum, over all pairs of members and roles, so
// that a hole in the solver's index is caught. It never throws on a bad plan: what is
// wrong is listed in `findings`.
//
// The bound, for any integer price u_r a role (docs/certificate.md):
//   L(u) = sum over needs of min over shortfalls s of U(s) + sum_r u_r (seats_r - s_r)
//        + sum over members of min over the sets S it may serve of sum_S (cost - u_r) + load(S)
// No plan costs less than L(u). Both sides must reach the same number to the unit, so what the
// two minima range over is laid down here.
//
// **A need's minimum** ranges over every number of filled seats from 0 to all; with `together` over
// 0 and from min_seats (not given: all) to all.
//
// **The member's minimum** ranges over all sets of needs, each in one role for which the member is
// a candidate, that keep every pairwise rule (overlap, rest, travel), the counts and hours a day,
// week and plan, and that contain the duties that bind. It is exact but for
//   "hours"   Let E be the needs for which the member is a candidate, whatever the prices. An hour
//             limit counts only where all of E in some day (week, the plan) exceeds it. If the
//             lengths in E are all one length d, it is the count limit floor(limit / d). Else, with
//             g the greatest common divisor of the lengths, the limits that count are kept exactly
//             as long as the product of floor(limit / g) + 1 over them is at most 4,096; beyond,
//             all hour limits of this member are left out and "hours" is named.
//   "travel"  Time to travel is asked of every pair. A claim that names "travel" asks it, for members
//             whose E holds two needs with a place and one without, of services that follow one
//             another only. (With places everywhere the two are the same: the way over a third
//             place is longer.)
//   "must"    Duties at `together` needs are left out of the bound, and "must" is named if there is
//             one.
// A claim whose bound meets its objective may name none of them: nothing is left to prove.
//
// **Musts.** A `must` overrides no other hard rule, so which ones bind is decided in two steps,
// the same for every plan. Member side: pins in order of need, then role; a pin is kept when the
// member is a candidate for a role that it names, and its need fits beside the needs of the pins
// kept before (clashes and the member's limits). Two pins on one pair mean the roles they share.
// Seat side: for each need, members in order of id; a member is kept when all kept so far can be
// seated at once. What remains binds: a valid plan has the member there, in such a role. At a
// `together` need it binds only when anyone serves it.
//
// **Figures.** Hours of the policy and rest are whole seconds, the nearest. A limit of distance
// holds when metres <= km * 1000. Travel is possible when
// metres * 3600 <= seconds between * (km/h * 1000). Distance costs
// floor(cost_per_km * (metres / 1000) + 0.5). A service known by its series is asked by the series
// alone; only a need without a series is asked by its place; without both it costs no continuity.
//
// O(members x roles) for the pairs, with a cheap first test; 260,000 x 7,000 in seconds.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/plan.hpp>
#include <turnout/model/problem.hpp>

namespace turnout::inline TURNOUT_ABI {

/// Something that does not hold.
struct Finding {
  std::string code = {};     ///< "double_booking", "overfull", "ineligible", "wrong_objective", ...
  std::string need_id = {};  ///< Empty where it does not apply.
  std::string member_id = {};
  std::string message = {};  ///< A sentence with the numbers.
  friend bool operator==(const Finding&, const Finding&) = default;
};

struct Verdict {
  bool valid = false;      ///< Every hard rule holds.
  bool as_issued = false;  ///< The hashes of the receipt hold.
  bool proven = false;     ///< Objective, terms and bound recompute to the unit.
  std::vector<Finding> findings;
  std::int64_t objective = 0;  ///< As recomputed.
  std::int64_t bound = 0;      ///< As recomputed from the prices.
  [[nodiscard]] explicit operator bool() const noexcept { return valid && as_issued && proven; }
};

/// What a receipt claims, as far as verify needs it (read back from receipt.json, or taken from a
/// Plan).
struct Claim {
  Policy policy = {};
  std::string zone = {};
  std::vector<TableHash> tables = {};
  std::string plan_sha256 = {};
  std::int64_t objective = 0, bound = 0;
  Terms terms = {};
  Status status = Status::feasible;
  std::vector<std::string> bound_leaves_out = {};
  std::vector<std::int64_t> prices = {};  ///< One a role of the problem.
  std::optional<MostSeats> most_seats = {};
};

/// A plan as others write it: ids as text. `role` empty: any role of the need that fits, the
/// cheapest where there is a choice.
struct PlanRow {
  std::string need_id = {}, member_id = {}, role = {};
};

struct VerifyOptions {
  int threads = 0;  ///< 0: the CPUs of the machine. The verdict does not depend on it.
};

/// Checks a plan of this problem as solve() returned it.
[[nodiscard]] Verdict verify(const Problem& problem, const Plan& plan,
                             const VerifyOptions& options = {});

/// Checks rows against a claim: what `turnout verify members.csv needs.csv DIR` does with the files
/// in DIR.
[[nodiscard]] Verdict verify(const Problem& problem, std::span<const PlanRow> rows,
                             const Claim& claim, const VerifyOptions& options = {});

/// Checks a hand-made plan for validity and cost under `policy`, and compares it with the bound of
/// `against`, when given: then `as_issued` says that the tables are those of the claim, and `proven`
/// that its bound recomputes and the cost lies at or above it. Without `against` both stay false:
/// ask `valid`.
[[nodiscard]] Verdict check_plan(const Problem& problem, std::span<const PlanRow> rows,
                                 const Policy& policy, const Claim* against = nullptr,
                                 const VerifyOptions& options = {});

/// The claim that a plan makes: what its receipt says.
[[nodiscard]] Claim claim_of(const Plan& plan);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/verify/detail/verify.ipp>
#endif
