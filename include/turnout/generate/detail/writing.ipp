// turnout/generate/detail/writing.ipp -- ids, clocks and columns as the tables show them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI::detail::generate {

/// "M00042": a letter and the number in at least `digits` digits.
inline std::string numbered(char letter, std::uint64_t number, std::size_t digits) {
  std::string text = std::to_string(number);
  if (text.size() < digits) text.insert(0, digits - text.size(), '0');
  return letter + text;
}
inline std::size_t digits_of(std::uint64_t count, std::size_t least) {
  return std::max(std::to_string(count).size(), least);
}
inline void append_clock(std::string& out, std::uint32_t minutes) {
  out += static_cast<char>('0' + minutes / 600);
  out += static_cast<char>('0' + minutes / 60 % 10);
  out += ':';
  out += static_cast<char>('0' + minutes % 60 / 10);
  out += static_cast<char>('0' + minutes % 10);
}

/// A column of texts in which "" is "not given".
inline NamedColumn text_column(std::string_view name, Texts values) {
  return {std::string(name), Column::text(std::move(values))};
}

/// A column of whole numbers in which some rows are not given.
struct OptionalIntegers {
  std::vector<std::int64_t> values;
  std::vector<bool> valid;
  explicit OptionalIntegers(std::size_t rows) {
    values.reserve(rows);
    valid.reserve(rows);
  }
  void push_back(std::int64_t value, bool given) {
    values.push_back(given ? value : 0);
    valid.push_back(given);
  }
  NamedColumn named(std::string_view name) && {
    return {std::string(name), Column::integers(std::move(values), std::move(valid))};
  }
};
/// The same with one decimal, from tenths.
struct OptionalTenths {
  std::vector<double> values;
  std::vector<bool> valid;
  explicit OptionalTenths(std::size_t rows) {
    values.reserve(rows);
    valid.reserve(rows);
  }
  void push_back(std::uint32_t tenths) {
    values.push_back(static_cast<double>(tenths) / 10.0);
    valid.push_back(tenths != 0);
  }
  NamedColumn named(std::string_view name) && {
    return {std::string(name), Column::reals(std::move(values), std::move(valid))};
  }
};

}  // namespace turnout::inline TURNOUT_ABI::detail::generate
