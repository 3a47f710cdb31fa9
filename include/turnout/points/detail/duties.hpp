// What a member owed in a stretch of time: the spans and deadlines that are over, in order of time.
//
// An obligation of each week counts the weeks that lie wholly inside membership and period. One
// with deadlines counts each thing that was due from the member, if the membership lasted from the
// day on which it was posted to the deadline. Whether it was met is decided when it is over.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <turnout/points/detail/compiled_book.hpp>
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
  std::uint32_t due = Event::none;   ///< The id of what was due; none: something in the span.
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

/// The duties of one member after the other. Those of all that everybody owes are worked out once;
/// a member who was there all the time is handed that list as it is.
class Duties {
 public:
  Duties(const CompiledBook& compiled, const Period& period, std::int64_t as_of)
      : compiled_(&compiled), period_(period), as_of_(as_of), since_(latest_start()) {
    for (const Obligation& obligation : compiled.book().obligations())
      has_spans_ = has_spans_ || obligation.per.has_value();
    std::vector<Asked> asked;
    for (const CompiledBook::Due& due : compiled.due()) add_due(due, asked);
    asked_ = std::make_shared<const std::vector<Asked>>(std::move(asked));
    order();
  }

  /// Works out spans as far back as those of the member go, so that copies need not.
  void reach_to(std::uint32_t m) {
    const LocalDay since = has_spans_ ? since_of(m) : since_;
    if (since >= since_ && has_all_spans_) return;
    since_ = std::min(since_, since);
    has_all_spans_ = true;
    order();
  }
  /// What of() hands to members who owe all that anybody may owe.
  [[nodiscard]] std::span<const Duty> of_all() const noexcept { return list_->duties; }
  /// Those of the member that are over by the end of the period and by `as_of`, by their ends.
  /// Valid until the next call.
  [[nodiscard]] std::span<const Duty> of(std::uint32_t m) {
    if (compiled_->book().obligations().empty()) return {};
    reach_to(m);
    const LocalDay since = has_spans_ ? since_of(m) : since_;
    const Services& services = compiled_->services();
    const auto memberships = services.memberships(m);
    const bool throughout = !services.has_roster() ||
                            (memberships.size() == 1 && memberships[0].from == LocalDay::min() &&
                             memberships[0].to == LocalDay::max());
    if (since == since_ && throughout && all_concern_everyone_) return list_->duties;
    some_.clear();
    for (const Duty& duty : list_->duties)
      if (duty.due == Event::none ? owes_span(memberships, duty, since) : owes_due(m, duty))
        some_.push_back(duty);
    return some_;
  }

 private:
  struct Asked {
    Duty duty;
    const Event* event;  ///< Of the compiled book.
    std::string id;
  };
  struct List {
    std::vector<Duty> duties;
    std::map<std::uint32_t, const Event*> event_of;  ///< By the ids of what was due.
  };
  /// Where the member's time begins that spans are counted in.
  LocalDay since_of(std::uint32_t m) const {
    const Services& services = compiled_->services();
    const auto& reach = compiled_->book().period();
    if (!reach) return period_.first;
    LocalDay first = latest_start();
    const auto memberships = services.memberships(m);
    if (!memberships.empty() && memberships.front().from != LocalDay::min()) {
      first = std::min(first, memberships.front().from);
    } else {
      if (const auto [s, end] = services.of_member(m); s < end)
        first = std::min(first, services.day(s));
      if (const auto events = services.events().of(m); !events.empty())
        first = std::min(first, services.events().day(services.events().rows()[events.position()]));
    }
    return first == period_.first && is_start_ ? first : first_day_of(*reach, first);
  }
  /// Of a period that began with time itself, time begins with what the member did first.
  LocalDay latest_start() const {
    return period_.first == LocalDay::min() ? period_.last + std::chrono::days{1} : period_.first;
  }
  void add_due(const CompiledBook::Due& due, std::vector<Asked>& asked) {
    const Services& services = compiled_->services();
    const Event& event = due.event;
    if (event.until == Event::never) return;
    const LocalDay last = services.zone().day(Instant{Seconds{event.until}});
    if (event.until > as_of_ || event.is_reversed(as_of_) || last > period_.last) return;
    if (!compiled_->book().period() && event.day < period_.first) return;
    if (event.account != Event::none) all_concern_everyone_ = false;
    std::string buffer;
    asked.push_back({{.obligation = due.obligation,
                      .first = event.day,
                      .last = last,
                      .from = event.at,
                      .until = event.until,
                      .due = event.id},
                     &event,
                     std::string(services.events().id(event, buffer))});
  }
  /// All that anybody may owe from since_ on.
  void order() {
    const auto& reach = compiled_->book().period();
    is_start_ = !reach || (period_.first != LocalDay::min() &&
                           first_day_of(*reach, period_.first) == period_.first);
    struct Named {
      Duty duty;
      std::string_view id;
      const Event* event;
    };
    std::vector<Named> all;
    for (const Asked& asked : *asked_) all.push_back({asked.duty, asked.id, asked.event});
    if (has_all_spans_)
      for (std::uint32_t o = 0; o < compiled_->book().obligations().size(); ++o)
        if (const auto per = compiled_->book().obligations()[o].per)
          for (const Duty& duty : spans(o, *per)) all.push_back({duty, {}, nullptr});
    std::ranges::sort(all, [](const Named& a, const Named& b) {
      return std::tuple(a.duty.until, a.duty.obligation, a.duty.first, a.id) <
             std::tuple(b.duty.until, b.duty.obligation, b.duty.first, b.id);
    });
    List list;
    for (const Named& one : all) {
      list.duties.push_back(one.duty);
      if (one.duty.due != Event::none) list.event_of.emplace(one.duty.due, one.event);
    }
    list_ = std::make_shared<const List>(std::move(list));
  }
  std::vector<Duty> spans(std::uint32_t o, Reach per) const {
    std::vector<Duty> spans;
    const TimeZone& zone = compiled_->services().zone();
    LocalDay day = since_;
    while (day <= period_.last) {
      const LocalDay first = first_day_of(per, day);
      const LocalDay last = last_day_of(per, day);
      if (last == LocalDay::max()) break;
      day = last + std::chrono::days{1};
      if (last > period_.last || !inside_period(first, last)) continue;
      const std::int64_t until = last_second(last, zone);
      if (until > as_of_) break;
      spans.push_back({.obligation = o,
                       .first = first,
                       .last = last,
                       .from = first_second(first, zone),
                       .until = until});
    }
    return spans;
  }
  /// The span does not straddle the edge of a period.
  bool inside_period(LocalDay first, LocalDay last) const {
    if (const auto& reach = compiled_->book().period())
      return bucket_of(*reach, first) == bucket_of(*reach, last);
    return first >= period_.first;
  }
  static bool owes_span(std::span<const Membership> memberships, const Duty& duty,
                        LocalDay since) noexcept {
    if (duty.first < since) return false;
    return memberships.empty() || std::ranges::any_of(memberships, [&](const Membership& one) {
             return one.from <= duty.first && duty.last <= one.to;
           });
  }
  bool owes_due(std::uint32_t m, const Duty& duty) const {
    const Services& services = compiled_->services();
    const Membership* const at = services.membership_on(m, duty.first);
    if (services.has_roster() && (!at || !services.membership_on(m, duty.last))) return false;
    return concerns(services.events(), *list_->event_of.find(duty.due)->second, m,
                    services.members(), at);
  }

  const CompiledBook* compiled_;
  Period period_;
  std::int64_t as_of_;
  bool has_spans_ = false, has_all_spans_ = false, all_concern_everyone_ = true, is_start_ = false;
  LocalDay since_;
  // Shared by copies, as each thread and each card takes one.
  std::shared_ptr<const std::vector<Asked>> asked_;
  std::shared_ptr<const List> list_;
  std::vector<Duty> some_;
};

/// Which duties of a member its events meet. An event that names what it fulfils meets that one;
/// any other the first that is still open at its time.
class Meeting {
 public:
  Meeting(const CompiledBook& compiled, std::int64_t as_of)
      : compiled_(compiled), as_of_(as_of), of_(compiled.book().obligations().size()) {}
  /// Begins a member.
  void begin(std::uint32_t m) {
    for (Of& of : of_) of.clear();
    const Events& events = compiled_.services().events();
    const auto all = events.of(m);
    for (std::size_t i = all.position(); i < all.position() + all.size(); ++i) {
      const EventRow& row = events.rows()[i];
      const auto met = compiled_.met_by(events.kind_of(row));
      if (met.empty()) continue;
      const std::int64_t at = events.at(row);
      if (at > as_of_) continue;
      std::uint32_t due = row.link();
      if (row.is_whole()) {
        const Event& event = events.whole(row);
        if (event.is_reversal || event.is_reversed(as_of_)) continue;
        due = event.due;
      }
      for (const std::uint32_t o : met) {
        Of& of = of_[o];
        of.in_order = of.in_order && (of.events.empty() || of.events.back().at <= at);
        of.events.push_back({at, due, false});
      }
    }
  }
  /// Duties come by their ends.
  bool meets(const Duty& duty) {
    Of& of = of_[duty.obligation];
    if (duty.due == Event::none && of.in_order) {
      // Spans come in order too, so the events before this one are over.
      while (of.next < of.events.size() && of.events[of.next].at < duty.from) ++of.next;
      return of.next < of.events.size() && of.events[of.next].at <= duty.until;
    }
    Seen* open = nullptr;
    for (Seen& e : of.events) {
      if (e.at < duty.from || e.at > duty.until) continue;
      if (duty.due == Event::none || e.due == duty.due) return true;
      if (e.due == Event::none && !e.used && open == nullptr) open = &e;
    }
    if (open == nullptr) return false;
    open->used = true;
    return true;
  }

 private:
  struct Seen {
    std::int64_t at;
    std::uint32_t due;
    bool used;
  };
  struct Of {
    std::vector<Seen> events;
    std::size_t next = 0;
    bool in_order = true;
    void clear() {
      events.clear();
      next = 0;
      in_order = true;
    }
  };
  const CompiledBook& compiled_;
  std::int64_t as_of_;
  std::vector<Of> of_;  // by obligation
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
