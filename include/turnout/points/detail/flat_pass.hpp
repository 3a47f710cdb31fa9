// The pass for the many: members of whom there are only events, under books that look at nothing
// but time.
//
// Sums, ranks and ladders of a city want no entries, so the steps of a rule need not be kept, and
// where no gate looks back the order of a member's events is all that there is to know. Then a cap
// is a number and the stretch of time to which it belongs: events stand in order of time, so a new
// stretch finds the number outdated and starts again. Rules that stand alone are put aside, to be
// counted for many members at once (rule_batches.hpp). What does not fit is left to Pass, which
// means the same (tests/points/many_events_threads_test.cpp compares them).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <turnout/points/detail/cap_slots.hpp>
#include <turnout/points/detail/compiled_book.hpp>
#include <turnout/points/detail/counted_spans.hpp>
#include <turnout/points/detail/duties.hpp>
#include <turnout/points/detail/limits.hpp>
#include <turnout/points/detail/rule_batches.hpp>
#include <turnout/points/standing.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Not shared between threads.
class FlatPass {
 public:
  /// Whether the book is one that it can follow.
  static bool follows(const CompiledBook& compiled) {
    const auto is_activity = [](const std::vector<Cap>& caps) {
      return std::ranges::find(caps, Reach::activity, &Cap::reach) != caps.end();
    };
    for (const PointRule& rule : compiled.book().rules())
      if (!rule.gates.measures.empty() || rule.kind != 0 || is_activity(rule.quantity_caps) ||
          is_activity(rule.caps) || is_activity(rule.floors) || rule.round.per == Reach::activity)
        return false;
    for (const PointGroup& group : compiled.book().groups())
      if (is_activity(group.caps) || is_activity(group.floors)) return false;
    return std::ranges::none_of(compiled.book().obligations(), [](const Obligation& obligation) {
      return obligation.events.empty();
    });
  }

  FlatPass(const CompiledBook& compiled, const Period& period, std::int64_t as_of, Duties duties)
      : compiled_(compiled),
        period_(period),
        as_of_(as_of),
        duties_(std::move(duties)),
        parted_(duties_),
        year_first_(first_of_year(period.last)),
        batches_(compiled, period, year_first_),
        versions_(compiled.book().versions().size()),
        suspend_kind_(compiled.suspend_kind()),
        seen_(compiled.book().obligations().size()),
        kept_(seen_.size()) {
    const Rulebook& book = compiled.book();
    for (const PointGroup& group : book.groups())
      groups_.push_back({slots_.lane({&group.caps}), slots_.lane({&group.floors})});
    std::vector<std::array<Lane, 3>> shared(book.rules().size());
    for (std::size_t r = 0; r < book.rules().size(); ++r) {
      std::vector<const std::vector<Cap>*> quantity, gains, losses;
      for (std::size_t other = 0; other < book.rules().size(); ++other) {
        if (compiled.sums_of(other) != r) continue;
        quantity.push_back(&book.rules()[other].quantity_caps);
        gains.push_back(&book.rules()[other].caps);
        losses.push_back(&book.rules()[other].floors);
      }
      shared[r] = {slots_.lane(quantity), slots_.lane(gains), slots_.lane(losses)};
    }
    roundings_.resize(book.rules().size());
    for (std::size_t r = 0; r < book.rules().size(); ++r) rules_.push_back(flat(r, shared));
    list_rules();
    part_duties();
    part_kinds();
  }

  /// Fills the row from its lifetime on, but for what finish() adds to it. False: this member needs
  /// the whole pass. `number`: of the member in the rows that finish() will be given.
  bool member(std::uint32_t m, StandingRow& row, std::uint32_t number) {
    if (walk(m, row, number)) return true;
    batches_.drop_member();
    return false;
  }
  [[nodiscard]] bool must_finish() const noexcept { return batches_.is_full(); }
  /// To be called before `rows` are read, and where must_finish() says so: adds what was put aside.
  /// Calls again(number) of each member that needs the whole pass after all.
  template <class Again>
  void finish(std::span<StandingRow> rows, const Again& again) {
    const std::span<const RuleBatches::Sums> sums = batches_.run(rows.size());
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      rows[i].period.earned += sums[i].period;
      rows[i].year.earned += sums[i].year;
      rows[i].lifetime.earned += sums[i].lifetime;
      if (sums[i].size > most_points_) again(i);
    }
  }
  /// Of the last member, by obligation.
  [[nodiscard]] std::span<const DutyCounts> kept() const noexcept { return kept_; }

 private:
  using Lane = CapSlots::Lane;
  using FlatCap = CapSlots::FlatCap;

  bool walk(std::uint32_t m, StandingRow& row, std::uint32_t number) {
    const Services& services = compiled_.services();
    if (const auto [first, last] = services.of_member(m); first != last) return false;
    if (compiled_.looks_at(PointRule::On::received) && !services.received_by(m).empty())
      return false;
    begin(row);
    const auto events = services.events().of(m);
    const std::span rows = services.events().rows().subspan(events.position(), events.size());
    const std::span<const Duty> duties = duties_to_walk(m);
    batches_.begin_member(rows.size());
    // An event that stands whole meets the same caps, so then all of the member's are walked.
    is_batching_ = std::ranges::none_of(rows, [&](const EventRow& event) {
      return event.is_whole() && batch_of(services.events().kind_of(event)) != RuleBatches::kNone;
    });
    std::size_t next = 0, position = events.position();
    std::int64_t before = std::numeric_limits<std::int64_t>::min();
    for (const EventRow& event : rows) {
      const std::size_t here = position++;
      const std::int64_t at = services.events().at(event);
      if (at < before) return false;  // clocks that went back over midnight
      before = at;
      if (is_batching_ && !event.is_whole() && put_aside(event, at, here, number)) continue;
      while (next < duties.size() && duties[next].until < at) take(duties[next++]);
      if (!take(event, at)) return false;
    }
    while (next < duties.size()) take(duties[next++]);
    check_size();
    if (too_large_) return false;
    row.period = {.earned = points_.period};
    row.year = {.earned = points_.year};
    row.lifetime.earned = points_.lifetime;
    return true;
  }
  /// Whether it is for a batch, or for nothing but spans that are counted.
  bool put_aside(const EventRow& row, std::int64_t at, std::size_t position, std::uint32_t number) {
    const std::uint32_t batch = batch_of(row.kind);
    if (batch == RuleBatches::kNone) return false;
    const std::span<const std::uint32_t> met = of_kinds_[row.kind].met;
    if (!met.empty() && !is_counting_) return false;
    if (at > as_of_) return true;
    for (const std::uint32_t o : met) see(o, at);
    if (Events::plain_day(row) <= period_.last) batches_.add(batch, number, position);
    return true;
  }

  struct FlatRule {
    const RuleRun* run = nullptr;
    const PointRule* rule = nullptr;
    std::size_t sums = 0;
    std::vector<FlatCap> quantity_caps, caps, floors, group_caps, group_floors;
    Lane quantity, gains, losses;
    const std::pair<Lane, Lane>* group = nullptr;
    std::int64_t each = 0;  ///< What one occasion is worth, before caps.
    bool is_plain = false;  ///< Nothing but occasions at one rate.
  };
  struct Seen {
    std::int64_t last = 0;  ///< When something met it last.
    struct One {
      std::int64_t at;
      std::uint32_t due;
      bool used;
    };
    std::vector<One> events = {};  ///< Where things are due one by one.
  };
  /// What an event of a kind asks for.
  struct OfKind {
    std::span<const std::uint32_t> rules, met;
  };
  static constexpr std::uint32_t kWalked = std::numeric_limits<std::uint32_t>::max();
  static LocalDay first_of_year(LocalDay day) {
    return LocalDay{std::chrono::year_month_day{day}.year() / std::chrono::January /
                    std::chrono::day{1}};
  }
  FlatRule flat(std::size_t r, std::span<const std::array<Lane, 3>> shared) {
    const RuleRun& run = compiled_.rules()[r];
    const PointRule& rule = run.rule();
    FlatRule flat;
    flat.run = &run;
    flat.rule = &rule;
    flat.sums = compiled_.sums_of(r);
    flat.quantity = shared[flat.sums][0];
    flat.gains = shared[flat.sums][1];
    flat.losses = shared[flat.sums][2];
    flat.quantity_caps = CapSlots::caps_on(flat.quantity, rule.quantity_caps);
    flat.caps = CapSlots::caps_on(flat.gains, rule.caps);
    flat.floors = CapSlots::caps_on(flat.losses, rule.floors);
    if (rule.group) {
      const PointGroup& group = compiled_.book().groups()[*rule.group];
      flat.group = &groups_[*rule.group];
      flat.group_caps = CapSlots::caps_on(flat.group->first, group.caps);
      flat.group_floors = CapSlots::caps_on(flat.group->second, group.floors);
    }
    const bool occasions = rule.on != PointRule::On::events || run.counts_occasions();
    flat.is_plain =
        occasions && rule.bands.empty() && !rule.round.per && flat.quantity.reaches.empty();
    if (flat.is_plain) flat.each = run.rounded(Wide{rule.rate_points});
    return flat;
  }

  /// The rules of an obligation neither meet caps nor count towards any, so each duty has its points.
  bool has_fixed_points(std::uint32_t obligation) const {
    for (std::size_t version = 0; version <= versions_; ++version)
      for (const std::size_t met : {0U, 1U})
        for (const std::uint32_t r : of_duties_[(version * seen_.size() + obligation) * 2 + met]) {
          const FlatRule& rule = rules_[r];
          if (!rule.is_plain || rule.group != nullptr || !rule.gains.reaches.empty() ||
              !rule.losses.reaches.empty())
            return false;
        }
    return true;
  }
  std::int64_t points_of(const Duty& duty, bool met) const {
    const std::size_t version = versions_ > 0 ? compiled_.book().version_index(duty.last) : 0;
    std::int64_t points = 0;
    for (const std::uint32_t r :
         of_duties_[(version * seen_.size() + duty.obligation) * 2 + (met ? 1 : 0)])
      points += rules_[r].each;
    return points;
  }
  /// Parts what everybody owes into spans that are counted and duties that are walked.
  void part_duties() {
    const std::span<const Obligation> obligations = compiled_.book().obligations();
    counted_of_.assign(obligations.size(), kWalked);
    for (std::uint32_t o = 0; o < obligations.size(); ++o) {
      if (!obligations[o].per || !has_fixed_points(o)) continue;
      counted_of_[o] = static_cast<std::uint32_t>(counted_.size());
      counted_.emplace_back(o);
    }
    std::int64_t most = 0;
    for (const Duty& duty : parted_.of_all()) {
      if (counted_of_[duty.obligation] == kWalked) {
        walked_.push_back(duty);
        continue;
      }
      const std::int64_t met = points_of(duty, true), missed = points_of(duty, false);
      counted_[counted_of_[duty.obligation]].push_back({.from = duty.from,
                                                        .until = duty.until,
                                                        .met = met,
                                                        .missed = missed,
                                                        .in_period = duty.last >= period_.first,
                                                        .in_year = duty.last >= year_first_,
                                                        .is_kept = period_.contains(duty.last)});
      // Where sums might grow too large on the way, the whole pass is asked, which books in order.
      constexpr std::int64_t limit = kMostThousandths;
      most = std::min(limit, most + std::min(limit, std::max({met, -met, missed, -missed})));
    }
    if (most == kMostThousandths) {
      counted_.clear();
      std::ranges::fill(counted_of_, kWalked);
      walked_.assign(parted_.of_all().begin(), parted_.of_all().end());
      most = 0;
    }
    most_points_ = (kMostThousandths - most) / 2;
  }
  /// Which kinds are for batches: those that meet no duties but counted ones.
  void part_kinds() {
    for (std::uint32_t kind = 0; kind < kinds_; ++kind) {
      const auto is_counted = [&](std::uint32_t o) { return counted_of_[o] != kWalked; };
      batch_of_.push_back(std::ranges::all_of(compiled_.met_by(kind), is_counted)
                              ? batches_.of_kind(kind)
                              : RuleBatches::kNone);
    }
  }
  std::span<const Duty> duties_to_walk(std::uint32_t m) {
    const std::span<const Duty> duties = duties_.of(m);
    is_counting_ = duties.data() == parted_.of_all().data();
    if (!is_counting_) return duties;
    for (CountedSpans& counted : counted_) counted.begin(points_, kept_[counted.obligation()]);
    return walked_;
  }

  /// The lists of the book, one look-up away.
  void list_rules() {
    const std::size_t kinds = compiled_.services().events().kinds().size();
    const std::size_t obligations = compiled_.book().obligations().size();
    for (std::size_t version = 0; version <= versions_; ++version) {
      for (std::uint32_t kind = 0; kind < kinds; ++kind)
        of_kinds_.push_back({compiled_.of_events(version, kind), compiled_.met_by(kind)});
      for (std::uint32_t o = 0; o < obligations; ++o)
        for (const bool met : {false, true})
          of_duties_.push_back(compiled_.of_duties(version, o, met));
    }
    kinds_ = kinds;
  }
  std::uint32_t batch_of(std::uint32_t kind) const noexcept { return batch_of_[kind]; }
  const OfKind& of_kind(std::uint32_t kind) const noexcept {
    return of_kinds_[version_ * kinds_ + kind];
  }

  void begin(const StandingRow& row) {
    slots_.begin();
    for (auto& [sum, bucket] : roundings_) bucket = CapSlots::kNoBucket;
    for (Seen& seen : seen_) {
      seen.last = std::numeric_limits<std::int64_t>::min();
      seen.events.clear();
    }
    std::ranges::fill(kept_, DutyCounts{});
    points_ = {.lifetime = row.lifetime.earned};
    too_large_ = false;
    version_ = 0;
  }

  /// False: the member needs the whole pass.
  bool take(const EventRow& row, std::int64_t at) {
    if (at > as_of_) return true;
    const Events& events = compiled_.services().events();
    if (row.is_whole()) return take_whole(events.whole(row));
    const std::uint32_t kind = row.kind;
    if (kind == suspend_kind_) return false;
    const LocalDay day = Events::plain_day(row);
    if (versions_ > 0) version_ = compiled_.book().version_index(day);
    const OfKind& of = of_kind(kind);
    for (const std::uint32_t o : of.met) saw(o, at, row.link());
    if (day > period_.last) return true;
    for (const std::uint32_t r : of.rules) {
      const FlatRule& rule = rules_[r];
      if (rule.rule->gates.confirmed && !row.confirmed()) continue;
      if (rule.is_plain)
        add(rule, day, rule.each);
      else
        measure(rule, day,
                {rule.run->given_by_row(row, events), row.amount(), row.score(), row.has_score()});
    }
    return true;
  }
  /// What a rule may ask of an event.
  struct Figures {
    std::int64_t given, amount, score;
    bool has_score;
  };
  bool take_whole(const Event& event) {
    if (event.kind == suspend_kind_) return false;
    if (event.is_reversal || event.is_reversed(as_of_)) return true;
    if (versions_ > 0) version_ = compiled_.book().version_index(event.day);
    const OfKind& of = of_kind(event.kind);
    for (const std::uint32_t o : of.met) saw(o, event.at, event.due);
    if (event.day > period_.last) return true;
    for (const std::uint32_t r : of.rules) {
      const FlatRule& rule = rules_[r];
      if (rule.run->gate_of_event(event, as_of_) != NoPoints::none) continue;
      if (rule.is_plain)
        add(rule, event.day, rule.each);
      else
        measure(rule, event.day,
                {rule.run->given_by_event(event), event.amount, event.score, event.has_score});
    }
    return true;
  }
  void see(std::uint32_t obligation, std::int64_t at) {
    counted_[counted_of_[obligation]].see(at, points_, kept_[obligation]);
  }
  void saw(std::uint32_t obligation, std::int64_t at, std::uint32_t due) {
    if (is_counting_ && counted_of_[obligation] != kWalked) return see(obligation, at);
    Seen& seen = seen_[obligation];
    seen.last = at;
    if (!compiled_.book().obligations()[obligation].per) seen.events.push_back({at, due, false});
  }
  void take(const Duty& duty) {
    const bool met = meets(duty);
    if (period_.contains(duty.last))
      ++(met ? kept_[duty.obligation].met : kept_[duty.obligation].missed);
    if (versions_ > 0) version_ = compiled_.book().version_index(duty.last);
    const std::size_t list = (version_ * seen_.size() + duty.obligation) * 2 + (met ? 1 : 0);
    for (const std::uint32_t r : of_duties_[list]) {
      const FlatRule& rule = rules_[r];
      if (rule.is_plain)
        add(rule, duty.last, rule.each);
      else
        value(rule, duty.last, 1, rule.rule->rate_points);
    }
  }
  /// As Meeting has it: everything until the duty's end has been seen, and nothing later.
  bool meets(const Duty& duty) {
    Seen& seen = seen_[duty.obligation];
    if (duty.due == Event::none) return seen.last >= duty.from;
    Seen::One* open = nullptr;
    for (Seen::One& one : seen.events) {
      if (one.at < duty.from || one.at > duty.until) continue;
      if (one.due == duty.due) return true;
      if (one.due == Event::none && !one.used && open == nullptr) open = &one;
    }
    if (open == nullptr) return false;
    open->used = true;
    return true;
  }

  void measure(const FlatRule& rule, LocalDay day, const Figures& event) {
    const std::int64_t given = event.given;
    if (rule.rule->bands.empty()) return value(rule, day, given, rule.rule->rate_points);
    const auto banded = rule.rule->quantity == Quantity::amount ? rule.run->band(event.amount)
                        : event.has_score                       ? rule.run->band(event.score)
                                                                : std::nullopt;
    if (!banded) return;
    const std::int64_t counted = slots_.limited(rule.quantity_caps, Side::caps, day, given);
    slots_.add_to(rule.quantity, day, counted);
    add(rule, day, counted > 0 || given == 0 ? *banded : 0);
  }
  void value(const FlatRule& rule, LocalDay day, std::int64_t given, std::int64_t rate) {
    const std::int64_t counted = slots_.limited(rule.quantity_caps, Side::caps, day, given);
    slots_.add_to(rule.quantity, day, counted);
    const Wide size = Wide{counted} * rate;
    if (!rule.rule->round.per) return add(rule, day, rule.run->rounded(size));
    auto& [sum, bucket] = roundings_[rule.sums];
    if (const std::int32_t now = slots_.stretch(*rule.rule->round.per, day); now != bucket) {
      bucket = now;
      sum = {};
    }
    add(rule, day, rule.run->add_rounded(sum, size));
  }

  /// Caps of the rule and of its group; then it is booked.
  void add(const FlatRule& rule, LocalDay day, std::int64_t points) {
    const bool gain = points >= 0;
    const Side side = gain ? Side::caps : Side::floors;
    points = slots_.limited(gain ? rule.caps : rule.floors, side, day, points);
    if (rule.group != nullptr) {
      points = slots_.limited(gain ? rule.group_caps : rule.group_floors, side, day, points);
      slots_.add_to(gain ? rule.group->first : rule.group->second, day, points);
    }
    if (points == 0) return;
    slots_.add_to(gain ? rule.gains : rule.losses, day, points);
    points_.lifetime += points;
    if (day >= year_first_) points_.year += points;
    if (day >= period_.first) points_.period += points;
    check_size();
  }
  /// Each sum is a part of the lifetime's, but for what was there before.
  void check_size() {
    too_large_ = too_large_ || std::max(points_.lifetime, -points_.lifetime) > most_points_ ||
                 std::max(points_.year, -points_.year) > most_points_ ||
                 std::max(points_.period, -points_.period) > most_points_;
  }
  const CompiledBook& compiled_;
  Period period_;
  std::int64_t as_of_;
  Duties duties_;
  Duties parted_;  ///< As they were when they were parted.
  LocalDay year_first_;
  RuleBatches batches_;
  std::size_t versions_, version_ = 0, kinds_ = 0;
  std::uint32_t suspend_kind_;
  std::vector<OfKind> of_kinds_;                           // by version and kind
  std::vector<std::span<const std::uint32_t>> of_duties_;  // by version, obligation, missed or met
  CapSlots slots_;
  std::vector<std::pair<RoundedSum, std::int32_t>> roundings_;  // by the first rule of an id
  std::vector<std::pair<Lane, Lane>> groups_;                   // caps and floors
  std::vector<FlatRule> rules_;

  std::vector<std::uint32_t> counted_of_;  ///< By obligation: into counted_, or kWalked.
  std::vector<CountedSpans> counted_;
  std::vector<Duty> walked_;
  std::vector<std::uint32_t> batch_of_;  ///< By kind, or RuleBatches::kNone.
  /// Neither gets too large below this, nor both together: what is walked, and what is in batches.
  std::int64_t most_points_ = 0;

  // Of the member at hand.
  bool is_counting_ = false, is_batching_ = false;
  std::vector<Seen> seen_;
  std::vector<DutyCounts> kept_;
  PointSums points_;
  bool too_large_ = false;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
