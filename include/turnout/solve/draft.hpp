// turnout/solve/draft.hpp -- a plan in the making: always valid, changed one service at a time.
//
// Where a flow is only a relaxation its solution may clash. A Draft takes from it what fits,
// then fills empty seats directly or by moving one member and replacing it, as long as the true
// objective falls. It keeps every hard rule at every moment: limits, clashes, seats, duties,
// and `together` needs whole or empty once `complete()` has ended.
//
//   Draft draft(rules, candidates, clash, musts);
//   draft.take(chosen);         // of a relaxed flow, in the order given
//   draft.complete(watch);      // greedy and one-step repair
//
// Greedy with single ejections: each pass is O(empty seats x their candidates). Deterministic.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/candidates.hpp>
#include <turnout/eligibility/clash.hpp>
#include <turnout/model/run.hpp>
#include <turnout/solve/musts.hpp>

namespace turnout::inline TURNOUT_ABI {

class Draft {
 public:
  /// Seats the duties at once. Refers to its arguments, which must outlive it.
  Draft(const Rules& rules, const Candidates& candidates, const Clash& clash,
        const std::vector<Must>& musts, const std::vector<Must>& together_musts);

  /// Adds each pair that fits beside what is there; duties are already there.
  void take(std::span<const std::uint32_t> pairs);
  /// Fills what pays, empties `together` needs that cannot be had whole.
  void complete(Watch& watch);

  /// Pairs in the plan, ascending.
  [[nodiscard]] std::vector<std::uint32_t> pairs() const;
  [[nodiscard]] std::int64_t filled(RoleId role) const noexcept { return filled_[index(role)]; }
  [[nodiscard]] std::int64_t filled(NeedId need) const noexcept { return of_need_[index(need)]; }
  /// Positions of the pairs that the member serves.
  [[nodiscard]] std::span<const std::uint32_t> of_member(MemberId member) const noexcept {
    return serves_[index(member)];
  }
  /// Whether the pair's member can serve it beside its other services, leaving `without` aside.
  [[nodiscard]] bool fits(std::uint32_t pair,
                          std::optional<std::uint32_t> without = std::nullopt) const;

 private:
  struct Move {
    std::int64_t change = 0;  ///< Of the objective; below 0 is better.
    std::uint32_t add = 0;
    std::optional<std::uint32_t> drop, refill;
  };
  void add(std::uint32_t pair);
  void remove(std::uint32_t pair);
  void seat_duties(const std::vector<Must>& musts);
  [[nodiscard]] bool is_duty(std::uint32_t pair) const;
  [[nodiscard]] NeedId need_of(std::uint32_t pair) const;
  [[nodiscard]] bool has_seat(std::uint32_t pair) const;
  [[nodiscard]] std::int64_t change_of_load(MemberId member, std::int64_t by) const;
  [[nodiscard]] std::int64_t seat_value(NeedId need) const;
  [[nodiscard]] std::optional<Move> best_addition(RoleId role) const;
  [[nodiscard]] std::optional<Move> best_exchange(RoleId role);
  [[nodiscard]] std::optional<Move> refill(RoleId role, MemberId not_by) const;
  [[nodiscard]] std::optional<Move> known_refill(RoleId role, MemberId not_by);
  void apply(const Move& move);
  bool improve(Watch& watch);
  bool gather(NeedId need);
  [[nodiscard]] bool duties_kept(NeedId need) const;
  void empty_partial();

  const Rules& rules_;
  const Candidates& candidates_;
  const Clash& clash_;
  const std::vector<Must>& musts_;
  const std::vector<Must>& together_musts_;
  std::vector<std::vector<std::uint32_t>> serves_;
  std::vector<std::int64_t> filled_, of_need_;
  /// The replacement last found for a role, checked again before it is used: looking through all
  /// candidates for every exchange would make a pass quadratic in them.
  struct Known {
    bool looked = false;
    std::optional<std::uint32_t> pair;
  };
  std::vector<Known> refill_of_;
};

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/solve/detail/draft.ipp>
#endif
