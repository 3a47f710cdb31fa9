#pragma once

// Members as trees of limits, a chunk of them at a time.

#include <algorithm>
#include <cstdint>
#include <ranges>
#include <span>
#include <string_view>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/candidates.hpp>
#include <turnout/solve/bound.hpp>
#include <turnout/solve/detail/quick_shape.hpp>
#include <turnout/solve/musts.hpp>
#include <turnout/solve/network.hpp>
#include <turnout/solve/structure.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Trees one after the other; each counts its nodes from 0.
struct TreeChunk {
  std::vector<std::uint32_t> parent, capacity;
  std::vector<std::uint32_t> nodes;   ///< Of each tree.
  std::vector<std::uint32_t> duties;  ///< Pairs by which a duty is done.
};

/// Scratch of one thread.
class MemberTrees {
 public:
  MemberTrees(const Rules& rules, const Candidates& candidates, const Clash& clash,
              const RankedNeeds& needs, const std::vector<Must>& musts)
      : rules_(rules),
        candidates_(candidates),
        clash_(clash),
        needs_(needs),
        musts_(musts),
        quick_(needs, clash) {}

  /// Appends a member's tree; gives the rule that no flow expresses, or "". `of_pair`: of each of
  /// its pairs the rank of its need, which gives way to its leaf; no_node: shut out by a duty.
  std::string_view add(MemberId member, std::span<std::uint32_t> of_pair, TreeChunk& out) {
    const std::span<const std::uint32_t> pairs = candidates_.of_member(member);
    if (pairs.empty()) {
      out.nodes.push_back(0);
      return {};
    }
    first_ = out.parent.size();
    rank_needs(pairs, of_pair);
    const MemberLimits limits = rules_.limits(member);
    std::string_view inexact;
    if (quick_.find(limits, distinct_)) {
      begin_tree(quick_.classes(), quick_.days().size() + quick_.weeks().size(), out);
      for (const auto& nests : {quick_.days(), quick_.weeks()})
        for (const QuickShape::Nest& nest : nests)
          add_limit(nest.capacity, std::views::iota(nest.first, nest.last), out);
      end_tree(quick_.plan(), out);
      set_leaves(member, pairs, quick_.class_of(), quick_.classes(), of_pair, out);
      inexact = quick_.inexact();
    } else {
      std::vector<NeedId> needs;
      needs.reserve(distinct_.size());
      for (const std::uint32_t rank : distinct_) needs.push_back(needs_.by_rank[rank]);
      const Shape shape = shape_of(rules_, clash_, member, needs);
      begin_tree(shape.classes, shape.days.size() + shape.weeks.size(), out);
      for (const std::vector<LimitNode>* limited : {&shape.days, &shape.weeks})
        for (const LimitNode& limit : *limited) add_limit(limit.capacity, limit.classes, out);
      end_tree(shape.plan, out);
      set_leaves(member, pairs, shape.class_of, shape.classes, of_pair, out);
      inexact = shape.inexact;
    }
    out.nodes.push_back(static_cast<std::uint32_t>(out.parent.size() - first_));
    return inexact;
  }

 private:
  /// Its needs by rank, and where each pair's need stands among them.
  void rank_needs(std::span<const std::uint32_t> pairs, std::span<const std::uint32_t> of_pair) {
    position_.clear();
    for (const std::uint32_t pair : pairs) position_.push_back(of_pair[pair]);
    distinct_.assign(position_.begin(), position_.end());
    if (!std::ranges::is_sorted(distinct_)) std::ranges::sort(distinct_);
    distinct_.erase(std::ranges::unique(distinct_).begin(), distinct_.end());
    if (distinct_.size() == position_.size() && std::ranges::equal(distinct_, position_)) {
      for (std::size_t i = 0; i < position_.size(); ++i)
        position_[i] = static_cast<std::uint32_t>(i);
      return;
    }
    for (std::uint32_t& rank : position_)
      rank =
          static_cast<std::uint32_t>(std::ranges::lower_bound(distinct_, rank) - distinct_.begin());
  }

  // A tree is its leaves, then the days and the weeks, then the plan; or one leaf alone.
  void begin_tree(std::uint32_t classes, std::size_t limits, TreeChunk& out) {
    one_leaf_ = classes == 1 && limits == 0;
    root_ = one_leaf_ ? 0 : static_cast<std::uint32_t>(classes + limits);
    out.parent.insert(out.parent.end(), classes, one_leaf_ ? no_node : root_);
    out.capacity.insert(out.capacity.end(), classes, 1);
  }
  /// A week holds the days that hold its classes, and its classes of other days.
  template <class Classes>
  void add_limit(std::int64_t capacity, const Classes& classes, TreeChunk& out) {
    const auto node = static_cast<std::uint32_t>(out.parent.size() - first_);
    add_node(root_, capacity, out);
    for (const std::uint32_t c : classes) {
      std::uint32_t& above = out.parent[first_ + c];
      (above == root_ ? above : out.parent[first_ + above]) = node;
    }
  }
  void end_tree(std::int64_t plan, TreeChunk& out) {
    if (!one_leaf_) add_node(no_node, plan, out);
    if (plan < 1) out.capacity[first_ + root_] = 0;
  }
  static void add_node(std::uint32_t parent, std::int64_t capacity, TreeChunk& out) {
    out.parent.push_back(parent);
    out.capacity.push_back(static_cast<std::uint32_t>(std::min<std::int64_t>(capacity, 1 << 30)));
  }

  void set_leaves(MemberId member, std::span<const std::uint32_t> pairs,
                  std::span<const std::uint32_t> class_of, std::uint32_t classes,
                  std::span<std::uint32_t> of_pair, TreeChunk& out) {
    for (std::size_t i = 0; i < pairs.size(); ++i) of_pair[pairs[i]] = class_of[position_[i]];
    if (musts_.empty()) return;
    const auto own = std::ranges::equal_range(musts_, member, {}, &Must::member);
    if (own.empty()) return;
    const auto must_of = [&](std::uint32_t position) {
      return std::ranges::find(own, needs_.by_rank[distinct_[position]], &Must::need);
    };
    std::vector<std::uint8_t> has_duty(classes, 0);
    for (std::uint32_t i = 0; i < distinct_.size(); ++i)
      if (must_of(i) != own.end()) has_duty[class_of[i]] = 1;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (has_duty[class_of[position_[i]]] == 0) continue;
      // The class is taken by the duty: nothing else of it can be served.
      const auto must = must_of(position_[i]);
      if (must != own.end() &&
          std::ranges::binary_search(must->roles, candidates_.role_of(pairs[i])))
        out.duties.push_back(pairs[i]);
      else
        of_pair[pairs[i]] = no_node;
    }
  }

  const Rules& rules_;
  const Candidates& candidates_;
  const Clash& clash_;
  const RankedNeeds& needs_;
  const std::vector<Must>& musts_;
  QuickShape quick_;
  std::vector<std::uint32_t> distinct_;  ///< Ranks, ascending.
  std::vector<std::uint32_t> position_;  ///< Of each pair's need among them.
  std::size_t first_ = 0;                ///< Node of the tree at hand in its chunk.
  std::uint32_t root_ = 0;
  bool one_leaf_ = false;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
