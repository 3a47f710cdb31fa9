// The policy: the contract's defaults, what is out of range, and the words for it.
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/error.hpp>
#include <turnout/model/plan.hpp>
#include <turnout/model/policy.hpp>

namespace policy_test {

using namespace turnout;

TEST(Policy, DefaultsOfTheContract) {
  const Policy p;
  EXPECT_EQ(p.within_km, 5.0);
  EXPECT_EQ(p.max_per_day, 1);
  for (const auto& none : {p.max_per_week, p.max_services, p.max_climb, p.continuity, p.tie_seed})
    EXPECT_FALSE(none);
  for (const auto& none : {p.max_hours, p.max_hours_per_day, p.max_hours_per_week, p.travel_kmh})
    EXPECT_FALSE(none);
  EXPECT_EQ(p.rest_hours, 0);
  EXPECT_EQ(p.cost_per_km, 1000);
  EXPECT_EQ(p.cost_per_climb, 2000);
  EXPECT_EQ(p.cost_per_spare_level, 150);
  EXPECT_TRUE(p.idle_skill.empty());
  EXPECT_EQ(p.preference, 500);
  EXPECT_EQ(p.unfilled_cost,
            (std::array<std::int64_t, 5>{1'000'000, 2'000'000, 4'000'000, 8'000'000, 16'000'000}));
  EXPECT_EQ(p.min_seats_weight, 4);
  EXPECT_EQ(p.fairness, 300);
  EXPECT_EQ(p.history_days, 182);
  EXPECT_EQ(p.min_services_cost, 20'000);
  EXPECT_NO_THROW(check_policy(p));
}

TEST(Policy, ContinuityIsForPairingsUnlessSaid) {
  EXPECT_EQ(continuity_cost({}, "pairing"), 2000);
  EXPECT_EQ(continuity_cost({}, "post"), 0);
  EXPECT_EQ(continuity_cost({}, ""), 0);
  EXPECT_EQ(continuity_cost({.continuity = 700}, "pairing"), 700);
  EXPECT_EQ(continuity_cost({.continuity = 700}, "post"), 700);
  EXPECT_EQ(continuity_cost({.continuity = 0}, "pairing"), 0);
}

std::vector<Issue> issues_of(const Policy& policy) {
  try {
    check_policy(policy);
  } catch (const InputError& error) {
    return error.issues();
  }
  return {};
}

TEST(Policy, EveryFieldOutOfRangeIsNamed) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Policy p{.within_km = nan,
           .max_per_day = -1,
           .max_per_week = -1,
           .max_services = -1,
           .max_hours = -0.1,
           .max_hours_per_day = nan,
           .max_hours_per_week = infinity,
           .rest_hours = -1,
           .travel_kmh = 0,
           .max_climb = -1,
           .cost_per_km = infinity,
           .cost_per_climb = -1,
           .cost_per_spare_level = std::int64_t{1} << 60U,
           .idle_skill = {{"medic", -1}},
           .preference = -1,
           .continuity = -1,
           .unfilled_cost = {-1, 0, 0, 0, std::int64_t{1} << 60U},
           .min_seats_weight = 0,
           .fairness = -1,
           .history_days = -1,
           .min_services_cost = -1};
  const std::vector<Issue> issues = issues_of(p);
  std::vector<std::string> fields;
  for (const Issue& issue : issues) {
    EXPECT_EQ(issue.table, "policy");
    EXPECT_FALSE(issue.remedy.empty());
    fields.push_back(issue.column);
  }
  EXPECT_EQ(fields, (std::vector<std::string>{"within_km",
                                              "max_per_day",
                                              "max_per_week",
                                              "max_services",
                                              "max_hours",
                                              "max_hours_per_day",
                                              "max_hours_per_week",
                                              "rest_hours",
                                              "travel_kmh",
                                              "max_climb",
                                              "cost_per_km",
                                              "cost_per_climb",
                                              "cost_per_spare_level",
                                              "idle_skill.medic",
                                              "preference",
                                              "continuity",
                                              "unfilled_cost.1",
                                              "unfilled_cost.5",
                                              "min_seats_weight",
                                              "fairness",
                                              "history_days",
                                              "min_services_cost"}));
}

TEST(Policy, ZeroIsAllowedWhereItHasAMeaning) {
  EXPECT_TRUE(issues_of({.within_km = 0,
                         .max_per_day = 0,
                         .max_services = 0,
                         .max_hours = 0,
                         .cost_per_km = 0,
                         .cost_per_climb = 0,
                         .unfilled_cost = {0, 0, 0, 0, 0},
                         .fairness = 0,
                         .history_days = 0})
                  .empty());
  EXPECT_TRUE(issues_of({.within_km = {}, .tie_seed = -5}).empty());
}

TEST(Policy, WordsNameEveryDefault) {
  EXPECT_EQ(
      in_words({}),
      "within 5 km, at most 1 a day; a kilometre costs 1000 m, a branch to climb 2 km, a "
      "spare skill level 150 m, an unloved task 500 m, a new face 2 km in a pairing; an empty "
      "seat 1 000 km, 2 000 km, 4 000 km, 8 000 km, 16 000 km by priority 1 to 5, below "
      "min_seats 4 times; fairness 300 m over 182 days of history; a service short of "
      "min_services 20 km");
  const std::string words = in_words({.within_km = {},
                                      .max_per_day = {},
                                      .max_hours = 7.5,
                                      .rest_hours = 11,
                                      .travel_kmh = 4.5,
                                      .max_climb = 2,
                                      .idle_skill = {{"doctor", 5000}},
                                      .continuity = 700,
                                      .tie_seed = 7});
  for (const char* part :
       {"no distance limit", "at most 7.5 hours", "11 h of rest", "travel at 4.5 km/h",
        "at most 2 branches to climb", "an idle doctor 5 km", "a new face 700 m;", "tie seed 7"})
    EXPECT_NE(words.find(part), std::string::npos) << part << "\n" << words;
  EXPECT_EQ(words.find("a day"), std::string::npos) << words;
}

}  // namespace policy_test
