// turnout/solve/detail/repair_search.hpp -- four steps from optimum to optimum.
//
// One seat or one place more or less, and the plan is again the best there is:
//
//   a need gains a seat      who takes it, or does it stay empty?    searches away from the need
//   a member loses a place   who steps in for what it did?           searches away from the member
//   a member gains a place   who would rather have this member?      searches towards the member
//   a need loses a seat      whom does it let go?                    searches towards the need
//
// Each is one shortest path in the residual network over reduced costs, which are never
// negative (Edmonds and Karp 1972; Ahuja, Magnanti and Orlin, Network Flows, 1993, ch. 9): away
// from a need to pairs not used, from a member to its used ones, until a free place or a seat
// that had better stay empty; or the same backwards, until a place given up or an empty seat.
// Then the prices of the nodes nearer than the end move by the difference, and no others.
// Every other change is put together from these four (repair_changes.hpp).
//
// Only what is reached is looked at. Pairs of a need stand by cost, so that a look ends with
// the first that is dearer than the best end known; a node's own end is known as soon as it is
// reached, which makes most searches end where they began.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/solve/detail/repair_network.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

class RepairSearch {
 public:
  explicit RepairSearch(RepairNetwork& net) : net_(net) {}

  /// Thrown where a seat that must be filled cannot be; `needs_reached()` are why.
  struct Blocked : std::exception {};
  /// The needs that have only one another's members to look to.
  [[nodiscard]] const std::vector<std::uint32_t>& needs_reached() const { return needs_; }

  void add_seats(std::uint32_t n, std::uint32_t k) {
    for (; k > 0; --k) {
      if (net_.empty_seats(n) > 0) {
        net_.set_seats(n, net_.need[n].seats + k);
        net_.objective += k * net_.need[n].unfilled;
        return;
      }
      net_.set_seats(n, net_.need[n].seats + 1);
      away_from_need(n);
    }
  }
  void lose_seats(std::uint32_t n, std::uint32_t k) {
    const std::uint32_t empty = std::min(k, net_.empty_seats(n));
    if (empty > 0) {
      net_.set_seats(n, net_.need[n].seats - empty);
      net_.objective -= empty * net_.need[n].unfilled;
    }
    for (k -= empty; k > 0; --k) {
      net_.set_seats(n, net_.need[n].seats - 1);
      towards_need(n, far);
    }
  }
  void add_places(std::uint32_t m, std::uint32_t k) {
    for (; k > 0; --k) {
      if (net_.member_price[m] == 0) {
        net_.set_capacity(m, net_.member[m].capacity + k);
        return;
      }
      net_.set_capacity(m, net_.member[m].capacity + 1);
      towards_member(m);
    }
  }
  void lose_places(std::uint32_t m, std::uint32_t k) {
    const RepairMember& x = net_.member[m];
    const std::uint32_t free = std::min(k, x.capacity - x.used);
    if (free > 0) net_.set_capacity(m, x.capacity - free);
    for (k -= free; k > 0; --k) {
      net_.set_capacity(m, x.capacity - 1);
      away_from_member(m);
    }
  }
  /// Lets a need that is full leave seats empty for `value` each, if it had rather.
  void offer_empty(std::uint32_t n, std::int64_t value) {
    while (net_.need[n].price > value) {
      if (!towards_need(n, net_.need[n].price - value)) return;
      net_.objective += value;
    }
  }

 private:
  static constexpr std::int64_t far = std::int64_t{1} << 61;
  static constexpr std::uint32_t start = no_node;  // As `via`: the search began here.

  struct Label {
    std::int64_t dist = 0;
    std::uint32_t search = 0;  // In which the label was set.
    std::uint32_t via = 0;     // The pair by which it was reached.
  };
  struct Waiting {
    std::int64_t dist;
    std::uint32_t node;
    friend bool operator>(const Waiting& a, const Waiting& b) noexcept {
      return a.dist != b.dist ? a.dist > b.dist : a.node > b.node;
    }
  };

  void begin(std::int64_t within) {
    need_label_.resize(net_.need.size());
    member_label_.resize(net_.member.size());
    if (++search_ == 0) {
      std::fill(need_label_.begin(), need_label_.end(), Label{});
      std::fill(member_label_.begin(), member_label_.end(), Label{});
      search_ = 1;
    }
    needs_.clear();
    members_.clear();
    heap_.clear();
    best_ = within;
    end_ = no_node;
  }
  /// Whether this is a shorter way to a node; notes it.
  static bool reached(std::vector<Label>& labels, std::vector<std::uint32_t>& nodes,
                      std::uint32_t search, std::uint32_t v, std::int64_t dist, std::uint32_t via) {
    Label& label = labels[v];
    if (label.search != search) {
      nodes.push_back(v);
    } else if (label.dist <= dist) {
      return false;
    }
    label = {dist, search, via};
    return true;
  }
  bool reach_need(std::uint32_t n, std::int64_t dist, std::uint32_t via) {
    return reached(need_label_, needs_, search_, n, dist, via);
  }
  bool reach_member(std::uint32_t m, std::int64_t dist, std::uint32_t via) {
    return reached(member_label_, members_, search_, m, dist, via);
  }
  void ends(std::int64_t dist, std::uint32_t node, bool at_need) {
    if (dist >= best_) return;
    best_ = dist;
    end_ = node;
    ends_at_need_ = at_need;
  }
  void wait(std::int64_t dist, std::uint32_t node) {
    heap_.push_back({dist, node});
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
  }
  /// The nearest node that waits and is nearer than the end, if any.
  bool next(const std::vector<Label>& labels, std::uint32_t& node) {
    while (!heap_.empty() && heap_.front().dist < best_) {
      std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
      const Waiting w = heap_.back();
      heap_.pop_back();
      if (w.dist != labels[w.node].dist) continue;  // Reached by a shorter way since.
      node = w.node;
      return true;
    }
    return false;
  }
  /// Moves the prices of what is nearer than the end.
  void move_prices(std::int64_t sign) {
    for (const std::uint32_t n : needs_) {
      const std::int64_t by = best_ - need_label_[n].dist;
      if (by > 0) net_.set_need_price(n, net_.need[n].price + sign * by);
    }
    for (const std::uint32_t m : members_) {
      const std::int64_t by = best_ - member_label_[m].dist;
      if (by > 0) net_.set_member_price(m, net_.member_price[m] + sign * by);
    }
  }
  /// Switches the pairs on the way that led to the end.
  void switch_way() {
    bool at_need = ends_at_need_;
    for (std::uint32_t v = end_;; at_need = !at_need) {
      const std::uint32_t p = at_need ? need_label_[v].via : member_label_[v].via;
      if (p == start) return;
      v = at_need ? net_.pair[p].member : net_.pair[p].need;
      net_.switch_use(p);
    }
  }

  // Away: over pairs not used from needs to members, over used ones from members to needs.
  void reach_away(std::uint32_t n, std::int64_t dist, std::uint32_t via) {
    if (dist >= best_ || !reach_need(n, dist, via)) return;
    wait(dist, n);
    const RepairNeed& x = net_.need[n];
    if (x.unfilled != must_fill) ends(dist + x.unfilled - x.price, n, true);
  }
  void leave_member(std::uint32_t m, std::int64_t dist) {
    for (std::uint32_t i = 0; i < net_.member[m].used; ++i) {
      const std::uint32_t p = net_.row_of_member[m][i];
      reach_away(net_.pair[p].need, dist - net_.reduced_cost(p), p);
    }
  }
  void run_away() {
    std::uint32_t n = 0;
    while (next(need_label_, n)) {
      const std::int64_t dist = need_label_[n].dist;
      const std::int64_t base = dist - net_.need[n].price;
      for (const RepairEntry& e : net_.row_of_need[n]) {
        if (base + e.cost >= best_) break;
        const std::int64_t there = base + e.cost + net_.member_price[e.member];
        if (there >= best_ || (there <= dist && net_.is_used(e.pair))) continue;
        if (!reach_member(e.member, there, e.pair)) continue;
        const RepairMember& m = net_.member[e.member];
        if (m.used < m.capacity) {
          ends(there, e.member, false);  // Its price is 0.
        } else {
          leave_member(e.member, there);
        }
      }
    }
    if (end_ == no_node) throw Blocked{};
    move_prices(+1);
    if (ends_at_need_) net_.objective += net_.need[end_].unfilled;
    switch_way();
  }
  void away_from_need(std::uint32_t n) {
    begin(far);
    reach_away(n, 0, start);
    run_away();
  }
  void away_from_member(std::uint32_t m) {
    begin(far);
    reach_member(m, 0, start);
    leave_member(m, 0);
    run_away();
  }

  // Towards: the same arcs backwards.
  void leave_need(std::uint32_t n, std::int64_t dist) {
    for (const std::uint32_t p : net_.used_by_need[n]) {
      reach_towards(net_.pair[p].member, dist - net_.reduced_cost(p), p);
    }
  }
  void reach_towards(std::uint32_t m, std::int64_t dist, std::uint32_t via) {
    if (dist >= best_ || !reach_member(m, dist, via)) return;
    wait(dist, m);
    ends(dist + net_.member_price[m], m, false);
  }
  /// False: nothing better than the end given was found.
  bool run_towards() {
    std::uint32_t m = 0;
    while (next(member_label_, m)) {
      const std::int64_t base = member_label_[m].dist + net_.member_price[m];
      const std::span<const std::uint32_t> row = net_.row_of_member[m];
      for (std::size_t i = net_.member[m].used; i < row.size(); ++i) {
        const RepairPair& x = net_.pair[row[i]];
        const std::int64_t there = base + x.cost - net_.need[x.need].price;
        if (there >= best_ || !reach_need(x.need, there, row[i])) continue;
        if (net_.empty_seats(x.need) > 0) {
          ends(there, x.need, true);
        } else {
          leave_need(x.need, there);
        }
      }
    }
    move_prices(-1);
    if (end_ == no_node) return false;
    if (ends_at_need_) net_.objective -= net_.need[end_].unfilled;
    switch_way();
    return true;
  }
  void towards_member(std::uint32_t m) {
    begin(far);
    reach_towards(m, 0, start);
    run_towards();
  }
  bool towards_need(std::uint32_t n, std::int64_t within) {
    begin(within);
    reach_need(n, 0, start);
    leave_need(n, 0);
    return run_towards();
  }

  RepairNetwork& net_;
  std::vector<Label> need_label_, member_label_;
  std::vector<std::uint32_t> needs_, members_;  // Reached in this search.
  std::vector<Waiting> heap_;
  std::uint32_t search_ = 0;
  std::int64_t best_ = 0;  // How far the best end is.
  std::uint32_t end_ = no_node;
  bool ends_at_need_ = false;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
