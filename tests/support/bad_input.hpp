// One kind of bad input: how to give it, and what must be said of it. docs/errors.md has a row for
// each, word for word; tests/model/bad_input_test.cpp gives them all.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <turnout/io/csv.hpp>
#include <turnout/model/error.hpp>
#include <turnout/model/problem.hpp>

namespace turnout::testing {

struct BadInput {
  const char* section;  ///< Of the page.
  const char* code;
  const char* what;  ///< What it looks like, as the page says it.
  // Where it must be found.
  const char* table;
  std::optional<std::int64_t> row;
  const char* column;
  const char* value;  ///< "" where there is none to show.
  std::function<void()> give;
};

/// Tables as the text of CSV files, good ones unless said otherwise.
struct CsvFiles {
  std::string needs = "need_id,start,end,seats\nN1,2026-10-05 09:00,2026-10-05 11:00,2\n";
  std::string members = "member_id\nM1\nM2\nM3\n";
  std::string availability = {}, pins = {}, history = {};  ///< "": not given.
  ProblemOptions options = {};
  bool without_needs = false;
};

inline Problem problem_of(const CsvFiles& files) {
  Tables tables;
  if (!files.without_needs) tables.needs = io::parse_csv(files.needs, "needs.csv");
  tables.members = io::parse_csv(files.members, "members.csv");
  if (!files.availability.empty())
    tables.availability = io::parse_csv(files.availability, "availability.csv");
  if (!files.pins.empty()) tables.pins = io::parse_csv(files.pins, "pins.csv");
  if (!files.history.empty()) tables.history = io::parse_csv(files.history, "history.csv");
  return make_problem(tables, files.options);
}

inline std::function<void()> giving(CsvFiles files) {
  return [files = std::move(files)] { static_cast<void>(problem_of(files)); };
}
/// One need of this row under this header, which both go on behind "N1,start,end".
inline std::function<void()> need_with(const std::string& header, const std::string& cells) {
  return giving({.needs = "need_id,start,end," + header +
                          "\nN1,2026-10-05 09:00,2026-10-05 11:00," + cells + "\n"});
}
inline std::function<void()> need_at(const std::string& start, const std::string& end,
                                     const std::string& zone = "UTC") {
  return giving({.needs = "need_id,start,end,seats\nN1," + start + "," + end + ",1\n",
                 .options = {.zone = zone, .zone_folders = {}}});
}
inline std::function<void()> member_with(const std::string& header, const std::string& cells) {
  return giving({.members = "member_id," + header + "\nM1," + cells + "\n"});
}
inline std::function<void()> pins_of(const std::string& rows) {
  return giving({.pins = "need_id,member_id,kind,role\n" + rows});
}
inline std::function<void()> history_of(const std::string& rows) {
  return giving({.history = "member_id,start\n" + rows});
}
inline std::function<void()> availability_of(const std::string& rows) {
  return giving({.availability = "member_id,start,end,free\n" + rows});
}

}  // namespace turnout::testing
