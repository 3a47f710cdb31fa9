#pragma once

// What the clock forbids: two services at one time, more hours than a day has, one service under
// two ids, services that never end.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include <turnout/points/detail/audit_findings.ipp>
#include <turnout/points/detail/audit_words.ipp>
#include <turnout/points/detail/quick_times.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Services of one member that all hang together by overlapping, some of them being the same
/// service. Same: the same need; or about the same times, where one of the two names no need.
/// Services of one group are noted by their first.
class SameServices {
 public:
  SameServices(std::span<const AuditService> services, std::int64_t tolerance)
      : services_(services), tolerance_(tolerance), first_(services.size()) {
    for (std::size_t i = 0; i < first_.size(); ++i) first_[i] = i;
    join_by_need();
    join_by_time();
  }
  /// The first service of the group of service i.
  [[nodiscard]] std::size_t first(std::size_t i) {
    while (first_[i] != i) i = first_[i] = first_[first_[i]];
    return i;
  }

 private:
  void join(std::size_t a, std::size_t b) {
    a = first(a);
    b = first(b);
    first_[std::max(a, b)] = std::min(a, b);
  }

  void join_by_need() {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < services_.size(); ++i)
      if (services_[i].need != 0) order.push_back(i);
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return services_[i].need; });
    for (std::size_t k = 1, longest = 0; k < order.size(); ++k) {
      const AuditService& last = services_[order[longest]];
      const AuditService& s = services_[order[k]];
      if (s.need == last.need && s.start < last.end) join(order[longest], order[k]);
      if (s.need != last.need || s.end > last.end) longest = k;
    }
  }

  /// Each with the one before it whose end is nearest; services that name a need only with those
  /// that name none.
  void join_by_time() {
    using Ends = std::set<std::pair<std::int64_t, std::size_t>>;  // end, service
    Ends with_need, without;
    const auto ends = [&](std::size_t i) -> Ends& {
      return services_[i].need != 0 ? with_need : without;
    };
    for (std::size_t i = 0, oldest = 0; i < services_.size(); ++i) {
      for (; services_[oldest].start < services_[i].start - tolerance_; ++oldest)
        ends(oldest).erase({services_[oldest].end, oldest});
      join_nearest(without, i);
      if (services_[i].need == 0) join_nearest(with_need, i);
      ends(i).insert({services_[i].end, i});
    }
  }
  void join_nearest(const std::set<std::pair<std::int64_t, std::size_t>>& ends, std::size_t i) {
    const AuditService& s = services_[i];
    const auto above = ends.lower_bound({s.end, 0});
    std::optional<std::size_t> nearest;
    std::int64_t apart = tolerance_;
    if (above != ends.end() && above->first - s.end <= apart) {
      nearest = above->second;
      apart = above->first - s.end;
    }
    if (above != ends.begin()) {
      const auto below = std::prev(above);
      if (s.end - below->first <= apart && (!nearest || s.end - below->first < apart))
        nearest = below->second;
    }
    if (nearest && services_[*nearest].end > s.start) join(*nearest, i);
  }

  std::span<const AuditService> services_;
  std::int64_t tolerance_;
  std::vector<std::size_t> first_;
};

/// Overlaps and services noted twice.
class OverlapAudit {
 public:
  OverlapAudit(const AuditOptions& options, const AuditWords& words, AuditFindings& findings)
      : options_(options), words_(words), findings_(findings) {}

  void member(std::span<const AuditService> services) {
    for (std::size_t first = 0, last = 1; first < services.size(); first = last, ++last) {
      std::int64_t end = services[first].end;
      for (; last < services.size() && services[last].start < end; ++last)
        end = std::max(end, services[last].end);
      if (last - first > 1) together(services.subspan(first, last - first));
    }
  }

 private:
  void together(std::span<const AuditService> services) {
    SameServices same(services, options_.twice_minutes * 60);
    std::vector<std::vector<const AuditService*>> copies(services.size());
    for (std::size_t i = 0; i < services.size(); ++i) copies[same.first(i)].push_back(&services[i]);
    std::vector<const AuditService*> different;
    for (std::size_t i = 0; i < services.size(); ++i) {
      if (copies[i].empty()) continue;
      different.push_back(&services[i]);
      if (copies[i].size() > 1) report_same(std::move(copies[i]));
    }
    report_overlaps(different);
  }

  void report_same(std::vector<const AuditService*> copies) {
    std::int64_t twice = 0;
    for (std::size_t i = 1; i < copies.size(); ++i) twice += copies[i]->seconds;
    const AuditService& first = *copies[0];
    AuditFinding& f = findings_.add({.kind = AuditKind::same_twice,
                                     .people = {first.member},
                                     .services = std::move(copies),
                                     .figure = twice,
                                     .limit = 0,
                                     .unit = "seconds"});
    f.message = words_.same_twice(f, first.start);
  }

  void report_overlaps(std::span<const AuditService* const> services) {
    const std::int64_t allowed = options_.overlap_minutes * 60;
    std::vector<const AuditService*> group;
    std::int64_t end = 0, twice = 0;  // of the group
    const auto close = [&] {
      if (group.size() > 1) {
        const AuditService& first = *group[0];
        AuditFinding& f = findings_.add({.kind = AuditKind::overlap,
                                         .people = {first.member},
                                         .services = group,
                                         .figure = twice,
                                         .limit = allowed,
                                         .unit = "seconds"});
        f.message = words_.overlap(f, first.start);
      }
      group.clear();
      twice = 0;
    };
    for (const AuditService* s : services) {
      if (group.empty() || s->start >= end - allowed) {
        close();
        group.push_back(s);
        end = s->end;
      } else if (const std::int64_t shared = std::min(s->end, end) - s->start; shared > allowed) {
        group.push_back(s);
        end = std::max(end, s->end);
        twice += shared;
      }
    }
    close();
  }

  const AuditOptions& options_;
  const AuditWords& words_;
  AuditFindings& findings_;
};

/// Hours of a local day, and services without an end.
class HoursAudit {
 public:
  HoursAudit(const AuditOptions& options, QuickTimes& times, const AuditWords& words,
             AuditFindings& findings)
      : options_(options), times_(times), words_(words), findings_(findings) {}

  void member(std::span<const AuditService> services) {
    pieces_.clear();
    for (const AuditService& s : services) {
      if (s.seconds > options_.long_hours * 3600) report_long(s);
      cut_into_days(s);
    }
    std::ranges::stable_sort(pieces_, {}, &Piece::day);
    for (std::size_t first = 0, last = 0; first < pieces_.size(); first = last) {
      std::int64_t sum = 0;
      for (; last < pieces_.size() && pieces_[last].day == pieces_[first].day; ++last)
        sum += pieces_[last].seconds;
      // No day is so short that less could be too much.
      if (sum > std::min<std::int64_t>(options_.day_hours, 20) * 3600)
        check(std::span(pieces_).subspan(first, last - first), sum);
    }
  }

 private:
  struct Piece {
    LocalDay day;
    std::int64_t seconds;
    const AuditService* service;
  };

  /// What of a service must lie on each local day, however its breaks fell. A service is followed
  /// for a month; one that lasts longer is a finding in itself.
  void cut_into_days(const AuditService& s) {
    const LocalDay first = times_.day(s.start);
    const LocalDay last = std::min(times_.day(s.end - 1), first + std::chrono::days{31});
    if (last <= first) {  // before it where the clocks go back over midnight
      pieces_.push_back({first, s.seconds, &s});
      return;
    }
    const std::int64_t breaks = s.end - s.start - s.seconds;
    for (LocalDay day = first; day <= last; day += std::chrono::days{1}) {
      const std::int64_t from = std::max(s.start, times_.midnight(day));
      const std::int64_t to = std::min(s.end, times_.midnight(day + std::chrono::days{1}));
      if (to - from > breaks) pieces_.push_back({day, to - from - breaks, &s});
    }
  }

  void check(std::span<const Piece> pieces, std::int64_t sum) {
    const LocalDay day = pieces[0].day;
    const std::int64_t length = times_.midnight(day + std::chrono::days{1}) - times_.midnight(day);
    const std::int64_t limit =
        options_.day_hours == 24 ? length : std::min(length, options_.day_hours * 3600);
    if (sum <= limit) return;
    std::vector<const AuditService*> services;
    for (const Piece& piece : pieces) services.push_back(piece.service);
    AuditFinding& f = findings_.add({.kind = AuditKind::too_many_hours,
                                     .people = {pieces[0].service->member},
                                     .services = std::move(services),
                                     .figure = sum,
                                     .limit = limit,
                                     .unit = "seconds"});
    f.message = words_.too_many_hours(f, day);
  }

  void report_long(const AuditService& s) {
    AuditFinding& f = findings_.add({.kind = AuditKind::long_service,
                                     .people = {s.member},
                                     .services = {&s},
                                     .figure = s.seconds,
                                     .limit = options_.long_hours * 3600,
                                     .unit = "seconds"});
    f.message = words_.long_service(f, s.start);
  }

  const AuditOptions& options_;
  QuickTimes& times_;
  const AuditWords& words_;
  AuditFindings& findings_;
  std::vector<Piece> pieces_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
