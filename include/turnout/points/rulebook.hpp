// turnout/points/rulebook.hpp -- the rules that turn services into points, as data.
//
// A scheme of points is a text file that a street office can read and change. It is
// made of a few primitives that combine, never of special cases by name. Each rule is a
// line of steps, always in this order:
//
//   match -> gates -> quantity -> quantity caps -> rate -> rounding -> caps -> group caps
//
//   [[rules]]
//   id            = "hours"
//   match         = { kind = ["post", "activity"] }  # which services; absent: all
//   gates         = { confirmed = true }             # else the entry gives nothing, with a reason
//   quantity      = "hours"                          # or occasions, minutes, seconds
//   quantity_caps = { activity = 2 }                 # at most 2 hours count per activity
//   rate          = 1.2                              # points an hour; or { points = 60, per = 50 }
//   round         = { mode = "down", step = 0.5, per = "day" }
//   caps          = { day = 4, year = 60 }           # of the points of this rule
//   group         = "service"                        # shares the caps of [[groups]] id = "service"
//
// Ladders name what they measure (`earned`, `hours`, `services`, `active_months`) and over
// which span (`period`, `year`, `lifetime`); their bands are [from, to).
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
enum class ServiceField : std::uint8_t { kind, source, category, item, series, place, role };
inline constexpr std::size_t kServiceFields = 7;
[[nodiscard]] std::string_view to_string(ServiceField field) noexcept;

/// The field has one of these values. "" is a blank.
struct Condition {
  ServiceField field;
  std::vector<std::string> values;
};

/// What a service brings: once, or its length.
enum class Quantity : std::uint8_t { occasions, hours, minutes, seconds };
[[nodiscard]] std::string_view to_string(Quantity quantity) noexcept;
/// Seconds in one unit of the quantity; an occasion is one unit of itself.
[[nodiscard]] constexpr std::int64_t base_units(Quantity quantity) noexcept {
  return quantity == Quantity::hours ? 3600 : quantity == Quantity::minutes ? 60 : 1;
}

/// The sum over one `reach` stays within `limit`.
struct Cap {
  Reach reach;
  std::int64_t
      limit;  ///< Of points: thousandths, floors <= 0. Of quantities: seconds or occasions.
};

struct Rounding {
  /// On the size, so that a penalty is rounded as a gain is; halves of `nearest` go away from zero.
  enum class Mode : std::uint8_t { down, nearest, up };
  Mode mode = Mode::down;
  std::int64_t step = 1;     ///< Thousandths of a point.
  std::optional<Reach> per;  ///< Sums over it first; absent: each event by itself.
};

struct PointRule {
  std::string id;
  Caption title;
  std::vector<Condition> match;  ///< All must hold. Empty: every service.
  bool confirmed = false;        ///< Gate: someone other than the member has confirmed it.
  Quantity quantity = Quantity::occasions;
  std::vector<Cap> quantity_caps;  ///< From the shortest reach to the longest, as all caps.
  std::int64_t rate_points = 0;    ///< Thousandths of a point ...
  std::int64_t rate_per = 1000;    ///< ... for so many thousandths of a unit of the quantity.
  Rounding round;
  std::vector<Cap> caps;             ///< The sum of the positive entries is at most this.
  std::vector<Cap> floors;           ///< The sum of the negative entries is at least this.
  std::optional<std::size_t> group;  ///< Into Rulebook::groups.
};

/// Rules that share caps.
struct PointGroup {
  std::string id;
  Caption title;
  std::vector<Cap> caps, floors;
};

/// What a ladder looks at.
enum class Measure : std::uint8_t { earned, hours, services, active_months };
[[nodiscard]] std::string_view to_string(Measure measure) noexcept;
/// Over what time; always up to the last day of the period.
enum class LadderSpan : std::uint8_t { period, year, lifetime };
[[nodiscard]] std::string_view to_string(LadderSpan span) noexcept;

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
  Measure measure;
  LadderSpan span;
  std::vector<Band> bands;  ///< Rising; each starts where the one before ends.
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
  [[nodiscard]] std::span<const PointRule> rules() const noexcept { return data_->rules; }
  [[nodiscard]] std::span<const PointGroup> groups() const noexcept { return data_->groups; }
  [[nodiscard]] std::span<const Ladder> ladders() const noexcept { return data_->ladders; }
  /// The ladder of that id, or nullptr.
  [[nodiscard]] const Ladder* ladder(std::string_view id) const noexcept;

 private:
  struct Data {
    std::string name, version;
    Caption title, note, unit;
    std::vector<std::string> languages;
    std::optional<Reach> period;
    std::vector<PointRule> rules;
    std::vector<PointGroup> groups;
    std::vector<Ladder> ladders;
  };
  friend class RulebookReader;
  explicit Rulebook(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

/// Reads a rulebook. `source` is the file's path, or "rulebook", as errors name it.
/// Throws InputError with all findings: key path, line where known, value and remedy. A key of
/// the format that is not built yet is `not_supported_yet`, any other unknown one is `unknown_key`.
[[nodiscard]] Rulebook make_rulebook(const RuleTree& tree, std::string_view source = "rulebook");

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/points/detail/rulebook.ipp>
#endif
