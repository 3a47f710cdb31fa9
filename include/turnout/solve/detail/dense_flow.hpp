// turnout/solve/detail/dense_flow.hpp -- solve_flow() for a full matrix of seats and capacities 1.
//
// Such a problem is the linear assignment problem, and is solved on the matrix where it lies: no
// network is built, and nothing is copied unless there are more needs than members. What is not
// such a problem, or is bad input, or cannot be filled, is left to the network, which says so in
// its own words.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <turnout/model/error.hpp>
#include <turnout/solve/detail/dense_solver.hpp>
#include <turnout/solve/detail/exact_sum.hpp>
#include <turnout/solve/detail/flow_memory.hpp>
#include <turnout/solve/flow_problem.hpp>
#include <turnout/solve/options.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::dense {

/// Whether the sizes fit and every pair may be used once: all but the costs themselves.
inline bool is_assignment(const FlowProblem& p) {
  const auto ones = [](const OneOrEach<std::int64_t>& x, std::int64_t n) {
    if (!x.is_each) return x.one == 1;
    return x.each.size() == static_cast<std::size_t>(n) &&
           std::all_of(x.each.begin(), x.each.end(), [](std::int64_t k) { return k == 1; });
  };
  constexpr std::int64_t most = std::int64_t{1} << 29;
  if (!p.matrix || !p.need.empty() || !p.member.empty() || !p.groups.empty()) return false;
  if (p.unfilled_cost.index() != 0 || !p.n_needs || !p.n_members) return false;
  const std::int64_t n = *p.n_needs;
  const std::int64_t m = *p.n_members;
  if (n < 1 || m < 1 || n >= most || m >= most) return false;
  const std::size_t size = std::visit([](const auto& c) { return c.size(); }, p.cost);
  return size < no_node && size == static_cast<std::size_t>(n) * static_cast<std::size_t>(m) &&
         ones(p.seats, n) && ones(p.capacity, m);
}

/// Columns as rows, by squares that stay in the cache.
template <class T>
std::vector<T> transposed(std::span<const T> from, std::size_t rows, std::size_t columns) {
  constexpr std::size_t side = 32;
  std::vector<T> to(from.size());
  for (std::size_t i0 = 0; i0 < rows; i0 += side) {
    for (std::size_t j0 = 0; j0 < columns; j0 += side) {
      for (std::size_t i = i0; i < std::min(rows, i0 + side); ++i) {
        for (std::size_t j = j0; j < std::min(columns, j0 + side); ++j) {
          to[j * rows + i] = from[i * columns + j];
        }
      }
    }
  }
  return to;
}

/// Whether every cost is a finite number or says that there is no pair.
inline bool only_pairs(const Matrix& matrix, std::size_t row) {
  for (std::size_t j = 0; j < matrix.columns(); ++j) {
    if (!(matrix.given(row, j) > -infinite)) return false;  // NaN too.
  }
  return true;
}

/// The grid, by the same rule as for a network; nullopt: totals could leave the exact range.
inline std::optional<int> grid_shift(const Matrix& matrix, const Survey& found) {
  const auto rows = static_cast<double>(matrix.rows());
  if (!matrix.floats()) {
    if (static_cast<double>(found.bits) * 4 * (rows + 1) >= 0x1p51) return std::nullopt;
    return 0;
  }
  int top = 0;
  std::frexp(found.largest, &top);
  int spread = 0;
  std::frexp(2 * rows, &spread);
  if (top + spread > 1000) return std::nullopt;
  const int shift = std::min({40 - top, 50 - top - spread, 1000});
  if (found.largest == 0.0) return 0;
  if (shift <= 0) return shift;
  if (found.whole) return 0;
  int bit = 0;
  return matrix.is_coarser(shift, bit) ? std::max(-bit, 0) : shift;
}

__extension__ using wide = __int128;  // Sums of prices.

/// Bytes beside the caller's matrix, about: a list, prices and the state of a search.
inline std::uint64_t solver_bytes(std::uint64_t rows, std::uint64_t columns) {
  return rows * (48 * sizeof(Lists::Pair) + 48) + columns * 72;
}

/// Rows of some four million costs: a few thousandths of a second.
inline std::size_t rows_between(const Matrix& matrix) {
  return std::max<std::size_t>(1, (std::size_t{1} << 22) / matrix.columns());
}

/// What the pairs cost and what the prices prove, in steps and as given.
struct Totals {
  wide steps = 0;
  wide steps_bound = 0;
  double objective = 0;
  double bound = 0;
};

/// From scratch: prices prove that no choice costs less than their sum and all that they fail to
/// cover.
inline Totals prove(const Matrix& matrix, const State& s, const std::vector<double>& row_price,
                    const std::vector<double>& price, double unit, Watch& watch) {
  constexpr auto whole = [](double x) { return static_cast<std::int64_t>(x); };
  Totals t;
  ExactSum objective;
  ExactSum bound;
  wide steps = 0;  // Of the bound that is summed from costs as given.
  std::vector<std::uint32_t> columns(matrix.columns());
  for (const double v : price) steps += whole(v);
  t.steps_bound = steps;
  for (std::size_t i = 0; i < matrix.rows(); ++i) {
    if (i % rows_between(matrix) == 0) {
      watch.report_part("flow", static_cast<double>(i) / static_cast<double>(matrix.rows()));
    }
    steps += whole(row_price[i]);
    t.steps_bound += whole(row_price[i]);
    const std::size_t n = matrix.uncovered(i, price.data(), row_price[i], unit, columns.data());
    for (std::size_t k = 0; k < n; ++k) {
      const std::size_t j = columns[k];
      const double worth = row_price[i] + price[j];
      bound.add(matrix.given(i, j));
      steps -= whole(worth);
      t.steps_bound += std::min<std::int64_t>(0, whole(matrix.step(i, j) - worth));
    }
    if (s.column_of[i] == none) continue;
    objective.add(matrix.given(i, s.column_of[i]));
    t.steps += whole(matrix.step(i, s.column_of[i]));
  }
  constexpr int digits = 40;  // Two terms, each exact.
  bound.add(static_cast<double>(static_cast<std::int64_t>(steps >> digits)) * (unit * 0x1p40));
  bound.add(static_cast<double>(static_cast<std::int64_t>(steps & ((wide{1} << digits) - 1))) *
            unit);
  t.objective = objective.nearest();
  t.bound = bound.down();
  return t;
}

/// A run that ended before all costs were read: nobody serves, and nothing is known.
inline FlowResult unread(const FlowProblem& p, const Watch& watch) {
  FlowResult r;
  r.bound = p.sense == Sense::max ? infinite : -infinite;
  r.gap = infinite;
  r.status = watch.status();
  r.short_by.assign(static_cast<std::size_t>(*p.n_needs), 1);
  r.need_prices.assign(static_cast<std::size_t>(*p.n_needs), 0.0);
  r.member_prices.assign(static_cast<std::size_t>(*p.n_members), 0.0);
  return r;
}

/// nullopt: not a problem of this kind; nothing was done.
inline std::optional<FlowResult> solve(const FlowProblem& p, const SolveOptions& options,
                                       Watch& watch, bool plain = false) {
  using Clock = std::chrono::steady_clock;
  const auto seconds = [](Clock::duration d) { return std::chrono::duration<double>(d).count(); };
  const auto begin = Clock::now();
  if (!is_assignment(p)) return std::nullopt;

  const auto n_needs = static_cast<std::size_t>(*p.n_needs);
  const auto n_members = static_cast<std::size_t>(*p.n_members);
  const bool mirrored = n_needs > n_members;
  const std::size_t rows = std::min(n_needs, n_members);
  const std::size_t columns = std::max(n_needs, n_members);
  const std::uint64_t needed = solver_bytes(rows, columns) + (mirrored ? rows * columns * 8 : 0);
  require_memory(needed, options.memory_limit);
  const auto* reals = std::get_if<std::span<const double>>(&p.cost);
  const auto* wholes = std::get_if<std::span<const std::int64_t>>(&p.cost);
  std::vector<double> turned_reals;
  std::vector<std::int64_t> turned_wholes;
  if (mirrored && reals != nullptr) turned_reals = transposed(*reals, n_needs, n_members);
  if (mirrored && wholes != nullptr) turned_wholes = transposed(*wholes, n_needs, n_members);
  Matrix matrix(reals == nullptr ? nullptr
                : mirrored       ? turned_reals.data()
                                 : reals->data(),
                wholes == nullptr ? nullptr
                : mirrored        ? turned_wholes.data()
                                  : wholes->data(),
                rows, columns, p.sense == Sense::max, plain);

  watch.begin_part(0, 0.2);
  Lists lists(matrix, options.memory_limit, needed);
  Survey found;
  {
    const std::vector<double> zero(columns, 0.0);
    for (std::size_t i = 0; i < rows; ++i) {
      if (i % rows_between(matrix) == rows_between(matrix) - 1) {
        // What nobody has looked at may cost anything.
        if (watch.must_end(1)) return unread(p, watch);
        watch.report_part("flow", static_cast<double>(i) / static_cast<double>(rows));
      }
      Survey of_row;
      lists.list_first(i, zero.data(), of_row);
      if (!of_row.finite && !only_pairs(matrix, i)) return std::nullopt;
      found.largest = std::max(found.largest, of_row.largest);
      found.whole = found.whole && of_row.whole;
      found.bits |= of_row.bits;
    }
  }
  const std::optional<int> shift = grid_shift(matrix, found);
  if (!shift) return std::nullopt;
  matrix.set_grid(*shift);
  lists.to_grid();
  const double built = seconds(Clock::now() - begin);

  State state(matrix, lists);
  watch.begin_part(0.2, 0.9);
  const End end = assign(state, watch);
  if (end == End::impossible) return std::nullopt;

  std::vector<double> row_price(rows);
  for (std::uint32_t i = 0; i < rows; ++i) {
    if (end == End::complete) {
      row_price[i] = state.charge(i);
    } else {  // The most that proves something, whatever the pairs.
      const State::Best b = state.best_of(i);
      row_price[i] = b.first != nullptr ? b.least : 0.0;
    }
  }
  std::vector<double>& price = state.price;
  if (rows == columns) {  // All prices may move together: the highest to 0.
    const double top = *std::max_element(price.begin(), price.end());
    for (double& v : price) v -= top;
    for (double& u : row_price) u += top;
  }
  const double unit = std::ldexp(1.0, -*shift);
  watch.begin_part(0.9, 1);
  const Totals totals = prove(matrix, state, row_price, price, unit, watch);

  FlowResult r;
  r.short_by.assign(n_needs, 1);
  const auto use = [&](std::size_t need, std::size_t member) {
    r.pairs.push_back(static_cast<std::int64_t>(need * n_members + member));
    r.need.push_back(static_cast<std::int64_t>(need));
    r.member.push_back(static_cast<std::int64_t>(member));
    r.short_by[need] = 0;
  };
  for (std::size_t n = 0; n < n_needs; ++n) {
    const std::uint32_t m = mirrored ? state.row_of[n] : state.column_of[n];
    if (m != none) use(n, m);
  }
  // Mirrored, rows pay for a member's only place; what a need pays is free to choose, and such
  // that no member's price is below 0.
  const double lift =
      mirrored ? std::max(0.0, *std::max_element(row_price.begin(), row_price.end())) : 0.0;
  r.need_prices.resize(n_needs);
  r.member_prices.resize(n_members);
  for (std::size_t n = 0; n < n_needs; ++n) {
    r.need_prices[n] = (mirrored ? lift + price[n] : row_price[n]) * unit;
  }
  for (std::size_t m = 0; m < n_members; ++m) {
    r.member_prices[m] = (mirrored ? lift - row_price[m] : 0.0 - price[m]) * unit;
  }
  r.objective = totals.objective;
  r.bound = totals.bound;
  r.gap = r.pairs.size() < rows
              ? infinite
              : std::max(0.0, r.objective - r.bound) / std::max(1.0, std::abs(r.objective));
  if (p.sense == Sense::max) {
    r.objective = 0.0 - r.objective;
    r.bound = 0.0 - r.bound;
  }
  r.resolution = matrix.floats() ? unit : 0.0;
  r.status = end == End::ended                    ? watch.status()
             : totals.steps == totals.steps_bound ? Status::optimal
                                                  : Status::feasible;
  r.stats.counters = state.counters;
  r.stats.peak_bytes = lists.with_growth(needed);
  r.stats.build_seconds = built;
  r.stats.solve_seconds = seconds(Clock::now() - begin) - built;
  return r;
}

}  // namespace detail::dense
}  // namespace turnout::inline TURNOUT_ABI
