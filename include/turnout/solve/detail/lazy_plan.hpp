// turnout/solve/detail/lazy_plan.hpp -- from an index of members to assignments, prices and proof.
//
// No list of all candidates is ever made: the kernel asks for those of a role as far as it looks,
// cheapest first, and so does the proof. The answer is exact over all eligible pairs, because
// whoever was not asked for costs more than any price would pay.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include <turnout/model/plan.hpp>
#include <turnout/model/run.hpp>
#include <turnout/solve/detail/filter.hpp>
#include <turnout/solve/detail/lazy_rows.hpp>
#include <turnout/solve/detail/lazy_shape.hpp>
#include <turnout/solve/detail/tree_flow.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

struct LazyPlan {
  std::vector<Assignment> assignments;  ///< By role, then member.
  std::vector<std::int64_t> prices;     ///< By role.
  std::int64_t bound = 0;
  std::uint64_t made = 0;  ///< Candidates that were asked for.
  std::size_t bytes = 0;
};

/// The bound that whole prices prove: what rows would pay for their seats, less what the limits of
/// members cost at those prices; a pair that would pay beyond its price counts against it. True for
/// any prices, and equal to the optimum at the kernel's (linear programming duality).
template <class Rows>
class TreeProof {
 public:
  TreeProof(Rows& rows, TreeColumns& columns, const RowSeats& seats, NextHits next_hits)
      : rows_(rows), columns_(columns), seats_(seats), next_hits_(next_hits) {}

  [[nodiscard]] std::int64_t bound(std::span<const std::int32_t> row_price) {
    bound_ = 0;
    for (std::uint32_t r = 0; r < rows_.count(); ++r) add_row(r, row_price[r]);
    for (std::uint32_t v = 0; v < columns_.size(); ++v) add_node(v);
    return narrow(bound_);
  }

 private:
  void add_row(std::uint32_t r, std::int32_t price) {
    const std::uint32_t first = seats_.step_start[r];
    for (std::uint32_t i = first; i < seats_.step_start[r + 1]; ++i)
      bound_ += Wide{std::min<std::int64_t>(price, seats_.steps[i].value)} * seats_.steps[i].seats;
    std::uint32_t position = 0;
    do {
      const std::uint32_t known = rows_.known(r);
      const RowEntry* const row = rows_.begin(r);
      const std::span<const std::int32_t> prices = columns_.prices();
      const RowFilter filter{prices.data(), columns_.lowest(), 0};
      // Those that nobody holds pay only below the price; the others are looked at one by one.
      for (std::uint32_t i = position; i < known; ++i)
        if (row[i].column >= held_bit) add_pair(row[i], prices, price);
      while (position < known) {
        RowHits hits = next_hits_(row, position, known, price - 1, filter);
        position = hits.position + (hits.bits != 0 ? 16 : 0);
        for (; hits.bits != 0; hits.bits &= hits.bits - 1)
          add_pair(row[hits.position + static_cast<std::uint32_t>(std::countr_zero(hits.bits))],
                   prices, price);
      }
      position = known;
      if (known > 0 && row[known - 1].cost + columns_.lowest() >= price) return;
    } while (rows_.grow(r));
  }
  void add_pair(const RowEntry& e, std::span<const std::int32_t> prices, std::int32_t price) {
    bound_ += std::min(e.cost + prices[e.column & column_mask] - price, 0);
  }
  void add_node(std::uint32_t v) {
    const std::int64_t price = columns_.prices()[v];
    if (!columns_.is_root(v)) {
      bound_ -= Wide{price - columns_.prices()[columns_.parent(v)]} * columns_.capacity(v);
      return;
    }
    const Load& load = columns_.load_at(v);
    for (std::uint32_t k = 1; k <= columns_.capacity(v); ++k) {
      const std::int64_t gain = load.marginal(k) - price;
      if (gain >= 0) return;  // loads rise
      bound_ += gain;
    }
  }

  Rows& rows_;
  TreeColumns& columns_;
  const RowSeats& seats_;
  NextHits next_hits_;
  Wide bound_ = 0;
};

/// Nothing where so many seats are fought over that another way is due. What members cost who serve
/// nowhere is part of the bound.
inline std::optional<LazyPlan> solve_lazily(const MemberIndex& index, const LazyShape& shape,
                                            std::optional<std::uint64_t> memory_limit,
                                            Watch& watch) {
  const Problem& p = index.rules().problem();
  using Leaves = MemberLeaves<TreeColumns>;
  if (memory_limit) {
    const std::uint64_t at_first =
        index_bytes(p) + LazyRows<Leaves>::bytes_at_first(index, shape.seats);
    require_plan_memory(at_first, memory_limit,
                        "for its members and the candidates looked at first");
    *memory_limit -= index_bytes(p);
  }
  const int shift = scale_bits(shape.seats);
  TreeColumns columns(shift);
  const std::size_t members = index.who().size();
  columns.reserve(members + members / 2, members);
  Leaves leaves(index, shape, columns);
  LazyRows<Leaves> rows(index, leaves, memory_limit);
  rows.begin_all(shape.seats);
  std::vector<std::uint32_t> fillable(shape.seats);
  for (std::uint32_t r = 0; r < rows.count(); ++r) fillable[r] = rows.fillable(r, fillable[r]);
  const RowSeats seats{.seats = shape.seats,
                       .empty = {},
                       .fillable = fillable,
                       .step_start = shape.step_start,
                       .steps = shape.steps};
  const NextHits next_hits = fastest_next_hits();
  const TreeAnswer answer = solve_tree(rows, columns, seats, shift, watch, next_hits);
  if (answer.congested) return std::nullopt;

  LazyPlan plan;
  plan.prices.assign(answer.row_price.begin(), answer.row_price.end());
  plan.bound = TreeProof(rows, columns, seats, next_hits).bound(answer.row_price);
  for (std::size_t m = 0; m < p.members().size(); ++m)
    plan.bound += load_of(index.rules(), make_id<MemberId>(m), Goal::cost).at(0);
  for (std::uint32_t r = 0; r < rows.count(); ++r) {
    const auto role = make_id<RoleId>(r);
    const std::size_t first = plan.assignments.size();
    const RowEntry* const row = rows.begin(r);
    for (std::uint32_t i = 0; i < rows.known(r); ++i) {
      if ((row[i].column & held_bit) == 0) continue;
      plan.assignments.push_back(
          {p.need_of(role), role, index.who()[rows.origin(r, i)].member, row[i].cost});
    }
    std::ranges::sort(std::span(plan.assignments).subspan(first), {}, &Assignment::member);
  }
  plan.made = rows.made();
  plan.bytes = rows.bytes() + leaves.bytes();
  return plan;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
