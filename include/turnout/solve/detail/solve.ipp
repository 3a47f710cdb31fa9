#pragma once

#include <map>

#include <turnout/solve/detail/assemble.ipp>
#include <turnout/solve/plan_network.hpp>
#include <turnout/solve/solve.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Seconds of each stage, by the wall clock.
class StageClock {
 public:
  explicit StageClock(std::vector<StageTime>& times) : times_(times) {}
  void end(std::string stage) {
    const auto now = std::chrono::steady_clock::now();
    times_.push_back({std::move(stage), std::chrono::duration<double>(now - last_).count()});
    last_ = now;
  }

 private:
  std::vector<StageTime>& times_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

/// What stands in the way of one flow, by rule, with counts.
inline std::vector<Inexact> inexact_parts(const Problem& p, const PlanNetwork& network) {
  std::map<std::string_view, std::size_t> counts;
  for (const std::string_view rule : network.inexact)
    if (!rule.empty()) ++counts[rule];
  const auto together = static_cast<std::size_t>(
      std::ranges::count_if(p.needs().together, [](std::uint8_t t) { return t != 0; }));
  if (together > 0) counts["together"] = together;
  std::vector<Inexact> parts;
  for (const auto& [rule, count] : counts) parts.push_back({std::string(rule), count});
  return parts;
}

struct Solved {
  std::vector<std::uint32_t> pairs;  ///< Of the plan: valid, ascending.
  std::vector<std::int64_t> prices;
  std::vector<Inexact> inexact;
  bool optimal = false;    ///< One flow, solved to the end.
  std::int64_t bound = 0;  ///< Of the flow; the bound where it is optimal.
};

/// The flow, and a valid plan made of its solution where it is only a relaxation.
inline Solved solve_measure(const Rules& rules, const Candidates& candidates, const Clash& clash,
                            const std::vector<Must>& musts, Measure measure,
                            const SolveOptions& options, Watch& watch) {
  const PlanNetwork network =
      make_plan_network(rules, candidates, clash, musts, measure, options.threads);
  FlowSolution flow = solve_network(network.flow, watch);
  Solved solved;
  solved.inexact = inexact_parts(rules.problem(), network);
  solved.prices = std::move(flow.row_price);
  solved.optimal = flow.complete && solved.inexact.empty();
  solved.bound = narrow(Wide{flow.bound} + network.constant);
  for (const std::uint32_t c : flow.chosen) solved.pairs.push_back(network.pair[c]);
  std::ranges::sort(solved.pairs);
  return solved;
}

inline MostSeats most_seats(const Rules& rules, const Candidates& candidates, const Clash& clash,
                            const std::vector<Must>& musts, std::int64_t filled,
                            const SolveOptions& options, Watch& watch) {
  std::int64_t seats = 0;
  for (const std::int64_t s : rules.problem().needs().seats) seats += s;
  const Solved solved =
      solve_measure(rules, candidates, clash, musts, Measure::empty_seats, options, watch);
  const std::int64_t empty = solved.optimal ? solved.bound
                                            : lower_bound(rules, candidates, musts, solved.prices,
                                                          Measure::empty_seats, options.threads)
                                                  .value;
  return {filled, seats - empty, solved.prices};
}

}  // namespace detail

TURNOUT_INLINE Plan solve(const Problem& problem, const SolveOptions& options) {
  PlanData data;
  data.policy = options.policy;
  detail::StageClock clock(data.times);
  Watch watch = options.watch();
  const Rules rules(problem, options.policy);
  watch.report({.stage = "candidates", .done = 0});
  const Candidates pairs =
      candidates(rules, {.threads = options.threads, .memory_limit = options.memory_limit});
  clock.end("candidates");

  const Clash clash(rules.problem(), rules.policy());
  const std::vector<Must> musts = binding_musts(rules, pairs, clash);
  watch.report({.stage = "flow", .done = 0});
  detail::Solved solved =
      detail::solve_measure(rules, pairs, clash, musts, Measure::cost, options, watch);
  data.inexact = std::move(solved.inexact);
  data.prices = std::move(solved.prices);
  clock.end("flow");

  if (solved.optimal) {
    data.bound = solved.bound;
  } else {
    watch.report({.stage = "repair", .done = 0});
    const std::vector<Must> together = together_musts(rules, pairs, clash);
    Draft draft(rules, pairs, clash, musts, together);
    draft.take(solved.pairs);
    draft.complete(watch);
    solved.pairs = draft.pairs();
    clock.end("repair");
    const Bound bound =
        lower_bound(rules, pairs, musts, data.prices, Measure::cost, options.threads);
    data.bound = bound.value;
    data.bound_leaves_out = bound.leaves_out;
    clock.end("bound");
  }

  const detail::Served served = detail::served(problem, pairs, solved.pairs);
  detail::add_assignments(rules, pairs, solved.pairs, data);
  detail::add_loads(rules, served, data);
  detail::add_unfilled(rules, pairs, clash, served, options.threads, data);
  data.objective = detail::narrow(data.terms.total());
  data.ended_by = std::string(watch.ended_by());
  if (data.objective == data.bound)
    data.status = Status::optimal;
  else if (watch.ended())
    data.status = watch.status();
  clock.end("reasons");
  if (options.most_seats) {
    data.most_seats =
        detail::most_seats(rules, pairs, clash, musts,
                           static_cast<std::int64_t>(data.assignments.size()), options, watch);
    clock.end("most seats");
  }
  return Plan(problem, std::move(data));
}

}  // namespace turnout::inline TURNOUT_ABI
