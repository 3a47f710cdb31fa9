// A member's part of the bound: the cheapest set of services that it may serve together.
//
// Weighted interval scheduling by dynamic programming over the services by start, with the counts
// and hours that its limits need as state. What is exact and what is relaxed is laid down in
// verify.hpp ("The member's minimum").
//
// Without travel a service may follow every service that ended long enough ago, so the states of
// those are kept merged in three tables, by what they still count for: last service on the same
// day, in the same week, before. With travel every pair is asked.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/verify/detail/rules.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::checking {

/// A need that the member may serve, in its best role: cost less price.
struct Choice {
  std::size_t need = 0;
  std::int64_t start = 0, end = 0;
  std::int64_t day = 0, week = 0;
  std::int64_t weight = 0;
  bool must = false;
  [[nodiscard]] std::int64_t length() const noexcept { return end - start; }
};

/// How the limits of one member enter its minimum: decided by all needs that it may serve,
/// whatever the prices.
struct LimitShape {
  std::array<std::int64_t, 3> count{unlimited, unlimited, unlimited};  ///< Plan, week, day.
  std::array<std::int64_t, 3> hours{unlimited, unlimited, unlimited};  ///< In units.
  std::int64_t unit = 1;                                               ///< Seconds.
  bool hours_left_out = false;
  bool travel_between_neighbours_only = false;
};

/// Most states that hour limits may add before they are left out.
inline constexpr std::int64_t most_hour_states = 4096;

/// `neighbours_only`: travel is relaxed where some places are blank.
inline LimitShape limit_shape(const Limits& limits, std::span<const Choice> eligible,
                              const Rules& rules, bool neighbours_only) {
  LimitShape shape;
  shape.count = {limits.services, limits.per_week, limits.per_day};
  if (rules.travels() && neighbours_only) {
    const auto placed =
        std::ranges::count_if(eligible, [&](const Choice& c) { return rules.place(c.need).given; });
    shape.travel_between_neighbours_only =
        placed >= 2 && placed < static_cast<std::ptrdiff_t>(eligible.size());
  }
  if (!limits.any_seconds() || eligible.empty()) return shape;

  // A limit that all services of its period together keep says nothing.
  std::array<std::int64_t, 3> seconds{limits.seconds, limits.seconds_per_week,
                                      limits.seconds_per_day};
  const auto can_bind = [&](auto period, std::int64_t most) {
    std::vector<std::pair<std::int64_t, std::int64_t>> lengths;
    for (const Choice& c : eligible) lengths.emplace_back(period(c), c.length());
    std::ranges::sort(lengths);
    Wide sum = 0;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      sum = i > 0 && lengths[i].first == lengths[i - 1].first ? sum + lengths[i].second
                                                              : Wide{lengths[i].second};
      if (sum > most) return true;
    }
    return false;
  };
  if (!can_bind([](const Choice&) { return std::int64_t{0}; }, seconds[0])) seconds[0] = unlimited;
  if (!can_bind([](const Choice& c) { return c.week; }, seconds[1])) seconds[1] = unlimited;
  if (!can_bind([](const Choice& c) { return c.day; }, seconds[2])) seconds[2] = unlimited;

  std::int64_t unit = 0;
  for (const Choice& c : eligible) unit = std::gcd(unit, c.length());
  const bool one_length =
      std::ranges::all_of(eligible, [&](const Choice& c) { return c.length() == unit; });
  shape.unit = unit;
  std::int64_t states = 1;
  for (std::size_t i = 0; i < 3; ++i) {
    if (seconds[i] == unlimited) continue;
    const std::int64_t units = seconds[i] / unit;
    if (one_length) {
      shape.count[i] = std::min(shape.count[i], units);
    } else {
      shape.hours[i] = units;
      states = units < most_hour_states ? std::min(states * (units + 1), most_hour_states + 1)
                                        : most_hour_states + 1;
    }
  }
  if (states > most_hour_states) {
    shape.hours = {unlimited, unlimited, unlimited};
    shape.hours_left_out = true;
  }
  return shape;
}

/// M_m(u) of one member after the other; keeps its memory between calls.
class MemberMinimum {
 public:
  explicit MemberMinimum(const Rules& rules) : rules_(rules) {}

  /// `choices` are all needs that the member may serve, or at least those that can be of use
  /// (see `may_be_of_use`); they are sorted and thinned here.
  Wide operator()(std::vector<Choice>& choices, const LimitShape& shape, const LoadCost& load) {
    shape_ = &shape;
    thin(choices, load);
    if (choices.empty()) return load.at(0);
    lay_out(choices, load);
    if (rules_.travels()) {
      follow_pairs(choices);
    } else {
      follow_times(choices);
    }
    Wide best = std::numeric_limits<std::int64_t>::max();
    for (std::int64_t k = 0; k < size_[0]; ++k) {
      const std::int64_t sum = by_count_[static_cast<std::size_t>(k)];
      if (sum < nowhere) best = std::min(best, sum + load.at(k));
    }
    return best;
  }

  /// Load is convex, so a service that does not pay as the first pays never.
  static bool may_be_of_use(std::int64_t weight, const LoadCost& load) {
    return Wide{weight} + load.at(1) < load.at(0);
  }

 private:
  static constexpr std::int64_t nowhere = std::numeric_limits<std::int64_t>::max() / 2;
  using Table = std::vector<std::int64_t>;
  /// States whose last service with a place is this one (a position).
  struct Trail {
    std::size_t last_place;
    Table table;
  };
  /// What the last service of a state has in common with the next.
  enum class Since { same_day, same_week, earlier };

  static Since since(const Choice& last, const Choice& next) {
    return last.day == next.day     ? Since::same_day
           : last.week == next.week ? Since::same_week
                                    : Since::earlier;
  }

  void thin(std::vector<Choice>& choices, const LoadCost& load) {
    duties_.clear();
    for (const Choice& c : choices) {
      if (c.must) duties_.push_back(c.need);
    }
    std::erase_if(choices, [&](const Choice& c) {
      if (c.must) return false;
      if (!may_be_of_use(c.weight, load)) return true;
      return std::ranges::any_of(duties_, [&](std::size_t duty) {
        return rules_.before(c.need, duty) ? !rules_.rested(c.need, duty)
                                           : !rules_.rested(duty, c.need);
      });
    });
    std::ranges::sort(choices, [&](const Choice& a, const Choice& b) {
      return std::tuple(a.start, a.end, a.weight, a.need) <
             std::tuple(b.start, b.end, b.weight, b.need);
    });
    if (rules_.travels()) return;
    // Where the place does not matter, of services at the very same time only the cheapest does.
    const auto same = std::ranges::unique(choices, [](const Choice& a, const Choice& b) {
      return a.start == b.start && a.end == b.end;
    });
    choices.erase(same.begin(), same.end());
  }

  /// The longest row of services one after the other, travel aside.
  std::int64_t longest(std::span<const Choice> choices) {
    by_end_.clear();
    for (const Choice& c : choices) by_end_.emplace_back(c.end, c.start);
    std::ranges::sort(by_end_);
    std::int64_t count = 0, free_from = std::numeric_limits<std::int64_t>::min();
    for (const auto& [end, start] : by_end_) {
      if (start < free_from) continue;
      ++count;
      free_from = end + rules_.rest();
    }
    return count;
  }

  void lay_out(std::span<const Choice> choices, const LoadCost& load) {
    const std::int64_t most = std::min(longest(choices), shape_->count[0]);
    Wide largest = 0;
    for (const Choice& c : choices)
      largest = std::max(largest, c.weight < 0 ? -Wide{c.weight} : Wide{c.weight});
    narrow(largest * most);
    narrow(load.at(most));
    // A limit that cannot bind has one state.
    const auto states = [&](auto period, std::int64_t limit, auto amount) {
      if (limit == unlimited) return std::int64_t{1};
      std::int64_t sum = 0, top = 0;
      for (std::size_t i = 0; i < choices.size(); ++i) {
        sum = i > 0 && period(choices[i]) == period(choices[i - 1]) ? sum + amount(choices[i])
                                                                    : amount(choices[i]);
        top = std::max(top, sum);
      }
      return top > limit ? limit + 1 : std::int64_t{1};
    };
    const auto plan = [](const Choice&) { return std::int64_t{0}; };
    const auto week = [](const Choice& c) { return c.week; };
    const auto day = [](const Choice& c) { return c.day; };
    const auto one = [](const Choice&) { return std::int64_t{1}; };
    const auto units = [&](const Choice& c) { return c.length() / shape_->unit; };
    size_ = {most + 1,
             states(week, shape_->count[1], one),
             states(day, shape_->count[2], one),
             states(plan, shape_->hours[0], units),
             states(week, shape_->hours[1], units),
             states(day, shape_->hours[2], units)};
    table_size_ = 1;
    for (const std::int64_t s : size_) table_size_ *= static_cast<std::size_t>(s);
    by_count_.assign(static_cast<std::size_t>(size_[0]), nowhere);
  }

  /// For each state of `from` that is reached: visit(count, week, day, hours, week's, day's, sum).
  template <class Visit>
  void each_state(const Table& from, const Visit& visit) const {
    std::size_t at = 0;
    for (std::int64_t k = 0; k < size_[0]; ++k)
      for (std::int64_t w = 0; w < size_[1]; ++w)
        for (std::int64_t d = 0; d < size_[2]; ++d)
          for (std::int64_t h = 0; h < size_[3]; ++h)
            for (std::int64_t hw = 0; hw < size_[4]; ++hw)
              for (std::int64_t hd = 0; hd < size_[5]; ++hd, ++at)
                if (from[at] < nowhere) visit(k, w, d, h, hw, hd, from[at]);
  }
  void lower(Table& to, std::array<std::int64_t, 6> state, std::int64_t sum) const {
    std::size_t at = 0;
    for (std::size_t i = 0; i < 6; ++i) {
      at = at * static_cast<std::size_t>(size_[i]) + static_cast<std::size_t>(state[i]);
    }
    to[at] = std::min(to[at], sum);
  }

  /// Serves `next` after the states of `from`.
  void serve(const Table& from, Since last, const Choice& next, Table& to) const {
    const std::int64_t units = next.length() / shape_->unit;
    const bool week = last != Since::earlier, day = last == Since::same_day;
    each_state(from, [&](std::int64_t k, std::int64_t w, std::int64_t d, std::int64_t h,
                         std::int64_t hw, std::int64_t hd, std::int64_t sum) {
      const std::array<std::int64_t, 6> state{k + 1,
                                              size_[1] > 1 ? (week ? w : 0) + 1 : 0,
                                              size_[2] > 1 ? (day ? d : 0) + 1 : 0,
                                              size_[3] > 1 ? h + units : 0,
                                              size_[4] > 1 ? (week ? hw : 0) + units : 0,
                                              size_[5] > 1 ? (day ? hd : 0) + units : 0};
      for (std::size_t i = 0; i < 6; ++i) {
        if (state[i] >= size_[i]) return;
      }
      lower(to, state, sum + next.weight);
    });
  }
  /// Adds the states of `from` to `to`, without what no longer counts.
  void merge(const Table& from, Since last, Table& to) const {
    const bool week = last != Since::earlier, day = last == Since::same_day;
    each_state(from, [&](std::int64_t k, std::int64_t w, std::int64_t d, std::int64_t h,
                         std::int64_t hw, std::int64_t hd, std::int64_t sum) {
      lower(to, {k, week ? w : 0, day ? d : 0, h, week ? hw : 0, day ? hd : 0}, sum);
    });
  }
  void finish(const Table& table) {
    each_state(table, [&](std::int64_t k, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                          std::int64_t, std::int64_t sum) {
      std::int64_t& best = by_count_[static_cast<std::size_t>(k)];
      best = std::min(best, sum);
    });
  }
  void clear(Table& table) const { table.assign(table_size_, nowhere); }

  void follow_times(std::span<const Choice> choices) {
    for (Table& table : merged_) clear(table);
    Table& today = merged_[0];
    Table& this_week = merged_[1];
    Table& before = merged_[2];
    before[0] = 0;   // nothing served yet
    ended_.clear();  // served, but not yet over and rested from: (end, position)
    if (tables_.size() < choices.size()) tables_.resize(choices.size());
    for (std::size_t i = 0; i < choices.size(); ++i) {
      const Choice& next = choices[i];
      const Since last = i == 0 ? Since::earlier : since(choices[i - 1], next);
      if (last == Since::earlier) {
        merge(this_week, last, before);
        merge(today, last, before);
        clear(this_week);
        clear(today);
      } else if (last == Since::same_week) {
        merge(today, last, this_week);
        clear(today);
      }
      while (!ended_.empty() && ended_.front().first + rules_.rest() <= next.start) {
        const std::size_t done = ended_.front().second;
        const Since ago = since(choices[done], next);
        merge(tables_[done], ago,
              ago == Since::same_day    ? today
              : ago == Since::same_week ? this_week
                                        : before);
        if (table_size_ > 1024) Table().swap(tables_[done]);  // thousands of needs, many states
        std::ranges::pop_heap(ended_, std::greater<>{});
        ended_.pop_back();
      }
      clear(tables_[i]);
      serve(today, Since::same_day, next, tables_[i]);
      serve(this_week, Since::same_week, next, tables_[i]);
      serve(before, Since::earlier, next, tables_[i]);
      if (next.must) {  // whatever goes on without it is no set of the member's
        for (Table& table : merged_) clear(table);
        ended_.clear();
      }
      ended_.emplace_back(next.end, i);
      std::ranges::push_heap(ended_, std::greater<>{});
    }
    for (const Table& table : merged_) finish(table);
    for (const auto& [end, i] : ended_) finish(tables_[i]);
  }

  /// States by the last service with a place, which is what the way to the next starts from. The
  /// way from those before it is no longer a question: over a third place it is never shorter.
  void follow_pairs(std::span<const Choice> choices) {
    constexpr std::size_t nowhere_yet = std::numeric_limits<std::size_t>::max();
    Table& nothing = merged_[2];
    clear(nothing);
    nothing[0] = 0;
    trails_.assign(choices.size(), {});
    std::size_t from = 0;  // the last duty: no set passes it by
    bool bound = false;
    for (std::size_t i = 0; i < choices.size(); ++i) {
      const Choice& next = choices[i];
      const bool placed = rules_.place(next.need).given || shape_->travel_between_neighbours_only;
      const auto reach = [&](std::size_t last_place) -> Table& {
        const std::size_t key = placed ? i : last_place;
        const auto found = std::ranges::find(trails_[i], key, &Trail::last_place);
        if (found != trails_[i].end()) return found->table;
        trails_[i].push_back({key, Table(table_size_, nowhere)});
        return trails_[i].back().table;
      };
      if (!bound) serve(nothing, Since::earlier, next, reach(nowhere_yet));
      for (std::size_t j = from; j < i; ++j) {
        const Choice& last = choices[j];
        if (!rules_.rested(last.need, next.need)) continue;
        for (const Trail& trail : trails_[j]) {
          if (placed && trail.last_place != nowhere_yet &&
              !rules_.reached(choices[trail.last_place].need, next.need)) {
            continue;
          }
          serve(trail.table, since(last, next), next, reach(trail.last_place));
        }
      }
      if (next.must) from = i, bound = true;
    }
    if (!bound) finish(nothing);
    for (std::size_t i = from; i < choices.size(); ++i) {
      for (const Trail& trail : trails_[i]) finish(trail.table);
    }
  }

  const Rules& rules_;
  const LimitShape* shape_ = nullptr;
  std::array<std::int64_t, 6> size_{};
  std::size_t table_size_ = 0;
  std::array<Table, 3> merged_;
  std::vector<Table> tables_;
  std::vector<std::vector<Trail>> trails_;
  std::vector<std::int64_t> by_count_;
  std::vector<std::size_t> duties_;
  std::vector<std::pair<std::int64_t, std::size_t>> ended_;
  std::vector<std::pair<std::int64_t, std::int64_t>> by_end_;
};

}  // namespace detail::checking
}  // namespace turnout::inline TURNOUT_ABI
