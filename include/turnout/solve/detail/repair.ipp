#pragma once

#include <algorithm>
#include <cmath>
#include <memory>

#include <turnout/solve/detail/repair_proof.hpp>
#include <turnout/solve/detail/repair_state.hpp>
#include <turnout/solve/repair.hpp>

namespace turnout::inline TURNOUT_ABI {

TURNOUT_INLINE Repair::Repair(const FlowProblem& problem, const FlowResult& result)
    : state_(std::make_unique<detail::RepairState>(problem, result)) {}
TURNOUT_INLINE Repair::~Repair() = default;
TURNOUT_INLINE Repair::Repair(Repair&&) noexcept = default;
TURNOUT_INLINE Repair& Repair::operator=(Repair&&) noexcept = default;

TURNOUT_INLINE RepairChange Repair::add_pair(std::int64_t need, std::int64_t member,
                                             FlowCost cost) {
  return state_->add_pair(need, member, cost);
}
TURNOUT_INLINE RepairChange Repair::remove_pair(std::int64_t pair) {
  return state_->remove_pair(pair);
}
TURNOUT_INLINE RepairChange Repair::set_cost(std::int64_t pair, FlowCost cost) {
  return state_->set_cost(pair, cost);
}
TURNOUT_INLINE RepairChange Repair::add_need(const NewNeed& need) { return state_->add_need(need); }
TURNOUT_INLINE RepairChange Repair::remove_need(std::int64_t need) {
  return state_->remove_need(need);
}
TURNOUT_INLINE RepairChange Repair::set_seats(std::int64_t need, std::int64_t seats) {
  return state_->set_seats(need, seats);
}
TURNOUT_INLINE RepairChange Repair::set_unfilled_cost(std::int64_t need,
                                                      std::optional<FlowCost> cost) {
  return state_->set_unfilled_cost(need, cost);
}
TURNOUT_INLINE RepairChange Repair::add_member(const NewMember& member) {
  return state_->add_member(member);
}
TURNOUT_INLINE RepairChange Repair::remove_member(std::int64_t member) {
  return state_->remove_member(member);
}
TURNOUT_INLINE RepairChange Repair::set_capacity(std::int64_t member, std::int64_t capacity) {
  return state_->set_capacity(member, capacity);
}

TURNOUT_INLINE double Repair::objective() const {
  return state_->grid().shown(state_->net().objective);
}
TURNOUT_INLINE std::int64_t Repair::n_needs() const {
  return static_cast<std::int64_t>(state_->net().need.size());
}
TURNOUT_INLINE std::int64_t Repair::n_members() const {
  return static_cast<std::int64_t>(state_->net().member.size());
}
TURNOUT_INLINE std::int64_t Repair::n_pairs() const {
  return static_cast<std::int64_t>(state_->net().pair.size());
}
TURNOUT_INLINE bool Repair::is_used(std::int64_t pair) const {
  return pair >= 0 && pair < n_pairs() && state_->net().is_used(static_cast<std::uint32_t>(pair));
}
TURNOUT_INLINE std::int64_t Repair::short_by(std::int64_t need) const {
  return state_->net().empty_seats(state_->need_at(need));
}
TURNOUT_INLINE std::vector<UsedPair> Repair::used_by_need(std::int64_t need) const {
  std::vector<UsedPair> all;
  for (const std::uint32_t p : state_->net().used_by_need[state_->need_at(need)]) {
    all.push_back(state_->whom(p));
  }
  std::ranges::sort(all, {}, &UsedPair::pair);
  return all;
}
TURNOUT_INLINE std::vector<UsedPair> Repair::used_by_member(std::int64_t member) const {
  const std::uint32_t m = state_->member_at(member);
  std::vector<UsedPair> all;
  for (const std::uint32_t p : state_->net().row_of_member[m].first(state_->net().member[m].used)) {
    all.push_back(state_->whom(p));
  }
  std::ranges::sort(all, {}, &UsedPair::pair);
  return all;
}

TURNOUT_INLINE FlowResult Repair::result() const {
  const detail::RepairNetwork& net = state_->net();
  const detail::repairing::Grid& grid = state_->grid();
  FlowResult r;
  for (std::uint32_t p = 0; p < net.pair.size(); ++p) {
    if (!net.is_used(p)) continue;
    r.pairs.push_back(p);
    r.need.push_back(net.pair[p].need);
    r.member.push_back(net.pair[p].member);
  }
  for (std::uint32_t n = 0; n < net.need.size(); ++n) {
    r.short_by.push_back(net.empty_seats(n));
    r.need_prices.push_back(
        net.need[n].removed ? 0.0 : static_cast<double>(net.need[n].price) * grid.step());
  }
  for (std::uint32_t m = 0; m < net.member.size(); ++m) {
    r.member_prices.push_back(
        net.member[m].removed ? 0.0 : static_cast<double>(net.member_price[m]) * grid.step());
  }
  const detail::repairing::Totals whole = detail::repairing::totals(net);
  r.status = whole.objective == whole.bound ? Status::optimal : Status::feasible;
  if (grid.floats()) {
    const auto [objective, bound] = detail::repairing::real_totals(net, grid.step());
    r.objective = objective;
    r.bound = bound;
    r.resolution = grid.step();
  } else {
    r.objective = static_cast<double>(whole.objective);
    r.bound = static_cast<double>(whole.bound);
  }
  r.gap = std::max(0.0, r.objective - r.bound) / std::max(1.0, std::abs(r.objective));
  if (grid.maximise()) {
    r.objective = 0.0 - r.objective;
    r.bound = 0.0 - r.bound;
  }
  return r;
}

}  // namespace turnout::inline TURNOUT_ABI
