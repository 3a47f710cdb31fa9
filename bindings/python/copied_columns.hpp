// Columns of arrays of numbers, copied whole: whoever made them may change them later.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include <turnout/model/detail/big_array.hpp>
#include <turnout/model/table.hpp>

namespace turnout_python {

/// Values, and a bit for each that is given; no bits where all are.
template <class T>
struct Copied {
  std::shared_ptr<T[]> values;
  std::shared_ptr<std::uint8_t[]> bits;
  std::size_t size = 0;

  [[nodiscard]] std::span<const T> span() const { return {values.get(), size}; }
  [[nodiscard]] turnout::GivenBits given() const { return {.bits = bits.get()}; }
  /// Keeps both.
  [[nodiscard]] turnout::Column::Owner owner() const {
    return std::make_shared<const Copied<T>>(*this);
  }
};

/// Row i is convert(data[i], is_given(i)). Two passes, without branches.
template <class T, class From, class Convert, class IsGiven>
Copied<T> copied(const From* data, std::size_t rows, const Convert& convert,
                 const IsGiven& is_given) {
  Copied<T> out{.values = turnout::detail::big_array<T>(rows), .bits = {}, .size = rows};
  T* const values = out.values.get();
  bool all = true;
  for (std::size_t i = 0; i < rows; ++i) {
    const bool given = is_given(i);
    values[i] = convert(data[i], given);
    all &= given;
  }
  if (all) return out;
  out.bits = std::make_shared_for_overwrite<std::uint8_t[]>((rows + 7) / 8);
  std::uint8_t* const bits = out.bits.get();
  for (std::size_t first = 0; first < rows; first += 8) {
    unsigned byte = 0;
    for (std::size_t i = first; i < std::min(first + 8, rows); ++i)
      byte |= static_cast<unsigned>(is_given(i)) << (i - first);
    bits[first >> 3] = static_cast<std::uint8_t>(byte);
  }
  return out;
}

}  // namespace turnout_python
