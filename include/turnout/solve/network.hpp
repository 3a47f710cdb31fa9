// turnout/solve/network.hpp -- the exact kernel: convex costs on two forests of limits.
//
// *Rows* (roles) look for *units* of members. A candidate joins a row to a leaf of a
// member's tree of limits (slot -> day -> week -> plan); each candidate is used at most
// once. Find the candidates that cost least:
//
//   minimise   sum of the costs of the candidates used
//            + for each need, the values of its seats left empty
//            + for each root, load(1) + ... + load(k), k the candidates used below it
//   such that  a row uses at most `seats` of its candidates,
//              at most `capacity` candidates are used at or below a node.
//
// Seat values of a need fall with the number filled and load costs rise, so both sides
// are convex and the problem is one min-cost flow: its optimum is whole and its dual
// prices prove it.
//
//   row 0 (2 seats) --- 5 --- leaf 0 --.            FlowNetwork net;
//                   `-- 7 --- leaf 1 ---+- root 2   net.parent = {2, 2, no_node};
//                                                   net.capacity = {1, 1, 1}; ...
//
// Method: a multi-unit auction in which limits and loads have prices of their own
// (detail/tree_columns.hpp), then a shortest path for each seat that a war over prices left open.
// What the auction does not do, and networks in which a good part of all seats is fought over, go
// through shortest paths with potentials alone (Edmonds and Karp 1972; Jonker and Volgenant 1987),
// from the side that offers fewer units. Each touches only what it reached. Ties go to the lower
// position.
//
// Prices: reduced cost = cost - row_price + price of the leaf and of all its ancestors;
// it is >= 0 for candidates not used and <= 0 for those used. A node's price is >= 0, and 0
// where it is not full; a root's lies between load(k) and load(k + 1) (from load(k) upwards
// when full). A need's lies between the values of its next seat and of its last one filled; a
// row's is at most that, and equal to it where the row has empty seats.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/run.hpp>
#include <turnout/solve/convex.hpp>

namespace turnout::inline TURNOUT_ABI {

/// The network, in columns. Candidates stand by row; their position is their name.
struct FlowNetwork {
  std::vector<std::uint32_t> row_start;  ///< Row r has candidates row_start[r] .. row_start[r + 1].
  std::vector<std::uint32_t> leaf;      ///< Of a candidate: a node; mostly a leaf, but any will do.
  std::vector<std::int64_t> cost;       ///< Of a candidate, within +-2^53.
  std::vector<std::uint32_t> seats;     ///< Of a row.
  std::vector<std::uint32_t> row_need;  ///< Need of a row. Empty: row r is need r.
  std::vector<std::uint32_t> value_start;  ///< Need n has values value_start[n] .. [n + 1].
  std::vector<SeatValue> value;            ///< Values do not rise; seats add up to the need's rows.
  std::vector<std::uint32_t> parent;       ///< Of a node; greater than the node itself, or no_node.
  std::vector<std::uint32_t> capacity;     ///< Of a node.
  std::vector<Load> load;                  ///< Of a node (read at roots). Empty: no load costs.

  [[nodiscard]] std::size_t n_rows() const noexcept { return seats.size(); }
  [[nodiscard]] std::size_t n_needs() const noexcept {
    return value_start.empty() ? 0 : value_start.size() - 1;
  }
  [[nodiscard]] std::size_t n_nodes() const noexcept { return parent.size(); }
  [[nodiscard]] std::uint32_t need_of(std::size_t row) const noexcept {
    return row_need.empty() ? static_cast<std::uint32_t>(row) : row_need[row];
  }
};

/// What the kernel did; functions of the input, not of the machine.
struct FlowCounters {
  std::uint64_t searches = 0;   ///< Shortest-path searches.
  std::uint64_t settled = 0;    ///< Nodes settled by them.
  std::uint64_t looked_at = 0;  ///< Candidates looked at.
  std::uint64_t auctions = 0;   ///< Whether searches grew long, so that an auction was held.
  std::uint64_t bids = 0;       ///< Visits of the auction.
  bool from_members = false;    ///< Whether the searches started from the members.
};

/// The kernel's answer. `chosen` is always within all limits.
struct FlowSolution {
  std::vector<std::uint32_t> chosen;  ///< Positions of the candidates used, ascending.
  std::vector<std::int64_t>
      row_price;  ///< What the last seat of a row costs: u of the certificate.
  std::vector<std::int64_t> need_price;  ///< Price of a seat of the need, whatever row it is in.
  std::vector<std::int64_t> node_price;
  std::int64_t objective =
      0;                   ///< Recomputed from `chosen`. Empty seats that must be filled count 0.
  std::int64_t bound = 0;  ///< lower_bound(network, row_price): no choice costs less.
  bool complete = true;    ///< False: ended by the watch; the rest of the rows got nothing.
  /// Rows whose seats cannot all be filled, even with all their members and all other rows
  /// empty. Not empty only where must_fill makes the problem infeasible.
  std::vector<std::uint32_t> cannot_fill;
  FlowCounters counters;
  double build_seconds = 0;  ///< Of the time taken: to put the candidates in order.
};

/// Solves to the optimum, or until the watch ends it.
/// Throws InputError where the network is malformed, RangeError where totals could pass 2^53.
[[nodiscard]] FlowSolution solve_network(const FlowNetwork& network, Watch& watch);

namespace detail {
/// solve_network() without its check. `patience`: how many nodes a search may settle on average
/// (and a thousand times as many in all) before an auction is held for better prices; 0: at
/// once. From 15 to 60 made no difference that could be measured.
[[nodiscard]] FlowSolution solve_checked(const FlowNetwork& network, Watch& watch,
                                         std::uint64_t patience);
}  // namespace detail

/// The check that solve_network() begins with.
void check_network(const FlowNetwork& network);

/// No choice costs less than this, whatever the prices; the certificate (docs/certificate.md).
/// From scratch, in whole numbers; a member's minimum is a greedy, exact on nested limits.
[[nodiscard]] std::int64_t lower_bound(const FlowNetwork& network,
                                       std::span<const std::int64_t> row_price);

/// What the candidates chosen cost, empty seats and loads included; from scratch.
[[nodiscard]] std::int64_t objective_of(const FlowNetwork& network,
                                        std::span<const std::uint32_t> chosen);

/// One candidate that the forced optimum takes or drops.
struct FlowChange {
  std::uint32_t candidate = 0;
  bool added = false;
};

/// The optimum when one candidate must be used.
struct Forced {
  std::int64_t rise = 0;            ///< How much dearer than the optimum; not negative.
  std::vector<FlowChange> changes;  ///< In the order of the chain; the forced one first.
};

/// The cheapest change of an optimal solution that uses `candidate`, by one shortest cycle
/// through it. nullopt: no choice within the limits uses it (a capacity of 0, a seat that must
/// be filled elsewhere). Needs a solution that is complete and feasible.
[[nodiscard]] std::optional<Forced> force(const FlowNetwork& network, const FlowSolution& solution,
                                          std::uint32_t candidate);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/solve/detail/network.ipp>
#endif
