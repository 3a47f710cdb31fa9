#include <numeric>

#include <gtest/gtest.h>

#include <turnout/io/csv.hpp>
#include <turnout/io/detail/columns.ipp>
#include <turnout/io/plan_tables.hpp>

#include "support/hand_plan.hpp"
#include "support/issued_plan.hpp"
#include "support/small_problems.hpp"

namespace turnout::testing {
namespace plan_tables_test {

std::vector<std::string> names(const Table& table) {
  std::vector<std::string> all;
  for (const NamedColumn& column : table.columns()) all.push_back(column.name);
  return all;
}
std::string cell(const Table& table, const char* column, std::size_t row) {
  return table.find(column)->to_text(row);
}
std::int64_t sum(const Table& table, const char* column) {
  std::int64_t total = 0;
  for (std::size_t i = 0; i < table.rows(); ++i) total += table.find(column)->integer_at(i);
  return total;
}

TEST(PlanTables, HaveTheColumnsOfTheContract) {
  const Plan plan = town_plan();
  EXPECT_EQ(names(io::assignments(plan)),
            (std::vector<std::string>{"need_id", "role", "member_id", "start", "end", "km", "cost",
                                      "cost_distance", "cost_climb", "cost_spare", "cost_idle",
                                      "cost_continuity", "cost_preference", "need_note",
                                      "member_note", "shirt"}));
  EXPECT_EQ(names(io::unfilled(plan)),
            (std::vector<std::string>{"need_id", "role", "short_by", "below_min", "cost", "reason",
                                      "message", "fix", "note"}));
  EXPECT_EQ(names(io::loads(plan)), (std::vector<std::string>{"member_id", "services", "hours",
                                                              "history", "cost", "note", "shirt"}));
  EXPECT_EQ(names(io::coverage(plan)),
            (std::vector<std::string>{"community", "kind", "week", "seats", "filled"}));
  EXPECT_EQ(names(io::terms(plan)), (std::vector<std::string>{"term", "metres"}));
}

TEST(PlanTables, SayWhatThePlanSays) {
  const Plan plan = town_plan();
  const Table rows = io::assignments(plan, io::TableForm::file);
  ASSERT_EQ(rows.rows(), 3U);
  EXPECT_EQ(io::write_csv(rows).substr(0, 200).find("N1,*,M2,2026-10-01 09:00,2026-10-01 11:30,"),
            io::write_csv(rows).find('\n') + 1);
  EXPECT_EQ(cell(rows, "member_id", 1), "M1");
  EXPECT_EQ(cell(rows, "need_note", 1), "bring water");
  EXPECT_EQ(cell(rows, "member_note", 1), "left-handed");
  EXPECT_EQ(cell(rows, "shirt", 2), "");
  const Table gaps = io::unfilled(plan, io::TableForm::file);
  EXPECT_EQ(cell(gaps, "reason", 1), "no_skill");
  EXPECT_EQ(cell(gaps, "fix", 1), "");
  EXPECT_NE(cell(gaps, "message", 1).find("driver"), std::string::npos);
  const Table loads = io::loads(plan);
  EXPECT_EQ(loads.rows(), 3U);
  EXPECT_EQ(loads.find("hours")->real_at(0), 2.5);
}

TEST(PlanTables, NeverShowNamesOrHomes) {
  const Plan plan = town_plan();
  for (const Table& table : {io::assignments(plan, io::TableForm::file), io::loads(plan)}) {
    EXPECT_EQ(io::write_csv(table).find("Secret"), std::string::npos);
    EXPECT_EQ(io::write_csv(table).find("30.00"), std::string::npos);
    for (const char* column : {"name", "lat", "lon"}) EXPECT_EQ(table.find(column), nullptr);
  }
}

TEST(PlanTables, CoverageCountsAtTheFirstLevelOnWhichNeedsDiffer) {
  const Table table = io::coverage(town_plan());
  ASSERT_EQ(table.rows(), 3U);
  EXPECT_EQ(cell(table, "community", 0), "City/East");
  EXPECT_EQ(cell(table, "kind", 0), "post");
  EXPECT_EQ(cell(table, "week", 0), "2026-09-28");
  EXPECT_EQ(cell(table, "community", 1), "City/West");
  EXPECT_EQ(cell(table, "kind", 1), "");
  EXPECT_EQ(cell(table, "week", 1), "2026-10-05");
  EXPECT_EQ(sum(table, "seats"), 6);
  EXPECT_EQ(sum(table, "filled"), 3);
}

TEST(PlanTables, WholeNumberIdsComeBackAsNumbersInFramesOnly) {
  const Problem problem =
      make_problem({.members = Table("members", {{"member_id", Column::integers({7, 10})}}),
                    .needs = Table("needs", {{"need_id", Column::integers({3})},
                                             {"start", Column::text({"2026-10-01 09:00"})},
                                             {"end", Column::text({"2026-10-01 10:00"})},
                                             {"seats", Column::integers({2})},
                                             {"weight", Column::reals({0.5})}})});
  const Plan plan = hand_plan(problem, {{"3", "*", "7"}, {"3", "*", "10"}}, {});
  const Table frame = io::assignments(plan);
  ASSERT_EQ(frame.find("member_id")->type(), ColumnType::integer);
  EXPECT_EQ(frame.find("member_id")->integer_at(0), 10);  // "10" before "7": by bytes
  EXPECT_EQ(frame.find("weight")->real_at(1), 0.5);
  EXPECT_EQ(frame.find("start")->type(), ColumnType::instant);
  EXPECT_TRUE(frame.find("start")->is_local());
  const Table file = io::assignments(plan, io::TableForm::file);
  EXPECT_EQ(file.find("member_id")->type(), ColumnType::text);
  EXPECT_EQ(io::loads(plan).find("member_id")->integer_at(0), 10);
}

TEST(PlanTables, TimesReadBackAsTheSameInstantAlsoWhenTheClockShowsThemTwice) {
  const TimeZone zone = TimeZone::load("CET-1CEST,M3.5.0,M10.5.0/3");
  const auto first = std::chrono::sys_days{std::chrono::year{2026} / 10 / 24};
  int twice = 0;
  for (Instant t = first; t < first + std::chrono::days{3}; t += std::chrono::minutes{30}) {
    const std::string text = io::detail::time_text(zone, t);
    const InstantOrError back = parse_instant(text, zone);
    ASSERT_TRUE(back.instant) << text;
    EXPECT_EQ(*back.instant, t) << text;
    twice += text.size() > 16 ? 1 : 0;
  }
  EXPECT_EQ(twice, 4);
  EXPECT_EQ(io::detail::time_text(zone, first + std::chrono::hours{25}), "2026-10-25 02:00+01:00");
}

TEST(PlanTables, TimesTwiceUnderOddOffsetsAreWrittenInUtc) {
  const TimeZone zone = TimeZone::load("AAA0:19:32BBB-0:40:28,M3.5.0,M10.5.0/3");
  const auto first = std::chrono::sys_days{std::chrono::year{2026} / 10 / 25};
  for (int i = 0; i < 12; ++i) {
    const Instant t = first + std::chrono::minutes{100 + 15 * i};
    const std::string text = io::detail::time_text(zone, t);
    EXPECT_EQ(parse_instant(text, zone).instant, t) << text;
  }
}

TEST(PlanTables, NamesThatAreTakenGetAPrefix) {
  Tables tables = town_tables();
  tables.members = text_table("members", {{{"member_id", "M1"}, {"km", "far"}, {"need_km", "x"}}});
  tables.needs = text_table("needs", {{{"need_id", "N1"},
                                       {"start", "2026-10-01 09:00"},
                                       {"end", "2026-10-01 10:00"},
                                       {"seats", "1"},
                                       {"km", "12"},
                                       {"fix", "soon"}}});
  const Plan plan = hand_plan(make_problem(tables), {{"N1", "*", "M1"}}, {});
  const Table rows = io::assignments(plan);
  EXPECT_EQ(cell(rows, "need_need_km", 0), "12");  // need_km is a column of the members already
  EXPECT_EQ(cell(rows, "member_km", 0), "far");
  EXPECT_EQ(cell(rows, "need_km", 0), "x");
  EXPECT_EQ(names(io::unfilled(plan)).back(), "km");
  EXPECT_NE(io::unfilled(plan).find("need_fix"), nullptr);
}

TEST(PlanTables, AddUpOverRandomPlans) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const SmallProblem small = small_problem(seed);
    const Problem problem = small.problem();
    const std::vector<std::int64_t> prices(problem.roles().size(), 0);
    const Plan plan = issued_plan(problem, small.policy, prices, prices);
    EXPECT_EQ(sum(io::coverage(plan), "seats"), plan.seats());
    EXPECT_EQ(sum(io::coverage(plan), "filled"), plan.filled());
    EXPECT_EQ(sum(io::terms(plan), "metres"), plan.objective());
    EXPECT_EQ(sum(io::loads(plan), "services"), plan.filled());
    EXPECT_EQ(sum(io::unfilled(plan), "short_by"), plan.seats() - plan.filled());
    const Table rows = io::assignments(plan);
    std::int64_t parts = 0;
    for (const char* part : {"cost_distance", "cost_climb", "cost_spare", "cost_idle",
                             "cost_continuity", "cost_preference"})
      parts += sum(rows, part);
    EXPECT_EQ(sum(rows, "cost"), parts);
  }
}

}  // namespace plan_tables_test
}  // namespace turnout::testing
