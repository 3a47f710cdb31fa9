// Words and numbers of points in English and Chinese: the parts of sentences.
#pragma once

#include <array>

#include <turnout/model/error.hpp>
#include <turnout/points/rulebook.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Thousandths as a decimal without needless zeros.
inline std::string decimal_text(std::int64_t thousandths) {
  const bool negative = thousandths < 0;
  const std::uint64_t size = negative ? 0 - static_cast<std::uint64_t>(thousandths)
                                      : static_cast<std::uint64_t>(thousandths);
  std::string text = (negative ? "-" : "") + std::to_string(size / 1000);
  if (size % 1000 == 0) return text;
  std::string digits = std::to_string(1000 + size % 1000).substr(1);
  while (digits.back() == '0') digits.pop_back();
  return text + "." + digits;
}

inline std::string duration_text(std::int64_t seconds, bool zh) {
  std::string text;
  const auto part = [&](std::int64_t value, std::string_view english, std::string_view chinese) {
    if (value == 0) return;
    if (!text.empty()) text += " ";
    text += std::to_string(value) + " " + std::string(zh ? chinese : english);
  };
  part(seconds / 3600, "h", "小时");
  part(seconds / 60 % 60, "min", "分钟");
  part(seconds % 60, "s", "秒");
  return text.empty() ? (zh ? "0 小时" : "0 h") : text;
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

/// "a day", "每日"; indexed by Reach.
inline std::string_view each(Reach reach, bool zh) noexcept {
  constexpr std::array<std::string_view, 8> english{"an activity", "a day",        "a week",
                                                    "a month",     "a quarter",    "a half-year",
                                                    "a year",      "in a lifetime"};
  constexpr std::array<std::string_view, 8> chinese{"每次活动", "每日",   "每周", "每月",
                                                    "每季度",   "每半年", "每年", "终身"};
  return zh ? chinese[static_cast<std::size_t>(reach)] : english[static_cast<std::size_t>(reach)];
}

/// "2 points", "2 分". A unit of one letter word gets its plural in English.
inline std::string amount(std::int64_t thousandths, const Rulebook& book, bool zh) {
  const std::string number = decimal_text(thousandths);
  std::string unit(book.unit().in(zh ? "zh" : "en"));
  if (unit.empty()) unit = zh ? "分" : "point";
  if (!zh && thousandths != 1000 && thousandths != -1000) unit += "s";
  return number + " " + unit;
}

inline std::string quantity_amount(std::int64_t base, Quantity quantity, bool zh) {
  if (quantity == Quantity::occasions)
    return std::to_string(base) + (zh ? " 次" : base == 1 ? " service" : " services");
  return duration_text(base, zh);
}

/// Thousandths of a quantity's unit: "50 hours", "50 小时".
inline std::string rate_unit(std::int64_t thousandths, Quantity quantity, bool zh) {
  constexpr std::array<std::string_view, 7> english{
      "service", "hour", "minute", "second", "unit", "point of score", "person reached"};
  constexpr std::array<std::string_view, 7> chinese{"次",   "小时",   "分钟", "秒",
                                                    "单位", "分成绩", "人"};
  const auto q = static_cast<std::size_t>(quantity);
  if (zh)
    return thousandths == 1000 ? std::string(chinese[q])
                               : " " + decimal_text(thousandths) + " " + std::string(chinese[q]);
  if (thousandths == 1000) return std::string(english[q]);
  return decimal_text(thousandths) + " " + std::string(english[q]) + "s";
}

inline std::string values_text(const Condition& condition, bool zh) {
  std::string text;
  for (const std::string& value : condition.values) {
    if (!text.empty()) text += zh ? "、" : " or ";
    text += value.empty() ? (zh ? "(空)" : "(blank)") : value;
  }
  return text;
}

inline std::string title_of(const Caption& title, const std::string& id,
                            std::string_view language) {
  return title.empty() ? id : std::string(title.in(language));
}

inline std::string caps_text(const std::vector<Cap>& caps, const std::vector<Cap>& floors,
                             const Rulebook& book, bool zh) {
  std::string text;
  for (const Cap& cap : caps)
    text +=
        zh ? ";" + std::string(each(cap.reach, zh)) + "最多 " + amount(cap.limit, book, zh)
           : "; at most " + amount(cap.limit, book, zh) + " " + std::string(each(cap.reach, zh));
  for (const Cap& floor : floors)
    text +=
        zh ? ";" + std::string(each(floor.reach, zh)) + "最多扣 " + amount(-floor.limit, book, zh)
           : "; at most " + amount(-floor.limit, book, zh) + " taken off " +
                 std::string(each(floor.reach, zh));
  return text;
}

inline std::string rounding_text(const Rounding& round, const Rulebook& book, bool zh) {
  if (round.step == 1 && round.mode == Rounding::Mode::down && !round.per) return {};
  constexpr std::array<std::string_view, 3> english{"down", "to the nearest", "up"};
  constexpr std::array<std::string_view, 3> chinese{"向下取整", "四舍五入", "向上取整"};
  const auto mode = static_cast<std::size_t>(round.mode);
  const std::string step = amount(round.step, book, zh);
  if (zh)
    return ";" + (round.per ? std::string(each(*round.per, zh)) + "合计后" : std::string()) +
           "按 " + step + " 为单位" + std::string(chinese[mode]);
  return "; " + (round.per ? "summed over " + std::string(each(*round.per, zh)) + ", then " : "") +
         "rounded " + std::string(english[mode]) +
         (round.mode == Rounding::Mode::nearest ? " multiple of " : " to a multiple of ") + step;
}

inline std::string rule_sentence(const PointRule& rule, const Rulebook& book, bool zh) {
  constexpr std::array<std::string_view, kServiceFields> chinese_fields{
      "形式", "记录来源", "类别", "项目",   "系列",  "地点",
      "岗位", "社区",     "团队", "受助人", "记录人"};
  std::string text = title_of(rule.title, rule.id, zh ? "zh" : "en") + (zh ? ":" : ": ");
  if (zh)
    text += "每" + rate_unit(rule.rate_per, rule.quantity, zh) + " " +
            amount(rule.rate_points, book, zh);
  else
    text += amount(rule.rate_points, book, zh) + " for each " +
            rate_unit(rule.rate_per, rule.quantity, zh);
  for (const Condition& condition : rule.match)
    text +=
        zh ? ";" + std::string(chinese_fields[static_cast<std::size_t>(condition.field)]) + "为 " +
                 values_text(condition, zh)
           : "; only " + std::string(to_string(condition.field)) + " " + values_text(condition, zh);
  if (rule.gates.confirmed)
    text += zh ? ";须经本人以外的人确认后才计入"
               : "; counts once someone other than the member has confirmed it";
  for (const Cap& cap : rule.quantity_caps)
    text += zh ? ";" + std::string(each(cap.reach, zh)) + "最多计 " +
                     quantity_amount(cap.limit, rule.quantity, zh)
               : "; at most " + quantity_amount(cap.limit, rule.quantity, zh) + " counted " +
                     std::string(each(cap.reach, zh));
  text += rounding_text(rule.round, book, zh);
  text += caps_text(rule.caps, rule.floors, book, zh);
  return text + (zh ? "。" : ".");
}

inline std::string group_sentence(const PointGroup& group, const Rulebook& book, bool zh) {
  const std::string_view language = zh ? "zh" : "en";
  std::string members;
  for (const PointRule& rule : book.rules())
    if (rule.group && &book.groups()[*rule.group] == &group)
      members += (members.empty() ? ""
                  : zh            ? "、"
                                  : ", ") +
                 title_of(rule.title, rule.id, language);
  return title_of(group.title, group.id, language) + (zh ? "(" : " (") + members +
         (zh ? ")合计" : ") together") + caps_text(group.caps, group.floors, book, zh) +
         (zh ? "。" : ".");
}

/// A threshold or a value of a ladder's measure: "4 services", "100 小时".
inline std::string measure_text(std::int64_t value, Measure measure, const Rulebook& book,
                                bool zh) {
  switch (measure) {
    case Measure::earned:
    case Measure::balance: return amount(value, book, zh);
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

inline std::string_view span_text(LadderSpan span, bool zh) noexcept {
  constexpr std::array<std::string_view, 4> english{"in the period", "since 1 January",
                                                    "over a lifetime", "rolling"};
  constexpr std::array<std::string_view, 4> chinese{"本期", "本年", "累计", "滚动"};
  return zh ? chinese[static_cast<std::size_t>(span)] : english[static_cast<std::size_t>(span)];
}

inline std::string ladder_sentence(const Ladder& ladder, const Rulebook& book, bool zh) {
  const std::string_view language = zh ? "zh" : "en";
  std::string text = title_of(ladder.title, ladder.id, language);
  text += zh ? "(" + std::string(span_text(ladder.span, zh)) + "):"
             : " (" + std::string(span_text(ladder.span, zh)) + "): ";
  for (std::size_t i = 0; i < ladder.bands.size(); ++i) {
    const Band& band = ladder.bands[i];
    if (i > 0) text += zh ? ";" : "; ";
    text += title_of(band.title, band.id, language) + (zh ? "满 " : " from ") +
            measure_text(band.from, ladder.measure, book, zh);
    if (band.to && i + 1 == ladder.bands.size())
      text += (zh ? ",未满 " : ", below ") + measure_text(*band.to, ladder.measure, book, zh);
  }
  return text + (zh ? "。" : ".");
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
