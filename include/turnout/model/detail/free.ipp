#pragma once

#include <algorithm>
#include <array>

#include <turnout/model/cells.hpp>
#include <turnout/model/detail/offset_table.ipp>
#include <turnout/model/detail/scan.ipp>

// Free time: from the words of a cell to instants.
namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// A cell of a million mistakes is one bad cell: the first few tell what to do.
inline void add_error(std::vector<CellError>& errors, CellError error) {
  constexpr std::size_t most = 20;
  if (errors.size() < most) errors.push_back(std::move(error));
}

/// The separators of a Chinese keyboard look right and would be read as part of a name.
inline void check_full_width(std::string_view cell, std::vector<CellError>& errors) {
  struct Twin {
    std::string_view wide, plain;
  };
  static constexpr std::array<Twin, 5> twins{{{"\xEF\xBC\x9B", ";"},
                                              {"\xEF\xBC\x9A", ":"},
                                              {"\xEF\xBC\x8C", ","},
                                              {"\xEF\xBC\x8B", "+"},
                                              {"\xEF\xBC\xA0", "@"}}};
  if (cell.find('\xEF') == std::string_view::npos) return;
  for (const auto& [wide, plain] : twins)
    if (cell.find(wide) != std::string_view::npos)
      add_error(errors, {"full_width",
                         "the cell holds the full-width character '" + std::string(wide) + "'",
                         "type the plain '" + std::string(plain) + "' of an English keyboard"});
}

inline std::optional<unsigned> day_of_week(std::string_view name) {
  static constexpr std::array<std::string_view, 7> days{
      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
  for (unsigned i = 0; i < days.size(); ++i)
    if (equal_in_any_case(name, days[i]) || equal_in_any_case(name, days[i].substr(0, 3))) return i;
  return std::nullopt;
}

/// "Mon-Fri", "Mon,Wed", "Sat-Mon": bits from Monday. Nothing, with an error, if it is none.
inline std::optional<std::uint8_t> parse_week_days(std::string_view text,
                                                   std::vector<CellError>& errors) {
  unsigned bits = 0;
  while (true) {
    const std::size_t comma = text.find(',');
    const std::string_view part = trimmed(text.substr(0, comma));
    const std::size_t dash = part.find('-');
    const auto first = day_of_week(trimmed(part.substr(0, dash)));
    const auto last =
        dash == std::string_view::npos ? first : day_of_week(trimmed(part.substr(dash + 1)));
    if (!first || !last) {
      add_error(errors, {"bad_day", quoted(part) + " is neither a day of the week nor a date",
                         "write English days such as Mon, Mon-Fri or Mon,Wed, or a date such as "
                         "2026-10-03"});
      return std::nullopt;
    }
    for (unsigned day = *first;; day = (day + 1) % 7) {  // Sat-Mon wraps.
      bits |= 1U << day;
      if (day == *last) break;
    }
    if (comma == std::string_view::npos) return static_cast<std::uint8_t>(bits);
    text.remove_prefix(comma + 1);
  }
}

/// "9:00" or "09:00", up to 24:00.
inline std::optional<Seconds> parse_clock(std::string_view text) {
  Scan s{text};
  const auto hour = s.digits(1, 2);
  if (!hour || !s.take(':')) return std::nullopt;
  const auto minute = s.digits(2, 2);
  if (!minute || !s.done() || *minute > 59 || *hour > 24 || (*hour == 24 && *minute > 0))
    return std::nullopt;
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute);
}

struct ClockSpan {
  Seconds from, to;
};
inline std::optional<ClockSpan> parse_clock_span(std::string_view text,
                                                 std::vector<CellError>& errors) {
  const std::size_t dash = text.find('-');
  const std::string_view first = trimmed(text.substr(0, dash));
  const auto from = parse_clock(first);
  const std::string_view last =
      dash == std::string_view::npos ? std::string_view{} : trimmed(text.substr(dash + 1));
  const auto to = parse_clock(last);
  constexpr Seconds day = std::chrono::hours(24);
  if (dash == std::string_view::npos || !from || !to || *from == day) {
    const std::string_view culprit = dash == std::string_view::npos ? text
                                     : !from || *from == day        ? first
                                                                    : last;
    add_error(errors, {"bad_clock",
                       quoted(culprit) + (dash == std::string_view::npos
                                              ? " is not a time from and a time to"
                                              : " is not a time of day"),
                       "write both times with hours and minutes, as in 19:00-21:00; several times "
                       "are several items joined by ';'"});
    return std::nullopt;
  }
  return ClockSpan{*from, *to > *from ? *to : *to + day};
}

inline std::optional<LocalDay> parse_free_day(std::string_view text,
                                              std::vector<CellError>& errors) {
  const auto day = parse_day(text);
  if (!day)
    add_error(errors, {"bad_date", quoted(text) + " is not a day of the calendar",
                       "write a day that exists as YYYY-MM-DD, such as 2026-10-03"});
  return day;
}

inline void parse_days_out(std::string_view text, FreeTime& free, std::vector<CellError>& errors) {
  const std::size_t slash = text.find('/');
  const auto first = parse_free_day(trimmed(text.substr(0, slash)), errors);
  if (!first) return;
  const auto last = slash == std::string_view::npos
                        ? first
                        : parse_free_day(trimmed(text.substr(slash + 1)), errors);
  if (!last) return;
  if (*last < *first)
    add_error(errors, {"bad_date", quoted(text) + " ends before it starts",
                       "write the first day, '/', then the last day"});
  else
    free.off.push_back({*first, *last});
}

inline void parse_free_item(std::string_view item, FreeTime& free, std::vector<CellError>& errors) {
  if (item.size() > 3 && equal_in_any_case(item.substr(0, 3), "not") && is_blank(item[3]))
    return parse_days_out(trimmed(item.substr(4)), free, errors);

  // The times begin at the first digit behind a blank: "Mon, Wed 9:00", "2026-10-03 9:00".
  std::size_t times = 1;
  while (times < item.size() && !(is_digit(item[times]) && is_blank(item[times - 1]))) ++times;
  if (times >= item.size()) {
    add_error(errors, {"bad_free", quoted(item) + " does not say days and times",
                       "write days and times as in 'Mon-Fri 19:00-21:00', or 'not 2026-10-01' for "
                       "days off"});
    return;
  }
  const std::string_view days = trimmed(item.substr(0, times));
  const auto span = parse_clock_span(item.substr(times), errors);
  if (is_digit(days.front())) {
    const auto day = parse_free_day(days, errors);
    if (day && span) free.dated.push_back({*day, span->from, span->to});
  } else {
    const auto bits = parse_week_days(days, errors);
    if (bits && span) free.weekly.push_back({*bits, span->from, span->to});
  }
}

struct LocalSpan {
  LocalTime from, to;
  friend auto operator<=>(const LocalSpan&, const LocalSpan&) = default;
};

/// By start, those that touch or overlap as one: what is repeated on every day of a horizon must
/// not be more than a day can hold.
inline void merge_items(std::vector<FreeTime::Weekly>& items) {
  std::ranges::sort(items, {}, &FreeTime::Weekly::from);
  std::size_t kept = 0;
  for (const FreeTime::Weekly& next : items) {
    if (kept > 0 && next.from <= items[kept - 1].to)
      items[kept - 1].to = std::max(items[kept - 1].to, next.to);
    else
      items[kept++] = next;
  }
  items.resize(kept);
}

/// Every item on every day from `first` to `last`, by start.
inline std::vector<LocalSpan> spans_of_days(const FreeTime& free, LocalDay first, LocalDay last) {
  std::vector<LocalSpan> spans;
  if (!free.weekly.empty()) {
    std::array<std::vector<FreeTime::Weekly>, 7> by_day;
    for (const FreeTime::Weekly& item : free.weekly)
      for (unsigned d = 0; d < 7; ++d)
        if ((item.days >> d & 1U) != 0) by_day[d].push_back(item);
    for (auto& items : by_day) merge_items(items);
    for (LocalDay day = first; day <= last; day += std::chrono::days(1)) {
      const unsigned d = std::chrono::weekday(day).iso_encoding() - 1;
      for (const FreeTime::Weekly& item : by_day[d])
        spans.push_back({day + item.from, day + item.to});
    }
  }
  if (!free.dated.empty()) {
    for (const FreeTime::Dated& item : free.dated)
      if (first <= item.day && item.day <= last)
        spans.push_back({item.day + item.from, item.day + item.to});
    std::ranges::sort(spans);
  }
  return spans;
}

/// From local times that come nearly in order to instants. While the offset does not change, and
/// that is all but two days of a year, a conversion is one subtraction.
class LocalCursor {
 public:
  explicit LocalCursor(const TimeZone& zone) : zone_(zone) {}

  LocalLookup to_instant(LocalTime local) {
    const Seconds guess = local.time_since_epoch();
    if (!(sure_from_ <= guess && guess < sure_until_)) {
      const OffsetSpan span = zone_.offset_at(Instant(guess));
      offset_ = span.offset;
      // Further than two largest offsets from a change nothing is skipped or ambiguous.
      const std::int64_t margin = 2 * largest_offset;
      sure_from_ = Seconds(add_saturated(span.from.time_since_epoch().count(), margin));
      sure_until_ = Seconds(add_saturated(span.until.time_since_epoch().count(), -margin));
      if (!(sure_from_ <= guess && guess < sure_until_)) return zone_.to_instant(local);
    }
    const Instant instant(guess - offset_);
    return {LocalLookup::Kind::unique, instant, instant};
  }

 private:
  const TimeZone& zone_;
  Seconds sure_from_{0}, sure_until_{0}, offset_{0};
};

/// Sorted, disjoint, not empty; touching ones are one.
inline void merge_intervals(std::vector<Interval>& intervals) {
  std::erase_if(intervals, [](const Interval& i) { return i.end <= i.start; });
  if (!std::ranges::is_sorted(intervals)) std::ranges::sort(intervals);
  std::size_t kept = 0;
  for (const Interval& next : intervals) {
    if (kept > 0 && next.start <= intervals[kept - 1].end)
      intervals[kept - 1].end = std::max(intervals[kept - 1].end, next.end);
    else
      intervals[kept++] = next;
  }
  intervals.resize(kept);
}

/// The instants whose local day lies in [first, last]: usually one interval, two where the clocks
/// go back over midnight.
inline void add_instants_of_days(LocalDay first, LocalDay last, const TimeZone& zone,
                                 std::vector<Interval>& out) {
  const std::int64_t from = LocalTime(first).time_since_epoch().count();
  const std::int64_t to = LocalTime(last + std::chrono::days(1)).time_since_epoch().count();
  const Instant end(Seconds(to + largest_offset));
  for (Instant t(Seconds(from - largest_offset)); t < end;) {
    const OffsetSpan span = zone.offset_at(t);
    out.push_back({std::max(t, Instant(Seconds(from) - span.offset)),
                   std::min(span.until, Instant(Seconds(to) - span.offset))});
    t = span.until;
  }
}

/// `intervals` without `holes`; both sorted and disjoint.
inline std::vector<Interval> without(const std::vector<Interval>& intervals,
                                     const std::vector<Interval>& holes) {
  std::vector<Interval> result;
  auto hole = holes.begin();
  for (const Interval& interval : intervals) {
    while (hole != holes.end() && hole->end <= interval.start) ++hole;
    Instant start = interval.start;
    for (auto h = hole; h != holes.end() && h->start < interval.end; ++h) {
      if (start < h->start) result.push_back({start, h->start});
      start = std::max(start, h->end);
    }
    if (start < interval.end) result.push_back({start, interval.end});
  }
  return result;
}

}  // namespace detail

TURNOUT_INLINE Parsed<FreeTime> parse_free(std::string_view cell) {
  Parsed<FreeTime> parsed;
  detail::check_full_width(cell, parsed.errors);
  if (!parsed.ok()) return parsed;
  for (const std::string_view item : split_list(cell))
    detail::parse_free_item(item, parsed.value, parsed.errors);
  return parsed;
}

TURNOUT_INLINE std::vector<Interval> resolve_free(const FreeTime& free, const TimeZone& zone,
                                                  Interval horizon) {
  if (horizon.end <= horizon.start || (free.weekly.empty() && free.dated.empty())) return {};
  // An item reaches at most 48 hours from its day's midnight, and clocks jump by less than that.
  const LocalDay first = zone.day(horizon.start) - std::chrono::days(3);
  const LocalDay last = zone.day(horizon.end) + std::chrono::days(2);
  std::vector<Interval> intervals;
  detail::LocalCursor cursor(zone);
  for (const detail::LocalSpan& span : detail::spans_of_days(free, first, last)) {
    const Interval interval{std::max(cursor.to_instant(span.from).instant, horizon.start),
                            std::min(cursor.to_instant(span.to).later, horizon.end)};
    if (interval.start < interval.end) intervals.push_back(interval);
  }
  detail::merge_intervals(intervals);
  if (free.off.empty()) return intervals;

  std::vector<Interval> holes;
  for (const FreeTime::Off& off : free.off)
    if (first <= off.last && off.first <= last)
      detail::add_instants_of_days(std::max(off.first, first), std::min(off.last, last), zone,
                                   holes);
  detail::merge_intervals(holes);
  return detail::without(intervals, holes);
}

}  // namespace turnout::inline TURNOUT_ABI
