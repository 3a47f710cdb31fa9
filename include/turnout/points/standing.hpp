// turnout/points/standing.hpp -- what the services of a period are worth, and why.
//
// score() takes each member's services in the order of (start, end, service_id) through every
// rule of the book, step by step (see rulebook.hpp), in integers: thousandths of a point and
// whole seconds. The result is a function of what is valid at `as_of`, never of the order in
// which rows arrived: a service that is taken back counts as if it had never been, so another
// may fill the cap that it frees.
//
//   const Standing standing = score(book, services, {.period = "2026H1"});
//   for (const StandingRow& row : standing.rows()) ...     // rank 1 first
//   standing.entries();                                    // every service, its points, or why none
//   std::cout << standing.explain("M42");                  // a card to check by hand
//
// A service is *counted* when at least one rule matches it and that rule's gates are open.
// Caps and roundings can still bring its points to nothing; it stays counted. Hours are the
// whole length of counted services.
// One ordered pass a member; entries and cards are made again on demand from the same pass.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/table.hpp>
#include <turnout/points/period.hpp>
#include <turnout/points/rulebook.hpp>
#include <turnout/points/services.hpp>

namespace turnout::inline TURNOUT_ABI {

struct ScoreOptions {
  /// 2026, 2026H1, 2026Q3, 2026-07 or FROM/TO with both days included. Must be given, and of the
  /// length that the rulebook asks for (`wrong_period`).
  std::string period = {};
  /// What was known at this time: a day (its last second) or a time in the zone of the services.
  /// Services that end later, confirmations and reversals given later are not seen. Blank: all.
  std::string as_of = {};
  /// Lifetime sums from before the first service: member_id, measure (earned, hours, services,
  /// active_months), value. They count in measures over a lifetime; caps do not see them.
  Table opening = {};
};

/// Why an entry gave nothing. Names are stable: see to_string.
enum class NoPoints : std::uint8_t {
  none,               ///< It gave points.
  reversal,           ///< The row takes another service back.
  reversed,           ///< It was taken back.
  no_rule,            ///< No rule of the book matches it.
  not_confirmed,      ///< Nobody has confirmed it (by `as_of`).
  confirmed_by_self,  ///< Only the member has.
  quantity_used_up,   ///< The quantity caps left nothing to count.
  cap_used_up,        ///< A cap (or floor) of the rule was used up.
  group_cap_used_up,  ///< A cap (or floor) of the group was.
  below_one_step,     ///< Rounding left nothing; with `per` a later entry may complete the step.
  zero_rate,          ///< The rule gives no points: it only counts hours or services.
};
[[nodiscard]] std::string_view to_string(NoPoints reason) noexcept;

/// Sums of one span. Points in thousandths.
struct Sums {
  std::int64_t earned = 0, seconds = 0, services = 0, active_months = 0;
  [[nodiscard]] std::int64_t of(Measure measure) const noexcept {
    switch (measure) {
      case Measure::earned: return earned;
      case Measure::hours: return seconds;
      case Measure::services: return services;
      case Measure::active_months: break;
    }
    return active_months;
  }
  friend bool operator==(const Sums&, const Sums&) = default;
};

/// One member's standing.
struct StandingRow {
  std::uint32_t member = 0;     ///< Into Services.
  std::int64_t rank = 0;        ///< 1, 2, 2, 4, by points of the period.
  Sums period, year, lifetime;  ///< All end with the last day of the period.
  friend bool operator==(const StandingRow&, const StandingRow&) = default;
};

/// An immutable standing; copies share it.
class Standing {
 public:
  [[nodiscard]] const Rulebook& rulebook() const noexcept { return data_->book; }
  [[nodiscard]] const Services& services() const noexcept { return data_->services; }
  [[nodiscard]] const Period& period() const noexcept { return data_->period; }
  /// As given; blank: all that is known.
  [[nodiscard]] const std::string& as_of() const noexcept { return data_->as_of_text; }
  /// By rank, then by the bytes of member_id.
  [[nodiscard]] std::span<const StandingRow> rows() const noexcept { return data_->rows; }
  /// The band of that ladder (0: none, else its position from 1).
  [[nodiscard]] std::size_t band(const StandingRow& row, const Ladder& ladder) const noexcept;

  /// member_id, name, community, unit (those that the roster has), rank, points, tier, star, services,
  /// hours, active_months, lifetime_points, lifetime_hours, lifetime_services, then a column for
  /// each further ladder. Rows as rows().
  [[nodiscard]] Table frame() const;

  /// One row a service of the period and rule: member_id, service_id, start, rule, version, quantity,
  /// unit, points, shaped, reason. `quantity` is what counted; `shaped` names the caps and floors
  /// that cut it, as the rulebook's keys, joined by ';'; `reason` says why it gave nothing.
  /// The points of a member's entries add up to those of the frame. Rows by member_id, then time.
  [[nodiscard]] Table entries() const;

  /// A card in plain text that the member can check by hand: every service of the period, each step
  /// of its points, the sums and what each ladder looks at. `language` is "en" or "zh".
  /// Throws InputError (`unknown_member`, `unknown_language`).
  [[nodiscard]] std::string explain(std::string_view member_id,
                                    std::string_view language = "en") const;

 private:
  struct Data {
    Rulebook book;
    Services services;
    Period period;
    std::string as_of_text;
    std::int64_t as_of;
    std::vector<StandingRow> rows;
    std::vector<Sums> opening;  ///< By member; empty: none.
  };
  friend Standing score(const Rulebook&, const Services&, const ScoreOptions&);
  explicit Standing(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

/// Throws InputError: `bad_period`, `wrong_period`, errors of `as_of` and of the opening table;
/// RangeError when a sum passes 2^53 thousandths of a point.
[[nodiscard]] Standing score(const Rulebook& book, const Services& services,
                             const ScoreOptions& options);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/points/detail/card.ipp>
#include <turnout/points/detail/standing.ipp>
#endif
