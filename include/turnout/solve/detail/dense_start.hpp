// turnout/solve/detail/dense_start.hpp -- prices and pairs to start the searches from.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <turnout/model/run.hpp>
#include <turnout/solve/detail/dense_state.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::dense {

/// Each row takes its best column, or one as good, if it is free; the rows that stay free.
[[nodiscard]] inline std::vector<std::uint32_t> take_best(State& s) {
  std::vector<std::uint32_t> free;
  for (std::uint32_t i = 0; i < s.matrix.rows(); ++i) {
    const State::Best b = s.best_of(i);
    const Lists::Pair* take = b.first;
    if (take != nullptr && s.row_of[take->column] != none) {
      take = b.second == b.least ? s.free_pair(i, b.least) : nullptr;
    }
    if (take != nullptr) {
      s.match(i, take->column, take->cost);
    } else {
      free.push_back(i);
    }
  }
  return free;
}

/// Augmenting row reduction (Jonker and Volgenant 1987), one round. A free row takes its best
/// column and lowers the column's price until its second best is as good; who held the column
/// looks anew. Ends early when it has had so many rows listed.
inline void reduce_rows(State& s, std::vector<std::uint32_t>& free, std::uint64_t rows_to_list) {
  std::vector<std::uint32_t> left;
  std::size_t turns = 4 * free.size() + 64;  // Wars of small steps are left to the searches.
  const std::uint64_t until = s.lists.scanned() + rows_to_list;
  std::size_t k = 0;
  while (k < free.size() && s.lists.scanned() < until) {
    const std::uint32_t i = free[k++];
    const State::Best b = s.best_of(i);
    ++s.counters.bids;
    if (b.first == nullptr) {
      left.push_back(i);
      continue;
    }
    const Lists::Pair* take = b.first;
    std::uint32_t holder = s.row_of[take->column];
    const bool lowered = b.least < b.second;
    if (lowered && b.second < infinite) s.price[take->column] -= b.second - b.least;
    if (!lowered && holder != none) {
      take = s.free_pair(i, b.least);
      if (take == nullptr) {  // Nothing is gained by taking another's.
        left.push_back(i);
        continue;
      }
      holder = none;
    }
    if (holder != none) {
      s.column_of[holder] = none;
      if (turns > 0) {
        --turns;
        free[--k] = holder;
      } else {
        left.push_back(holder);
      }
    }
    s.match(i, take->column, take->cost);
  }
  left.insert(left.end(), free.begin() + static_cast<std::ptrdiff_t>(k), free.end());
  free.swap(left);
}

/// An auction by rounds (Bertsekas) with epsilon scaling; it leaves good prices and pairs that
/// are not tight. Only where there are as many columns as rows, since a column that ends without
/// a row must not have lost its price. Gives up after many bids, as where the rows cannot all be
/// served; false if the watch ended it.
[[nodiscard]] inline bool auction(State& s, Watch& watch) {
  constexpr double first_epsilon = 4;  // Times the width of a list: first bids pass over it.
  constexpr double ratio = 5;
  constexpr int phases = 6;
  constexpr int phases_by_rows = 3;  // Prices move too far for lists to pay.
  struct Bid {
    double least;
    double second;
    std::uint32_t column;
    double cost;
  };
  const std::size_t rows = s.matrix.rows();
  ++s.counters.auctions;
  double width = 0;
  for (std::size_t i = 0; i < rows; ++i) width += s.lists.width(i);
  double epsilon = first_epsilon * width / static_cast<double>(rows);
  std::uint64_t left = 150 * rows + 10'000;
  bool whole_rows = true;
  std::vector<std::uint32_t> free;
  std::vector<std::uint32_t> next;
  for (int phase = 0; phase < phases; ++phase, epsilon /= ratio) {
    const double step = std::max(1.0, std::floor(epsilon));
    s.drop_pairs();
    free.resize(rows);
    for (std::uint32_t i = 0; i < rows; ++i) free[i] = i;
    if (phase == phases_by_rows) whole_rows = false;
    const std::uint64_t bids = s.counters.bids;
    const std::uint64_t listed = s.lists.scanned();
    while (!free.empty()) {
      for (const std::uint32_t i : free) {
        if (left == 0) return true;
        if (--left % 256 == 0) {
          if (watch.must_end(256)) return false;
          watch.report_part("flow", static_cast<double>(phase) / phases);
        }
        // Lists serve where most of a list stays good from one bid to the next.
        whole_rows = whole_rows || s.lists.scanned() - listed > rows + (s.counters.bids - bids) / 3;
        Bid bid;
        if (whole_rows) {
          const TwoBest b = s.matrix.two_best(i, s.price.data());
          if (!(b.least < infinite)) return true;
          bid = {b.least, b.second, static_cast<std::uint32_t>(b.column), 0};
        } else {
          const State::Best b = s.best_of(i);
          if (b.first == nullptr) return true;
          bid = {b.least, b.second, b.first->column, b.first->cost};
        }
        ++s.counters.bids;
        const std::uint32_t holder = std::exchange(s.row_of[bid.column], none);
        s.price[bid.column] -= (bid.second < infinite ? bid.second - bid.least : 0) + step;
        s.match(i, bid.column, bid.cost);
        if (holder == none) continue;
        s.column_of[holder] = none;
        next.push_back(holder);
      }
      free.swap(next);
      next.clear();
    }
    if (step == 1.0) break;
  }
  return true;
}

}  // namespace detail::dense
}  // namespace turnout::inline TURNOUT_ABI
