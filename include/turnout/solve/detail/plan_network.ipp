#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <utility>
#include <vector>

#include <turnout/model/hash.hpp>
#include <turnout/model/parallel.hpp>
#include <turnout/solve/detail/network_members.hpp>
#include <turnout/solve/plan_network.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Members in the order in which ties go.
inline std::vector<MemberId> tie_order(const Problem& problem, const Policy& policy) {
  std::int64_t seed = 0;
  if (policy.tie_seed)
    seed = *policy.tie_seed;
  else if (problem.needs().size() > 0)
    seed = std::ranges::min(problem.needs().day).time_since_epoch().count();
  // Hashes are spread evenly, so their first bits put nearly every member in its place: a pass by
  // these, then each small heap in order.
  const std::size_t n = problem.members().size();
  const int shift = 64 - std::clamp(static_cast<int>(std::bit_width(n)), 1, 24);
  std::vector<std::uint64_t> hash(n);
  std::vector<std::uint32_t> next((std::size_t{1} << (64 - shift)) + 1, 0);
  for (std::size_t m = 0; m < n; ++m) {
    hash[m] = tie_hash(seed, problem.members().id[m]);
    ++next[hash[m] >> shift];
  }
  std::uint32_t sum = 0;
  for (std::uint32_t& first : next) sum += std::exchange(first, sum);
  std::vector<MemberId> order(n);
  for (std::size_t m = 0; m < n; ++m) order[next[hash[m] >> shift]++] = make_id<MemberId>(m);
  for (std::size_t heap = 0, first = 0; heap + 1 < next.size(); first = next[heap++])
    if (next[heap] - first > 1)
      std::ranges::sort(order.begin() + static_cast<std::ptrdiff_t>(first),
                        order.begin() + static_cast<std::ptrdiff_t>(next[heap]), {},
                        [&](MemberId m) { return std::pair(hash[index(m)], m); });
  return order;
}

/// More than any exchange could save by leaving one duty out: a chain through the roles of a need
/// and one other service given up.
inline std::int64_t reward_of_duty(const Rules& rules, const Candidates& candidates) {
  const Problem& p = rules.problem();
  Wide largest = 1;
  std::uint32_t roles = 1;
  for (const Candidate& c : candidates.pairs()) largest = std::max(largest, Wide{c.cost});
  for (std::size_t n = 0; n < p.needs().size(); ++n) {
    const std::int64_t empty = rules.policy().unfilled_cost[p.needs().priority[n] - 1U];
    largest = std::max(largest, Wide{empty} * rules.policy().min_seats_weight);
    roles = std::max(roles, p.needs().first_role[n + 1] - p.needs().first_role[n]);
  }
  std::int64_t history = 0;
  std::int64_t most = 1;
  for (std::size_t m = 0; m < p.members().size(); ++m) {
    history = std::max(history, rules.recent(make_id<MemberId>(m)));
    most = std::max(most,
                    static_cast<std::int64_t>(candidates.of_member(make_id<MemberId>(m)).size()));
  }
  largest = std::max(largest, Wide{rules.policy().fairness} * (2 * (history + most) + 1) +
                                  rules.policy().min_services_cost);
  return narrow(largest * 4 * (roles + 2));
}

/// Sorts the pairs of a row: LSD radix sort of 9 bits a pass. Scratch of one thread.
class KeySorter {
 public:
  [[nodiscard]] std::vector<std::uint64_t>& keys() noexcept { return keys_; }

  /// Keys that agree in their high halves stay in the order they came, if low halves ascend.
  void sort_by_high_half() {
    if (keys_.size() < 64) {
      std::ranges::sort(keys_);
      return;
    }
    to_.resize(keys_.size());
    std::uint64_t most = 0;
    for (const std::uint64_t key : keys_) most |= key;
    for (unsigned shift = 32; shift < 64 && (most >> shift) != 0; shift += digit) {
      std::array<std::uint32_t, digits> next{};
      for (const std::uint64_t key : keys_) ++next[key >> shift & (digits - 1)];
      std::uint32_t sum = 0;
      for (std::uint32_t& n : next) sum += std::exchange(n, sum);
      for (const std::uint64_t key : keys_) to_[next[key >> shift & (digits - 1)]++] = key;
      keys_.swap(to_);
    }
  }

 private:
  static constexpr unsigned digit = 9;
  static constexpr std::size_t digits = std::size_t{1} << digit;
  std::vector<std::uint64_t> keys_, to_;
};

class PlanNetworkBuilder {
 public:
  PlanNetworkBuilder(const Rules& rules, const Candidates& candidates, const Clash& clash,
                     const std::vector<Must>& musts, Goal measure, int threads)
      : rules_(rules),
        candidates_(candidates),
        clash_(clash),
        musts_(musts),
        measure_(measure),
        threads_(threads) {}

  PlanNetwork build() {
    if (!musts_.empty()) net_.must_reward = reward_of_duty(rules_, candidates_);
    add_members();
    add_rows();
    const std::size_t needs = rules_.problem().needs().size();
    net_.flow.value_start.push_back(0);
    for (std::size_t n = 0; n < needs; ++n) {
      add_values(make_id<NeedId>(n));
      net_.flow.value_start.push_back(static_cast<std::uint32_t>(net_.flow.value.size()));
    }
    net_.constant += net_.must_reward * static_cast<std::int64_t>(musts_.size());
    return std::move(net_);
  }

 private:
  /// Trees are found in the order of members, in which each row of pairs is read from end to end,
  /// then put where the order of ties wants them.
  void add_members() {
    constexpr std::size_t members_a_chunk = 4096;
    const RankedNeeds needs(rules_.problem());
    const std::size_t members = rules_.problem().members().size();
    net_.inexact.assign(members, {});
    leaf_.reserve(candidates_.size());
    for (std::size_t r = 0; r < needs.rank_of_role.size(); ++r)
      leaf_.insert(leaf_.end(), candidates_.count(make_id<RoleId>(r)), needs.rank_of_role[r]);
    std::vector<TreeChunk> found((members + members_a_chunk - 1) / members_a_chunk);
    for_each_chunk(found.size(), threads_, [&](std::size_t chunk) {
      MemberTrees trees(rules_, candidates_, clash_, needs, musts_);
      const std::size_t last = std::min(members, (chunk + 1) * members_a_chunk);
      for (std::size_t m = chunk * members_a_chunk; m < last; ++m)
        net_.inexact[m] = trees.add(make_id<MemberId>(m), leaf_, found[chunk]);
    });
    first_node_.reserve(members);
    for (const TreeChunk& chunk : found) {
      first_node_.insert(first_node_.end(), chunk.nodes.begin(), chunk.nodes.end());
      duties_.insert(duties_.end(), chunk.duties.begin(), chunk.duties.end());
    }
    std::ranges::sort(duties_);
    std::uint32_t nodes = 0;
    for (const MemberId member : tie_order(rules_.problem(), rules_.policy()))
      nodes += std::exchange(first_node_[index(member)], nodes);
    net_.flow.parent.resize(nodes);
    net_.flow.capacity.resize(nodes);
    net_.flow.load.resize(nodes);
    for (std::size_t chunk = 0; chunk < found.size(); ++chunk)
      add_trees(chunk * members_a_chunk, found[chunk]);
  }

  void add_trees(std::size_t first_member, const TreeChunk& trees) {
    std::size_t from = 0;
    for (std::size_t i = 0; i < trees.nodes.size(); ++i) {
      const auto member = make_id<MemberId>(first_member + i);
      const LoadOf load = load_of(rules_, member, measure_);
      net_.constant += load.at(0);
      const std::uint32_t to = first_node_[index(member)];
      for (std::uint32_t n = 0; n < trees.nodes[i]; ++n, ++from) {
        const std::uint32_t parent = trees.parent[from];
        net_.flow.parent[to + n] = parent == no_node ? no_node : to + parent;
        net_.flow.capacity[to + n] = trees.capacity[from];
        if (parent == no_node)
          net_.flow.load[to + n] = {
              load.fairness, load.history, load.missing_cost,
              static_cast<std::uint32_t>(std::min<std::int64_t>(load.least, 1 << 30))};
      }
    }
  }

  /// Pairs stand by role in the order of members; in the network, of leaves.
  void add_rows() {
    const Problem& p = rules_.problem();
    FlowNetwork& flow = net_.flow;
    const std::size_t rows = p.roles().size();
    flow.row_start.reserve(rows + 1);
    flow.row_start.push_back(0);
    flow.seats.reserve(rows);
    flow.row_need.reserve(rows);
    for (std::size_t r = 0; r < rows; ++r) {
      const auto role = make_id<RoleId>(r);
      const auto of_role =
          std::span(leaf_).subspan(candidates_.first(role), candidates_.count(role));
      const std::ptrdiff_t shut_out = duties_.empty() ? 0 : std::ranges::count(of_role, no_node);
      flow.row_start.push_back(flow.row_start.back() +
                               static_cast<std::uint32_t>(std::ssize(of_role) - shut_out));
      flow.seats.push_back(static_cast<std::uint32_t>(p.roles().seats[r]));
      flow.row_need.push_back(static_cast<std::uint32_t>(index(p.roles().need[r])));
    }
    flow.leaf.resize(flow.row_start.back());
    flow.cost.resize(flow.row_start.back());
    net_.pair.resize(flow.row_start.back());
    constexpr std::size_t rows_a_chunk = 64;
    for_each_chunk((rows + rows_a_chunk - 1) / rows_a_chunk, threads_, [&](std::size_t chunk) {
      KeySorter sorter;
      const std::size_t last = std::min(rows, (chunk + 1) * rows_a_chunk);
      for (std::size_t r = chunk * rows_a_chunk; r < last; ++r)
        fill_row(make_id<RoleId>(r), sorter);
    });
  }

  void fill_row(RoleId role, KeySorter& sorter) {
    const std::size_t first = candidates_.first(role);
    std::vector<std::uint64_t>& keys = sorter.keys();
    keys.clear();
    for (std::size_t i = 0; i < candidates_.count(role); ++i)
      if (leaf_[first + i] != no_node) {
        const MemberId member = candidates_.pairs()[first + i].member;
        keys.push_back(std::uint64_t{first_node_[index(member)] + leaf_[first + i]} << 32U | i);
      }
    sorter.sort_by_high_half();
    std::size_t to = net_.flow.row_start[index(role)];
    for (const std::uint64_t key : keys) {
      const std::size_t pair = first + (key & 0xFFFFFFFFU);
      std::int64_t cost = measure_ == Goal::cost ? candidates_.pairs()[pair].cost : 0;
      if (!duties_.empty() && std::ranges::binary_search(duties_, pair)) cost -= net_.must_reward;
      net_.flow.leaf[to] = static_cast<std::uint32_t>(key >> 32U);
      net_.flow.cost[to] = cost;
      net_.pair[to++] = static_cast<std::uint32_t>(pair);
    }
  }

  void add_values(NeedId need) {
    const Problem& p = rules_.problem();
    const std::size_t n = index(need);
    const std::int64_t seats = p.needs().seats[n];
    const std::int64_t least = p.needs().min_seats[n];
    const std::int64_t last = empty_cost(rules_, need, seats - 1, measure_);
    if (least > 0)
      net_.flow.value.push_back(
          {static_cast<std::uint32_t>(least), empty_cost(rules_, need, least - 1, measure_) -
                                                  empty_cost(rules_, need, least, measure_)});
    if (seats > least) net_.flow.value.push_back({static_cast<std::uint32_t>(seats - least), last});
  }

  const Rules& rules_;
  const Candidates& candidates_;
  const Clash& clash_;
  const std::vector<Must>& musts_;
  Goal measure_;
  int threads_;
  PlanNetwork net_;
  std::vector<std::uint32_t> leaf_;        ///< Of each pair, in its tree; no_node: shut out.
  std::vector<std::uint32_t> first_node_;  ///< Of each member's tree.
  std::vector<std::uint32_t> duties_;      ///< Pairs by which a duty is done, ascending.
};

}  // namespace detail

TURNOUT_INLINE PlanNetwork make_plan_network(const Rules& rules, const Candidates& candidates,
                                             const Clash& clash, const std::vector<Must>& musts,
                                             Goal measure, int threads) {
  return detail::PlanNetworkBuilder(rules, candidates, clash, musts, measure, threads).build();
}

}  // namespace turnout::inline TURNOUT_ABI
