// Which pins of kind `must` bind: see "Musts" in verify.hpp for the rule.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/verify/detail/rules.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::checking {

/// A duty that binds: the member serves the need in one of these roles.
struct Must {
  std::size_t member = 0, need = 0;
  std::vector<std::size_t> roles;  ///< Ascending; those that the pin names and the rules allow.
  bool if_held = false;            ///< A `together` need: only when anyone serves it.
};

/// Every limit and every pair is kept by these needs of one member.
inline bool fit_together(const Rules& rules, std::size_t m, std::span<const std::size_t> needs) {
  for (std::size_t i = 0; i < needs.size(); ++i) {
    for (std::size_t j = i + 1; j < needs.size(); ++j) {
      if (rules.clash(needs[i], needs[j])) return false;
    }
  }
  const Limits limits = rules.limits(m);
  const Needs& columns = rules.problem().needs();
  const auto within = [&](auto same, std::int64_t most, std::int64_t most_seconds) {
    return std::ranges::all_of(needs, [&](std::size_t a) {
      std::int64_t count = 0, seconds = 0;
      for (const std::size_t b : needs) {
        if (same(a, b)) ++count, seconds += rules.length(b);
      }
      return count <= most && seconds <= most_seconds;
    });
  };
  return within([](std::size_t, std::size_t) { return true; }, limits.services, limits.seconds) &&
         within([&](std::size_t a, std::size_t b) { return columns.week[a] == columns.week[b]; },
                limits.per_week, limits.seconds_per_week) &&
         within([&](std::size_t a, std::size_t b) { return columns.day[a] == columns.day[b]; },
                limits.per_day, limits.seconds_per_day);
}

/// Member side: in order of need, each duty that the member can fulfil beside those kept before.
inline std::vector<Must> possible_musts(const Rules& rules) {
  const Problem& problem = rules.problem();
  std::vector<Must> kept;
  std::vector<std::size_t> needs_of_member;
  for (const Pin& pin : rules.pins()) {
    if (pin.kind != PinKind::must) continue;
    const std::size_t m = index(pin.member), n = index(pin.need);
    if (kept.empty() || kept.back().member != m) needs_of_member.clear();
    Must must{m, n, {}, problem.needs().together[n] != 0};
    for (std::size_t r = problem.needs().first_role[n]; r < problem.needs().first_role[n + 1];
         ++r) {
      if (pin.role && *pin.role != make_id<RoleId>(r)) continue;
      if (!rules.broken(m, r)) must.roles.push_back(r);
    }
    if (!kept.empty() && kept.back().member == m && kept.back().need == n) {
      // A second pin on the pair narrows the first, unless nothing would be left.
      std::vector<std::size_t> both;
      std::ranges::set_intersection(kept.back().roles, must.roles, std::back_inserter(both));
      if (!both.empty()) kept.back().roles = std::move(both);
      continue;
    }
    if (must.roles.empty()) continue;
    needs_of_member.push_back(n);
    if (fit_together(rules, m, needs_of_member)) {
      kept.push_back(std::move(must));
    } else {
      needs_of_member.pop_back();
    }
  }
  return kept;
}

/// Seat side: of the members bound to one need, in order, those who can be seated together.
/// Augmenting paths from member to member through full roles; a member seated stays seated.
class SeatMatching {
 public:
  SeatMatching(const Problem& problem, std::span<const Must> musts)
      : problem_(problem), musts_(musts) {}

  bool seat(std::size_t must) {
    tried_.clear();
    return place(must);
  }

 private:
  bool place(std::size_t must) {
    for (const std::size_t r : musts_[must].roles) {
      if (std::ranges::find(tried_, r) != tried_.end()) continue;
      tried_.push_back(r);
      std::vector<std::size_t>& seated = seated_[r];
      if (static_cast<std::int64_t>(seated.size()) < problem_.roles().seats[r]) {
        seated.push_back(must);
        return true;
      }
      for (std::size_t i = 0; i < seated.size(); ++i) {
        if (!place(seated[i])) continue;
        seated_[r][i] = must;
        return true;
      }
    }
    return false;
  }

  const Problem& problem_;
  std::span<const Must> musts_;
  std::unordered_map<std::size_t, std::vector<std::size_t>> seated_;  ///< By role; only looked up.
  std::vector<std::size_t> tried_;
};

/// The duties that bind, by member and need.
inline std::vector<Must> binding_musts(const Rules& rules) {
  std::vector<Must> possible = possible_musts(rules);
  std::ranges::stable_sort(possible, {}, &Must::need);  // by need, then member
  SeatMatching matching(rules.problem(), possible);
  std::vector<Must> binding;
  for (std::size_t i = 0; i < possible.size(); ++i) {
    if (matching.seat(i)) binding.push_back(possible[i]);
  }
  std::ranges::stable_sort(binding, {},
                           [](const Must& must) { return std::pair(must.member, must.need); });
  return binding;
}

inline std::span<const Must> musts_of(std::span<const Must> musts, std::size_t m) {
  const auto range = std::ranges::equal_range(musts, m, {}, &Must::member);
  return {range.begin(), range.end()};
}

}  // namespace detail::checking
}  // namespace turnout::inline TURNOUT_ABI
