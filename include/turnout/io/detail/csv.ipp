#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include <turnout/io/csv.hpp>
#include <turnout/io/detail/files.ipp>
#include <turnout/model/cells.hpp>
#include <turnout/model/detail/utf8.ipp>
#include <turnout/model/error.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

/// Marks the bytes of `word` that are `byte`; exact up to and with the lowest one marked.
constexpr std::uint64_t bytes_equal(std::uint64_t word, unsigned char byte) noexcept {
  constexpr std::uint64_t ones = 0x0101'0101'0101'0101U;
  const std::uint64_t x = word ^ (ones * byte);
  return (x - ones) & ~x & (ones * 0x80U);
}

/// The first of some bytes in [p, end), else end; eight bytes a step.
template <char... wanted>
const char* find_any(const char* p, const char* end) noexcept {
  if constexpr (std::endian::native == std::endian::little) {
    while (end - p >= 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, p, 8);
      const std::uint64_t hit = (bytes_equal(word, wanted) | ...);
      if (hit != 0) return p + std::countr_zero(hit) / 8;
      p += 8;
    }
  }
  while (p != end && ((*p != wanted) && ...)) ++p;
  return p;
}

/// The bytes of a cell that is no UTF-8, made fit to be shown.
inline std::string shown_bytes(std::string_view cell) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string text;
  while (!cell.empty() && text.size() < 60) {
    const std::size_t length = std::max<std::size_t>(turnout::detail::utf8_length(cell), 1);
    if (length > 1 || (static_cast<unsigned char>(cell[0]) - 0x20U) < 0x5FU) {
      text += cell.substr(0, length);
    } else {
      const auto byte = static_cast<unsigned char>(cell[0]);
      text += "\\x";
      text += hex[byte >> 4U];
      text += hex[byte & 0xFU];
    }
    cell.remove_prefix(length);
  }
  return cell.empty() ? text : text + "...";
}

/// Goes through the bytes once. Finds cells; the caller says what becomes of them.
class CsvScanner {
 public:
  enum class End { cell, row, file };
  enum class Fault { none, unclosed, after_quote, before_quote };
  struct Cell {
    std::string_view text;  ///< Into the bytes, or into the scanner until the next cell.
    End end;
    Fault fault;
    bool quoted;
  };

  explicit CsvScanner(std::string_view bytes) noexcept
      : p_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  [[nodiscard]] bool done() const noexcept { return p_ == end_; }
  [[nodiscard]] std::uint64_t line() const noexcept { return line_; }

  Cell next() {
    if (p_ != end_ && *p_ == '"') return quoted_cell();
    const char* const stop = find_any<',', '\n', '\r'>(p_, end_);
    const std::string_view text(p_, static_cast<std::size_t>(stop - p_));
    Fault fault = Fault::none;
    if (!text.empty() && (text.front() == ' ' || text.front() == '\t') &&
        trim(text).starts_with('"'))
      fault = Fault::before_quote;
    p_ = stop;
    return {text, finish(), fault, false};
  }

 private:
  /// Steps over what ends a cell.
  End finish() noexcept {
    if (p_ == end_) return End::file;
    if (*p_ == ',') {
      ++p_;
      return End::cell;
    }
    line_end();
    return End::row;
  }
  void line_end() noexcept {
    if (*p_ == '\r' && end_ - p_ > 1 && p_[1] == '\n') ++p_;
    ++p_;
    ++line_;
  }

  Cell quoted_cell() {
    const char* start = ++p_;
    bool unescaped = false;
    while (true) {
      const char* const stop = find_any<'"', '\n', '\r'>(p_, end_);
      p_ = stop;
      if (stop == end_) return {{}, End::file, Fault::unclosed, true};
      if (*stop != '"') {
        line_end();
        continue;
      }
      ++p_;
      if (p_ == end_ || *p_ != '"') {
        std::string_view text(start, static_cast<std::size_t>(stop - start));
        if (unescaped) text = scratch_.append(text);
        Fault fault = Fault::none;
        if (p_ != end_ && *p_ != ',' && *p_ != '\n' && *p_ != '\r') {
          fault = Fault::after_quote;
          p_ = find_any<',', '\n', '\r'>(p_, end_);
        }
        return {text, finish(), fault, true};
      }
      // A doubled quote: keep one of the two.
      if (!unescaped) scratch_.clear();
      unescaped = true;
      scratch_.append(start, static_cast<std::size_t>(p_ - start));
      start = ++p_;
    }
  }

  const char* p_;
  const char* end_;
  std::uint64_t line_ = 1;
  std::string scratch_;
};

/// Builds a table from what the scanner finds, and collects what is wrong.
class CsvReader {
 public:
  CsvReader(std::string_view bytes, std::string name)
      : bytes_(bytes), name_(std::move(name)), all_utf8_(is_utf8(bytes)), scanner_(bytes) {}

  Table read() {
    read_header();
    const std::size_t width = names_.size();
    columns_.resize(width);
    // No more rows than line ends, and no more than the commas of this many rows leave room for.
    const std::size_t rows = std::min(static_cast<std::size_t>(std::ranges::count(bytes_, '\n')),
                                      bytes_.size() / width + 1);
    for (Texts& column : columns_) column.reserve(rows, 0);
    lines_.reserve(rows);
    while (!scanner_.done()) read_row(width);
    bad_.throw_if_any();

    std::vector<NamedColumn> columns;
    columns.reserve(width);
    for (std::size_t i = 0; i < width; ++i)
      columns.push_back({std::move(names_[i]), Column::text(std::move(columns_[i]))});
    return Table(std::move(name_), std::move(columns), std::move(lines_));
  }

 private:
  void add(std::uint64_t line, std::string column, std::string value, std::string code,
           std::string message, std::string remedy) {
    bad_.add({.table = name_,
              .row = static_cast<std::int64_t>(line),
              .column = std::move(column),
              .value = std::move(value),
              .code = std::move(code),
              .message = std::move(message),
              .remedy = std::move(remedy)});
  }

  [[nodiscard]] std::string column_name(std::size_t i) const {
    return i < names_.size() && !names_[i].empty() ? names_[i] : "column " + std::to_string(i + 1);
  }

  /// The rare faults of a cell; called only where there may be one.
  void check(const CsvScanner::Cell& cell, std::uint64_t line, std::size_t i) {
    switch (cell.fault) {
      case CsvScanner::Fault::none: break;
      case CsvScanner::Fault::unclosed:
        add(line, column_name(i), {}, "bad_quote", "a quote opens here and never closes",
            "close it, or double a quote that belongs to the text");
        return;
      case CsvScanner::Fault::after_quote:
        add(line, column_name(i), shown_bytes(cell.text), "bad_quote",
            "text follows the closing quote of this cell",
            "double each quote that belongs to the text");
        return;
      case CsvScanner::Fault::before_quote:
        add(line, column_name(i), shown_bytes(cell.text), "bad_quote",
            "a blank stands before the opening quote of this cell", "remove the blank");
        return;
    }
    if (cell.text.size() > longest_cell)
      add(line, column_name(i), shown_bytes(cell.text.substr(0, 80)), "too_large",
          "this cell is longer than 16 MiB", "look for a quote that is never closed");
    if (all_utf8_) return;
    const std::size_t valid = turnout::detail::utf8_valid_prefix(cell.text);
    if (valid == cell.text.size()) return;
    if (cell.text[valid] == '\0')
      add(line, column_name(i), shown_bytes(cell.text), "nul_byte", "the cell holds a NUL byte",
          "save the file as plain UTF-8 text");
    else
      add(line, column_name(i), shown_bytes(cell.text), "not_utf8",
          "the bytes of this cell are not UTF-8",
          "save the file as UTF-8 (in a spreadsheet: 'CSV UTF-8')");
  }

  void read_header() {
    std::uint64_t line = 0;
    CsvScanner::Cell cell{};
    do {  // Blank lines before the header count as lines and mean nothing.
      if (scanner_.done()) {
        bad_.add({.table = name_,
                  .row = {},
                  .column = {},
                  .value = {},
                  .code = "empty_file",
                  .message = "the file is empty",
                  .remedy = "give a file whose first line names the columns"});
        bad_.throw_if_any();
      }
      line = scanner_.line();
      cell = scanner_.next();
    } while (cell.end != CsvScanner::End::cell && !cell.quoted && trim(cell.text).empty());

    if (cell.end != CsvScanner::End::cell && !cell.quoted &&
        cell.text.find_first_of(";\t") != std::string_view::npos) {
      const bool tabs = cell.text.find('\t') != std::string_view::npos;
      add(line, {}, shown_bytes(cell.text), "not_comma_separated",
          std::string("the columns seem to be separated by ") + (tabs ? "tabs" : "semicolons"),
          "save the file with commas between the columns");
      bad_.throw_if_any();
    }
    while (true) {
      check(cell, line, names_.size());
      names_.emplace_back(trim(cell.text));
      if (cell.end != CsvScanner::End::cell) break;
      cell = scanner_.next();
    }
    bad_.throw_if_any();  // What a broken first line makes of the rest says nothing.
    check_names(line);
  }

  void check_names(std::uint64_t line) {
    std::vector<std::size_t> order(names_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, {},
                             [&](std::size_t i) -> const std::string& { return names_[i]; });
    std::vector<bool> repeated(names_.size());
    for (std::size_t i = 1; i < order.size(); ++i)
      repeated[order[i]] = names_[order[i]] == names_[order[i - 1]];
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (names_[i].empty())
        add(line, column_name(i), {}, "blank_header", "this column has no name",
            "name it in the first line, or delete the column");
      else if (repeated[i])
        add(line, names_[i], {}, "duplicate_column", "two columns have this name",
            "rename or delete one of them");
    }
  }

  void read_row(std::size_t width) {
    const std::uint64_t line = scanner_.line();
    CsvScanner::Cell cell = scanner_.next();
    if (cell.end != CsvScanner::End::cell && !cell.quoted &&
        (cell.text.empty() || (width > 1 && trim(cell.text).empty())))
      return;  // A blank line.
    std::size_t count = 0;
    while (true) {
      if (cell.fault != CsvScanner::Fault::none || !all_utf8_ || cell.text.size() > longest_cell)
          [[unlikely]]
        check(cell, line, count);
      if (count < width) columns_[count].push_back(cell.text);
      ++count;
      if (cell.end != CsvScanner::End::cell) break;
      cell = scanner_.next();
    }
    lines_.push_back(static_cast<std::uint32_t>(line));
    if (line > std::numeric_limits<std::uint32_t>::max()) [[unlikely]] {
      add(line, {}, {}, "too_large", "the file has more than four thousand million lines",
          "split the file");
      bad_.throw_if_any();
    }
    if (count == width) [[likely]]
      return;
    if (cell.fault != CsvScanner::Fault::unclosed)
      add(line, {}, std::to_string(count), "ragged_row",
          "this row has " + std::to_string(count) + (count == 1 ? " cell" : " cells") +
              ", the first line has " + std::to_string(width),
          count < width ? "add the missing commas"
                        : "put a text that holds commas in quotes, or remove what is too much");
    for (; count < width; ++count) columns_[count].push_back({});
  }

  std::string_view bytes_;
  std::string name_;
  bool all_utf8_;
  CsvScanner scanner_;
  std::vector<std::string> names_;
  std::vector<Texts> columns_;
  std::vector<std::uint32_t> lines_;
  IssueCollector bad_;
};

}  // namespace detail

TURNOUT_INLINE Table parse_csv(std::string_view bytes, std::string name) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))
    throw InputError(detail::file_issue(name, "not_utf8", "the file is UTF-16, not UTF-8",
                                        "save the file as UTF-8 (in a spreadsheet: 'CSV UTF-8')"));
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  return detail::CsvReader(bytes, std::move(name)).read();
}

TURNOUT_INLINE Table read_csv_table(const std::string& path) {
  return parse_csv(read_file(path), path);
}

TURNOUT_INLINE void CsvWriter::cell(std::string_view text) {
  if (row_begun_) out_ += ',';
  row_begun_ = true;
  // A byte order mark in front would be taken for the file's own.
  const char* const end = text.data() + text.size();
  if (detail::find_any<',', '"', '\n', '\r'>(text.data(), end) == end &&
      !text.starts_with("\xEF\xBB\xBF")) {
    out_ += text;
    return;
  }
  out_ += '"';
  for (std::size_t quote = text.find('"'); quote != std::string_view::npos;
       quote = text.find('"')) {
    out_.append(text.substr(0, quote + 1)).push_back('"');
    text.remove_prefix(quote + 1);
  }
  out_ += text;
  out_ += '"';
}

TURNOUT_INLINE void CsvWriter::end_row() {
  // A row of one empty cell would look like a blank line.
  if (out_.size() == row_start_) out_ += "\"\"";
  out_ += '\n';
  row_start_ = out_.size();
  row_begun_ = false;
}

TURNOUT_INLINE std::string CsvWriter::take() {
  row_start_ = 0;
  row_begun_ = false;
  return std::exchange(out_, {});
}

TURNOUT_INLINE std::string write_csv(const Table& table) {
  CsvWriter writer;
  if (table.columns().empty()) return {};
  for (const NamedColumn& column : table.columns()) writer.cell(column.name);
  writer.end_row();
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (const NamedColumn& column : table.columns()) {
      const Column& values = column.values;
      if (values.type() != ColumnType::text)
        writer.cell(values.to_text(row));
      else if (const std::string_view text = values.text_at(row);
               !values.is_null(row) || trim(text).empty())
        writer.cell(text);  // A text of blanks counts as null and is still written as it is.
      else
        writer.cell({});
    }
    writer.end_row();
  }
  return writer.take();
}

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
