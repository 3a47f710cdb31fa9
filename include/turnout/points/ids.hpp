// turnout/points/ids.hpp -- the ids of services and events, as they came.
//
// Ten million ids are a hundred megabytes of text that hardly anybody reads: points are counted by
// position, and an id is wanted where an entry is shown. So a column of ids stays the column that
// the caller gave, shared and not copied, and whole numbers become text when they are asked for.
#pragma once

#include <charconv>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include <turnout/config.hpp>
#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI {

/// Ids by the position of their rows. Immutable; copies share the data.
class Ids {
 public:
  Ids() : Ids(Texts{}) {}
  explicit Ids(Texts texts) : Ids(Column::text(std::move(texts))) {}
  /// Of texts with nothing to trim, or of whole numbers; every row is given.
  explicit Ids(Column column) : column_(std::move(column)), written_(std::make_shared<Written>()) {}

  [[nodiscard]] std::size_t size() const noexcept { return column_.size(); }
  [[nodiscard]] bool are_numbers() const noexcept { return column_.type() == ColumnType::integer; }
  /// The id of a row; `buffer` backs one that came as a number. Some nanoseconds.
  [[nodiscard]] std::string_view at(std::size_t row, std::string& buffer) const {
    if (!are_numbers()) return column_.text_at(row);
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, column_.integer_at(row)).ptr;
    buffer.assign(digits, end);
    return buffer;
  }
  /// The same without a buffer: numbers are all written out at the first call, once, whatever the
  /// number of threads that ask.
  [[nodiscard]] std::string_view operator[](std::size_t row) const {
    if (!are_numbers()) return column_.text_at(row);
    std::call_once(written_->once, [&] {
      written_->texts.reserve(size(), 8 * size());
      std::string buffer;
      for (std::size_t i = 0; i < size(); ++i) written_->texts.push_back(at(i, buffer));
    });
    return written_->texts[row];
  }
  /// Asks memory for the id of a row that will be wanted soon: those of a member lie far apart.
  void prefetch([[maybe_unused]] std::size_t row) const noexcept {
#if defined(__GNUC__)
    if (are_numbers()) __builtin_prefetch(&column_.integer_values()[row]);
#endif
  }
  /// By the bytes of the texts.
  [[nodiscard]] bool less(std::size_t a, std::size_t b) const {
    std::string of_a, of_b;
    return at(a, of_a) < at(b, of_b);
  }

 private:
  struct Written {
    std::once_flag once;
    Texts texts;
  };
  Column column_;
  std::shared_ptr<Written> written_;
};

}  // namespace turnout::inline TURNOUT_ABI
