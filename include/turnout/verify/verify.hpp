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
// The bound, for any integer price u_r a role (CONTRACT: "The certificate"):
//   L(u) = sum over needs of min over shortfalls s of U(s) + sum_r u_r (seats_r - s_r)
//        + sum over members of min over the sets S it may serve of sum_S (cost - u_r) + load(S)
// No plan costs less than L(u).
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

/// A plan as others write it: ids as text. `role` empty: any role of the need that fits.
struct PlanRow {
  std::string need_id = {}, member_id = {}, role = {};
};

struct VerifyOptions {
  int threads = 0;
};

/// Checks a plan of this problem as solve() returned it.
[[nodiscard]] Verdict verify(const Problem& problem, const Plan& plan,
                             const VerifyOptions& options = {});

/// Checks rows against a claim: what `turnout verify members.csv needs.csv DIR` does with the files
/// in DIR.
[[nodiscard]] Verdict verify(const Problem& problem, std::span<const PlanRow> rows,
                             const Claim& claim, const VerifyOptions& options = {});

/// Checks a hand-made plan for validity and cost under `policy`, and compares it with the bound of
/// `against`, when given. `proven` says that the cost lies at or above that bound.
[[nodiscard]] Verdict check_plan(const Problem& problem, std::span<const PlanRow> rows,
                                 const Policy& policy, const Claim* against = nullptr,
                                 const VerifyOptions& options = {});

/// The claim that a plan makes: what its receipt says.
[[nodiscard]] Claim claim_of(const Plan& plan);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/verify/detail/verify.ipp>
#endif
