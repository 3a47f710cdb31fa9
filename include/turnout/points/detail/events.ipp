#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include <turnout/model/detail/table_reader.ipp>
#include <turnout/points/detail/event_store.hpp>
#include <turnout/points/detail/moments.hpp>
#include <turnout/points/detail/quick_times.ipp>
#include <turnout/points/detail/row_of_text.ipp>
#include <turnout/points/events.hpp>

namespace turnout::inline TURNOUT_ABI {

namespace detail {

inline constexpr std::uint32_t kNoAccount = Event::none;
inline constexpr std::array<std::string_view, 14> kEventColumns{
    "event_id", "account", "kind",         "at",           "quantity", "unit",     "score",
    "other",    "until",   "confirmed_by", "confirmed_at", "due",      "reverses", "note"};

/// Reads the table of events; one use each.
class EventsReader {
 public:
  EventsReader(const Table& events, IssueCollector& bad, const TimeZone& zone)
      : in_(events, bad), zone_(zone) {
    kinds_.number({});
    units_.number({});
  }

  /// New members are numbered where there is no roster.
  void read(RowOfText& members, bool has_roster) {
    if (!in_.table().given()) return;
    members_ = &members;
    has_roster_ = has_roster;
    event_id_ = in_.required("event_id");
    account_ = in_.required("account");
    kind_ = in_.required("kind");
    at_ = in_.required("at");
    if (!event_id_.column || !account_.column || !kind_.column || !at_.column) return;
    quantity_ = in_.field("quantity");
    unit_ = in_.field("unit");
    score_ = in_.field("score");
    other_ = in_.field("other");
    until_ = in_.field("until");
    confirmed_by_ = in_.field("confirmed_by");
    confirmed_at_ = in_.field("confirmed_at");
    due_ = in_.field("due");
    reverses_ = in_.field("reverses");
    in_.check_utf8(
        {"event_id", "account", "kind", "unit", "other", "confirmed_by", "due", "reverses"});
    rows_.reserve(in_.rows());
    for (std::size_t row = 0; row < in_.rows(); ++row) read_row(row);
    for (std::size_t row = 0; row < in_.rows(); ++row) read_links(row);
  }

  /// `place`: of each member by the number that it was given.
  Events sorted(std::span<const std::uint32_t> place, int threads) {
    EventStore store(place.size(), others_.texts(), units_.texts());
    const auto renumber = [&](std::uint32_t& account) {
      if (account == Event::none) return;
      account = (account & kOther) != 0 ? store.other(account & ~kOther) : place[account];
    };
    const auto everyone = static_cast<std::uint32_t>(store.accounts() - 1);
    const Chunks chunks(rows_.size());
    store.whole.resize(chunks.count());
    store.plain.assign(chunks.count(), std::vector<std::uint64_t>(kinds_.size()));
    store.days.resize(chunks.count());
    const Ids ids(ids_.texts());
    auto rows = sort_by_account<EventRow>(
        chunks, store.accounts(), threads,
        [&](std::size_t row) {
          std::uint32_t account = rows_[row].account;
          renumber(account);
          return account == Event::none ? everyone : account;
        },
        [&](std::size_t chunk) {
          return OneByOne{[&, chunk, times = QuickTimes(zone_)](std::size_t row) mutable {
            Event e = rows_[row];
            renumber(e.account);
            renumber(e.other);
            const EventTime time = EventTime::of(e.day, e.at, times.midnight(e.day));
            if (says_no_more(e) && is_plain(e))
              if (const std::optional<EventRow> plain = row_of(e, time)) {
                store.days[chunk].see(time.when);
                ++store.plain[chunk][e.kind];
                return *plain;
              }
            store.whole[chunk].push_back(e);
            return row_of_whole(e, time, static_cast<std::uint32_t>(chunk),
                                store.whole[chunk].size() - 1);
          }};
        },
        EventLess{ids, store.whole, zone_});
    return std::move(store).finish(std::move(rows), ids, kinds_.texts(), units_.texts(), zone_);
  }

 private:
  static constexpr std::uint32_t kOther = std::uint32_t{1} << 31;  ///< Until they are sorted.

  void read_row(std::size_t row) {
    Event e;
    const std::string_view id = in_.text(event_id_, row, buffer_);
    if (id.empty())
      in_.reject_blank(row, event_id_);
    else if (ids_.find(id))
      in_.reject(row, event_id_, "duplicate_id", "this event is listed twice",
                 "keep one row an event; to take one back, give a row with `reverses`");
    e.id = ids_.number(id);
    e.account = account(row, account_);
    if (!kind_.given(row)) in_.reject_blank(row, kind_);
    e.kind = kinds_.number(in_.text(kind_, row, buffer_));
    if (!at_.given(row)) in_.reject_blank(row, at_);
    if (const auto at = read_moment(in_, at_, row, zone_, DayMeans::its_first_second)) e.at = *at;
    e.day = zone_.day(Instant{Seconds{e.at}});
    if (const auto until = read_moment(in_, until_, row, zone_, DayMeans::its_last_second)) {
      e.until = *until;
      if (e.until < e.at)
        in_.reject(row, until_, "until_before_at", "it ends before it begins",
                   "give a time at or after `at`");
    }
    read_figures(row, e);
    e.other = account(row, other_);
    read_confirmation(row, e);
    e.is_reversal = reverses_.given(row);
    rows_.push_back(e);
  }

  void read_figures(std::size_t row, Event& e) {
    e.unit = units_.number(in_.text(unit_, row, buffer_));
    if (const auto quantity = thousandths(row, quantity_)) {
      e.amount = *quantity;
      e.has_amount = true;
      const std::string_view unit = units_.texts()[e.unit];
      const std::int64_t length = unit == "s" ? 1 : unit == "min" ? 60 : unit == "h" ? 3600 : 0;
      e.seconds = *quantity * length / 1000;
    }
    if (const auto score = thousandths(row, score_)) {
      e.score = *score;
      e.has_score = true;
    }
  }
  /// A figure of at most three decimals, from 0.
  std::optional<std::int64_t> thousandths(std::size_t row, const Field& field) {
    const auto value =
        in_.real(field, row,
                 {0, 1e9, "out_of_range", "this figure is below 0 or above 1,000,000,000",
                  "give a figure from 0"});
    if (!value) return std::nullopt;
    const double scaled = std::nearbyint(*value * 1000);
    if (scaled / 1000 != *value) {
      in_.reject(row, field, "too_precise", "this figure has more than three decimals",
                 "give at most three decimals");
      return std::nullopt;
    }
    return static_cast<std::int64_t>(scaled);
  }

  std::uint32_t account(std::size_t row, const Field& field) {
    const std::string_view id = in_.text(field, row, buffer_);
    if (id.empty()) return Event::none;
    if (is_other_account(id)) return others_.number(id) | kOther;
    if (!has_roster_) return members_->number(id);
    const auto known = members_->find(id);
    if (!known)
      in_.reject(row, field, "unknown_member", "this member is not on the roster",
                 "add the member to the roster, correct the id, or write family:, unit: or pool: "
                 "before the name of such an account");
    return known.value_or(0);
  }

  void read_confirmation(std::size_t row, Event& e) {
    const auto at = read_moment(in_, confirmed_at_, row, zone_, DayMeans::its_last_second);
    if (!confirmed_by_.given(row) && confirmed_at_.given(row))
      in_.reject(row, confirmed_at_, "confirmed_by_missing",
                 "it was confirmed, but nobody is named who did",
                 "fill confirmed_by, or clear confirmed_at");
    if (at && *at < e.at)
      in_.reject(row, confirmed_at_, "confirmed_before_given",
                 "it was confirmed before it happened", "give a time at or after `at`");
    std::string other;
    e.confirmed = confirmed_by_.given(row) &&
                  in_.text(confirmed_by_, row, buffer_) != in_.text(account_, row, other);
    if (at) e.confirmed_at = *at;
  }

  void read_links(std::size_t row) {
    Event& e = rows_[row];
    if (due_.given(row)) {
      if (const auto target = ids_.find(in_.text(due_, row, buffer_)))
        e.due = *target;
      else
        in_.reject(row, due_, "unknown_event", "there is no event of this id", "correct the id");
    }
    if (!e.is_reversal) return;
    const auto report = [&](std::string_view code, std::string_view message,
                            std::string_view remedy) {
      in_.reject(row, reverses_, code, message, remedy);
    };
    const auto target = ids_.find(in_.text(reverses_, row, buffer_));
    if (!target) return report("unknown_event", "there is no event of this id", "correct the id");
    // Where ids are listed twice the numbers no longer follow the rows; that is reported already.
    Event* const taken =
        *target < rows_.size() && rows_[*target].id == *target ? &rows_[*target] : nullptr;
    if (taken == nullptr) return;
    if (taken == &e)
      report("reverses_itself", "a row cannot take itself back", "name the event that is meant");
    else if (taken->is_reversal)
      report("reverses_reversal", "this row is itself a reversal",
             "give the event again under a new id");
    else if (taken->account != e.account)
      report("reverses_other_member", "this event belongs to another account",
             "correct the id or the account");
    else if (e.at < taken->at)
      report("reversed_before_given", "it is taken back before it happened",
             "give the time at which it was taken back");
    else if (taken->reversed_at != Event::never)
      report("reversed_twice", "this event was taken back already", "drop one of the two rows");
    else
      taken->reversed_at = e.at;
  }

  TableReader in_;
  const TimeZone& zone_;
  RowOfText* members_ = nullptr;
  bool has_roster_ = false;
  Field event_id_, account_, kind_, at_, quantity_, unit_, score_, other_, until_, confirmed_by_,
      confirmed_at_, due_, reverses_;
  std::string buffer_;
  std::vector<Event> rows_;
  RowOfText ids_, kinds_, units_, others_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
