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

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/calendar.hpp>
#include <turnout/model/table.hpp>
#include <turnout/points/detail/event_row.hpp>
#include <turnout/points/ids.hpp>

namespace turnout::inline TURNOUT_ABI {

/// One event, by value. Instants in seconds since 1970 UTC.
struct Event {
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

  std::uint32_t id = 0;          ///< Into Events::ids(): its row in the table.
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
  /// Some of them, one behind the other. Events are made as they are read, by value.
  class View {
   public:
    class Iterator {
     public:
      using value_type = Event;
      using difference_type = std::ptrdiff_t;
      Iterator() = default;
      Iterator(const Events& events, std::size_t at, std::uint32_t account) noexcept
          : events_(&events), at_(at), account_(account) {}
      [[nodiscard]] Event operator*() const noexcept {
        std::uint32_t account = account_;
        while (at_ >= events_->begin_[account + 1]) ++account;
        return events_->made(at_, account);
      }
      Iterator& operator++() noexcept {
        ++at_;
        return *this;
      }
      Iterator operator++(int) noexcept { return {*events_, at_++, account_}; }
      friend bool operator==(const Iterator& a, const Iterator& b) noexcept {
        return a.at_ == b.at_;
      }

     private:
      const Events* events_ = nullptr;
      std::size_t at_ = 0;
      std::uint32_t account_ = 0;  ///< That of `at_`, or one before it.
    };

    View() = default;
    View(const Events& events, std::size_t first, std::size_t last, std::uint32_t account) noexcept
        : events_(&events), first_(first), last_(last), account_(account) {}
    [[nodiscard]] Iterator begin() const noexcept { return {*events_, first_, account_}; }
    [[nodiscard]] Iterator end() const noexcept { return {*events_, last_, account_}; }
    [[nodiscard]] std::size_t size() const noexcept { return last_ - first_; }
    [[nodiscard]] bool empty() const noexcept { return first_ == last_; }
    /// The position of the first one among all.
    [[nodiscard]] std::size_t position() const noexcept { return first_; }

   private:
    const Events* events_ = nullptr;
    std::size_t first_ = 0, last_ = 0;
    std::uint32_t account_ = 0;
  };

  [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }
  [[nodiscard]] View all() const noexcept { return {*this, 0, size(), 0}; }
  /// The event at a position among all.
  [[nodiscard]] Event operator[](std::size_t at) const noexcept {
    const auto after = std::upper_bound(begin_.begin(), begin_.end(), at);
    return made(at, static_cast<std::uint32_t>(after - begin_.begin() - 1));
  }
  /// Those of an account.
  [[nodiscard]] View of(std::uint32_t account) const noexcept {
    if (begin_.empty()) return {*this, 0, 0, 0};
    const std::size_t at = account == Event::none ? begin_.size() - 2 : account;
    return {*this, begin_[at], begin_[at + 1], static_cast<std::uint32_t>(at)};
  }
  /// As they are kept: for passes over all of an account.
  [[nodiscard]] std::span<const detail::EventRow> rows() const noexcept { return rows_; }
  [[nodiscard]] std::uint32_t kind_of(const detail::EventRow& row) const noexcept {
    return row.is_whole() ? whole(row).kind : row.kind;
  }
  /// What stands whole: all that was due with a deadline, was taken back, and the like.
  [[nodiscard]] const Event& whole(const detail::EventRow& row) const noexcept {
    return whole_[row.figure >> 24U][row.figure & 0xffffffU];
  }
  [[nodiscard]] std::span<const std::vector<Event>> all_whole() const noexcept { return whole_; }
  /// How many of a kind do not stand whole.
  [[nodiscard]] std::uint64_t plain(std::uint32_t kind) const noexcept { return plain_[kind]; }
  /// The quantity as a length of time, of one that does not stand whole.
  [[nodiscard]] std::int64_t seconds(const detail::EventRow& row) const noexcept {
    return row.has_amount() ? row.amount() * unit_seconds_[row.unit] / 1000 : 0;
  }
  [[nodiscard]] std::int64_t at(const detail::EventRow& row) const noexcept {
    return row.is_whole() ? whole(row).at : plain_at(row);
  }
  [[nodiscard]] LocalDay day(const detail::EventRow& row) const noexcept {
    return row.is_whole() ? whole(row).day : plain_day(row);
  }
  /// The same of one that does not stand whole.
  [[nodiscard]] std::int64_t plain_at(const detail::EventRow& row) const noexcept {
    return begin_of_day_[day_number(row)] +
           static_cast<std::int64_t>(row.when % detail::EventTime::kSeconds);
  }
  /// Its day, counted from the first one on which something happened.
  [[nodiscard]] std::size_t day_number(const detail::EventRow& row) const noexcept {
    return static_cast<std::size_t>(sort_day(row) - first_day_);
  }
  [[nodiscard]] std::size_t day_count() const noexcept { return begin_of_day_.size(); }
  [[nodiscard]] LocalDay day_of_number(std::size_t number) const noexcept {
    return detail::EventTime::kFirst +
           std::chrono::days{first_day_ + static_cast<std::int64_t>(number)};
  }
  [[nodiscard]] static constexpr LocalDay plain_day(const detail::EventRow& row) noexcept {
    return detail::EventTime::kFirst + std::chrono::days{sort_day(row)};
  }
  /// The event at a position, whose account is known.
  [[nodiscard]] Event made(std::size_t at, std::uint32_t account) const noexcept {
    const detail::EventRow& row = rows_[at];
    if (row.is_whole()) return whole(row);
    Event event;
    event.id = row.id;
    event.account = account + 2 == begin_.size() ? Event::none : account;
    event.kind = row.kind;
    event.due = row.link();
    event.day = plain_day(row);
    event.at = plain_at(row);
    event.amount = row.amount();
    event.has_amount = row.has_amount();
    event.seconds = seconds(row);
    event.score = row.score();
    event.has_score = row.has_score();
    event.confirmed = row.confirmed();
    event.unit = row.unit;
    return event;
  }

  /// `buffer` backs ids that came as numbers.
  [[nodiscard]] std::string_view id(const Event& event, std::string& buffer) const {
    return ids_.at(event.id, buffer);
  }
  [[nodiscard]] std::string_view id(const Event& event) const { return ids_[event.id]; }
  [[nodiscard]] const Ids& ids() const noexcept { return ids_; }
  /// Words by number; number 0 is the blank.
  [[nodiscard]] const Texts& kinds() const noexcept { return kinds_; }
  [[nodiscard]] const Texts& units() const noexcept { return units_; }
  /// Families, units, communities and pools, by their bytes.
  [[nodiscard]] const Texts& other_accounts() const noexcept { return others_; }

 private:
  friend class EventsAccess;
  std::span<const detail::EventRow> rows_;
  std::shared_ptr<const detail::EventRow[]> kept_;  ///< Where the rows lie.
  std::vector<std::vector<Event>> whole_;           ///< By chunk of the rows that they came in.
  std::vector<std::uint64_t> plain_;                ///< By kind.
  std::vector<std::size_t> begin_;  ///< By account, then of everyone; one more at the end.
  Ids ids_;
  Texts kinds_, units_, others_;
  std::vector<std::int64_t> unit_seconds_;  ///< By unit; 0: it is no length of time.
  /// Of the days on which something happened and those between: what the seconds of rows count from.
  std::vector<std::int64_t> begin_of_day_;
  std::int64_t first_day_ = 0;
};

}  // namespace turnout::inline TURNOUT_ABI
