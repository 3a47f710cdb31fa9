// Ledgers in SQLite: the same as in memory, nothing acknowledged is ever lost, appends come one
// after the other, and nobody edits a record.
#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <turnout/io/files.hpp>
#include <turnout/io/sqlite.hpp>
#include <turnout/points/services.hpp>

#include "support/ledger_kill.hpp"
#include "support/ledgers.hpp"

namespace sqlite_test {

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
  return code_of([&] { static_cast<void>(io::open_sqlite_ledger(path, options)); });
}

/// Another program, which speaks SQL; what it gets, or the error.
std::string sql(const std::string& path, const std::string& text) {
  sqlite3* db = nullptr;
  std::string out;
  sqlite3_open(path.c_str(), &db);
  char* error = nullptr;
  sqlite3_exec(
      db, text.c_str(),
      [](void* to, int columns, char** values, char**) {
        for (int i = 0; i < columns; ++i)
          *static_cast<std::string*>(to) +=
              std::string(i > 0 ? "|" : "") + (values[i] == nullptr ? "" : values[i]);
        *static_cast<std::string*>(to) += "\n";
        return 0;
      },
      &out, &error);
  if (error != nullptr) out += error;
  sqlite3_free(error);
  sqlite3_close(db);
  return out;
}

LedgerBatch one_service(int day) {
  return batch_of({.services = "S" + std::to_string(day) + ",M1,2026-03-01,,2,,,,\n", .day = day});
}

TEST(SqliteLedger, IsTheLedgerInMemory) {
  const Folder folder;
  const std::string path = folder / "street.db";
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    std::filesystem::remove(path);
    Ledger memory(TimeZone::load("CST-8"));
    LedgerHistory one(seed), two(seed);
    for (int i = 0; i < 8; ++i) {
      Ledger kept = io::open_sqlite_ledger(path, {.access = LedgerAccess::create, .zone = "CST-8"});
      one.step(memory);
      two.step(kept);
      if (HasFatalFailure()) FAIL() << "seed " << seed;
      ASSERT_EQ(content(kept), content(memory));
      ASSERT_EQ(kept.head(), memory.head());
      ASSERT_EQ(kept.zone().name(), "CST-8");
    }
  }
}

TEST(SqliteLedger, OpensOnlyWhatIsMeant) {
  const Folder folder;
  const std::string path = folder / "street.db";
  EXPECT_EQ(opening_code(path), "no_such_file");
  EXPECT_EQ(opening_code(path, {.access = LedgerAccess::read}), "no_such_file");
  EXPECT_EQ(opening_code(folder / ""), "is_folder");
  EXPECT_EQ(opening_code("/dev/null"), "not_a_ledger");
  EXPECT_EQ(opening_code(folder / "no/such.db", {.access = LedgerAccess::create}), "cannot_write");
  EXPECT_EQ(opening_code(path, {.access = LedgerAccess::create, .zone = "Atlantis/Capital"}),
            "unknown_zone");
  EXPECT_FALSE(std::filesystem::exists(path));
  std::ofstream(path) << std::string(2'000, 'x');
  EXPECT_EQ(opening_code(path), "not_a_ledger");
  std::ofstream(path, std::ios::trunc) << "";
  EXPECT_EQ(opening_code(path), "not_a_ledger");
  EXPECT_EQ(sql(path, "CREATE TABLE mine (x)"), "");
  for (const LedgerAccess access : {LedgerAccess::read, LedgerAccess::append, LedgerAccess::create})
    EXPECT_EQ(opening_code(path, {.access = access}), "not_a_ledger");
  std::filesystem::remove(path);
  EXPECT_EQ(opening_code(path, {.access = LedgerAccess::create_new, .zone = "CST-8"}), "");
  EXPECT_EQ(opening_code(path, {.access = LedgerAccess::create_new}), "ledger_exists");
  EXPECT_EQ(opening_code(path, {.zone = "UTC"}), "other_zone");
  EXPECT_EQ(opening_code(path, {.zone = "CST-8"}), "");
  Ledger reader = io::open_sqlite_ledger(path, {.access = LedgerAccess::read});
  EXPECT_EQ(code_of([&] { static_cast<void>(reader.append(one_service(1))); }), "cannot_write");
}

TEST(SqliteLedger, WritersComeOneAfterTheOther) {
  const Folder folder;
  const std::string path = folder / "street.db";
  Ledger one = io::open_sqlite_ledger(path, {.access = LedgerAccess::create});
  Ledger two = io::open_sqlite_ledger(path, {.wait = std::chrono::milliseconds{30}});
  const Ledger reader = io::open_sqlite_ledger(path, {.access = LedgerAccess::read});
  for (int day = 0; day < 10; ++day) {
    Ledger& writer = day % 2 == 0 ? one : two;
    static_cast<void>(writer.append(one_service(day)));
    EXPECT_EQ(reader.size(), static_cast<std::uint64_t>(day) + 1);
  }
  EXPECT_EQ(code_of([&] { static_cast<void>(two.append(one_service(3))); }), "time_goes_back");
  LedgerBatch again = one_service(3);
  again.at = noon(20);
  EXPECT_EQ(code_of([&] { static_cast<void>(two.append(again)); }), "duplicate_id");

  // While somebody is in the middle of an append.
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(code_of([&] { static_cast<void>(two.append(one_service(30))); }), "ledger_busy");
  EXPECT_EQ(reader.services().rows(), 10U);
  sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  static_cast<void>(two.append(one_service(30)));
  EXPECT_TRUE(one.verify());
  EXPECT_EQ(one.size(), 11U);
}

/// Programs that append at the same time, none of which knows of the others.
TEST(SqliteLedger, ManyProgramsAtOnce) {
  const Folder folder;
  const std::string path = folder / "street.db";
  constexpr int programs = 4, appends = 12;
  std::vector<pid_t> children;
  for (int p = 0; p < programs; ++p) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      try {
        Ledger ledger = io::open_sqlite_ledger(
            path, {.access = LedgerAccess::create, .wait = std::chrono::seconds{60}});
        for (int i = 0; i < appends; ++i)
          static_cast<void>(ledger.append(batch_of({.services = rows_for(p, i)})));
        ::_exit(0);
      } catch (...) {
        ::_exit(1);
      }
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  const Ledger ledger = io::open_sqlite_ledger(path);
  EXPECT_TRUE(ledger.verify());
  std::size_t rows = 0;
  for (int i = 0; i < appends; ++i) rows += static_cast<std::size_t>(i * 7 % 60 + 1);
  EXPECT_EQ(ledger.services().rows(), programs * rows);
}

TEST(SqliteLedger, NobodyEditsARecord) {
  const Folder folder;
  const std::string path = folder / "street.db";
  Ledger ledger = io::open_sqlite_ledger(path, {.access = LedgerAccess::create});
  for (int day = 1; day <= 3; ++day) static_cast<void>(ledger.append(one_service(day)));
  const LedgerHead head = ledger.head();
  const LedgerContent before = content(ledger);
  for (const char* change : {"UPDATE record SET by = 'me'", "DELETE FROM record WHERE number = 3",
                             "UPDATE ledger SET first_line = ''", "DELETE FROM ledger"})
    EXPECT_EQ(sql(path, change),
              "a ledger is never edited; append a row that reverses another one");
  EXPECT_EQ(content(ledger), before);
  EXPECT_TRUE(ledger.verify(head));

  // Who takes the guard away is found out.
  const std::string off = "DROP TRIGGER record_no_UPDATE; DROP TRIGGER record_no_DELETE;";
  sql(path, off + "UPDATE record SET row = replace(row, '\"2\"', '\"9\"') WHERE number = 2");
  EXPECT_TRUE(ledger.verify().finding.starts_with("record 2:"));
  EXPECT_EQ(ledger.verify().records, 1U);
  sql(path, "UPDATE record SET row = replace(row, '\"9\"', '\"2\"'), at = 'soon' WHERE number = 2");
  EXPECT_TRUE(ledger.verify().finding.starts_with("record 2:"));
  sql(path, "UPDATE record SET at = '2026-07-03T12:00:00Z', \"table\" = 'mine' WHERE number = 2");
  EXPECT_TRUE(ledger.verify().finding.starts_with("record 2:"));
  sql(path, "UPDATE record SET \"table\" = 'services' WHERE number = 2");
  EXPECT_TRUE(ledger.verify(head));
  sql(path, "DELETE FROM record WHERE number = 2");
  EXPECT_EQ(ledger.verify().finding, "record 2: it is missing");
  EXPECT_EQ(code_of([&] { static_cast<void>(ledger.services()); }), "bad_record");
  sql(path, "DELETE FROM record WHERE number = 3");
  EXPECT_TRUE(ledger.verify());
  EXPECT_FALSE(ledger.verify(head));
}

TEST(SqliteLedger, ViewsShowRowsByColumn) {
  const Folder folder;
  const std::string path = folder / "street.db";
  {
    Ledger ledger = io::open_sqlite_ledger(path, {.access = LedgerAccess::create});
    static_cast<void>(ledger.append(batch_of(
        {.members = "M1,\"A \"\"b\"\"\",East,\n", .services = "S1,M1,2026-03-01,,2,,,,\n"})));
  }
  EXPECT_EQ(sql(path, "SELECT number, appended_by, name, \"from\" FROM members"),
            "1|office|A \"b\"|\n");
  EXPECT_EQ(sql(path, "SELECT service_id, hours FROM services"), "S1|2\n");
  EXPECT_EQ(sql(path, "SELECT count(*) FROM events"), "0\n");
}

TEST(SqliteLedger, ADamagedFileIsAnErrorAndNoCrash) {
  const Folder folder;
  const std::string path = folder / "street.db";
  {
    Ledger ledger = io::open_sqlite_ledger(path, {.access = LedgerAccess::create});
    for (int day = 0; day < 3; ++day)
      static_cast<void>(ledger.append(batch_of({.services = rows_for(day, 8), .day = day})));
  }
  const std::string bytes = io::read_file(path);
  std::mt19937_64 random(1);
  for (int round = 0; round < 60; ++round) {
    std::string damaged = bytes;
    if (round % 3 == 0) damaged.resize(random() % damaged.size());
    for (int i = 0; i < 20 && !damaged.empty(); ++i)
      damaged[random() % damaged.size()] = static_cast<char>(random() % 256);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << damaged;
    try {
      Ledger ledger = io::open_sqlite_ledger(path, {.access = LedgerAccess::append});
      static_cast<void>(ledger.verify());
      static_cast<void>(ledger.tables());
    } catch (const InputError& error) {
      EXPECT_FALSE(error.issues().front().remedy.empty());
    }
  }
}

TEST(SqliteLedger, KilledAtAnyMomentNothingAcknowledgedIsLost) {
  const Folder folder;
  const std::string path = folder / "street.db";
  expect_to_survive_kills(
      [&](const io::LedgerOptions& options) { return io::open_sqlite_ledger(path, options); }, 40,
      6);
}

}  // namespace sqlite_test
