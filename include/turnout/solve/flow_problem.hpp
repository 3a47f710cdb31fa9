// turnout/solve/flow_problem.hpp -- the second door: your own pairs and costs, and the answer.
//
// For those who already know who could serve where and at what cost. A pair joins a need to
// a member; at most `seats` pairs of a need and at most `capacity` pairs of a member are
// used, and within a group of a member's pairs at most the group's limit.
//
//   std::vector<std::int64_t> need{0, 0, 1}, member{0, 1, 1}, cost{4, 7, 5};
//   FlowResult r = solve_flow({.need = need, .member = member, .cost = cost});
//   // r.pairs == {0, 2}, r.objective == 9: need 0 gets member 0, need 1 gets member 1
//
// or a matrix, row by row, where rows are needs:
//
//   std::vector<double> d{4.5, 7, 9, 5};
//   FlowResult r = solve_flow({.cost = d, .matrix = true, .n_needs = 2, .n_members = 2});
//
// The arrays stay the caller's and are only read during the call.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/run.hpp>
#include <turnout/solve/network.hpp>

namespace turnout::inline TURNOUT_ABI {

/// One number for all, or one number each.
template <class T>
struct OneOrEach {
  T one{};
  std::span<const T> each = {};  ///< Used instead of `one` where `is_each`.
  bool is_each = false;

  OneOrEach() = default;
  template <class U>
    requires((std::integral<U> && std::integral<T>) ||
             (std::floating_point<U> && std::floating_point<T>))
  OneOrEach(U value) : one(static_cast<T>(value)) {}
  OneOrEach(std::span<const T> values) : each(values), is_each(true) {}
  OneOrEach(const std::vector<T>& values) : each(values), is_each(true) {}

  [[nodiscard]] T operator[](std::size_t i) const { return is_each ? each[i] : one; }
};

/// A family of groups: pairs of one member with the same number share `limit`.
struct FlowGroups {
  std::span<const std::int64_t> group;  ///< One number a pair; any number is a name.
  std::int64_t limit = 1;               ///< Pairs used a member and group, at most. >= 0.
};

enum class Sense : std::uint8_t { min, max };

/// What solve_flow() reads. Needs and members are numbered from 0.
struct FlowProblem {
  std::span<const std::int64_t> need = {};    ///< Of a pair. Empty for a matrix.
  std::span<const std::int64_t> member = {};  ///< Of a pair. Empty for a matrix.
  /// Of a pair. Whole numbers are exact; floats are put on a grid, see FlowResult::resolution.
  /// +inf (sense max: -inf) says that this is no pair.
  std::variant<std::span<const std::int64_t>, std::span<const double>> cost = {};
  OneOrEach<std::int64_t> seats = 1;     ///< Of a need. >= 0; together below 2^31.
  OneOrEach<std::int64_t> capacity = 1;  ///< Of a member. >= 0, below 2^31.
  /// Cost of an empty seat. Not given, or +inf: it must be filled, else InputError `cannot_fill`.
  std::variant<std::monostate, OneOrEach<std::int64_t>, OneOrEach<double>> unfilled_cost = {};
  std::span<const FlowGroups> groups = {};  ///< From narrow to wide; nested within each member.
  Sense sense = Sense::min;
  bool matrix = false;  ///< `cost` has n_needs x n_members numbers, row by row.
  /// The pairs are the entries of a sparse matrix. A matrix of either kind with all seats and
  /// capacities 1 and no unfilled_cost fills its shorter side, as SciPy does.
  bool sparse_matrix = false;
  std::optional<std::int64_t> n_needs = {};    ///< Not given: the largest number and one.
  std::optional<std::int64_t> n_members = {};  ///< Not given: the largest number and one.
};

struct FlowStats {
  double build_seconds = 0;  ///< From the caller's arrays to the kernel's form, sorting included.
  double solve_seconds = 0;  ///< All after that, proof included.
  std::uint64_t peak_bytes = 0;  ///< Of the network and the kernel, by their sizes.
  FlowCounters counters;
};

/// What solve_flow() answers. Costs, prices, objective and bound are in the caller's units and
/// whole where all costs given were.
///
/// Reduced cost of a pair = cost - need_price + member_price + its group prices (sense max: of
/// the negated costs): >= 0 where not used, <= 0 where used. A need's price is at most its
/// unfilled cost, and equal to it where it is short; prices of members and groups are >= 0, and
/// 0 where they are not full. With floats this holds to one `resolution`. Of a run that was ended
/// the prices are some from which the bound follows.
struct FlowResult {
  std::vector<std::int64_t> pairs;   ///< Positions of the pairs used, ascending.
  std::vector<std::int64_t> need;    ///< Of those pairs.
  std::vector<std::int64_t> member;  ///< Of those pairs.
  double objective = 0;  ///< Costs + unfilled costs; sense max: values - unfilled costs.
  double bound = 0;      ///< No answer is below (sense max: above) it.
  double gap = 0;        ///< Distance of the two over max(1, |objective|).
  Status status = Status::optimal;
  std::vector<std::int64_t> short_by;  ///< Empty seats of a need.
  std::vector<double> need_prices;
  std::vector<double> member_prices;
  std::vector<std::vector<double>> group_prices;  ///< A family of groups, a pair.
  /// The grid on which floats were solved: a power of two. 0: costs were whole. `optimal`
  /// then means on this grid; the bound is summed from the floats given.
  double resolution = 0;
  FlowStats stats;
};

}  // namespace turnout::inline TURNOUT_ABI
