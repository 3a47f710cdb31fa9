// Entries as they are made: some hundred members at a time, row by row.
//
// A city's half-year has millions of entries and few words: which rule, which caps cut it, why it
// gave nothing. Rows have the numbers of the words.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/model/error.hpp>
#include <turnout/model/table.hpp>
#include <turnout/points/detail/causes.hpp>
#include <turnout/points/detail/local_clock.hpp>
#include <turnout/points/detail/standing_words.hpp>
#include <turnout/points/standing.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Words, numbered as they come. Few: they are looked through from the first.
class WordList {
 public:
  [[nodiscard]] std::uint32_t code_of(std::string_view word) {
    for (std::uint32_t code = 0; code < words_.size(); ++code)
      if (words_[code] == word) return code;
    words_.push_back(word);
    return static_cast<std::uint32_t>(words_.size() - 1);
  }
  [[nodiscard]] const Texts& words() const noexcept { return words_; }

 private:
  Texts words_{std::string_view{}};  // not given
};

struct EntryRow {
  std::int64_t start;  ///< Local seconds.
  double quantity, points;
  std::uint32_t rule;  ///< 0: none, else one more than its position.
  std::uint32_t version;
  std::uint32_t shaped, late;  ///< Codes of `shapes` and `days`.
  std::uint32_t cause_end;     ///< In `causes`, where the next one begins.
  NoPoints reason;
};

/// The entries of some members, one after the other.
struct EntryRows {
  std::vector<std::uint32_t> rows_of;  ///< By member, from the first of them on.
  std::vector<EntryRow> rows;
  std::string causes;
  WordList shapes, days;
};

/// Makes them, member by member. Not shared between threads.
class EntryWriter {
 public:
  EntryWriter(const Rulebook& book, const Services& given, const Pass& pass)
      : book_(book), given_(given), pass_(pass), clock_(given.zone()) {}

  void reserve(std::size_t rows) {
    out_.rows.reserve(rows);
    out_.causes.reserve(8 * rows);
  }
  void add(const Fact& fact, const PointRule* rule, const Steps& steps) {
    const Quantity in = rule ? rule->quantity : Quantity::occasions;
    // Ids lie as they came, those of a member far apart: they are asked for now, and written once
    // the member is done.
    if (fact.on == PointRule::On::events)
      given_.events().ids().prefetch(given_.events().rows()[fact.index].id);
    causes_.push_back(fact);
    out_.rows.push_back(
        {.start = clock_.at(fact.start),
         .quantity = static_cast<double>(steps.counted) / static_cast<double>(base_units(in)),
         .points = in_points(steps.points),
         .rule = code_of(rule),
         .version = static_cast<std::uint32_t>(book_.version_index(fact.day)),
         .shaped = code_of_caps(steps),
         .late = 0,
         .cause_end = 0,
         .reason = steps.reason});
  }
  void add(const LateEntry& entry) {
    write_causes();
    const PointRule& rule = *std::ranges::find(book_.rules(), entry.rule, &PointRule::id);
    const LocalTime midnight{entry.given};
    out_.rows.push_back({.start = midnight.time_since_epoch().count(),
                         .quantity = 0,
                         .points = in_points(entry.points),
                         .rule = code_of(&rule),
                         .version = static_cast<std::uint32_t>(book_.version_index(entry.given)),
                         .shaped = 0,
                         .late = out_.days.code_of(to_text(entry.given)),
                         .cause_end = ended(entry.cause),
                         .reason = NoPoints::none});
  }
  void end_member() {
    write_causes();
    out_.rows_of.push_back(static_cast<std::uint32_t>(out_.rows.size() - rows_before_));
    rows_before_ = out_.rows.size();
  }
  [[nodiscard]] const EntryRows& rows() const noexcept { return out_; }

 private:
  [[nodiscard]] std::uint32_t code_of(const PointRule* rule) const {
    return rule ? static_cast<std::uint32_t>(pass_.rule_index(rule)) + 1 : 0;
  }
  /// Most entries are cut by none, and the others by a few combinations again and again.
  std::uint32_t code_of_caps(const Steps& steps) {
    const Marks marks{steps.quantity_caps, steps.caps, steps.floors, steps.group_caps,
                      steps.group_floors};
    if (marks == Marks{}) return 0;
    const auto known = std::ranges::find(marks_, marks, &std::pair<Marks, std::uint32_t>::first);
    if (known != marks_.end()) return known->second;
    marks_.emplace_back(marks, out_.shapes.code_of(shaped_by(steps)));
    return marks_.back().second;
  }
  /// Of the last rows, which wait for theirs.
  void write_causes() {
    EntryRow* row = out_.rows.data() + (out_.rows.size() - causes_.size());
    for (const Fact& fact : causes_)
      (row++)->cause_end = ended(cause_of(book_, given_, pass_, fact, buffer_));
    causes_.clear();
  }
  std::uint32_t ended(std::string_view cause) {
    out_.causes.append(cause);
    if (out_.causes.size() > std::numeric_limits<std::uint32_t>::max())
      throw RangeError("the ids of some hundred members' entries pass 4 GB");
    return static_cast<std::uint32_t>(out_.causes.size());
  }

  using Marks = std::array<std::uint32_t, 5>;
  const Rulebook& book_;
  const Services& given_;
  const Pass& pass_;
  LocalClock clock_;
  std::string buffer_;
  std::vector<Fact> causes_;
  std::vector<std::pair<Marks, std::uint32_t>> marks_;
  std::size_t rows_before_ = 0;
  EntryRows out_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
