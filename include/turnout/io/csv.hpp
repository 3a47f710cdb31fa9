// turnout/io/csv.hpp -- CSV in and out, without a change to a single byte of a cell.
//
// RFC 4180: comma-separated, a cell in quotes may hold commas, line ends and doubled
// quotes. Lines end in LF, CRLF or CR; UTF-8 with or without a byte order mark. All
// columns are text: what a cell means is for the reader of the table to say, so that
// "007" stays "007".
//
//   const Table members = io::read_csv_table("members.csv");
//   members.find("skills")->text_at(0);     // "first-aid:2@2027-03-31"
//   members.label(0);                       // 2: the physical line on which the row starts
//
// All that is wrong with a file comes in one InputError, by line: `empty_file`,
// `not_utf8`, `nul_byte`, `bad_quote`, `ragged_row`, `duplicate_column`, `blank_header`,
// `not_comma_separated`, `too_large`, and those of read_file. Cells are appended to
// columns as they are met; no cell is allocated by itself. Why a reader of our own:
// docs/decisions/csv.md.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <turnout/config.hpp>
#include <turnout/io/files.hpp>
#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {

/// No cell is longer; a longer one is `too_large`, usually a quote that was never closed.
inline constexpr std::size_t longest_cell = std::size_t{16} << 20U;

/// The table in a file. Names of columns are trimmed, cells are not; blank lines are skipped.
[[nodiscard]] Table read_csv_table(const std::string& path);
/// The same from memory; `name` is what messages call it.
[[nodiscard]] Table parse_csv(std::string_view bytes, std::string name);

/// Writes rows one cell at a time: LF at the end of each, quotes only where they are needed.
class CsvWriter {
 public:
  void cell(std::string_view text);
  void end_row();
  /// What was written; the writer is empty afterwards.
  [[nodiscard]] std::string take();

 private:
  std::string out_;
  std::size_t row_start_ = 0;
  bool row_begun_ = false;
};

/// The table as CSV, header first. Null is an empty cell; instants are written as ticks, so give
/// them as text. parse_csv of it returns the same texts.
[[nodiscard]] std::string write_csv(const Table& table);

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/io/detail/csv.ipp>
#endif
