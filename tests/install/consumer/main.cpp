// A stranger's program: one include, a problem from memory, a plan, the checker.
#include <iostream>

#include <turnout/turnout.hpp>

int main() {
  using namespace turnout;
  const Table members("members", {{"member_id", Column::text({"M1", "M2"})},
                                  {"skills", Column::text({"first-aid:2", ""})}});
  const Table needs("needs", {{"need_id", Column::text({"N1", "N2"})},
                              {"start", Column::text({"2026-10-01 09:00", "2026-10-01 09:00"})},
                              {"end", Column::text({"2026-10-01 11:00", "2026-10-01 11:00"})},
                              {"roles", Column::text({"1 first-aid", "1 *"})}});
  const Problem problem = make_problem({.members = members, .needs = needs});
  const Plan plan = solve(problem);
  std::cout << plan.summary() << '\n';
  return plan.filled() == 2 && verify(problem, plan) ? 0 : 1;
}
