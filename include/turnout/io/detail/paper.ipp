// What every page made for paper has in common: its head, its colours, days and hours in words.
// Inline only, so that tests may include it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include <turnout/io/detail/html.ipp>
#include <turnout/points/period.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

/// Colours by day and by night; each page says below how they are printed.
inline constexpr std::string_view paper_colours = R"css(
:root{color-scheme:light dark;--ink:#111;--paper:#fff;--soft:#444;--line:#767676;--band:#eee;--mark:#8c1d18}
@media (prefers-color-scheme:dark){:root{--ink:#f2f2f2;--paper:#16181a;--soft:#c8c8c8;--line:#8a8a8a;--band:#25282b;--mark:#ff9d94}}
)css";

/// From the doctype to the end of the head. The page may use this style and nothing else.
inline std::string paper_head(std::string_view title, std::string_view looks, bool zh) {
  const std::string style = std::string(paper_colours) + std::string(looks);
  std::string out = "<!doctype html>\n<html lang=\"";
  out += zh ? "zh-CN" : "en";
  out +=
      "\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; style-src " +
      csp_hash(style) +
      "; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" "
      "content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>";
  return out + escape_html(title) + "</title>\n<style>" + style + "</style>\n</head>\n";
}

/// "1 January to 30 June 2026", "2026年1月1日至6月30日".
inline std::string days_text(const Period& period, bool zh) {
  constexpr std::array<std::string_view, 12> months{
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  const std::chrono::year_month_day first{period.first}, last{period.last};
  const auto year = [](const auto& date) { return std::to_string(static_cast<int>(date.year())); };
  const auto month = [](const auto& date) { return static_cast<unsigned>(date.month()); };
  const auto day = [](const auto& date) {
    return std::to_string(static_cast<unsigned>(date.day()));
  };
  const bool same = first.year() == last.year();
  if (zh)
    return year(first) + "年" + std::to_string(month(first)) + "月" + day(first) + "日至" +
           (same ? "" : year(last) + "年") + std::to_string(month(last)) + "月" + day(last) + "日";
  return day(first) + " " + std::string(months[month(first) - 1]) +
         (same ? "" : " " + year(first)) + " to " + day(last) + " " +
         std::string(months[month(last) - 1]) + " " + year(last);
}

/// Hours with one decimal, rounded down: 2.5.
inline std::string hours_text(std::int64_t seconds) {
  const std::int64_t tenths = seconds / 360;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

}  // namespace detail
}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
