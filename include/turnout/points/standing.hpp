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
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/table.hpp>
#include <turnout/points/accounts.hpp>
#include <turnout/points/period.hpp>
#include <turnout/points/rulebook.hpp>
#include <turnout/points/services.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {
class CompiledBook;
class Duties;
}  // namespace detail

struct ScoreOptions {
  /// 2026, 2026H1, 2026Q3, 2026-07 or FROM/TO with both days included. Must be given, and of the
  /// length that the rulebook asks for (`wrong_period`).
  std::string period = {};
  /// What was known at this time: a day (its last second) or a time in the zone of the services.
  /// Services that end later, confirmations and reversals given later are not seen. Blank: all.
  std::string as_of = {};
  /// Sums from before the first service: member_id, measure (earned, hours, services,
  /// active_months, balance), value. They count in measures over a lifetime, a balance in the first
  /// kind of points; caps do not see them.
  Table opening = {};
  /// Threads; 0: the CPUs that the process may use. The standing is the same on any number.
  int threads = 0;
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
  nothing_given,      ///< It brought nothing that this rule counts.
  not_rated,          ///< The rule asks for a rating, and there is none.
  low_rating,         ///< The rating is below what the rule asks for.
  gate_closed,        ///< The member did not yet fulfil a gate of the rule.
  no_band,            ///< Its score lies in no band that gives points.
  suspended,          ///< The member was suspended, and the book forfeits what is given then.
};
[[nodiscard]] std::string_view to_string(NoPoints reason) noexcept;

/// Sums of one span. Points in thousandths.
struct Sums {
  std::int64_t earned = 0, seconds = 0, services = 0, active_months = 0;
  std::int64_t balance = 0;  ///< Of the first kind; only in sums of a lifetime.
  [[nodiscard]] std::int64_t of(Measure measure) const noexcept {
    switch (measure) {
      case Measure::earned: return earned;
      case Measure::hours: return seconds;
      case Measure::services: return services;
      case Measure::balance: return balance;
      case Measure::active_months: break;
    }
    return active_months;
  }
  friend bool operator==(const Sums&, const Sums&) = default;
};

/// Booked in this period for a service of an earlier one that became known after that one had been
/// posted (or was taken back since).
struct LateEntry {
  std::uint32_t member = 0;
  PointRule::On on = PointRule::On::services;
  std::string cause;  ///< The id of the service or event.
  std::string rule;
  LocalDay given = {};      ///< When it was given: under the caps of that time.
  std::int64_t points = 0;  ///< The difference; thousandths.
  friend bool operator==(const LateEntry&, const LateEntry&) = default;
};

/// A band that was posted for an earlier period and would be another one by what is known now. The
/// posted one stands.
struct LateChange {
  std::uint32_t member = 0;
  std::string period;               ///< 2026H1.
  std::size_t ladder = 0;           ///< Into Rulebook::ladders.
  std::size_t posted = 0, now = 0;  ///< Positions of bands.
  friend bool operator==(const LateChange&, const LateChange&) = default;
};

/// One member's standing.
struct StandingRow {
  std::uint32_t member = 0;     ///< Into Services.
  std::int64_t rank = 0;        ///< 1, 2, 2, 4, by points of the period.
  Sums period, year, lifetime;  ///< All end with the last day of the period.
  friend bool operator==(const StandingRow&, const StandingRow&) = default;
};

/// A unit, or a branch: the work of those who belonged to it.
struct UnitRow {
  std::string unit;
  std::int64_t members = 0;    ///< On the last day of the period; who left by then does not count.
  std::int64_t suspended = 0;  ///< Of them.
  std::int64_t services = 0, seconds = 0, points = 0;  ///< Each by the unit of its day.
  std::vector<std::int64_t> kept;   ///< By obligation: members who missed nothing.
  std::vector<std::int64_t> share;  ///< By obligation: per mille of members, down.
};

/// An immutable standing; copies share it.
class Standing {
 public:
  [[nodiscard]] const Rulebook& rulebook() const noexcept { return data_->book; }
  [[nodiscard]] const Services& services() const noexcept { return data_->services; }
  [[nodiscard]] const Period& period() const noexcept { return data_->period; }
  /// As given; blank: all that is known.
  [[nodiscard]] const std::string& as_of() const noexcept { return data_->as_of_text; }
  /// The day on which the period is posted, and the last day on which one may object. Nothing for a
  /// book without periods of its own.
  [[nodiscard]] std::optional<LocalDay> closes() const noexcept { return data_->closes; }
  [[nodiscard]] std::optional<LocalDay> objections_until() const noexcept {
    return data_->objections_until;
  }
  /// `as_of` lies before the end of objections. Without `as_of` it is not.
  [[nodiscard]] bool provisional() const noexcept { return data_->provisional; }
  /// As asked for; 0: all CPUs that the process may use.
  [[nodiscard]] int threads() const noexcept { return data_->threads; }
  /// By rank, then by the bytes of member_id.
  [[nodiscard]] std::span<const StandingRow> rows() const noexcept { return data_->rows; }
  /// The row of a member, by its position in the services.
  [[nodiscard]] const StandingRow& row_of(std::uint32_t member) const noexcept {
    return data_->rows[data_->row_of[member]];
  }
  /// The band of that ladder (0: none, else its position from 1; above the last band one more for
  /// each repetition).
  [[nodiscard]] std::size_t band(const StandingRow& row, const Ladder& ladder) const noexcept;
  /// What the ladder looks at, of that member.
  [[nodiscard]] std::int64_t measured(const StandingRow& row, const Ladder& ladder) const noexcept;
  /// Points of a kind that the member earned in the period.
  [[nodiscard]] std::int64_t earned(const StandingRow& row, std::size_t kind) const noexcept;
  /// How often the member met and missed an obligation in the period.
  [[nodiscard]] std::int64_t met(const StandingRow& row, std::size_t obligation) const noexcept {
    return data_->met[row.member * data_->book.obligations().size() + obligation];
  }
  [[nodiscard]] std::int64_t missed(const StandingRow& row, std::size_t obligation) const noexcept {
    return data_->missed[row.member * data_->book.obligations().size() + obligation];
  }
  /// Suspended at the end of what is seen.
  [[nodiscard]] bool suspended(const StandingRow& row) const noexcept {
    return data_->suspended[row.member] != 0;
  }
  /// The community from which the member moved during the period; blank: did not move.
  [[nodiscard]] std::string_view moved_from(const StandingRow& row) const noexcept;
  /// Who holds what. Balances are those at the end of the period.
  [[nodiscard]] const Accounts& accounts() const noexcept { return data_->accounts; }
  /// Booked here for earlier periods. By member, then by day.
  [[nodiscard]] std::span<const LateEntry> late() const noexcept { return data_->late; }
  /// Where late entries would have changed a band that was posted. By member, then by period.
  [[nodiscard]] std::span<const LateChange> late_changes() const noexcept {
    return data_->late_changes;
  }
  /// By name; with the obligations of the book.
  [[nodiscard]] std::vector<UnitRow> units() const;

  /// member_id, name, community, unit (those that the roster has), rank, points, tier, star, services,
  /// hours, active_months, lifetime_points, lifetime_hours, lifetime_services, then a column for
  /// each further ladder; earned_<kind> where the book has several kinds, balance_<kind> where it
  /// keeps accounts, <obligation>_met and _missed for each obligation, `suspended` where somebody
  /// is, moved_from where somebody moved. Rows as rows().
  [[nodiscard]] Table frame() const;

  /// One row a service or event of the period and rule: member_id, service_id, start, rule, version,
  /// quantity, unit, points, shaped, reason, late. `start` is in local time (`Column::instants`,
  /// seconds); `quantity` is what counted; `shaped` names the caps and floors that cut it, as the
  /// rulebook's keys, joined by ';'; `reason` says why it gave nothing; `late` is the day of what
  /// belongs to an earlier period, which is also its start.
  /// The points of a member's entries add up to those of the frame, kind by kind. Rows by
  /// member_id, then time; late ones last. Worked out anew by each call, on as many threads as the
  /// standing was: a second or two for ten million events.
  [[nodiscard]] Table entries() const;
  /// Those of one member, some microseconds. Throws InputError (`unknown_member`).
  [[nodiscard]] Table entries_of(std::string_view member_id) const;

  /// The lines of all accounts: account, kind, at, movement, points, balance, cause, rule, other,
  /// refused. In order of time.
  [[nodiscard]] Table ledger() const;

  /// units() as a table: unit, members, suspended, services, hours, points, points_a_member, then
  /// <obligation>_share in percent and <obligation>_kept (yes or no) where a share is asked for.
  [[nodiscard]] Table unit_frame() const;

  /// A card in plain text that the member can check by hand: every service of the period, each step
  /// of its points, the sums and what each ladder looks at. `language` is "en" or "zh".
  /// Throws InputError (`unknown_member`, `unknown_language`).
  [[nodiscard]] std::string explain(std::string_view member_id,
                                    std::string_view language = "en") const;

 private:
  /// Of the members in [first, last).
  [[nodiscard]] Table entries_between(std::uint32_t first, std::uint32_t last) const;

  struct Data {
    Rulebook book;
    Services services;
    Period period;
    int threads = 0;
    std::string as_of_text;
    std::int64_t as_of = 0;  ///< As given.
    std::int64_t known = 0;  ///< What became known later is not in this standing.
    std::optional<LocalDay> closes = {}, objections_until = {};
    bool provisional = false;
    std::vector<StandingRow> rows = {};
    std::vector<std::uint32_t> row_of = {};
    std::vector<Sums> opening = {};  ///< By member; empty: none.
    std::vector<Sums> tracked = {};  ///< By member and tracker.
    std::size_t trackers = 0;
    std::vector<std::size_t> ladder_tracker = {};  ///< Of a ladder; none: its span's sums.
    std::vector<std::vector<std::size_t>> gate_tracker = {};  ///< Of a ladder's gates.
    std::vector<std::size_t> kind_tracker = {};               ///< Of kinds from the second on.
    std::vector<std::int64_t> first_from = {};  ///< Of ladders with `first`: the least that is in.
    std::vector<std::int64_t> met = {}, missed = {};  ///< By member and obligation.
    std::vector<std::uint8_t> suspended = {};         ///< By member.
    std::vector<LateEntry> late = {};
    std::vector<LateChange> late_changes = {};
    Accounts accounts = {};
    std::shared_ptr<const detail::CompiledBook> compiled = {};
    std::shared_ptr<const detail::Duties> duties = {};
  };
  friend class Scorer;
  explicit Standing(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

/// Throws InputError: `bad_period`, `wrong_period`, errors of `as_of` and of the opening table,
/// `account_missing` and `until_missing` of events that the book looks at;
/// RangeError when a sum passes 2^53 thousandths of a point.
[[nodiscard]] Standing score(const Rulebook& book, const Services& services,
                             const ScoreOptions& options);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/points/detail/accounts.ipp>
#include <turnout/points/detail/card.ipp>
#include <turnout/points/detail/standing.ipp>
#include <turnout/points/detail/standing_entries.ipp>
#include <turnout/points/detail/standing_tables.ipp>
#endif
