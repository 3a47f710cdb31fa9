// Periods as people write them, and the calendar that caps follow.
#include <string>

#include <gtest/gtest.h>

#include <turnout/model/error.hpp>
#include <turnout/points/detail/limits.hpp>
#include <turnout/points/period.hpp>

namespace period_test {

using namespace turnout;

std::string days(std::string_view text) {
  const Period period = parse_period(text);
  return to_text(period.first) + "/" + to_text(period.last);
}
LocalDay day(std::string_view text) { return parse_day(text).value(); }

TEST(Period, IsWrittenAsPeopleWriteIt) {
  EXPECT_EQ(days("2026"), "2026-01-01/2026-12-31");
  EXPECT_EQ(days("2026H1"), "2026-01-01/2026-06-30");
  EXPECT_EQ(days("2026H2"), "2026-07-01/2026-12-31");
  EXPECT_EQ(days("2026Q3"), "2026-07-01/2026-09-30");
  EXPECT_EQ(days(" 2024-02 "), "2024-02-01/2024-02-29");
  EXPECT_EQ(days("2026-12"), "2026-12-01/2026-12-31");
  EXPECT_EQ(days("2026-03-15/2026-04-14"), "2026-03-15/2026-04-14");
  EXPECT_EQ(days("2026-03-15/2026-03-15"), "2026-03-15/2026-03-15");
}

TEST(Period, RefusesWhatIsNone) {
  for (const char* text : {"", "H1", "2026H3", "2026Q0", "2026Q5", "2026-13", "2026-00", "26H1",
                           "2026h1", "2026-1", "2026H11", "2026-02-30/2026-03-01", "0000",
                           "2026-04-01/2026-03-01", "2026/2027", "twenty", "2026H1x"})
    EXPECT_THROW(static_cast<void>(parse_period(text)), InputError) << text;
}

TEST(Period, WholeMeansExactlyOneOfTheCalendar) {
  EXPECT_TRUE(is_whole(parse_period("2026H1"), Reach::half));
  EXPECT_TRUE(is_whole(parse_period("2026-01-01/2026-06-30"), Reach::half));
  EXPECT_FALSE(is_whole(parse_period("2026-01-01/2026-06-29"), Reach::half));
  EXPECT_FALSE(is_whole(parse_period("2026"), Reach::half));
  EXPECT_FALSE(is_whole(parse_period("2026Q1"), Reach::half));
  EXPECT_TRUE(is_whole(parse_period("2026-02"), Reach::month));
}

TEST(Period, BucketsChangeWhereTheCalendarDoes) {
  const auto changes = [](Reach reach, std::string_view a, std::string_view b) {
    return bucket_of(reach, day(a)) < bucket_of(reach, day(b));
  };
  EXPECT_TRUE(changes(Reach::day, "2026-01-01", "2026-01-02"));
  EXPECT_FALSE(changes(Reach::week, "2026-11-23", "2026-11-29"));  // Monday to Sunday
  EXPECT_TRUE(changes(Reach::week, "2026-11-22", "2026-11-23"));
  EXPECT_TRUE(changes(Reach::month, "2025-12-31", "2026-01-01"));
  EXPECT_TRUE(changes(Reach::quarter, "2026-03-31", "2026-04-01"));
  EXPECT_FALSE(changes(Reach::quarter, "2026-04-01", "2026-06-30"));
  EXPECT_TRUE(changes(Reach::half, "2026-06-30", "2026-07-01"));
  EXPECT_TRUE(changes(Reach::year, "2025-12-31", "2026-01-01"));
  EXPECT_FALSE(changes(Reach::lifetime, "1950-01-01", "2026-01-01"));
}

TEST(Period, TheCalendarOfCapsSaysTheSame) {
  detail::Calendar calendar;
  for (int day = -800'000; day < 800'000; day += 997) {
    const LocalDay at{std::chrono::days{day}};
    const std::int32_t* const of = calendar.of(at);
    for (std::size_t r = 0; r < 8; ++r)
      ASSERT_EQ(of[r], bucket_of(static_cast<Reach>(r), at)) << day << " " << r;
  }
}

TEST(Period, NamesOfReachesReadBack) {
  for (const auto* name :
       {"activity", "day", "week", "month", "quarter", "half", "year", "lifetime"})
    EXPECT_EQ(to_string(parse_reach(name).value()), name);
  EXPECT_FALSE(parse_reach("fortnight"));
}

}  // namespace period_test
