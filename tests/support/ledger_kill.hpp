// A program that appends to a ledger and is killed at any moment, again and again.
#pragma once

#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <turnout/io/ledger_file.hpp>
#include <turnout/points/services.hpp>

#include "support/ledgers.hpp"

namespace turnout::testing {

/// A folder of its own, gone at the end.
struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "turnout-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  [[nodiscard]] std::string operator/(const char* name) const { return (path / name).string(); }
};

using OpenLedger = std::function<Ledger(const io::LedgerOptions&)>;

/// What a child has been told is kept.
struct Acknowledged {
  std::uint64_t number = 0;
  std::array<char, 64> hash{};
};

inline std::string rows_for(int round, int append) {
  std::string rows;
  for (int k = 0; k <= append * 7 % 60; ++k)
    rows += "S" + std::to_string(round) + "-" + std::to_string(append) + "-" + std::to_string(k) +
            ",M" + std::to_string(k % 5) + ",2026-03-01 09:00,,2,C1,,,\n";
  return rows;
}

/// Appends until it is killed, and says after each append what was acknowledged.
[[noreturn]] inline void append_for_ever(const OpenLedger& open, int round, int out) {
  try {
    Ledger ledger = open({.access = io::LedgerAccess::create});
    for (int i = 0;; ++i) {
      const Appended done = ledger.append(batch_of({.services = rows_for(round, i), .day = round}));
      Acknowledged told{.number = done.last};
      std::memcpy(told.hash.data(), done.head.hash.data(), told.hash.size());
      if (::write(out, &told, sizeof told) != static_cast<ssize_t>(sizeof told)) ::_exit(2);
    }
  } catch (...) {
    ::_exit(3);
  }
}

/// Kills such a program `rounds` times. Each time all that was acknowledged must be there, only
/// whole appends, and the chain of hashes must go through the last acknowledged one.
inline void expect_to_survive_kills(const OpenLedger& open, int rounds, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uint64_t grown = 0;
  for (int round = 0; round < rounds; ++round) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      append_for_ever(open, round, ends[1]);
    }
    ::close(ends[1]);
    // After so many acknowledgements and a little while, wherever it is then.
    Acknowledged told, last;
    for (std::uint64_t wanted = random() % 4; wanted > 0; --wanted)
      if (::read(ends[0], &told, sizeof told) == static_cast<ssize_t>(sizeof told)) last = told;
    ::usleep(static_cast<useconds_t>(random() % 6'000));
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    while (::read(ends[0], &told, sizeof told) == static_cast<ssize_t>(sizeof told)) last = told;
    ::close(ends[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);

    if (last.number > 0 && round % 2 == 0) {
      const Ledger reader = open({.access = io::LedgerAccess::read});
      ASSERT_GE(reader.size(), last.number);
      ASSERT_TRUE(reader.verify());
    }
    const Ledger ledger = open({.access = io::LedgerAccess::create});
    ASSERT_GE(ledger.size(), last.number) << "something that was acknowledged is lost";
    ASSERT_GE(ledger.size(), grown);
    grown = ledger.size();
    std::optional<LedgerHead> known;
    if (last.number > 0)
      known = LedgerHead{.number = last.number, .hash = {last.hash.data(), last.hash.size()}};
    const LedgerVerdict verdict = ledger.verify(known);
    ASSERT_TRUE(verdict) << verdict.finding;
    if (grown > 0) {
      ledger.read(grown, grown, [&](const LedgerRecord& record) {
        EXPECT_EQ(record.last, grown) << "a part of an append is seen";
        return true;
      });
    }
    ASSERT_EQ(ledger.services().rows(), grown);
    ASSERT_NO_THROW(static_cast<void>(make_services(ledger.services())));
  }
  EXPECT_GT(grown, static_cast<std::uint64_t>(rounds)) << "nothing was ever appended";
}

}  // namespace turnout::testing
