// turnout/points/ledger.hpp -- what was given and what happened, written down once and never edited.
//
// Points can be checked only if what they rest on cannot be changed behind anybody's back. A
// ledger is a sequence of records, numbered from 1: when it was appended and by whom, and one
// row of one table (services, events, members, opening, postings). Nothing is ever edited or
// taken out; a mistake is corrected by a row that `reverses` another one. Each record carries a
// hash of itself and of the hash before it, so that who knows the last hash can tell that
// nothing before it was altered.
//
//   Ledger ledger(TimeZone::load("Asia/Shanghai"));               // kept in memory
//   ledger.append({.members = io::read_csv_table("members.csv"),
//                  .services = io::read_csv_table("services.csv"),
//                  .by = "office", .at = now});                   // all rows, or none
//   const Services given = make_services(ledger.services(), ledger.members(), ledger.zone());
//   ledger.services({.at = then});                                // as it stood then
//   ledger.verify();                                              // true, or names the record
//
// The same ledger is kept in a file by io::open_ledger_file (io/ledger_file.hpp) and in SQLite by
// io::open_sqlite_ledger (io/sqlite.hpp): they only keep records, and what is a good record is
// said here. Replaying gives the same tables, byte for byte; a standing scored from them does not
// depend on the order in which rows arrived.
//
// Columns and the bytes that are hashed: docs/ledger.md. The library reads no clock: `at` is the
// caller's, and may not lie before that of the last record.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/calendar.hpp>
#include <turnout/model/error.hpp>
#include <turnout/model/table.hpp>
#include <turnout/points/ledger_keeper.hpp>

namespace turnout::inline TURNOUT_ABI {

/// "members", "opening", "services", "events" or "postings".
[[nodiscard]] std::string_view to_string(LedgerTable table) noexcept;
/// The bytes that are hashed: {"number":1,"first":1,"last":1,"at":"2026-07-01T01:00:00Z",
/// "by":"office","table":"services","row":{...}} on one line.
[[nodiscard]] std::string to_text(const LedgerRecord& record);
/// The hash of `record` behind a record of hash `before`.
[[nodiscard]] std::string hash_of(const LedgerRecord& record, std::string_view before);

/// Rows to be appended together. Tables that are not given append nothing.
struct LedgerBatch {
  Table members = {};   ///< member_id; optional from, to and all else that a roster has.
  Table opening = {};   ///< member_id or account, measure, value.
  Table services = {};  ///< As make_services reads them.
  Table events = {};  ///< event_id, account, kind, at; optional quantity, score, other, until, ...
  Table postings =
      {};  ///< What was posted: period, rulebook, version, rulebook_hash, notice_hash, at.
  std::string by = {};          ///< Who appends them. Required.
  Instant at = Instant::min();  ///< When. Required.
};

/// How much of a ledger is seen: what had been appended up to a record, or up to an instant, both
/// included. Of rows that were appended together all are seen or none.
struct AsOf {
  std::optional<std::uint64_t> number = {};
  std::optional<Instant> at = {};
};

/// What a replay gives. Tables of which there is no row are not given, except services.
struct LedgerTables {
  Table members, opening, services, events, postings;
};

/// What append did.
struct Appended {
  std::uint64_t first = 0, last = 0;  ///< Numbers of the new records; 0 where there was no row.
  LedgerHead head = {};
  std::vector<Issue> warnings = {};  ///< Columns within two edits of a known name.
};

/// What verify found.
struct LedgerVerdict {
  bool holds = true;
  std::uint64_t records = 0;  ///< That fit, from the first on.
  LedgerHead head = {};       ///< The last one of them.
  std::string finding = {};   ///< The first record that does not fit, and why; "" if all do.
  explicit operator bool() const noexcept { return holds; }
};

/// A ledger, wherever it is kept. Moved, never copied.
class Ledger {
 public:
  /// In memory; times without a zone of their own are in `zone`.
  explicit Ledger(const TimeZone& zone = {});
  Ledger(std::unique_ptr<LedgerKeeper> keeper, TimeZone zone)
      : keeper_(std::move(keeper)), zone_(std::move(zone)) {}

  /// All rows, or none. Throws InputError with every bad row of every table; the ledger is then as
  /// it was before. Codes: those of make_services; of the other tables `blank`, `duplicate_id`,
  /// `unknown_member`, `unknown_event`, `out_of_range`, `bad_hash` and the like; `time_goes_back`;
  /// of the keeper `ledger_busy`, `cannot_write`. docs/errors.md has them all.
  Appended append(const LedgerBatch& batch);

  /// The zone of times without one of their own.
  [[nodiscard]] const TimeZone& zone() const noexcept { return zone_; }
  /// The path, or "ledger".
  [[nodiscard]] std::string name() const { return keeper_->name(); }
  [[nodiscard]] LedgerHead head() const { return keeper_->head(); }
  /// The number of records.
  [[nodiscard]] std::uint64_t size() const { return keeper_->head().number; }
  /// Hands over the records from `first` to `last` in order, until `use` returns false.
  void read(std::uint64_t first, std::uint64_t last,
            const std::function<bool(const LedgerRecord&)>& use) const {
    keeper_->read(first, last, use);
  }

  /// The rows as tables of text, in the order of their records: the columns that are known, then
  /// the others by name. Throws InputError (`bad_record`) where a record is damaged.
  [[nodiscard]] LedgerTables tables(const AsOf& as_of = {}) const;
  /// One of them, in one pass over all records.
  [[nodiscard]] Table table(LedgerTable which, const AsOf& as_of = {}) const;
  [[nodiscard]] Table members(const AsOf& as_of = {}) const {
    return table(LedgerTable::members, as_of);
  }
  [[nodiscard]] Table opening(const AsOf& as_of = {}) const {
    return table(LedgerTable::opening, as_of);
  }
  [[nodiscard]] Table services(const AsOf& as_of = {}) const {
    return table(LedgerTable::services, as_of);
  }
  [[nodiscard]] Table events(const AsOf& as_of = {}) const {
    return table(LedgerTable::events, as_of);
  }
  [[nodiscard]] Table postings(const AsOf& as_of = {}) const {
    return table(LedgerTable::postings, as_of);
  }

  /// Recomputes every hash. With `known`, a head that was noted before, also says whether the
  /// ledger still goes through it: that tells a ledger that was cut short or written anew.
  [[nodiscard]] LedgerVerdict verify(const std::optional<LedgerHead>& known = {}) const;

 private:
  std::unique_ptr<LedgerKeeper> keeper_;
  TimeZone zone_;
};

/// The line of a record in a file: to_text with the hash as its last member.
[[nodiscard]] std::string ledger_line(const LedgerRecord& record);
/// The first line of every ledger, {"format":"turnout-ledger/1","zone":"Asia/Shanghai"}; its
/// SHA-256 is the hash before the first record.
[[nodiscard]] std::string ledger_first_line(std::string_view zone);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/points/detail/ledger.ipp>
#endif
