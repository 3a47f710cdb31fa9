#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <turnout/config.hpp>

// What the parsers of times and cells share: a cursor over a text that never reads past its end.
namespace turnout::inline TURNOUT_ABI {
namespace detail {

[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_alpha(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
[[nodiscard]] constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] inline bool equal_in_any_case(std::string_view text, std::string_view lower_case) {
  if (text.size() != lower_case.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (lower(text[i]) != lower_case[i]) return false;
  return true;
}

[[nodiscard]] constexpr bool is_blank(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Calls use(item) for the items of a list: joined by ';', trimmed, blanks left out.
template <class Use>
void each_item(std::string_view cell, Use use) {
  while (true) {
    const std::size_t end = cell.find(';');
    if (const std::string_view item = trimmed(cell.substr(0, end)); !item.empty()) use(item);
    if (end == std::string_view::npos) return;
    cell.remove_prefix(end + 1);
  }
}

/// The text in quotes, as a sentence shows it: at most 40 bytes, cut between characters.
[[nodiscard]] inline std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::size_t cut = text.size();
  if (cut > longest) {
    cut = longest;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
  }
  return "'" + std::string(text.substr(0, cut)) + (cut < text.size() ? "...'" : "'");
}

struct Scan {
  std::string_view rest;

  [[nodiscard]] bool done() const noexcept { return rest.empty(); }
  [[nodiscard]] bool at(char c) const noexcept { return !rest.empty() && rest.front() == c; }
  [[nodiscard]] bool at_digit() const noexcept { return !rest.empty() && is_digit(rest.front()); }

  bool take(char c) noexcept {
    if (!at(c)) return false;
    rest.remove_prefix(1);
    return true;
  }
  /// Skips blanks and tabs; tells whether there were any.
  bool blanks() noexcept {
    const std::size_t before = rest.size();
    while (at(' ') || at('\t')) rest.remove_prefix(1);
    return rest.size() != before;
  }
  /// A run of digits, at least `least` and at most `most` (below 10) of them.
  std::optional<int> digits(std::size_t least, std::size_t most) noexcept {
    std::size_t n = 0;
    int value = 0;
    while (n < rest.size() && is_digit(rest[n])) {
      if (n == most) return std::nullopt;
      value = value * 10 + (rest[n] - '0');
      ++n;
    }
    if (n < least) return std::nullopt;
    rest.remove_prefix(n);
    return value;
  }
};

enum class DayForm { good, malformed, impossible };
struct ScannedDay {
  DayForm form;
  std::chrono::local_days day;
};
/// YYYY-MM-DD at the cursor.
inline ScannedDay scan_day(Scan& s) noexcept {
  const auto year = s.digits(4, 4);
  if (!year || !s.take('-')) return {DayForm::malformed, {}};
  const auto month = s.digits(2, 2);
  if (!month || !s.take('-')) return {DayForm::malformed, {}};
  const auto day = s.digits(2, 2);
  if (!day) return {DayForm::malformed, {}};
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return {DayForm::impossible, {}};
  return {DayForm::good, std::chrono::local_days(date)};
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
