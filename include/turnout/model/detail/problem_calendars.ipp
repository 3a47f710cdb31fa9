#pragma once

// Free time becomes calendars: the distinct sets of free intervals within the horizon of the needs.

#include <map>

#include <turnout/model/detail/problem_tables.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline constexpr std::chrono::days longest_horizon{1100};

/// `base` with the rows of one member applied: additions first, then what is taken away, which wins.
inline std::vector<Interval> apply_availability(std::vector<Interval> base,
                                                std::span<const Availability> rows) {
  for (const auto& row : rows)
    if (row.free) base.push_back(row.when);
  std::ranges::sort(base);
  std::vector<Interval> merged;
  for (const Interval& i : base) {
    if (!merged.empty() && i.start <= merged.back().end)
      merged.back().end = std::max(merged.back().end, i.end);
    else
      merged.push_back(i);
  }
  for (const auto& row : rows) {
    if (row.free) continue;
    std::vector<Interval> left;
    for (const Interval& i : merged) {
      if (row.when.end <= i.start || i.end <= row.when.start) {
        left.push_back(i);
        continue;
      }
      if (i.start < row.when.start) left.push_back({i.start, row.when.start});
      if (row.when.end < i.end) left.push_back({row.when.end, i.end});
    }
    merged = std::move(left);
  }
  return merged;
}

struct IntervalsLess {
  bool operator()(const std::vector<Interval>& a, const std::vector<Interval>& b) const {
    return std::ranges::lexicographical_compare(a, b);
  }
};

inline void build_calendars(const MemberTexts& texts, Problem::Data& data) {
  data.calendars.end_row();  // calendar 0: always free
  std::map<std::vector<Interval>, CalendarId, IntervalsLess> numbers;
  const auto number = [&](std::vector<Interval> intervals) {
    const auto next = make_id<CalendarId>(data.calendars.size());
    const auto [it, fresh] = numbers.try_emplace(std::move(intervals), next);
    if (fresh) data.calendars.add_row(it->first);
    return it->second;
  };
  Interval horizon{Instant::max(), Instant::min()};
  for (std::size_t n = 0; n < data.needs.size(); ++n) {
    horizon.start = std::min(horizon.start, data.needs.start[n]);
    horizon.end = std::max(horizon.end, data.needs.end[n]);
  }
  if (data.needs.size() == 0) horizon = {};
  std::vector<std::vector<Interval>> resolved;
  std::vector<std::optional<CalendarId>> calendar_of_cell(texts.free_cells.size());
  if (!texts.always_free)
    for (const FreeTime& cell : texts.free_cells)
      resolved.push_back(resolve_free(cell, data.zone, horizon));
  auto row = data.availability.begin();
  for (std::size_t m = 0; m < data.members.size(); ++m) {
    const auto first = row;
    while (row != data.availability.end() && index(row->member) == m) ++row;
    const std::span<const Availability> own(first, row);
    const std::uint32_t cell = texts.free_cell[m];
    if (texts.always_free) {
      const bool away = std::ranges::any_of(own, [](const auto& a) { return !a.free; });
      data.members.calendar.push_back(away ? number(apply_availability({horizon}, own))
                                           : CalendarId{});
      continue;
    }
    if (!own.empty()) {
      data.members.calendar.push_back(number(apply_availability(resolved[cell], own)));
      continue;
    }
    // By cell, so that a calendar's number depends on the members' order alone.
    if (!calendar_of_cell[cell]) calendar_of_cell[cell] = number(resolved[cell]);
    data.members.calendar.push_back(*calendar_of_cell[cell]);
  }
}

/// A single wrong year would stretch the horizon over centuries of weeks.
inline void check_horizon(TableReader& reader, const Field& start, const Needs& needs) {
  if (needs.size() == 0) return;
  std::vector<Instant> starts(needs.start);
  std::ranges::nth_element(starts, starts.begin() + static_cast<std::ptrdiff_t>(starts.size() / 2));
  const Instant middle = starts[starts.size() / 2];
  for (std::size_t n = 0; n < needs.size(); ++n)
    if (needs.start[n] < middle - longest_horizon / 2 ||
        needs.end[n] > middle + longest_horizon / 2)
      reader.reject(needs.row[n], start, "horizon_too_long",
                    "this lies more than 550 days away from the other needs",
                    "check the year, or plan the two times apart");
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
