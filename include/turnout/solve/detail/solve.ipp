#pragma once

#include <map>

#include <turnout/solve/detail/assemble.ipp>
#include <turnout/solve/most_seats.hpp>
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

/// Positions in the network of pairs of the plan; `by_pair` is the network's list, inverted.
inline std::vector<std::uint32_t> in_network(std::span<const std::uint32_t> by_pair,
                                             std::span<const std::uint32_t> pairs) {
  std::vector<std::uint32_t> positions;
  for (const std::uint32_t pair : pairs)
    if (by_pair[pair] != no_node) positions.push_back(by_pair[pair]);
  return positions;
}

/// No plan fills more: a cut of the flow, made a bound by L(u).
inline MostSeats certify_seats(const Rules& rules, const Candidates& candidates,
                               const std::vector<Must>& musts, const PlanNetwork& network,
                               std::span<const std::uint32_t> pairs, int threads) {
  std::vector<std::uint32_t> by_pair(candidates.size(), no_node);
  for (std::uint32_t c = 0; c < network.pair.size(); ++c) by_pair[network.pair[c]] = c;
  std::vector<std::uint32_t> duties;
  for (const std::uint32_t pair : pairs) {
    const MemberId member = candidates.pairs()[pair].member;
    const NeedId need = rules.problem().need_of(candidates.role_of(pair));
    const auto own = std::ranges::equal_range(musts, member, {}, &Must::member);
    if (std::ranges::find(own, need, &Must::need) != own.end()) duties.push_back(pair);
  }
  SeatCut cut = most_seats(network.flow, in_network(by_pair, pairs), in_network(by_pair, duties));
  std::int64_t seats = 0;
  for (const std::int64_t s : rules.problem().needs().seats) seats += s;
  const Bound empty = lower_bound(rules, candidates, musts, cut.prices, Goal::empty_seats, threads);
  return {static_cast<std::int64_t>(pairs.size()), seats - empty.value, std::move(cut.prices)};
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
  const PlanNetwork network =
      make_plan_network(rules, pairs, clash, musts, Goal::cost, options.threads);
  clock.end("network");
  watch.report({.stage = "flow", .done = 0});
  FlowSolution flow = solve_network(network.flow, watch);
  std::vector<std::uint32_t> chosen;
  for (const std::uint32_t c : flow.chosen) chosen.push_back(network.pair[c]);
  std::ranges::sort(chosen);
  data.inexact = detail::inexact_parts(rules.problem(), network);
  data.prices = std::move(flow.row_price);
  clock.end("flow");

  if (flow.complete && data.inexact.empty()) {
    data.bound = detail::narrow(detail::Wide{flow.bound} + network.constant);
  } else {
    watch.report({.stage = "repair", .done = 0});
    const std::vector<Must> together = together_musts(rules, pairs, clash);
    Draft draft(rules, pairs, clash, musts, together);
    draft.take(chosen);
    draft.complete(watch);
    chosen = draft.pairs();
    clock.end("repair");
    const Bound bound = lower_bound(rules, pairs, musts, data.prices, Goal::cost, options.threads);
    data.bound = bound.value;
    data.bound_leaves_out = bound.leaves_out;
    clock.end("bound");
  }

  const detail::Served served = detail::served(problem, pairs, chosen);
  detail::add_assignments(rules, pairs, chosen, data);
  detail::add_loads(rules, served, data);
  detail::add_unfilled(rules, pairs, clash, served, options.threads, data);
  data.objective = detail::narrow(data.terms.total());
  data.ended_by = std::string(watch.ended_by());
  if (data.objective == data.bound)
    data.status = Status::optimal;
  else if (watch.ended())
    data.status = watch.status();
  clock.end("reasons");
  if (options.most_seats && !watch.ended()) {  // a run that was ended does not begin anew
    watch.report({.stage = "seats", .done = 0});
    data.most_seats = detail::certify_seats(rules, pairs, musts, network, chosen, options.threads);
    clock.end("seats");
  }
  return Plan(problem, std::move(data));
}

}  // namespace turnout::inline TURNOUT_ABI
