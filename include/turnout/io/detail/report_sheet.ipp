// A page of reports, part by part: head, figures, tables with the columns that say something.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <turnout/io/detail/html.ipp>
#include <turnout/io/detail/paper.ipp>
#include <turnout/io/detail/report_style.ipp>
#include <turnout/io/detail/report_words.ipp>
#include <turnout/points/sentences.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

/// How a column is shown.
enum class Show : std::uint8_t {
  text,
  fixed,   ///< Text that does not wrap: days and times.
  number,  ///< Hours and ratings to the hundredth.
  points,
  word,    ///< A code by its word.
  when,    ///< `start` and `end` in one cell.
  member,  ///< `name` and `member_id` in one cell.
  title,   ///< `title` and `need_id` in one cell.
  what,    ///< `kind` and `item` in one cell.
  branch,  ///< A path below the group's branch.
  stars,
  priority,
};

struct Head {
  std::string_view column;
  Show show;
  std::string_view en, zh;
};

class ReportSheet {
 public:
  explicit ReportSheet(bool chinese) : zh(chinese) {}

  const bool zh;

  std::string_view word(std::string_view en, std::string_view chinese) const noexcept {
    return zh ? chinese : en;
  }
  void raw(std::string_view markup) { out_ += markup; }
  void text(std::string_view value) { out_ += escape_html(value); }
  void element(std::string_view tag, std::string_view kind, std::string_view value) {
    out_.append("<").append(tag);
    if (!kind.empty()) out_.append(" class=\"").append(kind).append("\"");
    if (tag == "th") out_.append(" scope=\"col\"");
    out_.append(">");
    text(value);
    out_.append("</").append(tag).append(">");
  }
  void line(std::string_view tag, std::string_view kind, std::string_view value) {
    element(tag, kind, value);
    out_ += "\n";
  }

  void open(std::string_view title, bool landscape) {
    out_ = paper_head(title, report_looks(landscape), zh) + "<body>\n";
  }
  void close(std::string_view foot) {
    out_ += "<footer>";
    text(foot);
    out_ += "</footer>\n</body>\n</html>\n";
  }
  std::string take() { return std::move(out_); }

  void head(std::string_view place, std::string_view title, std::string_view when) {
    out_ += "<header>\n";
    if (!place.empty()) line("p", "place", place);
    line("h1", "", title);
    if (!when.empty()) line("p", "when", when);
    out_ += "</header>\n";
  }

  void figure(std::string_view name, std::string_view value) {
    out_ += "<div>";
    element("dt", "", name);
    element("dd", "", value);
    out_ += "</div>\n";
  }
  void fact(std::string_view name, std::string_view value) {
    element("dt", "", name);
    element("dd", "", value);
    out_ += "\n";
  }

  /// Of these columns those in which some of these rows say something; of branches what stands
  /// below the first `skip` levels.
  std::vector<Head> filled(const Table& table, std::span<const Head> heads,
                           std::span<const std::size_t> rows, std::size_t skip = 0) const {
    std::vector<Head> shown;
    for (const Head& head : heads) {
      const auto says = [&](std::string_view name) {
        const Column* column = table.find(name);
        if (column == nullptr) return false;
        for (const std::size_t row : rows)
          if (!column->is_null(row) &&
              (name != "community" || !branch_text(column->to_text(row), skip).empty()))
            return true;
        return false;
      };
      const bool two = (head.show == Show::what && says("item")) ||
                       (head.show == Show::title && says("need_id"));
      if (says(head.column) || two) shown.push_back(head);
    }
    return shown;
  }

  void table_head(std::span<const Head> heads) {
    out_ += "<div class=\"wide\"><table>\n<thead><tr>";
    for (const Head& head : heads)
      element("th", is_number(head.show) ? "n" : "", word(head.en, head.zh));
    out_ += "</tr></thead>\n<tbody>\n";
  }
  void table_foot() { out_ += "</tbody></table></div>\n"; }

  /// One row; `skip` levels of its branch stand in the group's heading.
  void row(const Table& table, std::span<const Head> heads, std::size_t row, std::size_t skip,
           bool even, bool gone = false) {
    out_ += gone ? "<tr class=\"gone\">" : even ? "<tr class=\"even\">" : "<tr>";
    for (const Head& head : heads) cell(table, head, row, skip);
    out_ += "</tr>\n";
  }

  /// All of these rows; nothing where there are none.
  void whole_table(const Table& table, std::span<const Head> heads,
                   std::span<const std::size_t> rows, std::string_view if_none) {
    if (rows.empty()) return line("p", "", if_none);
    const std::vector<Head> shown = filled(table, heads, rows);
    table_head(shown);
    bool even = true;
    for (const std::size_t r : rows) row(table, shown, r, 0, even = !even);
    table_foot();
  }

  /// The rows under a heading for each branch, which is `level` deep. Rows of one branch stand
  /// together.
  void grouped_table(const Table& table, std::span<const Head> heads,
                     std::span<const std::size_t> rows, std::size_t level,
                     std::string_view if_none) {
    if (rows.empty()) return line("p", "", if_none);
    const std::vector<Head> shown = filled(table, heads, rows, level);
    const Column& communities = *table.find("community");
    const Column* states = table.find("state");
    table_head(shown);
    bool even = true, first = true;
    std::string_view group;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string_view of = first_levels(communities.text_at(rows[i]), level);
      if (first || of != group) {
        std::size_t count = 0;
        while (i + count < rows.size() &&
               first_levels(communities.text_at(rows[i + count]), level) == of)
          ++count;
        if (!first) out_ += "</tbody>\n<tbody>\n";
        out_ += "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"" +
                std::to_string(shown.size()) + "\">";
        text(of.empty() ? std::string(word("No branch given", "未注明网格")) : branch_text(of, 0));
        text(" (" + std::to_string(count) + ")");
        out_ += "</th></tr>\n";
        group = of;
        first = false;
        even = true;
      }
      row(table, shown, rows[i], level, even = !even,
          states != nullptr && states->text_at(rows[i]) == "reversed");
    }
    table_foot();
  }

 private:
  static bool is_number(Show show) noexcept {
    return show == Show::number || show == Show::points || show == Show::priority;
  }
  static std::string at(const Table& table, std::string_view name, std::size_t row) {
    const Column* column = table.find(name);
    return column == nullptr ? std::string() : column->to_text(row);
  }
  void pair(std::string_view value, std::string_view id) {
    text(value);
    if (id.empty()) return;
    if (!value.empty()) out_ += " ";
    element("span", "id", id);
  }

  void cell(const Table& table, const Head& head, std::size_t row, std::size_t skip) {
    const Column* column = table.find(head.column);
    const std::string value = column == nullptr ? std::string() : column->to_text(row);
    switch (head.show) {
      case Show::text: return element("td", "", value);
      case Show::fixed: return element("td", "t", value);
      case Show::number: return element("td", "n", number_text(*column, row));
      case Show::points:
        return element("td", "n",
                       column->is_null(row)
                           ? std::string()
                           : points_text(std::llround(column->real_at(row) * 1000)));
      case Show::word: return element("td", "", word_of(value, zh));
      case Show::when: return element("td", "t", from_to(value, at(table, "end", row)));
      case Show::branch: return element("td", "", branch_text(value, skip));
      case Show::priority: return element("td", "n", value);
      case Show::stars: {
        std::string stars;
        for (std::int64_t i = column->is_null(row) ? 0 : column->integer_at(row); i > 0; --i)
          stars += "★";
        return element("td", "star", stars);
      }
      case Show::member:
        out_ += "<th scope=\"row\">";
        pair(at(table, "name", row), at(table, "member_id", row));
        out_ += "</th>";
        return;
      case Show::title:
        out_ += "<td>";
        pair(value, at(table, "need_id", row));
        out_ += "</td>";
        return;
      case Show::what: {
        const std::string item = at(table, "item", row), kind = word_of(value, zh);
        out_ += "<td>";
        text(kind + (!kind.empty() && !item.empty() ? (zh ? "：" : ": ") : "") + item);
        out_ += "</td>";
        return;
      }
    }
  }

  std::string out_;
};

inline std::vector<std::size_t> all_rows(const Table& table) {
  std::vector<std::size_t> rows(table.rows());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
  return rows;
}
inline std::vector<std::size_t> rows_of(const Table& table, std::string_view column,
                                        std::string_view value) {
  std::vector<std::size_t> rows;
  const Column& values = *table.find(column);
  for (std::size_t i = 0; i < table.rows(); ++i)
    if (values.text_at(i) == value) rows.push_back(i);
  return rows;
}

}  // namespace detail
}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
