// What rules look at beside the length of a service: events, scores, ratings, what the member gave
// before, what was owed, who received; and what becomes known late.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/points/dry_run.hpp>
#include <turnout/points/standing.hpp>

#include "points/trees.hpp"
#include "support/text_table.hpp"

namespace scoring_test {

using namespace turnout;
using namespace turnout::testing;

struct Town {
  std::vector<Cells> services, events, members;
  ScoreOptions options{.period = "2026"};

  Services given() const {
    const Table none("services", {{"service_id", Column::text({})},
                                  {"member_id", Column::text({})},
                                  {"start", Column::text({})},
                                  {"end", Column::text({})}});
    return make_services(services.empty() ? none : text_table("services", services),
                         optional("members", members), {}, optional("events", events));
  }
  static Table optional(const char* name, const std::vector<Cells>& rows) {
    return rows.empty() ? Table() : text_table(name, rows);
  }
  Standing by(const Keys& book) const {
    return score(make_rulebook(book.tree()), given(), options);
  }
};

Cells service(const char* id, const char* member, const char* start, const char* hours) {
  return {{"service_id", id}, {"member_id", member}, {"start", start}, {"hours", hours}};
}
Cells event(const char* id, const char* account, const char* kind, const char* at) {
  return {{"event_id", id}, {"account", account}, {"kind", kind}, {"at", at}};
}
Cells with(Cells cells, const char* column, const char* value) {
  cells[column] = value;
  return cells;
}
double points(const Standing& standing, std::string_view member) {
  return static_cast<double>(
             standing.row_of(static_cast<std::uint32_t>(*standing.services().find_member(member)))
                 .period.earned) /
         1000;
}
std::string cell(const Table& table, const char* key, std::string_view id, const char* column) {
  for (std::size_t row = 0; row < table.rows(); ++row)
    if (table.find(key)->to_text(row) == id) return table.find(column)->to_text(row);
  return "no such row";
}
Keys tier(Keys ladder) {
  RuleTree::Array bands{Keys().add("id", "one").add("from", 1).tree(),
                        Keys().add("id", "two").add("from", 2).tree()};
  return ladder.add("id", "tier").add("bands", RuleTree{std::move(bands), 0});
}

TEST(Scoring, EventsBringTimesAmountsAndScores) {
  const Keys bands =
      Keys()
          .add("by", "score")
          .add("list", std::vector{Keys().add("from", 60).add("to", 80).add("points", 0.5),
                                   Keys().add("from", 80).add("to", 90).add("points", 1),
                                   Keys().add("from", 90).add("points", 1.5)});
  const Keys book = book_of({Keys()
                                 .add("id", "reading")
                                 .add("event", "reading")
                                 .add("quantity", "seconds")
                                 .add("rate", Keys().add("points", 1).add("per", 30))
                                 .add("round", Keys().add("step", 1))
                                 .add("caps", Keys().add("day", 2)),
                             Keys()
                                 .add("id", "quiz")
                                 .add("event", "quiz")
                                 .add("bands", bands)
                                 .add("caps", Keys().add("day", 3))});
  Town town;
  town.events = {
      with(with(event("e1", "A", "reading", "2026-01-05 08:00"), "quantity", "45"), "unit", "s"),
      with(with(event("e2", "A", "reading", "2026-01-05 09:00"), "quantity", "1.5"), "unit", "min"),
      with(event("q1", "A", "quiz", "2026-01-05 10:00"), "score", "59.9"),
      with(event("q2", "A", "quiz", "2026-01-05 11:00"), "score", "80"),
      with(event("q3", "A", "quiz", "2026-01-05 12:00"), "score", "100"),
      event("x", "B", "something else", "2026-01-05 12:00")};
  const Standing standing = town.by(book);
  EXPECT_EQ(points(standing, "A"), 1 + 1 + 1 + 1.5);  // the day's two of reading, then the quizzes
  EXPECT_EQ(points(standing, "B"), 0);
  EXPECT_EQ(cell(standing.entries(), "service_id", "q1", "reason"), "no_band");
  EXPECT_EQ(cell(standing.entries(), "service_id", "e2", "shaped"), "caps.day");
  EXPECT_EQ(cell(standing.entries(), "service_id", "x", "reason"), "no such row");
}

TEST(Scoring, GatesLookAtTheRatingAndAtWhatWasGivenBefore) {
  Keys good =
      Keys()
          .add("id", "good")
          .add("rate", 1)
          .add("gates",
               Keys()
                   .add("rating", Keys().add("least", 4).add("unrated", false))
                   .add("services", Keys().add("least", 1).add("span", "rolling").add("days", 10)));
  Keys any = Keys().add("id", "any").add("rate", 0);
  Town town;
  town.services = {with(service("s1", "A", "2026-01-01 09:00", "1"), "rating", "5"),
                   with(service("s2", "A", "2026-01-10 09:00", "1"), "rating", "4"),
                   with(service("s3", "A", "2026-01-19 09:00", "1"), "rating", "3"),
                   with(service("s4", "A", "2026-01-20 09:00", "1"), "rating", ""),
                   with(service("s5", "A", "2026-01-30 09:00", "1"), "rating", "5"),
                   with(service("s6", "A", "2026-02-08 09:00", "1"), "rating", "5")};
  const Table entries = town.by(book_of({good, any})).entries();
  const auto reason = [&](const std::string& id) {
    for (std::size_t row = 0; row < entries.rows(); ++row)
      if (entries.find("service_id")->to_text(row) == id &&
          entries.find("rule")->to_text(row) == "good")
        return entries.find("reason")->to_text(row);
    return std::string("none");
  };
  EXPECT_EQ(reason("s1"), "gate_closed");  // nothing in the ten days before
  EXPECT_EQ(reason("s2"), "");
  EXPECT_EQ(reason("s3"), "low_rating");
  EXPECT_EQ(reason("s4"), "not_rated");
  EXPECT_EQ(reason("s5"), "gate_closed");  // the 20th is no longer in (30 January - 10 days, ...]
  EXPECT_EQ(reason("s6"), "");
}

TEST(Scoring, WeeksCountThatLieWhollyInsideMembershipAndPeriod) {
  Keys book = book_of({Keys().add("id", "silent").add("missed", "log-in").add("rate", -1)});
  book.add("period", "quarter");
  book.add("obligations",
           std::vector{Keys().add("id", "log-in").add("event", "log-in").add("per", "week")});
  Town town;
  town.options.period = "2026Q1";
  town.members = {{{"member_id", "A"}, {"from", "2026-02-04"}, {"to", "2026-03-10"}, {"unit", "U"}},
                  {{"member_id", "B"}, {"from", ""}, {"to", ""}, {"unit", "U"}}};
  town.events = {event("e1", "A", "log-in", "2026-02-10 08:00"),
                 event("e2", "B", "log-in", "2026-01-05 08:00")};
  const Standing standing = town.by(book);
  // A, from 4 February to 10 March: the weeks of 9, 16 and 23 February and of 2 March; one is met.
  EXPECT_EQ(points(standing, "A"), -3);
  // B: 5 January to 29 March, twelve weeks, one met; the year's first days belong to no whole week.
  EXPECT_EQ(points(standing, "B"), -11);
  EXPECT_EQ(cell(standing.frame(), "member_id", "B", "log-in_missed"), "11");
  EXPECT_EQ(cell(standing.frame(), "member_id", "A", "log-in_met"), "1");
  const std::vector<UnitRow> units = standing.units();
  ASSERT_EQ(units.size(), 1U);
  EXPECT_EQ(units[0].members, 1);  // A has left by the end of the quarter
  EXPECT_EQ(units[0].share[0], 0);
}

TEST(Scoring, WhatWasDueIsMetByItsDeadline) {
  Keys book = book_of({Keys().add("id", "read").add("met", "notice").add("rate", 3),
                       Keys().add("id", "unread").add("missed", "notice").add("rate", -3)});
  book.add("obligations",
           std::vector{Keys().add("id", "notice").add("event", "read").add("due", "notice")});
  Town town;
  town.members = {{{"member_id", "A"}}, {{"member_id", "B"}}};
  town.events = {with(event("n1", "", "notice", "2026-01-05"), "until", "2026-01-31"),
                 with(event("n2", "", "notice", "2026-01-06"), "until", "2026-01-31"),
                 with(event("n3", "B", "notice", "2026-02-01"), "until", "2026-02-28"),
                 event("r1", "A", "read", "2026-01-20 10:00"),
                 with(event("r2", "B", "read", "2026-01-20 10:00"), "due", "n2"),
                 event("r3", "B", "read", "2026-03-01 10:00")};
  const Standing standing = town.by(book);
  EXPECT_EQ(points(standing, "A"), 3 - 3);
  EXPECT_EQ(points(standing, "B"), 3 - 3 - 3);  // n3 was read a day late
}

TEST(Scoring, VersionsHoldOnTheirDaysAndShareTheirCaps) {
  const auto rule = [](const char* version, int rate) {
    return Keys()
        .add("id", "service")
        .add("version", version)
        .add("rate", rate)
        .add("caps", Keys().add("year", 6));
  };
  Keys book = book_of({rule("old", 1), rule("new", 2)});
  book.add("versions", std::vector{Keys().add("id", "old").add("to", day_leaf("2026-06-30")),
                                   Keys().add("id", "new").add("from", day_leaf("2026-07-01"))});
  Town town;
  for (const char* day : {"2026-06-29", "2026-06-30", "2026-07-01", "2026-07-02", "2026-07-03"})
    town.services.push_back(service(day, "A", (std::string(day) + " 09:00").c_str(), "1"));
  const Standing standing = town.by(book);
  EXPECT_EQ(points(standing, "A"), 6);  // 1 + 1 + 2 + 2, and the year's cap
  EXPECT_EQ(cell(standing.entries(), "service_id", "2026-06-30", "version"), "old");
  EXPECT_EQ(cell(standing.entries(), "service_id", "2026-07-01", "version"), "new");
  EXPECT_EQ(cell(standing.entries(), "service_id", "2026-07-03", "reason"), "cap_used_up");
}

TEST(Scoring, OneForEachGivenAndOneLessForEachReceived) {
  Keys book = book_of({Keys().add("id", "given").add("rate", 1),
                       Keys().add("id", "received").add("account", "beneficiary").add("rate", -1)});
  book.add("kinds", std::vector{Keys().add("id", "points").add("start", 5)});
  Town town;
  town.services = {with(service("s1", "A", "2026-01-05 09:00", "1"), "beneficiary", "B"),
                   with(service("s2", "A", "2026-01-06 09:00", "1"), "beneficiary", "somebody"),
                   with(service("s3", "B", "2026-01-07 09:00", "1"), "beneficiary", "")};
  const Standing standing = town.by(book);
  EXPECT_EQ(points(standing, "A"), 2);
  EXPECT_EQ(points(standing, "B"), 0);
  EXPECT_EQ(cell(standing.frame(), "member_id", "A", "balance_points"), "7");
  EXPECT_EQ(cell(standing.frame(), "member_id", "B", "balance_points"), "5");
  EXPECT_EQ(cell(standing.frame(), "member_id", "B", "services"), "1");
}

TEST(Scoring, OverlapsCountOnceWhereTheBookSaysSo) {
  Keys rule = Keys().add("id", "hours").add("quantity", "hours").add("rate", 1);
  Town town;
  town.services = {service("s1", "A", "2026-01-05 09:00", "2"),
                   service("s2", "A", "2026-01-05 10:00", "2"),
                   service("s3", "A", "2026-01-05 10:30", "1")};
  EXPECT_EQ(points(town.by(book_of({rule})), "A"), 5);
  Keys book = book_of({rule});
  book.add("overlap", "union");
  EXPECT_EQ(points(town.by(book), "A"), 3);
}

TEST(Scoring, WhoIsSuspendedEarnsOrNotAndHasNoTier) {
  Town town;
  town.services = {service("s1", "A", "2026-01-05 09:00", "1"),
                   service("s2", "A", "2026-03-05 09:00", "1")};
  town.events = {with(event("e1", "A", "suspend", "2026-03-01"), "until", "")};
  const auto book = [&](const char* how) {
    Keys keys = book_of({Keys().add("id", "service").add("rate", 1)});
    keys.add("suspension", how);
    return keys.add("ladders",
                    std::vector{tier(Keys().add("measure", "earned").add("span", "period"))});
  };
  const Standing frozen = town.by(book("freeze")), lost = town.by(book("forfeit")),
                 ignored = town.by(book("ignore"));
  EXPECT_EQ(points(frozen, "A"), 2);
  EXPECT_EQ(cell(frozen.frame(), "member_id", "A", "tier"), "");
  EXPECT_EQ(cell(frozen.frame(), "member_id", "A", "suspended"), "yes");
  EXPECT_EQ(points(lost, "A"), 1);
  EXPECT_EQ(cell(lost.frame(), "member_id", "A", "tier"), "one");
  EXPECT_EQ(cell(ignored.frame(), "member_id", "A", "tier"), "two");
}

TEST(Scoring, WhatComesAfterThePostingIsBookedInTheNextPeriodUnderTheCapsOfItsTime) {
  Keys book = book_of({Keys()
                           .add("id", "service")
                           .add("gates", Keys().add("confirmed", true))
                           .add("rate", 1)
                           .add("caps", Keys().add("month", 2))});
  book.add("period", "half");
  book.add("close", 10);
  const auto confirmed = [](Cells cells, const char* at) {
    cells["confirmed_by"] = "C";
    cells["confirmed_at"] = at;
    return cells;
  };
  Town town;
  town.services = {
      confirmed(service("s1", "A", "2026-06-01 09:00", "1"), "2026-06-02"),
      confirmed(service("s2", "A", "2026-06-02 09:00", "1"), "2026-07-10"),  // by the posting
      confirmed(service("s3", "A", "2026-06-03 09:00", "1"), "2026-07-11"),  // late, over the cap
      confirmed(service("s4", "A", "2026-05-03 09:00", "1"), "2026-08-01"),  // late
      confirmed(service("s5", "A", "2026-07-20 09:00", "1"), "2026-07-21")};
  town.options.period = "2026H1";
  EXPECT_EQ(points(town.by(book), "A"), 2);
  EXPECT_TRUE(town.by(book).late().empty());
  town.options.period = "2026H2";
  const Standing second = town.by(book);
  EXPECT_EQ(points(second, "A"), 2);
  ASSERT_EQ(second.late().size(), 1U);
  EXPECT_EQ(second.late()[0].cause, "s4");
  EXPECT_EQ(cell(second.entries(), "service_id", "s4", "late"), "2026-05-03");
  EXPECT_EQ(second.row_of(0).lifetime.earned, 4000);
  // Entries of the two periods add up to what was earned over the lifetime.
  town.options.period = "2027H1";
  EXPECT_EQ(points(town.by(book), "A"), 0);
}

TEST(Scoring, LaddersOfSomeRulesOfRollingDaysRepeatedAndForTheFirst) {
  Keys book =
      book_of({Keys().add("id", "post").add("match", Keys().add("kind", "post")).add("rate", 1),
               Keys().add("id", "visit").add("match", Keys().add("kind", "visit")).add("rate", 2)});
  const auto ladder = [](const char* id, Keys keys) {
    keys.add("id", id);
    RuleTree::Array bands{Keys().add("id", "one").add("from", 1).tree()};
    return keys.add("bands", RuleTree{std::move(bands), 0});
  };
  RuleTree::Array rules{leaf("visit")};
  book.add(
      "ladders",
      std::vector{
          ladder("visits", Keys()
                               .add("measure", "services")
                               .add("span", "period")
                               .add("rules", RuleTree{rules, 0})),
          ladder("lately",
                 Keys().add("measure", "services").add("span", "rolling").add("days", 31)),
          ladder("again", Keys().add("measure", "earned").add("span", "period").add("repeat", 2)),
          ladder("best", Keys().add("measure", "earned").add("span", "period").add("first", 1))});
  Town town;
  town.services = {with(service("s1", "A", "2026-01-05 09:00", "1"), "kind", "visit"),
                   with(service("s2", "A", "2026-01-06 09:00", "1"), "kind", "visit"),
                   with(service("s3", "A", "2026-01-07 09:00", "1"), "kind", "post"),
                   with(service("s4", "B", "2026-12-01 09:00", "1"), "kind", "post"),
                   with(service("s5", "C", "2026-12-01 09:00", "1"), "kind", "visit"),
                   with(service("s6", "C", "2026-11-30 09:00", "1"), "kind", "visit"),
                   with(service("s7", "C", "2026-11-30 12:00", "1"), "kind", "post")};
  const Standing standing = town.by(book);
  const Table frame = standing.frame();
  EXPECT_EQ(cell(frame, "member_id", "A", "visits"), "one");
  EXPECT_EQ(cell(frame, "member_id", "B", "visits"), "");
  EXPECT_EQ(cell(frame, "member_id", "A", "lately"), "");
  EXPECT_EQ(cell(frame, "member_id", "B", "lately"), "one");
  EXPECT_EQ(cell(frame, "member_id", "A", "again"), "one+2");  // 5 points: from 1, then 3, then 5
  EXPECT_EQ(cell(frame, "member_id", "A", "best"), "one");     // 5 points each
  EXPECT_EQ(cell(frame, "member_id", "C", "best"), "one");
  EXPECT_EQ(cell(frame, "member_id", "B", "best"), "");
}

TEST(Scoring, PeopleStandWhereTheyBelongAtTheEndAndTheirServicesWhereTheyBelongedThen) {
  Town town;
  town.members = {{{"member_id", "A"},
                   {"community", "East"},
                   {"unit", "X"},
                   {"from", ""},
                   {"to", "2026-05-31"}},
                  {{"member_id", "A"},
                   {"community", "West"},
                   {"unit", "Y"},
                   {"from", "2026-06-01"},
                   {"to", ""}}};
  town.services = {service("s1", "A", "2026-02-05 09:00", "1"),
                   service("s2", "A", "2026-07-05 09:00", "1")};
  const Standing standing = town.by(book_of({Keys().add("id", "service").add("rate", 1)}));
  EXPECT_EQ(cell(standing.frame(), "member_id", "A", "community"), "West");
  EXPECT_EQ(cell(standing.frame(), "member_id", "A", "moved_from"), "East");
  const Table units = standing.unit_frame();
  EXPECT_EQ(cell(units, "unit", "X", "points"), "1");
  EXPECT_EQ(cell(units, "unit", "X", "members"), "0");
  EXPECT_EQ(cell(units, "unit", "Y", "points"), "1");
  EXPECT_EQ(cell(units, "unit", "Y", "members"), "1");
}

TEST(Scoring, DryRunSaysWhoRisesAndWhoFalls) {
  Keys book = book_of({Keys().add("id", "service").add("rate", 1)});
  Keys hours = book_of({Keys().add("id", "hours").add("quantity", "hours").add("rate", 1)});
  for (Keys* keys : {&book, &hours})
    keys->add("ladders", std::vector{tier(Keys().add("measure", "earned").add("span", "period"))});
  Town town;
  town.services = {service("s1", "A", "2026-01-05 09:00", "3"),
                   service("s2", "B", "2026-01-05 09:00", "0.5"),
                   service("s3", "C", "2026-01-05 09:00", "1")};
  const DryRun trial =
      dry_run(make_rulebook(book.tree()), make_rulebook(hours.tree()), town.given(), town.options);
  const Table changes = trial.changes();
  EXPECT_EQ(cell(changes, "member_id", "A", "change"), "rises");
  EXPECT_EQ(cell(changes, "member_id", "A", "tier_after"), "two");
  EXPECT_EQ(cell(changes, "member_id", "B", "change"), "falls");
  EXPECT_EQ(cell(changes, "member_id", "B", "tier_after"), "");
  EXPECT_EQ(cell(changes, "member_id", "C", "change"), "moves");  // from rank 1 to 2
  EXPECT_EQ(changes.find("member_id")->to_text(0), "B");
  EXPECT_EQ(cell(trial.totals(), "what", "tier.two", "after"), "1");
  EXPECT_EQ(cell(trial.totals(), "what", "rises", "after"), "1");
}

}  // namespace scoring_test
