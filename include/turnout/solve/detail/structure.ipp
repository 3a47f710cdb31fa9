#pragma once

#include <algorithm>
#include <map>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>

#include <turnout/solve/structure.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

using LinkGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;

/// Joins services that cannot both be given; links neighbours of a sweep where that is enough.
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
    LinkGraph graph(needs_.size());
    link_periods(graph);
    link_neighbours(graph);
    class_of.resize(needs_.size());
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

  void link_periods(LinkGraph& graph) const {
    // Needs come by start, so days and weeks are runs.
    for (std::size_t i = 1; i < needs_.size(); ++i)
      if (same_unit_period(i - 1, i)) boost::add_edge(i - 1, i, graph);
  }

  void link_neighbours(LinkGraph& graph) const {
    // All that clash with an earlier need clash with the one that ends last, unless it is the way
    // to go that makes them clash.
    std::size_t last = 0;
    for (std::size_t i = 1; i < needs_.size(); ++i) {
      if (clash_(needs_[last], needs_[i])) boost::add_edge(last, i, graph);
      if (end(i) > end(last)) last = i;
    }
    if (!clash_.travels() || needs_.empty()) return;
    std::vector<std::uint32_t> all(needs_.size());
    for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
    if (all_meet(all)) return;
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
  std::map<LocalDay, std::vector<std::uint32_t>> in_day, in_week;
  std::vector<std::uint32_t> all;
  bool day_crossed = false;
  bool week_crossed = false;
  for (std::uint32_t c = 0; c < shape.classes; ++c) {
    all.push_back(c);
    // A class over two days stands in neither, so that the day's limit stays a relaxation.
    if (days[c].first == days[c].second)
      in_day[days[c].first].push_back(c);
    else
      day_crossed = true;
    if (weeks[c].first == weeks[c].second)
      in_week[weeks[c].first].push_back(c);
    else
      week_crossed = true;
  }
  bool hours_exact = true;
  const auto nodes = [&](const auto& periods, const detail::PeriodLimit& limit,
                         std::vector<LimitNode>& out) {
    for (const auto& [day, classes] : periods) {
      const std::int64_t capacity =
          detail::capacity_of(limit, classes, longest, shortest, hours_exact);
      if (capacity < static_cast<std::int64_t>(classes.size())) out.push_back({capacity, classes});
    }
  };
  const auto binds = [](const detail::PeriodLimit& l) {
    return l.services != unlimited || l.seconds != unlimited;
  };
  // A day of one service at most is one class already: its limit says nothing more.
  const detail::PeriodLimit day_limit{limits.per_day == 1 ? unlimited : limits.per_day,
                                      limits.per_day == 1 ? unlimited : limits.seconds_per_day};
  const detail::PeriodLimit week_limit{limits.per_week == 1 ? unlimited : limits.per_week,
                                       limits.per_week == 1 ? unlimited : limits.seconds_per_week};
  nodes(in_day, day_limit, shape.days);
  nodes(in_week, week_limit, shape.weeks);
  shape.plan =
      detail::capacity_of({limits.services, limits.seconds}, all, longest, shortest, hours_exact);
  if (shape.inexact.empty() && !hours_exact) shape.inexact = "hours";
  if (shape.inexact.empty() &&
      ((day_crossed && binds(day_limit)) || (week_crossed && binds(week_limit))))
    shape.inexact = "midnight";
  return shape;
}

}  // namespace turnout::inline TURNOUT_ABI
