// The card of one member: every step of every entry, in words and numbers.
#pragma once

#include <turnout/model/cells.hpp>
#include <turnout/points/detail/pass.ipp>
#include <turnout/points/detail/phrases.ipp>
#include <turnout/points/standing.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline std::string_view reason_text(NoPoints reason, bool zh) noexcept {
  switch (reason) {
    case NoPoints::none: return {};
    case NoPoints::reversal: return zh ? "此行撤销另一条记录" : "takes another record back";
    case NoPoints::reversed: return zh ? "已撤销" : "was taken back";
    case NoPoints::no_rule: return zh ? "没有适用的规则" : "no rule applies";
    case NoPoints::not_confirmed: return zh ? "尚未确认" : "not confirmed yet";
    case NoPoints::confirmed_by_self: return zh ? "仅由本人确认" : "confirmed by the member alone";
    case NoPoints::quantity_used_up: return zh ? "可计数量已用完" : "nothing more may be counted";
    case NoPoints::cap_used_up: return zh ? "已达上限" : "the cap is used up";
    case NoPoints::group_cap_used_up:
      return zh ? "合计已达上限" : "the cap of the group is used up";
    case NoPoints::below_one_step:
      return zh ? "不足一个单位" : "less than one step of the rounding";
    case NoPoints::zero_rate: return zh ? "此规则不给分" : "this rule gives no points";
  }
  return {};
}

inline std::string reaches(std::uint32_t marks, bool zh) {
  std::string text;
  for (unsigned r = 0; r <= static_cast<unsigned>(Reach::lifetime); ++r)
    if ((marks >> r & 1U) != 0)
      text.append(text.empty() ? "" : zh ? "、" : ", ").append(each(static_cast<Reach>(r), zh));
  return text;
}

/// "2 h 30 min; at most an activity: 2 h; x 1 point a hour = 2; a day: 1.5".
inline std::string steps_text(const PointRule& rule, const Steps& steps, const Rulebook& book,
                              bool zh) {
  const std::string_view sep = zh ? ";" : "; ";
  std::string text = quantity_amount(steps.given, rule.quantity, zh);
  if (steps.quantity_caps != 0)
    text.append(sep)
        .append(zh ? "上限(" : "cap of ")
        .append(reaches(steps.quantity_caps, zh))
        .append(zh ? ")后计 " : " leaves ")
        .append(quantity_amount(steps.counted, rule.quantity, zh));
  if (steps.counted != 0) {
    text.append(zh ? ",每" : ", at ");
    const std::string unit = rate_unit(rule.rate_per, rule.quantity, zh);
    if (zh)
      text.append(unit + " " + amount(rule.rate_points, book, zh));
    else
      text.append(amount(rule.rate_points, book, zh) + " for each " + unit);
    if (rule.round.per)
      text.append(zh ? ",按" : ", rounded over ")
          .append(each(*rule.round.per, zh))
          .append(zh ? "合计取整" : "");
    text.append(zh ? ",得 " : ": ").append(decimal_text(steps.before_caps));
  }
  const std::uint32_t own = steps.caps | steps.floors;
  const std::uint32_t group = steps.group_caps | steps.group_floors;
  if (own != 0)
    text.append(sep)
        .append(zh ? "规则上限(" : "cap of the rule, ")
        .append(reaches(own, zh))
        .append(zh ? ")" : "");
  if (group != 0)
    text.append(sep)
        .append(zh ? "合计上限(" : "cap of the group, ")
        .append(reaches(group, zh))
        .append(zh ? ")" : "");
  return text;
}

inline std::string signed_points(std::int64_t thousandths) {
  return (thousandths > 0 ? "+" : "") + decimal_text(thousandths);
}

}  // namespace detail

TURNOUT_INLINE std::string Standing::explain(std::string_view member_id,
                                             std::string_view language) const {
  const bool zh = detail::is_chinese(language);
  const Services& given = data_->services;
  const auto m = given.find_member(trim(member_id));
  if (!m)
    throw InputError(Issue{.table = {},
                           .row = {},
                           .column = "member_id",
                           .value = std::string(member_id),
                           .code = "unknown_member",
                           .message = "this standing has no such member",
                           .remedy = "give an id of its frame"});
  const auto row =
      std::ranges::find(data_->rows, static_cast<std::uint32_t>(*m), &StandingRow::member);
  std::string text(given.member_id(*m));
  if (const auto name = given.member_name(*m); !name.empty()) text.append("  ").append(name);
  text.append("\n").append(detail::title_of(data_->book.title(), data_->book.name(), language));
  text.append(zh ? "," : ", ").append(data_->period.text);
  if (!data_->as_of_text.empty()) text.append(zh ? ",截至 " : ", as of ").append(data_->as_of_text);
  text.append("\n\n");

  detail::Pass pass(data_->book, given, data_->period, data_->as_of);
  StandingRow sums;
  if (!data_->opening.empty()) sums.lifetime = data_->opening[*m];
  std::size_t last = given.size();
  pass.member(*m, sums, [&](std::size_t s, const PointRule* rule, const detail::Steps& steps) {
    if (s != last)
      text.append(to_text(given.zone().to_local(Instant{Seconds{given.start(s)}})))
          .append("  ")
          .append(given.service_id(s))
          .append("\n");
    last = s;
    text.append("  ");
    if (rule)
      text.append(detail::title_of(rule->title, rule->id, language)).append(zh ? ":" : ": ");
    const bool gated = !rule || steps.reason == NoPoints::not_confirmed ||
                       steps.reason == NoPoints::confirmed_by_self;
    if (!gated) text.append(detail::steps_text(*rule, steps, data_->book, zh));
    if (steps.reason != NoPoints::none)
      text.append(gated ? "" : zh ? ";" : "; ").append(detail::reason_text(steps.reason, zh));
    text.append("  ").append(detail::signed_points(steps.points)).append("\n");
  });
  if (last == given.size())
    text.append(zh ? "本期没有服务记录。\n" : "No service in this period.\n");

  text.append("\n").append(zh ? "合计:" : "Sum: ");
  text.append(detail::amount(sums.period.earned, data_->book, zh)).append(zh ? "," : ", ");
  text.append(detail::measure_text(sums.period.services, Measure::services, data_->book, zh));
  text.append(zh ? "," : ", ").append(detail::duration_text(sums.period.seconds, zh));
  text.append(zh ? ";名次 " : "; rank ").append(std::to_string(row->rank)).append("\n");
  for (const Ladder& ladder : data_->book.ladders()) {
    const Sums& of = ladder.span == LadderSpan::period ? sums.period
                     : ladder.span == LadderSpan::year ? sums.year
                                                       : sums.lifetime;
    const std::int64_t value = of.of(ladder.measure);
    const std::size_t position = band_of(ladder, value);
    text.append(detail::title_of(ladder.title, ladder.id, language)).append(zh ? ":" : ": ");
    text.append(position == 0 ? std::string(zh ? "未达到" : "none yet")
                              : detail::title_of(ladder.bands[position - 1].title,
                                                 ladder.bands[position - 1].id, language));
    text.append(zh ? "(" : " (").append(detail::span_text(ladder.span, zh)).append(" ");
    text.append(detail::measure_text(value, ladder.measure, data_->book, zh));
    if (position < ladder.bands.size())
      text.append(zh ? ",下一档 " : "; next from ")
          .append(
              detail::measure_text(ladder.bands[position].from, ladder.measure, data_->book, zh));
    text.append(")\n");
  }
  return text;
}

}  // namespace turnout::inline TURNOUT_ABI
