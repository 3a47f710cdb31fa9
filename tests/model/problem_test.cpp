// Tables become a problem: the order of rows is nothing, every column has its default, and what
// many members share is kept once.
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/io/csv.hpp>
#include <turnout/model/plan.hpp>
#include <turnout/model/problem.hpp>

#include "support/bad_input.hpp"
#include "support/shuffled.hpp"
#include "support/small_problems.hpp"

namespace problem_test {

using namespace turnout;
using namespace turnout::testing;

Instant at(const std::string& text) { return *parse_instant(text, TimeZone()).instant; }

/// Tables of a small problem with what the maker leaves out: availability, extra columns.
Tables rich_tables(std::uint64_t seed) {
  Tables tables = small_problem(seed).tables;
  std::vector<Cells> rows;
  for (std::uint64_t m = 0; m < tables.members.rows(); ++m)
    for (std::uint64_t k = 0; k < (seed + m) % 3; ++k)
      rows.push_back({{"member_id", "M" + std::to_string(m)},
                      {"start", "2026-10-0" + std::to_string(5 + k) + " 07:00"},
                      {"end", "2026-10-0" + std::to_string(5 + k) + " 10:30"},
                      {"free", (seed + k) % 2 == 0 ? "yes" : "no"}});
  if (!rows.empty()) tables.availability = text_table("availability", rows);
  return tables;
}

TEST(Problem, OrderOfRowsAndColumnsIsNothing) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Tables tables = rich_tables(seed);
    const Problem a = make_problem(tables, {.zone = "Asia/Shanghai", .zone_folders = {}});
    const Problem b =
        make_problem(shuffled(tables, seed), {.zone = "Asia/Shanghai", .zone_folders = {}});
    ASSERT_EQ(canonical_hashes(a), canonical_hashes(b)) << seed;
    ASSERT_EQ(a, b) << seed;
    ASSERT_EQ(a.members().id, b.members().id) << seed;
    ASSERT_EQ(a.needs().id, b.needs().id) << seed;
    ASSERT_EQ(a.roles().text, b.roles().text) << seed;
    ASSERT_EQ(a.skills(), b.skills()) << seed;
    ASSERT_EQ(a.branches().path, b.branches().path) << seed;
    ASSERT_EQ(a.members().profile, b.members().profile) << seed;
    ASSERT_EQ(a.members().calendar, b.members().calendar) << seed;
    ASSERT_EQ(a.profiles(), b.profiles()) << seed;
    ASSERT_EQ(a.calendars(), b.calendars()) << seed;
    ASSERT_TRUE(std::ranges::equal(a.pins(), b.pins())) << seed;
    ASSERT_TRUE(std::ranges::equal(a.availability(), b.availability())) << seed;
  }
}

TEST(Problem, ThroughCsvAndBack) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Tables tables = rich_tables(seed);
    const auto again = [](const Table& table) {
      return table.given() ? io::parse_csv(io::write_csv(table), table.name()) : Table();
    };
    const Tables read{.members = again(tables.members),
                      .needs = again(tables.needs),
                      .availability = again(tables.availability),
                      .pins = again(tables.pins),
                      .history = again(tables.history)};
    ASSERT_EQ(make_problem(tables), make_problem(read)) << seed;
  }
}

TEST(Problem, OneCellMoreIsAnotherProblem) {
  const Tables tables = rich_tables(7);
  const std::vector<TableHash> hashes = canonical_hashes(make_problem(tables));
  Tables other = tables;
  std::vector<NamedColumn> columns(tables.members.columns().begin(),
                                   tables.members.columns().end());
  std::erase_if(columns, [](const NamedColumn& c) { return c.name == "max_km"; });
  Texts reach;
  for (std::size_t m = 0; m < tables.members.rows(); ++m) reach.push_back(m == 0 ? "7.5" : "");
  columns.push_back({"max_km", Column::text(std::move(reach))});
  other.members = Table("members", columns);
  const std::vector<TableHash> changed = canonical_hashes(make_problem(other));
  ASSERT_EQ(hashes.size(), changed.size());
  EXPECT_NE(hashes[0].sha256, changed[0].sha256);
  EXPECT_EQ(hashes[1], changed[1]);
}

TEST(Problem, EveryColumnHasItsDefault) {
  const Problem p = problem_of({});
  const Members& m = p.members();
  ASSERT_EQ(m.size(), 3U);
  EXPECT_TRUE(m.name.empty());
  EXPECT_TRUE(m.team.empty());
  EXPECT_TRUE(std::isnan(m.lat[0]));
  EXPECT_EQ(m.has_place[0], 0);
  EXPECT_EQ(index(m.calendar[0]), 0U) << "no column free: always free";
  EXPECT_TRUE(p.profiles()[index(m.profile[0])].empty());
  EXPECT_EQ(index(m.branch[0]), 0U);
  EXPECT_EQ(index(m.unit[0]), 0U);
  for (const auto* limit : {&m.max_services, &m.max_per_day, &m.max_per_week, &m.max_seconds,
                            &m.max_seconds_per_day, &m.max_seconds_per_week, &m.served})
    EXPECT_EQ((*limit)[0], not_given);
  EXPECT_EQ(m.min_services[0], 0);
  EXPECT_TRUE(std::isnan(m.max_km[0]));
  EXPECT_TRUE(m.accepts[0].empty());
  EXPECT_TRUE(m.likes[0].empty());
  const Needs& n = p.needs();
  EXPECT_EQ(n.min_seats[0], 0);
  EXPECT_EQ(n.priority[0], 3);
  EXPECT_TRUE(std::isnan(n.max_km[0]));
  EXPECT_EQ(n.has_place[0], 0);
  EXPECT_EQ(n.together[0], 0);
  EXPECT_EQ(index(n.scope[0]), 0U);
  for (const WordId word : {n.kind[0], n.item[0], n.series[0], n.place_word[0]})
    EXPECT_EQ(index(word), 0U);
  ASSERT_EQ(p.roles().size(), 1U);
  EXPECT_EQ(p.roles().text[0], "*");
  EXPECT_EQ(p.roles().seats[0], 2);
  EXPECT_TRUE(p.roles().asked[0].empty());
  EXPECT_FALSE(p.has_history());
  EXPECT_TRUE(p.pins().empty());
  EXPECT_TRUE(p.warnings().empty());
  EXPECT_EQ(canonical_hashes(p).size(), 2U);
}

TEST(Problem, BlankCellsAreNotGiven) {
  const Problem p =
      problem_of({.members = "member_id,lat,lon,skills,max_per_day,max_hours,max_km,served,free\n"
                             "M1,,,,,,,,\n"});
  EXPECT_EQ(p.members().max_per_day[0], not_given);
  EXPECT_EQ(p.members().max_seconds[0], not_given);
  EXPECT_EQ(p.members().served[0], not_given);
  EXPECT_NE(index(p.members().calendar[0]), 0U) << "a blank cell: free only by availability";
  EXPECT_TRUE(p.calendars()[index(p.members().calendar[0])].empty());
}

TEST(Problem, IdsAreTextWhateverTheirType) {
  Tables tables;
  tables.needs = io::parse_csv(CsvFiles().needs, "needs");
  const auto with = [&](Column ids) {
    tables.members = Table("members", {{"member_id", std::move(ids)}});
    return make_problem(tables);
  };
  const Problem whole = with(Column::integers({7, 10, 9}));
  EXPECT_EQ(whole, with(Column::text({"7", " 10 ", "9"})));
  EXPECT_EQ(whole, with(Column::reals({7.0, 10.0, 9.0})));
  EXPECT_EQ(whole.id(make_id<MemberId>(0)), "10") << "by bytes, not by value";
  EXPECT_EQ(whole.find_member(" 9"), make_id<MemberId>(2));
  EXPECT_EQ(whole.find_member("8"), std::nullopt);
  EXPECT_EQ(whole.find_need("N1"), make_id<NeedId>(0));
  EXPECT_EQ(whole.find_need(""), std::nullopt);
}

TEST(Problem, UnknownColumnsAreCarriedThrough) {
  const Problem p = problem_of({.needs = "need_id,start,end,seats,colour,titel\n"
                                         "N1,2026-10-05 09:00,2026-10-05 11:00,2,red,x\n"});
  ASSERT_EQ(p.extra_need_columns().size(), 2U);
  EXPECT_EQ(p.extra_need_columns()[0], "colour");
  ASSERT_EQ(p.warnings().size(), 1U) << "only what may be meant is worth a warning";
  EXPECT_EQ(p.warnings()[0].column, "titel");
  EXPECT_EQ(p.tables().needs.find("colour")->text_at(0), "red");
}

TEST(Problem, BranchesFormATreeToClimb) {
  const Problem p = problem_of(
      {.needs = "need_id,start,end,seats,community\n"
                "N1,2026-10-05 09:00,2026-10-05 11:00,2,East / One/Block 3\n"
                "N2,2026-10-05 09:00,2026-10-05 11:00,2,\n",
       .members = "member_id,community\nA,East/One/Block 3\nB,East/One\nC,East/Two\nD,West\nE,\n"});
  const Branches& b = p.branches();
  const std::vector<std::string> paths{"",         "East", "East/One", "East/One/Block 3",
                                       "East/Two", "West"};
  ASSERT_EQ(b.size(), paths.size());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    EXPECT_EQ(b.path[i], paths[i]);
    EXPECT_LE(index(b.parent[i]), i);
  }
  const std::uint32_t wanted[]{0, 1, 2, 3, 3};
  for (std::size_t m = 0; m < 5; ++m) {
    EXPECT_EQ(climb(b, p.needs().branch[0], p.members().branch[m]), wanted[m]) << m;
    EXPECT_EQ(climb(b, p.needs().branch[1], p.members().branch[m]), 0U) << "no community";
  }
  EXPECT_TRUE(is_under(b, make_id<BranchId>(3), make_id<BranchId>(1)));
  EXPECT_FALSE(is_under(b, make_id<BranchId>(1), make_id<BranchId>(3)));
  EXPECT_TRUE(is_under(b, make_id<BranchId>(5), make_id<BranchId>(0)));
}

TEST(Problem, RolesMergeTheSkillsOfTheNeed) {
  const Problem p = problem_of(
      {.needs = "need_id,start,end,roles,skills\n"
                "N1,2026-10-05 09:00,2026-10-05 11:00,2 medic:3+driver; 1 *; 1 driver,medic:2\n"});
  const Roles& r = p.roles();
  ASSERT_EQ(r.size(), 3U);
  EXPECT_EQ(r.text[0], "*");
  EXPECT_EQ(r.text[1], "driver");
  EXPECT_EQ(r.text[2], "medic:3+driver");
  EXPECT_EQ(p.needs().seats[0], 4);
  const SkillId driver = *p.find_skill("driver"), medic = *p.find_skill("medic");
  EXPECT_EQ(r.asked[0].size(), 1U);
  EXPECT_EQ(r.asked[0][0], (Asked{medic, 2}));
  EXPECT_EQ(r.asked[1][0], (Asked{driver, 1}));
  EXPECT_EQ(r.asked[1][1], (Asked{medic, 2}));
  EXPECT_EQ(r.asked[2][1], (Asked{medic, 3})) << "the higher of the two";
}

TEST(Problem, SharedSkillsAndFreeTimeAreKeptOnce) {
  const Problem p =
      problem_of({.members = "member_id,skills,free\n"
                             "A,medic:2; driver,Mon 08:00-12:00\n"
                             "B,\"driver; medic:2\",Mon 08:00-10:00; Mon 10:00-12:00\n"
                             "C,driver; medic:2@2027-01-01,Mon 08:00-12:00\nD,,Tue 08:00-12:00\n"});
  const Members& m = p.members();
  EXPECT_EQ(m.profile[0], m.profile[1]);
  EXPECT_NE(m.profile[0], m.profile[2]);
  EXPECT_EQ(p.profiles().size(), 3U);
  EXPECT_EQ(m.calendar[0], m.calendar[1]) << "what touches is one stretch";
  EXPECT_EQ(m.calendar[0], m.calendar[2]);
  EXPECT_NE(m.calendar[0], m.calendar[3]);
  EXPECT_TRUE(p.calendars()[0].empty());
  // Within the horizon of the needs: 09:00 to 11:00 of Monday the 5th.
  ASSERT_EQ(p.calendars()[index(m.calendar[0])].size(), 1U);
  EXPECT_EQ(p.calendars()[index(m.calendar[0])][0],
            (Interval{at("2026-10-05 09:00"), at("2026-10-05 11:00")}));
}

TEST(Problem, AvailabilityAddsAndTakesAway) {
  const std::string needs = "need_id,start,end,seats\nN1,2026-10-05 00:00,2026-10-06 00:00,1\n";
  const std::string rows =
      "member_id,start,end,free\n"
      "A,2026-10-05 12:00,2026-10-05 15:00,yes\n"
      "A,2026-10-05 09:00,2026-10-05 10:00,no\n"
      "B,2026-10-05 10:00,2026-10-05 11:00,yes\n"
      "B,2026-10-05 10:30,2026-10-05 12:00,no\n"
      "B,2026-10-05 11:30,2026-10-05 13:00,yes\n";
  const Problem p = problem_of({.needs = needs,
                                .members = "member_id,free\nA,Mon 08:00-12:00\nB,\nC,\n",
                                .availability = rows});
  const auto free = [](const Problem& problem, std::size_t m) {
    const auto row = problem.calendars()[index(problem.members().calendar[m])];
    return std::vector<Interval>(row.begin(), row.end());
  };
  EXPECT_EQ(free(p, 0), (std::vector<Interval>{{at("2026-10-05 08:00"), at("2026-10-05 09:00")},
                                               {at("2026-10-05 10:00"), at("2026-10-05 15:00")}}));
  EXPECT_EQ(free(p, 1), (std::vector<Interval>{{at("2026-10-05 10:00"), at("2026-10-05 10:30")},
                                               {at("2026-10-05 12:00"), at("2026-10-05 13:00")}}))
      << "what is taken away wins";
  EXPECT_TRUE(free(p, 2).empty());

  const Problem always =
      problem_of({.needs = needs, .members = "member_id\nA\nB\nC\n", .availability = rows});
  EXPECT_EQ(free(always, 0),
            (std::vector<Interval>{{at("2026-10-05 00:00"), at("2026-10-05 09:00")},
                                   {at("2026-10-05 10:00"), at("2026-10-06 00:00")}}));
  EXPECT_EQ(index(always.members().calendar[2]), 0U);
  EXPECT_EQ(always.availability().size(), 5U);
}

TEST(Problem, DaysAndWeeksAreLocal) {
  const Problem p =
      problem_of({.needs = "need_id,start,end,seats\n"
                           "N1,2026-10-04 17:00Z,2026-10-04 18:00Z,1\n"  // Monday 01:00 in Shanghai
                           "N2,2026-10-04 22:00,2026-10-05 00:00,1\n"    // ends at midnight
                           "N3,2026-10-04 22:00,2026-10-05 00:01,1\n",
                  .options = {.zone = "Asia/Shanghai", .zone_folders = {}}});
  const Needs& n = p.needs();
  EXPECT_EQ(to_text(n.day[0]), "2026-10-05");
  EXPECT_EQ(to_text(n.week[0]), "2026-10-05");
  EXPECT_EQ(to_text(n.day[1]), "2026-10-04");
  EXPECT_EQ(to_text(n.last_day[1]), "2026-10-04") << "midnight belongs to the day that ends";
  EXPECT_EQ(to_text(n.last_day[2]), "2026-10-05");
  EXPECT_EQ(to_text(n.week[2]), "2026-09-28");
  EXPECT_EQ(p.zone().name(), "Asia/Shanghai");
}

TEST(Problem, HistoryLeavesOutWhatWasTakenBack) {
  const Problem p = problem_of({.needs = "need_id,start,end,seats,series,place\n"
                                         "N1,2026-10-05 09:00,2026-10-05 11:00,2,chess,Hall\n",
                                .history = "service_id,member_id,start,series,place,reverses\n"
                                           "S1,M1,2026-09-01 09:00,chess,Hall,\n"
                                           "S2,M1,2026-09-02 09:00,chess,Hall,\n"
                                           "S3,M1,2026-09-03 09:00,,,S1\n"
                                           "S4,M2,2026-09-02 09:00,other,Hall,\n"
                                           "S5,Stranger,2026-09-02 09:00,chess,Hall,\n"
                                           "S6,M2,2026-10-05 08:00,chess,Hall,\n"
                                           "S7,M2,2026-02-01 08:00,chess,Hall,\n"});
  EXPECT_TRUE(p.has_history());
  ASSERT_EQ(p.history().size(), 4U);
  ASSERT_EQ(p.history(make_id<MemberId>(0)).size(), 1U);
  EXPECT_EQ(p.history(make_id<MemberId>(0))[0].start, at("2026-09-02 09:00"));
  EXPECT_EQ(p.history(make_id<MemberId>(0))[0].series, p.needs().series[0]);
  const auto second = p.history(make_id<MemberId>(1));
  ASSERT_EQ(second.size(), 3U);
  EXPECT_TRUE(second[0].start < second[1].start && second[1].start < second[2].start);
  EXPECT_EQ(index(second[1].series), 0U) << "a series that no need has";
  EXPECT_EQ(second[1].place, p.needs().place_word[0]);
  EXPECT_TRUE(p.history(make_id<MemberId>(2)).empty());
  // Within 182 days before the day of the first need, that day left out.
  EXPECT_EQ(recent_services(p, {}), (std::vector<std::int64_t>{1, 1, 0}));
  EXPECT_EQ(recent_services(p, {.history_days = 300}), (std::vector<std::int64_t>{1, 2, 0}));
  EXPECT_EQ(recent_services(p, {.history_days = 0}), (std::vector<std::int64_t>{0, 0, 0}));
}

TEST(Problem, PinsNameNeedMemberAndRole) {
  const Problem p = problem_of(
      {.needs = "need_id,start,end,roles\n"
                "N2,2026-10-05 09:00,2026-10-05 11:00,1 medic; 2 *\n"
                "N1,2026-10-05 09:00,2026-10-05 11:00,3 *\n",
       .pins = "need_id,member_id,kind,role\nN2,M3,never,medic\nN2,M3,never,*\nN2,M1,must,\n"
               "N1,M2,must,*\n"});
  const auto pins = p.pins();
  ASSERT_EQ(pins.size(), 4U);
  EXPECT_EQ(p.id(pins[0].need), "N1");
  EXPECT_EQ(pins[0].kind, PinKind::must);
  EXPECT_EQ(p.id(pins[1].member), "M1");
  EXPECT_FALSE(pins[1].role);
  EXPECT_EQ(p.text(*pins[2].role), "*");
  EXPECT_EQ(p.text(*pins[3].role), "medic");
}

TEST(Problem, EmptyTablesAreFine) {
  const Problem p = problem_of({.needs = "need_id,start,end,seats\n", .members = "member_id\n"});
  EXPECT_EQ(p.needs().size(), 0U);
  EXPECT_EQ(p.members().size(), 0U);
  EXPECT_EQ(p.branches().size(), 1U);
  EXPECT_EQ(p,
            problem_of({.needs = "need_id,start,end,roles\n", .members = "member_id,lat,lon\n"}));
}

}  // namespace problem_test
