// The pages of ledgers and of days: by branch.
#pragma once

#include <turnout/io/detail/report_sheet.ipp>
#include <turnout/io/report_pages.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

/// The days of a span in words; blank where all are meant.
inline std::string span_days(const ReportSpan& span, bool zh) {
  if (trim(span.period).empty()) return {};
  const Period period = parse_period(span.period);
  if (period.first == period.last) {
    const std::string both = days_text(period, zh);
    // "2 March to 2 March 2026" says one day twice.
    if (zh) return both.substr(0, both.find("至"));
    return both.substr(both.find(" to ") + 4);
  }
  return days_text(period, zh);
}
inline std::string day_words(std::string_view day, bool zh) {
  return span_days({.period = std::string(day) + "/" + std::string(day)}, zh);
}

inline std::string place_and_branch(const ReportPageOptions& options, const ReportSpan& span) {
  std::string text(options.place);
  const std::string branch = branch_text(trim(span.community), 0);
  if (!text.empty() && !branch.empty()) text += ", ";
  return text + branch;
}
inline std::size_t depth_of(const ReportSpan& span) {
  const std::string_view path = trim(span.community);
  if (path.empty()) return 0;
  return 1 + static_cast<std::size_t>(std::ranges::count(path, '/'));
}

/// Totals of branches as a tree. `rows` stand in the order of the tree, the root first.
inline void branch_rows(ReportSheet& page, const Table& table, std::span<const Head> heads,
                        std::span<const std::size_t> rows) {
  std::vector<Head> shown{{"community", Show::text, "Branch", "网格"}};
  const std::vector<Head> filled = page.filled(table, heads, rows);
  shown.insert(shown.end(), filled.begin(), filled.end());
  page.table_head(shown);
  const std::int64_t root = table.find("level")->integer_at(rows.front());
  bool even = true;
  for (const std::size_t row : rows) {
    even = !even;
    const std::int64_t depth = table.find("level")->integer_at(row) - root;
    const std::string path = table.find("community")->to_text(row);
    const bool own = table.find("part")->text_at(row) == "own";
    const std::string_view last = std::string_view(path).substr(path.rfind('/') + 1);
    page.raw(even ? "<tr class=\"even\"><th scope=\"row\" class=\"in"
                  : "<tr><th scope=\"row\" class=\"in");
    page.raw(std::to_string(std::min<std::int64_t>(3, own ? depth + 1 : depth)));
    page.raw(own ? " own\">" : "\">");
    if (own)
      page.text(path.empty() ? page.word("no branch given", "未注明网格")
                             : page.word("of its own", "本级"));
    else
      page.text(path.empty() ? page.word("All", "合计") : last);
    page.raw("</th>");
    for (const Head& head : filled)
      page.element("td", "n", number_text(*table.find(head.column), row));
    page.raw("</tr>\n");
  }
  page.table_foot();
}

inline constexpr auto branch_heads = std::to_array<Head>({
    {"reported", Show::number, "Reported", "报到"},
    {"members", Show::number, "Members", "成员"},
    {"served", Show::number, "Served", "参加服务"},
    {"needs", Show::number, "Needs", "需求"},
    {"seats", Show::number, "Seats", "需人数"},
    {"services", Show::number, "Services", "服务次数"},
    {"people", Show::number, "People serving", "服务人数"},
    {"hours", Show::number, "Hours", "小时"},
    {"reached", Show::number, "People reached", "惠及人数"},
});
inline constexpr auto member_heads = std::to_array<Head>({
    {"member_id", Show::member, "Member", "成员"},
    {"community", Show::branch, "Branch", "网格"},
    {"unit", Show::text, "Work unit", "工作单位"},
    {"team", Show::text, "Squad", "队伍"},
    {"skills", Show::text, "Skills", "特长"},
    {"from", Show::fixed, "Reported", "报到日期"},
    {"to", Show::fixed, "Left", "离开日期"},
    {"services", Show::number, "Services", "服务次数"},
    {"hours", Show::number, "Hours", "小时"},
    {"last_service", Show::fixed, "Last service", "最近服务"},
});
inline constexpr auto need_heads = std::to_array<Head>({
    {"title", Show::title, "Need", "需求"},
    {"kind", Show::what, "Kind", "形式"},
    {"community", Show::branch, "Branch", "网格"},
    {"place", Show::text, "Place", "地点"},
    {"beneficiary", Show::text, "For", "服务对象"},
    {"start", Show::when, "When", "时间"},
    {"priority", Show::priority, "Priority", "优先级"},
    {"posted_at", Show::fixed, "Posted", "点单"},
    {"dispatched_at", Show::fixed, "Dispatched", "下单"},
    {"accepted_at", Show::fixed, "Accepted", "接单"},
    {"seats", Show::number, "Seats", "需人数"},
    {"people", Show::number, "Came", "到岗"},
    {"hours", Show::number, "Hours", "小时"},
    {"reached", Show::number, "Reached", "惠及"},
    {"rating", Show::number, "Rating", "评议"},
    {"state", Show::word, "State", "状态"},
});
inline constexpr auto service_heads = std::to_array<Head>({
    {"start", Show::when, "When", "时间"},
    {"member_id", Show::member, "Member", "成员"},
    {"kind", Show::what, "Kind", "形式"},
    {"community", Show::branch, "Branch", "网格"},
    {"place", Show::text, "Place", "地点"},
    {"role", Show::text, "Role", "岗位"},
    {"need_id", Show::fixed, "Need", "需求"},
    {"hours", Show::number, "Hours", "小时"},
    {"beneficiary", Show::text, "For", "服务对象"},
    {"reached", Show::number, "Reached", "惠及"},
    {"source", Show::word, "Source", "来源"},
    {"recorded_by", Show::text, "Recorded by", "记录人"},
    {"confirmed_by", Show::text, "Confirmed by", "确认人"},
    {"confirmed_at", Show::fixed, "on", "确认时间"},
    {"rating", Show::number, "Rating", "评议"},
    {"state", Show::word, "State", "状态"},
    {"note", Show::text, "Note", "备注"},
});

inline std::string ledgers_page(const ThreeLedgers& ledgers, const ReportPageOptions& options,
                                bool zh) {
  ReportSheet page(zh);
  const std::string when = span_days(ledgers.span, zh);
  const std::string title(page.word("Three ledgers", "三本台账"));
  page.open(title + (when.empty() ? "" : (zh ? "，" : ", ") + when), true);
  page.head(place_and_branch(options, ledgers.span), title, when);
  page.raw("<main>\n<dl class=\"figures\">\n");
  const auto total = [&](std::string_view en, std::string_view chinese, std::string_view column) {
    const Column& values = *ledgers.branches.find(column);
    if (!values.is_null(0)) page.figure(page.word(en, chinese), number_text(values, 0));
  };
  total("members", "成员", "members");
  total("reported in these days", "本期报到", "reported");
  total("needs", "需求", "needs");
  total("services", "服务次数", "services");
  total("people serving", "服务人数", "people");
  total("hours", "服务小时", "hours");
  total("people reached", "惠及人数", "reached");
  page.raw("</dl>\n");
  const std::size_t level = depth_of(ledgers.span) + 1;
  const auto part = [&](std::string_view heading, const Table& table, std::span<const Head> heads,
                        bool sheet) {
    page.raw(sheet ? "<section class=\"sheet\">\n" : "<section>\n");
    page.line("h2", "", heading);
    page.grouped_table(table, heads, all_rows(table), level, page.word("None.", "无。"));
    page.raw("</section>\n");
  };
  page.raw("<section>\n");
  page.line("h2", "", page.word("Totals by branch", "各社区、小区、楼栋合计"));
  branch_rows(page, ledgers.branches, branch_heads, all_rows(ledgers.branches));
  page.raw("</section>\n");
  part(page.word("1. Members who reported", "一、报到成员台账"), ledgers.members, member_heads,
       true);
  part(page.word("2. Needs of residents", "二、居民需求台账"), ledgers.needs, need_heads, true);
  part(page.word("3. Services given", "三、服务记录台账"), ledgers.services, service_heads, true);
  if (!options.note.empty()) page.line("p", "", options.note);
  page.raw("</main>\n");
  page.close(
      page.word("Services that were taken back are struck out and in no sum. The same ledgers "
                "stand in members.csv, needs.csv, services.csv and branches.csv.",
                "已撤销的服务以删除线标出，不计入合计。台账数据见 members.csv、needs.csv、"
                "services.csv 和 branches.csv。"));
  return page.take();
}

inline constexpr auto day_heads = std::to_array<Head>({
    {"reported", Show::number, "Reported", "报到"},
    {"posted", Show::number, "Needs posted", "点单"},
    {"dispatched", Show::number, "Dispatched", "下单"},
    {"accepted", Show::number, "Accepted", "接单"},
    {"needs", Show::number, "Needs due", "当日需求"},
    {"seats", Show::number, "Seats", "需人数"},
    {"services", Show::number, "Services", "服务次数"},
    {"people", Show::number, "People serving", "服务人数"},
    {"hours", Show::number, "Hours", "小时"},
    {"reached", Show::number, "People reached", "惠及人数"},
});
inline constexpr auto reported_heads = std::to_array<Head>({
    {"member_id", Show::member, "Member", "成员"},
    {"community", Show::branch, "Branch", "网格"},
    {"unit", Show::text, "Work unit", "工作单位"},
    {"team", Show::text, "Squad", "队伍"},
});
inline constexpr auto came_up_heads = std::to_array<Head>({
    {"title", Show::title, "Need", "需求"},
    {"kind", Show::what, "Kind", "形式"},
    {"community", Show::branch, "Branch", "网格"},
    {"place", Show::text, "Place", "地点"},
    {"beneficiary", Show::text, "For", "服务对象"},
    {"start", Show::when, "When", "时间"},
    {"seats", Show::number, "Seats", "需人数"},
    {"priority", Show::priority, "Priority", "优先级"},
});

inline std::string daily_page(const DailyTable& daily, const ReportPageOptions& options, bool zh) {
  ReportSheet page(zh);
  const std::string when = span_days(daily.span, zh);
  const std::string title(page.word("Daily table", "日报表"));
  page.open(title + (when.empty() ? "" : (zh ? "，" : ", ") + when), false);
  page.head(place_and_branch(options, daily.span), title, when);
  page.raw("<main>\n");
  if (daily.days.rows() == 0)
    page.line("p", "", page.word("Nothing happened on these days.", "本期没有记录。"));
  const Column& days = *daily.days.find("day");
  const Column* posted = daily.days.find("posted");
  for (std::size_t row = 0; row < daily.days.rows();) {
    const std::string day = days.to_text(row);
    std::vector<std::size_t> rows;
    for (; row < daily.days.rows() && days.text_at(row) == day; ++row) rows.push_back(row);
    page.raw("<section>\n");
    page.line("h2", "", day_words(day, zh));
    branch_rows(page, daily.days, day_heads, rows);
    if (const auto who = rows_of(daily.reported, "day", day); !who.empty()) {
      page.line("h3", "", page.word("Who reported", "当日报到"));
      page.whole_table(daily.reported, reported_heads, who, {});
    }
    if (const auto what = rows_of(daily.needs, "day", day); !what.empty()) {
      page.line("h3", "",
                posted->is_null(rows.front()) ? page.word("Needs due", "当日需求")
                                              : page.word("What came up", "当日收集的需求"));
      page.whole_table(daily.needs, came_up_heads, what, {});
    }
    page.raw("</section>\n");
  }
  if (!options.note.empty()) page.line("p", "", options.note);
  page.raw("</main>\n");
  page.close(
      page.word("Sums of a branch hold those of the branches below it. The same figures stand in "
                "days.csv, reported.csv and needs.csv.",
                "各级合计包含其下级。数据见 days.csv、reported.csv 和 needs.csv。"));
  return page.take();
}

}  // namespace detail
}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
