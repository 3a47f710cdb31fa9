// Ledgers in memory: what is appended and refused, replay, the chain of hashes.
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/hash.hpp>
#include <turnout/points/detail/ledger_memory.ipp>
#include <turnout/points/ledger.hpp>
#include <turnout/points/services.hpp>

#include "support/ledgers.hpp"

namespace ledger_test {

using namespace turnout;
using namespace turnout::testing;

const std::string kRoster = "M1,Ana,East,\nM2,Bo,West,\n";
const std::string kFirst = "S1,M1,2026-03-01 09:00,2026-03-01 11:00,,C1,,5,\n";

std::vector<std::string> codes(Ledger& ledger, const LedgerBatch& batch) {
  std::vector<std::string> found;
  const LedgerContent before = content(ledger);
  try {
    static_cast<void>(ledger.append(batch));
  } catch (const InputError& error) {
    for (const Issue& issue : error.issues()) found.push_back(issue.code);
  }
  if (!found.empty()) {
    EXPECT_EQ(content(ledger), before) << "a refused batch left a trace";
  }
  return found;
}
using Codes = std::vector<std::string>;

TEST(Ledger, KeepsWhatIsGivenAndReplaysIt) {
  Ledger ledger(TimeZone::load("CST-8"));
  EXPECT_EQ(ledger.size(), 0U);
  EXPECT_EQ(ledger.head().hash, sha256("{\"format\":\"turnout-ledger/1\",\"zone\":\"CST-8\"}"));
  EXPECT_FALSE(ledger.members().given());
  EXPECT_EQ(ledger.services().rows(), 0U);
  EXPECT_NO_THROW(static_cast<void>(make_services(ledger.services())));

  const Appended one = ledger.append(batch_of({.members = kRoster, .services = kFirst}));
  EXPECT_EQ(one.first, 1U);
  EXPECT_EQ(one.last, 3U);
  const Appended two = ledger.append(batch_of({.services = "S2,M2, 2026-03-02 09:00,,1.50,,,,\n",
                                               .events = "E1,M1,quiz,2026-03-03 10:00,1,,\n",
                                               .day = 1}));
  EXPECT_EQ(two.last, 5U);
  EXPECT_EQ(io::write_csv(ledger.services()),
            "service_id,member_id,start,end,hours,confirmed_by,rating\n"
            "S1,M1,2026-03-01 09:00,2026-03-01 11:00,,C1,5\n"
            "S2,M2, 2026-03-02 09:00,,1.50,,\n");
  EXPECT_EQ(io::write_csv(ledger.members()), "member_id,name,community\nM1,Ana,East\nM2,Bo,West\n");
  EXPECT_EQ(io::write_csv(ledger.events()),
            "event_id,account,kind,at,quantity\nE1,M1,quiz,2026-03-03 10:00,1\n");
  EXPECT_TRUE(ledger.verify());
}

TEST(Ledger, ColumnsStayOpenAndTheirOrderMeansNothing) {
  Ledger one, two;
  const auto give = [](Ledger& ledger, const char* csv) {
    static_cast<void>(
        ledger.append({.services = io::parse_csv(csv, "s.csv"), .by = "office", .at = noon(0)}));
  };
  give(one,
       "weather,service_id,member_id,hours,start,age\n\"rain, \"\"hard\"\"\nand "
       "long\tx\",S1,M1,2,2026-03-01,7\n");
  give(two,
       "service_id,member_id,start,age,weather,hours,blank\nS1,M1,2026-03-01,7,\"rain, "
       "\"\"hard\"\"\nand long\tx\",2, \n");
  EXPECT_EQ(content(one), content(two));
  EXPECT_EQ(one.services().find("weather")->text_at(0), "rain, \"hard\"\nand long\tx");
  EXPECT_EQ(one.services().columns().back().name, "weather");
}

TEST(Ledger, ColumnsOfAnyTypeBecomeText) {
  Ledger ledger(TimeZone::load("CST-8"));
  const Table services("services", {{"service_id", Column::integers({7, 8})},
                                    {"member_id", Column::reals({1, 2})},
                                    {"start", Column::instants({1772355600, 1772355660}, 1, true)},
                                    {"end", Column::instants({1772359200, 1772362800}, 1, false)},
                                    {"hours", Column::reals({0.25, 1}, {true, false})}});
  static_cast<void>(ledger.append({.services = services, .by = "office", .at = noon(0)}));
  EXPECT_EQ(io::write_csv(ledger.services()),
            "service_id,member_id,start,end,hours\n"
            "7,1,2026-03-01 09:00,2026-03-01 10:00Z,0.25\n"
            "8,2,2026-03-01 09:01,2026-03-01 11:00Z,\n");
  const Services given = make_services(services, {}, ledger.zone());
  const Services again = make_services(ledger.services(), {}, ledger.zone());
  for (std::size_t s = 0; s < given.size(); ++s) {
    EXPECT_EQ(given.start(s), again.start(s));
    EXPECT_EQ(given.end(s), again.end(s));
    EXPECT_EQ(given.seconds(s), again.seconds(s));
  }
  EXPECT_EQ(codes(ledger, {.services = Table("s", {{"service_id", Column::text({"\xff"})}}),
                           .by = "office",
                           .at = noon(0)}),
            Codes{"not_utf8"});
}

TEST(Ledger, RefusesWholeBatchesWithAllThatIsWrong) {
  Ledger ledger;
  static_cast<void>(ledger.append(batch_of({.members = kRoster, .services = kFirst})));
  try {
    static_cast<void>(ledger.append(
        batch_of({.members = "M1,Ana,East,\n",
                  .services = kFirst + "S2,M9,2026-03-01,,2,,,,\n" + "S3,M1,2026-03-01,,2,,,6,\n" +
                              "S4,M2,2026-03-05,,,,,,S1\n",
                  .events = "E1,M7,quiz,2026-03-01,-1,,E9\n"})));
    FAIL();
  } catch (const InputError& error) {
    std::string found;
    for (const Issue& issue : error.issues())
      found += issue.table + " " + std::to_string(issue.row.value_or(-1)) + " " + issue.column +
               " " + issue.code + "\n";
    EXPECT_EQ(found,
              "members.csv 2 member_id duplicate_id\n"
              "services.csv 2 service_id duplicate_id\n"
              "services.csv 3 member_id unknown_member\n"
              "services.csv 4 rating bad_rating\n"
              "services.csv 5 reverses reverses_other_member\n"
              "events.csv 2 account unknown_member\n"
              "events.csv 2 quantity out_of_range\n"
              "events.csv 2 reverses unknown_event\n");
  }
  EXPECT_EQ(ledger.size(), 3U);
  EXPECT_TRUE(ledger.verify());
}

TEST(Ledger, TakesBackWhatStandsInItAndOnlyOnce) {
  Ledger ledger;
  static_cast<void>(ledger.append(batch_of({.services = kFirst})));
  const auto back = [](const std::string& id, const std::string& target) {
    return batch_of({.services = id + ",M1,2026-03-09,,,,,," + target + "\n"});
  };
  EXPECT_EQ(codes(ledger, back("R1", "S9")), Codes{"unknown_service"});
  EXPECT_EQ(codes(ledger, back("R1", "S1")), Codes{});
  EXPECT_EQ(codes(ledger, back("R2", "S1")), Codes{"reversed_twice"});
  EXPECT_EQ(codes(ledger, back("R2", "R1")), Codes{"reverses_reversal"});
  EXPECT_EQ(codes(ledger, back("R1", "S1")), (Codes{"duplicate_id", "reversed_twice"}));
  EXPECT_EQ(codes(ledger, batch_of({.services = kFirst})), Codes{"duplicate_id"});

  const auto event = [](const std::string& rows) { return batch_of({.events = rows}); };
  EXPECT_EQ(codes(ledger, event("E1,M1,quiz,2026-03-01,1,,\nE2,M1,x,2026-03-02,,,E1\n")), Codes{});
  EXPECT_EQ(codes(ledger, event("E3,M1,x,2026-03-02,,,E1\n")), Codes{"reversed_twice"});
  EXPECT_EQ(codes(ledger, event("E3,M1,x,2026-03-02,,,E2\n")), Codes{"reverses_reversal"});
  EXPECT_EQ(codes(ledger, event("E3,M1,x,2026-03-02,,,E3\n")), Codes{"reverses_itself"});
  EXPECT_EQ(codes(ledger, event("E1,M1,x,2026-03-02,,,\n")), Codes{"duplicate_id"});
  EXPECT_EQ(make_services(ledger.services(), {}, {}, ledger.events()).size(), 2U);
}

TEST(Ledger, SaysWhoAndWhen) {
  Ledger ledger;
  EXPECT_EQ(codes(ledger, {}), (Codes{"blank", "blank"}));
  EXPECT_EQ(codes(ledger, {.by = " ", .at = noon(0)}), Codes{"blank"});
  EXPECT_EQ(codes(ledger, {.by = "office", .at = noon(200'000)}), Codes{"time_out_of_range"});
  const Appended nothing = ledger.append({.by = "office", .at = noon(5)});
  EXPECT_EQ(nothing.first, 0U);
  EXPECT_EQ(ledger.size(), 0U);
  static_cast<void>(ledger.append(batch_of({.services = kFirst, .day = 3})));
  LedgerBatch early = batch_of({.services = "S2,M1,2026-03-01,,2,,,,\n", .day = 2});
  EXPECT_EQ(codes(ledger, early), Codes{"time_goes_back"});
  early.at = noon(3);
  EXPECT_EQ(codes(ledger, early), Codes{});
}

TEST(Ledger, AMemberMovesByALaterRow) {
  Ledger ledger;
  static_cast<void>(ledger.append(batch_of({.members = kRoster, .services = kFirst})));
  EXPECT_EQ(codes(ledger, batch_of({.members = "M1,Ana,West,\n"})), Codes{"duplicate_id"});
  EXPECT_EQ(
      codes(ledger, batch_of({.members = "M1,Ana,West,2026-07-01\nM1,Ana,North,2026-06-01\n"})),
      Codes{"memberships_overlap"})
      << "rows that come together are held to one another";
  static_cast<void>(ledger.append(batch_of({.members = "M1,Ana,West,2026-07-01\n", .day = 1})));
  static_cast<void>(ledger.append(batch_of({.members = "M1,Ana,North,2026-08-01\n", .day = 2})));
  EXPECT_EQ(io::write_csv(ledger.members()),
            "member_id,name,community,from,to\n"
            "M1,Ana,East,,2026-06-30\n"
            "M2,Bo,West,,\n"
            "M1,Ana,West,2026-07-01,2026-07-31\n"
            "M1,Ana,North,2026-08-01,\n");
  EXPECT_EQ(io::write_csv(ledger.members({.at = noon(0)})),
            "member_id,name,community\nM1,Ana,East\nM2,Bo,West\n");
  EXPECT_EQ(codes(ledger, batch_of({.members = "M1,Ana,South,2026-07-15\n", .day = 3})),
            Codes{"memberships_overlap"})
      << "what was said of later days is not unsaid";
  EXPECT_NO_THROW(static_cast<void>(make_services(ledger.services(), ledger.members())));
}

TEST(Ledger, TheFirstRosterHoldsAllWhoAreInTheLedger) {
  Ledger ledger;
  static_cast<void>(ledger.append(
      batch_of({.services = kFirst, .events = "E1,M5,gift,2026-03-01,1,pool:street,\n"})));
  EXPECT_EQ(codes(ledger, batch_of({.members = "M2,Bo,West,\n"})),
            (Codes{"unknown_member", "unknown_member"}));
  EXPECT_EQ(codes(ledger, batch_of({.members = kRoster + "M5,Eve,West,\n"})), Codes{});
}

TEST(Ledger, OpeningAndPostings) {
  Ledger ledger;
  const auto opening = [](const std::string& rows) {
    return LedgerBatch{.opening = io::parse_csv("member_id,measure,value\n" + rows, "opening.csv"),
                       .by = "office",
                       .at = noon(0)};
  };
  EXPECT_EQ(codes(ledger, opening("M1,hours,12.5\nM1,earned,7\n")), Codes{});
  EXPECT_EQ(codes(ledger, opening("M1,hours,1\nM2,hours,x\n,hours,1\nM3,hours,1\nM3,hours,2\n")),
            (Codes{"not_a_number", "blank", "duplicate_id", "duplicate_id"}));
  const auto posting = [](const std::string& period, const std::string& hash) {
    return LedgerBatch{.postings = io::parse_csv("period,rulebook,version,notice_hash,at\n" +
                                                     period + ",liwan,1," + hash + ",2026-07-02\n",
                                                 "postings.csv"),
                       .by = "office",
                       .at = noon(1)};
  };
  EXPECT_EQ(codes(ledger, posting("2026H1", sha256("notice"))), Codes{});
  EXPECT_EQ(codes(ledger, posting("2026H1", sha256("other"))), Codes{"duplicate_id"});
  EXPECT_EQ(codes(ledger, posting("spring", "abc")), (Codes{"bad_period", "bad_hash"}));
  EXPECT_EQ(codes(ledger, posting("2026H2", sha256("notice"))), Codes{});
  EXPECT_EQ(ledger.postings().rows(), 2U);
  EXPECT_EQ(ledger.opening({.at = noon(0)}).rows(), 2U);
  EXPECT_FALSE(ledger.postings({.at = noon(0)}).given());
}

TEST(Ledger, AsOfSeesWholeBatches) {
  Ledger ledger;
  static_cast<void>(ledger.append(batch_of({.services = kFirst})));
  static_cast<void>(ledger.append(
      batch_of({.services = "R1,M1,2026-03-09,,,,,,S2\nS2,M1,2026-03-08,,2,,,,\n", .day = 2})));
  EXPECT_EQ(ledger.services({.number = 0}).rows(), 0U);
  EXPECT_EQ(ledger.services({.number = 1}).rows(), 1U);
  EXPECT_EQ(ledger.services({.number = 2}).rows(), 1U) << "R1 without S2 would mean nothing";
  EXPECT_EQ(ledger.services({.number = 3}).rows(), 3U);
  EXPECT_EQ(ledger.services({.number = 99}).rows(), 3U);
  EXPECT_EQ(ledger.services({.at = noon(-1)}).rows(), 0U);
  EXPECT_EQ(ledger.services({.at = noon(1)}).rows(), 1U);
  EXPECT_EQ(ledger.services({.at = noon(2)}).rows(), 3U);
  EXPECT_EQ(ledger.services({.number = 1, .at = noon(2)}).rows(), 1U);
}

TEST(Ledger, AnyHistoryKeepsTheInvariants) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Ledger ledger;
    LedgerHistory history(seed);
    for (int i = 0; i < 12; ++i) {
      history.step(ledger);
      if (HasFatalFailure()) FAIL() << "seed " << seed;
    }
  }
}

/// A keeper that lies about one record.
class LyingKeeper : public detail::MemoryKeeper {
 public:
  using MemoryKeeper::MemoryKeeper;
  std::function<void(LedgerRecord&)> lie;
  std::uint64_t hidden = 0;
  [[nodiscard]] LedgerHead head() override {
    LedgerHead head = MemoryKeeper::head();
    head.number -= hidden;
    return head;
  }
  void read(std::uint64_t first, std::uint64_t last,
            const std::function<bool(const LedgerRecord&)>& use) override {
    MemoryKeeper::read(first, last, [&](const LedgerRecord& true_record) {
      LedgerRecord record = true_record;
      if (lie) lie(record);
      return use(record);
    });
  }
};

TEST(Ledger, VerifyNamesTheFirstRecordThatDoesNotFit) {
  auto owned = std::make_unique<LyingKeeper>("ledger", sha256(ledger_first_line("UTC")));
  LyingKeeper& keeper = *owned;
  Ledger ledger(std::move(owned), {});
  std::vector<LedgerHead> heads{ledger.head()};
  for (int i = 1; i <= 4; ++i)
    heads.push_back(ledger
                        .append(batch_of({.services = "S" + std::to_string(i) + ",M1,2026-03-0" +
                                                      std::to_string(i) + ",,2,,,,\n",
                                          .day = i}))
                        .head);
  ASSERT_TRUE(ledger.verify());
  for (const LedgerHead& head : heads) EXPECT_TRUE(ledger.verify(head));

  using Lie = std::function<void(LedgerRecord&)>;
  const std::vector<Lie> lies{
      [](LedgerRecord& r) { r.row.replace(r.row.find(":\"2\""), 4, ":\"3\""); },
      [](LedgerRecord& r) { r.by = "someone"; },
      [](LedgerRecord& r) { r.at += Seconds{1}; },
      [](LedgerRecord& r) { r.number += 1; },
      [](LedgerRecord& r) { r.last += 1; },
      [](LedgerRecord& r) { r.first -= 1; },
      [](LedgerRecord& r) { r.table = LedgerTable::events; },
      [](LedgerRecord& r) { r.hash[5] = r.hash[5] == '0' ? '1' : '0'; }};
  for (std::uint64_t number = 1; number <= 4; ++number)
    for (const Lie& lie : lies) {
      keeper.lie = [&](LedgerRecord& record) {
        if (record.number == number) lie(record);
      };
      const LedgerVerdict verdict = ledger.verify();
      EXPECT_FALSE(verdict);
      EXPECT_EQ(verdict.records, number - 1);
      EXPECT_EQ(verdict.head, heads[number - 1]);
      EXPECT_TRUE(verdict.finding.starts_with("record " + std::to_string(number) + ":"))
          << verdict.finding;
    }
  keeper.lie = {};
  keeper.hidden = 1;
  EXPECT_TRUE(ledger.verify()) << "a chain that was cut short fits";
  EXPECT_FALSE(ledger.verify(heads[4])) << "but not to the head that was noted";
  EXPECT_TRUE(ledger.verify(heads[3]));
  LedgerHead other = heads[2];
  other.hash = sha256("another ledger");
  EXPECT_EQ(ledger.verify(other).finding, "record 2: its hash is not the one that was noted");
}

TEST(Ledger, DamagedRowsAreNamedWhenReplayed) {
  auto owned = std::make_unique<LyingKeeper>("street.db", sha256(ledger_first_line("UTC")));
  owned->lie = [](LedgerRecord& record) { record.row = "{\"service_id\":7}"; };
  Ledger ledger(std::move(owned), {});
  static_cast<void>(ledger.append(batch_of({.services = kFirst})));
  try {
    static_cast<void>(ledger.services());
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.issues().front().code, "bad_record");
    EXPECT_EQ(error.issues().front().table, "street.db");
  }
}

/// Each line can be read back, and no other text is taken for a record.
TEST(Ledger, ARecordIsItsLineToTheByte) {
  Ledger ledger;
  static_cast<void>(ledger.append(
      {.services = io::parse_csv("service_id,member_id,start,hours,note\nS1,M1,2026-03-01,2,"
                                 "\"\x01 \"\" \\ \xE7\xBB\x9F\n\t\x7f\"\n",
                                 "s.csv"),
       .by = "Ana \"the office\"",
       .at = noon(0)}));
  LedgerRecord record;
  ledger.read(1, 1, [&](const LedgerRecord& r) {
    record = r;
    return true;
  });
  EXPECT_EQ(
      to_text(record),
      "{\"number\":1,\"first\":1,\"last\":1,\"at\":\"2026-07-01T12:00:00Z\",\"by\":\"Ana \\\"the "
      "office\\\"\",\"table\":\"services\",\"row\":{\"service_id\":\"S1\",\"member_id\":"
      "\"M1\",\"start\":\"2026-03-01\",\"hours\":\"2\",\"note\":\"\\u0001 \\\" \\\\ "
      "\xE7\xBB\x9F\\n\\t\x7f\"}}");
  const std::string line = detail::to_line(record);
  LedgerRecord again;
  ASSERT_TRUE(detail::read_line(line, again));
  EXPECT_EQ(again, record);
  for (std::size_t cut = 0; cut < line.size(); ++cut)
    EXPECT_FALSE(detail::read_line(line.substr(0, cut), again)) << cut;
  std::mt19937_64 random(3);
  for (int i = 0; i < 2'000; ++i) {
    std::string other = line;
    other[random() % other.size()] = static_cast<char>(random() % 256);
    if (detail::read_line(other, again)) {
      EXPECT_EQ(detail::to_line(again), other);
    }
  }
}

}  // namespace ledger_test
