// turnout/points/events.hpp -- what happened beside the services.
//
// A log-in, a quiz with its score, a notice that was read, a referral, points that were spent,
// donated or passed on, a suspension, an objection: rows of one table, whose kinds are open words
// that rules match.
//
// Columns: event_id, account, kind, at; optional quantity, unit, score, other, until, confirmed_by,
// confirmed_at, due, reverses.
//   account   whose it is: a member, or `family:NAME`, `unit:NAME`, `community:PATH`, `pool:NAME`.
//             Blank: everyone's (something that was due from all)
//   quantity  from 0, at most three decimals; `unit` s, min and h make it a length of time
//   score     of a quiz or an assessment
//   other     the other account: of a transfer, a donation, a referral
//   until     the end of a suspension, the deadline of what is due; a day means its last second
//   due       the event_id of what this one fulfils
//   reverses  this row takes that event back, as of its own time
//
// They are read together with the services (`make_services`), whose members they share.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/calendar.hpp>
#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI {

/// One event. Instants in seconds since 1970 UTC.
struct Event {
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

  std::uint32_t id = 0;          ///< Into Events::id().
  std::uint32_t account = none;  ///< Members first, in their order, then Events::other_accounts().
  std::uint32_t kind = 0;        ///< Into Events::kinds().
  std::uint32_t other = none;    ///< As account.
  std::uint32_t due = none;      ///< The id of what it fulfils, as `id`.
  LocalDay day = {};
  std::int64_t at = 0;
  std::int64_t until = never;  ///< Where not given.
  std::int64_t amount = 1000;  ///< Thousandths of the quantity; 1 where not given.
  std::int64_t seconds = 0;    ///< The quantity as a length of time, where its unit is one.
  std::int64_t score = 0;      ///< Thousandths.
  bool has_score = false, has_amount = false;
  bool is_reversal = false;
  bool confirmed = false;  ///< By someone other than the account.
  std::uint32_t unit = 0;  ///< Into Events::units().
  std::int64_t confirmed_at = std::numeric_limits<std::int64_t>::min();
  std::int64_t reversed_at = never;

  /// It is known by `time` that it was taken back.
  [[nodiscard]] bool is_reversed(std::int64_t time) const noexcept {
    return reversed_at != never && reversed_at <= time;
  }
};

/// All events, by account, then by local day, time and event_id; those of everyone come last.
/// Immutable. Made by make_services.
class Events {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }
  [[nodiscard]] std::span<const Event> rows() const noexcept { return rows_; }
  /// Those of an account.
  [[nodiscard]] std::span<const Event> of(std::uint32_t account) const noexcept {
    if (begin_.empty()) return {};
    const std::size_t at = account == Event::none ? begin_.size() - 2 : account;
    return std::span(rows_).subspan(begin_[at], begin_[at + 1] - begin_[at]);
  }
  [[nodiscard]] std::string_view id(const Event& event) const noexcept { return ids_[event.id]; }
  [[nodiscard]] const Texts& ids() const noexcept { return ids_; }
  /// Words by number; number 0 is the blank.
  [[nodiscard]] const Texts& kinds() const noexcept { return kinds_; }
  [[nodiscard]] const Texts& units() const noexcept { return units_; }
  /// Families, units, communities and pools, by their bytes.
  [[nodiscard]] const Texts& other_accounts() const noexcept { return others_; }

 private:
  friend class EventsAccess;
  std::vector<Event> rows_;
  std::vector<std::size_t> begin_;  ///< By account, then of everyone; one more at the end.
  Texts ids_, kinds_, units_, others_;
};

}  // namespace turnout::inline TURNOUT_ABI
