#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include <turnout/model/error.hpp>
#include <turnout/solve/detail/dense_flow.hpp>
#include <turnout/solve/detail/exact_sum.hpp>
#include <turnout/solve/detail/flow_build.hpp>
#include <turnout/solve/detail/flow_flat.hpp>
#include <turnout/solve/detail/flow_memory.hpp>
#include <turnout/solve/detail/network.ipp>
#include <turnout/solve/flow.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// "0, 3, 7 and 12 more".
inline std::string id_list(std::vector<std::size_t> ids) {
  constexpr std::size_t shown = 1000;
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::string text;
  for (std::size_t i = 0; i < ids.size() && i < shown; ++i) {
    text += (i > 0 ? ", " : "") + std::to_string(ids[i]);
  }
  if (ids.size() > shown) text += " and " + std::to_string(ids.size() - shown) + " more";
  return text.empty() ? "none" : text;
}

[[noreturn]] inline void throw_cannot_fill(const FlowModel& model, const FlowReader& in,
                                           const std::vector<std::uint32_t>& rows) {
  std::vector<std::size_t> these;
  std::vector<std::size_t> others;
  std::uint64_t seats = 0;
  for (const std::uint32_t r : rows) {
    these.push_back(r);
    seats += model.net.seats[r];
    for (std::uint32_t j = model.net.row_start[r]; j < model.net.row_start[r + 1]; ++j) {
      const std::uint32_t i = model.at(j);
      others.push_back(model.mirrored ? in.need(i) : in.member(i));
    }
  }
  const std::string who = model.mirrored ? "members " : "needs ";
  const std::string whom = model.mirrored ? "needs " : "members ";
  throw InputError(Issue{.table = in.is_matrix() ? "matrix" : "pairs",
                         .row = std::nullopt,
                         .column = model.mirrored ? "member" : "need",
                         .value = std::to_string(rows.front()),
                         .code = "cannot_fill",
                         .message = who + id_list(std::move(these)) + " have " +
                                    std::to_string(seats) + " seats to fill, which all their " +
                                    whom + "together cannot: " + id_list(std::move(others)),
                         .remedy = "give an unfilled_cost, more pairs or fewer seats"});
}

/// Adds x steps of the grid to a sum of floats.
inline void add_steps(ExactSum& sum, wide x, double step) {
  constexpr int digits = 40;
  const bool negative = x < 0;
  if (negative) x = -x;
  double scale = negative ? -step : step;
  for (; x != 0; x >>= digits, scale *= 0x1p40) {
    sum.add(static_cast<double>(static_cast<std::int64_t>(x & ((wide{1} << digits) - 1))) * scale);
  }
}

/// Objective of the pairs used and a bound from the prices, both over the floats given. The
/// bound is the dual of the linear programme at these prices, true whatever they are, so the
/// rounding to the grid can only loosen it.
inline std::pair<double, double> float_totals(const FlowModel& model, const FlowReader& in,
                                              const FlowSolution& s) {
  const FlowNetwork& net = model.net;
  const double step = std::ldexp(1.0, -in.shift());
  std::vector<bool> used(net.cost.size(), false);
  for (const std::uint32_t c : s.chosen) used[c] = true;
  std::vector<std::int64_t> above(net.n_nodes());  // Prices of a node and all above it.
  std::vector<std::uint32_t> degree(net.n_nodes(), 0);
  for (const std::uint32_t v : net.leaf) ++degree[v];
  wide steps = 0;
  for (std::size_t v = 0; v < net.n_nodes(); ++v) {
    if (net.parent[v] != no_node) degree[net.parent[v]] += degree[v];
  }
  for (std::size_t v = net.n_nodes(); v-- > 0;) {
    const std::int64_t price = std::max<std::int64_t>(s.node_price[v], 0);
    above[v] = price + (net.parent[v] == no_node ? 0 : above[net.parent[v]]);
    steps -= static_cast<wide>(price) * std::min(net.capacity[v], degree[v]);
  }
  ExactSum objective;
  ExactSum bound;
  for (std::size_t r = 0; r < net.n_rows(); ++r) {
    const double seats = net.seats[r];
    const double empty = model.mirrored ? std::numeric_limits<double>::infinity() : in.unfilled(r);
    std::uint32_t filled = 0;
    for (std::size_t j = net.row_start[r]; j < net.row_start[r + 1]; ++j) {
      const double cost = in.cost(model.at(static_cast<std::uint32_t>(j)));
      const std::int64_t worth = s.row_price[r] - above[net.leaf[j]];
      if (cost < static_cast<double>(worth) * step) {
        bound.add(cost);
        steps -= worth;
      }
      if (used[j]) {
        ++filled;
        objective.add(cost);
      }
    }
    if (empty < static_cast<double>(s.row_price[r]) * step) {
      bound.add_product(seats, empty);
    } else {
      steps += static_cast<wide>(s.row_price[r]) * net.seats[r];
    }
    if (std::isfinite(empty)) objective.add_product(seats - filled, empty);
  }
  add_steps(bound, steps, step);
  return {objective.nearest(), bound.down()};
}

/// Bytes that network and kernel take, by their sizes.
inline std::uint64_t flow_bytes(std::uint64_t pairs, std::uint64_t nodes, std::uint64_t families) {
  return pairs * (12 + 4 + 16 + 1 + 8 + 8 * families) + nodes * 110;
}

}  // namespace detail

TURNOUT_INLINE FlowResult solve_flow(const FlowProblem& problem, const SolveOptions& options) {
  using Clock = std::chrono::steady_clock;
  const auto seconds = [](Clock::duration d) { return std::chrono::duration<double>(d).count(); };
  const auto begin = Clock::now();
  Watch watch = options.watch();
  if (auto dense = detail::dense::solve(problem, options, watch)) return *std::move(dense);
  const detail::FlowReader in(problem);
  FlowResult r;
  if (auto flat = detail::solve_flat_flow(problem, in, options.memory_limit, watch, begin)) {
    return *std::move(flat);
  }
  r.stats.peak_bytes =
      detail::flow_bytes(in.n_pairs(), in.n_needs() + in.n_members(), problem.groups.size());
  detail::require_memory(r.stats.peak_bytes, options.memory_limit);
  const detail::FlowModel model = detail::build_flow(problem, in);
  const double built = seconds(Clock::now() - begin);
  const FlowSolution s = solve_network(model.net, watch);
  if (!s.cannot_fill.empty()) detail::throw_cannot_fill(model, in, s.cannot_fill);

  const double step = in.floats() ? std::ldexp(1.0, -in.shift()) : 1.0;
  const auto price = [step](std::int64_t x) { return static_cast<double>(x) * step; };
  for (const std::uint32_t c : s.chosen) r.pairs.push_back(model.at(c));
  std::sort(r.pairs.begin(), r.pairs.end());
  r.short_by.resize(in.n_needs());
  for (std::size_t n = 0; n < in.n_needs(); ++n) r.short_by[n] = in.seats(n);
  for (const std::int64_t i : r.pairs) {
    const auto at = static_cast<std::size_t>(i);
    r.need.push_back(static_cast<std::int64_t>(in.need(at)));
    r.member.push_back(static_cast<std::int64_t>(in.member(at)));
    --r.short_by[in.need(at)];
  }
  r.need_prices.resize(in.n_needs());
  r.member_prices.resize(in.n_members());
  if (model.mirrored) {
    // What filling a member's only place is worth, against a price that all needs share; the
    // latter is free to choose, and such that no member's price is below 0.
    std::int64_t lift = 0;
    for (const std::int64_t u : s.row_price) lift = std::max(lift, u);
    for (std::size_t m = 0; m < in.n_members(); ++m) {
      r.member_prices[m] = price(lift - s.row_price[m]);
    }
    for (std::size_t n = 0; n < in.n_needs(); ++n) r.need_prices[n] = price(lift - s.node_price[n]);
  } else {
    for (std::size_t n = 0; n < in.n_needs(); ++n) {
      r.need_prices[n] = price(std::min(s.row_price[n], in.unfilled_units(n)));
    }
    for (std::size_t m = 0; m < in.n_members(); ++m) {
      r.member_prices[m] = price(s.node_price[model.first_root + m]);
    }
  }
  for (const std::vector<std::uint32_t>& node : model.group_node) {
    std::vector<double>& prices = r.group_prices.emplace_back(in.n_pairs(), 0.0);
    for (std::size_t i = 0; i < in.n_pairs(); ++i) {
      if (node[i] != no_node) prices[i] = price(s.node_price[node[i]]);
    }
  }

  if (in.floats()) {
    std::tie(r.objective, r.bound) = detail::float_totals(model, in, s);
    r.resolution = step;
  } else {
    r.objective = static_cast<double>(s.objective);
    r.bound = static_cast<double>(s.bound);
  }
  const bool must = model.mirrored
                        ? s.chosen.size() < in.n_members()
                        : std::any_of(
                              r.short_by.begin(), r.short_by.end(),
                              [&](const auto& k) {
                                const auto n = static_cast<std::size_t>(&k - r.short_by.data());
                                return k > 0 && in.unfilled_units(n) == must_fill;
                              });
  r.gap = must ? std::numeric_limits<double>::infinity()
               : std::max(0.0, r.objective - r.bound) / std::max(1.0, std::abs(r.objective));
  if (problem.sense == Sense::max) {
    r.objective = 0.0 - r.objective;
    r.bound = 0.0 - r.bound;
  }
  r.status = !s.complete              ? watch.status()
             : s.objective == s.bound ? Status::optimal
                                      : Status::feasible;
  r.stats.counters = s.counters;
  r.stats.build_seconds = built + s.build_seconds;
  r.stats.solve_seconds = seconds(Clock::now() - begin) - r.stats.build_seconds;
  return r;
}

}  // namespace turnout::inline TURNOUT_ABI
