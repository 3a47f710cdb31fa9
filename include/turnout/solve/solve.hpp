// turnout/solve/solve.hpp -- match members to needs.
//
// A (member, role) pair is a *candidate* when the member has the skills, is free for the whole
// need and lives within reach; every candidate has an integer cost in metres. A *plan* is a set of
// candidates in which no member is in two places at once and every limit is kept. solve() finds the
// plan that costs least: services by distance and fit, empty seats by priority, load by fairness.
//
//   const turnout::Problem week = turnout::io::read_csv("members.csv", "needs.csv");
//   const turnout::Plan plan = turnout::solve(week, {.policy = {.within_km = 5.0}});
//   for (const auto& [need, role, member, cost] : plan.assignments()) { ... }
//   for (const turnout::Unfilled& u : plan.unfilled()) { ... }       // always says why
//
// Exact (one min-cost flow) where, for every member, "these two clash" is an equivalence among its
// own candidates and its limits nest, and no need is `together`; then status is optimal and
// bound == objective. Elsewhere the flow is a relaxation: the plan is its solution repaired, the
// bound is L(u) at the flow's prices, and Plan::data().inexact says for how many members and why.
//
// Ties go by a hash of (tie_seed, member_id), so that nobody is always first. Thread-safe: no shared
// state. The same plan on any number of threads.
#pragma once

#include <turnout/config.hpp>
#include <turnout/model/plan.hpp>
#include <turnout/model/problem.hpp>
#include <turnout/solve/options.hpp>

namespace turnout::inline TURNOUT_ABI {

/// Throws InputError for a policy out of range, LimitError when memory_limit is too small,
/// RangeError when totals leave the exact range. Never throws for a need that cannot be met.
[[nodiscard]] Plan solve(const Problem& problem, const SolveOptions& options = {});

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/solve/detail/solve.ipp>
#endif
