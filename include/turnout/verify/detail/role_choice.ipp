// Roles for rows that name none: the cheapest way to seat a need's members, eligible first.
//
// Successive shortest paths (Ford and Fulkerson 1962) over the few roles of one need: each member
// in turn takes a role, others move on where that is cheaper.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/verify/detail/rules.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::checking {

/// A role of need n for each of `members`, given the seats that are left in each of its roles.
/// Where there is no seat or no eligible role, some role all the same: the rules will find it.
inline std::vector<std::size_t> choose_roles(const Rules& rules, std::size_t n,
                                             std::span<const std::size_t> members,
                                             std::vector<std::int64_t> seats_left) {
  const std::size_t first = rules.problem().needs().first_role[n];
  const std::size_t roles = rules.problem().needs().first_role[n + 1] - first;
  std::vector<std::size_t> chosen(members.size(), first);
  if (roles == 1) return chosen;
  constexpr Wide not_eligible = Wide{1} << 60, no_seat = Wide{1} << 70;

  // One more column, without end, for those who find no seat.
  std::vector<std::vector<Wide>> cost(members.size(), std::vector<Wide>(roles + 1, no_seat));
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (std::size_t j = 0; j < roles; ++j) {
      const double metres = measure(rules.home(members[i]), rules.place(n)).metres;
      cost[i][j] = rules.cost(members[i], first + j, metres).total();
      if (rules.broken(members[i], first + j)) cost[i][j] += not_eligible;
    }
  }
  seats_left.push_back(std::numeric_limits<std::int64_t>::max());
  std::vector<std::vector<std::size_t>> seated(roles + 1);
  struct Step {
    Wide length;
    std::optional<std::size_t> from;  ///< Who leaves which role for this one; nobody: the new one.
    std::size_t mover;
  };
  for (std::size_t i = 0; i < members.size(); ++i) {
    std::vector<Step> path;
    for (std::size_t j = 0; j <= roles; ++j) path.push_back({cost[i][j], std::nullopt, i});
    for (bool shorter = true; shorter;) {
      shorter = false;
      for (std::size_t j = 0; j <= roles; ++j) {
        for (const std::size_t k : seated[j]) {
          for (std::size_t to = 0; to <= roles; ++to) {
            const Wide length = path[j].length + cost[k][to] - cost[k][j];
            if (length >= path[to].length) continue;
            path[to] = {length, j, k};
            shorter = true;
          }
        }
      }
    }
    std::size_t at = roles;
    for (std::size_t j = 0; j < roles; ++j) {
      if (seats_left[j] > 0 && path[j].length < path[at].length) at = j;
    }
    --seats_left[at];
    for (;;) {
      const Step& step = path[at];
      seated[at].push_back(step.mover);
      if (!step.from) break;
      std::erase(seated[*step.from], step.mover);
      at = *step.from;
    }
  }
  for (std::size_t j = 0; j < roles; ++j) {
    for (const std::size_t i : seated[j]) chosen[i] = first + j;
  }
  return chosen;
}

}  // namespace detail::checking
}  // namespace turnout::inline TURNOUT_ABI
