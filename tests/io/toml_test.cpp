// TOML: the shipped rulebooks with worked examples, and errors that name line and key.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/io/toml.hpp>
#include <turnout/model/error.hpp>
#include <turnout/points/standing.hpp>

#include "support/text_table.hpp"

namespace toml_test {

using namespace turnout;
using turnout::testing::Cells;
using turnout::testing::text_table;

Rulebook shipped(const std::string& name) {
  return io::read_rulebook(std::string(TURNOUT_SOURCE_DIR) + "/docs/rulebooks/" + name);
}

/// `count` services of `hours` each, one a day from 1 January 2026 on.
void give(std::vector<Cells>& rows, const std::string& member, int count, const std::string& hours,
          const std::string& confirmed_by, const std::string& first = "2026-01-01") {
  for (int i = 0; i < count; ++i)
    rows.push_back({{"service_id", member + "-" + std::to_string(rows.size())},
                    {"member_id", member},
                    {"start", to_text(parse_day(first).value() + std::chrono::days{i}) + " 09:00"},
                    {"hours", hours},
                    {"confirmed_by", confirmed_by}});
}

std::string column(const Table& table, const std::string& member, const std::string& name) {
  for (std::size_t i = 0; i < table.rows(); ++i)
    if (table.find("member_id")->text_at(i) == member) return table.find(name)->to_text(i);
  return "absent";
}

TEST(Liwan, TiersByConfirmedServicesOfAHalfYear) {
  std::vector<Cells> rows;
  for (const auto& [member, count] : {std::pair("three", 3),
                                      {"four", 4},
                                      {"seven", 7},
                                      {"eight", 8},
                                      {"eleven", 11},
                                      {"twelve", 12}})
    give(rows, member, count, "2", "community");
  give(rows, "unconfirmed", 20, "2", "");
  give(rows, "herself", 20, "2", "herself");
  give(rows, "july", 12, "2", "community", "2026-07-01");
  const Standing standing =
      score(shipped("liwan.toml"), make_services(text_table("s", rows)), {.period = "2026H1"});
  const Table frame = standing.frame();
  EXPECT_EQ(column(frame, "three", "tier"), "");
  EXPECT_EQ(column(frame, "four", "tier"), "qualified");
  EXPECT_EQ(column(frame, "seven", "tier"), "qualified");
  EXPECT_EQ(column(frame, "eight", "tier"), "excellent");
  EXPECT_EQ(column(frame, "eleven", "tier"), "excellent");
  EXPECT_EQ(column(frame, "twelve", "tier"), "pioneer");
  EXPECT_EQ(column(frame, "twelve", "points"), "12");
  EXPECT_EQ(column(frame, "twelve", "rank"), "1");
  for (const char* member : {"unconfirmed", "herself", "july"}) {
    EXPECT_EQ(column(frame, member, "tier"), "") << member;
    EXPECT_EQ(column(frame, member, "points"), "0") << member;
  }
  EXPECT_THROW(static_cast<void>(score(shipped("liwan.toml"), make_services(text_table("s", rows)),
                                       {.period = "2026"})),
               InputError);
}

TEST(NationalStars, AtEachThresholdOfLifetimeHours) {
  std::vector<Cells> rows;
  // 20 services each, in 2026; thresholds 100, 300, 600, 1000 and 1500 hours.
  for (const auto& [member, hours] : {std::pair("under", "4.99"),
                                      {"one", "5"},
                                      {"two", "15"},
                                      {"three", "30"},
                                      {"four", "50"},
                                      {"nearly", "74.99"},
                                      {"five", "75"}})
    give(rows, member, 20, hours, "platform");
  give(rows, "nobody", 20, "75", "");
  give(rows, "before", 20, "15", "platform", "2020-01-01");
  const Rulebook book = shipped("national-stars.toml");
  const Services given = make_services(text_table("s", rows));
  const Table frame = score(book, given, {.period = "2026"}).frame();
  EXPECT_EQ(column(frame, "under", "star"), "0");
  EXPECT_EQ(column(frame, "one", "star"), "1");
  EXPECT_EQ(column(frame, "two", "star"), "2");
  EXPECT_EQ(column(frame, "three", "star"), "3");
  EXPECT_EQ(column(frame, "four", "star"), "4");
  EXPECT_EQ(column(frame, "nearly", "star"), "4");
  EXPECT_EQ(column(frame, "five", "star"), "5");
  EXPECT_EQ(column(frame, "nobody", "star"), "0");
  EXPECT_EQ(column(frame, "before", "star"), "2") << "a lifetime reaches back before the period";
  EXPECT_EQ(column(frame, "before", "points"), "0");
  EXPECT_EQ(column(score(book, given,
                         {.period = "2026",
                          .opening = text_table(
                              "opening",
                              {{{"member_id", "under"}, {"measure", "hours"}, {"value", "0.2"}}})})
                       .frame(),
                   "under", "star"),
            "1");
}

TEST(Toml, KeepsLinesOrderAndDates) {
  const RuleTree tree = io::parse_toml("z = 1\na = 2026-07-01\n\n[[r]]\nk = 'x'\n", "t.toml");
  const auto& table = std::get<RuleTree::Table>(tree.value);
  ASSERT_EQ(table.size(), 3U);
  EXPECT_EQ(table[0].key, "z");
  EXPECT_EQ(table[1].key, "a");
  EXPECT_EQ(table[1].line, 2);
  EXPECT_EQ(to_text(std::get<LocalDay>(table[1].value.value)), "2026-07-01");
  const auto& first = std::get<RuleTree::Array>(table[2].value.value)[0];
  EXPECT_EQ(std::get<RuleTree::Table>(first.value)[0].line, 5);
}

struct Wrong {
  const char* text;
  const char* code;
  std::int64_t line;
};

TEST(Toml, ErrorsNameTheLine) {
  const std::string head = "format = 'turnout-rulebook/1'\nname = 'x'\n";
  for (const Wrong& wrong : std::vector<Wrong>{
           {"[[rules]]\nid = 'r'\nrate = 1\ncap = { day = 1 }\n", "unknown_key", 6},
           {"[[rules]]\nid = 'r'\nrate = 'one'\n", "wrong_type", 5},
           {"[[rules]]\nid = 'r'\n", "missing_key", 3},
           {"from = 2026-01-01\n[[rules]]\nid = 'r'\nrate = 1\n", "unknown_key", 3},
           {"at = 2026-01-01T09:00:00Z\n", "not_supported_yet", 3},
           {"[[rules]]\nid = 'r'\nid = 's'\n", "bad_toml", 5},
           {"[[rules]\n", "bad_toml", 3},
           {"a = '''\n[[[\n'''\nb = [\n[[1], 2],\n]\n# [[[\n[[[x]]]\n", "bad_toml", 10},
           {"[ \n", "bad_toml", 3},
           {"[[=]]\n", "bad_toml", 3}}) {
    try {
      static_cast<void>(make_rulebook(io::parse_toml(head + wrong.text, "b.toml"), "b.toml"));
      ADD_FAILURE() << wrong.text;
    } catch (const InputError& error) {
      EXPECT_EQ(error.issues()[0].code, wrong.code) << error.what();
      EXPECT_EQ(error.issues()[0].row, wrong.line) << error.what();
      EXPECT_EQ(error.issues()[0].table, "b.toml");
    }
  }
}

TEST(Toml, FilesThatAreNotThereOrNoText) {
  EXPECT_THROW(static_cast<void>(io::read_rulebook("/nowhere/book.toml")), InputError);
  EXPECT_THROW(static_cast<void>(io::read_rulebook("/")), InputError);
  EXPECT_THROW(static_cast<void>(io::parse_toml("a = '\xff'", "t")), InputError);
  EXPECT_THROW(static_cast<void>(io::parse_toml(std::string("a\0=1", 4), "t")), InputError);
  EXPECT_THROW(static_cast<void>(io::parse_toml("a=" + std::string(100'000, '['), "t")),
               InputError);
}

}  // namespace toml_test
