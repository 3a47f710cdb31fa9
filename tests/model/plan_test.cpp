// A plan in words and figures: the summary, loads, the gap, and when two plans are one.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/plan.hpp>

#include "support/bad_input.hpp"

namespace plan_test {

using namespace turnout;
using namespace turnout::testing;

Problem street() {
  return problem_of({.needs = "need_id,start,end,seats,min_seats\n"
                              "N1,2026-10-05 09:00,2026-10-05 11:00,2,1\n"
                              "N2,2026-10-06 09:00,2026-10-06 10:30,1,\n",
                     .members = "member_id,served,min_services\nM1,2,\nM2,,\nM3,,2\n"});
}

/// M1 at both needs, by hand.
PlanData by_hand() {
  PlanData data;
  data.assignments = {{make_id<NeedId>(0), make_id<RoleId>(0), make_id<MemberId>(0), 1200},
                      {make_id<NeedId>(1), make_id<RoleId>(1), make_id<MemberId>(0), 300}};
  data.km = {1.2, 0.3};
  data.parts = {{.distance = 1200}, {.distance = 300}};
  data.unfilled = {{make_id<NeedId>(0), make_id<RoleId>(0), 1, 0, 4'000'000, Reason::not_worth_it}};
  data.counts.resize(1);
  data.terms = {.distance = 1500, .unfilled = 4'000'000, .fairness = 3600, .min_services = 40'000};
  data.objective = data.terms.total();
  data.bound = data.objective;
  data.prices = {4'000'000, 4'000'000};
  data.status = Status::optimal;
  return data;
}

TEST(Plan, LoadsAddUpTheServices) {
  const Plan plan(street(), by_hand());
  const std::vector<MemberLoad> loads = plan.loads();
  ASSERT_EQ(loads.size(), 3U);
  // f((h + k)^2 - h^2) with f 300, h 2, k 2: 300 x 12.
  EXPECT_EQ(loads[0], (MemberLoad{make_id<MemberId>(0), 2, 12'600, 2, 3600}));
  EXPECT_EQ(loads[1], (MemberLoad{make_id<MemberId>(1), 0, 0, 0, 0}));
  EXPECT_EQ(loads[2], (MemberLoad{make_id<MemberId>(2), 0, 0, 0, 40'000}));
}

TEST(Plan, FiguresOfTheWhole) {
  const Plan plan(street(), by_hand());
  EXPECT_EQ(plan.seats(), 3);
  EXPECT_EQ(plan.filled(), 2);
  EXPECT_EQ(plan.gap_metres(), 0);
  EXPECT_EQ(plan.gap(), 0);
  EXPECT_EQ(plan.proof(), "no plan is cheaper, by the stated costs");
  PlanData data = by_hand();
  data.bound = data.objective - 3000;
  EXPECT_EQ(Plan(street(), data).proof(),
            "no plan is better by more than 3 km, by the stated costs");
  EXPECT_DOUBLE_EQ(Plan(street(), data).gap(), 3000.0 / 4'045'100);
  data.bound = data.objective - 350;
  EXPECT_NE(Plan(street(), data).proof().find("more than 350 m,"), std::string::npos);
  data.bound = data.objective - 12'449;
  EXPECT_NE(Plan(street(), data).proof().find("more than 12.5 km,"), std::string::npos);
  data.objective = 0;
  data.bound = -7;
  EXPECT_EQ(Plan(street(), data).gap(), 7) << "a small objective does not inflate the gap";
}

TEST(Plan, SummaryInWords) {
  PlanData data = by_hand();
  data.most_seats = MostSeats{2, 3, {0, 0}};
  data.inexact = {{"overlap", 1'234}, {"together", 1}};
  data.bound_leaves_out = {"hours"};
  data.times = {{"flow", 0.25}, {"bound", 0.5}};
  const std::string text = Plan(street(), data).summary();
  for (const char* line :
       {"filled 2 of 3 seats in 2 needs; no plan is cheaper, by the stated costs\n",
        "1 member serves of 3; 1.5 km in all, 0.75 km a service\n",
        "status optimal; objective 4 045 100 m, bound 4 045 100 m, gap 0 %\n",
        "no plan fills more than 3 seats\n", "not one flow: overlap for 1 234 members\n",
        "not one flow: together for 1 need\n", "the bound leaves out: hours\n",
        "empty seats by reason: not_worth_it 1\n", "policy: within 5 km, at most 1 a day;",
        "time: flow 0.25 s, bound 0.5 s, in all 0.75 s\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
  data.most_seats->at_most = 2;
  EXPECT_NE(Plan(street(), data).summary().find("no plan fills more seats\n"), std::string::npos);
}

TEST(Plan, SummaryOfNothing) {
  const Problem none = problem_of({.needs = "need_id,start,end,seats\n", .members = "member_id\n"});
  const std::string text = Plan(none, {}).summary();
  EXPECT_NE(text.find("filled 0 of 0 seats in 0 needs"), std::string::npos) << text;
  EXPECT_EQ(text.find("km a service"), std::string::npos) << text;
  EXPECT_EQ(text.find("nan"), std::string::npos) << text;
}

TEST(Plan, EqualButForTheTimes) {
  PlanData data = by_hand();
  const Plan plan(street(), data);
  data.times = {{"flow", 1}};
  EXPECT_EQ(plan, Plan(street(), data));
  EXPECT_EQ(plan_sha256(plan), plan_sha256(Plan(street(), data)));
  data.prices[0] += 1;
  EXPECT_FALSE(plan == Plan(street(), data));
  data.assignments.pop_back();
  EXPECT_NE(plan_sha256(plan), plan_sha256(Plan(street(), data)));
}

}  // namespace plan_test
