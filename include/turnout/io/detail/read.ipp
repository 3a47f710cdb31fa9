#pragma once

#include <utility>

#include <turnout/io/csv.hpp>
#include <turnout/io/read.hpp>
#include <turnout/model/cells.hpp>
#include <turnout/model/error.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {

TURNOUT_INLINE Problem read_csv(const std::string& members, const std::string& needs,
                                const ReadOptions& options) {
  Tables tables;
  IssueCollector bad;
  const auto read = [&](const std::string& path, Table& table) {
    try {
      table = read_csv_table(path);
    } catch (const InputError& error) {
      bad.add_all(error.issues(), error.total());
    }
  };
  read(members, tables.members);
  read(needs, tables.needs);
  if (!options.availability.empty()) read(options.availability, tables.availability);
  if (!options.pins.empty()) read(options.pins, tables.pins);
  if (!options.history.empty()) read(options.history, tables.history);
  bad.throw_if_any();
  return make_problem(tables, {.zone = options.zone, .zone_folders = options.zone_folders});
}

TURNOUT_INLINE std::vector<PlanRow> plan_rows(const Table& table) {
  IssueCollector bad;
  const auto required = [&](const char* name) {
    const Column* column = table.find(name);
    if (column == nullptr)
      bad.add({.table = table.name(),
               .column = name,
               .code = "missing_column",
               .message = "a plan needs this column",
               .remedy = "give need_id and member_id, and role where a need has several"});
    return column;
  };
  const Column* need = required("need_id");
  const Column* member = required("member_id");
  const Column* role = table.find("role");
  bad.throw_if_any();
  const auto text = [&](const Column& column, std::size_t row) {
    return std::string(trim(column.to_text(row)));
  };
  std::vector<PlanRow> rows;
  rows.reserve(table.rows());
  for (std::size_t i = 0; i < table.rows(); ++i) {
    rows.push_back({text(*need, i), text(*member, i), role != nullptr ? text(*role, i) : ""});
    const auto check = [&](const std::string& value, const char* column) {
      if (value.empty())
        bad.add({.table = table.name(),
                 .row = table.label(i),
                 .column = column,
                 .code = "missing_value",
                 .message = "this is blank",
                 .remedy = "give the id"});
    };
    check(rows.back().need_id, "need_id");
    check(rows.back().member_id, "member_id");
  }
  bad.throw_if_any();
  return rows;
}

TURNOUT_INLINE std::vector<PlanRow> read_plan_rows(const std::string& path) {
  return plan_rows(read_csv_table(path));
}

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
