#pragma once

#include <nlohmann/json.hpp>

#include <turnout/io/csv.hpp>
#include <turnout/io/detail/notice_data.ipp>
#include <turnout/io/detail/notice_page.ipp>
#include <turnout/io/files.hpp>
#include <turnout/io/notice.hpp>
#include <turnout/model/hash.hpp>
#include <turnout/points/detail/standing_words.hpp>

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

/// The cell as files have it: times as people write them.
inline std::string written(const Column& column, std::size_t row) {
  return column.type() == ColumnType::instant && !column.is_null(row)
             ? to_text(LocalTime{Seconds{column.ticks_at(row)}})
             : column.to_text(row);
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
      const std::string text = written(column.values, row);
      texts.push_back(id                                ? data.id(text)
                      : name && data.options.mask_names ? masked_name(text, data.options.mask)
                                                        : text);
    }
    columns.push_back({column.name, Column::text(std::move(texts))});
  }
  return Table(table.name(), std::move(columns));
}

}  // namespace detail

TURNOUT_INLINE std::string masked_name(std::string_view name, NameMask mask) {
  if (mask == NameMask::hidden) return {};
  const std::size_t length = detail::count_characters(name);
  if (length < 2) return std::string(name);
  if (mask == NameMask::first) return std::string(detail::first_characters(name, 1)) + "**";
  return "**" + std::string(name.substr(detail::first_characters(name, length - 1).size()));
}

TURNOUT_INLINE std::string masked_id(std::string_view id) {
  const std::size_t length = detail::count_characters(id), keep = length > 3 ? 3 : 1;
  if (length < 2) return std::string(id);
  return "***" + std::string(id.substr(detail::first_characters(id, length - keep).size()));
}

namespace detail {

using Json = nlohmann::ordered_json;

inline Json ladders_json(const NoticeData& data) {
  Json ladders = Json::array();
  for (std::size_t l = 0; l < data.ladders().size(); ++l) {
    const Ladder& ladder = data.ladders()[l];
    Json bands = Json::array();
    for (std::size_t i = 0; i < ladder.bands.size(); ++i) {
      const auto found = data.bands.find({l, i + 1});
      bands.push_back(
          {{"id", ladder.bands[i].id}, {"members", found == data.bands.end() ? 0 : found->second}});
    }
    ladders.push_back({{"id", ladder.id}, {"bands", std::move(bands)}});
  }
  return ladders;
}

inline Json members_json(const NoticeData& data) {
  const Rulebook& book = data.standing.rulebook();
  Json members = Json::array();
  for (const StandingRow* row : data.shown) {
    Json member{{"rank", row->rank}, {"member_id", data.id(*row)}};
    if (const std::string name = data.name(*row); !name.empty()) member["name"] = name;
    if (const std::string_view from = data.standing.moved_from(*row); !from.empty())
      member["moved_from"] = std::string(from);
    member["points_thousandths"] = row->period.earned;
    member["services"] = row->period.services;
    member["seconds"] = row->period.seconds;
    for (const Ladder& ladder : book.ladders()) {
      const std::string band = turnout::detail::band_name(ladder, data.standing.band(*row, ladder));
      member[ladder.id] = band.empty() ? Json(nullptr) : Json(band);
    }
    for (std::size_t k = 0; book.keeps_accounts() && k < book.kinds().size(); ++k)
      member["balance_" + book.kinds()[k].id + "_thousandths"] =
          data.standing.accounts().balance(row->member, k);
    for (std::size_t o = 0; o < book.obligations().size(); ++o)
      member[book.obligations()[o].id + "_missed"] = data.standing.missed(*row, o);
    members.push_back(std::move(member));
  }
  return members;
}

inline Json changes_json(const NoticeData& data) {
  Json changes = Json::array();
  for (const BandChange& change : data.changes) {
    const Ladder& ladder = data.ladders()[change.ladder];
    changes.push_back({{"member_id", data.id(*change.row)},
                       {"ladder", ladder.id},
                       {"before", change.before},
                       {"now", turnout::detail::band_name(ladder, change.now)}});
  }
  return changes;
}

inline Json late_json(const NoticeData& data) {
  Json late = Json::array();
  for (const LateEntry* entry : data.late)
    late.push_back({{"member_id", data.id(data.standing.services().member_id(entry->member))},
                    {"service_id", entry->cause},
                    {"given", to_text(entry->given)},
                    {"points_thousandths", entry->points}});
  return late;
}

/// The figures without their hash.
inline Json notice_figures(const NoticeData& data) {
  const Standing& standing = data.standing;
  const Rulebook& book = standing.rulebook();
  Json json{{"format", "turnout-notice/1"},
            {"title", data.title()},
            {"language", data.options.language},
            {"place", data.options.place},
            {"community", data.options.community},
            {"rulebook", {{"name", book.name()}, {"version", data.version()}}},
            {"period",
             {{"text", standing.period().text},
              {"first", to_text(standing.period().first)},
              {"last", to_text(standing.period().last)}}},
            {"as_of", standing.as_of()},
            {"provisional", standing.provisional()}};
  if (standing.closes()) json["posted"] = to_text(*standing.closes());
  if (standing.objections_until()) json["objections_until"] = to_text(*standing.objections_until());
  json["objections"] = data.options.objections;
  json["rules"] = data.rules;
  json["totals"] = totals_json(data.all);
  json["ladders"] = ladders_json(data);
  Json branches = Json::array();
  for (const auto& [path, totals] : data.branches) {
    Json branch{{"path", path}};
    branch.update(totals_json(totals));
    branches.push_back(std::move(branch));
  }
  json["branches"] = std::move(branches);
  if (data.options.previous) json["changes"] = changes_json(data);
  if (!data.late.empty()) json["late"] = late_json(data);
  json["standing"] = members_json(data);
  return json;
}

/// All files but the page, and the hash.
struct NoticeParts {
  std::string standing_csv, entries_csv, json, hash;
};
inline NoticeParts notice_parts(const NoticeData& data) {
  NoticeParts parts{.standing_csv = write_csv(published(data.standing.frame(), data)),
                    .entries_csv = write_csv(published(data.standing.entries(), data)),
                    .json = {},
                    .hash = {}};
  Json json = notice_figures(data);
  parts.hash = sha256(parts.standing_csv + parts.entries_csv + json.dump(1) + "\n");
  json["sha256"] = parts.hash;
  parts.json = json.dump(1) + "\n";
  return parts;
}

}  // namespace detail

TURNOUT_INLINE std::string notice_html(const Standing& standing, const NoticeOptions& options) {
  const detail::NoticeData data(standing, options);
  return detail::NoticePage(data, detail::notice_parts(data).hash).html();
}

TURNOUT_INLINE std::string notice_json(const Standing& standing, const NoticeOptions& options) {
  return detail::notice_parts(detail::NoticeData(standing, options)).json;
}

TURNOUT_INLINE std::vector<std::pair<std::string, std::string>> notice_files(
    const Standing& standing, const NoticeOptions& options) {
  const detail::NoticeData data(standing, options);
  detail::NoticeParts parts = detail::notice_parts(data);
  std::string page = detail::NoticePage(data, parts.hash).html();
  return {{"standing.csv", std::move(parts.standing_csv)},
          {"entries.csv", std::move(parts.entries_csv)},
          {"notice.html", std::move(page)},
          {"notice.json", std::move(parts.json)}};
}

TURNOUT_INLINE void write_notice(const Standing& standing, const std::string& dir,
                                 const NoticeOptions& options) {
  write_folder(dir, notice_files(standing, options), options.force);
}

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
