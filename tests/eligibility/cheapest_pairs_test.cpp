// Pairs made a few at a time are all pairs, in order of cost and tie hash.
#include <algorithm>
#include <cstdint>
#include <random>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/eligibility/candidates.hpp>
#include <turnout/eligibility/detail/cheapest_pairs.hpp>

#include "support/scattered_problems.hpp"
#include "support/small_problems.hpp"

namespace cheapest_pairs_test {

using namespace turnout;
using namespace turnout::testing;

std::vector<Candidate> in_order(const Rules& rules, std::span<const Candidate> row) {
  const std::int64_t seed = detail::tie_seed_of(rules.problem(), rules.policy());
  std::vector<Candidate> sorted(row.begin(), row.end());
  std::ranges::sort(sorted, {}, [&](const Candidate& c) {
    return std::tuple(c.cost, tie_hash(seed, rules.problem().id(c.member)), c.member);
  });
  return sorted;
}

/// Asks for pairs in portions of random size, of the roles in turns.
void hold_against_the_list(const Rules& rules, std::uint64_t seed, bool plain,
                           std::size_t& looked_at) {
  const Candidates all = candidates(rules, {.threads = 1});
  const detail::MemberIndex index(rules);
  detail::CheapestPairs cheapest(index, detail::measure(plain));
  const std::size_t roles = rules.problem().roles().size();
  std::vector<detail::PairsMade> made(roles);
  std::vector<std::vector<Candidate>> given(roles);
  std::vector<detail::FoundPair> more;
  std::mt19937_64 random(seed);
  for (std::size_t open = roles; open > 0;) {
    const std::size_t r = random() % roles;
    const auto wanted = static_cast<std::uint32_t>(1 + random() % (1 + random() % 40));
    const auto role = make_id<RoleId>(r);
    const bool some = cheapest.more(role, wanted, made[r], more);
    EXPECT_EQ(some, !more.empty());
    EXPECT_TRUE(some || made[r].complete);
    EXPECT_LE(more.size(), wanted);
    EXPECT_TRUE(more.size() == wanted || made[r].complete);
    for (const detail::FoundPair& pair : more) {
      EXPECT_EQ(index.who()[pair.position].member, pair.member);
      given[r].push_back({pair.member, pair.cost});
    }
    const std::vector<Candidate> expected = in_order(rules, all.of_role(role));
    ASSERT_LE(given[r].size(), expected.size());
    ASSERT_TRUE(std::equal(given[r].begin(), given[r].end(), expected.begin()))
        << "role " << r << " seed " << seed;
    ASSERT_TRUE(!made[r].complete || given[r].size() == expected.size());
    open = static_cast<std::size_t>(std::ranges::count(made, false, &detail::PairsMade::complete));
  }
  looked_at += all.size();
}

TEST(CheapestPairs, AreAllPairsInOrderAnywhereOnEarth) {
  std::size_t pairs = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    ScatteredProblem scattered = scattered_problem(seed, 60 + 40 * (seed % 5));
    if (seed % 3 == 0) scattered.policy.cost_per_km = 0.7;  // many ties
    if (seed % 7 == 0) scattered.policy.cost_per_km = 0;
    const Rules rules(scattered.problem(), scattered.policy);
    ASSERT_NO_FATAL_FAILURE(hold_against_the_list(rules, seed, seed % 2 == 0, pairs));
  }
  EXPECT_GT(pairs, 10'000U);
}

TEST(CheapestPairs, TheSameForProblemsOfTheSolver) {
  std::size_t pairs = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const SmallProblem small = small_problem(seed, {.most_members = 40, .most_needs = 6});
    const Rules rules(small.problem(), small.policy);
    ASSERT_NO_FATAL_FAILURE(hold_against_the_list(rules, seed, false, pairs));
  }
  EXPECT_GT(pairs, 5'000U);
}

}  // namespace cheapest_pairs_test
