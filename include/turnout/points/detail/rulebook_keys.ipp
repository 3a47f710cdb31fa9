// The keys of each table of the rulebook format. docs/rulebook.schema.json has the same ones; a
// test compares them.
#pragma once

#include <array>

#include <turnout/points/detail/rulebook_names.ipp>
#include <turnout/points/detail/rulebook_walk.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

template <std::size_t n>
using KeyList = std::array<std::string_view, n>;

inline constexpr KeyList<19> kHeadKeys{"format",      "name",    "title",    "note",   "version",
                                       "languages",   "unit",    "period",   "close",  "objection",
                                       "suspension",  "overlap", "versions", "kinds",  "tags",
                                       "obligations", "groups",  "rules",    "ladders"};
inline constexpr KeyList<3> kVersionKeys{"id", "from", "to"};
inline constexpr KeyList<14> kKindKeys{
    "id",          "title",    "unit", "start", "negative", "expiry",   "carry_over",
    "balance_cap", "overflow", "pool", "spend", "donate",   "transfer", "convert"};
inline constexpr KeyList<4> kExpiryKeys{"on", "days", "months", "years"};
inline constexpr KeyList<2> kCarryOverKeys{"most", "gates"};
inline constexpr KeyList<1> kUseKeys{"gates"};
inline constexpr KeyList<4> kConvertKeys{"to", "rate", "round", "when"};
inline constexpr KeyList<3> kTagKeys{"id", "title", "forbid"};
inline constexpr KeyList<6> kObligationKeys{"id", "title", "event", "per", "due", "least"};
inline constexpr KeyList<4> kGroupKeys{"id", "title", "caps", "floors"};
inline constexpr KeyList<20> kRuleKeys{"id",    "title",    "version",       "event",  "missed",
                                       "met",   "account",  "kind",          "tags",   "match",
                                       "gates", "quantity", "quantity_caps", "rate",   "rates",
                                       "bands", "round",    "caps",          "floors", "group"};
/// Of `match`: the fields of a service, and `not`, a table of the same fields.
inline constexpr KeyList<kServiceFields + 1> kMatchKeys{
    "kind", "source",    "category", "item",        "series",      "place",
    "role", "community", "group",    "beneficiary", "recorded_by", "not"};
/// Of `gates`; the ids of the ladders come on top.
inline constexpr KeyList<2 + kMeasures> kGateKeys{"confirmed", "rating",        "earned", "hours",
                                                  "services",  "active_months", "balance"};
inline constexpr KeyList<2> kRatingGateKeys{"least", "unrated"};
inline constexpr KeyList<3> kMeasureGateKeys{"least", "span", "days"};
inline constexpr KeyList<2> kBalanceGateKeys{"least", "kind"};
inline constexpr KeyList<2> kRateKeys{"points", "per"};
inline constexpr KeyList<3> kRatesKeys{"by", "values", "otherwise"};
inline constexpr KeyList<2> kRuleBandsKeys{"by", "list"};
inline constexpr KeyList<3> kPointBandKeys{"from", "to", "points"};
inline constexpr KeyList<3> kRoundKeys{"mode", "step", "per"};
inline constexpr KeyList<12> kLadderKeys{"id",   "title", "version", "kind",   "measure", "span",
                                         "days", "rules", "gates",   "repeat", "first",   "bands"};
inline constexpr KeyList<4> kBandKeys{"id", "title", "from", "to"};

/// Where a key that is wrong here would be right.
inline constexpr std::array<KeysOf, 12> kFormat{{{"the head", kHeadKeys},
                                                 {"[[versions]]", kVersionKeys},
                                                 {"[[kinds]]", kKindKeys},
                                                 {"`expiry`", kExpiryKeys},
                                                 {"`carry_over`", kCarryOverKeys},
                                                 {"`convert`", kConvertKeys},
                                                 {"[[tags]]", kTagKeys},
                                                 {"[[obligations]]", kObligationKeys},
                                                 {"[[rules]]", kRuleKeys},
                                                 {"`match`", kMatchKeys},
                                                 {"`gates`", kGateKeys},
                                                 {"[[ladders]]", kLadderKeys}}};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
