// turnout/generate/history.hpp -- a half-year of services, some of them made up.
//
// To say how well an audit finds what is wrong one must know what is wrong. Here honest members
// serve in shared shifts, twice on some days, now and then far away or through the night; offices
// enter paper lists on Mondays, two at once after a holiday; theme days draw a hundred; residents
// rate, some generously; couples rate each other now and then. Among all that stand planted cases
// of each kind that an audit looks for, listed in `truth`.
//
//   const History made = make_history({.seed = 7, .members = 10'000, .services = 50'000});
//   const Audit found = audit(made.services, {.zone = TimeZone::load("Asia/Shanghai"),
//                                             .places = made.places});
//
// Integer arithmetic only: the same options give the same bytes on every machine. A million
// services take some two seconds.
#pragma once

#include <chrono>
#include <cstdint>

#include <turnout/config.hpp>
#include <turnout/model/calendar.hpp>
#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI {

struct HistoryOptions {
  std::uint64_t seed = 2026;
  std::uint32_t members = 10'000;  ///< 1,000 to 5 million.
  /// Honest services, about; at most 20 a member.
  std::uint32_t services = 50'000;
  /// Planted cases of each kind; 0 for a clean history. At most one for 200 members, and for a
  /// burst one for 144: an administrator bursts once.
  std::uint32_t cases = 20;
  LocalDay first_day{std::chrono::year{2026} / 1 / 1};
  std::uint32_t days = 181;  ///< 120 to 250.
};

/// Times are local ones of Asia/Shanghai.
struct History {
  Table members;   ///< member_id, community.
  Table services;  ///< As docs/formats.md has them; ids in order of start.
  Table places;    ///< need_id, place, lat, lon: where the services were.
  /// case_id, kind (as AuditKind is written), member_ids (whom it is about) and service_ids, both
  /// joined by ';'. Services that no case names are honest.
  Table truth;
};

/// Makes the tables. Throws RangeError when an option is out of the range given above.
[[nodiscard]] History make_history(const HistoryOptions& options);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/generate/detail/history.ipp>
#endif
