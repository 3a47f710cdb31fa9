#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/generate/city.hpp>
#include <turnout/generate/random.hpp>
#include <turnout/io/csv.hpp>
#include <turnout/model/cells.hpp>
#include <turnout/model/problem.hpp>

namespace turnout {
namespace city_test {

std::vector<std::string> texts(const Table& table, std::string_view column) {
  const Column* found = table.find(column);
  std::vector<std::string> all;
  if (found == nullptr) {
    ADD_FAILURE() << "no column " << column;
    return all;
  }
  for (std::size_t row = 0; row < table.rows(); ++row) all.push_back(found->to_text(row));
  return all;
}

std::set<std::string> distinct(const Table& table, std::string_view column) {
  const std::vector<std::string> all = texts(table, column);
  std::set<std::string> set(all.begin(), all.end());
  set.erase("");
  return set;
}

Problem problem_of(const City& made) {
  return make_problem({.members = made.members,
                       .needs = made.needs,
                       .availability = made.availability,
                       .pins = made.pins,
                       .history = made.services},
                      {.zone = "Asia/Shanghai"});
}

const City& sample() {
  static const City made = make_city(district());
  return made;
}

TEST(District, HasTheCountsThatTheFieldReports) {
  const City& made = sample();
  EXPECT_EQ(made.members.rows(), 21'737U);
  EXPECT_EQ(made.needs.rows(), 2'300U);
  EXPECT_EQ(made.services.rows(), 22'000U);
  EXPECT_EQ(distinct(made.members, "unit").size(), 221U);
  std::set<std::string> communities;
  for (const std::string& path : texts(made.members, "community"))
    communities.insert(path.substr(0, path.find('/')));
  EXPECT_EQ(communities.size(), 151U);
}

TEST(District, IdsAreUniqueAndInOrder) {
  const City& made = sample();
  EXPECT_EQ(distinct(made.members, "member_id").size(), made.members.rows());
  EXPECT_EQ(distinct(made.needs, "need_id").size(), made.needs.rows());
  EXPECT_EQ(distinct(made.services, "service_id").size(), made.services.rows());
  EXPECT_EQ(made.members.find("member_id")->to_text(0), "M00001");
  EXPECT_EQ(made.needs.find("need_id")->to_text(0), "N0001");
  const std::vector<std::string> starts = texts(made.needs, "start");
  EXPECT_TRUE(std::ranges::is_sorted(starts));
  EXPECT_GE(starts.front(), "2026-10-01");
  EXPECT_LT(starts.back(), "2026-11-01");
}

TEST(District, HasNeedsOfEveryKind) {
  EXPECT_EQ(distinct(sample().needs, "kind"),
            (std::set<std::string>{"activity", "appointment", "call-out", "pairing", "post",
                                   "squad", "standing", "wish"}));
  EXPECT_EQ(distinct(sample().needs, "priority"), (std::set<std::string>{"1", "2", "3", "4", "5"}));
  EXPECT_EQ(distinct(sample().needs, "together"), (std::set<std::string>{"yes"}));
  EXPECT_GT(distinct(sample().needs, "scope").size(), 10U);
}

TEST(District, SeatsAreThoseOfAMonth) {
  const Problem problem = problem_of(sample());
  std::int64_t seats = 0, most = 0;
  for (const std::int64_t s : problem.needs().seats) {
    seats += s;
    most = std::max(most, s);
  }
  EXPECT_GE(seats, 7'000);
  EXPECT_LE(seats, 12'000);
  EXPECT_GE(most, 80);
  EXPECT_LE(most, 200);
}

TEST(District, IsAProblemWithoutAWarning) {
  const Problem problem = problem_of(sample());
  EXPECT_TRUE(problem.warnings().empty());
  EXPECT_EQ(problem.members().size(), 21'737U);
  EXPECT_EQ(problem.history().size(), 22'000U);
  EXPECT_GE(problem.pins().size(), 20U);
  EXPECT_GT(problem.branches().size(), 151U);
}

TEST(District, LiesOnThirtyNorthAtItsDensity) {
  const Problem problem = problem_of(sample());
  const auto [south, north] = std::ranges::minmax(problem.members().lat);
  const auto [west, east] = std::ranges::minmax(problem.members().lon);
  const double area = (north - south) * 111.195 * (east - west) * 96.298;
  EXPECT_NEAR(area, 84.0, 12.0);
  EXPECT_NEAR((south + north) / 2, 30.0, 0.02);
  EXPECT_NEAR((west + east) / 2, 124.0, 0.02);
}

// Nobody serves twice on a day, and a pairing's member lives in the community of the household.
TEST(District, ThePastIsPossible) {
  const City& made = sample();
  const std::vector<std::string> members = texts(made.services, "member_id");
  const std::vector<std::string> starts = texts(made.services, "start");
  const std::vector<std::string> ends = texts(made.services, "end");
  const std::vector<std::string> confirmers = texts(made.services, "confirmed_by");
  std::set<std::string> day_of_member;
  std::map<std::string, int> by_member;
  std::size_t confirmed = 0;
  for (std::size_t row = 0; row < members.size(); ++row) {
    EXPECT_LT(starts[row], ends[row]);
    EXPECT_GE(starts[row], "2026-01-01");
    EXPECT_LT(starts[row], "2026-10-01");
    EXPECT_NE(members[row], confirmers[row]);
    if (!confirmers[row].empty()) ++confirmed;
    EXPECT_TRUE(day_of_member.insert(members[row] + starts[row].substr(0, 10)).second);
    ++by_member[members[row]];
  }
  EXPECT_NEAR(static_cast<double>(confirmed) / 22'000.0, 0.9, 0.02);
  // A third has given nearly all; a few have given very many.
  EXPECT_NEAR(static_cast<double>(by_member.size()) / 21'737.0, 0.35, 0.1);
  const auto most = std::ranges::max_element(by_member, {}, [](const auto& e) { return e.second; });
  EXPECT_GE(most->second, 20);
}

TEST(District, PairsKnowEachOther) {
  const City& made = sample();
  const std::set<std::string> past = distinct(made.services, "series");
  std::size_t pairings = 0, known = 0;
  const std::vector<std::string> kinds = texts(made.needs, "kind");
  const std::vector<std::string> series = texts(made.needs, "series");
  for (std::size_t row = 0; row < kinds.size(); ++row) {
    if (kinds[row] != "pairing") continue;
    ++pairings;
    if (past.contains(series[row])) ++known;
  }
  EXPECT_GT(pairings, 200U);
  EXPECT_EQ(known, pairings);
}

// How many could come, by skill and place alone: enough for nearly all, and not everyone for all.
TEST(District, NeitherEmptyNorTrivial) {
  const Problem problem = problem_of(sample());
  std::size_t roles = 0, without = 0, held = 0;
  for (std::size_t r = 0; r < problem.roles().size(); ++r) {
    ++roles;
    if (problem.roles().asked[r].empty()) continue;
    std::size_t holders = 0;
    for (std::size_t m = 0; m < problem.members().size(); ++m) {
      const auto skills = problem.profiles()[index(problem.members().profile[m])];
      bool all = true;
      for (const Asked& asked : problem.roles().asked[r])
        all = all && std::ranges::any_of(skills, [&](const Holding& h) {
                return h.skill == asked.skill && h.level >= asked.least_level;
              });
      if (all) ++holders;
    }
    if (holders == 0) ++without;
    held += holders;
  }
  EXPECT_EQ(without, 0U) << "a skill that nobody in the district has";
  EXPECT_LT(held, roles * problem.members().size() / 10);
}

TEST(City, SameSeedSameBytes) {
  CityOptions options = city(3'000, 150);
  const City one = make_city(options), two = make_city(options);
  for (const auto table :
       {&City::members, &City::needs, &City::availability, &City::pins, &City::services})
    EXPECT_EQ(io::write_csv(one.*table), io::write_csv(two.*table));
  options.seed = 2027;
  const City other = make_city(options);
  for (const auto table : {&City::members, &City::needs, &City::services})
    EXPECT_NE(io::write_csv(one.*table), io::write_csv(other.*table));
}

// Parts are drawn from streams of their own: more needs leave the members as they were.
TEST(City, MoreNeedsLeaveMembersAlone) {
  EXPECT_EQ(io::write_csv(make_city(city(2'000, 50)).members),
            io::write_csv(make_city(city(2'000, 500)).members));
}

TEST(City, GrowsAtFixedDensity) {
  for (const std::uint32_t members : {10'000U, 40'000U}) {
    CityOptions options = city(members, 10);
    options.services = 0;
    const City made = make_city(options);
    const Problem problem = make_problem({.members = made.members, .needs = made.needs}, {});
    const auto [south, north] = std::ranges::minmax(problem.members().lat);
    const auto [west, east] = std::ranges::minmax(problem.members().lon);
    const double area = (north - south) * 111.195 * (east - west) * 96.298;
    EXPECT_NEAR(members / area, 259.0, 50.0) << members;
  }
}

TEST(City, SlotsOverlapWhollyOrNotAtAll) {
  CityOptions options = city(2'000, 400);
  options.in_slots = true;
  options.beyond_flow = 100;
  const Problem problem = problem_of(make_city(options));
  const Needs& needs = problem.needs();
  for (std::size_t a = 0; a < needs.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) {
      const bool overlap = needs.start[a] < needs.end[b] && needs.start[b] < needs.end[a];
      EXPECT_EQ(overlap, needs.start[a] == needs.start[b]);
      EXPECT_TRUE(!overlap || needs.end[a] == needs.end[b]);
    }
}

TEST(City, EverySeedAndSizeIsAValidProblem) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    Random dice(seed, 99);
    CityOptions options;
    options.seed = seed;
    options.members = dice.between(1, 400);
    options.needs = dice.below(60);
    options.communities = dice.below(40);
    options.organisations = dice.below(options.members + 1);
    options.services = dice.below(300);
    options.days = dice.between(1, 40);
    options.past_days = dice.between(1, 400);
    options.seats_percent = dice.between(1, 500);
    options.beyond_flow = dice.below(1001);
    options.in_slots = dice.per_mille(500);
    options.first_day += std::chrono::days{dice.below(800)};
    const City made = make_city(options);
    const Problem problem = problem_of(made);
    EXPECT_EQ(problem.members().size(), options.members);
    EXPECT_EQ(problem.needs().size(), options.needs);
    EXPECT_LE(made.services.rows(), options.services);
    const LocalDay first = options.first_day;
    for (const LocalDay day : problem.needs().day) {
      EXPECT_GE(day, first);
      EXPECT_LT(day, first + std::chrono::days{options.days});
    }
  }
}

TEST(City, RefusesOptionsOutOfRange) {
  const auto refused = [](auto change) {
    CityOptions options = city(100, 10);
    change(options);
    EXPECT_THROW(static_cast<void>(make_city(options)), RangeError);
  };
  refused([](CityOptions& o) { o.members = 0; });
  refused([](CityOptions& o) { o.members = 20'000'001; });
  refused([](CityOptions& o) { o.needs = 10'000'001; });
  refused([](CityOptions& o) { o.organisations = 101; });
  refused([](CityOptions& o) { o.members_per_km2 = 0; });
  refused([](CityOptions& o) { o.days = 0; });
  refused([](CityOptions& o) { o.days = 367; });
  refused([](CityOptions& o) { o.past_days = 0; });
  refused([](CityOptions& o) { o.seats_percent = 0; });
  refused([](CityOptions& o) { o.beyond_flow = 1001; });
  refused([](CityOptions& o) { o.first_day = LocalDay{std::chrono::year{1900} / 1 / 1}; });
}

}  // namespace city_test
}  // namespace turnout
