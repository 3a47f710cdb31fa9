#pragma once

#include <algorithm>
#include <map>
#include <numeric>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>

#include <turnout/solve/structure.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

using LinkGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;

/// Finds the classes of services of which a member can give one at most.
class ClassFinder {
 public:
  ClassFinder(const Rules& rules, const Clash& clash, std::span<const NeedId> needs,
              const MemberLimits& limits)
      : columns_(rules.problem().needs()), clash_(clash), needs_(needs), limits_(limits) {}

  /// One period of which the member gives one service at most.
  [[nodiscard]] bool same_unit_period(std::size_t a, std::size_t b) const noexcept {
    const std::size_t x = index(needs_[a]);
    const std::size_t y = index(needs_[b]);
    return limits_.services == 1 ||
           (limits_.per_week == 1 && columns_.week[x] == columns_.week[y]) ||
           (limits_.per_day == 1 && columns_.day[x] == columns_.day[y]);
  }
  [[nodiscard]] bool excludes(std::size_t a, std::size_t b) const noexcept {
    return same_unit_period(a, b) || clash_(needs_[a], needs_[b]);
  }

  /// Class of each need: the connected components of "cannot both be given".
  std::uint32_t find(std::vector<std::uint32_t>& class_of) const {
    const std::uint32_t runs = find_runs(class_of);
    if (!clash_.travels() || runs < 2) return runs;
    // The way to go joins services that are no neighbours in time.
    LinkGraph graph(needs_.size());
    for (std::size_t i = 1; i < needs_.size(); ++i)
      if (class_of[i - 1] == class_of[i]) boost::add_edge(i - 1, i, graph);
    link_by_travel(graph);
    return static_cast<std::uint32_t>(boost::connected_components(graph, class_of.data()));
  }

  /// The first clash rule that makes a class no clique, or nullptr.
  [[nodiscard]] const char* broken_clique(std::span<const std::uint32_t> members) const {
    if (members.size() < 2 || one_period(members) || all_meet(members)) return nullptr;
    if (members.size() > largest_checked) return "overlap";
    for (std::size_t i = 0; i < members.size(); ++i)
      for (std::size_t j = i + 1; j < members.size(); ++j)
        if (!excludes(members[i], members[j])) return why_linked(members);
    return nullptr;
  }

 private:
  // A class beyond this, neither of one instant nor of one day, is taken for no clique unread.
  static constexpr std::size_t largest_checked = 512;

  /// Components by overlap, rest and periods. Needs come by start, and what clashes with an earlier
  /// need clashes with the one that ends last, so components are runs: only neighbours of the sweep
  /// are looked at, never all pairs that overlap.
  std::uint32_t find_runs(std::vector<std::uint32_t>& class_of) const {
    class_of.assign(needs_.size(), 0);
    if (needs_.empty()) return 0;
    std::uint32_t run = 0;
    std::size_t last = 0;
    for (std::size_t i = 1; i < needs_.size(); ++i) {
      const bool joined = start(i) < end(last) + clash_.rest() || start(i) < end(last) ||
                          same_unit_period(i - 1, i);
      if (!joined) ++run;
      class_of[i] = run;
      if (end(i) > end(last)) last = i;
    }
    return run + 1;
  }

  void link_by_travel(LinkGraph& graph) const {
    const Seconds way = clash_.longest_way(needs_);
    for (std::size_t i = 0; i < needs_.size(); ++i)
      for (std::size_t j = i + 1; j < needs_.size() && start(j) < end(i) + way; ++j)
        if (clash_(needs_[i], needs_[j])) boost::add_edge(i, j, graph);
  }

  [[nodiscard]] bool one_period(std::span<const std::uint32_t> members) const noexcept {
    return std::ranges::all_of(
        members, [&](std::uint32_t i) { return same_unit_period(members.front(), i); });
  }
  /// All go on at one instant, rest included.
  [[nodiscard]] bool all_meet(std::span<const std::uint32_t> members) const noexcept {
    Instant last_start = Instant::min();
    Instant first_end = Instant::max();
    for (const std::uint32_t i : members) {
      last_start = std::max(last_start, start(i));
      first_end = std::min(first_end, end(i));
    }
    return last_start < first_end + clash_.rest() || last_start < first_end;
  }
  /// The rule of a pair that is linked, for the report; the strongest rule that occurs.
  [[nodiscard]] const char* why_linked(std::span<const std::uint32_t> members) const {
    bool rest = false;
    bool travel = false;
    for (std::size_t i = 0; i + 1 < members.size(); ++i)
      for (std::size_t j = i + 1; j < members.size(); ++j) {
        const char* rule = clash_.rule(needs_[members[i]], needs_[members[j]]);
        if (rule == nullptr) continue;
        rest = rest || std::string_view(rule) == "rest";
        travel = travel || std::string_view(rule) == "travel";
      }
    return travel ? "travel" : rest ? "rest" : "overlap";
  }
  [[nodiscard]] Instant start(std::size_t i) const noexcept {
    return columns_.start[index(needs_[i])];
  }
  [[nodiscard]] Instant end(std::size_t i) const noexcept { return columns_.end[index(needs_[i])]; }

  const Needs& columns_;
  const Clash& clash_;
  std::span<const NeedId> needs_;
  const MemberLimits& limits_;
};

/// A limit of services or seconds over one period, as services among classes.
struct PeriodLimit {
  std::int64_t services;
  std::int64_t seconds;
};

/// At most how many of these classes, by both limits. False in `exact` when the hours cannot be
/// counted as services.
inline std::int64_t capacity_of(const PeriodLimit& limit, std::span<const std::uint32_t> classes,
                                std::span<const std::int64_t> longest,
                                std::span<const std::int64_t> shortest, bool& exact) {
  std::int64_t capacity = std::min(limit.services, static_cast<std::int64_t>(classes.size()));
  if (limit.seconds == unlimited) return capacity;
  std::int64_t all = 0;
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::int64_t most = 0;
  for (const std::uint32_t c : classes) {
    all += longest[c];
    least = std::min(least, shortest[c]);
    most = std::max(most, longest[c]);
  }
  if (all <= limit.seconds) return capacity;
  // With lengths that differ, as many of the shortest as fit is a relaxation.
  if (limit.seconds / least != limit.seconds / most && capacity > limit.seconds / most)
    exact = false;
  return std::min(capacity, limit.seconds / least);
}

/// Greedy cliques of a class that is none: services that all go on at one instant. A relaxation.
inline void split_into_cliques(const Needs& columns, std::span<const NeedId> needs,
                               std::span<const std::uint32_t> members, bool one_a_day,
                               Shape& shape) {
  std::vector<std::uint32_t> open;
  Instant first_end = Instant::max();
  for (const std::uint32_t i : members) {
    const std::size_t n = index(needs[i]);
    const bool same_day =
        one_a_day && !open.empty() && columns.day[index(needs[open.front()])] == columns.day[n];
    const bool joins = one_a_day ? same_day : columns.start[n] < first_end;
    if (!open.empty() && !joins) {
      open.clear();
      first_end = Instant::max();
      ++shape.classes;
    }
    open.push_back(i);
    first_end = std::min(first_end, columns.end[n]);
    shape.class_of[i] = shape.classes;
  }
  ++shape.classes;
}

}  // namespace detail

TURNOUT_INLINE Shape shape_of(const Rules& rules, const Clash& clash, MemberId member,
                              std::span<const NeedId> needs) {
  const Needs& columns = rules.problem().needs();
  const MemberLimits limits = rules.limits(member);
  Shape shape;
  const detail::ClassFinder finder(rules, clash, needs, limits);
  std::vector<std::uint32_t> component;
  const std::uint32_t components = finder.find(component);
  std::vector<std::vector<std::uint32_t>> members(components);
  for (std::uint32_t i = 0; i < needs.size(); ++i) members[component[i]].push_back(i);
  shape.class_of.assign(needs.size(), 0);
  for (const std::vector<std::uint32_t>& group : members) {
    if (const char* rule = finder.broken_clique(group)) {
      if (shape.inexact.empty()) shape.inexact = rule;
      detail::split_into_cliques(columns, needs, group, limits.per_day == 1, shape);
      continue;
    }
    for (const std::uint32_t i : group) shape.class_of[i] = shape.classes;
    ++shape.classes;
  }

  // Longest and shortest service, first and last day and week of each class.
  std::vector<std::int64_t> longest(shape.classes, 0);
  std::vector<std::int64_t> shortest(shape.classes, std::numeric_limits<std::int64_t>::max());
  std::vector<std::pair<LocalDay, LocalDay>> days(shape.classes,
                                                  {LocalDay::max(), LocalDay::min()});
  std::vector<std::pair<LocalDay, LocalDay>> weeks = days;
  for (std::size_t i = 0; i < needs.size(); ++i) {
    const std::size_t n = index(needs[i]);
    const std::uint32_t c = shape.class_of[i];
    const std::int64_t seconds = (columns.end[n] - columns.start[n]).count();
    longest[c] = std::max(longest[c], seconds);
    shortest[c] = std::min(shortest[c], seconds);
    days[c] = {std::min(days[c].first, columns.day[n]), std::max(days[c].second, columns.day[n])};
    weeks[c] = {std::min(weeks[c].first, columns.week[n]),
                std::max(weeks[c].second, columns.week[n])};
  }
  bool hours_exact = true;
  // A limit of one a period has made one class of the period already: it says nothing more.
  const bool one_a_week = limits.services == 1 || limits.per_week == 1;
  const detail::PeriodLimit none{unlimited, unlimited};
  const detail::PeriodLimit day_limit =
      one_a_week || limits.per_day == 1
          ? none
          : detail::PeriodLimit{limits.per_day, limits.seconds_per_day};
  const detail::PeriodLimit week_limit =
      one_a_week ? none : detail::PeriodLimit{limits.per_week, limits.seconds_per_week};
  // Nodes for the periods in which a limit can bind. False when a class lies in two of them; it
  // then stands in neither, so that the limit stays a relaxation.
  const auto add_nodes = [&](std::span<const std::pair<LocalDay, LocalDay>> period_of,
                             const detail::PeriodLimit& limit, std::vector<LimitNode>& out) {
    // What all classes together keep, every period keeps.
    const std::int64_t together = std::accumulate(longest.begin(), longest.end(), std::int64_t{0});
    if (limit.services >= shape.classes && limit.seconds >= together) return true;
    bool whole = true;
    std::map<LocalDay, std::vector<std::uint32_t>> periods;
    for (std::uint32_t c = 0; c < shape.classes; ++c) {
      if (period_of[c].first == period_of[c].second)
        periods[period_of[c].first].push_back(c);
      else
        whole = false;
    }
    for (const auto& [period, classes] : periods) {
      const std::int64_t capacity =
          detail::capacity_of(limit, classes, longest, shortest, hours_exact);
      if (capacity < static_cast<std::int64_t>(classes.size())) out.push_back({capacity, classes});
    }
    return whole;
  };
  bool nested = add_nodes(days, day_limit, shape.days);
  nested = add_nodes(weeks, week_limit, shape.weeks) && nested;
  std::vector<std::uint32_t> all(shape.classes);
  for (std::uint32_t c = 0; c < shape.classes; ++c) all[c] = c;
  shape.plan =
      detail::capacity_of({limits.services, limits.seconds}, all, longest, shortest, hours_exact);
  if (shape.inexact.empty() && !hours_exact) shape.inexact = "hours";
  if (shape.inexact.empty() && !nested) shape.inexact = "midnight";
  return shape;
}

}  // namespace turnout::inline TURNOUT_ABI
