// turnout/solve/detail/repair_changes.hpp -- every change, put together from the four steps.
//
// A pair goes by itself: it is taken out of the plan together with its seat and its place,
// which leaves the best plan for what remains; then the place and the seat come back. A pair
// comes in the other way round: with a seat and a place of its own, which are then taken away.
// What comes back to a member comes first, and what is taken from one comes last, so that a
// seat that must be filled is never asked to do without what it will have in the end.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/solve/detail/repair_network.hpp>
#include <turnout/solve/detail/repair_search.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

class RepairChanges {
 public:
  explicit RepairChanges(RepairNetwork& net) : net_(net), search_(net) {}

  [[nodiscard]] RepairSearch& search() noexcept { return search_; }
  [[nodiscard]] const RepairSearch& search() const noexcept { return search_; }

  void remove_pair(std::uint32_t p) {
    const auto [cost, n, m] = net_.pair[p];
    const bool used = net_.is_used(p);
    if (used) take_out(p);
    net_.remove_pair(p);
    if (used) {
      search_.add_places(m, 1);
      search_.add_seats(n, 1);
    }
  }
  /// After a pair was linked or its cost changed: uses it where that pays, or no longer.
  void settle(std::uint32_t p) {
    const auto [cost, n, m] = net_.pair[p];
    const std::int64_t reduced = net_.reduced_cost(p);
    if (!net_.is_used(p) && reduced < 0) {
      net_.set_seats(n, net_.need[n].seats + 1);
      net_.set_capacity(m, net_.member[m].capacity + 1);
      net_.switch_use(p);
      search_.lose_seats(n, 1);
      search_.lose_places(m, 1);
    } else if (net_.is_used(p) && reduced > 0) {
      take_out(p);
      search_.add_places(m, 1);
      search_.add_seats(n, 1);
    }
  }

  void set_seats(std::uint32_t n, std::uint32_t seats) {
    const std::uint32_t before = net_.need[n].seats;
    if (seats > before) search_.add_seats(n, seats - before);
    if (seats < before) search_.lose_seats(n, before - seats);
  }
  void set_capacity(std::uint32_t m, std::uint32_t capacity) {
    const std::uint32_t before = net_.member[m].capacity;
    if (capacity > before) search_.add_places(m, capacity - before);
    if (capacity < before) search_.lose_places(m, before - capacity);
  }
  void set_unfilled(std::uint32_t n, std::int64_t value, double given) {
    const std::uint32_t empty = net_.empty_seats(n);
    search_.lose_seats(n, empty);
    net_.set_unfilled(n, value, given);
    search_.offer_empty(n, value);
    search_.add_seats(n, empty);
  }

  /// A need without seats whose pairs were just linked.
  void open_need(std::uint32_t n, std::uint32_t seats) {
    std::int64_t price = std::min(net_.need[n].unfilled, cheap_);
    for (const RepairEntry& e : net_.row_of_need[n]) {
      price = std::min(price, e.cost + net_.member_price[e.member]);
    }
    net_.set_need_price(n, price == cheap_ ? 0 : price);
    search_.add_seats(n, seats);
  }
  /// A member without places whose pairs were just linked.
  void open_member(std::uint32_t m, std::uint32_t capacity) {
    std::int64_t price = 0;
    for (const std::uint32_t p : net_.row_of_member[m]) {
      price = std::max(price, net_.need[net_.pair[p].need].price - net_.pair[p].cost);
    }
    net_.set_member_price(m, price);
    search_.add_places(m, capacity);
  }

  void close_need(std::uint32_t n) {
    partners_.clear();
    while (!net_.used_by_need[n].empty()) {
      const std::uint32_t p = net_.used_by_need[n].back();
      partners_.push_back(net_.pair[p].member);
      take_out(p);
    }
    search_.lose_seats(n, net_.need[n].seats);
    while (!net_.row_of_need[n].empty()) net_.remove_pair(net_.row_of_need[n].back().pair);
    net_.remove_need(n);
    for (const std::uint32_t m : partners_) search_.add_places(m, 1);
  }
  void close_member(std::uint32_t m) {
    partners_.clear();
    while (net_.member[m].used > 0) {
      const std::uint32_t p = net_.row_of_member[m].front();
      partners_.push_back(net_.pair[p].need);
      take_out(p);
    }
    net_.set_capacity(m, 0);
    while (!net_.row_of_member[m].empty()) net_.remove_pair(net_.row_of_member[m].back());
    net_.remove_member(m);
    for (const std::uint32_t n : partners_) search_.add_seats(n, 1);
  }

 private:
  /// Takes a used pair out of the plan, together with its seat and its place.
  void take_out(std::uint32_t p) {
    const auto [cost, n, m] = net_.pair[p];
    net_.set_seats(n, net_.need[n].seats - 1);
    net_.set_capacity(m, net_.member[m].capacity - 1);
    net_.switch_use(p);
  }

  static constexpr std::int64_t cheap_ = std::numeric_limits<std::int64_t>::max();
  RepairNetwork& net_;
  RepairSearch search_;
  std::vector<std::uint32_t> partners_;  // Of what is being closed.
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
