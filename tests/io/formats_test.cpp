// docs/formats.md, read as a test: every example on the page is run, and means what the page says.
#include <charconv>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/io/files.hpp>
#include <turnout/model/calendar.hpp>
#include <turnout/model/cells.hpp>

#ifndef TURNOUT_SOURCE_DIR
#define TURNOUT_SOURCE_DIR "."
#endif

namespace formats_test {

using namespace turnout;
using namespace std::chrono_literals;

const char* const new_york = "EST5EDT,M3.2.0,M11.1.0";

std::string code(const auto& error) { return "`" + error.code + "`"; }

template <class T>
std::string joined(const std::vector<T>& items, std::string_view between, const auto& say) {
  std::string text;
  for (const T& item : items) text += std::string(text.empty() ? "" : between) + say(item);
  return text;
}

template <class T>
std::string said(const Parsed<T>& parsed, const auto& say) {
  return parsed.ok() ? say(parsed.value) : code(parsed.errors.front());
}

std::string utc_text(Instant t) { return to_text(TimeZone().to_local(t)); }

std::string instant(std::string_view cell) {
  const InstantOrError parsed = parse_instant(cell, TimeZone::load(new_york));
  return parsed.instant ? utc_text(*parsed.instant) + " UTC" : code(parsed.error);
}

std::string zone(std::string_view cell) {
  try {
    const LocalTime noon = parse_time("2026-07-01 12:00").time.value().local;
    return utc_text(TimeZone::load(cell).to_instant(noon).instant) + " UTC";
  } catch (const InputError& error) {
    return code(error.issues().at(0));
  }
}

std::string skill(const SkillText& s) {
  return std::string(s.name) + " level " + std::to_string(s.level) +
         (s.last_valid ? " until " + to_text(*s.last_valid) : "");
}
std::string skills(const std::vector<SkillText>& all) { return joined(all, ", ", skill); }

std::string role(const RoleText& r) {
  return std::to_string(r.seats) + " of " +
         (r.skills.empty() ? "anyone" : joined(r.skills, " and ", skill));
}

std::string hours(Seconds from, Seconds to) {
  const auto clock = [](Seconds s) {
    return s == 24h ? std::string("24:00") : to_text(LocalTime(s)).substr(11);
  };
  return clock(from) + " to " + (to > 24h ? clock(to - 24h) + " of the next day" : clock(to));
}

std::string free_words(const FreeTime& free) {
  std::vector<std::string> items;
  for (const auto& w : free.weekly) {
    std::string days;
    for (unsigned d = 0; d < 7; ++d)
      if ((w.days >> d & 1U) != 0)
        days += std::string(std::string_view("MonTueWedThuFriSatSun").substr(3 * d, 3)) + " ";
    items.push_back(days + hours(w.from, w.to));
  }
  for (const auto& d : free.dated) items.push_back(to_text(d.day) + " " + hours(d.from, d.to));
  for (const auto& o : free.off)
    items.push_back("not " + to_text(o.first) + " to " + to_text(o.last));
  return joined(items, ", ", [](const std::string& s) { return s; });
}

std::string resolved_free(std::string_view cell) {
  const TimeZone zone = TimeZone::load(new_york);
  const auto at = [&](std::string_view text) { return *parse_instant(text, zone).instant; };
  std::vector<Interval> all;
  for (const auto& [from, to] :
       {std::pair{"2026-03-07", "2026-03-10"}, {"2026-10-31", "2026-11-03"}})
    for (const Interval& i : resolve_free(parse_free(cell).value, zone, {at(from), at(to)}))
      all.push_back(i);
  return joined(all, ", ", [](const Interval& i) {
    return utc_text(i.start) + " to " + utc_text(i.end).substr(11) + " UTC";
  });
}

std::string real(std::string_view cell) {
  const auto value = parse_real(cell);
  if (!value) return "refused";
  char text[64];
  return {text, std::to_chars(text, text + sizeof text, *value).ptr};
}

const std::map<std::string, std::function<std::string(std::string_view)>, std::less<>> kinds{
    {"integer",
     [](std::string_view c) {
       const auto value = parse_integer(c);
       return value ? std::to_string(*value) : "refused";
     }},
    {"real", real},
    {"yes_no",
     [](std::string_view c) -> std::string {
       const auto value = parse_yes_no(c);
       return !value ? "refused" : *value ? "yes" : "no";
     }},
    {"instant", instant},
    {"zone", zone},
    {"member_skills", [](std::string_view c) { return said(parse_member_skills(c), skills); }},
    {"asked_skills", [](std::string_view c) { return said(parse_asked_skills(c), skills); }},
    {"roles",
     [](std::string_view c) {
       return said(parse_roles(c), [](const auto& roles) { return joined(roles, ", ", role); });
     }},
    {"free", [](std::string_view c) { return said(parse_free(c), free_words); }},
    {"resolved_free", resolved_free},
    {"community",
     [](std::string_view c) {
       return said(parse_path(c), [](const auto& path) {
         return joined(path, " > ", [](std::string_view s) { return std::string(s); });
       });
     }},
    {"list",
     [](std::string_view c) {
       return joined(split_list(c), ", ", [](std::string_view s) { return std::string(s); });
     }},
};

TEST(Formats, EveryExampleOfThePageIsTrue) {
  const std::string page = io::read_file(std::string(TURNOUT_SOURCE_DIR) + "/docs/formats.md");
  std::map<std::string, int> seen;
  const std::function<std::string(std::string_view)>* run = nullptr;
  std::string kind;
  int line_number = 0;
  for (std::size_t at = 0; at < page.size();) {
    const std::size_t end = std::min(page.find('\n', at), page.size());
    const std::string_view line = std::string_view(page).substr(at, end - at);
    at = end + 1;
    ++line_number;
    constexpr std::string_view mark = "<!-- examples: ";
    if (line.starts_with(mark)) {
      kind = line.substr(mark.size(), line.find(" -->") - mark.size());
      ASSERT_TRUE(kinds.contains(kind)) << "line " << line_number << ": " << kind;
      run = &kinds.at(kind);
    } else if (line.starts_with("#")) {
      run = nullptr;
    } else if (run != nullptr && line.starts_with("| `")) {
      const std::size_t close = line.find("` | ", 3);
      ASSERT_NE(close, std::string_view::npos) << "line " << line_number;
      const std::string_view cell = line.substr(3, close - 3);
      const std::string_view meaning = trim(line.substr(close + 4, line.size() - close - 5));
      EXPECT_EQ((*run)(cell), meaning) << "line " << line_number << ": " << cell;
      ++seen[kind];
    }
  }
  for (const auto& [name, parser] : kinds) EXPECT_GT(seen[name], 0) << name;
}

}  // namespace formats_test
