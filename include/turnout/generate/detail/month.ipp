// turnout/generate/detail/month.ipp -- the needs: drawn from the catalogue, series by series.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <turnout/generate/city.hpp>
#include <turnout/generate/detail/items.ipp>
#include <turnout/generate/detail/people.ipp>

namespace turnout::inline TURNOUT_ABI::detail::generate {

inline constexpr std::uint32_t kNobody = 0xffffffffU;

/// A need before it has an id.
struct Draft {
  std::uint32_t item = 0;          ///< Position in kItems.
  std::uint32_t day = 0;           ///< From the first.
  std::uint32_t from = 0, to = 0;  ///< Minutes; `to` may pass 1,440.
  std::uint32_t community = 0, estate = 0;
  Spot spot;
  std::uint32_t series = 0;              ///< 0: none.
  std::uint32_t paired = kNobody;        ///< The member who has come so far.
  std::array<std::uint32_t, 4> seats{};  ///< By line of the item.
  std::uint32_t priority = 3;
  std::uint32_t drawn = 0;  ///< When it was drawn; breaks ties of order.
};

/// A pairing: who visits, when in the week, and in which item of the catalogue.
struct Pairing {
  std::uint32_t series = 0, member = 0, item = 0, weekday = 0, from = 0, to = 0, community = 0;
};

/// The six slots of a day, for CityOptions::in_slots.
inline constexpr std::array<std::array<std::uint32_t, 2>, 6> kSlots{
    {{420, 510}, {540, 690}, {840, 960}, {990, 1080}, {1140, 1260}, {1260, 1320}}};
/// The nearest slot; of two the later one, when more people are free: an 8 o'clock walk at 9.
inline void snap_to_slot(Draft& draft) {
  std::size_t best = 0;
  const auto away = [&](std::size_t s) {
    return kSlots[s][0] > draft.from ? kSlots[s][0] - draft.from : draft.from - kSlots[s][0];
  };
  for (std::size_t s = 1; s < kSlots.size(); ++s)
    if (away(s) <= away(best)) best = s;
  draft.from = kSlots[best][0];
  draft.to = kSlots[best][1];
}

inline std::uint32_t count_starts(const Item& item) {
  std::uint32_t n = 0;
  while (n < item.starts.size() && item.starts[n] != 0) ++n;
  return n;
}

/// The first day at or after `day` on which the item is asked, within a week; days may run over.
inline std::uint32_t next_day_of(const Item& item, std::uint32_t day, std::uint32_t first_weekday) {
  while ((std::uint32_t{item.days} >> ((first_weekday + day) % 7) & 1U) == 0) ++day;
  return day;
}

/// A member with the skill who can come every week and is not `taken` by another household, and a
/// household in that member's community.
inline bool draw_pairing(Draft& draft, Pairing& pairing, const Item& item, std::uint32_t skill,
                         const People& people, const Ground& ground, std::vector<bool>& taken,
                         Random& dice) {
  for (int attempt = 0; attempt < 400; ++attempt) {
    const std::uint32_t member = dice.below(static_cast<std::uint32_t>(people.persons.size()));
    const Person& person = people.persons[member];
    const bool has_skill = (person.skills >> skill & 1U) != 0;
    if (!has_skill || taken[member] || (person.limit != 0 && person.limit < 4)) continue;
    const Window& window = kHabits[person.habit].windows[dice.below(3)];
    if (window.to == 0 || window.from < 480 || window.to > 1320) continue;
    pairing.member = member;
    pairing.weekday = dice.between(window.first, window.last);
    // On the half-hour, as people agree.
    const std::uint32_t room = (std::uint32_t{window.to} - window.from - item.minutes) / 30;
    draft.from = window.from + 30U * dice.below(std::min(room, 4U) + 1U);
    draft.to = draft.from + item.minutes;
    const Block& home = ground.blocks[person.block];
    const Community& c = ground.communities[ground.estates[home.estate].community];
    const Block& visited = ground.blocks[c.first_block + dice.below(c.blocks)];
    draft.community = ground.estates[home.estate].community;
    draft.estate = visited.estate;
    draft.spot = visited.spot;
    draft.paired = member;
    taken[member] = true;
    return true;
  }
  return false;
}

inline void draw_place(Draft& draft, const Item& item, const Ground& ground, Random& dice) {
  const std::size_t block = dice.pick(ground.people);
  draft.estate = ground.blocks[block].estate;
  draft.community = ground.estates[draft.estate].community;
  const bool at_home = item.place.empty();
  draft.spot = at_home       ? ground.blocks[block].spot
               : item.weekly ? ground.estates[draft.estate].spot
                             : ground.communities[draft.community].spot;
}

inline void draw_seats(Draft& draft, const Item& item, std::uint32_t percent, Random& dice) {
  for (std::size_t l = 0; l < item.lines.size() && item.lines[l].most != 0; ++l) {
    const std::uint32_t asked = dice.between(item.lines[l].least, item.lines[l].most);
    draft.seats[l] = item.lines[l].most == 1 ? 1 : std::max((asked * percent + 50) / 100, 1U);
  }
}

struct Month {
  std::vector<Draft> drafts;  ///< In the order of their ids.
  std::vector<Pairing> pairings;
};

inline Month draw_month(const CityOptions& o, const People& people, const Ground& ground,
                        Random& dice) {
  Month month;
  month.drafts.reserve(o.needs);
  std::array<std::uint32_t, kItems.size()> weights{};
  for (std::uint32_t i = 0, sum = 0; i < kItems.size(); ++i) weights[i] = sum += kItems[i].weight;
  const std::uint32_t first_weekday = weekday_of(o.first_day);
  std::uint32_t series = 0;
  std::vector<bool> taken(people.persons.size());
  while (month.drafts.size() < o.needs) {
    Draft draft;
    draft.item = static_cast<std::uint32_t>(dice.pick(weights));
    const Item& item = kItems[draft.item];
    const bool pairing = item.kind == "pairing";
    Pairing pair;
    std::uint32_t day = dice.below(item.weekly ? std::min(o.days, 7U) : o.days);
    if (pairing &&
        draw_pairing(draft, pair, item, item.item == "elder-visit" ? kElderCare : kAfterSchool,
                     people, ground, taken, dice)) {
      day = (pair.weekday + 7 - first_weekday) % 7;
    } else {
      draft.from = item.starts[dice.below(count_starts(item))];
      draft.to = draft.from + item.minutes;
      draw_place(draft, item, ground, dice);
      day = next_day_of(item, day, first_weekday);
    }
    if (day >= o.days) {
      // Past the end: the first such day of the horizon, or any day where it has none.
      const std::uint32_t earliest = next_day_of(item, 0, first_weekday);
      day = draft.paired != kNobody || earliest >= o.days ? dice.below(o.days) : earliest;
    }
    if (item.weekly) draft.series = ++series;
    const bool urgent = dice.per_mille(60);
    const bool patient = dice.per_mille(100);
    draft.priority = item.priority;
    if (urgent && draft.priority < 4) ++draft.priority;
    if (patient && draft.priority > 1 && draft.priority < 5) --draft.priority;
    if (o.in_slots) snap_to_slot(draft);
    if (draft.paired != kNobody) {
      pair.series = draft.series;
      pair.item = draft.item;
      pair.from = draft.from;
      pair.to = draft.to;
      pair.community = draft.community;
      month.pairings.push_back(pair);
    }
    draw_seats(draft, item, o.seats_percent, dice);
    for (; day < o.days && month.drafts.size() < o.needs; day += 7) {
      draft.day = day;
      draft.drawn = static_cast<std::uint32_t>(month.drafts.size());
      month.drafts.push_back(draft);
      if (!item.weekly) break;
    }
  }
  std::ranges::sort(month.drafts, {},
                    [](const Draft& d) { return std::tuple(d.day, d.from, d.drawn); });
  return month;
}

inline Table needs_table(const CityOptions& o, const Month& month, const Ground& ground,
                         const DayTexts& days) {
  const std::size_t n = month.drafts.size();
  Texts ids, titles, kinds, items, starts, ends, paths, places, skills, roles, scopes, series,
      together;
  for (Texts* texts : {&ids, &titles, &kinds, &items, &starts, &ends, &paths, &places, &skills,
                       &roles, &scopes, &series, &together})
    texts->reserve(n, n * 16);
  std::vector<double> lat(n), lon(n);
  std::vector<std::int64_t> seats(n), priorities(n);
  OptionalIntegers least(n);
  OptionalTenths reach(n);
  const std::size_t digits = digits_of(n, 4);
  for (std::size_t i = 0; i < n; ++i) {
    const Draft& d = month.drafts[i];
    const Item& item = kItems[d.item];
    const Community& c = ground.communities[d.community];
    const LocalDay day = o.first_day + std::chrono::days{d.day};
    const std::string estate = ground.estate_path(d.estate);
    const bool of_estate = item.weekly || item.place.empty();
    ids.push_back(numbered('N', i + 1, digits));
    std::string spoken = of_estate ? estate : c.name;  // "Willow Lane East"
    std::ranges::replace(spoken, '/', ' ');
    titles.push_back(std::string(item.title) + ", " + spoken);
    kinds.push_back(item.kind);
    items.push_back(item.item);
    starts.push_back(days.at(day, d.from));
    ends.push_back(days.at(day, d.to));
    lat[i] = static_cast<double>(latitude(d.spot)) / 1e5;
    lon[i] = static_cast<double>(longitude(d.spot)) / 1e5;
    paths.push_back(of_estate ? estate : c.name);
    places.push_back(item.place.empty() ? std::string() : spoken + " " + std::string(item.place));
    // One line is `seats` and `skills`; several are `roles`.
    const bool one_line = item.lines[1].most == 0;
    std::string staffing;
    for (std::size_t l = 0; l < item.lines.size() && d.seats[l] != 0; ++l) {
      seats[i] += d.seats[l];
      if (!staffing.empty()) staffing += "; ";
      staffing += std::to_string(d.seats[l]) + " " + std::string(item.lines[l].skills);
    }
    const bool anyone = item.lines[0].skills == "*";
    skills.push_back(one_line && !anyone ? item.lines[0].skills : std::string_view());
    roles.push_back(one_line ? std::string() : staffing);
    const std::int64_t fewest = seats[i] * item.min_percent / 100;
    least.push_back(fewest, fewest > 0);
    priorities[i] = d.priority;
    reach.push_back(item.hectometres);
    scopes.push_back(item.scoped ? c.name : std::string());
    series.push_back(d.series == 0 ? std::string()
                                   : numbered(item.kind == "pairing" ? 'V' : 'P', d.series, 4));
    together.push_back(item.together ? "yes" : "");
  }
  return Table("needs", {text_column("need_id", std::move(ids)),
                         text_column("title", std::move(titles)),
                         text_column("kind", std::move(kinds)),
                         text_column("item", std::move(items)),
                         text_column("start", std::move(starts)),
                         text_column("end", std::move(ends)),
                         {"lat", Column::reals(std::move(lat))},
                         {"lon", Column::reals(std::move(lon))},
                         text_column("community", std::move(paths)),
                         text_column("place", std::move(places)),
                         {"seats", Column::integers(std::move(seats))},
                         text_column("skills", std::move(skills)),
                         text_column("roles", std::move(roles)),
                         std::move(least).named("min_seats"),
                         {"priority", Column::integers(std::move(priorities))},
                         std::move(reach).named("max_km"),
                         text_column("scope", std::move(scopes)),
                         text_column("series", std::move(series)),
                         text_column("together", std::move(together))});
}

/// Musts for pairs that know each other and can meet, nevers for some others.
inline Table pins_table(const CityOptions& o, const Month& month, const People& people,
                        const Ground& ground, Random& dice) {
  const std::size_t digits = digits_of(o.needs, 4);
  const std::size_t member_digits = digits_of(o.members, 5);
  const std::size_t wanted = std::max<std::size_t>(o.needs / 190, 1);
  Texts needs, members, kinds;
  std::vector<std::uint32_t> pinned;  // Series with a must: one each.
  std::size_t nevers = 0;
  for (std::size_t i = 0; i < month.drafts.size(); ++i) {
    const Draft& d = month.drafts[i];
    const bool must = d.paired != kNobody && pinned.size() < wanted && d.day >= 7 &&
                      !people.persons[d.paired].away && dice.per_mille(100) &&
                      std::ranges::find(pinned, d.series) == pinned.end();
    const bool never = d.paired == kNobody && nevers < wanted && dice.per_mille(20);
    if (!must && !never) continue;
    std::uint32_t member = d.paired;
    if (never) {
      // Someone of the community, if a few draws find one.
      for (int attempt = 0; attempt < 200; ++attempt) {
        member = dice.below(o.members);
        if (ground.estates[ground.blocks[people.persons[member].block].estate].community ==
            d.community)
          break;
      }
      ++nevers;
    } else {
      pinned.push_back(d.series);
    }
    needs.push_back(numbered('N', i + 1, digits));
    members.push_back(numbered('M', member + 1ULL, member_digits));
    kinds.push_back(must ? "must" : "never");
  }
  return Table("pins", {text_column("need_id", std::move(needs)),
                        text_column("member_id", std::move(members)),
                        text_column("kind", std::move(kinds))});
}

/// About one member in 200 is free, or is not, on a morning against the habit.
inline Table availability_table(const CityOptions& o, const DayTexts& days, Random& dice) {
  const std::size_t digits = digits_of(o.members, 5);
  Texts members, starts, ends, free;
  for (std::uint64_t i = dice.below(197); i < o.members; i += 197) {
    const LocalDay day = o.first_day + std::chrono::days{dice.below(o.days)};
    const bool adds = dice.per_mille(500);
    members.push_back(numbered('M', i + 1, digits));
    starts.push_back(days.at(day, adds ? 480 : 0));
    ends.push_back(days.at(day, adds ? 750 : 1440));
    free.push_back(adds ? "yes" : "no");
  }
  return Table(
      "availability",
      {text_column("member_id", std::move(members)), text_column("start", std::move(starts)),
       text_column("end", std::move(ends)), text_column("free", std::move(free))});
}

}  // namespace turnout::inline TURNOUT_ABI::detail::generate
