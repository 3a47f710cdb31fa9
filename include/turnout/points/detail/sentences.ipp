#pragma once

#include <turnout/points/detail/phrases.ipp>
#include <turnout/points/sentences.hpp>

namespace turnout::inline TURNOUT_ABI {

TURNOUT_INLINE std::string points_text(std::int64_t thousandths) {
  return detail::decimal_text(thousandths);
}

TURNOUT_INLINE std::string length_text(std::int64_t seconds, std::string_view language) {
  return detail::duration_text(seconds, detail::is_chinese(language));
}

TURNOUT_INLINE std::vector<std::string> sentences(const Rulebook& book, std::string_view language) {
  const bool zh = detail::is_chinese(language);
  std::vector<std::string> lines;
  for (const PointRule& rule : book.rules()) lines.push_back(detail::rule_sentence(rule, book, zh));
  for (const PointGroup& group : book.groups())
    lines.push_back(detail::group_sentence(group, book, zh));
  for (const Ladder& ladder : book.ladders())
    lines.push_back(detail::ladder_sentence(ladder, book, zh));
  return lines;
}

}  // namespace turnout::inline TURNOUT_ABI
