#pragma once

// The pairs of a role, cheapest first, a few at a time: made only as far as somebody asks.
//
//   PairsMade made;                                     // how far this role has been made
//   while (cheapest.more(role, 30, made, pairs)) ...    // its next 30 pairs or some more
//
// Method: members within a radius of the need are looked through. Whoever lives farther costs at
// least what the radius costs, because all other terms of a cost only add to it: so pairs that
// cost less are the cheapest of all and are given out, the others wait until the radius is larger.
// Nothing is kept between two calls but the radius and the last pair given out; looking through a
// disc again is cheaper than remembering for every role who waits.
//
// Pairs come by (cost, tie hash of the member, member): a function of problem and policy alone,
// however they were asked for.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <span>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/detail/pair_finder.hpp>
#include <turnout/model/hash.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// How far a role's pairs have been made.
struct PairsMade {
  double metres = 0;        ///< Radius looked through.
  std::uint32_t given = 0;  ///< Pairs given out.
  MemberId last{};          ///< The last of them; and its cost.
  std::int64_t last_cost = 0;
  bool complete = false;  ///< There are no more.
};

/// The seed of the order in which ties go.
[[nodiscard]] inline std::int64_t tie_seed_of(const Problem& problem, const Policy& policy) {
  if (policy.tie_seed) return *policy.tie_seed;
  if (problem.needs().size() == 0) return 0;
  return std::ranges::min(problem.needs().day).time_since_epoch().count();
}

/// Scratch of one thread. Costs must lie below 2^31.
class CheapestPairs {
 public:
  CheapestPairs(const MemberIndex& index, const DistancePasses& measure)
      : index_(index),
        rules_(index.rules()),
        problem_(rules_.problem()),
        finder_(index, measure),
        hash_(problem_.members().size()) {
    const std::int64_t seed = tie_seed_of(problem_, rules_.policy());
    for (std::size_t m = 0; m < hash_.size(); ++m)
      hash_[m] = tie_hash(seed, problem_.members().id[m]);
  }

  /// Puts the next pairs into `out`, in order: `wanted`, fewer where there are no more. False:
  /// there are none.
  bool more(RoleId role, std::uint32_t wanted, PairsMade& made, std::vector<FoundPair>& out) {
    out.clear();
    if (made.complete || wanted == 0) return false;
    finder_.begin(role);
    const double reach = reach_of(role);
    double metres = made.metres > 0 ? made.metres : first_radius(role, wanted, reach);
    while (true) {
      const std::size_t ready = look(role, metres, reach, made);
      made.metres = metres;
      const bool all = !(metres < reach);
      if (ready >= wanted || all) {
        give(ready, wanted, out);
        made.complete = all && out.size() == ready;
        if (out.empty()) return false;
        made.given += static_cast<std::uint32_t>(out.size());
        made.last = out.back().member;
        made.last_cost = out.back().cost;
        return true;
      }
      metres = next_radius(metres, made.given + ready, made.given + wanted, reach);
    }
  }

  [[nodiscard]] std::size_t bytes() const noexcept {
    return found_.capacity() * sizeof(FoundPair) + order_.capacity() * 8 + hash_.capacity() * 8;
  }

 private:
  static constexpr double infinite = std::numeric_limits<double>::infinity();
  /// A pair's cost, and below it its position in found_.
  using Key = std::uint64_t;
  [[nodiscard]] static std::int64_t cost_of(Key key) noexcept {
    return static_cast<std::int64_t>(key >> 32U);
  }
  [[nodiscard]] const FoundPair& pair_of(Key key) const noexcept {
    return found_[key & 0xFFFFFFFFU];
  }

  /// Where the radius says nothing about costs, one look finds all.
  [[nodiscard]] double reach_of(RoleId role) const {
    if (!finder_.need_has_place() || !(rules_.policy().cost_per_km > 0)) return 0;
    constexpr double halfway_round = earth_radius_m * std::numbers::pi + 1.0;
    return std::min(halfway_round, rules_.widest_reach_km(problem_.need_of(role)) * 1000.0);
  }

  /// Finds who lies within the radius and has not been given out. How many of them, the first in
  /// order_, are cheaper than whoever lies farther.
  std::size_t look(RoleId role, double metres, double reach, const PairsMade& made) {
    found_.clear();
    std::int64_t limit = std::numeric_limits<std::int64_t>::max();
    finder_.within(metres < reach ? metres : infinite);
    if (metres < reach)  // as a cost is rounded, step by step
      limit = static_cast<std::int64_t>(
          std::floor(metres / 1000.0 * rules_.policy().cost_per_km + 0.5));
    const NeedId need = problem_.need_of(role);
    const MemberGrid& grid = index_.grid();
    if (finder_.need_has_place()) {
      const double radius = metres < reach ? metres : rules_.widest_reach_km(need) * 1000.0;
      grid.near(problem_.needs().lat[index(need)], problem_.needs().lon[index(need)], radius,
                [&](std::size_t, Run run) { finder_.look(run, found_); });
    } else {
      finder_.look_anywhere(grid.placed(), found_);
    }
    finder_.look_anywhere(grid.nowhere(), found_);

    order_.clear();
    const std::uint64_t last_hash = made.given > 0 ? hash_of(made.last) : 0;
    for (std::size_t i = 0; i < found_.size(); ++i) {
      const FoundPair& pair = found_[i];
      if (pair.cost >= limit || pair.cost < made.last_cost) continue;
      if (made.given > 0 && pair.cost == made.last_cost &&
          std::pair(hash_of(pair.member), pair.member) <= std::pair(last_hash, made.last))
        continue;
      order_.push_back(static_cast<Key>(pair.cost) << 32U | i);
    }
    return order_.size();
  }

  /// The first of those that are ready, in order. Only ties ask for the hash.
  void give(std::size_t ready, std::uint32_t wanted, std::vector<FoundPair>& out) {
    if (ready == 0) return;
    auto end = order_.end();
    if (wanted < ready) {
      // Whoever costs as much as the last one wanted is a rival for its place.
      std::nth_element(order_.begin(), order_.begin() + (wanted - 1), order_.end());
      const std::int64_t dearest = cost_of(order_[wanted - 1]);
      end = std::partition(order_.begin() + wanted, order_.end(),
                           [&](Key key) { return cost_of(key) == dearest; });
    }
    std::sort(order_.begin(), end);
    for (auto from = order_.begin(); from != end;) {
      auto to = from + 1;
      while (to != end && cost_of(*to) == cost_of(*from)) ++to;
      if (to - from > 1) sort_ties({from, to});
      from = to;
    }
    const auto count = std::min<std::ptrdiff_t>(end - order_.begin(), wanted);
    for (auto key = order_.begin(); key != order_.begin() + count; ++key)
      out.push_back(pair_of(*key));
  }
  void sort_ties(std::span<Key> ties) {
    std::ranges::sort(ties, {}, [&](Key key) {
      const MemberId member = pair_of(key).member;
      return std::pair(hash_of(member), member);
    });
  }
  [[nodiscard]] std::uint64_t hash_of(MemberId member) const noexcept {
    return hash_[index(member)];
  }

  /// A guess: where as many live as are wanted, at the density of the kilometre around. A poor
  /// guess costs a second look.
  [[nodiscard]] double first_radius(RoleId role, std::uint32_t wanted, double reach) const {
    if (!(reach > 0)) return reach;
    const auto need = index(problem_.need_of(role));
    constexpr double around = 1000.0, cell = 1000.0;
    std::size_t members = 0;
    index_.grid().near(problem_.needs().lat[need], problem_.needs().lon[need],
                       std::min(around, reach),
                       [&](std::size_t, Run run) { members += finder_.count(run); });
    if (members == 0) return reach;
    const double side = 2 * std::min(around, reach) + cell;
    const double density = static_cast<double>(members) / (side * side);
    const double guess = std::sqrt(spare * wanted / (density * std::numbers::pi));
    return guess < 0.8 * reach ? guess : reach;
  }
  /// From `ready` pairs to as many as are wanted, if they lie as dense farther out.
  [[nodiscard]] static double next_radius(double metres, std::size_t ready, std::size_t wanted,
                                          double reach) {
    const double share = spare * static_cast<double>(wanted) / static_cast<double>(ready + 1);
    const double larger = metres * std::clamp(std::sqrt(share), least_growth, 4.0);
    return larger < 0.8 * reach ? larger : reach;
  }
  static constexpr double spare = 1.3;  // so much more than wanted, so that one look is enough
  static constexpr double least_growth = 1.25;

  const MemberIndex& index_;
  const Rules& rules_;
  const Problem& problem_;
  PairFinder finder_;
  std::vector<std::uint64_t> hash_;  ///< By member.
  std::vector<FoundPair> found_;
  std::vector<Key> order_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
