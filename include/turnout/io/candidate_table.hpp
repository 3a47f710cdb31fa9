// turnout/io/candidate_table.hpp -- who could do what, as a table for other tools.
//
//   need_id, role, member_id, km, cost
//
// One row a pair that passes every hard rule; rows by need and role in the problem's order, then
// by member. What Candidates left out, nearest and cheapest kept, is not there.
//
//   const Rules rules(week, policy);
//   const Table pairs = io::candidate_table(rules, candidates(rules, {.nearest = 50}));
#pragma once

#include <turnout/config.hpp>
#include <turnout/eligibility/candidates.hpp>
#include <turnout/io/plan_tables.hpp>
#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {

/// km is rounded to metres; 0 where one of the two has no place.
[[nodiscard]] Table candidate_table(const Rules& rules, const Candidates& pairs,
                                    TableForm form = TableForm::frame);

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/io/detail/candidate_table.ipp>
#endif
