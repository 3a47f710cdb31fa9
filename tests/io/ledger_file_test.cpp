// Ledgers in a text file: the same as in memory, nothing acknowledged is ever lost, one program
// writes at a time.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <turnout/io/files.hpp>
#include <turnout/io/ledger_file.hpp>
#include <turnout/points/services.hpp>

#include "support/ledger_kill.hpp"
#include "support/ledgers.hpp"

namespace ledger_file_test {

using namespace turnout;
using namespace turnout::testing;
using io::LedgerAccess;

std::string code_of(const std::function<void()>& give) {
  try {
    give();
  } catch (const InputError& error) {
    return error.issues().front().code;
  }
  return {};
}
std::string opening_code(const std::string& path, const io::LedgerOptions& options = {}) {
  return code_of([&] { static_cast<void>(io::open_ledger_file(path, options)); });
}

TEST(LedgerFile, IsTheLedgerInMemory) {
  const Folder folder;
  const std::string path = folder / "street.jsonl";
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    std::filesystem::remove(path);
    Ledger memory(TimeZone::load("CST-8"));
    LedgerHistory one(seed), two(seed);
    for (int i = 0; i < 8; ++i) {
      // Opened anew for each append.
      Ledger file = io::open_ledger_file(path, {.access = LedgerAccess::create, .zone = "CST-8"});
      one.step(memory);
      two.step(file);
      if (HasFatalFailure()) FAIL() << "seed " << seed;
      ASSERT_EQ(content(file), content(memory));
      ASSERT_EQ(file.head(), memory.head());
      ASSERT_EQ(file.zone().name(), "CST-8");
    }
  }
}

TEST(LedgerFile, IsALineARecord) {
  const Folder folder;
  const std::string path = folder / "street.jsonl";
  Ledger ledger = io::open_ledger_file(path, {.access = LedgerAccess::create_new});
  EXPECT_EQ(io::read_file(path), "{\"format\":\"turnout-ledger/1\",\"zone\":\"UTC\"}\n");
  static_cast<void>(ledger.append(batch_of({.services = "S1,M1,2026-03-01,,2,,,,\n"})));
  EXPECT_EQ(io::read_file(path),
            "{\"format\":\"turnout-ledger/1\",\"zone\":\"UTC\"}\n"
            "{\"number\":1,\"first\":1,\"last\":1,\"at\":\"2026-07-01T12:00:00Z\",\"by\":"
            "\"office\",\"table\":\"services\",\"row\":{\"service_id\":\"S1\",\"member_id\":"
            "\"M1\",\"start\":\"2026-03-01\",\"hours\":\"2\"},\"hash\":\"" +
                ledger.head().hash + "\"}\n");
}

TEST(LedgerFile, OpensOnlyWhatIsMeant) {
  const Folder folder;
  const std::string path = folder / "street.jsonl";
  EXPECT_EQ(opening_code(path), "no_such_file");
  EXPECT_EQ(opening_code(folder / ""), "is_folder");
  EXPECT_EQ(opening_code("/dev/null"), "not_a_ledger");
  EXPECT_EQ(opening_code(folder / "no/such.jsonl", {.access = LedgerAccess::create}),
            "cannot_write");
  EXPECT_EQ(opening_code(path, {.access = LedgerAccess::create, .zone = "Atlantis/Capital"}),
            "unknown_zone");
  EXPECT_FALSE(std::filesystem::exists(path));
  for (const char* bytes : {"", "service_id\nS1\n", "{\"format\":\"turnout-ledger/1\",\"zo"}) {
    io::write_file(path, bytes);
    EXPECT_EQ(opening_code(path), "not_a_ledger") << bytes;
    EXPECT_EQ(io::read_file(path), bytes);
  }
  std::filesystem::remove(path);
  EXPECT_EQ(opening_code(path, {.access = LedgerAccess::create_new, .zone = "CST-8"}), "");
  EXPECT_EQ(opening_code(path, {.access = LedgerAccess::create_new}), "ledger_exists");
  EXPECT_EQ(opening_code(path, {.zone = "UTC"}), "other_zone");
  EXPECT_EQ(opening_code(path, {.zone = "CST-8"}), "");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path), {}), 1)
      << "something was left behind";
}

TEST(LedgerFile, OneWritesAtATimeOthersRead) {
  const Folder folder;
  const std::string path = folder / "street.jsonl";
  Ledger writer = io::open_ledger_file(path, {.access = LedgerAccess::create});
  const auto batch = [](int day) {
    return batch_of(
        {.services = "S" + std::to_string(day) + ",M1,2026-03-01,,2,,,,\n", .day = day});
  };
  static_cast<void>(writer.append(batch(1)));
  EXPECT_EQ(opening_code(path, {.wait = std::chrono::milliseconds{30}}), "ledger_busy");
  Ledger reader = io::open_ledger_file(path, {.access = LedgerAccess::read});
  EXPECT_EQ(reader.size(), 1U);
  EXPECT_EQ(code_of([&] { static_cast<void>(reader.append(batch(2))); }), "cannot_write");
  static_cast<void>(writer.append(batch(2)));
  EXPECT_EQ(reader.size(), 1U) << "what was there when it was opened";
  {
    const Ledger gone = std::move(writer);
  }
  Ledger next = io::open_ledger_file(path, {.wait = std::chrono::milliseconds{0}});
  EXPECT_EQ(next.size(), 2U);
  // A program that does not ask for the lock.
  std::ofstream(path, std::ios::app) << "x";
  EXPECT_EQ(code_of([&] { static_cast<void>(next.append(batch(3))); }), "cannot_write");
}

/// Cut at any byte, a file holds the appends that are whole, and goes on from there.
TEST(LedgerFile, ATornAppendIsCutOffAndKeptBeside) {
  const Folder folder;
  const std::string path = folder / "street.jsonl";
  std::vector<std::size_t> sizes;
  std::vector<LedgerHead> heads;
  {
    Ledger ledger = io::open_ledger_file(path, {.access = LedgerAccess::create});
    for (int i = 0; i < 3; ++i) {
      sizes.push_back(std::filesystem::file_size(path));
      heads.push_back(ledger.head());
      static_cast<void>(ledger.append(batch_of({.services = rows_for(i, 2 - i), .day = i})));
    }
    sizes.push_back(std::filesystem::file_size(path));
    heads.push_back(ledger.head());
  }
  const std::string bytes = io::read_file(path);
  std::set<std::size_t> cuts{bytes.size()};
  for (std::size_t cut = sizes[0]; cut < bytes.size(); ++cut)
    if (bytes[cut] == '\n' || cut % 97 == 0) cuts.insert({cut - 1, cut, cut + 1});
  for (const std::size_t cut : cuts) {
    if (cut < sizes[0]) continue;
    std::ofstream(path, std::ios::binary) << bytes.substr(0, cut);
    const std::size_t whole =
        static_cast<std::size_t>(std::ranges::upper_bound(sizes, cut) - sizes.begin()) - 1;
    const Ledger reader = io::open_ledger_file(path, {.access = LedgerAccess::read});
    ASSERT_EQ(reader.head(), heads[whole]);
    ASSERT_EQ(std::filesystem::file_size(path), cut) << "who reads changes nothing";
    Ledger ledger = io::open_ledger_file(path);
    ASSERT_EQ(ledger.head(), heads[whole]) << cut;
    ASSERT_TRUE(ledger.verify(heads[whole]));
    ASSERT_EQ(std::filesystem::file_size(path), sizes[whole]);
    if (cut > sizes[whole]) {
      ASSERT_EQ(io::read_file(path + ".torn"), bytes.substr(sizes[whole], cut - sizes[whole]));
    }
    if (cut % 7 == 0) {
      static_cast<void>(ledger.append(batch_of({.services = rows_for(9, 1), .day = 9})));
      ASSERT_TRUE(ledger.verify(heads[whole]));
    }
  }
}

/// The disk may have written the end of an append and not its beginning.
TEST(LedgerFile, HolesInTheLastAppendAreACrashOthersAreDamage) {
  const Folder folder;
  const std::string path = folder / "street.jsonl";
  {
    Ledger ledger = io::open_ledger_file(path, {.access = LedgerAccess::create});
    static_cast<void>(ledger.append(batch_of({.services = rows_for(0, 0)})));
    static_cast<void>(ledger.append(batch_of({.services = rows_for(1, 1), .day = 1})));
  }
  const std::string bytes = io::read_file(path);
  std::vector<std::size_t> lines{0};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    if (bytes[i] == '\n') lines.push_back(i + 1);
  const auto with_hole = [&](std::size_t line) {
    std::string holed = bytes;
    for (std::size_t i = lines[line] + 9; i + 9 < lines[line + 1]; ++i) holed[i] = '\0';
    io::write_file(path, holed);
  };
  with_hole(1);
  try {
    static_cast<void>(io::open_ledger_file(path));
    FAIL() << "a damaged record was taken for a crash";
  } catch (const InputError& error) {
    EXPECT_EQ(error.issues().front().code, "bad_record");
    EXPECT_EQ(error.issues().front().row, 2);
  }
  for (const std::size_t line : {2U, 5U, 9U}) {
    with_hole(line);
    EXPECT_EQ(io::open_ledger_file(path).size(), 1U);
  }
  // Lines that change places, or are gone, are no crash either.
  const auto line = [&](std::size_t i) { return bytes.substr(lines[i], lines[i + 1] - lines[i]); };
  io::write_file(path, line(0) + line(2) + line(3));
  EXPECT_EQ(opening_code(path), "bad_record");
  io::write_file(path, line(0) + line(1) + line(3) + line(2));
  EXPECT_EQ(opening_code(path), "bad_record");
}

TEST(LedgerFile, WhatWasAlteredIsFound) {
  const Folder folder;
  const std::string path = folder / "street.jsonl";
  {
    Ledger ledger = io::open_ledger_file(path, {.access = LedgerAccess::create});
    for (int i = 0; i < 3; ++i)
      static_cast<void>(ledger.append(batch_of({.services = rows_for(i, 0), .day = i})));
  }
  std::string bytes = io::read_file(path);
  const std::size_t at = bytes.find("\"hours\":\"2\"", bytes.find("\"number\":2"));
  bytes.replace(at, 11, "\"hours\":\"9\"");
  io::write_file(path, bytes);
  const LedgerVerdict verdict = io::open_ledger_file(path).verify();
  EXPECT_FALSE(verdict);
  EXPECT_EQ(verdict.records, 1U);
  EXPECT_TRUE(verdict.finding.starts_with("record 2:"));
}

TEST(LedgerFile, AFullDiskLeavesTheLedgerAsItWas) {
  // A limit on the size of files stands for a full disk.
  const Folder folder;
  const std::string path = folder / "street.jsonl";
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    try {
      Ledger ledger = io::open_ledger_file(path, {.access = LedgerAccess::create});
      static_cast<void>(ledger.append(batch_of({.services = rows_for(0, 0)})));
      const rlimit limit{2'000, 2'000};
      ::setrlimit(RLIMIT_FSIZE, &limit);
      const auto full = [&] {
        static_cast<void>(ledger.append(batch_of({.services = rows_for(1, 8), .day = 1})));
      };
      if (code_of(full) != "cannot_write" || ledger.size() != 1) ::_exit(1);
      if (code_of(full) != "cannot_write") ::_exit(2);
      // There is room for a smaller one.
      static_cast<void>(ledger.append(batch_of({.services = rows_for(2, 0), .day = 1})));
      ::_exit(ledger.size() == 2 && ledger.verify() ? 0 : 3);
    } catch (...) {
      ::_exit(4);
    }
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  const Ledger ledger = io::open_ledger_file(path);
  EXPECT_EQ(ledger.size(), 2U);
  EXPECT_FALSE(std::filesystem::exists(path + ".torn"));
}

TEST(LedgerFile, KilledAtAnyMomentNothingAcknowledgedIsLost) {
  const Folder folder;
  const std::string path = folder / "street.jsonl";
  expect_to_survive_kills(
      [&](const io::LedgerOptions& options) { return io::open_ledger_file(path, options); }, 40, 5);
}

}  // namespace ledger_file_test
