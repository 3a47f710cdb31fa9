// What a member owed in a stretch of time: the spans and deadlines that are over, in order of time.
//
// An obligation of each week counts the weeks that lie wholly inside membership and period. One
// with deadlines counts each thing that was due from the member, if the membership lasted from the
// day on which it was posted to the deadline. Whether it was met is decided when it is over.
#pragma once

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include <turnout/points/detail/limits.hpp>
#include <turnout/points/detail/moments.hpp>
#include <turnout/points/standing.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// One thing that was owed.
struct Duty {
  std::uint32_t obligation = 0;
  LocalDay first = {}, last = {};
  std::int64_t from = 0, until = 0;  ///< Instants, both included.
  const Event* due = nullptr;        ///< What was due; nullptr: something in the span.
};

/// The last day of the stretch of `reach` in which `day` lies.
inline LocalDay last_day_of(Reach reach, LocalDay day) {
  using std::chrono::days;
  using std::chrono::months;
  const std::chrono::year_month_day date{day};
  const auto end_of_month = [&](unsigned of, unsigned length) {
    const unsigned month = (of - 1) / length * length + length;
    return LocalDay{date.year() / std::chrono::month{month} / std::chrono::last};
  };
  const auto month = static_cast<unsigned>(date.month());
  switch (reach) {
    case Reach::week: return monday_of(day) + days{6};
    case Reach::month: return end_of_month(month, 1);
    case Reach::quarter: return end_of_month(month, 3);
    case Reach::half: return end_of_month(month, 6);
    case Reach::year: return end_of_month(month, 12);
    case Reach::lifetime: return LocalDay::max();
    case Reach::activity:
    case Reach::day: break;
  }
  return day;
}
/// The first day of the stretch in which `day` lies.
inline LocalDay first_day_of(Reach reach, LocalDay day) {
  const std::chrono::year_month_day date{day};
  const auto month = static_cast<unsigned>(date.month());
  const auto start = [&](unsigned length) {
    return LocalDay{date.year() / std::chrono::month{(month - 1) / length * length + 1} /
                    std::chrono::day{1}};
  };
  switch (reach) {
    case Reach::week: return monday_of(day);
    case Reach::month: return start(1);
    case Reach::quarter: return start(3);
    case Reach::half: return start(6);
    case Reach::year: return start(12);
    case Reach::lifetime: return LocalDay::min();
    case Reach::activity:
    case Reach::day: break;
  }
  return day;
}

/// Whether an event of that account concerns a member of that membership.
inline bool concerns(const Events& events, const Event& event, std::uint32_t member,
                     std::size_t members, const Membership* membership) {
  if (event.account == Event::none) return true;
  if (event.account < members) return event.account == member;
  if (membership == nullptr) return false;
  const std::string_view name = events.other_accounts()[event.account - members];
  if (name.starts_with("unit:")) return membership->unit == name.substr(5);
  if (!name.starts_with("community:")) return false;
  const std::string_view path = name.substr(10), own = membership->community;
  return own.starts_with(path) && (own.size() == path.size() || own[path.size()] == '/');
}

/// Makes the duties of one member after the other.
class Duties {
 public:
  Duties(const Rulebook& book, const Services& services, const Period& period, std::int64_t as_of)
      : book_(book), services_(services), period_(period), as_of_(as_of) {
    const Events& events = services.events();
    for (std::uint32_t o = 0; o < book.obligations().size(); ++o) {
      const Obligation& obligation = book.obligations()[o];
      if (obligation.per) continue;
      for (const Event& event : events.rows())
        if (!event.is_reversal && events.kinds()[event.kind] == obligation.due)
          due_.push_back({o, &event});
    }
  }

  /// Those of the member that are over by the end of the period and by `as_of`, by their ends.
  [[nodiscard]] std::vector<Duty> of(std::uint32_t m) const {
    std::vector<Duty> duties;
    for (std::uint32_t o = 0; o < book_.obligations().size(); ++o)
      if (const auto per = book_.obligations()[o].per) add_spans(duties, m, o, *per);
    for (const auto& [o, event] : due_) add_due(duties, m, o, *event);
    std::ranges::sort(duties, [&](const Duty& a, const Duty& b) {
      return std::tuple(a.until, a.obligation, a.first, id_of(a)) <
             std::tuple(b.until, b.obligation, b.first, id_of(b));
    });
    return duties;
  }

 private:
  struct Due {
    std::uint32_t obligation;
    const Event* event;
  };
  std::string_view id_of(const Duty& duty) const {
    return duty.due ? services_.events().id(*duty.due) : std::string_view{};
  }
  /// Where the member's time begins that spans are counted in.
  LocalDay since(std::uint32_t m) const {
    if (!book_.period()) return period_.first;
    LocalDay first = period_.first;
    const auto memberships = services_.memberships(m);
    if (!memberships.empty() && memberships.front().from != LocalDay::min()) {
      first = std::min(first, memberships.front().from);
    } else {
      if (const auto [s, end] = services_.of_member(m); s < end)
        first = std::min(first, services_.day(s));
      if (const auto events = services_.events().of(m); !events.empty())
        first = std::min(first, events.front().day);
    }
    return first_day_of(*book_.period(), first);
  }
  void add_spans(std::vector<Duty>& duties, std::uint32_t m, std::uint32_t o, Reach per) const {
    const auto memberships = services_.memberships(m);
    LocalDay day = since(m);
    while (day <= period_.last) {
      const LocalDay first = first_day_of(per, day);
      const LocalDay last = last_day_of(per, day);
      day = last + std::chrono::days{1};
      if (last > period_.last || !inside_period(first, last)) continue;
      const bool member =
          memberships.empty() || std::ranges::any_of(memberships, [&](const Membership& one) {
            return one.from <= first && last <= one.to;
          });
      if (!member) continue;
      const std::int64_t until = last_second(last, services_.zone());
      if (until > as_of_) break;
      duties.push_back({.obligation = o,
                        .first = first,
                        .last = last,
                        .from = first_second(first, services_.zone()),
                        .until = until});
    }
  }
  /// The span does not straddle the edge of a period.
  bool inside_period(LocalDay first, LocalDay last) const {
    if (book_.period())
      return bucket_of(*book_.period(), first) == bucket_of(*book_.period(), last);
    return first >= period_.first;
  }
  void add_due(std::vector<Duty>& duties, std::uint32_t m, std::uint32_t o,
               const Event& event) const {
    if (event.until == Event::never) return;
    const LocalDay last = services_.zone().day(Instant{Seconds{event.until}});
    if (event.until > as_of_ || event.is_reversed(as_of_) || last > period_.last) return;
    if (!book_.period() && event.day < period_.first) return;
    const Membership* const at = services_.membership_on(m, event.day);
    if (services_.has_roster() && (!at || !services_.membership_on(m, last))) return;
    if (!concerns(services_.events(), event, m, services_.members(), at)) return;
    duties.push_back({.obligation = o,
                      .first = event.day,
                      .last = last,
                      .from = event.at,
                      .until = event.until,
                      .due = &event});
  }

  const Rulebook& book_;
  const Services& services_;
  const Period& period_;
  std::int64_t as_of_;
  std::vector<Due> due_;
};

/// Which duties of a member its events meet. An event that names what it fulfils meets that one;
/// any other the first that is still open at its time.
class Meeting {
 public:
  Meeting(const Rulebook& book, const Services& services, std::int64_t as_of)
      : services_(services), as_of_(as_of) {
    const Texts& kinds = services.events().kinds();
    for (const Obligation& obligation : book.obligations()) {
      std::vector<std::uint8_t>& wanted = wanted_.emplace_back(kinds.size());
      for (std::size_t k = 0; k < kinds.size(); ++k)
        wanted[k] = std::ranges::find(obligation.events, kinds[k]) != obligation.events.end();
    }
  }
  /// Begins a member.
  void begin(std::uint32_t m) {
    events_ = services_.events().of(m);
    used_.assign(events_.size(), 0);
  }
  /// Duties come by their ends.
  bool meets(const Duty& duty) {
    const std::vector<std::uint8_t>& wanted = wanted_[duty.obligation];
    std::size_t open = events_.size();
    for (std::size_t i = 0; i < events_.size(); ++i) {
      const Event& e = events_[i];
      if (!wanted[e.kind] || e.is_reversal || e.at > as_of_ || e.is_reversed(as_of_)) continue;
      if (e.at < duty.from || e.at > duty.until) continue;
      if (!duty.due) return true;
      if (e.due == duty.due->id) return true;
      if (e.due == Event::none && !used_[i] && open == events_.size()) open = i;
    }
    if (open == events_.size()) return false;
    used_[open] = 1;
    return true;
  }

 private:
  const Services& services_;
  std::int64_t as_of_;
  std::vector<std::vector<std::uint8_t>> wanted_;  // by obligation and kind
  std::span<const Event> events_;
  std::vector<std::uint8_t> used_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
