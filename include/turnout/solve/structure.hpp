// turnout/solve/structure.hpp -- is a member's part of the problem one flow?
//
// The problem is one min-cost flow when each member's services fall into classes of which it
// gives at most one, and its limits nest around those classes: slot, day, week, plan. That
// holds when "these two cannot both be given" is an equivalence among the member's own
// candidates. It is judged member by member, because a real month is rarely transitive as a
// whole while nearly every member sees only a corner of it.
//
//   09:00 |--A--|              A and B clash, B and C clash, A and C do not:
//   10:00    |--B--|           no equivalence, so this member is not one flow.
//   11:00          |--C--|
//
// With one service a day (a week, a plan) all services of the day are one class, whatever
// their hours. A limit that cannot bind is left out; hours count as services where all have one
// length. Where a member is no flow, `Shape` still gives classes and limits, as a relaxation:
// every set that the member may serve is allowed by them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/clash.hpp>
#include <turnout/eligibility/rules.hpp>

namespace turnout::inline TURNOUT_ABI {

/// A limit around some classes of one member.
struct LimitNode {
  std::int64_t capacity;
  std::vector<std::uint32_t> classes;  ///< Positions in Shape; a day's or a week's.
};

/// A member's needs as classes and nested limits.
struct Shape {
  std::vector<std::uint32_t> class_of;  ///< By position of the need given to `shape_of`.
  std::uint32_t classes = 0;
  std::vector<LimitNode> days, weeks;  ///< Only those that can bind; each day within one week.
  std::int64_t plan = unlimited;       ///< At most so many services in all.
  std::string_view inexact;            ///< The rule that no flow expresses; empty: exact.
};

/// Judges the needs for which a member is a candidate: distinct, ordered by (start, need).
/// O(k log k + pairs within reach of one another).
[[nodiscard]] Shape shape_of(const Rules& rules, const Clash& clash, MemberId member,
                             std::span<const NeedId> needs);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/solve/detail/structure.ipp>
#endif
