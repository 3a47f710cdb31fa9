#pragma once

#include <algorithm>

#include <turnout/model/ids.hpp>
#include <turnout/solve/most_seats.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// The residual network of a choice. A search walks through three kinds of states:
///   row r     a seat of the row looks for a unit
///   up v      one unit more has come in below node v
///   down v    one unit less may leave from below node v
class SeatFlow {
 public:
  SeatFlow(const FlowNetwork& net, std::span<const std::uint32_t> used,
           std::span<const std::uint32_t> locked)
      : net_(net),
        rows_(net.n_rows()),
        nodes_(net.n_nodes()),
        used_(net.leaf.size(), 0),
        locked_(nodes_, 0),
        row_of_(net.leaf.size()),
        filled_(rows_, 0),
        count_(nodes_, 0),
        via_(rows_ + 2 * nodes_),
        from_(rows_ + 2 * nodes_, unseen) {
    for (std::uint32_t r = 0; r < rows_; ++r)
      for (std::uint32_t c = net.row_start[r]; c < net.row_start[r + 1]; ++c) row_of_[c] = r;
    for (const std::uint32_t c : locked) locked_[net.leaf[c]] = 1;
    for (const std::uint32_t c : used) {
      used_[c] = 1;
      ++filled_[row_of_[c]];
      for (std::uint32_t v = net.leaf[c]; v != no_node; v = net.parent[v]) ++count_[v];
    }
    invert(net.leaf, candidates_of_);
    invert(net.parent, children_of_);
  }

  SeatCut solve() {
    bool found = true;
    while (found) {
      found = false;
      std::ranges::fill(from_, unseen);
      for (std::uint32_t r = 0; r < rows_; ++r)
        while (filled_[r] < net_.seats[r] && from_[r] == unseen && augment(r)) {
          found = true;
          from_[r] = unseen;  // the row may look again; nodes that led nowhere stay closed
        }
    }
    SeatCut cut;
    for (std::uint32_t r = 0; r < rows_; ++r) {
      cut.filled += filled_[r];
      cut.prices.push_back(from_[r] != unseen ? 1 : 0);
    }
    return cut;
  }

 private:
  static constexpr std::uint32_t unseen = no_node;
  using Lists = Rows<std::uint32_t>;

  /// Positions by value, for values that are nodes.
  void invert(std::span<const std::uint32_t> values, Lists& lists) const {
    std::vector<std::uint32_t> next(nodes_ + 1, 0);
    for (const std::uint32_t v : values)
      if (v != no_node) ++next[v + 1];
    for (std::size_t v = 0; v < nodes_; ++v) next[v + 1] += next[v];
    const std::vector<std::uint32_t> first = next;
    std::vector<std::uint32_t> items(next.back());
    for (std::uint32_t i = 0; i < values.size(); ++i)
      if (values[i] != no_node) items[next[values[i]]++] = i;
    for (std::size_t v = 0; v < nodes_; ++v)
      lists.add_row(std::span(items).subspan(first[v], first[v + 1] - first[v]));
  }

  [[nodiscard]] std::uint32_t up(std::uint32_t v) const noexcept {
    return static_cast<std::uint32_t>(rows_ + v);
  }
  [[nodiscard]] std::uint32_t down(std::uint32_t v) const noexcept {
    return static_cast<std::uint32_t>(rows_ + nodes_ + v);
  }
  void reach(std::uint32_t state, std::uint32_t from, std::uint32_t via) {
    if (from_[state] != unseen) return;
    from_[state] = from;
    via_[state] = via;
    queue_.push_back(state);
  }

  /// One more seat for this row, if there is a path; what was seen in this phase stays closed.
  bool augment(std::uint32_t row) {
    queue_.clear();
    reach(row, row, no_node);
    for (std::size_t head = 0; head < queue_.size(); ++head) {
      const std::uint32_t state = queue_[head];
      if (state < rows_) {
        for (std::uint32_t c = net_.row_start[state]; c < net_.row_start[state + 1]; ++c)
          if (used_[c] == 0) reach(up(net_.leaf[c]), state, c);
      } else if (state < rows_ + nodes_) {
        const auto v = static_cast<std::uint32_t>(state - rows_);
        if (count_[v] < net_.capacity[v]) {
          if (net_.parent[v] == no_node) {
            apply(state, row);
            return true;
          }
          reach(up(net_.parent[v]), state, no_node);
        }
        if (locked_[v] != 0)  // what stands here may change its row, not leave
          for (const std::uint32_t c : candidates_of_[v])
            if (used_[c] != 0) reach(row_of_[c], state, c);
        reach(down(v), state, no_node);
      } else {
        const auto v = static_cast<std::uint32_t>(state - rows_ - nodes_);
        for (const std::uint32_t c : candidates_of_[v])
          if (used_[c] != 0 && locked_[v] == 0) reach(row_of_[c], state, c);
        for (const std::uint32_t w : children_of_[v])
          if (count_[w] > 0) reach(down(w), state, no_node);
      }
    }
    return false;
  }

  void apply(std::uint32_t state, std::uint32_t row) {
    ++count_[state - rows_];  // the root
    while (state != row) {
      const std::uint32_t from = from_[state];
      if (state < rows_) {
        used_[via_[state]] = 0;
      } else if (state < rows_ + nodes_) {
        if (from < rows_)
          used_[via_[state]] = 1;
        else
          ++count_[from - rows_];
      } else if (from >= rows_ + nodes_) {
        --count_[state - rows_ - nodes_];
      }
      state = from;
    }
    ++filled_[row];
  }

  const FlowNetwork& net_;
  std::size_t rows_, nodes_;
  std::vector<std::uint8_t> used_, locked_;
  std::vector<std::uint32_t> row_of_, filled_, count_;
  Lists candidates_of_, children_of_;
  std::vector<std::uint32_t> via_, from_, queue_;
};

}  // namespace detail

TURNOUT_INLINE SeatCut most_seats(const FlowNetwork& network, std::span<const std::uint32_t> used,
                                  std::span<const std::uint32_t> locked) {
  return detail::SeatFlow(network, used, locked).solve();
}

}  // namespace turnout::inline TURNOUT_ABI
