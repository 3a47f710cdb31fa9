// Day by day: who reported, what came up, what was given.
#pragma once

#include <turnout/points/detail/report_ledgers.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {
namespace reports {

class DailyWriter {
 public:
  DailyWriter(const Input& in, const ReportSpan& span)
      : in_(in), given_(in.services()), span_(span), part_(span) {}

  DailyTable write() {
    Table reported = reported_table(), needs = needs_table();
    count_services();
    require_branch(span_, found_ || !days_.empty());
    return {.span = span_,
            .days = days_table(),
            .reported = std::move(reported),
            .needs = std::move(needs)};
  }

 private:
  RollUp& on(LocalDay day) {
    return days_.try_emplace(day, part_.root, span_.levels).first->second;
  }
  std::optional<LocalDay> day_of(const std::optional<Instant>& t) const {
    if (!t) return std::nullopt;
    const LocalDay day = in_.zone().day(*t);
    return part_.holds(day) ? std::optional(day) : std::nullopt;
  }

  Table reported_table() {
    struct Line {
      LocalDay day;
      Path path;
      std::size_t m, k;
    };
    std::vector<Line> lines;
    for (std::size_t m = 0; m < given_.members(); ++m)
      for (std::size_t k = 0; k < given_.memberships(m).size(); ++k) {
        const Membership& one = given_.memberships(m)[k];
        Path path = steps_of(one.community);
        if (!lies_in(path, part_.root)) continue;
        found_ = true;
        if (!begins_report(given_, m, k) || !part_.holds(one.from)) continue;
        on(one.from).add(path, [](Totals& totals) { ++totals.reported; });
        lines.push_back({one.from, std::move(path), m, k});
      }
    std::ranges::stable_sort(lines, [](const Line& a, const Line& b) {
      return a.day != b.day ? a.day < b.day : a.path < b.path;
    });
    Sheet sheet("reported", {{"day", ColumnType::text},
                             {"community", ColumnType::text},
                             {"member_id", ColumnType::text},
                             {"name", ColumnType::text},
                             {"unit", ColumnType::text},
                             {"team", ColumnType::text}});
    for (const Line& line : lines)
      sheet.text(to_text(line.day))
          .text(joined(line.path))
          .text(given_.member_id(line.m))
          .text(given_.member_name(line.m))
          .text(given_.memberships(line.m)[line.k].unit)
          .text(Input::cell(in_.members(), "team", in_.roster_row(line.m, line.k)));
    return sheet.finish();
  }

  Table needs_table() {
    const Table& table = in_.needs_table();
    const bool by_posting = table.find("posted_at") != nullptr;
    struct Line {
      LocalDay day;
      const Path* path;
      std::string id;
      const NeedRow* need;
    };
    std::vector<Line> lines;
    for (const NeedRow& need : in_.needs()) {
      const Path& path = in_.branch(need.branch);
      if (!lies_in(path, part_.root)) continue;
      found_ = true;
      if (part_.holds(need.day))
        on(need.day).add(path, [&](Totals& totals) {
          ++totals.needs;
          totals.seats += need.seats;
        });
      const std::optional<LocalDay> posted = day_of(need.posted);
      if (posted) on(*posted).add(path, [](Totals& totals) { ++totals.posted; });
      if (const auto day = day_of(need.dispatched))
        on(*day).add(path, [](Totals& totals) { ++totals.dispatched; });
      if (const auto day = day_of(need.accepted))
        on(*day).add(path, [](Totals& totals) { ++totals.accepted; });
      if (by_posting ? posted.has_value() : part_.holds(need.day))
        lines.push_back({by_posting ? *posted : need.day, &path,
                         Input::cell(table, "need_id", need.row), &need});
    }
    std::ranges::sort(lines, [](const Line& a, const Line& b) {
      if (a.day != b.day) return a.day < b.day;
      if (*a.path != *b.path) return *a.path < *b.path;
      return a.id < b.id;
    });
    Sheet sheet("needs", {{"day", ColumnType::text},
                          {"community", ColumnType::text},
                          {"need_id", ColumnType::text},
                          {"title", ColumnType::text},
                          {"kind", ColumnType::text},
                          {"item", ColumnType::text},
                          {"place", ColumnType::text},
                          {"beneficiary", ColumnType::text},
                          {"start", ColumnType::text},
                          {"end", ColumnType::text},
                          {"seats", ColumnType::integer},
                          {"priority", ColumnType::integer}});
    for (const Line& line : lines) {
      sheet.text(to_text(line.day)).text(joined(*line.path)).text(line.id);
      for (const char* column : {"title", "kind", "item", "place", "beneficiary"})
        sheet.text(Input::cell(table, column, line.need->row));
      sheet.text(to_text(in_.zone().to_local(line.need->times.start)))
          .text(to_text(in_.zone().to_local(line.need->times.end)))
          .integer(line.need->seats)
          .integer(line.need->priority);
    }
    return sheet.finish();
  }

  void count_services() {
    for (std::size_t m = 0; m < given_.members(); ++m)
      for (auto [s, end] = given_.of_member(m); s < end; ++s) {
        if (!in_.counts(s) || !lies_in(in_.branch_of(s), part_.root)) continue;
        found_ = true;
        if (!part_.holds(given_.day(s))) continue;
        on(given_.day(s)).add(in_.branch_of(s), [&](Totals& totals) {
          ++totals.services;
          totals.seconds += given_.seconds(s);
          totals.reached += given_.reached(s);
          totals.people.push_back(static_cast<std::uint32_t>(m));
        });
      }
  }

  Table days_table() {
    const Table& needs = in_.needs_table();
    const bool posted = needs.find("posted_at"), dispatched = needs.find("dispatched_at"),
               accepted = needs.find("accepted_at");
    Sheet sheet("days", {{"day", ColumnType::text},
                         {"community", ColumnType::text},
                         {"level", ColumnType::integer},
                         {"part", ColumnType::text},
                         {"reported", ColumnType::integer},
                         {"posted", ColumnType::integer},
                         {"dispatched", ColumnType::integer},
                         {"accepted", ColumnType::integer},
                         {"needs", ColumnType::integer},
                         {"seats", ColumnType::integer},
                         {"services", ColumnType::integer},
                         {"people", ColumnType::integer},
                         {"hours", ColumnType::real},
                         {"reached", ColumnType::integer}});
    for (auto& [day, roll] : days_)
      roll.each([&, day = day](const Path& path, bool own, Totals& totals) {
        sheet.text(to_text(day))
            .text(joined(path))
            .integer(static_cast<std::int64_t>(path.size()))
            .text(own ? "own" : "all")
            .integer(given_or_none(in_.has_from(), totals.reported))
            .integer(given_or_none(posted, totals.posted))
            .integer(given_or_none(dispatched, totals.dispatched))
            .integer(given_or_none(accepted, totals.accepted))
            .integer(given_or_none(needs.given(), totals.needs))
            .integer(given_or_none(needs.given(), totals.seats))
            .integer(totals.services)
            .integer(totals.different_people())
            .real(in_hours(totals.seconds))
            .integer(given_or_none(in_.has_reached(), totals.reached));
      });
    return sheet.finish();
  }

  const Input& in_;
  const Services& given_;
  const ReportSpan& span_;
  Part part_;
  std::map<LocalDay, RollUp> days_;
  bool found_ = false;
};

}  // namespace reports
}  // namespace detail

TURNOUT_INLINE DailyTable daily_table(const ReportTables& tables, const ReportSpan& span) {
  const detail::reports::Input in(tables, span.zone);
  return detail::reports::DailyWriter(in, span).write();
}

}  // namespace turnout::inline TURNOUT_ABI
