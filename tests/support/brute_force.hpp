// The oracle: every plan of a small problem, one after the other.
//
// Rules, costs, duties and loads are written here once more, as plainly as they can be, from the
// words of the contract and the columns of the problem. Nothing of verify/, eligibility/ or solve/
// is used. At most about 14 candidates: a plan is a set of them, and all 2^n sets are tried.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <turnout/model/plan.hpp>
#include <turnout/model/problem.hpp>

namespace turnout::testing {

struct BruteCandidate {
  std::size_t member, need, role;
  double km;
  CostParts parts;
  [[nodiscard]] std::int64_t cost() const { return parts.total(); }
};

struct BruteResult {
  std::int64_t objective = 0;        ///< Of the cheapest plan.
  std::vector<BruteCandidate> plan;  ///< One of the cheapest.
  std::int64_t most_seats = 0;       ///< Filled by the fullest plan.
  std::size_t plans = 0;             ///< Valid ones.
};

class BruteForce {
 public:
  BruteForce(const Problem& problem, const Policy& policy) : p_(problem), policy_(policy) {
    for (std::size_t m = 0; m < p_.members().size(); ++m) {
      for (std::size_t r = 0; r < p_.roles().size(); ++r) {
        if (may_serve(m, r))
          candidates_.push_back({m, need(r), r, metres(m, need(r)) / 1000.0, cost(m, r)});
      }
    }
    find_duties();
  }

  [[nodiscard]] const std::vector<BruteCandidate>& candidates() const { return candidates_; }

  [[nodiscard]] BruteResult solve() const {
    BruteResult best;
    best.objective = std::numeric_limits<std::int64_t>::max();
    for (std::uint64_t set = 0; set < (std::uint64_t{1} << candidates_.size()); ++set) {
      std::vector<BruteCandidate> plan;
      for (std::size_t i = 0; i < candidates_.size(); ++i) {
        if ((set >> i & 1) != 0) plan.push_back(candidates_[i]);
      }
      if (!valid(plan)) continue;
      ++best.plans;
      best.most_seats = std::max(best.most_seats, static_cast<std::int64_t>(plan.size()));
      const std::int64_t sum = objective(plan);
      if (sum < best.objective) best.objective = sum, best.plan = plan;
    }
    return best;
  }

  [[nodiscard]] bool valid(const std::vector<BruteCandidate>& plan) const {
    for (std::size_t n = 0; n < p_.needs().size(); ++n) {
      if (!allowed(n,
                   static_cast<std::int64_t>(std::ranges::count(plan, n, &BruteCandidate::need))))
        return false;
    }
    for (std::size_t r = 0; r < p_.roles().size(); ++r) {
      if (std::ranges::count(plan, r, &BruteCandidate::role) > p_.roles().seats[r]) return false;
    }
    for (std::size_t m = 0; m < p_.members().size(); ++m) {
      std::vector<std::size_t> needs;
      for (const BruteCandidate& c : plan) {
        if (c.member == m) needs.push_back(c.need);
      }
      if (!can_serve_all(m, needs)) return false;
    }
    return std::ranges::all_of(duties_, [&](const Duty& duty) {
      const bool held = std::ranges::count(plan, duty.need, &BruteCandidate::need) > 0;
      if (p_.needs().together[duty.need] != 0 && !held) return true;
      return std::ranges::any_of(plan, [&](const BruteCandidate& c) {
        return c.member == duty.member && std::ranges::count(duty.roles, c.role) > 0;
      });
    });
  }

  [[nodiscard]] std::int64_t objective(const std::vector<BruteCandidate>& plan) const {
    std::int64_t sum = 0;
    for (const BruteCandidate& c : plan) sum += c.cost();
    for (std::size_t n = 0; n < p_.needs().size(); ++n) {
      sum += empty_cost(n, std::ranges::count(plan, n, &BruteCandidate::need), false);
    }
    for (std::size_t m = 0; m < p_.members().size(); ++m) {
      sum += load(m, std::ranges::count(plan, m, &BruteCandidate::member));
    }
    return sum;
  }

  /// L(u), each minimum by enumeration. `count_seats`: an empty seat costs 1, all else nothing.
  [[nodiscard]] std::int64_t bound(std::span<const std::int64_t> prices,
                                   bool count_seats = false) const {
    std::int64_t sum = 0;
    for (std::size_t n = 0; n < p_.needs().size(); ++n) sum += need_minimum(n, prices, count_seats);
    for (std::size_t m = 0; m < p_.members().size(); ++m) {
      sum += member_minimum(m, prices, count_seats);
    }
    return sum;
  }

 private:
  struct Duty {
    std::size_t member, need;
    std::vector<std::size_t> roles;
  };

  [[nodiscard]] std::size_t need(std::size_t r) const { return index(p_.roles().need[r]); }
  [[nodiscard]] std::int64_t seconds(std::size_t n) const {
    return (p_.needs().end[n] - p_.needs().start[n]).count();
  }
  [[nodiscard]] double metres(std::size_t m, std::size_t n) const {
    if (p_.members().has_place[m] == 0 || p_.needs().has_place[n] == 0) return 0;
    return distance(p_.members().place[m], p_.needs().at[n]);
  }
  /// The branch and all those that contain it.
  [[nodiscard]] std::vector<BranchId> chain(BranchId branch) const {
    std::vector<BranchId> all{branch};
    while (index(all.back()) != 0) all.push_back(p_.branches().parent[index(all.back())]);
    return all;
  }
  [[nodiscard]] std::int64_t levels(std::size_t m, std::size_t n) const {
    const auto of_member = chain(p_.members().branch[m]);
    std::int64_t up = 0;
    for (const BranchId branch : chain(p_.needs().branch[n])) {
      if (std::ranges::count(of_member, branch) > 0) break;
      ++up;
    }
    return up;
  }
  [[nodiscard]] bool named(std::span<const WordId> words, std::size_t n) const {
    return std::ranges::count(words, p_.needs().kind[n]) +
               std::ranges::count(words, p_.needs().item[n]) >
           0;
  }
  [[nodiscard]] std::optional<Holding> holding(std::size_t m, SkillId skill) const {
    for (const Holding& h : p_.profiles()[index(p_.members().profile[m])]) {
      if (h.skill == skill) return h;
    }
    return std::nullopt;
  }

  [[nodiscard]] bool may_serve(std::size_t m, std::size_t r) const {
    const std::size_t n = need(r);
    const Members& members = p_.members();
    const Needs& needs = p_.needs();
    for (const Pin& pin : p_.pins()) {
      if (pin.kind == PinKind::never && index(pin.need) == n && index(pin.member) == m &&
          (!pin.role || index(*pin.role) == r))
        return false;
    }
    if (std::ranges::count(chain(members.branch[m]), needs.scope[n]) == 0) return false;
    if (policy_.max_climb && levels(m, n) > *policy_.max_climb) return false;
    if (!members.accepts[m].empty() && !named(members.accepts[m], n)) return false;
    for (const Asked& asked : p_.roles().asked[r]) {
      const auto h = holding(m, asked.skill);
      if (!h || h->level < asked.least_level || h->last_valid < needs.last_day[n]) return false;
    }
    bool free = index(members.calendar[m]) == 0;
    for (const Interval& interval : p_.calendars()[index(members.calendar[m])]) {
      if (interval.start <= needs.start[n] && needs.end[n] <= interval.end) free = true;
    }
    if (!free) return false;
    std::vector<double> km;
    if (!std::isnan(members.max_km[m])) km.push_back(members.max_km[m]);
    if (!std::isnan(needs.max_km[n])) km.push_back(needs.max_km[n]);
    if (km.empty() && policy_.within_km) km.push_back(*policy_.within_km);
    for (const double limit : km) {
      if (metres(m, n) > limit * 1000.0) return false;
    }
    return can_serve_all(m, {n});
  }

  [[nodiscard]] CostParts cost(std::size_t m, std::size_t r) const {
    const std::size_t n = need(r);
    CostParts parts;
    const double paid = policy_.cost_per_km * (metres(m, n) / 1000.0);
    parts.distance = static_cast<std::int64_t>(std::floor(paid + 0.5));
    parts.climb = levels(m, n) * policy_.cost_per_climb;
    for (const Asked& asked : p_.roles().asked[r]) {
      parts.spare +=
          (holding(m, asked.skill)->level - asked.least_level) * policy_.cost_per_spare_level;
    }
    for (const auto& [skill, idle] : policy_.idle_skill) {
      const auto id = p_.find_skill(skill);
      if (!id || std::ranges::count(p_.roles().asked[r], *id, &Asked::skill) > 0) continue;
      const auto h = holding(m, *id);
      if (h && h->last_valid >= p_.needs().last_day[n]) parts.idle = std::max(parts.idle, idle);
    }
    if (!p_.members().likes[m].empty() && !named(p_.members().likes[m], n)) {
      parts.preference = policy_.preference;
    }
    const bool by_series = index(p_.needs().series[n]) != 0;
    const WordId asked = by_series ? p_.needs().series[n] : p_.needs().place_word[n];
    bool known = index(asked) == 0;
    for (const PastService& past : p_.history()) {
      if (index(past.member) == m && (by_series ? past.series : past.place) == asked) known = true;
    }
    if (!known) {
      const bool pairing = p_.words()[index(p_.needs().kind[n])] == "pairing";
      parts.continuity = policy_.continuity.value_or(pairing ? 2000 : 0);
    }
    return parts;
  }

  [[nodiscard]] bool fit(std::size_t a, std::size_t b) const {
    const Needs& needs = p_.needs();
    if (needs.start[b] < needs.start[a]) std::swap(a, b);
    const std::int64_t between = (needs.start[b] - needs.end[a]).count();
    if (between < 0) return false;
    if (static_cast<double>(between) < policy_.rest_hours * 3600.0) return false;
    if (!policy_.travel_kmh || needs.has_place[a] == 0 || needs.has_place[b] == 0) return true;
    const double hours = distance(needs.at[a], needs.at[b]) / 1000.0 / *policy_.travel_kmh;
    return hours * 3600.0 <= static_cast<double>(between) + 1e-9;
  }

  /// Clashes, one seat in a need, and the limits. Needs are given once for each seat.
  [[nodiscard]] bool can_serve_all(std::size_t m, const std::vector<std::size_t>& needs) const {
    for (std::size_t i = 0; i < needs.size(); ++i) {
      for (std::size_t j = i + 1; j < needs.size(); ++j) {
        if (needs[i] == needs[j] || !fit(needs[i], needs[j])) return false;
      }
    }
    const Members& all = p_.members();
    const auto keep = [&](std::int64_t own, const std::optional<std::int64_t>& general,
                          std::int64_t own_seconds, const std::optional<double>& general_hours,
                          auto period) {
      const std::optional<std::int64_t> count = own >= 0 ? std::optional(own) : general;
      std::optional<double> most;
      if (own_seconds >= 0)
        most = static_cast<double>(own_seconds);
      else if (general_hours)
        most = *general_hours * 3600.0;
      for (const std::size_t a : needs) {
        std::int64_t services = 0, length = 0;
        for (const std::size_t b : needs) {
          if (period(a) == period(b)) ++services, length += seconds(b);
        }
        if (count && services > *count) return false;
        if (most && static_cast<double>(length) > *most) return false;
      }
      return true;
    };
    return keep(all.max_services[m], policy_.max_services, all.max_seconds[m], policy_.max_hours,
                [](std::size_t) { return 0; }) &&
           keep(all.max_per_week[m], policy_.max_per_week, all.max_seconds_per_week[m],
                policy_.max_hours_per_week, [&](std::size_t n) { return p_.needs().week[n]; }) &&
           keep(all.max_per_day[m], policy_.max_per_day, all.max_seconds_per_day[m],
                policy_.max_hours_per_day, [&](std::size_t n) { return p_.needs().day[n]; });
  }

  [[nodiscard]] bool allowed(std::size_t n, std::int64_t filled) const {
    if (p_.needs().together[n] == 0 || filled == 0) return true;
    const std::int64_t least = p_.needs().min_seats[n];
    return filled >= (least == 0 ? p_.needs().seats[n] : least);
  }
  [[nodiscard]] std::int64_t empty_cost(std::size_t n, std::int64_t filled,
                                        bool count_seats) const {
    const std::int64_t short_by = p_.needs().seats[n] - filled;
    if (count_seats) return short_by;
    std::int64_t sum = 0;
    for (std::int64_t seat = filled; seat < p_.needs().seats[n]; ++seat) {
      sum += policy_.unfilled_cost[p_.needs().priority[n] - 1u] *
             (seat < p_.needs().min_seats[n] ? policy_.min_seats_weight : 1);
    }
    return sum;
  }
  [[nodiscard]] std::int64_t load(std::size_t m, std::int64_t k) const {
    std::int64_t h = std::max<std::int64_t>(0, p_.members().served[m]);
    const LocalDay first = *std::ranges::min_element(p_.needs().day);
    for (const PastService& past : p_.history()) {
      const LocalDay day = p_.zone().day(past.start);
      if (index(past.member) == m && day < first && (first - day).count() <= policy_.history_days)
        ++h;
    }
    return policy_.fairness * ((h + k) * (h + k) - h * h) +
           policy_.min_services_cost * std::max<std::int64_t>(0, p_.members().min_services[m] - k);
  }

  void find_duties() {
    const auto roles_of = [&](const Pin& pin) {
      std::vector<std::size_t> roles;
      for (const BruteCandidate& c : candidates_) {
        if (c.member == index(pin.member) && c.need == index(pin.need) &&
            (!pin.role || index(*pin.role) == c.role))
          roles.push_back(c.role);
      }
      return roles;
    };
    std::vector<Duty> possible;  // the pins come by need
    for (const Pin& pin : p_.pins()) {
      if (pin.kind != PinKind::must) continue;
      Duty duty{index(pin.member), index(pin.need), roles_of(pin)};
      std::vector<std::size_t> needs{duty.need};
      for (const Duty& d : possible) {
        if (d.member == duty.member) needs.push_back(d.need);
      }
      if (!duty.roles.empty() && can_serve_all(duty.member, needs)) possible.push_back(duty);
    }
    for (const Duty& duty : possible) {  // by need, then member
      std::vector<Duty> same{duty};
      for (const Duty& d : duties_) {
        if (d.need == duty.need) same.push_back(d);
      }
      std::vector<std::int64_t> seats(p_.roles().seats);
      if (seatable(same, 0, seats)) duties_.push_back(duty);
    }
  }
  static bool seatable(const std::vector<Duty>& duties, std::size_t i,
                       std::vector<std::int64_t>& seats) {
    if (i == duties.size()) return true;
    for (const std::size_t r : duties[i].roles) {
      if (seats[r] == 0) continue;
      --seats[r];
      const bool rest = seatable(duties, i + 1, seats);
      ++seats[r];
      if (rest) return true;
    }
    return false;
  }

  [[nodiscard]] std::int64_t need_minimum(std::size_t n, std::span<const std::int64_t> prices,
                                          bool count_seats) const {
    std::int64_t best = std::numeric_limits<std::int64_t>::max();
    const std::size_t last = p_.needs().first_role[n + 1];
    const std::function<void(std::size_t, std::int64_t, std::int64_t)> fill =
        [&](std::size_t r, std::int64_t filled, std::int64_t paid) {
          if (r == last) {
            if (allowed(n, filled))
              best = std::min(best, paid + empty_cost(n, filled, count_seats));
            return;
          }
          for (std::int64_t f = 0; f <= p_.roles().seats[r]; ++f) {
            fill(r + 1, filled + f, paid + prices[r] * f);
          }
        };
    fill(p_.needs().first_role[n], 0, 0);
    return best;
  }

  [[nodiscard]] std::int64_t member_minimum(std::size_t m, std::span<const std::int64_t> prices,
                                            bool count_seats) const {
    std::vector<BruteCandidate> own;
    for (const BruteCandidate& c : candidates_) {
      if (c.member == m) own.push_back(c);
    }
    std::int64_t best = std::numeric_limits<std::int64_t>::max();
    for (std::uint64_t set = 0; set < (std::uint64_t{1} << own.size()); ++set) {
      std::vector<std::size_t> needs, roles;
      std::int64_t sum = 0;
      for (std::size_t i = 0; i < own.size(); ++i) {
        if ((set >> i & 1) == 0) continue;
        needs.push_back(own[i].need);
        roles.push_back(own[i].role);
        sum += (count_seats ? 0 : own[i].cost()) - prices[own[i].role];
      }
      const bool duties_met = std::ranges::all_of(duties_, [&](const Duty& duty) {
        return duty.member != m || p_.needs().together[duty.need] != 0 ||
               std::ranges::any_of(duty.roles,
                                   [&](std::size_t r) { return std::ranges::count(roles, r) > 0; });
      });
      if (!duties_met || !can_serve_all(m, needs)) continue;
      if (!count_seats) sum += load(m, static_cast<std::int64_t>(needs.size()));
      best = std::min(best, sum);
    }
    return best;
  }

  const Problem& p_;
  const Policy& policy_;
  std::vector<BruteCandidate> candidates_;
  std::vector<Duty> duties_;
};

}  // namespace turnout::testing
