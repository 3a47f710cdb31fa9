#pragma once

#include <cmath>
#include <type_traits>

#include <turnout/model/error.hpp>
#include <turnout/model/policy.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Largest single cost: 2^20 candidates at it stay within the exact range of 2^53.
inline constexpr std::int64_t largest_cost = std::int64_t{1} << 33;

class PolicyCheck {
 public:
  template <class T>
  void within(const char* field, T value, double low, double high, const char* remedy) {
    const auto v = static_cast<double>(value);
    if (v >= low && v <= high) return;  // NaN fails this, as it should
    bad_.add({.table = "policy",
              .column = field,
              .value = number(value),
              .code = std::isnan(v) || v < low ? "too_small" : "too_large",
              .message = "this is out of range",
              .remedy = remedy});
  }
  template <class T>
  void within(const char* field, const std::optional<T>& value, double low, double high,
              const char* remedy) {
    if (value) within(field, *value, low, high, remedy);
  }
  void finish() const { bad_.throw_if_any(); }

 private:
  template <class T>
  static std::string number(T value) {
    std::string text = std::to_string(value);
    if constexpr (std::is_floating_point_v<T>) {
      while (text.find('.') != std::string::npos && (text.back() == '0' || text.back() == '.')) {
        const bool point = text.back() == '.';
        text.pop_back();
        if (point) break;
      }
    }
    return text;
  }
  IssueCollector bad_;
};

}  // namespace detail

TURNOUT_INLINE void check_policy(const Policy& p) {
  constexpr auto most = static_cast<double>(detail::largest_cost);
  constexpr double count = 1e9;
  constexpr auto metres = "give metres from 0 to 8,589,934,592";
  constexpr auto limit = "give a limit from 0 up, or leave it out for none";
  detail::PolicyCheck check;
  check.within("within_km", p.within_km, 0, 21'000, "give kilometres from 0 to 21,000");
  check.within("max_per_day", p.max_per_day, 0, count, limit);
  check.within("max_per_week", p.max_per_week, 0, count, limit);
  check.within("max_services", p.max_services, 0, count, limit);
  check.within("max_hours", p.max_hours, 0, 1e6, limit);
  check.within("max_hours_per_day", p.max_hours_per_day, 0, 1e6, limit);
  check.within("max_hours_per_week", p.max_hours_per_week, 0, 1e6, limit);
  check.within("rest_hours", p.rest_hours, 0, 8784, "give hours from 0 to 8,784");
  check.within("travel_kmh", p.travel_kmh, 0.001, 1e6,
               "give a speed above 0, or leave it out for no travel time");
  check.within("max_climb", p.max_climb, 0, count, limit);
  check.within("cost_per_km", p.cost_per_km, 0, 400'000, "give metres a kilometre, 0 to 400,000");
  check.within("cost_per_climb", p.cost_per_climb, 0, most, metres);
  check.within("cost_per_spare_level", p.cost_per_spare_level, 0, most / 16, metres);
  for (const auto& [skill, cost] : p.idle_skill)
    check.within(("idle_skill." + skill).c_str(), cost, 0, most, metres);
  check.within("preference", p.preference, 0, most, metres);
  check.within("continuity", p.continuity, 0, most, metres);
  for (std::size_t i = 0; i < p.unfilled_cost.size(); ++i)
    check.within(("unfilled_cost." + std::to_string(i + 1)).c_str(), p.unfilled_cost[i], 0, most,
                 metres);
  check.within("min_seats_weight", p.min_seats_weight, 1, 1000, "give a weight from 1 to 1,000");
  check.within("fairness", p.fairness, 0, 1e6, "give metres from 0 to 1,000,000");
  check.within("history_days", p.history_days, 0, 36'600, "give days from 0 to 36,600");
  check.within("min_services_cost", p.min_services_cost, 0, most, metres);
  check.finish();
}

TURNOUT_INLINE std::int64_t continuity_cost(const Policy& policy, std::string_view kind) {
  constexpr std::int64_t for_pairings = 2000;
  if (policy.continuity) return *policy.continuity;
  return kind == "pairing" ? for_pairings : 0;
}

}  // namespace turnout::inline TURNOUT_ABI
