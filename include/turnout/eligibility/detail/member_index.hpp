#pragma once

// Members in the order and shape in which candidates are found: see pair_finder.hpp for how.

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/detail/branch_ranges.hpp>
#include <turnout/eligibility/detail/member_grid.hpp>
#include <turnout/eligibility/detail/near_costs.hpp>
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
    std::int64_t longest = 0;
    for (std::size_t n = 0; n < p.needs().size(); ++n)
      longest = std::max(longest, (p.needs().end[n] - p.needs().start[n]).count());
    spot_.reserve(members.size());
    who_.reserve(members.size());
    double last_km = std::numeric_limits<double>::quiet_NaN();
    double last_reach = 0;
    for (const std::uint32_t m : grid_.order()) {
      const Place& place = members.place[m];
      double reach2 = std::numeric_limits<double>::infinity();
      if (const double km = members.max_km[m]; !std::isnan(km)) {
        if (km != last_km) last_reach = squared_chord_above(km * 1000.0);
        last_km = km;
        reach2 = last_reach;
      }
      spot_.push_back({place.x, place.y, place.z, reach2});
      const auto member = make_id<MemberId>(m);
      std::uint32_t flags = 0;
      if (!members.accepts[m].empty()) flags |= who_accepts;
      if (!members.likes[m].empty()) flags |= who_likes;
      if (skills_.dated(members.profile[m])) flags |= who_dated;
      if (rules.longest_service(member) < longest) flags |= who_limited;
      who_.push_back({member, branches_.number(members.branch[m]), members.profile[m], flags});
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

 private:
  const Rules& rules_;
  BranchRanges branches_;
  MemberGrid grid_;
  TimePlanes time_;
  SkillPlanes skills_;
  std::vector<Spot> spot_;
  std::vector<Who> who_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
