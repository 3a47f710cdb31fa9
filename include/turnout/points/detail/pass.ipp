// One ordered pass of what a member gave and did through a rulebook: the arithmetic of points.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

#include <turnout/model/error.hpp>
#include <turnout/points/detail/compiled_book.hpp>
#include <turnout/points/detail/duties.hpp>
#include <turnout/points/detail/limits.hpp>
#include <turnout/points/detail/rule_run.hpp>
#include <turnout/points/rulebook.hpp>
#include <turnout/points/services.hpp>
#include <turnout/points/standing.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// A sum that a ladder looks at and the frame does not have: of some rules, of a kind, of days.
struct Tracker {
  std::vector<std::uint8_t> rules = {};  ///< By rule; empty: all.
  std::size_t kind = 0;
  LocalDay first = LocalDay::min(), last = LocalDay::max();
};

inline void add_points(Sums& sums, std::int64_t points, std::string_view member) {
  sums.earned += points;
  if (sums.earned > kMostThousandths || sums.earned < -kMostThousandths)
    throw RangeError("the points of member '" + std::string(member) +
                     "' pass what can be counted exactly");
}

/// Counts months in which something is added; time only moves forward.
class SpanSums {
 public:
  void reset(const Sums& from) {
    sums = from;
    month_ = kNoMonth;
  }
  void add_service(std::int64_t seconds, std::int32_t month) {
    sums.seconds += seconds;
    ++sums.services;
    if (month == month_) return;
    month_ = month;
    ++sums.active_months;
  }
  Sums sums;

 private:
  static constexpr std::int32_t kNoMonth = std::numeric_limits<std::int32_t>::min();
  std::int32_t month_ = kNoMonth;
};

/// What a member has given up to a moment, for gates that look back from it.
class LookingBack {
 public:
  LookingBack(const Rulebook& book, const Period& period) : book_(book), period_(period) {
    for (const PointRule& rule : book.rules())
      for (const MeasureGate& gate : rule.gates.measures) {
        used_ = true;
        rolling_ = rolling_ || gate.span == LadderSpan::rolling;
      }
  }
  [[nodiscard]] bool used() const noexcept { return used_; }
  void reset(const Sums& opening) {
    lifetime_.reset(opening);
    year_.reset({});
    period_sums_.reset({});
    year_bucket_ = period_bucket_ = std::numeric_limits<std::int32_t>::min();
    past_.clear();
  }
  void move_to(LocalDay day) {
    if (const std::int32_t year = bucket_of(Reach::year, day); year != year_bucket_) {
      year_bucket_ = year;
      year_.reset({});
    }
    const std::int32_t bucket =
        book_.period() ? bucket_of(*book_.period(), day) : std::int32_t{day >= period_.first};
    if (bucket != period_bucket_) {
      period_bucket_ = bucket;
      period_sums_.reset({});
    }
  }
  void add(LocalDay day, std::int64_t points, bool counted, std::int64_t seconds) {
    const std::int32_t month = bucket_of(Reach::month, day);
    for (SpanSums* span : {&lifetime_, &year_, &period_sums_}) {
      span->sums.earned += points;
      if (counted) span->add_service(seconds, month);
    }
    if (rolling_) past_.push_back({day, points, seconds, month, counted});
  }
  [[nodiscard]] bool open(const MeasureGate& gate, LocalDay day) const {
    return value(gate, day) >= gate.least;
  }

 private:
  struct Past {
    LocalDay day;
    std::int64_t points, seconds;
    std::int32_t month;
    bool counted;
  };
  std::int64_t value(const MeasureGate& gate, LocalDay day) const {
    switch (gate.span) {
      case LadderSpan::lifetime: return lifetime_.sums.of(gate.measure);
      case LadderSpan::year: return year_.sums.of(gate.measure);
      case LadderSpan::period: return period_sums_.sums.of(gate.measure);
      case LadderSpan::rolling: break;
    }
    SpanSums sums;
    const LocalDay after = day - std::chrono::days{gate.days};
    auto at = std::ranges::find_if(past_, [&](const Past& p) { return p.day > after; });
    for (; at != past_.end(); ++at) {
      sums.sums.earned += at->points;
      if (at->counted) sums.add_service(at->seconds, at->month);
    }
    return sums.sums.of(gate.measure);
  }

  const Rulebook& book_;
  const Period& period_;
  bool used_ = false, rolling_ = false;
  SpanSums lifetime_, year_, period_sums_;
  std::int32_t year_bucket_ = 0, period_bucket_ = 0;
  std::vector<Past> past_;
};

/// The whole book at work. Not shared between threads; cheap to make anew.
class Pass {
 public:
  Pass(const CompiledBook& compiled, const Period& period, std::int64_t as_of,
       std::span<const Tracker> trackers = {})
      : Pass(compiled, period, as_of, Duties(compiled, period, as_of), trackers) {}
  /// The same, with duties that were worked out before.
  Pass(const CompiledBook& compiled, const Period& period, std::int64_t as_of, Duties duties,
       std::span<const Tracker> trackers = {})
      : compiled_(compiled),
        book_(compiled.book()),
        services_(compiled.services()),
        period_(period),
        as_of_(as_of),
        trackers_(trackers),
        duties_(std::move(duties)),
        meeting_(compiled, as_of),
        back_(book_, period),
        rules_(compiled.rules()),
        versions_(book_.versions().size()) {
    sums_.resize(rules_.size());
    for (std::size_t r = 0; r < rules_.size(); ++r) {
      RuleSums& sums = sums_[compiled.sums_of(r)];
      const PointRule& rule = rules_[r].rule();
      sums.quantity.watch(rule.quantity_caps);
      sums.gains.watch(rule.caps);
      sums.losses.watch(rule.floors);
    }
    for (const PointGroup& group : book_.groups()) {
      GroupSums& sums = group_sums_.emplace_back();
      sums.gains.watch(group.caps);
      sums.losses.watch(group.floors);
    }
    const std::chrono::year_month_day last{period.last};
    year_first_ = LocalDay{last.year() / std::chrono::January / std::chrono::day{1}};
    spans_.resize(3 + trackers.size());
  }

  /// The sums of member `m`, from those of `row` on; `tracked` has one for each tracker.
  /// `entry(fact, rule or nullptr, steps)` is called for each entry up to the period's end: once
  /// for each rule that matches, or once without a rule for a service that none does.
  template <class Entry>
  void member(std::uint32_t m, StandingRow& row, std::span<Sums> tracked, Entry&& entry) {
    begin(m, row);
    for_each_fact(m, [&](const Fact& fact) { take(fact, entry); });
    row.period = spans_[0].sums;
    row.year = spans_[1].sums;
    row.lifetime = spans_[2].sums;
    for (std::size_t t = 0; t < tracked.size(); ++t) tracked[t] = spans_[3 + t].sums;
  }
  /// How many duties of each obligation the last member met and missed in the period.
  struct Kept {
    std::int64_t met = 0, missed = 0;
  };
  [[nodiscard]] std::span<const Kept> kept() const noexcept { return kept_; }
  /// Whether the last member is suspended at that time.
  [[nodiscard]] bool suspended_at(std::int64_t at) const noexcept {
    return std::ranges::any_of(suspended_,
                               [&](const Event& e) { return e.at <= at && at <= e.until; });
  }
  [[nodiscard]] const Duty& duty(const Fact& fact) const noexcept {
    return member_duties_[fact.index];
  }
  [[nodiscard]] std::size_t rule_index(const PointRule* rule) const noexcept {
    return static_cast<std::size_t>(rule - book_.rules().data());
  }

 private:
  using On = PointRule::On;
  void begin(std::uint32_t m, const StandingRow& row) {
    member_ = m;
    for (RuleSums& sums : sums_) sums.reset();
    for (GroupSums& sums : group_sums_) sums.reset();
    for (SpanSums& span : spans_) span.reset({});
    spans_[0].reset(row.period);
    spans_[1].reset(row.year);
    spans_[2].reset(row.lifetime);
    for (std::size_t t = 0; t < trackers_.size(); ++t)
      if (trackers_[t].rules.empty() && trackers_[t].kind == 0 &&
          trackers_[t].first == LocalDay::min())
        spans_[3 + t].reset(row.lifetime);
    back_.reset(row.lifetime);
    kept_.assign(book_.obligations().size(), {});
    covered_until_ = std::numeric_limits<std::int64_t>::min();
    last_counted_ = LocalDay::min();
    suspended_.clear();
    if (book_.suspension() != Suspension::ignore &&
        compiled_.suspend_kind() < services_.events().kinds().size())
      for (const Event& e : services_.events().of(m))
        if (e.kind == compiled_.suspend_kind() && !e.is_reversal && e.at <= as_of_ &&
            !e.is_reversed(as_of_))
          suspended_.push_back(e);
    if (!book_.obligations().empty()) meeting_.begin(m);
  }

  Fact fact_of_service(std::size_t s, On on) const {
    return {.on = on,
            .index = static_cast<std::uint32_t>(s),
            .need = services_.need(s),
            .day = services_.day(s),
            .start = services_.start(s),
            .end = services_.end(s)};
  }
  Fact fact_of_event(std::size_t e) const {
    const Events& events = services_.events();
    const EventRow& row = events.rows()[e];
    const std::int64_t at = events.at(row);
    return {.on = On::events,
            .index = static_cast<std::uint32_t>(e),
            .day = events.day(row),
            .start = at,
            .end = at};
  }
  Fact fact_of_duty(std::size_t d) const {
    const Duty& duty = member_duties_[d];
    return {.on = On::missed,
            .index = static_cast<std::uint32_t>(d),
            .day = duty.last,
            .start = duty.until,
            .end = duty.until};
  }

  /// What the member gave, received, did and owed, in the order in which it meets the caps: four
  /// rows that are in order already, merged.
  template <class Use>
  void for_each_fact(std::uint32_t m, const Use& use) {
    struct Row {
      std::size_t next, last;
      Fact head;
    };
    member_duties_ = duties_.of(m);
    const auto [first, last] = services_.of_member(m);
    const auto events = services_.events().of(m);
    const std::span<const std::uint32_t> received = compiled_.looks_at(On::received)
                                                        ? services_.received_by(m)
                                                        : std::span<const std::uint32_t>{};
    std::array<Row, 4> rows{{{first, last, {}},
                             {0, received.size(), {}},
                             {events.position(), events.position() + events.size(), {}},
                             {0, member_duties_.size(), {}}}};
    const auto fact = [&](std::size_t which, std::size_t at) {
      switch (which) {
        case 0: return fact_of_service(at, On::services);
        case 1: return fact_of_service(received[at], On::received);
        case 2: return fact_of_event(at);
        default: return fact_of_duty(at);
      }
    };
    std::array<std::size_t, 4> open{};
    std::size_t count = 0;
    for (std::size_t which = 0; which < rows.size(); ++which)
      if (rows[which].next < rows[which].last) {
        rows[which].head = fact(which, rows[which].next);
        open[count++] = which;
      }
    while (count > 0) {
      std::size_t best = 0;
      for (std::size_t i = 1; i < count; ++i)
        if (comes_before(rows[open[i]].head, rows[open[best]].head)) best = i;
      const std::size_t which = open[best];
      Row& row = rows[which];
      row.head.buckets = calendar_.of(row.head.day);  // valid until another day is asked for
      use(row.head);
      if (++row.next < row.last) {
        row.head = fact(which, row.next);
      } else {
        --count;
        std::copy(open.begin() + best + 1, open.begin() + count + 1, open.begin() + best);
      }
    }
  }
  /// Rows are asked in the order of PointRule::On, which decides ties.
  static bool comes_before(const Fact& a, const Fact& b) noexcept {
    if (a.day != b.day) return a.day < b.day;
    if (a.start != b.start) return a.start < b.start;
    return a.end < b.end;
  }

  template <class Entry>
  void take(const Fact& fact, Entry& entry) {
    switch (fact.on) {
      case On::services: return take_service(fact, entry);
      case On::received: return take_received(fact, entry);
      case On::events: return take_event(fact, entry);
      case On::missed:
      case On::met: return take_duty(fact, entry);
    }
  }

  template <class Entry>
  void take_service(const Fact& fact, Entry& entry) {
    const std::size_t s = fact.index;
    if (fact.day > period_.last || fact.end > as_of_) return;
    if (const NoPoints reason = invalid(s); reason != NoPoints::none) {
      Steps steps;
      steps.reason = reason;
      entry(fact, static_cast<const PointRule*>(nullptr), steps);
      return;
    }
    begin_fact(fact);
    std::int64_t seconds = services_.seconds(s);
    if (book_.union_of_overlaps() && covered_until_ > fact.start)
      seconds =
          std::max<std::int64_t>(0, seconds - (std::min(covered_until_, fact.end) - fact.start));
    bool matched = false, counted = false;
    for (const std::uint32_t r : compiled_.of_services(version_)) {
      const RuleRun& rule = rules_[r];
      if (!rule.matches_service(services_, s)) continue;
      matched = true;
      Steps steps;
      steps.reason = rule.gate_of_service(services_, s, as_of_);
      gate(rule, fact, steps);
      if (steps.reason == NoPoints::none) {
        counted = true;
        steps.given = rule.given_by_service(services_, s, seconds);
        steps.rate = rule.rate_of_service(services_, s);
        book(r, fact, band_of_service(rule, s), steps);
        count_for_trackers(r, fact, seconds);
      }
      entry(fact, &rule.rule(), steps);
    }
    if (!matched) {
      Steps steps;
      steps.reason = NoPoints::no_rule;
      entry(fact, static_cast<const PointRule*>(nullptr), steps);
    }
    if (counted) {
      covered_until_ = std::max(covered_until_, fact.end);
      last_counted_ = fact.day;
    }
    end_fact(fact, counted, seconds);
  }

  template <class Entry>
  void take_received(const Fact& fact, Entry& entry) {
    const std::size_t s = fact.index;
    if (fact.day > period_.last || fact.end > as_of_ || services_.is_reversal(s)) return;
    const bool gone = invalid(s) != NoPoints::none;
    begin_fact(fact);
    for (const std::uint32_t r : compiled_.of_received(version_)) {
      const RuleRun& rule = rules_[r];
      if (!rule.matches_service(services_, s)) continue;
      Steps steps;
      steps.reason = gone ? NoPoints::reversed : rule.gate_of_service(services_, s, as_of_);
      gate(rule, fact, steps);
      if (steps.reason == NoPoints::none) {
        steps.given = rule.given_by_service(services_, s, services_.seconds(s));
        steps.rate = rule.rate_of_service(services_, s);
        book(r, fact, band_of_service(rule, s), steps);
      }
      entry(fact, &rule.rule(), steps);
    }
    end_fact(fact, false, 0);
  }

  template <class Entry>
  void take_event(const Fact& fact, Entry& entry) {
    if (fact.day > period_.last || fact.start > as_of_) return;
    const Event event = services_.events().made(fact.index, member_);
    if (event.is_reversal) return;
    begin_fact(fact);
    for (const std::uint32_t r : compiled_.of_events(version_, event.kind)) {
      const RuleRun& rule = rules_[r];
      Steps steps;
      steps.reason =
          event.is_reversed(as_of_) ? NoPoints::reversed : rule.gate_of_event(event, as_of_);
      gate(rule, fact, steps);
      if (steps.reason == NoPoints::none) {
        steps.given = rule.given_by_event(event);
        steps.rate = rule.rule().rate_points;
        std::optional<std::int64_t> banded;
        if (!rule.rule().bands.empty())
          banded = rule.rule().quantity == Quantity::amount ? rule.band(event.amount)
                   : event.has_score                        ? rule.band(event.score)
                                                            : std::nullopt;
        book(r, fact, banded, steps);
      }
      entry(fact, &rule.rule(), steps);
    }
    end_fact(fact, false, 0);
  }

  template <class Entry>
  void take_duty(const Fact& fact, Entry& entry) {
    const Duty& duty = member_duties_[fact.index];
    const Obligation& obligation = book_.obligations()[duty.obligation];
    const bool met = obligation.events.empty()
                         ? last_counted_ >= duty.first && last_counted_ <= duty.last
                         : meeting_.meets(duty);
    if (period_.contains(fact.day))
      ++(met ? kept_[duty.obligation].met : kept_[duty.obligation].missed);
    begin_fact(fact);
    for (const std::uint32_t r : compiled_.of_duties(version_, duty.obligation, met)) {
      const RuleRun& rule = rules_[r];
      Steps steps;
      gate(rule, fact, steps);
      if (steps.reason == NoPoints::none) {
        steps.given = 1;
        steps.rate = rule.rule().rate_points;
        book(r, fact, std::nullopt, steps);
      }
      entry(fact, &rule.rule(), steps);
    }
    end_fact(fact, false, 0);
  }

  /// The gates that look at the member.
  void gate(const RuleRun& rule, const Fact& fact, Steps& steps) const {
    if (steps.reason != NoPoints::none) return;
    for (const MeasureGate& gate : rule.rule().gates.measures)
      if (!back_.open(gate, fact.day)) {
        steps.reason = NoPoints::gate_closed;
        return;
      }
    if (book_.suspension() == Suspension::forfeit && fact.on != On::missed && fact.on != On::met &&
        suspended_at(fact.start))
      steps.reason = NoPoints::suspended;
  }
  std::optional<std::int64_t> band_of_service(const RuleRun& rule, std::size_t s) const {
    if (rule.rule().bands.empty() || services_.rated_at(s) > as_of_) return std::nullopt;
    const int rating = services_.rating(s);
    return rating == 0 ? std::nullopt : rule.band(std::int64_t{rating} * 1000);
  }
  void begin_fact(const Fact& fact) {
    if (versions_ > 0) version_ = book_.version_index(fact.day);
    points_ = 0;
    if (back_.used()) back_.move_to(fact.day);
  }
  void book(std::size_t r, const Fact& fact, std::optional<std::int64_t> banded, Steps& steps) {
    const PointRule& rule = rules_[r].rule();
    if (!rule.bands.empty() && !banded) {
      steps.reason = NoPoints::no_band;
      return;
    }
    rules_[r].run(fact, banded, sums_[compiled_.sums_of(r)],
                  rule.group ? &book_.groups()[*rule.group] : nullptr,
                  rule.group ? &group_sums_[*rule.group] : nullptr, steps);
    if (rule.kind == 0) points_ += steps.points;
    for (std::size_t t = 0; t < trackers_.size(); ++t)
      if (looks_at(trackers_[t], r, fact.day) && trackers_[t].kind == rule.kind)
        spans_[3 + t].sums.earned += steps.points;
  }
  static bool looks_at(const Tracker& tracker, std::size_t r, LocalDay day) noexcept {
    return (tracker.rules.empty() || tracker.rules[r] != 0) && tracker.first <= day &&
           day <= tracker.last;
  }
  /// A service counts once for a tracker, however many of its rules count it.
  void count_for_trackers(std::size_t r, const Fact& fact, std::int64_t seconds) {
    if (trackers_.empty()) return;
    if (counted_in_.size() != trackers_.size()) counted_in_.assign(trackers_.size(), kNoFact);
    const std::uint64_t here = std::uint64_t{member_} << 32 | fact.index;
    for (std::size_t t = 0; t < trackers_.size(); ++t) {
      if (!looks_at(trackers_[t], r, fact.day) || counted_in_[t] == here) continue;
      counted_in_[t] = here;
      spans_[3 + t].add_service(seconds, fact.buckets[static_cast<std::size_t>(Reach::month)]);
    }
  }
  void end_fact(const Fact& fact, bool counted, std::int64_t seconds) {
    const std::int32_t month = counted ? fact.buckets[static_cast<std::size_t>(Reach::month)] : 0;
    const auto add = [&](SpanSums& span) {
      add_points(span.sums, points_, services_.member_id(member_));
      if (counted) span.add_service(seconds, month);
    };
    if (points_ == 0 && !counted) return;
    add(spans_[2]);
    if (fact.day >= year_first_) add(spans_[1]);
    if (fact.day >= period_.first) add(spans_[0]);
    if (back_.used()) back_.add(fact.day, points_, counted, seconds);
  }
  NoPoints invalid(std::size_t s) const noexcept {
    if (services_.is_reversal(s)) return NoPoints::reversal;
    return services_.reversed_at(s) <= as_of_ && services_.reversed_at(s) != Services::never
               ? NoPoints::reversed
               : NoPoints::none;
  }

  static constexpr std::uint64_t kNoFact = ~std::uint64_t{0};

  const CompiledBook& compiled_;
  const Rulebook& book_;
  const Services& services_;
  const Period& period_;
  std::int64_t as_of_;
  std::span<const Tracker> trackers_;
  Duties duties_;
  Meeting meeting_;
  LookingBack back_;
  LocalDay year_first_;
  Calendar calendar_;
  std::span<const RuleRun> rules_;
  std::size_t versions_;
  std::vector<RuleSums> sums_;  // by the first rule of an id
  std::vector<GroupSums> group_sums_;

  // Of the member at hand.
  std::uint32_t member_ = 0;
  std::vector<SpanSums> spans_;  // period, year, lifetime, then trackers
  std::vector<std::uint64_t> counted_in_;
  std::vector<Kept> kept_;
  std::vector<Event> suspended_;
  std::span<const Duty> member_duties_;
  std::int64_t covered_until_ = 0;
  LocalDay last_counted_ = {};

  // Of the fact at hand.
  std::size_t version_ = 0;
  std::int64_t points_ = 0;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
