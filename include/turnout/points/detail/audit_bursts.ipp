#pragma once

// One administrator who enters far more in a day than ever else.

#include <algorithm>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include <turnout/points/detail/audit_findings.ipp>
#include <turnout/points/detail/audit_words.ipp>
#include <turnout/points/detail/quick_times.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Counted are activities, not records: the list of a theme day is one entry however many came.
///
/// What is usual is the third-busiest other day of the administrator: whatever is done four times
/// is a habit (paper lists on Mondays), and three bursts do not make one. Nobody's habit counts for
/// more than that of nineteen in twenty administrators, so a daily burst is no way out either. Who
/// has fewer than three other days is held against the middle one of all.
class BurstAudit {
 public:
  BurstAudit(const AuditServices& services, const AuditOptions& options, QuickTimes& times,
             const AuditWords& words, AuditFindings& findings)
      : options_(options), times_(times), words_(words), findings_(findings) {
    collect(services);
    count_days();
  }

  void report() {
    std::vector<std::int64_t> habits;
    each_administrator([&](std::span<const Day> days) {
      if (days.size() > 3) habits.push_back(third_busiest(days));
    });
    std::ranges::sort(habits);
    const std::int64_t middle = habits.empty() ? 0 : habits[(habits.size() - 1) / 2];
    const std::int64_t high = habits.empty() ? 0 : habits[(habits.size() * 19 + 19) / 20 - 1];
    each_administrator([&](std::span<const Day> days) {
      std::vector<std::int64_t> counts;
      for (const Day& day : days) counts.push_back(day.activities);
      std::ranges::sort(counts, std::ranges::greater{});
      for (const Day& day : days) {
        std::int64_t usual = middle;
        if (days.size() > 3) usual = counts[day.activities >= counts[2] ? 3 : 2];
        const std::int64_t limit =
            std::max(options_.burst_least, options_.burst_times * std::min(usual, high));
        if (day.activities > limit) report(day, limit);
      }
    });
  }

 private:
  struct Entry {
    std::uint32_t administrator;
    LocalDay day;
    // What makes an activity: a need on a local day, or without one the times.
    std::uint32_t need;
    std::int64_t when, until;
    const AuditService* service;
    [[nodiscard]] auto activity() const {
      return std::tuple(administrator, day, need, when, until);
    }
  };
  struct Day {
    std::size_t first, last;  ///< Of the entries.
    std::int64_t activities;
  };

  void collect(const AuditServices& services) {
    for (const AuditService& s : services.rows) {
      if (s.source != AuditService::Source::admin && s.source != AuditService::Source::organiser)
        continue;
      const std::uint32_t by = s.recorded_by != 0 ? s.recorded_by : s.confirmed_by;
      if (by == 0) continue;
      Entry entry{by, times_.day(s.entered), s.need, s.start, s.end, &s};
      if (s.need != 0) {
        entry.when = times_.day(s.start).time_since_epoch().count();
        entry.until = 0;
      }
      entries_.push_back(entry);
    }
    std::ranges::sort(entries_, {}, &Entry::activity);
  }

  void count_days() {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const bool new_day = i == 0 || entries_[i].administrator != entries_[i - 1].administrator ||
                           entries_[i].day != entries_[i - 1].day;
      if (new_day) days_.push_back({i, i, 0});
      if (new_day || entries_[i].activity() != entries_[i - 1].activity())
        ++days_.back().activities;
      days_.back().last = i + 1;
    }
  }

  template <class Use>
  void each_administrator(Use use) const {
    const auto by = [&](std::size_t d) { return entries_[days_[d].first].administrator; };
    for (std::size_t first = 0, last = 0; first < days_.size(); first = last) {
      while (last < days_.size() && by(last) == by(first)) ++last;
      use(std::span(days_).subspan(first, last - first));
    }
  }
  [[nodiscard]] static std::int64_t third_busiest(std::span<const Day> days) {
    std::vector<std::int64_t> counts;
    for (const Day& day : days) counts.push_back(day.activities);
    std::ranges::nth_element(counts, counts.begin() + 2, std::ranges::greater{});
    return counts[2];
  }

  void report(const Day& day, std::int64_t limit) {
    std::vector<const AuditService*> services;
    for (std::size_t i = day.first; i < day.last; ++i) services.push_back(entries_[i].service);
    AuditFinding& f = findings_.add({.kind = AuditKind::burst,
                                     .people = {entries_[day.first].administrator},
                                     .services = std::move(services),
                                     .figure = day.activities,
                                     .limit = limit,
                                     .unit = "activities"});
    f.message = words_.burst(f, entries_[day.first].day);
  }

  const AuditOptions& options_;
  QuickTimes& times_;
  const AuditWords& words_;
  AuditFindings& findings_;
  std::vector<Entry> entries_;
  std::vector<Day> days_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
