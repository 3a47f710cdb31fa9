// A column that grows value by value, whatever it comes from.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/model/error.hpp>
#include <turnout/model/table.hpp>

namespace turnout_python {

/// Where a value comes from, as an error names it.
struct ColumnName {
  std::string_view table, column;
};

[[noreturn]] inline void bad_column(const ColumnName& where, std::string code, std::string value,
                                    std::string message, std::string remedy) {
  throw turnout::InputError(turnout::Issue{.table = std::string(where.table),
                                           .row = {},
                                           .column = std::string(where.column),
                                           .value = std::move(value),
                                           .code = std::move(code),
                                           .message = std::move(message),
                                           .remedy = std::move(remedy)});
}

[[noreturn]] inline void bad_type(const ColumnName& where, std::string type) {
  bad_column(where, "bad_type", std::move(type), "a column of this type cannot be read",
             "give text, whole numbers, numbers, yes/no, dates or times");
}

class ColumnBuilder {
 public:
  explicit ColumnBuilder(turnout::ColumnType type, std::int64_t ticks_per_second = 1,
                         bool local = true)
      : type_(type), ticks_per_second_(ticks_per_second), local_(local) {}

  [[nodiscard]] turnout::ColumnType type() const noexcept { return type_; }

  void add_text(std::string_view text) {
    bytes_.append(text);
    ends_.push_back(bytes_.size());
  }
  /// Many texts in Arrow's layout: text i is bytes[offsets[i]] to bytes[offsets[i + 1]].
  template <class Offset>
  void add_texts(const Offset* offsets, std::size_t count, const char* bytes) {
    if (count == 0) return;
    const auto first = static_cast<std::size_t>(offsets[0]);
    const std::uint64_t before = bytes_.size();
    const std::size_t size = static_cast<std::size_t>(offsets[count]) - first;
    if (size > 0) bytes_.append(bytes + first, size);
    const std::size_t rows = ends_.size();
    ends_.resize(rows + count);
    for (std::size_t i = 0; i < count; ++i)
      ends_[rows + i] = before + (static_cast<std::uint64_t>(offsets[i + 1]) - first);
  }
  /// Room for so many more texts.
  void reserve_texts(std::size_t texts, std::size_t bytes) {
    ends_.reserve(ends_.size() + texts);
    bytes_.reserve(bytes_.size() + bytes);
  }
  /// Whole numbers, truth values (0 or 1) and ticks.
  void add_integer(std::int64_t value) {
    integers_.push_back(value);
    valid_.push_back(true);
  }
  /// NaN is "not given": kept as such, so that equal columns compare equal.
  void add_real(double value) {
    if (std::isnan(value)) return add_null();
    reals_.push_back(value);
    valid_.push_back(true);
  }
  void add_null() {
    switch (type_) {
      case turnout::ColumnType::text:
        return add_text({});  // a blank says the same, and says it in one way
      case turnout::ColumnType::real: reals_.push_back(0); break;
      default: integers_.push_back(0);
    }
    valid_.push_back(false);
    has_null_ = true;
  }
  /// Row `row` of a column of the same type.
  void add_from(const turnout::Column& column, std::size_t row) {
    if (column.is_null(row)) return add_null();
    switch (type_) {
      case turnout::ColumnType::text: return add_text(column.text_at(row));
      case turnout::ColumnType::real: return add_real(column.real_at(row));
      case turnout::ColumnType::integer: return add_integer(column.integer_at(row));
      case turnout::ColumnType::boolean: return add_integer(column.boolean_at(row) ? 1 : 0);
      case turnout::ColumnType::instant: return add_integer(column.ticks_at(row));
    }
  }

  [[nodiscard]] turnout::Column finish() {
    std::vector<bool> valid;
    if (has_null_) valid = std::move(valid_);
    switch (type_) {
      case turnout::ColumnType::text:
        return turnout::Column::text(turnout::Texts(std::move(bytes_), std::move(ends_)));
      case turnout::ColumnType::real:
        return turnout::Column::reals(std::move(reals_), std::move(valid));
      case turnout::ColumnType::integer:
        return turnout::Column::integers(std::move(integers_), std::move(valid));
      case turnout::ColumnType::boolean:
        return turnout::Column::booleans({integers_.begin(), integers_.end()}, std::move(valid));
      case turnout::ColumnType::instant: break;
    }
    return turnout::Column::instants(std::move(integers_), ticks_per_second_, local_,
                                     std::move(valid));
  }

 private:
  turnout::ColumnType type_;
  std::int64_t ticks_per_second_;
  bool local_;
  bool has_null_ = false;
  std::string bytes_;                   // of texts, one behind the other
  std::vector<std::uint64_t> ends_{0};  // of each of them, behind a first 0
  std::vector<std::int64_t> integers_;
  std::vector<double> reals_;
  std::vector<bool> valid_;
};

}  // namespace turnout_python
