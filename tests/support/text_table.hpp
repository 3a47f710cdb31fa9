// A table written by hand: a row is a list of {column, cell}; a column that a row does not name is
// blank there.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <turnout/model/table.hpp>

namespace turnout::testing {

using Cells = std::map<std::string, std::string>;

inline Table text_table(const std::string& name, const std::vector<Cells>& rows) {
  std::map<std::string, Texts> columns;
  for (const Cells& row : rows) {
    for (const auto& [column, cell] : row) columns[column];
  }
  for (auto& [column, cells] : columns) {
    for (const Cells& row : rows) {
      const auto cell = row.find(column);
      cells.push_back(cell == row.end() ? "" : cell->second);
    }
  }
  std::vector<NamedColumn> named;
  for (auto& [column, cells] : columns) named.push_back({column, Column::text(std::move(cells))});
  return Table(name, std::move(named));
}

}  // namespace turnout::testing
