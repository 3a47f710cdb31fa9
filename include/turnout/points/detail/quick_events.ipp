#pragma once

// Ten million events in a second: a table of events whose columns are plain (plain_columns.hpp),
// read by column and sorted as it is read. Anything odd is left to events.ipp, which means the same.

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <turnout/points/detail/event_store.hpp>
#include <turnout/points/detail/plain_columns.hpp>
#include <turnout/points/detail/row_of_text.ipp>
#include <turnout/points/detail/sort_by_account.hpp>
#include <turnout/points/events.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// One use each: jobs(), prepare(), then build().
class QuickEvents {
 public:
  QuickEvents(const Table& events, const TimeZone& zone, int threads)
      : in_(events, unheard_),
        zone_(zone),
        threads_(threads),
        chunks_(events.rows()),
        at_(in_.field("at")),
        until_(in_.field("until")),
        confirmed_at_(in_.field("confirmed_at")),
        quantity_(in_.field("quantity")),
        score_(in_.field("score")) {}

  /// Looks at each column of ids and words. In any order, on any threads.
  std::vector<std::function<void()>> jobs(bool has_roster) {
    std::vector<std::function<void()>> jobs;
    if (!has_columns()) return jobs;
    jobs.emplace_back([this] { ids_.emplace(in_.field("event_id")); });
    for (const auto& [words, name] : {std::pair(&account_, "account"),
                                      {&kind_, "kind"},
                                      {&unit_, "unit"},
                                      {&other_, "other"},
                                      {&confirmed_by_, "confirmed_by"},
                                      {&due_, "due"},
                                      {&reverses_, "reverses"}}) {
      // Which accounts rows have is seldom asked where there is a roster.
      const bool must_find = words != &confirmed_by_ && (words != &account_ || !has_roster);
      jobs.emplace_back([this, words, name, must_find] {
        words->emplace(in_.field(name));
        if (must_find) (*words)->find_used();
      });
    }
    return jobs;
  }

  /// Looks at each distinct word, and gives numbers to members that are new, as far as there is no
  /// roster. False: something is odd.
  bool prepare(RowOfText& members, bool has_roster) {
    if (!has_columns()) return false;
    in_.check_utf8(
        {"event_id", "account", "kind", "unit", "other", "confirmed_by", "due", "reverses"});
    if (!unheard_.empty() || ids_->is_odd()) return false;
    bool odd = false;
    const auto word = [](RowOfText& words) {
      words.number({});
      return [&words](std::string_view text) { return words.number(text); };
    };
    kind_->number(word(kinds_));
    unit_->number(word(units_));
    std::uint32_t next = 0;
    const auto account = [&](std::string_view text) -> std::uint32_t {
      if (is_other_account(text)) return others_.number(text) | kOther;
      if (!has_roster) return members.number(text);
      const auto known = members.find(text, next);
      odd = odd || !known;
      return known.value_or(0);
    };
    const auto known_account = [&](std::string_view text) -> std::uint32_t {
      if (is_other_account(text)) {
        const auto known = others_.find(text);
        return known ? *known | kOther : kStranger;
      }
      return members.find(text, next).value_or(kStranger);
    };
    // Where all that a row might name is on the roster, nobody need look at what rows do name.
    if (has_roster) account_->number_all(known_account);
    if (!has_roster || account_->has(kStranger)) account_->number(account);
    other_->number(account);
    next = 0;
    confirmed_by_->number_all(known_account);
    return !odd && find_rows(*due_, due_rows_) && find_rows(*reverses_, reversed_rows_) &&
           read_reversals();
  }

  /// `place`: of each member by the number that it was given. Nothing: a row is odd.
  std::optional<Events> build(std::span<const std::uint32_t> place) {
    EventStore store(place.size(), others_.texts(), units_.texts());
    const auto renumber = [&](std::uint32_t account) -> std::uint32_t {
      if (account == PlainWords::kBlank || account == kStranger) return account;
      return (account & kOther) != 0 ? store.other(account & ~kOther) : place[account];
    };
    account_->renumber(renumber);
    other_->renumber(renumber);
    confirmed_by_->renumber(renumber);
    const auto everyone = static_cast<std::uint32_t>(store.accounts() - 1);
    store.whole.resize(chunks_.count());
    store.plain.assign(chunks_.count(), std::vector<std::uint64_t>(kinds_.size()));
    store.days.resize(chunks_.count());
    std::vector<std::uint8_t> odd(chunks_.count());
    const Ids ids = ids_->ids();
    auto sorted = sort_by_account<EventRow>(
        chunks_, store.accounts(), threads_,
        [&](std::size_t row) {
          const std::uint32_t account = (*account_)[row];
          return account == PlainWords::kBlank ? everyone : account;
        },
        [&](std::size_t chunk) {
          return RowMaker(*this, store.unit_seconds, store.whole[chunk], store.plain[chunk],
                          store.days[chunk], static_cast<std::uint32_t>(chunk), odd[chunk]);
        },
        EventLess{ids, store.whole, zone_});
    if (std::ranges::find(odd, 1) != odd.end()) return std::nullopt;
    return std::move(store).finish(std::move(sorted), ids, kinds_.texts(), units_.texts(), zone_);
  }

 private:
  [[nodiscard]] bool has_columns() const {
    const Table& table = in_.table();
    for (const char* name : {"event_id", "account", "kind", "at"})
      if (table.find(name) == nullptr) return false;
    return table.given() && table.rows() < Event::none;
  }

  static constexpr std::uint32_t kOther = std::uint32_t{1} << 31;  ///< Until they are renumbered.
  static constexpr std::uint32_t kStranger = PlainWords::kBlank - 2;

  /// Makes the rows of one chunk.
  class RowMaker {
   public:
    RowMaker(const QuickEvents& of, std::span<const std::int64_t> unit_seconds,
             std::vector<Event>& whole, std::vector<std::uint64_t>& plain, EventStore::Days& days,
             std::uint32_t chunk, std::uint8_t& odd)
        : of_(of),
          at_(of.at_, of.zone_),
          until_(of.until_, of.zone_),
          confirmed_at_(of.confirmed_at_, of.zone_),
          quantity_(of.quantity_),
          score_(of.score_),
          has_until_(of.until_.column != nullptr),
          has_confirmed_at_(of.confirmed_at_.column != nullptr),
          has_more_(has_until_ || has_confirmed_at_ || !of.other_->absent() ||
                    !of.reverses_->absent()),
          unit_seconds_(unit_seconds),
          whole_(whole),
          plain_(plain),
          days_(days),
          chunk_(chunk),
          odd_(odd) {}

    /// Rows are made in blocks of at most kBlock; this begins one.
    void begin_block(std::size_t first, std::size_t last) {
#if defined(__x86_64__)
      if (has_avx2_) return make_block_avx2(first, last);
#endif
      make_block(first, last);
    }
    void operator()(std::size_t row, EventRow& made) {
      const std::size_t i = row - first_;
      if (other_[i] != 0) {
        made = one(row);
        return;
      }
      made.id = static_cast<std::uint32_t>(row);
      made.when = when_[i];
      made.figure = figure_[i];
      made.kind = static_cast<std::uint16_t>(word_[i]);
      made.unit = static_cast<std::uint8_t>(word_[i] >> 16U);
      made.flags = static_cast<std::uint8_t>(word_[i] >> 24U);
      ++plain_[kind_[i]];
    }

   private:
    static constexpr std::uint32_t kBlank = PlainWords::kBlank;
    static_assert(kBlank == Event::none && kBlock >= kRowsAtOnce);
    [[gnu::always_inline]] void make_block(std::size_t first, std::size_t last) {
      first_ = first;
      const std::size_t count = last - first;
      std::fill_n(other_, count, std::uint8_t{0});
      of_.kind_->read_block(first, count, kind_);
      of_.account_->read_block(first, count, account_);
      of_.unit_->read_block(first, count, unit_);
      of_.confirmed_by_->read_block(first, count, by_);
      quantity_.read_block(first, count, 1000, figure_, has_amount_, other_);
      score_.read_block(first, count, 0, score_of_, has_score_, other_);
      if (of_.due_->read_block(first, count, due_) && !of_.due_rows_.empty()) {
        const std::uint32_t* const rows = of_.due_rows_.data();
        for (std::size_t i = 0; i < count; ++i) {
          const std::uint32_t blank = due_[i] == kBlank ? ~std::uint32_t{0} : 0;
          due_[i] = rows[due_[i] & ~blank] | blank;
        }
      }
      for (std::size_t i = 0; i < count; ++i) {
        const EventRow::Figure figure = EventRow::figure_of(figure_[i], score_of_[i], due_[i]);
        const bool is_plain =
            (kind_[i] < kLargeKind) & ((unit_[i] <= 255) | (unit_[i] == kBlank)) & figure.fits;
        const bool confirmed = (by_[i] != kBlank) & (by_[i] != account_[i]);
        unit_[i] = unit_[i] == kBlank ? 0 : unit_[i];
        figure_[i] = figure.value;
        const std::uint32_t flags = figure.flag | has_amount_[i] * EventRow::kHasAmount |
                                    has_score_[i] * EventRow::kHasScore |
                                    (confirmed ? EventRow::kConfirmed : 0U);
        // Kind, unit and flags as they stand in the row, and whether it has to be looked at.
        word_[i] = (kind_[i] & 0xFFFFU) | unit_[i] << 16U | flags << 24U;
        is_odd_[i] = is_plain ? 0U : 1U;
      }
      for (std::size_t i = 0; i < count; ++i)
        other_[i] = static_cast<std::uint8_t>(other_[i] | is_odd_[i]);
      if (at_.read_block(first, count, when_)) {
        const auto [least, most] = std::ranges::minmax(std::span(when_, count));
        days_.see(least);
        days_.see(most);
      } else {
        std::fill_n(other_, count, std::uint8_t{1});
      }
      if (has_more_) mark_more(first, count);
    }
#if defined(__x86_64__)
    /// The same loops, eight rows a step.
    __attribute__((target("avx2"))) void make_block_avx2(std::size_t first, std::size_t last) {
      make_block(first, last);
    }
    bool has_avx2_ = __builtin_cpu_supports("avx2") != 0;
#endif
    /// Looks at one row by itself.
    EventRow one(std::size_t row) {
      Moment moment;
      const std::uint32_t kind = (*of_.kind_)[row];
      std::int64_t amount = 1000, score = 0;
      const Cell has_amount = quantity_.read(row, amount), has_score = score_.read(row, score);
      if (kind == PlainWords::kBlank || at_.read(row, moment) != Cell::given ||
          has_amount == Cell::odd || has_score == Cell::odd)
        return odd();
      constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
      std::uint32_t unit = (*of_.unit_)[row];
      if (unit == PlainWords::kBlank) unit = 0;
      const EventTime time = EventTime::of(moment.day, moment.at, at_.midnight(moment.day));
      std::uint32_t link = Event::none;
      if (const std::uint32_t due = (*of_.due_)[row]; due != PlainWords::kBlank)
        link = of_.due_rows_[due];
      if (kind >= kLargeKind || unit > std::numeric_limits<std::uint8_t>::max() || amount > most ||
          score > most || !time.fits || says_more(row))
        return whole(row, time);
      const EventRow::Figure figure = EventRow::figure_of(static_cast<std::uint32_t>(amount),
                                                          static_cast<std::uint32_t>(score), link);
      if (!figure.fits) return whole(row, time);
      const std::uint32_t by = (*of_.confirmed_by_)[row];
      EventRow made;
      made.id = static_cast<std::uint32_t>(row);
      made.when = time.when;
      made.figure = figure.value;
      made.kind = static_cast<std::uint16_t>(kind);
      made.unit = static_cast<std::uint8_t>(unit);
      made.flags = static_cast<std::uint8_t>(
          figure.flag | EventRow::flags_of(has_amount == Cell::given, has_score == Cell::given,
                                           by != PlainWords::kBlank && by != (*of_.account_)[row]));
      days_.see(time.when);
      ++plain_[kind];
      return made;
    }
    [[nodiscard]] bool says_more(std::size_t row) const {
      return (has_until_ && of_.until_.given(row)) ||
             (has_confirmed_at_ && of_.confirmed_at_.given(row)) ||
             (*of_.other_)[row] != PlainWords::kBlank ||
             (*of_.reverses_)[row] != PlainWords::kBlank || of_.is_reversed(row);
    }
    /// says_more() of a block; mostly none of it does.
    void mark_more(std::size_t first, std::size_t count) {
      for (const Field* field : {&of_.until_, &of_.confirmed_at_}) {
        if (field->column == nullptr) continue;
        if (field->column->type() != ColumnType::instant) {
          for (std::size_t i = 0; i < count; ++i)
            if (field->given(first + i)) other_[i] = 1;
        } else if (given_of(field->column->given(), first, count, given_)) {
          for (std::size_t i = 0; i < count; ++i)
            if (given_[i] != 0) other_[i] = 1;
        }
      }
      for (const PlainWords* words : {&*of_.other_, &*of_.reverses_}) {
        if (words->absent() || !words->read_block(first, count, number_)) continue;
        for (std::size_t i = 0; i < count; ++i)
          if (number_[i] != kBlank) other_[i] = 1;
      }
      if (of_.reversed_at_.empty()) return;
      for (std::size_t i = 0; i < count; ++i)
        if (of_.is_reversed(first + i)) other_[i] = 1;
    }
    [[gnu::noinline]] EventRow whole(std::size_t row, EventTime time) {
      Event e;
      Moment moment;
      e.id = static_cast<std::uint32_t>(row);
      e.kind = (*of_.kind_)[row];
      at_.read(row, moment);
      e.at = moment.at;
      e.day = moment.day;
      e.has_amount = quantity_.read(row, e.amount) == Cell::given;
      e.has_score = score_.read(row, e.score) == Cell::given;
      if (const std::uint32_t unit = (*of_.unit_)[row]; unit != PlainWords::kBlank) {
        e.unit = unit;
        if (e.has_amount) e.seconds = e.amount * unit_seconds_[unit] / 1000;
      }
      const std::uint32_t account = (*of_.account_)[row], by = (*of_.confirmed_by_)[row];
      e.confirmed = by != PlainWords::kBlank && by != account;
      const Cell until = until_.read(row, moment);
      if (until == Cell::odd || (until == Cell::given && moment.at < e.at)) return odd();
      if (until == Cell::given) e.until = moment.at;
      const Cell confirmed_at = confirmed_at_.read(row, moment);
      if (confirmed_at == Cell::odd) return odd();
      if (confirmed_at == Cell::given) {
        if (by == PlainWords::kBlank || moment.at < e.at) return odd();
        e.confirmed_at = moment.at;
      }
      if (const std::uint32_t other = (*of_.other_)[row]; other != PlainWords::kBlank)
        e.other = other;
      if (const std::uint32_t due = (*of_.due_)[row]; due != PlainWords::kBlank)
        e.due = of_.due_rows_[due];
      e.is_reversal = (*of_.reverses_)[row] != PlainWords::kBlank;
      if (const auto taken = of_.reversed_at_.find(e.id); taken != of_.reversed_at_.end())
        e.reversed_at = taken->second;
      e.account = account == PlainWords::kBlank ? Event::none : account;
      whole_.push_back(e);
      return row_of_whole(e, time, chunk_, whole_.size() - 1);
    }
    EventRow odd() {
      odd_ = 1;
      return {};
    }
    const QuickEvents& of_;
    PlainTimes at_, until_, confirmed_at_;
    PlainFigures quantity_, score_;
    bool has_until_, has_confirmed_at_, has_more_;
    std::span<const std::int64_t> unit_seconds_;
    std::vector<Event>& whole_;
    std::vector<std::uint64_t>& plain_;
    EventStore::Days& days_;
    std::uint32_t chunk_;
    std::uint8_t& odd_;

    // The block at hand, by column.
    std::size_t first_ = 0;
    std::uint32_t when_[kBlock], figure_[kBlock], score_of_[kBlock];
    std::uint32_t kind_[kBlock], account_[kBlock], unit_[kBlock], by_[kBlock], due_[kBlock];
    std::uint32_t word_[kBlock], is_odd_[kBlock];
    std::uint8_t has_amount_[kBlock], has_score_[kBlock];
    std::uint8_t other_[kBlock];  ///< To be looked at by itself.
    std::uint8_t given_[kBlock];
    std::uint32_t number_[kBlock];
  };

  /// The rows that the ids of a column name.
  bool find_rows(PlainWords& words, std::vector<std::uint32_t>& rows) {
    std::vector<std::string> wanted;
    words.number([&](std::string_view text) {
      wanted.emplace_back(text);
      return static_cast<std::uint32_t>(wanted.size() - 1);
    });
    rows = ids_->rows_of(wanted);
    return std::ranges::find(rows, Event::none) == rows.end();
  }
  /// What is taken back, and when.
  bool read_reversals() {
    if (reverses_->absent()) return true;
    PlainTimes at(at_, zone_);
    bool odd = false;
    reverses_->for_each_given([&](std::size_t row) {
      const std::uint32_t target = reversed_rows_[(*reverses_)[row]];
      Moment taken_back, given;
      odd = odd || target == row || (*reverses_)[target] != PlainWords::kBlank ||
            (*account_)[target] != (*account_)[row] || at.read(row, taken_back) != Cell::given ||
            at.read(target, given) != Cell::given || taken_back.at < given.at ||
            !reversed_at_.emplace(target, taken_back.at).second;
    });
    is_reversed_.resize(in_.table().rows());
    for (const auto& [row, time] : reversed_at_) is_reversed_[row] = true;
    return !odd;
  }
  [[nodiscard]] bool is_reversed(std::size_t row) const {
    return !is_reversed_.empty() && is_reversed_[row];
  }

  IssueCollector unheard_;  ///< The long way says it again, for people.
  TableReader in_;
  const TimeZone& zone_;
  int threads_;
  Chunks chunks_;
  Field at_, until_, confirmed_at_, quantity_, score_;
  std::optional<PlainIds> ids_;
  std::optional<PlainWords> account_, kind_, unit_, other_, confirmed_by_, due_, reverses_;
  RowOfText kinds_, units_, others_;
  std::vector<std::uint32_t> due_rows_, reversed_rows_;  // by word
  std::map<std::uint32_t, std::int64_t> reversed_at_;    // by row
  std::vector<bool> is_reversed_;                        // by row; empty: none is
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
