// turnout/io/write.hpp -- a plan as files.
//
//   io::write_csv(plan, "plan/");     // assignments, unfilled, loads, coverage, receipt, page
//
// The folder is written beside and renamed, so that no reader ever meets half a plan.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/io/csv.hpp>
#include <turnout/io/page.hpp>
#include <turnout/model/plan.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {

struct WriteOptions {
  bool force = false;  ///< Replace a folder that is not empty; without it that is an InputError.
  PageOptions page = {};
};

/// Names and bytes of the files of a plan: assignments.csv, unfilled.csv, loads.csv, coverage.csv,
/// receipt.json, plan.html. The same plan and options give the same bytes.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> plan_files(
    const Plan& plan, const PageOptions& page = {});

/// Writes plan_files() into `folder`.
void write_csv(const Plan& plan, const std::string& folder, const WriteOptions& options = {});

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/io/detail/write.ipp>
#endif
