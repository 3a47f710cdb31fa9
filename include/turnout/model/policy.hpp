// turnout/model/policy.hpp -- the hard rules and the weights of the soft ones.
//
// One currency: metres. A plan's objective is the sum of what its services cost
// (distance, branches to climb, skill to spare, ...), what its empty seats cost
// and what an uneven load costs, all in metres.
//
//   const Plan plan = solve(week, {.policy = {.within_km = 3.0, .fairness = 500}});
//
// Every field has the contract's default, so designated initialisers read like
// keyword arguments. `check_policy` says what is out of range.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {

struct Policy {
  /// Limit in km where neither member nor need has one; of several the smallest holds; inclusive.
  /// Seats stay empty as too_far: raise this. Absent: no limit.
  std::optional<double> within_km = 5.0;

  // For members who state none. Inclusive; 0 means "may not serve"; absent: no limit.
  std::optional<std::int64_t> max_per_day = 1;    ///< Services that start on one local day.
  std::optional<std::int64_t> max_per_week = {};  ///< The same by week, Monday first.
  std::optional<std::int64_t> max_services = {};  ///< Over the whole plan.
  std::optional<double> max_hours = {};           ///< Hours of service over the whole plan.
  std::optional<double> max_hours_per_day = {};
  std::optional<double> max_hours_per_week = {};

  double rest_hours = 0;  ///< Least hours between two services of a member.
  std::optional<double> travel_kmh =
      {};  ///< Speed from one service to the next. Absent: no travel time.
  std::optional<std::int64_t> max_climb = {};  ///< Hard limit on branches to climb. Absent: none.

  double cost_per_km = 1000;           ///< Metres a kilometre of distance costs; >= 0.
  std::int64_t cost_per_climb = 2000;  ///< A level of the branch tree.
  std::int64_t cost_per_spare_level =
      150;  ///< Each level above the level asked, for each skill asked.
  /// {skill: metres}: a holder fills a role that does not ask it (the doctor at the garbage post);
  /// the largest one only.
  std::map<std::string, std::int64_t> idle_skill = {};
  std::int64_t preference = 500;  ///< A member with `likes`, on anything else.
  /// A member not known here (no history with the same series, else the same place).
  /// Absent: 2,000 for kind "pairing", 0 for every other.
  std::optional<std::int64_t> continuity = {};

  /// An empty seat by priority 1 to 5. Seats stay empty as not_worth_it: raise these.
  std::array<std::int64_t, 5> unfilled_cost = {1'000'000, 2'000'000, 4'000'000, 8'000'000,
                                               16'000'000};
  std::int64_t min_seats_weight =
      4;  ///< An empty seat below min_seats costs this many times; >= 1.

  /// f: the load of a member with h services lately and k planned costs f((h + k)^2 - h^2).
  /// The same few are always asked: raise this.
  std::int64_t fairness = 300;
  std::int64_t history_days = 182;          ///< How far back history counts for h.
  std::int64_t min_services_cost = 20'000;  ///< Each service short of a member's min_services.

  std::optional<std::int64_t> tie_seed =
      {};  ///< Absent: the day of the first need, days since 1970-01-01.

  friend bool operator==(const Policy&, const Policy&) = default;
};

/// Throws InputError with every field out of range (negative costs and limits, speeds not above 0,
/// costs of which the exact range of 2^53 would not hold 2^20). Table name "policy".
void check_policy(const Policy& policy);

/// The continuity cost of a need of this kind.
[[nodiscard]] std::int64_t continuity_cost(const Policy& policy, std::string_view kind);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/model/detail/policy.ipp>
#endif
