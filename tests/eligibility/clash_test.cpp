// Which two services clash: half-open, symmetric, and by which rule.
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/eligibility/clash.hpp>

#include "support/bad_input.hpp"
#include "support/scattered_problems.hpp"
#include "support/small_problems.hpp"

namespace clash_test {

using namespace turnout;
using namespace turnout::testing;

/// Needs A and B at these hours of one day, "09:00-11:00"; with places B lies 1,112 m north of A.
const char* rule_of(const std::string& a, const std::string& b, const Policy& policy = {},
                    bool places = false) {
  const auto row = [&](const char* id, const std::string& hours, const char* lat) {
    return std::string(id) + ",2026-10-05 " + hours.substr(0, 5) + ",2026-10-05 " +
           hours.substr(6) + ",1," + (places ? std::string(lat) + ",116.2\n" : ",\n");
  };
  const CsvFiles files{.needs = "need_id,start,end,seats,lat,lon\n" + row("A", a, "39.90") +
                                row("B", b, "39.91")};
  const Problem p = problem_of(files);
  return Clash(p, policy).rule(make_id<NeedId>(0), make_id<NeedId>(1));
}

TEST(Clash, IntervalsAreHalfOpen) {
  EXPECT_EQ(rule_of("09:00-11:00", "11:00-12:00"), nullptr);
  EXPECT_EQ(rule_of("12:00-13:00", "11:00-12:00"), nullptr);
  EXPECT_STREQ(rule_of("09:00-11:01", "11:00-12:00"), "overlap");
  EXPECT_STREQ(rule_of("09:00-11:00", "09:00-11:00"), "overlap");
  EXPECT_STREQ(rule_of("09:00-17:00", "11:00-12:00"), "overlap");
}

TEST(Clash, RestIsInclusive) {
  const Policy hour{.rest_hours = 1};
  EXPECT_EQ(rule_of("09:00-11:00", "12:00-13:00", hour), nullptr);
  EXPECT_STREQ(rule_of("09:00-11:00", "11:59-13:00", hour), "rest");
  EXPECT_STREQ(rule_of("11:59-13:00", "09:00-11:00", hour), "rest");
}

TEST(Clash, TheWayTakesItsTime) {
  const Policy walk{.travel_kmh = 4};  // 1,112 m: 1,001 s
  EXPECT_STREQ(rule_of("09:00-11:00", "11:16-12:00", walk, true), "travel");
  EXPECT_STREQ(rule_of("11:16-12:00", "09:00-11:00", walk, true), "travel");
  EXPECT_EQ(rule_of("09:00-11:00", "11:17-12:00", walk, true), nullptr);
  EXPECT_EQ(rule_of("09:00-11:00", "11:00-12:00", walk, false), nullptr) << "no place, no way";
}

std::size_t clashes = 0, pairs = 0;

/// One of two services comes first and leaves time for rest and way, or they clash.
void hold_against_plain_words(const Problem& p, const Policy& policy) {
  const Clash clash(p, policy);
  const Needs& n = p.needs();
  std::vector<NeedId> all;
  for (std::size_t a = 0; a < n.size(); ++a) all.push_back(make_id<NeedId>(a));
  const auto longest = static_cast<double>(clash.longest_way(all).count());
  for (std::size_t a = 0; a < n.size(); ++a) {
    for (std::size_t b = 0; b < n.size(); ++b) {
      const bool meet = clash(all[a], all[b]);
      ASSERT_EQ(meet, clash(all[b], all[a]));
      ASSERT_EQ(meet, clash.rule(all[a], all[b]) != nullptr);
      const std::size_t first = n.start[a] <= n.start[b] ? a : b;
      const std::size_t second = first == a ? b : a;
      const auto between = static_cast<double>((n.start[second] - n.end[first]).count());
      bool room = between >= 0 && between >= policy.rest_hours * 3600;
      if (policy.travel_kmh && n.has_place[a] != 0 && n.has_place[b] != 0) {
        const double way = distance(n.at[a], n.at[b]) / 1000 / *policy.travel_kmh * 3600;
        ASSERT_LE(way, longest);
        room = room && way <= between;
      }
      ASSERT_EQ(meet, a == b || !room);
      if (n.start[first] < n.start[second]) {
        ASSERT_EQ(clash.can_follow(all[first], all[second]), room);
      }
      ++pairs;
      clashes += meet ? 1 : 0;
    }
  }
}

TEST(Clash, SymmetricAndAsPlainlySaid) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const SmallProblem small = small_problem(seed);
    ASSERT_NO_FATAL_FAILURE(hold_against_plain_words(small.problem(), small.policy)) << seed;
    ScatteredProblem scattered = scattered_problem(seed, 2, 15);
    scattered.policy.rest_hours = seed % 3 == 0 ? 2.5 : 0;
    if (seed % 2 == 0) scattered.policy.travel_kmh = 30;
    ASSERT_NO_FATAL_FAILURE(hold_against_plain_words(scattered.problem(), scattered.policy))
        << seed;
  }
  EXPECT_GT(clashes, 1'000U);
  EXPECT_GT(pairs - clashes, 1'000U);
}

}  // namespace clash_test
