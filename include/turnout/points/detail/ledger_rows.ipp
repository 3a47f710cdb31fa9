#pragma once

// Rows on their way in and out of a ledger: tables of any columns become tables of text, and rows
// of JSON become tables again.

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <turnout/model/detail/table_reader.ipp>
#include <turnout/points/detail/ledger_text.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// The columns of each table in the order in which a row is written; others follow by name. Hashes
/// rest on this order: it is part of the format turnout-ledger/1.
inline std::span<const std::string_view> known_columns(LedgerTable table) {
  static constexpr std::array<std::string_view, 6> members{"member_id", "name", "community",
                                                           "unit",      "from", "to"};
  static constexpr std::array<std::string_view, 5> opening{"member_id", "account", "kind",
                                                           "measure", "value"};
  static constexpr std::array<std::string_view, 25> services{
      "service_id",  "member_id",    "start",        "end",     "hours",    "need_id",   "item",
      "kind",        "category",     "series",       "place",   "role",     "community", "source",
      "recorded_by", "confirmed_by", "confirmed_at", "rating",  "rated_by", "rated_at",  "group",
      "beneficiary", "reached",      "note",         "reverses"};
  static constexpr std::array<std::string_view, 14> events{
      "event_id", "account", "kind",         "at",           "quantity", "unit",     "score",
      "other",    "until",   "confirmed_by", "confirmed_at", "due",      "reverses", "note"};
  static constexpr std::array<std::string_view, 8> postings{
      "period", "community", "rulebook", "version", "rulebook_hash", "notice_hash", "at", "by"};
  switch (table) {
    case LedgerTable::members: return members;
    case LedgerTable::opening: return opening;
    case LedgerTable::services: return services;
    case LedgerTable::events: return events;
    case LedgerTable::postings: break;
  }
  return postings;
}

/// The place of a column in the order above, then its name.
inline std::pair<std::size_t, std::string_view> column_order(LedgerTable table,
                                                             std::string_view name) {
  const auto known = known_columns(table);
  const auto at = static_cast<std::size_t>(std::ranges::find(known, name) - known.begin());
  return {at, at < known.size() ? std::string_view{} : name};
}

/// A table whose cells are all text, in the order of columns in which rows are written, and how
/// its rows are counted.
struct TextRows {
  std::string name;
  std::vector<std::string> columns;
  std::vector<Column> cells;
  std::vector<std::uint32_t> labels;

  [[nodiscard]] std::size_t rows() const noexcept { return labels.size(); }
  [[nodiscard]] const Column* find(std::string_view column) const noexcept {
    const auto it = std::ranges::find(columns, column);
    return it == columns.end() ? nullptr : &cells[static_cast<std::size_t>(it - columns.begin())];
  }
  [[nodiscard]] std::string_view cell(std::string_view column, std::size_t row) const noexcept {
    const Column* found = find(column);
    return found == nullptr ? std::string_view{} : trimmed(found->text_at(row));
  }
  /// With the rows counted as they were given.
  [[nodiscard]] Table table() const {
    std::vector<NamedColumn> named;
    for (std::size_t i = 0; i < columns.size(); ++i) named.push_back({columns[i], cells[i]});
    return Table(name, std::move(named), labels);
  }
  /// A row as it is kept: the cells that are given.
  void write(std::size_t row, std::string& out) const {
    out = "{";
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string_view text = cells[i].text_at(row);
      if (trimmed(text).empty()) continue;
      if (out.size() > 1) out += ',';
      append_json(out, columns[i]);
      out += ':';
      append_json(out, text);
    }
    out += '}';
  }
};

/// A column as text, in the grammar of docs/formats.md.
inline Column text_column(const Table& table, const NamedColumn& named, IssueCollector& bad) {
  const Column& column = named.values;
  TableReader in(table, bad);
  const Field field = in.field(named.name);
  Texts texts;
  texts.reserve(column.size(), column.texts().byte_count());
  std::string buffer;
  for (std::size_t row = 0; row < column.size(); ++row) {
    if (column.is_null(row)) {
      texts.push_back({});
    } else if (column.type() == ColumnType::text) {
      const std::string_view text = column.text_at(row);
      if (text.size() > (std::size_t{16} << 20U))
        in.reject(row, field, "too_large", "this cell is longer than 16 MiB",
                  "look for a quote that is never closed");
      texts.push_back(text);
    } else if (column.type() == ColumnType::instant) {
      const std::int64_t ticks = column.ticks_at(row), unit = column.ticks_per_second();
      if (ticks % unit != 0)
        in.reject(row, field, "fraction_of_second", "this time has a fraction of a second",
                  "round the times to whole seconds");
      buffer = to_text(LocalTime{Seconds{ticks / unit}});
      if (!column.is_local()) buffer += 'Z';
      texts.push_back(buffer);
    } else {
      texts.push_back(TableReader::text(field, row, buffer));
    }
  }
  if (column.type() == ColumnType::text && !are_utf8(texts))
    for (std::size_t row = 0; row < texts.size(); ++row)
      if (!is_utf8(texts[row]))
        bad.add({.table = table.name(),
                 .row = table.label(row),
                 .column = named.name,
                 .code = "not_utf8",
                 .message = "these bytes are no UTF-8 text",
                 .remedy = "save the data as UTF-8"});
  return Column::text(std::move(texts));
}

inline TextRows text_rows(LedgerTable which, const Table& table, IssueCollector& bad) {
  TextRows rows{.name = table.given() ? table.name() : std::string(table_name(which)),
                .columns = {},
                .cells = {},
                .labels = {}};
  std::vector<const NamedColumn*> order;
  for (const NamedColumn& column : table.columns()) order.push_back(&column);
  std::ranges::sort(order, {}, [&](const NamedColumn* c) { return column_order(which, c->name); });
  for (const NamedColumn* column : order) {
    if (!is_utf8(column->name))
      bad.add({.table = table.name(),
               .code = "not_utf8",
               .message = "the name of a column is no UTF-8 text",
               .remedy = "save the data as UTF-8"});
    rows.columns.push_back(column->name);
    rows.cells.push_back(text_column(table, *column, bad));
  }
  for (std::size_t row = 0; row < table.rows(); ++row)
    rows.labels.push_back(static_cast<std::uint32_t>(table.label(row)));
  return rows;
}

/// Puts rows of JSON together to a table of text.
class RowsToTable {
 public:
  explicit RowsToTable(LedgerTable which) : which_(which) {}

  /// False where the row is none of ours.
  bool add(std::string_view row) {
    std::size_t guess = 0;  // rows list their columns in one order
    const bool good = cells_of(row, [&](std::string_view name, std::string_view text) {
      std::size_t i = guess;
      while (i < columns_.size() && columns_[i].name != name) ++i;
      if (i == columns_.size()) i = column(name);
      guess = i + 1;
      fill(columns_[i].cells);
      if (columns_[i].cells.size() == rows_) columns_[i].cells.push_back(text);
    });
    ++rows_;
    return good;
  }
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }

  /// Services have at least the columns that make_services asks for; other tables are not given
  /// where there is no row.
  [[nodiscard]] Table finish() {
    if (which_ == LedgerTable::services) {
      for (const std::string_view name : {"service_id", "member_id", "start", "end"}) column(name);
    } else if (rows_ == 0) {
      return {};
    }
    for (NamedTexts& named : columns_) fill(named.cells);
    std::ranges::sort(columns_, {},
                      [&](const NamedTexts& c) { return column_order(which_, c.name); });
    std::vector<NamedColumn> columns;
    for (NamedTexts& named : columns_)
      columns.push_back({std::move(named.name), Column::text(std::move(named.cells))});
    return Table(std::string(table_name(which_)), std::move(columns));
  }

 private:
  struct NamedTexts {
    std::string name;
    Texts cells;
  };
  std::size_t column(std::string_view name) {
    const auto at = places_.find(name);
    if (at != places_.end()) return at->second;
    places_.emplace(std::string(name), columns_.size());
    columns_.push_back({std::string(name), {}});
    return columns_.size() - 1;
  }
  void fill(Texts& cells) const {
    while (cells.size() < rows_) cells.push_back({});
  }

  LedgerTable which_;
  std::size_t rows_ = 0;
  std::vector<NamedTexts> columns_;
  std::map<std::string, std::size_t, std::less<>> places_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
