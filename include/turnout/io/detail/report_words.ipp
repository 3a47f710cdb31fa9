// What reports call things in English and Chinese: codes of cells, fields of a roster, numbers.
#pragma once

#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include <turnout/config.hpp>
#include <turnout/model/calendar.hpp>
#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

struct Word {
  std::string_view code, en, zh;
};
inline constexpr auto report_codes = std::to_array<Word>({
    // kinds of needs and services
    {"post", "post", "定点设岗"},
    {"activity", "activity", "活动"},
    {"appointment", "appointment", "预约服务"},
    {"pairing", "pairing", "结对帮扶"},
    {"wish", "wish", "微心愿"},
    {"call-out", "call-out", "应急召集"},
    {"squad", "squad", "服务队"},
    {"standing", "standing post", "常设岗"},
    // where a record came from
    {"checkin", "check-in", "签到"},
    {"self", "self-reported", "本人填报"},
    {"organiser", "organiser", "组织者登记"},
    {"admin", "administrator", "管理员录入"},
    // how far a service or a need has come
    {"confirmed", "confirmed", "已确认"},
    {"not_confirmed", "not confirmed", "未确认"},
    {"confirmed_by_self", "by self only", "仅本人确认"},
    {"reversed", "taken back", "已撤销"},
    {"served", "served", "已服务"},
    {"accepted", "accepted", "已接单"},
    {"dispatched", "dispatched", "已下单"},
    {"open", "open", "待办"},
    // why an entry gave nothing
    {"reversal", "takes another back", "撤销另一记录"},
    {"no_rule", "no rule applies", "没有适用的规则"},
    {"quantity_used_up", "quantity used up", "可计数量已用完"},
    {"cap_used_up", "cap used up", "已达上限"},
    {"group_cap_used_up", "group cap used up", "合计已达上限"},
    {"below_one_step", "below one step", "不足一个单位"},
    {"zero_rate", "rule gives no points", "此规则不给分"},
    {"nothing_given", "nothing to count", "没有可计数量"},
    {"not_rated", "not rated", "未评议"},
    {"low_rating", "rating too low", "评议分不足"},
    {"gate_closed", "condition not met", "条件未满足"},
    {"no_band", "below the first band", "未达最低档"},
    {"suspended", "suspended", "暂停期间"},
});
inline constexpr auto report_fields = std::to_array<Word>({
    {"member_id", "Id", "编号"},
    {"name", "Name", "姓名"},
    {"community", "Branch", "所属网格"},
    {"unit", "Work unit", "工作单位"},
    {"team", "Squad", "队伍"},
    {"skills", "Skills", "特长"},
    {"free", "Free time", "可服务时间"},
    {"max_services", "At most, services", "最多次数"},
    {"max_per_day", "At most a day", "每日最多次数"},
    {"max_per_week", "At most a week", "每周最多次数"},
    {"max_hours", "At most, hours", "最多小时"},
    {"max_hours_per_day", "Hours a day", "每日最多小时"},
    {"max_hours_per_week", "Hours a week", "每周最多小时"},
    {"min_services", "At least, services", "最少次数"},
    {"max_km", "Farthest, km", "最远公里"},
    {"served", "Served before", "以往次数"},
    {"accepts", "Accepts", "接受的服务"},
    {"likes", "Likes", "意向服务"},
    // columns of a standing
    {"rank", "Rank", "名次"},
    {"points", "Points", "积分"},
    {"tier", "Tier", "等次"},
    {"star", "Star", "星级"},
    {"services", "Services", "服务次数"},
    {"hours", "Hours", "服务小时"},
    {"active_months", "Active months", "活跃月数"},
    {"lifetime_points", "Points, lifetime", "累计积分"},
    {"lifetime_hours", "Hours, lifetime", "累计小时"},
    {"lifetime_services", "Services, lifetime", "累计次数"},
    {"suspended", "Suspended", "暂停"},
    {"moved_from", "Moved from", "原属网格"},
});

/// The word of a code; one that is the user's own stays as it is.
inline std::string word_of(std::string_view code, bool zh) {
  for (const Word& word : report_codes)
    if (word.code == code) return std::string(zh ? word.zh : word.en);
  return std::string(code);
}
inline std::string field_of(std::string_view name, bool zh) {
  for (const Word& word : report_fields)
    if (word.code == name) return std::string(zh ? word.zh : word.en);
  return std::string(name);
}

/// At most two decimals, halves up: 0.83.
inline std::string short_number(double value) {
  const auto hundredths = static_cast<std::int64_t>(std::floor(value * 100 + 0.5));
  const bool negative = hundredths < 0;
  const std::int64_t size = negative ? -hundredths : hundredths;
  std::string text = (negative ? "-" : "") + std::to_string(size / 100);
  if (size % 100 == 0) return text;
  text += "." + std::string(1, static_cast<char>('0' + size / 10 % 10));
  if (size % 10 != 0) text += static_cast<char>('0' + size % 10);
  return text;
}

/// A cell of a table as the page shows it.
inline std::string number_text(const Column& column, std::size_t row) {
  if (column.is_null(row)) return {};
  if (column.type() == ColumnType::real) return short_number(column.real_at(row));
  return column.to_text(row);
}

/// "A / B / C" below the first `skip` levels.
inline std::string branch_text(std::string_view joined, std::size_t skip) {
  std::string text;
  while (!joined.empty()) {
    const std::size_t end = std::min(joined.find('/'), joined.size());
    if (skip > 0)
      --skip;
    else
      text.append(text.empty() ? "" : " / ").append(joined.substr(0, end));
    joined.remove_prefix(std::min(end + 1, joined.size()));
  }
  return text;
}
/// The first `count` levels.
inline std::string_view first_levels(std::string_view joined, std::size_t count) {
  std::size_t end = 0;
  while (count-- > 0) {
    end = joined.find('/', end);
    if (end == std::string_view::npos) return joined;
    if (count > 0) ++end;
  }
  return joined.substr(0, end);
}

/// "2026-03-02 09:00" and its end as "2026-03-02 09:00–10:30".
inline std::string from_to(std::string_view start, std::string_view end) {
  std::string text(start);
  if (end.empty()) return text;
  const bool same_day = end.size() > 11 && start.substr(0, 10) == end.substr(0, 10);
  return text.append("–").append(same_day ? end.substr(11) : end);
}

}  // namespace detail
}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
