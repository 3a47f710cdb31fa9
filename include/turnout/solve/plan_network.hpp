// turnout/solve/plan_network.hpp -- a problem under a policy, written as the kernel's network.
//
// Rows are the roles; a member is a tree of limits: a leaf for each class of services of which it
// gives one at most, then its days, its weeks and the plan. Members enter in the order of their
// tie hash and needs in the order of their ids, so that ties fall the same way whatever the order
// of the input. Duties (pins of kind must) get a reward that outweighs everything else.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/candidates.hpp>
#include <turnout/eligibility/clash.hpp>
#include <turnout/solve/bound.hpp>
#include <turnout/solve/musts.hpp>
#include <turnout/solve/network.hpp>
#include <turnout/solve/structure.hpp>

namespace turnout::inline TURNOUT_ABI {

struct PlanNetwork {
  FlowNetwork flow;
  std::vector<std::uint32_t> pair;        ///< Candidate of the network -> position in Candidates.
  std::vector<std::string_view> inexact;  ///< By member: the rule that no flow expresses, or "".
  std::int64_t constant =
      0;  ///< To add to the network's objective and bound: rewards missed, duties.
  std::int64_t must_reward = 0;
};

/// Only pairs that the duties leave open stand in the network.
[[nodiscard]] PlanNetwork make_plan_network(const Rules& rules, const Candidates& candidates,
                                            const Clash& clash, const std::vector<Must>& musts,
                                            Goal measure, int threads);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/solve/detail/plan_network.ipp>
#endif
