// The same tables with their rows in another order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include <turnout/io/detail/columns.ipp>
#include <turnout/model/problem.hpp>

namespace turnout::testing {

/// Rows of a table in an order drawn from `seed`.
inline Table shuffled(const Table& table, std::uint64_t seed) {
  if (!table.given()) return table;
  std::vector<std::uint32_t> order(table.rows());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::mt19937_64 random(seed);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
  std::vector<NamedColumn> columns;
  for (const NamedColumn& column : table.columns()) {
    columns.push_back({column.name, io::detail::gather(column.values, order)});
  }
  std::ranges::reverse(columns);
  return Table(table.name(), std::move(columns));
}

inline Tables shuffled(const Tables& tables, std::uint64_t seed) {
  return {.members = shuffled(tables.members, seed),
          .needs = shuffled(tables.needs, seed + 1),
          .availability = shuffled(tables.availability, seed + 2),
          .pins = shuffled(tables.pins, seed + 3),
          .history = shuffled(tables.history, seed + 4)};
}

}  // namespace turnout::testing
