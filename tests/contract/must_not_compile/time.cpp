// Instants and the clock on the wall meet only through a zone; numbers are neither.
#include <turnout/model/calendar.hpp>

using namespace turnout;

bool right(const TimeZone& zone, Instant instant, LocalTime local) {
  using namespace std::chrono_literals;
#if WRONG == 1
  return instant == local;
#endif
#if WRONG == 2
  const Interval interval{.start = local, .end = local + 1h};
  return interval.start == interval.end;
#endif
#if WRONG == 3
  const Interval interval{.start = 1'790'000'000, .end = 1'790'003'600};
  return interval.start == interval.end;
#endif
#if WRONG == 4
  return (instant - local) > 1h;
#endif
#if WRONG == 5
  return zone.to_local(local) == local;
#endif
#if WRONG == 6
  return monday_of(instant) == zone.day(instant);
#endif
#if WRONG == 7
  const Seconds length = 90;  // of what?
  return length > 1h;
#endif
#if WRONG == 8
  const Seconds whole = 1.5 * 1s;
  return whole > 1s;
#endif
  const Interval interval{.start = instant, .end = instant + 1h};
  return interval.end - interval.start == Seconds{1h} && zone.to_local(instant) == local &&
         monday_of(zone.day(instant)) <= zone.day(instant);
}
