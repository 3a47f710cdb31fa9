// Bad input of points: services, standings, notices and rulebooks.
#pragma once

#include <string>
#include <vector>

#include <turnout/io/notice.hpp>
#include <turnout/points/audit.hpp>
#include <turnout/points/standing.hpp>

#include "points/trees.hpp"
#include "support/bad_input.hpp"

namespace turnout::testing {

inline Services services_of(const std::string& rows,
                            const std::string& roster = "member_id\nM1\n") {
  return make_services(
      io::parse_csv("service_id,member_id,start,end,hours,confirmed_by,confirmed_at,rating,source,"
                    "reverses\n" +
                        rows,
                    "services.csv"),
      io::parse_csv(roster, "members.csv"));
}
inline Standing standing_of(const std::string& period, const std::string& opening = "") {
  ScoreOptions options{.period = period};
  if (!opening.empty())
    options.opening = io::parse_csv("member_id,measure,value\n" + opening, "opening.csv");
  return score(make_rulebook(book_of({plain_rule()}).add("period", "half").tree()),
               services_of("S1,M1,2026-03-01 09:00,,2,,,,,\n"), options);
}

inline void audit_with(const AuditOptions& options) {
  static_cast<void>(
      audit(io::parse_csv("service_id,member_id,start,hours,need_id\nS1,M1,2026-03-01 09:00,2,N1\n",
                          "services.csv"),
            options));
}

inline std::vector<BadInput> bad_services() {
  constexpr auto in = "Services and standings";
  constexpr auto file = "services.csv";
  const auto rows = [](const std::string& text) {
    return [=] { static_cast<void>(services_of(text)); };
  };
  const auto scored = [](const std::string& period, const std::string& opening = "") {
    return [=] { static_cast<void>(standing_of(period, opening)); };
  };
  const std::string first = "S1,M1,2026-03-01 09:00,2026-03-01 11:00,,,,,,\n";
  return {
      {in, "unknown_member", "a service of someone who is not on the roster", file, 2, "member_id",
       "M9", rows("S1,M9,2026-03-01 09:00,,2,,,,,\n")},
      {in, "duplicate_id", "one service twice", file, 3, "service_id", "S1", rows(first + first)},
      {in, "bad_hours", "hours of 0 or below", file, 2, "hours", "-1",
       rows("S1,M1,2026-03-01 09:00,,-1,,,,,\n")},
      {in, "end_before_start", "a service that ends at or before its start", file, 2, "end",
       "2026-03-01 08:00", rows("S1,M1,2026-03-01 09:00,2026-03-01 08:00,,,,,,\n")},
      {in, "hours_exceed_span", "more hours than lie between start and end", file, 2, "hours", "3",
       rows("S1,M1,2026-03-01 09:00,2026-03-01 11:00,3,,,,,\n")},
      {in, "end_or_hours", "neither end nor hours", file, 2, "end", "",
       rows("S1,M1,2026-03-01 09:00,,,,,,,\n")},
      {in, "confirmed_by_missing", "a time of confirmation without a name", file, 2, "confirmed_at",
       "2026-03-02", rows("S1,M1,2026-03-01 09:00,,2,,2026-03-02,,,\n")},
      {in, "confirmed_before_given", "confirmed before it was given", file, 2, "confirmed_at",
       "2026-02-02", rows("S1,M1,2026-03-01 09:00,,2,C,2026-02-02,,,\n")},
      {in, "bad_rating", "a rating of 6", file, 2, "rating", "6",
       rows("S1,M1,2026-03-01 09:00,,2,,,6,,\n")},
      {in, "bad_source", "a source that there is not", file, 2, "source", "rumour",
       rows("S1,M1,2026-03-01 09:00,,2,,,,rumour,\n")},
      {in, "unknown_service", "taking back an unknown service", file, 2, "reverses", "S9",
       rows("S1,M1,2026-03-01 09:00,,2,,,,,S9\n")},
      {in, "reverses_itself", "a row that takes itself back", file, 2, "reverses", "S1",
       rows("S1,M1,2026-03-01 09:00,,2,,,,,S1\n")},
      {in, "reverses_reversal", "taking back what takes back", file, 4, "reverses", "S2",
       rows(first + "S2,M1,2026-03-03 09:00,,,,,,,S1\nS3,M1,2026-03-04 09:00,,,,,,,S2\n")},
      {in, "reverses_other_member", "taking back another member's service", file, 3, "reverses",
       "S1",
       [first] {
         static_cast<void>(
             services_of(first + "S2,M2,2026-03-03 09:00,,,,,,,S1\n", "member_id\nM1\nM2\n"));
       }},
      {in, "reversed_before_given", "taken back before it was given", file, 3, "reverses", "S1",
       rows(first + "S2,M1,2026-02-03 09:00,,,,,,,S1\n")},
      {in, "reversed_twice", "taken back twice", file, 4, "reverses", "S1",
       rows(first + "S2,M1,2026-03-03 09:00,,,,,,,S1\nS3,M1,2026-03-03 10:00,,,,,,,S1\n")},
      {in,
       "out_of_range",
       "an audit's threshold without a meaning",
       "",
       {},
       "day_hours",
       "25",
       [] { audit_with({.day_hours = 25}); }},
      {in, "duplicate_id", "an audit's places with one need twice", "needs.csv", 3, "need_id", "N1",
       [] {
         audit_with(
             {.places = io::parse_csv("need_id,lat,lon\nN1,30,124\nN1,30,124\n", "needs.csv")});
       }},
      {in, "bad_period", "a period that is none", "", {}, "period", "spring", scored("spring")},
      {in,
       "wrong_period",
       "a period of another length than the rulebook's",
       "",
       {},
       "period",
       "2026",
       scored("2026")},
      {in, "bad_measure", "an opening sum of no measure", "opening.csv", 2, "measure", "stars",
       scored("2026H1", "M1,stars,1\n")},
      {in, "out_of_range", "an opening sum below zero", "opening.csv", 2, "value", "-1",
       scored("2026H1", "M1,hours,-1\n")},
      {in,
       "unknown_language",
       "a language without sentences",
       "",
       {},
       "language",
       "fr",
       [] { static_cast<void>(standing_of("2026H1").explain("M1", "fr")); }},
      {in,
       "unknown_community",
       "a notice for a branch without members",
       "",
       {},
       "community",
       "West",
       [] { static_cast<void>(io::notice_html(standing_of("2026H1"), {.community = "West"})); }},
  };
}

/// A book that counts quizzes and asks for notices to be read.
inline Standing standing_with_events(const std::string& rows) {
  Keys book = book_of({plain_rule(), Keys().add("id", "quiz").add("event", "quiz").add("rate", 1)});
  book.add("obligations",
           std::vector{Keys().add("id", "notice").add("event", "read").add("due", "notice")});
  return score(make_rulebook(book.tree()),
               make_services(io::parse_csv("service_id,member_id,start,hours\n", "services.csv"),
                             io::parse_csv("member_id\nM1\nM2\n", "members.csv"), {},
                             io::parse_csv("event_id,account,kind,at,quantity,score,until,"
                                           "confirmed_by,confirmed_at,due,reverses\n" +
                                               rows,
                                           "events.csv")),
               {.period = "2026"});
}

inline std::vector<BadInput> bad_events() {
  constexpr auto in = "Events and memberships";
  constexpr auto file = "events.csv";
  const auto rows = [](const std::string& text) {
    return [=] { static_cast<void>(standing_with_events(text)); };
  };
  const auto roster = [](const std::string& text) {
    return [=] {
      static_cast<void>(
          make_services(io::parse_csv("service_id,member_id,start,hours\n", "services.csv"),
                        io::parse_csv("member_id,from,to\n" + text, "members.csv")));
    };
  };
  const std::string first = "E1,M1,quiz,2026-03-01 09:00,,,,,,,\n";
  return {
      {in, "duplicate_id", "one event twice", file, 3, "event_id", "E1", rows(first + first)},
      {in, "unknown_member", "an event of someone who is not on the roster", file, 2, "account",
       "M9", rows("E1,M9,quiz,2026-03-01 09:00,,,,,,,\n")},
      {in, "until_before_at", "an event that ends before it begins", file, 2, "until", "2026-02-01",
       rows("E1,M1,suspend,2026-03-01 09:00,,,2026-02-01,,,,\n")},
      {in, "out_of_range", "points to spend below zero", file, 2, "quantity", "-1",
       rows("E1,M1,spend,2026-03-01 09:00,-1,,,,,,\n")},
      {in, "too_precise", "a score of more than three decimals", file, 2, "score", "80.0001",
       rows("E1,M1,quiz,2026-03-01 09:00,,80.0001,,,,,\n")},
      {in, "confirmed_before_given", "an event confirmed before it happened", file, 2,
       "confirmed_at", "2026-02-01", rows("E1,M1,quiz,2026-03-01 09:00,,,,M2,2026-02-01,,\n")},
      {in, "unknown_event", "an event that fulfils an unknown one", file, 2, "due", "E9",
       rows("E1,M1,read,2026-03-01 09:00,,,,,,E9,\n")},
      {in, "reverses_other_member", "taking back another account's event", file, 3, "reverses",
       "E1", rows(first + "E2,M2,quiz,2026-03-02 09:00,,,,,,,E1\n")},
      {in,
       "account_missing",
       "a quiz of nobody",
       "events",
       {},
       "account",
       "E1",
       rows("E1,,quiz,2026-03-01 09:00,,,,,,,\n")},
      {in,
       "until_missing",
       "something due without a deadline",
       "events",
       {},
       "until",
       "E1",
       rows("E1,,notice,2026-03-01 09:00,,,,,,,\n")},
      {in, "bad_membership", "a membership that ends before it begins", "members.csv", 2, "to",
       "2026-01-01", roster("M1,2026-02-01,2026-01-01\n")},
      {in, "memberships_overlap", "two memberships of one time", "members.csv", 3, "from",
       "2026-03-01", roster("M1,2026-01-01,2026-06-30\nM1,2026-03-01,\n")},
      {in, "bad_reached", "people reached below zero", "services.csv", 2, "reached", "-1",
       [] {
         static_cast<void>(make_services(io::parse_csv(
             "service_id,member_id,start,hours,reached\nS1,M1,2026-03-01 09:00,2,-1\n",
             "services.csv")));
       }},
  };
}

inline std::vector<BadInput> bad_rulebooks() {
  constexpr auto in = "Rulebooks";
  constexpr auto file = "book.toml";
  const auto book = [](const Keys& keys) {
    return [tree = keys.tree()] { static_cast<void>(make_rulebook(tree, "book.toml")); };
  };
  const auto rule = [&](const Keys& keys) { return book(book_of({keys})); };
  const auto band = [](const char* id, int from, int to) {
    return Keys().add("id", id).add("from", from).add("to", to);
  };
  const auto bands = [&](const std::vector<Keys>& given) {
    return book(book_of({plain_rule()})
                    .add("ladders", std::vector<Keys>{Keys()
                                                          .add("id", "tier")
                                                          .add("measure", "services")
                                                          .add("span", "period")
                                                          .add("bands", given)}));
  };
  const auto dated = [](const char* id, const char* from, const char* to) {
    Keys version = Keys().add("id", id);
    if (*from != '\0') version.add("from", day_leaf(from));
    if (*to != '\0') version.add("to", day_leaf(to));
    return version;
  };
  const auto versions = [&](const std::vector<Keys>& given) {
    return book(book_of({plain_rule()}).add("versions", given));
  };
  const auto tier = [&](const Keys& gates) {
    return book(
        book_of({plain_rule().add("gates", gates)})
            .add("ladders", std::vector<Keys>{Keys()
                                                  .add("id", "tier")
                                                  .add("measure", "hours")
                                                  .add("span", "year")
                                                  .add("bands", std::vector{band("a", 4, 9)})}));
  };
  return {
      {in,
       "bad_format",
       "a rulebook of another format",
       file,
       {},
       "format",
       "turnout-rulebook/9",
       book(book_of({plain_rule()}).set("format", leaf("turnout-rulebook/9")))},
      {in,
       "missing_key",
       "a rule without a rate",
       file,
       {},
       "rules[1].rate",
       "",
       rule(Keys().add("id", "r"))},
      {in,
       "unknown_key",
       "a key that no rulebook has",
       file,
       {},
       "titel",
       "",
       book(book_of({plain_rule()}).add("titel", "x"))},
      {in,
       "duplicate_key",
       "a key twice",
       file,
       {},
       "rules[1].rate",
       "",
       rule(plain_rule().add("rate", 1))},
      {in,
       "wrong_type",
       "a rate in words",
       file,
       {},
       "rules[1].rate",
       "one",
       rule(Keys().add("id", "r").add("rate", "one"))},
      {in,
       "bad_value",
       "a quantity that there is not",
       file,
       {},
       "rules[1].quantity",
       "days",
       rule(plain_rule().add("quantity", "days"))},
      {in,
       "bad_id",
       "an id with blanks",
       file,
       {},
       "rules[1].id",
       "a b",
       rule(Keys().add("id", "a b").add("rate", 1))},
      {in,
       "duplicate_id",
       "two rules of one id",
       file,
       {},
       "rules[2].id",
       "r",
       book(book_of({plain_rule(), plain_rule()}))},
      {in,
       "not_utf8",
       "a text that is no UTF-8",
       file,
       {},
       "rules[1].title",
       "",
       rule(plain_rule().add("title", "caf\xE9"))},
      {in,
       "out_of_range",
       "a rate beyond a million",
       file,
       {},
       "rules[1].rate",
       "2000000",
       rule(Keys().add("id", "r").add("rate", 2'000'000))},
      {in,
       "too_precise",
       "a rate of four decimals",
       file,
       {},
       "rules[1].rate",
       "0.1234",
       rule(Keys().add("id", "r").add("rate", 0.1234))},
      {in,
       "no_period",
       "a cap that does not say over what time",
       file,
       {},
       "rules[1].caps",
       "5",
       rule(plain_rule().add("caps", 5))},
      {in,
       "unknown_group",
       "a group that is not there",
       file,
       {},
       "rules[1].group",
       "g",
       rule(plain_rule().add("group", "g"))},
      {in,
       "unknown_language",
       "a title in a language that is not listed",
       file,
       {},
       "title.fr",
       "",
       book(book_of({plain_rule()}).add("title", Keys().add("fr", "x")))},
      {in,
       "bands_overlap",
       "bands that overlap",
       file,
       {},
       "ladders[1].bands[2].from",
       "8",
       bands({band("a", 4, 9), band("b", 8, 12)})},
      {in,
       "bands_hole",
       "bands with a hole between them",
       file,
       {},
       "ladders[1].bands[2].from",
       "8",
       bands({band("a", 4, 6), band("b", 8, 12)})},
      {in,
       "version_gap",
       "days between two versions",
       file,
       {},
       "versions[2].from",
       "2026-07-02",
       versions({dated("a", "", "2026-06-30"), dated("b", "2026-07-02", "")})},
      {in,
       "version_overlap",
       "a version that starts before the last one ends",
       file,
       {},
       "versions[2].from",
       "2026-06-30",
       versions({dated("a", "", "2026-06-30"), dated("b", "2026-06-30", "")})},
      {in,
       "unknown_version",
       "a version that is not there",
       file,
       {},
       "rules[1].version",
       "2027",
       rule(plain_rule().add("version", "2027"))},
      {in,
       "unknown_kind",
       "a kind of points that is not there",
       file,
       {},
       "rules[1].kind",
       "coin",
       rule(plain_rule().add("kind", "coin"))},
      {in,
       "unknown_tag",
       "a tag that is not there",
       file,
       {},
       "rules[1].tags",
       "team",
       rule(plain_rule().add("tags", "team"))},
      {in,
       "unknown_obligation",
       "an obligation that is not there",
       file,
       {},
       "rules[1].missed",
       "weekly",
       rule(plain_rule().add("missed", "weekly"))},
      {in,
       "unknown_rule",
       "a ladder of a rule that is not there",
       file,
       {},
       "ladders[1].rules",
       "walk",
       book(book_of({plain_rule()})
                .add("ladders",
                     std::vector<Keys>{Keys()
                                           .add("id", "tier")
                                           .add("measure", "services")
                                           .add("span", "period")
                                           .add("rules", "walk")
                                           .add("bands", std::vector{band("a", 4, 9)})}))},
      {in,
       "unknown_band",
       "a gate at a band that is not there",
       file,
       {},
       "rules[1].gates.tier",
       "b",
       tier(Keys().add("tier", "b"))},
      {in,
       "conflicting_keys",
       "a rule with two ways to say what it gives",
       file,
       {},
       "rules[1].bands",
       "",
       rule(plain_rule()
                .add("event", "quiz")
                .add("bands",
                     Keys()
                         .add("by", "score")
                         .add("list", std::vector{Keys().add("from", 60).add("points", 1)})))},
  };
}

}  // namespace turnout::testing
