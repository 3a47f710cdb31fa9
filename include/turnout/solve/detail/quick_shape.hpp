#pragma once

// The shape of nearly every member, by one sweep over its needs: without a graph, without memory
// of its own a member. What it cannot judge is left to shape_of(); where it judges, the two agree.

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/clash.hpp>
#include <turnout/eligibility/rules.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Needs by (start, need): a comparison is one of two numbers, and what a sweep reads lies
/// together.
struct RankedNeeds {
  struct Need {
    Instant start, end;
    LocalDay day, week;
  };
  std::vector<NeedId> by_rank;
  std::vector<Need> need;                   ///< By rank.
  std::vector<std::uint32_t> rank_of_role;  ///< Of its need.
  /// Days and weeks rise with the ranks: so but in a night in which a clock is put back over
  /// midnight.
  bool days_rise = true;

  explicit RankedNeeds(const Problem& p) : by_rank(p.needs().size()) {
    const Needs& needs = p.needs();
    for (std::size_t n = 0; n < by_rank.size(); ++n) by_rank[n] = make_id<NeedId>(n);
    const auto key = [&](NeedId n) { return std::pair(needs.start[index(n)], n); };
    if (!std::ranges::is_sorted(by_rank, {}, key)) std::ranges::sort(by_rank, {}, key);
    std::vector<std::uint32_t> rank(by_rank.size());
    need.reserve(by_rank.size());
    for (const NeedId id : by_rank) {
      const std::size_t n = index(id);
      rank[n] = static_cast<std::uint32_t>(need.size());
      if (!need.empty() && (needs.day[n] < need.back().day || needs.week[n] < need.back().week))
        days_rise = false;
      need.push_back({needs.start[n], needs.end[n], needs.day[n], needs.week[n]});
    }
    rank_of_role.reserve(p.roles().size());
    for (const NeedId n : p.roles().need) rank_of_role.push_back(rank[index(n)]);
  }
};

/// Scratch of one thread.
class QuickShape {
 public:
  /// A limit around classes first to last - 1.
  struct Nest {
    std::int64_t capacity;
    std::uint32_t first, last;
  };

  QuickShape(const RankedNeeds& needs, const Clash& clash) : needs_(needs), clash_(clash) {}

  /// The needs at these ranks, distinct and ascending. False where a sweep cannot tell: with the
  /// way to go, with limits of hours, or where clashing services do not all meet.
  [[nodiscard]] bool find(const MemberLimits& limits, std::span<const std::uint32_t> ranks) {
    if (clash_.travels() || !needs_.days_rise || limits.seconds != unlimited ||
        limits.seconds_per_day != unlimited || limits.seconds_per_week != unlimited)
      return false;
    if (!find_classes(limits, ranks)) return false;
    days_.clear();
    weeks_.clear();
    // A limit of one a period has made one class of the period already: it says nothing more.
    const bool one_a_week = limits.services == 1 || limits.per_week == 1;
    bool nested = true;
    if (!one_a_week && limits.per_day != 1) nested = nest(limits.per_day, &Days::day, days_);
    if (!one_a_week) nested = nest(limits.per_week, &Days::week, weeks_) && nested;
    plan_ = std::min(limits.services, static_cast<std::int64_t>(classes()));
    inexact_ = nested ? "" : "midnight";
    return true;
  }

  /// Of what was found last. By position of the need.
  [[nodiscard]] std::span<const std::uint32_t> class_of() const noexcept { return class_of_; }
  [[nodiscard]] std::uint32_t classes() const noexcept {
    return static_cast<std::uint32_t>(days_of_.size());
  }
  [[nodiscard]] std::span<const Nest> days() const noexcept { return days_; }
  [[nodiscard]] std::span<const Nest> weeks() const noexcept { return weeks_; }
  [[nodiscard]] std::int64_t plan() const noexcept { return plan_; }
  [[nodiscard]] std::string_view inexact() const noexcept { return inexact_; }

 private:
  using Need = RankedNeeds::Need;
  /// First and last of a class.
  struct Days {
    std::pair<LocalDay, LocalDay> day, week;
  };

  /// Needs come by start, and what clashes with an earlier need clashes with the one that ends
  /// last: so components are runs. A run is a class where all its services are of one period with
  /// a limit of one, or all go on at one instant.
  bool find_classes(const MemberLimits& limits, std::span<const std::uint32_t> ranks) {
    class_of_.resize(ranks.size());
    days_of_.clear();
    const auto one_period = [&](const Need& a, const Need& b) {
      return limits.services == 1 || (limits.per_week == 1 && a.week == b.week) ||
             (limits.per_day == 1 && a.day == b.day);
    };
    const Need* first = nullptr;  // of the run
    const Need* before = nullptr;
    Instant last_end = Instant::min();
    Instant first_end = Instant::max();
    bool period = true;
    const auto is_class = [&] {
      return first == before || period || before->start < first_end + clash_.rest() ||
             before->start < first_end;
    };
    for (std::size_t i = 0; i < ranks.size(); ++i) {
      const Need& need = needs_.need[ranks[i]];
      const bool joined = before != nullptr && (need.start < last_end + clash_.rest() ||
                                                need.start < last_end || one_period(*before, need));
      if (!joined) {
        if (before != nullptr && !is_class()) return false;
        first = &need;
        first_end = Instant::max();
        period = true;
        days_of_.push_back({{need.day, need.day}, {need.week, need.week}});
      }
      period = period && one_period(*first, need);
      first_end = std::min(first_end, need.end);
      last_end = std::max(last_end, need.end);
      days_of_.back().day.second = need.day;
      days_of_.back().week.second = need.week;
      class_of_[i] = classes() - 1;
      before = &need;
    }
    return before == nullptr || is_class();
  }

  /// Nests for the periods in which the limit can bind. False when a class lies in two of them; it
  /// then stands in neither, so that the limit stays a relaxation.
  bool nest(std::int64_t limit, std::pair<LocalDay, LocalDay> Days::* period,
            std::vector<Nest>& out) {
    if (limit >= std::int64_t{classes()}) return true;
    bool whole = true;
    for (std::uint32_t c = 0; c < classes();) {
      const auto [from, to] = days_of_[c].*period;
      const std::uint32_t first = c++;
      if (from != to) {
        whole = false;
        continue;
      }
      while (c < classes() && days_of_[c].*period == std::pair(from, from)) ++c;
      if (limit < std::int64_t{c - first}) out.push_back({limit, first, c});
    }
    return whole;
  }

  const RankedNeeds& needs_;
  const Clash& clash_;
  std::vector<std::uint32_t> class_of_;
  std::vector<Days> days_of_;  ///< By class.
  std::vector<Nest> days_, weeks_;
  std::int64_t plan_ = unlimited;
  std::string_view inexact_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
