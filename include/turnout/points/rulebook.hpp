// turnout/points/rulebook.hpp -- the rules that turn services into points, as data.
//
// A scheme of points is a text file that a street office can read and change. It is
// made of a few primitives that combine, never of special cases by name. Each rule is a
// line of steps, always in this order:
//
//   match -> gates -> quantity -> quantity caps -> rate -> rounding -> caps -> group caps -> balance
//
//   [[rules]]
//   id            = "hours"
//   match         = { kind = ["post", "activity"] }  # which services; absent: all
//   gates         = { confirmed = true }             # else the entry gives nothing, with a reason
//   quantity      = "hours"                          # or occasions, minutes, seconds, ...
//   quantity_caps = { activity = 2 }                 # at most 2 hours count per activity
//   rate          = 1.2                              # points an hour; or { points = 60, per = 50 }
//   round         = { mode = "down", step = 0.5, per = "day" }
//   caps          = { day = 4, year = 60 }           # of the points of this rule
//   group         = "service"                        # shares the caps of [[groups]] id = "service"
//
// A rule looks at services; with `event` at what is no service (a log-in, a quiz, a referral);
// with `missed` or `met` at an obligation (a week without log-in, a notice not read). Points are of
// a kind (credit, coin): each kind says how they expire, how many an account may hold, and when
// they may be spent, donated or passed on. Ladders name what they measure and over which span;
// their bands are [from, to). Versions say from when to when a rule holds.
// All keys: docs/rulebooks.md. All arithmetic is in integers: thousandths of a point,
// seconds, occasions.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/points/period.hpp>
#include <turnout/points/tree.hpp>

namespace turnout::inline TURNOUT_ABI {

/// A text in several languages, or one text for all.
class Caption {
 public:
  Caption() = default;
  Caption(std::string text) : texts_{{"", std::move(text)}} {}
  explicit Caption(std::vector<std::pair<std::string, std::string>> texts)
      : texts_(std::move(texts)) {}
  [[nodiscard]] bool empty() const noexcept { return texts_.empty(); }
  /// In that language; where it is missing, the first one written.
  [[nodiscard]] std::string_view in(std::string_view language) const noexcept;

 private:
  std::vector<std::pair<std::string, std::string>> texts_;  ///< Language ("" is any) and text.
};

/// A column of the services that `match` can ask for.
enum class ServiceField : std::uint8_t {
  kind,
  source,
  category,
  item,
  series,
  place,
  role,
  community,
  group,
  beneficiary,
  recorded_by,
};
inline constexpr std::size_t kServiceFields = 11;
[[nodiscard]] std::string_view to_string(ServiceField field) noexcept;

/// The field has one of these values (`not`: none of them). "" is a blank.
struct Condition {
  ServiceField field;
  std::vector<std::string> values;
  bool negated = false;
};

/// What a service or an event brings: once, its length, or a figure of its own.
enum class Quantity : std::uint8_t {
  occasions,
  hours,
  minutes,
  seconds,
  amount,   ///< Column `quantity` of an event, whatever its unit.
  score,    ///< Column `score` of an event.
  reached,  ///< Column `reached` of a service: people reached.
};
[[nodiscard]] std::string_view to_string(Quantity quantity) noexcept;
/// Base units in one unit of the quantity: seconds of a length, thousandths of a figure, and an
/// occasion is one unit of itself.
[[nodiscard]] constexpr std::int64_t base_units(Quantity quantity) noexcept {
  switch (quantity) {
    case Quantity::hours: return 3600;
    case Quantity::minutes: return 60;
    case Quantity::amount:
    case Quantity::score: return 1000;
    case Quantity::occasions:
    case Quantity::seconds:
    case Quantity::reached: break;
  }
  return 1;
}

/// The sum over one `reach` stays within `limit`.
struct Cap {
  Reach reach;
  std::int64_t limit;  ///< Of points: thousandths, floors <= 0. Of quantities: base units.
};

struct Rounding {
  /// On the size, so that a penalty is rounded as a gain is; halves of `nearest` go away from zero.
  enum class Mode : std::uint8_t { down, nearest, up };
  Mode mode = Mode::down;
  std::int64_t step = 1;     ///< Thousandths of a point.
  std::optional<Reach> per;  ///< Sums over it first; absent: each event by itself.
};

/// What a ladder or a gate looks at.
enum class Measure : std::uint8_t { earned, hours, services, active_months, balance };
inline constexpr std::size_t kMeasures = 5;
[[nodiscard]] std::string_view to_string(Measure measure) noexcept;
/// Over what time; always up to the moment that is looked at.
enum class LadderSpan : std::uint8_t {
  period,
  year,
  lifetime,
  rolling,  ///< The last `days` days: (t - days, t].
};
[[nodiscard]] std::string_view to_string(LadderSpan span) noexcept;

/// The measure over the span is at least `least`.
struct MeasureGate {
  Measure measure = Measure::hours;
  LadderSpan span = LadderSpan::lifetime;
  std::int32_t days = 0;              ///< Of a rolling span.
  std::int64_t least = 0;             ///< Thousandths of a point, seconds, or a count.
  std::optional<std::size_t> kind;    ///< Of `balance`, into Rulebook::kinds.
  std::optional<std::size_t> ladder;  ///< Written as a band of this ladder.
  std::size_t band = 0;               ///< ... from 1.
};

/// All must be open.
struct Gates {
  bool confirmed = false;              ///< Someone other than the member has confirmed it.
  std::optional<std::int32_t> rating;  ///< The last rating is at least this ...
  bool unrated = true;                 ///< ... and a service without one passes.
  std::vector<MeasureGate> measures;   ///< Of the member, before this fact.
  [[nodiscard]] bool empty() const noexcept { return !confirmed && !rating && measures.empty(); }
};

/// Points for what lies in [from, to).
struct PointBand {
  std::int64_t from;               ///< Thousandths of the score, rating or amount.
  std::optional<std::int64_t> to;  ///< Absent: open.
  std::int64_t points;             ///< Thousandths.
};

/// Points for a unit of the quantity, by the value of a field.
struct RateTable {
  ServiceField field;
  std::vector<std::pair<std::string, std::int64_t>> values;  ///< Thousandths.
  std::int64_t otherwise = 0;
};

struct PointRule {
  /// What a rule looks at.
  enum class On : std::uint8_t {
    services,
    received,  ///< Services, on the account of the beneficiary.
    events,    ///< Of the kinds in `events`.
    missed,    ///< What the obligation found missing.
    met,
  };
  std::string id;
  Caption title;
  std::vector<std::size_t> versions;  ///< Into Rulebook::versions. Empty: all.
  On on = On::services;
  std::vector<std::string> events;  ///< Kinds of events, sorted.
  std::size_t obligation = 0;       ///< Into Rulebook::obligations, of `missed` and `met`.
  std::vector<Condition> match;     ///< All must hold. Empty: every service.
  Gates gates;
  Quantity quantity = Quantity::occasions;
  std::vector<Cap> quantity_caps;  ///< From the shortest reach to the longest, as all caps.
  std::int64_t rate_points = 0;    ///< Thousandths of a point ...
  std::int64_t rate_per = 1000;    ///< ... for so many thousandths of a unit of the quantity.
  std::optional<RateTable> rates;  ///< Instead of rate_points.
  std::vector<PointBand> bands;    ///< Instead of a rate: points by score, rating or amount.
  bool bands_of_rating = false;
  Rounding round;
  std::vector<Cap> caps;             ///< The sum of the positive entries is at most this.
  std::vector<Cap> floors;           ///< The sum of the negative entries is at least this.
  std::optional<std::size_t> group;  ///< Into Rulebook::groups.
  std::size_t kind = 0;              ///< Of its points, into Rulebook::kinds.
  std::vector<std::size_t> tags;     ///< Of its points, into Rulebook::tags, rising.
};

/// Rules that share caps.
struct PointGroup {
  std::string id;
  Caption title;
  std::vector<Cap> caps, floors;
};

/// Days on which rules of this version hold, both included. Versions follow each other without gap.
struct RuleVersion {
  std::string id;
  std::optional<LocalDay> from, to;  ///< Absent: ever since, for good.
};

/// Points that carry it may not be used so.
struct PointTag {
  std::string id;
  Caption title;
  bool spend = true, donate = true, transfer = true;
};

/// When points of a kind lapse, at the end of a local day.
struct Expiry {
  std::optional<std::pair<unsigned, unsigned>> on;  ///< Month and day of each year ...
  std::int32_t days = 0, months = 0;                ///< ... or so long after they were earned.
};
/// What lives on where points would lapse on a day of the year: at most `most`, if the gates are open.
struct CarryOver {
  std::optional<std::int64_t> most;
  Gates gates;
};
struct Conversion {
  std::size_t to = 0;  ///< Into Rulebook::kinds.
  std::int64_t points = 1000, per = 1000;
  Rounding round;
  bool at_once = false;  ///< As soon as they are earned; else by events `convert`.
};
/// One way to use points; absent in a kind: such events are refused.
struct Use {
  Gates gates;  ///< At the moment of use.
};

/// Points that add up with each other and with no others.
struct PointKind {
  std::string id;
  Caption title, unit;
  std::int64_t start = 0;  ///< Each member begins with so many; they are not earned.
  std::optional<Expiry> expiry;
  std::optional<CarryOver> carry_over;
  std::optional<std::int64_t> balance_cap;
  std::string overflow;  ///< The pool that takes what passes the cap; blank: it lapses.
  bool negative = true;  ///< Losses may take a balance below zero; else they end at it.
  std::optional<Use> spend, donate, transfer;
  std::string pool = "pool";  ///< Where donations go that name no other account.
  std::optional<Conversion> convert;
};

/// Something that members owe: an event or a service in each stretch of time, or by a deadline.
struct Obligation {
  std::string id;
  Caption title;
  std::vector<std::string> events;  ///< Kinds that meet it. Empty: any counted service does.
  std::optional<Reach> per;  ///< Once in each week, month ... that lies wholly in membership;
  std::string due;           ///< ... or once for each event of this kind, by its `until`.
  std::optional<std::int32_t>
      least;  ///< Per mille of a unit's members without a miss, else it fails.
};

struct Band {
  std::string id;
  Caption title;
  std::int64_t from;               ///< Included. Thousandths of a point, seconds, or a count.
  std::optional<std::int64_t> to;  ///< Not included; absent: open.
};

/// A column of the standing: the band that the measure has reached. The ladder `star` is given as
/// a number, the position of the band from 1 (0: none); every other one by the id of its band.
struct Ladder {
  std::string id;
  Caption title;
  Measure measure = Measure::earned;
  LadderSpan span = LadderSpan::period;
  std::int32_t days = 0;               ///< Of a rolling span.
  std::size_t kind = 0;                ///< Of `earned` and `balance`, into Rulebook::kinds.
  std::vector<std::string> rules;      ///< Only what these rules gave or counted. Empty: all.
  Gates gates;                         ///< At `as_of`; closed: no band.
  std::optional<std::int64_t> repeat;  ///< Above the last band another step for each so much.
  std::optional<std::int64_t> first;   ///< The first band only for the first n, with all ties.
  std::vector<std::size_t> versions;   ///< By the version of the period's last day. Empty: all.
                                       ///< Ladders of versions that never meet may share an id.
  std::vector<Band> bands;             ///< Rising; each starts where the one before ends.
};

/// What happens to those who are suspended (events of kind `suspend`, from `at` to `until`).
enum class Suspension : std::uint8_t {
  freeze,   ///< They earn, but neither spend nor count for tiers.
  forfeit,  ///< They earn nothing.
  ignore,
};

/// The position from 1 of the band in which `value` lies; 0 below the first.
[[nodiscard]] std::size_t band_of(const Ladder& ladder, std::int64_t value) noexcept;

/// An immutable, validated rulebook; copies share it.
class Rulebook {
 public:
  [[nodiscard]] const std::string& name() const noexcept { return data_->name; }
  [[nodiscard]] const Caption& title() const noexcept { return data_->title; }
  [[nodiscard]] const Caption& note() const noexcept { return data_->note; }
  [[nodiscard]] const Caption& unit() const noexcept { return data_->unit; }
  [[nodiscard]] const std::string& version() const noexcept { return data_->version; }
  [[nodiscard]] std::span<const std::string> languages() const noexcept { return data_->languages; }
  /// The length of its periods (month, quarter, half, year); absent: any.
  [[nodiscard]] std::optional<Reach> period() const noexcept { return data_->period; }
  /// Days from the end of a period to its posting, and from there to the end of objections.
  [[nodiscard]] std::int32_t close() const noexcept { return data_->close; }
  [[nodiscard]] std::int32_t objection() const noexcept { return data_->objection; }
  [[nodiscard]] Suspension suspension() const noexcept { return data_->suspension; }
  /// Overlapping services of one member count once, not twice.
  [[nodiscard]] bool union_of_overlaps() const noexcept { return data_->union_of_overlaps; }
  [[nodiscard]] std::span<const PointRule> rules() const noexcept { return data_->rules; }
  [[nodiscard]] std::span<const PointGroup> groups() const noexcept { return data_->groups; }
  [[nodiscard]] std::span<const Ladder> ladders() const noexcept { return data_->ladders; }
  /// At least one; a book that names none has the kind `points`.
  [[nodiscard]] std::span<const PointKind> kinds() const noexcept { return data_->kinds; }
  [[nodiscard]] std::span<const PointTag> tags() const noexcept { return data_->tags; }
  [[nodiscard]] std::span<const RuleVersion> versions() const noexcept { return data_->versions; }
  [[nodiscard]] std::span<const Obligation> obligations() const noexcept {
    return data_->obligations;
  }
  /// Some kind has balances that differ from what was earned, or a rule that books elsewhere.
  [[nodiscard]] bool keeps_accounts() const noexcept { return data_->keeps_accounts; }
  /// The id of the version that holds on that day; that of the book where it has no versions.
  [[nodiscard]] const std::string& version_on(LocalDay day) const noexcept;
  /// Its position in versions(); their number where none holds on that day, 0 where there are none.
  [[nodiscard]] std::size_t version_index(LocalDay day) const noexcept;
  /// The same with those ladders only that hold on that day: ids of ladders are then unique.
  [[nodiscard]] Rulebook in_force(LocalDay day) const;
  /// The (first) ladder of that id, or nullptr.
  [[nodiscard]] const Ladder* ladder(std::string_view id) const noexcept;

 private:
  struct Data {
    std::string name, version;
    Caption title, note, unit;
    std::vector<std::string> languages;
    std::optional<Reach> period;
    std::int32_t close = 15, objection = 15;
    Suspension suspension = Suspension::freeze;
    bool union_of_overlaps = false, keeps_accounts = false;
    std::vector<PointRule> rules;
    std::vector<PointGroup> groups;
    std::vector<Ladder> ladders;
    std::vector<PointKind> kinds;
    std::vector<PointTag> tags;
    std::vector<RuleVersion> versions;
    std::vector<Obligation> obligations;
  };
  friend class RulebookReader;
  explicit Rulebook(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

/// Reads a rulebook. `source` is the file's path, or "rulebook", as errors name it.
/// Throws InputError with all findings: key path, line where known, value and remedy. The codes:
/// docs/errors.md, "Rulebooks".
[[nodiscard]] Rulebook make_rulebook(const RuleTree& tree, std::string_view source = "rulebook");

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/points/detail/rulebook.ipp>
#endif
