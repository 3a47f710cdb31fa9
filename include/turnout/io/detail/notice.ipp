#pragma once

#include <nlohmann/json.hpp>

#include <turnout/io/csv.hpp>
#include <turnout/io/detail/notice_data.ipp>
#include <turnout/io/detail/notice_page.ipp>
#include <turnout/io/files.hpp>
#include <turnout/io/notice.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

inline nlohmann::ordered_json totals_json(const BranchTotals& totals) {
  return {{"members", totals.members},
          {"served", totals.served},
          {"services", totals.services},
          {"seconds", totals.seconds},
          {"points_thousandths", totals.points}};
}

/// The rows of a table whose member is shown, with member ids and names masked if asked for.
inline Table published(const Table& table, const NoticeData& data) {
  std::set<std::string_view> shown;
  for (const StandingRow* row : data.shown)
    shown.insert(data.standing.services().member_id(row->member));
  const Column& ids = *table.find("member_id");
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < table.rows(); ++row)
    if (shown.contains(ids.text_at(row))) rows.push_back(row);
  std::vector<NamedColumn> columns;
  for (const NamedColumn& column : table.columns()) {
    const bool id = column.name == "member_id", name = column.name == "name";
    Texts texts;
    for (const std::size_t row : rows) {
      const std::string text = column.values.to_text(row);
      texts.push_back(id                                ? data.id(text)
                      : name && data.options.mask_names ? masked_name(text)
                                                        : text);
    }
    columns.push_back({column.name, Column::text(std::move(texts))});
  }
  return Table(table.name(), std::move(columns));
}

}  // namespace detail

TURNOUT_INLINE std::string masked_name(std::string_view name) {
  if (detail::count_characters(name) < 2) return std::string(name);
  return std::string(detail::first_characters(name, 1)) + "**";
}

TURNOUT_INLINE std::string masked_id(std::string_view id) {
  const std::size_t length = detail::count_characters(id), keep = length > 3 ? 3 : 1;
  if (length < 2) return std::string(id);
  return "***" + std::string(id.substr(detail::first_characters(id, length - keep).size()));
}

TURNOUT_INLINE std::string notice_html(const Standing& standing, const NoticeOptions& options) {
  return detail::NoticePage(detail::NoticeData(standing, options)).html();
}

TURNOUT_INLINE std::string notice_json(const Standing& standing, const NoticeOptions& options) {
  using Json = nlohmann::ordered_json;
  const detail::NoticeData data(standing, options);
  const Rulebook& book = standing.rulebook();
  Json json{{"format", "turnout-notice/1"},
            {"title", data.title()},
            {"language", options.language},
            {"place", options.place},
            {"community", options.community},
            {"rulebook", {{"name", book.name()}, {"version", book.version()}}},
            {"period",
             {{"text", standing.period().text},
              {"first", to_text(standing.period().first)},
              {"last", to_text(standing.period().last)}}},
            {"as_of", standing.as_of()},
            {"objections", options.objections},
            {"rules", data.rules},
            {"totals", detail::totals_json(data.all)}};
  Json ladders = Json::array();
  for (std::size_t l = 0; l < book.ladders().size(); ++l) {
    const Ladder& ladder = book.ladders()[l];
    Json bands = Json::array();
    for (std::size_t i = 0; i < ladder.bands.size(); ++i) {
      const auto found = data.bands.find({l, i + 1});
      bands.push_back(
          {{"id", ladder.bands[i].id}, {"members", found == data.bands.end() ? 0 : found->second}});
    }
    ladders.push_back({{"id", ladder.id}, {"bands", std::move(bands)}});
  }
  json["ladders"] = std::move(ladders);
  Json branches = Json::array();
  for (const auto& [path, totals] : data.branches) {
    Json branch{{"path", path}};
    branch.update(detail::totals_json(totals));
    branches.push_back(std::move(branch));
  }
  json["branches"] = std::move(branches);
  Json members = Json::array();
  for (const StandingRow* row : data.shown) {
    Json member{{"rank", row->rank}, {"member_id", data.id(*row)}};
    if (const std::string name = data.name(*row); !name.empty()) member["name"] = name;
    member["points_thousandths"] = row->period.earned;
    member["services"] = row->period.services;
    member["seconds"] = row->period.seconds;
    for (const Ladder& ladder : book.ladders()) {
      const std::size_t position = standing.band(*row, ladder);
      member[ladder.id] = position == 0 ? Json(nullptr) : Json(ladder.bands[position - 1].id);
    }
    members.push_back(std::move(member));
  }
  json["standing"] = std::move(members);
  return json.dump(1) + "\n";
}

TURNOUT_INLINE std::vector<std::pair<std::string, std::string>> notice_files(
    const Standing& standing, const NoticeOptions& options) {
  const detail::NoticeData data(standing, options);
  return {{"standing.csv", write_csv(detail::published(standing.frame(), data))},
          {"entries.csv", write_csv(detail::published(standing.entries(), data))},
          {"notice.html", notice_html(standing, options)},
          {"notice.json", notice_json(standing, options)}};
}

TURNOUT_INLINE void write_notice(const Standing& standing, const std::string& dir,
                                 const NoticeOptions& options) {
  write_folder(dir, notice_files(standing, options), options.force);
}

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
