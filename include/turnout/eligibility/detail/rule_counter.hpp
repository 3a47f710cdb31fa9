#pragma once

// How many members each rule leaves, for a few roles of a large problem: counted by bits.

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/detail/member_index.hpp>
#include <turnout/eligibility/parallel.hpp>
#include <turnout/eligibility/rules.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// One bit a member, in the order of the grid.
using MemberBits = std::vector<std::uint64_t>;

inline void set_bit(MemberBits& bits, std::size_t i) noexcept {
  bits[i / 64] |= std::uint64_t{1} << (i % 64);
}

/// Members that break each rule, as bits; nullptr: nobody does.
using FailedBits = std::array<const MemberBits*, eligibility_rules>;

// Popcounts are one instruction where the processor has it; the sums are the same without.
inline void count_bits_plain(const FailedBits& failed, std::size_t members, RuleCounts& counts) {
  const std::size_t words = (members + 63) / 64;
  for (std::size_t w = 0; w < words; ++w) {
    std::uint64_t left = ~std::uint64_t{0};
    if (w + 1 == words && members % 64 != 0) left >>= 64 - members % 64;
    const std::uint64_t all = left;
    std::uint64_t one = 0, more = 0;
    for (std::size_t rule = 0; rule < eligibility_rules; ++rule) {
      if (failed[rule] != nullptr) {
        const std::uint64_t f = (*failed[rule])[w];
        more |= one & f;
        one |= f;
        left &= ~f;
      }
      counts.left[rule] += static_cast<std::uint32_t>(std::popcount(left));
    }
    const auto none = static_cast<std::uint32_t>(std::popcount(left));
    for (std::size_t rule = 0; rule < eligibility_rules; ++rule) {
      counts.if_dropped[rule] += none;
      if (failed[rule] != nullptr)
        counts.if_dropped[rule] +=
            static_cast<std::uint32_t>(std::popcount((*failed[rule])[w] & ~more & all));
    }
  }
}
#if defined(__x86_64__)
__attribute__((target("popcnt"), flatten)) inline void count_bits_popcnt(const FailedBits& failed,
                                                                         std::size_t members,
                                                                         RuleCounts& counts) {
  count_bits_plain(failed, members, counts);
}
#endif
inline void count_bits(const FailedBits& failed, std::size_t members, RuleCounts& counts) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("popcnt")) return count_bits_popcnt(failed, members, counts);
#endif
  count_bits_plain(failed, members, counts);
}

/// What roles share is found once: members by the skills asked on a day, by what they accept.
/// Immutable once built; refers to the index.
class RuleCounter {
 public:
  RuleCounter(const MemberIndex& index, std::span<const RoleId> roles, int threads)
      : index_(index), problem_(index.rules().problem()) {
    std::vector<std::pair<RoleId, Skills*>> to_do;
    std::vector<std::pair<RoleId, MemberBits*>> to_accept;
    for (const RoleId role : roles) {
      const auto [skills, new_skills] = skills_.try_emplace(skill_key(role));
      if (new_skills) to_do.emplace_back(role, &skills->second);
      const auto [accepts, new_accepts] = not_accepted_.try_emplace(accept_key(role));
      if (new_accepts) to_accept.emplace_back(role, &accepts->second);
    }
    for_each_chunk(to_do.size() + to_accept.size(), threads, [&](std::size_t i) {
      if (i < to_do.size())
        fill_skills(to_do[i].first, *to_do[i].second);
      else
        fill_accepts(to_accept[i - to_do.size()].first, *to_accept[i - to_do.size()].second);
    });
  }

  /// What the roles of one need share; scratch of one thread.
  struct NeedBits {
    bool known = false;
    NeedId need{};
    MemberBits outside, busy, far, limited;
    bool any_outside = false, any_far = false, any_limited = false;
  };

  [[nodiscard]] RuleCounts count(RoleId role, NeedBits& shared) const {
    const RoleView view(index_.rules(), role);
    if (!shared.known || shared.need != view.need()) fill_need(view, shared);
    const Skills& skills = skills_.at(skill_key(role));
    const auto bits_of = [](const MemberBits& bits) { return bits.empty() ? nullptr : &bits; };
    FailedBits failed{};
    const auto at = [&](Reason reason) -> const MemberBits*& {
      return failed[static_cast<std::size_t>(reason)];
    };
    MemberBits pinned;
    for (const Pin& pin : view.pins())
      if (view.pinned_never(pin.member)) {
        if (pinned.empty()) pinned.assign(words(), 0);
        set_bit(pinned, position_of(pin.member));
      }
    at(Reason::pinned_never) = bits_of(pinned);
    at(Reason::out_of_scope) = shared.any_outside ? &shared.outside : nullptr;
    at(Reason::not_accepted) = bits_of(not_accepted_.at(accept_key(role)));
    at(Reason::no_skill) = bits_of(skills.missing);
    at(Reason::level_too_low) = bits_of(skills.low);
    at(Reason::expired) = bits_of(skills.expired);
    at(Reason::not_free) = &shared.busy;
    at(Reason::too_far) = shared.any_far ? &shared.far : nullptr;
    at(Reason::limit_zero) = shared.any_limited ? &shared.limited : nullptr;
    RuleCounts counts;
    counts.members = static_cast<std::uint32_t>(index_.who().size());
    count_bits(failed, index_.who().size(), counts);
    return counts;
  }

 private:
  struct Skills {
    MemberBits missing, low, expired;
  };
  using SkillKey = std::pair<std::vector<std::uint64_t>, LocalDay>;

  [[nodiscard]] std::size_t words() const noexcept { return (index_.who().size() + 63) / 64; }
  [[nodiscard]] SkillKey skill_key(RoleId role) const {
    SkillKey key{{}, problem_.needs().last_day[index(problem_.need_of(role))]};
    for (const Asked& a : problem_.roles().asked[index(role)])
      key.first.push_back(index(a.skill) << 8U | a.least_level);
    if (key.first.empty()) key.second = {};
    return key;
  }
  [[nodiscard]] std::pair<WordId, WordId> accept_key(RoleId role) const {
    const std::size_t n = index(problem_.need_of(role));
    return {problem_.needs().kind[n], problem_.needs().item[n]};
  }

  void fill_skills(RoleId role, Skills& skills) const {
    if (problem_.roles().asked[index(role)].empty()) return;
    const RoleView view(index_.rules(), role);
    std::vector<std::uint8_t> of_profile(problem_.profiles().size());
    constexpr auto first = static_cast<unsigned>(Reason::no_skill);
    for (std::size_t i = 0; i < of_profile.size(); ++i)
      of_profile[i] =
          static_cast<std::uint8_t>(view.profile_failed(make_id<ProfileId>(i)) >> first);
    for (MemberBits* bits : {&skills.missing, &skills.low, &skills.expired})
      bits->assign(words(), 0);
    for (std::size_t i = 0; i < index_.who().size(); ++i) {
      const std::uint64_t failed = of_profile[index(index_.who()[i].profile)];
      skills.missing[i / 64] |= (failed & 1U) << (i % 64);
      skills.low[i / 64] |= (failed >> 1U & 1U) << (i % 64);
      skills.expired[i / 64] |= (failed >> 2U & 1U) << (i % 64);
    }
  }
  void fill_accepts(RoleId role, MemberBits& bits) const {
    const RoleView view(index_.rules(), role);
    for (std::size_t i = 0; i < index_.who().size(); ++i) {
      const Who& who = index_.who()[i];
      if ((who.flags & who_accepts) == 0 || view.accepted(who.member)) continue;
      if (bits.empty()) bits.assign(words(), 0);
      set_bit(bits, i);
    }
  }

  void fill_need(const RoleView& view, NeedBits& shared) const {
    shared.known = true;
    shared.need = view.need();
    const Needs& needs = problem_.needs();
    const std::size_t n = index(view.need());
    const Interval service{needs.start[n], needs.end[n]};
    const std::span<const Who> who = index_.who();

    shared.any_outside = needs.scope[n] != BranchId{} || index_.rules().policy().max_climb;
    if (shared.any_outside) {
      std::vector<std::uint8_t> open(problem_.branches().size());
      for (std::size_t b = 0; b < open.size(); ++b)
        open[b] = view.in_scope(make_id<BranchId>(b)) ? 1 : 0;
      shared.outside.assign(words(), 0);
      for (std::size_t i = 0; i < who.size(); ++i)
        if (open[index(problem_.members().branch[index(who[i].member)])] == 0)
          set_bit(shared.outside, i);
    }

    shared.busy.assign(words(), 0);
    const std::uint32_t plane = index_.time().plane(view.need());
    if (plane != TimePlanes::none) {
      for (std::size_t w = 0; w < words(); ++w) shared.busy[w] = ~index_.time().word(plane, w);
    } else {
      std::vector<std::uint8_t> free(problem_.calendars().size());
      for (std::size_t c = 0; c < free.size(); ++c)
        free[c] = view.calendar_free(make_id<CalendarId>(c)) ? 1 : 0;
      for (std::size_t i = 0; i < who.size(); ++i)
        if (free[index(problem_.members().calendar[index(who[i].member)])] == 0)
          set_bit(shared.busy, i);
    }

    shared.any_far = needs.has_place[n] != 0;
    if (shared.any_far) fill_far(view, shared.far);

    shared.any_limited = false;
    for (std::size_t i = 0; i < who.size(); ++i) {
      if ((who[i].flags & who_limited) == 0 ||
          index_.rules().longest_service(who[i].member) >= (service.end - service.start).count())
        continue;
      if (!std::exchange(shared.any_limited, true)) shared.limited.assign(words(), 0);
      set_bit(shared.limited, i);
    }
  }

  /// All with a place are too far but those of some runs, who are asked one by one.
  void fill_far(const RoleView& view, MemberBits& out_of_reach) const {
    const std::size_t n = index(view.need());
    const Needs& needs = problem_.needs();
    const std::uint32_t placed = index_.grid().placed().last;
    const Place at = needs.at[n];
    const double need_reach2 =
        std::isnan(needs.max_km[n]) ? infinite : squared_chord_above(needs.max_km[n] * 1000.0);
    out_of_reach.assign(words(), 0);
    std::fill_n(out_of_reach.begin(), placed / 64, ~std::uint64_t{0});
    if (placed % 64 != 0) out_of_reach[placed / 64] = (std::uint64_t{1} << (placed % 64)) - 1;
    index_.grid().near(needs.lat[n], needs.lon[n],
                       index_.rules().widest_reach_km(view.need()) * 1000.0,
                       [&](std::size_t, Run run) {
                         for (std::uint32_t i = run.first; i < run.last; ++i)
                           if (!too_far(view, at, need_reach2, i))
                             out_of_reach[i / 64] &= ~(std::uint64_t{1} << (i % 64));
                       });
  }
  [[nodiscard]] bool too_far(const RoleView& view, const Place& at, double need_reach2,
                             std::uint32_t i) const {
    const Spot& spot = index_.spots()[i];
    const Place home{spot.x, spot.y, spot.z};
    const double chord2 = squared_chord(home, at);
    const double limit2 = std::min(need_reach2, spot.reach2);
    // squared_chord_above is a little large; what it cannot decide, the distance does.
    if (chord2 > limit2 * (1.0 + 1e-6) + 1e-23) return true;
    if (limit2 < infinite && chord2 < limit2 * (1.0 - 1e-6) - 1e-23) return false;
    return view.too_far(index_.who()[i].member, distance(home, at));
  }
  static constexpr double infinite = std::numeric_limits<double>::infinity();

  [[nodiscard]] std::size_t position_of(MemberId member) const {
    const auto& order = index_.grid().order();
    return static_cast<std::size_t>(
        std::ranges::find(order, static_cast<std::uint32_t>(index(member))) - order.begin());
  }
  [[nodiscard]] static std::size_t index(auto id) noexcept { return turnout::index(id); }

  const MemberIndex& index_;
  const Problem& problem_;
  std::map<SkillKey, Skills> skills_;
  std::map<std::pair<WordId, WordId>, MemberBits> not_accepted_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
