#pragma once

#include <map>
#include <optional>
#include <utility>

#include <turnout/model/detail/table_reader.ipp>
#include <turnout/points/detail/accounts.ipp>
#include <turnout/points/detail/causes.hpp>
#include <turnout/points/detail/compiled_book.hpp>
#include <turnout/points/detail/duties.hpp>
#include <turnout/points/detail/flat_pass.hpp>
#include <turnout/points/detail/pass.ipp>
#include <turnout/points/detail/rulebook_names.ipp>
#include <turnout/points/standing.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// The last instant that is seen. A day means its last second.
inline std::int64_t read_as_of(const std::string& text, const TimeZone& zone) {
  const std::string_view trimmed = trim(text);
  if (trimmed.empty()) return Services::never;
  if (const auto day = parse_day(trimmed)) return last_second(*day, zone);
  const InstantOrError parsed = parse_instant(trimmed, zone);
  if (parsed.instant) return parsed.instant->time_since_epoch().count();
  throw InputError(Issue{.table = {},
                         .row = {},
                         .column = "as_of",
                         .value = text,
                         .code = parsed.error.code,
                         .message = parsed.error.message,
                         .remedy = parsed.error.remedy});
}

inline void check_length(const Period& period, const Rulebook& book) {
  if (!book.period() || is_whole(period, *book.period())) return;
  const std::string_view remedy = *book.period() == Reach::half      ? "give a half-year: 2026H1"
                                  : *book.period() == Reach::quarter ? "give a quarter: 2026Q3"
                                  : *book.period() == Reach::month   ? "give a month: 2026-07"
                                                                     : "give a year: 2026";
  throw InputError(
      Issue{.table = {},
            .row = {},
            .column = "period",
            .value = period.text,
            .code = "wrong_period",
            .message = "rulebook `" + book.name() + "` counts by another length of time",
            .remedy = std::string(remedy)});
}

/// Lifetime sums from before, by member; empty when the table was not given.
inline std::vector<Sums> read_opening(const Table& table, const Services& services) {
  std::vector<Sums> opening;
  if (!table.given()) return opening;
  IssueCollector bad;
  TableReader in(table, bad);
  const Field member = in.required("member_id"), measure = in.required("measure"),
              value = in.required("value");
  bad.throw_if_any();
  in.check_utf8({"member_id", "measure"});
  opening.resize(services.members());
  std::vector<std::uint8_t> seen(services.members(), 0);  // bit of each measure
  std::string buffer;
  for (std::size_t row = 0; row < in.rows(); ++row) {
    const std::string id(in.text(member, row, buffer));
    const auto m = services.find_member(id);
    if (id.empty())
      in.reject_blank(row, member);
    else if (!m)
      in.reject(row, member, "unknown_member", "this member is not on the roster",
                "give the roster with `members`, or correct the id");
    const std::string name(in.text(measure, row, buffer));
    const auto it = std::ranges::find(kMeasureNames, std::string_view(name));
    if (it == kMeasureNames.end())
      in.reject(row, measure, "bad_measure", "this is no measure",
                "give earned, hours, services, active_months or balance");
    if (!value.given(row)) in.reject_blank(row, value);
    const auto number =
        in.real(value, row,
                {-1e9, 1e9, "out_of_range", "this sum is too large", "stay within 1,000,000,000"});
    if (!m || it == kMeasureNames.end() || !number) continue;
    const auto which = static_cast<unsigned>(it - kMeasureNames.begin());
    const unsigned before = seen[*m];
    if (((before >> which) & 1U) != 0)
      in.reject(row, member, "duplicate_id", "this measure is given twice for the member",
                "keep one row a member and measure");
    seen[*m] = static_cast<std::uint8_t>(before | (1U << which));
    const auto kind = static_cast<Measure>(which);
    const bool points = kind == Measure::earned || kind == Measure::balance;
    const double scale = points ? 1000 : kind == Measure::hours ? 3600 : 1;
    const std::int64_t amount = std::llround(*number * scale);
    if (!points && amount < 0)
      in.reject(row, value, "out_of_range", "this sum is below zero", "give 0 or more");
    if ((kind == Measure::services || kind == Measure::active_months) &&
        *number != std::floor(*number))
      in.reject(row, value, "not_whole", "this is not a whole number", "give a whole number");
    Sums& sums = opening[*m];
    (kind == Measure::earned     ? sums.earned
     : kind == Measure::hours    ? sums.seconds
     : kind == Measure::services ? sums.services
     : kind == Measure::balance  ? sums.balance
                                 : sums.active_months) = amount;
  }
  bad.throw_if_any();
  return opening;
}

/// Events of which the book could make nothing, though it looks at their kind.
inline void check_events(const CompiledBook& compiled) {
  IssueCollector bad;
  const Rulebook& book = compiled.book();
  const Events& events = compiled.services().events();
  const auto report = [&](const Event& event, std::string column, std::string code,
                          std::string message, std::string remedy) {
    bad.add({.table = "events",
             .row = {},
             .column = std::move(column),
             .value = std::string(events.id(event)),
             .code = std::move(code),
             .message = std::move(message),
             .remedy = std::move(remedy)});
  };
  for (const Event& event : events.of(Event::none)) {
    const std::string_view kind = events.kinds()[event.kind];
    const bool asked = std::ranges::any_of(book.rules(), [&](const PointRule& rule) {
      return std::ranges::find(rule.events, kind) != rule.events.end();
    });
    const bool due =
        std::ranges::find(book.obligations(), kind, &Obligation::due) != book.obligations().end();
    if (!event.is_reversal && asked && !due)
      report(event, "account", "account_missing", "a rule counts this event, and it is nobody's",
             "name the member in `account`");
  }
  std::uint32_t last = Event::none;
  for (const CompiledBook::Due& due : compiled.due()) {
    const Event& event = due.event;
    if (std::exchange(last, event.id) == event.id) continue;
    if (event.until == Event::never)
      report(event, "until", "until_missing", "this was due, and has no deadline",
             "give the last day in `until`");
  }
  bad.throw_if_any();
}

inline void rank(std::vector<StandingRow>& rows) {
  std::ranges::sort(rows, [](const StandingRow& a, const StandingRow& b) {
    if (a.period.earned != b.period.earned) return a.period.earned > b.period.earned;
    return a.member < b.member;  // members are numbered by the bytes of their ids
  });
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i].rank = i > 0 && rows[i].period.earned == rows[i - 1].period.earned
                       ? rows[i - 1].rank
                       : static_cast<std::int64_t>(i) + 1;
}

}  // namespace detail

TURNOUT_INLINE std::string_view to_string(NoPoints reason) noexcept {
  constexpr std::array<std::string_view, 17> names{"",
                                                   "reversal",
                                                   "reversed",
                                                   "no_rule",
                                                   "not_confirmed",
                                                   "confirmed_by_self",
                                                   "quantity_used_up",
                                                   "cap_used_up",
                                                   "group_cap_used_up",
                                                   "below_one_step",
                                                   "zero_rate",
                                                   "nothing_given",
                                                   "not_rated",
                                                   "low_rating",
                                                   "gate_closed",
                                                   "no_band",
                                                   "suspended"};
  return names[static_cast<std::size_t>(reason)];
}

/// Makes a standing; one use each.
class Scorer {
 public:
  Scorer(const Rulebook& book, const Services& services, const ScoreOptions& options)
      : threads_(options.threads),
        data_(std::make_shared<Standing::Data>(
            Standing::Data{.book = book,
                           .services = services,
                           .period = parse_period(options.period),
                           .threads = options.threads,
                           .as_of_text = std::string(trim(options.as_of)),
                           .as_of = detail::read_as_of(options.as_of, services.zone()),
                           .opening = detail::read_opening(options.opening, services)})) {
    detail::check_length(data_->period, book);
    data_->book = book.in_force(data_->period.last);
    data_->compiled = std::make_shared<const detail::CompiledBook>(data_->book, services);
    detail::check_events(*data_->compiled);
    data_->known = data_->as_of;
    if (book.period()) {
      data_->closes = data_->period.last + std::chrono::days{book.close()};
      data_->objections_until = *data_->closes + std::chrono::days{book.objection()};
      data_->known = std::min(data_->known, closing(data_->period.last));
      data_->provisional =
          data_->as_of < detail::last_second(*data_->objections_until, services.zone());
    }
    plan_trackers();
  }

  Standing score() {
    const std::size_t members = data_->services.members(), T = data_->trackers,
                      O = data_->book.obligations().size();
    data_->rows.resize(members);
    data_->tracked.resize(members * T);
    data_->met.resize(members * O);
    data_->missed.resize(members * O);
    data_->suspended.resize(members);
    const detail::Duties duties = duties_of_all();
    data_->duties = std::make_shared<const detail::Duties>(duties);
    const std::int64_t end = horizon();
    const bool is_flat = T == 0 && detail::FlatPass::follows(*data_->compiled);
    // Members do not depend on each other, so each chunk of them is a job of its own.
    constexpr std::size_t chunk = 1024;
    for_each_chunk((members + chunk - 1) / chunk, threads_, [&](std::size_t c) {
      std::optional<detail::FlatPass> flat;
      if (is_flat) flat.emplace(*data_->compiled, data_->period, data_->known, duties);
      detail::Pass pass(*data_->compiled, data_->period, data_->known, duties, trackers_);
      const std::size_t first = c * chunk, last = std::min(members, first + chunk);
      const std::span rows = std::span(data_->rows).subspan(first, last - first);
      const auto keep = [&](std::uint32_t m, const auto& kept) {
        for (std::size_t o = 0; o < O; ++o) {
          data_->met[m * O + o] = kept[o].met;
          data_->missed[m * O + o] = kept[o].missed;
        }
      };
      const auto begun = [&](std::uint32_t m) {
        StandingRow row;
        row.member = m;
        if (!data_->opening.empty()) row.lifetime = data_->opening[m];
        return row;
      };
      const auto go_whole = [&](std::uint32_t number) {
        const auto m = static_cast<std::uint32_t>(first) + number;
        rows[number] = begun(m);
        pass.member(m, rows[number], std::span(data_->tracked).subspan(m * T, T),
                    [](const detail::Fact&, const PointRule*, const detail::Steps&) {});
        keep(m, pass.kept());
        data_->suspended[m] = pass.suspended_at(std::min(end, data_->known)) ? 1 : 0;
      };
      for (std::uint32_t number = 0; number < rows.size(); ++number) {
        const auto m = static_cast<std::uint32_t>(first) + number;
        rows[number] = begun(m);
        if (!flat || !flat->member(m, rows[number], number)) {
          go_whole(number);
          continue;
        }
        keep(m, flat->kept());
        if (flat->must_finish()) flat->finish(rows, go_whole);
      }
      if (flat) flat->finish(rows, go_whole);
    });
    if (data_->book.period()) {
      book_late();
      compare_bands();
    }
    if (data_->book.keeps_accounts()) {
      data_->accounts =
          AccountsBuilder(*data_->compiled, data_->period, data_->known, end).build(data_->opening);
      for (StandingRow& row : data_->rows)
        row.lifetime.balance = data_->accounts.balance(row.member, 0);
    }
    detail::rank(data_->rows);
    data_->row_of.resize(members);
    for (std::uint32_t i = 0; i < members; ++i) data_->row_of[data_->rows[i].member] = i;
    Standing standing(data_);
    find_first(standing, *data_);
    return standing;
  }

 private:
  /// The last instant that is known to the posting of the period that ends on that day.
  std::int64_t closing(LocalDay last) const {
    return detail::last_second(last + std::chrono::days{data_->book.close()},
                               data_->services.zone());
  }
  std::int64_t horizon() const {
    return std::min(data_->as_of, detail::last_second(data_->period.last, data_->services.zone()));
  }

  void plan_trackers() {
    const Rulebook& book = data_->book;
    const LocalDay today = std::min(
        data_->period.last, data_->as_of == Services::never
                                ? data_->period.last
                                : data_->services.zone().day(Instant{Seconds{data_->as_of}}));
    const std::chrono::year_month_day date{data_->period.last};
    const LocalDay year{date.year() / std::chrono::January / std::chrono::day{1}};
    const auto days = [&](LadderSpan span, std::int32_t length, detail::Tracker& tracker) {
      if (span == LadderSpan::period) tracker.first = data_->period.first;
      if (span == LadderSpan::year) tracker.first = year;
      if (span == LadderSpan::rolling) {
        tracker.first = today - std::chrono::days{length - 1};
        tracker.last = today;
      }
    };
    const auto add = [&](detail::Tracker tracker) {
      trackers_.push_back(std::move(tracker));
      return trackers_.size() - 1;
    };
    for (const Ladder& ladder : book.ladders()) {
      const bool plain = ladder.rules.empty() && ladder.span != LadderSpan::rolling &&
                         (ladder.kind == 0 || ladder.measure != Measure::earned);
      std::size_t at = kNone;
      if (!plain && ladder.measure != Measure::balance) {
        detail::Tracker tracker{.kind = ladder.kind};
        if (!ladder.rules.empty())
          for (const PointRule& rule : book.rules())
            tracker.rules.push_back(std::ranges::find(ladder.rules, rule.id) != ladder.rules.end());
        days(ladder.span, ladder.days, tracker);
        at = add(std::move(tracker));
      }
      data_->ladder_tracker.push_back(at);
      std::vector<std::size_t>& gates = data_->gate_tracker.emplace_back();
      for (const MeasureGate& gate : ladder.gates.measures) {
        std::size_t of_gate = kNone;
        if (gate.span == LadderSpan::rolling && gate.measure != Measure::balance) {
          detail::Tracker tracker;
          days(gate.span, gate.days, tracker);
          of_gate = add(std::move(tracker));
        }
        gates.push_back(of_gate);
      }
    }
    for (std::size_t k = 1; k < book.kinds().size(); ++k)
      data_->kind_tracker.push_back(add({.kind = k, .first = data_->period.first}));
    data_->trackers = trackers_.size();
  }

  /// What became known of earlier periods between the posting of the last one and of this one.
  void book_late() {
    const LocalDay before = data_->period.first - std::chrono::days{1};
    const std::int64_t from = closing(before);
    if (data_->known <= from) return;
    const Period earlier{.text = {}, .first = LocalDay::min(), .last = before};
    detail::Pass then(*data_->compiled, earlier, from),
        now(*data_->compiled, earlier, data_->known);
    using Key = std::tuple<LocalDay, PointRule::On, std::string, std::size_t>;
    for (std::uint32_t m = 0; m < data_->rows.size(); ++m) {
      if (!has_news(m, before, from)) continue;
      std::map<Key, std::int64_t> points;
      StandingRow was, is;
      if (!data_->opening.empty()) was.lifetime = is.lifetime = data_->opening[m];
      const auto collect = [&](detail::Pass& pass, StandingRow& row, std::int64_t sign) {
        pass.member(
            m, row, {},
            [&](const detail::Fact& fact, const PointRule* rule, const detail::Steps& steps) {
              if (rule && steps.points != 0)
                points[{fact.day, fact.on, cause(pass, fact), pass.rule_index(rule)}] +=
                    sign * steps.points;
            });
      };
      collect(then, was, -1);
      collect(now, is, 1);
      Sums& sums = data_->rows[m].period;
      detail::add_points(sums, is.lifetime.earned - was.lifetime.earned,
                         data_->services.member_id(m));
      sums.seconds += is.lifetime.seconds - was.lifetime.seconds;
      sums.services += is.lifetime.services - was.lifetime.services;
      for (const auto& [key, difference] : points) {
        const auto& [day, on, id, rule] = key;
        if (difference == 0) continue;
        const PointRule& by = data_->book.rules()[rule];
        data_->late.push_back({m, on, id, by.id, day, difference});
        if (by.kind > 0)
          data_->tracked[m * data_->trackers + data_->kind_tracker[by.kind - 1]].earned +=
              difference;
      }
    }
  }
  /// Bands of earlier periods, as they were posted and as they would be by now; of ladders that
  /// look at nothing but the period.
  void compare_bands() {
    const Rulebook& book = data_->book;
    for (std::size_t i = 0; i < data_->late.size(); ++i) {
      const LateEntry& entry = data_->late[i];
      const Period period = period_around(*book.period(), entry.given);
      // Late entries stand by member, so the others of this one are the neighbours before it.
      bool seen = false;
      for (std::size_t j = i; !seen && j > 0 && data_->late[j - 1].member == entry.member; --j)
        seen = period.contains(data_->late[j - 1].given);
      if (seen) continue;
      StandingRow posted, now;
      const auto run = [&](std::int64_t known, StandingRow& row) {
        detail::Pass pass(*data_->compiled, period, known);
        pass.member(entry.member, row, {},
                    [](const detail::Fact&, const PointRule*, const detail::Steps&) {});
      };
      run(closing(period.last), posted);
      run(data_->known, now);
      for (std::size_t l = 0; l < book.ladders().size(); ++l) {
        const Ladder& ladder = book.ladders()[l];
        const bool plain = ladder.span == LadderSpan::period && ladder.rules.empty() &&
                           ladder.gates.empty() && !ladder.first && ladder.kind == 0 &&
                           ladder.measure != Measure::balance;
        if (!plain) continue;
        const std::size_t was = band_of(ladder, posted.period.of(ladder.measure)),
                          is = band_of(ladder, now.period.of(ladder.measure));
        if (was != is) data_->late_changes.push_back({entry.member, period.text, l, was, is});
      }
    }
  }

  bool has_news(std::uint32_t m, LocalDay before, std::int64_t from) const {
    const Services& given = data_->services;
    const auto is_new = [&](std::int64_t at) {
      return at > from && at <= data_->known && at != Services::never;
    };
    const auto news_of = [&](std::size_t s) {
      return given.day(s) <= before && (is_new(given.confirmed_at(s)) || is_new(given.end(s)) ||
                                        is_new(given.reversed_at(s)) || is_new(given.rated_at(s)));
    };
    const auto [first, last] = given.of_member(m);
    for (std::size_t s = first; s < last && given.day(s) <= before; ++s)
      if (news_of(s)) return true;
    for (const std::uint32_t s : given.received_by(m))
      if (news_of(s)) return true;
    for (const Event& e : given.events().of(m)) {
      if (e.day > before) break;
      if (is_new(e.confirmed_at) || is_new(e.reversed_at)) return true;
    }
    return false;
  }
  std::string cause(const detail::Pass& pass, const detail::Fact& fact) const {
    std::string buffer;
    return std::string(detail::cause_of(data_->book, data_->services, pass, fact, buffer));
  }

  /// The least that is among the first n, for ladders that ask for it.
  static void find_first(const Standing& standing, Standing::Data& data) {
    for (const Ladder& ladder : data.book.ladders()) {
      std::int64_t least = std::numeric_limits<std::int64_t>::min();
      if (ladder.first) {
        std::vector<std::int64_t> values;
        for (const StandingRow& row : data.rows) values.push_back(standing.measured(row, ladder));
        std::ranges::sort(values, std::greater<>());
        const auto n = static_cast<std::size_t>(*ladder.first);
        if (n > 0 && n <= values.size()) least = values[n - 1];
      }
      data.first_from.push_back(least);
    }
  }

  /// The duties of the period, as far back as those of any member go.
  detail::Duties duties_of_all() const {
    detail::Duties duties(*data_->compiled, data_->period, data_->known);
    if (!data_->book.obligations().empty())
      for (std::uint32_t m = 0; m < data_->services.members(); ++m) duties.reach_to(m);
    return duties;
  }

  static constexpr std::size_t kNone = ~std::size_t{0};
  int threads_;
  std::shared_ptr<Standing::Data> data_;
  std::vector<detail::Tracker> trackers_;
};

TURNOUT_INLINE Standing score(const Rulebook& book, const Services& services,
                              const ScoreOptions& options) {
  return Scorer(book, services, options).score();
}

TURNOUT_INLINE std::int64_t Standing::measured(const StandingRow& row,
                                               const Ladder& ladder) const noexcept {
  if (ladder.measure == Measure::balance) return data_->accounts.balance(row.member, ladder.kind);
  const std::size_t l = static_cast<std::size_t>(&ladder - data_->book.ladders().data());
  const std::size_t tracker = data_->ladder_tracker[l];
  if (tracker < data_->trackers)
    return data_->tracked[row.member * data_->trackers + tracker].of(ladder.measure);
  const Sums& sums = ladder.span == LadderSpan::period ? row.period
                     : ladder.span == LadderSpan::year ? row.year
                                                       : row.lifetime;
  return sums.of(ladder.measure);
}

TURNOUT_INLINE std::int64_t Standing::earned(const StandingRow& row,
                                             std::size_t kind) const noexcept {
  if (kind == 0) return row.period.earned;
  return data_->tracked[row.member * data_->trackers + data_->kind_tracker[kind - 1]].earned;
}

TURNOUT_INLINE std::size_t Standing::band(const StandingRow& row,
                                          const Ladder& ladder) const noexcept {
  if (!ladder.versions.empty() &&
      std::ranges::find(ladder.versions, data_->book.version_index(data_->period.last)) ==
          ladder.versions.end())
    return 0;
  if (suspended(row) && data_->book.suspension() == Suspension::freeze) return 0;
  const std::size_t l = static_cast<std::size_t>(&ladder - data_->book.ladders().data());
  for (std::size_t g = 0; g < ladder.gates.measures.size(); ++g) {
    const MeasureGate& gate = ladder.gates.measures[g];
    const std::size_t tracker = data_->gate_tracker[l][g];
    const Sums& sums = tracker < data_->trackers
                           ? data_->tracked[row.member * data_->trackers + tracker]
                       : gate.span == LadderSpan::period ? row.period
                       : gate.span == LadderSpan::year   ? row.year
                                                         : row.lifetime;
    const std::int64_t value =
        gate.measure == Measure::balance
            ? data_->accounts.balance(row.member, gate.kind.value_or(ladder.kind))
            : sums.of(gate.measure);
    if (value < gate.least) return 0;
  }
  const std::int64_t value = measured(row, ladder);
  if (ladder.first && value < data_->first_from[l]) return 0;
  return band_of(ladder, value);
}

}  // namespace turnout::inline TURNOUT_ABI
