// turnout/solve/detail/tree_columns.hpp -- columns that are leaves of members' limits.
//
// A member is a small tree of limits (slot -> day -> week -> plan) and its k-th unit may cost
// something besides (the load). Who would use one more unit through a leaf must push out the
// lowest bid below the lowest limit that is full on the way up: that bid is the leaf's price.
// Where none is full the price is what the next unit costs the member, or its lowest bid if that
// is less. So every node has a price, which is not below its parent's and equal to it while the
// node has room; differences of prices along the way are the prices of the limits.
//
// In the words of matroids: a member's units are an independent set of a laminar matroid, the
// limit is the circuit that a new unit closes, and the load is a chain of units with bids of
// their own that stand at the root and are pushed out one by one.
//
// Two uses follow one another. In the auction prices are scaled and rise with the bids; then
// `round` makes them whole, and shortest paths raise them. `prices()` is the compact array that
// scans read: half steps first, whole prices afterwards.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/solve/convex.hpp>
#include <turnout/solve/detail/columns.hpp>
#include <turnout/solve/detail/rows.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// A unit of a member: entry `position` of `row`, which uses it through `leaf`.
struct TreeUnit {
  std::int64_t bid;
  std::uint32_t row;
  std::uint32_t position;
  std::uint32_t leaf;
};

class TreeColumns {
 public:
  /// Beyond every limit of a scan, so that what has this price is never taken.
  static constexpr std::int64_t never = 2 * small_cost;

  /// Bids come in steps of 1 / 2^shift of a cost.
  explicit TreeColumns(int shift) : shift_(shift) {}

  void reserve(std::size_t nodes, std::size_t roots = 0) {
    node_.reserve(nodes);
    price_.reserve(nodes);
    root_.reserve(roots);
  }
  /// A member whose k-th unit costs load.marginal(k). Answers the node.
  std::uint32_t add_root(std::uint32_t capacity, const Load& load) {
    const auto v = static_cast<std::uint32_t>(node_.size());
    node_.push_back({held_bit | static_cast<std::uint32_t>(root_.size()),
                     std::min(capacity, column_mask), 0, no_node, 0});
    root_.push_back({v, no_node, 0, 0, load});
    price_.push_back(0);
    if (capacity > 0) lowest_ = std::min(lowest_, next_cost(root_.back()));
    set_price(v, entry_price(v));
    return v;
  }
  /// A limit below another. While prices are scaled, parents come before what hangs on them.
  std::uint32_t add_node(std::uint32_t parent, std::uint32_t capacity) {
    const auto v = static_cast<std::uint32_t>(node_.size());
    node_.push_back({parent, std::min(capacity, column_mask), 0, no_node, 0});
    price_.push_back(price_[parent]);
    node_[parent].capacity |= held_bit;
    node_[v].price = node_[parent].price;
    if (capacity == 0) {
      node_[v].price = never << shift_;
      price_[v] = whole_ ? static_cast<std::int32_t>(never) : half(never << shift_);
    }
    // Children stand behind their parents in the list of the root.
    Root& root = root_of(v);
    std::uint32_t& after = parent == root.node ? root.first : node_[parent].next;
    node_[v].next = after;
    after = v;
    return v;
  }

  [[nodiscard]] std::size_t size() const noexcept { return node_.size(); }
  [[nodiscard]] std::int64_t price(std::size_t v) const noexcept { return node_[v].price; }
  /// Asks for what take() will read.
  void prefetch(std::uint32_t v) const noexcept { __builtin_prefetch(&node_[v], 1); }
  void prefetch_units(std::uint32_t v) const noexcept {
    if (!is_root(v)) __builtin_prefetch(&node_[node_[v].parent], 1);
  }
  /// By node; moves when nodes are added.
  [[nodiscard]] const std::int32_t* half_prices() const noexcept { return price_.data(); }
  [[nodiscard]] std::span<std::int32_t> prices() noexcept { return price_; }
  /// No whole price is below it.
  [[nodiscard]] std::int32_t lowest() const noexcept { return static_cast<std::int32_t>(lowest_); }
  [[nodiscard]] std::int32_t lowest_half() const noexcept { return 2 * lowest(); }

  [[nodiscard]] bool is_root(std::uint32_t v) const noexcept { return node_[v].parent >= held_bit; }
  /// Of a node that is no root.
  [[nodiscard]] std::uint32_t parent(std::uint32_t v) const noexcept { return node_[v].parent; }
  [[nodiscard]] std::uint32_t capacity(std::uint32_t v) const noexcept {
    return node_[v].capacity & column_mask;
  }
  /// Whether other nodes hang below.
  [[nodiscard]] bool is_inner(std::uint32_t v) const noexcept {
    return node_[v].capacity >= held_bit;
  }
  [[nodiscard]] std::uint32_t count(std::uint32_t v) const noexcept { return node_[v].count; }
  [[nodiscard]] bool full(std::uint32_t v) const noexcept { return node_[v].count >= capacity(v); }
  /// The lowest limit that is full on the way up from a leaf; the root, if none is.
  [[nodiscard]] std::uint32_t lowest_full(std::uint32_t v) const noexcept {
    while (!is_root(v) && !full(v)) v = node_[v].parent;
    return v;
  }
  /// What one unit more costs the member of a root; `never`, if it has no more to give.
  [[nodiscard]] std::int64_t next_cost_at(std::uint32_t v) const noexcept {
    return next_cost(root_[node_[v].parent & column_mask]);
  }
  [[nodiscard]] std::uint32_t node_of_root(std::uint32_t v) const noexcept {
    return root_of(v).node;
  }
  [[nodiscard]] const Load& load_at(std::uint32_t root) const noexcept {
    return root_[node_[root].parent & column_mask].load;
  }
  [[nodiscard]] bool below(std::uint32_t v, std::uint32_t ancestor) const noexcept {
    while (v != ancestor) {
      if (is_root(v)) return false;
      v = node_[v].parent;
    }
    return true;
  }
  [[nodiscard]] std::span<const TreeUnit> units(std::uint32_t v) const noexcept {
    const Root& root = root_of(v);
    return std::span(unit_).subspan(root.start, node_[root.node].count);
  }

  /// Gives a unit to one who bids more than the leaf's price. Answers who lost it (row no_row:
  /// nobody), or nothing: holders, whose bids are brought up to date by `worth_to`, bid as much.
  template <class WorthTo>
  std::optional<HeldUnit> take(std::uint32_t leaf, const HeldUnit& bid, const WorthTo& worth_to) {
    Root& root = root_of(leaf);
    const std::uint32_t limit = lowest_full(leaf);
    const bool at_root = limit == root.node;
    const std::int64_t next = at_root ? next_cost(root) << shift_ : never << shift_;
    const std::int64_t before = node_[root.node].price;
    TreeUnit* least = nullptr;
    while (true) {  // Each holder's bid rises once at most.
      least = nullptr;
      for (TreeUnit& u : own(root)) {
        if ((least == nullptr || u.bid < least->bid) && (at_root || below(u.leaf, limit)))
          least = &u;
      }
      if (least == nullptr || next <= least->bid) break;
      const std::int64_t worth = worth_to(*least);
      if (worth <= least->bid) break;
      least->bid = worth;
    }
    const bool adds = at_root && (least == nullptr || next <= least->bid);
    HeldUnit lost{0, no_row, 0};
    if (bid.bid <= (adds ? next : least->bid)) {
      set_price(root.node, entry_price(root.node));
      for (std::uint32_t v = root.first; v != no_node; v = node_[v].next)
        set_price(v, entry_price(v));
      return std::nullopt;
    }
    if (adds) {
      add(leaf, bid);
    } else {
      lost = {least->bid, least->row, least->position};
      move_counts(least->leaf, leaf);
      *least = {bid.bid, bid.row, bid.position, leaf};
    }
    set_price(root.node, entry_price(root.node));
    const bool only_this = before == node_[root.node].price && (adds || limit == leaf) &&
                           !is_inner(leaf) &&
                           (leaf == root.node || lowest_full(node_[leaf].parent) == root.node);
    if (!only_this) {
      for (std::uint32_t v = root.first; v != no_node; v = node_[v].next)
        set_price(v, entry_price(v));
    } else if (leaf != root.node) {
      set_price(leaf, entry_price(leaf));
    }
    return lost;
  }

  /// Adds a unit while there is room, whatever it bids.
  void add(std::uint32_t leaf, const HeldUnit& bid) {
    Root& root = root_of(leaf);
    const std::uint32_t count = node_[root.node].count;
    if (count == root.room) {
      const std::uint32_t room = std::max<std::uint32_t>(1, 2 * root.room);
      const auto start = static_cast<std::uint32_t>(unit_.size());
      unit_.resize(unit_.size() + room);
      std::copy_n(unit_.begin() + root.start, count, unit_.begin() + start);
      root.start = start;
      root.room = room;
    }
    unit_[root.start + count] = {bid.bid, bid.row, bid.position, leaf};
    for (std::uint32_t v = leaf; v != root.node; v = node_[v].parent) ++node_[v].count;
    ++node_[root.node].count;
  }
  /// Replaces the unit that a row holds by another one of the same member.
  void replace(std::uint32_t row, std::uint32_t position, std::uint32_t leaf, const HeldUnit& bid) {
    for (TreeUnit& u : own(root_of(leaf))) {
      if (u.row != row || u.position != position) continue;
      move_counts(u.leaf, leaf);
      u = {bid.bid, bid.row, bid.position, leaf};
      return;
    }
  }

  /// Gives every unit a bid.
  template <class Bid>
  void set_bids(const Bid& bid) {
    for (const Root& root : root_) {
      for (TreeUnit& u : own(root)) u.bid = bid(u);
    }
  }
  /// Prices become whole: floor((price - theta) / 2^shift) + 1.
  void round(std::int64_t theta) {
    whole_ = true;
    for (std::size_t v = 0; v < node_.size(); ++v)
      price_[v] = static_cast<std::int32_t>(((node_[v].price - theta) >> shift_) + 1);
  }
  /// After whole prices of some nodes of a member rose: none is below its parent's.
  void lift_below(std::uint32_t v) {
    for (v = root_of(v).first; v != no_node; v = node_[v].next) {
      const std::uint32_t up = node_[v].parent;
      price_[v] = std::max(price_[v], price_[up]);
    }
  }

  [[nodiscard]] std::size_t bytes() const noexcept {
    return node_.capacity() * sizeof(Node) + price_.capacity() * 4 +
           root_.capacity() * sizeof(Root) + unit_.capacity() * sizeof(TreeUnit);
  }

 private:
  struct Node {
    std::uint32_t parent;    ///< Of a root: held_bit and its position among the roots.
    std::uint32_t capacity;  ///< Its top bit says that other nodes hang below.
    std::uint32_t count;     ///< Units at or below.
    std::uint32_t next;      ///< In the list of the root's other nodes, parents first.
    std::int64_t price;      ///< Scaled.
  };
  struct Root {
    std::uint32_t node;
    std::uint32_t first;
    std::uint32_t start;
    std::uint32_t room;
    Load load;
  };

  [[nodiscard]] const Root& root_of(std::uint32_t v) const noexcept {
    while (!is_root(v)) v = node_[v].parent;
    return root_[node_[v].parent & column_mask];
  }
  [[nodiscard]] Root& root_of(std::uint32_t v) noexcept {
    while (!is_root(v)) v = node_[v].parent;
    return root_[node_[v].parent & column_mask];
  }
  [[nodiscard]] std::span<TreeUnit> own(const Root& root) noexcept {
    return std::span(unit_).subspan(root.start, node_[root.node].count);
  }
  [[nodiscard]] std::int64_t next_cost(const Root& root) const noexcept {
    const Node& node = node_[root.node];
    if (node.count >= (node.capacity & column_mask)) return never;
    return std::min(root.load.marginal(node.count + 1), never);
  }
  /// What one more unit through the node has to bid.
  [[nodiscard]] std::int64_t entry_price(std::uint32_t v) noexcept {
    const std::uint32_t limit = lowest_full(v);
    const bool at_root = is_root(limit);
    const Root& root = root_of(limit);
    std::int64_t least = (at_root ? next_cost(root) : never) << shift_;
    for (const TreeUnit& u : own(root))
      if (at_root || below(u.leaf, limit)) least = std::min(least, u.bid);
    return least;
  }
  void move_counts(std::uint32_t from, std::uint32_t to) {
    for (; !is_root(from); from = node_[from].parent) --node_[from].count;
    for (; !is_root(to); to = node_[to].parent) ++node_[to].count;
  }
  [[nodiscard]] std::int32_t half(std::int64_t price) const noexcept {
    const std::int64_t whole = price >> shift_;
    return static_cast<std::int32_t>(2 * whole + ((whole << shift_) != price ? 1 : 0));
  }
  void set_price(std::uint32_t v, std::int64_t price) {
    node_[v].price = price;
    price_[v] = half(price);
  }

  int shift_;
  bool whole_ = false;
  std::int64_t lowest_ = never;
  std::vector<Node> node_;
  std::vector<std::int32_t> price_;
  std::vector<Root> root_;
  std::vector<TreeUnit> unit_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
