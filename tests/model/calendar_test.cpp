// Instants and local time: zone files, POSIX rules, and the texts of times.
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/calendar.hpp>
#include <turnout/model/error.hpp>

namespace calendar_test {

using namespace turnout;
using namespace std::chrono_literals;
using Kind = LocalLookup::Kind;

LocalTime local(std::string_view text) {
  const TimeOrError parsed = parse_time(text);
  EXPECT_TRUE(parsed.time) << text;
  return parsed.time ? parsed.time->local : LocalTime{};
}
Instant utc(std::string_view text) { return Instant(local(text).time_since_epoch()); }

/// The zone, or no test: a bare machine has no zone files.
#define ZONE_OR_SKIP(variable, name)                          \
  TimeZone variable;                                          \
  try {                                                       \
    variable = TimeZone::load(name);                          \
  } catch (const InputError&) {                               \
    GTEST_SKIP() << "skipped: no zone files on this machine"; \
  }                                                           \
  static_cast<void>(0)

std::string code_of(std::string_view name) {
  try {
    static_cast<void>(TimeZone::load(name));
  } catch (const InputError& error) {
    return error.issues().at(0).code;
  }
  return "loaded";
}

// --- zones ------------------------------------------------------------------------------------

TEST(TimeZone, DefaultIsUtc) {
  const TimeZone zone;
  EXPECT_EQ(zone.name(), "UTC");
  EXPECT_EQ(zone, TimeZone::load("UTC"));
  EXPECT_EQ(zone.to_local(utc("2026-10-01 09:00")), local("2026-10-01 09:00"));
  EXPECT_EQ(zone.to_instant(local("2026-10-01 09:00")).instant, utc("2026-10-01 09:00"));
}

TEST(TimeZone, PosixStringsCountWestward) {
  for (const auto& [name, noon_utc] : {std::pair{"CST-8", "2026-07-01 04:00"},
                                       {"<+03>-3", "2026-07-01 09:00"},
                                       {"<-0330>3:30", "2026-07-01 15:30"},
                                       {"EST5EDT,M3.2.0,M11.1.0", "2026-07-01 16:00"},
                                       {"AAA-12:45:30", "2026-06-30 23:14:30"},
                                       {"EST5EDT4,M3.2.0,M11.1.0", "2026-07-01 16:00"},
                                       {"XXX24", "2026-07-02 12:00"},
                                       {"WGT3WGST,M3.5.0/-2,M10.5.0/-1", "2026-07-01 14:00"}}) {
    const LocalLookup found = TimeZone::load(name).to_instant(local("2026-07-01 12:00"));
    EXPECT_EQ(found.kind, Kind::unique) << name;
    EXPECT_EQ(found.instant, utc(noon_utc)) << name;
  }
}

TEST(TimeZone, GapAndOverlapOfAYear) {
  const TimeZone zone = TimeZone::load("EST5EDT,M3.2.0,M11.1.0");
  const LocalLookup gap = zone.to_instant(local("2026-03-08 02:30"));
  EXPECT_EQ(gap.kind, Kind::skipped);
  EXPECT_EQ(gap.instant, utc("2026-03-08 07:00"));
  EXPECT_EQ(gap.later, gap.instant);
  EXPECT_EQ(zone.to_instant(local("2026-03-08 01:59:59")).kind, Kind::unique);
  EXPECT_EQ(zone.to_instant(local("2026-03-08 02:00")).kind, Kind::skipped);
  EXPECT_EQ(zone.to_instant(local("2026-03-08 03:00")).kind, Kind::unique);

  const LocalLookup twice = zone.to_instant(local("2026-11-01 01:30"));
  EXPECT_EQ(twice.kind, Kind::ambiguous);
  EXPECT_EQ(twice.instant, utc("2026-11-01 05:30"));
  EXPECT_EQ(twice.later, utc("2026-11-01 06:30"));
  EXPECT_EQ(zone.to_instant(local("2026-11-01 02:00")).kind, Kind::unique);
  EXPECT_EQ(zone.to_instant(local("2026-11-01 00:59:59")).kind, Kind::unique);
}

TEST(TimeZone, DaysOfTheYearInRules) {
  // J60 is 1 March in every year; 59 (from zero) is 29 February in a leap year.
  const TimeZone julian = TimeZone::load("AAA0BBB,J60/0,J300/0");
  EXPECT_EQ(julian.offset_at(utc("2024-02-29 12:00")).offset, 0s);
  EXPECT_EQ(julian.offset_at(utc("2024-03-01 00:00")).offset, 1h);
  EXPECT_EQ(julian.offset_at(utc("2023-03-01 00:00")).offset, 1h);
  const TimeZone zero = TimeZone::load("AAA0BBB,59/0,J300/0");
  EXPECT_EQ(zero.offset_at(utc("2024-02-29 00:00")).offset, 1h);
  EXPECT_EQ(zero.offset_at(utc("2023-02-28 23:59:59")).offset, 0s);
  EXPECT_EQ(zero.offset_at(utc("2023-03-01 00:00")).offset, 1h);
}

TEST(TimeZone, HoursBeyondADay) {
  // America/Godthab 2023: the Saturday before the last Sunday of March at 22:00.
  const TimeZone before = TimeZone::load("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1");
  EXPECT_EQ(before.offset_at(utc("2023-03-26 00:59:59")).offset, -3h);
  EXPECT_EQ(before.offset_at(utc("2023-03-26 01:00")).offset, -2h);
  // Asia/Gaza: fifty hours after the Thursday.
  const TimeZone after = TimeZone::load("EET-2EEST,M3.4.4/50,M10.4.4/50");
  EXPECT_EQ(after.offset_at(utc("2023-03-24 23:59:59")).offset, 2h);
  EXPECT_EQ(after.offset_at(utc("2023-03-25 00:00")).offset, 3h);
}

TEST(TimeZone, SummerAllYear) {
  const TimeZone zone = TimeZone::load("XXX3EDT4,0/0,J365/23");  // RFC 8536 section 3.3.1
  for (const char* time : {"2026-01-01 00:00", "2026-12-31 23:30", "2027-01-01 03:00"}) {
    EXPECT_EQ(zone.offset_at(utc(time)).offset, -4h) << time;
    EXPECT_EQ(zone.to_instant(local(time)).kind, Kind::unique) << time;
  }
}

TEST(TimeZone, SouthernSummerCrossesTheYear) {
  const TimeZone zone = TimeZone::load("AEST-10AEDT,M10.1.0,M4.1.0/3");
  EXPECT_EQ(zone.offset_at(utc("2026-12-31 23:00")).offset, 11h);
  EXPECT_EQ(zone.offset_at(utc("2026-01-01 00:00")).offset, 11h);
  EXPECT_EQ(zone.offset_at(utc("2026-07-01 00:00")).offset, 10h);
}

TEST(TimeZone, RulesRepeatWithoutEnd) {
  const TimeZone zone = TimeZone::load("EST5EDT,M3.2.0,M11.1.0");
  // 400 years are a whole number of weeks: the same dates, long before and long after.
  constexpr std::int64_t cycle = 146'097LL * 86'400;
  std::mt19937_64 random(1);
  for (int i = 0; i < 2'000; ++i) {
    const Instant t = utc("2026-01-01") + Seconds(static_cast<std::int64_t>(random() % 31'536'000));
    const Seconds far((static_cast<std::int64_t>(random() % 100) - 50) * cycle);
    EXPECT_EQ(zone.to_local(t + far) - zone.to_local(t), far);
    const LocalTime wall = zone.to_local(t);
    EXPECT_EQ(zone.to_instant(wall + far).instant - zone.to_instant(wall).instant, far);
    EXPECT_EQ(zone.to_instant(wall + far).kind, zone.to_instant(wall).kind);
  }
}

TEST(TimeZone, NoInstantIsOutOfReach) {
  for (const char* name : {"UTC", "CST-8", "EST5EDT,M3.2.0,M11.1.0"}) {
    const TimeZone zone = TimeZone::load(name);
    for (const Instant t : {Instant::min(), Instant::max()}) {
      static_cast<void>(zone.to_local(t));
      static_cast<void>(zone.offset_at(t));
    }
    static_cast<void>(zone.to_instant(LocalTime::min()));
    static_cast<void>(zone.to_instant(LocalTime::max()));
  }
}

TEST(TimeZone, ZoneFilesOfTheSystem) {
  ZONE_OR_SKIP(shanghai, "Asia/Shanghai");
  EXPECT_EQ(shanghai.to_local(utc("2026-10-01 01:00")), local("2026-10-01 09:00"));
  EXPECT_EQ(shanghai.to_local(utc("1988-07-01 00:00")), local("1988-07-01 09:00"));  // Summer time.
  EXPECT_EQ(shanghai.to_local(utc("2600-07-01 00:00")), local("2600-07-01 08:00"));
  ZONE_OR_SKIP(york, "America/New_York");
  EXPECT_EQ(york.to_local(utc("2026-07-01 16:00")), local("2026-07-01 12:00"));
  EXPECT_EQ(york.to_local(utc("2601-07-01 16:00")), local("2601-07-01 12:00"));  // By the footer.
  EXPECT_EQ(york.to_instant(local("2026-03-08 02:30")).kind, Kind::skipped);
  ZONE_OR_SKIP(apia, "Pacific/Apia");  // 30 December 2011 did not take place there.
  const LocalLookup lost = apia.to_instant(local("2011-12-30 12:00"));
  EXPECT_EQ(lost.kind, Kind::skipped);
  EXPECT_EQ(lost.instant, utc("2011-12-30 10:00"));
}

TEST(TimeZone, ThereAndBackAgain) {
  for (const char* name :
       {"UTC", "Asia/Shanghai", "America/New_York", "America/St_Johns", "Africa/Casablanca",
        "Australia/Lord_Howe", "<+0330>-3:30", "EET-2EEST,M3.4.4/50,M10.4.4/50"}) {
    if (code_of(name) == "unknown_zone") continue;
    const TimeZone zone = TimeZone::load(name);
    std::mt19937_64 random(7);
    for (int i = 0; i < 20'000; ++i) {
      const Instant t(
          Seconds(static_cast<std::int64_t>(random() % 8'000'000'000U) - 3'000'000'000));
      const LocalLookup back = zone.to_instant(zone.to_local(t));
      ASSERT_NE(back.kind, Kind::skipped) << name;
      ASSERT_TRUE(back.instant == t || back.later == t)
          << name << ' ' << t.time_since_epoch().count();
      const OffsetSpan span = zone.offset_at(t);
      ASSERT_TRUE(span.from <= t && t < span.until);
      ASSERT_EQ(zone.to_local(t).time_since_epoch(), t.time_since_epoch() + span.offset);
    }
  }
}

TEST(TimeZone, NamesThatAreNone) {
  for (const char* name : {"",
                           " ",
                           "Nowhere/City",
                           "../../etc/passwd",
                           "/etc/localtime",
                           "Asia/",
                           "Asia//Shanghai",
                           "Asia",
                           "zone.tab",
                           "Asia/../UTC",
                           ".hidden",
                           "a\tb",
                           "CST",
                           "CST-",
                           "CST-25",
                           "C-8",
                           "CST-8:60",
                           "CST-8X",
                           "<+03-3",
                           "<+>3",
                           "EST5EDT,M13.1.0,M11.1.0",
                           "EST5EDT,M3.6.0,M11.1.0",
                           "EST5EDT,M3.2.7,M11.1.0",
                           "EST5EDT,J0,J365",
                           "EST5EDT,J366,J1",
                           "EST5EDT,366,1",
                           "EST5EDT,M3.2.0",
                           "EST5EDT,M3.2.0,M11.1.0,",
                           "EST5EDT,M3.2.0/168,M11.1.0"})
    EXPECT_EQ(code_of(name), "unknown_zone") << name;
  EXPECT_EQ(code_of(std::string(100'000, 'A')), "unknown_zone");
  EXPECT_EQ(code_of(std::string("UTC\0", 4)), "unknown_zone");
}

TEST(ZoneShelf, KeepsZonesAndMisses) {
  ZoneShelf shelf({"/nonexistent"});
  ASSERT_NE(shelf.find("CST-8"), nullptr);
  EXPECT_EQ(shelf.find("CST-8"), shelf.find("CST-8"));
  EXPECT_EQ(shelf.find("No/Such"), nullptr);
  EXPECT_EQ(shelf.find("No/Such"), nullptr);
}

// --- zone files that nobody should trust ------------------------------------------------------

std::string big_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i)
    text += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
  return text;
}

struct Change {
  std::int64_t at;
  unsigned type;
};
std::string block(char version, int width, const std::vector<Change>& changes,
                  const std::vector<std::int32_t>& offsets) {
  std::string text = "TZif";
  text += version;
  text += std::string(15, '\0');
  for (const std::size_t count : {std::size_t{0}, std::size_t{0}, std::size_t{0}, changes.size(),
                                  offsets.size(), std::size_t{4}})
    text += big_endian(count, 4);
  for (const Change& change : changes)
    text += big_endian(static_cast<std::uint64_t>(change.at), width);
  for (const Change& change : changes) text += static_cast<char>(change.type);
  for (const std::int32_t offset : offsets)
    text += big_endian(static_cast<std::uint32_t>(offset), 4) + std::string(2, '\0');
  return text + std::string("AAA\0", 4);
}
std::string tzif(const std::vector<Change>& changes, const std::vector<std::int32_t>& offsets,
                 std::string_view footer) {
  return block('2', 4, {}, {0}) + block('2', 8, changes, offsets) + "\n" + std::string(footer) +
         "\n";
}

TEST(Tzif, VersionOneHasNoFooter) {
  const TimeZone zone =
      TimeZone::from_tzif("one", block('\0', 4, {{-100, 1}, {100, 0}}, {0, 3600}));
  EXPECT_EQ(zone.offset_at(Instant(-101s)).offset, 0s);
  EXPECT_EQ(zone.offset_at(Instant(-100s)).offset, 1h);
  EXPECT_EQ(zone.offset_at(Instant(100s)).offset, 0s);
  EXPECT_EQ(zone.offset_at(utc("9000-01-01")).offset, 0s);
}

TEST(Tzif, FooterRulesFollowTheLastChange) {
  const std::int64_t last = utc("2000-01-01").time_since_epoch().count();
  const TimeZone zone =
      TimeZone::from_tzif("two", tzif({{0, 1}, {last, 0}}, {0, 7200}, "AAA0BBB,M3.2.0,M11.1.0"));
  EXPECT_EQ(zone.offset_at(utc("1980-07-01")).offset, 2h);
  EXPECT_EQ(zone.offset_at(utc("2000-02-01")).offset, 0s);
  EXPECT_EQ(zone.offset_at(utc("2000-07-01")).offset, 1h);
  EXPECT_EQ(zone.offset_at(utc("2399-07-01")).offset, 1h);
  EXPECT_EQ(zone.offset_at(utc("2402-07-01")).offset, 1h);
  EXPECT_EQ(zone.offset_at(utc("2403-12-01")).offset, 0s);
  EXPECT_EQ(zone.offset_at(utc("9402-07-01")).offset, 1h);
}

TEST(Tzif, WithoutChangesTheFooterSaysAll) {
  const TimeZone zone = TimeZone::from_tzif("f", tzif({}, {0}, "AAA0BBB,M3.2.0,M11.1.0"));
  EXPECT_EQ(zone.offset_at(utc("1900-07-01")).offset, 1h);
  EXPECT_EQ(zone.offset_at(utc("2900-07-01")).offset, 1h);
  EXPECT_EQ(TimeZone::from_tzif("g", tzif({}, {3600}, "")).offset_at(utc("1900-07-01")).offset, 1h);
}

TEST(Tzif, DamagedFilesAreRefused) {
  const std::string good = tzif({{0, 1}, {100, 0}}, {0, 7200}, "AAA0");
  EXPECT_NO_THROW(TimeZone::from_tzif("good", good));
  const auto refused = [](const std::string& bytes) {
    try {
      static_cast<void>(TimeZone::from_tzif("x", bytes));
    } catch (const InputError& error) {
      return error.issues().at(0).code == "bad_zone_file";
    }
    return false;
  };
  for (std::size_t cut = 0; cut < good.size(); ++cut)
    EXPECT_TRUE(refused(good.substr(0, cut))) << cut;
  EXPECT_TRUE(refused(tzif({{100, 1}, {100, 0}}, {0, 7200}, "")));  // Out of order.
  EXPECT_TRUE(refused(tzif({{100, 2}}, {0, 7200}, "")));            // No such type.
  EXPECT_TRUE(refused(tzif({{100, 1}}, {0, 200'000}, "")));         // No such offset.
  EXPECT_TRUE(refused(tzif({{100, 1}}, {0, 7200}, "no footer")));
  EXPECT_TRUE(refused(tzif({}, {}, "")));
  std::string leap = good;
  leap[block('2', 4, {}, {0}).size() + 31] = '\1';
  EXPECT_TRUE(refused(leap));
}

TEST(Tzif, RandomBytesNeverCrash) {
  const std::string good =
      tzif({{0, 1}, {100, 0}, {1'000'000'000, 1}}, {0, 7200}, "AAA0BBB,M3.2.0,M11.1.0");
  std::mt19937 random(3);
  for (int round = 0; round < 3'000; ++round) {
    std::string bytes = good;
    for (std::size_t i = 0, n = 1 + random() % 6; i < n; ++i)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    if (random() % 4 == 0) bytes.resize(random() % bytes.size());
    try {
      const TimeZone zone = TimeZone::from_tzif("random", bytes);
      static_cast<void>(zone.to_local(utc("2026-01-01")));
      static_cast<void>(
          zone.to_instant(LocalTime(Seconds(static_cast<std::int64_t>(random()) << 31))));
    } catch (const InputError&) {
    }
  }
}

TEST(PosixTz, RandomTextsNeverCrash) {
  std::mt19937 random(4);
  constexpr std::string_view letters = "EST5DT,M3.2.0/<>+-:J1690";
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (std::size_t i = 0, n = random() % 24; i < n; ++i)
      text += letters[random() % letters.size()];
    const std::string code = code_of(text);
    EXPECT_TRUE(code == "loaded" || code == "unknown_zone") << text;
  }
}

// --- days and texts ---------------------------------------------------------------------------

TEST(Calendar, WeeksStartOnMonday) {
  const auto day = [](std::string_view text) { return *parse_day(text); };
  EXPECT_EQ(monday_of(day("2026-10-01")), day("2026-09-28"));
  EXPECT_EQ(monday_of(day("2026-09-28")), day("2026-09-28"));
  EXPECT_EQ(monday_of(day("2026-10-04")), day("2026-09-28"));
  EXPECT_EQ(monday_of(day("1969-12-31")), day("1969-12-29"));
}

TEST(Calendar, TextsOfDaysAndTimes) {
  EXPECT_EQ(to_text(*parse_day("2026-10-01")), "2026-10-01");
  EXPECT_EQ(to_text(*parse_day("0001-01-09")), "0001-01-09");
  EXPECT_EQ(to_text(local("2026-10-01 9:00")), "2026-10-01 09:00");
  EXPECT_EQ(to_text(local("2026-10-01 09:00:05")), "2026-10-01 09:00:05");
  EXPECT_EQ(to_text(local("1969-12-31 23:59:59")), "1969-12-31 23:59:59");
}

TEST(Calendar, DaysThatAreNone) {
  for (const char* text : {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-10-00", "2026-10-1",
                           "26-10-01", "2026-10-01 ", "2026/10/01", "12026-10-01", "2026-10-011"})
    EXPECT_FALSE(parse_day(text)) << text;
  EXPECT_TRUE(parse_day("2024-02-29"));
}

TEST(ParseTime, WhatItReads) {
  const LocalTime nine = LocalTime(LocalDay(*parse_day("2026-10-01"))) + 9h;
  for (const char* text : {"2026-10-01 09:00", "2026-10-01T09:00", "2026-10-01 09:00:00",
                           " 2026-10-01  9:00 ", "2026-10-01t09:00:00.000", "2026-10-01\t09:00"}) {
    const TimeOrError parsed = parse_time(text);
    ASSERT_TRUE(parsed.time) << text;
    EXPECT_EQ(parsed.time->local, nine) << text;
    EXPECT_FALSE(parsed.time->offset);
    EXPECT_EQ(parsed.time->zone, "");
  }
  EXPECT_EQ(local("2026-10-01"), nine - 9h);
  EXPECT_EQ(local("2026-09-30 24:00"), nine - 9h);
}

TEST(ParseTime, OffsetsAndZonesBehind) {
  using Row = std::tuple<const char*, std::optional<Seconds>, const char*>;
  for (const auto& [text, offset, zone] :
       {Row{"2026-10-01 09:00Z", 0s, ""}, Row{"2026-10-01T09:00:00+08:00", 8h, ""},
        Row{"2026-10-01 09:00 +0800", 8h, ""}, Row{"2026-10-01 09:00-05", -5h, ""},
        Row{"2026-10-01 09:00-03:30", -(3h + 30min), ""},
        Row{"2026-10-01 09:00 America/New_York", std::nullopt, "America/New_York"},
        Row{"2026-10-01 09:00[Asia/Shanghai]", std::nullopt, "Asia/Shanghai"},
        Row{"2026-10-01T09:00+08:00[Asia/Shanghai]", 8h, "Asia/Shanghai"},
        Row{"2026-10-01 Asia/Shanghai", std::nullopt, "Asia/Shanghai"},
        Row{"2026-10-01 09:00 UTC", std::nullopt, "UTC"}}) {
    const TimeOrError parsed = parse_time(text);
    ASSERT_TRUE(parsed.time) << text;
    EXPECT_EQ(parsed.time->offset, offset) << text;
    EXPECT_EQ(parsed.time->zone, zone) << text;
  }
}

TEST(ParseTime, WhatItRefuses) {
  for (const auto& [text, code] : {std::pair{"", "bad_time"},
                                   {"tomorrow", "bad_time"},
                                   {"2026/10/01 09:00", "bad_time"},
                                   {"01.10.2026", "bad_time"},
                                   {"10/1/2026 9:00", "bad_time"},
                                   {"2026-10-1", "bad_time"},
                                   {"2026-02-30", "impossible_date"},
                                   {"2026-13-01 09:00", "impossible_date"},
                                   {"2026-10-01 24:01", "bad_clock"},
                                   {"2026-10-01 25:00", "bad_clock"},
                                   {"2026-10-01 09:60", "bad_clock"},
                                   {"2026-10-01 09", "bad_clock"},
                                   {"2026-10-01 09:00:60", "bad_clock"},
                                   {"2026-10-01 0900", "bad_clock"},
                                   {"2026-10-01T", "bad_clock"},
                                   {"2026-10-01 09:00:00.5", "bad_clock"},
                                   {"2026-10-01 03:00 PM", "bad_clock"},
                                   {"2026-10-01 09:00+8", "bad_offset"},
                                   {"2026-10-01 09:00+24:00", "bad_offset"},
                                   {"2026-10-01 09:00+08:", "bad_offset"},
                                   {"2026-10-01 09:00[]", "bad_time"},
                                   {"2026-10-01 09:00[A]b", "bad_time"},
                                   {"2026-10-01 09:00+08:00 Asia/Shanghai", "bad_time"},
                                   {"2026-10-01x", "bad_time"},
                                   {"2026-10-01 09:00 10:00", "bad_time"},
                                   {"46296.375", "bad_time"}}) {
    const TimeOrError parsed = parse_time(text);
    EXPECT_FALSE(parsed.time) << text;
    EXPECT_EQ(parsed.error.code, code) << text;
    EXPECT_FALSE(parsed.error.message.empty());
    EXPECT_FALSE(parsed.error.remedy.empty());
  }
}

TEST(ParseTime, RandomTextsNeverCrash) {
  std::mt19937 random(5);
  constexpr std::string_view letters = "2026-10-01T09:00Z+[]/ A.\xE4\xBD";
  for (int round = 0; round < 50'000; ++round) {
    std::string text = random() % 2 == 0 ? "2026-10-01 09:00" : "";
    for (std::size_t i = 0, n = random() % 12; i < n; ++i)
      text += letters[random() % letters.size()];
    const TimeOrError parsed = parse_time(text);
    EXPECT_NE(parsed.time.has_value(), !parsed.error.code.empty()) << text;
  }
}

TEST(ParseInstant, ZonesAndTheirEdges) {
  const TimeZone zone = TimeZone::load("EST5EDT,M3.2.0,M11.1.0");
  EXPECT_EQ(parse_instant("2026-07-01 12:00", zone).instant, utc("2026-07-01 16:00"));
  EXPECT_EQ(parse_instant("2026-07-01 12:00+08:00", zone).instant, utc("2026-07-01 04:00"));
  EXPECT_EQ(parse_instant("2026-07-01 12:00 CST-8", zone).instant, utc("2026-07-01 04:00"));
  EXPECT_EQ(parse_instant("2026-11-01 01:30", zone).instant, utc("2026-11-01 05:30"));
  EXPECT_EQ(parse_instant("2026-07-01 12:00-04:00[EST5EDT,M3.2.0,M11.1.0]", zone).instant,
            utc("2026-07-01 16:00"));
  EXPECT_EQ(parse_instant("2026-03-08 02:30", zone).error.code, "skipped_time");
  EXPECT_EQ(parse_instant("2026-07-01 12:00 No/Where", zone).error.code, "unknown_zone");
  EXPECT_EQ(parse_instant("2026-07-01 12:00-05:00[EST5EDT,M3.2.0,M11.1.0]", zone).error.code,
            "offset_conflict");
  EXPECT_EQ(parse_instant("never", zone).error.code, "bad_time");
}

}  // namespace calendar_test
