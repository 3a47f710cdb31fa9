// How events are kept: small rows by account and time, and whole events for the few that say more.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/points/detail/moments.hpp>
#include <turnout/points/detail/sort_by_account.hpp>
#include <turnout/points/events.hpp>

namespace turnout::inline TURNOUT_ABI {

/// Fills an Events.
class EventsAccess {
 public:
  struct Parts {
    std::shared_ptr<detail::EventRow[]> rows;
    std::vector<std::vector<Event>> whole;
    std::vector<std::uint64_t> plain;
    std::vector<std::size_t> begin;
    Ids ids;
    Texts kinds, units, others;
    std::vector<std::int64_t> unit_seconds, begin_of_day;
    std::int64_t first_day;
  };
  static Events make(Parts parts) {
    Events events;
    events.rows_ = std::span<const detail::EventRow>(parts.rows.get(), parts.begin.back());
    events.kept_ = std::move(parts.rows);
    events.whole_ = std::move(parts.whole);
    events.plain_ = std::move(parts.plain);
    events.begin_ = std::move(parts.begin);
    events.ids_ = std::move(parts.ids);
    events.kinds_ = std::move(parts.kinds);
    events.units_ = std::move(parts.units);
    events.others_ = std::move(parts.others);
    events.unit_seconds_ = std::move(parts.unit_seconds);
    events.begin_of_day_ = std::move(parts.begin_of_day);
    events.first_day_ = parts.first_day;
    return events;
  }
};

namespace detail {

/// Families, units, communities and pools are no members.
inline bool is_other_account(std::string_view id) noexcept {
  return id.starts_with("family:") || id.starts_with("unit:") || id.starts_with("community:") ||
         id.starts_with("pool:") || id == "pool";
}

inline constexpr std::uint16_t kLargeKind = std::numeric_limits<std::uint16_t>::max();

/// A row has room for what it says, but for what only whole events have.
inline bool is_plain(const Event& e) noexcept {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  return e.kind < kLargeKind && e.unit <= std::numeric_limits<std::uint8_t>::max() &&
         e.amount <= most && e.score <= most;
}
/// It says nothing else than a row can.
inline bool says_no_more(const Event& e) noexcept {
  return e.other == Event::none && e.until == Event::never &&
         e.confirmed_at == Event{}.confirmed_at && e.reversed_at == Event::never && !e.is_reversal;
}
/// Of a plain event whose time fits; nothing where its figures do not.
inline std::optional<EventRow> row_of(const Event& e, EventTime time) noexcept {
  const EventRow::Figure figure = EventRow::figure_of(static_cast<std::uint32_t>(e.amount),
                                                      static_cast<std::uint32_t>(e.score), e.due);
  if (!time.fits || !figure.fits) return std::nullopt;
  EventRow row;
  row.id = e.id;
  row.when = time.when;
  row.figure = figure.value;
  row.kind = static_cast<std::uint16_t>(e.kind);
  row.unit = static_cast<std::uint8_t>(e.unit);
  row.flags = static_cast<std::uint8_t>(EventRow::flags_of(e.has_amount, e.has_score, e.confirmed) |
                                        figure.flag);
  return row;
}
/// Of a whole event, what passes look at first.
inline EventRow row_of_whole(const Event& e, EventTime time, std::uint32_t chunk,
                             std::size_t at) noexcept {
  EventRow row;
  row.id = e.id;
  row.when = time.when;
  row.figure = chunk << 24U | static_cast<std::uint32_t>(at);
  row.kind = static_cast<std::uint16_t>(std::min<std::uint32_t>(e.kind, kLargeKind));
  row.flags = EventRow::kIsWhole;
  return row;
}

/// Rows of one account: by day and time, then by the bytes of the id.
struct EventLess {
  const Ids& ids;
  const std::vector<std::vector<Event>>& whole;
  const TimeZone& zone;
  bool operator()(const EventRow& a, const EventRow& b) const {
    if (a.when != b.when) return a.when < b.when;
    // What stands whole may lie further away than rows can say.
    if (a.is_whole() || b.is_whole())
      if (const auto of_a = time_of(a), of_b = time_of(b); of_a != of_b) return of_a < of_b;
    return ids.less(a.id, b.id);
  }
  [[nodiscard]] std::pair<LocalDay, std::int64_t> time_of(const EventRow& row) const {
    if (row.is_whole()) {
      const Event& event = whole[row.figure >> 24U][row.figure & 0xffffffU];
      return {event.day, event.at};
    }
    const LocalDay day = Events::plain_day(row);
    return {day, first_second(day, zone) - EventTime::kBefore + row.when % EventTime::kSeconds};
  }
};

/// What a reader of events puts together.
class EventStore {
 public:
  EventStore(std::size_t members, const Texts& others, const Texts& units)
      : members_(members), place_(others.size()) {
    std::vector<std::uint32_t> by_name(others.size());
    std::iota(by_name.begin(), by_name.end(), 0U);
    std::ranges::sort(by_name, {}, [&](std::uint32_t i) { return others[i]; });
    for (std::uint32_t i = 0; i < by_name.size(); ++i) {
      place_[by_name[i]] = static_cast<std::uint32_t>(members) + i;
      others_.push_back(others[by_name[i]]);
    }
    for (std::size_t u = 0; u < units.size(); ++u)
      unit_seconds.push_back(units[u] == "s"     ? 1
                             : units[u] == "min" ? 60
                             : units[u] == "h"   ? 3600
                                                 : 0);
  }
  /// Members, the others, and everyone.
  [[nodiscard]] std::size_t accounts() const noexcept { return members_ + place_.size() + 1; }
  /// The account of an other one, by the number that it was given.
  [[nodiscard]] std::uint32_t other(std::uint32_t number) const { return place_[number]; }

  Events finish(ByAccount<EventRow> sorted, Ids ids, const Texts& kinds, const Texts& units,
                const TimeZone& zone) && {
    std::int64_t first_day = EventTime::kDays, last_day = -1;
    for (const Days& chunk : days) {
      first_day = std::min(first_day, std::int64_t{chunk.first >> EventTime::kSecondBits});
      last_day = std::max(last_day, std::int64_t{chunk.last >> EventTime::kSecondBits});
    }
    std::vector<std::int64_t> begins;
    for (std::int64_t day = first_day; day <= last_day; ++day)
      begins.push_back(first_second(EventTime::kFirst + std::chrono::days{day}, zone) -
                       EventTime::kBefore);
    return EventsAccess::make({.rows = std::move(sorted.rows),
                               .whole = std::move(whole),
                               .plain = plain_by_kind(kinds.size()),
                               .begin = std::move(sorted.begin),
                               .ids = std::move(ids),
                               .kinds = kinds,
                               .units = units,
                               .others = std::move(others_),
                               .unit_seconds = std::move(unit_seconds),
                               .begin_of_day = std::move(begins),
                               .first_day = first_day});
  }

  std::vector<std::vector<Event>> whole;          ///< By chunk of rows.
  std::vector<std::vector<std::uint64_t>> plain;  ///< By chunk, how many rows of a kind are plain.
  /// The least and the largest time of rows.
  struct Days {
    std::uint32_t first = std::numeric_limits<std::uint32_t>::max(), last = 0;
    void see(std::uint32_t when) noexcept {
      first = std::min(first, when);
      last = std::max(last, when);
    }
  };
  std::vector<Days> days;  ///< By chunk.
  std::vector<std::int64_t> unit_seconds;

 private:
  std::vector<std::uint64_t> plain_by_kind(std::size_t kinds) const {
    std::vector<std::uint64_t> all(kinds);
    for (const std::vector<std::uint64_t>& chunk : plain)
      for (std::size_t kind = 0; kind < chunk.size(); ++kind) all[kind] += chunk[kind];
    return all;
  }

  std::size_t members_;
  std::vector<std::uint32_t> place_;
  Texts others_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
