#pragma once

#include <turnout/points/detail/book_words.ipp>
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
  for (const Obligation& owed : book.obligations())
    lines.push_back(detail::obligation_sentence(owed, zh));
  if (book.keeps_accounts())
    for (const PointKind& kind : book.kinds())
      lines.push_back(detail::kind_sentence(kind, book, zh));
  for (const PointTag& tag : book.tags()) lines.push_back(detail::tag_sentence(tag, zh));
  for (const RuleVersion& version : book.versions())
    lines.push_back(detail::version_sentence(version, zh));
  for (std::string& line : detail::head_sentences(book, zh)) lines.push_back(std::move(line));
  return lines;
}

}  // namespace turnout::inline TURNOUT_ABI
