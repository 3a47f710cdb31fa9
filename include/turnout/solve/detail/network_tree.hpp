// turnout/solve/detail/network_tree.hpp -- solve_network() by the auction, where that applies.
//
// It applies where costs are not too large, empty seats have a price, a row sees a member once,
// and roles of one need have seats of one value: nearly every plan. Everything else, and a city of
// which a good part is short of people, goes through shortest paths alone (flow_core.hpp).
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <vector>

#include <turnout/model/run.hpp>
#include <turnout/solve/detail/pair_rows.hpp>
#include <turnout/solve/detail/tree_flow.hpp>
#include <turnout/solve/network.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Costs and values within it, so that all that a seat may be worth is below TreeColumns::never.
inline constexpr std::int64_t tree_cost = small_cost / 2;
/// A member's units are looked through one by one, so many are left to the other way.
inline constexpr std::uint32_t tree_units = 256;

/// Root of every node.
inline std::vector<std::uint32_t> roots_of(const FlowNetwork& net) {
  std::vector<std::uint32_t> root(net.n_nodes());
  for (std::size_t v = net.n_nodes(); v-- > 0;) {
    root[v] = net.parent[v] == no_node ? static_cast<std::uint32_t>(v) : root[net.parent[v]];
  }
  return root;
}

/// Candidates of a network as rows read them. Nodes are counted from the last one, because
/// parents come first here.
struct NetworkPairs {
  const FlowNetwork& net;

  [[nodiscard]] std::int32_t cost(std::uint32_t i) const {
    return static_cast<std::int32_t>(net.cost[i]);
  }
  [[nodiscard]] std::uint32_t column(std::uint32_t i) const { return node(net.leaf[i]); }
  [[nodiscard]] std::uint32_t node(std::uint32_t v) const {
    return static_cast<std::uint32_t>(net.n_nodes()) - 1 - v;
  }
};

/// Steps of what the seats of each row are worth; nothing, where rows share steps.
struct RowSteps {
  std::vector<std::uint32_t> start;
  std::vector<SeatValue> steps;
};

inline std::optional<RowSteps> steps_of_rows(const FlowNetwork& net) {
  RowSteps of;
  std::vector<std::uint32_t> rows(net.n_needs(), 0);
  for (std::size_t r = 0; r < net.n_rows(); ++r) ++rows[net.need_of(r)];
  of.start.assign(1, 0);
  for (std::size_t r = 0; r < net.n_rows(); ++r) {
    const std::uint32_t n = net.need_of(r);
    for (std::uint32_t i = net.value_start[n]; i < net.value_start[n + 1]; ++i) {
      const SeatValue& v = net.value[i];
      if (v.seats == 0) continue;
      if (v.value == must_fill || std::abs(v.value) >= tree_cost) return std::nullopt;
      const bool same = of.steps.size() > of.start.back() && of.steps.back().value == v.value;
      if (same) {
        of.steps.back().seats += v.seats;
      } else if (of.steps.size() > of.start.back() && rows[n] > 1) {
        return std::nullopt;
      } else {
        of.steps.push_back(v);
      }
    }
    if (of.steps.size() == of.start.back()) of.steps.push_back({0, 0});
    of.start.push_back(static_cast<std::uint32_t>(of.steps.size()));
  }
  return of;
}

/// Whether costs are small and rows see each member once, and no member has very many units.
inline bool tree_applies(const FlowNetwork& net, std::span<const std::uint32_t> root) {
  std::uint64_t seats = 0;
  for (const std::uint32_t k : net.seats) seats += k;
  if (seats >= std::uint64_t{1} << 23 || net.cost.size() >= held_bit) return false;
  std::vector<std::uint32_t> last(net.n_nodes(), no_node);
  std::vector<std::uint32_t> degree(net.n_nodes(), 0);
  for (std::uint32_t r = 0; r < net.n_rows(); ++r) {
    for (std::uint32_t j = net.row_start[r]; j < net.row_start[r + 1]; ++j) {
      const std::uint32_t top = root[net.leaf[j]];
      if (std::abs(net.cost[j]) >= tree_cost || last[top] == r) return false;
      last[top] = r;
      ++degree[top];
    }
  }
  for (std::size_t v = 0; v < net.n_nodes(); ++v) {
    if (std::min(net.capacity[v], degree[v]) > tree_units) return false;
    // A first unit must not be a gift beyond all costs.
    if (!net.load.empty() && net.parent[v] == no_node && net.load[v].marginal(1) <= -tree_cost)
      return false;
  }
  return true;
}

/// The answer; nothing where shortest paths alone have to find it.
inline std::optional<FlowSolution> solve_tree_network(const FlowNetwork& net, Watch& watch,
                                                      NextHits next_hits) {
  const auto begin = std::chrono::steady_clock::now();
  const std::vector<std::uint32_t> root = roots_of(net);
  if (!tree_applies(net, root)) return std::nullopt;
  const std::optional<RowSteps> steps = steps_of_rows(net);
  if (!steps) return std::nullopt;
  std::vector<std::uint32_t> fillable(net.n_rows());
  for (std::size_t r = 0; r < net.n_rows(); ++r)
    fillable[r] = std::min(net.seats[r], net.row_start[r + 1] - net.row_start[r]);
  const RowSeats seats{.seats = net.seats,
                       .empty = {},
                       .fillable = fillable,
                       .step_start = steps->start,
                       .steps = steps->steps};
  const int shift = scale_bits(fillable);
  TreeColumns columns(shift);
  columns.reserve(net.n_nodes());
  for (std::size_t v = net.n_nodes(); v-- > 0;) {
    if (net.parent[v] == no_node) {
      columns.add_root(net.capacity[v], net.load.empty() ? Load{} : net.load[v]);
    } else {
      columns.add_node(static_cast<std::uint32_t>(net.n_nodes()) - 1 - net.parent[v],
                       net.capacity[v]);
    }
  }
  const NetworkPairs pairs{net};
  PairRows rows(pairs, net.row_start, {});
  rows.begin_all(net.seats);
  FlowSolution s;
  s.build_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();

  const TreeAnswer answer = solve_tree(rows, columns, seats, shift, watch, next_hits);
  if (answer.congested) return std::nullopt;
  s.complete = answer.complete;
  s.row_price.assign(answer.row_price.begin(), answer.row_price.end());
  s.need_price.assign(net.n_needs(), 0);
  std::vector<bool> priced(net.n_needs(), false);
  for (std::uint32_t r = 0; r < net.n_rows(); ++r) {
    std::uint32_t held = 0;
    for (std::uint32_t i = 0; i < rows.known(r) && held < fillable[r]; ++i) {
      if ((rows.begin(r)[i].column & held_bit) == 0) continue;
      ++held;
      s.chosen.push_back(rows.origin(r, i));
    }
    const std::uint32_t n = net.need_of(r);
    if (net.seats[r] == 0) continue;
    s.need_price[n] = priced[n] ? std::max(s.need_price[n], s.row_price[r]) : s.row_price[r];
    priced[n] = true;
  }
  std::ranges::sort(s.chosen);
  s.node_price.resize(net.n_nodes());
  for (std::uint32_t v = 0; v < net.n_nodes(); ++v) {
    const std::int64_t above =
        net.parent[v] == no_node ? 0 : columns.prices()[pairs.node(net.parent[v])];
    s.node_price[v] = columns.prices()[pairs.node(v)] - above;
  }
  s.counters = {.searches = answer.paths.searches,
                .settled = answer.paths.settled,
                .looked_at = answer.auction.looked_at + answer.paths.looked_at,
                .auctions = 1,
                .bids = answer.auction.bids,
                .from_members = false};
  s.objective = objective_of(net, s.chosen);
  s.bound = lower_bound(net, s.row_price);
  return s;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
