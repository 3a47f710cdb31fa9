// turnout/generate/around.hpp -- made-up members for needs that are real.
//
// Cities publish what is asked of them, never who could come. Given a table of
// needs with places, this makes a roster around them: each member lives near the
// middle of a community's needs, the more the more is asked there, holds skills
// that are asked there, and is free for one shift on some days of the week.
//
//   const Table requests = ...;                       // need_id, start, end, lat, lon, skills, ...
//   const Table roster = members_around(requests, {.members = 3'000});
//   const Problem problem = make_problem({.members = roster, .needs = requests});
//
// The same needs, in the same order, and the same seed give the same bytes.
#pragma once

#include <cstdint>

#include <turnout/config.hpp>
#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI {

struct AroundOptions {
  std::uint64_t seed = 2026;
  std::uint32_t members = 3'000;        ///< Rows to make; 1 to 20 million.
  std::uint32_t spread_metres = 1'500;  ///< Homes lie at most this far north and east of a middle.
  std::uint32_t draws_of_skills = 4;    ///< A member holds what so many random needs there ask for.
  std::uint32_t shift_hours = 10;       ///< Length of the shift in which a member is free; 1 to 24.
};

/// Members with `member_id`, `community`, `lat`, `lon`, `skills`, `free`. Needs without a community
/// form a group of their own; skills keep the highest level asked. Rows without a place that can be
/// read, and roles, are passed over here: `make_problem` is what reports bad rows.
/// Throws InputError when `needs` has no `lat` and `lon` or no row with a place (`missing_column`,
/// `no_place`), and RangeError when an option is out of range.
[[nodiscard]] Table members_around(const Table& needs, const AroundOptions& options = {});

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/generate/detail/around.ipp>
#endif
