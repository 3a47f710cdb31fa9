// What is to be booked on accounts, in the order of time: what the pass found, and what was used.
#pragma once

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <vector>

#include <turnout/points/accounts.hpp>
#include <turnout/points/detail/causes.hpp>
#include <turnout/points/detail/pass.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// One thing to book. At one instant: taken back, earned, passed on, spent.
struct AccountMove {
  enum class Order : std::uint8_t { opening, start, reverse, earn, convert, transfer, spend };
  std::int64_t at = 0;
  Order order = Order::earn;
  std::uint32_t account = 0, kind = 0;
  std::int64_t points = 0;
  LocalDay earned = LocalDay::min();
  std::uint64_t tags = 0;
  std::string_view cause = {};
  const PointRule* rule = nullptr;
  std::uint32_t event = Event::none;  ///< The position of what was used.
};

/// A counted fact of a member, for gates that look back from a use.
struct Given {
  std::int64_t at = 0;
  LocalDay day = {};
  std::int64_t points = 0, seconds = 0;
  bool counted = false;
};

/// Collects the moves of members.
class MoveFinder {
 public:
  /// `known`: what is known by then counts. `horizon`: nothing is booked after it.
  MoveFinder(const CompiledBook& compiled, const Period& period, std::int64_t known,
             std::int64_t horizon)
      : compiled_(compiled),
        book_(compiled.book()),
        services_(compiled.services()),
        period_(period),
        known_(known),
        horizon_(horizon),
        pass_(compiled, period, known) {}

  /// Appends what member m earned and lost. What was taken back is booked as it was known first,
  /// and the difference when it was taken back.
  void find(std::uint32_t m, const Sums& opening, std::vector<AccountMove>& moves,
            std::vector<Given>* given) {
    std::map<Key, Booked> booked;
    const std::vector<std::int64_t> times = taken_back(m);
    for (const std::int64_t time : times) {
      Pass before(compiled_, period_, time - 1);
      run(before, m, opening, time - 1, booked, moves, nullptr);
      Pass after(compiled_, period_, time);
      run(after, m, opening, time, booked, moves, nullptr);
    }
    run(pass_, m, opening, known_, booked, moves, given);
  }

 private:
  using Key = std::tuple<PointRule::On, std::uint32_t, std::size_t>;  // fact and rule
  struct Booked {
    std::int64_t points = 0;
    bool seen = false;
  };

  std::vector<std::int64_t> taken_back(std::uint32_t m) const {
    std::vector<std::int64_t> times;
    const auto add = [&](std::int64_t at) {
      if (at <= known_ && at != Services::never) times.push_back(at);
    };
    const auto [first, last] = services_.of_member(m);
    for (std::size_t s = first; s < last; ++s) add(services_.reversed_at(s));
    for (const std::uint32_t s : services_.received_by(m)) add(services_.reversed_at(s));
    for (const Event& e : services_.events().of(m)) add(e.reversed_at);
    std::ranges::sort(times);
    times.erase(std::unique(times.begin(), times.end()), times.end());
    return times;
  }

  void run(Pass& pass, std::uint32_t m, const Sums& opening, std::int64_t time,
           std::map<Key, Booked>& booked, std::vector<AccountMove>& moves,
           std::vector<Given>* given) {
    const bool always_once = booked.empty() && time == known_;
    StandingRow row;
    row.lifetime = opening;
    std::map<Key, std::int64_t> now;
    std::uint32_t last =
        AccountEntry{}.other;  // a service counts once, however many rules count it
    pass.member(m, row, {}, [&](const Fact& fact, const PointRule* rule, const Steps& steps) {
      if (given && rule && counts(steps.reason)) {
        const bool service = fact.on == PointRule::On::services;
        given->push_back({.at = effective(fact, rule),
                          .day = fact.day,
                          .points = rule->kind == 0 ? steps.points : 0,
                          .seconds = service ? services_.seconds(fact.index) : 0,
                          .counted = service && fact.index != last});
        if (service) last = fact.index;
      }
      if (!rule || steps.points == 0) return;
      if (always_once) {
        add(moves, m, fact, *rule, steps.points, effective(fact, rule), AccountMove::Order::earn,
            pass);
        return;
      }
      now[{fact.on, fact_key(pass, fact), pass.rule_index(rule)}] = steps.points;
      Booked& seen = booked[{fact.on, fact_key(pass, fact), pass.rule_index(rule)}];
      if (seen.seen) return;
      seen = {steps.points, true};
      add(moves, m, fact, *rule, steps.points, effective(fact, rule), AccountMove::Order::earn,
          pass);
    });
    for (auto& [key, was] : booked) {
      const auto it = now.find(key);
      const std::int64_t points = it == now.end() ? 0 : it->second;
      if (points == was.points) continue;
      const auto& [on, index, r] = key;
      const Fact fact{.on = on, .index = index, .day = day_of(on, index)};
      add(moves, m, fact, book_.rules()[r], points - was.points, time, AccountMove::Order::reverse,
          pass);
      was.points = points;
    }
  }
  /// Duties are numbered anew in each pass; their ends name them.
  static std::uint32_t fact_key(const Pass& pass, const Fact& fact) noexcept {
    if (fact.on != PointRule::On::missed && fact.on != PointRule::On::met) return fact.index;
    const Duty& duty = pass.duty(fact);
    return duty.due != Event::none
               ? duty.due
               : static_cast<std::uint32_t>(duty.last.time_since_epoch().count());
  }
  LocalDay day_of(PointRule::On on, std::uint32_t index) const {
    switch (on) {
      case PointRule::On::services:
      case PointRule::On::received: return services_.day(index);
      case PointRule::On::events: return services_.events().day(services_.events().rows()[index]);
      case PointRule::On::missed:
      case PointRule::On::met: break;
    }
    return period_.last;
  }
  /// When it counts: once it has been confirmed, where that is asked for; within its own period
  /// if it was confirmed by the posting.
  std::int64_t effective(const Fact& fact, const PointRule* rule) const {
    std::int64_t at = fact.end;
    if (!rule || !rule->gates.confirmed) return at;
    std::int64_t confirmed = at;
    if (fact.on == PointRule::On::services || fact.on == PointRule::On::received)
      confirmed = services_.confirmed_at(fact.index);
    if (fact.on == PointRule::On::events) confirmed = services_.events()[fact.index].confirmed_at;
    if (confirmed <= at) return at;
    if (!book_.period()) return confirmed;
    const LocalDay last = last_day_of(*book_.period(), fact.day);
    const std::int64_t end = last_second(last, services_.zone());
    const std::int64_t posted =
        last_second(last + std::chrono::days{book_.close()}, services_.zone());
    return confirmed <= posted ? std::min(confirmed, std::max(end, at)) : confirmed;
  }
  void add(std::vector<AccountMove>& moves, std::uint32_t m, const Fact& fact,
           const PointRule& rule, std::int64_t points, std::int64_t at, AccountMove::Order order,
           const Pass& pass) const {
    if (at > horizon_) return;
    std::uint64_t tags = 0;
    for (const std::size_t t : rule.tags) tags |= std::uint64_t{1} << t;
    moves.push_back({.at = at,
                     .order = order,
                     .account = m,
                     .kind = static_cast<std::uint32_t>(rule.kind),
                     .points = points,
                     .earned = fact.day,
                     .tags = tags,
                     .cause = cause(fact, rule, order, pass),
                     .rule = &rule});
  }
  std::string_view cause(const Fact& fact, const PointRule& rule, AccountMove::Order order,
                         const Pass& pass) const {
    const bool duty = fact.on == PointRule::On::missed || fact.on == PointRule::On::met;
    // A duty that is taken back is numbered anew by now.
    if (duty && order == AccountMove::Order::reverse)
      return book_.obligations()[rule.obligation].id;
    return lasting_cause_of(book_, services_, pass, fact);
  }

  const CompiledBook& compiled_;
  const Rulebook& book_;
  const Services& services_;
  const Period& period_;
  std::int64_t known_, horizon_;
  Pass pass_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
