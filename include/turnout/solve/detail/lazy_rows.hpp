// turnout/solve/detail/lazy_rows.hpp -- rows whose candidates are made when somebody looks at them.
//
// A row is a role. Its cheapest candidates are found in the index of members, a few at a time; of
// a city's candidates about one in four is ever made, of a dense city's one in twenty.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/detail/cheapest_pairs.hpp>
#include <turnout/solve/detail/lazy_shape.hpp>
#include <turnout/solve/detail/plan_memory.hpp>
#include <turnout/solve/detail/rows.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Nodes of members' limits, made when a candidate needs them. A member is the root of the number
/// that it has in the grid; what hangs below it is found by the number of its period.
///
/// `Tree` answers add_root(capacity, load) and add_node(parent, capacity) with numbers that rise by
/// one from 0, tells its bytes(), and can prefetch(node).
template <class Tree>
class MemberLeaves {
 public:
  MemberLeaves(const MemberIndex& index, const LazyShape& shape, Tree& tree)
      : shape_(shape), tree_(tree), first_(index.who().size(), none) {
    const Rules& rules = index.rules();
    kind_.reserve(index.who().size());
    for (const Who& who : index.who()) {
      kind_.push_back(shape.kind_of[turnout::index(who.member)]);
      const LoadOf load = load_of(rules, who.member, Goal::cost);
      tree.add_root(shape.kinds[kind_.back()].capacity,
                    {load.fairness, load.history, load.missing_cost,
                     static_cast<std::uint32_t>(std::min<std::int64_t>(load.least, 1 << 30))});
    }
  }

  /// Asks for what finding a member's node will read.
  void prefetch(std::uint32_t position) const noexcept {
    __builtin_prefetch(&first_[position], 1);
    tree_.prefetch(position);
  }
  /// The node through which a member serves a need.
  std::uint32_t operator()(std::uint32_t position, NeedId need) {
    const MemberKind& kind = shape_.kinds[kind_[position]];
    const NeedPeriods& periods = shape_.periods;
    std::uint32_t above = position;
    if (kind.one_of == OneOf::plan) return above;
    if (kind.per_week != MemberKind::no_limit)
      above = below(position, above, periods.week(need), kind.per_week);
    if (kind.per_day != MemberKind::no_limit)
      above = below(position, above, periods.day(need), kind.per_day);
    const std::uint32_t period = kind.one_of == OneOf::week  ? periods.week(need)
                                 : kind.one_of == OneOf::day ? periods.day(need)
                                                             : periods.slot(need);
    return below(position, above, period, 1);
  }

  [[nodiscard]] std::size_t bytes() const noexcept {
    return first_.capacity() * 4 + kind_.capacity() * 2 + made_.capacity() * sizeof(Made) +
           tree_.bytes();
  }

 private:
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  struct Made {
    std::uint32_t period;
    std::uint32_t next;  ///< Of the same member, or none.
  };
  std::uint32_t below(std::uint32_t position, std::uint32_t above, std::uint32_t period,
                      std::uint32_t capacity) {
    const auto roots = static_cast<std::uint32_t>(first_.size());
    for (std::uint32_t i = first_[position]; i != none; i = made_[i].next)
      if (made_[i].period == period) return roots + i;
    made_.push_back({period, first_[position]});
    first_[position] = static_cast<std::uint32_t>(made_.size() - 1);
    return tree_.add_node(above, capacity);
  }

  const LazyShape& shape_;
  Tree& tree_;
  std::vector<std::uint32_t> first_;  ///< By position; in made_.
  std::vector<std::uint16_t> kind_;   ///< By position.
  std::vector<Made> made_;            ///< Node: the number of members and the place here.
};

/// A source of rows as rows.hpp has it. `Leaves` answers (position in the grid, need) with a
/// column. Origins are positions in the grid.
template <class Leaves>
class LazyRows {
 public:
  /// `most_bytes`: for rows and leaves; LimitError beyond.
  LazyRows(const MemberIndex& index, Leaves& leaves, std::optional<std::uint64_t> most_bytes = {})
      : problem_(index.rules().problem()),
        leaves_(leaves),
        most_bytes_(most_bytes),
        cheapest_(index, measure()),
        store_(problem_.roles().size()),
        made_(problem_.roles().size()) {}

  [[nodiscard]] std::uint32_t count() const noexcept { return store_.count(); }
  [[nodiscard]] RowEntry* begin(std::uint32_t r) noexcept { return store_.begin(r); }
  [[nodiscard]] std::uint32_t known(std::uint32_t r) const noexcept { return store_.known(r); }
  [[nodiscard]] std::uint32_t origin(std::uint32_t r, std::uint32_t i) const noexcept {
    return store_.origin(r, i);
  }
  [[nodiscard]] std::size_t bytes() const noexcept {
    return store_.bytes() + cheapest_.bytes() + made_.capacity() * sizeof(PairsMade) +
           found_.capacity() * sizeof(FoundPair) + named_.capacity() * sizeof(RowStore::Named);
  }
  /// About what the first entries of all rows will take, leaves included.
  [[nodiscard]] static std::uint64_t bytes_at_first(const MemberIndex& index,
                                                    std::span<const std::uint32_t> seats) {
    constexpr std::uint64_t a_member = 100, an_entry = 30;
    std::uint64_t entries = 0;
    for (const std::uint32_t s : seats) entries += first_entries(s);
    return index.who().size() * a_member + entries * an_entry;
  }
  /// No more seats of a row can be filled, as far as is known.
  [[nodiscard]] std::uint32_t fillable(std::uint32_t r, std::uint32_t seats) const noexcept {
    return made_[r].complete ? std::min(known(r), seats) : seats;
  }
  /// Candidates made so far.
  [[nodiscard]] std::uint64_t made() const noexcept {
    std::uint64_t sum = 0;
    for (std::uint32_t r = 0; r < count(); ++r) sum += known(r);
    return sum;
  }

  /// Makes the first entries of every row: three times its seats and some.
  void begin_all(std::span<const std::uint32_t> seats) {
    for (std::uint32_t r = 0; r < count(); ++r) make(r, first_entries(seats[r]));
  }
  bool grow(std::uint32_t r) { return make(r, std::max<std::uint32_t>(known(r), 32)); }

 private:
  [[nodiscard]] static std::uint32_t first_entries(std::uint32_t seats) noexcept {
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(std::uint64_t{3} * seats + 24, column_mask));
  }
  bool make(std::uint32_t r, std::uint32_t more) {
    const auto role = make_id<RoleId>(r);
    if (!cheapest_.more(role, more, made_[r], found_)) return false;
    const NeedId need = problem_.need_of(role);
    named_.clear();
    for (const FoundPair& pair : found_) leaves_.prefetch(pair.position);
    for (const FoundPair& pair : found_)
      named_.push_back(
          {static_cast<std::int32_t>(pair.cost), pair.position, leaves_(pair.position, need)});
    store_.append(r, named_);
    require_plan_memory(most_bytes_ ? bytes() + leaves_.bytes() : 0, most_bytes_,
                        "for candidates and members' limits alone");
    return true;
  }

  const Problem& problem_;
  Leaves& leaves_;
  std::optional<std::uint64_t> most_bytes_;
  CheapestPairs cheapest_;
  RowStore store_;
  std::vector<PairsMade> made_;
  std::vector<FoundPair> found_;
  std::vector<RowStore::Named> named_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
