// turnout/solve/detail/load_of.hpp -- what a number of services costs a member besides themselves.
#pragma once

#include <algorithm>
#include <cstdint>

#include <turnout/config.hpp>
#include <turnout/eligibility/rules.hpp>
#include <turnout/solve/bound.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// What load costs a member for k services, as the measure has it.
struct LoadOf {
  std::int64_t fairness = 0, history = 0, least = 0, missing_cost = 0;
  [[nodiscard]] std::int64_t at(std::int64_t k) const noexcept {
    return fairness * (k * (2 * history + k)) + missing_cost * std::max<std::int64_t>(0, least - k);
  }
};

inline LoadOf load_of(const Rules& rules, MemberId member, Goal measure) {
  if (measure == Goal::empty_seats) return {};
  return {rules.policy().fairness, rules.recent(member),
          rules.problem().members().min_services[index(member)], rules.policy().min_services_cost};
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
