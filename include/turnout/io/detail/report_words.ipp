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
  std::string_view code, zh, en;
};
inline constexpr auto report_codes = std::to_array<Word>({
    // kinds of needs and services
    {"post", "定点设岗", "post"},
    {"activity", "活动", "activity"},
    {"appointment", "预约服务", "appointment"},
    {"pairing", "结对帮扶", "pairing"},
    {"wish", "微心愿", "wish"},
    {"call-out", "应急召集", "call-out"},
    {"squad", "服务队", "squad"},
    {"standing", "常设岗", "standing post"},
    // where a record came from
    {"checkin", "签到", "check-in"},
    {"self", "本人填报", "self-reported"},
    {"organiser", "组织者登记", "organiser"},
    {"admin", "管理员录入", "administrator"},
    // how far a service or a need has come
    {"confirmed", "已确认", "confirmed"},
    {"not_confirmed", "未确认", "not confirmed"},
    {"confirmed_by_self", "仅本人确认", "by self only"},
    {"reversed", "已撤销", "taken back"},
    {"served", "已服务", "served"},
    {"accepted", "已接单", "accepted"},
    {"dispatched", "已下单", "dispatched"},
    {"open", "待办", "open"},
    // why an entry gave nothing
    {"reversal", "撤销另一记录", "takes another back"},
    {"no_rule", "没有适用的规则", "no rule applies"},
    {"quantity_used_up", "可计数量已用完", "quantity used up"},
    {"cap_used_up", "已达上限", "cap used up"},
    {"group_cap_used_up", "合计已达上限", "group cap used up"},
    {"below_one_step", "不足一个单位", "below one step"},
    {"zero_rate", "此规则不给分", "rule gives no points"},
    {"nothing_given", "没有可计数量", "nothing to count"},
    {"not_rated", "未评议", "not rated"},
    {"low_rating", "评议分不足", "rating too low"},
    {"gate_closed", "条件未满足", "condition not met"},
    {"no_band", "未达最低档", "below the first band"},
    {"suspended", "暂停期间", "suspended"},
});
inline constexpr auto report_fields = std::to_array<Word>({
    {"member_id", "编号", "Id"},
    {"name", "姓名", "Name"},
    {"community", "所属网格", "Branch"},
    {"unit", "工作单位", "Work unit"},
    {"team", "队伍", "Squad"},
    {"skills", "特长", "Skills"},
    {"free", "可服务时间", "Free time"},
    {"max_services", "最多次数", "At most, services"},
    {"max_per_day", "每日最多次数", "At most a day"},
    {"max_per_week", "每周最多次数", "At most a week"},
    {"max_hours", "最多小时", "At most, hours"},
    {"max_hours_per_day", "每日最多小时", "Hours a day"},
    {"max_hours_per_week", "每周最多小时", "Hours a week"},
    {"min_services", "最少次数", "At least, services"},
    {"max_km", "最远公里", "Farthest, km"},
    {"served", "以往次数", "Served before"},
    {"accepts", "接受的服务", "Accepts"},
    {"likes", "意向服务", "Likes"},
    // columns of a standing
    {"rank", "名次", "Rank"},
    {"points", "积分", "Points"},
    {"tier", "等次", "Tier"},
    {"star", "星级", "Star"},
    {"services", "服务次数", "Services"},
    {"hours", "服务小时", "Hours"},
    {"active_months", "活跃月数", "Active months"},
    {"lifetime_points", "累计积分", "Points, lifetime"},
    {"lifetime_hours", "累计小时", "Hours, lifetime"},
    {"lifetime_services", "累计次数", "Services, lifetime"},
    {"suspended", "暂停", "Suspended"},
    {"moved_from", "原属网格", "Moved from"},
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
