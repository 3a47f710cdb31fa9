// turnout/solve/repair.hpp -- Repair: a plan that stays optimal while the world changes.
//
// A member declines at night, a need is cancelled, a newcomer registers: the plan must be the
// best there is again, now, and with as few people moved as that takes. A Repair is made once
// from a problem of the second door and its result; each call changes one thing, mends the
// optimum from the old prices and answers with the pairs that changed.
//
//   std::vector<std::int64_t> need{0, 0, 1}, member{0, 1, 1}, cost{4, 7, 5};
//   FlowProblem week{.need = need, .member = member, .cost = cost, .unfilled_cost = 100};
//   Repair desk(week, solve_flow(week));               // uses pairs 0 and 2: objective 9
//   RepairChange c = desk.decline(0);                  // member 0 cannot come to need 0
//   // c.dropped == {{0, 0, 0}}, c.added == {}: need 0 stays empty, as member 1 is as dear there;
//   // c.rise == 96, desk.objective() == 105
//   FlowResult now = desk.result();                    // a snapshot; it never changes
//
// Equal to a fresh solve in objective and bound, after every call; among equal plans it need not
// choose the same one. Deterministic: the same calls give the same answers.
//
// Method: shortest augmenting and cancelling paths over the reduced costs, which look only at
// what they reach (repair_search.hpp): a decline takes microseconds in a city, and no call
// looks at all members, needs or pairs. result() does.
//
// Ids are positions in the arrays of the problem. What is added gets the next number: needs,
// members and pairs each have their own, and no number is ever used twice.
//
// Every call either succeeds or throws and leaves everything as it was. InputError says which
// id or number is wrong, or (`cannot_fill`) that a seat that must be filled no longer could be:
// give the need an unfilled_cost first. RangeError: totals would leave the exact range.
//
// The one object of the library that changes: for one thread at a time. A change costs no more
// for the problem being large, but many do add up: past some thousands, solve afresh.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/solve/flow_problem.hpp>

namespace turnout::inline TURNOUT_ABI {

namespace detail {
class RepairState;
}

/// A cost as FlowProblem takes it: a whole number, or a float. A problem of whole costs takes
/// only whole values of either; one of floats keeps its grid (FlowResult::resolution).
using FlowCost = std::variant<std::int64_t, double>;

/// A pair and whom it joins.
struct UsedPair {
  std::int64_t pair = 0;
  std::int64_t need = 0;
  std::int64_t member = 0;

  friend bool operator==(const UsedPair&, const UsedPair&) = default;
};

/// What a call changed.
struct RepairChange {
  std::vector<UsedPair> added;    ///< Used now and not before; by pair.
  std::vector<UsedPair> dropped;  ///< Used before and not now; by pair.
  double rise = 0;                ///< Objective after the call, less that before it.
  std::int64_t id = -1;           ///< Of the need, member or pair that was added; else -1.
  /// Of the pairs that came with a need or member: first_pair, first_pair + 1, ... in the order
  /// given. -1 where there were none.
  std::int64_t first_pair = -1;
  /// A cost given does not lie on the grid of the problem: it was rounded to the next step.
  /// result() sums the costs given all the same.
  bool rounded = false;
};

/// A need to add, with those who could serve it.
struct NewNeed {
  std::int64_t seats = 1;
  std::optional<FlowCost> unfilled_cost = {};  ///< None, or +inf: all seats must be filled.
  std::span<const std::int64_t> member = {};   ///< Of a pair.
  /// Of a pair, as in FlowProblem: +inf (sense max: -inf) is no pair, and its number is not used.
  std::variant<std::span<const std::int64_t>, std::span<const double>> cost = {};
};

/// A member to add, with what it could serve.
struct NewMember {
  std::int64_t capacity = 1;
  std::span<const std::int64_t> need = {};                                         ///< Of a pair.
  std::variant<std::span<const std::int64_t>, std::span<const double>> cost = {};  ///< Likewise.
};

class Repair {
 public:
  /// Copies the problem; the arrays may go. The result must belong to it: InputError names pairs
  /// that do not exist, are given twice or are too many for a need or member. One that is not
  /// optimal (timed out, say) is finished first, from its pairs and prices.
  /// Not for problems with groups, nor for a matrix with more needs than members and no
  /// unfilled_cost: InputError `not_supported_yet`.
  Repair(const FlowProblem& problem, const FlowResult& result);
  ~Repair();
  Repair(Repair&&) noexcept;
  Repair& operator=(Repair&&) noexcept;
  Repair(const Repair&) = delete;
  Repair& operator=(const Repair&) = delete;

  /// The everyday call: this member does not serve this need after all. remove_pair().
  RepairChange decline(std::int64_t pair) { return remove_pair(pair); }

  RepairChange add_pair(std::int64_t need, std::int64_t member, FlowCost cost);
  RepairChange remove_pair(std::int64_t pair);
  RepairChange set_cost(std::int64_t pair, FlowCost cost);

  RepairChange add_need(const NewNeed& need);
  RepairChange remove_need(std::int64_t need);
  RepairChange set_seats(std::int64_t need, std::int64_t seats);
  /// None, or +inf: all its seats must be filled.
  RepairChange set_unfilled_cost(std::int64_t need, std::optional<FlowCost> cost);

  RepairChange add_member(const NewMember& member);
  RepairChange remove_member(std::int64_t member);
  RepairChange set_capacity(std::int64_t member, std::int64_t capacity);

  /// In the caller's units. Floats: as they stand on the grid; result() sums those given.
  [[nodiscard]] double objective() const;
  /// Equals the objective: what stands is optimal.
  [[nodiscard]] double bound() const { return objective(); }
  [[nodiscard]] std::int64_t n_needs() const;    ///< Numbers given so far, those removed included.
  [[nodiscard]] std::int64_t n_members() const;  ///< Likewise.
  [[nodiscard]] std::int64_t n_pairs() const;    ///< Likewise.
  [[nodiscard]] bool is_used(std::int64_t pair) const;  ///< False for pairs removed.
  [[nodiscard]] std::int64_t short_by(std::int64_t need) const;
  [[nodiscard]] std::vector<UsedPair> used_by_need(std::int64_t need) const;      ///< By pair.
  [[nodiscard]] std::vector<UsedPair> used_by_member(std::int64_t member) const;  ///< By pair.

  /// Everything as it stands, as solve_flow() would say it, with ids in place of positions. The
  /// objective, and the bound that the prices prove, are summed from scratch. What was removed
  /// has the price 0 and no empty seats; `stats` stays empty.
  [[nodiscard]] FlowResult result() const;

 private:
  std::unique_ptr<detail::RepairState> state_;
};

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/solve/detail/repair.ipp>
#endif
