// Long tables of events take short ways: columns are read by their distinct words, rows are sorted
// by counting, members with nothing but events go through a pass that keeps no steps, and all of it
// on several threads. None of it may show. On random books and histories:
//   - codes, numbers and timestamps read as the same rows do in texts that are read one by one;
//   - sums, ranks, what was met and missed are those of the pass that books entries;
//   - the order of rows and the number of threads change nothing.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/points/standing.hpp>

#include "points/trees.hpp"

namespace many_events_threads_test {

using namespace turnout;
using namespace turnout::testing;
using Dice = std::mt19937;

int pick(Dice& dice, int low, int high) {
  return low + static_cast<int>(dice() % static_cast<std::uint32_t>(high - low + 1));
}
bool chance(Dice& dice, int percent) { return pick(dice, 1, 100) <= percent; }

constexpr const char* kKinds[]{"log-in", "reading", "quiz", "meeting", "task", "read", "suspend"};
constexpr const char* kReaches[]{"day", "week", "month", "quarter", "half", "year", "lifetime"};

Keys limits(Dice& dice, int low, int high) {
  Keys keys;
  for (const char* reach : kReaches)
    if (chance(dice, 25)) keys.add(reach, pick(dice, low, high));
  return keys;
}

Keys random_rule(Dice& dice, int number) {
  Keys rule;
  rule.add("id", "r" + std::to_string(number));
  const int what = pick(dice, 0, 9);
  if (what == 0) {
    rule.add("missed", chance(dice, 50) ? "weekly" : "tasks").add("rate", -pick(dice, 0, 3));
  } else if (what == 1) {
    rule.add("met", chance(dice, 50) ? "weekly" : "tasks").add("rate", pick(dice, 0, 3));
  } else if (what < 5) {
    const bool hours = chance(dice, 50);
    rule.add("event", "reading").add("quantity", hours ? "minutes" : "amount");
    rule.add("rate", Keys().add("points", pick(dice, -2, 4)).add("per", pick(dice, 1, 7)));
    if (chance(dice, 50))
      rule.add("round", Keys()
                            .add("step", chance(dice, 50) ? 1 : 2)
                            .add("mode", chance(dice, 50) ? "down" : "nearest")
                            .add("per", kReaches[pick(dice, 0, 6)]));
    if (chance(dice, 40)) rule.add("quantity_caps", limits(dice, 0, 60));
  } else if (what == 5) {
    rule.add("event", "quiz");
    const std::vector<Keys> bands{Keys().add("from", 60).add("to", 80).add("points", 1),
                                  Keys().add("from", 80).add("points", chance(dice, 80) ? 2 : -1)};
    rule.add("bands", Keys().add("by", "score").add("list", bands));
  } else {
    rule.add("event", kKinds[pick(dice, 0, 5)]).add("rate", pick(dice, -2, 5));
  }
  if (what > 1 && chance(dice, 40)) rule.add("gates", Keys().add("confirmed", true));
  if (chance(dice, 50)) rule.add("caps", limits(dice, 0, 12));
  if (chance(dice, 40)) rule.add("floors", limits(dice, -9, 0));
  if (chance(dice, 30)) rule.add("group", "g");
  return rule;
}

/// `watched`: with a ladder over some rules, which asks for the pass that looks at each of them.
Rulebook random_book(Dice dice, bool watched) {
  std::vector<Keys> rules;
  for (int r = pick(dice, 1, 7); r > 0; --r) rules.push_back(random_rule(dice, r));
  Keys book = book_of(rules);
  book.add("groups", std::vector{Keys()
                                     .add("id", "g")
                                     .add("caps", limits(dice, 0, 20))
                                     .add("floors", limits(dice, -20, 0))});
  book.add("obligations",
           std::vector{Keys().add("id", "weekly").add("event", "log-in").add("per", "week"),
                       Keys().add("id", "tasks").add("event", "read").add("due", "task")});
  if (chance(dice, 40)) book.add("period", "half");
  if (chance(dice, 40)) book.add("suspension", chance(dice, 50) ? "forfeit" : "ignore");
  if (watched)
    book.add("ladders",
             std::vector{Keys()
                             .add("id", "tier")
                             .add("measure", "earned")
                             .add("span", "period")
                             .add("rules", texts({"r1"}))
                             .add("bands", std::vector{Keys().add("id", "one").add("from", 1)})});
  return make_rulebook(book.tree());
}

/// An event, with -1 for what is not said. Times are minutes from 2025-12-01, on the clocks of
/// Shanghai or of UTC.
struct Happened {
  int account = -1, kind = 0, at = 0, quantity = -1, unit = -1, score = -1, by = -1, by_at = -1;
  int until = -1, due = -1, reverses = -1;
};

constexpr int kLongDay = 124;          // 2026-04-04, when clocks in Chile go back over midnight
constexpr int kFar = 65 * 365 * 1440;  // past the years that rows have room for

std::vector<Happened> random_history(Dice& dice) {
  std::vector<Happened> history;
  const int count = pick(dice, 0, 250);
  for (int i = 0; i < count; ++i) {
    Happened e;
    e.kind = chance(dice, 2) ? 6 : pick(dice, 0, 5);
    e.account = pick(dice, 0, 5);
    const int day = chance(dice, 50)   ? pick(dice, 40, 60)
                    : chance(dice, 30) ? kLongDay + pick(dice, -1, 1)
                                       : pick(dice, 0, 210);
    e.at = day * 1440 + (chance(dice, 70) ? pick(dice, 0, 5) * 240 : pick(dice, 0, 47) * 30);
    if (chance(dice, 1)) e.at += kFar + pick(dice, 0, 3) * 1440;
    if (e.kind == 1 && chance(dice, 90)) e.quantity = pick(dice, 0, 90);
    if (e.kind == 1 && chance(dice, 80)) e.unit = pick(dice, 0, 2);
    if (e.kind == 2 && chance(dice, 90)) e.score = pick(dice, 40, 100);
    if (e.kind == 2 && chance(dice, 20)) e.quantity = pick(dice, 0, 2);
    if (chance(dice, 40)) e.by = pick(dice, 0, 5);
    if (e.by >= 0 && chance(dice, 20)) e.by_at = e.at + pick(dice, 0, 90'000);
    if (e.kind == 4) {
      if (chance(dice, 50)) e.account = -1;
      e.until = e.at + pick(dice, 0, 40) * 1440;
    }
    if (e.kind == 5)
      for (int t = 0; t < i && e.due < 0; ++t)
        if (history[static_cast<std::size_t>(t)].kind == 4 && chance(dice, 30)) e.due = t;
    if (e.kind == 6) e.until = e.at + 20'000;
    history.push_back(e);
  }
  for (int i = 0; i < count; ++i) {
    const Happened& taken = history[static_cast<std::size_t>(i)];
    if (!chance(dice, 4) || taken.account < 0) continue;
    history.push_back({.account = taken.account,
                       .kind = taken.kind,
                       .at = taken.at + pick(dice, 0, 60'000),
                       .reverses = i});
  }
  return history;
}

constexpr std::int64_t kStart = 1'764'547'200;  // 2025-12-01 00:00, as local time
std::int64_t seconds(int minutes) { return kStart + std::int64_t{minutes} * 60; }
std::string member(int m) { return "M" + std::to_string(m); }

/// Where it happened, and whether its times are told as local ones.
struct Place {
  TimeZone zone;
  bool is_local;
};
const Place& shanghai() {
  static const Place place{TimeZone::load("Asia/Shanghai"), true};
  return place;
}
const Place& chile() {
  static const Place place{TimeZone::load("America/Santiago"), false};
  return place;
}

struct Lists {
  std::vector<std::int64_t> values;
  std::vector<bool> given;
  void add(std::int64_t value, bool is_given) {
    values.push_back(is_given ? value : 0);
    given.push_back(is_given);
  }
};

/// As analysts have it: numbers, codes, timestamps.
Table coded(const Place& place, const std::vector<Happened>& history,
            const std::vector<std::uint32_t>& order) {
  const auto codes = [&](auto of, Texts values) {
    std::vector<std::uint32_t> found;
    for (const std::uint32_t i : order) {
      const int code = of(history[i]);
      found.push_back(
          static_cast<std::uint32_t>(code < 0 ? static_cast<int>(values.size()) : code));
    }
    values.push_back({});
    return Column::coded(std::move(found), std::move(values));
  };
  const auto numbers = [&](auto of) {
    Lists lists;
    for (const std::uint32_t i : order) lists.add(of(history[i]), of(history[i]) >= 0);
    return Column::integers(lists.values, lists.given);
  };
  const auto times = [&](auto of) {
    Lists lists;
    for (const std::uint32_t i : order)
      lists.add(seconds(of(history[i])) * 1000, of(history[i]) >= 0);
    return Column::instants(lists.values, 1000, place.is_local, lists.given);
  };
  std::vector<std::int64_t> ids;
  for (const std::uint32_t i : order) ids.push_back(i);
  const Texts members{"M0", "M1", "M2", "M3", "M4", "M5", "nobody"};
  Texts kinds;
  for (const char* kind : kKinds) kinds.push_back(kind);
  std::vector<double> scores;
  for (const std::uint32_t i : order)
    scores.push_back(history[i].score < 0 ? std::numeric_limits<double>::quiet_NaN()
                                          : history[i].score);
  return Table("events",
               {{"event_id", Column::integers(ids)},
                {"account", codes([](const Happened& e) { return e.account; }, members)},
                {"kind", codes([](const Happened& e) { return e.kind; }, kinds)},
                {"at", times([](const Happened& e) { return e.at; })},
                {"quantity", numbers([](const Happened& e) { return e.quantity; })},
                {"unit", codes([](const Happened& e) { return e.unit; }, Texts{"s", "min", "h"})},
                {"score", Column::reals(scores)},
                {"confirmed_by", codes([](const Happened& e) { return e.by; }, members)},
                {"confirmed_at", times([](const Happened& e) { return e.by_at; })},
                {"until", times([](const Happened& e) { return e.until; })},
                {"due", numbers([](const Happened& e) { return e.due; })},
                {"reverses", numbers([](const Happened& e) { return e.reverses; })}});
}

/// As files have it, with offsets, which sends it the long way.
Table written(const Place& place, const std::vector<Happened>& history) {
  const auto texts = [&](auto of) {
    Texts found;
    for (const Happened& e : history) found.push_back(of(e));
    return Column::text(std::move(found));
  };
  const auto number = [](int value) { return value < 0 ? std::string() : std::to_string(value); };
  const auto time = [&](int minutes) {
    return minutes < 0
               ? std::string()
               : to_text(LocalTime{Seconds{seconds(minutes)}}) + (place.is_local ? "+08:00" : "Z");
  };
  const char* units[]{"s", "min", "h"};
  int next = 0;
  return Table(
      "events",
      {{"event_id", texts([&](const Happened&) { return std::to_string(next++); })},
       {"account",
        texts([&](const Happened& e) { return e.account < 0 ? "" : member(e.account); })},
       {"kind", texts([&](const Happened& e) { return std::string(kKinds[e.kind]); })},
       {"at", texts([&](const Happened& e) { return time(e.at); })},
       {"quantity", texts([&](const Happened& e) { return number(e.quantity); })},
       {"unit",
        texts([&](const Happened& e) { return std::string(e.unit < 0 ? "" : units[e.unit]); })},
       {"score", texts([&](const Happened& e) { return number(e.score); })},
       {"confirmed_by", texts([&](const Happened& e) { return e.by < 0 ? "" : member(e.by); })},
       {"confirmed_at", texts([&](const Happened& e) { return time(e.by_at); })},
       {"until", texts([&](const Happened& e) { return time(e.until); })},
       {"due", texts([&](const Happened& e) { return number(e.due); })},
       {"reverses", texts([&](const Happened& e) { return number(e.reverses); })}});
}

Table no_services() {
  return Table("services", {{"service_id", Column::text({})},
                            {"member_id", Column::text({})},
                            {"start", Column::text({})},
                            {"end", Column::text({})}});
}
Table roster() {
  return Table("members", {{"member_id", Column::text({"M4", "M0", "M1", "M2", "M3", "M5"})},
                           {"to", Column::text({"", "", "", "", "2026-03-01", ""})}});
}

/// What both passes say of a member.
std::string told(const Standing& standing) {
  std::string text;
  for (const StandingRow& row : standing.rows()) {
    text += std::string(standing.services().member_id(row.member)) + " " +
            std::to_string(row.rank) + " " + std::to_string(row.period.earned) + " " +
            std::to_string(row.year.earned) + " " + std::to_string(row.lifetime.earned);
    for (std::size_t o = 0; o < 2; ++o)
      text += " " + std::to_string(standing.met(row, o)) + "/" +
              std::to_string(standing.missed(row, o));
    text += standing.suspended(row) ? " suspended\n" : "\n";
  }
  return text;
}

class ManyEvents : public ::testing::TestWithParam<unsigned> {};

TEST_P(ManyEvents, ShortWaysDoNotShow) {
  for (unsigned turn = 0; turn < 12; ++turn) {
    const unsigned seed = GetParam() * 100 + turn;
    SCOPED_TRACE("seed " + std::to_string(seed));
    Dice dice(seed);
    const Dice of_book = dice;
    dice.discard(1000);
    const std::vector<Happened> history = random_history(dice);
    std::vector<std::uint32_t> order(history.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    const Table members = chance(dice, 60) ? roster() : Table();
    ScoreOptions options{.period = "2026H1", .threads = 1};
    if (chance(dice, 50)) options.as_of = "2026-0" + std::to_string(pick(dice, 1, 7)) + "-15";

    const Place& place = chance(dice, 50) ? shanghai() : chile();
    const Services read =
        make_services(no_services(), members, place.zone, coded(place, history, order), 1);
    std::optional<Standing> flat, whole;
    try {
      flat = score(random_book(of_book, false), read, options);
    } catch (const InputError& error) {
      // A rule on tasks, and one of them is nobody's: then the other ways say so too.
      EXPECT_THROW(score(random_book(of_book, true), read, options), InputError);
      continue;
    }
    whole = score(random_book(of_book, true), read, options);
    EXPECT_EQ(told(*flat), told(*whole));

    std::shuffle(order.begin(), order.end(), dice);
    const Services shuffled =
        make_services(no_services(), members, place.zone, coded(place, history, order), 3);
    options.threads = 3;
    const Standing again = score(random_book(of_book, false), shuffled, options);
    EXPECT_EQ(again.frame(), flat->frame());
    EXPECT_EQ(again.entries(), flat->entries());

    const Services slow =
        make_services(no_services(), members, place.zone, written(place, history), 2);
    const Standing by_text = score(random_book(of_book, false), slow, options);
    EXPECT_EQ(by_text.frame(), flat->frame());
    const Table entries = flat->entries();
    EXPECT_EQ(by_text.entries(), entries);
    std::size_t rows = 0;
    for (const StandingRow& row : flat->rows())
      rows += flat->entries_of(flat->services().member_id(row.member)).rows();
    EXPECT_EQ(rows, entries.rows());
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, ManyEvents, ::testing::Range(1U, 13U));

/// Enough for several chunks of rows and of members, and for parts of several accounts.
TEST(ManyEventsOfMany, ThreadsAndOrderDoNotShow) {
  Dice dice(7);
  constexpr std::size_t count = 200'000;
  constexpr int people = 5'000;
  std::vector<std::uint32_t> accounts(count), kinds(count);
  std::vector<std::int64_t> ids(count), at(count);
  for (std::size_t i = 0; i < count; ++i) {
    ids[i] = static_cast<std::int64_t>((i * 7919) % count) * 3;
    accounts[i] = static_cast<std::uint32_t>(pick(dice, 0, people - 1));
    kinds[i] = static_cast<std::uint32_t>(pick(dice, 0, 1));
    at[i] = 1'767'225'600 + pick(dice, 0, 180) * 86'400 + pick(dice, 0, 23) * 3'600;
  }
  Texts names;
  for (int m = 0; m < people; ++m) names.push_back("M" + std::to_string(m * 17));
  const auto table = [&] {
    return Table("events", {{"event_id", Column::integers(ids)},
                            {"account", Column::coded(accounts, names)},
                            {"kind", Column::coded(kinds, Texts{"log-in", "reading"})},
                            {"at", Column::instants(at, 1, false)}});
  };
  const Rulebook book =
      make_rulebook(book_of({Keys()
                                 .add("id", "l")
                                 .add("event", "log-in")
                                 .add("rate", 1)
                                 .add("caps", Keys().add("day", 1).add("month", 9)),
                             Keys().add("id", "m").add("event", "log-in").add("rate", 2),
                             Keys().add("id", "n").add("event", "log-in").add("rate", 3),
                             Keys()
                                 .add("id", "r")
                                 .add("event", "reading")
                                 .add("rate", 0.5)
                                 .add("caps", Keys().add("week", 1))})
                        .tree());
  const auto standing = [&](int threads) {
    return score(book, make_services(no_services(), {}, shanghai().zone, table(), threads),
                 {.period = "2026H1", .threads = threads});
  };
  const Standing by_one = standing(1), by_four = standing(4);
  const Table one = by_one.frame();
  EXPECT_EQ(one, by_four.frame());
  const Table entries = by_one.entries();
  EXPECT_EQ(entries, by_four.entries());
  // More than there are events, so that room for them has to grow. Some of the last hours are July in
  // Shanghai.
  EXPECT_GT(entries.rows(), 2 * count - 2'000);
  for (std::size_t i = 0; i + 1 < count; i += 2) {
    std::swap(ids[i], ids[count - 1 - i]);
    std::swap(accounts[i], accounts[count - 1 - i]);
    std::swap(kinds[i], kinds[count - 1 - i]);
    std::swap(at[i], at[count - 1 - i]);
  }
  EXPECT_EQ(standing(3).frame(), one);
}

}  // namespace many_events_threads_test
