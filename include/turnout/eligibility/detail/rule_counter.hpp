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
#include <turnout/eligibility/detail/counted_bits.hpp>
#include <turnout/eligibility/detail/member_index.hpp>
#include <turnout/eligibility/detail/member_lists.hpp>
#include <turnout/eligibility/rules.hpp>
#include <turnout/model/parallel.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// What roles share is found once: members by the skills asked, by what they accept.
/// Immutable once built; refers to the index.
class RuleCounter {
 public:
  RuleCounter(const MemberIndex& index, std::span<const RoleId> roles, int threads)
      : index_(index), problem_(index.rules().problem()), lists_(index, roles) {
    fill_all(all_);
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

  static constexpr std::uint32_t lanes = 4;

  /// What the roles of one need share; scratch of one thread.
  struct NeedBits {
    bool known = false;
    NeedId need{};
    MemberBits outside, busy, limited;
    bool any_outside = false, any_limited = false;
    std::vector<SomeOf> near;
    MemberBits pinned, expired, left;  ///< Of the role at hand.
    std::vector<SomeOf> eligible;
    // Of up to 64 members, and of as many as a vector may reach behind the last.
    std::array<std::uint32_t, 64 + lanes> position{};
    std::array<double, 64 + lanes> chord2{};
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
    fill_expired(view.need(), skills, shared.expired);
    at(Reason::pinned_never) = bits_of(shared.pinned);
    at(Reason::out_of_scope) = shared.any_outside ? &shared.outside : nullptr;
    at(Reason::not_accepted) = bits_of(not_accepted_.at(accept_key(role)));
    at(Reason::no_skill) = bits_of(skills.missing);
    at(Reason::level_too_low) = bits_of(skills.low);
    at(Reason::expired) = bits_of(shared.expired);
    at(Reason::not_free) = bits_of(shared.busy);
    at(Reason::limit_zero) = shared.any_limited ? &shared.limited : nullptr;
    failed.near = shared.near;
    failed.left = &all_;
    RuleCounts counts;
    counts.members = static_cast<std::uint32_t>(index_.who().size());
    if (!skills.fit.empty() && !failed.of[0] && !failed.of[1] && !failed.of[2]) {
      static_assert(static_cast<std::size_t>(Reason::no_skill) == 3);
      counts.left = {counts.members, counts.members, counts.members, skills.have, skills.able};
      failed.counted = 5;
      failed.left = &skills.fit;
    }
    shared.left.resize(words());
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
    MemberBits fit;                    ///< Whom neither keeps away; empty: everyone.
    std::uint32_t have = 0, able = 0;  ///< Members left by the one rule, and by both.
    struct Dated {
      LocalDay last;
      ProfileId profile;
    };
    std::vector<Dated> dated;  ///< Profiles of which an asked skill ends, the first to end first.
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
    skills.missing = all_;
    for (const Asked& a : asked)
      for (const ProfileId profile : lists_.profiles_with(a.skill)) {
        bool missing = false, low = false;
        LocalDay last = LocalDay::max();
        const std::span<const Holding> held = problem_.profiles()[index(profile)];
        for (const Asked& b : asked) {
          const auto h = std::ranges::lower_bound(held, b.skill, {}, &Holding::skill);
          if (h == held.end() || h->skill != b.skill)
            missing = true;
          else if (h->level < b.least_level)
            low = true;
          else
            last = std::min(last, h->last_valid);
        }
        if (last != LocalDay::max()) skills.dated.push_back({last, profile});
        if (low && skills.low.empty()) skills.low.assign(words(), 0);
        for (const std::uint32_t i : lists_.with_profile(profile)) {
          if (!missing) clear_bit(skills.missing, i);
          if (low) set_bit(skills.low, i);
        }
      }
    std::ranges::sort(skills.dated, {}, &Skills::Dated::last);
    skills.fit.resize(words());
    for (std::size_t w = 0; w < words(); ++w) {
      const std::uint64_t have = all_[w] & ~skills.missing[w];
      skills.fit[w] = skills.low.empty() ? have : have & ~skills.low[w];
      skills.have += static_cast<std::uint32_t>(std::popcount(have));
      skills.able += static_cast<std::uint32_t>(std::popcount(skills.fit[w]));
    }
  }
  void fill_expired(NeedId need, const Skills& skills, MemberBits& expired) const {
    expired.clear();
    for (const auto& [last, profile] : skills.dated) {
      if (last >= problem_.needs().last_day[index(need)]) break;
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
      shared.outside = all_;
      for (std::size_t b = 0; b < problem_.branches().size(); ++b)
        if (view.in_scope(make_id<BranchId>(b)))
          for (const std::uint32_t i : lists_.in_branch(make_id<BranchId>(b)))
            clear_bit(shared.outside, i);
    }

    const std::uint32_t plane = index_.time().plane(view.need());
    if (plane != TimePlanes::none) {
      shared.busy.resize(words());
      index_.time().copy_inverted(plane, shared.busy);
    } else {
      shared.busy.assign(words(), 0);
      std::vector<std::uint8_t> free(problem_.calendars().size());
      for (std::size_t c = 0; c < free.size(); ++c)
        free[c] = view.calendar_free(make_id<CalendarId>(c)) ? 1 : 0;
      const std::span<const Who> who = index_.who();
      for (std::size_t i = 0; i < who.size(); ++i)
        if (free[index(problem_.members().calendar[index(who[i].member)])] == 0)
          set_bit(shared.busy, i);
    }

    fill_near(view, shared);

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
  void fill_near(const RoleView& view, NeedBits& shared) const {
    std::vector<SomeOf>& near = shared.near;
    const std::size_t n = index(view.need());
    const Needs& needs = problem_.needs();
    near.clear();
    const auto add_all = [&](Run run) {
      for (std::uint32_t i = run.first; i < run.last; i = (i / 64 + 1) * 64) {
        std::uint64_t bits = ~std::uint64_t{0} << (i % 64);
        if (run.last - i / 64 * 64 < 64) bits &= (std::uint64_t{1} << (run.last % 64)) - 1;
        near.push_back({i / 64, bits});
      }
    };
    if (needs.has_place[n] == 0) {
      add_all(index_.grid().placed());
    } else {
      const bool own = !std::isnan(needs.max_km[n]);
      const Reach reach{needs.at[n], own ? squared_chord_above(needs.max_km[n] * 1000.0) : infinite,
                        !own && index_.rules().policy().within_km
                            ? squared_chord_above(*index_.rules().policy().within_km * 1000.0)
                            : infinite};
      index_.grid().near(needs.lat[n], needs.lon[n],
                         index_.rules().widest_reach_km(view.need()) * 1000.0,
                         [&](std::size_t, Run run) { add_near(view, reach, run, shared); });
    }
    add_all(index_.grid().nowhere());
  }

  struct Reach {
    Place at;
    double of_need2, of_policy2;  ///< Squared chords; infinite where there is no limit.
  };
  void add_near(const RoleView& view, const Reach& reach, Run run, NeedBits& shared) const {
    auto& position = shared.position;
    auto& chord2 = shared.chord2;
    const double limit2 = std::min(reach.of_need2, reach.of_policy2);
    const double clear2 = limit2 < infinite ? limit2 * (1.0 - 1e-6) - 1e-23 : infinite;
    const double beyond2 = limit2 * (1.0 + 1e-6) + 1e-23;
    for (std::uint32_t first = run.first; first < run.last;) {
      const std::uint32_t last = std::min(run.last, (first / 64 + 1) * 64);
      const std::uint32_t size = last - first;
      for (std::uint32_t i = 0; i < size; ++i) position[i] = first + i;
      std::fill_n(position.begin() + size, lanes, first);
      measure_.squared_chords(index_.spots().data(), position.data(), size, reach.at,
                              chord2.data());
      std::uint64_t bits = 0;
      if (index_.own_reach()) {
        for (std::uint32_t i = 0; i < size; ++i)
          if (!too_far(view, reach, first + i, chord2[i])) bits |= std::uint64_t{1} << i;
      } else {
        // One limit for all: few are so near to it that more has to be asked.
        std::uint64_t unsure = 0;
        for (std::uint32_t i = 0; i < size; ++i) {
          bits |= std::uint64_t{chord2[i] < clear2} << i;
          unsure |= std::uint64_t{chord2[i] <= beyond2} << i;
        }
        for (unsure &= ~bits; unsure != 0; unsure &= unsure - 1) {
          const auto i = static_cast<std::uint32_t>(std::countr_zero(unsure));
          if (!too_far(view, reach, first + i, chord2[i])) bits |= std::uint64_t{1} << i;
        }
      }
      bits <<= first % 64;
      if (bits != 0) shared.near.push_back({first / 64, bits});
      first = last;
    }
  }
  [[nodiscard]] bool too_far(const RoleView& view, const Reach& reach, std::uint32_t i,
                             double chord2) const {
    double limit2 = std::min(reach.of_need2, index_.spots()[i].reach2);
    if (limit2 == infinite) limit2 = reach.of_policy2;
    // squared_chord_above is a little large; what it cannot decide, the distance does.
    if (chord2 > limit2 * (1.0 + 1e-6) + 1e-23) return true;
    if (limit2 < infinite && chord2 < limit2 * (1.0 - 1e-6) - 1e-23) return false;
    const Spot& spot = index_.spots()[i];
    return view.too_far(index_.who()[i].member, distance({spot.x, spot.y, spot.z}, reach.at));
  }
  static constexpr double infinite = std::numeric_limits<double>::infinity();

  [[nodiscard]] static std::size_t index(auto id) noexcept { return turnout::index(id); }

  const MemberIndex& index_;
  const Problem& problem_;
  DistancePasses measure_ = measure();
  MemberLists lists_;
  MemberBits all_;
  std::map<SkillKey, Skills> skills_;
  std::map<std::pair<WordId, WordId>, MemberBits> not_accepted_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
