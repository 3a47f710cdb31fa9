#pragma once

#include <algorithm>
#include <bit>
#include <utility>

#include <turnout/eligibility/parallel.hpp>
#include <turnout/model/hash.hpp>
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

/// Rank of each need by (start, need), so that a comparison is one of two numbers.
struct NeedRanks {
  explicit NeedRanks(const Needs& needs) : by_rank(needs.size()), rank(needs.size()) {
    for (std::size_t n = 0; n < by_rank.size(); ++n) by_rank[n] = make_id<NeedId>(n);
    std::ranges::sort(by_rank, {}, [&](NeedId n) { return std::pair(needs.start[index(n)], n); });
    for (std::size_t i = 0; i < by_rank.size(); ++i)
      rank[index(by_rank[i])] = static_cast<std::uint32_t>(i);
  }
  std::vector<NeedId> by_rank;
  std::vector<std::uint32_t> rank;  ///< By need.
};

/// What one member brings into the network: its needs in order of start, and their shape.
struct MemberPart {
  std::vector<NeedId> needs;
  std::vector<RoleId> role_of_pair;         ///< In the order of the member's pairs.
  std::vector<std::uint32_t> need_of_pair;  ///< Positions in `needs`.
  Shape shape;
};

inline MemberPart member_part(const Rules& rules, const Candidates& candidates, const Clash& clash,
                              const NeedRanks& ranks, MemberId member) {
  const Problem& p = rules.problem();
  MemberPart part;
  const std::span<const std::uint32_t> pairs = candidates.of_member(member);
  if (pairs.empty()) return part;
  part.role_of_pair.reserve(pairs.size());
  part.need_of_pair.reserve(pairs.size());
  for (const std::uint32_t pair : pairs) {
    part.role_of_pair.push_back(candidates.role_of(pair));
    part.need_of_pair.push_back(ranks.rank[index(p.need_of(part.role_of_pair.back()))]);
  }
  std::vector<std::uint32_t> distinct(part.need_of_pair);
  std::ranges::sort(distinct);
  distinct.erase(std::ranges::unique(distinct).begin(), distinct.end());
  for (std::uint32_t& rank : part.need_of_pair)
    rank = static_cast<std::uint32_t>(std::ranges::lower_bound(distinct, rank) - distinct.begin());
  part.needs.reserve(distinct.size());
  for (const std::uint32_t rank : distinct) part.needs.push_back(ranks.by_rank[rank]);
  part.shape = shape_of(rules, clash, member, part.needs);
  return part;
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

class PlanNetworkBuilder {
 public:
  PlanNetworkBuilder(const Rules& rules, const Candidates& candidates,
                     const std::vector<Must>& musts, Goal measure)
      : rules_(rules), candidates_(candidates), musts_(musts), measure_(measure) {
    net_.flow.leaf.resize(candidates.size());
    net_.flow.cost.resize(candidates.size());
    net_.pair.resize(candidates.size());
    used_.assign(rules.problem().roles().size(), 0);
    net_.inexact.assign(rules.problem().members().size(), {});
    if (!musts.empty()) net_.must_reward = reward_of_duty(rules, candidates);
  }

  void add_member(MemberId member, const MemberPart& part) {
    const LoadOf load = load_of(rules_, member, measure_);
    net_.constant += load.at(0);
    net_.inexact[index(member)] = part.shape.inexact;
    if (part.needs.empty()) return;
    const Shape& shape = part.shape;
    const auto first = static_cast<std::uint32_t>(net_.flow.parent.size());
    const std::uint32_t days = first + shape.classes;
    const auto weeks = static_cast<std::uint32_t>(days + shape.days.size());
    const bool one_leaf = shape.classes == 1 && shape.days.empty() && shape.weeks.empty();
    const auto root = one_leaf ? first : static_cast<std::uint32_t>(weeks + shape.weeks.size());
    for (std::uint32_t c = 0; c < shape.classes; ++c) add_node(one_leaf ? no_node : root, 1);
    for (const LimitNode& day : shape.days) add_limit(day, first, root);
    // A week holds the days that hold its classes, and its classes of other days.
    for (const LimitNode& week : shape.weeks) {
      const auto node = static_cast<std::uint32_t>(net_.flow.parent.size());
      add_node(root, week.capacity);
      for (const std::uint32_t c : week.classes) {
        std::uint32_t& above = net_.flow.parent[first + c];
        (above == root ? above : net_.flow.parent[above]) = node;
      }
    }
    if (!one_leaf) add_node(no_node, shape.plan);
    if (shape.plan < 1) net_.flow.capacity[root] = 0;
    net_.flow.load[root] = {
        load.fairness, load.history, load.missing_cost,
        static_cast<std::uint32_t>(std::min<std::int64_t>(load.least, 1 << 30))};
    add_pairs(member, part, first);
  }

  PlanNetwork finish() {
    const Problem& p = rules_.problem();
    FlowNetwork& flow = net_.flow;
    const auto at = [](std::size_t i) { return static_cast<std::ptrdiff_t>(i); };
    std::size_t end = 0;
    flow.row_start.push_back(0);
    for (std::size_t r = 0; r < p.roles().size(); ++r) {
      // Members came in the order of their leaves, so a row is sorted; what duties shut out left
      // room behind it.
      const std::size_t begin = candidates_.first(make_id<RoleId>(r));
      if (begin != end) {
        std::copy_n(flow.leaf.begin() + at(begin), used_[r], flow.leaf.begin() + at(end));
        std::copy_n(flow.cost.begin() + at(begin), used_[r], flow.cost.begin() + at(end));
        std::copy_n(net_.pair.begin() + at(begin), used_[r], net_.pair.begin() + at(end));
      }
      end += used_[r];
      flow.row_start.push_back(static_cast<std::uint32_t>(end));
      flow.seats.push_back(static_cast<std::uint32_t>(p.roles().seats[r]));
      flow.row_need.push_back(static_cast<std::uint32_t>(index(p.roles().need[r])));
    }
    flow.leaf.resize(end);
    flow.cost.resize(end);
    net_.pair.resize(end);
    flow.value_start.push_back(0);
    for (std::size_t n = 0; n < p.needs().size(); ++n) {
      add_values(make_id<NeedId>(n));
      flow.value_start.push_back(static_cast<std::uint32_t>(flow.value.size()));
    }
    net_.constant += net_.must_reward * static_cast<std::int64_t>(musts_.size());
    return std::move(net_);
  }

 private:
  void add_node(std::uint32_t parent, std::int64_t capacity) {
    net_.flow.parent.push_back(parent);
    net_.flow.capacity.push_back(
        static_cast<std::uint32_t>(std::min<std::int64_t>(capacity, 1 << 30)));
    net_.flow.load.push_back({});
  }
  void add_limit(const LimitNode& limit, std::uint32_t first_leaf, std::uint32_t root) {
    const auto node = static_cast<std::uint32_t>(net_.flow.parent.size());
    add_node(root, limit.capacity);
    for (const std::uint32_t c : limit.classes) net_.flow.parent[first_leaf + c] = node;
  }

  void add_pairs(MemberId member, const MemberPart& part, std::uint32_t first_leaf) {
    const auto own = std::ranges::equal_range(musts_, member, {}, &Must::member);
    const auto must_of = [&](NeedId need) { return std::ranges::find(own, need, &Must::need); };
    std::vector<std::uint8_t> class_has_duty(own.empty() ? 0 : part.shape.classes, 0);
    for (std::size_t i = 0; i < part.needs.size() && !own.empty(); ++i)
      if (must_of(part.needs[i]) != own.end()) class_has_duty[part.shape.class_of[i]] = 1;
    const std::span<const std::uint32_t> pairs = candidates_.of_member(member);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const RoleId role = part.role_of_pair[i];
      const std::uint32_t c = part.shape.class_of[part.need_of_pair[i]];
      std::int64_t cost = measure_ == Goal::cost ? candidates_.pairs()[pairs[i]].cost : 0;
      if (!own.empty() && class_has_duty[c] != 0) {
        // The class is taken by the duty: nothing else of it can be served.
        const auto must = must_of(part.needs[part.need_of_pair[i]]);
        if (must == own.end() || !std::ranges::binary_search(must->roles, role)) continue;
        cost -= net_.must_reward;
      }
      const std::size_t to = candidates_.first(role) + used_[index(role)]++;
      net_.flow.leaf[to] = first_leaf + c;
      net_.flow.cost[to] = cost;
      net_.pair[to] = pairs[i];
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
  const std::vector<Must>& musts_;
  Goal measure_;
  PlanNetwork net_;
  std::vector<std::uint32_t> used_;  ///< Candidates of each row so far.
};

}  // namespace detail

TURNOUT_INLINE PlanNetwork make_plan_network(const Rules& rules, const Candidates& candidates,
                                             const Clash& clash, const std::vector<Must>& musts,
                                             Goal measure, int threads) {
  const std::vector<MemberId> order = detail::tie_order(rules.problem(), rules.policy());
  const detail::NeedRanks ranks(rules.problem().needs());
  detail::PlanNetworkBuilder builder(rules, candidates, musts, measure);
  // Shapes are found in parallel, block by block, and added in order.
  constexpr std::size_t members_a_chunk = 512;
  constexpr std::size_t chunks_a_block = 32;
  for (std::size_t block = 0; block < order.size(); block += members_a_chunk * chunks_a_block) {
    const std::size_t size = std::min(members_a_chunk * chunks_a_block, order.size() - block);
    std::vector<detail::MemberPart> parts(size);
    for_each_chunk((size + members_a_chunk - 1) / members_a_chunk, threads, [&](std::size_t chunk) {
      const std::size_t last = std::min(size, (chunk + 1) * members_a_chunk);
      for (std::size_t i = chunk * members_a_chunk; i < last; ++i)
        parts[i] = detail::member_part(rules, candidates, clash, ranks, order[block + i]);
    });
    for (std::size_t i = 0; i < size; ++i) builder.add_member(order[block + i], parts[i]);
  }
  return builder.finish();
}

}  // namespace turnout::inline TURNOUT_ABI
