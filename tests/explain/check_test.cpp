#include <gtest/gtest.h>

#include <turnout/explain/check.hpp>
#include <turnout/solve/solve.hpp>

#include "support/ascii_town.hpp"
#include "support/small_problems.hpp"

namespace turnout::testing {
namespace check_test {

constexpr const char* always = "Mon-Sun 00:00-24:00";

/// A member of whom nothing is odd: home, skills and free time are stated.
Cells member(Cells more = {}) {
  more.try_emplace("skills", "");
  more.try_emplace("free", always);
  return more;
}
Cells need(const std::string& start = "09:00", Cells more = {}) {
  more["start"] = "2026-10-01 " + start;
  more["end"] = "2026-10-01 23:00";
  return more;
}

std::vector<Issue> findings(const AsciiTown& town, const Policy& policy = {}) {
  return check(town.problem(), policy);
}

/// The only finding of this code.
Issue only(const std::vector<Issue>& all, std::string_view code) {
  Issue found;
  std::size_t count = 0;
  for (const Issue& issue : all)
    if (issue.code == code) found = issue, ++count;
  EXPECT_EQ(count, 1U) << code;
  return found;
}

std::vector<std::string> codes(const std::vector<Issue>& all) {
  std::vector<std::string> codes;
  for (const Issue& issue : all) codes.push_back(issue.code);
  return codes;
}

TEST(Check, OfGoodDataFindsNothing) {
  AsciiTown town("A-1-B");
  town.member("A", member({{"skills", "medic"}})).member("B", member());
  town.need("1", need("09:00", {{"skills", "medic"}}));
  EXPECT_EQ(codes(findings(town)), std::vector<std::string>{"member_without_need"});
  town.need("10", need("19:00"));
  EXPECT_TRUE(findings(town).empty());
}

TEST(Check, SaysWhatAbsentColumnsMean) {
  const Tables tables{.members = text_table("members.csv", {{{"member_id", "M1"}}}),
                      .needs = text_table("needs.csv", {{{"need_id", "N1"},
                                                         {"start", "2026-10-01 09:00"},
                                                         {"end", "2026-10-01 10:00"},
                                                         {"seats", "1"}}})};
  const std::vector<Issue> all = check(make_problem(tables));
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(to_string(all[0]),
            "members.csv, free: not in the table: everyone is always free; add it if that is not "
            "what you mean");
  EXPECT_EQ(all[1].column, "lat, lon");
  EXPECT_EQ(all[2].message, "not in the table: nobody holds any skill");
  EXPECT_EQ(all[3].table, "needs.csv");
  for (const Issue& issue : all) EXPECT_EQ(severity(issue.code), "note");
}

TEST(Check, PassesOnTheWarningsOfTheProblem) {
  AsciiTown town("A-1");
  town.member("A", member()).need("1", need("09:00", {{"priorty", "5"}}));
  const Issue found = only(findings(town), "unknown_column");
  EXPECT_EQ(found.column, "priorty");
  EXPECT_EQ(severity(found.code), "warning");
}

TEST(Check, RolesThatNobodyOrTooFewCanFillSayTheRule) {
  AsciiTown town("A-B-1-------2");
  town.member("A", member({{"skills", "medic"}})).member("B", member());
  town.need("1", need("09:00", {{"roles", "2 medic; 1 medic:2; 1 *"}}));
  town.need("2", need("09:00", {{"seats", "2"}}));
  const std::vector<Issue> all = findings(town);
  EXPECT_EQ(codes(all),
            (std::vector<std::string>{"nobody_eligible", "too_few_eligible", "nobody_eligible"}));
  EXPECT_EQ(all[0].value, "medic:2");
  EXPECT_EQ(all[0].row, 0);
  EXPECT_EQ(all[0].column, "roles");
  EXPECT_EQ(all[0].message,
            "need 1 as medic:2: nobody qualifies for 1 seat; the rule `level_too_low` leaves 0 of "
            "1 member, 1 would qualify if any level would do");
  EXPECT_EQ(all[1].value, "medic");
  EXPECT_EQ(all[1].message,
            "need 1 as medic: 1 qualifies for 2 seats; the rule `no_skill` leaves 1 of 2 members, "
            "2 would qualify if the skill were not asked");
  EXPECT_EQ(all[2].column, "max_km");
  EXPECT_EQ(all[2].message,
            "need 2: nobody qualifies for 2 seats; the rule `too_far` leaves 0 of 2 members, 2 "
            "would qualify if distance were no matter");
}

TEST(Check, SkillsUnderTwoNames) {
  AsciiTown town("A-1-B-2");
  town.member("A", member({{"skills", "first-aid; piano"}})).member("B", member());
  town.need("1", need("09:00", {{"roles", "1 *; 1 first_aid"}}));
  town.need("2", need("09:00", {{"roles", "1 *; 1 surgery"}}));
  Policy policy;
  policy.idle_skill = {{"pinao", 900}, {"piano", 900}};
  const std::vector<Issue> all = findings(town, policy);
  std::vector<Issue> not_held;
  for (const Issue& issue : all)
    if (issue.code == "skill_not_held") not_held.push_back(issue);
  ASSERT_EQ(not_held.size(), 2U);
  EXPECT_EQ(not_held[0].value, "first_aid");
  EXPECT_EQ(not_held[0].remedy, "did you mean `first-aid`?");
  EXPECT_EQ(not_held[1].row, 1);
  EXPECT_EQ(not_held[1].message, "1 need asks for it, and no member holds it");
  EXPECT_EQ(only(all, "skill_not_asked").message,
            "2 skills that members hold and no need asks: first-aid, piano");
  const Issue idle = only(all, "idle_skill_not_held");
  EXPECT_EQ(idle.table, "policy");
  EXPECT_EQ(idle.value, "pinao");
  EXPECT_EQ(idle.remedy, "did you mean `piano`?");
  EXPECT_EQ(all.back(), idle);
}

TEST(Check, BranchesInWhichNobodyLives) {
  AsciiTown town("A-1-2-3");
  town.member("A", member({{"community", "East/One"}}));
  town.need("1", need("09:00", {{"community", "East"}, {"scope", "East"}}));
  town.need("2", need("09:00", {{"community", "West/One"}, {"scope", "West"}}));
  town.need("3", need("09:00", {{"community", "West/Two"}, {"scope", "West"}}));
  const std::vector<Issue> all = findings(town);
  const Issue scope = only(all, "scope_without_member");
  EXPECT_EQ(scope.value, "West");
  EXPECT_EQ(scope.row, 1);
  EXPECT_EQ(scope.message, "no member belongs to it, so nobody can serve its 2 needs");
  EXPECT_EQ(only(all, "community_without_member").message,
            "no member belongs to 2 communities of the needs: West/One, West/Two");
}

TEST(Check, MembersWithoutNeedsAreOneLine) {
  AsciiTown town("A-1");
  town.member("A", member({{"min_services", "2"}})).need("1", need());
  for (const char* id : {"x1", "x2", "x3", "x4", "x5"})
    town.member(id, member({{"max_services", "0"}}));
  const std::vector<Issue> all = findings(town);
  EXPECT_EQ(only(all, "member_without_need").message,
            "5 members of 6 can serve no need: x1, x2, x3 and 2 more");
  const Issue least = only(all, "min_services_too_many");
  EXPECT_EQ(least.row, 0);
  EXPECT_EQ(least.message, "more than the needs that the member can serve, for 1 member: A");
}

TEST(Check, HistoryOfOthers) {
  AsciiTown town("A-1");
  town.member("A", member()).need("1", need());
  for (const char* id : {"A", "Z", "Y", "Z"})
    town.history({{"member_id", id}, {"start", "2026-09-01 09:00"}});
  const Issue found = only(findings(town), "history_unknown_member");
  EXPECT_EQ(found.row, 1);
  EXPECT_EQ(found.value, "Z");
  EXPECT_EQ(found.message, "3 services are of members not on the roster, and count for nobody");
}

TEST(Check, PinsInVainSayWhatOverrulesThem) {
  AsciiTown town("A-B-1---2");
  town.member("A", member()).member("B", member());
  town.need("1", need("09:00")).need("2", need("10:00"));
  town.pin("2", "A", "must").pin("1", "B", "must").pin("2", "B", "never");
  const Issue far = only(findings(town), "must_cannot_bind");
  EXPECT_EQ(far.table, "pins");
  EXPECT_EQ(far.row, 0);
  EXPECT_EQ(far.message,
            "A cannot serve 2: A lives 8.00 km away, 3.00 km above the limit of 5.00 km");
  AsciiTown both("A-1-2");
  both.member("A", member()).need("1", need("09:00")).need("2", need("10:00"));
  both.pin("2", "A", "must").pin("1", "A", "must");
  const Issue second = only(findings(both), "must_cannot_bind");
  EXPECT_EQ(second.row, 0);
  EXPECT_EQ(second.message, "other pins of kind must leave no room for it");
}

TEST(Check, NeedsEnteredTwice) {
  AsciiTown town("A-1--2");
  town.member("A", member());
  town.need("1", need("09:00", {{"title", "Tai chi"}}));
  town.need("12", need("09:00", {{"title", "Tai chi"}}));
  town.need("13", need("09:00", {{"title", "Choir"}}));
  town.need("14", need("10:00", {{"title", "Tai chi"}}));
  town.need("15", need("09:00", {{"title", "Tai chi"}, {"seats", "2"}}));
  town.need("2", need("09:00", {{"title", "Tai chi"}}));
  const Issue found = only(findings(town), "duplicate_need");
  EXPECT_EQ(found.value, "12");
  EXPECT_EQ(found.row, 1);
  EXPECT_EQ(found.message, "same time, place, roles and text as 1");
}

TEST(Check, OfNothingAndOfABadPolicy) {
  AsciiTown town("A-1");
  town.member("A", member()).need("1", need());
  Policy bad;
  bad.fairness = -1;
  EXPECT_THROW((void)findings(town, bad), InputError);
}

TEST(Check, NobodyEligibleMeansThatEveryPlanLeavesTheRoleEmpty) {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    const SmallProblem small = small_problem(seed);
    const Problem problem = small.problem();
    const std::vector<Issue> all = check(problem, small.policy);
    EXPECT_EQ(all, check(problem, small.policy));
    const Plan plan = solve(problem, {.policy = small.policy, .threads = 1});
    for (const Issue& issue : all) {
      EXPECT_FALSE(issue.message.empty());
      EXPECT_FALSE(issue.remedy.empty());
      if (issue.code != "nobody_eligible") continue;
      const bool empty = std::ranges::any_of(plan.unfilled(), [&](const Unfilled& u) {
        return problem.text(u.role) == issue.value &&
               problem.tables().needs.label(problem.needs().row[index(u.need)]) == issue.row &&
               u.short_by == problem.roles().seats[index(u.role)];
      });
      EXPECT_TRUE(empty) << "seed " << seed << ": " << to_string(issue);
    }
  }
}

}  // namespace check_test
}  // namespace turnout::testing
