// A plan as rows of text, held against every hard rule, and its objective term by term.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/cells.hpp>
#include <turnout/verify/detail/musts.ipp>
#include <turnout/verify/detail/need_minimum.ipp>
#include <turnout/verify/detail/role_choice.ipp>
#include <turnout/verify/detail/rules.ipp>
#include <turnout/verify/verify.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::checking {

/// Collects findings; a plan that is wrong throughout does not fill the memory.
class Findings {
 public:
  void add(std::string code, std::string_view need_id, std::string_view member_id,
           std::string message) {
    if (++total_ > kept) return;
    list_.push_back(
        {std::move(code), std::string(need_id), std::string(member_id), std::move(message)});
  }
  [[nodiscard]] std::size_t total() const noexcept { return total_; }
  [[nodiscard]] std::vector<Finding> take() {
    if (total_ > kept) {
      list_.push_back({"more", "", "", "and " + std::to_string(total_ - kept) + " more findings"});
    }
    return std::move(list_);
  }

 private:
  static constexpr std::size_t kept = 1000;
  std::vector<Finding> list_;
  std::size_t total_ = 0;
};

/// "N1 of M7": one row of a plan, as positions.
struct Seated {
  std::size_t need, role, member;
  friend auto operator<=>(const Seated&, const Seated&) = default;
};

class PlanCheck {
 public:
  PlanCheck(const Rules& rules, std::span<const Must> musts, Findings& findings)
      : rules_(rules), problem_(rules.problem()), musts_(musts), findings_(findings) {}

  /// Reads the rows. False when some name what the problem does not have; the rest is kept.
  bool read(std::span<const PlanRow> rows) {
    bool all = true;
    std::map<std::size_t, std::vector<std::size_t>> open;  // members without a role, by need
    for (const PlanRow& row : rows) {
      const auto need = problem_.find_need(row.need_id);
      const auto member = problem_.find_member(row.member_id);
      if (!need) report("unknown_need", row, "no need has the id '" + row.need_id + "'");
      if (!member) report("unknown_member", row, "no member has the id '" + row.member_id + "'");
      all = all && need && member;
      if (!need || !member) continue;
      const std::size_t n = index(*need), m = index(*member);
      const std::string_view text = trim(row.role);
      if (text.empty()) {
        open[n].push_back(m);
        continue;
      }
      std::optional<std::size_t> role;
      for (std::size_t r = first(n); r < first(n + 1); ++r) {
        if (problem_.roles().text[r] == text) role = r;
      }
      if (!role) {
        report("unknown_role", row, "the need has no role '" + std::string(text) + "'");
        all = false;
        continue;
      }
      seated_.push_back({n, *role, m});
    }
    choose(open);
    std::ranges::sort(seated_);
    return all;
  }

  [[nodiscard]] std::span<const Seated> seated() const noexcept { return seated_; }

  /// Every hard rule. Needs the rows read.
  void rules() {
    pairs();
    needs();
    members();
    duties();
  }

  /// The objective as the rows have it. Throws RangeError past the exact range.
  [[nodiscard]] Terms terms(std::span<const std::int64_t> lately) const {
    std::array<Wide, 6> parts{};
    std::vector<std::int64_t> filled(problem_.needs().size()), served(problem_.members().size());
    for (const Seated& s : seated_) {
      const CostParts c = cost(s);
      const std::array<std::int64_t, 6> each{c.distance, c.climb,      c.spare,
                                             c.idle,     c.continuity, c.preference};
      for (std::size_t i = 0; i < each.size(); ++i) parts[i] += each[i];
      ++filled[s.need];
      ++served[s.member];
    }
    Wide unfilled = 0, fairness = 0, least = 0;
    for (std::size_t n = 0; n < filled.size(); ++n) {
      const EmptySeats empty = empty_seats(problem_, rules_.policy(), n);
      unfilled += empty.cost(std::min(filled[n], empty.seats));
    }
    for (std::size_t m = 0; m < served.size(); ++m) {
      const LoadCost load{rules_.policy().fairness, lately[m], rules_.policy().min_services_cost,
                          problem_.members().min_services[m]};
      fairness += load.fair(served[m]);
      least += load.short_of(served[m]);
    }
    Terms terms{narrow(parts[0]), narrow(parts[1]), narrow(parts[2]),
                narrow(parts[3]), narrow(parts[4]), narrow(parts[5]),
                narrow(unfilled), narrow(fairness), narrow(least)};
    narrow(parts[0] + parts[1] + parts[2] + parts[3] + parts[4] + parts[5] + unfilled + fairness +
           least);
    return terms;
  }
  [[nodiscard]] Measured way(const Seated& s) const {
    return measure(rules_.home(s.member), rules_.place(s.need));
  }
  [[nodiscard]] CostParts cost(const Seated& s) const {
    return rules_.cost(s.member, s.role, way(s).metres);
  }

 private:
  [[nodiscard]] std::size_t first(std::size_t n) const { return problem_.needs().first_role[n]; }
  [[nodiscard]] std::string_view need_id(std::size_t n) const { return problem_.needs().id[n]; }
  [[nodiscard]] std::string_view member_id(std::size_t m) const { return problem_.members().id[m]; }
  void report(std::string code, const PlanRow& row, std::string message) {
    findings_.add(std::move(code), row.need_id, row.member_id, std::move(message));
  }

  void choose(const std::map<std::size_t, std::vector<std::size_t>>& open) {
    if (open.empty()) return;
    std::vector<std::int64_t> left(problem_.roles().seats);
    for (const Seated& s : seated_) left[s.role] = std::max<std::int64_t>(0, left[s.role] - 1);
    for (const auto& [n, members] : open) {
      const auto begin = left.begin() + static_cast<std::ptrdiff_t>(first(n));
      const auto end = left.begin() + static_cast<std::ptrdiff_t>(first(n + 1));
      const std::vector<std::size_t> roles =
          choose_roles(rules_, n, members, std::vector<std::int64_t>(begin, end));
      for (std::size_t i = 0; i < members.size(); ++i) {
        seated_.push_back({n, roles[i], members[i]});
      }
    }
  }

  void pairs() {
    for (const Seated& s : seated_) {
      const Measured w = way(s);
      if (!w.agreed) {
        findings_.add("distance", need_id(s.need), member_id(s.member),
                      "two measurements of the distance differ by more than a micrometre");
      }
      const auto broken = rules_.broken(s.member, s.role);
      if (!broken) continue;
      std::string message = std::string(member_id(s.member)) + " may not serve " +
                            std::string(need_id(s.need)) + " as '" +
                            std::string(problem_.roles().text[s.role]) +
                            "': " + std::string(to_string(*broken));
      if (*broken == Reason::too_far) {
        message += ", " + std::to_string(w.metres / 1000.0) + " km where " +
                   std::to_string(rules_.farthest(s.member, s.need) / 1000.0) + " km are the limit";
      }
      findings_.add("ineligible", need_id(s.need), member_id(s.member), std::move(message));
    }
  }

  void needs() {
    std::vector<std::int64_t> in_role(problem_.roles().size()), in_need(problem_.needs().size());
    std::vector<std::pair<std::size_t, std::size_t>> twice;
    for (const Seated& s : seated_) {
      ++in_role[s.role];
      ++in_need[s.need];
      twice.emplace_back(s.need, s.member);
    }
    std::ranges::sort(twice);
    for (std::size_t i = 1; i < twice.size(); ++i) {
      if (twice[i] != twice[i - 1]) continue;
      findings_.add("seat_twice", need_id(twice[i].first), member_id(twice[i].second),
                    "the member fills more than one seat of the need");
    }
    for (std::size_t r = 0; r < in_role.size(); ++r) {
      if (in_role[r] <= problem_.roles().seats[r]) continue;
      findings_.add("overfull", need_id(index(problem_.roles().need[r])), "",
                    "role '" + std::string(problem_.roles().text[r]) + "' has " +
                        std::to_string(problem_.roles().seats[r]) + " seats and " +
                        std::to_string(in_role[r]) + " members");
    }
    for (std::size_t n = 0; n < in_need.size(); ++n) {
      const EmptySeats empty = empty_seats(problem_, rules_.policy(), n);
      if (empty.allows(in_need[n])) continue;
      findings_.add("together", need_id(n), "",
                    "at least " + std::to_string(empty.least()) + " or nobody, and there are " +
                        std::to_string(in_need[n]));
    }
  }

  void members() {
    std::vector<Seated> by_member = seated_;
    std::ranges::sort(by_member, [&](const Seated& a, const Seated& b) {
      return a.member != b.member ? a.member < b.member : rules_.before(a.need, b.need);
    });
    // Past this time between two services nothing can be in the way: rest, and half the globe.
    std::int64_t apart = rules_.rest();
    if (rules_.travels()) {
      apart = std::max(apart, whole_seconds(20'020.0 / *rules_.policy().travel_kmh));
    }
    for (std::size_t i = 0; i < by_member.size(); ++i) {
      const Seated& a = by_member[i];
      for (std::size_t j = i + 1; j < by_member.size() && by_member[j].member == a.member; ++j) {
        const Seated& b = by_member[j];
        const std::int64_t between = rules_.start(b.need) - rules_.end(a.need);
        if (between >= apart) break;
        if (a.need != b.need) pair_of_services(a, b, between);
      }
    }
    for (std::size_t i = 0; i < by_member.size();) {
      std::size_t end = i;
      while (end < by_member.size() && by_member[end].member == by_member[i].member) ++end;
      periods(std::span(by_member).subspan(i, end - i));
      i = end;
    }
  }

  void pair_of_services(const Seated& a, const Seated& b, std::int64_t between) {
    const std::string both = std::string(need_id(a.need)) + " and " + std::string(need_id(b.need));
    if (between < 0) {
      findings_.add("double_booking", need_id(b.need), member_id(a.member), both + " overlap");
    } else if (!rules_.rested(a.need, b.need)) {
      findings_.add("no_rest", need_id(b.need), member_id(a.member),
                    std::to_string(between) + " s between " + both + ", and " +
                        std::to_string(rules_.rest()) + " s of rest are due");
    } else if (!rules_.reached(a.need, b.need)) {
      findings_.add(
          "no_travel_time", need_id(b.need), member_id(a.member),
          std::to_string(between) + " s are too few to get from one of " + both + " to the other");
    }
  }

  /// The limits of one member by day, week and plan.
  void periods(std::span<const Seated> services) {
    const std::size_t m = services.front().member;
    const Limits limits = rules_.limits(m);
    const Needs& needs = problem_.needs();
    struct Used {
      std::int64_t count = 0, seconds = 0;
    };
    std::map<LocalDay, Used> days, weeks;
    Used plan;
    for (const Seated& s : services) {
      for (Used* used : {&days[needs.day[s.need]], &weeks[needs.week[s.need]], &plan}) {
        ++used->count;
        used->seconds += rules_.length(s.need);
      }
    }
    const auto hold = [&](const Used& used, std::int64_t count, std::int64_t seconds,
                          const std::string& when) {
      if (used.count > count) {
        findings_.add("limit_used_up", "", member_id(m),
                      std::to_string(used.count) + " services " + when + ", and " +
                          std::to_string(count) + " are the limit");
      }
      if (used.seconds > seconds) {
        findings_.add("limit_used_up", "", member_id(m),
                      std::to_string(used.seconds) + " s of service " + when + ", and " +
                          std::to_string(seconds) + " s are the limit");
      }
    };
    for (const auto& [day, used] : days) {
      hold(used, limits.per_day, limits.seconds_per_day, "on " + to_text(day));
    }
    for (const auto& [week, used] : weeks) {
      hold(used, limits.per_week, limits.seconds_per_week, "in the week of " + to_text(week));
    }
    hold(plan, limits.services, limits.seconds, "in all");
  }

  void duties() {
    std::vector<bool> held(problem_.needs().size());
    for (const Seated& s : seated_) held[s.need] = true;
    for (const Must& must : musts_) {
      if (must.if_held && !held[must.need]) continue;
      const bool met = std::ranges::any_of(must.roles, [&](std::size_t r) {
        return std::ranges::binary_search(seated_, Seated{must.need, r, must.member});
      });
      if (met) continue;
      findings_.add("must_unmet", need_id(must.need), member_id(must.member),
                    "a pin says must, no other rule forbids it, and the member is not there");
    }
  }

  const Rules& rules_;
  const Problem& problem_;
  std::span<const Must> musts_;
  Findings& findings_;
  std::vector<Seated> seated_;  ///< By need, role and member.
};

}  // namespace detail::checking
}  // namespace turnout::inline TURNOUT_ABI
