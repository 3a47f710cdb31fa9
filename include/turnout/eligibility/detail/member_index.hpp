#pragma once

// Members in the order and shape in which candidates are found: see pair_finder.hpp for how.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/detail/branch_ranges.hpp>
#include <turnout/eligibility/detail/member_grid.hpp>
#include <turnout/eligibility/detail/near_costs.hpp>
#include <turnout/eligibility/detail/prefetch.hpp>
#include <turnout/eligibility/detail/skill_planes.hpp>
#include <turnout/eligibility/detail/time_planes.hpp>
#include <turnout/eligibility/rules.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// What else decides on a member, rare things as flags that ask for a closer look.
struct Who {
  MemberId member;
  std::uint32_t branch;  ///< In preorder.
  ProfileId profile;
  std::uint32_t flags;
};
inline constexpr std::uint32_t who_accepts = 1;  ///< Not everything.
inline constexpr std::uint32_t who_likes = 2;    ///< Something.
inline constexpr std::uint32_t who_dated = 4;    ///< Has a skill that ends.
inline constexpr std::uint32_t who_limited = 8;  ///< May have no room for the longest need.

/// Immutable once built; refers to the rules, which must outlive it. O(members + calendars x
/// windows / 64). About 50 bytes a member beside the planes.
class MemberIndex {
 public:
  explicit MemberIndex(const Rules& rules)
      : rules_(rules),
        branches_(rules.problem().branches()),
        grid_(rules.problem().members()),
        time_(rules.problem(), grid_.order()),
        skills_(rules.problem(), grid_.order()) {
    const Problem& p = rules.problem();
    const Members& members = p.members();
    const std::vector<std::uint8_t> flags = flags_of_members();
    own_reach_ = std::ranges::any_of(members.max_km, [](double km) { return !std::isnan(km); });
    const bool has_branches = p.branches().size() > 1;
    spot_.resize(members.size());
    who_.resize(members.size());
    double last_km = std::numeric_limits<double>::quiet_NaN();
    double last_reach = 0;
    const std::span<const std::uint32_t> order = grid_.order();
    for (std::size_t i = 0; i < order.size(); ++i) {
      // Members lie elsewhere in their columns.
      constexpr std::size_t ahead = 16;
      if (i + ahead < order.size()) {
        prefetch(&members.place[order[i + ahead]]);
        prefetch(&members.profile[order[i + ahead]]);
      }
      const std::uint32_t m = order[i];
      const Place& place = members.place[m];
      double reach2 = std::numeric_limits<double>::infinity();
      if (own_reach_ && !std::isnan(members.max_km[m])) {
        const double km = members.max_km[m];
        if (km != last_km) last_reach = squared_chord_above(km * 1000.0);
        last_km = km;
        reach2 = last_reach;
      }
      spot_[i] = {place.x, place.y, place.z, reach2};
      who_[i] = {make_id<MemberId>(m),
                 branches_.number(has_branches ? members.branch[m] : BranchId{}),
                 members.profile[m], flags[m]};
    }
  }

  [[nodiscard]] const Rules& rules() const noexcept { return rules_; }
  [[nodiscard]] const BranchRanges& branches() const noexcept { return branches_; }
  [[nodiscard]] const MemberGrid& grid() const noexcept { return grid_; }
  [[nodiscard]] const TimePlanes& time() const noexcept { return time_; }
  [[nodiscard]] const SkillPlanes& skills() const noexcept { return skills_; }
  /// By position in the grid.
  [[nodiscard]] std::span<const Spot> spots() const noexcept { return spot_; }
  [[nodiscard]] std::span<const Who> who() const noexcept { return who_; }
  /// Whether some member has a limit of distance.
  [[nodiscard]] bool own_reach() const noexcept { return own_reach_; }

 private:
  /// In the order of the columns, which is the quick one to read them in.
  [[nodiscard]] std::vector<std::uint8_t> flags_of_members() const {
    const Problem& p = rules_.problem();
    const Members& members = p.members();
    std::int64_t longest = 0;
    for (std::size_t n = 0; n < p.needs().size(); ++n)
      longest = std::max(longest, (p.needs().end[n] - p.needs().start[n]).count());
    const bool accepts = !members.accepts.items().empty();
    const bool likes = !members.likes.items().empty();
    std::vector<std::uint8_t> flags(members.size(), 0);
    for (std::size_t m = 0; m < flags.size(); ++m) {
      std::uint32_t own = 0;
      if (accepts && !members.accepts[m].empty()) own |= who_accepts;
      if (likes && !members.likes[m].empty()) own |= who_likes;
      if (skills_.dated(members.profile[m])) own |= who_dated;
      if (rules_.longest_service(make_id<MemberId>(m)) < longest) own |= who_limited;
      flags[m] = static_cast<std::uint8_t>(own);
    }
    return flags;
  }

  const Rules& rules_;
  BranchRanges branches_;
  MemberGrid grid_;
  TimePlanes time_;
  SkillPlanes skills_;
  std::vector<Spot> spot_;
  std::vector<Who> who_;
  bool own_reach_ = false;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
