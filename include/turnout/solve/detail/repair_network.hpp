// turnout/solve/detail/repair_network.hpp -- needs, members and pairs that change, and a way back.
//
// The state that a Repair keeps: who may serve where, which pairs are used, all prices. What is
// done to it goes through a few steps, each of which notes in a log how to undo it, so that a
// change that turns out to be impossible leaves nothing behind.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/solve/detail/repair_rows.hpp>
#include <turnout/solve/network.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Gone: it was removed, or never was a pair.
enum class PairState : std::uint8_t { free, used, gone };

/// One pair, by its id.
struct RepairPair {
  std::int64_t cost = 0;
  std::uint32_t need = no_node;
  std::uint32_t member = no_node;
};

/// A pair as it stands with its need: cheapest first, then by id.
struct RepairEntry {
  std::int64_t cost = 0;
  std::uint32_t member = 0;
  std::uint32_t pair = 0;

  friend bool operator<(const RepairEntry& a, const RepairEntry& b) noexcept {
    return a.cost != b.cost ? a.cost < b.cost : a.pair < b.pair;
  }
};

struct RepairNeed {
  std::int64_t price = 0;
  std::int64_t unfilled = 0;  ///< must_fill: no seat may stay empty.
  std::uint32_t seats = 0;
  bool removed = false;
};

struct RepairMember {
  std::uint32_t used = 0;  ///< Of its pairs; they stand first in its row.
  std::uint32_t capacity = 0;
  bool removed = false;
};

/// Pairs used have reduced costs cost - need price + member price of at most 0, others of at least
/// 0. A need's price is at most `unfilled`, and that where seats are empty; a member's is at least
/// 0, and that where places are free. Together they prove that nothing is cheaper (docs: flow).
class RepairNetwork {
 public:
  // Columns; after the start they change only by the steps below.
  std::vector<RepairNeed> need;
  std::vector<RepairMember> member;
  std::vector<std::int64_t> member_price;  ///< By itself: this is what searches read most.
  std::vector<RepairPair> pair;
  std::vector<PairState> state;  ///< Of a pair.
  GrowingRows<RepairEntry> row_of_need;
  GrowingRows<std::uint32_t> used_by_need;   ///< Pairs, in no order.
  GrowingRows<std::uint32_t> row_of_member;  ///< Pairs; those used first, else in no order.
  bool floats = false;                       ///< Costs were given as floats; they stand on a grid.
  std::vector<double> given_cost;            ///< Of a pair, as given; only floats.
  std::vector<double> given_unfilled;        ///< Of a need, likewise.
  std::int64_t objective = 0;

  [[nodiscard]] bool is_used(std::uint32_t p) const { return state[p] == PairState::used; }
  [[nodiscard]] bool is_gone(std::uint32_t p) const { return state[p] == PairState::gone; }
  [[nodiscard]] std::uint32_t filled(std::uint32_t n) const {
    return static_cast<std::uint32_t>(used_by_need[n].size());
  }
  /// Empty seats. While a seat is being taken away it may be none too few.
  [[nodiscard]] std::uint32_t empty_seats(std::uint32_t n) const {
    const std::uint32_t k = filled(n);
    return need[n].seats > k ? need[n].seats - k : 0;
  }
  [[nodiscard]] std::int64_t reduced_cost(std::uint32_t p) const {
    return pair[p].cost - need[pair[p].need].price + member_price[pair[p].member];
  }

  // The log.
  void begin() {
    log_.clear();
    objective_before_ = objective;
  }
  [[nodiscard]] std::int64_t objective_before() const noexcept { return objective_before_; }
  /// Everything as it was at begin().
  void roll_back() noexcept {
    for (std::size_t i = log_.size(); i-- > 0;) undo(log_[i]);
    log_.clear();
    objective = objective_before_;
  }
  /// Pairs whose use differs from begin(), ascending.
  [[nodiscard]] std::span<const std::uint32_t> switched() {
    switched_.clear();
    for (const Note& note : log_) {
      if (note.was == Was::use) switched_.push_back(note.at);
    }
    std::sort(switched_.begin(), switched_.end());
    std::size_t kept = 0;
    for (std::size_t i = 0; i < switched_.size();) {
      std::size_t end = i + 1;
      while (end < switched_.size() && switched_[end] == switched_[i]) ++end;
      if ((end - i) % 2 != 0) switched_[kept++] = switched_[i];
      i = end;
    }
    switched_.resize(kept);
    return switched_;
  }

  // The steps. Each notes first, so that whatever fails can be undone.
  void set_need_price(std::uint32_t n, std::int64_t price) {
    log_.push_back({Was::need_price, n, need[n].price});
    need[n].price = price;
  }
  void set_member_price(std::uint32_t m, std::int64_t price) {
    log_.push_back({Was::member_price, m, member_price[m]});
    member_price[m] = price;
  }
  void set_seats(std::uint32_t n, std::uint32_t seats) {
    log_.push_back({Was::seats, n, need[n].seats});
    need[n].seats = seats;
  }
  void set_capacity(std::uint32_t m, std::uint32_t capacity) {
    log_.push_back({Was::capacity, m, member[m].capacity});
    member[m].capacity = capacity;
  }
  void set_unfilled(std::uint32_t n, std::int64_t value, double given) {
    log_.push_back({Was::unfilled, n, need[n].unfilled});
    need[n].unfilled = value;
    if (!floats) return;
    log_.push_back({Was::given_unfilled, n, std::bit_cast<std::int64_t>(given_unfilled[n])});
    given_unfilled[n] = given;
  }
  /// Uses a pair, or no longer.
  void switch_use(std::uint32_t p) {
    if (!is_used(p)) used_by_need.make_room(pair[p].need);
    log_.push_back({Was::use, p, 0});
    objective += is_used(p) ? -pair[p].cost : pair[p].cost;
    change_use(p);
  }
  void link(std::uint32_t p) {
    row_of_member.make_room(pair[p].member);
    row_of_need.make_room(pair[p].need);
    log_.push_back({Was::apart, p, 0});
    insert_entry(p);
    row_of_member.push_back(pair[p].member, p);
    state[p] = PairState::free;
  }
  /// Takes a pair that is not used out of both rows, for good.
  void remove_pair(std::uint32_t p) {
    log_.push_back({Was::linked, p, 0});
    unlink(p);
    state[p] = PairState::gone;
  }
  void set_cost(std::uint32_t p, std::int64_t cost, double given) {
    log_.push_back({Was::cost, p, pair[p].cost});
    if (is_used(p)) objective += cost - pair[p].cost;
    change_cost(p, cost);
    if (!floats) return;
    log_.push_back({Was::given_cost, p, std::bit_cast<std::int64_t>(given_cost[p])});
    given_cost[p] = given;
  }
  /// Makes a pair, need or member that nothing is linked to yet. Its id is the next one.
  std::uint32_t add_pair(const RepairPair& x, double given) {
    room_for_one(pair), room_for_one(state), room_for_one(given_cost);
    const auto p = static_cast<std::uint32_t>(pair.size());
    log_.push_back({Was::no_pair, p, 0});
    pair.push_back(x);
    state.push_back(PairState::gone);
    if (floats) given_cost.push_back(given);
    return p;
  }
  std::uint32_t add_need(const RepairNeed& x, double given) {
    room_for_one(need), room_for_one(given_unfilled);
    row_of_need.make_room_for_row(), used_by_need.make_room_for_row();
    const auto n = static_cast<std::uint32_t>(need.size());
    log_.push_back({Was::no_need, n, 0});
    need.push_back(x);
    row_of_need.add_row(), used_by_need.add_row();
    if (floats) given_unfilled.push_back(given);
    return n;
  }
  std::uint32_t add_member() {
    room_for_one(member), room_for_one(member_price);
    row_of_member.make_room_for_row();
    const auto m = static_cast<std::uint32_t>(member.size());
    log_.push_back({Was::no_member, m, 0});
    member.push_back({});
    member_price.push_back(0);
    row_of_member.add_row();
    return m;
  }
  void remove_need(std::uint32_t n) {
    log_.push_back({Was::a_need, n, 0});
    need[n].removed = true;
  }
  void remove_member(std::uint32_t m) {
    log_.push_back({Was::a_member, m, 0});
    member[m].removed = true;
  }

 private:
  enum class Was : std::uint8_t {
    need_price,
    member_price,
    seats,
    capacity,
    unfilled,
    given_unfilled,
    use,
    apart,
    linked,
    cost,
    given_cost,
    no_pair,
    no_need,
    no_member,
    a_need,
    a_member,
  };
  struct Note {
    Was was;
    std::uint32_t at;
    std::int64_t old;
  };

  void undo(const Note& note) noexcept {
    const std::uint32_t at = note.at;
    switch (note.was) {
      case Was::need_price: need[at].price = note.old; break;
      case Was::member_price: member_price[at] = note.old; break;
      case Was::seats: need[at].seats = static_cast<std::uint32_t>(note.old); break;
      case Was::capacity: member[at].capacity = static_cast<std::uint32_t>(note.old); break;
      case Was::unfilled: need[at].unfilled = note.old; break;
      case Was::given_unfilled: given_unfilled[at] = std::bit_cast<double>(note.old); break;
      case Was::use: change_use(at); break;
      case Was::apart:
        unlink(at);
        state[at] = PairState::gone;
        break;
      case Was::linked:
        insert_entry(at);
        row_of_member.push_back(pair[at].member, at);
        state[at] = PairState::free;
        break;
      case Was::cost: change_cost(at, note.old); break;
      case Was::given_cost: given_cost[at] = std::bit_cast<double>(note.old); break;
      case Was::no_pair:
        pair.pop_back();
        state.pop_back();
        if (floats) given_cost.pop_back();
        break;
      case Was::no_need:
        need.pop_back();
        row_of_need.remove_last_row(), used_by_need.remove_last_row();
        if (floats) given_unfilled.pop_back();
        break;
      case Was::no_member:
        member.pop_back();
        member_price.pop_back();
        row_of_member.remove_last_row();
        break;
      case Was::a_need: need[at].removed = false; break;
      case Was::a_member: member[at].removed = false; break;
    }
  }

  // Rows keep their room when they shrink, so what goes back into one always fits.

  /// Moves a pair into or out of the used part of its member's row and of its need's list.
  void change_use(std::uint32_t p) noexcept {
    const RepairPair& x = pair[p];
    RepairMember& m = member[x.member];
    const std::span<std::uint32_t> row = row_of_member[x.member];
    if (!is_used(p)) {
      std::swap(row[m.used], *std::find(row.begin() + m.used, row.end(), p));
      ++m.used;
      used_by_need.push_back(x.need, p);
      state[p] = PairState::used;
    } else {
      --m.used;
      std::swap(row[m.used], *std::find(row.begin(), row.end(), p));
      const std::span<std::uint32_t> list = used_by_need[x.need];
      *std::find(list.begin(), list.end(), p) = list.back();
      used_by_need.erase(x.need, list.size() - 1);
      state[p] = PairState::free;
    }
  }
  void change_cost(std::uint32_t p, std::int64_t cost) noexcept {
    erase_entry(p);
    pair[p].cost = cost;
    insert_entry(p);
  }
  void insert_entry(std::uint32_t p) noexcept {
    const RepairEntry e{pair[p].cost, pair[p].member, p};
    const std::span<const RepairEntry> row = row_of_need[pair[p].need];
    const auto at = std::upper_bound(row.begin(), row.end(), e) - row.begin();
    row_of_need.insert(pair[p].need, static_cast<std::size_t>(at), e);
  }
  void erase_entry(std::uint32_t p) noexcept {
    const RepairEntry e{pair[p].cost, pair[p].member, p};
    const std::span<const RepairEntry> row = row_of_need[pair[p].need];
    const auto at = std::lower_bound(row.begin(), row.end(), e) - row.begin();
    row_of_need.erase(pair[p].need, static_cast<std::size_t>(at));
  }
  void unlink(std::uint32_t p) noexcept {
    erase_entry(p);
    const std::uint32_t m = pair[p].member;
    const std::span<std::uint32_t> row = row_of_member[m];
    *std::find(row.begin() + member[m].used, row.end(), p) = row.back();
    row_of_member.erase(m, row.size() - 1);
  }
  template <class T>
  static void room_for_one(std::vector<T>& v) {
    if (v.size() == v.capacity()) v.reserve(v.size() + v.size() / 2 + 16);
  }

  std::vector<Note> log_;
  std::vector<std::uint32_t> switched_;
  std::int64_t objective_before_ = 0;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
