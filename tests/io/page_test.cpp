#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <turnout/io/detail/columns.ipp>
#include <turnout/io/detail/html.ipp>
#include <turnout/io/page.hpp>
#include <turnout/io/plan_tables.hpp>

#include "support/hand_plan.hpp"

namespace turnout::testing {
namespace page_test {

using Json = nlohmann::json;

std::string between(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t start = text.find(from);
  EXPECT_NE(start, std::string::npos) << from;
  const std::size_t end = text.find(to, start + from.size());
  EXPECT_NE(end, std::string::npos) << to;
  return text.substr(start + from.size(), end - start - from.size());
}
Json data_of(const std::string& html) {
  return Json::parse(between(html, "id=\"data\">", "</script>"));
}

TEST(Page, HoldsThePlanInColumns) {
  const Plan plan = town_plan();
  const Json data = data_of(io::plan_html(plan));
  EXPECT_EQ(data["rows"]["id"], (Json{"N1", "N2", "N3"}));
  EXPECT_EQ(data["rows"]["seats"], (Json{3, 1, 2}));
  EXPECT_EQ(data["rows"]["filled"], (Json{2, 1, 0}));
  EXPECT_EQ(data["rows"]["day"], (Json{0, 1, 8}));
  EXPECT_EQ(data["rows"]["start"], (Json{540, 1080, 1080}));
  EXPECT_EQ(data["rows"]["end"], (Json{690, 1140, 1500}));
  EXPECT_EQ(data["communities"], (Json{"City/East", "City/West"}));
  EXPECT_EQ(data["kinds"], (Json{"", "pairing", "post"}));
  EXPECT_EQ(data["skills"], (Json{"driver", "medic"}));
  EXPECT_EQ(data["place"], "City");
  EXPECT_EQ(data["serve"]["id"], (Json{"M1", "M2", "M3"}));
  EXPECT_EQ(data["serve"]["who"], (Json{1, 0, 2}));  // role * stands before role medic:2
  EXPECT_EQ(data["serve"]["community"], (Json{0, 1, 1}));
  EXPECT_EQ(data["unfilled"]["short"], (Json{1, 2}));  // priority 5 first
  EXPECT_EQ(data["unfilled"]["left"].size(), 18U);
  EXPECT_EQ(data["receipt"]["plan"], plan_sha256(plan));
}

TEST(Page, TakesNoTextForMarkup) {
  const std::string html =
      io::plan_html(town_plan(), {.title = "<script>alert(1)</script> & \"more\""});
  EXPECT_EQ(html.find("<script>alert"), std::string::npos);
  EXPECT_EQ(html.find("</script><b>"), std::string::npos);
  EXPECT_EQ(html.find("\xe2\x80\xa8"), std::string::npos);
  EXPECT_EQ(between(html, "<title>", "</title>"),
            "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;");
  const Json data = data_of(html);
  EXPECT_EQ(data["title"], "<script>alert(1)</script> & \"more\"");
  EXPECT_EQ(data["texts"][data["rows"]["title"][0].get<std::size_t>()],
            "</script><b>first & last</b>");
  EXPECT_EQ(data["texts"][data["rows"]["title"][1].get<std::size_t>()], "visit \xe2\x80\xa8 here");
}

TEST(Page, ForbidsEveryRequestAndEveryOtherScript) {
  const std::string html = io::plan_html(town_plan());
  const std::string policy = between(html, "Content-Security-Policy\" content=\"", "\">");
  const std::string style = between(html, "<style>", "</style>");
  const std::string script = between(html, "</script>\n<script>", "</script>");
  EXPECT_EQ(policy, "default-src 'none'; script-src " + io::detail::csp_hash(script) +
                        "; style-src " + io::detail::csp_hash(style) +
                        "; base-uri 'none'; form-action 'none'");
  EXPECT_EQ(html.find("http:"), std::string::npos);
  EXPECT_EQ(html.find("https:"), std::string::npos);
  EXPECT_EQ(html.find("unsafe-inline"), std::string::npos);
}

TEST(Page, HashesAsContentPoliciesDo) {
  // SHA-256 of nothing and of "abc" (FIPS 180-4), in base 64.
  EXPECT_EQ(io::detail::csp_hash(""), "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
  EXPECT_EQ(io::detail::csp_hash("abc"), "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='");
}

TEST(Page, ShowsNamesAndHomesOnlyWhenAsked) {
  const Plan plan = town_plan();
  const std::string quiet = io::plan_html(plan);
  EXPECT_EQ(quiet.find("Secret"), std::string::npos);
  EXPECT_FALSE(data_of(quiet)["serve"].contains("x"));
  const Json open = data_of(io::plan_html(plan, {.names = true, .homes = true}));
  EXPECT_EQ(open["serve"]["name"][0], "Ada Secret");
  EXPECT_EQ(open["serve"]["x"].size(), 3U);
}

TEST(Page, LeavesOutDetailToStaySmall) {
  const Plan plan = town_plan();
  const std::size_t whole = io::plan_html(plan).size();
  const Json ids = data_of(io::plan_html(plan, {.max_bytes = whole - 1}));
  EXPECT_EQ(ids["detail"], "no_ids");
  EXPECT_FALSE(ids["serve"].contains("id"));
  const Json grouped = data_of(io::plan_html(plan, {.max_bytes = 1}));
  EXPECT_EQ(grouped["detail"], "grouped");
  EXPECT_EQ(grouped["serve"]["times"], (Json{{1, 3}}));
  std::int64_t seats = 0, filled = 0;
  for (const Json& n : grouped["rows"]["seats"]) seats += n.get<std::int64_t>();
  for (const Json& n : grouped["rows"]["filled"]) filled += n.get<std::int64_t>();
  EXPECT_EQ(seats, plan.seats());
  EXPECT_EQ(filled, plan.filled());
}

TEST(Page, IsTheSameForAnyOrderOfRows) {
  Tables tables = town_tables();
  const auto reversed = [](const Table& table) {
    std::vector<std::uint32_t> rows(table.rows());
    for (std::size_t i = 0; i < rows.size(); ++i)
      rows[i] = static_cast<std::uint32_t>(rows.size() - 1 - i);
    std::vector<NamedColumn> columns;
    for (const NamedColumn& column : table.columns())
      columns.push_back({column.name, io::detail::gather(column.values, rows)});
    return Table(table.name(), std::move(columns));
  };
  const std::vector<HandSeat> seats{{"N1", "*", "M2"}, {"N2", "*", "M3"}};
  const Plan a = hand_plan(make_problem(tables), seats, {});
  tables.members = reversed(tables.members);
  tables.needs = reversed(tables.needs);
  EXPECT_EQ(io::plan_html(hand_plan(make_problem(tables), seats, {})), io::plan_html(a));
}

TEST(Page, DrawsAPlanWithoutPlacesOrServices) {
  const Problem problem =
      make_problem({.members = text_table("members", {{{"member_id", "M1"}}}),
                    .needs = text_table("needs", {{{"need_id", "N1"},
                                                   {"start", "2026-10-01 09:00"},
                                                   {"end", "2026-10-01 10:00"},
                                                   {"seats", "1"}}})});
  const Json data = data_of(io::plan_html(hand_plan(problem, {}, {{"N1", "*", 1, Reason::clash}})));
  EXPECT_EQ(data["rows"]["x"], (Json{-1}));
  EXPECT_EQ(data["serve"]["members"], 0);
}

}  // namespace page_test
}  // namespace turnout::testing
