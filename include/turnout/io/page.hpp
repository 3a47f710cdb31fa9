// turnout/io/page.hpp -- a plan as one page that can be opened from a memory stick and pinned up.
//
//   std::ofstream("plan.html", std::ios::binary) << io::plan_html(plan, {.title = "October"});
//
// One self-contained file: is the plan good, who goes where and when, what is missing and why,
// can I trust it. Map, timetable, coverage, loads, unfilled seats and receipt, with filters that
// live in the address. It requests nothing (its content policy forbids it), shows no member's
// home and no name unless asked, and escapes all text. See docs/page.md.
//
// The page stays below `max_bytes` by leaving out detail, least needed first, and says so on
// itself: the ids of who serves, then single needs (alike ones of a community are put
// together). Same plan and options, same bytes.
#pragma once

#include <cstddef>
#include <string>

#include <turnout/config.hpp>
#include <turnout/model/plan.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {

struct PageOptions {
  std::string title = "Service plan";
  bool names = false;  ///< Show members' names beside their ids.
  bool homes = false;  ///< Show the homes of those who serve as dots on the map.
  /// The command that the receipt shows for checking the plan.
  std::string verify_command = "turnout verify members.csv needs.csv plan/";
  std::size_t max_bytes = 6'000'000;  ///< Detail is left out until the page is at most this long.
};

[[nodiscard]] std::string plan_html(const Plan& plan, const PageOptions& options = {});

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/io/detail/page.ipp>
#endif
