// turnout/points/ledger_keeper.hpp -- records, and what keeps them.
//
// Only for those who want to keep a ledger in a place of their own, such as the database of an
// application: derive a LedgerKeeper and hand it to Ledger (points/ledger.hpp), which checks what
// is appended and makes the records. Three are there: memory, a file, SQLite.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/calendar.hpp>

namespace turnout::inline TURNOUT_ABI {

/// The table that a record's row belongs to.
enum class LedgerTable : std::uint8_t { members, opening, services, events, postings };
inline constexpr std::size_t kLedgerTables = 5;

/// One record. What it says of itself is hashed; `id` and `reverses` repeat what stands in the row.
struct LedgerRecord {
  std::uint64_t number = 0;  ///< From 1, without holes.
  /// The numbers of the first and the last record that were appended together with it.
  std::uint64_t first = 0, last = 0;
  Instant at{};
  std::string by = {};
  LedgerTable table = LedgerTable::services;
  std::string row = {};   ///< A JSON object: the cells that are given, as text, by column.
  std::string hash = {};  ///< SHA-256 of the hash before it, a line feed, and to_text(record).
  std::string id = {}, reverses = {};
  friend bool operator==(const LedgerRecord&, const LedgerRecord&) = default;
};

/// Where a ledger ends. Put it on a notice, and nobody can change what stands before it unseen.
struct LedgerHead {
  std::uint64_t number = 0;     ///< 0: no record yet.
  std::string hash = {};        ///< Of the last record; of an empty ledger, of its first line.
  Instant at = Instant::min();  ///< When the last record was appended.
  friend bool operator==(const LedgerHead&, const LedgerHead&) = default;
};

/// Where records are kept. Ledger says what a good record is; a keeper only keeps what it is given,
/// all of a batch or nothing of it. Not for use by several threads at a time.
class LedgerKeeper {
 public:
  LedgerKeeper() = default;
  LedgerKeeper(const LedgerKeeper&) = delete;
  LedgerKeeper& operator=(const LedgerKeeper&) = delete;
  virtual ~LedgerKeeper() = default;

  /// As errors name it: the path, or "ledger".
  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual LedgerHead head() = 0;
  /// Whether there is a record of this table.
  [[nodiscard]] virtual bool has(LedgerTable table) = 0;
  /// The numbers of the records with this id; ascending.
  [[nodiscard]] virtual std::vector<std::uint64_t> find(LedgerTable table, std::string_view id) = 0;
  /// The numbers of the records that reverse this id; ascending.
  [[nodiscard]] virtual std::vector<std::uint64_t> reversals(LedgerTable table,
                                                             std::string_view id) = 0;
  /// Hands over the records from `first` to `last` in order, until `use` returns false.
  virtual void read(std::uint64_t first, std::uint64_t last,
                    const std::function<bool(const LedgerRecord&)>& use) = 0;

  /// From here to commit or rollback nobody else appends, and head() is the last record of all.
  virtual void begin() = 0;
  virtual void add(const LedgerRecord& record) = 0;
  /// When this returns, the batch is kept for good. When it throws, nothing of it is.
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
};

}  // namespace turnout::inline TURNOUT_ABI
