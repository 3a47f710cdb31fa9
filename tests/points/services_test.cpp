// Services: each bad row gets one clear issue, all of them together; order never matters.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/error.hpp>
#include <turnout/points/services.hpp>

#include "support/text_table.hpp"

namespace services_test {

using namespace turnout;
using turnout::testing::Cells;
using turnout::testing::text_table;

/// A good service; each bad one changes a cell or two of it.
Cells good(const Cells& changes = {}) {
  Cells row{{"service_id", "S1"},
            {"member_id", "M1"},
            {"start", "2026-03-01 09:00"},
            {"end", "2026-03-01 11:00"},
            {"hours", ""},
            {"confirmed_by", "C1"},
            {"confirmed_at", "2026-03-02 10:00"},
            {"rating", "5"},
            {"source", "checkin"},
            {"reverses", ""}};
  for (const auto& [column, cell] : changes) row[column] = cell;
  return row;
}

struct BadRow {
  const char* what;
  Cells changes;
  const char* code;
  const char* column;
};

TEST(Services, RefusesEachBadRowByName) {
  const std::vector<BadRow> rows{
      {"no id", {{"service_id", ""}}, "blank", "service_id"},
      {"no member", {{"member_id", " "}}, "blank", "member_id"},
      {"a stranger", {{"member_id", "M9"}}, "unknown_member", "member_id"},
      {"no start", {{"start", ""}}, "blank", "start"},
      {"an impossible date", {{"start", "2026-02-30 09:00"}}, "impossible_date", "start"},
      {"no time at all", {{"start", "morning"}}, "bad_time", "start"},
      {"end before start", {{"end", "2026-03-01 08:00"}}, "end_before_start", "end"},
      {"no length", {{"end", "2026-03-01 09:00"}}, "end_before_start", "end"},
      {"neither end nor hours", {{"end", ""}}, "end_or_hours", "end"},
      {"negative hours", {{"end", ""}, {"hours", "-1"}}, "bad_hours", "hours"},
      {"zero hours", {{"end", ""}, {"hours", "0"}}, "bad_hours", "hours"},
      {"hours in words", {{"end", ""}, {"hours", "two"}}, "not_a_number", "hours"},
      {"more hours than the span", {{"hours", "3"}}, "hours_exceed_span", "hours"},
      {"confirmed before given",
       {{"confirmed_at", "2026-03-01 10:00"}},
       "confirmed_before_given",
       "confirmed_at"},
      {"confirmed by nobody", {{"confirmed_by", ""}}, "confirmed_by_missing", "confirmed_at"},
      {"a rating of 6", {{"rating", "6"}}, "bad_rating", "rating"},
      {"a rating of 0", {{"rating", "0"}}, "bad_rating", "rating"},
      {"half a rating", {{"rating", "4.5"}}, "not_whole", "rating"},
      {"an unknown source", {{"source", "guess"}}, "bad_source", "source"},
      {"a reversal of nothing", {{"reverses", "S7"}}, "unknown_service", "reverses"},
      {"a reversal of itself", {{"reverses", "S1"}}, "reverses_itself", "reverses"},
  };
  const Table roster = text_table("members", {{{"member_id", "M1"}}, {{"member_id", "M2"}}});
  for (const BadRow& bad : rows) {
    try {
      static_cast<void>(make_services(text_table("services", {good(bad.changes)}), roster));
      ADD_FAILURE() << bad.what << " was accepted";
    } catch (const InputError& error) {
      ASSERT_EQ(error.total(), 1U) << bad.what << "\n" << error.what();
      EXPECT_EQ(error.issues()[0].code, bad.code) << bad.what;
      EXPECT_EQ(error.issues()[0].column, bad.column) << bad.what;
      EXPECT_EQ(error.issues()[0].row, 0) << bad.what;
      EXPECT_FALSE(error.issues()[0].remedy.empty());
    }
  }
}

/// The codes of what is wrong with two rows.
std::vector<std::string> codes(const Cells& second, const Cells& first = {}) {
  try {
    static_cast<void>(make_services(text_table("services", {good(first), good(second)})));
  } catch (const InputError& error) {
    std::vector<std::string> found;
    for (const Issue& issue : error.issues()) found.push_back(issue.code);
    return found;
  }
  return {};
}

TEST(Services, RowsAreHeldAgainstEachOther) {
  using Codes = std::vector<std::string>;
  EXPECT_EQ(codes({}), Codes{"duplicate_id"});
  const Cells back{{"service_id", "R1"}, {"reverses", "S1"},   {"start", "2026-03-05 09:00"},
                   {"end", ""},          {"confirmed_by", ""}, {"confirmed_at", ""}};
  EXPECT_EQ(codes(back), Codes{});
  Cells other = back;
  other["member_id"] = "M2";
  EXPECT_EQ(codes(other), Codes{"reverses_other_member"});
  Cells early = back;
  early["start"] = "2026-02-01 09:00";
  EXPECT_EQ(codes(early), Codes{"reversed_before_given"});
  EXPECT_EQ(codes({{"service_id", "R2"},
                   {"reverses", "S1"},
                   {"start", "2026-03-06"},
                   {"end", "2026-03-06 12:00"},
                   {"confirmed_at", "2026-03-07"}},
                  {{"service_id", "S1"},
                   {"reverses", "R2"},
                   {"start", "2026-03-06"},
                   {"end", "2026-03-06 12:00"},
                   {"confirmed_at", "2026-03-07"}})
                .size(),
            2U)
      << "a reversal of a reversal, both ways";
}

TEST(Services, TakenBackTwiceIsOneTooMany) {
  const Cells back{{"reverses", "S1"},
                   {"start", "2026-03-05"},
                   {"end", ""},
                   {"confirmed_by", ""},
                   {"confirmed_at", ""}};
  Cells one = back, two = back;
  one["service_id"] = "R1";
  two["service_id"] = "R2";
  try {
    static_cast<void>(make_services(text_table("services", {good(), good(one), good(two)})));
    FAIL();
  } catch (const InputError& error) {
    ASSERT_EQ(error.total(), 1U);
    EXPECT_EQ(error.issues()[0].code, "reversed_twice");
  }
}

TEST(Services, AllBadRowsAndMissingColumnsComeTogether) {
  try {
    static_cast<void>(make_services(text_table(
        "services", {good({{"rating", "9"}, {"source", "x"}}), good({{"start", "?"}})})));
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.total(), 4U) << error.what();  // duplicate id too
  }
  try {
    static_cast<void>(make_services(text_table("services", {{{"member", "M1"}}})));
    FAIL();
  } catch (const InputError& error) {
    ASSERT_EQ(error.total(), 4U) << error.what();  // service_id, member_id, start, end
    for (const Issue& issue : error.issues()) EXPECT_EQ(issue.code, "missing_column");
  }
}

TEST(Services, TheRosterIsCheckedToo) {
  const Table services = text_table("services", {good()});
  EXPECT_THROW(
      static_cast<void>(make_services(
          services, text_table("members", {{{"member_id", "M1"}}, {{"member_id", "M1"}}}))),
      InputError);
  EXPECT_THROW(static_cast<void>(make_services(services, text_table("members", {{{"name", "x"}}}))),
               InputError);
  EXPECT_THROW(
      static_cast<void>(make_services(
          services, text_table("members", {{{"member_id", "M1"}, {"community", "A//B"}}}))),
      InputError);
}

TEST(Services, SkippedTimesAreBadAndDaysAreLocal) {
  const TimeZone zone = TimeZone::load("EST5EDT,M3.2.0,M11.1.0");
  EXPECT_THROW(
      static_cast<void>(make_services(text_table("services", {good({{"start", "2026-03-08 02:30"},
                                                                    {"end", "2026-03-08 05:00"},
                                                                    {"confirmed_at", ""}})}),
                                      {}, zone)),
      InputError);
  const Services late = make_services(
      text_table("services", {good({{"start", "2026-03-01 23:30"}, {"end", "2026-03-02 01:30"}})}),
      {}, zone);
  EXPECT_EQ(to_text(late.day(0)), "2026-03-01");
  EXPECT_EQ(late.seconds(0), 7200);
}

TEST(Services, HoursCountWhereBothAreGiven) {
  const Services given = make_services(text_table(
      "services",
      {good({{"hours", "1.5"}}), good({{"service_id", "S2"}, {"end", ""}, {"hours", "0.75"}})}));
  EXPECT_EQ(given.seconds(0) + given.seconds(1), 5400 + 2700);
}

TEST(Services, ColumnsTwoLettersOffAreWarnedOf) {
  const Services given =
      make_services(text_table("services", {good({{"recordedby", "x"}, {"weather", "rain"}})}));
  ASSERT_EQ(given.warnings().size(), 1U);
  EXPECT_EQ(given.warnings()[0].column, "recordedby");
}

TEST(Services, StandByMemberAndTime) {
  const Services given = make_services(text_table(
      "services",
      {good({{"service_id", "b"}, {"member_id", "M2"}}), good({{"service_id", "c"}}),
       good({{"service_id", "a"}}), good({{"service_id", "d"}, {"start", "2026-03-01 08:00"}})}));
  std::string order;
  for (std::size_t s = 0; s < given.size(); ++s) order += given.service_id(s);
  EXPECT_EQ(order, "dacb");
  EXPECT_EQ(given.members(), 2U);
  EXPECT_EQ(given.of_member(1), std::pair(std::size_t{3}, std::size_t{4}));
  EXPECT_EQ(given.find_member("M2"), 1U);
  EXPECT_FALSE(given.find_member("M3"));
}

}  // namespace services_test
