// The made-up half-year: the same bytes from the same seed, possible where it is honest.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/generate/history.hpp>
#include <turnout/io/csv.hpp>
#include <turnout/model/error.hpp>
#include <turnout/points/services.hpp>

namespace history_test {

using namespace turnout;

std::vector<std::string> texts(const Table& table, std::string_view column) {
  std::vector<std::string> all;
  for (std::size_t row = 0; row < table.rows(); ++row)
    all.push_back(table.find(column)->to_text(row));
  return all;
}

HistoryOptions small() { return {.members = 2'000, .services = 10'000, .cases = 5}; }

TEST(History, SameSeedSameBytes) {
  HistoryOptions options = small();
  const History one = make_history(options), two = make_history(options);
  for (const auto table :
       {&History::members, &History::services, &History::places, &History::truth})
    EXPECT_EQ(io::write_csv(one.*table), io::write_csv(two.*table));
  options.seed = 2027;
  EXPECT_NE(io::write_csv(one.services), io::write_csv(make_history(options).services));
}

TEST(History, HasNoBadRow) {
  const History made = make_history(small());
  const Services services = make_services(made.services, made.members);
  EXPECT_EQ(services.size(), made.services.rows());
  EXPECT_TRUE(services.warnings().empty());
  EXPECT_NEAR(static_cast<double>(services.size()), 10'700, 1'000);
}

TEST(History, ListsWhatItPlanted) {
  const History made = make_history(small());
  std::map<std::string, int> kinds;
  for (const std::string& kind : texts(made.truth, "kind")) ++kinds[kind];
  EXPECT_EQ(kinds.size(), 10U);
  for (const auto& [kind, count] : kinds) EXPECT_EQ(count, 5) << kind;
  const std::vector<std::string> ids = texts(made.services, "service_id");
  const std::set<std::string> known(ids.begin(), ids.end());
  EXPECT_EQ(known.size(), ids.size());
  std::set<std::string> planted;
  for (const std::string& list : texts(made.truth, "service_ids"))
    for (std::size_t at = 0; at < list.size(); at += 9) {
      const std::string id = list.substr(at, 8);
      EXPECT_TRUE(known.contains(id)) << id;
      EXPECT_TRUE(planted.insert(id).second) << id << " is of two cases";
    }
}

// The noise is there: shared shifts, paper lists of two weeks, couples, county sites, nights.
TEST(History, HasTheNoiseOfTheField) {
  HistoryOptions options = small();
  options.cases = 0;
  const History made = make_history(options);
  EXPECT_EQ(made.truth.rows(), 0U);
  std::map<std::string, int> of_need;
  for (const std::string& need : texts(made.services, "need_id")) ++of_need[need];
  int most = 0;
  for (const auto& [need, count] : of_need) most = std::max(most, count);
  EXPECT_GT(most, 40) << "no theme day";
  const auto places = texts(made.places, "place");
  EXPECT_TRUE(std::ranges::any_of(
      places, [](const std::string& p) { return p.find("county") != std::string::npos; }));
  const auto starts = texts(made.services, "start"), ends = texts(made.services, "end");
  bool night = false;
  for (std::size_t i = 0; i < starts.size(); ++i)
    night = night || starts[i].substr(0, 10) != ends[i].substr(0, 10);
  EXPECT_TRUE(night);
}

TEST(History, RefusesOptionsOutOfRange) {
  EXPECT_THROW(static_cast<void>(make_history({.members = 10})), RangeError);
  EXPECT_THROW(static_cast<void>(make_history({.members = 1'000, .services = 50'000})), RangeError);
  EXPECT_THROW(static_cast<void>(make_history({.cases = 1'000})), RangeError);
  EXPECT_THROW(static_cast<void>(make_history({.days = 20})), RangeError);
}

}  // namespace history_test
