// benchmarks/cities.hpp -- the seeded cities that everything here is measured on, by name.
//
// A city is made twice from one seed: as the tables a user has (members, needs), and as the bare
// arrays of pairs that a flow solver takes. The pairs are those that the library's own
// rules let through on the tables, so both say the same problem:
//
//   const bench::NamedCity& city = bench::city_named("district");
//   const turnout::Tables tables = bench::tables_of(city);     // for solve()
//   const bench::Pairs pairs = bench::pairs_of(city);          // for solve_flow() and the peers
//
// Needs fall into six fixed slots a day and ask one skill at most, a member serves at most once
// a slot and one to three times in all: rules that a flow expresses, and that an analyst would
// write by hand.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <turnout/generate/city.hpp>
#include <turnout/model/policy.hpp>
#include <turnout/model/problem.hpp>

namespace bench {

struct NamedCity {
  std::string_view name;
  std::string_view story;  ///< What is peculiar about it, for tables and plots.
  std::uint32_t members, needs;
  double within_km;               ///< Sets how many candidates a need has.
  std::uint32_t seats_percent;    ///< As in CityOptions.
  bool everyone_at_once = false;  ///< Everyone is free, and all needs fall into one slot.
};

/// Village, district, city, full, overloaded, dense, festival, and growth-10k to growth-1m.
[[nodiscard]] std::span<const NamedCity> named_cities();
/// Throws std::invalid_argument that lists the names.
[[nodiscard]] const NamedCity& city_named(std::string_view name);

/// Tables `members` and `needs`, with the columns that the rules below look at.
[[nodiscard]] turnout::Tables tables_of(const NamedCity& city);
inline constexpr std::string_view zone = "Asia/Shanghai";
/// Distance and spare skill cost; one service a slot; no fairness, no limit a day.
[[nodiscard]] turnout::Policy policy_of(const NamedCity& city);

/// Pairs ordered by need, then by member.
struct Pairs {
  std::vector<std::int64_t> need, member, cost;          ///< Of a pair; cost in metres.
  std::vector<std::int64_t> seats, unfilled_cost, slot;  ///< Of a need. Slots count from 0.
  std::vector<std::int64_t> capacity;                    ///< Of a member, 1 to 3.
  /// Its need's slot: with `group_limit` 1 at most one service a slot.
  [[nodiscard]] std::vector<std::int64_t> slot_of_pair() const;
};
[[nodiscard]] Pairs pairs_of(const turnout::Problem& problem, const turnout::Policy& policy);
[[nodiscard]] Pairs pairs_of(const NamedCity& city);

}  // namespace bench
