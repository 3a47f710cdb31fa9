// What ledgers share in tests, wherever they are kept: batches as CSV, and a history of good and
// bad ones drawn from a seed.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/io/csv.hpp>
#include <turnout/points/ledger.hpp>

namespace turnout::testing {

inline constexpr const char* kServiceHeader =
    "service_id,member_id,start,end,hours,confirmed_by,confirmed_at,rating,reverses\n";
inline constexpr const char* kEventHeader = "event_id,account,kind,at,quantity,other,reverses\n";

inline Instant noon(int day) {
  using namespace std::chrono_literals;
  return std::chrono::sys_days{2026y / 7 / 1} + std::chrono::days{day} + 12h;
}

/// Tables as CSV below their headers; "" is a table that is not given.
struct BatchText {
  std::string members = {}, services = {}, events = {};
  int day = 0;
};
inline LedgerBatch batch_of(const BatchText& text) {
  LedgerBatch batch{.by = "office", .at = noon(text.day)};
  if (!text.members.empty())
    batch.members = io::parse_csv("member_id,name,community,from\n" + text.members, "members.csv");
  if (!text.services.empty())
    batch.services = io::parse_csv(kServiceHeader + text.services, "services.csv");
  if (!text.events.empty()) batch.events = io::parse_csv(kEventHeader + text.events, "events.csv");
  return batch;
}

/// All that a ledger says: every record, and every table.
struct LedgerContent {
  std::vector<LedgerRecord> records;
  std::string tables;
  friend bool operator==(const LedgerContent&, const LedgerContent&) = default;
};
inline LedgerContent content(const Ledger& ledger) {
  LedgerContent all;
  ledger.read(1, ledger.size(), [&](const LedgerRecord& record) {
    all.records.push_back(record);
    return true;
  });
  const LedgerTables tables = ledger.tables();
  for (const Table* table :
       {&tables.members, &tables.opening, &tables.services, &tables.events, &tables.postings})
    all.tables += io::write_csv(*table) + "\n";
  return all;
}

/// Appends batches drawn from a seed, good ones and bad ones, and holds the ledger after each: a
/// good batch adds its rows, a bad one nothing, and all that stood there before stands there still.
class LedgerHistory {
 public:
  explicit LedgerHistory(std::uint64_t seed) : random_(seed) {}

  void step(Ledger& ledger) {
    const LedgerContent before = content(ledger);
    const bool bad = below(3) == 0;
    const std::string s = "S" + std::to_string(next_++), e = "E" + std::to_string(next_++);
    const std::string m = "M" + std::to_string(below(4));
    BatchText text{
        .services = s + "," + m + ",2026-03-0" + std::to_string(1 + below(9)) + " 09:00,,2,C1,,,\n",
        .events = e + "," + m + ",quiz,2026-03-04 09:00,1,,\n",
        .day = day_ += static_cast<int>(below(2))};
    // The first batch brings the roster; later ones may take something back.
    if (before.records.empty())
      text.members = "M0,A,East,\nM1,B,East,\nM2,C,West,\nM3,D,West,\n";
    else if (!good_.empty() && below(2) == 0)
      text.services +=
          "R" + s + "," + good_.back().second + ",2026-04-01,,,,,," + good_.back().first + "\n";
    if (bad) spoil(text, m);
    if (bad) {
      EXPECT_THROW(static_cast<void>(ledger.append(batch_of(text))), InputError) << text.services;
      EXPECT_EQ(content(ledger), before);
      return;
    }
    const bool taken_back = text.services.find("\nR") != std::string::npos;
    const Appended done = ledger.append(batch_of(text));
    const LedgerContent after = content(ledger);
    ASSERT_EQ(done.last, after.records.size());
    ASSERT_EQ(done.head, ledger.head());
    ASSERT_GT(after.records.size(), before.records.size());
    for (std::size_t i = 0; i < before.records.size(); ++i)
      ASSERT_EQ(after.records[i], before.records[i]);
    for (std::size_t i = before.records.size(); i < after.records.size(); ++i)
      ASSERT_EQ(after.records[i].last, done.last);
    if (taken_back) good_.pop_back();
    good_.emplace_back(s, m);
    heads_.push_back(done.head);
    const LedgerVerdict verdict = ledger.verify(heads_[below(heads_.size())]);
    ASSERT_TRUE(verdict) << verdict.finding;
    ASSERT_EQ(verdict.head, done.head);
    // As it stood at any earlier time, to the byte.
    ASSERT_EQ(io::write_csv(ledger.services({.number = before.records.size()})), services_);
    services_ = io::write_csv(ledger.services());
  }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }

  /// One thing wrong, beside rows that are right.
  void spoil(BatchText& text, const std::string& m) {
    const std::string good = text.services;
    switch (below(8)) {
      case 0: text.services += good; break;                              // the same service twice
      case 1: text.services += "X,M9,2026-03-01 09:00,,2,,,,\n"; break;  // not on the roster
      case 2: text.services += "X," + m + ",2026-03-01 09:00,,-1,,,,\n"; break;
      case 3: text.services += "X," + m + ",2026-03-01 09:00,,2,,,6,\n"; break;
      case 4: text.services += "X," + m + ",2026-03-01 09:00,,,,,,S-none\n"; break;
      case 5: text.events += "Y," + m + ",quiz,2026-03-01 09:00,-1,,\n"; break;
      case 6: text.services += "X," + m + ",2026-02-30 09:00,,2,,,,\n"; break;
      default:
        if (heads_.empty())
          text.services += "," + m + ",2026-03-01 09:00,,2,,,,\n";
        else
          text.day = -100;  // before the last record
    }
  }

  std::mt19937_64 random_;
  std::size_t next_ = 1;
  int day_ = 0;
  std::vector<std::pair<std::string, std::string>> good_;  ///< Services that stand, and whose.
  std::vector<LedgerHead> heads_;
  std::string services_ = "service_id,member_id,start,end\n";
};

}  // namespace turnout::testing
