#pragma once

#include <algorithm>
#include <cstdlib>

#include <turnout/model/hash.hpp>
#include <turnout/model/plan.hpp>

namespace turnout::inline TURNOUT_ABI {

TURNOUT_INLINE Plan::Plan(Problem problem, PlanData data)
    : problem_(std::move(problem)), data_(std::make_shared<const PlanData>(std::move(data))) {}

TURNOUT_INLINE double Plan::gap() const noexcept {
  const double scale = std::max(1.0, std::abs(static_cast<double>(objective())));
  return static_cast<double>(gap_metres()) / scale;
}

TURNOUT_INLINE std::int64_t Plan::seats() const noexcept {
  std::int64_t sum = 0;
  for (const std::int64_t seats : problem_.needs().seats) sum += seats;
  return sum;
}

TURNOUT_INLINE std::vector<MemberLoad> Plan::loads() const {
  const std::vector<std::int64_t> recent = recent_services(problem_, policy());
  const Needs& needs = problem_.needs();
  std::vector<MemberLoad> loads(problem_.members().size());
  for (std::size_t m = 0; m < loads.size(); ++m)
    loads[m] = {make_id<MemberId>(m), 0, 0, recent[m], 0};
  for (const Assignment& a : assignments()) {
    MemberLoad& load = loads[index(a.member)];
    ++load.services;
    load.seconds += (needs.end[index(a.need)] - needs.start[index(a.need)]).count();
  }
  for (MemberLoad& load : loads) {
    const std::int64_t k = load.services;
    const std::int64_t short_by =
        std::max<std::int64_t>(0, problem_.members().min_services[index(load.member)] - k);
    load.cost =
        policy().fairness * (k * (2 * load.history + k)) + policy().min_services_cost * short_by;
  }
  return loads;
}

TURNOUT_INLINE bool operator==(const Plan& a, const Plan& b) {
  const PlanData& x = a.data();
  const PlanData& y = b.data();
  return a.problem() == b.problem() && x.policy == y.policy && x.assignments == y.assignments &&
         x.km == y.km && x.parts == y.parts && x.unfilled == y.unfilled && x.counts == y.counts &&
         x.objective == y.objective && x.bound == y.bound && x.terms == y.terms &&
         x.prices == y.prices && x.status == y.status && x.ended_by == y.ended_by &&
         x.bound_leaves_out == y.bound_leaves_out && x.inexact == y.inexact &&
         x.most_seats == y.most_seats;
}

TURNOUT_INLINE std::string plan_sha256(const Plan& plan) {
  Sha256 hash;
  for (const Assignment& a : plan.assignments()) {
    std::string line(plan.problem().id(a.need));
    line += '\x1f';
    line += plan.problem().text(a.role);
    line += '\x1f';
    line += plan.problem().id(a.member);
    line += '\n';
    hash.add(line);
  }
  return hash.hex();
}

TURNOUT_INLINE std::vector<std::int64_t> recent_services(const Problem& problem,
                                                         const Policy& policy) {
  const Members& members = problem.members();
  std::vector<std::int64_t> recent(members.size(), 0);
  for (std::size_t m = 0; m < members.size(); ++m)
    recent[m] = std::max<std::int64_t>(0, members.served[m]);
  if (problem.needs().size() == 0) return recent;
  const LocalDay first = *std::ranges::min_element(problem.needs().day);
  const LocalDay since = first - std::chrono::days(policy.history_days);
  for (const PastService& s : problem.history()) {
    const LocalDay day = problem.zone().day(s.start);
    if (since <= day && day < first) ++recent[index(s.member)];
  }
  return recent;
}

}  // namespace turnout::inline TURNOUT_ABI

#include <turnout/model/detail/summary.ipp>
