// Rows of entries become columns: each word is written once, and parts lie one behind the other.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <turnout/model/detail/big_array.hpp>
#include <turnout/model/parallel.hpp>
#include <turnout/model/table.hpp>
#include <turnout/points/detail/entry_rows.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Takes parts in their order, from any number of threads, and puts each where it belongs.
class EntryTable {
 public:
  /// `first`: the member with whom the first part begins. `expected`: rows for which there is room
  /// from the start; room that stays empty costs nothing.
  EntryTable(const Rulebook& book, const Services& given, std::uint32_t first, std::size_t expected)
      : book_(book), given_(given), first_(first), room_(std::max<std::size_t>(expected, 1)) {
    cause_ends_.reserve(room_ + 1);
    cause_ends_.push_back(0);
  }

  /// The next part, by its turn.
  void take(const EntryRows& part, Turns::Turn& turn) {
    turn.wait();
    const Start at = place(part);
    const Numbers shapes = numbers(shapes_, part.shapes.words()),
                  days = numbers(days_, part.days.words());
    ++writing_;
    turn.pass();
    write(part, at, shapes, days);
    --writing_;
    writing_.notify_all();
  }

  [[nodiscard]] Table finish() { return Table("entries", columns()); }

 private:
  struct Start {
    std::size_t row;
    std::uint32_t member;
  };
  using Numbers = std::vector<std::uint32_t>;
  /// One array a column. Codes are mostly 0, and such places are left as they are.
  struct Arrays {
    explicit Arrays(std::size_t rows)
        : member(big_array<std::uint32_t>(rows)),
          rule(zeroed_array<std::uint32_t>(rows)),
          version(zeroed_array<std::uint32_t>(rows)),
          shaped(zeroed_array<std::uint32_t>(rows)),
          reason(zeroed_array<std::uint32_t>(rows)),
          late(zeroed_array<std::uint32_t>(rows)),
          start(big_array<std::int64_t>(rows)),
          quantity(big_array<double>(rows)),
          points(big_array<double>(rows)) {}
    void copy(const Arrays& from, std::size_t rows) {
      const auto all = [rows](auto& to, const auto& of) { std::copy_n(of.get(), rows, to.get()); };
      all(member, from.member);
      all(rule, from.rule);
      all(version, from.version);
      all(shaped, from.shaped);
      all(reason, from.reason);
      all(late, from.late);
      all(start, from.start);
      all(quantity, from.quantity);
      all(points, from.points);
    }
    std::shared_ptr<std::uint32_t[]> member, rule, version, shaped, reason, late;
    std::shared_ptr<std::int64_t[]> start;
    std::shared_ptr<double[]> quantity, points;
  };

  /// Each part has numbered the words as it came upon them.
  static Numbers numbers(WordList& all, const Texts& own) {
    Numbers now;
    for (std::size_t w = 0; w < own.size(); ++w) now.push_back(all.code_of(own[w]));
    return now;
  }

  Start place(const EntryRows& part) {
    const std::size_t needed = rows_ + part.rows.size();
    if (needed > room_) widen(std::max(needed, 2 * room_));
    const std::uint64_t before = causes_.size();
    causes_.append(part.causes);
    for (const EntryRow& row : part.rows) cause_ends_.push_back(before + row.cause_end);
    const Start at{rows_, members_};
    rows_ = needed;
    members_ += static_cast<std::uint32_t>(part.rows_of.size());
    return at;
  }
  void widen(std::size_t room) {
    for (std::size_t others = writing_; others != 0; others = writing_) writing_.wait(others);
    Arrays wider(room);
    wider.copy(arrays_, rows_);
    arrays_ = std::move(wider);
    room_ = room;
  }

  void write(const EntryRows& part, Start at, const Numbers& shapes, const Numbers& days) const {
    std::uint32_t* member = arrays_.member.get() + at.row;
    for (const std::uint32_t count : part.rows_of) member = std::fill_n(member, count, at.member++);
    auto to = static_cast<std::ptrdiff_t>(at.row);
    for (const EntryRow& row : part.rows) {
      arrays_.rule[to] = row.rule;
      arrays_.start[to] = row.start;
      arrays_.quantity[to] = row.quantity;
      arrays_.points[to] = row.points;
      if (row.version != 0) arrays_.version[to] = row.version;
      if (row.shaped != 0) arrays_.shaped[to] = shapes[row.shaped];
      if (row.late != 0) arrays_.late[to] = days[row.late];
      if (row.reason != NoPoints::none) arrays_.reason[to] = static_cast<std::uint32_t>(row.reason);
      ++to;
    }
  }

  [[nodiscard]] std::vector<NamedColumn> columns() {
    Texts ids{{}}, units{{}}, kinds{{}}, versions, members, reasons;
    for (const PointRule& rule : book_.rules()) {
      ids.push_back(rule.id);
      units.push_back(to_string(rule.quantity));
      kinds.push_back(book_.kinds()[rule.kind].id);
    }
    for (const RuleVersion& version : book_.versions()) versions.push_back(version.id);
    versions.push_back(book_.version());
    for (std::uint32_t m = 0; m < members_; ++m) members.push_back(given_.member_id(first_ + m));
    for (unsigned r = 0; r <= static_cast<unsigned>(NoPoints::suspended); ++r)
      reasons.push_back(to_string(static_cast<NoPoints>(r)));

    const auto coded = [&](const std::shared_ptr<std::uint32_t[]>& codes, Texts words) {
      return Column::shared_codes({codes.get(), rows_}, std::move(words), {}, codes);
    };
    const auto reals = [&](const std::shared_ptr<double[]>& values) {
      return Column::shared_reals({values.get(), rows_}, {}, values);
    };
    // A rule has one unit and one kind, so these are other words for the same codes.
    std::vector<NamedColumn> all{
        {"member_id", coded(arrays_.member, std::move(members))},
        {"service_id", Column::text(Texts(std::move(causes_), std::move(cause_ends_)))},
        {"start",
         Column::shared_instants({arrays_.start.get(), rows_}, 1, true, {}, arrays_.start)},
        {"rule", coded(arrays_.rule, std::move(ids))},
        {"version", coded(arrays_.version, std::move(versions))},
        {"quantity", reals(arrays_.quantity)},
        {"unit", coded(arrays_.rule, std::move(units))},
        {"points", reals(arrays_.points)},
        {"shaped", coded(arrays_.shaped, shapes_.words())},
        {"reason", coded(arrays_.reason, std::move(reasons))},
        {"late", coded(arrays_.late, days_.words())}};
    if (book_.kinds().size() > 1) all.push_back({"kind", coded(arrays_.rule, std::move(kinds))});
    return all;
  }

  const Rulebook& book_;
  const Services& given_;
  std::uint32_t first_, members_ = 0;
  std::size_t rows_ = 0, room_;
  WordList shapes_, days_;
  Arrays arrays_{room_};
  std::string causes_;
  std::vector<std::uint64_t> cause_ends_;
  std::atomic<std::size_t> writing_{0};
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
