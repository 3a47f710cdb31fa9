// turnout/solve/detail/flow_graph.hpp -- a network as a search sees it.
//
// Both sides of a FlowNetwork have one form: a forest whose nodes have capacities and whose
// roots charge a cost that rises with each unit. Which side is A, the one that inserts, and
// which is B, the one that takes in, is the caller's choice; the other choice is the mirror
// image, with all prices negated. Nodes of A stand before those of B, and in each side children
// before their parents.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <turnout/solve/network.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Larger than any path; small enough that two of them can be added.
inline constexpr std::int64_t far = std::int64_t{1} << 61;

/// Value of the k-th seat filled of a need, k from 1.
inline std::int64_t value_of_seat(const FlowNetwork& net, std::size_t need, std::uint32_t k) {
  for (std::size_t i = net.value_start[need]; i < net.value_start[need + 1]; ++i) {
    if (k <= net.value[i].seats) return net.value[i].value;
    k -= net.value[i].seats;
  }
  return 0;
}

class FlowGraph {
  friend class FlowAuction;

 public:
  FlowGraph(const FlowNetwork& net, bool from_rows) : net_(net), from_rows_(from_rows) {
    number_nodes();
    build_children();
    build_arcs();
  }

  /// Takes over a plan and its prices: the state that insert() would have ended in.
  void load(const FlowSolution& s) {
    std::vector<std::uint32_t> place(net_.cost.size());
    for (std::size_t j = 0; j < arcs_.size(); ++j) {
      place[arcs_[j].candidate] = static_cast<std::uint32_t>(j);
    }
    std::vector<std::uint32_t> tail(arcs_.size());
    for (std::uint32_t v = 0; v < n_a_; ++v) {
      for (std::size_t j = arc_start_[v]; j < arc_start_[v + 1]; ++j) tail[j] = v;
    }
    for (const std::uint32_t c : s.chosen) {
      const std::uint32_t j = place[c];
      take(j, tail[j], arcs_[j].head);
      for (std::uint32_t v = tail[j]; v != no_node; v = parent_[v]) ++flow_[v];
      for (std::uint32_t v = arcs_[j].head; v != no_node; v = parent_[v]) ++flow_[v];
    }
    const std::int64_t sign = from_rows_ ? 1 : -1;
    for (std::size_t r = 0; r < net_.n_rows(); ++r) {
      pot_[row_base_ + r] = sign * s.row_price[r];
    }
    for (std::size_t n = 0; n < need_node_.size(); ++n) {
      if (need_node_[n] >= row_base_ + net_.n_rows() && need_node_[n] != no_node) {
        pot_[need_node_[n]] = sign * s.need_price[n];
      }
    }
    for (std::size_t v = net_.n_nodes(); v-- > 0;) {
      const std::uint32_t up = net_.parent[v];
      pot_[node_base_ + v] = sign * s.node_price[v] + (up == no_node ? 0 : pot_[node_base_ + up]);
    }
    for (std::size_t v = 0; v < parent_.size(); ++v) {
      if (parent_[v] == no_node) set_costs(static_cast<std::uint32_t>(v));
    }
    lower_floor();
  }

  /// Plan and prices in the terms of the network.
  void store(FlowSolution& s) {
    s.chosen.clear();
    for (std::size_t j = 0; j < arcs_.size(); ++j) {
      if (used_[j] != 0) s.chosen.push_back(arcs_[j].candidate);
    }
    std::sort(s.chosen.begin(), s.chosen.end());
    // A node without flow may stand on the wrong side of its parent; no candidate used hangs
    // below it, so the parent's price does as well and keeps the signs that prices must have.
    for (std::size_t v = parent_.size(); v-- > 0;) {
      if (parent_[v] == no_node) continue;
      std::int64_t& own = pot_[v];
      const std::int64_t above = pot_[parent_[v]];
      own = is_a(static_cast<std::uint32_t>(v)) ? std::min(own, above) : std::max(own, above);
    }
    const std::int64_t sign = from_rows_ ? 1 : -1;
    s.row_price.resize(net_.n_rows());
    for (std::size_t r = 0; r < net_.n_rows(); ++r) s.row_price[r] = sign * finite(row_base_ + r);
    s.need_price.resize(net_.n_needs());
    for (std::size_t n = 0; n < net_.n_needs(); ++n) {
      s.need_price[n] = need_node_[n] == no_node ? 0 : sign * finite(need_node_[n]);
    }
    s.node_price.resize(net_.n_nodes());
    for (std::size_t v = 0; v < net_.n_nodes(); ++v) {
      const std::uint32_t up = net_.parent[v];
      s.node_price[v] =
          sign * (finite(node_base_ + v) - (up == no_node ? 0 : finite(node_base_ + up)));
    }
  }

  [[nodiscard]] std::uint32_t n_a() const noexcept { return n_a_; }
  [[nodiscard]] bool has_flow(std::uint32_t v) const noexcept { return flow_[v] > 0; }
  /// A root without children.
  [[nodiscard]] bool stands_alone(std::uint32_t v) const noexcept {
    return parent_[v] == no_node && child_start_[v] == child_start_[v + 1];
  }
  [[nodiscard]] bool is_root(std::uint32_t v) const noexcept { return parent_[v] == no_node; }
  [[nodiscard]] std::uint32_t of_row(std::size_t row) const noexcept {
    return static_cast<std::uint32_t>(row_base_ + row);
  }
  [[nodiscard]] std::uint32_t of_node(std::size_t node) const noexcept {
    return static_cast<std::uint32_t>(node_base_ + node);
  }
  [[nodiscard]] std::int64_t price(std::uint32_t v) const noexcept { return pot_[v]; }

 protected:
  static constexpr std::uint32_t no_arc = std::numeric_limits<std::uint32_t>::max();
  struct Arc {
    std::int64_t cost;
    std::uint32_t head;       ///< Node of B.
    std::uint32_t candidate;  ///< Position in the network.
  };
  struct Held {
    std::uint32_t arc;
    std::uint32_t tail;  ///< Node of A.
  };

  [[nodiscard]] bool is_a(std::uint32_t v) const noexcept { return v < n_a_; }

  [[nodiscard]] std::int64_t finite(std::size_t v) const noexcept {
    return pot_[v] >= far ? 0 : pot_[v];
  }

  void number_nodes() {
    const std::size_t rows = net_.n_rows();
    const std::size_t needs = net_.n_needs();
    std::vector<std::uint32_t> rows_of(needs, 0);
    std::vector<std::uint32_t> seats_of(needs, 0);
    for (std::size_t r = 0; r < rows; ++r) {
      ++rows_of[net_.need_of(r)];
      seats_of[net_.need_of(r)] += net_.seats[r];
    }
    std::size_t extra = 0;  // Needs of several rows get a node of their own above them.
    for (const std::uint32_t k : rows_of) extra += k > 1 ? 1 : 0;
    const std::size_t row_side = rows + extra;
    row_base_ = from_rows_ ? 0 : net_.n_nodes();
    node_base_ = from_rows_ ? row_side : 0;
    n_a_ = static_cast<std::uint32_t>(from_rows_ ? row_side : net_.n_nodes());
    const std::size_t all = row_side + net_.n_nodes();
    parent_.assign(all, no_node);
    capacity_.assign(all, 0);
    flow_.assign(all, 0);
    pot_.assign(all, 0);
    next_.assign(all, far);
    last_.assign(all, -far);
    need_of_root_.assign(row_side, 0);
    need_node_.assign(needs, no_node);
    std::size_t next_extra = row_base_ + rows;
    for (std::size_t n = 0; n < needs; ++n) {
      if (rows_of[n] > 1) {
        need_node_[n] = static_cast<std::uint32_t>(next_extra++);
        capacity_[need_node_[n]] = seats_of[n];
        need_of_root_[need_node_[n] - row_base_] = static_cast<std::uint32_t>(n);
      }
    }
    for (std::size_t r = 0; r < rows; ++r) {
      const std::uint32_t n = net_.need_of(r);
      capacity_[row_base_ + r] = net_.seats[r];
      if (rows_of[n] > 1) {
        parent_[row_base_ + r] = need_node_[n];
      } else {
        need_node_[n] = of_row(r);
        need_of_root_[r] = n;
      }
    }
    for (std::size_t v = 0; v < net_.n_nodes(); ++v) {
      capacity_[node_base_ + v] = net_.capacity[v];
      if (net_.parent[v] != no_node) parent_[node_base_ + v] = of_node(net_.parent[v]);
    }
    for (std::uint32_t v = 0; v < all; ++v) {
      if (parent_[v] == no_node) set_costs(v);
    }
    reset_prices();
  }

  /// Prices before the first unit.
  void reset_prices() {
    for (std::size_t v = parent_.size(); v-- > 0;) {
      // Nothing hangs on a root of capacity 0: any price is true of it.
      pot_[v] = parent_[v] != no_node ? pot_[parent_[v]] : next_[v] < far ? next_[v] : 0;
    }
    lower_floor();
  }
  void lower_floor() {
    floor_ = far;
    for (std::size_t v = n_a_; v < pot_.size(); ++v) floor_ = std::min(floor_, pot_[v]);
  }

  /// Takes all units back and keeps prices, `less` lower but not below what a first unit costs.
  /// Where `flat`, a node below a root gets the root's price.
  void clear_flow(std::int64_t less, bool flat) {
    for (std::size_t i = parent_.size(); i-- > 0;) {
      const auto v = static_cast<std::uint32_t>(i);
      const bool full = flow_[v] >= capacity_[v];
      if (!is_a(v)) {
        if (parent_[v] == no_node) {
          flow_[v] = 0;
          set_costs(v);
          if (next_[v] < far) pot_[v] = std::max(pot_[v] - less, next_[v]);
        } else {
          const std::int64_t above = pot_[parent_[v]];
          pot_[v] = full && !flat ? std::max(pot_[v] - less, above) : above;
        }
      }
      flow_[v] = 0;
      if (is_a(v) && parent_[v] == no_node) set_costs(v);
    }
    std::fill(used_.begin(), used_.end(), std::uint8_t{0});
    std::fill(held_count_.begin(), held_count_.end(), 0U);
    lower_floor();
  }

  /// What one unit more and the last unit cost at a root.
  void set_costs(std::uint32_t root) {
    const std::uint32_t k = flow_[root];
    next_[root] = k < capacity_[root] ? marginal(root, k + 1) : far;
    last_[root] = k > 0 ? marginal(root, k) : -far;
  }
  [[nodiscard]] std::int64_t marginal(std::uint32_t root, std::uint32_t k) const {
    if (root >= row_base_ && root < row_base_ + need_of_root_.size()) {
      const std::int64_t value = value_of_seat(net_, need_of_root_[root - row_base_], k);
      return value == must_fill ? -far : -value;
    }
    return net_.load.empty() ? 0 : net_.load[root - node_base_].marginal(k);
  }

  void build_children() {
    child_start_.assign(parent_.size() + 1, 0);
    for (const std::uint32_t up : parent_) {
      if (up != no_node) ++child_start_[up + 1];
    }
    for (std::size_t v = 0; v < parent_.size(); ++v) child_start_[v + 1] += child_start_[v];
    child_.resize(child_start_.back());
    std::vector<std::uint32_t> at(child_start_.begin(), child_start_.end() - 1);
    for (std::size_t v = 0; v < parent_.size(); ++v) {
      if (parent_[v] != no_node) child_[at[parent_[v]]++] = static_cast<std::uint32_t>(v);
    }
  }

  void build_arcs() {
    const std::size_t n = net_.cost.size();
    arc_start_.assign(n_a_ + std::size_t{1}, 0);
    held_start_.assign(parent_.size() - n_a_ + 1, 0);
    for (std::size_t r = 0; r < net_.n_rows(); ++r) {
      for (std::size_t j = net_.row_start[r]; j < net_.row_start[r + 1]; ++j) {
        ++arc_start_[(from_rows_ ? of_row(r) : of_node(net_.leaf[j])) + std::size_t{1}];
        ++held_start_[(from_rows_ ? of_node(net_.leaf[j]) : of_row(r)) - n_a_ + std::size_t{1}];
      }
    }
    // No root can have more units than there are candidates below it.
    most_.assign(n_a_, 0);
    for (std::size_t v = 0; v < n_a_; ++v) {
      most_[v] = std::min(most_[v] + arc_start_[v + 1], capacity_[v]);
      if (parent_[v] != no_node) most_[parent_[v]] += most_[v];
    }
    for (std::size_t v = 0; v < n_a_; ++v) arc_start_[v + 1] += arc_start_[v];
    for (std::size_t v = n_a_; v < parent_.size(); ++v) {
      std::uint32_t& end = held_start_[v - n_a_ + 1];
      end = held_start_[v - n_a_] + std::min(end, capacity_[v]);
    }
    held_.resize(held_start_.back());
    held_count_.assign(parent_.size() - n_a_, 0);
    used_.assign(n, 0);
    arcs_.resize(n);
    std::vector<std::uint32_t> at(arc_start_.begin(), arc_start_.end() - 1);
    for (std::size_t r = 0; r < net_.n_rows(); ++r) {
      for (std::size_t j = net_.row_start[r]; j < net_.row_start[r + 1]; ++j) {
        const std::uint32_t tail = from_rows_ ? of_row(r) : of_node(net_.leaf[j]);
        const std::uint32_t head = from_rows_ ? of_node(net_.leaf[j]) : of_row(r);
        arcs_[at[tail]++] = {net_.cost[j], head, static_cast<std::uint32_t>(j)};
      }
    }
    for (std::size_t v = 0; v < n_a_; ++v) sort_by_cost(arc_start_[v], arc_start_[v + 1]);
  }

  /// By cost, then by position. Short keys where they fit: cost above the least, then place.
  void sort_by_cost(std::size_t begin, std::size_t end) {
    const auto first = arcs_.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = arcs_.begin() + static_cast<std::ptrdiff_t>(end);
    const auto cheaper = [](const Arc& a, const Arc& b) { return a.cost < b.cost; };
    if (std::is_sorted(first, last, cheaper)) return;
    const auto [low, high] = std::minmax_element(first, last, cheaper);
    const std::int64_t base = low->cost;
    if (high->cost - base > std::numeric_limits<std::uint32_t>::max()) {
      std::stable_sort(first, last, cheaper);
      return;
    }
    keys_.clear();
    for (std::size_t j = begin; j < end; ++j) {
      keys_.push_back(static_cast<std::uint64_t>(arcs_[j].cost - base) << 32U | (j - begin));
    }
    std::sort(keys_.begin(), keys_.end());
    scratch_.assign(first, last);
    for (std::size_t j = begin; j < end; ++j) {
      arcs_[j] = scratch_[keys_[j - begin] & std::numeric_limits<std::uint32_t>::max()];
    }
  }

  void take(std::uint32_t arc, std::uint32_t tail, std::uint32_t head) {
    used_[arc] = 1;
    held_[held_start_[head - n_a_] + held_count_[head - n_a_]++] = {arc, tail};
  }
  void drop(std::uint32_t arc, std::uint32_t head) {
    used_[arc] = 0;
    Held* held = held_.data() + held_start_[head - n_a_];
    std::uint32_t i = 0;
    while (held[i].arc != arc) ++i;
    held[i] = held[--held_count_[head - n_a_]];
  }

  const FlowNetwork& net_;
  bool from_rows_;
  std::size_t row_base_ = 0;
  std::size_t node_base_ = 0;
  std::uint32_t n_a_ = 0;

  // Nodes: A before B; in each side children before parents.
  std::vector<std::uint32_t> parent_, capacity_, flow_;
  std::vector<std::int64_t> pot_, next_, last_;  // next_, last_: of roots, see set_costs().
  std::vector<std::uint32_t> child_start_, child_;
  std::vector<std::uint32_t> need_of_root_;  // Of row-side roots.
  std::vector<std::uint32_t> need_node_;     // Root of a need; no_node: it has no rows.
  std::int64_t floor_ = 0;                   // No node of B is cheaper.

  std::vector<std::uint32_t> most_;  // Units that a node of A can have at most.

  // Candidates by node of A, cheapest first; those used also by node of B.
  std::vector<std::uint32_t> arc_start_;
  std::vector<Arc> arcs_;
  std::vector<std::uint8_t> used_;
  std::vector<std::uint32_t> held_start_, held_count_;
  std::vector<Held> held_;

  std::vector<std::uint64_t> keys_;
  std::vector<Arc> scratch_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
