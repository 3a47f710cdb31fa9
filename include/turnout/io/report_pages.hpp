// turnout/io/report_pages.hpp -- reports as pages for paper, and as files.
//
//   io::write_report(three_ledgers(tables, {.period = "2026H1"}), "ledgers/", {.language = "zh"});
//
// A folder holds one CSV a table and one page, A4 when printed: `ledgers.html` (a landscape page: the
// branches, then the three ledgers by community), `person.html`, `units.html` (a letter a unit, each
// on a sheet of its own) or `daily.html` (a table a day). Names of columns in the CSV are stable and
// the same in every language; what they mean stands in docs/reports.md.
//
// The pages hold no script and request nothing; all text is escaped; no clock is read. Equal
// reports and options give equal bytes.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/io/notice.hpp>
#include <turnout/model/table.hpp>
#include <turnout/points/reports.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {

struct ReportPageOptions {
  std::string language = "en";  ///< "en" or "zh".
  /// Names of members and beneficiaries are masked, ids (of who recorded and confirmed, too) keep
  /// their last three; notes, the card, and what the roster says beside unit, branch and squad, are
  /// left out. Applies to page and CSV.
  bool mask_names = false;
  NameMask mask = NameMask::first;
  std::string place = {};  ///< Who issues it; stands above the title. Blank: left out.
  std::string note = {};   ///< Stands at the end: whom to ask, until when. Blank: left out.
  bool force = false;      ///< write_report: into a folder that is not empty.
};

/// The tables of a report by name, in the order of its struct, masked if asked for.
[[nodiscard]] std::vector<std::pair<std::string, Table>> report_tables(
    const Report& report, const ReportPageOptions& options = {});

/// The page. Throws InputError: `unknown_language`.
[[nodiscard]] std::string report_html(const Report& report, const ReportPageOptions& options = {});

/// The files by name, as write_report writes them.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> report_files(
    const Report& report, const ReportPageOptions& options = {});

/// Writes the files into `dir`, all or none. Throws also what write_folder throws.
void write_report(const Report& report, const std::string& dir,
                  const ReportPageOptions& options = {});

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/io/detail/report_pages.ipp>
#endif
