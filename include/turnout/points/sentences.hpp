// turnout/points/sentences.hpp -- a rulebook in words, for the notice, the card and the office.
//
//   for (const std::string& line : sentences(book, "en")) ...
//   // Service: 1 point for each occasion; counts once someone other than the member has
//   // confirmed it; at most 4 points a day.
//
// Made from the rules themselves, so that what is posted is what is computed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/points/rulebook.hpp>

namespace turnout::inline TURNOUT_ABI {

/// One sentence a rule, then one a group, a ladder, an obligation, a kind of points (where accounts
/// are kept), a tag and a version; then how periods are posted and objected to, and what suspensions
/// and overlaps do. `language`: "en" or "zh"; throws InputError (`unknown_language`) for any other.
[[nodiscard]] std::vector<std::string> sentences(const Rulebook& book, std::string_view language);

/// Thousandths as a decimal without needless zeros: 1200 is "1.2", -500 is "-0.5".
[[nodiscard]] std::string points_text(std::int64_t thousandths);
/// Seconds as people say them: "2 h 30 min", "2 小时 30 分钟".
[[nodiscard]] std::string length_text(std::int64_t seconds, std::string_view language);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/points/detail/sentences.ipp>
#endif
