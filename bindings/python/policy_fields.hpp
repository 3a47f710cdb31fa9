// The names of the policy's fields, once: for reading, for showing and for "did you mean".
#pragma once

#include <turnout/model/policy.hpp>

namespace turnout_python {

/// Calls visit(name, value) for every field, in the order of the header.
template <class Visit>
void for_each_field(turnout::Policy& policy, Visit visit) {
  visit("within_km", policy.within_km);
  visit("max_per_day", policy.max_per_day);
  visit("max_per_week", policy.max_per_week);
  visit("max_services", policy.max_services);
  visit("max_hours", policy.max_hours);
  visit("max_hours_per_day", policy.max_hours_per_day);
  visit("max_hours_per_week", policy.max_hours_per_week);
  visit("rest_hours", policy.rest_hours);
  visit("travel_kmh", policy.travel_kmh);
  visit("max_climb", policy.max_climb);
  visit("cost_per_km", policy.cost_per_km);
  visit("cost_per_climb", policy.cost_per_climb);
  visit("cost_per_spare_level", policy.cost_per_spare_level);
  visit("idle_skill", policy.idle_skill);
  visit("preference", policy.preference);
  visit("continuity", policy.continuity);
  visit("unfilled_cost", policy.unfilled_cost);
  visit("min_seats_weight", policy.min_seats_weight);
  visit("fairness", policy.fairness);
  visit("history_days", policy.history_days);
  visit("min_services_cost", policy.min_services_cost);
  visit("tie_seed", policy.tie_seed);
}

}  // namespace turnout_python
