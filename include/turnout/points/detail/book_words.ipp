// Ladders, kinds of points, tags, obligations, versions and the head of a rulebook in sentences.
#pragma once

#include <turnout/points/detail/rule_words.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline std::string ladder_sentence(const Ladder& ladder, const Rulebook& book, bool zh) {
  std::string text = title_in(ladder.title, ladder.id, zh);
  const std::string scope = scope_text(ladder.measure, ladder.span, ladder.days, zh);
  text += (zh ? "（" : " (") + scope + (zh ? "）：" : "): ");
  for (std::size_t i = 0; i < ladder.bands.size(); ++i) {
    const Band& band = ladder.bands[i];
    if (i > 0) text += zh ? "；" : "; ";
    text += title_in(band.title, band.id, zh) + (zh ? "满 " : " from ") +
            measure_text(band.from, ladder.measure, book, zh, ladder.kind);
    if (band.to && i + 1 == ladder.bands.size())
      text += (zh ? "，未满 " : ", below ") +
              measure_text(*band.to, ladder.measure, book, zh, ladder.kind);
  }
  if (ladder.repeat) {
    const std::string step = measure_text(*ladder.repeat, ladder.measure, book, zh, ladder.kind);
    text +=
        zh ? "；此后每满 " + step + "再升一级" : "; then one step more for each further " + step;
  }
  if (ladder.first) {
    const std::string first = std::to_string(*ladder.first);
    text += zh ? "；仅限前 " + first + " 名，并列者同享"
               : "; only for the first " + first + ", with all who tie";
  }
  if (!ladder.rules.empty()) {
    std::vector<std::string> names;
    for (const std::string& id : ladder.rules) {
      const auto rule = std::ranges::find(book.rules(), id, &PointRule::id);
      names.push_back(rule == book.rules().end() ? id : title_in(rule->title, id, zh));
    }
    text += (zh ? "；只计：" : "; counts only ") + joined(names, zh, " and ");
  }
  if (!ladder.gates.measures.empty())
    text +=
        (zh ? "；须先达到：" : "; only for those with ") + measures_text(ladder.gates, book, zh);
  text += versions_text(ladder.versions, book, zh);
  return text + (zh ? "。" : ".");
}

inline std::string expiry_text(const PointKind& kind, const Rulebook& book, bool zh,
                               std::size_t position) {
  std::string text;
  const Expiry& expiry = *kind.expiry;
  if (expiry.on) {
    const std::string day = day_of_year_text(expiry.on->first, expiry.on->second, zh);
    text = zh ? "；每年 " + day + "日终清零" : "; they lapse at the end of each " + day;
  } else {
    const std::string length =
        expiry.days > 0 ? std::to_string(expiry.days) + (zh ? " 天" : " days")
                        : std::to_string(expiry.months) + (zh                   ? " 个月"
                                                           : expiry.months == 1 ? " month"
                                                                                : " months");
    text = zh ? "；自取得起 " + length + "后失效"
              : "; they lapse " + length + " after they were earned";
  }
  if (!kind.carry_over) return text;
  const auto& most = kind.carry_over->most;
  const std::string size = most ? amount(*most, book, zh, position) : std::string();
  if (zh)
    text += most ? "，最多结转 " + size : "，余额结转";
  else
    text +=
        most ? ", but up to " + size + " are carried over" : ", but what is left is carried over";
  if (!kind.carry_over->gates.measures.empty())
    text += (zh ? "，须先达到：" : " by members with ") +
            measures_text(kind.carry_over->gates, book, zh);
  return text;
}

inline std::string uses_text(const PointKind& kind, const Rulebook& book, bool zh) {
  const std::array<const std::optional<Use>*, 3> uses{&kind.spend, &kind.donate, &kind.transfer};
  constexpr std::array<std::string_view, 3> english{"spent", "donated",
                                                    std::string_view("passed on")};
  constexpr std::array<std::string_view, 3> chinese{"兑换", "捐赠", "转让"};
  std::string text;
  std::vector<std::string> not_possible;
  for (std::size_t u = 0; u < uses.size(); ++u) {
    const std::optional<Use>& use = *uses[u];
    if (!use) {
      not_possible.push_back(say(zh, english[u], chinese[u]));
      continue;
    }
    text += zh ? "；可" + std::string(chinese[u]) : "; they can be " + std::string(english[u]);
    if (u == 1) text += (zh ? "（默认转入 " : ", by default to ") + kind.pool + (zh ? "）" : "");
    if (!use->gates.measures.empty())
      text += (zh ? "，须先达到：" : " by members with ") + measures_text(use->gates, book, zh);
  }
  if (!not_possible.empty())
    text += (zh ? "；不可" : "; they cannot be ") + joined(not_possible, zh);
  return text;
}

inline std::string conversion_text(const Conversion& convert, const Rulebook& book, bool zh,
                                   std::size_t position) {
  const std::string from = amount(convert.per, book, zh, position);
  const std::string to = amount(convert.points, book, zh, convert.to);
  const PointKind& target = book.kinds()[convert.to];
  const std::string name = title_in(target.title, target.id, zh);
  if (zh)
    return "；" + from + "换 " + to + "（" + name + "），" +
           (convert.at_once ? "取得时自动转换" : "按申请转换") +
           rounding_text(convert.round, book, zh, convert.to);
  return "; " + from + (convert.per == 1000 ? " becomes " : " become ") + to + " (" + name + ")" +
         (convert.at_once ? " as soon as earned" : " when the member asks for it") +
         rounding_text(convert.round, book, zh, convert.to);
}

/// A kind without accounts has nothing to say.
inline std::string kind_sentence(const PointKind& kind, const Rulebook& book, bool zh) {
  const auto position = static_cast<std::size_t>(&kind - book.kinds().data());
  std::string text = zh ? title_in(kind.title, kind.id, zh) + "（积分种类）"
                        : title_in(kind.title, kind.id, zh) + ", a kind of points";
  if (kind.start != 0)
    text += (zh ? "；每位成员起始有 " : "; every member starts with ") +
            amount(kind.start, book, zh, position);
  if (!kind.negative) text += say(zh, "; a balance never falls below 0", "；余额不低于 0");
  if (kind.balance_cap) {
    const std::string most = amount(*kind.balance_cap, book, zh, position);
    text += zh ? "；余额上限 " + most + "，" : "; a balance holds at most " + most + ", ";
    if (kind.overflow.empty())
      text += say(zh, "what is above lapses", "超出部分作废");
    else
      text += (zh ? "超出部分转入 " : "what is above goes to ") + kind.overflow;
  }
  if (kind.expiry) text += expiry_text(kind, book, zh, position);
  text += uses_text(kind, book, zh);
  if (kind.convert) text += conversion_text(*kind.convert, book, zh, position);
  return text + (zh ? "。" : ".");
}

inline std::string tag_sentence(const PointTag& tag, bool zh) {
  std::vector<std::string> forbidden;
  if (!tag.spend) forbidden.push_back(say(zh, "spent", "兑换"));
  if (!tag.donate) forbidden.push_back(say(zh, "donated", "捐赠"));
  if (!tag.transfer) forbidden.push_back(say(zh, "passed on", "转让"));
  const std::string name = title_in(tag.title, tag.id, zh);
  if (forbidden.empty())
    return zh ? "标记“" + name + "”：无限制。" : "Points tagged " + name + ": used as any other.";
  return zh ? "标记“" + name + "”的积分：不可" + joined(forbidden, zh) + "。"
            : "Points tagged " + name + ": cannot be " + joined(forbidden, zh) + ".";
}

inline std::string obligation_sentence(const Obligation& owed, bool zh) {
  std::string text = title_in(owed.title, owed.id, zh) + (zh ? "：" : ": ");
  const std::string by = owed.events.empty() ? say(zh, "a counted service", "一次计入的服务")
                                             : joined(owed.events, zh);
  if (owed.per) {
    const std::string stretch(each(*owed.per, zh));
    text +=
        zh ? stretch + "须有" + by + "，只计完整处于成员期与本期内的" +
                 stretch.substr(std::string_view("每").size())
           : "due once " + stretch + " that lies wholly within membership and period; met by " + by;
  } else {
    text += zh ? "每项“" + owed.due + "”须在期限内完成，完成方式：" + by
               : "due for each " + owed.due + ", by its deadline; met by " + by;
  }
  if (owed.least) {
    const std::string percent = decimal_text(*owed.least * 100);
    text += zh ? "；单位无缺项成员低于 " + percent + " % 即不达标"
               : "; a unit fails when fewer than " + percent + " % of its members missed nothing";
  }
  return text + (zh ? "。" : ".");
}

inline std::string version_sentence(const RuleVersion& version, bool zh) {
  std::string text = (zh ? "版本 " : "Version ") + version.id;
  if (!version.from && !version.to) return text + say(zh, ": always.", "：长期有效。");
  text += zh ? "：" : ": ";
  if (version.from) text += (zh ? "自 " : "from ") + to_text(*version.from);
  if (version.to) text += (version.from ? " " : "") + say(zh, "to ", "至 ") + to_text(*version.to);
  return text + (zh ? "。" : ".");
}

/// Periods, posting, objections, suspension, overlaps.
inline std::vector<std::string> head_sentences(const Rulebook& book, bool zh) {
  std::vector<std::string> lines;
  if (book.period()) {
    constexpr std::array<std::string_view, 8> english{"",         "",           "",      "months",
                                                      "quarters", "half-years", "years", ""};
    const std::string reach(english[static_cast<std::size_t>(*book.period())]);
    const std::string close = std::to_string(book.close()), days = std::to_string(book.objection());
    lines.push_back(zh ? "周期：" + std::string(each(*book.period(), zh)) + "。期末后 " + close +
                             " 天公示，公示后 " + days + " 天内可提出异议。"
                       : "Periods are " + reach + ". A standing is posted " + close +
                             " days after its period ends; objections are heard for " + days +
                             " days from then.");
  } else {
    lines.push_back(say(zh, "There are no periods that close: a service counts when it was given.",
                        "不设定期结算：按服务日期计入。"));
  }
  switch (book.suspension()) {
    case Suspension::freeze:
      lines.push_back(say(zh, "Who is suspended earns, but neither spends nor counts for tiers.",
                          "停权期间可得分，但不可使用，也不参评档次。"));
      break;
    case Suspension::forfeit:
      lines.push_back(say(zh, "Who is suspended earns nothing.", "停权期间不得分。"));
      break;
    case Suspension::ignore:
      lines.push_back(say(zh, "A suspension changes nothing here.", "停权不影响积分。"));
      break;
  }
  lines.push_back(book.union_of_overlaps()
                      ? say(zh, "Services of one member that overlap count once.",
                            "同一成员时间重叠的服务只计一次。")
                      : say(zh, "Services of one member that overlap all count.",
                            "同一成员时间重叠的服务均计入。"));
  return lines;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
