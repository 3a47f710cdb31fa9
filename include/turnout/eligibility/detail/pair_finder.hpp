#pragma once

// All pairs of a role among some runs of members, at their cost.
//
// Method: the bits of time and skills are combined word by word; who is left is measured by the
// squared chord, and only within a hair's breadth of a limit by the distance itself; then come
// the rules that few members or needs have. The answer is Rules::failed() == 0 and Rules::cost(),
// whatever the way: a test holds the two against each other.

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/detail/member_index.hpp>
#include <turnout/eligibility/detail/near_costs.hpp>
#include <turnout/eligibility/rules.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// An eligible pair of the role at hand.
struct FoundPair {
  std::uint32_t position;  ///< In the grid.
  MemberId member;
  std::int64_t cost;
  double metres;
};

/// Scratch of one thread.
class PairFinder {
 public:
  PairFinder(const MemberIndex& index, const DistancePasses& measure)
      : index_(index), rules_(index.rules()), problem_(rules_.problem()), measure_(measure) {}

  /// All questions from here on are about this role, and about members however far.
  void begin(RoleId role) {
    within2_ = infinite;
    const NeedId need = problem_.need_of(role);
    const Needs& needs = problem_.needs();
    const std::size_t n = turnout::index(need);
    const bool same = view_ && view_->need() == need;
    view_.emplace(rules_, role);
    if (!same) {
      service_ = {needs.start[n], needs.end[n]};
      plane_ = index_.time().plane(need);
      placed_ = needs.has_place[n] != 0;
      at_ = needs.at[n];
      need_reach2_ =
          std::isnan(needs.max_km[n]) ? infinite : squared_chord_above(needs.max_km[n] * 1000.0);
      policy_reach2_ = std::isnan(needs.max_km[n]) && rules_.policy().within_km
                           ? squared_chord_above(*rules_.policy().within_km * 1000.0)
                           : infinite;
      widest2_ = squared_chord_above(rules_.widest_reach_km(need) * 1000.0);
      index_.branches().ladder(needs.branch[n], ladder_);
      scope_ = index_.branches().range(needs.scope[n]);
      most_climb_ = rules_.policy().max_climb.value_or(std::numeric_limits<std::int64_t>::max());
      has_pins_ = !view_->pins().empty();
    }
    asked_ = problem_.roles().asked[turnout::index(role)];
    index_.skills().filter(asked_, filter_);
    skill_costs_ =
        (!asked_.empty() && rules_.policy().cost_per_spare_level != 0) || rules_.has_idle_costs();
  }

  [[nodiscard]] bool need_has_place() const noexcept { return placed_; }
  /// From here on whoever lies farther is left out; some just beyond may come along.
  void within(double metres) { within2_ = squared_chord_above(metres); }

  /// How many of a run have the time and the skill, wherever they live: a few too many where a
  /// skill is rare.
  [[nodiscard]] std::size_t count(Run run) const {
    if (filter_.list != nullptr)
      return static_cast<std::size_t>(std::ranges::lower_bound(*filter_.list, run.last) -
                                      std::ranges::lower_bound(*filter_.list, run.first));
    std::size_t fit = 0;
    for_each_word(run, [&](std::size_t, std::uint64_t word) {
      fit += static_cast<std::size_t>(std::popcount(word));
    });
    return fit;
  }

  /// Adds those of members with a place.
  void look(Run run, std::vector<FoundPair>& out) { scan(run, placed_, out); }
  /// Adds those of members without a place; for a need without one all are.
  void look_anywhere(Run run, std::vector<FoundPair>& out) { scan(run, false, out); }

  /// All pairs of the role, in the order of the grid.
  void all(std::vector<FoundPair>& out) {
    out.clear();
    const MemberGrid& grid = index_.grid();
    if (!placed_) {
      look_anywhere(grid.placed(), out);
    } else {
      const std::size_t n = turnout::index(view_->need());
      grid.near(problem_.needs().lat[n], problem_.needs().lon[n],
                rules_.widest_reach_km(view_->need()) * 1000.0,
                [&](std::size_t, Run run) { look(run, out); });
    }
    look_anywhere(grid.nowhere(), out);
  }

 private:
  static constexpr double infinite = std::numeric_limits<double>::infinity();
  static constexpr std::size_t batch = 256;
  static constexpr std::size_t lanes = 4;  // that a vector may reach behind the last

  void scan(Run run, bool measured, std::vector<FoundPair>& out) {
    if (run.first >= run.last) return;
    if (filter_.list != nullptr) {
      auto i = std::ranges::lower_bound(*filter_.list, run.first);
      for (; i != filter_.list->end() && *i < run.last; ++i) {
        if (plane_ != TimePlanes::none &&
            (index_.time().word(plane_, *i / 64) >> (*i % 64) & 1U) == 0)
          continue;
        if (std::ranges::all_of(filter_.planes, [&](std::uint32_t plane) {
              return index_.skills().test(plane, *i);
            }))
          add(*i, measured, out);
      }
    } else {
      for_each_word(run, [&](std::size_t block, std::uint64_t word) {
        for (; word != 0; word &= word - 1)
          add(static_cast<std::uint32_t>(64 * block) +
                  static_cast<std::uint32_t>(std::countr_zero(word)),
              measured, out);
      });
    }
    settle(measured, out);
  }

  /// Those of a run who have the time and the skills that are common, 64 members a word.
  template <class Visit>
  void for_each_word(Run run, const Visit& visit) const {
    if (run.first >= run.last) return;
    const std::size_t last_block = (run.last - 1) / 64;
    for (std::size_t block = run.first / 64; block <= last_block; ++block) {
      std::uint64_t word = ~std::uint64_t{0};
      if (block == run.first / 64) word <<= run.first % 64;
      if (block == last_block) word &= ~std::uint64_t{0} >> (63 - (run.last - 1) % 64);
      if (plane_ != TimePlanes::none) word &= index_.time().word(plane_, block);
      for (const std::uint32_t plane : filter_.planes) word &= index_.skills().word(plane, block);
      visit(block, word);
    }
  }

  void add(std::uint32_t position, bool measured, std::vector<FoundPair>& out) {
    position_[waiting_] = position;
    if (++waiting_ == batch) settle(measured, out);
  }
  [[nodiscard]] bool exactly_too_far(std::uint32_t position) const {
    const MemberId member = index_.who()[position].member;
    return view_->too_far(member, distance(problem_.members().place[turnout::index(member)], at_));
  }

  /// Leaves of those who wait only those within reach.
  void drop_far() {
    std::fill_n(position_.begin() + waiting_, lanes, position_[waiting_ - 1]);
    measure_.squared_chords(index_.spots().data(), position_.data(), waiting_, at_, chord2_.data());
    // Most live farther than anybody may: they go without a branch each.
    const double most2 = std::min(within2_, above(widest2_));
    std::size_t near = 0;
    for (std::size_t i = 0; i < waiting_; ++i) {
      position_[near] = position_[i];
      chord2_[near] = chord2_[i];
      near += chord2_[i] <= most2 ? 1U : 0U;
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < near; ++i) {
      const double chord2 = chord2_[i];
      double limit2 = std::min(need_reach2_, index_.spots()[position_[i]].reach2);
      if (limit2 == infinite) limit2 = policy_reach2_;
      // squared_chord_above is a little large; what it cannot decide, the distance does.
      if (chord2 > above(limit2)) continue;
      if (!(chord2 < limit2 * (1.0 - 1e-6) - 1e-23) && exactly_too_far(position_[i])) continue;
      position_[kept] = position_[i];
      chord2_[kept++] = chord2;
    }
    waiting_ = kept;
  }
  /// Whoever lies beyond is too far for sure.
  [[nodiscard]] static double above(double limit2) noexcept {
    return limit2 * (1.0 + 1e-6) + 1e-23;
  }

  /// The rules that are left, and the cost, for those who wait.
  void settle(bool measured, std::vector<FoundPair>& out) {
    if (measured && waiting_ > 0)
      drop_far();
    else
      std::fill_n(chord2_.begin(), waiting_, 0.0);
    measure_.near_costs(chord2_.data(), waiting_, rules_.policy().cost_per_km, metres_.data(),
                        cost_.data());
    for (std::size_t i = 0; i < waiting_; ++i) {
      if (!(chord2_[i] > near_squared_chord)) continue;
      const MemberId member = index_.who()[position_[i]].member;
      metres_[i] = distance(problem_.members().place[turnout::index(member)], at_);
      cost_[i] = std::floor(metres_[i] / 1000.0 * rules_.policy().cost_per_km + 0.5);
    }
    for (std::size_t i = 0; i < waiting_; ++i) {
      const Who& who = index_.who()[position_[i]];
      if (!scope_.contains(who.branch)) continue;
      std::int64_t climb = 0;
      for (const BranchRanges::Range& range : ladder_) climb += range.contains(who.branch) ? 0 : 1;
      if (climb > most_climb_ || !passes(who)) continue;
      std::int64_t cost =
          static_cast<std::int64_t>(cost_[i]) + rules_.policy().cost_per_climb * climb;
      if ((who.flags & who_likes) != 0) cost += view_->preference_cost(who.member);
      if (skill_costs_) cost += view_->skill_costs(who.profile).total();
      if (view_->has_continuity()) cost += view_->continuity_cost(who.member);
      out.push_back({position_[i], who.member, cost, metres_[i]});
    }
    waiting_ = 0;
  }

  /// What bits and flags leave open.
  [[nodiscard]] bool passes(const Who& who) const {
    if (plane_ == TimePlanes::none &&
        !calendar_is_free(problem_, problem_.members().calendar[turnout::index(who.member)],
                          service_))
      return false;
    if (!asked_.empty() && ((who.flags & who_dated) != 0 || !filter_.exact) &&
        !view_->profile_fits(who.profile))
      return false;
    if ((who.flags & who_accepts) != 0 && !view_->accepted(who.member)) return false;
    if ((who.flags & who_limited) != 0 &&
        rules_.longest_service(who.member) < (service_.end - service_.start).count())
      return false;
    return !has_pins_ || !view_->pinned_never(who.member);
  }

  const MemberIndex& index_;
  const Rules& rules_;
  const Problem& problem_;
  DistancePasses measure_;

  std::optional<RoleView> view_;
  Interval service_{};
  std::uint32_t plane_ = TimePlanes::none;
  bool placed_ = false, has_pins_ = false, skill_costs_ = false;
  Place at_;
  double need_reach2_ = 0, policy_reach2_ = 0, within2_ = infinite, widest2_ = infinite;
  std::vector<BranchRanges::Range> ladder_;
  BranchRanges::Range scope_{};
  std::int64_t most_climb_ = 0;
  std::span<const Asked> asked_;
  SkillPlanes::Filter filter_;

  std::size_t waiting_ = 0;
  std::array<std::uint32_t, batch + lanes> position_{};
  std::array<double, batch + lanes> chord2_{}, metres_{}, cost_{};
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
