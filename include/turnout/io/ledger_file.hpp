// turnout/io/ledger_file.hpp -- a ledger in a text file that is only ever added to.
//
//   Ledger ledger = io::open_ledger_file("street.jsonl", {.access = io::LedgerAccess::create,
//                                                         .zone = "Asia/Shanghai"});
//   ledger.append({.services = services, .by = "office", .at = now});   // returns when it is on the disk
//
// One line a record (JSON; docs/ledger.md), so that a person, `grep` and any language can read it.
// Each append is written at the end in one go and synced to the disk before it returns. A crash
// can leave only a part of the last append behind, one that was never acknowledged: it is
// recognised when the file is next opened for appending, kept in FILE.torn, and cut off.
//
// One program appends at a time; a second one waits, then is refused (`ledger_busy`). Others may
// read meanwhile, and see what was there when they opened it. The whole file is read into memory:
// where that is too much, keep the ledger in SQLite (io/sqlite.hpp).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/points/ledger.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {

/// What a ledger is opened for.
enum class LedgerAccess : std::uint8_t {
  read,        ///< To read; appending is refused.
  append,      ///< To append to one that is there.
  create,      ///< To append; made where there is none.
  create_new,  ///< To append; refused where there is one (`ledger_exists`).
};

struct LedgerOptions {
  LedgerAccess access = LedgerAccess::append;
  /// The zone of times without one of their own, for a new ledger: "" is UTC. A ledger that is
  /// there has its own; where one is given too, it must be the same (`other_zone`).
  std::string zone = {};
  std::vector<std::string> zone_folders = {};  ///< As TimeZone::load looks for zones.
  std::chrono::milliseconds wait{5'000};       ///< For another program that is appending.
};

/// Throws InputError: those of read_file, `cannot_write`, `not_a_ledger`, `bad_record` with the line,
/// `ledger_busy`, `ledger_exists`, `other_zone`, `unknown_zone`.
[[nodiscard]] Ledger open_ledger_file(const std::string& path, const LedgerOptions& options = {});

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/io/detail/ledger_file.ipp>
#endif
