#pragma once

#include <algorithm>

#include <turnout/solve/bound.hpp>
#include <turnout/solve/detail/musts.ipp>
#include <turnout/solve/draft.hpp>

namespace turnout::inline TURNOUT_ABI {

TURNOUT_INLINE Draft::Draft(const Rules& rules, const Candidates& candidates, const Clash& clash,
                            const std::vector<Must>& musts, const std::vector<Must>& together_musts)
    : rules_(rules),
      candidates_(candidates),
      clash_(clash),
      musts_(musts),
      together_musts_(together_musts),
      serves_(rules.problem().members().size()),
      filled_(rules.problem().roles().size(), 0),
      of_need_(rules.problem().needs().size(), 0),
      refill_of_(rules.problem().roles().size()) {
  seat_duties(musts);
}

TURNOUT_INLINE NeedId Draft::need_of(std::uint32_t pair) const {
  return rules_.problem().need_of(candidates_.role_of(pair));
}

TURNOUT_INLINE bool Draft::has_seat(std::uint32_t pair) const {
  const std::size_t r = index(candidates_.role_of(pair));
  return filled_[r] < rules_.problem().roles().seats[r];
}

TURNOUT_INLINE bool Draft::is_duty(std::uint32_t pair) const {
  const MemberId member = candidates_.pairs()[pair].member;
  const NeedId need = need_of(pair);
  for (const std::vector<Must>* musts : {&musts_, &together_musts_})
    for (const Must& must : std::ranges::equal_range(*musts, member, {}, &Must::member))
      if (must.need == need) return true;
  return false;
}

TURNOUT_INLINE void Draft::add(std::uint32_t pair) {
  std::vector<std::uint32_t>& services = serves_[index(candidates_.pairs()[pair].member)];
  services.insert(std::ranges::lower_bound(services, pair), pair);
  ++filled_[index(candidates_.role_of(pair))];
  ++of_need_[index(need_of(pair))];
}

TURNOUT_INLINE void Draft::remove(std::uint32_t pair) {
  std::erase(serves_[index(candidates_.pairs()[pair].member)], pair);
  --filled_[index(candidates_.role_of(pair))];
  --of_need_[index(need_of(pair))];
}

TURNOUT_INLINE void Draft::seat_duties(const std::vector<Must>& musts) {
  std::vector<Must> by_need(musts);
  std::ranges::sort(by_need, {}, [](const Must& m) { return std::pair(m.need, m.member); });
  for (std::size_t i = 0; i < by_need.size();) {
    const std::size_t first = i;
    detail::Seating seating(rules_.problem(), by_need);
    for (; i < by_need.size() && by_need[i].need == by_need[first].need; ++i) (void)seating.seat(i);
    for (const auto& [must, role] : seating.seats())
      if (const auto pair = candidates_.find(role, by_need[must].member))
        add(static_cast<std::uint32_t>(*pair));
  }
}

TURNOUT_INLINE bool Draft::fits(std::uint32_t pair, std::optional<std::uint32_t> without) const {
  const MemberId member = candidates_.pairs()[pair].member;
  std::vector<NeedId> needs{need_of(pair)};
  for (const std::uint32_t other : serves_[index(member)]) {
    if (other == without) continue;
    if (need_of(other) == needs.front()) return false;
    needs.push_back(need_of(other));
  }
  return fit_together(rules_, clash_, member, needs);
}

TURNOUT_INLINE void Draft::take(std::span<const std::uint32_t> pairs) {
  // The dearest seats first, so that of clashing services the one worth most stays.
  std::vector<std::pair<std::int64_t, std::uint32_t>> order;
  for (const std::uint32_t pair : pairs)
    order.emplace_back(candidates_.pairs()[pair].cost - seat_value(need_of(pair)), pair);
  std::ranges::sort(order);
  for (const auto& [value, pair] : order)
    if (has_seat(pair) && fits(pair)) add(pair);
}

TURNOUT_INLINE std::int64_t Draft::change_of_load(MemberId member, std::int64_t by) const {
  const detail::LoadOf load = detail::load_of(rules_, member, Goal::cost);
  const auto now = static_cast<std::int64_t>(serves_[index(member)].size());
  return load.at(now + by) - load.at(now);
}

TURNOUT_INLINE std::int64_t Draft::seat_value(NeedId need) const {
  const std::int64_t now = of_need_[index(need)];
  if (now >= rules_.problem().needs().seats[index(need)]) return 0;
  return empty_cost(rules_, need, now) - empty_cost(rules_, need, now + 1);
}

TURNOUT_INLINE std::optional<Draft::Move> Draft::best_addition(RoleId role) const {
  std::optional<Move> best;
  const std::int64_t value = seat_value(rules_.problem().need_of(role));
  const std::size_t begin = candidates_.first(role);
  for (std::size_t i = begin; i < begin + candidates_.count(role); ++i) {
    const Candidate& c = candidates_.pairs()[i];
    const std::int64_t change = c.cost + change_of_load(c.member, 1) - value;
    if (change >= 0 || (best && best->change <= change)) continue;
    if (fits(static_cast<std::uint32_t>(i)))
      best = Move{change, static_cast<std::uint32_t>(i), std::nullopt, std::nullopt};
  }
  return best;
}

TURNOUT_INLINE std::optional<Draft::Move> Draft::refill(RoleId role, MemberId not_by) const {
  std::optional<Move> best;
  const std::size_t begin = candidates_.first(role);
  for (std::size_t i = begin; i < begin + candidates_.count(role); ++i) {
    const Candidate& c = candidates_.pairs()[i];
    if (c.member == not_by) continue;
    const std::int64_t change = c.cost + change_of_load(c.member, 1);
    if (best && best->change <= change) continue;
    if (fits(static_cast<std::uint32_t>(i)))
      best = Move{change, static_cast<std::uint32_t>(i), std::nullopt, std::nullopt};
  }
  return best;
}

TURNOUT_INLINE std::optional<Draft::Move> Draft::known_refill(RoleId role, MemberId not_by) {
  Known& known = refill_of_[index(role)];
  if (known.looked) {
    if (!known.pair) return std::nullopt;
    const Candidate& c = candidates_.pairs()[*known.pair];
    if (c.member != not_by && fits(*known.pair))
      return Move{c.cost + change_of_load(c.member, 1), *known.pair, std::nullopt, std::nullopt};
  }
  const std::optional<Move> found = refill(role, not_by);
  known = {true, found ? std::optional(found->add) : std::nullopt};
  return found;
}

TURNOUT_INLINE std::optional<Draft::Move> Draft::best_exchange(RoleId role) {
  std::optional<Move> best;
  const NeedId need = rules_.problem().need_of(role);
  const std::int64_t value = seat_value(need);
  const std::size_t begin = candidates_.first(role);
  for (std::size_t i = begin; i < begin + candidates_.count(role); ++i) {
    const auto pair = static_cast<std::uint32_t>(i);
    const Candidate& c = candidates_.pairs()[i];
    for (const std::uint32_t other : serves_[index(c.member)]) {
      const NeedId left = need_of(other);
      if (left == need || is_duty(other) || !fits(pair, other)) continue;
      const std::int64_t moved = c.cost - candidates_.pairs()[other].cost - value;
      const bool together = rules_.problem().needs().together[index(left)] != 0;
      const std::int64_t now = of_need_[index(left)];
      const std::int64_t emptied =
          empty_cost(rules_, left, now - 1) - empty_cost(rules_, left, now);
      const std::optional<Move> replaced = known_refill(candidates_.role_of(other), c.member);
      Move move{moved + emptied, pair, other, std::nullopt};
      if (replaced && (replaced->change < emptied || together)) {
        move.change = moved + replaced->change;
        move.refill = replaced->add;
      } else if (together) {
        continue;  // a seat less may break the whole
      }
      if (move.change < 0 && (!best || move.change < best->change)) best = move;
    }
  }
  return best;
}

TURNOUT_INLINE void Draft::apply(const Move& move) {
  if (move.drop) remove(*move.drop);
  add(move.add);
  if (move.refill) add(*move.refill);
}

TURNOUT_INLINE bool Draft::improve(Watch& watch) {
  const Problem& p = rules_.problem();
  std::vector<RoleId> order;
  for (std::size_t r = 0; r < p.roles().size(); ++r)
    if (filled_[r] < p.roles().seats[r] && p.needs().together[index(p.roles().need[r])] == 0)
      order.push_back(make_id<RoleId>(r));
  std::ranges::stable_sort(order, {}, [&](RoleId r) { return -seat_value(p.need_of(r)); });
  bool improved = false;
  for (const RoleId role : order) {
    while (filled_[index(role)] < p.roles().seats[index(role)]) {
      if (watch.must_end(1 + candidates_.count(role))) return false;
      std::optional<Move> move = best_addition(role);
      if (!move) move = best_exchange(role);
      if (!move) break;
      apply(*move);
      improved = true;
    }
  }
  return improved;
}

/// Brings a `together` need up to its minimum and beyond, or leaves it as it was.
TURNOUT_INLINE bool Draft::gather(NeedId need) {
  const Problem& p = rules_.problem();
  const std::size_t n = index(need);
  const std::int64_t least =
      p.needs().min_seats[n] > 0 ? p.needs().min_seats[n] : p.needs().seats[n];
  const std::int64_t before = of_need_[n];
  std::vector<std::uint32_t> added;
  std::int64_t change = 0;
  const auto try_role = [&](RoleId role, bool only_if_it_pays) {
    while (filled_[index(role)] < p.roles().seats[index(role)]) {
      const std::optional<Move> move = refill(role, make_id<MemberId>(p.members().size()));
      if (!move) return;
      const std::int64_t value = seat_value(need);
      if (only_if_it_pays && move->change >= value) return;
      change += move->change - value;
      add(move->add);
      added.push_back(move->add);
    }
  };
  // Duties first: when anyone serves here, they do.
  for (const Must& must : together_musts_) {
    if (must.need != need) continue;
    for (const RoleId role : must.roles) {
      const auto pair = candidates_.find(role, must.member);
      if (!pair || !has_seat(static_cast<std::uint32_t>(*pair)) ||
          !fits(static_cast<std::uint32_t>(*pair)))
        continue;
      change += candidates_.pairs()[*pair].cost + change_of_load(must.member, 1) - seat_value(need);
      add(static_cast<std::uint32_t>(*pair));
      added.push_back(static_cast<std::uint32_t>(*pair));
      break;
    }
  }
  const auto roles = [&](bool only_if_it_pays) {
    for (std::size_t r = p.needs().first_role[n]; r < p.needs().first_role[n + 1]; ++r)
      if (of_need_[n] < least || only_if_it_pays) try_role(make_id<RoleId>(r), only_if_it_pays);
  };
  roles(false);
  if (of_need_[n] >= least) roles(true);
  const bool whole = of_need_[n] >= least && duties_kept(need);
  if (whole && (change < 0 || before >= least)) return !added.empty();
  for (const std::uint32_t pair : added) remove(pair);
  return false;
}

TURNOUT_INLINE bool Draft::duties_kept(NeedId need) const {
  return std::ranges::all_of(together_musts_, [&](const Must& must) {
    return must.need != need ||
           std::ranges::any_of(serves_[index(must.member)], [&](std::uint32_t pair) {
             return std::ranges::binary_search(must.roles, candidates_.role_of(pair));
           });
  });
}

/// Nobody serves a `together` need below its minimum, or without its duties.
TURNOUT_INLINE void Draft::empty_partial() {
  const Problem& p = rules_.problem();
  for (std::size_t n = 0; n < p.needs().size(); ++n) {
    if (p.needs().together[n] == 0 || of_need_[n] == 0) continue;
    const auto need = make_id<NeedId>(n);
    const std::int64_t least =
        p.needs().min_seats[n] > 0 ? p.needs().min_seats[n] : p.needs().seats[n];
    if (of_need_[n] >= least && duties_kept(need)) continue;
    for (std::size_t r = p.needs().first_role[n]; r < p.needs().first_role[n + 1]; ++r)
      for (const Candidate& c : candidates_.of_role(make_id<RoleId>(r))) {
        const std::vector<std::uint32_t> services = serves_[index(c.member)];
        for (const std::uint32_t pair : services)
          if (index(candidates_.role_of(pair)) == r) remove(pair);
      }
  }
}

TURNOUT_INLINE void Draft::complete(Watch& watch) {
  constexpr int most_passes = 8;
  const Problem& p = rules_.problem();
  for (int pass = 0; pass < most_passes; ++pass) {
    bool improved = false;
    std::ranges::fill(refill_of_, Known{});
    for (std::size_t n = 0; n < p.needs().size() && !watch.ended(); ++n)
      if (p.needs().together[n] != 0 && of_need_[n] < p.needs().seats[n])
        improved = gather(make_id<NeedId>(n)) || improved;
    empty_partial();
    improved = improve(watch) || improved;
    if (!improved || watch.must_end()) break;
  }
  empty_partial();
}

TURNOUT_INLINE std::vector<std::uint32_t> Draft::pairs() const {
  std::vector<std::uint32_t> all;
  for (const std::vector<std::uint32_t>& services : serves_)
    all.insert(all.end(), services.begin(), services.end());
  std::ranges::sort(all);
  return all;
}

}  // namespace turnout::inline TURNOUT_ABI
