// Each hard rule by an example at its edge, each part of the cost by hand, and the two counts.
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/eligibility/rules.hpp>
#include <turnout/model/error.hpp>

#include "support/scattered_problems.hpp"
#include "support/text_table.hpp"

namespace rules_test {

using namespace turnout;
using namespace turnout::testing;

/// One need and one member, on a Monday from 9 to 11, and what the pair breaks and costs.
struct OnePair {
  Cells need = {}, member = {};
  Policy policy = {};
  Tables more = {};

  [[nodiscard]] Rules rules() const {
    Tables tables = more;
    Cells n{{"need_id", "N"}, {"start", "2026-10-05 09:00"}, {"end", "2026-10-05 11:00"}};
    for (const auto& [column, cell] : need) n[column] = cell;
    if (!n.contains("roles")) n["seats"] = "1";
    Cells m{{"member_id", "M"}};
    for (const auto& [column, cell] : member) m[column] = cell;
    tables.needs = text_table("needs", {n});
    tables.members = text_table("members", {m});
    return Rules(make_problem(tables), policy);
  }
  [[nodiscard]] std::string broken() const {
    const FailedRules failed = rules().failed(RoleId{}, MemberId{});
    std::string text;
    for (std::size_t rule = 0; rule < reason_count; ++rule)
      if ((failed >> rule & 1U) != 0)
        text += (text.empty() ? "" : " ") + std::string(to_string(static_cast<Reason>(rule)));
    return text;
  }
  [[nodiscard]] CostParts cost() const { return rules().cost(RoleId{}, MemberId{}).parts; }
};

std::string broken(const Cells& need, const Cells& member, const Policy& policy = {}) {
  return OnePair{need, member, policy}.broken();
}
CostParts cost(const Cells& need, const Cells& member, const Policy& policy = {}) {
  return OnePair{need, member, policy}.cost();
}

TEST(Rules, SkillLevelAndValidity) {
  const Cells asked{{"skills", "medic:3"}};
  EXPECT_EQ(broken(asked, {}), "no_skill");
  EXPECT_EQ(broken(asked, {{"skills", "medic:2"}}), "level_too_low");
  EXPECT_EQ(broken(asked, {{"skills", "medic:3"}}), "");
  EXPECT_EQ(broken(asked, {{"skills", "medic:3@2026-10-04"}}), "expired");
  EXPECT_EQ(broken(asked, {{"skills", "medic:3@2026-10-05"}}), "");
  EXPECT_EQ(broken(asked, {{"skills", "medic:2@2026-10-04"}}), "level_too_low");
  // Until midnight is still that day; a minute more is the next.
  EXPECT_EQ(
      broken({{"skills", "medic"}, {"end", "2026-10-06 00:00"}}, {{"skills", "medic@2026-10-05"}}),
      "");
  EXPECT_EQ(
      broken({{"skills", "medic"}, {"end", "2026-10-06 00:01"}}, {{"skills", "medic@2026-10-05"}}),
      "expired");
  EXPECT_EQ(broken({{"skills", "medic; driver"}}, {{"skills", "medic@2026-01-01"}}),
            "no_skill expired");
}

TEST(Rules, FreeForTheWholeService) {
  const auto with = [](const char* free) { return broken({}, {{"free", free}}); };
  EXPECT_EQ(with("Mon 09:00-11:00"), "");
  EXPECT_EQ(with("Mon 09:00-10:59"), "not_free");
  EXPECT_EQ(with("Mon 08:00-10:00; Mon 10:00-12:00"), "");
  EXPECT_EQ(with("Mon 08:00-10:00; Mon 10:01-12:00"), "not_free");
  EXPECT_EQ(with("Mon 00:00-24:00; not 2026-10-05"), "not_free");
  EXPECT_EQ(with(""), "not_free");
}

TEST(Rules, TheSmallestLimitOfDistanceHolds) {
  // 1,111.95 m apart.
  const auto with = [](const char* of_need, const char* of_member, std::optional<double> within) {
    return broken({{"lat", "39.90"}, {"lon", "116"}, {"max_km", of_need}},
                  {{"lat", "39.91"}, {"lon", "116"}, {"max_km", of_member}}, {.within_km = within});
  };
  EXPECT_EQ(with("", "", 1.2), "");
  EXPECT_EQ(with("", "", 1.1), "too_far");
  EXPECT_EQ(with("", "", {}), "");
  EXPECT_EQ(with("2", "1", {}), "too_far");
  EXPECT_EQ(with("1", "2", {}), "too_far");
  EXPECT_EQ(with("", "2", 1.0), "") << "the policy's is for pairs in which nobody has one";
  EXPECT_EQ(with("2", "", 1.0), "");
  const Cells place{{"lat", "39.9"}, {"lon", "116"}};
  EXPECT_EQ(broken(place, {}, {.within_km = 0}), "") << "no place, no distance";
  EXPECT_EQ(broken(place, place, {.within_km = 0}), "") << "limits are inclusive";
}

TEST(Rules, ScopeClimbAndWhatIsAccepted) {
  const Cells west{{"community", "West"}};
  EXPECT_EQ(broken({{"scope", "East"}}, west), "out_of_scope");
  EXPECT_EQ(broken({{"scope", "East"}}, {{"community", "East/One"}}), "");
  EXPECT_EQ(broken({{"scope", "East"}}, {}), "out_of_scope");
  EXPECT_EQ(broken({{"community", "East/One"}}, west, {.max_climb = 1}), "out_of_scope");
  EXPECT_EQ(broken({{"community", "East/One"}}, west, {.max_climb = 2}), "");
  const Cells picky{{"accepts", "post; milk"}};
  EXPECT_EQ(broken({{"kind", "wish"}, {"item", "milk"}}, picky), "");
  EXPECT_EQ(broken({{"kind", "post"}, {"item", "tea"}}, picky), "");
  EXPECT_EQ(broken({{"kind", "wish"}, {"item", "tea"}}, picky), "not_accepted");
  EXPECT_EQ(broken({}, picky), "not_accepted");
}

TEST(Rules, ALimitThatLeavesNoRoomForOne) {
  for (const char* column : {"max_services", "max_per_day", "max_per_week"}) {
    EXPECT_EQ(broken({}, {{column, "0"}}), "limit_zero") << column;
    EXPECT_EQ(broken({}, {{column, "1"}}), "") << column;
  }
  for (const char* column : {"max_hours", "max_hours_per_day", "max_hours_per_week"}) {
    EXPECT_EQ(broken({}, {{column, "1.99"}}), "limit_zero") << column;
    EXPECT_EQ(broken({}, {{column, "2"}}), "") << column;
  }
  EXPECT_EQ(broken({}, {}, {.max_per_day = 0}), "limit_zero");
  EXPECT_EQ(broken({}, {{"max_per_day", "1"}}, {.max_per_day = 0}), "")
      << "the member's own limit goes before the policy's";
}

TEST(Rules, PinsOfOneRole) {
  const Cells pin{{"need_id", "N"}, {"member_id", "M"}, {"kind", "never"}};
  Cells of_role = pin;
  of_role["role"] = "*";
  Tables never;
  never.pins = text_table("pins", {of_role});
  const Rules rules =
      OnePair{{{"roles", "1 *; 1 driver"}}, {{"skills", "driver"}}, {}, never}.rules();
  EXPECT_EQ(rules.failed(make_id<RoleId>(0), MemberId{}), bit(Reason::pinned_never));
  EXPECT_EQ(rules.failed(make_id<RoleId>(1), MemberId{}), 0U);
  never.pins = text_table("pins", {pin});
  EXPECT_EQ((OnePair{{}, {}, {}, never}.broken()), "pinned_never");
}

TEST(Rules, CostByItsParts) {
  const Cells home{{"lat", "39.91"}, {"lon", "116"}};
  const Cells there{{"lat", "39.90"}, {"lon", "116"}};
  EXPECT_EQ(cost(there, home), (CostParts{.distance = 1112}));
  EXPECT_EQ(cost(there, home, {.cost_per_km = 1.5}), (CostParts{.distance = 2}));
  EXPECT_EQ(cost(there, {}), CostParts{});
  EXPECT_EQ(cost({{"community", "East/One"}}, {{"community", "East/Two"}}),
            (CostParts{.climb = 2000}));
  EXPECT_EQ(cost({{"skills", "medic:2; driver"}}, {{"skills", "medic:5; driver:2"}}),
            (CostParts{.spare = 4 * 150}));
  const Policy idle{.idle_skill = {{"driver", 400}, {"medic", 900}, {"unheld", 7}}};
  EXPECT_EQ(cost({}, {{"skills", "medic; driver"}}, idle), (CostParts{.idle = 900}));
  EXPECT_EQ(cost({{"skills", "medic"}}, {{"skills", "medic; driver"}}, idle),
            (CostParts{.idle = 400}));
  EXPECT_EQ(cost({}, {{"skills", "medic@2026-10-04"}}, idle), CostParts{})
      << "what has expired does not lie idle";
  const Cells likes{{"likes", "chess"}};
  EXPECT_EQ(cost({{"kind", "post"}}, likes), (CostParts{.preference = 500}));
  EXPECT_EQ(cost({{"kind", "post"}, {"item", "chess"}}, likes), CostParts{});
}

TEST(Rules, ContinuityAsksTheSeriesThenThePlace) {
  Tables past;
  past.history = text_table(
      "history",
      {{{"member_id", "M"}, {"start", "2026-09-01 09:00"}, {"series", "s1"}, {"place", "Hall"}}});
  const auto continuity = [&](Cells need) {
    need["kind"] = "pairing";
    return OnePair{need, {}, {}, past}.cost().continuity;
  };
  EXPECT_EQ(continuity({{"series", "s1"}}), 0);
  EXPECT_EQ(continuity({{"series", "s2"}}), 2000);
  EXPECT_EQ(continuity({{"series", "s2"}, {"place", "Hall"}}), 2000) << "a series goes before";
  EXPECT_EQ(continuity({{"place", "Hall"}}), 0);
  EXPECT_EQ(continuity({{"place", "Park"}}), 2000);
  EXPECT_EQ(continuity({}), 0) << "nothing to be known by";
}

TEST(Rules, APolicyOutOfRangeIsRefused) {
  const OnePair pair{.policy = {.fairness = -1}};
  EXPECT_THROW(static_cast<void>(pair.rules()), InputError);
}

TEST(Rules, TwoCountsOfEachRule) {
  std::size_t counted = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const ScatteredProblem scattered = scattered_problem(seed, 50, 8);
    const Rules rules(scattered.problem(), scattered.policy);
    const Problem& p = rules.problem();
    for (std::size_t r = 0; r < p.roles().size(); ++r) {
      const auto role = make_id<RoleId>(r);
      RuleCounts plain;
      plain.members = static_cast<std::uint32_t>(p.members().size());
      for (std::size_t m = 0; m < p.members().size(); ++m) {
        const FailedRules failed = rules.failed(role, make_id<MemberId>(m));
        for (std::size_t rule = 0; rule < eligibility_rules; ++rule) {
          bool left = true, dropped = true;
          for (std::size_t other = 0; other < eligibility_rules; ++other) {
            const bool breaks = (failed >> other & 1U) != 0;
            if (breaks && other <= rule) left = false;
            if (breaks && other != rule) dropped = false;
          }
          plain.left[rule] += left ? 1 : 0;
          plain.if_dropped[rule] += dropped ? 1 : 0;
        }
      }
      ASSERT_EQ(count_rules(rules, role), plain) << seed;
      const NeedId need = p.need_of(role);
      const std::size_t of_need = r - p.needs().first_role[index(need)];
      ASSERT_EQ(count_rules(rules, need)[of_need], plain) << seed;
      ++counted;
    }
  }
  EXPECT_GT(counted, 400U);
}

}  // namespace rules_test
