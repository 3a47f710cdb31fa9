// turnout/io/sqlite.hpp -- a ledger in SQLite: one file, crash-safe, no server.
//
//   #include <turnout/io/sqlite.hpp>       // link turnout::sqlite
//   turnout::Ledger ledger = turnout::io::open_sqlite_ledger(
//       "street.db", {.access = turnout::io::LedgerAccess::create, .zone = "Asia/Shanghai"});
//
// What the command line keeps ledgers in. An append is one transaction that is synced to the disk
// before it returns; whatever happens in the middle of it, the ledger is as it was before. Nothing
// is read into memory: an append looks up what its rows speak of, by an index, so that one service
// is appended to ten million as quickly as to ten. Several programs may append, one after the
// other; each waits for `wait`, then is refused (`ledger_busy`). Readers never wait for long, nor do
// they keep a writer waiting: they read in short pieces, up to the record that was the last.
//
// The database refuses to change or delete a record, whoever asks. Its views `services`, `events`,
// `members`, `opening` and `postings` show the rows by column to any program that speaks SQL.
//
// Apart from the umbrella header, so that programs without it need no SQLite (Debian:
// libsqlite3-dev). Not for folders that several machines share over a network.
#pragma once

#include <string>
#include <string_view>

#include <turnout/config.hpp>
#include <turnout/io/ledger_file.hpp>
#include <turnout/points/ledger.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {

/// Throws InputError: `no_such_file`, `cannot_read`, `cannot_write`, `not_a_ledger`, `ledger_busy`,
/// `ledger_exists`, `other_zone`, `unknown_zone`.
[[nodiscard]] Ledger open_sqlite_ledger(const std::string& path, const LedgerOptions& options = {});

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/io/detail/sqlite.ipp>
#endif
