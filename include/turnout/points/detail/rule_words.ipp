// A rule and a group of rules in a sentence.
#pragma once

#include <turnout/points/detail/phrases.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline std::string caps_text(const std::vector<Cap>& caps, const std::vector<Cap>& floors,
                             const Rulebook& book, bool zh, std::size_t kind = 0) {
  std::string text;
  for (const Cap& cap : caps) {
    const std::string most = amount(cap.limit, book, zh, kind);
    text += zh ? "；" + std::string(each(cap.reach, zh)) + "最多 " + most
               : "; at most " + most + " " + std::string(each(cap.reach, zh));
  }
  for (const Cap& floor : floors) {
    const std::string most = amount(-floor.limit, book, zh, kind);
    text += zh ? "；" + std::string(each(floor.reach, zh)) + "最多扣 " + most
               : "; at most " + most + " taken off " + std::string(each(floor.reach, zh));
  }
  return text;
}

inline std::string rounding_text(const Rounding& round, const Rulebook& book, bool zh,
                                 std::size_t kind = 0) {
  if (round.step == 1 && round.mode == Rounding::Mode::down && !round.per) return {};
  constexpr std::array<std::string_view, 3> english{"down", "to the nearest", "up"};
  constexpr std::array<std::string_view, 3> chinese{"向下取整", "四舍五入", "向上取整"};
  const auto mode = static_cast<std::size_t>(round.mode);
  const std::string step = amount(round.step, book, zh, kind);
  if (zh)
    return "；" + (round.per ? std::string(each(*round.per, zh)) + "合计后" : std::string()) +
           "按 " + step + "为单位" + std::string(chinese[mode]);
  return "; " + (round.per ? "summed over " + std::string(each(*round.per, zh)) + ", then " : "") +
         "rounded " + std::string(english[mode]) +
         (round.mode == Rounding::Mode::nearest ? " multiple of " : " to a multiple of ") + step;
}

/// "100 h over a lifetime"; with the band of a ladder: "Star at least one star (100 h ...)".
inline std::string measure_gate_text(const MeasureGate& gate, const Rulebook& book, bool zh) {
  const std::string least = measure_text(gate.least, gate.measure, book, zh, gate.kind.value_or(0));
  const std::string scope = scope_text(gate.measure, gate.span, gate.days, zh);
  std::string text = zh ? scope + "满 " + least : least + " " + scope;
  if (!gate.ladder) return text;
  const Ladder& ladder = book.ladders()[*gate.ladder];
  const std::size_t last = ladder.bands.size();
  const Band& band = ladder.bands[gate.band <= last ? gate.band - 1 : last - 1];
  std::string name = title_in(band.title, band.id, zh);
  if (gate.band > last) name += " +" + std::to_string(gate.band - last);
  return title_in(ladder.title, ladder.id, zh) + " " + name + (zh ? "（" : " (") + text +
         (zh ? "）" : ")");
}

/// "the member has 100 h over a lifetime and ...": the measures alone; blank where there are none.
inline std::string measures_text(const Gates& gates, const Rulebook& book, bool zh) {
  std::vector<std::string> parts;
  for (const MeasureGate& gate : gates.measures) parts.push_back(measure_gate_text(gate, book, zh));
  return joined(parts, zh, " and ");
}

inline std::string gates_text(const Gates& gates, const Rulebook& book, bool zh) {
  std::string text;
  if (gates.confirmed)
    text += say(zh, "; counts once someone other than the member has confirmed it",
                "；须经本人以外的人确认后才计入");
  if (gates.rating) {
    const std::string least = std::to_string(*gates.rating);
    text += zh ? "；评价须达 " + least + " 分" : "; only where rated " + least + " or better";
    text += gates.unrated ? say(zh, " or not rated", "，未评价的也计入")
                          : say(zh, ", not where unrated", "，未评价的不计入");
  }
  if (!gates.measures.empty())
    text += (zh ? "；须先达到：" : "; once the member has ") + measures_text(gates, book, zh);
  return text;
}

/// "in version 2026 or 2027"; blank: all.
inline std::string versions_text(const std::vector<std::size_t>& versions, const Rulebook& book,
                                 bool zh) {
  if (versions.empty()) return {};
  std::vector<std::string> ids;
  for (const std::size_t v : versions) ids.push_back(book.versions()[v].id);
  return (zh ? "；适用版本：" : "; in version ") + joined(ids, zh);
}

/// What the rule is given for: "hour", "log-in", "30 seconds of reading", "weekly log-in missed".
inline std::string occasion_text(const PointRule& rule, const Rulebook& book, bool zh) {
  std::string text = rate_unit(rule.rates ? 1000 : rule.rate_per, rule.quantity, zh);
  const std::int64_t per = rule.rates ? 1000 : rule.rate_per;
  const bool occasions = rule.quantity == Quantity::occasions;
  switch (rule.on) {
    case PointRule::On::services: return text;
    case PointRule::On::received: return zh ? text + "（受助）" : text + " received";
    case PointRule::On::events: {
      const std::string kinds = joined(rule.events, zh);
      if (!occasions) return zh ? text + "（" + kinds + "）" : text + " of " + kinds;
      if (zh) return text + "“" + kinds + "”";
      return per == 1000 ? kinds : decimal_text(per) + " times " + kinds;
    }
    case PointRule::On::missed:
    case PointRule::On::met: break;
  }
  const Obligation& owed = book.obligations()[rule.obligation];
  const bool missed = rule.on == PointRule::On::missed;
  const std::string name = title_in(owed.title, owed.id, zh);
  if (zh) return text + (missed ? "未完成“" : "完成“") + name + "”";
  return (per == 1000 ? "" : decimal_text(per) + " times ") + name + (missed ? " missed" : " met");
}

inline std::string point_bands_text(const PointRule& rule, const Rulebook& book, bool zh) {
  std::string by = rule.bands_of_rating                ? say(zh, "by rating", "按评价")
                   : rule.quantity != Quantity::amount ? say(zh, "by score", "按成绩")
                                                       : say(zh, "by amount", "按数量");
  if (rule.on == PointRule::On::events)
    by += zh ? "（" + joined(rule.events, zh) + "）" : " of " + joined(rule.events, zh);
  std::string text = by + (zh ? "：" : ": ");
  for (std::size_t b = 0; b < rule.bands.size(); ++b) {
    const PointBand& band = rule.bands[b];
    if (b > 0) text += zh ? "，" : ", ";
    const std::string from = decimal_text(band.from);
    const std::string points = amount(band.points, book, zh, rule.kind);
    if (zh)
      text += from + (band.to ? " 至不足 " + decimal_text(*band.to) : " 以上") + " 为 " + points;
    else
      text += points + " from " + from + (band.to ? " to under " + decimal_text(*band.to) : "");
  }
  return text;
}

inline std::string rates_text(const PointRule& rule, const Rulebook& book, bool zh) {
  const RateTable& rates = *rule.rates;
  const std::string unit = occasion_text(rule, book, zh);
  std::string text = zh ? "每" + unit + "，按" : "for each " + unit + ", by ";
  text += std::string(field_text(rates.field, zh)) + (zh ? "：" : ": ");
  for (const auto& [value, points] : rates.values)
    text += (value.empty() ? say(zh, "(blank)", "（空）") : value) + " " +
            amount(points, book, zh, rule.kind) + (zh ? "，" : ", ");
  return text + say(zh, "any other ", "其他 ") + amount(rates.otherwise, book, zh, rule.kind);
}

inline std::string value_text(const PointRule& rule, const Rulebook& book, bool zh) {
  if (!rule.bands.empty()) return point_bands_text(rule, book, zh);
  if (rule.rates) return rates_text(rule, book, zh);
  const std::string points = amount(rule.rate_points, book, zh, rule.kind);
  const std::string unit = occasion_text(rule, book, zh);
  return zh ? "每" + unit + " " + points : points + " for each " + unit;
}

inline std::string match_text(const PointRule& rule, bool zh) {
  std::string text;
  for (const Condition& condition : rule.match) {
    const std::string field(field_text(condition.field, zh));
    const std::string values = values_text(condition, zh);
    text += zh ? "；" + field + (condition.negated ? "不为 " : "为 ") + values
               : (condition.negated ? "; not " : "; only ") + field + " " + values;
  }
  return text;
}

inline std::string rule_sentence(const PointRule& rule, const Rulebook& book, bool zh) {
  std::string text = title_in(rule.title, rule.id, zh) + (zh ? "：" : ": ");
  text += value_text(rule, book, zh) + match_text(rule, zh) + gates_text(rule.gates, book, zh);
  for (const Cap& cap : rule.quantity_caps) {
    std::string most;
    append_quantity(most, cap.limit, rule.quantity, zh);
    text += zh ? "；" + std::string(each(cap.reach, zh)) + "最多计 " + most
               : "; at most " + most + " counted " + std::string(each(cap.reach, zh));
  }
  text += rounding_text(rule.round, book, zh, rule.kind);
  text += caps_text(rule.caps, rule.floors, book, zh, rule.kind);
  std::vector<std::string> tags;
  for (const std::size_t tag : rule.tags)
    tags.push_back(title_in(book.tags()[tag].title, book.tags()[tag].id, zh));
  if (!tags.empty()) text += (zh ? "；标记：" : "; tagged ") + joined(tags, zh, " and ");
  text += versions_text(rule.versions, book, zh);
  return text + (zh ? "。" : ".");
}

inline std::string group_sentence(const PointGroup& group, const Rulebook& book, bool zh) {
  std::vector<std::string> members;
  std::size_t kind = 0;
  for (const PointRule& rule : book.rules()) {
    if (!rule.group || &book.groups()[*rule.group] != &group) continue;
    const std::string name = title_in(rule.title, rule.id, zh);
    if (std::ranges::find(members, name) == members.end()) members.push_back(name);
    kind = rule.kind;
  }
  return title_in(group.title, group.id, zh) + (zh ? "（" : " (") + joined(members, zh, ", ") +
         (zh ? "）合计" : ") together") + caps_text(group.caps, group.floors, book, zh, kind) +
         (zh ? "。" : ".");
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
