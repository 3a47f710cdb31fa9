// turnout/solve/detail/dense_solver.hpp -- linear assignment on a full matrix.
//
// Jonker and Volgenant (1987) on lists: each row keeps its few smallest cost - price and a bound
// on the rest (dense_lists.hpp), and reads its matrix row again only where a search passes that
// bound. Where that happens often, the prices are far from good: an auction makes better ones,
// and rows, reduction and searches start anew from them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <turnout/model/run.hpp>
#include <turnout/solve/detail/dense_search.hpp>
#include <turnout/solve/detail/dense_start.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::dense {

/// How much the searches may read before an auction is held.
struct Patience {
  std::uint64_t rows;   ///< Read in the matrix.
  std::uint64_t pairs;  ///< Looked at.
};

/// Serves the rows still free, the hardest part last; `outrun`: the patience has come to its end.
[[nodiscard]] inline End serve_rows(State& s, Watch& watch, const Patience* patience,
                                    bool& outrun) {
  const std::uint64_t listed = s.lists.scanned();
  const std::uint64_t looked_at = s.counters.looked_at;
  std::vector<std::uint32_t> free = take_best(s);
  for (int round = 0; round < 2 && !free.empty(); ++round) {
    reduce_rows(s, free, patience != nullptr ? patience->rows : 4 * s.matrix.rows());
  }
  Search search(s);
  for (std::size_t k = 0; k < free.size(); ++k) {
    watch.report_part(
        "flow", 1.0 - static_cast<double>(free.size() - k) / static_cast<double>(s.matrix.rows()));
    outrun = patience != nullptr && (s.lists.scanned() - listed > patience->rows ||
                                     s.counters.looked_at - looked_at > patience->pairs);
    if (outrun) return End::complete;
    const End end = search.serve(free[k], watch);
    if (end != End::complete) return end;
  }
  return End::complete;
}

/// Lists all rows anew; false if the watch ended it.
[[nodiscard]] inline bool list_all(State& s, Watch& watch) {
  for (std::size_t i = 0; i < s.matrix.rows(); ++i) {
    s.lists.list(i, first_rank, s.price.data());
    if (i % 256 == 255 && watch.must_end(256)) return false;
    if (i % 256 == 255) watch.report_part("flow", 0);
  }
  return true;
}

/// Whether the rows want the same few columns, as where a cost is mostly its column's.
[[nodiscard]] inline bool few_columns_listed(const State& s) {
  std::vector<bool> listed(s.matrix.columns(), false);
  std::size_t count = 0;
  for (std::size_t i = 0; i < s.matrix.rows(); ++i) {
    for (const Lists::Pair& p : s.lists.of(i)) {
      if (!listed[p.column]) ++count;
      listed[p.column] = true;
    }
    if (2 * count > s.matrix.columns()) return false;
  }
  return true;
}

/// Column reduction (Jonker and Volgenant 1987): a column's price is its least cost.
inline void lower_columns(State& s) {
  std::vector<double> least(s.matrix.columns(), infinite);
  for (std::size_t i = 0; i < s.matrix.rows(); ++i) s.matrix.column_minima(i, least.data());
  for (std::size_t j = 0; j < least.size(); ++j) s.price[j] = least[j] < infinite ? least[j] : 0.0;
}

/// Gives every row a column at least cost. Needs all rows listed, at prices 0.
[[nodiscard]] inline End assign(State& s, Watch& watch) {
  const std::size_t rows = s.matrix.rows();
  if (watch.must_end(0)) return End::ended;
  const bool square = rows == s.matrix.columns();
  const Patience patience{.rows = rows / 8 + 16, .pairs = (1000 + rows) * rows};
  if (square && few_columns_listed(s)) {
    lower_columns(s);
    if (!list_all(s, watch)) return End::ended;
  }
  bool outrun = false;
  End end = serve_rows(s, watch, square ? &patience : nullptr, outrun);
  if (!outrun) return end;
  if (!auction(s, watch)) return End::ended;
  s.drop_pairs();
  s.lists.forget_overruns();
  if (!list_all(s, watch)) return End::ended;
  return serve_rows(s, watch, nullptr, outrun);
}

}  // namespace detail::dense
}  // namespace turnout::inline TURNOUT_ABI
