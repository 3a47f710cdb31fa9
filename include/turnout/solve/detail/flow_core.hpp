// turnout/solve/detail/flow_core.hpp -- shortest augmenting paths between two forests.
//
// Both sides of a FlowNetwork have one form: a forest whose nodes have capacities and whose
// roots charge a cost that rises with each unit. The core inserts the units of side A one by
// one and lets side B take them in; which side is A is the caller's choice.
//
//   A root -> ... -> A leaf -(candidate)-> B leaf -> ... -> B root -> sink
//
// pot[v] is a lower bound on the cost of sending one more unit from v to the sink, exact
// after a search for what it settled: cost + pot[head] - pot[tail] >= 0 on every residual
// arc below the roots inserted so far.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include <turnout/model/run.hpp>
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

class FlowCore {
  friend class FlowAuction;

 public:
  enum class Ended : std::uint8_t { stays, augmented, blocked, watch };
  struct Target {
    std::int64_t dist = far;
    std::uint32_t node = no_node;
    bool aborted = false;
  };

  FlowCore(const FlowNetwork& net, bool from_rows) : net_(net), from_rows_(from_rows) {
    number_nodes();
    build_children();
    build_arcs();
  }

  /// Inserts all units of one root of A, as far as they pay. `far` prices mark dead ends.
  Ended insert(std::uint32_t root, Watch& watch, FlowCounters& counters) {
    set_first_prices(root);
    return fill(root, watch, counters);
  }

  /// The same, at the prices that are there.
  Ended fill(std::uint32_t root, Watch& watch, FlowCounters& counters) {
    while (flow_[root] < capacity_[root] && (next_[root] <= -far || pot_[root] < -next_[root])) {
      const std::int64_t stay = next_[root] <= -far ? far : -next_[root] - pot_[root];
      const Target t = search(root, stay, no_node, true, &watch, counters);
      if (t.aborted) return Ended::watch;
      if (t.dist >= far) return Ended::blocked;
      raise_prices(t.dist);
      if (t.node == no_node) return Ended::stays;
      augment(root, t.node);
      if (watch.must_end()) return Ended::watch;
    }
    return Ended::augmented;
  }

  /// Prices of a root's nodes before its first search: what its candidates cost now.
  void set_first_prices(std::uint32_t root) {
    // Descendants stand before their parents, so that one pass from below is enough.
    below_.assign(1, root);
    for (std::size_t i = 0; i < below_.size(); ++i) {
      for (std::uint32_t c = child_start_[below_[i]]; c < child_start_[below_[i] + 1]; ++c) {
        below_.push_back(child_[c]);
      }
    }
    for (std::size_t i = below_.size(); i-- > 0;) {
      const std::uint32_t v = below_[i];
      std::int64_t least = far;
      for (std::uint32_t c = child_start_[v]; c < child_start_[v + 1]; ++c) {
        if (capacity_[child_[c]] > 0) least = std::min(least, pot_[child_[c]]);
      }
      for (std::size_t j = arc_start_[v]; j < arc_start_[v + 1]; ++j) {
        if (arcs_[j].cost + floor_ >= least) break;
        least = std::min(least, arcs_[j].cost + pot_[arcs_[j].head]);
      }
      pot_[v] = least;
    }
    if (capacity_[root] == 0 && !from_rows_) pot_[root] = std::min<std::int64_t>(pot_[root], 0);
    if (capacity_[root] > 0 && next_[root] > -far) pot_[root] = std::min(pot_[root], -next_[root]);
  }

  /// Shortest path from `source`, to the cheapest of: staying (`stay`), a unit of B that is
  /// free, a unit of A that gives way, or `goal`. Sinks can be left out.
  Target search(std::uint32_t source, std::int64_t stay, std::uint32_t goal, bool sinks,
                Watch* watch, FlowCounters& counters) {
    ++counters.searches;
    if (++epoch_ == 0) {  // The stamps have gone round once: begin again with clean labels.
      for (Label& label : labels_) label.stamp = 0;
      epoch_ = 1;
    }
    touched_.clear();
    heap_.clear();
    source_ = source;
    goal_ = goal;
    sinks_ = sinks;
    best_ = {stay, no_node, false};
    relax(source, 0, no_node, no_arc);
    std::uint64_t steps = 0;
    while (!heap_.empty() && heap_.front().first < best_.dist) {
      const auto [dist, v] = heap_.front();
      std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
      heap_.pop_back();
      if (dist > labels_[v].dist) continue;
      if (is_a(v)) {
        expand_a(v, dist, counters);
      } else {
        expand_b(v, dist);
      }
      if ((++steps & 1023U) == 0 && watch != nullptr && watch->must_end(1024)) {
        best_.aborted = true;
        break;
      }
    }
    counters.settled += steps;
    return best_;
  }

  /// After a search that ended at distance `dist`: what was nearer becomes dearer.
  void raise_prices(std::int64_t dist) {
    for (const std::uint32_t v : touched_) {
      if (labels_[v].dist < dist) pot_[v] += dist - labels_[v].dist;
    }
  }

  /// Candidates along the last search's path to `target`, from the source on.
  [[nodiscard]] std::vector<FlowChange> path(std::uint32_t source, std::uint32_t target) const {
    std::vector<FlowChange> steps;
    for (std::uint32_t v = target; v != source; v = labels_[v].from) {
      if (labels_[v].arc != no_arc) steps.push_back({arcs_[labels_[v].arc].candidate, !is_a(v)});
    }
    std::reverse(steps.begin(), steps.end());
    return steps;
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

  /// Rows that the last search reached, those without any candidate included.
  [[nodiscard]] std::vector<std::uint32_t> rows_reached() const {
    std::vector<std::uint32_t> rows;
    const auto add = [&](std::uint32_t v) {
      if (v >= row_base_ && v < row_base_ + net_.n_rows()) {
        rows.push_back(static_cast<std::uint32_t>(v - row_base_));
      }
    };
    for (const std::uint32_t v : touched_) {
      add(v);
      for (std::uint32_t i = child_start_[v]; i < child_start_[v + 1]; ++i) {
        if (capacity_[child_[i]] > 0 && pot_[child_[i]] >= far) add(child_[i]);
      }
    }
    std::sort(rows.begin(), rows.end());
    return rows;
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

 private:
  static constexpr std::uint32_t no_arc = std::numeric_limits<std::uint32_t>::max();
  struct Arc {
    std::int64_t cost;
    std::uint32_t head;       ///< Node of B.
    std::uint32_t candidate;  ///< Position in the network.
  };
  struct Label {
    std::int64_t dist = 0;
    std::uint32_t from = no_node;
    std::uint32_t arc = no_arc;
    std::uint32_t stamp = 0;
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
    labels_.assign(all, {});
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

  void relax(std::uint32_t v, std::int64_t dist, std::uint32_t from, std::uint32_t arc) {
    if (dist >= best_.dist) return;
    Label& label = labels_[v];
    if (label.stamp == epoch_) {
      if (dist >= label.dist) return;
    } else {
      label.stamp = epoch_;
      touched_.push_back(v);
    }
    label.dist = dist;
    label.from = from;
    label.arc = arc;
    if (v == goal_) {
      best_ = {dist, v, false};
      return;
    }
    if (sinks_ && parent_[v] == no_node && (v != source_ || !is_a(v))) {
      // A root of B takes one more in, at once if it is priced above that (see prices_from_auction
      // in network.ipp), or one of A gives a unit up for this one.
      const std::int64_t end =
          is_a(v) ? (last_[v] > -far ? dist - last_[v] - pot_[v] : far)
                  : (next_[v] < far ? dist + std::max<std::int64_t>(next_[v] - pot_[v], 0) : far);
      if (end < best_.dist) best_ = {end, v, false};
    }
    if (dist < best_.dist) {
      heap_.emplace_back(dist, v);
      std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
    }
  }

  void expand_a(std::uint32_t v, std::int64_t dist, FlowCounters& counters) {
    const std::int64_t base = dist - pot_[v];
    const std::uint32_t up = parent_[v];
    if (up != no_node && flow_[v] > 0) relax(up, base + pot_[up], v, no_arc);
    for (std::uint32_t i = child_start_[v]; i < child_start_[v + 1]; ++i) {
      const std::uint32_t c = child_[i];
      if (flow_[c] < capacity_[c] && pot_[c] < far) relax(c, base + pot_[c], v, no_arc);
    }
    std::uint32_t j = arc_start_[v];
    for (const std::uint32_t end = arc_start_[v + 1]; j < end; ++j) {
      const Arc& a = arcs_[j];
      if (base + a.cost + floor_ >= best_.dist) break;
      const std::int64_t to = base + a.cost + pot_[a.head];
      if (to < best_.dist && used_[j] == 0) relax(a.head, to, v, j);
    }
    counters.looked_at += j - arc_start_[v];
  }

  void expand_b(std::uint32_t v, std::int64_t dist) {
    const std::int64_t base = dist - pot_[v];
    const std::uint32_t up = parent_[v];
    if (up != no_node && flow_[v] < capacity_[v]) relax(up, base + pot_[up], v, no_arc);
    for (std::uint32_t i = child_start_[v]; i < child_start_[v + 1]; ++i) {
      const std::uint32_t c = child_[i];
      if (flow_[c] > 0) relax(c, base + pot_[c], v, no_arc);
    }
    const Held* held = held_.data() + held_start_[v - n_a_];
    for (std::uint32_t i = 0; i < held_count_[v - n_a_]; ++i) {
      relax(held[i].tail, base - arcs_[held[i].arc].cost + pot_[held[i].tail], v, held[i].arc);
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

  /// Sends one unit along the last search's path. A place is freed before it is taken: the
  /// path is walked from its end, where each drop follows the take that it makes room for,
  /// so takes wait until the drops are done.
  void augment(std::uint32_t source, std::uint32_t target) {
    takes_.clear();
    if (is_a(target)) {
      --flow_[target];
    } else {
      ++flow_[target];
    }
    set_costs(target);
    for (std::uint32_t v = target; v != source;) {
      const std::uint32_t p = labels_[v].from;
      const std::uint32_t arc = labels_[v].arc;
      if (arc != no_arc) {
        if (is_a(v)) {
          drop(arc, p);
        } else {
          takes_.push_back({arc, p});
        }
      } else if (parent_[v] == p) {
        is_a(v) ? ++flow_[v] : --flow_[v];
      } else {
        is_a(v) ? --flow_[p] : ++flow_[p];
      }
      v = p;
    }
    for (const Held& t : takes_) take(t.arc, t.tail, arcs_[t.arc].head);
    ++flow_[source];
    set_costs(source);
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

  // The search in hand.
  std::vector<Label> labels_;
  std::vector<std::uint32_t> touched_;
  std::vector<std::pair<std::int64_t, std::uint32_t>> heap_;
  std::uint32_t epoch_ = 0;
  std::uint32_t source_ = no_node;
  std::uint32_t goal_ = no_node;
  bool sinks_ = true;
  Target best_;

  std::vector<std::uint32_t> below_;
  std::vector<std::uint64_t> keys_;
  std::vector<Arc> scratch_;
  std::vector<Held> takes_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
