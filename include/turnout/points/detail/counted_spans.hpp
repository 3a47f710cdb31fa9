// Duties that need no walk.
//
// Where the rules of an obligation meet no caps, each of its spans (a week, a month) is worth what
// it is worth, met or missed, whatever else the member did. So a member begins with all of them
// missed, and nothing but the first event of each span changes a sum.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// How many duties of an obligation were met and missed.
struct DutyCounts {
  std::int64_t met = 0, missed = 0;
};

/// Points of a member, in thousandths, by the stretch of time that they belong to.
struct PointSums {
  std::int64_t period = 0, year = 0, lifetime = 0;
};

/// Of one obligation. Not shared between threads.
class CountedSpans {
 public:
  struct Span {
    std::int64_t from, until;  ///< Instants, both included.
    std::int64_t met, missed;  ///< Points.
    bool in_period, in_year, is_kept;
  };

  explicit CountedSpans(std::uint32_t obligation) : obligation_(obligation) {}
  [[nodiscard]] std::uint32_t obligation() const noexcept { return obligation_; }

  /// One after the other.
  void push_back(const Span& span) {
    spans_.push_back(span);
    all_missed_.lifetime += span.missed;
    all_missed_.year += span.in_year ? span.missed : 0;
    all_missed_.period += span.in_period ? span.missed : 0;
    kept_ += span.is_kept ? 1 : 0;
  }

  /// Another member, of whom nothing has been seen.
  void begin(PointSums& sums, DutyCounts& counts) {
    next_ = 0;
    from_ = std::numeric_limits<std::int64_t>::max();
    until_ = std::numeric_limits<std::int64_t>::min();
    sums.period += all_missed_.period;
    sums.year += all_missed_.year;
    sums.lifetime += all_missed_.lifetime;
    counts.missed = kept_;
  }
  /// Events come in order of time.
  void see(std::int64_t at, PointSums& sums, DutyCounts& counts) {
    if (at > until_) {
      while (next_ < spans_.size() && spans_[next_].until < at) ++next_;
      const bool any = next_ < spans_.size();
      until_ = any ? spans_[next_].until : std::numeric_limits<std::int64_t>::max();
      from_ = any ? spans_[next_].from : std::numeric_limits<std::int64_t>::max();
    }
    if (at < from_) return;
    from_ = std::numeric_limits<std::int64_t>::max();  // the others of the span change nothing
    if (next_ == spans_.size()) return;
    const Span& span = spans_[next_];
    const std::int64_t more = span.met - span.missed;
    sums.lifetime += more;
    if (span.in_year) sums.year += more;
    if (span.in_period) sums.period += more;
    if (span.is_kept) {
      ++counts.met;
      --counts.missed;
    }
  }

 private:
  std::uint32_t obligation_;
  std::vector<Span> spans_;
  PointSums all_missed_;
  std::int64_t kept_ = 0;

  // Of the member at hand: the span that the next event may be the first of.
  std::size_t next_ = 0;
  std::int64_t from_ = 0, until_ = 0;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
