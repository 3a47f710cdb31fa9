#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <turnout/generate/city.hpp>
#include <turnout/generate/detail/past.ipp>
#include <turnout/model/error.hpp>

namespace turnout::inline TURNOUT_ABI {

namespace detail::generate {

inline void require_option(bool in_range, const char* option, const char* range) {
  if (!in_range) throw RangeError(std::string("CityOptions::") + option + " must be " + range);
}

inline void check_options(const CityOptions& o) {
  require_option(o.members >= 1 && o.members <= 20'000'000, "members", "from 1 to 20,000,000");
  require_option(o.needs <= 10'000'000, "needs", "at most 10,000,000");
  require_option(o.communities <= 250'000, "communities", "at most 250,000");
  require_option(o.organisations <= o.members, "organisations", "at most the number of members");
  require_option(o.services <= 100'000'000, "services", "at most 100,000,000");
  require_option(o.members_per_km2 >= 1 && o.members_per_km2 <= 100'000, "members_per_km2",
                 "from 1 to 100,000");
  require_option(o.members / o.members_per_km2 <= 1'000'000, "members_per_km2",
                 "large enough to keep the city below a million square kilometres");
  const LocalDay least{std::chrono::year{1980} / 1 / 1};
  const LocalDay most{std::chrono::year{9990} / 1 / 1};
  require_option(o.first_day >= least && o.first_day < most, "first_day",
                 "from the year 1980 to 9989");
  require_option(o.days >= 1 && o.days <= 366, "days", "from 1 to 366");
  require_option(o.past_days >= 1 && o.past_days <= 3'660, "past_days", "from 1 to 3,660");
  require_option(o.seats_percent >= 1 && o.seats_percent <= 10'000, "seats_percent",
                 "from 1 to 10,000");
  require_option(o.beyond_flow <= 1'000, "beyond_flow", "at most 1,000");
}

}  // namespace detail::generate

TURNOUT_INLINE CityOptions district() { return {.communities = 151, .organisations = 221}; }

TURNOUT_INLINE CityOptions city(std::uint32_t members, std::uint32_t needs) {
  return {.members = members, .needs = needs, .services = members, .days = 7, .seats_percent = 290};
}

TURNOUT_INLINE City make_city(const CityOptions& options) {
  detail::generate::check_options(options);
  CityOptions o = options;
  if (o.communities == 0) o.communities = std::max(o.members / 144, 1U);
  if (o.organisations == 0) o.organisations = std::max(o.members / 98, 1U);
  // Skills run out up to 910 days after the first day, and as many as 20 before it.
  const detail::generate::DayTexts days(o.first_day - std::chrono::days{o.past_days + 21},
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
  const detail::generate::Ground ground =
      detail::generate::make_ground(o.communities, area / o.communities, ground_dice);
  Random people_dice(o.seed, people_stream);
  detail::generate::People people =
      detail::generate::make_people(o, o.organisations, ground, days, people_dice);
  Random month_dice(o.seed, month_stream);
  const detail::generate::Month month = detail::generate::draw_month(o, people, ground, month_dice);
  Random pins_dice(o.seed, pins_stream);
  City made;
  made.needs = detail::generate::needs_table(o, month, ground, days);
  made.pins = detail::generate::pins_table(o, month, people, ground, pins_dice);
  made.availability = detail::generate::availability_table(o, days, pins_dice);
  Random past_dice(o.seed, past_stream);
  const std::vector<detail::generate::Deed> deeds =
      detail::generate::draw_past(o, people, ground, month, past_dice);
  made.services = detail::generate::services_table(o, deeds, people, ground, days, past_dice);
  made.members = std::move(people.table);
  return made;
}

}  // namespace turnout::inline TURNOUT_ABI
