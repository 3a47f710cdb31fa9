// The audit: each kind on a handful of rows, its limits to the second, and a half-year of which
// everything planted is known.
#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/generate/history.hpp>
#include <turnout/io/csv.hpp>
#include <turnout/points/audit.hpp>

#include "support/audit_score.hpp"
#include "support/shuffled.hpp"
#include "support/text_table.hpp"

namespace audit_test {

using namespace turnout;
using turnout::testing::AuditScore;
using turnout::testing::Cells;
using turnout::testing::score_of;
using turnout::testing::Share;
using turnout::testing::shuffled;
using turnout::testing::text_table;

Cells service(const std::string& id, const std::string& member, const std::string& start,
              const std::string& end, const Cells& more = {}) {
  Cells row{{"service_id", id}, {"member_id", member}, {"start", start}, {"end", end}};
  for (const auto& [column, cell] : more) row[column] = cell;
  return row;
}

std::string kinds(const Audit& found) {
  std::string text;
  for (const AuditFinding& f : found.findings())
    text.append(text.empty() ? "" : " ").append(to_string(f.kind));
  return text;
}

Audit audit_rows(const std::vector<Cells>& rows, const AuditOptions& options = {}) {
  return audit(text_table("services", rows), options);
}

/// A city-sized zone string that changes its clocks on 2026-03-08 and 2026-11-01.
TimeZone new_york() { return TimeZone::load("EST5EDT,M3.2.0,M11.1.0"); }

TEST(Audit, OfNothingFindsNothing) {
  const Audit found = audit(io::parse_csv("service_id,member_id,start,end\n", "services.csv"));
  EXPECT_TRUE(found.empty());
  EXPECT_EQ(found.frame().rows(), 0U);
  EXPECT_EQ(found.frame().columns().size(), 9U);
}

TEST(Audit, Overlap) {
  const std::vector<Cells> rows{
      service("S1", "M1", "2026-03-01 09:00", "2026-03-01 11:00", {{"need_id", "N1"}}),
      service("S2", "M1", "2026-03-01 10:30", "2026-03-01 12:00", {{"need_id", "N2"}}),
      service("S3", "M1", "2026-03-01 12:00", "2026-03-01 13:00", {{"need_id", "N3"}}),
      service("S4", "M2", "2026-03-01 10:30", "2026-03-01 12:00", {{"need_id", "N2"}})};
  const Audit found = audit_rows(rows);
  ASSERT_EQ(kinds(found), "overlap");
  const AuditFinding& f = found.findings()[0];
  EXPECT_EQ(f.members, std::vector<std::string>{"M1"});
  EXPECT_EQ(f.services, (std::vector<std::string>{"S1", "S2"}));
  EXPECT_EQ(f.figure, 1'800);
  EXPECT_EQ(f.limit, 0);
  EXPECT_EQ(f.message, "M1 has services at one time on 2026-03-01: S1 and S2 overlap by 30 min");
  EXPECT_EQ(severity(f.kind), "error");
  EXPECT_EQ(kinds(audit_rows(rows, {.overlap_minutes = 29})), "overlap");
  EXPECT_EQ(kinds(audit_rows(rows, {.overlap_minutes = 30})), "");
}

TEST(Audit, SameTwice) {
  const auto pair = [](const Cells& first, const Cells& second, const std::string& from = "09:00") {
    return kinds(
        audit_rows({service("S1", "M1", "2026-03-01 09:00", "2026-03-01 11:00", first),
                    service("S2", "M1", "2026-03-01 " + from, "2026-03-01 11:00", second)}));
  };
  EXPECT_EQ(pair({}, {}), "same_twice");
  EXPECT_EQ(pair({{"need_id", "N1"}}, {}), "same_twice");
  EXPECT_EQ(pair({{"need_id", "N1"}}, {{"need_id", "N1"}}), "same_twice");
  EXPECT_EQ(pair({{"need_id", "N1"}}, {{"need_id", "N2"}}), "overlap");
  EXPECT_EQ(pair({}, {}, "09:15"), "same_twice");
  EXPECT_EQ(pair({}, {}, "09:16"), "overlap");
  EXPECT_EQ(pair({{"need_id", "N1"}}, {{"need_id", "N1"}}, "10:40"), "same_twice");
}

TEST(Audit, ADayHasTwentyThreeHoursWhereTheClocksGoForward) {
  // 13 h, and 10 h 30 min beside them: more than the 23 hours of 8 March, less than 24.
  const auto day = [](const std::string& date) {
    std::vector<Cells> rows{{{"service_id", "S1"}, {"member_id", "M1"}},
                            {{"service_id", "S2"}, {"member_id", "M1"}}};
    rows[0]["start"] = date + " 00:00";
    rows[0]["hours"] = "13";
    rows[1]["start"] = date + " 13:00";
    rows[1]["hours"] = "10.5";
    return kinds(audit_rows(rows, {.zone = new_york(), .overlap_minutes = 1'440}));
  };
  EXPECT_EQ(day("2026-03-08"), "too_many_hours");
  EXPECT_EQ(day("2026-03-09"), "");
  // 24 h 30 min are possible on the day that has 25.
  const auto long_day = [](const std::string& date) {
    return kinds(audit_rows(
        {service("S1", "M1", date + " 00:00", "", {{"need_id", "N1"}, {"hours", "13"}}),
         service("S2", "M1", date + " 12:30", "", {{"need_id", "N2"}, {"hours", "11.5"}})},
        {.zone = new_york(), .overlap_minutes = 1'440}));
  };
  EXPECT_EQ(long_day("2026-11-01"), "");
  EXPECT_EQ(long_day("2026-11-02"), "too_many_hours");
}

TEST(Audit, HoursOverMidnightCountWhereTheyLie) {
  const std::vector<Cells> rows{
      service("S1", "M1", "2026-03-01 22:00", "2026-03-02 12:00", {{"need_id", "N1"}}),
      service("S2", "M1", "2026-03-02 12:00", "2026-03-03 02:00", {{"need_id", "N2"}})};
  EXPECT_EQ(kinds(audit_rows(rows)), "");  // 12 h + 12 h on 2 March, to the second
  EXPECT_EQ(kinds(audit_rows(rows, {.day_hours = 23})), "too_many_hours");
}

TEST(Audit, LongService) {
  const std::vector<Cells> rows{service("S1", "M1", "2026-03-01 09:00", "2026-03-02 01:00"),
                                service("S2", "M2", "2026-03-01 09:00", "2026-03-02 01:00:01")};
  const Audit found = audit_rows(rows);
  ASSERT_EQ(kinds(found), "long_service");
  EXPECT_EQ(found.findings()[0].services, std::vector<std::string>{"S2"});
}

TEST(Audit, ImpossibleTravel) {
  // A tenth of a degree of latitude: 11,119 m.
  const Table places = text_table("needs", {{{"need_id", "N1"}, {"lat", "30"}, {"lon", "124"}},
                                            {{"need_id", "N2"}, {"lat", "30.1"}, {"lon", "124"}}});
  const auto travel = [&](const std::string& from, const std::string& source = "checkin") {
    return audit_rows(
        {service("S1", "M1", "2026-03-01 09:00", "2026-03-01 10:00",
                 {{"need_id", "N1"}, {"source", "checkin"}}),
         service("S2", "M1", from, "2026-03-01 12:00", {{"need_id", "N2"}, {"source", source}})},
        {.places = places});
  };
  // 1,000 m and 33.33 m a second: 303 seconds are too few, 304 are enough.
  const Audit found = travel("2026-03-01 10:05:03");
  ASSERT_EQ(kinds(found), "impossible_travel");
  EXPECT_EQ(found.findings()[0].figure, 11'119);
  EXPECT_EQ(found.findings()[0].limit, 11'100);
  EXPECT_EQ(found.findings()[0].unit, "metres");
  EXPECT_EQ(kinds(travel("2026-03-01 10:05:04")), "");
  EXPECT_EQ(kinds(travel("2026-03-01 10:05:03", "self")), "");
}

TEST(Audit, PlacesByName) {
  const Table places = text_table("places", {{{"place", "school"}, {"lat", "30"}, {"lon", "124"}},
                                             {{"place", "bank"}, {"lat", "31"}, {"lon", "124"}}});
  EXPECT_EQ(kinds(audit_rows({service("S1", "M1", "2026-03-01 09:00", "2026-03-01 10:00",
                                      {{"place", "school"}, {"source", "checkin"}}),
                              service("S2", "M1", "2026-03-01 10:10", "2026-03-01 12:00",
                                      {{"place", "bank"}, {"source", "checkin"}})},
                             {.places = places})),
            "impossible_travel");
}

/// `count` activities, or one with as many people, entered by A1 on the day.
void enter(std::vector<Cells>& rows, int count, int day, bool one_activity) {
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  for (int i = 0; i < count; ++i) {
    const std::string id = std::to_string(rows.size());
    const std::string clock = one_activity ? "08" : two(i % 24);
    const std::string date = "2026-01-" + two(one_activity ? 1 : 1 + i / 24);
    rows.push_back(service("S" + id, "M" + id, date + " " + clock + ":00",
                           date + " " + clock + ":30",
                           {{"source", "admin"},
                            {"recorded_by", "A1"},
                            {"confirmed_by", "A1"},
                            {"confirmed_at", "2026-03-" + two(day)}}));
  }
}

TEST(Audit, Burst) {
  std::vector<Cells> rows;
  for (int week = 0; week < 4; ++week) enter(rows, 15, 2 + 7 * week, false);
  enter(rows, 45, 10, false);  // three times the usual is still none
  enter(rows, 100, 12, true);  // a theme day is one activity
  EXPECT_EQ(kinds(audit_rows(rows)), "");
  enter(rows, 46, 11, false);
  const Audit found = audit_rows(rows);
  ASSERT_EQ(kinds(found), "burst");
  EXPECT_EQ(found.findings()[0].members, std::vector<std::string>{"A1"});
  EXPECT_EQ(found.findings()[0].figure, 46);
  EXPECT_EQ(found.findings()[0].limit, 45);
}

/// One service a day, rated.
void rate(std::vector<Cells>& rows, const std::string& by, const std::string& member, int times,
          const std::string& rating = "5") {
  for (int i = 0; i < times; ++i) {
    const auto n = static_cast<std::int64_t>(rows.size());
    const std::string day =
        to_text(LocalDay{std::chrono::year{2020} / 1 / 1} + std::chrono::days{n});
    rows.push_back(service("S" + std::to_string(n), member, day + " 09:00", day + " 10:00",
                           {{"rating", rating}, {"rated_by", by}}));
  }
}
/// Ratings of the members of `group` by one another, `times` each.
void rate_each_other(std::vector<Cells>& rows, const std::vector<std::string>& group, int times,
                     const std::string& rating = "5") {
  for (const std::string& by : group)
    for (const std::string& member : group)
      if (by != member) rate(rows, by, member, times, rating);
}

TEST(Audit, RatingRing) {
  std::vector<Cells> rows;
  rate_each_other(rows, {"M1", "M2", "M3"}, 4);
  const Audit found = audit_rows(rows);
  ASSERT_EQ(kinds(found), "rating_ring");
  EXPECT_EQ(found.findings()[0].members, (std::vector<std::string>{"M1", "M2", "M3"}));
  EXPECT_EQ(found.findings()[0].services.size(), 24U);
  EXPECT_EQ(found.findings()[0].figure, 100);
  // Rated fours, or with a fifth of the ratings for others, or rarely: no ring.
  std::vector<Cells> fours, open, rare;
  rate_each_other(fours, {"M1", "M2", "M3"}, 4, "4");
  rate_each_other(rare, {"M1", "M2", "M3"}, 2);
  rate_each_other(open, {"M1", "M2", "M3"}, 4);
  for (const char* by : {"M1", "M2", "M3"}) rate(open, by, "X", 3);
  EXPECT_EQ(kinds(audit_rows(fours)), "");
  EXPECT_EQ(kinds(audit_rows(rare)), "");
  EXPECT_EQ(kinds(audit_rows(open)), "");
}

// Two rings and a large community that knows itself, tied together by a few ratings.
TEST(Audit, RingsThatHangOnToACommunity) {
  std::vector<Cells> rows;
  std::vector<std::string> community;
  for (int i = 0; i < 20; ++i) community.push_back("C" + std::to_string(i));
  rate_each_other(rows, community, 3);
  rate_each_other(rows, {"M1", "M2"}, 15);
  rate_each_other(rows, {"M3", "M4", "M5"}, 10);
  rate_each_other(rows, {"C1", "M1"}, 3);
  rate_each_other(rows, {"C2", "M3"}, 3);
  rate_each_other(rows, {"M2", "M4"}, 1);
  const Audit found = audit_rows(rows, {.five_ratings = 10'000});
  ASSERT_EQ(kinds(found), "rating_ring rating_ring");
  EXPECT_EQ(found.findings()[0].members, (std::vector<std::string>{"M1", "M2"}));
  EXPECT_EQ(found.findings()[1].members, (std::vector<std::string>{"M3", "M4", "M5"}));
}

TEST(Audit, AlwaysFive) {
  std::vector<Cells> rows;
  const auto give = [&](const std::string& by, int fives, int fours) {
    rate(rows, by, "M1", fives);
    rate(rows, by, "M2", fours, "4");
  };
  for (int r = 0; r < 60; ++r) give("R" + std::to_string(r), 6 + r % 3, 4 - r % 3);
  give("X", 150, 0);
  give("Y", 8, 0);     // too few to say anything
  give("Z", 150, 20);  // generous, not blind
  const Audit found = audit_rows(rows);
  ASSERT_EQ(kinds(found), "always_five");
  EXPECT_EQ(found.findings()[0].members, std::vector<std::string>{"X"});
  EXPECT_EQ(found.findings()[0].figure, 150);
  EXPECT_LT(found.findings()[0].limit, 60);
}

TEST(Audit, ByOneself) {
  const Audit found = audit_rows(
      {service("S1", "M1", "2026-03-01 09:00", "2026-03-01 10:00", {{"confirmed_by", "M1"}}),
       service("S2", "M1", "2026-03-02 09:00", "2026-03-02 10:00",
               {{"rating", "5"}, {"rated_by", "M1"}})});
  EXPECT_EQ(kinds(found), "confirmed_by_self rated_by_self");
  EXPECT_EQ(severity(found.findings()[0].kind), "note");
}

TEST(Audit, WhatWasTakenBackIsNotLookedAt) {
  const std::vector<Cells> rows{
      service("S1", "M1", "2026-03-01 09:00", "2026-03-01 11:00", {{"need_id", "N1"}}),
      service("S2", "M1", "2026-03-01 10:00", "2026-03-01 12:00", {{"need_id", "N2"}}),
      service("S3", "M1", "2026-03-05 10:00", "", {{"reverses", "S2"}})};
  const Audit found = audit_rows(rows);
  EXPECT_EQ(kinds(found), "");
  EXPECT_EQ(found.services(), 1U);
}

TEST(Audit, BadRowsOfAllTablesComeTogether) {
  try {
    static_cast<void>(audit_rows(
        {service("S1", "M1", "2026-03-01 09:00", "2026-03-01 08:00"),
         service("S1", "M9", "2026-02-30 09:00", "2026-03-01 10:00", {{"rating", "6"}})},
        {.places = text_table("needs", {{{"need_id", "N1"}, {"lat", "95"}, {"lon", "124"}}}),
         .members = text_table("members", {{{"member_id", "M1"}}}),
         .day_hours = 25}));
    FAIL();
  } catch (const InputError& error) {
    std::string codes;
    for (const Issue& issue : error.issues()) codes += issue.code + " ";
    EXPECT_EQ(
        codes,
        "out_of_range end_before_start duplicate_id impossible_date bad_rating unknown_member "
        "bad_latitude ");
  }
}

TEST(Audit, RefusesOtherLanguages) {
  EXPECT_THROW(static_cast<void>(audit_rows({}, {.language = "fr"})), InputError);
}

class OnHistories : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  AuditOptions options(const History& made) const {
    return {.zone = TimeZone::load("CST-8"), .places = made.places, .members = made.members};
  }
};

TEST_P(OnHistories, FindsWhatWasPlantedAndLeavesTheHonestAlone) {
  const History made = make_history({.seed = GetParam()});
  const Audit found = audit(made.services, options(made));
  const AuditScore score = score_of(made, found);
  ASSERT_EQ(score.found.size(), audit_kinds);
  Share all;
  for (const auto& [kind, share] : score.found) {
    EXPECT_GE(share.percent(), 90) << kind;
    all += share;
  }
  EXPECT_GE(all.percent(), 95);
  EXPECT_LE(score.services.percent(), 1);
  EXPECT_LE(score.members.percent(), 1);
  EXPECT_LE(score.raters.percent(), 1);
  EXPECT_LE(score.administrators.percent(), 1);
}

TEST_P(OnHistories, FindsNothingWhereNothingWasPlanted) {
  const History made = make_history({.seed = GetParam(), .cases = 0});
  const Audit found = audit(made.services, options(made));
  const AuditScore score = score_of(made, found);
  EXPECT_EQ(score.services.part, 0U);
  EXPECT_LE(score.members.percent(), 0.1);
  EXPECT_LE(score.raters.percent(), 0.1);
  EXPECT_LE(score.administrators.percent(), 1);
}

TEST_P(OnHistories, RowsInAnyOrderSayTheSame) {
  const History made =
      make_history({.seed = GetParam(), .members = 2'000, .services = 10'000, .cases = 5});
  const AuditOptions as_they_are = options(made);
  AuditOptions other = as_they_are;
  other.places = shuffled(made.places, GetParam());
  other.members = shuffled(made.members, GetParam() + 1);
  const Audit found = audit(made.services, as_they_are);
  EXPECT_FALSE(found.empty());
  EXPECT_EQ(io::write_csv(found.frame()),
            io::write_csv(audit(shuffled(made.services, GetParam() + 2), other).frame()));
}

// Four weeks later in a zone without changes: the same findings of the same ids.
TEST_P(OnHistories, LaterIsTheSame) {
  HistoryOptions options{.seed = GetParam(), .members = 2'000, .services = 10'000, .cases = 5};
  const History now = make_history(options);
  options.first_day += std::chrono::days{28};
  const History later = make_history(options);
  const auto frame = [&](const History& made) {
    const Table table =
        audit(made.services, {.zone = TimeZone::load("CST-8"), .places = made.places}).frame();
    std::vector<NamedColumn> columns(table.columns().begin(), table.columns().end() - 1);
    return io::write_csv(Table("findings", std::move(columns)));  // without the sentences
  };
  EXPECT_EQ(frame(now), frame(later));
}

// The same people once more under other names add the same findings once more.
TEST_P(OnHistories, TwiceAsManyPeopleHaveTwiceTheFindings) {
  const History made =
      make_history({.seed = GetParam(), .members = 2'000, .services = 10'000, .cases = 5});
  std::vector<NamedColumn> columns;
  for (const NamedColumn& column : made.services.columns()) {
    Texts twice;
    for (const char* mark : {"", "x"})
      for (std::size_t row = 0; row < made.services.rows(); ++row) {
        std::string cell = column.values.to_text(row);
        const bool id = column.name.ends_with("_id") || column.name.ends_with("_by");
        if (id && !cell.empty() && column.name != "need_id") cell += mark;
        twice.push_back(cell);
      }
    columns.push_back({column.name, Column::text(std::move(twice))});
  }
  const AuditOptions options{.zone = TimeZone::load("CST-8"), .places = made.places};
  const Audit once = audit(made.services, options);
  const Audit both = audit(Table("services", std::move(columns)), options);
  std::map<AuditKind, std::size_t> first, second;
  for (const AuditFinding& f : once.findings()) first[f.kind] += 2;
  for (const AuditFinding& f : both.findings()) ++second[f.kind];
  EXPECT_EQ(first, second);
}

INSTANTIATE_TEST_SUITE_P(Seeds, OnHistories, ::testing::Values(1, 2, 3, 4, 5));

}  // namespace audit_test
