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
/// What services have, what events have, and an obligation missed or met.
inline constexpr std::array<std::string_view, 5> kServiceQuantities{"occasions", "hours", "minutes",
                                                                    "seconds", "reached"};
inline constexpr std::array<std::string_view, 6> kEventQuantities{"occasions", "hours",  "minutes",
                                                                  "seconds",   "amount", "score"};
inline constexpr std::array<std::string_view, 1> kDueQuantities{"occasions"};
inline constexpr std::array<std::string_view, kMeasures> kMeasureNames{
    "earned", "hours", "services", "active_months", "balance"};
inline constexpr std::array<std::string_view, 4> kSpanNames{"period", "year", "lifetime",
                                                            "rolling"};
inline constexpr std::array<std::string_view, 3> kRoundingNames{"down", "nearest", "up"};
inline constexpr std::array<std::string_view, 8> kRoundPerNames{
    "event", "activity", "day", "week", "month", "quarter", "half", "year"};
inline constexpr std::array<std::string_view, 8> kReachKeys{"activity", "day",  "week", "month",
                                                            "quarter",  "half", "year", "lifetime"};
inline constexpr std::array<std::string_view, 4> kPeriodNames{"month", "quarter", "half", "year"};
inline constexpr std::array<std::string_view, 5> kObligationPer{"week", "month", "quarter", "half",
                                                                "year"};
inline constexpr std::array<std::string_view, 3> kSuspensionNames{"freeze", "forfeit", "ignore"};
inline constexpr std::array<std::string_view, 2> kOverlapNames{"both", "union"};
inline constexpr std::array<std::string_view, 3> kUseNames{"spend", "donate", "transfer"};
inline constexpr std::array<std::string_view, 2> kConvertWhen{"asked", "earned"};
inline constexpr std::array<std::string_view, 2> kAccountNames{"member", "beneficiary"};
inline constexpr std::array<std::string_view, 3> kBandsBy{"score", "rating", "amount"};
/// Columns that the standing has anyway, and keys of gates: no ladder may take their names.
inline constexpr std::array<std::string_view, 19> kStandingColumns{"member_id",
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
                                                                   "balance",
                                                                   "suspended",
                                                                   "earned",
                                                                   "confirmed",
                                                                   "rating"};

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
