// The small languages inside cells: what they mean, what they refuse, and that no bytes break them.
#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/cells.hpp>

namespace cells_test {

using namespace turnout;
using namespace std::chrono_literals;

template <class T>
std::string codes(const Parsed<T>& parsed) {
  std::string text;
  for (const CellError& error : parsed.errors) {
    EXPECT_FALSE(error.message.empty());
    EXPECT_FALSE(error.remedy.empty());
    text += (text.empty() ? "" : " ") + error.code;
  }
  return text;
}

// --- skills, roles, paths ---------------------------------------------------------------------

TEST(Skills, OfAMember) {
  const auto parsed = parse_member_skills(
      " first-aid:2@2027-03-31; driver ;; \xE6\x80\xA5\xE6\x95\x91 : 9 @ 2026-01-01;");
  ASSERT_TRUE(parsed.ok()) << codes(parsed);
  ASSERT_EQ(parsed.value.size(), 3U);
  EXPECT_EQ(parsed.value[0].name, "first-aid");
  EXPECT_EQ(parsed.value[0].level, 2);
  EXPECT_EQ(parsed.value[0].last_valid, parse_day("2027-03-31"));
  EXPECT_EQ(parsed.value[1].name, "driver");
  EXPECT_EQ(parsed.value[1].level, 1);
  EXPECT_FALSE(parsed.value[1].last_valid);
  EXPECT_EQ(parsed.value[2].name, "\xE6\x80\xA5\xE6\x95\x91");
  EXPECT_EQ(parsed.value[2].level, 9);
  EXPECT_TRUE(parse_member_skills("").value.empty());
  EXPECT_TRUE(parse_member_skills(" ; ").ok());
}

TEST(Skills, WhatTheyRefuse) {
  for (const auto& [cell, expected] : {std::pair{"a:0", "bad_level"},
                                       {"a:10", "bad_level"},
                                       {"a:12", "bad_level"},
                                       {"a:", "bad_level"},
                                       {"a:x", "bad_level"},
                                       {"a:2.0", "bad_level"},
                                       {"a:2:3", "bad_level"},
                                       {"a@2026-02-29", "bad_date"},
                                       {"a@", "bad_date"},
                                       {"a@2027-01-01:2", "bad_date"},
                                       {":2", "empty_name"},
                                       {"@2026-01-01", "empty_name"},
                                       {"*", "empty_name"},
                                       {"a;b;a:2", "duplicate_skill"},
                                       {"a:0;b@x;:1", "bad_level bad_date empty_name"},
                                       {"a\xEF\xBC\x9B"
                                        "b",
                                        "full_width"},
                                       {"a\xEF\xBC\x9A"
                                        "2",
                                        "full_width"}})
    EXPECT_EQ(codes(parse_member_skills(cell)), expected) << cell;
  EXPECT_EQ(codes(parse_asked_skills("a:2@2027-01-01")), "date_not_allowed");
  EXPECT_EQ(codes(parse_asked_skills("a:2; b")), "");
}

TEST(Skills, AMillionMistakesAreAFew) {
  std::string cell;
  for (int i = 0; i < 100'000; ++i) cell += "a:x;";
  EXPECT_EQ(parse_member_skills(cell).errors.size(), 20U);
}

TEST(Roles, OfANeed) {
  const auto parsed =
      parse_roles("1 leader; 2  first-aid:2+ driver ; 5 *; 3.0 caf\xC3\xA9 au lait");
  ASSERT_TRUE(parsed.ok()) << codes(parsed);
  ASSERT_EQ(parsed.value.size(), 4U);
  EXPECT_EQ(parsed.value[0].seats, 1);
  EXPECT_EQ(parsed.value[0].text, "leader");
  EXPECT_EQ(parsed.value[1].seats, 2);
  EXPECT_EQ(parsed.value[1].text, "first-aid:2+ driver");
  ASSERT_EQ(parsed.value[1].skills.size(), 2U);
  EXPECT_EQ(parsed.value[1].skills[0].name, "first-aid");
  EXPECT_EQ(parsed.value[1].skills[0].level, 2);
  EXPECT_EQ(parsed.value[1].skills[1].name, "driver");
  EXPECT_EQ(parsed.value[2].text, "*");
  EXPECT_TRUE(parsed.value[2].skills.empty());
  EXPECT_EQ(parsed.value[3].skills.at(0).name, "caf\xC3\xA9 au lait");
  EXPECT_TRUE(parse_roles(" ").ok());
}

TEST(Roles, WhatTheyRefuse) {
  for (const auto& [cell, expected] : {std::pair{"leader", "bad_role"},
                                       {"5", "bad_role"},
                                       {"5*", "bad_role"},
                                       {"2x driver", "bad_role"},
                                       {"0 driver", "bad_seats"},
                                       {"-1 driver", "bad_seats"},
                                       {"1000001 *", "bad_seats"},
                                       {"99999999999999999999 *", "bad_seats"},
                                       {"1.5 *", "bad_seats"},
                                       {"1 a; 2 a", "duplicate_role"},
                                       {"1 a+a", "duplicate_skill"},
                                       {"1 a+", "empty_name"},
                                       {"1 *+a", "empty_name"},
                                       {"1 a:0", "bad_level"},
                                       {"1 a@2026-01-01", "date_not_allowed"}})
    EXPECT_EQ(codes(parse_roles(cell)), expected) << cell;
  EXPECT_TRUE(parse_roles("1000000 *").ok());
}

TEST(Paths, OfBranches) {
  const auto parsed = parse_path(" Bajiao / South Road/ Block 3 ");
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed.value, (std::vector<std::string_view>{"Bajiao", "South Road", "Block 3"}));
  EXPECT_TRUE(parse_path("").value.empty());
  for (const char* cell : {"/", "a/", "/a", "a//b", "a/ /b"})
    EXPECT_EQ(codes(parse_path(cell)), "empty_branch") << cell;
}

// --- plain values -----------------------------------------------------------------------------

TEST(Plain, Integers) {
  for (const auto& [text, value] : {std::pair{"3", 3LL},
                                    {" -3 ", -3LL},
                                    {"+3", 3LL},
                                    {"3.0", 3LL},
                                    {"3.", 3LL},
                                    {"007", 7LL},
                                    {"9223372036854775807", 9223372036854775807LL}})
    EXPECT_EQ(parse_integer(text), value) << text;
  for (const char* text : {"", "x", "3.5", "3e2", "+-3", "--3", "0x10", "9223372036854775808",
                           "1,000", "3 4", "3.0x", ".0", "nan"})
    EXPECT_FALSE(parse_integer(text)) << text;
}

TEST(Plain, Reals) {
  for (const auto& [text, value] : {std::pair{"3", 3.0},
                                    {" -3.25 ", -3.25},
                                    {"+.5", 0.5},
                                    {"1e3", 1000.0},
                                    {"39.912345", 39.912345}})
    EXPECT_EQ(parse_real(text), value) << text;
  for (const char* text : {"", "x", "nan", "inf", "-inf", "1e999", "3,5", "+-3", "0x1p3", "3 km"})
    EXPECT_FALSE(parse_real(text)) << text;
}

TEST(Plain, YesAndNo) {
  for (const char* text : {"yes", "YES", " True", "1", "y"}) EXPECT_EQ(parse_yes_no(text), true);
  for (const char* text : {"no", "False ", "0", "N"}) EXPECT_EQ(parse_yes_no(text), false);
  for (const char* text : {"", "ja", "2", "yess"}) EXPECT_FALSE(parse_yes_no(text)) << text;
}

/// RFC 3629 by decoding: slow and plain.
bool utf8_by_decoding(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80    ? 1
                               : lead >= 0xF8 ? 9
                               : lead >= 0xF0 ? 4
                               : lead >= 0xE0 ? 3
                               : lead >= 0xC0 ? 2
                                              : 9;
    if (length == 9 || i + length > text.size()) return false;
    std::uint32_t value = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t k = 1; k < length; ++k) {
      const auto byte = static_cast<unsigned char>(text[i + k]);
      if (byte < 0x80 || byte > 0xBF) return false;
      value = value << 6U | (byte & 0x3FU);
    }
    const std::uint32_t least = length == 1   ? 1
                                : length == 2 ? 0x80
                                : length == 3 ? 0x800
                                              : 0x10000;
    if (value < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return false;
    i += length;
  }
  return true;
}

TEST(Plain, Utf8AgreesWithDecoding) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("Bajiao \xE5\x85\xAB\xE8\xA7\x92 \xF0\x9F\x98\x80"));
  EXPECT_FALSE(is_utf8(std::string_view("a\0b", 3)));
  EXPECT_FALSE(is_utf8("\xC0\x80"));          // Overlong.
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // A surrogate.
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));  // Past the last character.
  std::mt19937 random(1);
  constexpr std::string_view bytes(
      "a\0\x7F\x80\x8F\x90\x9F\xA0\xBF\xC1\xC2\xDF\xE0\xE1\xED\xEF\xF0\xF1\xF4\xF5", 20);
  for (int round = 0; round < 200'000; ++round) {
    std::string text(random() % 3 == 0 ? 12 : 0, 'x');
    for (std::size_t i = 0, n = random() % 6; i < n; ++i) text += bytes[random() % bytes.size()];
    if (random() % 2 == 0) text += "yyyyyyyyy";
    ASSERT_EQ(is_utf8(text), utf8_by_decoding(text)) << ::testing::PrintToString(text);
  }
}

TEST(Plain, EditDistanceAgreesWithTheTable) {
  EXPECT_EQ(edit_distance("skills", "skils", 2), 1U);
  EXPECT_EQ(edit_distance("comunity", "community", 2), 1U);
  EXPECT_EQ(edit_distance("\xE5\x85\xAB", "\xE8\xA7\x92", 2),
            1U);  // One character, not three bytes.
  EXPECT_EQ(edit_distance("abc", "xyz", 2), 3U);
  std::mt19937 random(2);
  for (int round = 0; round < 20'000; ++round) {
    std::string a, b;
    for (std::size_t i = 0, n = random() % 8; i < n; ++i)
      a += static_cast<char>('a' + random() % 3);
    for (std::size_t i = 0, n = random() % 8; i < n; ++i)
      b += static_cast<char>('a' + random() % 3);
    std::vector<std::vector<std::size_t>> table(a.size() + 1,
                                                std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i)
      for (std::size_t j = 0; j <= b.size(); ++j)
        table[i][j] = i == 0   ? j
                      : j == 0 ? i
                               : std::min({table[i - 1][j] + 1, table[i][j - 1] + 1,
                                           table[i - 1][j - 1] + (a[i - 1] != b[j - 1] ? 1U : 0U)});
    for (std::size_t limit = 0; limit < 5; ++limit)
      ASSERT_EQ(edit_distance(a, b, limit), std::min(table[a.size()][b.size()], limit + 1))
          << a << ' ' << b << ' ' << limit;
  }
}

TEST(Plain, ListsAndBlanks) {
  EXPECT_EQ(split_list(" a ; ;b;"), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_TRUE(split_list("").empty());
  EXPECT_EQ(trim(" \t\r\na b\n"), "a b");
  EXPECT_EQ(trim(" "), "");
}

// --- free time --------------------------------------------------------------------------------

TEST(Free, Grammar) {
  const auto parsed = parse_free(
      "Mon-Fri 19:00-21:00; sunday,TUE 9:00 - 24:00; Sat-Mon 22:00-02:00; 2026-10-03 00:00-00:00; "
      "not 2026-10-05/2026-10-07; NOT 2026-12-25");
  ASSERT_TRUE(parsed.ok()) << codes(parsed);
  const FreeTime& free = parsed.value;
  EXPECT_EQ(free.weekly, (std::vector<FreeTime::Weekly>{
                             {0b0011111, 19h, 21h}, {0b1000010, 9h, 24h}, {0b1100001, 22h, 26h}}));
  EXPECT_EQ(free.dated, (std::vector<FreeTime::Dated>{{*parse_day("2026-10-03"), 0h, 24h}}));
  EXPECT_EQ(free.off,
            (std::vector<FreeTime::Off>{{*parse_day("2026-10-05"), *parse_day("2026-10-07")},
                                        {*parse_day("2026-12-25"), *parse_day("2026-12-25")}}));
  EXPECT_EQ(parse_free("").value, FreeTime{});
}

TEST(Free, WhatItRefuses) {
  for (const auto& [cell, expected] :
       {std::pair{"evenings", "bad_free"},
        {"Mon", "bad_free"},
        {"19:00-21:00", "bad_free"},
        {"2026-10-03", "bad_free"},
        {"Mond 9:00-10:00", "bad_day"},
        {"Mon- 9:00-10:00", "bad_day"},
        {"Mon,,Tue 9:00-10:00", "bad_day"},
        {"\xE5\x91\xA8\xE4\xB8\x80 9:00-10:00", "bad_day"},
        {"Mon 9-11", "bad_clock"},
        {"Mon 9:00", "bad_clock"},
        {"Mon 25:00-26:00", "bad_clock"},
        {"Mon 9:60-10:00", "bad_clock"},
        {"Mon 24:00-02:00", "bad_clock"},
        {"Mon 9:00-24:30", "bad_clock"},
        {"Mon 9:00-11:00,13:00-15:00", "bad_clock"},
        {"Mon 9:00-11:00 Tue", "bad_clock"},
        {"2026-02-30 9:00-10:00", "bad_date"},
        {"2026-10-03/2026-10-04 9:00-10:00", "bad_date"},
        {"not Sunday", "bad_date"},
        {"not 2026-10-07/2026-10-01", "bad_date"},
        {"not", "bad_free"},
        {"Xyz 9-11; Mon 10:00-11:00; not x", "bad_clock bad_day bad_date"},
        {"Mon 9\xEF\xBC\x9A"
         "00-10:00",
         "full_width"}})
    EXPECT_EQ(codes(parse_free(cell)), expected) << cell;
}

Instant utc(std::string_view text) {
  return Instant(parse_time(text).time.value().local.time_since_epoch());
}

/// The intervals as local texts: "2026-10-01 19:00/2026-10-01 21:00 ...".
std::string resolved(std::string_view cell, const TimeZone& zone, std::string_view from,
                     std::string_view to) {
  std::string text;
  for (const Interval& i : resolve_free(parse_free(cell).value, zone, {utc(from), utc(to)}))
    text += (text.empty() ? "" : " ") + to_text(zone.to_local(i.start)).substr(5) + "/" +
            to_text(zone.to_local(i.end)).substr(5);
  return text;
}

TEST(Free, MergesCutsAndRunsPastMidnight) {
  const TimeZone utc_zone;
  const auto in = [&](std::string_view cell) {  // From a Thursday to the Monday after.
    return resolved(cell, utc_zone, "2026-10-01 00:00", "2026-10-05 12:00");
  };
  EXPECT_EQ(in("Thu 9:00-10:00; Thu 10:00-11:00; Thu 10:30-12:00"), "10-01 09:00/10-01 12:00");
  EXPECT_EQ(in("Fri 22:00-02:00"), "10-02 22:00/10-03 02:00");
  EXPECT_EQ(in("Wed 22:00-02:00"), "10-01 00:00/10-01 02:00");  // Cut by the horizon.
  EXPECT_EQ(in("Fri-Sat 12:00-24:00"), "10-02 12:00/10-03 00:00 10-03 12:00/10-04 00:00");
  EXPECT_EQ(in("Mon-Sun 00:00-24:00"), "10-01 00:00/10-05 12:00");
  EXPECT_EQ(in("Mon-Sun 00:00-24:00; not 2026-10-02/2026-10-03"),
            "10-01 00:00/10-02 00:00 10-04 00:00/10-05 12:00");
  // What is taken out wins, also over the part that runs past midnight into it.
  EXPECT_EQ(in("Thu 22:00-02:00; 2026-10-02 09:00-10:00; not 2026-10-02"),
            "10-01 22:00/10-02 00:00");
  EXPECT_EQ(in("Fri 22:00-02:00; not 2026-10-02"), "10-03 00:00/10-03 02:00");
  EXPECT_EQ(in("2026-10-03 09:00-12:00"), "10-03 09:00/10-03 12:00");
  EXPECT_EQ(in("not 2026-10-02"), "");
  EXPECT_EQ(in(""), "");
}

TEST(Free, WhereClocksJump) {
  const TimeZone zone = TimeZone::load("EST5EDT,M3.2.0,M11.1.0");
  const auto seconds = [&](std::string_view cell, std::string_view from, std::string_view to) {
    Seconds sum{0};
    for (const Interval& i : resolve_free(parse_free(cell).value, zone, {utc(from), utc(to)}))
      sum += i.end - i.start;
    return sum;
  };
  const auto spring = [&](std::string_view cell) {
    return seconds(cell, "2026-03-08 05:00", "2026-03-09 04:00");
  };
  EXPECT_EQ(spring("Sun 00:00-24:00"), 23h);
  EXPECT_EQ(spring("Sun 01:00-02:30"), 1h);  // The end moves to the jump.
  EXPECT_EQ(spring("Sun 02:30-04:00"), 1h);  // The start moves to the jump.
  EXPECT_EQ(spring("Sun 02:10-02:50"), 0s);  // Nothing is left.
  const auto autumn = [&](std::string_view cell) {
    return seconds(cell, "2026-11-01 04:00", "2026-11-02 05:00");
  };
  EXPECT_EQ(autumn("Sun 00:00-24:00"), 25h);
  EXPECT_EQ(autumn("Sun 01:30-03:00"), 2h + 30min);  // Starts at the first 01:30.
  EXPECT_EQ(autumn("Sun 00:00-01:30"), 2h + 30min);  // Ends at the second.
  EXPECT_EQ(autumn("Sun 00:00-24:00; not 2026-11-01"), 0s);
}

/// Minute by minute, by definition, with nothing but TimeZone::to_local.
std::vector<Interval> by_minutes(const FreeTime& free, const TimeZone& zone, Interval horizon) {
  const Instant begin = horizon.start - 120h;
  const auto minutes = static_cast<std::size_t>((horizon.end + 120h - begin) / 1min);
  const LocalTime base = zone.to_local(begin) - 48h;
  struct Seen {
    std::ptrdiff_t first = -1, last = -1;
  };
  std::vector<Seen> seen(minutes + 2 * 48 * 60 * 2);
  std::vector<LocalTime> wall(minutes);
  for (std::size_t i = 0; i < minutes; ++i) {
    wall[i] = zone.to_local(begin + i * 1min);
    Seen& s = seen[static_cast<std::size_t>((wall[i] - base) / 1min)];
    if (s.first < 0) s.first = static_cast<std::ptrdiff_t>(i);
    s.last = static_cast<std::ptrdiff_t>(i);
  }
  const auto known = [&](LocalTime t) -> Seen {
    const auto at = static_cast<std::size_t>((t - base) / 1min);
    for (std::size_t k = at; k < seen.size(); ++k)
      if (seen[k].first >= 0) return k == at ? seen[k] : Seen{seen[k].first, seen[k].first};
    return {};
  };
  std::vector<bool> is_free(minutes);
  const auto add = [&](LocalDay day, Seconds from, Seconds to) {
    if (day + from < wall.front() + 24h || day + to > wall.back() - 24h) return;
    for (std::ptrdiff_t i = known(day + from).first; i < known(day + to).last; ++i)
      is_free[static_cast<std::size_t>(i)] = true;
  };
  for (LocalDay day = zone.day(begin); day <= zone.day(horizon.end + 120h);
       day += std::chrono::days(1))
    for (const FreeTime::Weekly& w : free.weekly)
      if ((w.days >> (std::chrono::weekday(day).iso_encoding() - 1) & 1U) != 0)
        add(day, w.from, w.to);
  for (const FreeTime::Dated& d : free.dated) add(d.day, d.from, d.to);
  std::vector<Interval> result;
  for (std::size_t i = 0; i < minutes; ++i) {
    const Instant t = begin + i * 1min;
    if (!is_free[i] || t < horizon.start || t >= horizon.end) continue;
    const LocalDay day = std::chrono::floor<std::chrono::days>(wall[i]);
    if (std::ranges::any_of(free.off,
                            [&](const auto& o) { return o.first <= day && day <= o.last; }))
      continue;
    if (!result.empty() && result.back().end == t)
      result.back().end += 1min;
    else
      result.push_back({t, t + 1min});
  }
  return result;
}

TEST(Free, AgreesWithMinuteByMinute) {
  struct Case {
    const char* zone;
    const char* around;  ///< A local day at which clocks change, where they do.
  };
  std::mt19937 random(11);
  const auto below = [&](std::size_t n) { return static_cast<int>(random() % n); };
  for (const auto& [name, around] :
       {Case{"UTC", "2026-10-01"}, Case{"Asia/Shanghai", "2026-10-01"},
        Case{"America/New_York", "2026-03-08"}, Case{"America/New_York", "2026-11-01"},
        Case{"EST5EDT,M3.2.0,M11.1.0", "2026-11-01"},
        Case{"AAA-1BBB,M3.5.0/0,M10.5.0/0", "2026-10-25"},
        Case{"AAA-1BBB,M3.5.0/0,M10.5.0/0", "2026-03-29"},
        Case{"AAA3:30BBB,M3.2.0/0:01,M11.1.0/0:01", "2026-11-01"},  // Goes back over midnight.
        Case{"Australia/Lord_Howe", "2026-04-05"}, Case{"Pacific/Apia", "2011-12-30"}}) {
    TimeZone zone;
    try {
      zone = TimeZone::load(name);
    } catch (const InputError&) {
      continue;  // No zone files on this machine; the POSIX strings remain.
    }
    const LocalDay day = *parse_day(around);
    for (int round = 0; round < 60; ++round) {
      FreeTime free;
      const auto clock = [&] {
        return Seconds(60) * (below(4) == 0 ? below(1'440) : 30 * below(8));
      };
      const auto span = [&](auto& items, auto when) {
        const Seconds from = clock();
        const Seconds to = clock();
        items.push_back({when, from, to > from ? to : to + 24h});
      };
      for (int i = below(4); i > 0; --i)
        span(free.weekly, static_cast<std::uint8_t>(1 + below(127)));
      for (int i = below(3); i > 0; --i) span(free.dated, day + std::chrono::days(below(7) - 3));
      for (int i = below(3); i > 0; --i) {
        const LocalDay first = day + std::chrono::days(below(7) - 3);
        free.off.push_back({first, first + std::chrono::days(below(3))});
      }
      const Instant start = zone.to_instant(LocalTime(day)).instant - 1min * below(5'000);
      const Interval horizon{start, start + 1min * below(12'000)};
      ASSERT_EQ(resolve_free(free, zone, horizon), by_minutes(free, zone, horizon))
          << name << " round " << round;
    }
  }
}

TEST(Free, HorizonWithoutLength) {
  const FreeTime free = parse_free("Mon-Sun 00:00-24:00").value;
  EXPECT_TRUE(resolve_free(free, {}, {utc("2026-10-02"), utc("2026-10-02")}).empty());
  EXPECT_TRUE(resolve_free(free, {}, {utc("2026-10-02"), utc("2026-10-01")}).empty());
}

TEST(Cells, RandomBytesNeverCrash) {
  std::mt19937 random(12);
  constexpr std::string_view pieces[] = {
      "Mon", "-", ",", " ", "9:00",      "24:00",        "2026-10-01", "not ", "/",   ";", ":",
      "@",   "+", "*", "2", "first-aid", "\xEF\xBC\x9B", "\xFF",       "\xE5", "1e9", "."};
  for (int round = 0; round < 60'000; ++round) {
    std::string cell;
    for (std::size_t i = 0, n = random() % 10; i < n; ++i)
      cell += random() % 12 == 0 ? std::string(1, static_cast<char>(random()))
                                 : std::string(pieces[random() % std::size(pieces)]);
    static_cast<void>(parse_member_skills(cell));
    static_cast<void>(parse_asked_skills(cell));
    static_cast<void>(parse_roles(cell));
    static_cast<void>(parse_path(cell));
    static_cast<void>(parse_integer(cell));
    static_cast<void>(parse_real(cell));
    static_cast<void>(edit_distance(cell, "first-aid", 2));
    const auto free = parse_free(cell);
    if (!free.ok()) continue;
    const auto intervals = resolve_free(free.value, {}, {utc("2026-09-20"), utc("2026-10-10")});
    for (std::size_t i = 0; i < intervals.size(); ++i) {
      EXPECT_LT(intervals[i].start, intervals[i].end);
      EXPECT_TRUE(i == 0 || intervals[i - 1].end < intervals[i].start);
    }
  }
}

}  // namespace cells_test
