// The notice: what is on it, what is masked, and that it can request and run nothing.
#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <turnout/io/csv.hpp>
#include <turnout/io/notice.hpp>
#include <turnout/model/error.hpp>

#include "points/trees.hpp"
#include "support/text_table.hpp"

namespace notice_test {

using namespace turnout;
using namespace turnout::testing;
using nlohmann::json;

Standing sample(bool reversed = false) {
  Keys book = book_of({plain_rule().add("gates", Keys().add("confirmed", true))});
  book.add("title", "Card <b>of</b> & the \"street\"");
  book.add("ladders",
           std::vector{Keys()
                           .add("id", "star")
                           .add("measure", "hours")
                           .add("span", "lifetime")
                           .add("bands", std::vector{Keys().add("id", "one").add("from", 2),
                                                     Keys().add("id", "two").add("from", 4)})});
  std::vector<Cells> members{
      {{"member_id", "M00041"}, {"name", "Zhang San"}, {"community", "Street/Willow Court"}},
      {{"member_id", "M00042"}, {"name", "李四"}, {"community", "Street/Willow Court"}},
      {{"member_id", "M00043"},
       {"name", "<script>alert(1)</script>"},
       {"community", "Street/South & Gate"}},
      {{"member_id", "M00044"}, {"name", ""}, {"community", "Other"}}};
  std::vector<Cells> services;
  const auto give = [&](const char* id, const char* member, const char* hours, const char* by) {
    services.push_back({{"service_id", id},
                        {"member_id", member},
                        {"start", "2026-03-01 09:00"},
                        {"hours", hours},
                        {"confirmed_by", by}});
  };
  give("S1", "M00041", "1", "C");
  give("S2", "M00042", "3", "C");
  give("S3", "M00042", "1.25", "C");
  give("S4", "M00043", "2", "C");
  give("S5", "M00041", "9", "");
  if (reversed) {
    std::ranges::reverse(services);
    std::ranges::reverse(members);
  }
  return score(make_rulebook(book.tree()),
               make_services(text_table("services", services), text_table("members", members)),
               {.period = "2026H1"});
}

std::map<std::string, std::string> files(const Standing& standing,
                                         const io::NoticeOptions& options) {
  std::map<std::string, std::string> result;
  for (auto& [name, bytes] : io::notice_files(standing, options)) result[name] = bytes;
  return result;
}
bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Notice, EscapesEveryTextAndRequestsNothing) {
  const std::string html =
      io::notice_html(sample(), {.place = "<img src=x onerror=y>", .objections = "a<b"});
  EXPECT_TRUE(has(html, "Card &lt;b&gt;of&lt;/b&gt; &amp; the &quot;street&quot;"));
  EXPECT_TRUE(has(html, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  EXPECT_TRUE(has(html, "&lt;img src=x onerror=y&gt;"));
  EXPECT_TRUE(has(html, "South &amp; Gate"));
  for (const char* part :
       {"<script", "<img", "<link", "http:", "https:", "url(", "onclick", "@import"})
    EXPECT_FALSE(has(html, part)) << part;
  EXPECT_TRUE(has(html, "default-src 'none'; style-src 'sha256-"));
}

TEST(Notice, ShowsRanksStarsBranchesAndRules) {
  const std::string html = io::notice_html(sample());
  EXPECT_TRUE(has(html, "Notice for 1 January to 30 June 2026"));
  EXPECT_TRUE(
      has(html, "★★</span> <span class=\"tier\">two</span> <span class=\"id\">4 h 15 min</span>"));
  EXPECT_TRUE(has(html, "No counted service in this period (1)"));
  EXPECT_TRUE(has(html, "r: 1 point for each service; counts once someone other than the member"));
  EXPECT_TRUE(has(html,
                  "<th scope=\"row\" class=\"in1\">Willow Court</th>"
                  "<td class=\"n\">2</td><td class=\"n\">2</td><td class=\"n\">3</td>"
                  "<td class=\"n\">5.2</td>"));
  const std::string zh = io::notice_html(sample(), {.language = "zh"});
  EXPECT_TRUE(has(zh, "<html lang=\"zh-CN\">"));
  EXPECT_TRUE(has(zh, "2026年1月1日至6月30日公示"));
  EXPECT_THROW(static_cast<void>(io::notice_html(sample(), {.language = "fr"})), InputError);
}

TEST(Notice, MasksNamesAndIdsInAllFiles) {
  EXPECT_EQ(io::masked_name("Zhang San"), "Z**");
  EXPECT_EQ(io::masked_name("张三丰"), "张**");
  EXPECT_EQ(io::masked_name("张"), "张");
  EXPECT_EQ(io::masked_name(""), "");
  EXPECT_EQ(io::masked_id("M00042"), "***042");
  EXPECT_EQ(io::masked_id("M42"), "***2");
  EXPECT_EQ(io::masked_id("7"), "7");
  for (const auto& [name, bytes] : files(sample(), {.mask_names = true})) {
    for (const char* part : {"Zhang San", "李四", "M0004"}) EXPECT_FALSE(has(bytes, part)) << name;
    EXPECT_TRUE(has(bytes, "***042")) << name;
  }
}

TEST(Notice, SaysTheSameAsTheStanding) {
  const Standing standing = sample();
  const auto all = files(standing, {});
  const Table csv = io::parse_csv(all.at("standing.csv"), "standing.csv");
  ASSERT_EQ(csv.rows(), 4U);
  EXPECT_EQ(csv.find("member_id")->text_at(0), "M00042");
  EXPECT_EQ(csv.find("points")->text_at(0), "2");
  EXPECT_EQ(csv.find("hours")->text_at(0), "4.25");
  const json notice = json::parse(all.at("notice.json"));
  EXPECT_EQ(notice["format"], "turnout-notice/1");
  EXPECT_EQ(notice["totals"]["members"], 4);
  EXPECT_EQ(notice["totals"]["served"], 3);
  EXPECT_EQ(notice["totals"]["services"], 4);
  EXPECT_EQ(notice["totals"]["points_thousandths"], 4000);
  EXPECT_EQ(notice["standing"][0]["star"], "two");
  EXPECT_EQ(notice["standing"][3]["star"], nullptr);
  std::int64_t sum = 0;
  for (const json& branch : notice["branches"])
    if (branch["path"].size() == 1) sum += branch["points_thousandths"].get<std::int64_t>();
  EXPECT_EQ(sum, 4000);
  EXPECT_EQ(io::parse_csv(all.at("entries.csv"), "e").rows(), 5U);
}

TEST(Notice, OfOneBranchListsItsMembersOnly) {
  const auto all = files(sample(), {.community = "Street / Willow Court"});
  EXPECT_EQ(json::parse(all.at("notice.json"))["totals"]["members"], 2);
  EXPECT_EQ(io::parse_csv(all.at("standing.csv"), "s").rows(), 2U);
  EXPECT_EQ(io::parse_csv(all.at("entries.csv"), "e").rows(), 4U);
  EXPECT_FALSE(has(all.at("notice.html"), "M00043"));
  EXPECT_THROW(static_cast<void>(io::notice_html(sample(), {.community = "Nowhere"})), InputError);
}

TEST(Notice, EqualInputGivesEqualBytesInAnyOrderOfRows) {
  EXPECT_EQ(io::notice_files(sample()), io::notice_files(sample(true)));
}

TEST(Notice, IsWrittenWholeOrNotAtAll) {
  namespace fs = std::filesystem;
  const fs::path dir = fs::path(::testing::TempDir()) / "turnout-notice-test";
  fs::remove_all(dir);
  io::write_notice(sample(), dir.string());
  for (const char* name : {"standing.csv", "entries.csv", "notice.html", "notice.json"})
    EXPECT_TRUE(fs::exists(dir / name)) << name;
  EXPECT_THROW(io::write_notice(sample(), dir.string()), InputError);
  EXPECT_NO_THROW(io::write_notice(sample(), dir.string(), {.force = true}));
  fs::remove_all(dir);
}

TEST(Notice, NobodyAndNothingStillGiveAPage) {
  const Services none = make_services(Table("services", {{"service_id", Column::text({})},
                                                         {"member_id", Column::text({})},
                                                         {"start", Column::text({})},
                                                         {"end", Column::text({})}}));
  const Standing standing =
      score(make_rulebook(book_of({plain_rule()}).tree()), none, {.period = "2026H1"});
  EXPECT_TRUE(has(io::notice_html(standing), "</html>"));
  EXPECT_EQ(json::parse(io::notice_json(standing))["totals"]["members"], 0);
}

}  // namespace notice_test
