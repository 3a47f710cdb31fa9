// turnout/points/reports.hpp -- what an office keeps and passes on: four reports, as tables.
//
// A branch keeps three ledgers (who reported to it, what residents asked for, what was given), a
// file on each person, tells each work unit once a year what its people gave, and reports by the
// day. All four are made from the same tables as plans and points: nothing is kept twice.
//
//   const ReportTables tables{.members = io::read_csv_table("members.csv"),
//                             .needs = io::read_csv_table("needs.csv"),
//                             .services = io::read_csv_table("services.csv")};
//   const ThreeLedgers ledgers = three_ledgers(tables, {.period = "2026H1", .community = "Bajiao"});
//   const PersonFile file = person_file(standing, tables, "M42");
//   const UnitFeedback letters = unit_feedback(standing, tables);
//   const DailyTable days = daily_table(tables, {.period = "2026-07"});
//   io::write_report(ledgers, "ledgers/", {.language = "zh"});    // CSV and a page for paper
//
// What each column means stands in docs/reports.md. Rules that hold for all four:
//   - A service belongs to the day on which it started, and to the branch of its `community`, else
//     of its need's, else of its member's on that day. One that was taken back stands in the ledger
//     of services with its state, and in no sum.
//   - A need belongs to the day on which it starts; optional columns `posted_at`, `dispatched_at`
//     and `accepted_at` of the needs say how it went from the resident to a member.
//   - A member reports on the first day (`from`) of a membership in another community, or after a
//     gap.
//   - Totals stand for a branch and all below it. Where a branch has branches below, a row with
//     part `own` shows what is its own, so that own and children add up to the row `all`. `people`
//     are different people, so they alone need not add up.
// Pure functions of the tables: the order of rows does not matter, and no clock is read.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include <turnout/config.hpp>
#include <turnout/model/calendar.hpp>
#include <turnout/model/table.hpp>
#include <turnout/points/standing.hpp>

namespace turnout::inline TURNOUT_ABI {

/// What reports are made from. `members` must be given; without the others those parts are empty.
struct ReportTables {
  Table members = {};   ///< The roster: member_id; name, community, unit, team, from, to, ...
  Table needs = {};     ///< As for a plan, with `posted_at`, `dispatched_at`, `accepted_at`.
  Table services = {};  ///< As for a standing, with `recorded_by`, `beneficiary`, `reached`, ...
};

/// Which part of the tables: a stretch of days and a branch.
struct ReportSpan {
  std::string period = {};     ///< 2026, 2026H1, 2026-07, FROM/TO (see period.hpp); blank: all.
  std::string community = {};  ///< This branch and all below it; blank: all.
  /// How many levels below `community` the daily table goes down; 0: all. The ledgers go to the
  /// last.
  std::size_t levels = 1;
  TimeZone zone = {};  ///< Of local times in the tables.
  friend bool operator==(const ReportSpan&, const ReportSpan&) = default;
};

/// The three ledgers and their totals.
struct ThreeLedgers {
  ReportSpan span;
  Table members;   ///< One row a membership that touches the span.
  Table needs;     ///< One row a need.
  Table services;  ///< One row a service, those taken back too.
  Table branches;  ///< Totals by branch.
  friend bool operator==(const ThreeLedgers&, const ThreeLedgers&) = default;
};

/// Everything about one member.
struct PersonFile {
  Standing standing;
  std::string member_id;
  Table person;        ///< `field`, `value`: the member's row of the roster, without the home.
  Table memberships;   ///< Where the member belonged, and when.
  Table standing_row;  ///< The member's row of Standing::frame.
  Table services;      ///< One row an entry: what was given, where, for whom, its points and why.
};

/// What each unit's people gave in the period of a standing.
struct UnitFeedback {
  Standing standing;
  Table units;    ///< One row a unit.
  Table members;  ///< One row a unit and member.
};

/// Day by day and branch by branch.
struct DailyTable {
  ReportSpan span;
  Table days;      ///< One row a day and branch; branch blank: all.
  Table reported;  ///< Who reported on which day.
  Table needs;     ///< What came up: the needs posted that day; without `posted_at`, those due.
  friend bool operator==(const DailyTable&, const DailyTable&) = default;
};

using Report = std::variant<ThreeLedgers, PersonFile, UnitFeedback, DailyTable>;

// All throw InputError with the bad rows of all tables: what make_services throws, the findings on
// needs as make_problem words them, `bad_period`, `unknown_community` when nothing belongs to the
// branch that is asked for.

[[nodiscard]] ThreeLedgers three_ledgers(const ReportTables& tables, const ReportSpan& span = {});

[[nodiscard]] DailyTable daily_table(const ReportTables& tables, const ReportSpan& span = {});

/// `tables` must hold what the standing was scored from (`other_services`, `unknown_member`): it
/// says what the standing does not keep. The span is the standing's. What became known after its
/// `as_of` is left out. Throws also `unknown_member` for `member_id`.
[[nodiscard]] PersonFile person_file(const Standing& standing, const ReportTables& tables,
                                     std::string_view member_id);

/// The services of a member count for the unit of their day. `unit`: only this one; blank: all.
/// Members without a unit are in no letter. Throws also `unknown_unit`.
[[nodiscard]] UnitFeedback unit_feedback(const Standing& standing, const ReportTables& tables,
                                         std::string_view unit = {});

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/points/detail/report_daily.ipp>
#include <turnout/points/detail/report_ledgers.ipp>
#include <turnout/points/detail/report_person.ipp>
#include <turnout/points/detail/report_units.ipp>
#endif
