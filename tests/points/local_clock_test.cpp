// Local times of many instants are those of each alone, whatever the clocks do between them.
#include <cstdint>
#include <random>

#include <gtest/gtest.h>

#include <turnout/model/calendar.hpp>
#include <turnout/points/detail/local_clock.hpp>

namespace local_clock_test {

using namespace turnout;

class LocalClockOf : public ::testing::TestWithParam<const char*> {};

TEST_P(LocalClockOf, ShowsWhatTheZoneSays) {
  const TimeZone zone = TimeZone::load(GetParam());
  detail::LocalClock clock(zone);
  const auto check = [&](std::int64_t at) {
    EXPECT_EQ(clock.at(at), zone.to_local(Instant{Seconds{at}}).time_since_epoch().count()) << at;
  };
  constexpr std::int64_t hour = 3'600, day = 24 * hour, year = 365 * day;
  // Back and forth over every hour of three years, which holds every change of the clocks.
  for (std::int64_t at = 55 * year; at < 58 * year; at += hour) {
    check(at - 1);
    check(at);
    check(at - 2 * day);
  }
  std::mt19937_64 dice(7);
  for (int i = 0; i < 20'000; ++i)
    check(static_cast<std::int64_t>(dice() % (400 * static_cast<std::uint64_t>(year))) -
          200 * year);
}

// One that never changes; two that go over an hour; one that goes over midnight; one of half an
// hour; one at an odd minute.
INSTANTIATE_TEST_SUITE_P(Zones, LocalClockOf,
                         ::testing::Values("UTC", "CST-8", "EST5EDT,M3.2.0,M11.1.0",
                                           "CET-1CEST,M3.5.0,M10.5.0/3",
                                           "<-04>4<-03>,M9.1.6/24,M4.1.6/24",
                                           "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "<+0545>-5:45"));

}  // namespace local_clock_test
