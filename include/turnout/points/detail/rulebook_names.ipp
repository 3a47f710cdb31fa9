// The words of the rulebook format that stand for values.
#pragma once

#include <array>

#include <turnout/points/rulebook.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline constexpr std::string_view kRulebookFormat = "turnout-rulebook/1";
inline constexpr std::array<std::string_view, kServiceFields> kFieldNames{
    "kind", "source",    "category", "item",        "series",     "place",
    "role", "community", "group",    "beneficiary", "recorded_by"};
inline constexpr std::array<std::string_view, 7> kQuantityNames{
    "occasions", "hours", "minutes", "seconds", "amount", "score", "reached"};
inline constexpr std::array<std::string_view, kMeasures> kMeasureNames{
    "earned", "hours", "services", "active_months", "balance"};
inline constexpr std::array<std::string_view, 4> kSpanNames{"period", "year", "lifetime",
                                                            "rolling"};
inline constexpr std::array<std::string_view, 3> kRoundingNames{"down", "nearest", "up"};
inline constexpr std::array<std::string_view, 8> kRoundPerNames{
    "event", "activity", "day", "week", "month", "quarter", "half", "year"};
/// Columns that the standing has anyway: no ladder may take their names.
inline constexpr std::array<std::string_view, 15> kStandingColumns{"member_id",
                                                                   "name",
                                                                   "community",
                                                                   "unit",
                                                                   "rank",
                                                                   "points",
                                                                   "services",
                                                                   "hours",
                                                                   "active_months",
                                                                   "lifetime_points",
                                                                   "lifetime_services",
                                                                   "lifetime_hours",
                                                                   "tier_rank",
                                                                   "account",
                                                                   "balance"};

}  // namespace detail

TURNOUT_INLINE std::string_view to_string(ServiceField field) noexcept {
  return detail::kFieldNames[static_cast<std::size_t>(field)];
}
TURNOUT_INLINE std::string_view to_string(Quantity quantity) noexcept {
  return detail::kQuantityNames[static_cast<std::size_t>(quantity)];
}
TURNOUT_INLINE std::string_view to_string(Measure measure) noexcept {
  return detail::kMeasureNames[static_cast<std::size_t>(measure)];
}
TURNOUT_INLINE std::string_view to_string(LadderSpan span) noexcept {
  return detail::kSpanNames[static_cast<std::size_t>(span)];
}

}  // namespace turnout::inline TURNOUT_ABI
