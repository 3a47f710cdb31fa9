// turnout/generate/city.hpp -- made-up districts and cities that behave like real ones.
//
// A sample to try, instances to test on and cities to measure with, all from one
// seed. People live in blocks of estates of communities, work in organisations
// whose trade shows in their skills, and are free mostly in the evening and at the
// weekend. Needs are what streets report: posts, activities, appointments,
// pairings, wishes, call-outs and squads. Names of people and places are invented,
// and the ground lies in the open sea, so that no point on it is anybody's home.
//
//   const City sample = make_city(district());             // what docs/district holds
//   const City large = make_city(city(260'000, 7'000));     // at the same density
//   CityOptions busy = city(260'000, 40'000);
//   busy.services = 0;                                      // no past
//
// Integer arithmetic only: the same options give the same bytes on every machine
// and for every compiler. 260,000 members and 7,000 needs take less
// than a second.
#pragma once

#include <chrono>
#include <cstdint>

#include <turnout/config.hpp>
#include <turnout/model/calendar.hpp>
#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI {

/// What to make. The defaults are the sample district: one month of a district of 84 square
/// kilometres, at the scale that Shijingshan, Beijing, has reported.
struct CityOptions {
  std::uint64_t seed = 2026;            ///< Another seed, another city.
  std::uint32_t members = 21'737;       ///< Rows of `members`; 1 to 20 million.
  std::uint32_t needs = 2'300;          ///< Rows of `needs`; up to 10 million.
  std::uint32_t communities = 0;        ///< 0: one for every 144 members.
  std::uint32_t organisations = 0;      ///< 0: one for every 98 members.
  std::uint32_t services = 22'000;      ///< Rows of `services`, less if members have too few days.
  std::uint32_t members_per_km2 = 259;  ///< Sets the area; 1 to 100,000.
  /// First day of the needs. Services lie in the `past_days` before it.
  LocalDay first_day{std::chrono::year{2026} / 10 / 1};
  std::uint32_t days = 31;        ///< Days on which needs start; 1 to 366.
  std::uint32_t past_days = 273;  ///< 273 reach from 1 January to 30 September; 1 to 3,660.
  /// Size of the needs in per cent: 400 asks four times as many people. The lines of a need that
  /// ask one person stay as they are. 1 to 10,000.
  std::uint32_t seats_percent = 100;
  /// True: every need fills one of six fixed slots of its day, so that two needs overlap wholly
  /// or not at all. False: times as the field has them, which overlap in part.
  bool in_slots = false;
  /// Members in a thousand with two services a day or a limit of hours, which no flow can
  /// express. 0 leaves one service a day for all; up to 1,000.
  std::uint32_t beyond_flow = 0;
};

/// The tables, ready for `make_problem` or for `io::write_csv`. Times are local ones of
/// Asia/Shanghai.
struct City {
  Table members;       ///< Columns as docs/formats.md has them; ids M00001, M00002, ...
  Table needs;         ///< Ids N0001, N0002, ... in order of start.
  Table availability;  ///< A few days on which a member is free, or is not, against the habit.
  Table pins;          ///< A few musts, among them pairs that know each other, and nevers.
  Table services;      ///< The past: the `history` of a plan, and what points are scored from.
};

/// The sample district: 151 communities, 21,737 members, 221 organisations, October 2026.
[[nodiscard]] CityOptions district();

/// A city of the same density with a week of needs of about 13 seats each. 260,000 members with
/// 7,000, 20,000 and 40,000 needs are easy, busy and overloaded.
[[nodiscard]] CityOptions city(std::uint32_t members, std::uint32_t needs);

/// Makes the tables. Throws RangeError when an option is out of the range given above.
[[nodiscard]] City make_city(const CityOptions& options);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/generate/detail/city.ipp>
#endif
