#pragma once

#include <turnout/io/csv.hpp>
#include <turnout/io/files.hpp>
#include <turnout/io/plan_tables.hpp>
#include <turnout/io/receipt.hpp>
#include <turnout/io/write.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {

TURNOUT_INLINE std::vector<std::pair<std::string, std::string>> plan_files(
    const Plan& plan, const PageOptions& page) {
  return {{"assignments.csv", write_csv(assignments(plan, TableForm::file))},
          {"unfilled.csv", write_csv(unfilled(plan, TableForm::file))},
          {"loads.csv", write_csv(loads(plan, TableForm::file))},
          {"coverage.csv", write_csv(coverage(plan))},
          {"receipt.json", receipt_json(plan)},
          {"plan.html", plan_html(plan, page)}};
}

TURNOUT_INLINE void write_csv(const Plan& plan, const std::string& folder,
                              const WriteOptions& options) {
  write_folder(folder, plan_files(plan, options.page), options.force);
}

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
