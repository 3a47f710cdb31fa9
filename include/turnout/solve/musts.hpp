// turnout/solve/musts.hpp -- which pins of kind must bind.
//
// A must overrides no other hard rule, so some cannot be kept. Which ones bind is decided the same
// for every plan, in two steps. Member side: its pins in order of need; a pin is kept when the
// member is a candidate for a role it names and the need fits beside those kept before. Seat side:
// for each need, members in order of id; a member is kept when all kept so far can be seated at
// once. What is kept binds: every plan has the member there.
#pragma once

#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/candidates.hpp>
#include <turnout/eligibility/clash.hpp>
#include <turnout/eligibility/rules.hpp>

namespace turnout::inline TURNOUT_ABI {

/// A duty that binds.
struct Must {
  MemberId member;
  NeedId need;
  std::vector<RoleId> roles;  ///< In one of these; ascending.
};

/// By member, then need. Pins at `together` needs are not among them: see `together_musts`.
[[nodiscard]] std::vector<Must> binding_musts(const Rules& rules, const Candidates& candidates,
                                              const Clash& clash);

/// The same at `together` needs, where they bind only if anyone serves.
[[nodiscard]] std::vector<Must> together_musts(const Rules& rules, const Candidates& candidates,
                                               const Clash& clash);

/// Whether one member may serve all of these needs, limits included. They must be distinct.
[[nodiscard]] bool fit_together(const Rules& rules, const Clash& clash, MemberId member,
                                std::span<const NeedId> needs);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/solve/detail/musts.ipp>
#endif
