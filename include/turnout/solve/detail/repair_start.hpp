// turnout/solve/detail/repair_start.hpp -- from a problem and its result to what a Repair keeps.
//
// The result is believed in nothing: pairs that cannot be are errors, prices are only a start.
// Where prices and pairs do not agree, prices fall or pairs go until they do, and what is
// missing then comes back seat by seat and place by place: an optimal result loses nothing, and
// any other is finished.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/error.hpp>
#include <turnout/solve/detail/flow_build.hpp>
#include <turnout/solve/detail/repair_changes.hpp>
#include <turnout/solve/detail/repair_network.hpp>
#include <turnout/solve/flow_problem.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {
namespace repairing {

inline void add_issue(IssueCollector& bad, std::optional<std::int64_t> row, const char* column,
                      std::string value, const char* code, std::string message,
                      std::string remedy) {
  bad.add({.table = "result",
           .row = row,
           .column = column,
           .value = std::move(value),
           .code = code,
           .message = std::move(message),
           .remedy = std::move(remedy)});
}

/// What a Repair cannot keep.
inline void check_supported(const FlowProblem& problem, const FlowReader& in) {
  const auto refuse = [](const char* column, const char* message, const char* remedy) {
    throw InputError(Issue{.table = "pairs",
                           .row = std::nullopt,
                           .column = column,
                           .value = {},
                           .code = "not_supported_yet",
                           .message = message,
                           .remedy = remedy});
  };
  if (!problem.groups.empty()) {
    refuse("group", "a problem with groups cannot be repaired yet",
           "solve it afresh with solve_flow, or leave the groups out");
  }
  if (in.fills_shorter_side() && in.n_needs() > in.n_members()) {
    refuse("unfilled_cost", "a matrix whose members are to be filled cannot be repaired yet",
           "give an unfilled_cost");
  }
}

/// Rows, sorted; a pair given twice is an error.
inline void build_network(const FlowReader& in, RepairNetwork& net) {
  const auto with_room = [](std::size_t n) { return n + n / 2 + 64; };
  net.floats = in.floats();
  net.pair.reserve(with_room(in.n_pairs()));
  net.state.reserve(with_room(in.n_pairs()));
  net.need.reserve(with_room(in.n_needs()));
  net.member.reserve(with_room(in.n_members()));
  net.member_price.reserve(with_room(in.n_members()));
  std::vector<std::uint32_t> of_need(in.n_needs(), 0);
  std::vector<std::uint32_t> of_member(in.n_members(), 0);
  for (std::size_t i = 0; i < in.n_pairs(); ++i) {
    RepairPair x;
    if (in.is_pair(i)) {
      x = {in.units(i), static_cast<std::uint32_t>(in.need(i)),
           static_cast<std::uint32_t>(in.member(i))};
      ++of_need[x.need];
      ++of_member[x.member];
    }
    net.pair.push_back(x);
    net.state.push_back(in.is_pair(i) ? PairState::free : PairState::gone);
    if (net.floats) net.given_cost.push_back(in.cost(i));
  }
  std::vector<std::uint32_t> seats;
  for (std::size_t n = 0; n < in.n_needs(); ++n) {
    net.need.push_back({0, in.unfilled_units(n), in.seats(n), false});
    if (net.floats) net.given_unfilled.push_back(in.unfilled(n));
    seats.push_back(std::min(in.seats(n), of_need[n]));
  }
  for (std::size_t m = 0; m < in.n_members(); ++m) net.member.push_back({0, in.capacity(m), false});
  net.member_price.assign(in.n_members(), 0);
  net.row_of_need.make(of_need);
  net.used_by_need.make(seats);
  net.row_of_member.make(of_member);
  for (std::uint32_t p = 0; p < net.pair.size(); ++p) {
    const RepairPair& x = net.pair[p];
    if (net.is_gone(p)) continue;
    net.row_of_need.push_back(x.need, {x.cost, x.member, p});
    net.row_of_member.push_back(x.member, p);
  }
  IssueCollector bad;
  std::vector<std::uint32_t> seen(in.n_members(), no_node);  // The last pair of a member.
  for (std::size_t n = 0; n < in.n_needs(); ++n) {
    const std::span<RepairEntry> row = net.row_of_need[n];
    for (const RepairEntry& e : row) {
      const std::uint32_t before = std::exchange(seen[e.member], e.pair);
      if (before == no_node || net.pair[before].need != n) continue;
      bad.add({.table = "pairs",
               .row = static_cast<std::int64_t>(e.pair),
               .column = "need",
               .value = std::to_string(n),
               .code = "duplicate_pair",
               .message = "need " + std::to_string(n) + " and member " + std::to_string(e.member) +
                          " already stand at position " + std::to_string(before),
               .remedy = "give each pair once"});
    }
    std::sort(row.begin(), row.end());
  }
  bad.throw_if_any();
}

/// The pairs of the result, if they can be.
inline void use_pairs(const FlowResult& result, RepairNetwork& net) {
  IssueCollector bad;
  const auto check_size = [&](std::size_t have, std::size_t want, const char* column,
                              const char* whose) {
    if (have == want) return;
    add_issue(bad, {}, column, std::to_string(have), "bad_length",
              "the problem has " + std::to_string(want) + " " + whose,
              "give the result of this problem");
  };
  check_size(result.need_prices.size(), net.need.size(), "need_prices", "needs");
  check_size(result.member_prices.size(), net.member.size(), "member_prices", "members");
  bad.throw_if_any();
  for (std::size_t i = 0; i < result.pairs.size(); ++i) {
    const auto row = static_cast<std::int64_t>(i);
    const std::int64_t p = result.pairs[i];
    const auto at = static_cast<std::uint32_t>(p);
    if (p < 0 || static_cast<std::uint64_t>(p) >= net.pair.size() || net.is_gone(at)) {
      add_issue(bad, row, "pairs", std::to_string(p), "unknown_id", "the problem has no such pair",
                "give the result of this problem");
    } else if (net.is_used(at)) {
      add_issue(bad, row, "pairs", std::to_string(p), "duplicate_id", "the pair is given twice",
                "give the result of this problem");
    } else if (net.empty_seats(net.pair[at].need) == 0) {
      add_issue(bad, row, "pairs", std::to_string(p), "too_many_seats",
                "need " + std::to_string(net.pair[at].need) + " has fewer seats",
                "give the result of this problem");
    } else if (net.member[net.pair[at].member].used == net.member[net.pair[at].member].capacity) {
      add_issue(bad, row, "pairs", std::to_string(p), "too_many_seats",
                "member " + std::to_string(net.pair[at].member) + " has less capacity",
                "give the result of this problem");
    } else {
      net.switch_use(at);
    }
  }
  bad.throw_if_any();
  net.begin();
}

/// The prices of the result on the grid; what is no number counts as 0.
inline void take_prices(const FlowResult& result, double step, RepairNetwork& net) {
  static constexpr double most = 0x1p54;
  const auto steps = [step](double price) -> std::int64_t {
    const double x = std::clamp(price / step, -most, most);
    return std::isnan(x) ? 0 : std::llround(x);
  };
  for (std::size_t n = 0; n < net.need.size(); ++n) {
    net.need[n].price = std::min<std::int64_t>(steps(result.need_prices[n]), net.need[n].unfilled);
  }
  for (std::size_t m = 0; m < net.member.size(); ++m) {
    net.member_price[m] = std::max<std::int64_t>(steps(result.member_prices[m]), 0);
  }
}

/// Prices and pairs are made to agree, then the plan is finished.
inline void finish(RepairNetwork& net, RepairChanges& changes) {
  for (std::size_t m = 0; m < net.member.size(); ++m) {
    if (net.member[m].capacity > 0) continue;
    for (const std::uint32_t p : net.row_of_member[m]) {
      net.member_price[m] =
          std::max(net.member_price[m], -net.reduced_cost(p) + net.member_price[m]);
    }
  }
  for (std::uint32_t n = 0; n < net.need.size(); ++n) {
    for (const RepairEntry& e : net.row_of_need[n]) {
      if (e.cost >= net.need[n].price) break;  // Prices of members are not negative.
      if (net.is_used(e.pair)) continue;
      net.need[n].price = std::min(net.need[n].price, e.cost + net.member_price[e.member]);
    }
    for (std::size_t i = net.used_by_need[n].size(); i-- > 0;) {
      const std::uint32_t p = net.used_by_need[n][i];
      if (net.reduced_cost(p) > 0) net.switch_use(p);
    }
    net.begin();
  }
  // Seats and places that their prices do not allow to be empty come one by one.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> seats;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> places;
  for (std::uint32_t n = 0; n < net.need.size(); ++n) {
    const std::uint32_t empty = net.empty_seats(n);
    if (empty == 0) continue;
    if (net.need[n].price == net.need[n].unfilled) {
      net.objective += empty * net.need[n].unfilled;
    } else {
      seats.emplace_back(n, empty);
      net.need[n].seats -= empty;
    }
  }
  for (std::uint32_t m = 0; m < net.member.size(); ++m) {
    const std::uint32_t free = net.member[m].capacity - net.member[m].used;
    if (free == 0 || net.member_price[m] == 0) continue;
    places.emplace_back(m, free);
    net.member[m].capacity -= free;
  }
  for (const auto& [m, k] : places) {
    changes.search().add_places(m, k);
    net.begin();
  }
  for (const auto& [n, k] : seats) {
    changes.search().add_seats(n, k);
    net.begin();
  }
}

}  // namespace repairing
}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
