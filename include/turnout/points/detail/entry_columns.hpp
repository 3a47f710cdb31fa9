// Entries as columns.
//
// A city's half-year has millions of entries and few words: which rule, which caps cut it, why it
// gave nothing. So each word is written once and rows have codes; chunks of members are made side by
// side and then put one behind the other.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/model/parallel.hpp>
#include <turnout/model/table.hpp>
#include <turnout/points/detail/causes.hpp>
#include <turnout/points/detail/local_texts.hpp>
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

/// The entries of some members.
struct EntryColumns {
  std::vector<std::uint32_t> member, rule, version, reason;
  std::vector<std::uint32_t> shaped, late;  ///< Codes of `shapes` and `days`.
  Texts cause, start;
  std::vector<double> quantity, points;
  WordList shapes, days;
};

/// Makes them, member by member. Not shared between threads.
class EntryWriter {
 public:
  EntryWriter(const Rulebook& book, const Services& given, const Pass& pass)
      : book_(book), given_(given), pass_(pass), local_(given.zone()) {}

  void add(std::uint32_t m, const Fact& fact, const PointRule* rule, const Steps& steps) {
    const Quantity in = rule ? rule->quantity : Quantity::occasions;
    add_row(m, rule, fact.day);
    out_.cause.push_back(cause_of(book_, given_, pass_, fact, buffer_));
    out_.start.push_back(local_.of(fact.start));
    out_.quantity.push_back(static_cast<double>(steps.counted) /
                            static_cast<double>(base_units(in)));
    out_.points.push_back(in_points(steps.points));
    out_.shaped.push_back(code_of_caps(steps));
    out_.reason.push_back(static_cast<std::uint32_t>(steps.reason));
    out_.late.push_back(0);
  }
  void add(const LateEntry& entry) {
    const std::string day = to_text(entry.given);
    add_row(entry.member, &*std::ranges::find(book_.rules(), entry.rule, &PointRule::id),
            entry.given);
    out_.cause.push_back(entry.cause);
    out_.start.push_back(day);
    out_.quantity.push_back(0);
    out_.points.push_back(in_points(entry.points));
    out_.shaped.push_back(0);
    out_.reason.push_back(static_cast<std::uint32_t>(NoPoints::none));
    out_.late.push_back(out_.days.code_of(day));
  }
  [[nodiscard]] EntryColumns finish() { return std::move(out_); }

 private:
  void add_row(std::uint32_t m, const PointRule* rule, LocalDay day) {
    out_.member.push_back(m);
    out_.rule.push_back(rule ? static_cast<std::uint32_t>(pass_.rule_index(rule)) + 1 : 0);
    out_.version.push_back(static_cast<std::uint32_t>(book_.version_index(day)));
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

  using Marks = std::array<std::uint32_t, 5>;
  const Rulebook& book_;
  const Services& given_;
  const Pass& pass_;
  LocalTexts local_;
  std::string buffer_;
  std::vector<std::pair<Marks, std::uint32_t>> marks_;
  EntryColumns out_;
};

/// Puts parts one behind the other, a column at a time; what has been read is given back.
class EntryJoiner {
 public:
  explicit EntryJoiner(std::vector<EntryColumns> parts) : parts_(std::move(parts)) {}

  Table table(const Rulebook& book, const Services& given, int threads) {
    number_anew(&EntryColumns::shapes, &EntryColumns::shaped, shapes_);
    number_anew(&EntryColumns::days, &EntryColumns::late, days_);
    const std::span<const PointRule> rules = book.rules();
    Texts ids{{}}, units{{}}, kinds{{}}, versions, members;
    for (const PointRule& rule : rules) {
      ids.push_back(rule.id);
      units.push_back(to_string(rule.quantity));
      kinds.push_back(book.kinds()[rule.kind].id);
    }
    for (const RuleVersion& version : book.versions()) versions.push_back(version.id);
    versions.push_back(book.version());
    for (std::uint32_t m = 0; m < given.members(); ++m) members.push_back(given.member_id(m));
    Texts reasons;
    for (unsigned r = 0; r <= static_cast<unsigned>(NoPoints::suspended); ++r)
      reasons.push_back(to_string(static_cast<NoPoints>(r)));

    std::vector<std::uint32_t> member, version, shaped, reason, late;
    std::shared_ptr<const std::vector<std::uint32_t>> rule;
    Texts cause, start;
    std::vector<double> quantity, points;
    for_each_chunk(10, threads, [&](std::size_t job) {
      switch (job) {
        case 0: return void(cause = joined(&EntryColumns::cause));
        case 1: return void(start = joined(&EntryColumns::start));
        case 2: return void(quantity = joined(&EntryColumns::quantity));
        case 3: return void(points = joined(&EntryColumns::points));
        case 4: return void(member = joined(&EntryColumns::member));
        case 5:
          return void(rule = std::make_shared<const std::vector<std::uint32_t>>(
                          joined(&EntryColumns::rule)));
        case 6: return void(version = joined(&EntryColumns::version));
        case 7: return void(shaped = joined(&EntryColumns::shaped));
        case 8: return void(reason = joined(&EntryColumns::reason));
        default: return void(late = joined(&EntryColumns::late));
      }
    });
    // A rule has one unit and one kind, so these are other words for the same codes.
    const auto of_rule = [&](Texts words) {
      return Column::shared_codes(*rule, std::move(words), {}, rule);
    };
    std::vector<NamedColumn> columns{
        {"member_id", Column::coded(std::move(member), std::move(members))},
        {"service_id", Column::text(std::move(cause))},
        {"start", Column::text(std::move(start))},
        {"rule", of_rule(std::move(ids))},
        {"version", Column::coded(std::move(version), std::move(versions))},
        {"quantity", Column::reals(std::move(quantity))},
        {"unit", of_rule(std::move(units))},
        {"points", Column::reals(std::move(points))},
        {"shaped", Column::coded(std::move(shaped), shapes_.words())},
        {"reason", Column::coded(std::move(reason), std::move(reasons))},
        {"late", Column::coded(std::move(late), days_.words())}};
    if (book.kinds().size() > 1) columns.push_back({"kind", of_rule(std::move(kinds))});
    return Table("entries", std::move(columns));
  }

 private:
  /// Each part has numbered the words as it came upon them.
  void number_anew(WordList EntryColumns::* words, std::vector<std::uint32_t> EntryColumns::* codes,
                   WordList& all) {
    std::vector<std::uint32_t> now;
    for (EntryColumns& part : parts_) {
      const Texts& own = (part.*words).words();
      if (own.size() == 1) continue;
      now.clear();
      for (std::size_t w = 0; w < own.size(); ++w) now.push_back(all.code_of(own[w]));
      for (std::uint32_t& code : part.*codes) code = now[code];
    }
  }
  template <class T>
  std::vector<T> joined(std::vector<T> EntryColumns::* column) {
    if (parts_.size() == 1) return std::move(parts_.front().*column);
    std::size_t rows = 0;
    for (const EntryColumns& part : parts_) rows += (part.*column).size();
    std::vector<T> all;
    all.reserve(rows);
    for (EntryColumns& part : parts_) {
      const std::vector<T> own = std::exchange(part.*column, {});
      all.insert(all.end(), own.begin(), own.end());
    }
    return all;
  }
  Texts joined(Texts EntryColumns::* column) {
    if (parts_.size() == 1) return std::move(parts_.front().*column);
    std::size_t rows = 0, bytes = 0;
    for (const EntryColumns& part : parts_) {
      rows += (part.*column).size();
      bytes += (part.*column).byte_count();
    }
    Texts all;
    all.reserve(rows, bytes);
    for (EntryColumns& part : parts_) all.append(std::exchange(part.*column, {}));
    return all;
  }

  std::vector<EntryColumns> parts_;
  WordList shapes_, days_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
