// Rows made as far as somebody looks, over members' limits made on the way.
#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/eligibility/candidates.hpp>
#include <turnout/solve/detail/lazy_rows.hpp>
#include <turnout/solve/musts.hpp>

#include "support/small_problems.hpp"

namespace turnout {
namespace lazy_rows_test {

using detail::LazyRows;
using detail::LazyShape;
using detail::MemberLeaves;
using testing::small_problem;
using testing::SmallProblem;

/// Nodes as the kernel would keep them.
struct PlainTree {
  std::vector<std::uint32_t> parent, capacity;
  std::uint32_t add(std::uint32_t above, std::uint32_t most) {
    parent.push_back(above);
    capacity.push_back(most);
    return static_cast<std::uint32_t>(parent.size() - 1);
  }
  std::uint32_t add_root(std::uint32_t most, const Load&) { return add(no_node, most); }
  std::uint32_t add_node(std::uint32_t above, std::uint32_t most) { return add(above, most); }
  [[nodiscard]] std::size_t bytes() const noexcept { return parent.size() * 8; }
  void prefetch(std::uint32_t) const noexcept {}
  /// Whether no limit of the member is broken by using these nodes, each once.
  [[nodiscard]] bool allows(const std::vector<std::uint32_t>& nodes) const {
    std::map<std::uint32_t, std::uint32_t> used;
    for (std::uint32_t v : nodes)
      for (; v != no_node; v = parent[v]) ++used[v];
    return std::ranges::all_of(used,
                               [&](const auto& at) { return at.second <= capacity[at.first]; });
  }
};

struct Rooms {
  Rules rules;
  Clash clash;
  detail::MemberIndex index;
  explicit Rooms(const SmallProblem& small)
      : rules(small.problem(), small.policy),
        clash(rules.problem(), rules.policy()),
        index(rules) {}
};

SmallProblem some_problem(std::uint64_t seed, std::size_t members = 30) {
  return small_problem(seed, {.overlaps = seed % 2 == 0,
                              .mixed_hours = seed % 3 == 0,
                              .rest_travel = seed % 4 == 0,
                              .together = false,
                              .musts = false,
                              .most_members = members,
                              .most_needs = 7});
}

TEST(LazyRows, GrownToTheEndTheyAreAllCandidatesInOrder) {
  std::size_t rows_seen = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Rooms rooms(some_problem(seed));
    const std::optional<LazyShape> shape = detail::lazy_shape(rooms.rules, rooms.clash);
    if (!shape) continue;
    PlainTree tree;
    MemberLeaves<PlainTree> leaves(rooms.index, *shape, tree);
    LazyRows<MemberLeaves<PlainTree>> rows(rooms.index, leaves);
    std::mt19937_64 random(seed);
    if (seed % 2 == 0) rows.begin_all(std::vector<std::uint32_t>(rows.count(), 0));
    // Any order of growing gives the same rows.
    for (std::uint32_t i = 0; i < 4 * rows.count(); ++i)
      rows.grow(static_cast<std::uint32_t>(random() % rows.count()));
    const Problem& p = rooms.rules.problem();
    const std::int64_t tie = detail::tie_seed_of(p, rooms.rules.policy());
    const Candidates all = candidates(rooms.rules, {.threads = 1});
    for (std::uint32_t r = 0; r < rows.count(); ++r) {
      while (rows.grow(r)) {
      }
      std::vector<std::tuple<std::int64_t, std::uint64_t, MemberId>> expected, found;
      for (const auto& [member, cost] : all.of_role(make_id<RoleId>(r)))
        expected.emplace_back(cost, tie_hash(tie, p.id(member)), member);
      std::ranges::sort(expected);
      for (std::uint32_t i = 0; i < rows.known(r); ++i) {
        const MemberId member = rooms.index.who()[rows.origin(r, i)].member;
        found.emplace_back(rows.begin(r)[i].cost, tie_hash(tie, p.id(member)), member);
        std::uint32_t root = rows.begin(r)[i].column;
        while (tree.parent[root] != no_node) root = tree.parent[root];
        ASSERT_EQ(root, rows.origin(r, i));
      }
      ASSERT_EQ(found, expected) << "seed " << seed;
      ++rows_seen;
    }
  }
  EXPECT_GT(rows_seen, 500U);
}

// The limits that needs alone say allow the very sets of services that the rules allow.
TEST(LazyRows, MembersLimitsAllowWhatTheRulesAllow) {
  std::size_t sets = 0, refused = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Rooms rooms(some_problem(seed, 6));
    const std::optional<LazyShape> shape = detail::lazy_shape(rooms.rules, rooms.clash);
    if (!shape) continue;
    PlainTree tree;
    MemberLeaves<PlainTree> leaves(rooms.index, *shape, tree);
    const Problem& p = rooms.rules.problem();
    const Candidates all = candidates(rooms.rules, {.threads = 1});
    for (std::uint32_t position = 0; position < rooms.index.who().size(); ++position) {
      const MemberId member = rooms.index.who()[position].member;
      std::vector<NeedId> needs;
      for (const std::uint32_t pair : all.of_member(member))
        needs.push_back(p.need_of(all.role_of(pair)));
      needs.erase(std::ranges::unique(needs).begin(), needs.end());
      for (std::uint32_t set = 1; set < std::uint32_t{1} << needs.size(); ++set) {
        std::vector<NeedId> chosen;
        std::vector<std::uint32_t> nodes;
        for (std::size_t i = 0; i < needs.size(); ++i)
          if ((set >> i & 1U) != 0) {
            chosen.push_back(needs[i]);
            nodes.push_back(leaves(position, needs[i]));
          }
        const bool fits = fit_together(rooms.rules, rooms.clash, member, chosen);
        ASSERT_EQ(tree.allows(nodes), fits) << "seed " << seed << " " << p.id(member);
        ++sets;
        refused += fits ? 0U : 1U;
      }
    }
  }
  EXPECT_GT(sets, 2'000U);
  EXPECT_GT(refused, 500U);
}

}  // namespace lazy_rows_test
}  // namespace turnout
