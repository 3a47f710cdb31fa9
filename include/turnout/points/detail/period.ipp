#pragma once

#include <array>

#include <turnout/model/cells.hpp>
#include <turnout/model/error.hpp>
#include <turnout/points/period.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline constexpr std::array<std::string_view, 8> kReachNames{
    "activity", "day", "week", "month", "quarter", "half", "year", "lifetime"};

/// `count` months from the first of month `month` (1 to 12) of `year`.
inline Period months_from(int year, unsigned month, int count) {
  const std::chrono::year_month from{std::chrono::year{year}, std::chrono::month{month}};
  const std::chrono::year_month next = from + std::chrono::months{count};
  return {.text = {},
          .first = LocalDay{from / std::chrono::day{1}},
          .last = LocalDay{next / std::chrono::day{1}} - std::chrono::days{1}};
}

/// The digits of `text` as a number; -1 when it has anything else or nothing.
inline int period_digits(std::string_view text) noexcept {
  if (text.empty() || text.size() > 4) return -1;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

inline std::optional<Period> read_period(std::string_view text) {
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    const auto first = parse_day(trim(text.substr(0, slash)));
    const auto last = parse_day(trim(text.substr(slash + 1)));
    if (!first || !last || *last < *first) return std::nullopt;
    return Period{.text = {}, .first = *first, .last = *last};
  }
  if (text.size() < 4) return std::nullopt;
  const int year = period_digits(text.substr(0, 4));
  const std::string_view rest = text.substr(4);
  if (year < 1) return std::nullopt;
  if (rest.empty()) return months_from(year, 1, 12);
  const int number = period_digits(rest.substr(1));
  if (rest.size() == 2 && rest[0] == 'H' && number >= 1 && number <= 2)
    return months_from(year, static_cast<unsigned>(number) * 6 - 5, 6);
  if (rest.size() == 2 && rest[0] == 'Q' && number >= 1 && number <= 4)
    return months_from(year, static_cast<unsigned>(number) * 3 - 2, 3);
  if (rest.size() == 3 && rest[0] == '-' && number >= 1 && number <= 12)
    return months_from(year, static_cast<unsigned>(number), 1);
  return std::nullopt;
}

}  // namespace detail

TURNOUT_INLINE std::string_view to_string(Reach reach) noexcept {
  return detail::kReachNames[static_cast<std::size_t>(reach)];
}

TURNOUT_INLINE std::optional<Reach> parse_reach(std::string_view text) noexcept {
  for (std::size_t i = 0; i < detail::kReachNames.size(); ++i)
    if (detail::kReachNames[i] == text) return static_cast<Reach>(i);
  return std::nullopt;
}

TURNOUT_INLINE std::int32_t bucket_of(Reach reach, LocalDay day) noexcept {
  const auto number = static_cast<std::int32_t>(day.time_since_epoch().count());
  switch (reach) {
    case Reach::activity:
    case Reach::lifetime: return 0;
    case Reach::day: return number;
    case Reach::week: return static_cast<std::int32_t>(monday_of(day).time_since_epoch().count());
    default: break;
  }
  const std::chrono::year_month_day date{day};
  const int month = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
  const std::int32_t year = static_cast<int>(date.year());
  switch (reach) {
    case Reach::month: return year * 12 + month;
    case Reach::quarter: return year * 4 + month / 3;
    case Reach::half: return year * 2 + month / 6;
    default: return year;
  }
}

TURNOUT_INLINE Period parse_period(std::string_view text) {
  const std::string_view trimmed = trim(text);
  std::optional<Period> period = detail::read_period(trimmed);
  if (!period)
    throw InputError(Issue{.table = {},
                           .row = {},
                           .column = "period",
                           .value = std::string(text),
                           .code = "bad_period",
                           .message = "this is no period",
                           .remedy = "write 2026, 2026H1, 2026Q3, 2026-07 or "
                                     "2026-03-15/2026-04-14"});
  period->text = trimmed;
  return *period;
}

TURNOUT_INLINE Period period_around(Reach reach, LocalDay day) {
  const std::chrono::year_month_day date{day};
  const int year = static_cast<int>(date.year());
  const auto month = static_cast<unsigned>(date.month());
  const auto text = [&](const std::string& rest) {
    std::string digits = std::to_string(year);
    return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits + rest;
  };
  switch (reach) {
    case Reach::month: return parse_period(text(month < 10 ? "-0" : "-") + std::to_string(month));
    case Reach::quarter: return parse_period(text("Q" + std::to_string((month + 2) / 3)));
    case Reach::half: return parse_period(text(month <= 6 ? "H1" : "H2"));
    default: return parse_period(text({}));
  }
}

TURNOUT_INLINE bool is_whole(const Period& period, Reach reach) noexcept {
  const auto before = period.first - std::chrono::days{1};
  const auto after = period.last + std::chrono::days{1};
  const std::int32_t bucket = bucket_of(reach, period.first);
  return bucket == bucket_of(reach, period.last) && bucket != bucket_of(reach, before) &&
         bucket != bucket_of(reach, after);
}

}  // namespace turnout::inline TURNOUT_ABI
