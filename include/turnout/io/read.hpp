// turnout/io/read.hpp -- a problem from CSV files.
//
//   const Problem week = io::read_csv("members.csv", "needs.csv",
//                                     {.pins = "pins.csv", .zone = "Asia/Shanghai"});
//
// Reads the files, then make_problem() checks and packs them. What cannot be read in any of
// the files is reported together in one InputError: file, line, column, value and remedy.
#pragma once

#include <string>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/problem.hpp>
#include <turnout/verify/verify.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {

/// The optional files, and how local times are read. An empty path: not given.
struct ReadOptions {
  std::string availability = {};
  std::string pins = {};
  std::string history = {};
  std::string zone = "UTC";                    ///< IANA name or POSIX TZ string.
  std::vector<std::string> zone_folders = {};  ///< More folders with TZif files, searched last.
};

/// Throws InputError; nothing is built then.
[[nodiscard]] Problem read_csv(const std::string& members, const std::string& needs,
                               const ReadOptions& options = {});

/// The rows of a plan: `need_id`, `member_id` and, where it is given, `role`; other columns are
/// not looked at. Reads our assignments.csv and hand-made ones. Throws InputError (`missing_column`,
/// `missing_value`); ids that the problem does not know are for verify to find.
[[nodiscard]] std::vector<PlanRow> read_plan_rows(const std::string& path);
[[nodiscard]] std::vector<PlanRow> plan_rows(const Table& table);  ///< The same, from memory.

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/io/detail/read.ipp>
#endif
