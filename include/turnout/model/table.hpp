// turnout/model/table.hpp -- named columns: the one shape in which data comes in and goes out.
//
// CSV files, Arrow streams, NumPy arrays and pandas frames all become a `Table`;
// one parser (`make_problem`) reads it, whatever it came from. Tables are
// immutable values whose columns are shared, so a copy costs a few pointers.
//
//   Table needs("needs", {{"need_id", Column::text({"N1", "N2"})},
//                         {"seats", Column::integers({3, 1})}});
//
// A blank text, a null and a NaN are one thing: not given (`is_null`).
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {

/// Many short texts in one block of memory. Offsets are 64-bit: a city's columns pass 2^32 bytes.
/// The layout is Arrow's, so that a column comes and goes in two copies, however many its rows.
class Texts {
 public:
  Texts() = default;
  /// Text i is bytes[offsets[i]] to bytes[offsets[i + 1]]: `offsets` ascends from 0 to the number
  /// of bytes and has one entry more than there are texts.
  Texts(std::string bytes, std::vector<std::uint64_t> offsets)
      : bytes_(std::move(bytes)), offsets_(std::move(offsets)) {}
  Texts(std::initializer_list<std::string_view> texts) {
    for (const std::string_view text : texts) push_back(text);
  }

  void push_back(std::string_view text) {
    bytes_.append(text);
    offsets_.push_back(bytes_.size());
  }
  /// All of the other, behind one's own.
  void append(const Texts& other) {
    const std::uint64_t before = bytes_.size();
    const std::size_t offsets = other.offsets_.size();  // which may be one's own
    bytes_.append(other.bytes_);
    for (std::size_t i = 1; i < offsets; ++i) offsets_.push_back(before + other.offsets_[i]);
  }
  void reserve(std::size_t texts, std::size_t bytes) {
    offsets_.reserve(texts + 1);
    bytes_.reserve(bytes);
  }
  [[nodiscard]] std::size_t size() const noexcept { return offsets_.size() - 1; }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  [[nodiscard]] std::string_view operator[](std::size_t i) const noexcept {
    return {bytes_.data() + offsets_[i], static_cast<std::size_t>(offsets_[i + 1] - offsets_[i])};
  }
  [[nodiscard]] std::size_t byte_count() const noexcept { return bytes_.size(); }
  /// All texts, one behind the other.
  [[nodiscard]] std::string_view bytes() const noexcept { return bytes_; }
  /// Where each text starts in `bytes`, and where the last one ends.
  [[nodiscard]] std::span<const std::uint64_t> offsets() const noexcept { return offsets_; }

  friend bool operator==(const Texts&, const Texts&) = default;

 private:
  std::string bytes_;
  std::vector<std::uint64_t> offsets_{0};
};

enum class ColumnType : std::uint8_t {
  text,     ///< UTF-8.
  integer,  ///< 64-bit signed.
  real,     ///< float64; NaN is null.
  boolean,
  instant,  ///< Ticks since 1970-01-01, either of UTC or of the problem's local time.
};

/// Which rows are given, a bit each, the lowest of a byte first, as Arrow has it. No bits: all are.
struct GivenBits {
  const std::uint8_t* bits = nullptr;
  std::size_t offset = 0;  ///< The bit of row 0.
  [[nodiscard]] bool operator[](std::size_t row) const noexcept {
    return bits == nullptr || ((bits[(row + offset) >> 3] >> ((row + offset) & 7)) & 1) != 0;
  }
};

/// One immutable column. Copies share the data.
class Column {
 public:
  /// Empty `valid` means that every row is given.
  static Column text(Texts values, std::vector<bool> valid = {});
  /// Texts that repeat: row i says values[codes[i]]. A column of type text in every other respect.
  /// Throws RangeError when a code names no value.
  static Column coded(std::vector<std::uint32_t> codes, Texts values);
  static Column integers(std::vector<std::int64_t> values, std::vector<bool> valid = {});
  static Column reals(std::vector<double> values, std::vector<bool> valid = {});
  static Column booleans(std::vector<bool> values, std::vector<bool> valid = {});
  /// `local`: ticks count local (wall clock) time, which the problem's zone turns into an instant.
  static Column instants(std::vector<std::int64_t> ticks, std::int64_t ticks_per_second, bool local,
                         std::vector<bool> valid = {});

  // The same over memory that lies elsewhere: `owner` keeps it, and nobody may change it.
  using Owner = std::shared_ptr<const void>;
  static Column shared_codes(std::span<const std::uint32_t> codes, Texts values, GivenBits given,
                             Owner owner);
  static Column shared_integers(std::span<const std::int64_t> values, GivenBits given, Owner owner);
  static Column shared_reals(std::span<const double> values, GivenBits given, Owner owner);
  static Column shared_instants(std::span<const std::int64_t> ticks, std::int64_t ticks_per_second,
                                bool local, GivenBits given, Owner owner);

  [[nodiscard]] ColumnType type() const noexcept { return data_->type; }
  [[nodiscard]] std::size_t size() const noexcept { return data_->size; }
  /// Not given: null, NaN, or a text of nothing but blanks.
  [[nodiscard]] bool is_null(std::size_t row) const noexcept;
  /// Whether rows were marked as not given beside their values. False says nothing of NaN and
  /// blanks.
  [[nodiscard]] bool has_mask() const noexcept { return data_->given.bits != nullptr; }

  /// Those marks; of all rows, where none was marked.
  [[nodiscard]] GivenBits given() const noexcept { return data_->given; }

  // The value as its own type; only for columns of that type. A text that is not given is empty.
  [[nodiscard]] std::string_view text_at(std::size_t row) const noexcept {
    if (!data_->given[row]) return {};
    return data_->texts[data_->is_coded ? data_->codes[row] : row];
  }
  /// Of texts: rows name values().
  [[nodiscard]] bool is_coded() const noexcept { return data_->is_coded; }
  [[nodiscard]] std::span<const std::uint32_t> codes() const noexcept { return data_->codes; }
  [[nodiscard]] const Texts& values() const noexcept { return data_->texts; }
  /// One a row; only where the column is not coded.
  [[nodiscard]] const Texts& texts() const noexcept { return data_->texts; }
  /// Whole numbers, truth values (0, 1) and ticks; those of rows that are not given mean nothing.
  [[nodiscard]] std::span<const std::int64_t> integer_values() const noexcept {
    return data_->integers;
  }
  [[nodiscard]] std::span<const double> real_values() const noexcept { return data_->reals; }
  [[nodiscard]] std::int64_t integer_at(std::size_t row) const noexcept {
    return data_->integers[row];
  }
  [[nodiscard]] double real_at(std::size_t row) const noexcept { return data_->reals[row]; }
  [[nodiscard]] bool boolean_at(std::size_t row) const noexcept {
    return data_->integers[row] != 0;
  }
  [[nodiscard]] std::int64_t ticks_at(std::size_t row) const noexcept {
    return data_->integers[row];
  }
  [[nodiscard]] std::int64_t ticks_per_second() const noexcept { return data_->ticks_per_second; }
  [[nodiscard]] bool is_local() const noexcept { return data_->local; }

  /// The cell as a text, as an error message or a carried-through column shows it. Null is "".
  [[nodiscard]] std::string to_text(std::size_t row) const;

  friend bool operator==(const Column& a, const Column& b);

 private:
  struct Data {
    ColumnType type = ColumnType::text;
    std::size_t size = 0;
    Texts texts = {};  ///< One a row, or the values of codes.
    bool is_coded = false;
    std::span<const std::uint32_t> codes = {};
    std::span<const std::int64_t> integers = {};
    std::span<const double> reals = {};
    GivenBits given = {};
    std::int64_t ticks_per_second = 1;
    bool local = false;
    Owner values_owner = {}, given_owner = {};
  };
  static Column made(Data data) { return Column(std::make_shared<const Data>(std::move(data))); }
  explicit Column(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

struct NamedColumn {
  std::string name;
  Column values;
  friend bool operator==(const NamedColumn&, const NamedColumn&) = default;
};

/// Named columns of one length, and where they came from.
class Table {
 public:
  /// An empty table that was not given.
  Table() = default;
  /// `name` is "members", "needs", ... or a file's path, as error messages show it.
  /// Throws InputError when two columns share a name (`duplicate_column`) or lengths differ
  /// (`length_mismatch`).
  Table(std::string name, std::vector<NamedColumn> columns);
  /// The same, read from a file: `lines[i]` is the physical line on which row i starts (header 1).
  Table(std::string path, std::vector<NamedColumn> columns, std::vector<std::uint32_t> lines);

  /// False for a default-constructed table: an optional table that was not given.
  [[nodiscard]] bool given() const noexcept { return given_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::span<const NamedColumn> columns() const noexcept { return columns_; }
  /// The column of that name, or nullptr.
  [[nodiscard]] const Column* find(std::string_view name) const noexcept;
  /// The row as a person counts it: a file's physical line, else the 0-based position.
  [[nodiscard]] std::int64_t label(std::size_t row) const noexcept {
    return lines_.empty() ? static_cast<std::int64_t>(row) : static_cast<std::int64_t>(lines_[row]);
  }
  /// Read from a file, so rows are counted in lines.
  [[nodiscard]] bool from_file() const noexcept { return from_file_; }

  friend bool operator==(const Table&, const Table&) = default;

 private:
  std::string name_;
  std::vector<NamedColumn> columns_;
  std::vector<std::uint32_t> lines_;
  std::size_t rows_ = 0;
  bool given_ = false;
  bool from_file_ = false;
};

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/model/detail/table.ipp>
#endif
