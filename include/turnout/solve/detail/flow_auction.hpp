// turnout/solve/detail/flow_auction.hpp -- rough prices, fast, where searches would be long.
//
// Under load a shortest path can pass through half a city. An auction only ever looks at a
// node and its neighbours: a node with a unit too many passes it on to where it is cheapest and
// raises its own price to the next cheapest, and a little (epsilon) more (Bertsekas and
// Castanon 1989; Bertsekas 1998, epsilon-relaxation). Epsilon falls in stages, each from
// scratch but for the prices. Only the prices are kept: FlowCore starts from them and stays
// exact, whatever they are, so that the work here can be cut off at any point.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <turnout/model/run.hpp>
#include <turnout/solve/detail/flow_core.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

class FlowAuction {
 public:
  explicit FlowAuction(FlowCore& core) : c_(core), excess_(core.parent_.size(), 0) {}

  /// Leaves in the core a plan and prices under which every residual arc costs 0 or more; only
  /// units may be missing. False: ended by the watch; the plan is valid all the same.
  bool run(Watch& watch, FlowCounters& counters) {
    std::int64_t low = far;
    std::int64_t high = -far;
    for (const FlowCore::Arc& a : c_.arcs_) {
      low = std::min(low, a.cost);
      high = std::max(high, a.cost);
    }
    std::int64_t widest = std::max(std::abs(low), std::abs(high));
    for (std::size_t v = 0; v < c_.parent_.size(); ++v) {
      if (c_.parent_[v] == no_node && c_.next_[v] < far && c_.next_[v] > -far) {
        widest = std::max(widest, std::abs(c_.next_[v]));
      }
    }
    // Below some hundredth of the costs' span, bids grow faster than searches shrink.
    const std::int64_t finest = std::max<std::int64_t>(1, (high - low) / 512);
    c_.clear_flow(0, true);
    c_.reset_prices();
    for (std::int64_t eps = std::max(widest / 4, finest);; eps = std::max(eps / 8, finest)) {
      const bool goes_on = stage(eps, watch, counters);
      if (!goes_on || eps == finest) {
        settle();
        return goes_on;
      }
      // Prices that a coarse stage drove too high come down faster than they went up, so that
      // few nodes end with room at a price; four times is where this pays best.
      c_.clear_flow(4 * eps, false);
    }
  }

 private:
  /// Keeps of the auction's plan what its prices allow without any epsilon.
  void settle() {
    c_.clear_flow(0, true);
    for (std::uint32_t v = c_.n_a_; v < c_.parent_.size(); ++v) {
      for (const FlowCore::Held& h : held_[v - c_.n_a_]) {
        if (!c_.stands_alone(h.tail) || c_.flow_[h.tail] >= c_.capacity_[h.tail]) continue;
        bool room = true;
        for (std::uint32_t w = v; w != no_node && room; w = c_.parent_[w]) {
          room = c_.flow_[w] < c_.capacity_[w];
        }
        if (!room) continue;
        c_.take(h.arc, h.tail, v);
        add_flow(h.tail, v, 1);
      }
    }
    // An auction cut short may have priced a load before it knew of it.
    for (auto v = static_cast<std::uint32_t>(c_.parent_.size()); v-- > c_.n_a_;) {
      c_.pot_[v] = c_.is_root(v) ? std::max(c_.pot_[v], c_.last_[v]) : c_.pot_[c_.parent_[v]];
    }
    c_.lower_floor();
    for (std::uint32_t v = 0; v < c_.n_a_; ++v) {
      if (c_.stands_alone(v)) settle_root(v);
    }
  }

  void add_flow(std::uint32_t tail, std::uint32_t head, std::int32_t units) {
    c_.flow_[tail] += static_cast<std::uint32_t>(units);
    c_.set_costs(tail);
    for (std::uint32_t w = head; w != no_node; w = c_.parent_[w]) {
      c_.flow_[w] += static_cast<std::uint32_t>(units);
      if (c_.is_root(w)) c_.set_costs(w);
    }
  }

  /// Drops a root's dearest candidates until one price separates those used from the others.
  void settle_root(std::uint32_t v) {
    best_.clear();  // Those used, the dearest in front.
    std::int64_t others = far;
    for (std::uint32_t j = c_.arc_start_[v]; j < c_.arc_start_[v + 1]; ++j) {
      const FlowCore::Arc& a = c_.arcs_[j];
      const std::int64_t value = a.cost + c_.pot_[a.head];
      if (c_.used_[j] != 0) {
        best_.push_back({value, a.head, j});
      } else {
        others = std::min(others, value);
      }
    }
    std::make_heap(best_.begin(), best_.end());
    while (!best_.empty()) {
      const Offer dearest = best_.front();
      if (dearest.value <= std::min(others, c_.last_[v] <= -far ? far : -c_.last_[v])) break;
      others = std::min(others, dearest.value);
      c_.drop(dearest.arc, dearest.node);
      add_flow(v, dearest.node, -1);
      std::pop_heap(best_.begin(), best_.end());
      best_.pop_back();
    }
    std::int64_t price = others;
    if (c_.flow_[v] > 0 && c_.last_[v] > -far) price = std::min(price, -c_.last_[v]);
    if (c_.flow_[v] < c_.capacity_[v] && c_.next_[v] > -far && price >= -c_.next_[v]) {
      // Rather stay than take any other: the least price that says so.
      price = std::max(best_.empty() ? -far : best_.front().value, -c_.next_[v]);
    }
    if (price >= far && !best_.empty()) price = best_.front().value;  // It uses all there are.
    if (c_.capacity_[v] == 0 && !c_.from_rows_) price = std::min<std::int64_t>(price, 0);
    c_.pot_[v] = price;
  }

  bool stage(std::int64_t eps, Watch& watch, FlowCounters& counters) {
    eps_ = eps;
    queue_.clear();
    std::fill(excess_.begin(), excess_.end(), 0U);
    for (auto& held : held_) held.clear();
    std::uint64_t units = 0;
    for (std::uint32_t v = 0; v < c_.n_a_; ++v) {
      if (!c_.is_root(v) || c_.capacity_[v] == 0) continue;
      const std::uint32_t k = c_.most_[v];
      c_.set_first_prices(v);
      if (k == 0 || c_.pot_[v] >= far) continue;
      c_.flow_[v] = k;
      c_.set_costs(v);
      give(v, k);
      units += k;
    }
    std::uint64_t left = 30 * units + 10'000;
    for (std::size_t at = 0; at < queue_.size() && left > 0; --left) {
      const std::uint32_t v = queue_[at++];
      ++counters.bids;
      if (c_.is_a(v)) {
        pass_on_a(v);
      } else {
        pass_on_b(v);
      }
      if (excess_[v] > 0) queue_.push_back(v);
      if (at == compact) {  // What stands in front is done with.
        queue_.erase(queue_.begin(), queue_.begin() + compact);
        at = 0;
        if (watch.must_end(compact)) return false;
      }
    }
    return true;
  }

  void give(std::uint32_t v, std::uint32_t units) {
    if (excess_[v] == 0) queue_.push_back(v);
    excess_[v] += units;
  }

  /// Passes a node's units on to its cheapest candidates, its children, or back.
  void pass_on_a(std::uint32_t v) {
    const std::uint32_t up = c_.parent_[v];
    const std::int64_t back = up != no_node         ? c_.pot_[up]
                              : c_.last_[v] <= -far ? far
                                                    : -c_.last_[v];
    const std::uint32_t wanted = excess_[v];
    best_.clear();
    for (std::uint32_t i = c_.child_start_[v]; i < c_.child_start_[v + 1]; ++i) {
      const std::uint32_t w = c_.child_[i];
      if (c_.flow_[w] < c_.capacity_[w]) offer(c_.pot_[w], w, no_node, wanted, back);
    }
    for (std::uint32_t j = c_.arc_start_[v]; j < c_.arc_start_[v + 1]; ++j) {
      const FlowCore::Arc& a = c_.arcs_[j];
      const std::int64_t limit = best_.size() > wanted ? std::min(back, best_.front().value) : back;
      if (a.cost + c_.floor_ >= limit) break;
      if (c_.used_[j] == 0) offer(a.cost + c_.pot_[a.head], a.head, j, wanted, back);
    }
    std::sort_heap(best_.begin(), best_.end());
    std::int64_t level = back;
    for (std::size_t i = 0; i < best_.size(); ++i) {
      if (excess_[v] == 0) {
        level = std::min(back, best_[i].value);
        break;
      }
      const Offer& o = best_[i];
      if (o.arc != no_node) {
        c_.used_[o.arc] = 1;
        held_[o.node - c_.n_a_].push_back({o.arc, v});
      } else {
        ++c_.flow_[o.node];
      }
      --excess_[v];
      give(o.node, 1);
    }
    c_.pot_[v] = std::max(c_.pot_[v], std::min(level, far - eps_) + eps_);
    if (up == no_node && back < far) c_.pot_[v] = std::min(c_.pot_[v], back);
    if (excess_[v] == 0 || best_.size() > wanted) return;
    if (up != no_node) {
      const std::uint32_t rest = std::min(excess_[v], c_.flow_[v]);
      c_.flow_[v] -= rest;
      excess_[v] -= rest;
      give(up, rest);
    } else if (back < far) {
      do {  // Stays: as long as the next unit is worth no more than this one.
        --excess_[v];
        --c_.flow_[v];
        c_.set_costs(v);
      } while (excess_[v] > 0 && -c_.last_[v] <= back);
    } else {
      excess_[v] = 0;  // Must be placed and cannot be: the exact searches will tell.
    }
  }

  /// Keeps a unit where there is room, else passes the cheapest one back.
  void pass_on_b(std::uint32_t v) {
    const std::uint32_t up = c_.parent_[v];
    auto& held = held_[v - c_.n_a_];
    while (excess_[v] > 0) {
      const bool room = c_.flow_[v] < c_.capacity_[v];
      std::int64_t best = far;
      std::int64_t second = far;
      std::uint32_t node = no_node;  // To the parent or the sink.
      std::size_t place = held.size();
      const auto look = [&](std::int64_t value, std::uint32_t w, std::size_t i) {
        if (value < best) {
          second = best;
          best = value;
          node = w;
          place = i;
        } else {
          second = std::min(second, value);
        }
      };
      if (room) look(up == no_node ? c_.next_[v] : c_.pot_[up], no_node, held.size());
      if (!room || best > c_.pot_[v]) {
        for (std::size_t i = 0; i < held.size(); ++i) {
          const std::uint32_t tail = held[i].tail;
          look(c_.pot_[tail] - c_.arcs_[held[i].arc].cost, tail, i);
        }
        for (std::uint32_t i = c_.child_start_[v]; i < c_.child_start_[v + 1]; ++i) {
          const std::uint32_t w = c_.child_[i];
          if (c_.flow_[w] > 0) look(c_.pot_[w], w, held.size());
        }
        if (best >= far) {
          excess_[v] = 0;
          return;
        }
        c_.pot_[v] = std::max(c_.pot_[v], (second < far ? second : best) + eps_);
      }
      --excess_[v];
      if (node == no_node) {
        ++c_.flow_[v];
        if (up == no_node) {
          c_.set_costs(v);
        } else {
          give(up, 1);
        }
      } else if (place < held.size()) {
        c_.used_[held[place].arc] = 0;
        held[place] = held.back();
        held.pop_back();
        give(node, 1);
      } else {
        --c_.flow_[node];
        give(node, 1);
      }
    }
  }

  struct Offer {
    std::int64_t value;
    std::uint32_t node;
    std::uint32_t arc;  ///< no_node: a child.
    friend bool operator<(const Offer& a, const Offer& b) {
      return a.value != b.value ? a.value < b.value : a.node < b.node;
    }
  };
  /// Keeps the `wanted` + 1 cheapest below `limit`, the dearest in front.
  void offer(std::int64_t value, std::uint32_t node, std::uint32_t arc, std::uint32_t wanted,
             std::int64_t limit) {
    if (value >= limit) return;
    if (best_.size() > wanted) {
      if (value >= best_.front().value) return;
      std::pop_heap(best_.begin(), best_.end());
      best_.pop_back();
    }
    best_.push_back({value, node, arc});
    std::push_heap(best_.begin(), best_.end());
  }

  static constexpr std::ptrdiff_t compact = 1 << 14;
  FlowCore& c_;
  std::int64_t eps_ = 1;
  std::vector<std::uint32_t> excess_;
  std::vector<std::uint32_t> queue_;
  std::vector<Offer> best_;
  std::vector<std::vector<FlowCore::Held>> held_ =
      std::vector<std::vector<FlowCore::Held>>(c_.parent_.size() - c_.n_a_);
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
