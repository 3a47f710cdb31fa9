// Bad input of ledgers: batches that are refused, and files that are none.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

#include <turnout/io/files.hpp>
#include <turnout/io/ledger_file.hpp>
#include <turnout/points/detail/ledger_memory.ipp>

#include "support/bad_input.hpp"
#include "support/ledgers.hpp"

namespace turnout::testing {

/// A file of this process; gone before each use.
inline const std::string& bad_ledger_path() {
  static const std::string path = (std::filesystem::temp_directory_path() /
                                   ("turnout-bad-" + std::to_string(::getpid()) + ".jsonl"))
                                      .string();
  return path;
}

/// Gives `use` a ledger file of two records, which is gone afterwards.
inline std::function<void()> with_ledger_file(std::function<void(const std::string&)> use) {
  return [use = std::move(use)] {
    struct Gone {
      ~Gone() { std::filesystem::remove(bad_ledger_path()); }
    } const gone;
    {
      Ledger ledger = io::open_ledger_file(bad_ledger_path(), {.access = io::LedgerAccess::create});
      for (int day = 1; day <= 2; ++day)
        static_cast<void>(ledger.append(batch_of(
            {.services = "S" + std::to_string(day) + ",M1,2026-03-01,,2,,,,\n", .day = day})));
    }
    use(bad_ledger_path());
  };
}

inline std::vector<BadInput> bad_ledgers() {
  constexpr auto in = "Ledgers";
  const char* const file = bad_ledger_path().c_str();
  // A batch behind another one.
  const auto second = [](LedgerBatch batch) {
    return [batch = std::move(batch)] {
      Ledger ledger;
      LedgerBatch first = batch_of({.services = "S1,M1,2026-03-01,,2,,,,\n", .day = 1});
      first.opening = io::parse_csv("member_id,measure,value\nM1,hours,1\n", "opening.csv");
      first.postings = io::parse_csv(
          "period,rulebook,notice_hash,at\n2026H1,liwan," + std::string(64, 'a') + ",2026-07-01\n",
          "postings.csv");
      static_cast<void>(ledger.append(first));
      static_cast<void>(ledger.append(batch));
    };
  };
  const auto posting = [](const std::string& row) {
    LedgerBatch batch{.by = "office", .at = noon(2)};
    batch.postings = io::parse_csv("period,rulebook,notice_hash,at\n" + row + "\n", "postings.csv");
    return batch;
  };
  LedgerBatch unsigned_batch = batch_of({.day = 2}), undated = unsigned_batch, far = unsigned_batch,
              same_sum = unsigned_batch, large_sum = unsigned_batch;
  unsigned_batch.by = "";
  undated.at = Instant::min();
  far.at = noon(100'000);
  same_sum.opening = io::parse_csv("member_id,measure,value\nM1,hours,2\n", "opening.csv");
  large_sum.opening = io::parse_csv("member_id,measure,value\nM2,hours,2e9\n", "opening.csv");
  const auto open = [](const std::string& path, const io::LedgerOptions& options) {
    static_cast<void>(io::open_ledger_file(path, options));
  };
  return {
      {in, "duplicate_id", "a service that is in the ledger already", "services.csv", 2,
       "service_id", "S1", second(batch_of({.services = "S1,M1,2026-03-01,,2,,,,\n", .day = 2}))},
      {in,
       "unknown_member",
       "a first roster without someone of whom the ledger tells",
       "members.csv",
       {},
       "member_id",
       "M1",
       second(batch_of({.members = "M2,Bo,West,\n", .day = 2}))},
      {in, "duplicate_id", "an opening sum that is in the ledger already", "opening.csv", 2,
       "member_id", "M1", second(same_sum)},
      {in, "out_of_range", "an opening sum beyond a billion", "opening.csv", 2, "value", "2e9",
       second(large_sum)},
      {in, "duplicate_id", "a period posted twice", "postings.csv", 2, "period", "2026H1",
       second(posting("2026H1,liwan," + std::string(64, 'b') + ",2026-07-02"))},
      {in, "bad_hash", "a hash that is none", "postings.csv", 2, "notice_hash", "abc",
       second(posting("2026H2,liwan,abc,2026-07-02"))},
      {in, "blank", "an append by nobody", "", {}, "by", "", second(unsigned_batch)},
      {in, "blank", "an append without a time", "", {}, "at", "", second(undated)},
      {in, "time_out_of_range", "an append in another century", "", {}, "at", "", second(far)},
      {in,
       "time_goes_back",
       "an append before the last record",
       "",
       {},
       "at",
       "2026-07-01T12:00:00Z",
       second(batch_of({}))},
      {in,
       "not_a_ledger",
       "a file that is no ledger",
       file,
       {},
       "",
       "",
       with_ledger_file([open](const std::string& path) {
         std::ofstream(path, std::ios::trunc) << "service_id\n";
         open(path, {});
       })},
      {in, "bad_record", "a line that was altered by hand, or is gone", file, 2, "", "",
       with_ledger_file([open](const std::string& path) {
         std::string bytes = io::read_file(path);
         bytes.erase(bytes.find('\n') + 1, 3);
         std::ofstream(path, std::ios::trunc) << bytes;
         open(path, {});
       })},
      {in,
       "bad_record",
       "a damaged record, met in a replay",
       "ledger",
       {},
       "record",
       "1",
       [] {
         class Damaged : public detail::MemoryKeeper {
          public:
           Damaged() : MemoryKeeper("ledger", "") {
             keep({.number = 1, .first = 1, .last = 1, .row = "{", .hash = ""});
           }
         };
         static_cast<void>(Ledger(std::make_unique<Damaged>(), {}).services());
       }},
      {in,
       "ledger_busy",
       "a second program that appends",
       file,
       {},
       "",
       "",
       with_ledger_file([open](const std::string& path) {
         const Ledger first = io::open_ledger_file(path);
         open(path, {.wait = std::chrono::milliseconds{0}});
       })},
      {in,
       "ledger_exists",
       "a new ledger where there is one",
       file,
       {},
       "",
       "",
       with_ledger_file([open](const std::string& path) {
         open(path, {.access = io::LedgerAccess::create_new});
       })},
      {in,
       "other_zone",
       "a zone that is not the ledger's",
       file,
       {},
       "zone",
       "CST-8",
       with_ledger_file([open](const std::string& path) { open(path, {.zone = "CST-8"}); })},
      {in,
       "cannot_write",
       "an append to a ledger opened to be read",
       file,
       {},
       "",
       "",
       with_ledger_file([](const std::string& path) {
         Ledger reader = io::open_ledger_file(path, {.access = io::LedgerAccess::read});
         static_cast<void>(reader.append(batch_of({.day = 3})));
       })},
  };
}

}  // namespace turnout::testing
