#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <turnout/verify/detail/bound.ipp>
#include <turnout/verify/detail/plan_check.ipp>
#include <turnout/verify/verify.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::checking {

/// False, with a finding a field, for a policy that check_policy refuses.
inline bool policy_is_sound(const Policy& policy, Findings& findings) {
  try {
    check_policy(policy);
    return true;
  } catch (const InputError& error) {
    for (const Issue& issue : error.issues()) {
      findings.add("bad_policy", "", "", to_string(issue));
    }
    return false;
  }
}

/// The hash of these rows, as plan_sha256 makes it.
inline std::string hash_of(const Problem& problem, std::span<const Seated> seated) {
  PlanData data;
  for (const Seated& s : seated) {
    data.assignments.push_back(
        {make_id<NeedId>(s.need), make_id<RoleId>(s.role), make_id<MemberId>(s.member), 0});
  }
  return plan_sha256(Plan(problem, std::move(data)));
}

inline bool same_inputs(const Problem& problem, const Claim& claim, Findings& findings) {
  const std::size_t before = findings.total();
  const std::vector<TableHash> ours = canonical_hashes(problem);
  for (const TableHash& table : ours) {
    const auto theirs = std::ranges::find(claim.tables, table.table, &TableHash::table);
    if (theirs == claim.tables.end()) {
      findings.add("wrong_table", "", "", "the receipt knows no table " + table.table);
    } else if (*theirs != table) {
      findings.add("wrong_table", "", "",
                   "table " + table.table + " is not the one of the receipt (" +
                       std::to_string(table.rows) + " rows, then " + std::to_string(theirs->rows) +
                       ")");
    }
  }
  if (claim.tables.size() > ours.size()) {
    findings.add("wrong_table", "", "", "the receipt names tables that are not here");
  }
  if (claim.zone != problem.zone().name()) {
    findings.add("wrong_zone", "", "",
                 "zone '" + problem.zone().name() + "', in the receipt '" + claim.zone + "'");
  }
  return findings.total() == before;
}

inline void compare(std::string_view what, std::int64_t ours, std::int64_t theirs, std::string code,
                    Findings& findings) {
  if (ours == theirs) return;
  findings.add(
      std::move(code), "", "",
      std::string(what) + " is " + std::to_string(ours) + ", not " + std::to_string(theirs));
}

inline void compare_terms(const Terms& ours, const Terms& theirs, Findings& findings) {
  struct Named {
    std::string_view name;
    std::int64_t Terms::* value;
  };
  constexpr std::array<Named, 9> all{{{"distance", &Terms::distance},
                                      {"climb", &Terms::climb},
                                      {"spare", &Terms::spare},
                                      {"idle", &Terms::idle},
                                      {"continuity", &Terms::continuity},
                                      {"preference", &Terms::preference},
                                      {"unfilled", &Terms::unfilled},
                                      {"fairness", &Terms::fairness},
                                      {"min_services", &Terms::min_services}}};
  for (const Named& term : all) {
    compare(term.name, ours.*term.value, theirs.*term.value, "wrong_term", findings);
  }
}

/// One price a role, each within the exact range.
inline bool prices_are_sound(const Problem& problem, std::span<const std::int64_t> prices,
                             Findings& findings) {
  if (prices.size() != problem.roles().size()) {
    findings.add("wrong_prices", "", "",
                 std::to_string(prices.size()) + " prices for " +
                     std::to_string(problem.roles().size()) + " roles");
    return false;
  }
  if (std::ranges::any_of(prices,
                          [](std::int64_t u) { return u > exact_range || u < -exact_range; })) {
    findings.add("wrong_prices", "", "", "a price leaves the exact range");
    return false;
  }
  return true;
}

inline std::int64_t seats_of(const Problem& problem) {
  Wide sum = 0;
  for (const std::int64_t seats : problem.needs().seats) sum += seats;
  return narrow(sum);
}

/// The bounds of a claim, and what disagrees with it.
inline Bound recompute_bound(const Rules& rules, std::span<const Must> musts,
                             std::span<const std::int64_t> lately, const Claim& claim, int threads,
                             Findings& findings) {
  const Problem& problem = rules.problem();
  std::span<const std::int64_t> seat_prices;
  if (claim.most_seats && prices_are_sound(problem, claim.most_seats->prices, findings)) {
    seat_prices = claim.most_seats->prices;
  }
  const bool neighbours_only =
      std::ranges::find(claim.bound_leaves_out, "travel") != claim.bound_leaves_out.end();
  Bound bound =
      AllPairs(rules, musts, lately, claim.prices, seat_prices, neighbours_only, threads)();
  for (const auto& [m, n] : bound.far_apart) {
    findings.add("distance", problem.needs().id[n], problem.members().id[m],
                 "two measurements of the distance differ by more than a micrometre");
  }
  compare("the bound", bound.total, claim.bound, "wrong_bound", findings);
  std::vector<std::string> theirs = claim.bound_leaves_out;
  std::ranges::sort(theirs);
  // A bound that meets the objective proves it, whatever was left out on the way.
  const bool met = theirs.empty() && claim.bound == claim.objective;
  if (theirs != bound.left_out && !met) {
    std::string names;
    for (const std::string& name : bound.left_out) names += (names.empty() ? "" : ", ") + name;
    findings.add("wrong_bound_leaves_out", "", "",
                 "the bound leaves out: " + (names.empty() ? "nothing" : names));
  }
  if (!seat_prices.empty()) {
    compare("the most seats that can be filled", seats_of(problem) - bound.least_empty,
            claim.most_seats->at_most, "wrong_most_seats", findings);
  }
  return bound;
}

/// Everything about rows and claim; `found` gathers.
inline Verdict examine(const Problem& problem, std::span<const PlanRow> rows, const Claim& claim,
                       const VerifyOptions& options, Findings& findings) {
  Verdict verdict;
  const bool inputs = same_inputs(problem, claim, findings);
  if (!policy_is_sound(claim.policy, findings)) return verdict;
  const Rules rules(problem, claim.policy);
  const std::vector<Must> musts = binding_musts(rules);
  const std::vector<std::int64_t> lately = recent_services(problem, claim.policy);
  PlanCheck plan(rules, musts, findings);

  std::size_t before = findings.total();
  const bool known = plan.read(rows);
  plan.rules();
  verdict.valid = findings.total() == before;

  verdict.as_issued = inputs && known && hash_of(problem, plan.seated()) == claim.plan_sha256;
  if (inputs && !verdict.as_issued) {
    findings.add("wrong_plan", "", "", "the plan is not the one that the receipt hashes");
  }

  before = findings.total();
  const Terms terms = plan.terms(lately);
  verdict.objective = terms.total();
  compare("the objective", verdict.objective, claim.objective, "wrong_objective", findings);
  compare_terms(terms, claim.terms, findings);
  if (claim.most_seats) {
    compare("the number of filled seats", static_cast<std::int64_t>(plan.seated().size()),
            claim.most_seats->filled, "wrong_most_seats", findings);
  }
  if (prices_are_sound(problem, claim.prices, findings)) {
    verdict.bound = recompute_bound(rules, musts, lately, claim, options.threads, findings).total;
    if (verdict.valid && verdict.bound > verdict.objective) {
      findings.add("below_bound", "", "",
                   "the plan costs less than the bound: one of them is wrong");
    }
    if (claim.status == Status::optimal && verdict.bound != verdict.objective) {
      findings.add("not_optimal", "", "",
                   "called optimal, and the bound is " + std::to_string(verdict.bound));
    }
  }
  verdict.proven = known && findings.total() == before;
  return verdict;
}

/// Runs a check that may leave the exact range; what it threw becomes a finding.
template <class Check>
Verdict guarded(const Check& check) {
  Findings findings;
  Verdict verdict;
  try {
    verdict = check(findings);
  } catch (const Error& error) {
    verdict = {};
    findings.add("out_of_range", "", "", error.what());
  }
  verdict.findings = findings.take();
  return verdict;
}

/// The rows of a plan. False, with findings, when it points outside its own problem.
inline bool rows_of(const Plan& plan, std::vector<PlanRow>& rows, Findings& findings) {
  const Problem& problem = plan.problem();
  bool sound = true;
  for (const Assignment& a : plan.assignments()) {
    if (index(a.need) >= problem.needs().size() || index(a.member) >= problem.members().size() ||
        index(a.role) >= problem.roles().size()) {
      findings.add("unknown_id", "", "", "an assignment points outside the problem");
      sound = false;
      continue;
    }
    if (problem.need_of(a.role) != a.need) {
      findings.add("wrong_role", problem.id(a.need), problem.id(a.member),
                   "the role belongs to another need");
      sound = false;
      continue;
    }
    rows.push_back({std::string(problem.id(a.need)), std::string(problem.id(a.member)),
                    std::string(problem.text(a.role))});
  }
  return sound;
}

/// What a plan says row by row: kilometres, costs in parts, and what its empty seats add.
inline void check_rows(const Plan& plan, Findings& findings) {
  const Problem& problem = plan.problem();
  const PlanData& data = plan.data();
  const Rules rules(problem, data.policy);
  const auto wrong = [&](std::string code, NeedId need, std::string_view member,
                         std::string message) {
    findings.add(std::move(code), problem.id(need), member, std::move(message));
  };
  if (data.km.size() != data.assignments.size() || data.parts.size() != data.assignments.size()) {
    findings.add("wrong_row", "", "", "km or parts are not one an assignment");
    return;
  }
  std::vector<std::int64_t> in_role(problem.roles().size()), in_need(problem.needs().size());
  for (std::size_t i = 0; i < data.assignments.size(); ++i) {
    const Assignment& a = data.assignments[i];
    ++in_role[index(a.role)];
    ++in_need[index(a.need)];
    const double metres = measure(rules.home(index(a.member)), rules.place(index(a.need))).metres;
    const CostParts parts = rules.cost(index(a.member), index(a.role), metres);
    if (parts != data.parts[i] || a.cost != parts.total()) {
      wrong("wrong_cost", a.need, problem.id(a.member),
            "the assignment costs " + std::to_string(parts.total()) + ", not " +
                std::to_string(a.cost));
    }
    if (data.km[i] != metres / 1000.0) {
      wrong("wrong_km", a.need, problem.id(a.member),
            "the way is " + std::to_string(metres / 1000.0) + " km, not " +
                std::to_string(data.km[i]));
    }
  }
  std::vector<std::array<std::int64_t, 3>> empty(problem.roles().size());  // short, below, cost
  for (std::size_t n = 0; n < problem.needs().size(); ++n) {
    const EmptySeats seats = empty_seats(problem, data.policy, n);
    std::int64_t below = seats.below_min(in_need[n]);
    for (std::size_t r = problem.needs().first_role[n]; r < problem.needs().first_role[n + 1];
         ++r) {
      const std::int64_t short_by =
          std::max<std::int64_t>(0, problem.roles().seats[r] - in_role[r]);
      const std::int64_t of_these = std::min(short_by, below);
      below -= of_these;
      empty[r] = {short_by, of_these,
                  narrow(Wide{seats.price} * (Wide{short_by} + Wide{seats.weight - 1} * of_these))};
    }
  }
  std::vector<bool> listed(problem.roles().size());
  for (const Unfilled& u : data.unfilled) {
    if (index(u.role) >= empty.size() || problem.need_of(u.role) != u.need) {
      findings.add("unknown_id", "", "", "an unfilled seat points outside the problem");
      continue;
    }
    const std::array<std::int64_t, 3> said{u.short_by, u.below_min, u.cost};
    if (said != empty[index(u.role)] || listed[index(u.role)] || u.short_by == 0) {
      wrong("wrong_unfilled", u.need, "",
            "role '" + std::string(problem.text(u.role)) + "' is short by " +
                std::to_string(empty[index(u.role)][0]) + " (" +
                std::to_string(empty[index(u.role)][1]) + " below the least), at " +
                std::to_string(empty[index(u.role)][2]));
    }
    listed[index(u.role)] = true;
  }
  for (std::size_t r = 0; r < empty.size(); ++r) {
    if (empty[r][0] == 0 || listed[r]) continue;
    wrong("wrong_unfilled", problem.roles().need[r], "",
          "role '" + std::string(problem.roles().text[r]) + "' is short by " +
              std::to_string(empty[r][0]) + ", and the plan does not say so");
  }
}

}  // namespace detail::checking

TURNOUT_INLINE Claim claim_of(const Plan& plan) {
  const PlanData& data = plan.data();
  return {.policy = data.policy,
          .zone = plan.problem().zone().name(),
          .tables = canonical_hashes(plan.problem()),
          .plan_sha256 = plan_sha256(plan),
          .objective = data.objective,
          .bound = data.bound,
          .terms = data.terms,
          .status = data.status,
          .bound_leaves_out = data.bound_leaves_out,
          .prices = data.prices,
          .most_seats = data.most_seats};
}

TURNOUT_INLINE Verdict verify(const Problem& problem, const Plan& plan,
                              const VerifyOptions& options) {
  namespace checking = detail::checking;
  return checking::guarded([&](checking::Findings& findings) {
    std::vector<PlanRow> rows;
    if (!checking::rows_of(plan, rows, findings)) return Verdict{};
    const std::size_t before = findings.total();
    checking::Findings unused;  // examine() says what is wrong with the policy
    if (checking::policy_is_sound(plan.policy(), unused)) checking::check_rows(plan, findings);
    const bool rows_hold = findings.total() == before;
    Verdict verdict = checking::examine(problem, rows, claim_of(plan), options, findings);
    verdict.proven = verdict.proven && rows_hold;
    return verdict;
  });
}

TURNOUT_INLINE Verdict verify(const Problem& problem, std::span<const PlanRow> rows,
                              const Claim& claim, const VerifyOptions& options) {
  namespace checking = detail::checking;
  return checking::guarded([&](checking::Findings& findings) {
    return checking::examine(problem, rows, claim, options, findings);
  });
}

TURNOUT_INLINE Verdict check_plan(const Problem& problem, std::span<const PlanRow> rows,
                                  const Policy& policy, const Claim* against,
                                  const VerifyOptions& options) {
  namespace checking = detail::checking;
  return checking::guarded([&](checking::Findings& findings) {
    Verdict verdict;
    if (!checking::policy_is_sound(policy, findings)) return verdict;
    const checking::Rules rules(problem, policy);
    const std::vector<checking::Must> musts = checking::binding_musts(rules);
    const std::vector<std::int64_t> lately = recent_services(problem, policy);
    checking::PlanCheck plan(rules, musts, findings);
    const bool known = plan.read(rows);
    plan.rules();
    verdict.valid = findings.total() == 0;
    verdict.objective = plan.terms(lately).total();
    if (against == nullptr) return verdict;

    verdict.as_issued = checking::same_inputs(problem, *against, findings);
    const std::size_t before = findings.total();
    if (against->policy != policy) {
      findings.add("wrong_policy", "", "", "the bound was made under another policy");
    } else if (checking::prices_are_sound(problem, against->prices, findings)) {
      verdict.bound =
          checking::recompute_bound(rules, musts, lately, *against, options.threads, findings)
              .total;
      if (verdict.objective < verdict.bound) {
        findings.add("below_bound", "", "",
                     "the rows cost less than any plan can: they are no plan");
      }
    }
    verdict.proven = known && findings.total() == before;
    return verdict;
  });
}

}  // namespace turnout::inline TURNOUT_ABI
