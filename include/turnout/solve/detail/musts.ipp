#pragma once

#include <algorithm>
#include <tuple>

#include <turnout/solve/musts.hpp>

namespace turnout::inline TURNOUT_ABI {

TURNOUT_INLINE bool fit_together(const Rules& rules, const Clash& clash, MemberId member,
                                 std::span<const NeedId> needs) {
  const Needs& columns = rules.problem().needs();
  const MemberLimits limits = rules.limits(member);
  std::int64_t services = 0;
  std::int64_t seconds = 0;
  for (const NeedId a : needs) {
    std::int64_t day = 0, day_seconds = 0, week = 0, week_seconds = 0;
    for (const NeedId b : needs) {
      if (a != b && clash(a, b)) return false;
      const std::int64_t length = (columns.end[index(b)] - columns.start[index(b)]).count();
      if (columns.day[index(a)] == columns.day[index(b)]) ++day, day_seconds += length;
      if (columns.week[index(a)] == columns.week[index(b)]) ++week, week_seconds += length;
    }
    ++services;
    seconds += (columns.end[index(a)] - columns.start[index(a)]).count();
    if (day > limits.per_day || day_seconds > limits.seconds_per_day || week > limits.per_week ||
        week_seconds > limits.seconds_per_week)
      return false;
  }
  return services <= limits.services && seconds <= limits.seconds;
}

namespace detail {

/// Member side: each pin that its member can keep beside those kept before, by member and need.
inline std::vector<Must> possible_musts(const Rules& rules, const Candidates& candidates,
                                        const Clash& clash) {
  const Problem& p = rules.problem();
  std::vector<Must> possible;
  for (const Pin& pin : p.pins()) {
    if (pin.kind != PinKind::must) continue;
    Must must{pin.member, pin.need, {}};
    for (std::size_t r = p.needs().first_role[index(pin.need)];
         r < p.needs().first_role[index(pin.need) + 1]; ++r) {
      const auto role = make_id<RoleId>(r);
      if ((!pin.role || *pin.role == role) && candidates.find(role, pin.member))
        must.roles.push_back(role);
    }
    if (!must.roles.empty()) possible.push_back(std::move(must));
  }
  const auto key = [](const Must& m) { return std::pair(m.member, m.need); };
  std::ranges::sort(possible, {}, key);
  std::vector<Must> kept;
  std::vector<NeedId> needs;
  for (Must& must : possible) {
    if (kept.empty() || kept.back().member != must.member) needs.clear();
    needs.push_back(must.need);
    if (fit_together(rules, clash, must.member, needs))
      kept.push_back(std::move(must));
    else
      needs.pop_back();
  }
  return kept;
}

/// Seat side of one need: augmenting paths from duty to duty through full roles.
class Seating {
 public:
  Seating(const Problem& problem, std::span<const Must> musts) : problem_(problem), musts_(musts) {}

  /// Seats this duty beside all seated before, moving them where it helps.
  bool seat(std::size_t must) {
    seen_.assign(role_count(must), 0);
    return place(must);
  }

  /// (position of the duty, role) of all that are seated.
  [[nodiscard]] std::vector<std::pair<std::size_t, RoleId>> seats() const {
    std::vector<std::pair<std::size_t, RoleId>> seats;
    for (std::size_t r = 0; r < seated_.size(); ++r)
      for (const std::size_t must : seated_[r])
        seats.emplace_back(must, make_id<RoleId>(first_role(must) + r));
    return seats;
  }

 private:
  [[nodiscard]] std::size_t first_role(std::size_t must) const {
    return problem_.needs().first_role[index(musts_[must].need)];
  }
  [[nodiscard]] std::size_t role_count(std::size_t must) const {
    return problem_.needs().first_role[index(musts_[must].need) + 1] - first_role(must);
  }
  bool place(std::size_t must) {
    if (seated_.empty()) seated_.resize(role_count(must));
    for (const RoleId role : musts_[must].roles) {
      const std::size_t r = index(role) - first_role(must);
      if (seen_[r] != 0) continue;
      seen_[r] = 1;
      if (static_cast<std::int64_t>(seated_[r].size()) < problem_.roles().seats[index(role)]) {
        seated_[r].push_back(must);
        return true;
      }
      for (std::size_t& other : seated_[r]) {
        if (!place(other)) continue;
        other = must;
        return true;
      }
    }
    return false;
  }
  const Problem& problem_;
  std::span<const Must> musts_;
  std::vector<std::vector<std::size_t>> seated_;  ///< By role of the need.
  std::vector<std::uint8_t> seen_;
};

inline std::vector<Must> seatable_musts(const Rules& rules, const Candidates& candidates,
                                        const Clash& clash, bool together) {
  std::vector<Must> possible = possible_musts(rules, candidates, clash);
  std::ranges::sort(possible, {}, [](const Must& m) { return std::pair(m.need, m.member); });
  std::vector<Must> kept;
  for (std::size_t i = 0; i < possible.size();) {
    const NeedId need = possible[i].need;
    Seating seating(rules.problem(), possible);
    for (; i < possible.size() && possible[i].need == need; ++i)
      if (seating.seat(i) && (rules.problem().needs().together[index(need)] != 0) == together)
        kept.push_back(possible[i]);
  }
  std::ranges::sort(kept, {}, [](const Must& m) { return std::pair(m.member, m.need); });
  return kept;
}

}  // namespace detail

TURNOUT_INLINE std::vector<Must> binding_musts(const Rules& rules, const Candidates& candidates,
                                               const Clash& clash) {
  return detail::seatable_musts(rules, candidates, clash, false);
}

TURNOUT_INLINE std::vector<Must> together_musts(const Rules& rules, const Candidates& candidates,
                                                const Clash& clash) {
  return detail::seatable_musts(rules, candidates, clash, true);
}

}  // namespace turnout::inline TURNOUT_ABI
