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

namespace detail {

/// Moves `values` to where it stays, and says where.
template <class T>
std::span<const T> kept(std::vector<T> values, Column::Owner& owner) {
  const auto shared = std::make_shared<const std::vector<T>>(std::move(values));
  owner = shared;
  return *shared;
}
/// Takes the marks, as values are taken.
inline GivenBits kept_bits(std::vector<bool>&& taken, Column::Owner& owner) {
  const std::vector<bool> valid = std::move(taken);
  if (valid.empty()) return {};
  std::vector<std::uint8_t> bits((valid.size() + 7) / 8);
  for (std::size_t i = 0; i < valid.size(); ++i)
    if (valid[i]) bits[i >> 3] = static_cast<std::uint8_t>(bits[i >> 3] | (1U << (i & 7)));
  return {.bits = kept(std::move(bits), owner).data()};
}

}  // namespace detail

TURNOUT_INLINE Column Column::text(Texts values, std::vector<bool> valid) {
  Data data{.type = ColumnType::text, .size = values.size(), .texts = std::move(values)};
  data.given = detail::kept_bits(std::move(valid), data.given_owner);
  return made(std::move(data));
}

TURNOUT_INLINE Column Column::coded(std::vector<std::uint32_t> codes, Texts values) {
  Owner owner;
  const auto kept = detail::kept(std::move(codes), owner);
  return shared_codes(kept, std::move(values), {}, std::move(owner));
}

TURNOUT_INLINE Column Column::shared_codes(std::span<const std::uint32_t> codes, Texts values,
                                           GivenBits given, Owner owner) {
  std::uint32_t most = 0;
  for (const std::uint32_t code : codes) most = std::max(most, code);
  if (!codes.empty() && most >= values.size())
    throw RangeError("code " + std::to_string(most) + " of a coded column names none of its " +
                     std::to_string(values.size()) + " values");
  return made({.type = ColumnType::text,
               .size = codes.size(),
               .texts = std::move(values),
               .is_coded = true,
               .codes = codes,
               .given = given,
               .values_owner = std::move(owner)});
}

TURNOUT_INLINE Column Column::integers(std::vector<std::int64_t> values, std::vector<bool> valid) {
  Data data{.type = ColumnType::integer, .size = values.size()};
  data.integers = detail::kept(std::move(values), data.values_owner);
  data.given = detail::kept_bits(std::move(valid), data.given_owner);
  return made(std::move(data));
}

TURNOUT_INLINE Column Column::shared_integers(std::span<const std::int64_t> values, GivenBits given,
                                              Owner owner) {
  return made({.type = ColumnType::integer,
               .size = values.size(),
               .integers = values,
               .given = given,
               .values_owner = std::move(owner)});
}

TURNOUT_INLINE Column Column::reals(std::vector<double> values, std::vector<bool> valid) {
  Data data{.type = ColumnType::real, .size = values.size()};
  data.reals = detail::kept(std::move(values), data.values_owner);
  data.given = detail::kept_bits(std::move(valid), data.given_owner);
  return made(std::move(data));
}

TURNOUT_INLINE Column Column::shared_reals(std::span<const double> values, GivenBits given,
                                           Owner owner) {
  return made({.type = ColumnType::real,
               .size = values.size(),
               .reals = values,
               .given = given,
               .values_owner = std::move(owner)});
}

TURNOUT_INLINE Column Column::booleans(std::vector<bool> values, std::vector<bool> valid) {
  Data data{.type = ColumnType::boolean, .size = values.size()};
  data.integers =
      detail::kept(std::vector<std::int64_t>(values.begin(), values.end()), data.values_owner);
  data.given = detail::kept_bits(std::move(valid), data.given_owner);
  return made(std::move(data));
}

TURNOUT_INLINE Column Column::instants(std::vector<std::int64_t> ticks,
                                       std::int64_t ticks_per_second, bool local,
                                       std::vector<bool> valid) {
  Data data{.type = ColumnType::instant,
            .size = ticks.size(),
            .ticks_per_second = ticks_per_second,
            .local = local};
  data.integers = detail::kept(std::move(ticks), data.values_owner);
  data.given = detail::kept_bits(std::move(valid), data.given_owner);
  return made(std::move(data));
}

TURNOUT_INLINE Column Column::shared_instants(std::span<const std::int64_t> ticks,
                                              std::int64_t ticks_per_second, bool local,
                                              GivenBits given, Owner owner) {
  return made({.type = ColumnType::instant,
               .size = ticks.size(),
               .integers = ticks,
               .given = given,
               .ticks_per_second = ticks_per_second,
               .local = local,
               .values_owner = std::move(owner)});
}

TURNOUT_INLINE bool Column::is_null(std::size_t row) const noexcept {
  if (!data_->given[row]) return true;
  if (data_->type == ColumnType::real) return std::isnan(data_->reals[row]);
  if (data_->type == ColumnType::text) return detail::trimmed(text_at(row)).empty();
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
  if (a.data_ == b.data_) return true;
  const Column::Data &x = *a.data_, &y = *b.data_;
  if (x.type != y.type || x.size != y.size || x.ticks_per_second != y.ticks_per_second ||
      x.local != y.local)
    return false;
  for (std::size_t row = 0; row < x.size; ++row) {
    // What is not given is said in more than one way: by a mark, a NaN, an empty text.
    if (x.type == ColumnType::text) {
      if (a.text_at(row) != b.text_at(row)) return false;
      continue;
    }
    const bool given = !a.is_null(row);
    if (given != !b.is_null(row)) return false;
    if (!given) continue;
    if (x.type == ColumnType::real ? x.reals[row] != y.reals[row]
                                   : x.integers[row] != y.integers[row])
      return false;
  }
  return true;
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
