#pragma once

#include <algorithm>

#include <turnout/points/detail/ledger_batch.ipp>
#include <turnout/points/detail/ledger_memory.ipp>
#include <turnout/points/detail/ledger_rows.ipp>
#include <turnout/points/detail/ledger_text.ipp>
#include <turnout/points/ledger.hpp>

namespace turnout::inline TURNOUT_ABI {

TURNOUT_INLINE std::string_view to_string(LedgerTable table) noexcept {
  return detail::table_name(table);
}

TURNOUT_INLINE std::string to_text(const LedgerRecord& record) {
  return detail::record_text(record);
}

TURNOUT_INLINE std::string hash_of(const LedgerRecord& record, std::string_view before) {
  Sha256 hash;
  hash.add(before);
  hash.add("\n");
  hash.add(to_text(record));
  return hash.hex();
}

TURNOUT_INLINE std::string ledger_line(const LedgerRecord& record) {
  return detail::to_line(record);
}

TURNOUT_INLINE std::string ledger_first_line(std::string_view zone) {
  std::string line = "{\"format\":\"turnout-ledger/1\",\"zone\":";
  detail::append_json(line, zone);
  return line + '}';
}

TURNOUT_INLINE Ledger::Ledger(const TimeZone& zone)
    : Ledger(
          std::make_unique<detail::MemoryKeeper>("ledger", sha256(ledger_first_line(zone.name()))),
          zone) {}

namespace detail {

/// From begin to commit; rolls back unless it came that far.
class Appending {
 public:
  explicit Appending(LedgerKeeper& keeper) : keeper_(keeper) { keeper.begin(); }
  Appending(const Appending&) = delete;
  Appending& operator=(const Appending&) = delete;
  ~Appending() {
    if (!done_) keeper_.rollback();
  }
  void commit() {
    keeper_.commit();
    done_ = true;
  }

 private:
  LedgerKeeper& keeper_;
  bool done_ = false;
};

/// Who appends, and when.
inline void check_signature(const LedgerBatch& batch, const LedgerHead& head, IssueCollector& bad) {
  const auto report = [&](std::string column, std::string value, std::string code,
                          std::string message, std::string remedy) {
    bad.add({.table = {},
             .row = {},
             .column = std::move(column),
             .value = std::move(value),
             .code = std::move(code),
             .message = std::move(message),
             .remedy = std::move(remedy)});
  };
  if (!is_utf8(batch.by))
    report("by", {}, "not_utf8", "these bytes are no UTF-8 text", "save the data as UTF-8");
  else if (trim(batch.by).empty())
    report("by", {}, "blank", "it is not said who appends this", "name the person or the program");
  using namespace std::chrono_literals;
  constexpr Instant first = std::chrono::sys_days{1900y / 1 / 1};
  constexpr Instant last = std::chrono::sys_days{2200y / 1 / 1};
  if (batch.at == Instant::min())
    report("at", {}, "blank", "it is not said when this is appended", "give the present time");
  else if (batch.at < first || batch.at >= last)
    report("at", {}, "time_out_of_range", "this time lies outside the years 1900 to 2199",
           "give the present time");
  else if (batch.at < head.at)
    report("at", utc_text(batch.at), "time_goes_back",
           "the last record was appended later, at " + utc_text(head.at),
           "give the present time; when something happened stands in its row");
}

/// The number of the last record that is seen.
inline std::uint64_t seen_up_to(LedgerKeeper& keeper, const AsOf& as_of) {
  const std::uint64_t end = keeper.head().number;
  std::uint64_t last = std::min(end, as_of.number.value_or(end));
  if (as_of.at) {
    // Records rise in time: the first that is too late.
    std::uint64_t low = 1, high = last + 1;
    while (low < high) {
      const std::uint64_t middle = low + (high - low) / 2;
      bool late = true;
      keeper.read(middle, middle, [&](const LedgerRecord& record) {
        late = record.at > *as_of.at;
        return true;
      });
      if (late)
        high = middle;
      else
        low = middle + 1;
    }
    last = low - 1;
  }
  // The batch that it cuts through is not seen.
  while (last > 0) {
    bool whole = true;
    std::uint64_t before = last - 1;
    keeper.read(last, last, [&](const LedgerRecord& record) {
      whole = record.last <= last;
      if (!whole && record.first <= last) before = record.first - 1;
      return true;
    });
    if (whole) break;
    last = before;
  }
  return last;
}

/// Replays records into those tables that are asked for.
class Replay {
 public:
  Replay(LedgerKeeper& keeper, const TimeZone& zone, const AsOf& as_of)
      : keeper_(keeper), zone_(zone), last_(seen_up_to(keeper, as_of)) {}

  void read(std::optional<LedgerTable> only) {
    std::uint64_t next = 1;
    keeper_.read(1, last_, [&](const LedgerRecord& record) {
      if (record.number != next++) bad_record(keeper_.name(), next - 1);
      if (only && record.table != *only) return true;
      if (!rows_[static_cast<std::size_t>(record.table)].add(record.row))
        bad_record(keeper_.name(), record.number);
      if (record.table == LedgerTable::members) batches_.push_back(record.last);
      return true;
    });
    if (next != last_ + 1) bad_record(keeper_.name(), next);
  }
  [[nodiscard]] Table table(LedgerTable which) {
    Table table = rows_[static_cast<std::size_t>(which)].finish();
    return which == LedgerTable::members && table.given() ? with_ends(table, batches_, zone_)
                                                          : table;
  }

 private:
  LedgerKeeper& keeper_;
  const TimeZone& zone_;
  std::uint64_t last_;
  std::vector<std::uint64_t> batches_;  ///< Of the rows of members.
  std::array<RowsToTable, kLedgerTables> rows_{
      RowsToTable(LedgerTable::members), RowsToTable(LedgerTable::opening),
      RowsToTable(LedgerTable::services), RowsToTable(LedgerTable::events),
      RowsToTable(LedgerTable::postings)};
};

}  // namespace detail

TURNOUT_INLINE Appended Ledger::append(const LedgerBatch& batch) {
  IssueCollector bad;
  const std::array<const Table*, kLedgerTables> tables{
      &batch.members, &batch.opening, &batch.services, &batch.events, &batch.postings};
  std::array<detail::TextRows, kLedgerTables> rows;
  std::size_t count = 0;
  for (std::size_t t = 0; t < kLedgerTables; ++t) {
    rows.at(t) = detail::text_rows(static_cast<LedgerTable>(t), *tables.at(t), bad);
    count += rows.at(t).rows();
  }

  detail::Appending appending(*keeper_);
  const LedgerHead before = keeper_->head();
  detail::check_signature(batch, before, bad);
  bad.throw_if_any();  // What is no text, no reader should meet.
  detail::BatchCheck check(*keeper_, zone_, rows, bad);
  check.run();
  bad.throw_if_any();

  Appended done{.warnings = std::move(check.warnings())};
  LedgerRecord record{.number = before.number,
                      .first = before.number + 1,
                      .last = before.number + count,
                      .at = batch.at,
                      .by = std::string(trim(batch.by)),
                      .hash = before.hash};
  for (std::size_t t = 0; t < kLedgerTables; ++t) {
    record.table = static_cast<LedgerTable>(t);
    for (std::size_t row = 0; row < rows.at(t).rows(); ++row) {
      ++record.number;
      rows.at(t).write(row, record.row);
      detail::read_keys(record);
      record.hash = hash_of(record, record.hash);
      keeper_->add(record);
    }
  }
  appending.commit();
  done.head = keeper_->head();
  if (count > 0) {
    done.first = before.number + 1;
    done.last = record.last;
  }
  return done;
}

TURNOUT_INLINE Table Ledger::table(LedgerTable which, const AsOf& as_of) const {
  detail::Replay replay(*keeper_, zone_, as_of);
  replay.read(which);
  return replay.table(which);
}

TURNOUT_INLINE LedgerTables Ledger::tables(const AsOf& as_of) const {
  detail::Replay replay(*keeper_, zone_, as_of);
  replay.read({});
  return {.members = replay.table(LedgerTable::members),
          .opening = replay.table(LedgerTable::opening),
          .services = replay.table(LedgerTable::services),
          .events = replay.table(LedgerTable::events),
          .postings = replay.table(LedgerTable::postings)};
}

TURNOUT_INLINE LedgerVerdict Ledger::verify(const std::optional<LedgerHead>& known) const {
  LedgerVerdict verdict;
  verdict.head.hash = sha256(ledger_first_line(zone_.name()));
  const auto refuse = [&](std::uint64_t number, const std::string& why) {
    verdict.holds = false;
    verdict.finding = "record " + std::to_string(number) + ": " + why;
    return false;
  };
  const LedgerHead end = keeper_->head();
  const auto meets = [&] {
    return !known || known->number != verdict.records || known->hash == verdict.head.hash;
  };
  if (!meets()) {
    refuse(0, "the first line is not the one that was noted");
    return verdict;
  }
  std::uint64_t batch_start = 1, batch_end = 0;
  keeper_->read(1, end.number, [&](const LedgerRecord& record) {
    const std::uint64_t number = verdict.records + 1;
    if (record.number != number) return refuse(number, "it is missing");
    if (batch_end < number) {
      batch_start = number;
      batch_end = record.last;
    }
    if (record.first != batch_start || record.last != batch_end || batch_end < number)
      return refuse(number, "it does not belong to the rows that it was appended with");
    if (record.at < verdict.head.at) return refuse(number, "it is older than the one before it");
    if (hash_of(record, verdict.head.hash) != record.hash)
      return refuse(number, "its hash does not fit: it was altered, or one before it was");
    verdict.head = {.number = number, .hash = record.hash, .at = record.at};
    verdict.records = number;
    return meets() || refuse(number, "its hash is not the one that was noted");
  });
  if (!verdict.holds) return verdict;
  if (verdict.records != end.number || batch_end > end.number)
    refuse(verdict.records + 1, "it is missing");
  else if (known && known->number > end.number)
    refuse(verdict.records + 1,
           "it is missing: the ledger once reached record " + std::to_string(known->number));
  return verdict;
}

}  // namespace turnout::inline TURNOUT_ABI
