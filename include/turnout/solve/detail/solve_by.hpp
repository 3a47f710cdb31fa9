// turnout/solve/detail/solve_by.hpp -- the two ways from a problem to a plan.
//
// Candidates are made as far as the kernel looks, or listed all at once; index, reasons and terms
// are shared. solve() takes what fits; tests hold one way against the other.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/eligibility/candidates.hpp>
#include <turnout/eligibility/detail/candidate_list.hpp>
#include <turnout/model/plan.hpp>
#include <turnout/solve/detail/assemble.hpp>
#include <turnout/solve/detail/lazy_plan.hpp>
#include <turnout/solve/detail/plan_memory.hpp>
#include <turnout/solve/most_seats.hpp>
#include <turnout/solve/options.hpp>
#include <turnout/solve/plan_network.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// How a plan's candidates come about: `asked`, as far as the kernel looks, wherever that is
/// possible; `listed`, all at once; `as_fits`, what is sooner and within memory.
enum class CandidatesAre : std::uint8_t { as_fits, asked, listed };

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

/// What the two ways to a plan share.
struct Solving {
  const MemberIndex& members;
  const Clash& clash;
  const SolveOptions& options;
  Watch& watch;
  StageClock& clock;
  PlanData& data;
};

/// Makes candidates only as far as the kernel looks. False where that is not the way.
inline bool plan_as_asked(Solving& s, CandidatesAre way) {
  const Rules& rules = s.members.rules();
  const std::optional<LazyShape> shape = lazy_shape(rules, s.clash);
  if (!shape) return false;
  const std::optional<std::uint64_t>& limit = s.options.memory_limit;
  if (way == CandidatesAre::as_fits && shape->rewards &&
      (!limit || list_memory(s.members, s.options.threads).bytes <= *limit))
    return false;
  s.watch.report({.stage = "flow", .done = 0});
  std::optional<LazyPlan> plan = solve_lazily(s.members, *shape, s.options.memory_limit, s.watch);
  if (!plan) return false;
  s.data.assignments = std::move(plan->assignments);
  s.data.prices = std::move(plan->prices);
  s.data.bound = plan->bound;
  s.clock.end("flow");
  return true;
}

/// Lists all candidates first, and judges each member by its own.
inline void plan_from_list(Solving& s) {
  const Rules& rules = s.members.rules();
  const int threads = s.options.threads;
  require_list_memory(s.members, s.options.memory_limit, threads);
  const Candidates pairs = candidates_of(s.members, {.threads = threads}, measure());
  s.clock.end("candidates");

  const std::vector<Must> musts = binding_musts(rules, pairs, s.clash);
  const PlanNetwork network = make_plan_network(rules, pairs, s.clash, musts, Goal::cost, threads);
  s.clock.end("network");
  s.watch.report({.stage = "flow", .done = 0});
  FlowSolution flow = solve_network(network.flow, s.watch);
  std::vector<std::uint32_t> chosen;
  for (const std::uint32_t c : flow.chosen) chosen.push_back(network.pair[c]);
  std::ranges::sort(chosen);
  s.data.inexact = inexact_parts(rules.problem(), network);
  s.data.prices = std::move(flow.row_price);
  s.clock.end("flow");

  if (flow.complete && s.data.inexact.empty()) {
    s.data.bound = narrow(Wide{flow.bound} + network.constant);
  } else {
    s.watch.report({.stage = "repair", .done = 0});
    const std::vector<Must> together = together_musts(rules, pairs, s.clash);
    Draft draft(rules, pairs, s.clash, musts, together);
    draft.take(chosen);
    draft.complete(s.watch);
    chosen = draft.pairs();
    s.clock.end("repair");
    const Bound bound = lower_bound(rules, pairs, musts, s.data.prices, Goal::cost, threads);
    s.data.bound = bound.value;
    s.data.bound_leaves_out = bound.leaves_out;
    s.clock.end("bound");
  }
  s.data.assignments = assignments_of(rules.problem(), pairs, chosen);
  if (s.options.most_seats && !s.watch.ended()) {  // a run that was ended does not begin anew
    s.watch.report({.stage = "seats", .done = 0});
    s.data.most_seats = certify_seats(rules, pairs, musts, network, chosen, threads);
    s.clock.end("seats");
  }
}

inline Plan solve_by(const Problem& problem, const SolveOptions& options, CandidatesAre way) {
  PlanData data;
  data.policy = options.policy;
  StageClock clock(data.times);
  Watch watch = options.watch();
  const Rules rules(problem, options.policy);
  watch.report({.stage = "candidates", .done = 0});
  require_index_memory(rules.problem(), options.memory_limit);
  const MemberIndex members(rules);
  const Clash clash(rules.problem(), rules.policy());
  Solving solving{members, clash, options, watch, clock, data};
  clock.end("index");
  watch.must_end(0);  // a stop asked for by now is heeded from here on
  // The number of seats is certified over the list of candidates.
  if (way == CandidatesAre::listed || options.most_seats || !plan_as_asked(solving, way))
    plan_from_list(solving);

  assemble(members, clash, options.threads, data);
  data.ended_by = std::string(watch.ended_by());
  if (data.objective == data.bound)
    data.status = Status::optimal;
  else if (watch.ended())
    data.status = watch.status();
  clock.end("reasons");
  return Plan(problem, std::move(data));
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
