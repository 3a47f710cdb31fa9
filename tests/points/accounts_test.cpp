// The time bank: lots, transfers, lapsing, caps on balances; and that nothing is created or lost,
// whatever happens in whatever order.
#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/error.hpp>
#include <turnout/points/standing.hpp>

#include "points/trees.hpp"
#include "support/text_table.hpp"

namespace accounts_test {

using namespace turnout;
using namespace turnout::testing;

Cells service(const std::string& id, const std::string& member, const std::string& start,
              const std::string& hours) {
  return {{"service_id", id}, {"member_id", member}, {"start", start}, {"hours", hours}};
}
Cells event(const std::string& id, const std::string& account, const std::string& kind,
            const std::string& at, const std::string& quantity, const std::string& other = "") {
  return {{"event_id", id}, {"account", account},   {"kind", kind},
          {"at", at},       {"quantity", quantity}, {"other", other}};
}

/// A point an hour, of one kind.
Keys bank(Keys kind) {
  kind.add("id", "time");
  return book_of({Keys().add("id", "hours").add("quantity", "hours").add("rate", 1)})
      .add("kinds", std::vector{kind});
}
Keys open_use() { return Keys(); }

Standing scored(const Keys& book, const std::vector<Cells>& services,
                const std::vector<Cells>& events, const std::string& period = "2026") {
  return score(make_rulebook(book.tree()),
               make_services(text_table("services", services), {}, {},
                             events.empty() ? Table() : text_table("events", events)),
               {.period = period});
}
double balance(const Standing& standing, const std::string& account) {
  const Accounts& accounts = standing.accounts();
  for (std::size_t a = 0; a < accounts.size(); ++a)
    if (accounts.name(a) == account) return static_cast<double>(accounts.balance(a, 0)) / 1000;
  return 0;
}
std::string refused(const Standing& standing, const std::string& cause) {
  for (const AccountEntry& e : standing.accounts().entries())
    if (e.cause == cause && e.refused != Refusal::none) return std::string(to_string(e.refused));
  return "";
}

TEST(Accounts, SpendDonateAndPassOn) {
  const Keys kind = Keys()
                        .add("start", 2)
                        .add("spend", open_use())
                        .add("donate", open_use())
                        .add("transfer", open_use());
  const Standing standing = scored(
      bank(kind),
      {service("s1", "A", "2026-01-05 09:00", "5"), service("s2", "B", "2026-01-06 09:00", "1")},
      {event("e1", "A", "spend", "2026-02-01 10:00", "3"),
       event("e2", "A", "donate", "2026-02-02 10:00", "1"),
       event("e3", "A", "transfer", "2026-02-03 10:00", "2", "family:Li"),
       event("e4", "A", "spend", "2026-02-04 10:00", "2"),
       event("e5", "family:Li", "spend", "2026-02-05 10:00", "0.5")});
  EXPECT_EQ(balance(standing, "A"), 1);  // 2 + 5 - 3 - 1 - 2
  EXPECT_EQ(balance(standing, "B"), 3);
  EXPECT_EQ(balance(standing, "pool"), 1);
  EXPECT_EQ(balance(standing, "family:Li"), 1.5);
  EXPECT_EQ(refused(standing, "e4"), "short_balance");
  // What was received is not earned, what was spent stays earned.
  EXPECT_EQ(standing.row_of(0).period.earned, 5000);
}

TEST(Accounts, UsesThatAreNotThereAreRefusedWithTheirReason) {
  const Keys kind = Keys().add("spend", Keys().add("gates", Keys().add("hours", 4)));
  const Standing standing = scored(
      bank(kind),
      {service("s1", "A", "2026-01-05 09:00", "3"), service("s2", "A", "2026-03-05 09:00", "3")},
      {event("e1", "A", "spend", "2026-02-01 10:00", "1"),
       event("e2", "A", "transfer", "2026-02-02 10:00", "1", "B"),
       event("e3", "A", "spend", "2026-04-01 10:00", "1"),
       event("e4", "A", "spend", "2026-04-02 10:00", "")});
  EXPECT_EQ(refused(standing, "e1"), "gate_closed");
  EXPECT_EQ(refused(standing, "e2"), "not_possible");
  EXPECT_EQ(refused(standing, "e3"), "");
  EXPECT_EQ(refused(standing, "e4"), "no_quantity");
  EXPECT_EQ(balance(standing, "A"), 5);
}

TEST(Accounts, WhatLapsesFirstIsSpentFirstAndLapsesWhereverItWent) {
  const Keys kind = Keys()
                        .add("expiry", Keys().add("days", 30))
                        .add("spend", open_use())
                        .add("transfer", open_use());
  const Standing standing = scored(
      bank(kind),
      {service("s1", "A", "2026-01-01 09:00", "4"), service("s2", "A", "2026-01-20 09:00", "4")},
      {event("e1", "A", "transfer", "2026-01-25 10:00", "3", "B"),
       event("e2", "A", "spend", "2026-01-26 10:00", "2"),
       event("e3", "B", "spend", "2026-02-05 10:00", "1")},
      "2026-01-01/2026-02-10");
  // B got three points of the first of January, which lapsed on the 31st.
  EXPECT_EQ(balance(standing, "B"), 0);
  EXPECT_EQ(refused(standing, "e3"), "short_balance");
  // A spent the last of the first lot and one of the second.
  EXPECT_EQ(balance(standing, "A"), 3);
}

TEST(Accounts, AboveTheCapThePoolTakesIt) {
  const Keys kind = Keys().add("balance_cap", 6).add("overflow", "pool:street");
  const Standing standing = scored(
      bank(kind),
      {service("s1", "A", "2026-01-05 09:00", "5"), service("s2", "A", "2026-01-06 09:00", "5")},
      {});
  EXPECT_EQ(balance(standing, "A"), 6);
  EXPECT_EQ(balance(standing, "pool:street"), 4);
  EXPECT_EQ(standing.row_of(0).period.earned, 10000);
}

TEST(Accounts, WhatATagForbidsCanOnlyGoTheOtherWays) {
  Keys book = book_of({Keys()
                           .add("id", "group")
                           .add("match", Keys().add("not", Keys().add("group", "")))
                           .add("quantity", "hours")
                           .add("rate", 1)
                           .add("tags", texts({"group"})),
                       Keys()
                           .add("id", "own")
                           .add("match", Keys().add("group", ""))
                           .add("quantity", "hours")
                           .add("rate", 1)});
  book.add("kinds",
           std::vector{Keys().add("id", "time").add("spend", Keys()).add("donate", Keys())});
  book.add("tags",
           std::vector{Keys().add("id", "group").add("forbid", texts({"spend", "transfer"}))});
  Cells grouped = service("s1", "A", "2026-01-05 09:00", "4");
  grouped["group"] = "choir";
  Cells alone = service("s2", "A", "2026-01-06 09:00", "1");
  alone["group"] = "";
  const Standing standing = scored(book, {grouped, alone},
                                   {event("e1", "A", "spend", "2026-02-01 10:00", "2"),
                                    event("e2", "A", "spend", "2026-02-02 10:00", "1"),
                                    event("e3", "A", "donate", "2026-02-03 10:00", "3")});
  EXPECT_EQ(refused(standing, "e1"), "short_balance");
  EXPECT_EQ(refused(standing, "e2"), "");
  EXPECT_EQ(balance(standing, "A"), 1);
  EXPECT_EQ(balance(standing, "pool"), 3);
}

TEST(Accounts, TakingBackBooksTheDifferenceAndNamesTheCause) {
  std::vector<Cells> rows{service("s1", "A", "2026-01-05 09:00", "3"),
                          service("s2", "A", "2026-01-05 14:00", "3"),
                          service("r1", "A", "2026-03-01 09:00", "")};
  for (Cells& row : rows) row["reverses"] = row["service_id"] == "r1" ? "s1" : "";
  Keys book = book_of({Keys()
                           .add("id", "hours")
                           .add("quantity", "hours")
                           .add("rate", 1)
                           .add("caps", Keys().add("day", 4))});
  book.add("kinds", std::vector{Keys().add("id", "time").add("spend", Keys())});
  const Standing standing = scored(book, rows, {});
  std::map<std::string, std::int64_t> reversed;
  std::int64_t all = 0;
  for (const AccountEntry& e : standing.accounts().entries()) {
    all += e.points;
    if (e.movement == Movement::reverse) reversed[e.cause] += e.points;
  }
  // s1 gave 3 and s2 the one that the day left; without s1 the day holds the three of s2.
  EXPECT_EQ(reversed["s1"], -3000);
  EXPECT_EQ(reversed["s2"], 2000);
  EXPECT_EQ(all, 3000);
  EXPECT_EQ(standing.row_of(0).period.earned, 3000);
}

TEST(Accounts, SomeLiveOnWhereTheGateIsOpen) {
  const Keys kind =
      Keys()
          .add("expiry", Keys().add("on", "06-30"))
          .add("carry_over", Keys().add("most", 2).add("gates", Keys().add("services", 2)))
          .add("spend", Keys());
  const Standing standing = scored(
      bank(kind),
      {service("s1", "A", "2026-01-05 09:00", "3"), service("s2", "A", "2026-02-05 09:00", "1"),
       service("s3", "B", "2026-02-05 09:00", "5")},
      {});
  EXPECT_EQ(balance(standing, "A"), 2);
  EXPECT_EQ(balance(standing, "B"), 0);
}

// ---- any history ----

using Dice = std::mt19937;
int pick(Dice& dice, int low, int high) {
  return low + static_cast<int>(dice() % static_cast<unsigned>(high - low + 1));
}
std::string moment(Dice& dice) {
  return to_text(parse_day("2026-01-01").value() + std::chrono::days{pick(dice, 0, 340)}) + " " +
         std::to_string(pick(dice, 10, 20)) + ":00";
}

Keys random_bank(Dice& dice) {
  const auto kind = [&](const char* id) {
    Keys keys =
        Keys().add("id", id).add("spend", Keys()).add("donate", Keys()).add("transfer", Keys());
    if (pick(dice, 0, 2) == 0) keys.add("start", pick(dice, 1, 5));
    if (pick(dice, 0, 1) == 0) keys.add("expiry", Keys().add("days", pick(dice, 10, 200)));
    if (pick(dice, 0, 1) == 0) {
      keys.add("balance_cap", pick(dice, 5, 14));
      if (pick(dice, 0, 1) == 0) keys.add("overflow", "pool");
    }
    if (pick(dice, 0, 1) == 0) keys.add("negative", false);
    return keys;
  };
  Keys credit = kind("credit");
  if (pick(dice, 0, 1) == 0)
    credit.add("convert",
               Keys()
                   .add("to", "coin")
                   .add("rate", Keys().add("points", pick(dice, 1, 3)).add("per", pick(dice, 1, 3)))
                   .add("when", pick(dice, 0, 1) == 0 ? "earned" : "asked"));
  Keys book =
      book_of({Keys()
                   .add("id", "hours")
                   .add("quantity", "hours")
                   .add("rate", 1)
                   .add("caps", Keys().add("month", 9)),
               Keys().add("id", "fine").add("event", "fine").add("rate", -2),
               Keys().add("id", "gift").add("event", "gift").add("rate", 3).add("kind", "coin")});
  return book.add("kinds", std::vector{credit, kind("coin")});
}

void check_history(unsigned seed) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  Dice dice(seed);
  const Rulebook book = make_rulebook(random_bank(dice).tree());
  const std::vector<std::string> people{"A", "B", "C"}, all{"A", "B", "C", "family:X", "pool"};
  std::vector<Cells> services, events;
  for (int i = pick(dice, 1, 12); i > 0; --i) {
    Cells row = service("s" + std::to_string(i), people[static_cast<std::size_t>(pick(dice, 0, 2))],
                        moment(dice), std::to_string(pick(dice, 1, 6)));
    row["reverses"] = "";
    services.push_back(row);
    if (pick(dice, 0, 5) == 0) {
      Cells back = row;
      back["service_id"] = "r" + std::to_string(i);
      back["start"] = "2026-12-" + std::to_string(pick(dice, 10, 31)) + " 22:00";
      back["hours"] = "";
      back["reverses"] = row["service_id"];
      services.push_back(back);
    }
  }
  const char* kinds[]{"spend", "donate", "transfer", "convert", "fine", "gift"};
  for (int i = pick(dice, 0, 15); i > 0; --i) {
    const char* kind = kinds[pick(dice, 0, 5)];
    const bool rule = kind[0] == 'f' || kind[0] == 'g';
    Cells row = event("e" + std::to_string(i),
                      rule ? people[static_cast<std::size_t>(pick(dice, 0, 2))]
                           : all[static_cast<std::size_t>(pick(dice, 0, 4))],
                      kind, moment(dice), std::to_string(pick(dice, 1, 8)),
                      pick(dice, 0, 3) == 0 ? "" : all[static_cast<std::size_t>(pick(dice, 0, 4))]);
    row["unit"] = pick(dice, 0, 1) == 0 ? "credit" : "coin";
    events.push_back(row);
  }
  const auto standing_of = [&] {
    return score(book,
                 make_services(text_table("services", services), {}, {},
                               events.empty() ? Table() : text_table("events", events)),
                 {.period = "2026"});
  };
  const Standing standing = standing_of();

  // Each line continues its account, and ends in its balance.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> held;
  std::map<std::uint32_t, std::int64_t> in, out;
  std::map<std::uint32_t, std::int64_t> moved;
  for (const AccountEntry& e : standing.accounts().entries()) {
    std::int64_t& now = held[{e.account, e.kind}];
    now += e.points;
    ASSERT_EQ(now, e.balance);
    const bool between = e.movement == Movement::transfer || e.movement == Movement::donate ||
                         (e.movement == Movement::overflow && e.other != 0xffffffffU);
    if (between)
      moved[e.kind] += e.points;
    else
      (e.points > 0 ? in : out)[e.kind] += e.points;
    if (e.refused != Refusal::none) {
      ASSERT_EQ(e.points, 0);
    }
  }
  for (const auto& [kind, sum] : moved)
    ASSERT_EQ(sum, 0) << "points were created or lost on the way";
  for (std::uint32_t k = 0; k < 2; ++k) {
    std::int64_t balances = 0;
    for (std::size_t a = 0; a < standing.accounts().size(); ++a) {
      balances += standing.accounts().balance(a, k);
      ASSERT_EQ((held[{static_cast<std::uint32_t>(a), k}]), standing.accounts().balance(a, k));
    }
    ASSERT_EQ(balances, in[k] + out[k]);
  }
  // Uses never take a balance below zero, losses only where they may, and no member ends above the
  // cap.
  for (const AccountEntry& e : standing.accounts().entries()) {
    const bool use =
        e.points < 0 && (e.movement == Movement::spend || e.movement == Movement::donate ||
                         e.movement == Movement::transfer);
    ASSERT_TRUE(!use || e.balance >= 0);
    const bool floor = !book.kinds()[e.kind].negative && e.movement == Movement::earn;
    ASSERT_TRUE(!floor || e.balance >= std::min<std::int64_t>(0, e.balance - e.points));
  }
  for (std::size_t k = 0; k < 2; ++k) {
    const auto& cap = book.kinds()[k].balance_cap;
    for (std::size_t m = 0; cap && m < standing.services().members(); ++m)
      ASSERT_LE(standing.accounts().balance(m, k), *cap);
  }

  // What was earned is what the entries say, and the order in which rows arrive never matters.
  const Table ledger = standing.ledger(), frame = standing.frame();
  std::shuffle(services.begin(), services.end(), dice);
  std::shuffle(events.begin(), events.end(), dice);
  const Standing again = standing_of();
  ASSERT_EQ(again.ledger(), ledger);
  ASSERT_EQ(again.frame(), frame);
  ASSERT_EQ(again.entries(), standing.entries());
}

TEST(Accounts, NothingIsCreatedOrLostInTenThousandHistories) {
  for (unsigned seed = 0; seed < 10'000; ++seed) {
    check_history(seed);
    if (HasFatalFailure()) return;
  }
}

}  // namespace accounts_test
