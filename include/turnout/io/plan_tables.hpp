// turnout/io/plan_tables.hpp -- a plan as tables: who goes where, what is empty, who carries what.
//
// The same five tables become data frames in Python and CSV files on disk:
//
//   assignments  need_id, role, member_id, start, end, km, cost, cost_distance, cost_climb,
//                cost_spare, cost_idle, cost_continuity, cost_preference
//   unfilled     need_id, role, short_by, below_min, cost, reason, message, fix
//   loads        member_id, services, hours, history, cost
//   coverage     community, kind, week, seats, filled
//   terms        term, metres
//
// Columns of the input that the library does not know follow behind: those of the needs on
// assignments and unfilled, those of the members on assignments and loads. Where a name is
// taken already it becomes `need_<name>` or `member_<name>`. Names and homes of members
// never appear.
//
// Rows are in the plan's order, which is a function of ids alone. km is rounded to metres.
#pragma once

#include <cstdint>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/plan.hpp>
#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {

/// For whom a table is made.
enum class TableForm : std::uint8_t {
  frame,  ///< Ids in the caller's own type; times as local instants (`Column::instants`, seconds).
  file,   ///< Ids as text; times as text, "2026-10-01 09:00", with the offset behind where the
          ///< zone's clock shows that time twice. Reading it in the problem's zone gives it back.
};

[[nodiscard]] Table assignments(const Plan& plan, TableForm form = TableForm::frame);
/// `message` is explain/message.hpp's; `fix` stays blank until a fix is confirmed by re-solving.
[[nodiscard]] Table unfilled(const Plan& plan, TableForm form = TableForm::frame);
/// One row a member, those who serve nowhere too.
[[nodiscard]] Table loads(const Plan& plan, TableForm form = TableForm::frame);
/// One row for each community, kind and week (its Monday) with needs. The rows add up to all
/// seats of the plan: `community` is the need's branch at `coverage_branches`' level, blank where
/// the need names none.
[[nodiscard]] Table coverage(const Plan& plan);
/// The objective split; the rows add up to it.
[[nodiscard]] Table terms(const Plan& plan);

/// The branch by which a need is counted: its own, cut at the first level on which the needs
/// differ ("Bajiao/Block 3" counts for Bajiao; where all lie in one city, for the level below
/// it). Position = index(NeedId).
[[nodiscard]] std::vector<BranchId> coverage_branches(const Problem& problem);

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/io/detail/plan_tables.ipp>
#endif
