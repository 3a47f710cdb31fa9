#pragma once

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include <turnout/model/error.hpp>
#include <turnout/solve/detail/flow_auction.hpp>
#include <turnout/solve/detail/flow_core.hpp>
#include <turnout/solve/detail/network_tree.hpp>
#include <turnout/solve/network.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

// Defined in network_tree.hpp, which may be on its way here.
inline std::vector<std::uint32_t> roots_of(const FlowNetwork& net);
inline std::optional<FlowSolution> solve_tree_network(const FlowNetwork& net, Watch& watch,
                                                      NextHits next_hits);

__extension__ using wide = __int128;  // Sums of products of 64-bit numbers.

inline constexpr std::int64_t exact_limit = std::int64_t{1} << 53;

inline void require(bool holds, const char* column, const char* message) {
  if (holds) return;
  throw InputError(Issue{.table = "network",
                         .row = std::nullopt,
                         .column = column,
                         .value = {},
                         .code = "bad_network",
                         .message = message,
                         .remedy = "see turnout/solve/network.hpp"});
}

inline wide magnitude(std::int64_t x) { return x < 0 ? -static_cast<wide>(x) : x; }

inline std::int64_t clamp_down(wide x) {
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  return x < least ? least : x > most ? most : static_cast<std::int64_t>(x);
}

inline void check_shape(const FlowNetwork& net) {
  const std::size_t rows = net.n_rows();
  const std::size_t n = net.cost.size();
  require(n < no_node, "cost", "there are 2^32 candidates or more");
  require(rows < no_node / 4 && net.n_nodes() < no_node / 4, "seats", "too many rows or nodes");
  require(net.leaf.size() == n, "leaf", "one leaf and one cost a candidate");
  require(net.row_start.size() == rows + 1 && net.row_start.front() == 0 &&
              net.row_start.back() == n &&
              std::is_sorted(net.row_start.begin(), net.row_start.end()),
          "row_start", "must rise from 0 to the number of candidates, one more than rows");
  require(net.row_need.empty() ? net.n_needs() == rows : net.row_need.size() == rows, "row_need",
          "one need a row");
  require(!net.value_start.empty() && net.value_start.front() == 0 &&
              net.value_start.back() == net.value.size() &&
              std::is_sorted(net.value_start.begin(), net.value_start.end()),
          "value_start", "must rise from 0 to the number of values, one more than needs");
  require(net.capacity.size() == net.n_nodes(), "capacity", "one capacity a node");
  require(net.load.empty() || net.load.size() == net.n_nodes(), "load", "one load a node, or none");
  for (std::size_t v = 0; v < net.n_nodes(); ++v) {
    const std::uint32_t up = net.parent[v];
    require(up == no_node || (up > v && up < net.n_nodes()), "parent",
            "a parent stands after its children");
  }
  for (const std::uint32_t v : net.leaf) require(v < net.n_nodes(), "leaf", "no such node");
  for (const std::uint32_t k : net.row_need) require(k < net.n_needs(), "row_need", "no such need");
}

inline void check_values(const FlowNetwork& net) {
  std::vector<std::int64_t> seats(net.n_needs(), 0);
  std::int64_t all = 0;
  for (std::size_t r = 0; r < net.n_rows(); ++r) {
    seats[net.need_of(r)] += net.seats[r];
    all += net.seats[r];
  }
  if (all >= std::int64_t{1} << 31) throw RangeError("more than 2^31 seats are asked for");
  for (std::size_t n = 0; n < net.n_needs(); ++n) {
    std::int64_t valued = 0;
    std::int64_t least = must_fill;
    for (std::size_t i = net.value_start[n]; i < net.value_start[n + 1]; ++i) {
      require(net.value[i].value <= least, "value", "the values of a need's seats rise");
      least = net.value[i].value;
      valued += net.value[i].seats;
    }
    require(valued == seats[n], "value", "the values cover more or fewer seats than the rows have");
  }
}

/// The most that costs can add up to; past 2^53 the engine would not be exact.
inline void check_range(const FlowNetwork& net) {
  wide total = 0;
  const auto full = [] {
    throw RangeError("costs could add up to more than 2^53; give smaller costs or fewer seats");
  };
  std::vector<std::uint32_t> degree(net.n_nodes(), 0);
  const std::vector<std::uint32_t> root = roots_of(net);
  for (std::size_t r = 0; r < net.n_rows(); ++r) {
    wide most = 0;
    for (std::size_t j = net.row_start[r]; j < net.row_start[r + 1]; ++j) {
      most = std::max(most, magnitude(net.cost[j]));
      ++degree[root[net.leaf[j]]];
    }
    if (most > exact_limit) full();
    total += most * std::min(net.seats[r], net.row_start[r + 1] - net.row_start[r]);
  }
  for (const SeatValue& v : net.value) {
    if (v.value == must_fill) continue;
    if (magnitude(v.value) > exact_limit) full();
    total += magnitude(v.value) * v.seats;
  }
  for (std::size_t v = 0; v < net.load.size(); ++v) {
    if (net.parent[v] != no_node) continue;
    const Load& l = net.load[v];
    require(l.per_square >= 0 && l.history >= 0 && l.reward >= 0, "load", "a load is negative");
    const std::uint32_t k = std::min(net.capacity[v], degree[v]);
    // The first unit is priced even where none is used.
    const wide most =
        static_cast<wide>(l.per_square) * (2 * (static_cast<wide>(l.history) + std::max(k, 1U))) +
        l.reward;
    if (most > exact_limit) full();
    total += most * k;
  }
  if (total > exact_limit) full();
}

/// Whether to search from the members: they offer fewer units than the rows ask for.
inline bool members_are_short(const FlowNetwork& net) {
  for (const SeatValue& v : net.value) {
    if (v.value == must_fill && v.seats > 0) return false;
  }
  std::vector<std::uint32_t> units(net.n_nodes(), 0);
  std::uint64_t asked = 0;
  for (std::size_t r = 0; r < net.n_rows(); ++r) {
    asked += std::min(net.seats[r], net.row_start[r + 1] - net.row_start[r]);
  }
  for (const std::uint32_t v : net.leaf) ++units[v];
  std::uint64_t offered = 0;
  for (std::size_t v = 0; v < net.n_nodes(); ++v) {
    units[v] = std::min(units[v], net.capacity[v]);
    if (net.parent[v] == no_node) {
      offered += units[v];
    } else {
      const std::uint64_t sum = std::uint64_t{units[net.parent[v]]} + units[v];
      units[net.parent[v]] = static_cast<std::uint32_t>(std::min<std::uint64_t>(sum, no_node));
    }
  }
  return offered < asked;
}

/// Inserts all units; where searches grow long, an auction first, once.
inline void insert_all(FlowCore& core, Watch& watch, std::uint64_t patience, FlowSolution& s) {
  for (std::uint32_t v = 0; v < core.n_a(); ++v) {
    if (!core.is_root(v)) continue;
    const bool settled = s.counters.auctions > 0 && core.stands_alone(v);
    if (!s.complete) {  // Ended: only prices, so that the bound is as good as it can be.
      if (!settled && !core.has_flow(v)) core.set_first_prices(v);
      continue;
    }
    if (s.counters.auctions == 0 &&
        s.counters.settled >= patience * (s.counters.searches + 1'000)) {
      ++s.counters.auctions;
      FlowAuction auction(core);
      s.complete = auction.run(watch, s.counters);
      v = no_node;  // From the first root again; no_node + 1 is 0.
      continue;
    }
    switch (settled ? core.fill(v, watch, s.counters) : core.insert(v, watch, s.counters)) {
      case FlowCore::Ended::watch: s.complete = false; break;
      case FlowCore::Ended::blocked:
        s.complete = false;
        s.cannot_fill = core.rows_reached();
        break;
      case FlowCore::Ended::stays:
      case FlowCore::Ended::augmented: break;
    }
    if ((v & 255U) == 0 && watch.has_progress()) {
      watch.report({.stage = "flow",
                    .done = static_cast<double>(v) / core.n_a(),
                    .objective = std::nullopt,
                    .bound = std::nullopt});
    }
  }
}

}  // namespace detail

TURNOUT_INLINE void check_network(const FlowNetwork& network) {
  detail::check_shape(network);
  detail::check_values(network);
  detail::check_range(network);
}

TURNOUT_INLINE std::int64_t lower_bound(const FlowNetwork& net,
                                        std::span<const std::int64_t> row_price) {
  using detail::wide;
  wide total = 0;
  // Needs: the cheapest seats are filled first, as long as they are worth their price.
  std::vector<std::pair<std::int64_t, std::uint32_t>> by_need(net.n_rows());
  std::vector<std::uint32_t> start(net.n_needs() + 1, 0);
  for (std::size_t r = 0; r < net.n_rows(); ++r) ++start[net.need_of(r) + std::size_t{1}];
  for (std::size_t n = 0; n < net.n_needs(); ++n) start[n + 1] += start[n];
  std::vector<std::uint32_t> at(start.begin(), start.end() - 1);
  for (std::size_t r = 0; r < net.n_rows(); ++r) {
    by_need[at[net.need_of(r)]++] = {row_price[r], net.seats[r]};
  }
  for (std::size_t n = 0; n < net.n_needs(); ++n) {
    std::sort(by_need.begin() + start[n], by_need.begin() + start[n + 1]);
    std::size_t row = start[n];
    std::uint32_t left = row < start[n + 1] ? by_need[row].second : 0;
    for (std::size_t i = net.value_start[n]; i < net.value_start[n + 1]; ++i) {
      std::uint32_t seats = net.value[i].seats;
      while (seats > 0) {
        while (left == 0) left = by_need[++row].second;
        const std::uint32_t step = std::min(seats, left);
        total += static_cast<wide>(step) * std::min(net.value[i].value, by_need[row].first);
        seats -= step;
        left -= step;
      }
    }
  }
  // Members: of the candidates that pay, the best that the limits admit, best first.
  struct Paying {
    std::uint32_t root;
    std::uint32_t leaf;
    std::int64_t gain;  // Below 0.
  };
  const std::vector<std::uint32_t> root = detail::roots_of(net);
  std::vector<Paying> paying;
  for (std::size_t r = 0; r < net.n_rows(); ++r) {
    for (std::size_t j = net.row_start[r]; j < net.row_start[r + 1]; ++j) {
      const std::uint32_t top = root[net.leaf[j]];
      const wide gain = static_cast<wide>(net.cost[j]) - row_price[r];
      const std::int64_t first = net.load.empty() ? 0 : net.load[top].marginal(1);
      if (gain + first < 0) paying.push_back({top, net.leaf[j], detail::clamp_down(gain)});
    }
  }
  std::sort(paying.begin(), paying.end(), [](const Paying& a, const Paying& b) {
    return a.root != b.root   ? a.root < b.root
           : a.gain != b.gain ? a.gain < b.gain
                              : a.leaf < b.leaf;
  });
  std::vector<std::uint32_t> used(net.n_nodes(), 0);
  for (const Paying& p : paying) {
    const std::int64_t load = net.load.empty() ? 0 : net.load[p.root].marginal(used[p.root] + 1);
    if (static_cast<wide>(p.gain) + load >= 0) continue;
    bool room = true;
    for (std::uint32_t v = p.leaf; v != no_node && room; v = net.parent[v]) {
      room = used[v] < net.capacity[v];
    }
    if (!room) continue;
    for (std::uint32_t v = p.leaf; v != no_node; v = net.parent[v]) ++used[v];
    total += static_cast<wide>(p.gain) + load;
  }
  return detail::clamp_down(total);
}

TURNOUT_INLINE std::int64_t objective_of(const FlowNetwork& net,
                                         std::span<const std::uint32_t> chosen) {
  std::int64_t total = 0;
  std::vector<std::uint32_t> filled(net.n_needs(), 0);
  std::vector<std::uint32_t> used(net.load.empty() ? 0 : net.n_nodes(), 0);
  const std::vector<std::uint32_t> root =
      net.load.empty() ? std::vector<std::uint32_t>{} : detail::roots_of(net);
  std::size_t row = 0;
  for (const std::uint32_t c : chosen) {
    if (c < net.row_start[row]) row = 0;
    while (c >= net.row_start[row + 1]) ++row;
    total += net.cost[c];
    ++filled[net.need_of(row)];
    if (!net.load.empty()) {
      const std::uint32_t top = root[net.leaf[c]];
      total += net.load[top].marginal(++used[top]);
    }
  }
  for (std::size_t n = 0; n < net.n_needs(); ++n) {
    std::uint32_t left = filled[n];
    for (std::size_t i = net.value_start[n]; i < net.value_start[n + 1]; ++i) {
      const SeatValue& v = net.value[i];
      const std::uint32_t here = std::min(left, v.seats);
      left -= here;
      if (v.value != must_fill) total += v.value * static_cast<std::int64_t>(v.seats - here);
    }
  }
  return total;
}

namespace detail {

TURNOUT_INLINE FlowSolution solve_checked(const FlowNetwork& network, Watch& watch,
                                          std::uint64_t patience) {
  const auto begin = std::chrono::steady_clock::now();
  FlowSolution s;
  s.counters.from_members = members_are_short(network);
  FlowCore core(network, !s.counters.from_members);
  s.build_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  insert_all(core, watch, patience, s);
  core.store(s);
  if (s.complete && s.counters.auctions > 0) {
    // Roots that the auction priced and that stayed with room take the price back, from the
    // other side: in the mirror image they are the ones with units to place.
    FlowCore mirror(network, s.counters.from_members);
    mirror.load(s);
    for (std::uint32_t v = 0; v < mirror.n_a() && s.complete; ++v) {
      if (mirror.is_root(v)) {
        s.complete = mirror.fill(v, watch, s.counters) != FlowCore::Ended::watch;
      }
    }
    mirror.store(s);
  }
  s.objective = objective_of(network, s.chosen);
  s.bound = lower_bound(network, s.row_price);
  return s;
}

}  // namespace detail

TURNOUT_INLINE FlowSolution solve_network(const FlowNetwork& network, Watch& watch) {
  check_network(network);
  if (std::optional<FlowSolution> s =
          detail::solve_tree_network(network, watch, detail::fastest_next_hits()))
    return *std::move(s);
  return detail::solve_checked(network, watch, 30);
}

TURNOUT_INLINE std::optional<Forced> force(const FlowNetwork& network, const FlowSolution& solution,
                                           std::uint32_t candidate) {
  detail::require(candidate < network.cost.size(), "cost", "no such candidate");
  detail::require(solution.complete, "cost", "the solution is not complete");
  if (std::binary_search(solution.chosen.begin(), solution.chosen.end(), candidate)) {
    return Forced{};
  }
  const auto after =
      std::upper_bound(network.row_start.begin(), network.row_start.end(), candidate);
  const auto row = static_cast<std::size_t>(after - network.row_start.begin()) - 1;
  // One unit more from the row to the leaf must come back: along a path of the residual
  // network from the leaf to the row, or from the leaf to the sink and from the sink to the
  // row. The latter is a search in the mirror image, in which the two sides change places.
  FlowCounters counters;
  detail::FlowCore core(network, true);
  core.load(solution);
  const std::uint32_t from = core.of_node(network.leaf[candidate]);
  const std::uint32_t to = core.of_row(row);
  const std::int64_t pair = network.cost[candidate] + core.price(from) - core.price(to);
  Forced forced{0, {{candidate, true}}};
  const auto add = [&forced](const std::vector<FlowChange>& more) {
    forced.changes.insert(forced.changes.end(), more.begin(), more.end());
  };
  const auto out = core.search(from, detail::far, to, true, nullptr, counters);
  std::int64_t through_sink = detail::far;
  std::vector<FlowChange> detour;
  if (out.dist < detail::far && out.node != to) {
    detour = core.path(from, out.node);
    detail::FlowCore mirror(network, false);
    mirror.load(solution);
    const std::uint32_t back = mirror.of_row(row);
    const auto in = mirror.search(back, detail::far, no_node, true, nullptr, counters);
    if (in.dist < detail::far) {
      through_sink = out.dist + in.dist;
      const std::vector<FlowChange> rest = mirror.path(back, in.node);
      detour.insert(detour.end(), rest.begin(), rest.end());
    }
  }
  // On a tie the direct path: the other might pass a node twice.
  const std::int64_t limit = through_sink < detail::far ? through_sink + 1 : detail::far;
  const auto direct = core.search(from, limit, to, false, nullptr, counters);
  if (direct.node == to) {
    forced.rise = pair + direct.dist;
    add(core.path(from, to));
    return forced;
  }
  if (through_sink >= detail::far) return std::nullopt;
  forced.rise = pair + through_sink;
  add(detour);
  return forced;
}

}  // namespace turnout::inline TURNOUT_ABI
