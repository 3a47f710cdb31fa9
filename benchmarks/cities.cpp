#include "cities.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

#include <turnout/eligibility/candidates.hpp>
#include <turnout/eligibility/rules.hpp>

namespace bench {
namespace {

using namespace turnout;

// Members live at the same density everywhere, so within_km alone says how many candidates a need
// has. The sizes are near those of the tables that the engine's algorithms were chosen by.
constexpr std::array kCities{
    NamedCity{"village", "2,000 members", 2'000, 100, .85, 420},
    NamedCity{"district", "22,000 members", 22'000, 700, .85, 420},
    NamedCity{"city", "a quarter of what people can give is asked", 260'000, 7'000, .85, 420},
    NamedCity{"full", "two thirds of it", 260'000, 20'000, .85, 430},
    NamedCity{"overloaded", "more is asked than people can give", 260'000, 40'000, .85, 430},
    NamedCity{"dense", "a thousand candidates a need", 260'000, 20'000, 2.3, 310},
    NamedCity{"festival", "everyone free, all at one hour", 260'000, 7'000, .5, 420, true},
    NamedCity{"growth-10k", "growth at fixed density", 10'000, 269, .85, 420},
    NamedCity{"growth-30k", "growth at fixed density", 31'623, 851, .85, 420},
    NamedCity{"growth-100k", "growth at fixed density", 100'000, 2'692, .85, 420},
    NamedCity{"growth-300k", "growth at fixed density", 316'228, 8'514, .85, 420},
    NamedCity{"growth-1m", "growth at fixed density", 1'000'000, 26'923, .85, 420},
};

Table keep(const Table& table, const std::set<std::string_view>& names) {
  std::vector<NamedColumn> kept;
  for (const NamedColumn& column : table.columns())
    if (names.contains(column.name)) kept.push_back(column);
  return {table.name(), std::move(kept)};
}

// From the generator's one to four services a week, with some who state no limit, to one to three:
// 1.5 in the mean.
NamedColumn one_to_three(const Column& max_services) {
  std::vector<std::int64_t> values(max_services.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = max_services.is_null(i) ? 3 : (max_services.integer_at(i) + 1) / 2;
  return {"max_services", Column::integers(std::move(values))};
}

// Those who live within .85 km do not fill a walk of 600; such a need would only say that it
// cannot be met.
NamedColumn at_most_sixty(const Column& seats) {
  std::vector<std::int64_t> values(seats.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = std::min<std::int64_t>(seats.integer_at(i), 60);
  return {"seats", Column::integers(std::move(values))};
}

NamedColumn all_as_first(const Table& table, std::string_view name) {
  const std::string first = table.find(name)->to_text(0);
  Texts texts;
  for (std::size_t i = 0; i < table.rows(); ++i) texts.push_back(first);
  return {std::string(name), Column::text(std::move(texts))};
}

}  // namespace

std::span<const NamedCity> named_cities() { return kCities; }

const NamedCity& city_named(std::string_view name) {
  const auto found = std::ranges::find(kCities, name, &NamedCity::name);
  if (found != kCities.end()) return *found;
  std::string message = "no city '" + std::string(name) + "'; there are";
  for (const NamedCity& city : kCities) message.append(" ").append(city.name);
  throw std::invalid_argument(message);
}

Tables tables_of(const NamedCity& named) {
  CityOptions options = city(named.members, named.needs);
  options.seats_percent = named.seats_percent;
  options.in_slots = true;
  options.services = 0;
  const City made = make_city(options);

  std::set<std::string_view> of_members{"member_id", "lat", "lon", "skills", "free"};
  std::set<std::string_view> of_needs{"need_id", "start",  "end",     "lat",
                                      "lon",     "skills", "priority"};
  if (named.everyone_at_once) {
    of_members.erase("free");
    of_needs.erase("start");
    of_needs.erase("end");
  }
  const Table members = keep(made.members, of_members);
  const Table needs = keep(made.needs, of_needs);
  std::vector<NamedColumn> member_columns(members.columns().begin(), members.columns().end());
  std::vector<NamedColumn> need_columns(needs.columns().begin(), needs.columns().end());
  member_columns.push_back(one_to_three(*made.members.find("max_services")));
  need_columns.push_back(at_most_sixty(*made.needs.find("seats")));
  if (named.everyone_at_once) {
    need_columns.push_back(all_as_first(made.needs, "start"));
    need_columns.push_back(all_as_first(made.needs, "end"));
  }
  return {.members = Table("members", std::move(member_columns)),
          .needs = Table("needs", std::move(need_columns))};
}

Policy policy_of(const NamedCity& city) {
  Policy policy;
  policy.within_km = city.within_km;
  policy.max_per_day = {};
  policy.fairness = 0;
  return policy;
}

std::vector<std::int64_t> Pairs::slot_of_pair() const {
  std::vector<std::int64_t> slots(need.size());
  for (std::size_t i = 0; i < need.size(); ++i) slots[i] = slot[static_cast<std::size_t>(need[i])];
  return slots;
}

Pairs pairs_of(const Problem& problem, const Policy& policy) {
  const Rules rules(problem, policy);
  const Candidates eligible = candidates(rules, {.threads = 1});
  Pairs pairs;
  pairs.need.reserve(eligible.size());
  pairs.member.reserve(eligible.size());
  pairs.cost.reserve(eligible.size());

  std::map<Instant, std::int64_t> slots;
  for (const Instant start : problem.needs().start) slots.emplace(start, 0);
  std::int64_t next = 0;
  for (auto& [start, slot] : slots) slot = next++;

  // One role a need, so a role's number is its need's.
  for (std::size_t r = 0; r < problem.roles().size(); ++r) {
    for (const Candidate& candidate : eligible.of_role(make_id<RoleId>(r))) {
      pairs.need.push_back(static_cast<std::int64_t>(r));
      pairs.member.push_back(static_cast<std::int64_t>(index(candidate.member)));
      pairs.cost.push_back(candidate.cost);
    }
    pairs.seats.push_back(problem.roles().seats[r]);
    pairs.unfilled_cost.push_back(policy.unfilled_cost[problem.needs().priority[r] - 1U]);
    pairs.slot.push_back(slots.at(problem.needs().start[r]));
  }
  pairs.capacity = problem.members().max_services;
  return pairs;
}

Pairs pairs_of(const NamedCity& city) {
  return pairs_of(make_problem(tables_of(city), {.zone = std::string(zone)}), policy_of(city));
}

}  // namespace bench
