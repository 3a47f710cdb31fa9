#pragma once

// A hard rule that one pair breaks, and by how much.

#include <charconv>

#include <turnout/eligibility/rules.hpp>
#include <turnout/explain/detail/message.ipp>
#include <turnout/model/detail/problem_calendars.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// 7.3109 -> "7.31", whatever the locale.
inline std::string with_decimals(double number, int decimals = 2) {
  std::array<char, 400> text{};  // room for the largest double
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number,
                                 std::chars_format::fixed, decimals);
  return {text.data(), end.ptr};
}

/// "medic, driver and teacher".
inline std::string listed(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += items[i];
  }
  return text;
}

/// "2026-10-01 19:00-21:00", or "2026-10-01 19:00 to 2026-10-02 01:00".
inline std::string in_words(const TimeZone& zone, const Interval& when) {
  const LocalTime start = zone.to_local(when.start), end = zone.to_local(when.end);
  using std::chrono::floor, std::chrono::days;
  if (floor<days>(start) != floor<days>(end)) return to_text(start) + " to " + to_text(end);
  return to_text(start) + '-' + to_text(end).substr(11);
}

/// The interval that covers most of the service; where none touches it, the one closest in time.
inline std::optional<Interval> nearest(std::span<const Interval> calendar,
                                       const Interval& service) {
  std::optional<Interval> best;
  Seconds most{};
  for (const Interval& free : calendar) {
    // Below 0: the time between the two.
    const Seconds common = std::min(free.end, service.end) - std::max(free.start, service.start);
    if (best && common <= most) continue;
    best = free;
    most = common;
  }
  return best;
}

/// The free time of a member in the week before and after a service. Calendars end with the needs,
/// so what the tables say is read once more.
inline std::vector<Interval> free_around(const Problem& p, MemberId member,
                                         const Interval& service) {
  const Interval horizon{service.start - std::chrono::days(8), service.end + std::chrono::days(8)};
  const Table& table = p.tables().members;
  const Field free{"free", table.find("free")};
  std::vector<Interval> base{horizon};
  if (free.column != nullptr) {
    std::string buffer;
    const std::size_t row = p.members().row[index(member)];
    base = resolve_free(parse_free(TableReader::text(free, row, buffer)).value, p.zone(), horizon);
  }
  const auto own = std::ranges::equal_range(p.availability(), member, {}, &Availability::member);
  return apply_availability(std::move(base), std::span(own.begin(), own.end()));
}

/// "N17", or "N17 as medic:2" where the need has several roles.
inline std::string name_of(const Problem& p, RoleId role) {
  const std::size_t n = index(p.need_of(role));
  const bool several = p.needs().first_role[n + 1] - p.needs().first_role[n] > 1;
  return std::string(p.id(p.need_of(role))) + (several ? " as " + std::string(p.text(role)) : "");
}

/// The sentences of one pair; each starts with the member or the need.
class BrokenRules {
 public:
  BrokenRules(const Rules& rules, RoleId role, MemberId member)
      : rules_(rules),
        p_(rules.problem()),
        role_(role),
        member_(member),
        n_(index(p_.need_of(role))),
        m_(index(member)),
        need_(p_.id(p_.need_of(role))),
        name_(p_.id(member)) {}

  /// What the pair breaks, in the order of the reasons.
  [[nodiscard]] std::string in_words(FailedRules failed) const {
    std::string text = name_ + " cannot serve " + name_of(p_, role_) + ':';
    std::size_t told = 0;
    for (std::size_t rule = 0; rule < eligibility_rules; ++rule)
      if ((failed & bit(static_cast<Reason>(rule))) != 0)
        text += (told++ == 0 ? " " : "; ") + sentence(static_cast<Reason>(rule));
    return text + '.';
  }

 private:
  [[nodiscard]] std::string sentence(Reason rule) const {
    switch (rule) {
      case Reason::pinned_never: return "a pin says that " + name_ + " never serves there";
      case Reason::out_of_scope: return scope();
      case Reason::not_accepted: return accepts();
      case Reason::no_skill:
      case Reason::level_too_low:
      case Reason::expired: return skills(rule);
      case Reason::not_free: return free_time();
      case Reason::too_far: return way();
      default: return limits();
    }
  }

  [[nodiscard]] std::string path(BranchId branch) const {
    const std::string_view text = p_.branches().path[index(branch)];
    return text.empty() ? "no community" : std::string(text);
  }

  [[nodiscard]] std::string scope() const {
    const BranchId home = p_.members().branch[m_];
    const BranchId open_to = p_.needs().scope[n_];
    if (!is_under(p_.branches(), home, open_to))
      return need_ + " is only for members of " + path(open_to) + ", and " + name_ +
             " belongs to " + path(home);
    const std::int64_t levels = climb(p_.branches(), p_.needs().branch[n_], home);
    return "from " + path(p_.needs().branch[n_]) + " it is " + count_of(levels, "level") +
           " up to a branch that contains " + name_ + " (" + path(home) + "), and the limit is " +
           std::to_string(*rules_.policy().max_climb);
  }

  [[nodiscard]] std::string accepts() const {
    std::vector<std::string> items;
    for (const WordId word : p_.members().accepts[m_]) items.emplace_back(p_.words()[index(word)]);
    std::ranges::sort(items);
    std::vector<std::string> sort;
    for (const auto& [word, noun] :
         {std::pair(p_.needs().kind[n_], "kind "), std::pair(p_.needs().item[n_], "item ")})
      if (word != WordId{}) sort.push_back(noun + std::string(p_.words()[index(word)]));
    return name_ + " accepts only " + listed(items) + ", and " + need_ + " is of " +
           (sort.empty() ? "no kind and no item" : listed(sort));
  }

  [[nodiscard]] std::string skills(Reason rule) const {
    const LocalDay day = p_.needs().last_day[n_];
    const std::span<const Holding> held = p_.profiles()[index(p_.members().profile[m_])];
    std::vector<std::string> parts;
    for (const Asked& asked : p_.roles().asked[index(role_)]) {
      const std::string skill(p_.skills()[index(asked.skill)]);
      const auto h = std::ranges::find(held, asked.skill, &Holding::skill);
      if (h == held.end()) {
        if (rule == Reason::no_skill) parts.push_back(skill);
      } else if (h->level < asked.least_level) {
        if (rule == Reason::level_too_low)
          parts.push_back(skill + " at level " + std::to_string(h->level) + ", where " +
                          std::to_string(asked.least_level) + " is asked");
      } else if (h->last_valid < day && rule == Reason::expired) {
        parts.push_back(skill + " is valid until " + to_text(h->last_valid) + ", and " + need_ +
                        " is on " + to_text(day));
      }
    }
    if (rule == Reason::no_skill) return name_ + " does not have " + listed(parts);
    return rule == Reason::expired ? listed(parts) : name_ + " has " + listed(parts);
  }

  [[nodiscard]] std::string free_time() const {
    const Interval service{p_.needs().start[n_], p_.needs().end[n_]};
    const std::optional<Interval> free = nearest(free_around(p_, member_, service), service);
    return need_ + " runs " + detail::in_words(p_.zone(), service) + ", and " + name_ +
           (free ? " is free " + detail::in_words(p_.zone(), *free) + " at the nearest"
                 : " is not free in the week around it");
  }

  [[nodiscard]] std::string way() const {
    const double km = distance(p_.members().place[m_], p_.needs().at[n_]) / 1000.0;
    const double limit = rules_.reach_km(p_.need_of(role_), member_);
    int decimals = 2;  // more only where two would hide the difference
    while (decimals < 9 && with_decimals(km, decimals) == with_decimals(limit, decimals))
      ++decimals;
    return name_ + " lives " + with_decimals(km, decimals) + " km away, " +
           with_decimals(km - limit, decimals) + " km above the limit of " +
           with_decimals(limit, decimals) + " km";
  }

  [[nodiscard]] std::string limits() const {
    const MemberLimits limits = rules_.limits(member_);
    const std::int64_t seconds = (p_.needs().end[n_] - p_.needs().start[n_]).count();
    struct Limit {
      std::int64_t services, seconds;
      const char* period;
    };
    for (const Limit& limit : {Limit{limits.services, limits.seconds, "in all"},
                               Limit{limits.per_day, limits.seconds_per_day, "a day"},
                               Limit{limits.per_week, limits.seconds_per_week, "a week"}}) {
      if (limit.services < 1)
        return name_ + " may give " + count_of(limit.services, "service") + ' ' + limit.period;
      if (limit.seconds < seconds)
        return need_ + " lasts " + hours(seconds) + " hours, and " + name_ + " may serve at most " +
               hours(limit.seconds) + " hours " + limit.period;
    }
    return name_ + " has no room for it in its limits";
  }
  [[nodiscard]] static std::string hours(std::int64_t seconds) {
    return with_decimals(static_cast<double>(seconds) / 3600.0);
  }

  const Rules& rules_;
  const Problem& p_;
  RoleId role_;
  MemberId member_;
  std::size_t n_, m_;
  std::string need_, name_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
