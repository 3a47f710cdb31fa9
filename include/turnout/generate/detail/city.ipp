#pragma once

#include <string>
#include <utility>

#include <turnout/generate/city.hpp>
#include <turnout/generate/detail/past.ipp>
#include <turnout/model/error.hpp>

namespace turnout::inline TURNOUT_ABI {

namespace detail {

inline void require(bool in_range, const char* option, const char* range) {
  if (!in_range) throw RangeError(std::string("CityOptions::") + option + " must be " + range);
}

inline void check_options(const CityOptions& o) {
  require(o.members >= 1 && o.members <= 20'000'000, "members", "from 1 to 20,000,000");
  require(o.needs <= 10'000'000, "needs", "at most 10,000,000");
  require(o.communities <= 250'000, "communities", "at most 250,000");
  require(o.organisations <= o.members, "organisations", "at most the number of members");
  require(o.services <= 100'000'000, "services", "at most 100,000,000");
  require(o.members_per_km2 >= 1 && o.members_per_km2 <= 100'000, "members_per_km2",
          "from 1 to 100,000");
  require(o.members / o.members_per_km2 <= 1'000'000, "members_per_km2",
          "large enough to keep the city below a million square kilometres");
  const LocalDay least{std::chrono::year{1980} / 1 / 1};
  const LocalDay most{std::chrono::year{9990} / 1 / 1};
  require(o.first_day >= least && o.first_day < most, "first_day", "from the year 1980 to 9989");
  require(o.days >= 1 && o.days <= 366, "days", "from 1 to 366");
  require(o.past_days >= 1 && o.past_days <= 3'660, "past_days", "from 1 to 3,660");
  require(o.seats_percent >= 1 && o.seats_percent <= 10'000, "seats_percent", "from 1 to 10,000");
  require(o.beyond_flow <= 1'000, "beyond_flow", "at most 1,000");
}

}  // namespace detail

TURNOUT_INLINE CityOptions district() { return {.communities = 151, .organisations = 221}; }

TURNOUT_INLINE CityOptions city(std::uint32_t members, std::uint32_t needs) {
  return {.members = members, .needs = needs, .services = members, .days = 7, .seats_percent = 290};
}

TURNOUT_INLINE City make_city(const CityOptions& options) {
  detail::check_options(options);
  CityOptions o = options;
  if (o.communities == 0) o.communities = std::max(o.members / 144, 1U);
  if (o.organisations == 0) o.organisations = std::max(o.members / 98, 1U);
  // Skills run out up to 910 days after the first day, and as many as 20 before it.
  const detail::DayTexts days(o.first_day - std::chrono::days{o.past_days + 21},
                              o.first_day + std::chrono::days{930});
  enum Stream : std::uint64_t {
    ground_stream = 1,
    people_stream,
    month_stream,
    pins_stream,
    past_stream
  };

  Random ground_dice(o.seed, ground_stream);
  const std::uint64_t area = std::uint64_t{o.members} * 1'000'000 / o.members_per_km2;
  const detail::Ground ground =
      detail::make_ground(o.communities, area / o.communities, ground_dice);
  Random people_dice(o.seed, people_stream);
  detail::People people = detail::make_people(o, o.organisations, ground, days, people_dice);
  Random month_dice(o.seed, month_stream);
  const detail::Month month = detail::draw_month(o, people, ground, month_dice);
  Random pins_dice(o.seed, pins_stream);
  City made;
  made.needs = detail::needs_table(o, month, ground, days);
  made.pins = detail::pins_table(o, month, people, ground, pins_dice);
  made.availability = detail::availability_table(o, days, pins_dice);
  Random past_dice(o.seed, past_stream);
  const std::vector<detail::Deed> deeds = detail::draw_past(o, people, ground, month, past_dice);
  made.services = detail::services_table(o, deeds, people, ground, days, past_dice);
  made.members = std::move(people.table);
  return made;
}

}  // namespace turnout::inline TURNOUT_ABI
