// One rule at work: which facts it matches, its gates, and the steps from a quantity to points.
#pragma once

#include <algorithm>
#include <bit>
#include <string>
#include <vector>

#include <turnout/model/error.hpp>
#include <turnout/points/detail/limits.hpp>
#include <turnout/points/standing.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// What happened to one fact under one rule; `points` is what is booked.
struct Steps {
  std::int64_t given = 0;           ///< Quantity of the fact, in base units.
  std::int64_t counted = 0;         ///< What the quantity caps left of it.
  std::int64_t rate = 0;            ///< Points for one unit, thousandths; of a band: its points.
  std::int64_t before_caps = 0;     ///< Rate and rounding done, thousandths.
  std::int64_t points = 0;          ///< Caps done.
  std::uint32_t quantity_caps = 0;  ///< Bit r: the cap over Reach r cut.
  std::uint32_t caps = 0, floors = 0, group_caps = 0, group_floors = 0;
  NoPoints reason = NoPoints::none;
};

/// The gates of the rule were open, so the service counts, even where it gave nothing.
inline bool counts(NoPoints reason) noexcept {
  switch (reason) {
    case NoPoints::none:
    case NoPoints::quantity_used_up:
    case NoPoints::cap_used_up:
    case NoPoints::group_cap_used_up:
    case NoPoints::below_one_step:
    case NoPoints::nothing_given:
    case NoPoints::no_band:
    case NoPoints::zero_rate: return true;
    case NoPoints::reversal:
    case NoPoints::reversed:
    case NoPoints::no_rule:
    case NoPoints::not_confirmed:
    case NoPoints::confirmed_by_self:
    case NoPoints::not_rated:
    case NoPoints::low_rating:
    case NoPoints::gate_closed:
    case NoPoints::suspended: break;
  }
  return false;
}

/// A sum, and what it comes to when it is rounded.
struct RoundedSum {
  Wide sum = 0;
  std::int64_t points = 0;
};

/// Running sums of a rule; rules of one id in several versions share them.
struct RuleSums {
  ReachSums quantity, gains, losses;
  Running<RoundedSum> rounding;
  void reset() {
    quantity.reset();
    gains.reset();
    losses.reset();
    rounding.reset();
  }
};
struct GroupSums {
  ReachSums gains, losses;
  void reset() {
    gains.reset();
    losses.reset();
  }
};

/// A rule made ready for these services and events.
class RuleRun {
 public:
  RuleRun(const PointRule& rule, const Services& services, std::size_t versions)
      : rule_(&rule),
        in_version_(versions, rule.versions.empty() ? 1 : 0),
        denominator_(Wide{base_units(rule.quantity)} * rule.rate_per * rule.round.step) {
    for (const std::size_t v : rule.versions) in_version_[v] = 1;
    for (const Condition& condition : rule.match) {
      const Texts& values = services.values(condition.field);
      std::vector<std::uint8_t> wanted(values.size());
      for (std::size_t v = 0; v < values.size(); ++v)
        wanted[v] = (std::ranges::find(condition.values, values[v]) != condition.values.end()) !=
                    condition.negated;
      conditions_.push_back({condition.field, std::move(wanted)});
    }
    if (rule.rates) {
      const Texts& values = services.values(rule.rates->field);
      for (std::size_t v = 0; v < values.size(); ++v) {
        const auto it = std::ranges::find(rule.rates->values, values[v],
                                          &std::pair<std::string, std::int64_t>::first);
        rates_.push_back(it == rule.rates->values.end() ? rule.rates->otherwise : it->second);
      }
    }
    if (rule.on == PointRule::On::events) {
      const Texts& kinds = services.events().kinds();
      wanted_kinds_.resize(kinds.size());
      for (std::size_t k = 0; k < kinds.size(); ++k)
        wanted_kinds_[k] = std::ranges::find(rule.events, kinds[k]) != rule.events.end();
    }
  }
  const PointRule& rule() const noexcept { return *rule_; }
  bool in_version(std::size_t version) const noexcept { return in_version_[version] != 0; }

  bool matches_service(const Services& services, std::size_t s) const noexcept {
    for (const Wanted& condition : conditions_)
      if (!condition.values[services.code(condition.field, s)]) return false;
    return true;
  }
  /// Only of rules on events.
  bool matches_kind(std::uint32_t kind) const noexcept { return wanted_kinds_[kind] != 0; }

  NoPoints gate_of_service(const Services& services, std::size_t s,
                           std::int64_t as_of) const noexcept {
    const Gates& gates = rule_->gates;
    if (gates.confirmed) {
      const Services::Confirmed confirmed = services.confirmed(s);
      if (confirmed == Services::Confirmed::no || services.confirmed_at(s) > as_of)
        return NoPoints::not_confirmed;
      if (confirmed == Services::Confirmed::by_self) return NoPoints::confirmed_by_self;
    }
    if (gates.rating) {
      const int rating = services.rated_at(s) > as_of ? 0 : services.rating(s);
      if (rating == 0 && !gates.unrated) return NoPoints::not_rated;
      if (rating != 0 && rating < *gates.rating) return NoPoints::low_rating;
    }
    return NoPoints::none;
  }
  NoPoints gate_of_event(const Event& event, std::int64_t as_of) const noexcept {
    if (!rule_->gates.confirmed) return NoPoints::none;
    return event.confirmed && event.confirmed_at <= as_of ? NoPoints::none
                                                          : NoPoints::not_confirmed;
  }

  /// What the fact brings, in base units; `seconds` as far as they count.
  std::int64_t given_by_service(const Services& services, std::size_t s,
                                std::int64_t seconds) const noexcept {
    switch (rule_->quantity) {
      case Quantity::hours:
      case Quantity::minutes:
      case Quantity::seconds: return seconds;
      case Quantity::reached: return services.reached(s);
      case Quantity::amount:
      case Quantity::score:
      case Quantity::occasions: break;
    }
    return 1;
  }
  std::int64_t given_by_event(const Event& event) const noexcept {
    switch (rule_->quantity) {
      case Quantity::hours:
      case Quantity::minutes:
      case Quantity::seconds: return event.seconds;
      case Quantity::amount: return event.amount;
      case Quantity::score: return event.score;
      case Quantity::reached:
      case Quantity::occasions: break;
    }
    return 1;
  }
  /// The same of one that does not stand whole.
  std::int64_t given_by_row(const EventRow& row, const Events& events) const noexcept {
    switch (rule_->quantity) {
      case Quantity::hours:
      case Quantity::minutes:
      case Quantity::seconds: return events.seconds(row);
      case Quantity::amount: return row.amount();
      case Quantity::score: return row.score();
      case Quantity::reached:
      case Quantity::occasions: break;
    }
    return 1;
  }
  /// Points for a unit of it.
  std::int64_t rate_of_service(const Services& services, std::size_t s) const noexcept {
    return rates_.empty() ? rule_->rate_points : rates_[services.code(rule_->rates->field, s)];
  }
  /// Points of the band in which `value` lies; nothing below the first and above the last.
  std::optional<std::int64_t> band(std::int64_t value) const noexcept {
    for (const PointBand& band : rule_->bands)
      if (value >= band.from && (!band.to || value < *band.to)) return band.points;
    return std::nullopt;
  }

  /// It counts events, not what they bring.
  bool counts_occasions() const noexcept {
    return rule_->quantity == Quantity::occasions || rule_->quantity == Quantity::reached;
  }
  /// Points of a quantity times its rate.
  std::int64_t rounded(Wide quantity_times_rate) const {
    const Wide result =
        divide(quantity_times_rate * 1000, denominator_, rule_->round.mode) * rule_->round.step;
    if (result > kMostThousandths || result < -kMostThousandths)
      throw RangeError("rule `" + rule_->id + "` gives more points than can be counted exactly");
    return static_cast<std::int64_t>(result);
  }
  /// Adds to a sum that is rounded as a whole; what it then has more.
  std::int64_t add_rounded(RoundedSum& sum, Wide size) const {
    // Versions share the sum and may round it in another way.
    const std::int64_t before = rule_->versions.empty() ? sum.points : rounded(sum.sum);
    sum.sum += size;
    sum.points = rounded(sum.sum);
    return sum.points - before;
  }

  /// Quantity to booked points. `steps` has what was given and its rate; with bands `banded` is
  /// what they give. `group`: of its group, with its sums, or nullptr.
  void run(const Fact& fact, std::optional<std::int64_t> banded, RuleSums& sums,
           const PointGroup* group, GroupSums* group_sums, Steps& steps) const {
    steps.counted = cut(rule_->quantity_caps, Side::caps, sums.quantity, fact, steps.given,
                        steps.quantity_caps);
    sums.quantity.add(fact, steps.counted);
    if (banded) {
      steps.rate = *banded;
      steps.before_caps = steps.counted > 0 || steps.given == 0 ? *banded : 0;
    } else {
      steps.before_caps = value(fact, steps.counted, steps.rate, sums.rounding);
    }
    const bool gain = steps.before_caps >= 0;
    const Side side = gain ? Side::caps : Side::floors;
    ReachSums& own = gain ? sums.gains : sums.losses;
    const std::int64_t kept = cut(gain ? rule_->caps : rule_->floors, side, own, fact,
                                  steps.before_caps, gain ? steps.caps : steps.floors);
    steps.points = kept;
    if (group) {
      ReachSums& all = gain ? group_sums->gains : group_sums->losses;
      steps.points = cut(gain ? group->caps : group->floors, side, all, fact, kept,
                         gain ? steps.group_caps : steps.group_floors);
      all.add(fact, steps.points);
    }
    own.add(fact, steps.points);
    if (steps.points == 0) steps.reason = why_nothing(steps, kept);
  }

 private:
  struct Wanted {
    ServiceField field;
    std::vector<std::uint8_t> values;  // by the number of the value
  };

  static NoPoints why_nothing(const Steps& steps, std::int64_t kept) noexcept {
    if (steps.rate == 0) return NoPoints::zero_rate;
    if (steps.given == 0) return NoPoints::nothing_given;
    if (steps.counted == 0) return NoPoints::quantity_used_up;
    if (steps.before_caps == 0) return NoPoints::below_one_step;
    return kept == 0 ? NoPoints::cap_used_up : NoPoints::group_cap_used_up;
  }

  /// Rate and rounding. Over a reach the sum so far is rounded before and after: the entry gets
  /// the difference, so that the entries of a day add up to the rounded day.
  std::int64_t value(const Fact& fact, std::int64_t quantity, std::int64_t rate,
                     Running<RoundedSum>& rounding) const {
    const Wide size = Wide{quantity} * rate;
    if (!rule_->round.per) return rounded(size);
    return add_rounded(rounding.at(*rule_->round.per, fact), size);
  }
  const PointRule* rule_;
  std::vector<std::uint8_t> in_version_;
  Wide denominator_;
  std::vector<Wanted> conditions_;
  std::vector<std::int64_t> rates_;
  std::vector<std::uint8_t> wanted_kinds_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
