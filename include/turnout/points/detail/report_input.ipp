// The tables of a report, read once: services where they belong, needs, and what the roster says
// beside ids and memberships.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <optional>

// clang-format off
#include <turnout/model/problem.hpp>  // before its parts, which it may include itself
#include <turnout/model/detail/problem_needs.ipp>
// clang-format on
#include <turnout/points/detail/report_sheet.hpp>
#include <turnout/points/detail/row_of_text.ipp>
#include <turnout/points/detail/standing_words.hpp>
#include <turnout/points/reports.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {
namespace reports {

inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// The mean of ratings to the hundredth, halves up.
inline std::optional<double> mean_rating(std::int64_t sum, std::int64_t count) {
  if (count == 0) return std::nullopt;
  const std::int64_t hundredths = (200 * sum + count) / (2 * count);
  return static_cast<double>(hundredths) / 100;
}
inline std::string day_text(LocalDay day) {
  return day == LocalDay::min() || day == LocalDay::max() ? std::string() : to_text(day);
}

/// A need as reports see it.
struct NeedRow {
  std::uint32_t row = 0;     ///< Of the table.
  std::uint32_t branch = 0;  ///< Number of its path.
  Interval times;
  LocalDay day;
  std::int64_t seats = 0;
  std::optional<std::int64_t> priority;
  std::optional<Instant> posted, dispatched, accepted;
};

/// The services' table when none is given.
inline Table no_services() {
  return Table("services", {{"service_id", Column::text({})},
                            {"member_id", Column::text({})},
                            {"start", Column::text({})},
                            {"end", Column::text({})}});
}

class Input {
 public:
  /// Of tables alone.
  Input(const ReportTables& tables, const TimeZone& zone)
      : members_(tables.members),
        needs_(tables.needs),
        services_(tables.services.given() ? tables.services : no_services()) {
    read_needs(zone);
    try {
      require_members();
      given_ = make_services(services_, members_, zone);
    } catch (const InputError& error) {
      bad_.add_all(error.issues(), error.total());
    }
    if (given_) read_services();
    bad_.throw_if_any();
  }
  /// Of a standing and the tables that it was scored from.
  Input(const Standing& standing, const ReportTables& tables)
      : members_(tables.members),
        needs_(tables.needs),
        services_(tables.services.given() ? tables.services : no_services()),
        given_(standing.services()) {
    require_members();
    if (!given_->has_roster())
      throw InputError(Issue{.table = "members",
                             .row = {},
                             .column = {},
                             .value = {},
                             .code = "no_roster",
                             .message = "the standing was scored without a roster",
                             .remedy = "score with the members, and give the same table here"});
    read_needs(given_->zone());
    read_services();
    bad_.throw_if_any();
  }

  const Services& services() const noexcept { return *given_; }
  const TimeZone& zone() const noexcept { return given_->zone(); }
  const Table& members() const noexcept { return members_; }
  const Table& needs_table() const noexcept { return needs_; }
  const Table& services_table() const noexcept { return services_; }
  const std::vector<NeedRow>& needs() const noexcept { return need_rows_; }
  /// The row of the table of services, and of the needs (kNone: not listed).
  std::uint32_t row_of(std::size_t s) const { return service_row_[s]; }
  std::uint32_t need_of(std::size_t s) const { return service_need_[s]; }
  /// The branch where it was given.
  const Path& branch_of(std::size_t s) const { return paths_[service_branch_[s]]; }
  const Path& branch(std::uint32_t number) const { return paths_[number]; }
  /// Whether the tables say when members reported, and how many people were reached.
  bool has_from() const { return members_.find("from") != nullptr; }
  bool has_reached() const { return services_.find("reached") != nullptr; }
  bool is_service(std::size_t s) const { return !given_->is_reversal(s); }
  bool counts(std::size_t s) const {
    return is_service(s) && given_->reversed_at(s) == Services::never;
  }
  /// The roster's row of the k-th membership of member m.
  std::uint32_t roster_row(std::size_t m, std::size_t k) const {
    return roster_row_[roster_begin_[m] + k];
  }
  std::size_t memberships(std::size_t m) const { return roster_begin_[m + 1] - roster_begin_[m]; }

  /// A cell as trimmed text; "" where the column or the value is not given.
  static std::string cell(const Table& table, std::string_view column, std::size_t row) {
    std::string buffer;
    return std::string(TableReader::text({column, table.find(column)}, row, buffer));
  }
  /// A time as a cell gives it; of a column of timestamps the local time.
  std::string time_cell(const Table& table, std::string_view column, std::size_t row) const {
    const Column* values = table.find(column);
    if (values == nullptr || values->type() != ColumnType::instant) return cell(table, column, row);
    if (values->is_null(row)) return {};
    const std::int64_t seconds = values->ticks_at(row) / values->ticks_per_second();
    return values->is_local() ? to_text(LocalTime{Seconds{seconds}}) : local_text(zone(), seconds);
  }

 private:
  void require_members() const {
    if (!members_.given())
      throw InputError(Issue{.table = "members",
                             .row = {},
                             .column = {},
                             .value = {},
                             .code = "missing_table",
                             .message = "this table is required",
                             .remedy = "give it"});
  }

  /// The number of a path; what is wrong with it is said.
  std::uint32_t path_number(TableReader& in, const Field& field, std::size_t row) {
    std::string buffer;
    const std::string_view text = in.text(field, row, buffer);
    const auto path = parse_path(text);
    if (text.empty() || !path.ok()) {
      if (!text.empty()) in.reject(row, field, path.errors);
      return path_number({});
    }
    return path_number(Path(path.value.begin(), path.value.end()));
  }
  std::uint32_t path_number(const Path& path) {
    const std::uint32_t number = path_numbers_.number(joined(path));
    if (number == paths_.size()) paths_.push_back(path);
    return number;
  }

  void read_needs(const TimeZone& zone) {
    path_number({});  // number 0 is no branch
    if (!needs_.given()) return;
    TableReader in(needs_, bad_);
    const NeedFields fields = need_fields(in);
    in.check_utf8(need_columns);
    in.check_utf8({"posted_at", "dispatched_at", "accepted_at", "beneficiary"});
    if (!fields.id.column || !fields.start.column || !fields.end.column) return;
    const Field posted = in.field("posted_at"), dispatched = in.field("dispatched_at"),
                accepted = in.field("accepted_at");
    std::string buffer;
    for (std::size_t row = 0; row < in.rows(); ++row) {
      NeedRow need;
      need.row = static_cast<std::uint32_t>(row);
      const std::string_view id = in.text(fields.id, row, buffer);
      if (id.empty())
        in.reject_blank(row, fields.id);
      else if (need_numbers_.find(id))
        in.reject(row, fields.id, "duplicate_id", "this id was given before",
                  "give every row an id of its own");
      need_numbers_.number(id);
      if (const auto times = detail::read_times(in, fields.start, fields.end, row, zone))
        need.times = *times;
      need.day = zone.day(need.times.start);
      for (const RoleRow& role : read_roles(in, fields, row)) need.seats += role.seats;
      need.priority = in.integer(fields.priority, row,
                                 {1, 5, "bad_priority", "a priority lies between 1 and 5",
                                  "give 1, 2, 3, 4 or 5 (most urgent)"});
      need.branch = path_number(in, fields.community, row);
      need.posted = in.instant(posted, row, zone);
      need.dispatched = in.instant(dispatched, row, zone);
      need.accepted = in.instant(accepted, row, zone);
      const auto ordered = [&](const Field& field, std::optional<Instant> time,
                               std::optional<Instant> before) {
        // By days: a cell may give no clock.
        if (time && before && zone.day(*time) < zone.day(*before))
          in.reject(row, field, "steps_out_of_order",
                    "a need is posted, then dispatched, then accepted",
                    "correct the times, or leave them blank");
      };
      ordered(dispatched, need.dispatched, need.posted);
      ordered(accepted, need.accepted, need.dispatched ? need.dispatched : need.posted);
      need_rows_.push_back(need);
    }
  }

  void read_services() {
    TableReader in(services_, bad_);
    in.check_utf8({"rated_by", "note"});
    const Field id = in.field("service_id"), need = in.field("need_id"),
                community = in.field("community");
    RowOfText rows;
    std::string buffer;
    if (id.column)
      for (std::size_t row = 0; row < in.rows(); ++row) rows.number(in.text(id, row, buffer));
    const Services& given = *given_;
    for (std::size_t s = 0; s < given.size(); ++s) {
      const auto row = rows.find(given.service_id(s));
      if (!row || *row >= in.rows()) {
        bad_.add({.table = services_.name(),
                  .column = "service_id",
                  .value = std::string(given.service_id(s)),
                  .code = "other_services",
                  .message = "the standing was scored from this service, which the table lacks",
                  .remedy = "give the services that the standing was scored from"});
        continue;
      }
      service_row_.push_back(*row);
      const std::string_view need_id = in.text(need, *row, buffer);
      const std::uint32_t listed =
          need_id.empty() ? kNone : need_numbers_.find(need_id).value_or(kNone);
      service_need_.push_back(listed);
      std::uint32_t where = path_number(in, community, *row);
      if (where == 0 && listed != kNone) where = need_rows_[listed].branch;
      service_branch_.push_back(where);
    }
    read_roster();
    if (!bad_.empty()) return;
    for (std::size_t m = 0; m < given.members(); ++m)
      for (auto [s, last] = given.of_member(m); s < last; ++s)
        if (service_branch_[s] == 0)
          if (const Membership* home = given.membership_on(m, given.day(s)))
            service_branch_[s] = path_number(steps_of(home->community));
  }

  /// The rows of each member, by the first days of the memberships.
  void read_roster() {
    const Services& given = *given_;
    TableReader in(members_, bad_);
    const Field id = in.required("member_id"), from = in.field("from");
    if (!id.column) return;
    in.check_utf8({"team", "skills"});
    std::string buffer;
    std::vector<std::vector<std::pair<std::int64_t, std::uint32_t>>> rows(given.members());
    for (std::size_t row = 0; row < in.rows(); ++row) {
      const auto m = given.find_member(in.text(id, row, buffer));
      if (!m) continue;  // the standing was scored without this one
      rows[*m].emplace_back(first_day(from, row), static_cast<std::uint32_t>(row));
    }
    roster_begin_.assign(1, 0);
    for (std::size_t m = 0; m < given.members(); ++m) {
      std::ranges::sort(rows[m]);
      for (const auto& [day, row] : rows[m]) roster_row_.push_back(row);
      roster_begin_.push_back(roster_row_.size());
      if (rows[m].size() != given.memberships(m).size())
        bad_.add({.table = members_.name(),
                  .column = "member_id",
                  .value = std::string(given.member_id(m)),
                  .code = "other_members",
                  .message = "the standing has other rows of this member",
                  .remedy = "give the roster that the standing was scored with"});
    }
  }
  std::int64_t first_day(const Field& from, std::size_t row) const {
    if (!from.given(row)) return std::numeric_limits<std::int64_t>::min();
    if (from.column->type() == ColumnType::instant)
      return from.column->ticks_at(row) / from.column->ticks_per_second();
    std::string buffer;
    const auto day = parse_day(TableReader::text(from, row, buffer));
    return day ? day->time_since_epoch().count() : 0;
  }

  Table members_, needs_, services_;
  IssueCollector bad_;
  std::optional<Services> given_;
  RowOfText path_numbers_, need_numbers_;
  std::vector<Path> paths_;
  std::vector<NeedRow> need_rows_;  // in the order of the rows
  std::vector<std::uint32_t> service_row_, service_need_, service_branch_;  // as the services
  std::vector<std::uint32_t> roster_row_;
  std::vector<std::size_t> roster_begin_;
};

/// What is asked for: days and a branch, read.
struct Part {
  std::optional<Period> period;
  Path root;
  explicit Part(const ReportSpan& span) {
    if (!trim(span.period).empty()) period = parse_period(span.period);
    if (trim(span.community).empty()) return;
    const auto path = parse_path(span.community);
    if (!path.ok())
      throw InputError(Issue{.table = {},
                             .row = {},
                             .column = "community",
                             .value = span.community,
                             .code = path.errors.front().code,
                             .message = path.errors.front().message,
                             .remedy = path.errors.front().remedy});
    root.assign(path.value.begin(), path.value.end());
  }
  bool holds(LocalDay day) const { return !period || period->contains(day); }
  LocalDay first() const { return period ? period->first : LocalDay::min(); }
  LocalDay last() const { return period ? period->last : LocalDay::max(); }
};

/// A count of what a column says; absent is not zero.
inline std::optional<std::int64_t> given_or_none(bool given, std::int64_t count) {
  return given ? std::optional(count) : std::nullopt;
}

/// What the entries of a standing name: rules, and the services that are their causes.
class Causes {
 public:
  Causes(const Rulebook& book, const Services& given) {
    for (const PointRule& rule : book.rules()) rules_.try_emplace(rule.id, &rule);
    for (std::size_t s = 0; s < given.size(); ++s) numbers_.number(given.service_id(s));
  }
  /// nullptr: the entry names none.
  const PointRule* rule(std::string_view id) const {
    const auto found = rules_.find(id);
    return found == rules_.end() ? nullptr : found->second;
  }
  /// The service that is the cause; kNone where it is an event or what was owed.
  std::uint32_t service(const PointRule* rule, std::string_view cause) const {
    if (rule != nullptr && rule->on != PointRule::On::services &&
        rule->on != PointRule::On::received)
      return kNone;
    return numbers_.find(cause).value_or(kNone);
  }

 private:
  std::map<std::string, const PointRule*, std::less<>> rules_;
  RowOfText numbers_;
};

/// The last instant that a standing sees: a day means its last second.
inline std::int64_t known_until(const Standing& standing) {
  const std::string_view text = trim(standing.as_of());
  if (text.empty()) return Services::never;
  const TimeZone& zone = standing.services().zone();
  if (const auto day = parse_day(text))
    return zone.to_instant(LocalTime{*day + std::chrono::days{1}})
               .instant.time_since_epoch()
               .count() -
           1;
  const InstantOrError read = parse_instant(text, zone);
  return read.instant ? read.instant->time_since_epoch().count() : Services::never;
}
/// The rating that is known by then; 0: none.
inline int rating_known(const Services& given, std::size_t s, std::int64_t until) {
  return given.rated_at(s) > until ? 0 : given.rating(s);
}

/// Whether membership k of member m begins a report to its community: it has a first day, and the
/// one before it was of another community or ended earlier than the day before.
inline bool begins_report(const Services& given, std::size_t m, std::size_t k) {
  const Membership& now = given.memberships(m)[k];
  if (now.from == LocalDay::min()) return false;
  if (k == 0) return true;
  const Membership& before = given.memberships(m)[k - 1];
  return before.community != now.community || before.to + std::chrono::days{1} < now.from;
}

inline std::string_view state_of(const Input& in, std::size_t s) {
  if (in.services().reversed_at(s) != Services::never) return "reversed";
  switch (in.services().confirmed(s)) {
    case Services::Confirmed::by_other: return "confirmed";
    case Services::Confirmed::by_self: return "confirmed_by_self";
    case Services::Confirmed::no: break;
  }
  return "not_confirmed";
}

}  // namespace reports
}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
