// The three ledgers of a branch, and their totals.
#pragma once

#include <turnout/points/detail/report_input.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {
namespace reports {

/// The error of a branch that nothing belongs to.
inline void require_branch(const ReportSpan& span, bool found) {
  if (found || trim(span.community).empty()) return;
  throw InputError(Issue{.table = {},
                         .row = {},
                         .column = "community",
                         .value = span.community,
                         .code = "unknown_community",
                         .message = "no member, need or service belongs to this branch",
                         .remedy = "give a path as the tables have it"});
}

class LedgerWriter {
 public:
  LedgerWriter(const Input& in, const ReportSpan& span)
      : in_(in), given_(in.services()), span_(span), part_(span), roll_(part_.root, 0) {}

  ThreeLedgers write() {
    Table members = members_ledger(), needs = needs_ledger(), services = services_ledger();
    Table branches = branches_table();
    require_branch(span_, found_);
    return {.span = span_,
            .members = std::move(members),
            .needs = std::move(needs),
            .services = std::move(services),
            .branches = std::move(branches)};
  }

 private:
  /// What member m gave on days of the span that lie in the membership.
  struct Gave {
    std::int64_t services = 0, seconds = 0;
    std::optional<LocalDay> last;
  };
  Gave gave(std::size_t m, const Membership& one) const {
    Gave sum;
    for (auto [s, end] = given_.of_member(m); s < end; ++s) {
      const LocalDay day = given_.day(s);
      if (!in_.counts(s) || !part_.holds(day) || !one.contains(day)) continue;
      ++sum.services;
      sum.seconds += given_.seconds(s);
      sum.last = day;  // they stand by day
    }
    return sum;
  }
  bool served(std::size_t m) const {
    for (auto [s, end] = given_.of_member(m); s < end; ++s)
      if (in_.counts(s) && part_.holds(given_.day(s))) return true;
    return false;
  }

  Table members_ledger() {
    struct Line {
      Path path;
      std::size_t m, k;
    };
    std::vector<Line> lines;
    for (std::size_t m = 0; m < given_.members(); ++m)
      for (std::size_t k = 0; k < given_.memberships(m).size(); ++k) {
        const Membership& one = given_.memberships(m)[k];
        if (one.to < part_.first() || part_.last() < one.from) continue;
        Path path = steps_of(one.community);
        if (lies_in(path, part_.root)) lines.push_back({std::move(path), m, k});
      }
    std::ranges::stable_sort(lines, {}, &Line::path);  // then by member and time
    Sheet sheet("members", {{"member_id", ColumnType::text},
                            {"name", ColumnType::text},
                            {"community", ColumnType::text},
                            {"unit", ColumnType::text},
                            {"team", ColumnType::text},
                            {"skills", ColumnType::text},
                            {"from", ColumnType::text},
                            {"to", ColumnType::text},
                            {"services", ColumnType::integer},
                            {"hours", ColumnType::real},
                            {"last_service", ColumnType::text}});
    for (const Line& line : lines) {
      const Membership& one = given_.memberships(line.m)[line.k];
      const Gave sum = gave(line.m, one);
      const std::uint32_t row = in_.roster_row(line.m, line.k);
      sheet.text(given_.member_id(line.m))
          .text(given_.member_name(line.m))
          .text(one.community)
          .text(one.unit)
          .text(Input::cell(in_.members(), "team", row))
          .text(Input::cell(in_.members(), "skills", row))
          .text(day_text(one.from))
          .text(day_text(one.to))
          .integer(sum.services)
          .real(in_hours(sum.seconds))
          .text(sum.last ? to_text(*sum.last) : std::string());
      const bool new_here = begins_report(given_, line.m, line.k) && part_.holds(one.from);
      const bool stays = one.contains(part_.last());
      const bool active = stays && served(line.m);
      roll_.add(line.path, [&](Totals& totals) {
        totals.reported += new_here ? 1 : 0;
        totals.members += stays ? 1 : 0;
        totals.served += active ? 1 : 0;
      });
      found_ = true;
    }
    return sheet.finish();
  }

  Table needs_ledger() {
    std::vector<Totals> given_to(in_.needs().size());
    std::vector<std::pair<std::int64_t, std::int64_t>> ratings(in_.needs().size());
    for (std::size_t s = 0; s < given_.size(); ++s) {
      if (!in_.counts(s) || in_.need_of(s) == kNone) continue;
      Totals& totals = given_to[in_.need_of(s)];
      ++totals.services;
      totals.seconds += given_.seconds(s);
      totals.reached += given_.reached(s);
      totals.people.push_back(member_of(s));
      if (given_.rating(s) == 0) continue;
      ratings[in_.need_of(s)].first += given_.rating(s);
      ++ratings[in_.need_of(s)].second;
    }
    struct Line {
      const Path* path;
      std::string id;
      const NeedRow* need;
      std::size_t number;
    };
    std::vector<Line> lines;
    for (std::size_t i = 0; i < in_.needs().size(); ++i) {
      const NeedRow& need = in_.needs()[i];
      if (part_.holds(need.day) && lies_in(in_.branch(need.branch), part_.root))
        lines.push_back({&in_.branch(need.branch),
                         Input::cell(in_.needs_table(), "need_id", need.row), &need, i});
    }
    std::ranges::sort(lines, [](const Line& a, const Line& b) {
      if (*a.path != *b.path) return *a.path < *b.path;
      if (a.need->times.start != b.need->times.start)
        return a.need->times.start < b.need->times.start;
      return a.id < b.id;
    });
    Sheet sheet("needs", {{"need_id", ColumnType::text},       {"title", ColumnType::text},
                          {"kind", ColumnType::text},          {"item", ColumnType::text},
                          {"community", ColumnType::text},     {"place", ColumnType::text},
                          {"beneficiary", ColumnType::text},   {"start", ColumnType::text},
                          {"end", ColumnType::text},           {"seats", ColumnType::integer},
                          {"priority", ColumnType::integer},   {"posted_at", ColumnType::text},
                          {"dispatched_at", ColumnType::text}, {"accepted_at", ColumnType::text},
                          {"services", ColumnType::integer},   {"people", ColumnType::integer},
                          {"short_by", ColumnType::integer},   {"hours", ColumnType::real},
                          {"reached", ColumnType::integer},    {"rating", ColumnType::real},
                          {"state", ColumnType::text}});
    const Table& table = in_.needs_table();
    const auto time = [&](const std::optional<Instant>& t) {
      return t ? to_text(in_.zone().to_local(*t)) : std::string();
    };
    for (const Line& line : lines) {
      const NeedRow& need = *line.need;
      Totals& totals = given_to[line.number];
      const std::int64_t people = totals.different_people();
      sheet.text(line.id);
      for (const char* column : {"title", "kind", "item"})
        sheet.text(Input::cell(table, column, need.row));
      sheet.text(joined(*line.path));
      for (const char* column : {"place", "beneficiary"})
        sheet.text(Input::cell(table, column, need.row));
      sheet.text(time(need.times.start))
          .text(time(need.times.end))
          .integer(need.seats)
          .integer(need.priority)
          .text(time(need.posted))
          .text(time(need.dispatched))
          .text(time(need.accepted))
          .integer(totals.services)
          .integer(people)
          .integer(std::max<std::int64_t>(0, need.seats - people))
          .real(in_hours(totals.seconds))
          .integer(given_or_none(in_.has_reached(), totals.reached))
          .real(mean_rating(ratings[line.number].first, ratings[line.number].second))
          .text(totals.services > 0 ? "served"
                : need.accepted     ? "accepted"
                : need.dispatched   ? "dispatched"
                                    : "open");
      roll_.add(*line.path, [&](Totals& sums) {
        ++sums.needs;
        sums.seats += need.seats;
      });
      found_ = true;
    }
    return sheet.finish();
  }

  std::uint32_t member_of(std::size_t s) {
    if (members_.empty()) {
      members_.resize(given_.size());
      for (std::size_t m = 0; m < given_.members(); ++m)
        for (auto [i, end] = given_.of_member(m); i < end; ++i)
          members_[i] = static_cast<std::uint32_t>(m);
    }
    return members_[s];
  }

  Table services_ledger() {
    struct Line {
      const Path* path;
      std::size_t s;
    };
    std::vector<Line> lines;
    for (std::size_t s = 0; s < given_.size(); ++s)
      if (in_.is_service(s) && part_.holds(given_.day(s)) && lies_in(in_.branch_of(s), part_.root))
        lines.push_back({&in_.branch_of(s), s});
    std::ranges::sort(lines, [&](const Line& a, const Line& b) {
      if (*a.path != *b.path) return *a.path < *b.path;
      if (given_.start(a.s) != given_.start(b.s)) return given_.start(a.s) < given_.start(b.s);
      return given_.service_id(a.s) < given_.service_id(b.s);
    });
    Sheet sheet("services", {{"service_id", ColumnType::text},   {"member_id", ColumnType::text},
                             {"name", ColumnType::text},         {"community", ColumnType::text},
                             {"start", ColumnType::text},        {"end", ColumnType::text},
                             {"hours", ColumnType::real},        {"need_id", ColumnType::text},
                             {"category", ColumnType::text},     {"kind", ColumnType::text},
                             {"item", ColumnType::text},         {"place", ColumnType::text},
                             {"role", ColumnType::text},         {"beneficiary", ColumnType::text},
                             {"reached", ColumnType::integer},   {"source", ColumnType::text},
                             {"recorded_by", ColumnType::text},  {"confirmed_by", ColumnType::text},
                             {"confirmed_at", ColumnType::text}, {"rating", ColumnType::integer},
                             {"state", ColumnType::text},        {"note", ColumnType::text}});
    const Table& table = in_.services_table();
    for (const auto& [path, s] : lines) {
      const std::uint32_t m = member_of(s), row = in_.row_of(s);
      sheet.text(given_.service_id(s))
          .text(given_.member_id(m))
          .text(given_.member_name(m))
          .text(joined(*path))
          .text(local_text(in_.zone(), given_.start(s)))
          .text(local_text(in_.zone(), given_.end(s)))
          .real(in_hours(given_.seconds(s)));
      for (const char* column :
           {"need_id", "category", "kind", "item", "place", "role", "beneficiary"})
        sheet.text(Input::cell(table, column, row));
      sheet.integer(reached_of(s));
      for (const char* column : {"source", "recorded_by", "confirmed_by"})
        sheet.text(Input::cell(table, column, row));
      sheet.text(in_.time_cell(table, "confirmed_at", row))
          .integer(given_.rating(s) == 0 ? std::nullopt
                                         : std::optional<std::int64_t>(given_.rating(s)))
          .text(state_of(in_, s))
          .text(Input::cell(table, "note", row));
      found_ = true;
      if (!in_.counts(s)) continue;
      roll_.add(*path, [&](Totals& totals) {
        ++totals.services;
        totals.seconds += given_.seconds(s);
        totals.reached += given_.reached(s);
        totals.people.push_back(m);
      });
    }
    return sheet.finish();
  }
  std::optional<std::int64_t> reached_of(std::size_t s) const {
    const Column* column = in_.services_table().find("reached");
    if (column == nullptr || column->is_null(in_.row_of(s))) return std::nullopt;
    return given_.reached(s);
  }

  Table branches_table() {
    Sheet sheet("branches", {{"community", ColumnType::text},
                             {"level", ColumnType::integer},
                             {"part", ColumnType::text},
                             {"reported", ColumnType::integer},
                             {"members", ColumnType::integer},
                             {"served", ColumnType::integer},
                             {"needs", ColumnType::integer},
                             {"seats", ColumnType::integer},
                             {"services", ColumnType::integer},
                             {"people", ColumnType::integer},
                             {"hours", ColumnType::real},
                             {"reached", ColumnType::integer}});
    roll_.each([&](const Path& path, bool own, Totals& totals) {
      sheet.text(joined(path))
          .integer(static_cast<std::int64_t>(path.size()))
          .text(own ? "own" : "all")
          .integer(given_or_none(in_.has_from(), totals.reported))
          .integer(totals.members)
          .integer(totals.served)
          .integer(given_or_none(in_.needs_table().given(), totals.needs))
          .integer(given_or_none(in_.needs_table().given(), totals.seats))
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
  RollUp roll_;
  std::vector<std::uint32_t> members_;  // by service
  bool found_ = false;
};

}  // namespace reports
}  // namespace detail

TURNOUT_INLINE ThreeLedgers three_ledgers(const ReportTables& tables, const ReportSpan& span) {
  const detail::reports::Input in(tables, span.zone);
  return detail::reports::LedgerWriter(in, span).write();
}

}  // namespace turnout::inline TURNOUT_ABI
