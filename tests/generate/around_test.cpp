#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/generate/around.hpp>
#include <turnout/io/csv.hpp>
#include <turnout/model/calendar.hpp>
#include <turnout/model/problem.hpp>

namespace turnout {
namespace around_test {

Table two_villages() {
  return io::parse_csv(
      "need_id,start,end,lat,lon,skills,community,seats\n"
      "N1,2026-10-05 09:00,2026-10-05 10:00,40.0,10.0,driver:2,Upper,1\n"
      "N2,2026-10-05 09:00,2026-10-05 10:00,40.02,10.0,cook,Upper,1\n"
      "N3,2026-10-05 09:00,2026-10-05 10:00,41.0,10.0,music,Lower,1\n",
      "needs");
}

TEST(Around, PutsMembersWhereTheNeedsAre) {
  const Table needs = two_villages();
  const Table members = members_around(needs, {.members = 300, .spread_metres = 1'000});
  const Problem problem = make_problem({.members = members, .needs = needs}, {});
  ASSERT_EQ(problem.members().size(), 300U);
  EXPECT_TRUE(problem.warnings().empty());
  std::size_t upper = 0;
  for (std::size_t row = 0; row < members.rows(); ++row) {
    const bool is_upper = members.find("community")->to_text(row) == "Upper";
    if (is_upper) ++upper;
    EXPECT_NEAR(members.find("lat")->real_at(row), is_upper ? 40.01 : 41.0, 0.0091);
    EXPECT_NEAR(members.find("lon")->real_at(row), 10.0, 0.0091);
    const std::string skills = members.find("skills")->to_text(row);
    EXPECT_TRUE(is_upper ? skills == "driver:2" || skills == "cook" || skills == "cook; driver:2"
                         : skills == "music")
        << skills;
  }
  EXPECT_NEAR(static_cast<double>(upper), 200.0, 40.0);  // two needs of three
}

TEST(Around, SameSeedSameBytes) {
  const Table needs = two_villages();
  EXPECT_EQ(io::write_csv(members_around(needs)), io::write_csv(members_around(needs)));
  EXPECT_NE(io::write_csv(members_around(needs)),
            io::write_csv(members_around(needs, {.seed = 1})));
}

TEST(Around, SaysWhatIsMissing) {
  const auto code_of = [](const Table& needs) -> std::string {
    try {
      static_cast<void>(members_around(needs));
    } catch (const InputError& e) {
      return e.issues().front().code + " " + e.issues().front().column;
    }
    return "nothing";
  };
  EXPECT_EQ(code_of(io::parse_csv("need_id,lat\nN1,40\n", "needs")), "missing_column lon");
  EXPECT_EQ(code_of(io::parse_csv("need_id,lon\nN1,40\n", "needs")), "missing_column lat");
  EXPECT_EQ(code_of(io::parse_csv("need_id,lat,lon\nN1,,\nN2,x,1\nN3,91,1\n", "needs")),
            "no_place lat");
  EXPECT_THROW(static_cast<void>(members_around(two_villages(), {.members = 0})), RangeError);
  EXPECT_THROW(static_cast<void>(members_around(two_villages(), {.shift_hours = 25})), RangeError);
}

/// The file of requests, or "".
std::string baltimore() {
  const char* folder = std::getenv("TURNOUT_DATA");
  const std::string path =
      (folder != nullptr ? std::string(folder) : TURNOUT_SOURCE_DIR "/../shared/data") +
      "/service_requests/baltimore_2018.csv";
  return std::filesystem::exists(path) ? path : "";
}

/// A need of one hour at the hour nearest to `created`; day of month and hour stay, the month is
/// October 2026.
Table needs_of_requests(const Table& requests) {
  Texts ids, starts, ends, skills;
  std::vector<std::int64_t> seats(requests.rows(), 1);
  const Column& created = *requests.find("created");
  for (std::size_t row = 0; row < requests.rows(); ++row) {
    using namespace std::chrono;
    const TimeOrError read = parse_time(created.text_at(row));
    EXPECT_TRUE(read.time.has_value()) << created.text_at(row);
    const LocalTime hour = floor<hours>(read.time->local + minutes{30});
    const year_month_day day{floor<days>(hour)};
    const LocalTime moved = LocalDay{2026y / October / day.day()} + (hour - floor<days>(hour));
    ids.push_back("B" + requests.find("id")->to_text(row));
    starts.push_back(to_text(moved));
    ends.push_back(to_text(moved + hours{1}));
    skills.push_back(requests.find("type")->text_at(row));
  }
  return Table("needs", {{"need_id", Column::text(std::move(ids))},
                         {"start", Column::text(std::move(starts))},
                         {"end", Column::text(std::move(ends))},
                         {"lat", *requests.find("lat")},
                         {"lon", *requests.find("lon")},
                         {"skills", Column::text(std::move(skills))},
                         {"community", *requests.find("neighborhood")},
                         {"seats", Column::integers(std::move(seats))}});
}

TEST(Baltimore, ItsRequestsAreNeedsAsTheyStand) {
  const std::string path = baltimore();
  if (path.empty()) GTEST_SKIP() << "skipped: no TURNOUT_DATA";
  const Table needs = needs_of_requests(io::read_csv_table(path));
  const Table members = members_around(needs, {.seed = 2018});
  const Problem problem =
      make_problem({.members = members, .needs = needs}, {.zone = "America/New_York"});
  EXPECT_EQ(problem.needs().size(), 8'273U);
  EXPECT_EQ(problem.members().size(), 3'000U);
  EXPECT_EQ(problem.skills().size(), 201U);
  std::map<unsigned, int> by_day;
  for (std::size_t n = 0; n < problem.needs().size(); ++n) {
    EXPECT_EQ(problem.needs().end[n] - problem.needs().start[n], std::chrono::hours{1});
    const std::chrono::year_month_day day{problem.needs().day[n]};
    EXPECT_EQ(day.month(), std::chrono::October);
    ++by_day[static_cast<unsigned>(day.day())];
  }
  EXPECT_EQ(by_day.size(), 31U);
  for (const Warning& warning : problem.warnings()) ADD_FAILURE() << to_string(warning);
}

}  // namespace around_test
}  // namespace turnout
