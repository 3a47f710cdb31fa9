// turnout/explain/why_not.hpp -- "why is M42 not at N17?", answered with numbers.
//
// A pair that breaks a hard rule is told which rule and by how much. For any other the answer is
// what the plan would cost with it, and who would move:
//
//   std::cout << why_not(plan, "N17", "M42").message;
//   // M42 could serve N17, but others fill its seats. With M42 there the plan costs 1,700 m more:
//   //     M42 for M7: 1,300 m more; M7 then takes N9: 400 m more.
//   // M3 cannot serve N17: M3 lives 7.31 km away, 2.31 km above the limit of 5.00 km.
//
// Where the plan is the optimum of a flow, and stays a valid plan with the pair forced in by one
// shortest cycle of the residual network (turnout::force), the rise is exact: what a fresh solve
// with a `must` pin on the pair would cost more. Elsewhere the pair is forced in by one repair on a
// copy, which says at most how much dearer, and L(u) with the pair as a duty, or the cycle, at least
// how much; where the two meet, that is exact as well.
//
// Of the roles of a need the answer is about the one that is cheapest for the member, or, where the
// member qualifies for none, the one that comes nearest: of the fewest rules broken the first. The
// problem's candidates are found anew, and the flow once more where it is one: as long as a solve.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/plan.hpp>

namespace turnout::inline TURNOUT_ABI {

/// A service that the other plan has and this one has not, or the reverse.
struct PlanChange {
  std::string need_id, role, member_id;
  bool added = false;
  friend bool operator==(const PlanChange&, const PlanChange&) = default;
};

struct WhyNot {
  std::string need_id, member_id;
  std::string role;       ///< The role that the answer is about.
  bool eligible = false;  ///< Breaks no hard rule by itself.
  /// The rule, or among the eligible what the rest of the plan decides. Nothing: serves there.
  std::optional<Reason> reason = {};
  /// Metres that the plan would be dearer with the pair: exactly, or at most. 0: serves there.
  /// Nothing: not eligible, or no valid plan with the pair was found.
  std::optional<std::int64_t> rise = {};
  bool exact = false;  ///< Whether `rise` is. If not, it may be below 0: a better plan was found.
  /// Every plan with the pair is dearer by at least this: `rise` where that is exact. Below 0 where
  /// this plan may not be the best. Nothing: not known, or serves there.
  std::optional<std::int64_t> least_rise = {};
  std::string message;              ///< All that in words.
  std::vector<PlanChange> changes;  ///< From this plan to the other, the pair asked for first.
};

/// Throws InputError (`unknown_id`) that names the ids the problem does not have.
[[nodiscard]] WhyNot why_not(const Plan& plan, std::string_view need_id,
                             std::string_view member_id);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/explain/detail/why_not.ipp>
#endif
