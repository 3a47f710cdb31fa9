#pragma once

#include <turnout/model/detail/table_reader.ipp>
#include <turnout/points/detail/pass.ipp>
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
                "give earned, hours, services or active_months");
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
    const double scale = kind == Measure::earned ? 1000 : kind == Measure::hours ? 3600 : 1;
    const std::int64_t amount = std::llround(*number * scale);
    if (kind != Measure::earned && amount < 0)
      in.reject(row, value, "out_of_range", "this sum is below zero", "give 0 or more");
    if ((kind == Measure::services || kind == Measure::active_months) &&
        *number != std::floor(*number))
      in.reject(row, value, "not_whole", "this is not a whole number", "give a whole number");
    Sums& sums = opening[*m];
    (kind == Measure::earned     ? sums.earned
     : kind == Measure::hours    ? sums.seconds
     : kind == Measure::services ? sums.services
                                 : sums.active_months) = amount;
  }
  bad.throw_if_any();
  return opening;
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

/// The caps that cut an entry, as the keys of the rulebook.
inline std::string shaped_by(const Steps& steps) {
  std::string text;
  const auto list = [&](std::uint32_t marks, std::string_view key) {
    for (unsigned r = 0; r <= static_cast<unsigned>(Reach::lifetime); ++r)
      if ((marks >> r & 1U) != 0)
        text.append(text.empty() ? "" : ";")
            .append(key)
            .append(".")
            .append(to_string(static_cast<Reach>(r)));
  };
  list(steps.quantity_caps, "quantity_caps");
  list(steps.caps, "caps");
  list(steps.floors, "floors");
  list(steps.group_caps, "group.caps");
  list(steps.group_floors, "group.floors");
  return text;
}

/// Columns of the frame, filled row by row.
struct FrameColumns {
  Texts member_id, name, community, unit;
  std::vector<std::int64_t> rank, star, services, active_months, lifetime_services;
  std::vector<double> points, hours, lifetime_points, lifetime_hours;
};

inline double in_points(std::int64_t thousandths) noexcept {
  return static_cast<double>(thousandths) / 1000;
}
inline double in_hours(std::int64_t seconds) noexcept {
  return static_cast<double>(seconds) / 3600;
}

}  // namespace detail

TURNOUT_INLINE std::string_view to_string(NoPoints reason) noexcept {
  constexpr std::array<std::string_view, 11> names{"",
                                                   "reversal",
                                                   "reversed",
                                                   "no_rule",
                                                   "not_confirmed",
                                                   "confirmed_by_self",
                                                   "quantity_used_up",
                                                   "cap_used_up",
                                                   "group_cap_used_up",
                                                   "below_one_step",
                                                   "zero_rate"};
  return names[static_cast<std::size_t>(reason)];
}

TURNOUT_INLINE Standing score(const Rulebook& book, const Services& services,
                              const ScoreOptions& options) {
  Standing::Data data{.book = book,
                      .services = services,
                      .period = parse_period(options.period),
                      .as_of_text = std::string(trim(options.as_of)),
                      .as_of = detail::read_as_of(options.as_of, services.zone()),
                      .rows = {},
                      .opening = detail::read_opening(options.opening, services)};
  detail::check_length(data.period, book);
  detail::Pass pass(book, services, data.period, data.as_of);
  data.rows.resize(services.members());
  for (std::size_t m = 0; m < data.rows.size(); ++m) {
    data.rows[m].member = static_cast<std::uint32_t>(m);
    if (!data.opening.empty()) data.rows[m].lifetime = data.opening[m];
    pass.member(m, data.rows[m], [](std::size_t, const PointRule*, const detail::Steps&) {});
  }
  detail::rank(data.rows);
  return Standing(std::make_shared<const Standing::Data>(std::move(data)));
}

TURNOUT_INLINE std::size_t Standing::band(const StandingRow& row,
                                          const Ladder& ladder) const noexcept {
  const Sums& sums = ladder.span == LadderSpan::period ? row.period
                     : ladder.span == LadderSpan::year ? row.year
                                                       : row.lifetime;
  return band_of(ladder, sums.of(ladder.measure));
}

TURNOUT_INLINE Table Standing::frame() const {
  const Services& given = data_->services;
  detail::FrameColumns c;
  bool any_name = false, any_community = false, any_unit = false;
  for (const StandingRow& row : data_->rows) {
    c.member_id.push_back(given.member_id(row.member));
    c.name.push_back(given.member_name(row.member));
    c.community.push_back(given.community(row.member));
    c.unit.push_back(given.unit(row.member));
    any_name = any_name || !given.member_name(row.member).empty();
    any_community = any_community || !given.community(row.member).empty();
    any_unit = any_unit || !given.unit(row.member).empty();
    c.rank.push_back(row.rank);
    c.points.push_back(detail::in_points(row.period.earned));
    c.services.push_back(row.period.services);
    c.hours.push_back(detail::in_hours(row.period.seconds));
    c.active_months.push_back(row.period.active_months);
    c.lifetime_points.push_back(detail::in_points(row.lifetime.earned));
    c.lifetime_hours.push_back(detail::in_hours(row.lifetime.seconds));
    c.lifetime_services.push_back(row.lifetime.services);
  }
  // A ladder's column: the band's id, or for `star` its position. Blank and 0 stand for none.
  const auto named = [&](std::string_view id) {
    Texts texts;
    const Ladder* ladder = data_->book.ladder(id);
    for (const StandingRow& row : data_->rows) {
      const std::size_t position = ladder ? band(row, *ladder) : 0;
      texts.push_back(position > 0 ? std::string_view(ladder->bands[position - 1].id)
                                   : std::string_view{});
    }
    return Column::text(std::move(texts));
  };
  const Ladder* star = data_->book.ladder("star");
  for (const StandingRow& row : data_->rows)
    c.star.push_back(star ? static_cast<std::int64_t>(band(row, *star)) : 0);

  std::vector<NamedColumn> columns{{"member_id", Column::text(std::move(c.member_id))}};
  if (any_name) columns.push_back({"name", Column::text(std::move(c.name))});
  if (any_community) columns.push_back({"community", Column::text(std::move(c.community))});
  if (any_unit) columns.push_back({"unit", Column::text(std::move(c.unit))});
  columns.push_back({"rank", Column::integers(std::move(c.rank))});
  columns.push_back({"points", Column::reals(std::move(c.points))});
  columns.push_back({"tier", named("tier")});
  columns.push_back({"star", Column::integers(std::move(c.star))});
  columns.push_back({"services", Column::integers(std::move(c.services))});
  columns.push_back({"hours", Column::reals(std::move(c.hours))});
  columns.push_back({"active_months", Column::integers(std::move(c.active_months))});
  columns.push_back({"lifetime_points", Column::reals(std::move(c.lifetime_points))});
  columns.push_back({"lifetime_hours", Column::reals(std::move(c.lifetime_hours))});
  columns.push_back({"lifetime_services", Column::integers(std::move(c.lifetime_services))});
  for (const Ladder& ladder : data_->book.ladders())
    if (ladder.id != "tier" && ladder.id != "star")
      columns.push_back({ladder.id, named(ladder.id)});
  return Table("standing", std::move(columns));
}

TURNOUT_INLINE Table Standing::entries() const {
  const Services& given = data_->services;
  Texts member_id, service_id, start, rule_id, version, unit, shaped, reason;
  std::vector<double> quantity, points;
  detail::Pass pass(data_->book, given, data_->period, data_->as_of);
  for (std::size_t m = 0; m < given.members(); ++m) {
    StandingRow sums;
    pass.member(m, sums, [&](std::size_t s, const PointRule* rule, const detail::Steps& steps) {
      member_id.push_back(given.member_id(m));
      service_id.push_back(given.service_id(s));
      start.push_back(to_text(given.zone().to_local(Instant{Seconds{given.start(s)}})));
      rule_id.push_back(rule ? std::string_view(rule->id) : std::string_view{});
      version.push_back(data_->book.version());
      const Quantity counted_in = rule ? rule->quantity : Quantity::occasions;
      quantity.push_back(static_cast<double>(steps.counted) /
                         static_cast<double>(base_units(counted_in)));
      unit.push_back(rule ? to_string(counted_in) : std::string_view{});
      points.push_back(detail::in_points(steps.points));
      shaped.push_back(detail::shaped_by(steps));
      reason.push_back(to_string(steps.reason));
    });
  }
  return Table("entries", {{"member_id", Column::text(std::move(member_id))},
                           {"service_id", Column::text(std::move(service_id))},
                           {"start", Column::text(std::move(start))},
                           {"rule", Column::text(std::move(rule_id))},
                           {"version", Column::text(std::move(version))},
                           {"quantity", Column::reals(std::move(quantity))},
                           {"unit", Column::text(std::move(unit))},
                           {"points", Column::reals(std::move(points))},
                           {"shaped", Column::text(std::move(shaped))},
                           {"reason", Column::text(std::move(reason))}});
}

}  // namespace turnout::inline TURNOUT_ABI
