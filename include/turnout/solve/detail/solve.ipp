#pragma once

#include <turnout/solve/detail/solve_by.hpp>
#include <turnout/solve/solve.hpp>

namespace turnout::inline TURNOUT_ABI {

TURNOUT_INLINE Plan solve(const Problem& problem, const SolveOptions& options) {
  return detail::solve_by(problem, options, detail::CandidatesAre::as_fits);
}

}  // namespace turnout::inline TURNOUT_ABI
