#pragma once

#include <algorithm>

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
  std::vector<std::pair<std::uint64_t, MemberId>> keys;
  for (std::size_t m = 0; m < problem.members().size(); ++m)
    keys.emplace_back(tie_hash(seed, problem.members().id[m]), make_id<MemberId>(m));
  std::ranges::sort(keys);
  std::vector<MemberId> order;
  for (const auto& [hash, member] : keys) order.push_back(member);
  return order;
}

/// What one member brings into the network: its needs in order of start, and their shape.
struct MemberPart {
  std::vector<NeedId> needs;
  Shape shape;
};

inline MemberPart member_part(const Rules& rules, const Candidates& candidates, const Clash& clash,
                              MemberId member) {
  const Problem& p = rules.problem();
  MemberPart part;
  for (const std::uint32_t pair : candidates.of_member(member)) {
    const NeedId need = p.need_of(candidates.role_of(pair));
    if (part.needs.empty() || part.needs.back() != need) part.needs.push_back(need);
  }
  std::ranges::sort(part.needs, {},
                    [&](NeedId n) { return std::pair(p.needs().start[index(n)], n); });
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
    leaf_of_pair_.assign(candidates.size(), no_node);
    cost_of_pair_.assign(candidates.size(), 0);
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
    flow.row_start.push_back(0);
    for (std::size_t r = 0; r < p.roles().size(); ++r) {
      const auto role = make_id<RoleId>(r);
      const std::size_t begin = candidates_.first(role);
      order_.clear();
      for (std::size_t i = begin; i < begin + candidates_.count(role); ++i)
        if (leaf_of_pair_[i] != no_node) order_.push_back(static_cast<std::uint32_t>(i));
      std::ranges::sort(order_, {}, [&](std::uint32_t i) { return leaf_of_pair_[i]; });
      for (const std::uint32_t i : order_) {
        flow.leaf.push_back(leaf_of_pair_[i]);
        flow.cost.push_back(cost_of_pair_[i]);
        net_.pair.push_back(i);
      }
      flow.row_start.push_back(static_cast<std::uint32_t>(flow.leaf.size()));
      flow.seats.push_back(static_cast<std::uint32_t>(p.roles().seats[r]));
      flow.row_need.push_back(static_cast<std::uint32_t>(index(p.roles().need[r])));
    }
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
    const Problem& p = rules_.problem();
    const auto own = std::ranges::equal_range(musts_, member, {}, &Must::member);
    std::vector<std::uint8_t> class_has_duty(part.shape.classes, 0);
    const auto class_of = [&](NeedId need) {
      const auto key = [&](NeedId n) { return std::pair(p.needs().start[index(n)], n); };
      const auto it = std::ranges::lower_bound(part.needs, key(need), {}, key);
      return part.shape.class_of[static_cast<std::size_t>(it - part.needs.begin())];
    };
    for (const Must& must : own) class_has_duty[class_of(must.need)] = 1;
    for (const std::uint32_t pair : candidates_.of_member(member)) {
      const RoleId role = candidates_.role_of(pair);
      const NeedId need = p.need_of(role);
      const std::uint32_t c = class_of(need);
      std::int64_t cost = measure_ == Goal::cost ? candidates_.pairs()[pair].cost : 0;
      if (class_has_duty[c] != 0) {
        // The class is taken by the duty: nothing else of it can be served.
        const auto must = std::ranges::find(own, need, &Must::need);
        if (must == own.end() || !std::ranges::binary_search(must->roles, role)) continue;
        cost -= net_.must_reward;
      }
      leaf_of_pair_[pair] = first_leaf + c;
      cost_of_pair_[pair] = cost;
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
  std::vector<std::uint32_t> leaf_of_pair_;
  std::vector<std::int64_t> cost_of_pair_;
  std::vector<std::uint32_t> order_;
};

}  // namespace detail

TURNOUT_INLINE PlanNetwork make_plan_network(const Rules& rules, const Candidates& candidates,
                                             const Clash& clash, const std::vector<Must>& musts,
                                             Goal measure, int threads) {
  const std::vector<MemberId> order = detail::tie_order(rules.problem(), rules.policy());
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
        parts[i] = detail::member_part(rules, candidates, clash, order[block + i]);
    });
    for (std::size_t i = 0; i < size; ++i) builder.add_member(order[block + i], parts[i]);
  }
  return builder.finish();
}

}  // namespace turnout::inline TURNOUT_ABI
