// turnout/explain/message.hpp -- why a seat stays empty, in a sentence that a resident understands.
//
// Every empty seat has a stable reason (model/reason.hpp) and two counts a rule: how many
// members are left after it, and how many could serve if only this rule were dropped. The
// sentence says both, in the words of the street office and not of the solver.
//
//   for (const Unfilled& u : plan.unfilled())
//     std::cout << week.id(u.need) << ": " << message(plan, u) << '\n';
//   // N17: Too few members have what is asked for: medical (level 2 or above). 1 member is left
//   //      for 3 seats. If it were not asked, 12 could serve.
//
// Deterministic; the same text over both faces and on the page. O(log unfilled).
#pragma once

#include <string>

#include <turnout/config.hpp>
#include <turnout/model/plan.hpp>

namespace turnout::inline TURNOUT_ABI {

/// Why these seats are empty. `unfilled` is one of `plan.unfilled()`; for any other the sentence
/// has no counts.
[[nodiscard]] std::string message(const Plan& plan, const Unfilled& unfilled);

/// The rule in words, as a heading over its counts: "skill asked for", "free at that time", ...
[[nodiscard]] std::string in_words(Reason reason);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/explain/detail/message.ipp>
#endif
