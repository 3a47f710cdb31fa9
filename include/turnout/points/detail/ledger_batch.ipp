#pragma once

// Whether a batch may be appended. What members, services and events have to be is said by
// make_services: it reads the rows of the batch behind those rows of the ledger that they speak of
// (the same id, what is reversed, who gave it), and never the whole ledger.

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <turnout/model/detail/interner.ipp>
#include <turnout/model/detail/table_reader.ipp>
#include <turnout/points/detail/ledger_members.ipp>
#include <turnout/points/detail/ledger_rows.ipp>
#include <turnout/points/period.hpp>
#include <turnout/points/services.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Families, units, communities and pools carry their kind in front.
inline bool may_be_member(std::string_view account) noexcept {
  return !account.empty() && account != "pool" && account.find(':') == std::string_view::npos;
}

/// Rows of the ledger in front of the rows of a batch, as one table of text. Those of the ledger
/// are counted down from the highest label, which no row of a batch has.
class Together {
 public:
  Together(LedgerTable which, LedgerKeeper& keeper, const TextRows& batch)
      : which_(which), keeper_(keeper), batch_(batch) {
    if (!keeper.has(which)) return;
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      take(row_id(which, [&](auto column) { return batch.cell(column, row); }));
      if (!has_reversals(which)) continue;
      take(batch.cell("due", row));
      const std::string_view target = batch.cell("reverses", row);
      if (target.empty()) continue;
      take(target);
      take_all(keeper.reversals(which, target));
    }
  }
  /// Adds the rows of this id.
  void take(std::string_view id) {
    if (!id.empty()) take_all(keeper_.find(which_, id));
  }

  [[nodiscard]] bool empty() const noexcept { return before_.empty() && batch_.rows() == 0; }
  [[nodiscard]] const std::string& name() const noexcept { return batch_.name; }

  /// Calls use(row) for each row of the ledger, as it is kept.
  template <class Use>
  void each_before(Use use) const {
    for (const std::uint64_t number : before_)
      keeper_.read(number, number, [&](const LedgerRecord& record) {
        use(record);
        return true;
      });
  }

  [[nodiscard]] Table table(const TimeZone& zone) const {
    if (before_.empty() && batch_.rows() > 0) return batch_.table();
    RowsToTable rows(which_);
    std::vector<std::uint32_t> labels;
    std::vector<std::uint64_t> batches;
    each_before([&](const LedgerRecord& record) {
      if (!rows.add(record.row)) bad_record(keeper_.name(), record.number);
      labels.push_back(highest - static_cast<std::uint32_t>(labels.size()));
      batches.push_back(record.last);
    });
    std::string row;
    for (std::size_t i = 0; i < batch_.rows(); ++i) {
      batch_.write(i, row);
      rows.add(row);
      batches.push_back(std::numeric_limits<std::uint64_t>::max());
    }
    labels.insert(labels.end(), batch_.labels.begin(), batch_.labels.end());
    const Table joined = rows.finish();
    std::vector<NamedColumn> columns(joined.columns().begin(), joined.columns().end());
    if (columns.empty())  // a roster on which nobody is that was asked for
      columns.push_back({std::string(id_columns(which_).front()), Column::text({})});
    const Table named(batch_.name, std::move(columns), std::move(labels));
    return which_ == LedgerTable::members ? with_ends(named, batches, zone) : named;
  }

  /// What was found in a row of the ledger is told of the ledger. True where it was.
  bool place(Issue& issue) const {
    const std::int64_t back = std::int64_t{highest} - issue.row.value_or(0);
    if (issue.table != batch_.name || back >= static_cast<std::int64_t>(before_.size()))
      return false;
    auto number = before_.begin();
    std::advance(number, back);
    issue.table = keeper_.name();
    issue.row.reset();
    issue.message = "record " + std::to_string(*number) + ": " + issue.message;
    return true;
  }

 private:
  static constexpr std::uint32_t highest = std::numeric_limits<std::uint32_t>::max();

  void take_all(const std::vector<std::uint64_t>& numbers) {
    for (const std::uint64_t number : numbers) {
      if (!before_.insert(number).second || !has_reversals(which_)) continue;
      std::string target, due;
      keeper_.read(number, number, [&](const LedgerRecord& record) {
        target = record.reverses;
        due = trim(cell_of(record.row, "due"));
        return true;
      });
      take(target);
      take(due);
    }
  }

  LedgerTable which_;
  LedgerKeeper& keeper_;
  const TextRows& batch_;
  std::set<std::uint64_t> before_;
};

/// Looks through a batch; what is wrong goes to the collector.
class BatchCheck {
 public:
  BatchCheck(LedgerKeeper& keeper, const TimeZone& zone,
             const std::array<TextRows, kLedgerTables>& batch, IssueCollector& bad)
      : keeper_(keeper), zone_(zone), batch_(batch), bad_(bad) {}

  void run() {
    check_what_was_given();
    check_first_roster();
    check_opening();
    check_postings();
  }
  [[nodiscard]] std::vector<Issue>& warnings() noexcept { return warnings_; }

 private:
  [[nodiscard]] const TextRows& rows_of(LedgerTable which) const noexcept {
    return batch_[static_cast<std::size_t>(which)];
  }

  /// Members, services and events, by make_services.
  void check_what_was_given() {
    const TextRows& services = rows_of(LedgerTable::services);
    const TextRows& events = rows_of(LedgerTable::events);
    const TextRows& members = rows_of(LedgerTable::members);
    if (services.rows() + events.rows() + members.rows() == 0) return;
    const Together with_services(LedgerTable::services, keeper_, services);
    const Together with_events(LedgerTable::events, keeper_, events);
    Together with_members(LedgerTable::members, keeper_, members);
    const bool roster = members.rows() > 0 || keeper_.has(LedgerTable::members);
    if (roster) take_members(with_services, with_events, with_members);
    try {
      const Services read =
          make_services(with_services.table(zone_), roster ? with_members.table(zone_) : Table(),
                        zone_, with_events.empty() ? Table() : with_events.table(zone_));
      warnings_.assign(read.warnings().begin(), read.warnings().end());
    } catch (const InputError& error) {
      std::vector<Issue> issues = error.issues();
      for (Issue& issue : issues)
        static_cast<void>(with_services.place(issue) || with_events.place(issue) ||
                          with_members.place(issue));
      bad_.add_all(std::move(issues), error.total());
    }
  }

  /// Of the ledger's roster, those of whom the batch and what it speaks of tell.
  void take_members(const Together& services, const Together& events, Together& members) const {
    Interner seen;
    const auto take = [&](std::string_view id) {
      const std::size_t before = seen.size();
      if (may_be_member(id) && seen(id) == before) members.take(id);
    };
    const TextRows& given = rows_of(LedgerTable::services);
    const TextRows& happened = rows_of(LedgerTable::events);
    for (std::size_t row = 0; row < given.rows(); ++row) take(given.cell("member_id", row));
    for (std::size_t row = 0; row < happened.rows(); ++row) {
      take(happened.cell("account", row));
      take(happened.cell("other", row));
    }
    const auto from_ledger = [&](const LedgerRecord& record) {
      for (const char* column : {"member_id", "account", "other"})
        take(trim(cell_of(record.row, column)));
    };
    services.each_before(from_ledger);
    events.each_before(from_ledger);
  }

  /// The first roster of a ledger must hold all of whom it has services and events.
  void check_first_roster() {
    const TextRows& rows = rows_of(LedgerTable::members);
    if (rows.rows() == 0 || keeper_.has(LedgerTable::members)) return;
    Interner known;
    for (std::size_t row = 0; row < rows.rows(); ++row) known(rows.cell("member_id", row));
    const auto look_up = [&](std::string_view member) {
      const std::size_t before = known.size();
      if (!may_be_member(member) || known(member) != before) return;
      bad_.add({.table = rows.name,
                .column = "member_id",
                .value = std::string(member),
                .code = "unknown_member",
                .message = "the ledger tells of this member, who is not on its first roster",
                .remedy = "add the member to the roster"});
    };
    keeper_.read(1, keeper_.head().number, [&](const LedgerRecord& record) {
      if (record.table == LedgerTable::services) look_up(trim(cell_of(record.row, "member_id")));
      if (record.table == LedgerTable::events)
        for (const char* column : {"account", "other"}) look_up(trim(cell_of(record.row, column)));
      return true;
    });
  }

  void check_opening() {
    const TextRows& rows = rows_of(LedgerTable::opening);
    if (rows.rows() == 0) return;
    const Table table = rows.table();
    TableReader in(table, bad_);
    const Field account = in.field("account");
    const Field member =
        account.column == nullptr ? in.required("member_id") : in.field("member_id");
    const Field measure = in.required("measure"), value = in.required("value");
    const Field& who = member.column == nullptr ? account : member;
    if (!who.column || !measure.column || !value.column) return;
    for (std::size_t row = 0; row < in.rows(); ++row) {
      if (!member.given(row) && !account.given(row)) in.reject_blank(row, who);
      if (!measure.given(row)) in.reject_blank(row, measure);
      if (!value.given(row)) in.reject_blank(row, value);
      static_cast<void>(in.real(value, row, sums));
    }
    check_unique(LedgerTable::opening, in, who, "this opening sum is in the ledger already",
                 "leave the row out");
  }

  void check_postings() {
    const TextRows& rows = rows_of(LedgerTable::postings);
    if (rows.rows() == 0) return;
    const Table table = rows.table();
    TableReader in(table, bad_);
    const Field period = in.required("period"), rulebook = in.required("rulebook"),
                at = in.required("at"), notice = in.required("notice_hash"),
                book = in.field("rulebook_hash");
    if (!period.column || !rulebook.column || !at.column || !notice.column) return;
    for (std::size_t row = 0; row < in.rows(); ++row) {
      for (const Field* field : {&period, &rulebook, &at, &notice})
        if (!field->given(row)) in.reject_blank(row, *field);
      static_cast<void>(in.instant(at, row, zone_));
      check_period(in, period, row);
      for (const Field* field : {&notice, &book})
        if (field->given(row) && !is_sha256(rows.cell(field->name, row)))
          in.reject(row, *field, "bad_hash", "this is no SHA-256",
                    "give 64 digits of 0 to 9 and a to f");
    }
    check_unique(LedgerTable::postings, in, period,
                 "this period was posted by this rulebook already",
                 "a posted standing never changes; what comes later belongs to an open period");
  }

  static void check_period(TableReader& in, const Field& period, std::size_t row) {
    if (!period.given(row)) return;
    try {
      static_cast<void>(parse_period(trim(period.column->text_at(row))));
    } catch (const InputError& error) {
      const Issue& why = error.issues().front();
      in.reject(row, period, why.code, why.message, why.remedy);
    }
  }
  static bool is_sha256(std::string_view text) {
    return text.size() == 64 &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  }

  /// Refuses rows whose id stands in the ledger, or further up in the batch.
  void check_unique(LedgerTable which, TableReader& in, const Field& field,
                    std::string_view message, std::string_view remedy) {
    const TextRows& rows = rows_of(which);
    Interner seen;
    for (std::size_t row = 0; row < rows.rows(); ++row) {
      const std::string id = row_id(which, [&](auto column) { return rows.cell(column, row); });
      const std::size_t before = seen.size();
      if (seen(id) != before || !keeper_.find(which, id).empty())
        in.reject(row, field, "duplicate_id", message, remedy);
    }
  }

  static constexpr Range sums{-1e9, 1e9, "out_of_range", "this sum is too large",
                              "stay within 1,000,000,000"};

  LedgerKeeper& keeper_;
  const TimeZone& zone_;
  const std::array<TextRows, kLedgerTables>& batch_;
  IssueCollector& bad_;
  std::vector<Issue> warnings_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
