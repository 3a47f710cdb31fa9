// turnout/solve/detail/repair_numbers.hpp -- numbers that come in later, put on the grid.
//
// The problem that a Repair was made from settled whether costs are whole or floats on a grid.
// What is given later is put on the same grid; what does not fit is refused, never bent.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <turnout/config.hpp>
#include <turnout/model/error.hpp>
#include <turnout/solve/detail/flow_build.hpp>
#include <turnout/solve/detail/repair_proof.hpp>
#include <turnout/solve/repair.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {
namespace repairing {

[[noreturn]] inline void refuse(std::string table, std::optional<std::int64_t> row,
                                std::string column, std::string value, const char* code,
                                std::string message, std::string remedy) {
  throw InputError(Issue{.table = std::move(table),
                         .row = row,
                         .column = std::move(column),
                         .value = std::move(value),
                         .code = code,
                         .message = std::move(message),
                         .remedy = std::move(remedy)});
}

/// A cost, to be made small.
struct Amount {
  std::int64_t steps = 0;  ///< Of the grid; must_fill: infinite.
  double given = 0;
  bool rounded = false;  ///< It does not lie on the grid.

  [[nodiscard]] bool infinite() const noexcept { return steps == must_fill; }
};

class Grid {
 public:
  Grid() = default;
  Grid(bool floats, int shift, bool maximise)
      : floats_(floats), shift_(floats ? shift : 0), maximise_(maximise) {}

  [[nodiscard]] bool floats() const noexcept { return floats_; }
  [[nodiscard]] bool maximise() const noexcept { return maximise_; }
  [[nodiscard]] double step() const { return std::ldexp(1.0, -shift_); }
  /// An objective as the caller sees it.
  [[nodiscard]] double shown(std::int64_t x) const {
    return (maximise_ ? 0.0 - static_cast<double>(x) : static_cast<double>(x)) * step();
  }

  /// Cost of a pair: +inf (sense max: -inf) comes back as infinite.
  [[nodiscard]] Amount cost(const FlowCost& x, const char* table,
                            std::optional<std::int64_t> row) const {
    return put(x, maximise_, "cost", table, row);
  }
  /// Cost of an empty seat, whatever the sense.
  [[nodiscard]] Amount unfilled(const std::optional<FlowCost>& x,
                                std::optional<std::int64_t> row) const {
    if (!x) return {must_fill, std::numeric_limits<double>::infinity(), false};
    return put(*x, false, "unfilled_cost", "needs", row);
  }

 private:
  static constexpr std::int64_t most = std::int64_t{1} << 53;

  Amount put(const FlowCost& x, bool negate, const char* column, const char* table,
             std::optional<std::int64_t> row) const {
    if (const auto* whole = std::get_if<std::int64_t>(&x)) {
      if (*whole > most || *whole < -most) {
        throw RangeError("the " + std::string(column) + " " + std::to_string(*whole) +
                         " is past 2^53; give smaller costs");
      }
      if (!floats_) return {negate ? -*whole : *whole, 0, false};
      return on_grid(static_cast<double>(negate ? -*whole : *whole), column);
    }
    const double given = std::get<double>(x);
    const double value = negate ? -given : given;
    if (std::isnan(given)) {
      refuse(table, row, column, "nan", "not_a_number", "this is not a number", "give a cost");
    }
    if (std::isinf(value)) {
      if (value > 0) return {must_fill, value, false};
      refuse(table, row, column, given < 0 ? "-inf" : "inf", "not_finite",
             "this is infinitely good", "give a cost");
    }
    if (!floats_ && value != std::floor(value)) {
      refuse(table, row, column, std::to_string(given), "not_whole",
             "the costs of this problem are whole",
             "give a whole number, or make the Repair from a problem of floats");
    }
    return on_grid(value, column);
  }
  Amount on_grid(double value, const char* column) const {
    const double x = std::ldexp(value, shift_);
    if (std::abs(x) > static_cast<double>(most)) {
      throw RangeError("the " + std::string(column) + " " + std::to_string(value) +
                       " is past 2^53 steps of the grid; make a new Repair");
    }
    const std::int64_t steps = std::llround(x);
    return {steps, value, static_cast<double>(steps) != x};
  }

  bool floats_ = false;
  int shift_ = 0;  // A cost of 1 is 2^shift steps.
  bool maximise_ = false;
};

/// Seats and capacities.
inline std::uint32_t count_of(std::int64_t k, const char* table, std::optional<std::int64_t> row,
                              const char* column) {
  if (k < 0 || k >= std::int64_t{1} << 31) {
    refuse(table, row, column, std::to_string(k), k < 0 ? "negative" : "too_large",
           k < 0 ? "it is negative" : "it is 2^31 or more", "give a number from 0 to 2147483647");
  }
  return static_cast<std::uint32_t>(k);
}

/// What must stay in range, as solve_flow() counts it.
struct Load {
  Wide costs = 0;          ///< The most that costs can add up to.
  std::int64_t seats = 0;  ///< Together.

  void check() const {
    if (costs > Wide{1} << 53) {
      throw RangeError("costs could add up to more than 2^53; give smaller costs or fewer seats");
    }
    if (seats >= std::int64_t{1} << 31) throw RangeError("the seats add up to 2^31 or more");
  }
};

}  // namespace repairing
}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
