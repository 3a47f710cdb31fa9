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
  NoticePage(const NoticeData& data, std::string_view hash) : d_(data), hash_(hash) {}

  std::string html() {
    head();
    figures();
    for (std::size_t l = 0; l < d_.ladders().size(); ++l) ladder(l);
    standing();
    changes();
    late();
    branches();
    units();
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
    out_ += paper_head(d_.title() + (d_.zh ? "，公示 " : ", notice ") + d_.standing.period().text,
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
    if (const auto until = d_.standing.objections_until()) {
      const std::string posted = to_text(*d_.standing.closes()), last = to_text(*until);
      out_ += "\n";
      cell("p", "when",
           d_.zh ? "公示日期 " + posted + "，异议期至 " + last +
                       (d_.standing.provisional() ? "，期满前为暂定结果" : "")
                 : "Posted on " + posted + "; objections until " + last +
                       (d_.standing.provisional() ? ", provisional until then" : ""));
    }
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
          ladder.bands[i - 1].from, ladder.measure, d_.standing.rulebook(), d_.zh, ladder.kind);
      const std::string span = ladder.measure == Measure::balance
                                   ? std::string(d_.word("held", "余额"))
                                   : turnout::detail::span_text(ladder.span, d_.zh, ladder.days);
      cell("td", "", d_.zh ? span + " " + from : from + " " + span);
      const auto found = d_.bands.find({l, i});
      cell("td", "n", std::to_string(found == d_.bands.end() ? 0 : found->second));
      out_ += "</tr>\n";
    }
    out_ += "</tbody></table></div>\n</section>\n";
  }
  void band(const Ladder& ladder, std::size_t position) {
    if (position == 0) return;
    const std::size_t bands = ladder.bands.size();
    const Band& reached = ladder.bands[std::min(position, bands) - 1];
    if (ladder.id == "star" && position <= 9) {
      out_ += "<span class=\"star\" aria-hidden=\"true\">";
      for (std::size_t i = 0; i < position; ++i) out_ += "★";
      out_ += "</span> ";
    }
    std::string name = turnout::detail::title_of(reached.title, reached.id, d_.options.language);
    if (position > bands) name += "+" + std::to_string(position - bands);
    cell("span", "tier", name);
  }
  /// What the ladder looked at, where the columns beside it show something else.
  void measured(const Ladder& ladder, const StandingRow& row) {
    out_ += " ";
    cell("span", "id",
         turnout::detail::measure_text(d_.standing.measured(row, ladder), ladder.measure,
                                       d_.standing.rulebook(), d_.zh, ladder.kind));
  }
  static bool shows_its_measure(const Ladder& ladder) noexcept {
    return ladder.span != LadderSpan::period || ladder.measure == Measure::balance ||
           !ladder.rules.empty() || ladder.kind != 0;
  }

  void member_cell(const StandingRow& row) {
    const std::string name = d_.name(row);
    out_ += "<th class=\"row\" scope=\"row\">";
    text(name.empty() ? d_.id(row) : name);
    out_ += " <span class=\"id\">";
    if (!name.empty()) text(d_.id(row));
    if (d_.standing.suspended(row)) text(d_.word(", suspended", "，暂停"));
    if (const std::string_view from = d_.standing.moved_from(row); !from.empty())
      text(std::string(d_.word(", moved from ", "，自 ")) + std::string(from) +
           std::string(d_.word("", " 转入")));
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
    const Rulebook& book = d_.standing.rulebook();
    const std::size_t kinds = book.keeps_accounts() ? book.kinds().size() : 0;
    for (std::size_t k = 0; k < kinds; ++k)
      cell("th", "n",
           std::string(d_.word("Balance", "余额")) +
               (kinds == 1
                    ? ""
                    : " " + turnout::detail::title_of(book.kinds()[k].title, book.kinds()[k].id,
                                                      d_.options.language)));
    for (const Obligation& obligation : book.obligations())
      cell("th", "n",
           std::string(d_.word("Missed: ", "未完成：")) +
               turnout::detail::title_of(obligation.title, obligation.id, d_.options.language));
    out_ += "</tr></thead>\n<tbody>\n";
    for (const StandingRow* row : d_.shown) {
      if (row->period.services == 0 && row->period.earned == 0) {
        idle.push_back(row);
        continue;
      }
      out_ += "<tr>";
      cell("td", "n", std::to_string(row->rank));
      member_cell(*row);
      for (const Ladder& ladder : d_.ladders()) {
        out_ += "<td>";
        band(ladder, d_.standing.band(*row, ladder));
        if (shows_its_measure(ladder)) measured(ladder, *row);
        out_ += "</td>";
      }
      if (!hours_only) cell("td", "n", points_text(row->period.earned));
      cell("td", "n", std::to_string(row->period.services));
      cell("td", "n", hours_text(row->period.seconds));
      for (std::size_t k = 0; k < kinds; ++k)
        cell("td", "n", points_text(d_.standing.accounts().balance(row->member, k)));
      for (std::size_t o = 0; o < book.obligations().size(); ++o)
        cell("td", "n", std::to_string(d_.standing.missed(*row, o)));
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
        if (shows_its_measure(ladder) && d_.standing.band(*row, ladder) > 0) {
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

  std::string who(const StandingRow& row) const {
    const std::string name = d_.name(row);
    return name.empty() ? d_.id(row) : name + " " + d_.id(row);
  }
  std::string band_title(const Ladder& ladder, std::string_view id) const {
    for (const Band& band : ladder.bands)
      if (band.id == id) return turnout::detail::title_of(band.title, band.id, d_.options.language);
    return id.empty() ? std::string(d_.word("none", "无")) : std::string(id);
  }
  /// Since the notice before.
  void changes() {
    if (!d_.options.previous) return;
    section(std::string(d_.word("Changes since ", "与上期相比：")) +
            d_.options.previous->period().text);
    if (d_.changes.empty()) {
      cell("p", "", d_.word("No member has changed a tier.", "档次没有变化。"));
      out_ += "\n</section>\n";
      return;
    }
    out_ += "<ul class=\"list\">\n";
    for (const BandChange& change : d_.changes) {
      const Ladder& ladder = d_.ladders()[change.ladder];
      cell("li", "",
           std::string(change.up ? "↑ " : "↓ ") + who(*change.row) + d_.colon() +
               band_title(ladder, change.before) + " → " +
               band_title(ladder, turnout::detail::band_name(ladder, change.now)));
      out_ += "\n";
    }
    out_ += "</ul>\n</section>\n";
  }
  /// What belongs to periods that were posted before it was known.
  void late() {
    if (d_.late.empty()) return;
    section(d_.word("Booked late for earlier periods", "补记（属于以前各期）"));
    out_ += "<ul class=\"list\">\n";
    for (const LateEntry* entry : d_.late) {
      cell("li", "",
           who(d_.standing.row_of(entry->member)) + d_.colon() + entry->cause +
               std::string(d_.word(", late, given on ", "，服务日期 ")) + to_text(entry->given) +
               "  " + turnout::detail::signed_points(entry->points));
      out_ += "\n";
    }
    for (const LateChange* change : d_.late_changes) {
      const Ladder& ladder = d_.ladders()[change->ladder];
      const auto name = [&](std::size_t position) {
        return band_title(ladder, turnout::detail::band_name(ladder, position));
      };
      cell("li", "",
           who(d_.standing.row_of(change->member)) + d_.colon() + change->period +
               std::string(d_.word(" was posted as ", " 已公示为 ")) + name(change->posted) +
               std::string(d_.word(", would now be ", "，按现有记录为 ")) + name(change->now) +
               std::string(d_.word("; what was posted stands", "；已公示结果不变")));
      out_ += "\n";
    }
    out_ += "</ul>\n</section>\n";
  }
  /// Units, on the notice of the whole.
  void units() {
    if (!trim(d_.options.community).empty()) return;
    const std::vector<UnitRow> units = d_.standing.units();
    if (units.empty()) return;
    const auto obligations = d_.standing.rulebook().obligations();
    section(d_.word("Units", "各单位"));
    out_ += "<div class=\"wide\"><table>\n<thead><tr>";
    cell("th", "", d_.word("Unit", "单位"));
    cell("th", "n", d_.word("Members", "成员"));
    cell("th", "n", d_.word("Services", "次数"));
    cell("th", "n", d_.word("Hours", "小时"));
    cell("th", "n", d_.word("Points", "积分"));
    for (const Obligation& one : obligations)
      cell("th", "n", turnout::detail::title_of(one.title, one.id, d_.options.language));
    out_ += "</tr></thead>\n<tbody>\n";
    for (const UnitRow& unit : units) {
      out_ += "<tr>";
      cell("th", "row", unit.unit);
      cell("td", "n", std::to_string(unit.members));
      cell("td", "n", std::to_string(unit.services));
      cell("td", "n", hours_text(unit.seconds));
      cell("td", "n", points_text(unit.points));
      for (std::size_t o = 0; o < obligations.size(); ++o) {
        std::string share = points_text(unit.share[o] * 100) + "%";
        if (obligations[o].least && unit.share[o] < *obligations[o].least)
          share += d_.word(", not met", "，未达标");
        cell("td", "n", share);
      }
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
    if (!d_.version().empty()) line += " " + d_.version();
    line += std::string(d_.word("; period ", "；公示期 ")) + d_.standing.period().text;
    if (!d_.standing.as_of().empty())
      line += std::string(d_.word("; as known on ", "；数据截至 ")) + d_.standing.as_of();
    line +=
        std::string(d_.word(". Every entry is in entries.csv; a card for each member says how "
                            "its points came about.",
                            "。每条记录见 entries.csv；每位成员可索取积分明细自行核对。"));
    text(line);
    out_ += "<br>SHA-256 ";
    text(hash_);
    out_ += "</footer>\n</body>\n</html>\n";
  }

  const NoticeData& d_;
  std::string_view hash_;
  std::string out_;
};

}  // namespace detail
}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
