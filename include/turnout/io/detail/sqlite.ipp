#pragma once

#include <algorithm>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sqlite3.h>

#include <turnout/io/detail/file_errors.hpp>
#include <turnout/io/detail/ledger_opening.hpp>
#include <turnout/io/files.hpp>
#include <turnout/io/sqlite.hpp>
#include <turnout/model/hash.hpp>
#include <turnout/points/detail/ledger_rows.ipp>
#include <turnout/points/detail/ledger_text.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

/// Closed whatever happens. Errors of SQLite become those of the library.
class Database {
 public:
  Database(std::string path, int flags) : path_(std::move(path)) {
    const int code = sqlite3_open_v2(path_.c_str(), &db_, flags | SQLITE_OPEN_EXRESCODE, nullptr);
    if (code != SQLITE_OK) {
      const std::string why = db_ == nullptr ? "no memory" : sqlite3_errmsg(db_);
      sqlite3_close_v2(db_);
      refuse(code, why);
    }
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() { sqlite3_close_v2(db_); }

  [[nodiscard]] sqlite3* get() const noexcept { return db_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  void run(const std::string& sql) {
    const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) refuse(code, sqlite3_errmsg(db_));
  }
  [[noreturn]] void refuse(int code) const { refuse(code, sqlite3_errmsg(db_)); }

 private:
  [[noreturn]] void refuse(int code, const std::string& why) const {
    switch (code & 0xFF) {
      case SQLITE_BUSY:
      case SQLITE_LOCKED: ledger_busy(path_);
      case SQLITE_NOTADB: not_a_ledger(path_);
      case SQLITE_FULL:
      case SQLITE_READONLY:
      case SQLITE_CANTOPEN:
      case SQLITE_IOERR: cannot_write(path_, why);
      default: break;
    }
    refuse_ledger(path_, "cannot_read", "this cannot be read (" + why + ")",
                  "check that it is a file that you may read");
  }

  std::string path_;
  sqlite3* db_ = nullptr;
};

/// A prepared statement; reset after each use.
class Statement {
 public:
  Statement(Database& db, const char* sql) : db_(db) {
    const int code =
        sqlite3_prepare_v3(db.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
    if (code != SQLITE_OK) db.refuse(code);
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(statement_); }

  Statement& bind(int at, std::uint64_t value) {
    check(sqlite3_bind_int64(statement_, at, static_cast<sqlite3_int64>(value)));
    return *this;
  }
  /// The text must live until the statement is reset.
  Statement& bind(int at, std::string_view text) {
    check(sqlite3_bind_text64(statement_, at, text.data() == nullptr ? "" : text.data(),
                              text.size(), SQLITE_STATIC, SQLITE_UTF8));
    return *this;
  }
  Statement& bind_null(int at) {
    check(sqlite3_bind_null(statement_, at));
    return *this;
  }
  /// True where there is a row.
  bool step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    sqlite3_reset(statement_);
    db_.refuse(code);
  }
  void reset() noexcept { sqlite3_reset(statement_); }
  /// For an INSERT.
  void run() {
    step();
    reset();
  }
  [[nodiscard]] std::uint64_t number(int at) const noexcept {
    return static_cast<std::uint64_t>(sqlite3_column_int64(statement_, at));
  }
  [[nodiscard]] std::string_view text(int at) const noexcept {
    const unsigned char* const bytes = sqlite3_column_text(statement_, at);
    if (bytes == nullptr) return {};
    return {reinterpret_cast<const char*>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, at))};
  }

 private:
  void check(int code) const {
    if (code != SQLITE_OK) db_.refuse(code);
  }
  Database& db_;
  sqlite3_stmt* statement_ = nullptr;
};

/// "tled": what `file` and other programs know a ledger by.
inline constexpr const char* ledger_application_id = "1953260900";

inline std::string ledger_schema() {
  std::string sql =
      "CREATE TABLE ledger (first_line TEXT NOT NULL);"
      "CREATE TABLE record (number INTEGER PRIMARY KEY, first INTEGER NOT NULL,"
      " last INTEGER NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL, \"table\" TEXT NOT NULL,"
      " id TEXT NOT NULL, reverses TEXT, row TEXT NOT NULL, hash TEXT NOT NULL);"
      "CREATE INDEX record_id ON record (\"table\", id);"
      "CREATE INDEX record_reverses ON record (\"table\", reverses) WHERE reverses IS NOT NULL;"
      "PRAGMA application_id = ";
  sql += ledger_application_id;
  sql += "; PRAGMA user_version = 1;";
  for (const char* table : {"ledger", "record"})
    for (const char* change : {"UPDATE", "DELETE"})
      sql += std::string("CREATE TRIGGER ") + table + "_no_" + change + " BEFORE " + change +
             " ON " + table +
             " BEGIN SELECT RAISE(ABORT, 'a ledger is never edited; append a row that reverses "
             "another one'); END;";
  for (std::size_t t = 0; t < kLedgerTables; ++t) {
    const auto table = static_cast<LedgerTable>(t);
    const std::string name(turnout::detail::table_name(table));
    sql += "CREATE VIEW " + name + " AS SELECT number, at AS appended_at, by AS appended_by";
    for (const std::string_view column : turnout::detail::known_columns(table)) {
      const std::string text(column);
      sql += ", json_extract(row, '$." + text + "') AS \"" + text + "\"";
    }
    sql += " FROM record WHERE \"table\" = '" + name + "';";
  }
  return sql;
}

/// The first line of a ledger, where the database is one.
inline std::optional<std::string> first_line_of(Database& db) {
  Statement tables(db, "SELECT count(*) FROM sqlite_schema");
  if (!tables.step() || tables.number(0) == 0) return std::nullopt;
  Statement ours(db,
                 "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('ledger', "
                 "'record')");
  if (!ours.step() || ours.number(0) != 2) not_a_ledger(db.path());
  Statement line(db, "SELECT first_line FROM ledger");
  if (!line.step()) not_a_ledger(db.path());
  return std::string(line.text(0));
}

class SqliteKeeper : public LedgerKeeper {
 public:
  SqliteKeeper(std::unique_ptr<Database> db, std::string first_hash, bool reads)
      : db_(std::move(db)), first_hash_(std::move(first_hash)), reads_(reads) {}

  [[nodiscard]] std::string name() const override { return db_->path(); }
  [[nodiscard]] LedgerHead head() override {
    LedgerHead head{.hash = first_hash_};
    if (head_.step()) {
      head.number = head_.number(0);
      head.hash = head_.text(1);
      head.at = turnout::detail::read_utc(head_.text(2)).value_or(Instant::min());
    }
    head_.reset();
    return head;
  }
  [[nodiscard]] bool has(LedgerTable table) override {
    const bool found = has_.bind(1, turnout::detail::table_name(table)).step();
    has_.reset();
    return found;
  }
  [[nodiscard]] std::vector<std::uint64_t> find(LedgerTable table, std::string_view id) override {
    return numbers(find_, table, id);
  }
  [[nodiscard]] std::vector<std::uint64_t> reversals(LedgerTable table,
                                                     std::string_view id) override {
    return numbers(reversals_, table, id);
  }

  /// In pieces, so that nobody who wants to append waits for a long replay.
  void read(std::uint64_t first, std::uint64_t last,
            const std::function<bool(const LedgerRecord&)>& use) override {
    constexpr std::size_t piece = 1'000;
    last = std::min(last, std::uint64_t{std::numeric_limits<std::int64_t>::max()});
    if (first > last) return;
    std::vector<LedgerRecord> records(std::min<std::uint64_t>(piece, last - first + 1));
    while (first <= last) {
      std::size_t count = 0;
      read_.bind(1, first).bind(2, last).bind(3, std::uint64_t{records.size()});
      while (count < records.size() && read_.step()) take(records[count++]);
      read_.reset();
      for (std::size_t i = 0; i < count; ++i)
        if (!use(records[i])) return;
      if (count < records.size()) return;
      first = records[count - 1].number + 1;
    }
  }

  void begin() override {
    if (reads_) cannot_write(name(), "it was opened to be read");
    db_->run("BEGIN IMMEDIATE");
  }
  void add(const LedgerRecord& record) override {
    const std::string at = turnout::detail::utc_text(record.at);
    add_.bind(1, record.number).bind(2, record.first).bind(3, record.last).bind(4, at);
    add_.bind(5, record.by).bind(6, turnout::detail::table_name(record.table)).bind(7, record.id);
    if (record.reverses.empty())
      add_.bind_null(8);
    else
      add_.bind(8, record.reverses);
    add_.bind(9, record.row).bind(10, record.hash).run();
  }
  void commit() override { db_->run("COMMIT"); }
  void rollback() noexcept override {
    // Where SQLite has rolled back by itself there is nothing to do.
    if (sqlite3_get_autocommit(db_->get()) == 0)
      sqlite3_exec(db_->get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }

 private:
  static std::vector<std::uint64_t> numbers(Statement& statement, LedgerTable table,
                                            std::string_view id) {
    std::vector<std::uint64_t> found;
    statement.bind(1, turnout::detail::table_name(table)).bind(2, id);
    while (statement.step()) found.push_back(statement.number(0));
    statement.reset();
    return found;
  }
  /// A row that somebody has forced into something else has another hash, and `verify` says so.
  void take(LedgerRecord& record) const {
    record.number = read_.number(0);
    record.first = read_.number(1);
    record.last = read_.number(2);
    record.at = turnout::detail::read_utc(read_.text(3)).value_or(Instant{});
    record.by = read_.text(4);
    const auto names = turnout::detail::kLedgerTableNames;
    const auto named = std::find(names.begin(), names.end(), read_.text(5));
    record.table = named == names.end() ? LedgerTable::postings
                                        : static_cast<LedgerTable>(named - names.begin());
    record.row = read_.text(6);
    record.hash = read_.text(7);
    turnout::detail::read_keys(record);
  }

  std::unique_ptr<Database> db_;
  std::string first_hash_;
  bool reads_;
  Statement head_{*db_, "SELECT number, hash, at FROM record ORDER BY number DESC LIMIT 1"};
  Statement has_{*db_, "SELECT 1 FROM record WHERE \"table\" = ? LIMIT 1"};
  Statement find_{*db_, "SELECT number FROM record WHERE \"table\" = ? AND id = ? ORDER BY number"};
  Statement reversals_{
      *db_, "SELECT number FROM record WHERE \"table\" = ? AND reverses = ? ORDER BY number"};
  Statement read_{*db_,
                  "SELECT number, first, last, at, by, \"table\", row, hash FROM record WHERE "
                  "number BETWEEN ? AND ? ORDER BY number LIMIT ?"};
  Statement add_{*db_,
                 "INSERT INTO record (number, first, last, at, by, \"table\", id, reverses, row, "
                 "hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
};

}  // namespace detail

TURNOUT_INLINE Ledger open_sqlite_ledger(const std::string& path, const LedgerOptions& options) {
  std::error_code error;
  const bool creates = detail::creates(options.access);
  const bool reads = options.access == LedgerAccess::read;
  if (std::filesystem::is_other(path, error)) detail::not_a_ledger(path);
  const bool there = std::filesystem::is_regular_file(path, error);
  if (!there && (!creates || std::filesystem::exists(path, error)))
    static_cast<void>(read_file(path));  // throws
  if (there && options.access == LedgerAccess::create_new) detail::ledger_exists(path);
  const std::string zone = creates && !there ? detail::new_zone(options) : std::string();

  // Also to read: the first to come after a crash takes back what it left half done.
  auto db = std::make_unique<detail::Database>(
      path, SQLITE_OPEN_READWRITE | (creates && !there ? SQLITE_OPEN_CREATE : 0));
  sqlite3_busy_timeout(db->get(), static_cast<int>(options.wait.count()));
  // EXTRA also syncs the folder when a commit is done: what was acknowledged outlives the power.
  db->run("PRAGMA synchronous = EXTRA; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;");
  if (reads) db->run("PRAGMA query_only = ON;");
  std::optional<std::string> line = detail::first_line_of(*db);
  if (!line && creates) {
    db->run("BEGIN IMMEDIATE");
    line = detail::first_line_of(*db);  // another program may have been quicker
    if (!line) {
      line = ledger_first_line(zone.empty() ? detail::new_zone(options) : zone);
      db->run(detail::ledger_schema());
      detail::Statement(*db, "INSERT INTO ledger (first_line) VALUES (?)").bind(1, *line).run();
    }
    db->run("COMMIT");
  }
  const auto named =
      line ? turnout::detail::zone_of_first_line(*line) : std::optional<std::string>();
  if (!named) detail::not_a_ledger(path);
  const TimeZone read_zone = detail::zone_of_ledger(path, *named, options);
  return {std::make_unique<detail::SqliteKeeper>(std::move(db), sha256(*line), reads), read_zone};
}

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
