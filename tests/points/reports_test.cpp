// Reports: the ledgers of a street worked out by hand, and what holds for any tables: branches add
// up over three levels, units add up to the standing, and the order of rows never matters.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/error.hpp>
#include <turnout/points/reports.hpp>

#include "points/trees.hpp"
#include "support/text_table.hpp"

namespace reports_test {

using namespace turnout;
using namespace turnout::testing;

// Willow Court: M1 and M2, who came over from South Gate in March. South Gate: M3, of no block.
std::vector<Cells> members() {
  return {{{"member_id", "M1"},
           {"name", "Zhang San"},
           {"community", "Willow Court / East/ Block 1"},
           {"unit", "Clinic"},
           {"team", "pioneers"},
           {"skills", "first-aid:2"},
           {"lat", "30.1"},
           {"lon", "124.1"},
           {"from", "2026-01-05"}},
          {{"member_id", "M2"},
           {"name", "李四"},
           {"community", "South Gate"},
           {"unit", "Clinic"},
           {"from", "2025-06-01"},
           {"to", "2026-02-28"}},
          {{"member_id", "M2"},
           {"name", "李四"},
           {"community", "Willow Court/East"},
           {"unit", "School"},
           {"from", "2026-03-01"}},
          {{"member_id", "M3"}, {"name", "Wang"}, {"community", "South Gate"}, {"unit", "School"}}};
}
std::vector<Cells> needs() {
  return {{{"need_id", "N1"},
           {"title", "Reading to elders"},
           {"kind", "wish"},
           {"community", "Willow Court/East/Block 1"},
           {"start", "2026-03-02 09:00"},
           {"end", "2026-03-02 11:00"},
           {"seats", "2"},
           {"priority", "5"},
           {"posted_at", "2026-03-01 20:00"},
           {"dispatched_at", "2026-03-01"},
           {"accepted_at", "2026-03-02 08:00"}},
          {{"need_id", "N2"},
           {"community", "Willow Court"},
           {"start", "2026-03-02 09:00"},
           {"end", "2026-03-02 10:00"},
           {"roles", "1 leader; 3 *"},
           {"posted_at", "2026-03-02"}}};
}
Cells service(const char* id, const char* member, const char* start, const char* hours) {
  return {{"service_id", id},
          {"member_id", member},
          {"start", start},
          {"hours", hours},
          {"confirmed_by", "C"}};
}
Cells with(Cells row, const Cells& more) {
  for (const auto& [column, cell] : more) row[column] = cell;
  return row;
}
std::vector<Cells> services() {
  return {
      with(service("S1", "M1", "2026-03-02 09:00", "2"),
           {{"need_id", "N1"}, {"rating", "5"}, {"reached", "12"}, {"rated_at", "2026-03-05"}}),
      with(service("S2", "M2", "2026-03-02 09:00", "1.5"),
           {{"need_id", "N1"}, {"rating", "4"}, {"rated_at", "2026-03-05"}}),
      with(service("S3", "M2", "2026-02-10 09:00", "1"), {{"kind", "post"}}),
      with(service("S4", "M3", "2026-03-02 14:00", "3"),
           {{"community", "Willow Court"}, {"confirmed_by", ""}, {"beneficiary", "Mrs. Qian"}}),
      service("S5", "M1", "2026-03-03 09:00", "8"),
      with(service("S6", "M1", "2026-03-04 09:00", ""), {{"reverses", "S5"}}),
  };
}
ReportTables tables(bool reversed = false) {
  auto m = members(), n = needs(), s = services();
  if (reversed) {
    std::ranges::reverse(m);
    std::ranges::reverse(n);
    std::ranges::reverse(s);
  }
  return {.members = text_table("members", m),
          .needs = text_table("needs", n),
          .services = text_table("services", s)};
}

std::string at(const Table& table, std::size_t row, std::string_view column) {
  return table.find(column)->to_text(row);
}
// The only row in which these columns hold these values.
std::size_t row_of(const Table& table, const Cells& key) {
  std::size_t found = table.rows();
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const bool all = std::ranges::all_of(
        key, [&](const auto& cell) { return at(table, row, cell.first) == cell.second; });
    if (!all) continue;
    EXPECT_EQ(found, table.rows()) << "two rows";
    found = row;
  }
  EXPECT_LT(found, table.rows()) << "no row";
  return std::min(found, table.rows() - 1);
}
std::string all_of(const Table& table, const Cells& key,
                   std::initializer_list<const char*> columns) {
  const std::size_t row = row_of(table, key);
  std::string text;
  for (const char* column : columns)
    text.append(text.empty() ? "" : " ").append(at(table, row, column));
  return text;
}
std::set<std::string> codes(const InputError& error) {
  std::set<std::string> found;
  for (const Issue& issue : error.issues()) found.insert(issue.code);
  return found;
}
template <class Run>
std::set<std::string> refused(Run run) {
  try {
    static_cast<void>(run());
  } catch (const InputError& error) {
    return codes(error);
  }
  return {};
}
using Codes = std::set<std::string>;

Standing standing(const ReportTables& given, const char* as_of = "") {
  Keys book = book_of({plain_rule().add("gates", Keys().add("confirmed", true))});
  book.add("ladders",
           std::vector{Keys()
                           .add("id", "tier")
                           .add("measure", "earned")
                           .add("span", "period")
                           .add("bands", std::vector{Keys().add("id", "good").add("from", 2)})});
  return score(make_rulebook(book.tree()), make_services(given.services, given.members),
               {.period = "2026", .as_of = as_of});
}

TEST(Reports, LedgersOfAStreet) {
  const ThreeLedgers ledgers = three_ledgers(tables(), {.period = "2026"});
  EXPECT_EQ(ledgers.members.rows(), 4U);  // M2 twice
  EXPECT_EQ(all_of(ledgers.members, {{"member_id", "M1"}},
                   {"name", "community", "unit", "team", "skills", "from", "services", "hours",
                    "last_service"}),
            "Zhang San Willow Court/East/Block 1 Clinic pioneers first-aid:2 2026-01-05 1 2 "
            "2026-03-02");
  EXPECT_EQ(all_of(ledgers.members, {{"member_id", "M2"}, {"unit", "Clinic"}},
                   {"community", "from", "to", "services", "last_service"}),
            "South Gate 2025-06-01 2026-02-28 1 2026-02-10");
  EXPECT_EQ(ledgers.members.find("lat"), nullptr);

  EXPECT_EQ(all_of(ledgers.needs, {{"need_id", "N1"}},
                   {"seats", "posted_at", "dispatched_at", "services", "people", "short_by",
                    "hours", "reached", "rating", "state"}),
            "2 2026-03-01 20:00 2026-03-01 00:00 2 2 0 3.5 12 4.5 served");
  EXPECT_EQ(all_of(ledgers.needs, {{"need_id", "N2"}}, {"seats", "short_by", "state"}), "4 4 open");

  EXPECT_EQ(ledgers.services.rows(), 5U);                     // the reversal is no service
  EXPECT_EQ(all_of(ledgers.services, {{"service_id", "S2"}},  // where its need is
                   {"community", "start", "end", "hours", "confirmed_by", "rating", "state"}),
            "Willow Court/East/Block 1 2026-03-02 09:00 2026-03-02 10:30 1.5 C 4 confirmed");
  EXPECT_EQ(all_of(ledgers.services, {{"service_id", "S3"}}, {"community"}), "South Gate");
  EXPECT_EQ(all_of(ledgers.services, {{"service_id", "S4"}}, {"community", "beneficiary", "state"}),
            "Willow Court Mrs. Qian not_confirmed");
  EXPECT_EQ(all_of(ledgers.services, {{"service_id", "S5"}}, {"state"}), "reversed");

  const auto totals = {"reported", "members", "served", "needs",  "seats",
                       "services", "people",  "hours",  "reached"};
  EXPECT_EQ(all_of(ledgers.branches, {{"community", ""}, {"part", "all"}}, totals),
            "2 3 3 2 6 4 3 7.5 12");
  EXPECT_EQ(all_of(ledgers.branches, {{"community", "South Gate"}, {"part", "all"}}, totals),
            "0 1 1 0 0 1 1 1 0");
  EXPECT_EQ(all_of(ledgers.branches, {{"community", "Willow Court"}, {"part", "all"}}, totals),
            "2 2 2 2 6 3 3 6.5 12");
  EXPECT_EQ(all_of(ledgers.branches, {{"community", "Willow Court"}, {"part", "own"}}, totals),
            "0 0 0 1 4 1 1 3 0");
  EXPECT_EQ(all_of(ledgers.branches, {{"community", "Willow Court/East"}, {"part", "own"}}, totals),
            "1 1 1 0 0 0 0 0 0");
}

TEST(Reports, OfABranchHoldWhatBelongsToIt) {
  const ThreeLedgers ledgers =
      three_ledgers(tables(), {.period = "2026-03", .community = "Willow Court / East"});
  EXPECT_EQ(ledgers.members.rows(), 2U);
  EXPECT_EQ(ledgers.needs.rows(), 1U);
  EXPECT_EQ(ledgers.services.rows(), 3U);  // S1, S2 and S5, given where M1 lives
  EXPECT_EQ(at(ledgers.branches, 0, "community"), "Willow Court/East");
  EXPECT_EQ(at(ledgers.branches, 0, "level"), "2");
  EXPECT_EQ(refused([] { return three_ledgers(tables(), {.community = "Nowhere"}); }),
            Codes{"unknown_community"});
  EXPECT_EQ(refused([] { return daily_table(tables(), {.community = "Nowhere"}); }),
            Codes{"unknown_community"});
  EXPECT_EQ(refused([] { return three_ledgers(tables(), {.period = "2026H3"}); }),
            Codes{"bad_period"});
}

TEST(Reports, DailyTableOfAStreet) {
  const DailyTable daily = daily_table(tables(), {.period = "2026"});
  const auto counts = {"reported", "posted", "dispatched", "accepted", "needs",
                       "services", "people", "hours",      "reached"};
  const Cells town{{"day", "2026-03-02"}, {"community", ""}, {"part", "all"}};
  EXPECT_EQ(all_of(daily.days, town, counts), "0 1 0 1 2 3 3 6.5 12");
  EXPECT_EQ(all_of(daily.days, {{"day", "2026-03-01"}, {"community", "Willow Court"}}, counts),
            "1 1 1 0 0 0 0 0 0");
  EXPECT_EQ(all_of(daily.reported, {{"day", "2026-03-01"}}, {"member_id", "community"}),
            "M2 Willow Court/East");
  EXPECT_EQ(daily.reported.rows(), 2U);  // M2 came in 2025, M3 on a day that nobody wrote down
  EXPECT_EQ(all_of(daily.needs, {{"need_id", "N1"}}, {"day", "title"}),
            "2026-03-01 Reading to elders");
  for (std::size_t row = 0; row < daily.days.rows(); ++row)
    EXPECT_LE(daily.days.find("level")->integer_at(row), 1);
  const DailyTable deep = daily_table(tables(), {.period = "2026", .levels = 0});
  EXPECT_EQ(all_of(deep.days, {{"day", "2026-03-02"}, {"community", "Willow Court/East/Block 1"}},
                   counts),
            "0 0 0 1 1 2 2 3.5 12");
}

TEST(Reports, ColumnsThatAreNotThereAreNotCounted) {
  auto rows = needs();
  for (Cells& row : rows)
    for (const char* column : {"posted_at", "dispatched_at", "accepted_at"}) row.erase(column);
  ReportTables given = tables();
  given.needs = text_table("needs", rows);
  const DailyTable daily = daily_table(given);
  for (const char* column : {"posted", "dispatched", "accepted"})
    EXPECT_TRUE(daily.days.find(column)->is_null(0)) << column;
  EXPECT_EQ(daily.needs.rows(), 2U);  // those due
  EXPECT_EQ(at(daily.needs, 0, "day"), "2026-03-02");
  given.needs = {};
  given.services = {};
  EXPECT_EQ(three_ledgers(given).members.rows(), 4U);
  EXPECT_EQ(three_ledgers(given).needs.rows(), 0U);
}

TEST(Reports, FileOfAPerson) {
  const ReportTables given = tables();
  const PersonFile file = person_file(standing(given), given, " M1 ");
  EXPECT_EQ(file.member_id, "M1");
  EXPECT_EQ(all_of(file.person, {{"field", "skills"}}, {"value"}), "first-aid:2");
  for (std::size_t row = 0; row < file.person.rows(); ++row)
    EXPECT_NE(at(file.person, row, "field"), "lat");
  EXPECT_EQ(file.services.rows(), 3U);
  EXPECT_EQ(all_of(file.services, {{"service_id", "S1"}},
                   {"start", "community", "reached", "rating", "confirmed_by", "rule", "points"}),
            "2026-03-02 09:00 Willow Court/East/Block 1 12 5 C r 1");
  EXPECT_EQ(all_of(file.services, {{"service_id", "S5"}}, {"points", "reason"}), "0 reversed");
  EXPECT_EQ(all_of(file.services, {{"service_id", "S6"}}, {"hours", "reason"}), "reversal");
  EXPECT_EQ(file.standing_row.rows(), 1U);
  EXPECT_EQ(at(file.standing_row, 0, "points"), "1");
  EXPECT_EQ(person_file(standing(given), given, "M2").memberships.rows(), 2U);

  // What became known later is not shown.
  const PersonFile early = person_file(standing(given, "2026-03-03"), given, "M1");
  EXPECT_EQ(all_of(early.services, {{"service_id", "S1"}}, {"rating"}), "");
}

TEST(Reports, ServicesCountForTheUnitOfTheirDay) {
  const ReportTables given = tables();
  const UnitFeedback all = unit_feedback(standing(given), given);
  const auto sums = {"members", "served", "services", "hours", "points", "ratings", "rating"};
  EXPECT_EQ(all.units.rows(), 2U);
  EXPECT_EQ(all_of(all.units, {{"unit", "Clinic"}}, sums), "1 2 2 3 2 1 5");
  EXPECT_EQ(all_of(all.units, {{"unit", "School"}}, sums), "2 1 1 1.5 1 1 4");
  EXPECT_EQ(all_of(all.members, {{"unit", "Clinic"}, {"member_id", "M2"}},
                   {"until", "services", "hours", "points", "rank", "tier", "last_service"}),
            "2026-02-28 1 1 1 1 good 2026-02-10");
  EXPECT_EQ(all_of(all.members, {{"member_id", "M3"}}, {"services", "rating", "last_service"}),
            "0  ");  // not confirmed
  const UnitFeedback one = unit_feedback(standing(given), given, "School");
  EXPECT_EQ(one.units.rows(), 1U);
  EXPECT_EQ(one.members.rows(), 2U);
  EXPECT_EQ(refused([&] { return unit_feedback(standing(given), given, "Bank"); }),
            Codes{"unknown_unit"});
}

TEST(Reports, EventsAndObligationsStandInTheFileButAreNoServices) {
  const ReportTables given = tables();
  // The event has the id of a service, which must not be taken for it.
  const Table events = text_table(
      "events",
      {{{"event_id", "S2"}, {"account", "M1"}, {"kind", "quiz"}, {"at", "2026-03-05 20:00"}}});
  const Keys book =
      book_of({plain_rule(), Keys().add("id", "quiz").add("event", "quiz").add("rate", 5)});
  const Standing scored =
      score(make_rulebook(book.tree()), make_services(given.services, given.members, {}, events),
            {.period = "2026"});
  const PersonFile file = person_file(scored, given, "M1");
  EXPECT_EQ(all_of(file.services, {{"service_id", "S2"}}, {"rule", "points", "hours", "community"}),
            "quiz 5  ");
  const UnitFeedback feedback = unit_feedback(scored, given);
  EXPECT_EQ(all_of(feedback.members, {{"member_id", "M1"}}, {"services", "hours", "points"}),
            "1 2 6");
}

TEST(Reports, TheOrderOfRowsDoesNotMatter) {
  const ReportTables one = tables(), other = tables(true);
  EXPECT_EQ(three_ledgers(one), three_ledgers(other));
  EXPECT_EQ(daily_table(one), daily_table(other));
  for (const char* member : {"M1", "M2", "M3"}) {
    const PersonFile a = person_file(standing(one), one, member);
    const PersonFile b = person_file(standing(other), other, member);
    EXPECT_EQ(a.person, b.person);
    EXPECT_EQ(a.memberships, b.memberships);
    EXPECT_EQ(a.services, b.services);
    EXPECT_EQ(a.standing_row, b.standing_row);
  }
  EXPECT_EQ(unit_feedback(standing(one), one).members,
            unit_feedback(standing(other), other).members);
  EXPECT_EQ(unit_feedback(standing(one), one).units, unit_feedback(standing(other), other).units);
}

TEST(Reports, BadRowsOfAllTablesAreToldTogether) {
  ReportTables bad = tables();
  auto n = needs(), s = services();
  n[0]["end"] = "2026-03-01 09:00";
  n[1]["need_id"] = "N1";
  n[1]["community"] = "A//B";
  n[1]["accepted_at"] = "2026-03-01 09:00";
  s[0]["member_id"] = "M9";
  s[1]["rating"] = "6";
  bad.needs = text_table("needs", n);
  bad.services = text_table("services", s);
  const auto ledgers = refused([&] { return three_ledgers(bad); });
  EXPECT_EQ(ledgers, (Codes{"end_before_start", "duplicate_id", "empty_branch",
                            "steps_out_of_order", "unknown_member", "bad_rating"}));
  EXPECT_EQ(refused([&] { return daily_table(bad); }), ledgers);
  EXPECT_EQ(refused([] { return three_ledgers({}); }), Codes{"missing_table"});
}

TEST(Reports, OtherTablesThanTheStandingsAreRefused) {
  const ReportTables given = tables();
  ReportTables other = given;
  auto s = services();
  s.erase(s.begin());
  other.services = text_table("services", s);
  EXPECT_EQ(refused([&] { return person_file(standing(given), other, "M1"); }),
            Codes{"other_services"});
  other = given;
  auto m = members();
  m.erase(m.begin() + 1);
  other.members = text_table("members", m);
  EXPECT_EQ(refused([&] { return unit_feedback(standing(given), other); }), Codes{"other_members"});
  EXPECT_EQ(refused([&] { return person_file(standing(given), given, "M9"); }),
            Codes{"unknown_member"});
  const Standing loose = score(make_rulebook(book_of({plain_rule()}).tree()),
                               make_services(given.services), {.period = "2026"});
  EXPECT_EQ(refused([&] { return unit_feedback(loose, given); }), Codes{"no_roster"});
}

// Tables of up to three levels, with gaps, moves, reversals and cells left blank.
ReportTables scattered(std::mt19937& random) {
  const auto below = [&](unsigned n) { return static_cast<int>(random() % n); };
  const auto branch = [&] {
    std::string path;
    for (int depth = below(4); depth > 0; --depth)
      path += (path.empty() ? "" : "/") + std::string(1, static_cast<char>('A' + below(3)));
    return path;
  };
  const auto time = [&](int hour) {
    return "2026-0" + std::to_string(1 + below(3)) + "-" + std::to_string(10 + below(10)) +
           (hour < 10 ? " 0" : " ") + std::to_string(hour) + ":00";
  };
  std::vector<Cells> m, n, s;
  for (int i = 0; i < 12; ++i) {
    const std::string id = "M" + std::to_string(i);
    const std::string unit = std::string(1, static_cast<char>('U' + below(3)));
    if (below(3) == 0) {
      m.push_back(
          {{"member_id", id}, {"community", branch()}, {"unit", unit}, {"to", "2026-02-14"}});
      m.push_back(
          {{"member_id", id}, {"community", branch()}, {"unit", "X"}, {"from", "2026-02-15"}});
    } else {
      m.push_back({{"member_id", id},
                   {"community", branch()},
                   {"unit", unit},
                   {"from", below(2) == 0 ? "" : "2025-02-1" + std::to_string(below(9))}});
    }
  }
  for (int i = 0; i < 8; ++i) {
    std::string start = time(9);
    n.push_back({{"need_id", "N" + std::to_string(i)},
                 {"community", branch()},
                 {"start", start},
                 {"end", start.substr(0, 11) + "12:00"},
                 {"seats", std::to_string(1 + below(3))}});
  }
  for (int i = 0; i < 40; ++i) {
    const std::string member = "M" + std::to_string(below(12));
    Cells row =
        service(("S" + std::to_string(i)).c_str(), member.c_str(), time(10).c_str(), "1.25");
    if (below(2) == 0) row["need_id"] = "N" + std::to_string(below(10));
    if (below(3) == 0) row["community"] = branch();
    if (below(3) == 0) row["reached"] = std::to_string(below(50));
    if (below(4) == 0) row["rating"] = std::to_string(1 + below(5));
    if (below(5) == 0) row["confirmed_by"] = "";
    s.push_back(row);
    if (below(6) == 0)
      s.push_back(with(service(("R" + std::to_string(i)).c_str(), member.c_str(), "2026-04-01", ""),
                       {{"reverses", "S" + std::to_string(i)}}));
  }
  return {.members = text_table("members", m),
          .needs = text_table("needs", n),
          .services = text_table("services", s)};
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

// Each branch is the sum of its children and its own; `key` keeps the days apart.
void expect_adds_up(const Table& table, std::initializer_list<const char*> columns,
                    const char* key = nullptr) {
  std::map<std::string, std::map<std::string, double>> all, parts;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string group = key ? at(table, row, key) + "|" : "|";
    const std::string path = at(table, row, "community");
    const bool own = at(table, row, "part") == "own";
    for (const char* column : columns) {
      const Column& values = *table.find(column);
      const double value = values.type() == ColumnType::real
                               ? values.real_at(row)
                               : static_cast<double>(values.integer_at(row));
      if (!own) all[group + path][column] = value;
      if (own)
        parts[group + path][column] += value;
      else if (!path.empty())
        parts[group + parent_of(path)][column] += value;
    }
  }
  ASSERT_FALSE(parts.empty());
  for (const auto& [path, sums] : parts) EXPECT_EQ(all[path], sums) << path;
}

TEST(Reports, BranchesAddUpOverThreeLevels) {
  std::mt19937 random(5);
  for (int round = 0; round < 60; ++round) {
    const ReportTables given = scattered(random);
    const ThreeLedgers ledgers =
        three_ledgers(given, {.period = round % 2 == 0 ? "" : "2026-02-10/2026-03-15"});
    expect_adds_up(ledgers.branches, {"reported", "members", "served", "needs", "seats", "services",
                                      "hours", "reached"});
    // The root against the ledgers themselves.
    std::int64_t counted = 0;
    std::set<std::string> people;
    for (std::size_t row = 0; row < ledgers.services.rows(); ++row)
      if (at(ledgers.services, row, "state") != "reversed") {
        ++counted;
        people.insert(at(ledgers.services, row, "member_id"));
      }
    EXPECT_EQ(ledgers.branches.find("services")->integer_at(0), counted);
    EXPECT_EQ(ledgers.branches.find("people")->integer_at(0),
              static_cast<std::int64_t>(people.size()));
    EXPECT_EQ(ledgers.branches.find("needs")->integer_at(0),
              static_cast<std::int64_t>(ledgers.needs.rows()));
    expect_adds_up(daily_table(given, {.levels = 0}).days,
                   {"reported", "needs", "seats", "services", "hours", "reached"}, "day");
  }
}

TEST(Reports, UnitsAddUpToTheStanding) {
  std::mt19937 random(6);
  for (int round = 0; round < 60; ++round) {
    const ReportTables given = scattered(random);
    const Standing scored = standing(given);
    const UnitFeedback feedback = unit_feedback(scored, given);
    const std::vector<UnitRow> units = scored.units();
    for (std::size_t row = 0; row < feedback.units.rows(); ++row) {
      const std::string name = at(feedback.units, row, "unit");
      const auto unit = std::ranges::find(units, name, &UnitRow::unit);
      if (unit == units.end()) continue;  // all left without a service
      EXPECT_EQ(feedback.units.find("members")->integer_at(row), unit->members);
      EXPECT_EQ(feedback.units.find("services")->integer_at(row), unit->services);
      EXPECT_EQ(feedback.units.find("points")->real_at(row) * 1000, unit->points);
    }
    std::int64_t services = 0, points = 0;
    double hours = 0;
    for (const StandingRow& row : scored.rows()) {
      services += row.period.services;
      points += row.period.earned;
      hours += static_cast<double>(row.period.seconds) / 3600;
    }
    std::int64_t unit_services = 0;
    double unit_points = 0, unit_hours = 0, member_hours = 0;
    for (std::size_t row = 0; row < feedback.units.rows(); ++row) {
      unit_services += feedback.units.find("services")->integer_at(row);
      unit_points += feedback.units.find("points")->real_at(row);
      unit_hours += feedback.units.find("hours")->real_at(row);
    }
    for (std::size_t row = 0; row < feedback.members.rows(); ++row)
      member_hours += feedback.members.find("hours")->real_at(row);
    // Services before a first day belong to no unit; here all lie behind it.
    EXPECT_EQ(unit_services, services);
    EXPECT_EQ(unit_points, static_cast<double>(points) / 1000);
    EXPECT_EQ(unit_hours, hours);
    EXPECT_EQ(member_hours, hours);
  }
}

}  // namespace reports_test
