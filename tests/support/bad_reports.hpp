// Bad input of reports: needs on their way, spans, and tables that are not the standing's.
#pragma once

#include <string>
#include <vector>

#include <turnout/points/reports.hpp>

#include "support/bad_points.hpp"

namespace turnout::testing {

inline std::vector<BadInput> bad_reports() {
  constexpr auto in = "Reports";
  const auto ledgers = [](const std::string& needs, const ReportSpan& span = {}) {
    return [=] {
      static_cast<void>(three_ledgers(
          {.members = io::parse_csv("member_id\nM1\n", "members.csv"),
           .needs = io::parse_csv("need_id,start,end,seats,posted_at,dispatched_at\n" + needs,
                                  "needs.csv")},
          span));
    };
  };
  const auto units = [](const std::string& members, const std::string& services,
                        const std::string& unit = "", bool roster = true) {
    return [=] {
      const Table given = io::parse_csv(
          "service_id,member_id,start,hours\n"
          "S1,M1,2026-03-01 09:00,2\n",
          "services.csv");
      const Table known = io::parse_csv("member_id,unit\nM1,Clinic\n", "members.csv");
      const Standing scored =
          score(make_rulebook(book_of({plain_rule()}).tree()),
                roster ? make_services(given, known) : make_services(given), {.period = "2026"});
      static_cast<void>(unit_feedback(
          scored,
          {.members = io::parse_csv("member_id,unit\n" + members, "members.csv"),
           .services =
               io::parse_csv("service_id,member_id,start,hours\n" + services, "services.csv")},
          unit));
    };
  };
  const std::string member = "M1,Clinic\n", service = "S1,M1,2026-03-01 09:00,2\n";
  return {
      {in, "steps_out_of_order", "a need dispatched before it was posted", "needs.csv", 2,
       "dispatched_at", "2026-03-01",
       ledgers("N1,2026-03-02 09:00,2026-03-02 11:00,1,2026-03-02,2026-03-01\n")},
      {in,
       "unknown_community",
       "ledgers of a branch that nothing belongs to",
       "",
       {},
       "community",
       "West",
       ledgers("", {.community = "West"})},
      {in,
       "unknown_unit",
       "letters to a unit without members",
       "",
       {},
       "unit",
       "Bank",
       units(member, service, "Bank")},
      {in,
       "other_services",
       "services that the standing was not scored from",
       "services.csv",
       {},
       "service_id",
       "S1",
       units(member, "")},
      {in,
       "other_members",
       "a roster that the standing was not scored with",
       "members.csv",
       {},
       "member_id",
       "M1",
       units("M2,Clinic\n", service)},
      {in,
       "no_roster",
       "a report on a standing scored without a roster",
       "members",
       {},
       "",
       "",
       units(member, service, "", false)},
  };
}

}  // namespace turnout::testing
