#pragma once

// The plan and the policy in words.

#include <array>
#include <cmath>
#include <cstdio>

#include <turnout/model/plan.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// 1234567 -> "1 234 567", with a space that no line breaks at left to the page.
inline std::string grouped(std::int64_t value) {
  std::string digits = std::to_string(value);
  const std::size_t sign = value < 0 ? 1 : 0;
  for (std::size_t i = digits.size(); i > sign + 3; i -= 3) digits.insert(i - 3, 1, ' ');
  return digits;
}

/// A number with at most `places` decimals and no trailing zeros.
inline std::string decimal(double value, int places) {
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.*f", places, value);
  std::string text(buffer.data());
  // The point is written by us: a locale of the program must not turn it into a comma.
  for (char& c : text)
    if (c == ',') c = '.';
  if (text.find('.') != std::string::npos) {
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
  }
  return text == "-0" ? "0" : text;
}

/// Metres in words, exactly: "350 m", "3 km", "12.45 km".
inline std::string length_in_words(std::int64_t metres) {
  if (metres < 1000 && metres > -1000) return std::to_string(metres) + " m";
  std::string text = grouped(metres / 1000);
  std::string rest = std::to_string(std::abs(metres % 1000) + 1000);
  while (rest.back() == '0') rest.pop_back();
  if (rest.size() > 1) text += '.' + rest.substr(1);
  return text + " km";
}

/// A gap in words, rounded up: a promise must not shrink in the telling.
inline std::string gap_in_words(std::int64_t metres) {
  const std::int64_t step = metres < 1000 ? 1 : metres < 100'000 ? 100 : 1000;
  return length_in_words((metres + step - 1) / step * step);
}

/// "1 seat", "2 seats".
inline std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return grouped(count) + ' ' + std::string(count == 1 ? one : many);
}

template <class T>
void add_limit(std::string& text, const std::optional<T>& limit, std::string_view before,
               std::string_view after) {
  if (!limit) return;
  text += std::string(before) + decimal(static_cast<double>(*limit), 3) + std::string(after);
}

inline std::string reasons_in_words(const Plan& plan) {
  std::array<std::int64_t, reason_count> seats{};
  for (const Unfilled& u : plan.unfilled()) seats[static_cast<std::size_t>(u.reason)] += u.short_by;
  std::string text;
  for (std::size_t i = 0; i < reason_count; ++i) {
    if (seats[i] == 0) continue;
    text += text.empty() ? "" : ", ";
    text += std::string(to_string(static_cast<Reason>(i))) + " " + grouped(seats[i]);
  }
  return text;
}

}  // namespace detail

TURNOUT_INLINE std::string Plan::proof() const {
  if (gap_metres() == 0) return "no plan is cheaper, by the stated costs";
  return "no plan is better by more than " + detail::gap_in_words(gap_metres()) +
         ", by the stated costs";
}

TURNOUT_INLINE std::string Plan::summary() const {
  using detail::grouped;
  double km = 0;
  std::vector<std::uint8_t> serves(problem_.members().size(), 0);
  for (std::size_t i = 0; i < data_->assignments.size(); ++i) {
    km += data_->km[i];
    serves[index(data_->assignments[i].member)] = 1;
  }
  const std::int64_t serving = std::count(serves.begin(), serves.end(), std::uint8_t{1});
  std::string text =
      "filled " + grouped(filled()) + " of " + grouped(seats()) + " seats in " +
      detail::counted(static_cast<std::int64_t>(problem_.needs().size()), "need", "needs") + "; " +
      proof() + '\n';
  text += detail::counted(serving, "member serves", "members serve") + " of " +
          grouped(static_cast<std::int64_t>(serves.size()));
  if (filled() > 0)
    text += "; " + detail::decimal(km, 1) + " km in all, " +
            detail::decimal(km / static_cast<double>(filled()), 2) + " km a service";
  text += '\n';
  text += "status " + std::string(to_string(status())) + "; objective " + grouped(objective()) +
          " m, bound " + grouped(bound()) + " m, gap " + detail::decimal(gap() * 100.0, 6) + " %\n";
  if (data_->most_seats) {
    const MostSeats& most = *data_->most_seats;
    text += most.filled == most.at_most
                ? "no plan fills more seats\n"
                : "no plan fills more than " + grouped(most.at_most) + " seats\n";
  }
  for (const Inexact& i : data_->inexact)
    text += "not one flow: " + i.rule + " for " +
            (i.rule == "together"
                 ? detail::counted(static_cast<std::int64_t>(i.count), "need", "needs")
                 : detail::counted(static_cast<std::int64_t>(i.count), "member", "members")) +
            "\n";
  if (!data_->bound_leaves_out.empty()) {
    text += "the bound leaves out:";
    for (const std::string& rule : data_->bound_leaves_out) text += ' ' + rule;
    text += '\n';
  }
  if (!unfilled().empty())
    text += "empty seats by reason: " + detail::reasons_in_words(*this) + '\n';
  text += "policy: " + in_words(policy()) + '\n';
  if (!data_->times.empty()) {
    text += "time:";
    double sum = 0;
    for (const StageTime& t : data_->times) {
      text += ' ' + t.stage + ' ' + detail::decimal(t.seconds, 3) + " s,";
      sum += t.seconds;
    }
    text += " in all " + detail::decimal(sum, 3) + " s\n";
  }
  return text;
}

TURNOUT_INLINE std::string in_words(const Policy& p) {
  using detail::add_limit;
  using detail::decimal;
  using detail::length_in_words;
  std::string text =
      p.within_km ? "within " + decimal(*p.within_km, 3) + " km" : "no distance limit";
  add_limit(text, p.max_per_day, ", at most ", " a day");
  add_limit(text, p.max_per_week, ", at most ", " a week");
  add_limit(text, p.max_services, ", at most ", " services");
  add_limit(text, p.max_hours, ", at most ", " hours");
  add_limit(text, p.max_hours_per_day, ", at most ", " hours a day");
  add_limit(text, p.max_hours_per_week, ", at most ", " hours a week");
  if (p.rest_hours > 0) text += ", " + decimal(p.rest_hours, 3) + " h of rest between services";
  add_limit(text, p.travel_kmh, ", travel at ", " km/h between services");
  add_limit(text, p.max_climb, ", at most ", " branches to climb");
  text += "; a kilometre costs " + decimal(p.cost_per_km, 3) + " m, a branch to climb " +
          length_in_words(p.cost_per_climb) + ", a spare skill level " +
          length_in_words(p.cost_per_spare_level);
  for (const auto& [skill, cost] : p.idle_skill)
    text += ", an idle " + skill + ' ' + length_in_words(cost);
  text += ", an unloved task " + length_in_words(p.preference) + ", a new face " +
          (p.continuity ? length_in_words(*p.continuity)
                        : length_in_words(continuity_cost(p, "pairing")) + " in a pairing");
  text += "; an empty seat";
  for (std::size_t i = 0; i < p.unfilled_cost.size(); ++i)
    text += (i == 0 ? " " : ", ") + length_in_words(p.unfilled_cost[i]);
  text += " by priority 1 to 5, below min_seats " + std::to_string(p.min_seats_weight) +
          " times; fairness " + length_in_words(p.fairness) + " over " +
          std::to_string(p.history_days) + " days of history; a service short of min_services " +
          length_in_words(p.min_services_cost);
  if (p.tie_seed) text += "; tie seed " + std::to_string(*p.tie_seed);
  return text;
}

}  // namespace turnout::inline TURNOUT_ABI
