#pragma once

// Records in memory, with what finds them by id. The file keeper stands on this one.

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include <turnout/model/detail/interner.ipp>
#include <turnout/points/detail/ledger_text.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// The numbers of records by a text. Nearly every text has one, so the rest stand apart.
class RecordIndex {
 public:
  void add(std::string_view text, std::uint64_t number) {
    const std::uint32_t i = texts_(text);
    if (i == first_.size())
      first_.push_back(number);
    else
      more_[i].push_back(number);
  }
  [[nodiscard]] std::vector<std::uint64_t> find(std::string_view text) const {
    const auto i = texts_.find(text);
    if (!i) return {};
    std::vector<std::uint64_t> numbers{first_[*i]};
    if (const auto more = more_.find(*i); more != more_.end())
      numbers.insert(numbers.end(), more->second.begin(), more->second.end());
    return numbers;
  }

 private:
  Interner texts_;
  std::vector<std::uint64_t> first_;
  std::map<std::uint32_t, std::vector<std::uint64_t>> more_;
};

/// Records by column.
class RecordList {
 public:
  void push_back(const LedgerRecord& record) {
    first_.push_back(record.first);
    last_.push_back(record.last);
    at_.push_back(record.at);
    by_.push_back(names_(record.by));
    table_.push_back(record.table);
    row_.push_back(record.row);
    hash_.push_back(record.hash);
  }
  [[nodiscard]] std::size_t size() const noexcept { return at_.size(); }
  /// Record i from 0, into `record`, whose memory is used again. Numbers are those of the list.
  void get(std::size_t i, LedgerRecord& record) const {
    record.number = i + 1;
    record.first = first_[i];
    record.last = last_[i];
    record.at = at_[i];
    record.by = names_.texts()[by_[i]];
    record.table = table_[i];
    record.row = row_[i];
    record.hash = hash_[i];
    read_keys(record);
  }

 private:
  std::vector<std::uint64_t> first_, last_;
  std::vector<Instant> at_;
  std::vector<std::uint32_t> by_;
  std::vector<LedgerTable> table_;
  Interner names_;
  Texts row_, hash_;
};

class MemoryKeeper : public LedgerKeeper {
 public:
  MemoryKeeper(std::string name, std::string first_hash) : name_(std::move(name)) {
    head_.hash = std::move(first_hash);
  }

  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] LedgerHead head() override { return head_; }
  [[nodiscard]] bool has(LedgerTable table) override {
    return has_[static_cast<std::size_t>(table)];
  }
  [[nodiscard]] std::vector<std::uint64_t> find(LedgerTable table, std::string_view id) override {
    return ids_[static_cast<std::size_t>(table)].find(id);
  }
  [[nodiscard]] std::vector<std::uint64_t> reversals(LedgerTable table,
                                                     std::string_view id) override {
    return reversals_[static_cast<std::size_t>(table)].find(id);
  }
  void read(std::uint64_t first, std::uint64_t last,
            const std::function<bool(const LedgerRecord&)>& use) override {
    LedgerRecord record;
    last = std::min<std::uint64_t>(last, records_.size());
    for (std::uint64_t n = std::max<std::uint64_t>(first, 1); n <= last; ++n) {
      records_.get(n - 1, record);
      if (!use(record)) return;
    }
  }

  void begin() override { waiting_.clear(); }
  void add(const LedgerRecord& record) override { waiting_.push_back(record); }
  void commit() override {
    for (const LedgerRecord& record : waiting_) keep(record);
    waiting_ = {};
  }
  void rollback() noexcept override { waiting_.clear(); }

 protected:
  /// Takes in a record that is kept already.
  void keep(const LedgerRecord& record) {
    const auto table = static_cast<std::size_t>(record.table);
    records_.push_back(record);
    ids_[table].add(record.id, record.number);
    if (!record.reverses.empty()) reversals_[table].add(record.reverses, record.number);
    has_[table] = true;
    head_ = {.number = record.number, .hash = record.hash, .at = record.at};
  }
  [[nodiscard]] const std::vector<LedgerRecord>& waiting() const noexcept { return waiting_; }

 private:
  std::string name_;
  LedgerHead head_;
  RecordList records_;
  std::array<RecordIndex, kLedgerTables> ids_, reversals_;
  std::array<bool, kLedgerTables> has_{};
  std::vector<LedgerRecord> waiting_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
