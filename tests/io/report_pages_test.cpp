// Reports as pages and files: what is on them, what is masked, and that they can request and run
// nothing.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/io/csv.hpp>
#include <turnout/io/report_pages.hpp>
#include <turnout/model/error.hpp>

#include "points/trees.hpp"
#include "support/text_table.hpp"

namespace report_pages_test {

using namespace turnout;
using namespace turnout::testing;

constexpr const char* hostile = "<script>alert(1)</script>";

ReportTables tables(bool reversed = false) {
  std::vector<Cells> members{{{"member_id", "M00041"},
                              {"name", "Zhang San"},
                              {"community", "Street/Willow Court/Block 1"},
                              {"unit", "Clinic & Co"},
                              {"phone", "555-0199"},
                              {"lat", "30.25"},
                              {"lon", "124.5"},
                              {"from", "2026-03-01"}},
                             {{"member_id", "M00042"},
                              {"name", hostile},
                              {"community", "Street/South <b>Gate</b>"},
                              {"unit", "<img src=x onerror=y>"},
                              {"from", "2025-01-01"}},
                             {{"member_id", "M00043"}, {"name", "李四"}, {"unit", "Clinic & Co"}}};
  std::vector<Cells> needs{{{"need_id", "N1"},
                            {"title", "\"Reading\" to <elders>"},
                            {"kind", "wish"},
                            {"community", "Street/Willow Court"},
                            {"start", "2026-03-02 09:00"},
                            {"end", "2026-03-02 11:00"},
                            {"seats", "3"},
                            {"posted_at", "2026-03-01"}}};
  std::vector<Cells> services{{{"service_id", "S1"},
                               {"member_id", "M00041"},
                               {"need_id", "N1"},
                               {"kind", "wish"},
                               {"start", "2026-03-02 09:00"},
                               {"hours", "2"},
                               {"confirmed_by", "M00099"},
                               {"recorded_by", "M00098"},
                               {"beneficiary", "Mrs. Qian"},
                               {"note", "Mrs. Qian's key is with Zhang San"},
                               {"reached", "4"},
                               {"rating", "5"}},
                              {{"service_id", "S2"},
                               {"member_id", "M00042"},
                               {"start", "2026-03-02 23:00"},
                               {"hours", "2.5"},
                               {"confirmed_by", "M00099"},
                               {"item", "</td><a href='x'>"}},
                              {{"service_id", "S3"},
                               {"member_id", "M00041"},
                               {"start", "2026-03-03 09:00"},
                               {"hours", "1"}},
                              {{"service_id", "S4"},
                               {"member_id", "M00041"},
                               {"start", "2026-03-04 09:00"},
                               {"reverses", "S3"}}};
  if (reversed) {
    std::ranges::reverse(members);
    std::ranges::reverse(services);
  }
  return {.members = text_table("members", members),
          .needs = text_table("needs", needs),
          .services = text_table("services", services)};
}

Standing standing(const ReportTables& given) {
  Keys book = book_of({plain_rule().add("gates", Keys().add("confirmed", true))});
  book.add("title", "Card of the <street>");
  book.add("ladders",
           std::vector{
               Keys()
                   .add("id", "star")
                   .add("measure", "hours")
                   .add("span", "lifetime")
                   .add("bands", std::vector{Keys().add("id", "one").add("from", 1),
                                             Keys().add("id", "two").add("from", 2)}),
               Keys()
                   .add("id", "tier")
                   .add("measure", "earned")
                   .add("span", "period")
                   .add("bands",
                        std::vector{
                            Keys().add("id", "ok").add("title", "A <good> one").add("from", 1)})});
  return score(make_rulebook(book.tree()), make_services(given.services, given.members),
               {.period = "2026"});
}

std::vector<Report> all_reports(bool reversed = false) {
  const ReportTables given = tables(reversed);
  const Standing scored = standing(given);
  return {three_ledgers(given, {.period = "2026"}), person_file(scored, given, "M00041"),
          unit_feedback(scored, given), daily_table(given, {.period = "2026-03", .levels = 0})};
}
bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(ReportPages, EscapeEveryTextAndRequestNothing) {
  for (const Report& report : all_reports())
    for (const char* language : {"en", "zh"}) {
      const std::string html =
          io::report_html(report, {.language = language, .place = "<b>Office</b>", .note = "a<b"});
      for (const char* part : {"<script", "<img", "<a ", "<b>", "<elders>", "<good>", "<link",
                               "http:", "https:", "url(", "@import"})
        EXPECT_FALSE(has(html, part)) << part << " in report " << report.index();
      EXPECT_TRUE(has(html, "&lt;b&gt;Office&lt;/b&gt;"));
      EXPECT_TRUE(has(html, "default-src 'none'; style-src 'sha256-"));
      EXPECT_TRUE(has(html, "@page{size:A4"));
      EXPECT_TRUE(has(html, "</html>"));
    }
  EXPECT_TRUE(has(io::report_html(all_reports()[0]), "&lt;script&gt;alert(1)&lt;/script&gt;"));
}

TEST(ReportPages, LedgersStandByBranch) {
  const std::string html = io::report_html(all_reports()[0]);
  EXPECT_TRUE(has(html, "<h1>Three ledgers</h1>"));
  EXPECT_TRUE(has(html, "1 January to 31 December 2026"));
  EXPECT_TRUE(has(html, "size:A4 landscape"));
  EXPECT_TRUE(has(html, "<dd>2</dd><dt>services</dt>") || has(html, "<dt>services</dt><dd>2</dd>"));
  EXPECT_TRUE(has(html, "scope=\"rowgroup\""));
  EXPECT_TRUE(has(html, "2026-03-02 23:00–2026-03-03 01:30"));  // over midnight
  EXPECT_TRUE(has(html, "2026-03-02 09:00–11:00"));
  EXPECT_TRUE(has(html, "<tr class=\"gone\">"));  // the one taken back
  const std::string zh = io::report_html(all_reports()[0], {.language = "zh"});
  EXPECT_TRUE(has(zh, "<html lang=\"zh-CN\">"));
  EXPECT_TRUE(has(zh, "三本台账"));
  EXPECT_TRUE(has(zh, "微心愿"));
  EXPECT_TRUE(has(zh, "已撤销"));
}

TEST(ReportPages, FileOfAPersonHasNoHome) {
  const Report file = all_reports()[1];
  const std::string html = io::report_html(file);
  EXPECT_TRUE(has(html, "One-person file: Zhang San M00041"));
  EXPECT_TRUE(has(html, "555-0199"));
  EXPECT_TRUE(has(html, "★★"));
  EXPECT_TRUE(has(html, "A &lt;good&gt; one"));
  EXPECT_TRUE(has(html, "<pre>"));  // the card
  for (const auto& [name, bytes] : io::report_files(file))
    for (const char* home : {"30.25", "124.5"}) EXPECT_FALSE(has(bytes, home)) << name;
  EXPECT_TRUE(has(io::report_html(file, {.language = "zh"}), "一人一档"));
}

TEST(ReportPages, LettersStandOnASheetEach) {
  const std::string html = io::report_html(all_reports()[2]);
  EXPECT_TRUE(has(html, "To: Clinic &amp; Co"));
  EXPECT_TRUE(has(html, "To: &lt;img src=x onerror=y&gt;"));
  EXPECT_TRUE(
      has(html, ".letter+.letter{margin-top:0;border-top:0;padding-top:0;break-before:page}"));
  EXPECT_TRUE(has(html, "No counted service (1)"));
  EXPECT_TRUE(has(html, "李四 M00043"));
  EXPECT_TRUE(has(html, "How the points are counted"));
}

TEST(ReportPages, DaysTellWhoReportedAndWhatCameUp) {
  const std::string html = io::report_html(all_reports()[3]);
  EXPECT_TRUE(has(html, "<h2>1 March 2026</h2>"));
  EXPECT_TRUE(has(html, "Who reported"));
  EXPECT_TRUE(has(html, "What came up"));
  EXPECT_TRUE(has(html, "&quot;Reading&quot; to &lt;elders&gt;"));
  EXPECT_TRUE(has(io::report_html(all_reports()[3], {.language = "zh"}), "<h2>2026年3月1日</h2>"));
}

TEST(ReportPages, MaskNamesAndIdsInAllFiles) {
  for (const Report& report : all_reports())
    for (const auto& [name, bytes] : io::report_files(report, {.mask_names = true})) {
      for (const char* part : {"Zhang San", "李四", "M0004", "M0009", "Qian", "555-0199"})
        EXPECT_FALSE(has(bytes, part)) << part << " in " << name;
    }
  const auto files = io::report_files(all_reports()[0], {.mask_names = true});
  EXPECT_TRUE(has(files[0].second, "***041"));
  EXPECT_TRUE(has(files[0].second, "Z**"));
  const auto hidden =
      io::report_html(all_reports()[0], {.mask_names = true, .mask = io::NameMask::hidden});
  EXPECT_FALSE(has(hidden, "Z**"));
}

TEST(ReportPages, FilesSayTheSameAsTheTables) {
  const std::vector<std::vector<std::string>> names{
      {"members.csv", "needs.csv", "services.csv", "branches.csv", "ledgers.html"},
      {"person.csv", "memberships.csv", "standing.csv", "services.csv", "person.html"},
      {"units.csv", "members.csv", "units.html"},
      {"days.csv", "reported.csv", "needs.csv", "daily.html"}};
  for (const Report& report : all_reports()) {
    const auto files = io::report_files(report);
    const auto tables = io::report_tables(report);
    ASSERT_EQ(files.size(), names[report.index()].size());
    for (std::size_t i = 0; i < files.size(); ++i) {
      EXPECT_EQ(files[i].first, names[report.index()][i]);
      if (i >= tables.size()) continue;
      EXPECT_EQ(files[i].first, tables[i].first + ".csv");
      EXPECT_EQ(io::parse_csv(files[i].second, "f").rows(), tables[i].second.rows());
    }
  }
}

TEST(ReportPages, EqualInputGivesEqualBytesInAnyOrderOfRows) {
  const auto one = all_reports(), other = all_reports(true);
  for (std::size_t i = 0; i < one.size(); ++i)
    EXPECT_EQ(io::report_files(one[i]), io::report_files(other[i])) << i;
}

TEST(ReportPages, AreWrittenWholeOrNotAtAll) {
  namespace fs = std::filesystem;
  const fs::path dir = fs::path(::testing::TempDir()) / "turnout-report-test";
  fs::remove_all(dir);
  const Report ledgers = all_reports()[0];
  io::write_report(ledgers, dir.string());
  EXPECT_TRUE(fs::exists(dir / "ledgers.html"));
  EXPECT_THROW(io::write_report(ledgers, dir.string()), InputError);
  EXPECT_NO_THROW(io::write_report(ledgers, dir.string(), {.force = true}));
  fs::remove_all(dir);
  EXPECT_THROW(static_cast<void>(io::report_html(ledgers, {.language = "fr"})), InputError);
}

TEST(ReportPages, NobodyAndNothingStillGiveAPage) {
  const ReportTables none{.members = Table("members", {{"member_id", Column::text({})}})};
  EXPECT_TRUE(has(io::report_html(three_ledgers(none)), "None."));
  EXPECT_TRUE(has(io::report_html(daily_table(none)), "Nothing happened on these days."));
  const Standing scored = score(make_rulebook(book_of({plain_rule()}).tree()),
                                make_services(Table("services", {{"service_id", Column::text({})},
                                                                 {"member_id", Column::text({})},
                                                                 {"start", Column::text({})},
                                                                 {"end", Column::text({})}}),
                                              none.members),
                                {.period = "2026"});
  EXPECT_TRUE(has(io::report_html(unit_feedback(scored, none)), "No member belongs to a unit."));
}

}  // namespace report_pages_test
