// What a notice says beside the ranking: what changed since the last one, what came late, units,
// objections, masks, and the hash by which a copy can be checked.
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <turnout/io/notice.hpp>
#include <turnout/model/hash.hpp>

#include "points/trees.hpp"
#include "support/text_table.hpp"

namespace notice_changes_test {

using namespace turnout;
using namespace turnout::testing;

Cells service(const char* id, const char* member, const char* day, const char* confirmed) {
  return {{"service_id", id},     {"member_id", member}, {"start", std::string(day) + " 09:00"},
          {"hours", "1"},         {"confirmed_by", "C"}, {"confirmed_at", confirmed},
          {"community", "Bajiao"}};
}

Standing half(const char* period) {
  Keys book = book_of(
      {Keys().add("id", "service").add("gates", Keys().add("confirmed", true)).add("rate", 1)});
  RuleTree::Array bands{Keys().add("id", "good").add("from", 1).tree(),
                        Keys().add("id", "best").add("from", 2).tree()};
  book.add("period", "half")
      .add("ladders", std::vector{Keys()
                                      .add("id", "tier")
                                      .add("measure", "services")
                                      .add("span", "period")
                                      .add("bands", RuleTree{std::move(bands), 0})});
  const Table members = text_table("members", {{{"member_id", "M00001"},
                                                {"name", "张三丰"},
                                                {"unit", "School 3"},
                                                {"community", "Bajiao/South"},
                                                {"from", ""},
                                                {"to", "2026-08-31"}},
                                               {{"member_id", "M00001"},
                                                {"name", "张三丰"},
                                                {"unit", "School 4"},
                                                {"community", "Bajiao/North"},
                                                {"from", "2026-09-01"},
                                                {"to", ""}},
                                               {{"member_id", "M00002"},
                                                {"name", "Li <Wei>"},
                                                {"unit", "School 4"},
                                                {"community", "Bajiao/North"},
                                                {"from", ""},
                                                {"to", ""}}});
  return score(
      make_rulebook(book.tree()),
      make_services(text_table("services", {service("s1", "M00001", "2026-02-01", "2026-02-02"),
                                            service("s2", "M00001", "2026-02-02", "2026-09-01"),
                                            service("s3", "M00001", "2026-10-01", "2026-10-02"),
                                            service("s4", "M00001", "2026-10-02", "2026-10-02"),
                                            service("s5", "M00002", "2026-03-01", "2026-03-02")}),
                    members),
      {.period = period});
}

TEST(NoticeChanges, WhoRoseAndWhoFellSinceTheLastOne) {
  const Standing before = half("2026H1"), now = half("2026H2");
  const std::string page = io::notice_html(now, {.previous = before});
  EXPECT_NE(page.find("Changes since 2026H1"), std::string::npos);
  EXPECT_NE(page.find("↑ 张三丰 M00001: good → best"), std::string::npos);
  EXPECT_NE(page.find("↓ Li &lt;Wei&gt; M00002: good → none"), std::string::npos);
  EXPECT_NE(page.find("moved from Bajiao/South"), std::string::npos);
  EXPECT_NE(page.find("School 4"), std::string::npos);
  EXPECT_NE(page.find("Posted on 2027-01-15; objections until 2027-01-30"), std::string::npos);
  EXPECT_EQ(io::notice_html(now).find("Changes since"), std::string::npos);
  EXPECT_NE(io::notice_html(now, {.language = "zh", .previous = before}).find("与上期相比"),
            std::string::npos);
}

TEST(NoticeChanges, WhatCameLateAndWhereItWouldHaveChangedATier) {
  const Standing now = half("2026H2");
  ASSERT_EQ(now.late().size(), 1U);
  ASSERT_EQ(now.late_changes().size(), 1U);
  EXPECT_EQ(now.late_changes()[0].period, "2026H1");
  const std::string page = io::notice_html(now);
  EXPECT_NE(page.find("s2, late, given on 2026-02-02  +1"), std::string::npos);
  EXPECT_NE(page.find("2026H1 was posted as good, would now be best; what was posted stands"),
            std::string::npos);
}

TEST(NoticeChanges, TheHashIsOfTheFiguresAndOneByteChangesIt) {
  const Standing now = half("2026H2");
  const auto files = io::notice_files(now, {.mask_names = true});
  std::string standing, entries, page, json;
  for (const auto& [name, bytes] : files)
    (name == "standing.csv"  ? standing
     : name == "entries.csv" ? entries
     : name == "notice.html" ? page
                             : json) = bytes;
  nlohmann::ordered_json figures = nlohmann::ordered_json::parse(json);
  const std::string hash = figures["sha256"];
  figures.erase("sha256");
  EXPECT_EQ(hash, sha256(standing + entries + figures.dump(1) + "\n"));
  EXPECT_NE(page.find(hash), std::string::npos);
  EXPECT_EQ(io::notice_files(now, {.mask_names = true}), files);
  EXPECT_EQ(io::notice_json(now).find(hash), std::string::npos);
}

TEST(NoticeChanges, NamesAreMaskedAsChosen) {
  EXPECT_EQ(io::masked_name("张三丰"), "张**");
  EXPECT_EQ(io::masked_name("张三丰", io::NameMask::last), "**丰");
  EXPECT_EQ(io::masked_name("张三丰", io::NameMask::hidden), "");
  const std::string page =
      io::notice_html(half("2026H2"), {.mask_names = true, .mask = io::NameMask::hidden});
  EXPECT_EQ(page.find("张"), std::string::npos);
  EXPECT_NE(page.find("***001"), std::string::npos);
}

}  // namespace notice_changes_test
