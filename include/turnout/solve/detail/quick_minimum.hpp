#pragma once

// The best services of nearly every member at some prices: a greedy over classes and nested limits.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/candidates.hpp>
#include <turnout/solve/detail/quick_shape.hpp>
#include <turnout/solve/detail/wide.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Where a member's shape is exact and its load convex, the sets it may serve are independent in
/// a laminar matroid: taking the best service that still fits, while it pays, is the optimum
/// (Edmonds 1971). Scratch of one thread.
class QuickMinimum {
 public:
  /// `costs`: whether pairs cost anything beside their prices.
  QuickMinimum(const Rules& rules, const Candidates& candidates, const Clash& clash,
               const RankedNeeds& needs, std::span<const std::int64_t> prices, bool costs)
      : rules_(rules),
        candidates_(candidates),
        needs_(needs),
        prices_(prices),
        costs_(costs),
        travels_(clash.travels()),
        shape_(needs, clash) {}

  /// Of a member without duties; nothing where hours are limited, where services are reached by
  /// travel, or where the services that pay have no exact shape.
  /// load.at(k): what k services cost beside their own costs; convex.
  template <class Load>
  [[nodiscard]] std::optional<Wide> find(MemberId member, const Load& load) {
    const MemberLimits limits = rules_.limits(member);
    if (travels_ || limits.seconds != unlimited || limits.seconds_per_day != unlimited ||
        limits.seconds_per_week != unlimited)
      return std::nullopt;
    find_paying(member, load.at(1) - load.at(0));
    if (paying_.empty()) return Wide{load.at(0)};
    if (paying_.size() == 1) return Wide{paying_.front().weight} + load.at(1);
    keep_best_roles();
    ranks_.clear();
    for (const Paying& p : paying_) ranks_.push_back(p.rank);
    if (!shape_.find(limits, ranks_) || !shape_.inexact().empty()) return std::nullopt;
    return best(load);
  }

 private:
  struct Paying {
    std::uint32_t rank;  ///< Of the need; then its class.
    std::int64_t weight;
  };

  /// Load is convex, so a service that does not pay as the first one never pays.
  void find_paying(MemberId member, std::int64_t first) {
    paying_.clear();
    for (const std::uint32_t pair : candidates_.of_member(member)) {
      const RoleId role = candidates_.role_of(pair);
      const std::int64_t cost = costs_ ? candidates_.pairs()[pair].cost : 0;
      const std::int64_t weight = cost - prices_[index(role)];
      if (Wide{weight} + first < 0) paying_.push_back({needs_.rank_of_role[index(role)], weight});
    }
  }
  /// One service a need, in the role that pays most.
  void keep_best_roles() {
    const auto key = [](const Paying& p) { return std::pair(p.rank, p.weight); };
    if (!std::ranges::is_sorted(paying_, {}, key)) std::ranges::sort(paying_, {}, key);
    paying_.erase(std::ranges::unique(paying_, {}, &Paying::rank).begin(), paying_.end());
  }

  template <class Load>
  [[nodiscard]] Wide best(const Load& load) {
    for (std::size_t i = 0; i < paying_.size(); ++i) paying_[i].rank = shape_.class_of()[i];
    std::ranges::sort(paying_, {}, [](const Paying& p) { return std::pair(p.weight, p.rank); });
    taken_.assign(shape_.classes(), 0);
    Wide sum = 0;
    std::int64_t k = 0;
    for (const Paying& p : paying_) {
      if (k == shape_.plan() || Wide{p.weight} + load.at(k + 1) - load.at(k) >= 0) break;
      if (taken_[p.rank] != 0 || is_full(shape_.days(), p.rank) || is_full(shape_.weeks(), p.rank))
        continue;
      taken_[p.rank] = 1;
      sum += p.weight;
      ++k;
    }
    return sum + load.at(k);
  }
  [[nodiscard]] bool is_full(std::span<const QuickShape::Nest> nests, std::uint32_t c) const {
    for (const QuickShape::Nest& nest : nests)
      if (nest.first <= c && c < nest.last)
        return std::count(taken_.begin() + nest.first, taken_.begin() + nest.last, 1) >=
               nest.capacity;
    return false;
  }

  const Rules& rules_;
  const Candidates& candidates_;
  const RankedNeeds& needs_;
  std::span<const std::int64_t> prices_;
  bool costs_;
  bool travels_;
  QuickShape shape_;
  std::vector<Paying> paying_;
  std::vector<std::uint32_t> ranks_;
  std::vector<std::uint8_t> taken_;  ///< By class.
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
