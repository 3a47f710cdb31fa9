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
#include <turnout/eligibility/detail/member_lists.hpp>
#include <turnout/eligibility/parallel.hpp>
#include <turnout/eligibility/rules.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// One bit a member, in the order of the grid.
using MemberBits = std::vector<std::uint64_t>;

inline void set_bit(MemberBits& bits, std::size_t i) noexcept {
  bits[i / 64] |= std::uint64_t{1} << (i % 64);
}
inline void clear_bit(MemberBits& bits, std::size_t i) noexcept {
  bits[i / 64] &= ~(std::uint64_t{1} << (i % 64));
}

/// Some members of one word.
struct SomeOf {
  std::uint32_t word;
  std::uint64_t bits;
};

/// Members that break each rule, as bits; nullptr: nobody does. Distance is told the other way
/// round: `near`, few words that hold all within reach, each member once.
struct FailedBits {
  std::array<const MemberBits*, eligibility_rules> of{};
  std::span<const SomeOf> near;
};
inline constexpr auto far_rule = static_cast<std::size_t>(Reason::too_far);

// A member out of reach can be counted for two things only: among those whom the rules before
// leave, and as one whom distance alone keeps away. So all but a few words are read for the rules
// that someone breaks, and the rest of the counting is done where someone is near.
//
// Popcounts are one instruction where the processor has it; the sums are the same without.

/// `left` holds all members; `reached` gets those whom no rule keeps away.
inline void count_bits_plain(const FailedBits& failed, MemberBits& left,
                             std::vector<SomeOf>& reached, RuleCounts& counts) {
  std::uint32_t count = counts.members;
  for (std::size_t rule = 0; rule < far_rule; ++rule) {
    if (failed.of[rule] != nullptr) {
      const MemberBits& f = *failed.of[rule];
      count = 0;
      for (std::size_t w = 0; w < left.size(); ++w)
        count += static_cast<std::uint32_t>(std::popcount(left[w] &= ~f[w]));
    }
    counts.left[rule] = count;
  }
  static_assert(far_rule + 2 == eligibility_rules);  // one rule behind it
  const MemberBits* last = failed.of[far_rule + 1];
  if (last != nullptr) {
    count = 0;
    for (std::size_t w = 0; w < left.size(); ++w)
      count += static_cast<std::uint32_t>(std::popcount(left[w] & ~(*last)[w]));
  }
  counts.if_dropped[far_rule] = count;
  std::array<std::uint32_t, eligibility_rules> only{};
  reached.clear();
  for (const SomeOf& near : failed.near) {
    std::uint64_t one = 0, more = 0;
    for (const MemberBits* f : failed.of) {
      if (f == nullptr) continue;
      more |= one & (*f)[near.word];
      one |= (*f)[near.word];
    }
    for (std::size_t rule = 0; rule < eligibility_rules; ++rule)
      if (failed.of[rule] != nullptr)
        only[rule] += static_cast<std::uint32_t>(
            std::popcount((*failed.of[rule])[near.word] & ~more & near.bits));
    counts.left[far_rule] += static_cast<std::uint32_t>(std::popcount(left[near.word] & near.bits));
    if (const std::uint64_t bits = near.bits & ~one; bits != 0) {
      counts.left[far_rule + 1] += static_cast<std::uint32_t>(std::popcount(bits));
      reached.push_back({near.word, bits});
    }
  }
  for (std::size_t rule = 0; rule < eligibility_rules; ++rule)
    if (rule != far_rule) counts.if_dropped[rule] = only[rule] + counts.left[far_rule + 1];
}
#if defined(__x86_64__)
__attribute__((target("popcnt"), flatten)) inline void count_bits_popcnt(
    const FailedBits& failed, MemberBits& left, std::vector<SomeOf>& reached, RuleCounts& counts) {
  count_bits_plain(failed, left, reached, counts);
}
#endif
inline void count_bits(const FailedBits& failed, MemberBits& left, std::vector<SomeOf>& reached,
                       RuleCounts& counts) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("popcnt")) return count_bits_popcnt(failed, left, reached, counts);
#endif
  count_bits_plain(failed, left, reached, counts);
}

/// What roles share is found once: members by the skills asked, by what they accept.
/// Immutable once built; refers to the index.
class RuleCounter {
 public:
  RuleCounter(const MemberIndex& index, std::span<const RoleId> roles, int threads)
      : index_(index), problem_(index.rules().problem()), lists_(index, roles) {
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
    MemberBits outside, busy, limited;
    bool any_outside = false, any_limited = false;
    std::vector<SomeOf> near;
    MemberBits pinned, expired, left;  ///< Of the role at hand.
    std::vector<SomeOf> eligible;
  };

  [[nodiscard]] RuleCounts count(RoleId role, NeedBits& shared) const {
    const RoleView view(index_.rules(), role);
    if (!shared.known || shared.need != view.need()) fill_need(view, shared);
    const Skills& skills = skills_.at(skill_key(role));
    const auto bits_of = [](const MemberBits& bits) { return bits.empty() ? nullptr : &bits; };
    FailedBits failed;
    const auto at = [&](Reason reason) -> const MemberBits*& {
      return failed.of[static_cast<std::size_t>(reason)];
    };
    shared.pinned.clear();
    for (const Pin& pin : view.pins())
      if (view.pinned_never(pin.member)) {
        if (shared.pinned.empty()) shared.pinned.assign(words(), 0);
        set_bit(shared.pinned, lists_.position_of(pin.member));
      }
    fill_expired(view, skills, shared.expired);
    at(Reason::pinned_never) = bits_of(shared.pinned);
    at(Reason::out_of_scope) = shared.any_outside ? &shared.outside : nullptr;
    at(Reason::not_accepted) = bits_of(not_accepted_.at(accept_key(role)));
    at(Reason::no_skill) = bits_of(skills.missing);
    at(Reason::level_too_low) = bits_of(skills.low);
    at(Reason::expired) = bits_of(shared.expired);
    at(Reason::not_free) = bits_of(shared.busy);
    at(Reason::limit_zero) = shared.any_limited ? &shared.limited : nullptr;
    failed.near = shared.near;
    RuleCounts counts;
    counts.members = static_cast<std::uint32_t>(index_.who().size());
    fill_all(shared.left);
    count_bits(failed, shared.left, shared.eligible, counts);
    return counts;
  }

  /// Whom no rule keeps from the role that was counted last with this scratch.
  void list_eligible(const NeedBits& counted, std::vector<MemberId>& out) const {
    out.clear();
    for (const SomeOf& some : counted.eligible)
      for (std::uint64_t bits = some.bits; bits != 0; bits &= bits - 1)
        out.push_back(index_
                          .who()[64 * std::size_t{some.word} +
                                 static_cast<std::size_t>(std::countr_zero(bits))]
                          .member);
  }

 private:
  struct Skills {
    MemberBits missing, low;
    std::vector<ProfileId> dated;  ///< Profiles of which an asked skill ends.
  };
  using SkillKey = std::vector<std::uint64_t>;

  [[nodiscard]] std::size_t words() const noexcept { return (index_.who().size() + 63) / 64; }
  void fill_all(MemberBits& bits) const {
    bits.assign(words(), ~std::uint64_t{0});
    if (index_.who().size() % 64 != 0) bits.back() >>= 64 - index_.who().size() % 64;
  }
  [[nodiscard]] SkillKey skill_key(RoleId role) const {
    SkillKey key;
    for (const Asked& a : problem_.roles().asked[index(role)])
      key.push_back(index(a.skill) << 8U | a.least_level);
    return key;
  }
  [[nodiscard]] std::pair<WordId, WordId> accept_key(RoleId role) const {
    const std::size_t n = index(problem_.need_of(role));
    return {problem_.needs().kind[n], problem_.needs().item[n]};
  }

  /// All miss a skill but those with a profile that has one of them: these are looked at.
  void fill_skills(RoleId role, Skills& skills) const {
    const std::span<const Asked> asked = problem_.roles().asked[index(role)];
    if (asked.empty()) return;
    fill_all(skills.missing);
    for (const Asked& a : asked)
      for (const ProfileId profile : lists_.profiles_with(a.skill)) {
        bool missing = false, low = false, dated = false;
        const std::span<const Holding> held = problem_.profiles()[index(profile)];
        for (const Asked& b : asked) {
          const auto h = std::ranges::lower_bound(held, b.skill, {}, &Holding::skill);
          if (h == held.end() || h->skill != b.skill)
            missing = true;
          else if (h->level < b.least_level)
            low = true;
          else if (h->last_valid != LocalDay::max())
            dated = true;
        }
        if (dated) skills.dated.push_back(profile);
        if (low && skills.low.empty()) skills.low.assign(words(), 0);
        for (const std::uint32_t i : lists_.with_profile(profile)) {
          if (!missing) clear_bit(skills.missing, i);
          if (low) set_bit(skills.low, i);
        }
      }
  }
  void fill_expired(const RoleView& view, const Skills& skills, MemberBits& expired) const {
    expired.clear();
    for (const ProfileId profile : skills.dated) {
      if ((view.profile_failed(profile) & bit(Reason::expired)) == 0) continue;
      if (expired.empty()) expired.assign(words(), 0);
      for (const std::uint32_t i : lists_.with_profile(profile)) set_bit(expired, i);
    }
  }
  void fill_accepts(RoleId role, MemberBits& bits) const {
    const RoleView view(index_.rules(), role);
    for (const std::uint32_t i : lists_.choosy()) {
      if (view.accepted(index_.who()[i].member)) continue;
      if (bits.empty()) bits.assign(words(), 0);
      set_bit(bits, i);
    }
  }

  void fill_need(const RoleView& view, NeedBits& shared) const {
    shared.known = true;
    shared.need = view.need();
    const Needs& needs = problem_.needs();
    const std::size_t n = index(view.need());

    shared.any_outside = asks_branch(view.need());
    if (shared.any_outside) {
      fill_all(shared.outside);
      for (std::size_t b = 0; b < problem_.branches().size(); ++b)
        if (view.in_scope(make_id<BranchId>(b)))
          for (const std::uint32_t i : lists_.in_branch(make_id<BranchId>(b)))
            clear_bit(shared.outside, i);
    }

    shared.busy.assign(words(), 0);
    const std::uint32_t plane = index_.time().plane(view.need());
    if (plane != TimePlanes::none) {
      for (std::size_t w = 0; w < words(); ++w) shared.busy[w] = ~index_.time().word(plane, w);
    } else {
      std::vector<std::uint8_t> free(problem_.calendars().size());
      for (std::size_t c = 0; c < free.size(); ++c)
        free[c] = view.calendar_free(make_id<CalendarId>(c)) ? 1 : 0;
      const std::span<const Who> who = index_.who();
      for (std::size_t i = 0; i < who.size(); ++i)
        if (free[index(problem_.members().calendar[index(who[i].member)])] == 0)
          set_bit(shared.busy, i);
    }

    fill_near(view, shared.near);

    const std::int64_t seconds = (needs.end[n] - needs.start[n]).count();
    shared.any_limited = false;
    for (const auto& [longest, i] : lists_.limited()) {
      if (longest >= seconds) break;
      if (!std::exchange(shared.any_limited, true)) shared.limited.assign(words(), 0);
      set_bit(shared.limited, i);
    }
  }
  [[nodiscard]] bool asks_branch(NeedId need) const {
    return problem_.needs().scope[index(need)] != BranchId{} ||
           index_.rules().policy().max_climb.has_value();
  }

  /// Those within reach, and all where one of the two has no place.
  void fill_near(const RoleView& view, std::vector<SomeOf>& near) const {
    const std::size_t n = index(view.need());
    const Needs& needs = problem_.needs();
    near.clear();
    const auto add = [&](Run run, const auto& within) {
      for (std::uint32_t i = run.first; i < run.last;) {
        const std::uint32_t word = i / 64;
        std::uint64_t bits = 0;
        for (; i < run.last && i / 64 == word; ++i)
          if (within(i)) bits |= std::uint64_t{1} << (i % 64);
        if (bits != 0) near.push_back({word, bits});
      }
    };
    const auto all = [](std::uint32_t) { return true; };
    if (needs.has_place[n] == 0) {
      add(index_.grid().placed(), all);
    } else {
      const Place at = needs.at[n];
      const bool own = !std::isnan(needs.max_km[n]);
      const double of_need = own ? squared_chord_above(needs.max_km[n] * 1000.0) : infinite;
      const double of_policy =
          !own && index_.rules().policy().within_km
              ? squared_chord_above(*index_.rules().policy().within_km * 1000.0)
              : infinite;
      index_.grid().near(
          needs.lat[n], needs.lon[n], index_.rules().widest_reach_km(view.need()) * 1000.0,
          [&](std::size_t, Run run) {
            add(run, [&](std::uint32_t i) { return !too_far(view, at, of_need, of_policy, i); });
          });
    }
    add(index_.grid().nowhere(), all);
  }
  [[nodiscard]] bool too_far(const RoleView& view, const Place& at, double of_need,
                             double of_policy, std::uint32_t i) const {
    const Spot& spot = index_.spots()[i];
    const Place home{spot.x, spot.y, spot.z};
    const double chord2 = squared_chord(home, at);
    double limit2 = std::min(of_need, spot.reach2);
    if (limit2 == infinite) limit2 = of_policy;
    // squared_chord_above is a little large; what it cannot decide, the distance does.
    if (chord2 > limit2 * (1.0 + 1e-6) + 1e-23) return true;
    if (limit2 < infinite && chord2 < limit2 * (1.0 - 1e-6) - 1e-23) return false;
    return view.too_far(index_.who()[i].member, distance(home, at));
  }
  static constexpr double infinite = std::numeric_limits<double>::infinity();

  [[nodiscard]] static std::size_t index(auto id) noexcept { return turnout::index(id); }

  const MemberIndex& index_;
  const Problem& problem_;
  MemberLists lists_;
  std::map<SkillKey, Skills> skills_;
  std::map<std::pair<WordId, WordId>, MemberBits> not_accepted_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
