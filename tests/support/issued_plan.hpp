// A plan as a solver would issue it, made from the oracle: the cheapest plan by trying all, prices
// as given, the bound by enumeration. For tests of the checker that need no solver.
#pragma once

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include <turnout/model/plan.hpp>
#include <turnout/verify/verify.hpp>

#include "support/brute_force.hpp"

namespace turnout::testing {

/// `left_out` is what the bound leaves out; the oracle's bound knows only "must".
inline Plan issued_plan(const Problem& problem, const Policy& policy,
                        std::vector<std::int64_t> prices, std::vector<std::int64_t> seat_prices,
                        std::vector<std::string> left_out = {}) {
  const BruteForce brute(problem, policy);
  const BruteResult best = brute.solve();
  PlanData data;
  data.policy = policy;
  std::vector<BruteCandidate> chosen = best.plan;
  std::ranges::sort(chosen, {},
                    [](const BruteCandidate& c) { return std::pair(c.role, c.member); });
  std::vector<std::int64_t> in_role(problem.roles().size()), in_need(problem.needs().size()),
      served(problem.members().size());
  for (const BruteCandidate& c : chosen) {
    const CostParts& parts = c.parts;
    data.assignments.push_back(
        {make_id<NeedId>(c.need), make_id<RoleId>(c.role), make_id<MemberId>(c.member), c.cost()});
    data.km.push_back(c.km);
    data.parts.push_back(parts);
    data.terms.distance += parts.distance, data.terms.climb += parts.climb;
    data.terms.spare += parts.spare, data.terms.idle += parts.idle;
    data.terms.continuity += parts.continuity, data.terms.preference += parts.preference;
    ++in_role[c.role], ++in_need[c.need], ++served[c.member];
  }
  for (std::size_t n = 0; n < problem.needs().size(); ++n) {
    const std::int64_t p = policy.unfilled_cost[problem.needs().priority[n] - 1u];
    std::int64_t below = std::max<std::int64_t>(0, problem.needs().min_seats[n] - in_need[n]);
    for (std::size_t r = problem.needs().first_role[n]; r < problem.needs().first_role[n + 1];
         ++r) {
      const std::int64_t short_by = problem.roles().seats[r] - in_role[r];
      if (short_by == 0) continue;
      const std::int64_t here = std::min(short_by, below);
      below -= here;
      const std::int64_t cost = p * (short_by + (policy.min_seats_weight - 1) * here);
      data.terms.unfilled += cost;
      data.unfilled.push_back({make_id<NeedId>(n), make_id<RoleId>(r),
                               static_cast<std::int32_t>(short_by), static_cast<std::int32_t>(here),
                               cost, Reason::taken});
    }
  }
  const std::vector<std::int64_t> lately = recent_services(problem, policy);
  for (std::size_t m = 0; m < served.size(); ++m) {
    data.terms.fairness += policy.fairness * served[m] * (2 * lately[m] + served[m]);
    data.terms.min_services +=
        policy.min_services_cost *
        std::max<std::int64_t>(0, problem.members().min_services[m] - served[m]);
  }
  data.objective = best.objective;
  data.bound = brute.bound(prices);
  data.status = data.objective == data.bound ? Status::optimal : Status::feasible;
  data.prices = std::move(prices);
  data.bound_leaves_out = std::move(left_out);
  const std::int64_t seats =
      std::accumulate(problem.needs().seats.begin(), problem.needs().seats.end(), std::int64_t{0});
  data.most_seats = MostSeats{static_cast<std::int64_t>(chosen.size()),
                              seats - brute.bound(seat_prices, true), seat_prices};
  return {problem, std::move(data)};
}

}  // namespace turnout::testing
