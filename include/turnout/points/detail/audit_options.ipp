#pragma once

// The thresholds by name, once: for checking them here, for keywords and flags elsewhere.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <turnout/points/audit.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline constexpr std::array<AuditThreshold, 16> kAuditThresholds{{
    {"overlap_minutes", &AuditOptions::overlap_minutes, 0, 1'440},
    {"day_hours", &AuditOptions::day_hours, 1, 24},
    {"twice_minutes", &AuditOptions::twice_minutes, 0, 240},
    {"travel_kmh", &AuditOptions::travel_kmh, 1, 2'000},
    {"travel_slack_metres", &AuditOptions::travel_slack_metres, 0, 1'000'000},
    {"long_hours", &AuditOptions::long_hours, 1, 100'000},
    {"burst_least", &AuditOptions::burst_least, 1, 1'000'000},
    {"burst_times", &AuditOptions::burst_times, 1, 1'000},
    {"ring_most", &AuditOptions::ring_most, 2, 100},
    {"ring_pair", &AuditOptions::ring_pair, 1, 1'000},
    {"ring_ratings", &AuditOptions::ring_ratings, 1, 1'000},
    {"ring_given_percent", &AuditOptions::ring_given_percent, 0, 99},
    {"ring_received_percent", &AuditOptions::ring_received_percent, 0, 99},
    {"ring_fives_percent", &AuditOptions::ring_fives_percent, 0, 99},
    {"five_ratings", &AuditOptions::five_ratings, 2, 100'000},
    {"five_one_in", &AuditOptions::five_one_in, 10, 1'000'000'000},
}};

inline void check_thresholds(const AuditOptions& options, IssueCollector& bad) {
  for (const AuditThreshold& threshold : kAuditThresholds) {
    const std::int64_t value = options.*threshold.value;
    if (value >= threshold.least && value <= threshold.most) continue;
    bad.add({.table = {},
             .row = {},
             .column = std::string(threshold.name),
             .value = std::to_string(value),
             .code = "out_of_range",
             .message = "this threshold says nothing",
             .remedy = "give a whole number from " + std::to_string(threshold.least) + " to " +
                       std::to_string(threshold.most)});
  }
}

}  // namespace detail

TURNOUT_INLINE std::span<const AuditThreshold> audit_thresholds() noexcept {
  return detail::kAuditThresholds;
}

}  // namespace turnout::inline TURNOUT_ABI
