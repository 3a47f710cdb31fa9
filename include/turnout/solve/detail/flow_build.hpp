// turnout/solve/detail/flow_build.hpp -- from the caller's arrays to the kernel's network.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <turnout/model/error.hpp>
#include <turnout/solve/detail/flow_reader.hpp>
#include <turnout/solve/flow_problem.hpp>
#include <turnout/solve/network.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// The network and the way back to the caller's positions.
struct FlowModel {
  FlowNetwork net;
  bool mirrored = false;  ///< Rows are members: the shorter side of a matrix is filled.
  std::vector<std::uint32_t> position;  ///< Of a candidate. Empty: as they stand.
  /// Node of a pair in each family of groups, by position; no_node: it is no pair.
  std::vector<std::vector<std::uint32_t>> group_node;
  std::uint32_t first_root = 0;  ///< Node of member 0 (mirrored: of need 0).

  [[nodiscard]] std::uint32_t at(std::uint32_t candidate) const {
    return position.empty() ? candidate : position[candidate];
  }
};

/// Pairs by member, those of one as they stand; `first` says where each member's begin.
inline std::vector<std::uint32_t> pairs_by_member(const FlowReader& in,
                                                  std::vector<std::uint32_t>& first) {
  first.assign(in.n_members() + 1, 0);
  for (std::size_t i = 0; i < in.n_pairs(); ++i) {
    if (in.is_pair(i)) ++first[in.member(i) + 1];
  }
  for (std::size_t m = 0; m < in.n_members(); ++m) first[m + 1] += first[m];
  std::vector<std::uint32_t> order(first.back());
  std::vector<std::uint32_t> at(first.begin(), first.end() - 1);
  for (std::size_t i = 0; i < in.n_pairs(); ++i) {
    if (in.is_pair(i)) order[at[in.member(i)]++] = static_cast<std::uint32_t>(i);
  }
  return order;
}

/// Each member's pairs by group, and by position where that is one.
inline void sort_by_group(std::span<const std::int64_t> group, std::span<const std::uint32_t> first,
                          std::span<std::uint32_t> order) {
  std::vector<std::pair<std::int64_t, std::uint32_t>> own;
  for (std::size_t m = 0; m + 1 < first.size(); ++m) {
    const std::span<std::uint32_t> pairs = order.subspan(first[m], first[m + 1] - first[m]);
    own.clear();
    for (const std::uint32_t i : pairs) own.emplace_back(group[i], i);
    std::sort(own.begin(), own.end());
    for (std::size_t k = 0; k < own.size(); ++k) pairs[k] = own[k].second;
  }
}

/// Nodes of the groups: families from narrow to wide, then the members themselves.
inline std::vector<std::uint32_t> add_groups(const FlowProblem& p, const FlowReader& in,
                                             FlowModel& model) {
  const std::size_t families = p.groups.size();
  std::vector<std::uint32_t> first_pair;
  std::vector<std::uint32_t> order =
      families > 0 ? pairs_by_member(in, first_pair) : std::vector<std::uint32_t>{};
  IssueCollector bad;
  std::vector<std::uint32_t> up_of;  // A pair that stands for the node in the next family.
  std::vector<std::uint32_t>& parent = model.net.parent;
  std::vector<std::size_t> first_node(families + 1, 0);
  model.group_node.assign(families, std::vector<std::uint32_t>(in.n_pairs(), no_node));
  for (std::size_t f = 0; f < families; ++f) {
    const auto key = [&](std::uint32_t i) { return std::pair(in.member(i), p.groups[f].group[i]); };
    sort_by_group(p.groups[f].group, first_pair, order);
    first_node[f] = up_of.size();
    for (std::size_t k = 0; k < order.size(); ++k) {
      const std::uint32_t i = order[k];
      if (k == 0 || key(order[k - 1]) != key(i)) up_of.push_back(i);
      model.group_node[f][i] = static_cast<std::uint32_t>(up_of.size() - 1);
      const std::uint32_t first = up_of.back();
      if (f + 1 < families && p.groups[f + 1].group[first] != p.groups[f + 1].group[i]) {
        bad.add({.table = "pairs",
                 .row = static_cast<std::int64_t>(i),
                 .column = "group",
                 .value = std::to_string(p.groups[f].group[i]),
                 .code = "groups_not_nested",
                 .message = "pairs " + std::to_string(first) + " and " + std::to_string(i) +
                            " of member " + std::to_string(in.member(i)) +
                            " share this group but not the next wider one",
                 .remedy = "give groups from narrow to wide, each inside one of the next"});
      }
    }
  }
  bad.throw_if_any();
  first_node[families] = up_of.size();
  parent.resize(up_of.size() + in.n_members());
  model.net.capacity.resize(parent.size());
  model.first_root = static_cast<std::uint32_t>(up_of.size());
  for (std::size_t f = 0; f < families; ++f) {
    const auto limit = static_cast<std::uint32_t>(
        std::min<std::int64_t>(p.groups[f].limit, std::numeric_limits<std::int32_t>::max()));
    for (std::size_t v = first_node[f]; v < first_node[f + 1]; ++v) {
      model.net.capacity[v] = limit;
      parent[v] = f + 1 < families
                      ? model.group_node[f + 1][up_of[v]]
                      : model.first_root + static_cast<std::uint32_t>(in.member(up_of[v]));
    }
  }
  return families > 0 ? model.group_node[0] : std::vector<std::uint32_t>{};
}

/// The most that whole costs can add up to, before a network is made of them; past 2^53 the engine
/// would not be exact. Floats are on a grid that was chosen so.
inline void check_totals(const FlowReader& in, std::size_t rows, bool mirrored,
                         std::span<const std::uint32_t> row_start) {
  if (in.floats()) return;
  std::vector<std::int64_t> most(rows, 0);  // Of a row.
  for (std::size_t i = 0; i < in.n_pairs(); ++i) {
    std::int64_t& x = most[mirrored ? in.member(i) : in.need(i)];
    x = std::max(x, std::abs(in.units(i)));
  }
  long double total = 0;  // Of terms that are whole and below 2^84.
  for (std::size_t r = 0; r < rows; ++r) {
    const std::uint32_t seats = mirrored ? 1 : in.seats(r);
    total += static_cast<long double>(most[r]) *
             std::min<std::uint32_t>(seats, row_start[r + 1] - row_start[r]);
    const std::int64_t empty = mirrored ? must_fill : in.unfilled_units(r);
    if (empty != must_fill) total += std::abs(static_cast<long double>(empty)) * seats;
  }
  if (total > 0x1p53L) {
    throw RangeError("costs could add up to more than 2^53; give smaller costs or fewer seats");
  }
}

inline FlowModel build_flow(const FlowProblem& p, const FlowReader& in) {
  FlowModel model;
  FlowNetwork& net = model.net;
  model.mirrored = in.fills_shorter_side() && in.n_needs() > in.n_members();
  const std::size_t rows = model.mirrored ? in.n_members() : in.n_needs();
  const std::size_t columns = model.mirrored ? in.n_needs() : in.n_members();
  const auto row = [&](std::size_t i) { return model.mirrored ? in.member(i) : in.need(i); };
  const auto column = [&](std::size_t i) { return model.mirrored ? in.need(i) : in.member(i); };

  net.row_start.assign(rows + 1, 0);
  bool in_order = true;
  std::size_t before = 0;
  for (std::size_t i = 0; i < in.n_pairs(); ++i) {
    const std::size_t r = row(i);
    in_order = in_order && in.is_pair(i) && r >= before;
    before = r;
    if (in.is_pair(i)) ++net.row_start[r + 1];
  }
  for (std::size_t r = 0; r < rows; ++r) net.row_start[r + 1] += net.row_start[r];
  const std::size_t n = net.row_start.back();
  check_totals(in, rows, model.mirrored, net.row_start);
  if (!in_order) {
    model.position.resize(n);
    std::vector<std::uint32_t> at(net.row_start.begin(), net.row_start.end() - 1);
    for (std::size_t i = 0; i < in.n_pairs(); ++i) {
      if (in.is_pair(i)) model.position[at[row(i)]++] = static_cast<std::uint32_t>(i);
    }
  }
  if (!p.matrix && !in.ids().ascending) {               // Is a pair given twice?
    std::vector<std::uint32_t> seen(columns, no_node);  // The last row of a column.
    for (std::uint32_t j = 0; j < n; ++j) {
      const std::uint32_t i = model.at(j);
      const auto r = static_cast<std::uint32_t>(row(i));
      if (std::exchange(seen[column(i)], r) == r) in.throw_duplicates();
    }
  }

  const std::vector<std::uint32_t> group_leaf = add_groups(p, in, model);
  if (model.mirrored) {
    net.parent.assign(columns, no_node);
    net.capacity.assign(columns, 1);
    model.first_root = 0;
  } else {
    for (std::size_t m = 0; m < columns; ++m) {
      net.parent[model.first_root + m] = no_node;
      net.capacity[model.first_root + m] = in.capacity(m);
    }
  }
  net.leaf.resize(n);
  net.cost.resize(n);
  for (std::uint32_t j = 0; j < n; ++j) {
    const std::uint32_t i = model.at(j);
    net.leaf[j] = group_leaf.empty() ? model.first_root + static_cast<std::uint32_t>(column(i))
                                     : group_leaf[i];
    net.cost[j] = in.units(i);
  }
  net.seats.resize(rows);
  net.value_start.assign(rows + 1, 0);
  for (std::size_t r = 0; r < rows; ++r) {
    net.seats[r] = model.mirrored ? 1 : in.seats(r);
    const std::int64_t value = model.mirrored ? must_fill : in.unfilled_units(r);
    if (net.seats[r] > 0) net.value.push_back({net.seats[r], value});
    net.value_start[r + 1] = static_cast<std::uint32_t>(net.value.size());
  }
  return model;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
