// Everything about one member.
#pragma once

#include <turnout/points/detail/report_input.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {
namespace reports {

/// The rows of a table in which `column` holds `value`, with all its columns.
inline Table rows_where(const Table& table, std::string_view column, std::string_view value) {
  const Column& key = *table.find(column);
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < table.rows(); ++row)
    if (key.text_at(row) == value) rows.push_back(row);
  std::vector<NamedColumn> columns;
  for (const auto& [name, values] : table.columns()) {
    Texts texts;
    std::vector<std::int64_t> integers;
    std::vector<double> reals;
    std::vector<bool> valid;
    for (const std::size_t row : rows) {
      valid.push_back(!values.is_null(row));
      if (values.type() == ColumnType::integer)
        integers.push_back(values.integer_at(row));
      else if (values.type() == ColumnType::real)
        reals.push_back(values.real_at(row));
      else
        texts.push_back(values.to_text(row));
    }
    columns.push_back({name, values.type() == ColumnType::integer
                                 ? Column::integers(std::move(integers), std::move(valid))
                             : values.type() == ColumnType::real
                                 ? Column::reals(std::move(reals), std::move(valid))
                                 : Column::text(std::move(texts))});
  }
  return Table(table.name(), std::move(columns));
}

class PersonWriter {
 public:
  PersonWriter(const Standing& standing, const Input& in, std::string_view member_id)
      : standing_(standing), in_(in), given_(in.services()) {
    const auto found = given_.find_member(trim(member_id));
    if (!found)
      throw InputError(Issue{.table = {},
                             .row = {},
                             .column = "member_id",
                             .value = std::string(member_id),
                             .code = "unknown_member",
                             .message = "this standing has no such member",
                             .remedy = "give an id of its frame"});
    m_ = *found;
  }

  PersonFile write() const {
    return {.standing = standing_,
            .member_id = std::string(given_.member_id(m_)),
            .person = person(),
            .memberships = memberships(),
            .standing_row = rows_where(standing_.frame(), "member_id", given_.member_id(m_)),
            .services = services()};
  }

 private:
  Table person() const {
    Sheet sheet("person", {{"field", ColumnType::text}, {"value", ColumnType::text}});
    const std::uint32_t row = in_.roster_row(m_, in_.memberships(m_) - 1);
    for (const NamedColumn& column : in_.members().columns()) {
      if (column.name == "lat" || column.name == "lon") continue;  // nobody's home
      if (column.name == "from" || column.name == "to") continue;  // stand with the memberships
      const std::string value = Input::cell(in_.members(), column.name, row);
      if (!value.empty()) sheet.text(column.name).text(value);
    }
    return sheet.finish();
  }

  Table memberships() const {
    Sheet sheet("memberships", {{"community", ColumnType::text},
                                {"unit", ColumnType::text},
                                {"team", ColumnType::text},
                                {"from", ColumnType::text},
                                {"to", ColumnType::text}});
    for (std::size_t k = 0; k < given_.memberships(m_).size(); ++k) {
      const Membership& one = given_.memberships(m_)[k];
      sheet.text(one.community)
          .text(one.unit)
          .text(Input::cell(in_.members(), "team", in_.roster_row(m_, k)))
          .text(day_text(one.from))
          .text(day_text(one.to));
    }
    return sheet.finish();
  }

  Table services() const {
    const Table entries = standing_.entries_of(given_.member_id(m_));
    const Causes causes(standing_.rulebook(), given_);
    Sheet sheet("services", {{"service_id", ColumnType::text},
                             {"start", ColumnType::text},
                             {"end", ColumnType::text},
                             {"hours", ColumnType::real},
                             {"kind", ColumnType::text},
                             {"item", ColumnType::text},
                             {"community", ColumnType::text},
                             {"place", ColumnType::text},
                             {"beneficiary", ColumnType::text},
                             {"reached", ColumnType::integer},
                             {"rating", ColumnType::integer},
                             {"confirmed_by", ColumnType::text},
                             {"rule", ColumnType::text},
                             {"points", ColumnType::real},
                             {"shaped", ColumnType::text},
                             {"reason", ColumnType::text},
                             {"late", ColumnType::text},
                             {"points_kind", ColumnType::text}});
    const std::int64_t until = known_until(standing_);
    const Table& table = in_.services_table();
    for (std::size_t i = 0; i < entries.rows(); ++i) {
      const std::string id = Input::cell(entries, "service_id", i);
      const std::uint32_t s = causes.service(causes.rule(Input::cell(entries, "rule", i)), id);
      const std::string late = Input::cell(entries, "late", i);  // a day, without a time
      sheet.text(id).text(late.empty() ? in_.time_cell(entries, "start", i) : late);
      if (s != kNone && !given_.is_reversal(s)) {
        const std::uint32_t row = in_.row_of(s);
        const int rating = rating_known(given_, s, until);
        sheet.text(local_text(in_.zone(), given_.end(s)))
            .real(in_hours(given_.seconds(s)))
            .text(Input::cell(table, "kind", row))
            .text(Input::cell(table, "item", row))
            .text(joined(in_.branch_of(s)))
            .text(Input::cell(table, "place", row))
            .text(Input::cell(table, "beneficiary", row))
            .integer(given_.reached(s) == 0 ? std::nullopt : std::optional(given_.reached(s)))
            .integer(rating == 0 ? std::nullopt : std::optional<std::int64_t>(rating))
            .text(given_.confirmed_at(s) > until ? std::string()
                                                 : Input::cell(table, "confirmed_by", row));
      } else {
        sheet.text("")
            .real({})
            .text("")
            .text("")
            .text("")
            .text("")
            .text("")
            .integer({})
            .integer({})
            .text("");
      }
      sheet.text(Input::cell(entries, "rule", i))
          .real(entries.find("points")->real_at(i))
          .text(Input::cell(entries, "shaped", i))
          .text(Input::cell(entries, "reason", i))
          .text(Input::cell(entries, "late", i))
          .text(Input::cell(entries, "kind", i));
    }
    return sheet.finish();
  }

  const Standing& standing_;
  const Input& in_;
  const Services& given_;
  std::size_t m_ = 0;
};

}  // namespace reports
}  // namespace detail

TURNOUT_INLINE PersonFile person_file(const Standing& standing, const ReportTables& tables,
                                      std::string_view member_id) {
  const detail::reports::Input in(standing, tables);
  return detail::reports::PersonWriter(standing, in, member_id).write();
}

}  // namespace turnout::inline TURNOUT_ABI
