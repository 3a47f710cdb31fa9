// turnout/solve/detail/dense_state.hpp -- an assignment in the making: prices and pairs.
//
// There are at least as many columns as rows, and every row shall get a column of its own.
// Column prices only fall, see dense_lists.hpp. Between the steps of a solve every pair is tight,
// that is, the column is one of the row's best: no other has a smaller cost - price.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <turnout/solve/detail/dense_lists.hpp>
#include <turnout/solve/network.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::dense {

inline constexpr std::uint32_t none = no_node;

struct State {
  State(const Matrix& of, Lists& by_row)
      : matrix(of),
        lists(by_row),
        price(of.columns(), 0.0),
        column_of(of.rows(), none),
        row_of(of.columns(), none),
        cost_of(of.rows(), 0.0) {}

  const Matrix& matrix;
  Lists& lists;
  std::vector<double> price;             // Of a column.
  std::vector<std::uint32_t> column_of;  // Of a row.
  std::vector<std::uint32_t> row_of;     // Of a column.
  std::vector<double> cost_of;           // Of a row: of its pair, in steps.
  FlowCounters counters;

  void match(std::uint32_t row, std::uint32_t column, double cost) {
    column_of[row] = column;
    row_of[column] = row;
    cost_of[row] = cost;
  }
  void drop_pairs() {
    std::fill(column_of.begin(), column_of.end(), none);
    std::fill(row_of.begin(), row_of.end(), none);
  }
  /// The row's cost - price in its own pair.
  [[nodiscard]] double charge(std::uint32_t row) const {
    return cost_of[row] - price[column_of[row]];
  }

  struct Best {
    double least = infinite;             ///< The smallest cost - price; infinite: no pair at all.
    double second = infinite;            ///< No other pair has a smaller one.
    const Lists::Pair* first = nullptr;  ///< The pair of `least`.
  };
  /// Reads the list, and the matrix only where the list does not tell the best.
  [[nodiscard]] Best best_of(std::uint32_t row) {
    for (;;) {
      Best b;
      const auto list = lists.of(row);
      keys_.resize(list.size());
      for (std::size_t k = 0; k < list.size(); ++k) {
        const double key = list[k].cost - price[list[k].column];
        keys_[k] = key;
        b.second = std::min(b.second, std::max(b.least, key));
        b.least = std::min(b.least, key);
      }
      const double rest = lists.rest(row);
      if (rest < b.least) {
        lists.list(row, first_rank, price.data());
        continue;
      }
      if (b.least < infinite) {
        const auto first = std::find(keys_.begin(), keys_.end(), b.least);
        b.first = &list[static_cast<std::size_t>(first - keys_.begin())];
        b.second = std::min(b.second, rest);
      }
      return b;
    }
  }
  /// A listed pair whose cost - price is `key` and whose column is free, or null.
  [[nodiscard]] const Lists::Pair* free_pair(std::uint32_t row, double key) const {
    for (const Lists::Pair& p : lists.of(row)) {
      if (p.cost - price[p.column] == key && row_of[p.column] == none) return &p;
    }
    return nullptr;
  }

 private:
  std::vector<double> keys_;  // Of one list, now.
};

}  // namespace detail::dense
}  // namespace turnout::inline TURNOUT_ABI
