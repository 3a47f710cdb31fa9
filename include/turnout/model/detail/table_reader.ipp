#pragma once

// Reading typed cells out of a table whose columns may have come as text, integers, reals or
// timestamps, and saying of every bad one where it stands. Used by make_problem and by points.

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <turnout/model/calendar.hpp>
#include <turnout/model/cells.hpp>
#include <turnout/model/detail/interner.ipp>
#include <turnout/model/detail/scan.ipp>
#include <turnout/model/error.hpp>
#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// A column by name, possibly absent.
struct Field {
  std::string_view name;
  const Column* column = nullptr;
  [[nodiscard]] bool given(std::size_t row) const noexcept {
    return column != nullptr && !column->is_null(row);
  }
};

/// Inclusive range of a number, and the words for leaving it.
struct Range {
  double low, high;
  const char* code;
  const char* message;
  const char* remedy;
  [[nodiscard]] constexpr bool holds(double x) const noexcept { return low <= x && x <= high; }
};

/// All of them, in one pass over their bytes. Nothing is said of texts of which some are not.
inline bool are_utf8(const Texts& texts) noexcept {
  const std::string_view bytes = texts.bytes();
  if (!is_utf8(bytes)) return false;
  // Where no text begins inside a character, none ends inside one.
  return std::ranges::none_of(texts.offsets(), [&](std::uint64_t at) {
    return at < bytes.size() && (static_cast<unsigned char>(bytes[at]) & 0xC0U) == 0x80U;
  });
}

class TableReader {
 public:
  TableReader(const Table& table, IssueCollector& bad, std::vector<std::string> zone_folders = {})
      : table_(table), bad_(bad), shelf_(std::move(zone_folders)) {}

  [[nodiscard]] const Table& table() const noexcept { return table_; }
  [[nodiscard]] std::size_t rows() const noexcept { return table_.rows(); }
  [[nodiscard]] Field field(std::string_view name) const { return {name, table_.find(name)}; }

  /// A column that must be there.
  [[nodiscard]] Field required(std::string_view name) {
    const Field f = field(name);
    if (f.column == nullptr)
      bad_.add({.table = table_.name(),
                .column = std::string(name),
                .code = "missing_column",
                .message = "the table has no such column",
                .remedy = "add the column; its name must be exactly this"});
    return f;
  }

  /// One bad cell.
  void reject(std::size_t row, const Field& f, std::string_view code, std::string_view message,
              std::string_view remedy) {
    bad_.add({.table = table_.name(),
              .row = table_.label(row),
              .column = std::string(f.name),
              .value = f.column == nullptr ? std::string() : f.column->to_text(row),
              .code = std::string(code),
              .message = std::string(message),
              .remedy = std::string(remedy)});
  }
  void reject(std::size_t row, const Field& f, const std::vector<CellError>& errors) {
    for (const CellError& e : errors) reject(row, f, e.code, e.message, e.remedy);
  }
  /// A column that should not be there.
  void reject_column(std::string_view name, std::string_view code, std::string_view message,
                     std::string_view remedy) {
    bad_.add({.table = table_.name(),
              .column = std::string(name),
              .code = std::string(code),
              .message = std::string(message),
              .remedy = std::string(remedy)});
  }
  void reject_blank(std::size_t row, const Field& f) {
    reject(row, f, "blank", "a value is required here", "fill in the cell");
  }

  /// The cell as trimmed text, whatever its type; "" when not given. `buffer` backs numbers.
  [[nodiscard]] static std::string_view text(const Field& f, std::size_t row, std::string& buffer) {
    if (!f.given(row)) return {};
    if (f.column->type() == ColumnType::text) return trim(f.column->text_at(row));
    if (f.column->type() == ColumnType::real) {
      // Whole numbers with holes arrive as reals: 7.0 is the id 7.
      const double x = f.column->real_at(row);
      if (std::floor(x) == x && std::abs(x) < 9007199254740992.0) {
        buffer = std::to_string(static_cast<std::int64_t>(x));
        return buffer;
      }
    }
    buffer = f.column->to_text(row);
    return buffer;
  }

  /// A cell as trimmed text for columns of texts, which need no buffer.
  [[nodiscard]] static std::string_view plain_text(const Field& f, std::size_t row) {
    return trimmed(f.column->text_at(row));
  }
  /// A column's cells as trimmed texts, "" where not given, in the order of `rows`.
  [[nodiscard]] static Texts texts(const Field& f, std::span<const std::uint32_t> rows) {
    if (f.column == nullptr) return {};
    if (stand_as_they_are(f, rows)) return f.column->texts();
    Texts found;
    found.reserve(rows.size(),
                  f.column->is_coded() ? 8 * rows.size() : f.column->texts().byte_count());
    std::string buffer;
    for (const std::uint32_t row : rows) found.push_back(text(f, row, buffer));
    return found;
  }
  /// Calls use(i, text, number) for row i of `rows`, with the text trimmed and its number.
  template <class Use>
  static void number_texts(const Field& f, std::span<const std::uint32_t> rows, Interner& interner,
                           Use use) {
    if (f.column == nullptr) return;
    if (f.column->type() == ColumnType::text)
      return interner.number_all(
          rows.size(), [&](std::size_t i) { return plain_text(f, rows[i]); }, use);
    std::string buffer;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string_view cell = text(f, rows[i], buffer);
      use(i, cell, interner(cell));
    }
  }

  /// A number within a range; nothing when not given, or after the complaint.
  [[nodiscard]] std::optional<double> real(const Field& f, std::size_t row, const Range& range) {
    if (!f.given(row)) return std::nullopt;
    std::optional<double> value;
    switch (f.column->type()) {
      case ColumnType::text: value = parse_real(trim(f.column->text_at(row))); break;
      case ColumnType::integer: value = static_cast<double>(f.column->integer_at(row)); break;
      case ColumnType::real: value = f.column->real_at(row); break;
      case ColumnType::boolean:
      case ColumnType::instant: break;
    }
    if (!value || !std::isfinite(*value)) {
      reject(row, f, "not_a_number", "this is not a number",
             "write digits, with '.' as the decimal point");
      return std::nullopt;
    }
    if (!range.holds(*value)) {
      reject(row, f, range.code, range.message, range.remedy);
      return std::nullopt;
    }
    return value;
  }

  /// A whole number within a range; nothing when not given, or after the complaint.
  [[nodiscard]] std::optional<std::int64_t> integer(const Field& f, std::size_t row,
                                                    const Range& range) {
    if (!f.given(row)) return std::nullopt;
    // The common cases first: they cost no detour over a floating-point number.
    std::optional<std::int64_t> whole;
    if (f.column->type() == ColumnType::text) whole = parse_integer(f.column->text_at(row));
    if (f.column->type() == ColumnType::integer) whole = f.column->integer_at(row);
    if (whole && range.holds(static_cast<double>(*whole))) return whole;
    const std::optional<double> value = real(f, row, range);
    if (!value) return std::nullopt;
    if (std::floor(*value) != *value) {
      reject(row, f, "not_whole", "this is not a whole number", "write a whole number");
      return std::nullopt;
    }
    return static_cast<std::int64_t>(*value);
  }

  /// The whole column, in the order of `rows`; `absent` where there is no good value.
  [[nodiscard]] std::vector<std::int64_t> integers(const Field& f,
                                                   std::span<const std::uint32_t> rows,
                                                   const Range& range, std::int64_t absent) {
    std::vector<std::int64_t> values(rows.size(), absent);
    if (f.column == nullptr) return values;
    const bool whole = f.column->type() == ColumnType::integer;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (f.column->is_null(rows[i])) continue;
      const std::int64_t n = whole ? f.column->integer_at(rows[i]) : -1;
      if (whole && range.holds(static_cast<double>(n)))
        values[i] = n;
      else if (const std::optional<std::int64_t> read = integer(f, rows[i], range))
        values[i] = *read;
    }
    return values;
  }
  [[nodiscard]] std::vector<double> reals(const Field& f, std::span<const std::uint32_t> rows,
                                          const Range& range) {
    std::vector<double> values(rows.size(), std::numeric_limits<double>::quiet_NaN());
    if (f.column == nullptr) return values;
    const bool is_real = f.column->type() == ColumnType::real;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (f.column->is_null(rows[i])) continue;
      const double x = is_real ? f.column->real_at(rows[i]) : 0;
      if (is_real && range.holds(x))
        values[i] = x;
      else if (const std::optional<double> read = real(f, rows[i], range))
        values[i] = *read;
    }
    return values;
  }

  /// yes or no; nothing when not given, or after the complaint.
  [[nodiscard]] std::optional<bool> yes_no(const Field& f, std::size_t row) {
    if (!f.given(row)) return std::nullopt;
    if (f.column->type() == ColumnType::boolean) return f.column->boolean_at(row);
    std::string buffer;
    const std::optional<bool> value = parse_yes_no(text(f, row, buffer));
    if (!value) reject(row, f, "not_yes_no", "this is neither yes nor no", "write yes or no");
    return value;
  }

  /// An instant; nothing when not given, or after the complaint.
  [[nodiscard]] std::optional<Instant> instant(const Field& f, std::size_t row,
                                               const TimeZone& zone) {
    if (!f.given(row)) return std::nullopt;
    if (f.column->type() == ColumnType::instant) return instant_of_ticks(f, row, zone);
    if (f.column->type() != ColumnType::text) {
      reject(row, f, "bad_time", "a bare number is no time",
             "write 2026-10-01 09:00, or give a column of timestamps");
      return std::nullopt;
    }
    const InstantOrError parsed = parse_instant(trim(f.column->text_at(row)), zone, shelf_);
    if (!parsed.instant) {
      reject(row, f, parsed.error.code, parsed.error.message, parsed.error.remedy);
      return std::nullopt;
    }
    return in_range(f, row, *parsed.instant);
  }

  /// Rejects bytes that are no UTF-8 in the text columns named (files were checked when read).
  void check_utf8(std::span<const std::string_view> names) {
    if (table_.from_file()) return;
    for (const std::string_view name : names) {
      const Field f = field(name);
      if (f.column == nullptr || f.column->type() != ColumnType::text) continue;
      if (are_utf8(f.column->values())) continue;
      for (std::size_t row = 0; row < rows(); ++row)
        if (f.given(row) && !is_utf8(f.column->text_at(row)))
          bad_.add({.table = table_.name(),
                    .row = table_.label(row),
                    .column = std::string(name),
                    .code = "not_utf8",
                    .message = "these bytes are no UTF-8 text",
                    .remedy = "save the data as UTF-8"});
    }
  }

  void check_utf8(std::initializer_list<std::string_view> names) {
    check_utf8(std::span<const std::string_view>(names.begin(), names.size()));
  }

  /// Refuses a column that is reserved for later, if it says anything.
  void reserve(std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
      const Field f = field(name);
      if (f.column == nullptr) continue;
      for (std::size_t row = 0; row < rows(); ++row) {
        if (!f.given(row)) continue;
        bad_.add({.table = table_.name(),
                  .row = table_.label(row),
                  .column = std::string(name),
                  .value = f.column->to_text(row),
                  .code = "not_supported_yet",
                  .message = "`" + std::string(name) + "` is not supported yet",
                  .remedy = "leave the column out"});
        break;
      }
    }
  }

 private:
  /// All rows of a column of texts, in the order of the table, with nothing to trim or to leave out.
  [[nodiscard]] static bool stand_as_they_are(const Field& f, std::span<const std::uint32_t> rows) {
    if (f.column->type() != ColumnType::text || f.column->is_coded() ||
        rows.size() != f.column->size())
      return false;
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (rows[i] != i || plain_text(f, i).size() != f.column->text_at(i).size()) return false;
    return true;
  }

  [[nodiscard]] std::optional<Instant> instant_of_ticks(const Field& f, std::size_t row,
                                                        const TimeZone& zone) {
    const std::int64_t ticks = f.column->ticks_at(row);
    const std::int64_t unit = f.column->ticks_per_second();
    if (ticks % unit != 0) {
      reject(row, f, "fraction_of_second", "this time has a fraction of a second",
             "round the times to whole seconds");
      return std::nullopt;
    }
    const Seconds seconds{ticks / unit};
    if (!f.column->is_local()) return in_range(f, row, Instant{seconds});
    if (!in_range(f, row, Instant{seconds})) return std::nullopt;
    const LocalLookup found = zone.to_instant(LocalTime{seconds});
    if (found.kind == LocalLookup::Kind::skipped) {
      reject(row, f, "skipped_time", "the clocks of " + zone.name() + " skip this time",
             "give a time that exists, or one with an offset");
      return std::nullopt;
    }
    return found.instant;
  }

  [[nodiscard]] std::optional<Instant> in_range(const Field& f, std::size_t row, Instant t) {
    using namespace std::chrono_literals;
    constexpr Instant first = std::chrono::sys_days{1900y / 1 / 1};
    constexpr Instant last = std::chrono::sys_days{2200y / 1 / 1};
    if (t >= first && t < last) return t;
    reject(row, f, "time_out_of_range", "this time lies outside the years 1900 to 2199",
           "check the year");
    return std::nullopt;
  }

  const Table& table_;
  IssueCollector& bad_;
  ZoneShelf shelf_;  ///< Zones that cells name.
};

/// Columns that are not known; warns of each within two edits of a known name.
inline std::vector<std::string> unknown_columns(const Table& table,
                                                std::span<const std::string_view> known,
                                                std::vector<Issue>& warnings) {
  std::vector<std::string> unknown;
  for (const NamedColumn& column : table.columns()) {
    if (std::ranges::find(known, column.name) != known.end()) continue;
    unknown.push_back(column.name);
    std::string_view nearest;
    std::size_t edits = 3;
    for (const std::string_view name : known) {
      const std::size_t distance = edit_distance(column.name, name, 2);
      // A name of two letters is two edits from anything of its length.
      if (distance < edits && distance < name.size() && table.find(name) == nullptr) {
        nearest = name;
        edits = distance;
      }
    }
    if (!nearest.empty())
      warnings.push_back({.table = table.name(),
                          .column = column.name,
                          .code = "unknown_column",
                          .message = "this column is not known and is carried through unread",
                          .remedy = "did you mean `" + std::string(nearest) + "`?"});
  }
  return unknown;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
