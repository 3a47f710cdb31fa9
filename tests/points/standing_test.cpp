// Standings by hand: the steps of a rule, caps, reversals, as_of, ranks, spans and cards.
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/error.hpp>
#include <turnout/points/standing.hpp>

#include "points/trees.hpp"
#include "support/text_table.hpp"

namespace standing_test {

using namespace turnout;
using namespace turnout::testing;

Cells service(std::string id, std::string start, std::string hours, const Cells& more = {}) {
  Cells row{{"service_id", std::move(id)},
            {"member_id", "M"},
            {"start", std::move(start)},
            {"hours", std::move(hours)}};
  for (const auto& [column, cell] : more) row[column] = cell;
  return row;
}

/// Points of each entry in order, "1 0.5 0:cap_used_up".
std::string entries(const Keys& book, const std::vector<Cells>& rows,
                    const ScoreOptions& options = {.period = "2026"}) {
  const Standing standing =
      score(make_rulebook(book.tree()), make_services(text_table("services", rows)), options);
  const Table table = standing.entries();
  std::string text;
  double sum = 0;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    if (i > 0) text += ' ';
    text += table.find("points")->to_text(i);
    sum += table.find("points")->real_at(i);
    if (const auto reason = table.find("reason")->text_at(i); !reason.empty())
      text.append(":").append(reason);
  }
  double points = 0;
  for (const StandingRow& row : standing.rows()) points += static_cast<double>(row.period.earned);
  EXPECT_NEAR(sum * 1000, points, 1e-6) << text;
  return text;
}

Keys rule() { return Keys().add("id", "r").add("quantity", "hours").add("rate", 1); }

TEST(Steps, RateIsExact) {
  const std::vector<Cells> rows{service("a", "2026-03-01 09:00", "2.5")};
  EXPECT_EQ(entries(book_of({rule()}), rows), "2.5");
  EXPECT_EQ(entries(book_of({rule().set("rate", leaf(1.2))}), rows), "3");
  EXPECT_EQ(entries(book_of({Keys()
                                 .add("id", "r")
                                 .add("quantity", "hours")
                                 .add("rate", Keys().add("points", 60).add("per", 50))}),
                    rows),
            "3");
  // 20 minutes at a point an hour: a third, down to a thousandth
  EXPECT_EQ(entries(book_of({rule()}),
                    {service("a", "2026-03-01 09:00", "", {{"end", "2026-03-01 09:20"}})}),
            "0.333");
}

TEST(Steps, QuantityIsCappedByActivity) {
  // At most 2 hours an activity: the need on its local day, or the service itself.
  const Keys book = book_of({rule().add("quantity_caps", Keys().add("activity", 2))});
  EXPECT_EQ(entries(book, {service("a", "2026-03-01 09:00", "1.5", {{"need_id", "N1"}}),
                           service("b", "2026-03-01 11:00", "1.5", {{"need_id", "N1"}}),
                           service("c", "2026-03-01 13:00", "1", {{"need_id", "N1"}}),
                           service("d", "2026-03-01 14:00", "3", {{"need_id", "N2"}}),
                           service("e", "2026-03-01 18:00", "3"),
                           service("f", "2026-03-02 09:00", "1.5", {{"need_id", "N1"}})}),
            "1.5 0.5 0:quantity_used_up 2 2 1.5");
}

TEST(Steps, RoundingPerDaySumsFirst) {
  const std::vector<Cells> rows{
      service("a", "2026-03-01 09:00", "", {{"end", "2026-03-01 09:20"}}),
      service("b", "2026-03-01 10:00", "", {{"end", "2026-03-01 10:20"}}),
      service("c", "2026-03-01 11:00", "", {{"end", "2026-03-01 11:20"}}),
      service("d", "2026-03-02 11:00", "", {{"end", "2026-03-02 11:50"}})};
  const auto rounded = [&](const Keys& round) {
    return entries(book_of({rule().add("round", round)}), rows);
  };
  EXPECT_EQ(rounded(Keys().add("step", 1).add("per", "day")),
            "0:below_one_step 0:below_one_step 1 0:below_one_step");
  EXPECT_EQ(rounded(Keys().add("step", 1)),
            "0:below_one_step 0:below_one_step 0:below_one_step 0:below_one_step");
  EXPECT_EQ(rounded(Keys().add("step", 0.5).add("mode", "nearest")), "0.5 0.5 0.5 1");
  EXPECT_EQ(rounded(Keys().add("step", 0.5).add("mode", "up").add("per", "event")),
            "0.5 0.5 0.5 1");
}

TEST(Steps, CapsOfARuleAndOfItsGroup) {
  // Scheme 13: meetings 2 each, at most 12 a year; 15 meetings give 12.
  std::vector<Cells> meetings;
  for (int i = 1; i <= 15; ++i)
    meetings.push_back(service("m" + std::to_string(100 + i),
                               "2026-03-" + std::string(i < 10 ? "0" : "") + std::to_string(i),
                               "1"));
  const Keys yearly = Keys().add("id", "r").add("rate", 2).add("caps", Keys().add("year", 12));
  const Rulebook book = make_rulebook(book_of({yearly}).tree());
  const Standing standing =
      score(book, make_services(text_table("services", meetings)), {.period = "2026"});
  EXPECT_EQ(standing.rows()[0].period.earned, 12'000);
  EXPECT_EQ(standing.rows()[0].period.services, 15);

  // Two rules of one group: 3 together a day.
  Keys grouped = book_of({Keys().add("id", "a").add("rate", 2).add("group", "g"),
                          Keys().add("id", "b").add("rate", 2).add("group", "g")});
  grouped.add("groups", std::vector{Keys().add("id", "g").add("caps", Keys().add("day", 3))});
  EXPECT_EQ(entries(grouped, {service("s", "2026-03-01", "1"), service("t", "2026-03-01", "1")}),
            "2 1 0:group_cap_used_up 0:group_cap_used_up");
}

TEST(Steps, FloorsLimitWhatIsTakenOff) {
  Keys book = book_of({Keys()
                           .add("id", "r")
                           .add("rate", -3)
                           .add("floors", Keys().add("year", -6).add("day", -4))
                           .add("group", "g")});
  book.add("groups", std::vector{Keys().add("id", "g").add("floors", Keys().add("year", -5))});
  EXPECT_EQ(entries(book, {service("a", "2026-03-01", "1"), service("b", "2026-03-01", "1"),
                           service("c", "2026-03-02", "1"), service("d", "2026-03-03", "1")}),
            "-3 -1 -1 0:group_cap_used_up");
}

TEST(Steps, GatesSayWhyNot) {
  const Keys book = book_of({Keys()
                                 .add("id", "r")
                                 .add("rate", 1)
                                 .add("match", Keys().add("kind", texts({"post", ""})))
                                 .add("gates", Keys().add("confirmed", true))});
  const std::vector<Cells> rows{
      service("a", "2026-03-01", "1", {{"confirmed_by", "C"}}), service("b", "2026-03-02", "1"),
      service("c", "2026-03-03", "1", {{"confirmed_by", "M"}}),
      service("d", "2026-03-04", "1", {{"confirmed_by", "C"}, {"kind", "wish"}}),
      service("e", "2026-03-05", "1",
              {{"confirmed_by", "C"}, {"kind", "post"}, {"confirmed_at", "2026-04-02"}})};
  EXPECT_EQ(entries(book, rows), "1 0:not_confirmed 0:confirmed_by_self 0:no_rule 1");
  // Nothing is known on 1 April of what was confirmed on 2 April, nor of what was not yet given.
  EXPECT_EQ(entries(book, rows, {.period = "2026", .as_of = "2026-04-01"}),
            "1 0:not_confirmed 0:confirmed_by_self 0:no_rule 0:not_confirmed");
  EXPECT_EQ(entries(book, rows, {.period = "2026", .as_of = "2026-04-02"}),
            "1 0:not_confirmed 0:confirmed_by_self 0:no_rule 1");
  EXPECT_EQ(entries(book, rows, {.period = "2026", .as_of = "2026-03-02 00:30"}), "1");
}

TEST(Reversal, CountsAsIfItHadNeverBeenAndFreesTheCap) {
  const Keys book = book_of({plain_rule().add("caps", Keys().add("day", 1))});
  std::vector<Cells> rows{service("a", "2026-03-01 09:00", "1"),
                          service("b", "2026-03-01 12:00", "1")};
  EXPECT_EQ(entries(book, rows), "1 0:cap_used_up");
  rows.push_back(service("r", "2026-03-09", "", {{"reverses", "a"}}));
  EXPECT_EQ(entries(book, rows), "0:reversed 1 0:reversal");
  EXPECT_EQ(entries(book, rows, {.period = "2026", .as_of = "2026-03-08"}), "1 0:cap_used_up");
}

TEST(Spans, YearAndLifetimeEndWithThePeriod) {
  Keys book = book_of({plain_rule()});
  const auto at = [](const char* id, const char* measure, const char* span, int from) {
    return Keys()
        .add("id", id)
        .add("measure", measure)
        .add("span", span)
        .add("bands", std::vector{Keys().add("id", "yes").add("from", from)});
  };
  book.add("ladders",
           std::vector{at("star", "services", "lifetime", 4), at("tier", "services", "year", 3),
                       at("steady", "active_months", "lifetime", 3)});
  const std::vector<Cells> rows{service("a", "2025-12-31", "1"), service("b", "2026-01-01", "1"),
                                service("c", "2026-02-01", "1"), service("d", "2026-02-28", "2"),
                                service("e", "2026-07-01", "1")};
  const Standing standing =
      score(make_rulebook(book.tree()), make_services(text_table("services", rows)),
            {.period = "2026Q1"});
  const StandingRow& row = standing.rows()[0];
  EXPECT_EQ(row.period, (Sums{3000, 4 * 3600, 3, 2}));
  EXPECT_EQ(row.year, (Sums{3000, 4 * 3600, 3, 2}));
  EXPECT_EQ(row.lifetime, (Sums{4000, 5 * 3600, 4, 3}));
  const Table frame = standing.frame();
  EXPECT_EQ(frame.find("star")->integer_at(0), 1);
  EXPECT_EQ(frame.find("tier")->text_at(0), "yes");
  EXPECT_EQ(frame.find("steady")->text_at(0), "yes");
}

TEST(Opening, AddsToALifetimeOnly) {
  const Table opening =
      text_table("opening", {{{"member_id", "M"}, {"measure", "hours"}, {"value", "99.5"}},
                             {{"member_id", "M"}, {"measure", "earned"}, {"value", "7"}}});
  const Services given = make_services(text_table("services", {service("a", "2026-03-01", "0.5")}));
  const Rulebook book = make_rulebook(book_of({plain_rule()}).tree());
  const Standing standing = score(book, given, {.period = "2026", .opening = opening});
  EXPECT_EQ(standing.rows()[0].lifetime, (Sums{8000, 100 * 3600, 1, 1}));
  EXPECT_EQ(standing.rows()[0].period, (Sums{1000, 1800, 1, 1}));
  for (const Cells& bad : {Cells{{"member_id", "X"}, {"measure", "hours"}, {"value", "1"}},
                           Cells{{"member_id", "M"}, {"measure", "days"}, {"value", "1"}},
                           Cells{{"member_id", "M"}, {"measure", "hours"}, {"value", "-1"}},
                           Cells{{"member_id", "M"}, {"measure", "hours"}, {"value", ""}},
                           Cells{{"member_id", "M"}, {"measure", "services"}, {"value", "0.5"}}})
    EXPECT_THROW(static_cast<void>(score(
                     book, given, {.period = "2026", .opening = text_table("opening", {bad})})),
                 InputError);
}

TEST(Ranks, AreSharedAndThenSkip) {
  std::vector<Cells> rows;
  const auto give = [&](const char* member, int times) {
    for (int i = 0; i < times; ++i) {
      rows.push_back(service(member + std::to_string(i), "2026-03-0" + std::to_string(i + 1), "1"));
      rows.back()["member_id"] = member;
    }
  };
  give("C", 2);
  give("A", 1);
  give("D", 3);
  give("B", 2);
  const Services given =
      make_services(text_table("services", rows), text_table("members", {{{"member_id", "A"}},
                                                                         {{"member_id", "B"}},
                                                                         {{"member_id", "C"}},
                                                                         {{"member_id", "D"}},
                                                                         {{"member_id", "E"}}}));
  const Table frame =
      score(make_rulebook(book_of({plain_rule()}).tree()), given, {.period = "2026"}).frame();
  std::string text;
  for (std::size_t i = 0; i < frame.rows(); ++i)
    text += std::string(frame.find("member_id")->text_at(i)) +
            std::to_string(frame.find("rank")->integer_at(i)) + " ";
  EXPECT_EQ(text, "D1 B2 C2 A4 E5 ");
}

TEST(Score, RefusesAPeriodOfAnotherLength) {
  const Rulebook book = make_rulebook(book_of({plain_rule()}).add("period", "half").tree());
  const Services given = make_services(text_table("services", {service("a", "2026-03-01", "1")}));
  EXPECT_NO_THROW(static_cast<void>(score(book, given, {.period = "2026H1"})));
  for (const char* period : {"2026", "2026Q1", "", "soon"})
    EXPECT_THROW(static_cast<void>(score(book, given, {.period = period})), InputError) << period;
  EXPECT_THROW(static_cast<void>(score(book, given, {.period = "2026H1", .as_of = "later"})),
               InputError);
}

TEST(Score, SumsBeyondWhatIsExactAreRefused) {
  std::vector<Cells> rows;
  for (int i = 0; i < 200; ++i)
    rows.push_back(service("s" + std::to_string(i), "2026-03-01 00:00", "100000"));
  const Rulebook book = make_rulebook(book_of({rule().set("rate", leaf(1'000'000))}).tree());
  const Services given = make_services(text_table("services", rows));
  EXPECT_THROW(static_cast<void>(score(book, given, {.period = "2026"})), RangeError);
}

TEST(Card, CanBeCheckedByHand) {
  Keys book = book_of({rule()
                           .add("title", "Hours")
                           .add("gates", Keys().add("confirmed", true))
                           .add("quantity_caps", Keys().add("activity", 2))
                           .add("caps", Keys().add("day", 3))});
  book.add("ladders",
           std::vector{Keys()
                           .add("id", "tier")
                           .add("measure", "earned")
                           .add("span", "period")
                           .add("bands", std::vector{Keys().add("id", "good").add("from", 3),
                                                     Keys().add("id", "best").add("from", 10)})});
  const std::string card =
      score(make_rulebook(book.tree()),
            make_services(text_table(
                "services", {service("a", "2026-03-01 09:00", "2.5", {{"confirmed_by", "C"}}),
                             service("b", "2026-03-01 14:00", "1.5", {{"confirmed_by", "C"}}),
                             service("c", "2026-03-02 14:00", "1")})),
            {.period = "2026"})
          .explain("M");
  EXPECT_EQ(card,
            "M\ntest, 2026\n\n"
            "2026-03-01 09:00  a\n"
            "  Hours: 2 h 30 min; cap of an activity leaves 2 h, at 1 point for each hour: 2  +2\n"
            "2026-03-01 14:00  b\n"
            "  Hours: 1 h 30 min, at 1 point for each hour: 1.5; cap of the rule, a day  +1\n"
            "2026-03-02 14:00  c\n"
            "  Hours: not confirmed yet  0\n\n"
            "Sum: 3 points, 2 services, 4 h; rank 1\n"
            "tier: good (in the period 3 points; next from 10 points)\n");
}

TEST(Card, NeedsAMemberAndALanguage) {
  const Standing standing = score(
      make_rulebook(book_of({plain_rule()}).tree()),
      make_services(text_table("services", {service("a", "2026-03-01", "1")})), {.period = "2026"});
  EXPECT_THROW(static_cast<void>(standing.explain("X")), InputError);
  EXPECT_THROW(static_cast<void>(standing.explain("M", "la")), InputError);
  EXPECT_NE(standing.explain("M", "zh").find("合计"), std::string::npos);
}

}  // namespace standing_test
