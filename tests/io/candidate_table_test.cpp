// Candidates as a table: every pair, its own cost and distance, ids in the caller's type.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/generate/city.hpp>
#include <turnout/io/candidate_table.hpp>

namespace turnout {
namespace candidate_table_test {

TEST(CandidateTable, HasEveryPairOnceInOrder) {
  CityOptions options = city(400, 30);
  options.services = 0;
  const City made = make_city(options);
  const Problem problem =
      make_problem({.members = made.members, .needs = made.needs}, {.zone = "Asia/Shanghai"});
  const Rules rules(problem, {});
  for (const CandidateOptions& kept :
       {CandidateOptions{.threads = 1}, CandidateOptions{.threads = 1, .nearest = 3}}) {
    const Candidates pairs = candidates(rules, kept);
    const Table table = io::candidate_table(rules, pairs);
    ASSERT_EQ(table.rows(), pairs.size());
    ASSERT_EQ(table.columns().size(), 5U);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const RoleId role = pairs.role_of(i);
      const Candidate& pair = pairs.pairs()[i];
      EXPECT_EQ(table.find("need_id")->text_at(i), problem.id(problem.need_of(role)));
      EXPECT_EQ(table.find("role")->text_at(i), problem.text(role));
      EXPECT_EQ(table.find("member_id")->text_at(i), problem.id(pair.member));
      EXPECT_EQ(table.find("cost")->integer_at(i), pair.cost);
      EXPECT_NEAR(table.find("km")->real_at(i), rules.cost(role, pair.member).km, 0.0005);
    }
  }
}

TEST(CandidateTable, IdsThatAreNumbersStaySoInFramesAndAreTextInFiles) {
  Texts start, end;
  start.push_back("2026-10-05 09:00");
  end.push_back("2026-10-05 11:00");
  const Problem problem =
      make_problem({.members = Table("members", {{"member_id", Column::integers({7, 8})}}),
                    .needs = Table("needs", {{"need_id", Column::integers({1})},
                                             {"start", Column::text(std::move(start))},
                                             {"end", Column::text(std::move(end))},
                                             {"seats", Column::integers({1})}})},
                   {});
  const Rules rules(problem, {});
  const Candidates pairs = candidates(rules, {.threads = 1});
  const Table frame = io::candidate_table(rules, pairs);
  ASSERT_EQ(frame.rows(), 2U);
  EXPECT_EQ(frame.find("member_id")->integer_at(1), 8);
  EXPECT_EQ(frame.find("km")->real_at(1), 0.0);
  const Table file = io::candidate_table(rules, pairs, io::TableForm::file);
  EXPECT_EQ(file.find("member_id")->text_at(1), "8");
}

}  // namespace candidate_table_test
}  // namespace turnout
