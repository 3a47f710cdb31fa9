// A plan written by hand, for tests of what is said about a plan: no solver, no proof.
//
//   const Problem town = small_town();
//   const Plan plan = hand_plan(town, {{"N1", "*", "M1"}}, {{"N1", "*", 1, Reason::not_free}});
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <turnout/model/plan.hpp>
#include <turnout/model/problem.hpp>

#include "support/text_table.hpp"

namespace turnout::testing {

struct HandSeat {
  std::string need, role, member;
};
struct HandGap {
  std::string need, role;
  std::int32_t short_by;
  Reason reason;
};

inline RoleId role_of(const Problem& problem, const std::string& need, const std::string& text) {
  const std::size_t n = index(problem.find_need(need).value());
  for (std::size_t r = problem.needs().first_role[n]; r < problem.needs().first_role[n + 1]; ++r)
    if (problem.roles().text[r] == text) return make_id<RoleId>(r);
  throw std::out_of_range("no such role: " + text);
}

/// Rows are put in order. Each seat costs its metres; `counts` follow the pattern 9, 8, ... 1 and
/// 11, 12, ... 19, so that a test knows them.
inline Plan hand_plan(const Problem& problem, const std::vector<HandSeat>& seats,
                      const std::vector<HandGap>& gaps, PlanData data = {}) {
  for (const HandSeat& s : seats)
    data.assignments.push_back({problem.find_need(s.need).value(), role_of(problem, s.need, s.role),
                                problem.find_member(s.member).value(), 0});
  std::ranges::sort(data.assignments, {},
                    [](const Assignment& a) { return std::tuple(a.need, a.role, a.member); });
  for (Assignment& a : data.assignments) {
    const std::size_t n = index(a.need), m = index(a.member);
    const bool placed = problem.needs().has_place[n] != 0 && problem.members().has_place[m] != 0;
    const double metres = placed ? distance(problem.needs().at[n], problem.members().place[m]) : 0;
    a.cost = std::llround(metres);
    data.km.push_back(metres / 1000);
    data.parts.push_back({.distance = a.cost});
    data.terms.distance += a.cost;
  }
  for (const HandGap& g : gaps)
    data.unfilled.push_back({problem.find_need(g.need).value(), role_of(problem, g.need, g.role),
                             g.short_by, 0, g.short_by * 4'000'000, g.reason});
  std::ranges::sort(data.unfilled, {}, [](const Unfilled& u) { return std::pair(u.need, u.role); });
  for (const Unfilled& u : data.unfilled) {
    data.terms.unfilled += u.cost;
    RuleCounts counts{.members = 20};
    for (std::uint32_t rule = 0; rule < eligibility_rules; ++rule) {
      counts.left[rule] = 9 - rule;
      counts.if_dropped[rule] = 11 + rule;
    }
    data.counts.push_back(counts);
  }
  data.prices.resize(problem.roles().size());
  data.objective = data.terms.total();
  data.bound = data.objective;
  return {problem, std::move(data)};
}

/// Three members, three needs, two communities; texts that a page must not take for markup.
inline Tables town_tables() {
  return {.members = text_table("members", {{{"member_id", "M1"},
                                             {"name", "Ada Secret"},
                                             {"lat", "30.001"},
                                             {"lon", "124.001"},
                                             {"skills", "medic:3"},
                                             {"community", "City/East/One"},
                                             {"shirt", "red"},
                                             {"note", "left-handed"}},
                                            {{"member_id", "M2"},
                                             {"name", "Bo Secret"},
                                             {"lat", "30.002"},
                                             {"lon", "124.002"},
                                             {"skills", "medic; driver"},
                                             {"community", "City/West"},
                                             {"shirt", "blue"}},
                                            {{"member_id", "M3"},
                                             {"name", "Cy Secret"},
                                             {"lat", "30.003"},
                                             {"lon", "124.003"},
                                             {"community", "City/West"}}}),
          .needs = text_table("needs", {{{"need_id", "N1"},
                                         {"start", "2026-10-01 09:00"},
                                         {"end", "2026-10-01 11:30"},
                                         {"roles", "1 medic:2; 2 *"},
                                         {"lat", "30.01"},
                                         {"lon", "124.01"},
                                         {"kind", "post"},
                                         {"community", "City/East/One"},
                                         {"priority", "5"},
                                         {"title", "</script><b>first & last</b>"},
                                         {"place", "八角 hall"},
                                         {"note", "bring water"}},
                                        {{"need_id", "N2"},
                                         {"start", "2026-10-02 18:00"},
                                         {"end", "2026-10-02 19:00"},
                                         {"seats", "1"},
                                         {"lat", "30.02"},
                                         {"lon", "124.02"},
                                         {"kind", "pairing"},
                                         {"community", "City/West"},
                                         {"title", "visit \xe2\x80\xa8 here"}},
                                        {{"need_id", "N3"},
                                         {"start", "2026-10-09 18:00"},
                                         {"end", "2026-10-10 01:00"},
                                         {"seats", "2"},
                                         {"lat", "30.02"},
                                         {"lon", "124.02"},
                                         {"skills", "driver"},
                                         {"community", "City/West"}}})};
}
inline Problem small_town() {
  return make_problem(town_tables(), {.zone = "UTC", .zone_folders = {}});
}

/// M1 and M2 serve N1, M3 serves N2; N1 lacks one, N3 lacks two.
inline Plan town_plan() {
  return hand_plan(small_town(), {{"N1", "medic:2", "M1"}, {"N1", "*", "M2"}, {"N2", "*", "M3"}},
                   {{"N1", "*", 1, Reason::too_far}, {"N3", "*", 2, Reason::no_skill}});
}

}  // namespace turnout::testing
