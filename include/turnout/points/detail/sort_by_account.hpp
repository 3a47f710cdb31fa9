// Millions of rows by account and then by time, in the caches.
//
// Rows are scattered once into parts of neighbouring accounts, small enough for the second-level
// cache; there they are sorted by counting, first by day and then by account, and only rows of one
// account and day are compared. A distribution sort (Knuth, The Art of Computer Programming 3,
// 5.2.5): linear in rows, parts on any number of threads, the same order on all.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <vector>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <turnout/config.hpp>
#include <turnout/model/detail/big_array.hpp>
#include <turnout/model/parallel.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Rows that lie by account; those of account a are [begin[a], begin[a + 1]).
template <class Row>
struct ByAccount {
  std::shared_ptr<Row[]> rows;
  std::vector<std::size_t> begin;
};

/// Chunks of rows, which threads take.
struct Chunks {
  static constexpr std::size_t kMost = 255;  ///< A chunk has less than 2^24 of 2^32 rows.
  explicit Chunks(std::size_t count)
      : rows(count),
        size(std::max<std::size_t>(std::size_t{1} << 16U, (count + kMost - 1) / kMost)) {}
  [[nodiscard]] std::size_t count() const noexcept { return (rows + size - 1) / size; }
  [[nodiscard]] std::size_t first(std::size_t chunk) const noexcept { return chunk * size; }
  [[nodiscard]] std::size_t last(std::size_t chunk) const noexcept {
    return std::min(rows, first(chunk) + size);
  }
  std::size_t rows, size;
};

/// One part: `rows` with their accounts, counted from the first of the part. Scratch is reused.
template <class Row, class Less>
class PartSorter {
 public:
  explicit PartSorter(const Less& less) : less_(less) {}
  /// `ends`: by account, where its rows end among those of the part.
  void sort(std::span<Row> rows, std::span<const std::uint16_t> accounts,
            std::span<std::size_t> ends) {
    count(accounts, ends);
    by_day(rows);
    copy_.assign(rows.begin(), rows.end());
    at_.assign(ends.size(), 0);
    for (std::size_t a = 1; a < ends.size(); ++a) at_[a] = static_cast<std::uint32_t>(ends[a - 1]);
    for (const std::uint32_t row : order_) rows[at_[accounts[row]]++] = copy_[row];
    for (std::size_t a = 0; a < ends.size(); ++a)
      of_one_account(rows.subspan(a == 0 ? 0 : ends[a - 1], ends[a] - (a == 0 ? 0 : ends[a - 1])));
  }

 private:
  static constexpr std::int64_t kMostDays = 1 << 12;

  static void count(std::span<const std::uint16_t> accounts, std::span<std::size_t> ends) {
    std::ranges::fill(ends, 0);
    for (const std::uint16_t account : accounts) ++ends[account];
    std::partial_sum(ends.begin(), ends.end(), ends.begin());
  }
  /// Fills order_: stable by day, or by longer stretches where the days lie far apart.
  void by_day(std::span<const Row> rows) {
    order_.resize(rows.size());
    if (rows.empty()) return;
    std::int64_t first = sort_day(rows.front()), last = first;
    for (const Row& row : rows) {
      first = std::min<std::int64_t>(first, sort_day(row));
      last = std::max<std::int64_t>(last, sort_day(row));
    }
    unsigned shift = 0;
    while (((last - first) >> shift) >= kMostDays) ++shift;
    const auto bucket = [&](const Row& row) {
      return static_cast<std::size_t>((sort_day(row) - first) >> shift);
    };
    at_.assign(static_cast<std::size_t>((last - first) >> shift) + 2, 0);
    for (const Row& row : rows) ++at_[bucket(row) + 1];
    std::partial_sum(at_.begin(), at_.end(), at_.begin());
    for (std::uint32_t i = 0; i < rows.size(); ++i) order_[at_[bucket(rows[i])]++] = i;
  }
  /// Nearly in order by now. Odd data may have a long day, so a long way back is sorted instead.
  void of_one_account(std::span<Row> rows) const {
    const auto before = [&](const Row& a, const Row& b) {
      const std::int64_t of_a = sort_day(a), of_b = sort_day(b);
      return of_a != of_b ? of_a < of_b : less_(a, b);
    };
    std::size_t moved = 0;
    for (std::size_t i = 1; i < rows.size(); ++i) {
      if (!before(rows[i], rows[i - 1])) continue;
      const Row row = rows[i];
      std::size_t to = i;
      for (; to > 0 && before(row, rows[to - 1]); --to) rows[to] = rows[to - 1];
      rows[to] = row;
      moved += i - to;
      if (moved > 8 * rows.size()) {
        std::ranges::sort(rows, before);
        return;
      }
    }
  }

  const Less& less_;
  std::vector<std::uint32_t> order_, at_;
  std::vector<Row> copy_;
};

/// Writes rows to many places in turn, a cache line at a time and past the caches: what is written
/// is not read first, and does not push out what is needed. Of one thread, for one chunk of rows.
template <class Row>
class Scatter {
 public:
  /// `at`: of each part, where its next row goes; moved on as rows come.
  Scatter(Row* rows, std::span<std::uint32_t> at)
      : rows_(rows),
        at_(at),
        by_line_(kFits && reinterpret_cast<std::uintptr_t>(rows) % kLine == 0) {
    if (!by_line_) return;
    first_.assign(at.begin(), at.end());
    lines_ = std::make_unique_for_overwrite<Line[]>(at.size());
  }
  Scatter(const Scatter&) = delete;
  Scatter& operator=(const Scatter&) = delete;
  /// A place in that part, to be written to before the next call.
  struct Place {
    std::uint32_t at;
    Row& row;
  };
  Place next(std::size_t part) {
    const std::uint32_t at = at_[part]++;
    if (!by_line_) return {at, rows_[at]};
    Line& line = lines_[part];
    // Written one row late, when the last row of the line has surely left for it.
    if (at % kRows == 0 && at != first_[part]) write(line, at - kRows, part);
    return {at, line.rows[at % kRows]};
  }
  /// What stands in lines yet.
  void finish() {
    if (!by_line_) return;
    for (std::size_t part = 0; part < at_.size(); ++part) {
      const std::uint32_t end = at_[part];
      if (end == first_[part]) continue;
      const std::uint32_t line = (end - 1) - (end - 1) % kRows;
      for (std::uint32_t at = std::max(line, first_[part]); at < end; ++at)
        rows_[at] = lines_[part].rows[at % kRows];
    }
#if defined(__SSE2__)
    _mm_sfence();
#endif
  }

 private:
  static constexpr std::size_t kLine = 64;
  static constexpr bool kFits = kLine % sizeof(Row) == 0 && sizeof(Row) % 16 == 0;
  static constexpr std::uint32_t kRows = kFits ? kLine / sizeof(Row) : 1;
  struct alignas(kLine) Line {
    std::array<Row, kRows> rows;
  };
  void write(const Line& line, std::uint32_t to, std::size_t part) {
    if (to < first_[part]) {  // the line begins with rows of the chunk before
      for (std::uint32_t i = first_[part] - to; i < kRows; ++i) rows_[to + i] = line.rows[i];
      return;
    }
#if defined(__SSE2__)
    const auto* const from = reinterpret_cast<const __m128i*>(&line);
    auto* const target = reinterpret_cast<__m128i*>(rows_ + to);
    for (std::size_t i = 0; i < kLine / sizeof(__m128i); ++i)
      _mm_stream_si128(target + i, _mm_load_si128(from + i));
#else
    std::copy(line.rows.begin(), line.rows.end(), rows_ + to);
#endif
  }
  Row* rows_;
  std::span<std::uint32_t> at_;
  bool by_line_;
  std::vector<std::uint32_t> first_;
  std::unique_ptr<Line[]> lines_;
};

/// How many rows are made together, at most.
inline constexpr std::size_t kRowsAtOnce = 512;

/// Makes rows one by one.
template <class Make>
struct OneByOne {
  Make make;
  void begin_block(std::size_t, std::size_t) const noexcept {}
  template <class Row>
  void operator()(std::size_t row, Row& out) {
    out = make(row);
  }
};

/// `sort_day(row)` gives the local day of a row as a number. `account_of(row)` is below `accounts`. `make(chunk)` gives what makes its rows: begin_block()
/// with the rows that come next, then called in order with each of them. `less` orders rows of one account and day, without ties.
template <class Row, class AccountOf, class Make, class Less>
ByAccount<Row> sort_by_account(const Chunks& chunks, std::size_t accounts, int threads,
                               const AccountOf& account_of, const Make& make, const Less& less) {
  constexpr std::size_t kPartRows = 4096;
  const std::size_t n = chunks.rows;
  // As many accounts a part as keep it small, and as few parts as keep their ends in the cache.
  const std::size_t wanted = std::clamp<std::size_t>(n / kPartRows, 1, 2048);
  unsigned shift = static_cast<unsigned>(std::bit_width((accounts + wanted - 1) / wanted - 1));
  shift = std::min(shift, 16U);
  while ((accounts >> shift) >= 1U << 16U) ++shift;
  const std::size_t parts = ((accounts - 1) >> shift) + 1;

  std::vector<std::uint32_t> starts(chunks.count() * parts);
  for_each_chunk(chunks.count(), threads, [&](std::size_t c) {
    const std::span counts = std::span(starts).subspan(c * parts, parts);
    for (std::size_t row = chunks.first(c); row < chunks.last(c); ++row)
      ++counts[account_of(row) >> shift];
  });
  std::vector<std::size_t> part_begin(parts + 1, 0);
  std::size_t before = 0;
  for (std::size_t p = 0; p < parts; ++p) {
    part_begin[p] = before;
    for (std::size_t c = 0; c < chunks.count(); ++c) {
      const std::size_t size = starts[c * parts + p];
      starts[c * parts + p] = static_cast<std::uint32_t>(before);
      before += size;
    }
  }
  part_begin[parts] = before;

  ByAccount<Row> sorted;
  sorted.rows = big_array<Row>(n);
  const std::shared_ptr<std::uint16_t[]> local = big_array<std::uint16_t>(n);
  const std::size_t mask = (std::size_t{1} << shift) - 1;
  for_each_chunk(chunks.count(), threads, [&](std::size_t c) {
    auto&& make_row = make(c);
    Scatter<Row> scatter(sorted.rows.get(), std::span(starts).subspan(c * parts, parts));
    for (std::size_t from = chunks.first(c); from < chunks.last(c); from += kRowsAtOnce) {
      const std::size_t end = std::min(chunks.last(c), from + kRowsAtOnce);
      make_row.begin_block(from, end);
      for (std::size_t row = from; row < end; ++row) {
        const std::size_t account = account_of(row);
        const auto to = scatter.next(account >> shift);
        make_row(row, to.row);
        local[to.at] = static_cast<std::uint16_t>(account & mask);
      }
    }
    scatter.finish();
  });

  sorted.begin.assign(accounts + 1, 0);
  const std::size_t stride = 16;  // parts that a thread takes at once, with one scratch
  for_each_chunk((parts + stride - 1) / stride, threads, [&](std::size_t c) {
    PartSorter<Row, Less> sorter(less);
    for (std::size_t p = c * stride; p < std::min(parts, (c + 1) * stride); ++p) {
      const std::size_t from = part_begin[p], size = part_begin[p + 1] - from;
      const std::size_t first = p << shift, last = std::min(accounts, (p + 1) << shift);
      const std::span ends = std::span(sorted.begin).subspan(first + 1, last - first);
      sorter.sort({sorted.rows.get() + from, size}, {local.get() + from, size}, ends);
      for (std::size_t& end : ends) end += from;
    }
  });
  return sorted;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
