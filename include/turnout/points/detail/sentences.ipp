#pragma once

#include <turnout/points/detail/phrases.ipp>
#include <turnout/points/sentences.hpp>

namespace turnout::inline TURNOUT_ABI {

TURNOUT_INLINE std::string points_text(std::int64_t thousandths) {
  const bool negative = thousandths < 0;
  const std::uint64_t size = negative ? 0 - static_cast<std::uint64_t>(thousandths)
                                      : static_cast<std::uint64_t>(thousandths);
  std::string text = (negative ? "-" : "") + std::to_string(size / 1000);
  if (size % 1000 == 0) return text;
  std::string digits = std::to_string(1000 + size % 1000).substr(1);
  while (digits.back() == '0') digits.pop_back();
  return text + "." + digits;
}

TURNOUT_INLINE std::string length_text(std::int64_t seconds, std::string_view language) {
  const bool zh = detail::is_chinese(language);
  const std::int64_t hours = seconds / 3600, minutes = seconds / 60 % 60, rest = seconds % 60;
  std::string text;
  const auto part = [&](std::int64_t value, std::string_view english, std::string_view chinese) {
    if (value == 0) return;
    if (!text.empty()) text += " ";
    text += std::to_string(value) + " " + std::string(zh ? chinese : english);
  };
  part(hours, "h", "小时");
  part(minutes, "min", "分钟");
  part(rest, "s", "秒");
  return text.empty() ? (zh ? "0 小时" : "0 h") : text;
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
