#include <gtest/gtest.h>

#include <turnout/explain/detail/words.ipp>
#include <turnout/explain/message.hpp>

#include "support/hand_plan.hpp"

namespace turnout::testing {
namespace message_test {

std::string sentence(Reason reason, const std::string& need = "N3", std::int32_t short_by = 2) {
  const Plan plan = hand_plan(small_town(), {}, {{need, "*", short_by, reason}});
  return message(plan, plan.unfilled().front());
}

TEST(Message, SaysBothCountsOfTheRule) {
  EXPECT_EQ(sentence(Reason::no_skill),
            "Too few members have what is asked for: driver. 6 members are left for 2 seats. If it "
            "were not asked, 14 could serve.");
  EXPECT_EQ(sentence(Reason::limit_zero),
            "The limits of too many members leave no room even for this one service. 1 member is "
            "left for 2 seats. Without these limits, 19 could serve.");
}

TEST(Message, AmongTheEligibleSaysHowManyAndWhy) {
  EXPECT_EQ(sentence(Reason::clash),
            "1 member could serve, but they serve elsewhere at that time.");
  EXPECT_EQ(sentence(Reason::not_worth_it),
            "1 member could serve, but to fill a seat would cost more than to leave it empty "
            "(4,000,000 m).");
  EXPECT_EQ(sentence(Reason::must_pin),
            "A pin says that a member must serve here, and another hard rule forbids it.");
}

TEST(Message, EveryReasonHasASentenceAndAHeading) {
  for (std::size_t r = 0; r < reason_count; ++r) {
    const std::string text = sentence(static_cast<Reason>(r));
    EXPECT_GT(text.size(), 30U);
    EXPECT_EQ(text.back(), '.');
    EXPECT_EQ(text.find("  "), std::string::npos) << text;
    EXPECT_NE(in_words(static_cast<Reason>(r)), "unknown");
  }
}

TEST(Message, NamesTheLevelAndTheScope) {
  Tables tables = town_tables();
  tables.needs = text_table("needs", {{{"need_id", "N1"},
                                       {"start", "2026-10-01 09:00"},
                                       {"end", "2026-10-01 10:00"},
                                       {"roles", "3 medic:2+driver"},
                                       {"scope", "City/West"}}});
  const Problem problem = make_problem(tables);
  const auto say = [&](Reason reason) {
    const Plan plan = hand_plan(problem, {}, {{"N1", "medic:2+driver", 1, reason}});
    return message(plan, plan.unfilled().front());
  };
  EXPECT_NE(say(Reason::level_too_low).find("driver and medic (level 2 or above). 5 members"),
            std::string::npos);
  EXPECT_NE(say(Reason::out_of_scope).find("Only members of City/West may serve"),
            std::string::npos);
}

TEST(Message, OfSeatsThatAreNotInThePlanHasNoCounts) {
  const Plan plan = town_plan();
  Unfilled other = plan.unfilled().front();
  other.role = role_of(plan.problem(), "N1", "medic:2");
  EXPECT_EQ(message(plan, other), "Too few members live near enough.");
}

TEST(Message, NumbersAreGroupedByThousands) {
  EXPECT_EQ(turnout::detail::with_commas(0), "0");
  EXPECT_EQ(turnout::detail::with_commas(999), "999");
  EXPECT_EQ(turnout::detail::with_commas(1000), "1,000");
  EXPECT_EQ(turnout::detail::with_commas(-21737), "-21,737");
  EXPECT_EQ(turnout::detail::with_commas(-999), "-999");
  EXPECT_EQ(turnout::detail::with_commas(1234567890123), "1,234,567,890,123");
}

}  // namespace message_test
}  // namespace turnout::testing
