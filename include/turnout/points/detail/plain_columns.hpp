// Long columns read without looking at each cell twice.
//
// Each reader here takes what nearly every long column consists of and says of anything else that
// it is odd. Whoever meets an odd cell reads the table again the long way, which knows every form
// and words for every mistake. So nothing here complains, and nothing here may differ from there.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <turnout/model/cells.hpp>
#include <turnout/model/detail/interner.ipp>
#include <turnout/model/detail/table_reader.ipp>
#include <turnout/points/detail/event_row.hpp>
#include <turnout/points/detail/quick_times.ipp>
#include <turnout/points/ids.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// An instant and its local day.
struct Moment {
  std::int64_t at = 0;
  LocalDay day = {};
};

/// What a cell said.
enum class Cell : std::uint8_t { given, blank, odd };

/// Rows that are read together: one column after the other, without branches that depend on a cell.
inline constexpr std::size_t kBlock = 512;

/// The bits of a byte, a byte each, the lowest first.
[[gnu::always_inline]] inline void spread(std::uint8_t bits, std::uint8_t* out) noexcept {
  if constexpr (std::endian::native == std::endian::little) {
    constexpr std::uint64_t ones = 0x0101010101010101U, each = 0x8040201008040201U;
    const std::uint64_t marks = ((((bits * ones) & each) + 0x7F * ones) >> 7U) & ones;
    std::memcpy(out, &marks, sizeof marks);
  } else {
    for (unsigned i = 0; i < 8; ++i) out[i] = static_cast<std::uint8_t>((bits >> i) & 1U);
  }
}

/// Which rows of a block are given, a byte each. False: none is.
[[gnu::always_inline]] inline bool given_of(GivenBits given, std::size_t first, std::size_t count,
                                            std::uint8_t* out) {
  if (given.bits == nullptr) {
    std::fill_n(out, count, std::uint8_t{1});
    return true;
  }
  std::size_t i = 0;
  unsigned any = 0;
  const auto one = [&] {
    out[i] = given[first + i] ? 1 : 0;
    any |= out[i];
    ++i;
  };
  while (i < count && ((first + i + given.offset) & 7U) != 0) one();
  for (; i + 8 <= count; i += 8) {
    const std::uint8_t bits = given.bits[(first + i + given.offset) >> 3U];
    spread(bits, out + i);
    any |= bits;
  }
  while (i < count) one();
  return any != 0;
}

/// Calls use(row) for each row that is given; where none is or all are, eight at a time.
template <class Use>
void for_each_given(GivenBits given, std::size_t rows, const Use& use) {
  for (std::size_t row = 0; row < rows;) {
    const std::size_t bit = row + given.offset;
    if (given.bits != nullptr && (bit & 7U) == 0 && row + 8 <= rows) {
      for (unsigned left = given.bits[bit >> 3U]; left != 0; left &= left - 1)
        use(row + static_cast<std::size_t>(std::countr_zero(left)));
      row += 8;
    } else {
      if (given[row]) use(row);
      ++row;
    }
  }
}

/// Times: timestamps, or texts of the plain form. Of one thread.
class PlainTimes {
 public:
  PlainTimes(const Field& field, const TimeZone& zone)
      : column_(field.column), quick_(zone), zone_(zone) {
    if (column_ == nullptr || column_->type() != ColumnType::instant) return;
    ticks_ = column_->integer_values().data();
    given_ = column_->given();
    unit_ = column_->ticks_per_second();
    local_ = column_->is_local();
  }

  /// A block of timestamps that are all given, lie where one offset holds, and fit in an EventTime.
  /// False: look at each.
  [[gnu::always_inline]] bool read_block(std::size_t first, std::size_t count,
                                         std::uint32_t* when) {
    if (ticks_ == nullptr || given_.bits != nullptr) return false;
    const std::int64_t* const ticks = ticks_ + first;
    switch (unit_) {
      case 1: return block<1>(ticks, count, when);
      case 1'000: return block<1'000>(ticks, count, when);
      case 1'000'000: return block<1'000'000>(ticks, count, when);
      case 1'000'000'000: return block<1'000'000'000>(ticks, count, when);
      default: return false;
    }
  }

  /// Where a local day begins.
  [[nodiscard]] std::int64_t midnight(LocalDay day) { return quick_.midnight(day); }

  [[gnu::always_inline]] Cell read(std::size_t row, Moment& moment) {
    if (ticks_ == nullptr) return read_text(row, moment);
    if (!given_[row]) return Cell::blank;
    const std::int64_t ticks = ticks_[row], seconds = in_seconds(ticks);
    if (seconds * unit_ != ticks) return Cell::odd;
    if ((seconds < from_ || seconds >= until_) && !move_to(seconds)) return Cell::odd;
    const std::int64_t local = local_ ? seconds : seconds + offset_;
    const auto shifted = static_cast<std::uint64_t>(local - kFirst);
    moment.at = local - offset_;
    moment.day = LocalDay{
        std::chrono::days{static_cast<std::int64_t>(shifted / kDay) + kFirst / std::int64_t{kDay}}};
    return Cell::given;
  }

 private:
  static constexpr std::uint32_t kDay = 86'400;
  static constexpr std::int64_t kFirst = -25'567 * std::int64_t{kDay};  // 1900
  static constexpr std::int64_t kLast = 84'006 * std::int64_t{kDay};    // 2200

  template <std::int64_t kUnit>
  [[gnu::always_inline]] bool block(const std::int64_t* ticks, std::size_t count,
                                    std::uint32_t* when) const {
    // Seconds from the first day of an EventTime on, as local clocks show them.
    constexpr std::int64_t days = EventTime::kFirst.time_since_epoch().count();
    const std::int64_t first = days * kDay - (local_ ? 0 : offset_);
    const std::int64_t from = std::max(steady_from_, first);
    const std::int64_t until = std::min(steady_until_, first + EventTime::kDays * kDay);
    const auto length = static_cast<std::uint64_t>(std::max<std::int64_t>(until - from, 0));
    bool plain = true;
    for (std::size_t i = 0; i < count; ++i) {
      const std::int64_t seconds = ticks[i] / kUnit;
      plain = plain & (seconds * kUnit == ticks[i]) &
              (static_cast<std::uint64_t>(seconds - from) < length);
      const auto local = static_cast<std::uint32_t>(seconds - first);
      const std::uint32_t day = local / kDay;
      when[i] = (day << EventTime::kSecondBits) +
                (local - day * kDay + static_cast<std::uint32_t>(EventTime::kBefore));
    }
    return plain;
  }

  Cell read_text(std::size_t row, Moment& moment) {
    if (column_ == nullptr || column_->is_null(row)) return Cell::blank;
    if (column_->type() != ColumnType::text) return Cell::odd;
    const auto at = quick_.plain(trimmed(column_->text_at(row)));
    if (!at) return Cell::odd;
    moment = {.at = *at, .day = quick_.day(*at)};
    return Cell::given;
  }
  /// A division by a constant, which the usual units are.
  [[nodiscard]] std::int64_t in_seconds(std::int64_t ticks) const noexcept {
    switch (unit_) {
      case 1: return ticks;
      case 1'000: return ticks / 1'000;
      case 1'000'000: return ticks / 1'000'000;
      case 1'000'000'000: return ticks / 1'000'000'000;
      default: return ticks / unit_;
    }
  }
  /// Makes [from_, until_) the stretch around `seconds` in which the offset is one, less two days
  /// at its ends where clock times may not exist or exist twice.
  bool move_to(std::int64_t seconds) {
    constexpr std::int64_t margin = 2 * std::int64_t{kDay};
    constexpr std::int64_t first = kFirst + margin, last = kLast - margin;
    if (seconds < first || seconds >= last) return false;
    // Of local times the offset is guessed first; within the stretch the guess was right.
    for (std::int64_t guess = local_ ? offset_ : 0, turn = 0; turn < 2; ++turn) {
      const OffsetSpan span = zone_.offset_at(Instant{Seconds{seconds - guess}});
      guess = local_ ? span.offset.count() : 0;
      const auto edge = [&](Instant t, std::int64_t inwards, std::int64_t none) {
        if (t == Instant::min() || t == Instant::max()) return none;
        return t.time_since_epoch().count() + guess + (local_ ? inwards : 0);
      };
      from_ = std::max(first, edge(span.from, margin, first));
      until_ = std::min(last, edge(span.until, -margin, last));
      steady_from_ = local_ ? from_ : from_ + margin;
      steady_until_ = local_ ? until_ : until_ - margin;
      offset_ = span.offset.count();
      if (from_ <= seconds && seconds < until_) return true;
    }
    from_ = until_ = steady_from_ = steady_until_ = 0;
    return false;
  }

  const Column* column_;
  QuickTimes quick_;
  const TimeZone& zone_;
  const std::int64_t* ticks_ = nullptr;
  GivenBits given_;
  std::int64_t unit_ = 1;
  bool local_ = false;
  std::int64_t from_ = 0, until_ = 0, offset_ = 0;
  std::int64_t steady_from_ = 0, steady_until_ = 0;  ///< No day here is longer or shorter.
};

/// Figures from 0 to 1,000,000,000 with at most three decimals, in thousandths.
class PlainFigures {
 public:
  explicit PlainFigures(const Field& field) : column_(field.column) {
    if (column_ == nullptr) return;
    given_ = column_->given();
    if (column_->type() == ColumnType::integer) integers_ = column_->integer_values().data();
    if (column_->type() == ColumnType::real) reals_ = column_->real_values().data();
  }
  /// A block; what is not given has the value `blank`. Where a figure is odd or does not fit,
  /// `other` is set.
  [[gnu::always_inline]] void read_block(std::size_t first, std::size_t count, std::uint32_t blank,
                                         std::uint32_t* value, std::uint8_t* given,
                                         std::uint8_t* other) const {
    if (column_ == nullptr || !given_of(given_, first, count, given)) {
      std::fill_n(given, count, std::uint8_t{0});
      std::fill_n(value, count, blank);
      return;
    }
    // The three have nothing in common, which a compiler cannot know of bytes.
    std::uint32_t* const __restrict out = value;
    std::uint8_t* const __restrict is_given = given;
    std::uint8_t* const __restrict is_other = other;
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max() / 1000;
    if (integers_ != nullptr) {
      const std::int64_t* const __restrict figures = integers_ + first;
      for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t x = figures[i];
        const bool fits = (x >= 0) & (x <= most);
        const auto scaled = static_cast<std::uint32_t>(x) * 1000;
        out[i] = (is_given[i] != 0) & fits ? scaled : blank;
        is_other[i] = static_cast<std::uint8_t>(is_other[i] | (is_given[i] & (fits ? 0U : 1U)));
      }
    } else if (reals_ != nullptr) {
      const double* const __restrict figures = reals_ + first;
      for (std::size_t i = 0; i < count; ++i) {
        const double x = figures[i];
        const bool near = (x >= 0) & (x <= static_cast<double>(most));
        const auto thousandths = static_cast<std::int32_t>(near ? x * 1000 + 0.5 : 0);
        const bool fits = near & (static_cast<double>(thousandths) / 1000 == x);
        is_given[i] =
            static_cast<std::uint8_t>(is_given[i] & (x == x ? 1U : 0U));  // NaN: not given
        out[i] = (is_given[i] != 0) & fits ? static_cast<std::uint32_t>(thousandths) : blank;
        is_other[i] = static_cast<std::uint8_t>(is_other[i] | (is_given[i] & (fits ? 0U : 1U)));
      }
    } else {
      std::fill_n(is_other, count, std::uint8_t{1});
    }
  }
  [[gnu::always_inline]] Cell read(std::size_t row, std::int64_t& thousandths) const {
    if (column_ == nullptr || !given_[row]) return Cell::blank;
    if (integers_ != nullptr) return of_integer(integers_[row], thousandths);
    if (reals_ != nullptr) {
      const double value = reals_[row];
      if (value >= 0 && value <= static_cast<double>(kMost)) {
        const auto whole = static_cast<std::int64_t>(value);
        if (static_cast<double>(whole) == value) return of_integer(whole, thousandths);
      }
    }
    return read_other(row, thousandths);
  }

 private:
  static constexpr std::int64_t kMost = 1'000'000'000;
  static Cell of_integer(std::int64_t value, std::int64_t& thousandths) noexcept {
    if (value < 0 || value > kMost) return Cell::odd;
    thousandths = value * 1000;
    return Cell::given;
  }
  Cell read_other(std::size_t row, std::int64_t& thousandths) const {
    if (column_->is_null(row)) return Cell::blank;
    if (column_->type() == ColumnType::real) return of_real(column_->real_at(row), thousandths);
    if (column_->type() != ColumnType::text) return Cell::odd;
    const auto value = parse_real(trim(column_->text_at(row)));
    return value ? of_real(*value, thousandths) : Cell::odd;
  }
  static Cell of_real(double value, std::int64_t& thousandths) noexcept {
    if (!(value >= 0 && value <= static_cast<double>(kMost))) return Cell::odd;
    const double scaled = std::nearbyint(value * 1000);
    if (scaled / 1000 != value) return Cell::odd;
    thousandths = static_cast<std::int64_t>(scaled);
    return Cell::given;
  }
  const Column* column_;
  GivenBits given_;
  const std::int64_t* integers_ = nullptr;
  const double* reals_ = nullptr;
};

/// Words that repeat: each distinct one is looked at once, a row is one look-up. Of any column, or
/// of one that is not there.
class PlainWords {
 public:
  static constexpr std::uint32_t kBlank = std::numeric_limits<std::uint32_t>::max();

  explicit PlainWords(const Field& field) : column_(field.column) {
    if (column_ == nullptr || column_->size() == 0) {
      column_ = nullptr;
      return;
    }
    if (column_->type() == ColumnType::integer || column_->is_coded()) given_ = column_->given();
    if (column_->type() == ColumnType::text)
      column_->is_coded() ? read_codes() : read_texts();
    else if (column_->type() != ColumnType::integer || !read_integers())
      read_cells(field);
  }
  [[nodiscard]] bool absent() const noexcept { return column_ == nullptr; }

  /// Numbers each word that some row has: number(text) is called once a word, with the trimmed
  /// text, never for blanks.
  template <class Number>
  void number(const Number& number) {
    if (column_ != nullptr && column_->is_coded()) {
      if (used_.empty()) find_used();
      for (std::size_t word = 0; word < used_.size(); ++word)
        numbers_[word] = used_[word] ? 0 : kUnused;
    }
    number_all(number);
  }
  /// Finds out which words rows have, which number() otherwise does.
  void find_used() {
    if (column_ == nullptr || !column_->is_coded()) return;
    used_.assign(numbers_.size(), false);
    constexpr std::size_t few = 64;
    if (numbers_.size() > few) {
      detail::for_each_given(given_, codes_.size(),
                             [&](std::size_t row) { used_[codes_[row]] = true; });
      return;
    }
    std::uint64_t bits = 0;  // where words are few, each has a bit
    std::uint8_t given[kBlock];
    for (std::size_t first = 0; first < codes_.size(); first += kBlock) {
      const std::size_t count = std::min(kBlock, codes_.size() - first);
      if (!given_of(given_, first, count, given)) continue;
      for (std::size_t i = 0; i < count; ++i)
        bits |= std::uint64_t{given[i]} << (codes_[first + i] % few);
    }
    for (std::size_t word = 0; word < used_.size(); ++word) used_[word] = (bits >> word & 1U) != 0;
  }
  /// The same, and of coded columns also those that no row has.
  template <class Number>
  void number_all(const Number& number) {
    std::string buffer;
    for (std::size_t word = 0; word < numbers_.size(); ++word) {
      if (numbers_[word] == kUnused) continue;
      const std::string_view text = text_of(word, buffer);
      numbers_[word] = text.empty() ? kBlank : number(text);
    }
    find_same();
  }
  /// Whether some word has that number.
  [[nodiscard]] bool has(std::uint32_t number) const {
    return std::ranges::find(numbers_, number) != numbers_.end();
  }
  /// Gives each number another one.
  template <class Number>
  void renumber(const Number& number) {
    for (std::uint32_t& one : numbers_)
      if (one != kUnused) one = number(one);
    find_same();
  }
  /// The number of the row's word, or kBlank.
  [[gnu::always_inline]] [[nodiscard]] std::uint32_t operator[](std::size_t row) const noexcept {
    if (column_ == nullptr || !given_[row]) return kBlank;
    if (codes_.data() != nullptr) return are_same_ ? codes_[row] : numbers_[codes_[row]];
    return numbers_[static_cast<std::size_t>(integers_[row] - least_)];
  }
  /// The numbers of a block. False: all are blank.
  [[gnu::always_inline]] bool read_block(std::size_t first, std::size_t count,
                                         std::uint32_t* out) const {
    std::uint8_t given[kBlock];
    if (column_ == nullptr || !given_of(given_, first, count, given)) {
      std::fill_n(out, count, kBlank);
      return false;
    }
    // No branches: a table has one kind of row after the other, and what they leave out changes too.
    static_assert(kBlank == ~std::uint32_t{0});
    std::uint32_t* const __restrict to = out;
    const std::uint8_t* const __restrict is_given = given;
    const std::uint32_t* const __restrict numbers = numbers_.data();
    if (codes_.data() == nullptr) {
      const std::int64_t* const __restrict values = integers_.data() + first;
      const std::int64_t least = least_;
      for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t blank = is_given[i] - 1U;
        const std::uint64_t at = static_cast<std::uint64_t>(values[i] - least);
        to[i] = numbers[at & (std::uint64_t{0} - is_given[i])] | blank;
      }
    } else if (are_same_) {
      const std::uint32_t* const __restrict codes = codes_.data() + first;
      for (std::size_t i = 0; i < count; ++i) to[i] = codes[i] | (is_given[i] - 1U);
    } else {
      const std::uint32_t* const __restrict codes = codes_.data() + first;
      for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t blank = is_given[i] - 1U;
        to[i] = numbers[codes[i] & ~blank] | blank;
      }
    }
    return true;
  }
  /// Calls use(row) for each row that is given.
  template <class Use>
  void for_each_given(const Use& use) const {
    if (column_ == nullptr) return;
    for (std::size_t row = 0; row < column_->size(); ++row)
      if ((*this)[row] != kBlank) use(row);
  }

 private:
  static constexpr std::uint32_t kUnused = kBlank - 1;

  /// A long list of words that is numbered as it is coded need not be looked up.
  void find_same() {
    are_same_ = codes_.data() != nullptr;
    for (std::size_t word = 0; are_same_ && word < numbers_.size(); ++word)
      are_same_ = numbers_[word] == word || numbers_[word] == kUnused;
  }

  void read_codes() {
    codes_ = column_->codes();
    numbers_.assign(column_->values().size(), 0);
  }
  void read_texts() {
    Interner words;
    own_codes_.resize(column_->size());
    words.number_all(
        column_->size(), [&](std::size_t row) { return trimmed(column_->text_at(row)); },
        [&](std::size_t row, std::string_view, std::uint32_t word) { own_codes_[row] = word; });
    words_ = words.take();
    codes_ = own_codes_;
    numbers_.assign(words_.size(), 0);
  }
  /// Cells of any type, as TableReader shows them.
  void read_cells(const Field& field) {
    Interner words;
    std::string buffer;
    given_ = {};
    own_codes_.reserve(column_->size());
    for (std::size_t row = 0; row < column_->size(); ++row)
      own_codes_.push_back(words(TableReader::text(field, row, buffer)));
    words_ = words.take();
    codes_ = own_codes_;
    numbers_.assign(words_.size(), 0);
  }
  /// False: the numbers lie far apart, as ids of another kind do.
  bool read_integers() {
    const std::span<const std::int64_t> values = column_->integer_values();
    bool any = false;
    std::int64_t most = 0;
    detail::for_each_given(given_, values.size(), [&](std::size_t row) {
      least_ = any ? std::min(least_, values[row]) : values[row];
      most = any ? std::max(most, values[row]) : values[row];
      any = true;
    });
    if (!any) return false;
    const auto range = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least_);
    if (range >= 4 * values.size() + 1024) return false;
    integers_ = values;
    numbers_.assign(static_cast<std::size_t>(range) + 1, kUnused);
    detail::for_each_given(given_, values.size(), [&](std::size_t row) {
      numbers_[static_cast<std::size_t>(values[row] - least_)] = 0;
    });
    return true;
  }
  [[nodiscard]] std::string_view text_of(std::size_t word, std::string& buffer) const {
    if (integers_.empty())
      return own_codes_.empty() ? trimmed(column_->values()[word]) : words_[word];
    buffer = std::to_string(least_ + static_cast<std::int64_t>(word));
    return buffer;
  }

  const Column* column_;
  GivenBits given_;  ///< Texts say it by being blank.
  std::span<const std::uint32_t> codes_;
  std::vector<std::uint32_t> own_codes_;
  Texts words_;  ///< Of own_codes_.
  std::span<const std::int64_t> integers_;
  std::int64_t least_ = 0;
  bool are_same_ = false;
  std::vector<std::uint32_t> numbers_;  ///< By word.
  std::vector<bool> used_;              ///< By word of a coded column, once it was asked.
};

/// Ids, each once: whole numbers, or texts with nothing to trim. Finds rows by them.
class PlainIds {
 public:
  explicit PlainIds(const Field& field) : column_(field.column) {
    const bool numbers =
        column_ != nullptr && column_->type() == ColumnType::integer && !has_blanks();
    const bool texts =
        column_ != nullptr && column_->type() == ColumnType::text && !column_->is_coded();
    if (numbers) read_integers();
    if (texts) read_texts();
    odd_ = odd_ || !(numbers || texts);
  }
  /// Something is blank, untrimmed, given twice, or of another type.
  [[nodiscard]] bool is_odd() const noexcept { return odd_; }
  [[nodiscard]] Ids ids() const { return Ids(*column_); }

  /// The rows of these ids, in their order; Event::none where there is none. One pass over the
  /// column.
  [[nodiscard]] std::vector<std::uint32_t> rows_of(const std::vector<std::string>& wanted) const {
    constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> rows(wanted.size(), none);
    if (wanted.empty()) return rows;
    if (column_->type() == ColumnType::text) {
      for (std::size_t i = 0; i < wanted.size(); ++i)
        if (const auto row = texts_.find(wanted[i])) rows[i] = *row;
      return rows;
    }
    std::vector<std::pair<std::int64_t, std::uint32_t>> numbers;
    for (std::uint32_t i = 0; i < wanted.size(); ++i)
      if (const auto number = parse_integer(wanted[i]);
          number && std::to_string(*number) == wanted[i])
        numbers.emplace_back(*number, i);
    std::ranges::sort(numbers);
    const std::span<const std::int64_t> values = column_->integer_values();
    // A small filter first, as nearly no row is one of them.
    std::vector<std::uint8_t> filter(std::size_t{1} << 16U);
    const auto slot = [&](std::int64_t value) {
      return static_cast<std::size_t>((static_cast<std::uint64_t>(value) * 0x9e3779b97f4a7c15U) >>
                                      48U);
    };
    for (const auto& [number, i] : numbers) filter[slot(number)] = 1;
    for (std::size_t row = 0; row < values.size(); ++row) {
      if (filter[slot(values[row])] == 0) continue;
      auto at = std::ranges::lower_bound(numbers, values[row], {},
                                         &std::pair<std::int64_t, std::uint32_t>::first);
      for (; at != numbers.end() && at->first == values[row]; ++at)
        rows[at->second] = static_cast<std::uint32_t>(row);
    }
    return rows;
  }

 private:
  [[nodiscard]] bool has_blanks() const {
    if (!column_->has_mask()) return false;
    for (std::size_t row = 0; row < column_->size(); ++row)
      if (column_->is_null(row)) return true;
    return false;
  }
  void read_integers() {
    const std::span<const std::int64_t> values = column_->integer_values();
    if (values.empty()) return;
    const auto [least, most] = std::ranges::minmax(values);
    const auto range = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
    if (range < 16 * values.size() + 1024) {
      std::vector<std::uint64_t> seen(static_cast<std::size_t>(range / 64) + 1);
      std::uint64_t twice = 0;
      for (const std::int64_t value : values) {
        const auto at = static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(least);
        std::uint64_t& word = seen[static_cast<std::size_t>(at / 64)];
        twice |= (word >> (at % 64)) & 1U;
        word |= std::uint64_t{1} << (at % 64);
      }
      odd_ = twice != 0;
      return;
    }
    std::vector<std::int64_t> sorted(values.begin(), values.end());
    std::ranges::sort(sorted);
    odd_ = std::ranges::adjacent_find(sorted) != sorted.end();
  }
  void read_texts() {
    texts_.number_all(
        column_->size(), [&](std::size_t row) { return column_->text_at(row); },
        [&](std::size_t row, std::string_view text, std::uint32_t number) {
          if (number != row || text.empty() || trimmed(text).size() != text.size()) odd_ = true;
        });
  }

  const Column* column_;
  bool odd_ = false;
  Interner texts_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
