#pragma once

#include <array>

#include <turnout/io/csv.hpp>
#include <turnout/io/detail/report_people.ipp>
#include <turnout/io/files.hpp>
#include <turnout/io/notice.hpp>
#include <turnout/io/report_pages.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

/// Columns of people's names and ids, and what may name somebody.
inline std::string masked_cell(std::string_view column, std::string_view value, NameMask mask) {
  if (column == "name" || column == "beneficiary") return masked_name(value, mask);
  if (column == "member_id" || column == "recorded_by" || column == "confirmed_by")
    return masked_id(value);
  if (column == "note") return {};
  return std::string(value);
}

/// The columns whose texts may name somebody, masked.
inline Table masked(const Table& table, NameMask mask) {
  std::vector<NamedColumn> columns;
  for (const NamedColumn& column : table.columns()) {
    if (column.values.type() != ColumnType::text) {
      columns.push_back(column);
      continue;
    }
    Texts texts;
    for (std::size_t row = 0; row < table.rows(); ++row)
      texts.push_back(masked_cell(column.name, column.values.text_at(row), mask));
    columns.push_back({column.name, Column::text(std::move(texts))});
  }
  return Table(table.name(), std::move(columns));
}

/// Of the roster's fields those that name nobody; names and ids masked.
inline Table masked_person(const Table& person, NameMask mask) {
  Texts fields, values;
  for (std::size_t row = 0; row < person.rows(); ++row) {
    const std::string_view field = person.find("field")->text_at(row);
    if (field != "member_id" && field != "name" && field != "community" && field != "unit" &&
        field != "team")
      continue;
    fields.push_back(field);
    values.push_back(masked_cell(field, person.find("value")->text_at(row), mask));
  }
  return Table(person.name(), {{"field", Column::text(std::move(fields))},
                               {"value", Column::text(std::move(values))}});
}

inline Report shown(const Report& report, const ReportPageOptions& options) {
  if (!options.mask_names) return report;
  Report copy = report;
  if (auto* ledgers = std::get_if<ThreeLedgers>(&copy)) {
    for (Table* table : {&ledgers->members, &ledgers->needs, &ledgers->services})
      *table = masked(*table, options.mask);
  } else if (auto* file = std::get_if<PersonFile>(&copy)) {
    file->person = masked_person(file->person, options.mask);
    for (Table* table : {&file->standing_row, &file->services})
      *table = masked(*table, options.mask);
  } else if (auto* feedback = std::get_if<UnitFeedback>(&copy)) {
    feedback->members = masked(feedback->members, options.mask);
  } else if (auto* daily = std::get_if<DailyTable>(&copy)) {
    for (Table* table : {&daily->reported, &daily->needs}) *table = masked(*table, options.mask);
  }
  return copy;
}

inline std::vector<std::pair<std::string, Table>> tables_of(const Report& report) {
  if (const auto* ledgers = std::get_if<ThreeLedgers>(&report))
    return {{"members", ledgers->members},
            {"needs", ledgers->needs},
            {"services", ledgers->services},
            {"branches", ledgers->branches}};
  if (const auto* file = std::get_if<PersonFile>(&report))
    return {{"person", file->person},
            {"memberships", file->memberships},
            {"standing", file->standing_row},
            {"services", file->services}};
  if (const auto* feedback = std::get_if<UnitFeedback>(&report))
    return {{"units", feedback->units}, {"members", feedback->members}};
  const auto& daily = std::get<DailyTable>(report);
  return {{"days", daily.days}, {"reported", daily.reported}, {"needs", daily.needs}};
}

inline std::string page_of(const Report& shown, const ReportPageOptions& options) {
  const bool zh = turnout::detail::is_chinese(options.language);
  if (const auto* ledgers = std::get_if<ThreeLedgers>(&shown))
    return ledgers_page(*ledgers, options, zh);
  if (const auto* file = std::get_if<PersonFile>(&shown)) return person_page(*file, options, zh);
  if (const auto* feedback = std::get_if<UnitFeedback>(&shown))
    return units_page(*feedback, options, zh);
  return daily_page(std::get<DailyTable>(shown), options, zh);
}

}  // namespace detail

TURNOUT_INLINE std::vector<std::pair<std::string, Table>> report_tables(
    const Report& report, const ReportPageOptions& options) {
  return detail::tables_of(detail::shown(report, options));
}

TURNOUT_INLINE std::string report_html(const Report& report, const ReportPageOptions& options) {
  return detail::page_of(detail::shown(report, options), options);
}

TURNOUT_INLINE std::vector<std::pair<std::string, std::string>> report_files(
    const Report& report, const ReportPageOptions& options) {
  constexpr std::array<std::string_view, 4> pages{"ledgers.html", "person.html", "units.html",
                                                  "daily.html"};
  const Report shown = detail::shown(report, options);
  std::vector<std::pair<std::string, std::string>> files;
  for (const auto& [name, table] : detail::tables_of(shown))
    files.emplace_back(name + ".csv", write_csv(table));
  files.emplace_back(pages[shown.index()], detail::page_of(shown, options));
  return files;
}

TURNOUT_INLINE void write_report(const Report& report, const std::string& dir,
                                 const ReportPageOptions& options) {
  write_folder(dir, report_files(report, options), options.force);
}

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
