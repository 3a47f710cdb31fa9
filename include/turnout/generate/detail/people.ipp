// turnout/generate/detail/people.ipp -- the members: where they live, what they can do, when.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/generate/city.hpp>
#include <turnout/generate/detail/catalogue.ipp>
#include <turnout/generate/detail/ground.ipp>
#include <turnout/generate/detail/writing.ipp>
#include <turnout/generate/random.hpp>
#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI::detail::generate {

/// What the needs and the past have to know about a member.
struct Person {
  std::uint32_t block = 0;
  std::uint32_t skills = 0;  ///< Bit s: holds kSkills[s].
  std::uint8_t habit = 0;
  std::uint8_t limit = 0;  ///< max_services; 0: none.
  bool away = false;       ///< In the first week.
};

/// The texts of the days in [from, to), so that each is made once.
class DayTexts {
 public:
  DayTexts(LocalDay from, LocalDay to) : from_(from) {
    for (LocalDay day = from; day < to; day += std::chrono::days{1}) texts_.push_back(to_text(day));
  }
  [[nodiscard]] const std::string& operator[](LocalDay day) const {
    return texts_[static_cast<std::size_t>((day - from_).count())];
  }
  /// "2026-10-01 19:00"; minutes past 1,440 fall on the next day.
  [[nodiscard]] std::string at(LocalDay day, std::uint32_t minutes) const {
    std::string text = (*this)[day + std::chrono::days{minutes / 1440}];
    text += ' ';
    append_clock(text, minutes % 1440);
    return text;
  }

 private:
  LocalDay from_;
  std::vector<std::string> texts_;
};

/// 0 is Monday.
inline std::uint32_t weekday_of(LocalDay day) {
  return std::chrono::weekday(day).iso_encoding() - 1;
}

/// Free for the whole of [from, to) on that weekday, by habit.
inline bool is_free(const Habit& habit, std::uint32_t weekday, std::uint32_t from,
                    std::uint32_t to) {
  for (const Window& w : habit.windows)
    if (w.to != 0 && w.first <= weekday && weekday <= w.last && w.from <= from && to <= w.to)
      return true;
  return false;
}

inline std::string habit_text(const Habit& habit) {
  constexpr std::array<std::string_view, 7> names{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  std::string text;
  for (const Window& w : habit.windows) {
    if (w.to == 0) continue;
    if (!text.empty()) text += "; ";
    text += names[w.first];
    if (w.last != w.first) text.append("-").append(names[w.last]);
    text += ' ';
    append_clock(text, w.from);
    text += '-';
    append_clock(text, w.to > 1440 ? w.to - 1440U : w.to);
  }
  return text;
}

/// Draws a member's skills: the cell, and the bits into `person`.
inline std::string draw_skills(Person& person, const Trade& trade, const DayTexts& days,
                               LocalDay first_day, Random& dice) {
  std::string cell;
  for (std::size_t s = 0; s < kSkills.size(); ++s) {
    std::uint32_t share = kSkills[s].per_10000;
    for (const int of_trade : trade.skills)
      if (of_trade == static_cast<int>(s)) share = std::min(share * 8, 6000U);
    if (dice.below(10'000) >= share) continue;
    person.skills |= 1U << s;
    if (!cell.empty()) cell += "; ";
    cell += kSkills[s].name;
    constexpr std::array<std::uint32_t, 5> levels{300, 650, 850, 950, 1000};
    const std::size_t level = dice.pick(levels) + 1;
    if (level > 1) cell.append(":").append(std::to_string(level));
    if (kSkills[s].dated && dice.per_mille(350))
      cell.append("@").append(
          days[first_day + std::chrono::days{15 * dice.below(62)} - std::chrono::days{20}]);
  }
  return cell;
}

inline std::string organisation_name(std::uint32_t i) {
  constexpr auto trades = static_cast<std::uint32_t>(kTrades.size());
  constexpr auto trees = static_cast<std::uint32_t>(kTrees.size());
  std::string name(kTrees[i / trades % trees]);
  name.append(" ").append(kTrades[i % trades].name);
  if (i / trades >= trees) name.append(" ").append(std::to_string(i / trades / trees + 1));
  return name;
}

struct People {
  std::vector<Person> persons;
  Table table;
};

inline People make_people(const CityOptions& o, std::uint32_t organisations, const Ground& ground,
                          const DayTexts& days, Random& dice) {
  constexpr std::array<std::string_view, 6> squads{"waste",    "patrol", "medical",
                                                   "teaching", "care",   "repair"};
  constexpr std::array<std::string_view, 6> accepted{
      "appointment; wish",          "post; squad",     "activity",
      "pairing; wish; appointment", "call-out; squad", "evening-patrol; waste-sorting"};
  constexpr std::array<std::string_view, 6> liked{
      "activity", "post", "pairing; wish", "squad", "free-clinic; fair", "appointment"};
  constexpr std::array<std::uint8_t, 10> limits{1, 1, 1, 2, 2, 2, 2, 3, 3, 4};
  std::array<std::uint32_t, kHabits.size()> habits{};
  std::array<std::string, kHabits.size()> habit_texts;
  for (std::uint32_t i = 0, sum = 0; i < kHabits.size(); ++i) {
    habits[i] = sum += kHabits[i].weight;
    habit_texts[i] = habit_text(kHabits[i]);
  }
  const std::string away =
      "; not " + days[o.first_day] + "/" + days[o.first_day + std::chrono::days{6}];
  // A month asks more of a member than a week.
  const std::uint32_t per_member = std::max(1U, o.days / 14);

  People people;
  const std::size_t n = o.members;
  people.persons.reserve(n);
  Texts ids, names, paths, units, teams, skills, free, accepts, likes;
  for (Texts* texts : {&ids, &names, &paths, &units, &teams, &skills, &free, &accepts, &likes})
    texts->reserve(n, n * 12);
  std::vector<double> lat(n), lon(n);
  OptionalIntegers services(n), per_day(n), per_week(n), least(n), hours(n);
  OptionalTenths reach(n);
  const std::size_t digits = digits_of(n, 5);
  for (std::size_t i = 0; i < n; ++i) {
    Person person;
    person.block = static_cast<std::uint32_t>(dice.pick(ground.people));
    const Block& block = ground.blocks[person.block];
    const Spot home{block.spot.east + dice.around(20), block.spot.north + dice.around(20)};
    lat[i] = static_cast<double>(latitude(home)) / 1e5;
    lon[i] = static_cast<double>(longitude(home)) / 1e5;
    ids.push_back(numbered('M', i + 1, digits));
    names.push_back(person_name(dice));
    paths.push_back(ground.block_path(person.block));
    // The smaller of two draws: some organisations are large. The first members see to it that
    // none is without people.
    const std::uint32_t drawn = std::min(dice.below(organisations), dice.below(organisations));
    const std::uint32_t organisation = i < organisations ? static_cast<std::uint32_t>(i) : drawn;
    units.push_back(organisation_name(organisation));
    skills.push_back(
        draw_skills(person, kTrades[organisation % kTrades.size()], days, o.first_day, dice));
    const bool in_squad = dice.per_mille(350);
    teams.push_back(in_squad ? ground.communities[ground.estates[block.estate].community].name +
                                   " " + std::string(squads[dice.below(6)])
                             : std::string());
    person.habit = static_cast<std::uint8_t>(dice.pick(habits));
    person.away = dice.per_mille(150);
    std::string when = habit_texts[person.habit];
    if (person.away) when += away;
    if (dice.per_mille(60)) {
      const LocalDay off = o.first_day + std::chrono::days{dice.below(o.days)};
      when.append("; not ").append(days[off]);
    }
    if (dice.per_mille(30))
      when.append("; ")
          .append(days[o.first_day + std::chrono::days{dice.below(o.days)}])
          .append(" 08:00-12:00");
    free.push_back(when);
    const bool limited = dice.per_mille(880);
    person.limit =
        limited ? static_cast<std::uint8_t>(std::min(limits[dice.below(10)] * per_member, 200U))
                : 0;
    services.push_back(person.limit, limited);
    const bool beyond = dice.per_mille(o.beyond_flow);
    const bool two_a_day = dice.per_mille(500);
    per_day.push_back(2, beyond && two_a_day);
    hours.push_back(6, beyond && !two_a_day);
    // One draw a statement: the order of arguments is the compiler's choice.
    const bool weekly = dice.per_mille(150);
    per_week.push_back(dice.between(1, 2), weekly);
    least.push_back(1, dice.per_mille(20));
    // Who has a skill goes further for it; the others help near their home.
    const bool says_reach = person.skills == 0 || dice.per_mille(800);
    reach.push_back(!says_reach          ? 0
                    : person.skills == 0 ? dice.between(4, 12)
                                         : dice.between(6, 25));
    accepts.push_back(dice.per_mille(60) ? accepted[dice.below(6)] : std::string_view());
    likes.push_back(dice.per_mille(140) ? liked[dice.below(6)] : std::string_view());
    people.persons.push_back(person);
  }
  std::vector<NamedColumn> columns{
      text_column("member_id", std::move(ids)),   text_column("name", std::move(names)),
      text_column("community", std::move(paths)), text_column("unit", std::move(units)),
      text_column("team", std::move(teams)),      {"lat", Column::reals(std::move(lat))},
      {"lon", Column::reals(std::move(lon))},     text_column("skills", std::move(skills)),
      text_column("free", std::move(free)),       std::move(services).named("max_services"),
      std::move(per_week).named("max_per_week"),  std::move(least).named("min_services"),
      std::move(reach).named("max_km"),           text_column("accepts", std::move(accepts)),
      text_column("likes", std::move(likes))};
  if (o.beyond_flow > 0) {
    columns.push_back(std::move(per_day).named("max_per_day"));
    columns.push_back(std::move(hours).named("max_hours"));
  }
  people.table = Table("members", std::move(columns));
  return people;
}

}  // namespace turnout::inline TURNOUT_ABI::detail::generate
