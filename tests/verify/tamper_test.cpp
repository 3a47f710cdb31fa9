// Whatever is falsified in a plan or its receipt is found.

#include "support/tamper.hpp"

#include <map>
#include <random>

#include <gtest/gtest.h>

#include <turnout/verify/verify.hpp>

#include "support/ascii_town.hpp"
#include "support/issued_plan.hpp"
#include "support/small_problems.hpp"

namespace turnout {
namespace tamper_test {

using testing::AsciiTown;

std::string all_of(const Verdict& verdict) {
  std::string text;
  for (const Finding& f : verdict.findings) text += f.code + ": " + f.message + '\n';
  return text;
}

TEST(Tamper, EveryKindIsRejectedOnRandomPlans) {
  std::mt19937_64 random(5);
  std::map<std::string, int> kinds;
  int plans = 0;
  for (std::uint64_t seed = 0; plans < 150; ++seed) {
    const auto small = testing::small_problem(seed, testing::flow_traits());
    const Problem problem = small.problem();
    if (testing::BruteForce(problem, small.policy).candidates().size() > 10) continue;
    ++plans;
    std::vector<std::int64_t> prices, seat_prices;
    for (std::size_t r = 0; r < problem.roles().size(); ++r) {
      prices.push_back(static_cast<std::int64_t>(random() % 9'000));
      seat_prices.push_back(static_cast<std::int64_t>(random() % 2));
    }
    const Plan plan = testing::issued_plan(problem, small.policy, prices, seat_prices);
    const Verdict verdict = verify(problem, plan, {.threads = 2});
    ASSERT_TRUE(verdict) << "seed " << seed << '\n' << all_of(verdict);
    ASSERT_TRUE(verdict.findings.empty()) << all_of(verdict);
    const Claim claim = claim_of(plan);
    ASSERT_TRUE(verify(problem, testing::rows_of(plan), claim));
    for (const auto& t : testing::tamperings(plan, claim)) {
      ++kinds[t.name];
      const Verdict found = verify(problem, t.rows, t.claim, {.threads = 1});
      ASSERT_FALSE(found) << "seed " << seed << ", " << t.name;
      ASSERT_FALSE(found.findings.empty()) << "seed " << seed << ", " << t.name;
    }
    for (const auto& t : testing::tampered_plans(plan)) {
      ++kinds["plan: " + t.name];
      const Verdict found = verify(problem, t.plan, {.threads = 1});
      ASSERT_FALSE(found) << "seed " << seed << ", " << t.name;
      ASSERT_FALSE(found.findings.empty()) << "seed " << seed << ", " << t.name;
    }
  }
  EXPECT_GE(kinds.size(), 40u);
}

//   A, B and C live around two needs at the same hour; 3 is in the evening.
class Town : public ::testing::Test {
 protected:
  AsciiTown town{R"(
      A--1--B
      |     |
      2-----C--3  )"};
  Policy policy{.within_km = std::nullopt, .max_per_day = 2};

  void SetUp() override {
    for (const char* id : {"A", "B", "C"}) town.member(id);
    town.need("1", morning({{"roles", "1 *"}}));
    town.need("2", morning({{"seats", "2"}, {"together", "yes"}}));
    town.need("3", {{"start", "2026-10-05 19:00"}, {"end", "2026-10-05 21:00"}});
  }
  static testing::Cells morning(testing::Cells cells) {
    cells["start"] = "2026-10-05 09:00";
    cells["end"] = "2026-10-05 11:00";
    return cells;
  }
  std::string codes(std::vector<PlanRow> rows) const {
    const Verdict verdict = check_plan(town.problem(), rows, policy);
    std::string text;
    for (const Finding& f : verdict.findings) text += (text.empty() ? "" : " ") + f.code;
    EXPECT_EQ(verdict.valid, text.empty());
    return text;
  }
};

TEST_F(Town, GoodPlan) {
  EXPECT_EQ(codes({{"2", "A", ""}, {"2", "C", ""}, {"1", "B", "*"}, {"3", "C", ""}}), "");
}
TEST_F(Town, NothingAtAllIsAPlan) { EXPECT_EQ(codes({}), ""); }
TEST_F(Town, DoubleBooking) {
  EXPECT_EQ(codes({{"2", "A", ""}, {"2", "C", ""}, {"1", "C", ""}}), "double_booking");
}
TEST_F(Town, HalfATogetherNeed) { EXPECT_EQ(codes({{"2", "A", ""}}), "together"); }
TEST_F(Town, Overfull) { EXPECT_EQ(codes({{"1", "A", ""}, {"1", "B", ""}}), "overfull"); }
TEST_F(Town, TwoSeatsInOneNeed) {
  EXPECT_EQ(codes({{"2", "A", ""}, {"2", "A", ""}}), "seat_twice");
}
TEST_F(Town, UnknownNames) {
  EXPECT_EQ(codes({{"9", "A", ""}}), "unknown_need");
  EXPECT_EQ(codes({{"1", "Z", ""}}), "unknown_member");
  EXPECT_EQ(codes({{"1", "A", "leader"}}), "unknown_role");
  EXPECT_EQ(codes({{"", "", ""}}), "unknown_need unknown_member");
}
TEST_F(Town, ALimitIsKeptByTheDay) {
  policy.max_per_day = 1;
  EXPECT_EQ(codes({{"1", "B", ""}, {"3", "B", ""}}), "limit_used_up");
  policy.max_per_day = 2;
  policy.max_hours_per_week = 3.5;
  EXPECT_EQ(codes({{"1", "B", ""}, {"3", "B", ""}}), "limit_used_up");
}
TEST_F(Town, RestAndTravel) {
  policy.rest_hours = 8;  // from 11:00 to 19:00: exactly
  EXPECT_EQ(codes({{"1", "B", ""}, {"3", "B", ""}}), "");
  policy.rest_hours = 8.001;
  EXPECT_EQ(codes({{"1", "B", ""}, {"3", "B", ""}}), "no_rest");
  policy.rest_hours = 0;
  policy.travel_kmh = 0.5;
  EXPECT_EQ(codes({{"1", "B", ""}, {"3", "B", ""}}), "no_travel_time");
}
TEST_F(Town, AMustThatCouldBeKept) {
  town.pin("3", "B", "must");
  EXPECT_EQ(codes({{"3", "C", ""}}), "must_unmet");
  EXPECT_EQ(codes({{"3", "B", ""}}), "");
}
TEST_F(Town, AMustThatAnotherRuleForbids) {
  town.pin("3", "A", "must");
  policy.within_km = 3;  // A lives 9.2 steps away
  EXPECT_EQ(codes({}), "");
  EXPECT_EQ(codes({{"3", "A", ""}}), "ineligible");
}
TEST_F(Town, OfTwoMustsAtOneHourTheFirstBinds) {
  town.pin("1", "B", "must").pin("2", "B", "must");
  EXPECT_EQ(codes({{"1", "B", ""}}), "");
  EXPECT_EQ(codes({{"2", "B", ""}, {"2", "C", ""}}), "must_unmet");
}
TEST_F(Town, AMustAtATogetherNeedBindsWhenItIsHeld) {
  town.pin("2", "B", "must");
  EXPECT_EQ(codes({}), "");
  EXPECT_EQ(codes({{"2", "A", ""}, {"2", "C", ""}}), "must_unmet");
  EXPECT_EQ(codes({{"2", "A", ""}, {"2", "B", ""}}), "");
}

/// Each rule of a pair, broken alone.
struct RuleCase {
  const char* reason;
  testing::Cells member, need;
  bool never = false;
};
class EachRule : public ::testing::TestWithParam<RuleCase> {};

TEST_P(EachRule, IsFound) {
  AsciiTown town("A--1");
  testing::Cells need = GetParam().need;
  need.insert({{"start", "2026-10-05 09:00"}, {"end", "2026-10-05 11:00"}});
  town.member("A", GetParam().member).need("1", need);
  if (GetParam().never) town.pin("1", "A", "never");
  const std::vector<PlanRow> rows{{"1", "A", ""}};
  const Verdict verdict = check_plan(town.problem(), rows, Policy{.max_climb = 1});
  ASSERT_FALSE(verdict.valid);
  ASSERT_FALSE(verdict.findings.empty());
  EXPECT_EQ(verdict.findings[0].code, "ineligible");
  EXPECT_NE(verdict.findings[0].message.find(GetParam().reason), std::string::npos)
      << verdict.findings[0].message;
}

INSTANTIATE_TEST_SUITE_P(
    All, EachRule,
    ::testing::Values(RuleCase{"pinned_never", {}, {}, true},
                      RuleCase{"out_of_scope", {{"community", "East"}}, {{"scope", "West"}}},
                      RuleCase{
                          "out_of_scope", {{"community", "East"}}, {{"community", "West/One"}}},
                      RuleCase{"not_accepted", {{"accepts", "wish; milk"}}, {{"kind", "post"}}},
                      RuleCase{"no_skill", {{"skills", "driver"}}, {{"skills", "driver; medic"}}},
                      RuleCase{"level_too_low", {{"skills", "medic:2"}}, {{"skills", "medic:3"}}},
                      RuleCase{"expired", {{"skills", "medic@2026-10-04"}}, {{"skills", "medic"}}},
                      RuleCase{"not_free", {{"free", "Mon-Fri 09:00-10:59"}}, {}},
                      RuleCase{"too_far", {{"max_km", "2.9"}}, {}},
                      RuleCase{"too_far", {{"max_km", "9"}}, {{"max_km", "2.9"}}},
                      RuleCase{"limit_zero", {{"max_services", "0"}}, {}},
                      RuleCase{"limit_zero", {{"max_hours_per_day", "1.9"}}, {}}));

TEST(Rows, WithoutARoleGoWhereTheyFitCheapest) {
  AsciiTown town("A1B");
  town.member("A", {{"skills", "medic:3"}}).member("B", {{"skills", "medic"}});
  town.need(
      "1", {{"roles", "1 medic; 1 *"}, {"start", "2026-10-05 09:00"}, {"end", "2026-10-05 11:00"}});
  const Problem problem = town.problem();
  const Policy policy{.cost_per_spare_level = 150, .fairness = 0};
  const std::vector<PlanRow> rows{{"1", "A", ""}, {"1", "B", ""}};
  const Verdict verdict = check_plan(problem, rows, policy);
  EXPECT_TRUE(verdict.valid) << all_of(verdict);
  EXPECT_EQ(verdict.objective, 2000);  // B as medic: two levels of A would be to spare
}

}  // namespace tamper_test
}  // namespace turnout
