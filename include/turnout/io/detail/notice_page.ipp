// The notice as a page, part by part.
#pragma once

#include <turnout/io/detail/html.ipp>
#include <turnout/io/detail/notice_data.ipp>
#include <turnout/io/detail/notice_style.ipp>
#include <turnout/io/detail/paper.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

/// The page, part by part.
class NoticePage {
 public:
  explicit NoticePage(const NoticeData& data) : d_(data) {}

  std::string html() {
    head();
    figures();
    for (std::size_t l = 0; l < d_.ladders().size(); ++l) ladder(l);
    standing();
    branches();
    rules();
    foot();
    return std::move(out_);
  }

 private:
  void text(std::string_view value) { out_ += escape_html(value); }
  void cell(std::string_view tag, std::string_view kind, std::string_view value) {
    out_.append("<").append(tag);
    if (!kind.empty()) out_.append(" class=\"").append(kind).append("\"");
    if (tag == "th") out_.append(kind == "row" ? " scope=\"row\"" : " scope=\"col\"");
    out_.append(">");
    text(value);
    out_.append("</").append(tag).append(">");
  }
  void section(std::string_view title) {
    out_ += "<section>\n";
    cell("h2", "", title);
    out_ += "\n";
  }

  void head() {
    const std::string when = days_text(d_.standing.period(), d_.zh);
    out_ += paper_head(d_.title() + (d_.zh ? ",公示 " : ", notice ") + d_.standing.period().text,
                       notice_style, d_.zh);
    out_ += "<body>\n<header>\n";
    if (!d_.options.place.empty()) {
      cell("p", "place", d_.options.place);
      out_ += "\n";
    }
    if (const std::string_view community = trim(d_.options.community); !community.empty()) {
      cell("p", "place", community);
      out_ += "\n";
    }
    cell("h1", "", d_.title());
    out_ += "\n";
    cell("p", "when", d_.zh ? when + "公示" : "Notice for " + when);
    out_ += "\n</header>\n<main>\n";
  }

  void figure(std::string_view name, std::string_view value) {
    out_ += "<div>";
    cell("dt", "", name);
    cell("dd", "", value);
    out_ += "</div>\n";
  }
  void figures() {
    out_ += "<dl class=\"figures\">\n";
    figure(d_.word("members", "成员"), std::to_string(d_.all.members));
    figure(d_.word("of them served", "参加服务"), std::to_string(d_.all.served));
    figure(d_.word("services", "服务次数"), std::to_string(d_.all.services));
    figure(d_.word("hours", "服务小时"), points_text(d_.all.seconds / 360 * 100));
    if (!points_are_hours()) figure(unit_heading(), points_text(d_.all.points));
    out_ += "</dl>\n";
  }

  /// A book whose points are hours would show one figure twice.
  bool points_are_hours() const {
    for (const StandingRow* row : d_.shown)
      if (row->period.earned * 18 != row->period.seconds * 5) return false;
    return !d_.shown.empty();
  }
  std::string unit_heading() const {
    const std::string_view unit = d_.standing.rulebook().unit().in(d_.options.language);
    if (unit.empty()) return std::string(d_.word("points", "积分"));
    if (d_.zh) return unit == "分" ? "积分" : std::string(unit);
    return std::string(unit) + "s";
  }

  /// How many members reached each band, highest first.
  void ladder(std::size_t l) {
    const Ladder& ladder = d_.ladders()[l];
    section(turnout::detail::title_of(ladder.title, ladder.id, d_.options.language));
    out_ += "<div class=\"wide\"><table>\n<thead><tr>";
    cell("th", "", turnout::detail::title_of(ladder.title, ladder.id, d_.options.language));
    cell("th", "", d_.word("From", "标准"));
    cell("th", "n", d_.word("Members", "人数"));
    out_ += "</tr></thead>\n<tbody>\n";
    for (std::size_t i = ladder.bands.size(); i > 0; --i) {
      out_ += "<tr>";
      out_ += "<td>";
      band(ladder, i);
      out_ += "</td>";
      const std::string from = turnout::detail::measure_text(
          ladder.bands[i - 1].from, ladder.measure, d_.standing.rulebook(), d_.zh);
      const std::string span(turnout::detail::span_text(ladder.span, d_.zh));
      cell("td", "", d_.zh ? span + " " + from : from + " " + span);
      const auto found = d_.bands.find({l, i});
      cell("td", "n", std::to_string(found == d_.bands.end() ? 0 : found->second));
      out_ += "</tr>\n";
    }
    out_ += "</tbody></table></div>\n</section>\n";
  }
  void band(const Ladder& ladder, std::size_t position) {
    if (position == 0) return;
    const Band& reached = ladder.bands[position - 1];
    if (ladder.id == "star" && position <= 9) {
      out_ += "<span class=\"star\" aria-hidden=\"true\">";
      for (std::size_t i = 0; i < position; ++i) out_ += "★";
      out_ += "</span> ";
    }
    cell("span", "tier", turnout::detail::title_of(reached.title, reached.id, d_.options.language));
  }
  /// What the ladder looked at, where the columns beside it show another span.
  void measured(const Ladder& ladder, const StandingRow& row) {
    const Sums& sums = ladder.span == LadderSpan::year ? row.year : row.lifetime;
    out_ += " ";
    cell("span", "id",
         turnout::detail::measure_text(sums.of(ladder.measure), ladder.measure,
                                       d_.standing.rulebook(), d_.zh));
  }

  void member_cell(const StandingRow& row) {
    const std::string name = d_.name(row);
    if (name.empty()) {
      cell("th", "row", d_.id(row));
      return;
    }
    out_ += "<th class=\"row\" scope=\"row\">";
    text(name);
    out_ += " <span class=\"id\">";
    text(d_.id(row));
    out_ += "</span></th>";
  }

  void standing() {
    section(d_.word("Standing", "排名"));
    std::vector<const StandingRow*> idle;
    const bool hours_only = points_are_hours();
    out_ += "<div class=\"wide\"><table>\n<thead><tr>";
    cell("th", "n", d_.word("Rank", "名次"));
    cell("th", "", d_.word("Member", "成员"));
    for (const Ladder& ladder : d_.ladders())
      cell("th", "", turnout::detail::title_of(ladder.title, ladder.id, d_.options.language));
    if (!hours_only) {
      std::string heading = unit_heading();
      if (!heading.empty() && heading[0] >= 'a' && heading[0] <= 'z')
        heading[0] = static_cast<char>(heading[0] - 'a' + 'A');
      cell("th", "n", heading);
    }
    cell("th", "n", d_.word("Services", "次数"));
    cell("th", "n", d_.word("Hours", "小时"));
    out_ += "</tr></thead>\n<tbody>\n";
    for (const StandingRow* row : d_.shown) {
      if (row->period.services == 0) {
        idle.push_back(row);
        continue;
      }
      out_ += "<tr>";
      cell("td", "n", std::to_string(row->rank));
      member_cell(*row);
      for (const Ladder& ladder : d_.ladders()) {
        out_ += "<td>";
        band(ladder, d_.standing.band(*row, ladder));
        if (ladder.span != LadderSpan::period) measured(ladder, *row);
        out_ += "</td>";
      }
      if (!hours_only) cell("td", "n", points_text(row->period.earned));
      cell("td", "n", std::to_string(row->period.services));
      cell("td", "n", hours_text(row->period.seconds));
      out_ += "</tr>\n";
    }
    out_ += "</tbody></table></div>\n</section>\n";
    if (idle.empty()) return;
    section(std::string(d_.word("No counted service in this period", "本期没有计入的服务")) + " (" +
            std::to_string(idle.size()) + ")");
    out_ += "<ul class=\"list\">\n";
    for (const StandingRow* row : idle) {
      const std::string name = d_.name(*row);
      out_ += "<li>";
      text(name.empty() ? d_.id(*row) : name);
      if (!name.empty()) {
        out_ += " <span class=\"id\">";
        text(d_.id(*row));
        out_ += "</span>";
      }
      for (const Ladder& ladder : d_.ladders())
        if (ladder.span != LadderSpan::period && d_.standing.band(*row, ladder) > 0) {
          out_ += ", ";
          band(ladder, d_.standing.band(*row, ladder));
        }
      out_ += "</li>\n";
    }
    out_ += "</ul>\n</section>\n";
  }

  void branches() {
    if (d_.branches.size() < 2) return;
    section(d_.word("Totals by branch", "各社区、小区、楼栋合计"));
    out_ += "<div class=\"wide\"><table>\n<thead><tr>";
    cell("th", "", d_.word("Branch", "网格"));
    cell("th", "n", d_.word("Members", "成员"));
    cell("th", "n", d_.word("Served", "参加"));
    cell("th", "n", d_.word("Services", "次数"));
    cell("th", "n", d_.word("Hours", "小时"));
    out_ += "</tr></thead>\n<tbody>\n";
    std::size_t least = std::string::npos;
    for (const auto& [path, totals] : d_.branches) least = std::min(least, path.size());
    for (const auto& [path, totals] : d_.branches) {
      const std::size_t depth = std::min<std::size_t>(path.size() - least, 3);
      out_ += "<tr><th scope=\"row\" class=\"in" + std::to_string(depth) + "\">";
      text(path.back());
      out_ += "</th>";
      cell("td", "n", std::to_string(totals.members));
      cell("td", "n", std::to_string(totals.served));
      cell("td", "n", std::to_string(totals.services));
      cell("td", "n", hours_text(totals.seconds));
      out_ += "</tr>\n";
    }
    out_ += "</tbody></table></div>\n</section>\n";
  }

  void rules() {
    section(d_.word("How the points are counted", "计分办法"));
    out_ += "<ul class=\"plain\">\n";
    for (const std::string& rule : d_.rules) {
      cell("li", "", rule);
      out_ += "\n";
    }
    if (const auto note = d_.standing.rulebook().note().in(d_.options.language); !note.empty())
      cell("li", "", note);
    out_ += "</ul>\n</section>\n";
    if (d_.options.objections.empty()) return;
    section(d_.word("Objections", "异议"));
    cell("p", "", d_.options.objections);
    out_ += "\n</section>\n";
  }

  void foot() {
    const Rulebook& book = d_.standing.rulebook();
    out_ += "</main>\n<footer>";
    std::string line = std::string(d_.word("Rulebook ", "规则 ")) + book.name();
    if (!book.version().empty()) line += " " + book.version();
    line += std::string(d_.word("; period ", ";公示期 ")) + d_.standing.period().text;
    if (!d_.standing.as_of().empty())
      line += std::string(d_.word("; as known on ", ";数据截至 ")) + d_.standing.as_of();
    line +=
        std::string(d_.word(". Every entry is in entries.csv; a card for each member says how "
                            "its points came about.",
                            "。每条记录见 entries.csv;每位成员可索取积分明细自行核对。"));
    text(line);
    out_ += "</footer>\n</body>\n</html>\n";
  }

  const NoticeData& d_;
  std::string out_;
};

}  // namespace detail
}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
