// turnout/generate/detail/past.ipp -- the services given so far: who came, who confirmed it.
//
// A third of the members has given nearly all of them, and a few a great many, as
// reports from the field have it: the product of three even draws picks the member.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <turnout/generate/city.hpp>
#include <turnout/generate/detail/month.ipp>

namespace turnout::inline TURNOUT_ABI::detail::generate {

/// A service before it has an id. `day` counts from the first day of the past.
struct Deed {
  std::uint32_t member = 0, day = 0, item = 0, from = 0, to = 0, community = 0, series = 0;
};

/// The members in a random order (Fisher and Yates; Durstenfeld, CACM 7(7), 1964).
inline std::vector<std::uint32_t> shuffled(std::uint32_t n, Random& dice) {
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  for (std::uint32_t i = n; i > 1; --i) std::swap(order[i - 1], order[dice.below(i)]);
  return order;
}

inline Deed draw_deed(const CityOptions& o, const People& people, const Ground& ground,
                      const std::vector<std::uint32_t>& order,
                      std::span<const std::uint32_t> weights, std::uint32_t first_weekday,
                      Random& dice) {
  const std::uint32_t likely = dice.below(dice.below(dice.below(o.members) + 1) + 1);
  Deed deed{.member = order[likely]};
  deed.item = static_cast<std::uint32_t>(dice.pick(weights));
  const Item& item = kItems[deed.item];
  deed.day = next_day_of(item, dice.below(o.past_days), first_weekday);
  if (deed.day >= o.past_days) deed.day -= std::min(deed.day, 7U);
  deed.from = item.starts[dice.below(count_starts(item))];
  deed.to = deed.from + item.minutes;
  deed.community =
      ground.estates[ground.blocks[people.persons[deed.member].block].estate].community;
  if (dice.per_mille(150))
    deed.community = (deed.community + 1) % static_cast<std::uint32_t>(ground.communities.size());
  return deed;
}

inline std::vector<Deed> draw_past(const CityOptions& o, const People& people, const Ground& ground,
                                   const Month& month, Random& dice) {
  std::vector<Deed> deeds;
  deeds.reserve(o.services);
  const LocalDay start = o.first_day - std::chrono::days{o.past_days};
  const std::uint32_t first_weekday = weekday_of(start);
  for (const Pairing& p : month.pairings) {
    // Every week or so for up to four months; the member of a pairing is known.
    const std::uint32_t visits = dice.between(4, 16);
    std::uint32_t day = o.past_days - 1;
    while (day > 0 && (first_weekday + day) % 7 != p.weekday) --day;
    for (std::uint32_t v = 0; v < visits && deeds.size() < o.services; ++v) {
      deeds.push_back({p.member, day, p.item, p.from, p.to, p.community, p.series});
      if (day < 7) break;
      day -= 7;
    }
  }
  std::array<std::uint32_t, kItems.size()> weights{};
  for (std::uint32_t i = 0, sum = 0; i < kItems.size(); ++i) {
    const Item& item = kItems[i];
    if (item.kind != "pairing") sum += item.weight * (item.weekly ? 4U : 1U);
    weights[i] = sum;
  }
  const std::vector<std::uint32_t> order = shuffled(o.members, dice);
  // One service a member and day; the first drawn stays. Few members and many services may fill
  // the past before the number is reached.
  const auto one_a_day = [](const Deed& d) { return std::tuple(d.member, d.day); };
  for (int round = 0; round < 8 && deeds.size() < o.services; ++round) {
    while (deeds.size() < o.services)
      deeds.push_back(draw_deed(o, people, ground, order, weights, first_weekday, dice));
    std::ranges::stable_sort(deeds, {}, one_a_day);
    const auto twice = std::ranges::unique(deeds, {}, one_a_day);
    deeds.erase(twice.begin(), twice.end());
  }
  std::ranges::sort(deeds, {}, [](const Deed& d) { return std::tuple(d.day, d.from, d.member); });
  return deeds;
}

/// Two people of each community who confirm what others did there.
inline std::vector<std::array<std::uint32_t, 2>> find_confirmers(const People& people,
                                                                 const Ground& ground) {
  std::vector<std::array<std::uint32_t, 2>> confirmers(ground.communities.size(),
                                                       {kNobody, kNobody});
  for (std::uint32_t i = 0; i < people.persons.size(); ++i) {
    auto& [first, second] =
        confirmers[ground.estates[ground.blocks[people.persons[i].block].estate].community];
    if (first == kNobody) {
      first = i;
    } else if (second == kNobody) {
      second = i;
    }
  }
  return confirmers;
}

inline Table services_table(const CityOptions& o, const std::vector<Deed>& deeds,
                            const People& people, const Ground& ground, const DayTexts& days,
                            Random& dice) {
  const std::size_t n = deeds.size();
  Texts ids, members, starts, ends, items, kinds, categories, series, communities, sources,
      confirmers, confirmed_at, rated_at;
  for (Texts* texts : {&ids, &members, &starts, &ends, &items, &kinds, &categories, &series,
                       &communities, &sources, &confirmers, &confirmed_at, &rated_at})
    texts->reserve(n, n * 14);
  OptionalIntegers ratings(n);
  const std::size_t digits = digits_of(n, 5);
  const std::size_t member_digits = digits_of(o.members, 5);
  const LocalDay first = o.first_day - std::chrono::days{o.past_days};
  const auto confirming = find_confirmers(people, ground);
  for (std::size_t i = 0; i < n; ++i) {
    const Deed& d = deeds[i];
    const Item& item = kItems[d.item];
    const LocalDay day = first + std::chrono::days{d.day};
    ids.push_back(numbered('S', i + 1, digits));
    members.push_back(numbered('M', d.member + 1ULL, member_digits));
    starts.push_back(days.at(day, d.from));
    ends.push_back(days.at(day, d.to));
    items.push_back(item.item);
    kinds.push_back(item.kind);
    categories.push_back(item.category);
    series.push_back(d.series == 0 ? std::string() : numbered('V', d.series, 4));
    communities.push_back(ground.communities[d.community].name);
    const std::uint32_t source = dice.below(100);
    sources.push_back(source < 62   ? "checkin"
                      : source < 82 ? "organiser"
                      : source < 96 ? "self"
                                    : "admin");
    const auto& [one, other] = confirming[d.community];
    const std::uint32_t by = one == d.member ? other : one;
    const bool confirmed = dice.per_mille(900) && by != kNobody;
    confirmers.push_back(confirmed ? numbered('M', by + 1ULL, member_digits) : std::string());
    const std::uint32_t later = dice.between(1, 9);
    confirmed_at.push_back(confirmed ? days[day + std::chrono::days{later}] : std::string());
    const bool rated = dice.per_mille(600);
    constexpr std::array<std::uint32_t, 5> stars{10, 30, 100, 400, 1000};
    const auto rating = static_cast<std::int64_t>(dice.pick(stars)) + 1;
    ratings.push_back(rating, rated);
    const std::uint32_t rated_later = dice.between(1, 6);
    rated_at.push_back(rated ? days[day + std::chrono::days{rated_later}] : std::string());
  }
  return Table(
      "services",
      {text_column("service_id", std::move(ids)), text_column("member_id", std::move(members)),
       text_column("start", std::move(starts)), text_column("end", std::move(ends)),
       text_column("item", std::move(items)), text_column("kind", std::move(kinds)),
       text_column("category", std::move(categories)), text_column("series", std::move(series)),
       text_column("community", std::move(communities)), text_column("source", std::move(sources)),
       text_column("confirmed_by", std::move(confirmers)),
       text_column("confirmed_at", std::move(confirmed_at)), std::move(ratings).named("rating"),
       text_column("rated_at", std::move(rated_at))});
}

}  // namespace turnout::inline TURNOUT_ABI::detail::generate
