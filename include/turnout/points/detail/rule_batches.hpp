// Events of many members, rule by rule.
//
// Member by member and event by event, a processor guesses wrong at every turn: which kind comes
// next, whether its rule rounds or has bands. Where a rule depends on nothing but its own events,
// those of some members are put aside and counted together in one short loop a rule.
//
// A rule stands alone if it is in force on all days, belongs to no group, shares its sums with no
// other rule, limits no quantity, looks at one kind of event, and either only gives or only takes.
// What it says of each event is what FlatPass says.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include <turnout/points/detail/compiled_book.hpp>
#include <turnout/points/detail/limits.hpp>
#include <turnout/points/standing.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Not shared between threads.
class RuleBatches {
 public:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  /// What the events of a member came to.
  struct Sums {
    std::int64_t period = 0, year = 0, lifetime = 0;
    std::int64_t size = 0;  ///< Of all points, whichever sign they have.
  };

  /// `year_first`: the first day of the year that the period ends in.
  RuleBatches(const CompiledBook& compiled, const Period& period, LocalDay year_first)
      : events_(compiled.services().events()),
        first_of_period_(period.first),
        first_of_year_(year_first) {
    const std::size_t kinds = events_.kinds().size();
    batch_of_.assign(kinds, kNone);
    constexpr std::size_t most_days = 1 << 12;  // ten years; a table of each reach is made of them
    if (!compiled.book().versions().empty() || events_.day_count() > most_days) return;
    for (std::uint32_t kind = 0; kind < kinds; ++kind) {
      if (kind == compiled.suspend_kind()) continue;
      const auto rules = compiled.of_events(0, kind);
      if (!std::ranges::all_of(rules, [&](std::uint32_t r) { return is_alone(compiled, r, kind); }))
        continue;
      batch_of_[kind] = static_cast<std::uint32_t>(batches_.size());
      Batch& batch = batches_.emplace_back();
      for (const std::uint32_t r : rules) batch.rules.push_back(alone(compiled.rules()[r]));
    }
  }

  /// The batch for events of a kind; kNone: not of that kind.
  [[nodiscard]] std::uint32_t of_kind(std::uint32_t kind) const noexcept { return batch_of_[kind]; }
  [[nodiscard]] bool empty() const noexcept { return batches_.empty(); }

  /// Before a member with at most so many events: members come one after the other.
  void begin_member(std::size_t events) {
    for (Batch& batch : batches_) batch.kept = batch.count;
    kept_ = waiting_;
    if (waiting_ + events > room_) make_room(waiting_ + events);
  }
  /// An event of the member at hand, the `number`th since the last run(): its position among all.
  void add(std::uint32_t batch, std::uint32_t number, std::size_t position) noexcept {
    Batch& to = batches_[batch];
    to.records[to.count++] = {static_cast<std::uint32_t>(position), number};
    ++waiting_;
  }
  /// Forgets the events of the member at hand.
  void drop_member() noexcept {
    for (Batch& batch : batches_) batch.count = batch.kept;
    waiting_ = kept_;
  }
  /// Enough for a run: more would not stay in the cache.
  [[nodiscard]] bool is_full() const noexcept { return waiting_ >= kEnough; }

  /// What the events of each of `members` members came to. Valid until the next call.
  std::span<const Sums> run(std::size_t members) {
    sums_.assign(members, {});
    for (Batch& batch : batches_) {
      for (Alone& rule : batch.rules) run(rule, {batch.records.get(), batch.count});
      batch.count = 0;
    }
    waiting_ = 0;
    return sums_;
  }

 private:
  static constexpr std::size_t kEnough = 1 << 13;

  struct Record {
    std::uint32_t position, member;
  };
  /// Numbers of the stretches of one reach, by the day since the first one.
  using Stretches = std::shared_ptr<const std::vector<std::int32_t>>;
  struct Limit {
    Stretches stretches;
    std::int64_t most = 0;  ///< Of a rule that takes: as if it gave.
    std::int64_t sum = 0;
    std::int32_t stretch = 0;
  };
  struct Alone {
    const RuleRun* run = nullptr;
    std::int64_t sign = 1, each = 0;
    std::vector<Limit> limits = {};
    Stretches rounding = {};  ///< Where a sum is rounded as a whole.
  };
  struct Batch {
    std::vector<Alone> rules = {};
    std::unique_ptr<Record[]> records = nullptr;
    std::size_t count = 0, kept = 0;
  };

  static bool is_plain(const RuleRun& run) {
    return run.counts_occasions() && run.rule().bands.empty() && !run.rule().round.per;
  }
  static bool is_alone(const CompiledBook& compiled, std::uint32_t r, std::uint32_t kind) {
    const RuleRun& run = compiled.rules()[r];
    const PointRule& rule = run.rule();
    if (rule.group || !rule.quantity_caps.empty()) return false;
    for (std::size_t other = 0; other < compiled.rules().size(); ++other)
      if (other != r && compiled.sums_of(other) == compiled.sums_of(r)) return false;
    const std::size_t kinds = compiled.services().events().kinds().size();
    for (std::uint32_t other = 0; other < kinds; ++other)
      if (other != kind && run.matches_kind(other)) return false;
    const auto gives = [](const PointBand& band) { return band.points >= 0; };
    const auto takes = [](const PointBand& band) { return band.points <= 0; };
    return std::ranges::all_of(rule.bands, gives) || std::ranges::all_of(rule.bands, takes);
  }
  Alone alone(const RuleRun& run) {
    const PointRule& rule = run.rule();
    Alone alone{.run = &run};
    const bool takes = rule.bands.empty()
                           ? rule.rate_points < 0
                           : std::ranges::any_of(
                                 rule.bands, [](const PointBand& band) { return band.points < 0; });
    alone.sign = takes ? -1 : 1;
    if (is_plain(run)) alone.each = run.rounded(Wide{rule.rate_points}) * alone.sign;
    for (const Cap& cap : takes ? rule.floors : rule.caps)
      alone.limits.push_back({.stretches = stretches(cap.reach), .most = cap.limit * alone.sign});
    if (rule.round.per) alone.rounding = stretches(*rule.round.per);
    return alone;
  }
  Stretches stretches(Reach reach) {
    Stretches& known = stretches_[static_cast<std::size_t>(reach)];
    if (!known) {
      std::vector<std::int32_t> numbers;
      for (std::size_t day = 0; day < events_.day_count(); ++day)
        numbers.push_back(
            calendar_.of(events_.day_of_number(day))[static_cast<std::size_t>(reach)]);
      known = std::make_shared<const std::vector<std::int32_t>>(std::move(numbers));
    }
    return known;
  }

  void make_room(std::size_t records) {
    room_ = std::max(2 * kEnough, 2 * records);
    for (Batch& batch : batches_) {
      auto larger = std::make_unique_for_overwrite<Record[]>(room_);
      std::copy_n(batch.records.get(), batch.count, larger.get());
      batch.records = std::move(larger);
    }
  }

  /// One rule: what each event brings, by the kind of rule that it is.
  void run(Alone& rule, std::span<const Record> records) {
    const PointRule& of = rule.run->rule();
    const std::int64_t sign = rule.sign;
    const RuleRun& run = *rule.run;
    const Events& events = events_;
    if (is_plain(run)) {
      const std::int64_t each = rule.each;
      limit(rule, records, [each](const EventRow&, std::size_t, bool) { return each; });
    } else if (!of.bands.empty()) {
      const bool by_amount = of.quantity == Quantity::amount;
      limit(rule, records, [&run, by_amount, sign](const EventRow& row, std::size_t, bool) {
        if (!by_amount && !row.has_score()) return std::int64_t{0};
        return sign * run.band(by_amount ? row.amount() : row.score()).value_or(0);
      });
    } else if (!rule.rounding) {
      limit(rule, records, [&](const EventRow& row, std::size_t, bool) {
        return sign * run.rounded(Wide{run.given_by_row(row, events)} * of.rate_points);
      });
    } else {
      RoundedSum sum;
      std::int32_t stretch = 0;
      const std::vector<std::int32_t>& stretches = *rule.rounding;
      limit(rule, records, [&](const EventRow& row, std::size_t day, bool is_new) {
        if (const std::int32_t now = stretches[day]; is_new || now != stretch) {
          stretch = now;
          sum = {};
        }
        return sign * run.add_rounded(sum, Wide{run.given_by_row(row, events)} * of.rate_points);
      });
    }
  }
  template <class PointsOf>
  void limit(Alone& rule, std::span<const Record> records, const PointsOf& points_of) {
    if (rule.limits.empty()) {
      add_up(rule, records, points_of,
             [](std::int64_t points, std::size_t, bool) { return points; });
    } else if (rule.limits.size() == 1) {
      Limit limit = rule.limits.front();
      const std::int32_t* const stretches = limit.stretches->data();
      add_up(rule, records, points_of, [&](std::int64_t points, std::size_t day, bool is_new) {
        const std::int32_t now = stretches[day];
        const bool starts = is_new | (now != limit.stretch);
        limit.stretch = now;
        limit.sum = starts ? 0 : limit.sum;
        points = std::min(points, limit.most - limit.sum);
        limit.sum += points;
        return points;
      });
    } else {
      add_up(rule, records, points_of, [&](std::int64_t points, std::size_t day, bool is_new) {
        for (Limit& limit : rule.limits) {
          if (const std::int32_t now = (*limit.stretches)[day]; is_new || now != limit.stretch) {
            limit.stretch = now;
            limit.sum = 0;
          }
          points = std::min(points, limit.most - limit.sum);
        }
        for (Limit& limit : rule.limits) limit.sum += points;
        return points;
      });
    }
  }
  template <class PointsOf, class Limited>
  void add_up(const Alone& rule, std::span<const Record> records, const PointsOf& points_of,
              const Limited& limited) {
    const EventRow* const rows = events_.rows().data();
    const bool confirmed_only = rule.run->rule().gates.confirmed;
    const std::int64_t sign = rule.sign;
    std::uint32_t member = kNone;
    Sums sums;
    const auto finish = [&] {
      if (member == kNone) return;
      Sums& all = sums_[member];
      all.period += sign * sums.period;
      all.year += sign * sums.year;
      all.lifetime += sign * sums.lifetime;
      all.size += sums.size;
    };
    for (const Record& record : records) {
      const EventRow& row = rows[record.position];
      if (confirmed_only && !row.confirmed()) continue;
      const bool is_new = record.member != member;
      if (is_new) {
        finish();
        sums = {};
        member = record.member;
      }
      const std::size_t day = events_.day_number(row);
      const std::int64_t points = limited(points_of(row, day, is_new), day, is_new);
      const LocalDay date = Events::plain_day(row);
      sums.lifetime += points;
      sums.year += date >= first_of_year_ ? points : 0;
      sums.period += date >= first_of_period_ ? points : 0;
      sums.size += points < 0 ? -points : points;
    }
    finish();
  }

  const Events& events_;
  LocalDay first_of_period_, first_of_year_;
  std::vector<std::uint32_t> batch_of_;  ///< By kind.
  std::vector<Batch> batches_;
  std::array<Stretches, 8> stretches_;  ///< By reach.
  Calendar calendar_;
  std::size_t room_ = 0, waiting_ = 0, kept_ = 0;
  std::vector<Sums> sums_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
