// turnout/solve/detail/flow_flat.hpp -- solve_flow() by the flat kernel, where that applies.
//
// It applies to pairs of whole, not too large costs, whose seats may stay empty at a cost, without
// groups: the everyday case, also where a good part of a city is short of people. Everything else
// goes through the network.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <utility>
#include <vector>

#include <turnout/model/error.hpp>
#include <turnout/model/run.hpp>
#include <turnout/solve/detail/congested.hpp>
#include <turnout/solve/detail/flat.hpp>
#include <turnout/solve/detail/flow_build.hpp>
#include <turnout/solve/detail/pair_rows.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Pairs of a problem as the kernel reads them: by position, values to be had at most.
struct WholePairs {
  std::span<const std::int64_t> member;
  std::span<const std::int64_t> costs;
  bool maximise;

  [[nodiscard]] std::int32_t cost(std::uint32_t i) const {
    return static_cast<std::int32_t>(maximise ? -costs[i] : costs[i]);
  }
  [[nodiscard]] std::uint32_t column(std::uint32_t i) const {
    return static_cast<std::uint32_t>(member[i]);
  }
};

/// Whether costs and values are whole and small enough, and their totals exact.
inline bool flat_applies(const FlowProblem& p, const FlowReader& in) {
  if (p.matrix || !p.groups.empty() || !in.small_costs() || !in.small_unfilled()) return false;
  if (in.n_members() >= held_bit) return false;
  // A bid counts in steps of one part in 2 (seats + 2), so few seats or small costs are asked for.
  return in.total_seats() < std::int64_t{1} << 23;
}

/// Pairs by need: the positions themselves where they stand so, and whether none is there twice.
struct PairsByNeed {
  std::vector<std::uint32_t> start;
  std::vector<std::uint32_t> order;  ///< Empty: as they stand.
  bool distinct = true;
};

inline PairsByNeed pairs_by_need(const FlowProblem& p, const FlowReader& in) {
  PairsByNeed by;
  const std::size_t n = p.need.size();
  by.start = in.ids().start;
  if (!by.start.empty()) {
    by.start.resize(in.n_needs() + 1, static_cast<std::uint32_t>(n));
  } else {
    by.start.assign(in.n_needs() + 1, 0);
    for (std::size_t i = 0; i < n; ++i) ++by.start[static_cast<std::size_t>(p.need[i]) + 1];
    for (std::size_t r = 0; r < in.n_needs(); ++r) by.start[r + 1] += by.start[r];
  }
  if (!in.ids().in_order) {
    by.order.resize(n);
    std::vector<std::uint32_t> at(by.start.begin(), by.start.end() - 1);
    for (std::size_t i = 0; i < n; ++i) {
      by.order[at[static_cast<std::size_t>(p.need[i])]++] = static_cast<std::uint32_t>(i);
    }
  }
  if (in.ids().ascending) return by;
  std::vector<std::uint32_t> seen(in.n_members(), no_row);  // The last need that has the member.
  for (std::uint32_t r = 0; r < in.n_needs(); ++r) {
    for (std::uint32_t k = by.start[r]; k < by.start[r + 1]; ++k) {
      std::uint32_t& last =
          seen[static_cast<std::size_t>(p.member[by.order.empty() ? k : by.order[k]])];
      by.distinct = by.distinct && last != r;
      last = r;
    }
  }
  return by;
}

/// Bytes beside the rows, about: columns, labels, and the answer.
inline std::uint64_t flat_bytes(const FlowReader& in) {
  const std::uint64_t units =
      std::min<std::uint64_t>(static_cast<std::uint64_t>(in.total_seats()), in.n_pairs());
  const std::uint64_t order = in.ids().in_order ? 0 : in.n_pairs() * 4;
  return order + in.n_needs() * 78 + in.n_members() * 65 + units * 80;
}

/// The answer; nothing where the network has to find it, or the error.
inline std::optional<FlowResult> solve_flat_flow(const FlowProblem& p, const FlowReader& in,
                                                 std::optional<std::uint64_t> memory_limit,
                                                 Watch& watch,
                                                 std::chrono::steady_clock::time_point begin) {
  using Clock = std::chrono::steady_clock;
  const auto seconds = [](Clock::duration d) { return std::chrono::duration<double>(d).count(); };
  if (!flat_applies(p, in)) return std::nullopt;
  const std::uint64_t bytes = flat_bytes(in);
  require_memory(bytes, memory_limit);
  const PairsByNeed by = pairs_by_need(p, in);
  if (!by.distinct) in.throw_duplicates();
  std::vector<std::uint32_t> seats(in.n_needs());
  std::vector<std::int64_t> empty(in.n_needs());
  for (std::size_t n = 0; n < in.n_needs(); ++n) {
    // More seats than a need has pairs stay empty for sure.
    seats[n] = std::min(in.seats(n), by.start[n + 1] - by.start[n]);
    empty[n] = in.unfilled_units(n);
  }
  std::vector<std::uint32_t> capacity(in.n_members());
  for (std::size_t m = 0; m < in.n_members(); ++m) capacity[m] = in.capacity(m);
  const WholePairs pairs{p.member, std::get<std::span<const std::int64_t>>(p.cost),
                         p.sense == Sense::max};
  PairRows rows(pairs, by.start, by.order, memory_limit, bytes);
  watch.begin_part(0, 0.2);
  rows.begin_all(seats, &watch);
  FlowResult r;
  r.stats.build_seconds = seconds(Clock::now() - begin);

  const RowSeats asked{seats, empty};
  FlatAnswer answer = solve_flat(rows, asked, capacity, watch, fastest_next_hits());
  if (answer.congested) {
    require_memory(bytes + rows.bytes() + congested_bytes(by.start.back(), rows.count(), capacity),
                   memory_limit);
    watch.begin_part(0.6, 1);
    answer = solve_congested(rows, asked, capacity, watch, fastest_next_hits());
  }
  r.short_by.resize(in.n_needs());
  r.need_prices.resize(in.n_needs());
  r.member_prices.assign(answer.column_price.begin(), answer.column_price.end());
  std::int64_t surely_empty = 0;
  std::size_t most = 0;
  for (const std::uint32_t k : seats) most += k;
  // A pair's place among the caller's, then its member: what the rows have at hand of it.
  std::vector<std::uint64_t> taken;
  taken.reserve(std::min<std::size_t>(most, in.n_pairs()));
  for (std::uint32_t n = 0; n < in.n_needs(); ++n) {
    const RowEntry* const row = rows.begin(n);
    std::uint32_t filled = 0;
    for (std::uint32_t i = 0; i < rows.known(n) && filled < seats[n]; ++i) {
      if ((row[i].column & held_bit) == 0) continue;
      ++filled;
      taken.push_back(std::uint64_t{rows.origin(n, i)} << 32 | (row[i].column & column_mask));
    }
    std::sort(taken.end() - filled, taken.end());
    r.short_by[n] = in.seats(n) - filled;
    surely_empty += empty[n] * (in.seats(n) - seats[n]);
    // An empty seat of the optimum has its full price even where no pair is left that could fill
    // it; of a run that was ended prices are those that the bound follows from.
    const bool full = answer.complete && r.short_by[n] > 0;
    r.need_prices[n] = static_cast<double>(full ? empty[n] : std::int64_t{answer.row_price[n]});
  }
  r.pairs.reserve(taken.size());
  r.need.reserve(taken.size());
  r.member.reserve(taken.size());
  if (in.ids().in_order) {  // the caller's pairs stand by need
    for (std::uint32_t n = 0; n < in.n_needs(); ++n)
      r.need.insert(r.need.end(), static_cast<std::size_t>(in.seats(n) - r.short_by[n]), n);
  } else {
    std::ranges::sort(taken);
    for (const std::uint64_t pair : taken) r.need.push_back(p.need[pair >> 32]);
  }
  for (const std::uint64_t pair : taken) {
    r.pairs.push_back(static_cast<std::int64_t>(pair >> 32));
    r.member.push_back(static_cast<std::int64_t>(pair & column_mask));
  }
  const auto objective = static_cast<double>(answer.objective + surely_empty);
  const auto bound = static_cast<double>(answer.bound + surely_empty);
  r.gap = std::max(0.0, objective - bound) / std::max(1.0, std::abs(objective));
  r.objective = p.sense == Sense::max ? 0.0 - objective : objective;
  r.bound = p.sense == Sense::max ? 0.0 - bound : bound;
  r.status = !answer.complete                   ? watch.status()
             : answer.objective == answer.bound ? Status::optimal
                                                : Status::feasible;
  r.stats.counters = {.searches = answer.paths.searches,
                      .settled = answer.paths.settled,
                      .looked_at = answer.auction.looked_at + answer.paths.looked_at,
                      .auctions = 1,
                      .bids = answer.auction.bids,
                      .from_members = false};
  r.stats.peak_bytes = rows.bytes() + bytes;
  r.stats.solve_seconds = seconds(Clock::now() - begin) - r.stats.build_seconds;
  return r;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
