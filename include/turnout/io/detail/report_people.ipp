// The pages of one member and of units: the file and the letters.
#pragma once

#include <algorithm>

#include <turnout/io/detail/report_branches.ipp>
#include <turnout/points/detail/phrases.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

/// The heading of a standing's column: of a ladder its title, where the book gives one.
inline std::string standing_heading(std::string_view column, const Rulebook& book, bool zh) {
  const Ladder* ladder = book.ladder(column);
  if (ladder != nullptr && !ladder->title.empty())
    return std::string(ladder->title.in(zh ? "zh" : "en"));
  for (const Obligation& obligation : book.obligations()) {
    const std::string title =
        turnout::detail::title_of(obligation.title, obligation.id, zh ? "zh" : "en");
    if (column == obligation.id + "_met") return title + (zh ? "，已履行" : ", met");
    if (column == obligation.id + "_missed") return title + (zh ? "，未履行" : ", missed");
  }
  for (const PointKind& kind : book.kinds()) {
    const std::string title = turnout::detail::title_of(kind.title, kind.id, zh ? "zh" : "en");
    if (column == "earned_" + kind.id) return title + (zh ? "，本期所得" : ", earned");
    if (column == "balance_" + kind.id) return title + (zh ? "，余额" : ", balance");
  }
  return field_of(column, zh);
}
/// A cell of it: of a ladder the band's title, stars as stars, points and hours as numbers.
inline std::string standing_cell(std::string_view name, const Column& values, std::size_t row,
                                 const Rulebook& book, bool zh) {
  if (values.is_null(row)) return {};
  if (values.type() == ColumnType::real)
    return name.find("hours") != std::string_view::npos
               ? short_number(values.real_at(row))
               : points_text(std::llround(values.real_at(row) * 1000));
  std::string text = values.to_text(row);
  if (name == "star" && values.type() == ColumnType::integer) {
    std::string stars;
    if (values.integer_at(row) > 9) return text;
    for (std::int64_t i = values.integer_at(row); i > 0; --i) stars += "★";
    return stars;
  }
  if (name == "suspended" && text == "yes") return zh ? "是" : "yes";
  if (name == "moved_from") return branch_text(text, 0);
  if (const Ladder* ladder = book.ladder(name))
    for (const Band& band : ladder->bands)
      if (text == band.id || text.starts_with(band.id + "+"))  // passed again and again
        return turnout::detail::title_of(band.title, band.id, zh ? "zh" : "en") +
               text.substr(band.id.size());
  return text;
}
inline std::string scheme_of(const Rulebook& book, bool zh) {
  return turnout::detail::title_of(book.title(), book.name(), zh ? "zh" : "en");
}

inline constexpr auto membership_heads = std::to_array<Head>({
    {"community", Show::branch, "Branch", "网格"},
    {"unit", Show::text, "Work unit", "工作单位"},
    {"team", Show::text, "Squad", "队伍"},
    {"from", Show::fixed, "From", "起"},
    {"to", Show::fixed, "To", "止"},
});
inline constexpr auto given_heads = std::to_array<Head>({
    {"start", Show::when, "When", "时间"},
    {"kind", Show::what, "Kind", "形式"},
    {"community", Show::branch, "Branch", "网格"},
    {"place", Show::text, "Place", "地点"},
    {"beneficiary", Show::text, "For", "服务对象"},
    {"hours", Show::number, "Hours", "小时"},
    {"reached", Show::number, "Reached", "惠及"},
    {"rating", Show::number, "Rating", "评议"},
    {"confirmed_by", Show::text, "Confirmed by", "确认人"},
    {"points", Show::points, "Points", "积分"},
    {"rule", Show::text, "Rule", "规则"},
    {"points_kind", Show::text, "Kind of points", "积分种类"},
    {"shaped", Show::text, "Cut by", "上限"},
    {"reason", Show::word, "Why none", "未计原因"},
    {"late", Show::fixed, "Late, given on", "补记，服务日期"},
});

/// Ids of rules as their titles.
inline Table with_rule_titles(const Table& services, const Rulebook& book, bool zh) {
  std::vector<NamedColumn> columns;
  for (const NamedColumn& column : services.columns()) {
    if (column.name != "rule") {
      columns.push_back(column);
      continue;
    }
    Texts titles;
    for (std::size_t row = 0; row < services.rows(); ++row) {
      std::string title(column.values.text_at(row));
      for (const PointRule& rule : book.rules())
        if (rule.id == title) {
          title = turnout::detail::title_of(rule.title, rule.id, zh ? "zh" : "en");
          break;
        }
      titles.push_back(title);
    }
    columns.push_back({column.name, Column::text(std::move(titles))});
  }
  return Table(services.name(), std::move(columns));
}

inline std::string person_page(const PersonFile& file, const ReportPageOptions& options, bool zh) {
  const Standing& standing = file.standing;
  const Rulebook& book = standing.rulebook();
  ReportSheet page(zh);
  const std::string when = days_text(standing.period(), zh);
  const std::string title(page.word("One-person file", "一人一档"));
  const auto person = [&](std::string_view field) {
    const auto rows = rows_of(file.person, "field", field);
    return rows.empty() ? std::string() : file.person.find("value")->to_text(rows.front());
  };
  std::string who = person("name");
  who += (who.empty() ? "" : " ") + person("member_id");
  page.open(title + (zh ? "，" : ", ") + who, false);
  page.head(options.place, title + (zh ? "：" : ": ") + who, when);

  page.raw("<main>\n<section>\n<dl class=\"facts\">\n");
  for (std::size_t row = 0; row < file.person.rows(); ++row) {
    const std::string field = file.person.find("field")->to_text(row);
    const std::string value = file.person.find("value")->to_text(row);
    page.fact(field_of(field, zh), field == "community" ? branch_text(value, 0) : value);
  }
  page.raw("</dl>\n</section>\n<section>\n");
  page.line("h2", "", page.word("Memberships", "组织关系与报到"));
  page.whole_table(file.memberships, membership_heads, all_rows(file.memberships), {});
  page.raw("</section>\n<section>\n");
  page.line("h2", "", scheme_of(book, zh));
  page.raw("<dl class=\"figures\">\n");
  for (const NamedColumn& column : file.standing_row.columns())
    if (column.name == "points" || column.name == "services" || column.name == "hours" ||
        column.name == "rank" || (book.ladder(column.name) != nullptr))
      if (const std::string value = standing_cell(column.name, column.values, 0, book, zh);
          !value.empty())
        page.figure(standing_heading(column.name, book, zh), value);
  page.raw("</dl>\n<dl class=\"facts\">\n");
  for (const NamedColumn& column : file.standing_row.columns()) {
    if (column.name == "points" || column.name == "services" || column.name == "hours" ||
        column.name == "rank" || column.name == "member_id" || column.name == "name" ||
        column.name == "community" || column.name == "unit" || column.name == "tier" ||
        column.name == "star" || book.ladder(column.name) != nullptr)
      continue;
    const std::string value = standing_cell(column.name, column.values, 0, book, zh);
    if (!value.empty()) page.fact(standing_heading(column.name, book, zh), value);
  }
  page.raw("</dl>\n</section>\n<section>\n");
  page.line("h2", "", page.word("Services and points", "服务与积分"));
  page.whole_table(with_rule_titles(file.services, book, zh), given_heads, all_rows(file.services),
                   page.word("No service in this period.", "本期没有服务记录。"));
  page.raw("</section>\n");
  if (!options.mask_names) {  // the card may name other accounts
    const std::string card = standing.explain(file.member_id, zh ? "zh" : "en");
    page.raw("<section>\n");
    page.line("h2", "", page.word("How each point came about", "积分明细"));
    page.line("pre", "", card);
    page.raw("</section>\n");
  }
  if (!options.note.empty()) page.line("p", "", options.note);
  page.raw("</main>\n");
  std::string foot(page.word("Rulebook ", "规则 "));
  foot += book.name() + (book.version().empty() ? "" : " " + book.version());
  if (!standing.as_of().empty())
    foot.append(page.word("; as known on ", "；数据截至 ")).append(standing.as_of());
  page.close(foot + std::string(page.word(". The home of a member is not part of the file.",
                                          "。档案不含成员住址。")));
  return page.take();
}

inline std::vector<Head> letter_heads(const Table& members, const Rulebook& book, bool zh,
                                      std::vector<std::string>& titles) {
  std::vector<Head> heads{{"member_id", Show::member, "Member", "成员"},
                          {"community", Show::branch, "Branch", "网格"},
                          {"until", Show::fixed, "Left on", "离开日期"},
                          {"services", Show::number, "Services", "服务次数"},
                          {"hours", Show::number, "Hours", "小时"},
                          {"points", Show::points, "Points", "积分"},
                          {"rank", Show::number, "Rank", "名次"}};
  titles.reserve(members.columns().size());
  for (const NamedColumn& column : members.columns()) {
    const bool ladder = book.ladder(column.name) != nullptr;
    const bool owed = std::ranges::any_of(book.obligations(), [&](const Obligation& obligation) {
      return column.name == obligation.id + "_met" || column.name == obligation.id + "_missed";
    });
    if (!ladder && !owed) continue;
    titles.push_back(standing_heading(column.name, book, zh));
    const Show show = owed                                          ? Show::number
                      : column.values.type() == ColumnType::integer ? Show::stars
                                                                    : Show::fixed;
    heads.push_back({column.name, show, titles.back(), titles.back()});
  }
  heads.push_back({"reached", Show::number, "Reached", "惠及"});
  heads.push_back({"rating", Show::number, "Rating", "评议"});
  heads.push_back({"ratings", Show::number, "of", "评议次数"});
  heads.push_back({"last_service", Show::fixed, "Last service", "最近服务"});
  return heads;
}

/// Ids of bands as their titles.
inline Table with_band_titles(const Table& members, const Rulebook& book, bool zh) {
  std::vector<NamedColumn> columns;
  for (const NamedColumn& column : members.columns()) {
    if (book.ladder(column.name) == nullptr || column.values.type() != ColumnType::text) {
      columns.push_back(column);
      continue;
    }
    Texts titles;
    for (std::size_t row = 0; row < members.rows(); ++row)
      titles.push_back(standing_cell(column.name, column.values, row, book, zh));
    columns.push_back({column.name, Column::text(std::move(titles))});
  }
  return Table(members.name(), std::move(columns));
}

inline std::string units_page(const UnitFeedback& feedback, const ReportPageOptions& options,
                              bool zh) {
  const Standing& standing = feedback.standing;
  const Rulebook& book = standing.rulebook();
  const std::vector<std::string> rules = sentences(book, zh ? "zh" : "en");
  const Table members = with_band_titles(feedback.members, book, zh);
  std::vector<std::string> titles;
  const std::vector<Head> heads = letter_heads(members, book, zh, titles);
  ReportSheet page(zh);
  const std::string when = days_text(standing.period(), zh);
  const std::string title(page.word("Feedback on community service", "成员社区服务情况反馈"));
  page.open(title + (zh ? "，" : ", ") + when, false);
  page.raw("<main>\n");
  if (feedback.units.rows() == 0)
    page.line("p", "", page.word("No member belongs to a unit.", "没有成员登记工作单位。"));
  std::size_t row = 0;
  for (std::size_t u = 0; u < feedback.units.rows(); ++u) {
    const std::string unit = feedback.units.find("unit")->to_text(u);
    page.raw("<section class=\"letter\">\n");
    page.head(options.place, title, when);
    page.line("p", "lead", zh ? unit + "：" : "To: " + unit);
    page.line(
        "p", "lead",
        zh ? "现将贵单位成员在居住地社区参加服务的情况反馈如下，以社区登记的服务记录为准，按公示的"
             "计分办法统计。"
           : "This is what the people of your unit gave to the communities where they live, as "
             "it was recorded there and counted by the published rules.");
    page.raw("<dl class=\"figures\">\n");
    const auto total = [&](std::string_view en, std::string_view chinese, std::string_view column) {
      const Column& values = *feedback.units.find(column);
      if (!values.is_null(u))
        page.figure(page.word(en, chinese),
                    column == "points" ? points_text(std::llround(values.real_at(u) * 1000))
                                       : number_text(values, u));
    };
    total("members", "成员", "members");
    total("of them, or who have left, served", "参加服务（含已离开）", "served");
    total("services", "服务次数", "services");
    total("hours", "服务小时", "hours");
    total("points", "积分", "points");
    total("people reached", "惠及人数", "reached");
    total("mean rating, of 5", "平均评议（满分5）", "rating");
    page.raw("</dl>\n");
    std::vector<std::size_t> served, idle;
    for (; row < members.rows() && members.find("unit")->text_at(row) == unit; ++row)
      (members.find("services")->integer_at(row) > 0 ? served : idle).push_back(row);
    std::ranges::stable_sort(served, std::ranges::greater{}, [&](std::size_t r) {
      return std::pair(members.find("points")->real_at(r), members.find("hours")->real_at(r));
    });
    page.whole_table(members, heads, served,
                     page.word("No counted service in this period.", "本期没有计入的服务。"));
    if (!served.empty() && !idle.empty()) {
      std::string names;
      for (const std::size_t r : idle) {
        const std::string name = members.find("name")->to_text(r);
        names += (names.empty() ? ""
                  : zh          ? "、"
                                : ", ") +
                 name + (name.empty() ? "" : " ") + members.find("member_id")->to_text(r);
      }
      page.line("h3", "",
                std::string(page.word("No counted service", "没有计入的服务")) + " (" +
                    std::to_string(idle.size()) + ")");
      page.line("p", "", names);
    }
    page.line("h3", "", page.word("How the points are counted", "计分办法"));
    page.raw("<ul class=\"plain\">\n");
    for (const std::string& rule : rules) page.line("li", "", rule);
    page.raw("</ul>\n");
    if (!options.note.empty()) page.line("p", "", options.note);
    page.raw("<ul class=\"seal\">");
    page.element("li", "",
                 page.word("Issued by (signature and seal): ____________________",
                           "社区（盖章）：____________________"));
    page.element("li", "", page.word("Date: ______________", "日期：______年____月____日"));
    page.raw("</ul>\n</section>\n");
  }
  page.raw("</main>\n");
  std::string foot(page.word("Rulebook ", "规则 "));
  foot += book.name() + (book.version().empty() ? "" : " " + book.version());
  if (!standing.as_of().empty())
    foot.append(page.word("; as known on ", "；数据截至 ")).append(standing.as_of());
  page.close(foot + std::string(page.word(". A service counts for the unit of its day.",
                                          "。服务计入服务当日所属单位。")));
  return page.take();
}

}  // namespace detail
}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
