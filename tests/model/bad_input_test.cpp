// Each kind of bad input that docs/errors.md names: one clear error, with table, row, column and
// value, and nothing built. The page, these examples and the sources name the same codes.
#include "support/bad_input.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/bad_calls.hpp"
#include "support/bad_ledgers.hpp"
#include "support/bad_points.hpp"
#include "support/bad_reports.hpp"
#include "support/bad_tables.hpp"

namespace bad_input_test {

using namespace turnout;
using namespace turnout::testing;

std::vector<BadInput> all_bad_inputs() {
  std::vector<BadInput> all;
  for (auto part : {bad_files(), bad_tables(), bad_members(), bad_needs(), bad_optional_tables(),
                    bad_policies(), bad_flows(), bad_receipts(), bad_services(), bad_events(),
                    bad_rulebooks(), bad_ledgers(), bad_reports()})
    all.insert(all.end(), std::make_move_iterator(part.begin()),
               std::make_move_iterator(part.end()));
  return all;
}

/// The only issue of what is thrown.
Issue only_issue(const BadInput& bad) {
  try {
    bad.give();
  } catch (const InputError& error) {
    EXPECT_EQ(error.total(), 1U) << bad.what << '\n' << error.what();
    EXPECT_EQ(error.what(), to_string(error.issues().front()));
    return error.issues().front();
  } catch (const std::exception& error) {
    ADD_FAILURE() << bad.what << " threw " << error.what();
    return {};
  }
  ADD_FAILURE() << bad.section << ": " << bad.what << " was accepted";
  return {};
}

struct PageRow {
  std::string section, code, what, message, remedy;
};

std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Rows of the tables of docs/errors.md: | `code` | what it looks like | message | remedy |.
std::vector<PageRow> page() {
  std::vector<PageRow> rows;
  std::istringstream text(read_text(std::filesystem::path(TURNOUT_SOURCE_DIR) / "docs/errors.md"));
  std::string line, section;
  while (std::getline(text, line)) {
    if (line.starts_with("## ")) section = line.substr(3);
    if (!line.starts_with("| `")) continue;
    std::vector<std::string> cells;
    for (std::size_t at = 2; at < line.size();) {
      const std::size_t end = line.find(" |", at);
      if (end == std::string::npos) break;
      cells.push_back(line.substr(at, end - at));
      at = end + 3;
    }
    EXPECT_EQ(cells.size(), 4U) << line;
    if (cells.size() != 4) continue;
    rows.push_back(
        {section, cells[0].substr(1, cells[0].size() - 2), cells[1], cells[2], cells[3]});
  }
  return rows;
}

/// Whether the page's words are these, "…" standing for any part.
bool says(const std::string& page, const std::string& words) {
  const std::string gap = "\xE2\x80\xA6";
  std::size_t at = 0, from = 0;
  while (true) {
    const std::size_t end = page.find(gap, from);
    const std::string part = page.substr(from, end == std::string::npos ? end : end - from);
    const bool last = end == std::string::npos;
    if (from == 0 && !words.starts_with(part)) return false;
    if (last)
      return words.size() >= at + part.size() && words.ends_with(part) &&
             (from != 0 || words == part);
    const std::size_t found = words.find(part, at);
    if (found == std::string::npos) return false;
    at = found + part.size();
    from = end + gap.size();
  }
}

TEST(BadInput, EachKindIsAnsweredByItsRowOfThePage) {
  const std::vector<PageRow> rows = page();
  for (const BadInput& bad : all_bad_inputs()) {
    const Issue issue = only_issue(bad);
    EXPECT_EQ(issue.code, bad.code) << bad.what;
    EXPECT_EQ(issue.table, bad.table) << bad.what;
    EXPECT_EQ(issue.row, bad.row) << bad.what;
    EXPECT_EQ(issue.column, bad.column) << bad.what;
    EXPECT_EQ(issue.value.substr(0, 80), bad.value) << bad.what;
    EXPECT_FALSE(issue.message.empty()) << bad.what;
    EXPECT_FALSE(issue.remedy.empty()) << bad.what;
    const auto row = std::ranges::find_if(
        rows, [&](const PageRow& r) { return r.section == bad.section && r.what == bad.what; });
    const std::string wanted = std::string("## ") + bad.section + "\n| `" + issue.code + "` | " +
                               bad.what + " | " + issue.message + " | " + issue.remedy + " |";
    if (row == rows.end()) {
      ADD_FAILURE() << "docs/errors.md lacks the row\n" << wanted;
      continue;
    }
    EXPECT_EQ(row->code, issue.code) << wanted;
    EXPECT_TRUE(says(row->message, issue.message)) << wanted;
    EXPECT_TRUE(says(row->remedy, issue.remedy)) << wanted;
  }
}

TEST(BadInput, EachRowOfThePageHasItsExample) {
  const std::vector<BadInput> all = all_bad_inputs();
  const std::vector<PageRow> rows = page();
  EXPECT_GE(rows.size(), 35U);
  for (const PageRow& row : rows) {
    if (row.section == "Python") continue;  // tests/python/test_bad_input.py has those
    EXPECT_EQ(std::ranges::count_if(all,
                                    [&](const BadInput& bad) {
                                      return row.section == bad.section && row.what == bad.what;
                                    }),
              1)
        << row.section << ": " << row.what;
  }
}

/// Texts in the sources that look like a code: `.code = "x"`, or "x" before a sentence.
std::set<std::string> codes_of_sources() {
  const std::filesystem::path root = TURNOUT_SOURCE_DIR;
  const std::regex named(R"re(\.code\s*=\s*"([a-z_0-9]+)")re");
  const std::regex chosen(R"re(\? "([a-z_0-9]+)" : "([a-z_0-9]+)",\s)re");
  const std::regex before(
      R"re("([a-z]+(?:_[a-z0-9]+)*)",\s*(?:"[^"]* [^"]*"|std::string\(|(?:detail::)?quoted\(|"`"))re");
  const std::regex column(R"re(bad_column\(where, "([a-z_]+)")re");
  const std::regex asked(R"re(need\([a-z_]+, "[a-z_]+",)re");
  std::set<std::string> codes;
  for (const char* folder : {"include/turnout", "bindings/python"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const std::string kind = entry.path().extension().string();
      if (kind != ".ipp" && kind != ".hpp" && kind != ".cpp" && kind != ".py") continue;
      if (entry.path().string().find("page_template") != std::string::npos) continue;
      std::istringstream lines(read_text(entry.path()));
      std::string source;
      for (std::string line; std::getline(lines, line);) {
        const std::size_t comment = line.find("//");
        source += line.substr(0, comment == std::string::npos ? line.size() : comment) + '\n';
      }
      source = std::regex_replace(source, asked, "need(");
      for (const std::regex& pattern : {named, chosen, before, column})
        for (auto it = std::sregex_iterator(source.begin(), source.end(), pattern);
             it != std::sregex_iterator(); ++it)
          for (std::size_t group = 1; group < it->size(); ++group) codes.insert((*it)[group]);
    }
  return codes;
}

TEST(BadInput, NoCodeIsMissingFromThePage) {
  std::set<std::string> on_page;
  for (const PageRow& row : page()) on_page.insert(row.code);
  const std::string text = read_text(std::filesystem::path(TURNOUT_SOURCE_DIR) / "docs/errors.md");
  const std::set<std::string> found = codes_of_sources();
  EXPECT_GE(found.size(), 100U) << "the search for codes has gone blind";
  // What only looks like a code: fields and words before a sentence.
  const std::set<std::string> others{"activities",
                                     "activity",
                                     "beyond_flow",
                                     "capacity",
                                     "cases",
                                     "communities",
                                     "cost",
                                     "days",
                                     "down",
                                     "drains",
                                     "errands",
                                     "first_day",
                                     "greening",
                                     "group",
                                     "lat",
                                     "leaf",
                                     "load",
                                     "lon",
                                     "matrix",
                                     "member",
                                     "members",
                                     "members_per_km2",
                                     "n",
                                     "need",
                                     "needs",
                                     "organisations",
                                     "pairs",
                                     "parent",
                                     "past_days",
                                     "post",
                                     "posts",
                                     "row_need",
                                     "row_start",
                                     "seats",
                                     "seats_percent",
                                     "second",
                                     "services",
                                     "squad",
                                     "stairwells",
                                     "unfilled_cost",
                                     "value",
                                     "value_start"};
  for (const std::string& code : found) {
    if (others.contains(code) || on_page.contains(code)) continue;
    EXPECT_NE(text.find("`" + code + "`"), std::string::npos)
        << code << " is not in docs/errors.md";
  }
  for (const std::string& code : on_page) EXPECT_TRUE(found.contains(code)) << code;
}

TEST(BadInput, BadRowsOfAllTablesComeTogetherInOrder) {
  CsvFiles files;
  files.needs =
      "need_id,start,end,seats,priority\n"
      "N2,2026-10-05 09:00,2026-10-05 08:00,0,9\n"
      "N1,2026-02-30 09:00,2026-10-05 11:00,1,\n";
  files.members = "member_id,lat,lon,skills\nM1,95,116,\nM1,39.9,,medic:12\n";
  files.pins = "need_id,member_id,kind\nN9,M1,must\n";
  files.availability = "member_id,start,end,free\nM7,2026-10-05 09:00,2026-10-05 08:00,yes\n";
  files.history = "member_id,start\nM1,\n";
  try {
    static_cast<void>(problem_of(files));
    FAIL();
  } catch (const InputError& error) {
    std::vector<std::string> got;
    for (const Issue& issue : error.issues())
      got.push_back(issue.table + ":" + std::to_string(issue.row.value_or(0)) + " " + issue.code);
    const std::vector<std::string> wanted{
        "needs.csv:2 end_before_start",  "needs.csv:2 bad_seats",
        "needs.csv:2 bad_priority",      "needs.csv:3 impossible_date",
        "members.csv:2 bad_latitude",    "members.csv:3 duplicate_id",
        "members.csv:3 half_place",      "members.csv:3 bad_level",
        "availability.csv:2 unknown_id", "availability.csv:2 end_before_start",
        "pins.csv:2 unknown_id",         "history.csv:2 blank"};
    EXPECT_EQ(got, wanted) << error.what();
  }
}

TEST(BadInput, FiftyAreShownAndTheRestCounted) {
  CsvFiles files{.members = "member_id,skills\n"};
  for (int m = 0; m < 120; ++m) files.members += "M" + std::to_string(m) + ",medic:12\n";
  try {
    static_cast<void>(problem_of(files));
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.total(), 120U);
    EXPECT_EQ(error.issues().size(), 120U);
    const std::string text = error.what();
    EXPECT_TRUE(text.ends_with("\n... and 70 more"));
    EXPECT_EQ(std::ranges::count(text, '\n'), 50);
    EXPECT_NE(text.find("members.csv, line 51, "), std::string::npos);
    EXPECT_EQ(text.find("members.csv, line 52, "), std::string::npos);
  }
}

/// Cells of a megabyte, good ones: read, and no larger inside than what they say.
TEST(BadInput, LongCellsAreOnlyLong) {
  std::string skills = "s0", free = "Mon-Sun 08:00-12:00";
  for (int s = 1; s < 100'000; ++s) skills += ";s" + std::to_string(s);
  for (int i = 0; i < 50'000; ++i) free += ";Mon-Sun 08:00-12:" + std::to_string(10 + i % 50);
  const Problem p = problem_of(
      {.needs = "need_id,start,end,seats,skills\nN1,2026-10-05 09:00,2026-10-05 11:00,1," + skills +
                "\nN2,2027-10-05 09:00,2027-10-05 11:00,1,\n",
       .members = "member_id,free\nM1," + free + "\n"});
  EXPECT_EQ(p.roles().asked[0].size(), 100'000U);
  EXPECT_EQ(p.calendars()[1].size(), 366U);
}

/// What is wrong everywhere is told as fast as what is wrong once: none of these grows by squares.
TEST(BadInput, MuchOfTheSameTakesNoLonger) {
  CsvFiles same{.members = "member_id\n"};
  for (int m = 0; m < 300'000; ++m) same.members += "M1\n";
  CsvFiles pinned{.needs = "need_id,start,end,seats\n", .pins = "need_id,member_id,kind\n"};
  for (int n = 0; n < 30'000; ++n) {
    pinned.needs += std::to_string(n) + ",2026-10-05 09:00,2026-10-05 11:00,0\n";
    pinned.pins += std::to_string(n) + ",M1,must\n";
  }
  std::string wide = "x0", cells = "1";
  for (int c = 1; c < 100'000; ++c) wide += ",x" + std::to_string(c), cells += ",1";
  const CsvFiles broad{.members = wide + "\n" + cells + "\n"};
  for (const auto& [files, total] :
       {std::pair(same, 299'999U), std::pair(pinned, 60'000U), std::pair(broad, 1U)}) {
    try {
      static_cast<void>(problem_of(files));
      ADD_FAILURE();
    } catch (const InputError& error) {
      EXPECT_EQ(error.total(), total);
      EXPECT_LE(error.issues().size(), IssueCollector::kept);
    }
  }
}

TEST(BadInput, AColumnTwoLettersOffIsAWarning) {
  const Problem p = problem_of({.members = "member_id,skils,phone\nM1,medic,1\n"});
  ASSERT_EQ(p.warnings().size(), 1U);
  const Warning& w = p.warnings().front();
  EXPECT_EQ(w.code, "unknown_column");
  EXPECT_EQ(w.table, "members.csv");
  EXPECT_EQ(w.column, "skils");
  EXPECT_EQ(w.remedy, "did you mean `skills`?");
  ASSERT_EQ(p.extra_member_columns().size(), 2U);
  EXPECT_EQ(p.extra_member_columns()[1], "phone");
}

TEST(BadInput, EachColumnForLaterSaysSo) {
  for (const std::string column : {"duration", "step", "by", "same_person"}) {
    try {
      need_with("seats," + column, "1,x")();
      ADD_FAILURE() << column;
    } catch (const InputError& error) {
      ASSERT_EQ(error.total(), 1U);
      EXPECT_EQ(error.issues()[0].message, "`" + column + "` is not supported yet");
    }
    EXPECT_NO_THROW(need_with("seats," + column, "1,")()) << "a blank column says nothing";
  }
}

}  // namespace bad_input_test
