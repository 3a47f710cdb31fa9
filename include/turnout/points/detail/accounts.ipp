#pragma once

#include <algorithm>
#include <array>
#include <tuple>

#include <turnout/points/accounts.hpp>
#include <turnout/points/detail/lots.hpp>
#include <turnout/points/detail/moves.hpp>

namespace turnout::inline TURNOUT_ABI {

TURNOUT_INLINE std::string_view to_string(Movement movement) noexcept {
  constexpr std::array<std::string_view, 11> names{"opening", "start",    "expire",  "carry",
                                                   "reverse", "earn",     "convert", "transfer",
                                                   "donate",  "overflow", "spend"};
  return names[static_cast<std::size_t>(movement)];
}
TURNOUT_INLINE std::string_view to_string(Refusal refusal) noexcept {
  constexpr std::array<std::string_view, 8> names{
      "",          "not_possible", "short_balance", "gate_closed",
      "suspended", "no_account",   "no_kind",       "no_quantity"};
  return names[static_cast<std::size_t>(refusal)];
}

/// Books all moves in the order of time; one use each.
class AccountsBuilder {
 public:
  AccountsBuilder(const detail::CompiledBook& compiled, const Period& period, std::int64_t known,
                  std::int64_t horizon)
      : book_(compiled.book()),
        services_(compiled.services()),
        period_(period),
        known_(known),
        horizon_(horizon),
        finder_(compiled, period, known, horizon) {
    const Rulebook& book = compiled.book();
    const Services& services = compiled.services();
    const std::size_t kinds = book.kinds().size();
    accounts_.kinds_ = kinds;
    for (std::size_t m = 0; m < services.members(); ++m)
      accounts_.names_.push_back(services.member_id(m));
    const Texts& others = services.events().other_accounts();
    for (std::size_t i = 0; i < others.size(); ++i) accounts_.names_.push_back(others[i]);
    for (const PointKind& kind : book.kinds()) {
      pool_of_.push_back(account_named(kind.pool));
      overflow_to_.push_back(kind.overflow.empty() ? AccountEntry{}.other
                                                   : account_named(kind.overflow));
    }
    purses_.resize(accounts_.names_.size() * kinds);
    for (const PointKind& kind : book.kinds())
      for (const Use* use :
           {kind.spend ? &*kind.spend : nullptr, kind.donate ? &*kind.donate : nullptr,
            kind.transfer ? &*kind.transfer : nullptr})
        looks_back_ = looks_back_ || (use && !use->gates.measures.empty());
    for (const PointKind& kind : book.kinds())
      looks_back_ = looks_back_ || (kind.carry_over && !kind.carry_over->gates.measures.empty());
    if (looks_back_) given_.resize(services.members());
  }

  /// `opening`: lifetime sums by member, with balances of the first kind; empty: none.
  Accounts build(std::span<const Sums> opening) {
    opening_ = opening;
    openings_and_starts();
    for (std::uint32_t m = 0; m < services_.members(); ++m)
      finder_.find(m, opening.empty() ? Sums{} : opening[m], moves_,
                   looks_back_ ? &given_[m] : nullptr);
    uses();
    const auto key = [&](const Move& move) {
      return std::tuple(move.at, move.order, move.account, move.cause,
                        move.rule ? std::string_view(move.rule->id) : std::string_view{},
                        move.kind);
    };
    std::ranges::stable_sort(moves_, [&](const Move& a, const Move& b) { return key(a) < key(b); });
    for (const Move& move : moves_) book_move(move);
    for (std::uint32_t a = 0; a < accounts_.names_.size(); ++a)
      for (std::uint32_t k = 0; k < book_.kinds().size(); ++k) lapse(a, k, horizon_);
    std::ranges::stable_sort(accounts_.entries_, {}, &AccountEntry::at);
    for (const detail::Purse& purse : purses_) accounts_.balances_.push_back(purse.balance());
    return std::move(accounts_);
  }

 private:
  using Move = detail::AccountMove;
  static constexpr std::uint32_t kNone = 0xffffffffU;

  std::uint32_t account_named(std::string_view name) {
    for (std::size_t a = services_.members(); a < accounts_.names_.size(); ++a)
      if (accounts_.names_[a] == name) return static_cast<std::uint32_t>(a);
    accounts_.names_.push_back(name);
    return static_cast<std::uint32_t>(accounts_.names_.size() - 1);
  }
  bool is_member(std::uint32_t account) const noexcept { return account < services_.members(); }
  detail::Purse& purse(std::uint32_t account, std::uint32_t kind) {
    return purses_[account * book_.kinds().size() + kind];
  }

  /// Before everything else that is on record.
  std::int64_t beginning() const {
    std::int64_t first = detail::first_second(period_.first, services_.zone());
    for (std::size_t s = 0; s < services_.size(); ++s) first = std::min(first, services_.start(s));
    const Events& events = services_.events();
    for (const detail::EventRow& row : events.rows()) first = std::min(first, events.at(row));
    return first - 1;
  }
  void openings_and_starts() {
    const std::int64_t begin = beginning();
    for (std::uint32_t m = 0; m < services_.members(); ++m) {
      if (!opening_.empty() && opening_[m].balance != 0)
        moves_.push_back({.at = begin,
                          .order = Move::Order::opening,
                          .account = m,
                          .points = opening_[m].balance,
                          .earned = services_.zone().day(Instant{Seconds{begin}})});
      std::int64_t at = begin;
      const auto memberships = services_.memberships(m);
      if (!memberships.empty() && memberships.front().from != LocalDay::min())
        at = detail::first_second(memberships.front().from, services_.zone());
      if (at > horizon_) continue;
      for (std::uint32_t k = 0; k < book_.kinds().size(); ++k)
        if (const std::int64_t start = book_.kinds()[k].start; start != 0)
          moves_.push_back({.at = at,
                            .order = Move::Order::start,
                            .account = m,
                            .kind = k,
                            .points = start,
                            .earned = services_.zone().day(Instant{Seconds{at}})});
    }
  }
  void uses() {
    const Events& events = services_.events();
    std::vector<std::uint8_t> is_use;
    for (std::size_t k = 0; k < events.kinds().size(); ++k) {
      const std::string_view word = events.kinds()[k];
      is_use.push_back(word == "spend" || word == "transfer" || word == "donate" ||
                       word == "convert");
    }
    for (std::uint32_t at = 0; at < events.size(); ++at) {
      if (!is_use[events.kind_of(events.rows()[at])]) continue;
      const Event e = events[at];
      const std::string_view word = events.kinds()[e.kind];
      Move::Order order = Move::Order::spend;
      if (word == "spend")
        order = Move::Order::spend;
      else if (word == "transfer" || word == "donate")
        order = Move::Order::transfer;
      else
        order = Move::Order::convert;
      if (e.is_reversal || e.at > horizon_ || e.is_reversed(known_)) continue;
      moves_.push_back({.at = e.at,
                        .order = order,
                        .account = e.account,
                        .points = e.amount,
                        .cause = events.id(e),
                        .event = at});
    }
  }

  void book_move(const Move& move) {
    if (move.event != Event::none) return book_use(move);
    lapse(move.account, move.kind, move.at);
    const Movement what = move.order == Move::Order::opening   ? Movement::opening
                          : move.order == Move::Order::start   ? Movement::start
                          : move.order == Move::Order::reverse ? Movement::reverse
                                                               : Movement::earn;
    if (move.points < 0) {
      detail::Purse& held = purse(move.account, move.kind);
      std::int64_t loss = -move.points;
      if (!book_.kinds()[move.kind].negative && what != Movement::reverse)
        loss = std::min(loss, std::max<std::int64_t>(held.balance(), 0));
      held.lose(loss);
      note(move.account, move.kind, move.at, what, -loss, move);
      return;
    }
    const LocalDay now = services_.zone().day(Instant{Seconds{move.at}});
    const detail::Lot lot{.expires = expires(move.kind, move.earned, now),
                          .earned = move.earned,
                          .tags = move.tags,
                          .points = move.points};
    receive(move.account, move.kind, move.at, what, lot, move, kNone);
    const auto& conversion = book_.kinds()[move.kind].convert;
    if (conversion && conversion->at_once)
      convert(move.account, move.kind, purse(move.account, move.kind).available(0), move);
  }

  /// Points come in; what passes the cap of a member's balance goes on at once.
  void receive(std::uint32_t account, std::uint32_t kind, std::int64_t at, Movement what,
               const detail::Lot& lot, const Move& move, std::uint32_t other) {
    detail::Purse& held = purse(account, kind);
    const auto& cap = book_.kinds()[kind].balance_cap;
    const std::int64_t room =
        cap && is_member(account) ? std::max<std::int64_t>(0, *cap - held.balance()) : lot.points;
    const std::int64_t excess = std::max<std::int64_t>(0, lot.points - room);
    // The excess is of the lot that crosses the cap, and keeps its days and tags.
    detail::Lot stays = lot;
    stays.points -= excess;
    held.add(stays);
    note(account, kind, at, what, lot.points, move, other);
    if (excess == 0) return;
    accounts_.entries_.back().balance += excess;
    const std::uint32_t pool = overflow_to_[kind];
    note(account, kind, at, Movement::overflow, -excess, move, pool);
    if (pool == kNone) return;
    detail::Lot over = lot;
    over.points = excess;
    lapse(pool, kind, at);
    purse(pool, kind).add(over);
    note(pool, kind, at, Movement::overflow, excess, move, account);
  }

  void book_use(const Move& move) {
    const Event e = services_.events()[move.event];
    const std::string_view word = services_.events().kinds()[e.kind];
    const bool donates = word == "donate", spends = word == "spend", converts = word == "convert";
    const Movement what = donates    ? Movement::donate
                          : spends   ? Movement::spend
                          : converts ? Movement::convert
                                     : Movement::transfer;
    std::uint32_t kind = 0;
    const std::string_view unit = services_.events().units()[e.unit];
    if (!unit.empty()) {
      const auto it = std::ranges::find(book_.kinds(), unit, &PointKind::id);
      if (it == book_.kinds().end()) return refuse(move, 0, what, Refusal::no_kind);
      kind = static_cast<std::uint32_t>(it - book_.kinds().begin());
    }
    if (e.account == Event::none) return;
    lapse(e.account, kind, move.at);
    const PointKind& rules = book_.kinds()[kind];
    const std::optional<Use>& use = donates ? rules.donate : spends ? rules.spend : rules.transfer;
    if (converts ? !rules.convert : !use) return refuse(move, kind, what, Refusal::not_possible);
    if (!e.has_amount || e.amount == 0) return refuse(move, kind, what, Refusal::no_quantity);
    std::uint32_t to = e.other;
    if (donates && to == Event::none) to = pool_of_[kind];
    if (!spends && !converts && (to == Event::none || to == e.account))
      return refuse(move, kind, what, Refusal::no_account);
    if (is_suspended(e.account, move.at)) return refuse(move, kind, what, Refusal::suspended);
    if (!converts && !open(use->gates, e.account, kind, move.at))
      return refuse(move, kind, what, Refusal::gate_closed);
    const std::uint64_t forbidden = converts ? 0 : forbidden_tags(what);
    detail::Purse& from = purse(e.account, kind);
    if (from.available(forbidden) < e.amount)
      return refuse(move, kind, what, Refusal::short_balance);
    if (converts) return convert(e.account, kind, e.amount, move);
    const std::vector<detail::Lot> parts = from.take(e.amount, forbidden);
    note(e.account, kind, move.at, what, -e.amount, move, spends ? kNone : to);
    if (spends) return;
    lapse(to, kind, move.at);
    for (const detail::Lot& part : parts) receive(to, kind, move.at, what, part, move, e.account);
  }

  /// As much of `points` as makes whole steps of the other kind.
  void convert(std::uint32_t account, std::uint32_t kind, std::int64_t points, const Move& move) {
    const Conversion& c = *book_.kinds()[kind].convert;
    if (points <= 0) return;
    using detail::Wide;
    const Wide step = c.round.step;
    const Wide got =
        detail::divide(Wide{points} * c.points, Wide{c.per} * step, c.round.mode) * step;
    if (got <= 0) return;
    // What a step does not need stays.
    const Wide used =
        std::min(Wide{points}, detail::divide(got * c.per, Wide{c.points}, Rounding::Mode::up));
    const auto taken = static_cast<std::int64_t>(used);
    purse(account, kind).take(taken, 0);
    note(account, kind, move.at, Movement::convert, -taken, move);
    const auto to = static_cast<std::uint32_t>(c.to);
    const LocalDay now = services_.zone().day(Instant{Seconds{move.at}});
    lapse(account, to, move.at);
    receive(
        account, to, move.at, Movement::convert,
        {.expires = expires(to, now, now), .earned = now, .points = static_cast<std::int64_t>(got)},
        move, kNone);
  }

  /// What lapsed by the end of days that are over by `at`.
  void lapse(std::uint32_t account, std::uint32_t kind, std::int64_t at) {
    if (!book_.kinds()[kind].expiry) return;
    detail::Purse& held = purse(account, kind);
    while (!held.lots().empty()) {
      const LocalDay day = held.lots().front().expires;
      if (day == LocalDay::max()) return;
      const std::int64_t end = detail::last_second(day, services_.zone());
      if (end > at) return;
      std::vector<detail::Lot> gone = held.lapse(day);
      std::int64_t all = 0;
      for (const detail::Lot& lot : gone) all += lot.points;
      std::int64_t kept = 0;
      const auto& carry = book_.kinds()[kind].carry_over;
      if (carry && open(carry->gates, account, kind, end, all)) {
        kept = carry->most ? std::min(*carry->most, all) : all;
        std::int64_t left = kept;
        for (auto lot = gone.rbegin(); lot != gone.rend() && left > 0; ++lot) {
          detail::Lot on = *lot;  // what was earned last lives on
          on.points = std::min(left, lot->points);
          left -= on.points;
          on.expires = expires(kind, day + std::chrono::days{1}, day);
          held.add(on);
        }
      }
      AccountEntry entry{.account = account,
                         .kind = kind,
                         .at = end,
                         .movement = Movement::expire,
                         .points = kept - all,
                         .balance = held.balance(),
                         .cause = {},
                         .rule = {}};
      if (kept < all) accounts_.entries_.push_back(entry);
      if (kept > 0) {
        entry.movement = Movement::carry;
        entry.points = 0;
        accounts_.entries_.push_back(entry);
      }
    }
  }
  /// The day at whose end points of this kind lapse; never before `now`.
  LocalDay expires(std::uint32_t kind, LocalDay earned, LocalDay now) const {
    const auto& expiry = book_.kinds()[kind].expiry;
    if (!expiry) return LocalDay::max();
    const std::chrono::year_month_day date{earned};
    if (expiry->on) {
      const auto [month, day] = *expiry->on;
      for (int ahead = 0;; ++ahead) {
        const std::chrono::year_month_day on{date.year() + std::chrono::years{ahead},
                                             std::chrono::month{month}, std::chrono::day{day}};
        // 29 February is the last day of February in other years.
        const LocalDay lapses =
            on.ok() ? LocalDay{on} : LocalDay{on.year() / on.month() / std::chrono::last};
        if (lapses >= earned) return lapses;
      }
    }
    LocalDay lapses = earned + std::chrono::days{expiry->days};
    if (expiry->months > 0) {
      const std::chrono::year_month month =
          date.year() / date.month() + std::chrono::months{expiry->months};
      const std::chrono::year_month_day on{month / date.day()};
      lapses = on.ok() ? LocalDay{on} : LocalDay{month / std::chrono::last};
    }
    return std::max(lapses, now);
  }

  std::uint64_t forbidden_tags(Movement use) const {
    std::uint64_t forbidden = 0;
    for (std::size_t t = 0; t < book_.tags().size(); ++t) {
      const PointTag& tag = book_.tags()[t];
      const bool allowed = use == Movement::spend    ? tag.spend
                           : use == Movement::donate ? tag.donate
                                                     : tag.transfer;
      if (!allowed) forbidden |= std::uint64_t{1} << t;
    }
    return forbidden;
  }
  bool is_suspended(std::uint32_t account, std::int64_t at) const {
    if (!is_member(account) || book_.suspension() == Suspension::ignore) return false;
    const Events& events = services_.events();
    return std::ranges::any_of(events.of(account), [&](const Event& e) {
      return events.kinds()[e.kind] == "suspend" && !e.is_reversal && e.at <= at && at <= e.until &&
             !e.is_reversed(known_);
    });
  }
  /// At the moment of use. Only members have measures beside the balance.
  bool open(const Gates& gates, std::uint32_t account, std::uint32_t kind, std::int64_t at,
            std::int64_t lapsing = 0) {
    for (const MeasureGate& gate : gates.measures) {
      const std::int64_t value =
          gate.measure == Measure::balance
              ? purse(account, static_cast<std::uint32_t>(gate.kind.value_or(kind))).balance() +
                    lapsing
          : is_member(account) ? measured(gate, account, at)
                               : 0;
      if (value < gate.least) return false;
    }
    return true;
  }
  std::int64_t measured(const MeasureGate& gate, std::uint32_t m, std::int64_t at) const {
    const LocalDay today = services_.zone().day(Instant{Seconds{at}});
    detail::SpanSums sums;
    if (gate.span == LadderSpan::lifetime && !opening_.empty()) sums.reset(opening_[m]);
    for (const detail::Given& one : given_[m]) {
      if (one.at > at) continue;
      bool inside = true;
      switch (gate.span) {
        case LadderSpan::lifetime: break;
        case LadderSpan::year:
          inside = bucket_of(Reach::year, one.day) == bucket_of(Reach::year, today);
          break;
        case LadderSpan::period:
          inside = book_.period()
                       ? bucket_of(*book_.period(), one.day) == bucket_of(*book_.period(), today)
                       : one.day >= period_.first;
          break;
        case LadderSpan::rolling: inside = one.day > today - std::chrono::days{gate.days}; break;
      }
      if (!inside) continue;
      sums.sums.earned += one.points;
      if (one.counted) sums.add_service(one.seconds, bucket_of(Reach::month, one.day));
    }
    return sums.sums.of(gate.measure);
  }

  void note(std::uint32_t account, std::uint32_t kind, std::int64_t at, Movement what,
            std::int64_t points, const Move& move, std::uint32_t other = kNone) {
    accounts_.entries_.push_back({.account = account,
                                  .kind = kind,
                                  .at = at,
                                  .movement = what,
                                  .points = points,
                                  .balance = purse(account, kind).balance(),
                                  .cause = std::string(move.cause),
                                  .rule = move.rule ? move.rule->id : std::string(),
                                  .other = other});
  }
  void refuse(const Move& move, std::uint32_t kind, Movement what, Refusal why) {
    if (move.account == Event::none) return;
    accounts_.entries_.push_back({.account = move.account,
                                  .kind = kind,
                                  .at = move.at,
                                  .movement = what,
                                  .refused = why,
                                  .points = 0,
                                  .balance = purse(move.account, kind).balance(),
                                  .cause = std::string(move.cause),
                                  .rule = {},
                                  .other = services_.events()[move.event].other});
  }

  const Rulebook& book_;
  const Services& services_;
  const Period& period_;
  std::int64_t known_, horizon_;
  detail::MoveFinder finder_;
  std::span<const Sums> opening_;
  bool looks_back_ = false;
  std::vector<std::vector<detail::Given>> given_;  // by member
  std::vector<std::uint32_t> pool_of_, overflow_to_;
  std::vector<Move> moves_;
  std::vector<detail::Purse> purses_;
  Accounts accounts_;
};

}  // namespace turnout::inline TURNOUT_ABI
