// Words and numbers of points in English and Chinese: the parts of sentences.
#pragma once

#include <array>

#include <turnout/model/detail/append.hpp>
#include <turnout/model/error.hpp>
#include <turnout/points/rulebook.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Thousandths as a decimal without needless zeros.
inline void append_decimal(std::string& text, std::int64_t thousandths) {
  const std::uint64_t size = thousandths < 0 ? 0 - static_cast<std::uint64_t>(thousandths)
                                             : static_cast<std::uint64_t>(thousandths);
  if (thousandths < 0) text += '-';
  append_number(text, static_cast<std::int64_t>(size / 1000));
  if (size % 1000 == 0) return;
  text += '.';
  append_padded(text, static_cast<std::int64_t>(size % 1000), 3);
  while (text.back() == '0') text.pop_back();
}
inline std::string decimal_text(std::int64_t thousandths) {
  std::string text;
  append_decimal(text, thousandths);
  return text;
}

inline void append_duration(std::string& text, std::int64_t seconds, bool zh) {
  const std::size_t before = text.size();
  const auto part = [&](std::int64_t value, std::string_view english, std::string_view chinese) {
    if (value == 0) return;
    if (text.size() != before) text += ' ';
    append_number(text, value);
    text += zh ? chinese : english;
  };
  part(seconds / 3600, " h", " 小时");
  part(seconds / 60 % 60, " min", " 分钟");
  part(seconds % 60, " s", " 秒");
  if (text.size() == before) text += zh ? "0 小时" : "0 h";
}
inline std::string duration_text(std::int64_t seconds, bool zh) {
  std::string text;
  append_duration(text, seconds, zh);
  return text;
}

/// True for Chinese, false for English; any other language is refused.
inline bool is_chinese(std::string_view language) {
  if (language == "zh") return true;
  if (language == "en") return false;
  throw InputError(Issue{.table = {},
                         .row = {},
                         .column = "language",
                         .value = std::string(language),
                         .code = "unknown_language",
                         .message = "the library has no sentences in this language",
                         .remedy = "choose en or zh"});
}

/// The text of the language.
inline std::string say(bool zh, std::string_view english, std::string_view chinese) {
  return std::string(zh ? chinese : english);
}

/// "a, b or c", "a、b".
inline std::string joined(const std::vector<std::string>& parts, bool zh,
                          std::string_view last = " or ") {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += zh ? "、" : i + 1 == parts.size() ? last : ", ";
    text += parts[i];
  }
  return text;
}

/// "a day", "每日"; indexed by Reach.
inline std::string_view each(Reach reach, bool zh) noexcept {
  constexpr std::array<std::string_view, 8> english{"an activity", "a day",        "a week",
                                                    "a month",     "a quarter",    "a half-year",
                                                    "a year",      "in a lifetime"};
  constexpr std::array<std::string_view, 8> chinese{"每次活动", "每日",   "每周", "每月",
                                                    "每季度",   "每半年", "每年", "终身"};
  return zh ? chinese[static_cast<std::size_t>(reach)] : english[static_cast<std::size_t>(reach)];
}

/// "2 points", "2 分": points of that kind. A unit gets its plural in English.
inline std::string amount(std::int64_t thousandths, const Rulebook& book, bool zh,
                          std::size_t kind = 0) {
  const std::string number = decimal_text(thousandths);
  std::string unit(book.kinds()[kind].unit.in(zh ? "zh" : "en"));
  if (unit.empty()) unit = zh ? "分" : "point";
  if (!zh && thousandths != 1000 && thousandths != -1000) unit += "s";
  return number + " " + unit;
}

inline void append_quantity(std::string& text, std::int64_t base, Quantity quantity, bool zh) {
  switch (quantity) {
    case Quantity::occasions:
      append_number(text, base);
      text += zh ? " 次" : base == 1 ? " time" : " times";
      return;
    case Quantity::reached:
      append_number(text, base);
      text += zh ? " 人" : base == 1 ? " person" : " people";
      return;
    case Quantity::amount:
    case Quantity::score: return append_decimal(text, base);
    case Quantity::hours:
    case Quantity::minutes:
    case Quantity::seconds: break;
  }
  append_duration(text, base, zh);
}

/// Thousandths of a quantity's unit: "50 hours", "50 小时".
inline std::string rate_unit(std::int64_t thousandths, Quantity quantity, bool zh) {
  constexpr std::array<std::string_view, 7> english{
      "service",       "hour", "minute", "second", "unit", std::string_view("point scored"),
      "person reached"};
  constexpr std::array<std::string_view, 7> several{
      "services",      "hours", "minutes", "seconds", "units", std::string_view("points scored"),
      "people reached"};
  constexpr std::array<std::string_view, 7> chinese{"次",   "小时",   "分钟", "秒",
                                                    "单位", "分成绩", "人"};
  const auto q = static_cast<std::size_t>(quantity);
  if (zh)
    return thousandths == 1000 ? std::string(chinese[q])
                               : " " + decimal_text(thousandths) + " " + std::string(chinese[q]);
  if (thousandths == 1000) return std::string(english[q]);
  return decimal_text(thousandths) + " " + std::string(several[q]);
}

/// The name of a field in sentences; indexed by ServiceField.
inline std::string_view field_text(ServiceField field, bool zh) noexcept {
  constexpr std::array<std::string_view, kServiceFields> chinese{
      "形式", "记录来源", "类别", "项目",   "系列",  "地点",
      "岗位", "社区",     "团队", "受助人", "记录人"};
  constexpr std::array<std::string_view, kServiceFields> english{"kind",
                                                                 "source",
                                                                 "category",
                                                                 "item",
                                                                 "series",
                                                                 "place",
                                                                 "role",
                                                                 "community",
                                                                 "group",
                                                                 "beneficiary",
                                                                 std::string_view("recorded by")};
  const auto f = static_cast<std::size_t>(field);
  return zh ? chinese[f] : english[f];
}

inline std::string values_text(const Condition& condition, bool zh) {
  std::vector<std::string> values;
  for (const std::string& value : condition.values)
    values.push_back(value.empty() ? say(zh, "(blank)", "（空）") : value);
  return joined(values, zh);
}

inline std::string title_of(const Caption& title, const std::string& id,
                            std::string_view language) {
  return title.empty() ? id : std::string(title.in(language));
}
inline std::string title_in(const Caption& title, const std::string& id, bool zh) {
  return title_of(title, id, zh ? std::string_view("zh") : std::string_view("en"));
}

/// A threshold or a value of a measure: "4 services", "100 小时". Points: of that kind.
inline std::string measure_text(std::int64_t value, Measure measure, const Rulebook& book, bool zh,
                                std::size_t kind = 0) {
  switch (measure) {
    case Measure::earned:
    case Measure::balance: return amount(value, book, zh, kind);
    case Measure::hours:
      return value % 3600 == 0 ? std::to_string(value / 3600) + (zh ? " 小时" : " h")
                               : duration_text(value, zh);
    case Measure::services:
      return std::to_string(value) + (zh ? " 次服务" : value == 1 ? " service" : " services");
    case Measure::active_months: break;
  }
  return std::to_string(value) + (zh           ? " 个活跃月"
                                  : value == 1 ? " active month"
                                               : " active months");
}

/// "in the period", "本期"; a rolling span says its days.
inline std::string span_text(LadderSpan span, bool zh, std::int32_t days = 0) {
  switch (span) {
    case LadderSpan::period: return say(zh, "in the period", "本期");
    case LadderSpan::year: return say(zh, "since 1 January", "本年");
    case LadderSpan::lifetime: return say(zh, "over a lifetime", "累计");
    case LadderSpan::rolling: break;
  }
  const std::string number = std::to_string(days);
  return zh ? "近 " + number + " 天" : "in the last " + number + " days";
}

/// What a measure over a span is called: "in the period", "held at the time".
inline std::string scope_text(Measure measure, LadderSpan span, std::int32_t days, bool zh) {
  if (measure == Measure::balance) return say(zh, "held at the time", "当时余额");
  return span_text(span, zh, days);
}

/// "12-31" as "31 December" or "12 月 31 日".
inline std::string day_of_year_text(unsigned month, unsigned day, bool zh) {
  constexpr std::array<std::string_view, 12> names{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
  if (zh) return std::to_string(month) + " 月 " + std::to_string(day) + " 日";
  return std::to_string(day) + " " + std::string(names[month - 1]);
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
