// turnout/solve/detail/flow_core.hpp -- shortest augmenting paths between two forests.
//
// The core inserts the units of side A of a FlowGraph one by one and lets side B take them in.
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
#include <turnout/solve/detail/flow_graph.hpp>
#include <turnout/solve/network.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {
class FlowCore : public FlowGraph {
  friend class FlowAuction;

 public:
  enum class Ended : std::uint8_t { stays, augmented, blocked, watch };
  struct Target {
    std::int64_t dist = far;
    std::uint32_t node = no_node;
    bool aborted = false;
  };

  FlowCore(const FlowNetwork& net, bool from_rows)
      : FlowGraph(net, from_rows), labels_(parent_.size()) {}

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

 private:
  struct Label {
    std::int64_t dist = 0;
    std::uint32_t from = no_node;
    std::uint32_t arc = no_arc;
    std::uint32_t stamp = 0;
  };

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
  std::vector<Held> takes_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
