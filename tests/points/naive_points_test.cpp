// 200 small random histories under random rulebooks, against a slow scorer that keeps no running
// sums: for each entry it adds up all earlier ones that share the day, week, month ... again.
// Also: the order of rows never matters, no cap is ever exceeded, entries add up to the frame,
// and a service that is taken back counts as if it had never been given.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/points/standing.hpp>

#include "points/trees.hpp"
#include "support/text_table.hpp"

namespace naive_points_test {

using namespace turnout;
using namespace turnout::testing;
using Dice = std::mt19937;

std::int64_t pick(Dice& dice, std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(dice() % static_cast<std::uint32_t>(high - low + 1));
}
bool chance(Dice& dice, int percent) { return pick(dice, 1, 100) <= percent; }

const std::vector<std::string> kReaches{"activity", "day",  "week", "month",
                                        "quarter",  "half", "year", "lifetime"};

// What the slow scorer works on: the random book and history in their plainest form.

struct NaiveRule {
  std::string kind;  // "" any
  bool confirmed = false;
  bool hours = false;
  std::map<std::string, std::int64_t> quantity_caps, caps, floors;
  std::int64_t rate = 0;  // thousandths
  std::int64_t per = 1;   // whole units
  std::int64_t step = 1;
  int mode = 0;           // 0 down, 1 nearest, 2 up
  std::string per_reach;  // "" each event
  bool grouped = false;
};
struct NaiveBook {
  std::vector<NaiveRule> rules;
  std::map<std::string, std::int64_t> group_caps, group_floors;
};
struct NaiveService {
  std::string id, member, kind, need;
  int day = 0;  // from 2025-01-01
  int minute = 0;
  int minutes = 0;
  std::string confirmed_by;
  std::string reverses;
};

std::string date(int day) {
  return to_text(parse_day("2025-01-01").value() + std::chrono::days{day});
}
std::string clock(int minute) {
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two(minute / 60) + ":" + two(minute % 60);
}

/// The name of the stretch of time in which the day lies, made from the text of its date.
std::string stretch(const std::string& reach, const NaiveService& s) {
  const std::string text = date(s.day);
  const int month = std::stoi(text.substr(5, 2));
  if (reach == "activity") return s.need.empty() ? "service " + s.id : s.need + " on " + text;
  if (reach == "day") return text;
  if (reach == "week") return std::to_string((s.day + 2) / 7);  // 1 January 2025 was a Wednesday
  if (reach == "month") return text.substr(0, 7);
  if (reach == "quarter") return text.substr(0, 4) + "Q" + std::to_string((month + 2) / 3);
  if (reach == "half") return text.substr(0, 4) + (month <= 6 ? "H1" : "H2");
  if (reach == "year") return text.substr(0, 4);
  return "ever";
}

struct NaiveEntry {
  std::size_t rule;
  const NaiveService* service;
  std::int64_t quantity = 0, points = 0;
  bool open = false;
};

std::int64_t round_naive(std::int64_t quantity, const NaiveRule& rule) {
  const std::int64_t unit = (rule.hours ? 3600 : 1) * rule.per * rule.step;
  const bool loss = rule.rate < 0;
  const std::int64_t size = quantity * (loss ? -rule.rate : rule.rate);
  std::int64_t steps = size / unit;
  if (rule.mode == 1 && 2 * (size % unit) >= unit) ++steps;
  if (rule.mode == 2 && size % unit > 0) ++steps;
  return (loss ? -steps : steps) * rule.step;
}

/// All entries of one member, from the services in any order.
std::vector<NaiveEntry> score_naive(const NaiveBook& book, std::vector<const NaiveService*> given) {
  std::ranges::sort(given, [](const NaiveService* a, const NaiveService* b) {
    return std::tuple(a->day, a->minute, a->minute + a->minutes, a->id) <
           std::tuple(b->day, b->minute, b->minute + b->minutes, b->id);
  });
  std::vector<NaiveEntry> entries;
  const auto room = [&](const std::map<std::string, std::int64_t>& limits, const NaiveEntry& now,
                        std::int64_t value, bool cap, auto counts, auto amount) {
    for (const std::string& reach : kReaches) {
      const auto limit = limits.find(reach);
      if (limit == limits.end()) continue;
      std::int64_t left = limit->second;
      for (const NaiveEntry& e : entries)
        if (counts(e) && stretch(reach, *e.service) == stretch(reach, *now.service))
          left -= amount(e);
      value = cap ? std::min(value, left) : std::max(value, left);
    }
    return value;
  };
  for (const NaiveService* s : given) {
    for (std::size_t r = 0; r < book.rules.size(); ++r) {
      const NaiveRule& rule = book.rules[r];
      if (!rule.kind.empty() && rule.kind != s->kind) continue;
      NaiveEntry now{.rule = r, .service = s};
      now.open = !rule.confirmed || (!s->confirmed_by.empty() && s->confirmed_by != s->member);
      if (now.open) {
        const auto same = [&](const NaiveEntry& e) { return e.rule == r; };
        now.quantity = room(rule.quantity_caps, now, rule.hours ? std::int64_t{s->minutes} * 60 : 1,
                            true, same, [](const NaiveEntry& e) { return e.quantity; });
        std::int64_t sum = 0;
        if (!rule.per_reach.empty())
          for (const NaiveEntry& e : entries)
            if (same(e) && stretch(rule.per_reach, *e.service) == stretch(rule.per_reach, *s))
              sum += e.quantity;
        now.points = round_naive(sum + now.quantity, rule) - round_naive(sum, rule);
        const bool gain = now.points >= 0;
        const auto of_rule = [&](const NaiveEntry& e) {
          return e.rule == r && (e.points >= 0) == gain;
        };
        const auto of_group = [&](const NaiveEntry& e) {
          return book.rules[e.rule].grouped && (e.points >= 0) == gain;
        };
        const auto booked = [](const NaiveEntry& e) { return e.points; };
        now.points = room(gain ? rule.caps : rule.floors, now, now.points, gain, of_rule, booked);
        if (rule.grouped)
          now.points = room(gain ? book.group_caps : book.group_floors, now, now.points, gain,
                            of_group, booked);
      }
      entries.push_back(now);
    }
  }
  return entries;
}

// Random books and histories.

std::map<std::string, std::int64_t> random_limits(Dice& dice, std::int64_t low, std::int64_t high) {
  std::map<std::string, std::int64_t> limits;
  for (const std::string& reach : kReaches)
    if (chance(dice, 20)) limits[reach] = pick(dice, low, high);
  return limits;
}

NaiveBook random_book(Dice& dice) {
  NaiveBook book;
  for (std::int64_t r = pick(dice, 1, 4); r > 0; --r) {
    NaiveRule rule;
    rule.kind = chance(dice, 50) ? "" : chance(dice, 50) ? "post" : "wish";
    rule.confirmed = chance(dice, 30);
    rule.hours = chance(dice, 60);
    rule.quantity_caps = rule.hours ? random_limits(dice, 600, 20'000) : random_limits(dice, 0, 9);
    rule.rate = pick(dice, 0, 3000) * (chance(dice, 25) ? -1 : 1);
    rule.per = chance(dice, 70) ? 1 : pick(dice, 1, 50);
    rule.step = chance(dice, 40) ? 1 : chance(dice, 50) ? 500 : pick(dice, 1, 2000);
    rule.mode = static_cast<int>(pick(dice, 0, 2));
    rule.per_reach = chance(dice, 60) ? "" : kReaches[static_cast<std::size_t>(pick(dice, 1, 6))];
    rule.caps = random_limits(dice, 0, 9000);
    rule.floors = random_limits(dice, -9000, 0);
    rule.grouped = chance(dice, 50);
    book.rules.push_back(rule);
  }
  book.group_caps = random_limits(dice, 0, 15'000);
  book.group_floors = random_limits(dice, -15'000, 0);
  return book;
}

Keys limits_keys(const std::map<std::string, std::int64_t>& limits, double unit) {
  Keys keys;
  for (const auto& [reach, limit] : limits)
    keys.add(reach,
             unit == 1 ? leaf(static_cast<int>(limit)) : leaf(static_cast<double>(limit) / unit));
  return keys;
}

void add_limits(Keys& keys, const std::string& name,
                const std::map<std::string, std::int64_t>& limits, double unit) {
  if (!limits.empty()) keys.add(name, limits_keys(limits, unit));
}

Rulebook made(const NaiveBook& book) {
  std::vector<Keys> rules;
  for (std::size_t r = 0; r < book.rules.size(); ++r) {
    const NaiveRule& rule = book.rules[r];
    Keys keys;
    keys.add("id", "r" + std::to_string(r));
    if (!rule.kind.empty()) keys.add("match", Keys().add("kind", rule.kind));
    keys.add("gates", Keys().add("confirmed", rule.confirmed));
    keys.add("quantity", rule.hours ? "hours" : "occasions");
    add_limits(keys, "quantity_caps", rule.quantity_caps, rule.hours ? 3600 : 1);
    keys.add("rate", Keys()
                         .add("points", static_cast<double>(rule.rate) / 1000)
                         .add("per", static_cast<int>(rule.per)));
    const char* modes[]{"down", "nearest", "up"};
    keys.add("round", Keys()
                          .add("step", static_cast<double>(rule.step) / 1000)
                          .add("mode", modes[rule.mode])
                          .add("per", rule.per_reach.empty() ? "event" : rule.per_reach));
    add_limits(keys, "caps", rule.caps, 1000);
    add_limits(keys, "floors", rule.floors, 1000);
    if (rule.grouped) keys.add("group", "g");
    rules.push_back(keys);
  }
  Keys tree = book_of(rules);
  Keys group;
  group.add("id", "g");
  add_limits(group, "caps", book.group_caps, 1000);
  add_limits(group, "floors", book.group_floors, 1000);
  tree.add("groups", std::vector{group});
  return make_rulebook(tree.tree());
}

std::vector<NaiveService> random_history(Dice& dice) {
  std::vector<NaiveService> history;
  const std::int64_t count = pick(dice, 0, 60);
  for (std::int64_t i = 0; i < count; ++i) {
    NaiveService s;
    s.id = "S" + std::to_string(i);
    s.member = "M" + std::to_string(pick(dice, 1, 3));
    s.kind = chance(dice, 50) ? "post" : chance(dice, 50) ? "wish" : "";
    s.need = chance(dice, 40) ? "" : "N" + std::to_string(pick(dice, 1, 4));
    s.day = static_cast<int>(chance(dice, 50) ? pick(dice, 400, 420) : pick(dice, 0, 700));
    s.minute = static_cast<int>(pick(dice, 0, 20)) * 60;
    s.minutes = static_cast<int>(pick(dice, 1, 200));
    s.confirmed_by = chance(dice, 60) ? "C" : chance(dice, 50) ? s.member : "";
    history.push_back(s);
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
    if (chance(dice, 10)) {
      NaiveService back = history[i];
      back.id = "R" + std::to_string(i);
      back.reverses = history[i].id;
      back.day += 30;
      history.push_back(back);
    }
  return history;
}

Services read(const std::vector<NaiveService>& history) {
  std::vector<Cells> rows;
  for (const NaiveService& s : history)
    rows.push_back({{"service_id", s.id},
                    {"member_id", s.member},
                    {"start", date(s.day) + " " + clock(s.minute)},
                    {"hours", std::to_string(static_cast<double>(s.minutes) / 60)},
                    {"kind", s.kind},
                    {"need_id", s.need},
                    {"confirmed_by", s.confirmed_by},
                    {"reverses", s.reverses}});
  if (rows.empty())
    return make_services(Table("services", {{"service_id", Column::text({})},
                                            {"member_id", Column::text({})},
                                            {"start", Column::text({})},
                                            {"end", Column::text({})}}));
  return make_services(text_table("services", rows));
}

/// (member, service, rule) to thousandths, as the table of entries has it.
using Points = std::map<std::tuple<std::string, std::string, std::string>, std::int64_t>;
Points points_of(const Table& entries) {
  Points points;
  for (std::size_t i = 0; i < entries.rows(); ++i)
    if (!entries.find("rule")->text_at(i).empty())
      points[{std::string(entries.find("member_id")->text_at(i)),
              std::string(entries.find("service_id")->text_at(i)),
              std::string(entries.find("rule")->text_at(i))}] =
          std::llround(entries.find("points")->real_at(i) * 1000);
  return points;
}

void check(unsigned seed) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  Dice dice(seed);
  NaiveBook book = random_book(dice);
  // A rulebook writes hours with three decimals: half hours are exact.
  for (NaiveRule& rule : book.rules)
    for (auto& [reach, limit] : rule.quantity_caps)
      if (rule.hours) limit = limit / 1800 * 1800;
  const std::vector<NaiveService> history = random_history(dice);
  const std::string period = chance(dice, 50) ? "2026H1" : chance(dice, 50) ? "2026" : "2025Q4";
  const Period days = parse_period(period);
  const Standing standing = score(made(book), read(history), {.period = period});

  // The slow way, with services that were taken back simply left out.
  Points expected;
  std::map<std::string, Sums> sums;
  for (const NaiveService& s : history) sums[s.member];
  for (auto& [member, sum] : sums) {
    std::vector<const NaiveService*> valid;
    for (const NaiveService& s : history)
      if (s.member == member && s.reverses.empty() &&
          std::ranges::none_of(history, [&](const auto& r) { return r.reverses == s.id; }))
        valid.push_back(&s);
    std::map<std::string, bool> counted, months;
    const std::vector<NaiveEntry> entries = score_naive(book, valid);
    for (const NaiveEntry& e : entries) {
      const std::string day = date(e.service->day);
      if (day < to_text(days.first) || day > to_text(days.last)) continue;
      expected[{member, e.service->id, "r" + std::to_string(e.rule)}] = e.points;
      sum.earned += e.points;
      if (!e.open) continue;
      months[day.substr(0, 7)] = true;
      if (!counted[e.service->id]) {
        counted[e.service->id] = true;
        ++sum.services;
        sum.seconds += std::int64_t{e.service->minutes} * 60;
      }
    }
    sum.active_months = static_cast<std::int64_t>(months.size());
  }
  const Table table = standing.entries();
  const Points actual = points_of(table);
  EXPECT_EQ(actual, expected);

  std::map<std::string, std::int64_t> by_member;
  for (const auto& [key, points] : actual) by_member[std::get<0>(key)] += points;
  ASSERT_EQ(standing.rows().size(), sums.size());
  for (const StandingRow& row : standing.rows()) {
    const std::string member(standing.services().member_id(row.member));
    EXPECT_EQ(row.period, sums[member]) << member;
    EXPECT_EQ(row.period.earned, by_member[member]) << member;
    EXPECT_NE(standing.explain(member).find("Sum: "), std::string::npos);
  }

  // No cap is exceeded, no floor undershot, whatever the order of the steps.
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> gains;
  for (const auto& [key, points] : actual) {
    const auto& [member, id, rule_id] = key;
    const auto s = std::ranges::find(history, id, &NaiveService::id);
    const NaiveRule& rule = book.rules[static_cast<std::size_t>(rule_id[1] - '0')];
    for (const std::string& reach : kReaches) {
      auto& [gain, loss] = gains[member + rule_id + reach + stretch(reach, *s)];
      (points >= 0 ? gain : loss) += points;
      if (const auto cap = rule.caps.find(reach); cap != rule.caps.end()) {
        EXPECT_LE(gain, cap->second);
      }
      if (const auto floor = rule.floors.find(reach); floor != rule.floors.end()) {
        EXPECT_GE(loss, floor->second);
      }
    }
  }

  // Rows in another order give the same tables, to the cell.
  std::vector<NaiveService> shuffled = history;
  std::ranges::shuffle(shuffled, dice);
  const Standing again = score(made(book), read(shuffled), {.period = period});
  EXPECT_EQ(again.frame(), standing.frame());
  EXPECT_EQ(again.entries(), table);

  // A reversal equals absence: the frame without both rows is the same.
  std::vector<NaiveService> without;
  for (const NaiveService& s : history)
    if (s.reverses.empty() &&
        std::ranges::none_of(history, [&](const auto& r) { return r.reverses == s.id; }))
      without.push_back(s);
  const Standing absent = score(made(book), read(without), {.period = period});
  for (const StandingRow& row : absent.rows()) {
    const auto member = absent.services().member_id(row.member);
    const auto same = std::ranges::find_if(standing.rows(), [&](const StandingRow& other) {
      return standing.services().member_id(other.member) == member;
    });
    ASSERT_NE(same, standing.rows().end());
    EXPECT_EQ(same->period, row.period);
    EXPECT_EQ(same->lifetime, row.lifetime);
  }
}

TEST(NaivePoints, TwoHundredRandomHistoriesAgree) {
  for (unsigned seed = 1; seed <= 200 && !HasFailure(); ++seed) check(seed);
}

}  // namespace naive_points_test
