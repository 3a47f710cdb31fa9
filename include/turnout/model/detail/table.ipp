#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <string_view>

#include <turnout/model/detail/scan.ipp>
#include <turnout/model/error.hpp>
#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI {

TURNOUT_INLINE Column Column::text(Texts values, std::vector<bool> valid) {
  auto data = std::make_shared<Data>();
  data->type = ColumnType::text;
  data->size = values.size();
  data->texts = std::move(values);
  data->valid = std::move(valid);
  return Column(std::move(data));
}

TURNOUT_INLINE Column Column::integers(std::vector<std::int64_t> values, std::vector<bool> valid) {
  auto data = std::make_shared<Data>();
  data->type = ColumnType::integer;
  data->size = values.size();
  data->integers = std::move(values);
  data->valid = std::move(valid);
  return Column(std::move(data));
}

TURNOUT_INLINE Column Column::reals(std::vector<double> values, std::vector<bool> valid) {
  auto data = std::make_shared<Data>();
  data->type = ColumnType::real;
  data->size = values.size();
  data->reals = std::move(values);
  data->valid = std::move(valid);
  return Column(std::move(data));
}

TURNOUT_INLINE Column Column::booleans(std::vector<bool> values, std::vector<bool> valid) {
  auto data = std::make_shared<Data>();
  data->type = ColumnType::boolean;
  data->size = values.size();
  data->integers.assign(values.begin(), values.end());
  data->valid = std::move(valid);
  return Column(std::move(data));
}

TURNOUT_INLINE Column Column::instants(std::vector<std::int64_t> ticks,
                                       std::int64_t ticks_per_second, bool local,
                                       std::vector<bool> valid) {
  auto data = std::make_shared<Data>();
  data->type = ColumnType::instant;
  data->size = ticks.size();
  data->integers = std::move(ticks);
  data->ticks_per_second = ticks_per_second;
  data->local = local;
  data->valid = std::move(valid);
  return Column(std::move(data));
}

TURNOUT_INLINE bool Column::is_null(std::size_t row) const noexcept {
  if (!data_->valid.empty() && !data_->valid[row]) return true;
  if (data_->type == ColumnType::real) return std::isnan(data_->reals[row]);
  if (data_->type == ColumnType::text) return detail::trimmed(data_->texts[row]).empty();
  return false;
}

TURNOUT_INLINE std::string Column::to_text(std::size_t row) const {
  if (is_null(row)) return {};
  switch (data_->type) {
    case ColumnType::text: return std::string(text_at(row));
    case ColumnType::boolean: return boolean_at(row) ? "yes" : "no";
    case ColumnType::real: {
      char buffer[64];
      const auto end = std::to_chars(buffer, buffer + sizeof buffer, real_at(row)).ptr;
      return {buffer, end};
    }
    case ColumnType::integer:
    case ColumnType::instant: break;
  }
  return std::to_string(data_->integers[row]);
}

TURNOUT_INLINE bool operator==(const Column& a, const Column& b) {
  return a.data_ == b.data_ || *a.data_ == *b.data_;
}

TURNOUT_INLINE Table::Table(std::string name, std::vector<NamedColumn> columns)
    : name_(std::move(name)),
      columns_(std::move(columns)),
      rows_(columns_.empty() ? 0 : columns_.front().values.size()),
      given_(true) {
  IssueCollector bad;
  std::set<std::string_view> names;  // a file may have a hundred thousand columns
  for (const NamedColumn& column : columns_) {
    if (column.values.size() != rows_)
      bad.add({.table = name_,
               .column = column.name,
               .value = std::to_string(column.values.size()),
               .code = "length_mismatch",
               .message = "this column's length differs from the first one's, which has " +
                          std::to_string(rows_) + " rows",
               .remedy = "give columns of one length"});
    if (!names.insert(column.name).second)
      bad.add({.table = name_,
               .column = column.name,
               .code = "duplicate_column",
               .message = "two columns have this name",
               .remedy = "rename or drop one of them"});
  }
  bad.throw_if_any();
}

TURNOUT_INLINE Table::Table(std::string path, std::vector<NamedColumn> columns,
                            std::vector<std::uint32_t> lines)
    : Table(std::move(path), std::move(columns)) {
  lines_ = std::move(lines);
  from_file_ = true;
}

TURNOUT_INLINE const Column* Table::find(std::string_view name) const noexcept {
  const auto it =
      std::ranges::find_if(columns_, [&](const NamedColumn& c) { return c.name == name; });
  return it == columns_.end() ? nullptr : &it->values;
}

}  // namespace turnout::inline TURNOUT_ABI
