// turnout/solve/flow.hpp -- solve_flow(): match needs to members, given pairs and costs.
//
// The exact kernel on its own, wherever a linear assignment, a transportation problem or a
// bipartite min-cost flow is at hand. See flow_problem.hpp for what goes in and comes out.
//
//   std::vector<std::int64_t> need{0, 0, 1}, member{0, 1, 1}, cost{4, 7, 5};
//   FlowResult r = solve_flow({.need = need, .member = member, .cost = cost,
//                              .unfilled_cost = 100}, {.limit = std::chrono::seconds{5}});
//
// Exact: the prices prove the optimum, and the proof is recomputed from scratch. Floats are
// rounded to a grid of a power of two: 2^40 steps to the largest cost, fewer where totals
// would pass 2^53, and none too fine where all costs are multiples of a coarser one.
// Among equal answers the one returned is a function of the arrays as they stand, the same on
// every machine; of two equal pairs of a need the one at the lower position is looked at first.
//
// Bad input throws before any large memory is taken: InputError lists all bad positions,
// RangeError says which total leaves the exact range, LimitError what memory would be needed.
// If seats must be filled and cannot be, InputError (`cannot_fill`) names a set of needs and
// all their members. A run that is ended from outside returns the pairs found and a true bound;
// if seats had to be filled and are not yet, its gap is infinite.
#pragma once

#include <turnout/config.hpp>
#include <turnout/solve/flow_problem.hpp>
#include <turnout/solve/options.hpp>

namespace turnout::inline TURNOUT_ABI {

/// Reads limit, work_limit, memory_limit, stop and progress of the options; runs on one thread.
[[nodiscard]] FlowResult solve_flow(const FlowProblem& problem, const SolveOptions& options = {});

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/solve/detail/flow.ipp>
#endif
