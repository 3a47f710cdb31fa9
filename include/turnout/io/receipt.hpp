// turnout/io/receipt.hpp -- what a plan claims, in a file that a stranger can check.
//
// With the input tables at hand, the receipt is enough for `verify` to recompute every rule,
// the objective and the bound without the solver: it holds the hashes of the tables and of
// the plan, the whole policy with its defaults, the objective by terms, the bound and one
// price a role.
//
//   std::ofstream("receipt.json") << io::receipt_json(plan);
//   const Claim claim = io::read_receipt(text, week);         // later, elsewhere
//   if (!verify(week, io::read_plan_rows("plan/assignments.csv"), claim)) ...
//
// The keys stand in a fixed order and one price on a line, so that two receipts can be
// compared with `diff`. Equal inputs give equal bytes. No clock times, thread counts, hosts or
// paths. Format: docs/formats.md, "Receipt".
#pragma once

#include <string>
#include <string_view>

#include <turnout/config.hpp>
#include <turnout/model/plan.hpp>
#include <turnout/model/problem.hpp>
#include <turnout/verify/verify.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {

inline constexpr std::string_view receipt_format = "turnout-receipt/1";

/// The receipt as JSON, ended by a line end.
[[nodiscard]] std::string receipt_json(const Plan& plan);

/// Reads a receipt back, for this problem. Whatever the bytes are, it returns a claim or throws
/// InputError with everything that is wrong: damaged JSON, a missing, unknown or doubled key, a
/// value of the wrong sort or range, an unknown need or role, a role without a price. Whether the
/// claim is *true* is for verify to say. `source` names the file in messages.
[[nodiscard]] Claim read_receipt(std::string_view json, const Problem& problem,
                                 std::string_view source = "receipt.json");

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/io/detail/receipt.ipp>
#endif
