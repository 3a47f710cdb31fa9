// turnout/points/audit.hpp -- is this record of services fit to be counted?
//
// Points are worth something, so some services are noted that were never given. The audit looks
// for what cannot be true as it stands and for what honest members, administrators and raters
// hardly ever do. It takes nothing away from anyone: each finding names who and which services,
// the figure, the limit that it passes, and leaves the rest to people.
//
//   const Audit found = audit(io::read_csv_table("services.csv"),
//                             {.zone = TimeZone::load("Asia/Shanghai"),
//                              .places = io::read_csv_table("needs.csv")});
//   for (const AuditFinding& f : found.findings()) std::cout << f.message << '\n';
//
// Kinds (docs/audit.md has the reasons, and how many planted cases are found):
//
//   error    overlap            one member, two services at one time
//   error    too_many_hours     more hours on a local day than the day has, 23 and 25 included
//   error    same_twice         one service under two ids
//   error    impossible_travel  two check-ins that no car can join
//   warning  long_service       a service so long that somebody forgot to check out
//   warning  burst              one administrator, far more activities in a day than ever else
//   warning  rating_ring        a few who rate each other with fives, and almost only each other
//   warning  always_five        more fives in a row than one honest rater in 500 gives
//   note     confirmed_by_self  services that the member has confirmed
//   note     rated_by_self      services that the member has rated
//
// Services that were taken back are not looked at. Whole seconds, metres and shares in millionths:
// no finding hangs on the rounding of a processor, and the order of the rows is never seen.
//
// Method: one sort by member and time, then one pass a kind; O(n log n). Bursts are held against
// the administrator's own third-busiest other day and against what others do; raters against a
// beta-binomial law whose spread is estimated from all raters by moments (Kleinman, "Proportions
// with extraneous variance", JASA 68, 1973); rings are strongly connected groups (Tarjan, SIAM J.
// Computing 1(2), 1972) that hold together when everyone who rates outside is peeled off.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/calendar.hpp>
#include <turnout/model/error.hpp>
#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI {

enum class AuditKind : std::uint8_t {
  overlap,
  too_many_hours,
  same_twice,
  impossible_travel,
  long_service,
  burst,
  rating_ring,
  always_five,
  confirmed_by_self,
  rated_by_self,
};
inline constexpr std::size_t audit_kinds = 10;

[[nodiscard]] constexpr std::string_view to_string(AuditKind kind) noexcept {
  constexpr std::array<std::string_view, audit_kinds> names{
      "overlap", "too_many_hours", "same_twice",  "impossible_travel", "long_service",
      "burst",   "rating_ring",    "always_five", "confirmed_by_self", "rated_by_self"};
  return names[static_cast<std::size_t>(kind)];
}

/// "error": cannot be true as recorded. "warning": honest people hardly ever do this. "note": worth
/// knowing.
[[nodiscard]] constexpr std::string_view severity(AuditKind kind) noexcept {
  if (kind <= AuditKind::impossible_travel) return "error";
  return kind <= AuditKind::always_five ? "warning" : "note";
}

/// Thresholds, and what else there is to know. A finding lies above its limit, never on it.
struct AuditOptions {
  TimeZone zone = {};  ///< Of local times and days.
  /// Where needs and places are: lat and lon by `need_id`, by `place`, or both (a table of needs is
  /// one). Not given: nobody's travel is judged.
  Table places = {};
  /// The roster: with it a service of anyone else is a bad row.
  Table members = {};
  std::string language = "en";  ///< Of the sentences: "en" or "zh".

  /// Minutes that two services of a member may overlap. 0: touching is all that is allowed. Many
  /// findings of a few minutes where shifts are handed over: give 5 or 10. 0 to 1,440.
  std::int64_t overlap_minutes = 0;
  /// Hours a member may serve on one local day; 24 stands for the day's own length. Long days
  /// that nobody believes: give 16. 1 to 24.
  std::int64_t day_hours = 24;
  /// Minutes by which starts, and ends, of one service may differ between two rows of which one
  /// names no need. Copies of check-ins on paper are missed: raise it. 0 to 240.
  std::int64_t twice_minutes = 15;
  /// Fastest way from one check-in to the next along the great circle, km/h. Findings on
  /// motorways or fast trains: raise it. 1 to 2,000.
  std::int64_t travel_kmh = 120;
  /// Metres between two check-ins that need no time: the precision of places and phones. Findings
  /// between neighbours: raise it. 0 to 1,000,000.
  std::int64_t travel_slack_metres = 1'000;
  /// Longest service in hours. Watches of a day and a night are found: raise it. 1 to 100,000.
  std::int64_t long_hours = 16;
  /// Activities that one administrator may enter in a day whatever the usual. Small offices are
  /// found for a busy day: raise it. 1 to 1,000,000.
  std::int64_t burst_least = 20;
  /// So many times the usual is still no burst. Lists of a month at once are found: raise it.
  /// 1 to 1,000.
  std::int64_t burst_times = 3;
  /// Most people in a ring. 2 to 100. Squads that only ever rate each other are found: lower it.
  std::int64_t ring_most = 8;
  /// Ratings that make a tie between two people. 1 to 1,000.
  std::int64_t ring_pair = 3;
  /// Ratings in the group for each of its members, on average. Couples who have rated each other a
  /// few times are found: raise it. 1 to 1,000.
  std::int64_t ring_ratings = 5;
  /// Of a hundred ratings that each of the group gives, how many may go to the group before it is
  /// a ring. 0 to 99.
  std::int64_t ring_given_percent = 79;
  /// The same of the ratings that each receives. Squads are found in which residents rate too
  /// seldom: raise it. 0 to 99.
  std::int64_t ring_received_percent = 49;
  /// Of a hundred ratings in the group, how many may be fives. 0 to 99.
  std::int64_t ring_fives_percent = 80;
  /// Ratings below which nobody is called an always-five rater. 2 to 100,000.
  std::int64_t five_ratings = 20;
  /// An always-five rater is less likely than one honest rater in so many. Too many findings on
  /// the generous: raise it. 10 to 1,000,000,000.
  std::int64_t five_one_in = 500;
};

/// A threshold by name, for keywords and flags of other faces.
struct AuditThreshold {
  std::string_view name;
  std::int64_t AuditOptions::* value;
  std::int64_t least, most;  ///< Both allowed.
};
/// All of them, in the order above.
[[nodiscard]] std::span<const AuditThreshold> audit_thresholds() noexcept;

/// One finding, with its evidence.
struct AuditFinding {
  std::string id;  ///< Of kind and evidence alone: the same however much data comes later.
  AuditKind kind = AuditKind::overlap;
  std::vector<std::string> members;   ///< Whom it is about, by id: also administrators and raters.
  std::vector<std::string> services;  ///< The evidence, by start, then id.
  std::int64_t figure = 0;            ///< What was found ...
  std::int64_t limit = 0;             ///< ... and the most that would have been left alone.
  std::string_view unit;              ///< Of both: "seconds", "metres", "percent", ...
  std::string message;                ///< A sentence.
  friend bool operator==(const AuditFinding&, const AuditFinding&) = default;
};

/// What an audit has found. Immutable; copies share it.
class Audit {
 public:
  /// By kind, then members, then services.
  [[nodiscard]] std::span<const AuditFinding> findings() const& noexcept { return data_->findings; }
  void findings() && = delete;  // they would not outlive the audit
  [[nodiscard]] bool empty() const noexcept { return data_->findings.empty(); }
  /// How many services were looked at: all but those taken back.
  [[nodiscard]] std::size_t services() const noexcept { return data_->services; }
  /// Columns within two edits of a known name.
  [[nodiscard]] std::span<const Issue> warnings() const noexcept { return data_->warnings; }
  /// finding_id, kind, severity, member_ids, service_ids (both joined by ';'), figure, limit, unit,
  /// message. Rows as findings().
  [[nodiscard]] Table frame() const;

 private:
  struct Data {
    std::vector<AuditFinding> findings;
    std::vector<Issue> warnings;
    std::size_t services = 0;
  };
  friend Audit audit(const Table&, const AuditOptions&);
  explicit Audit(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

/// Looks over the columns of services (docs/formats.md): service_id, member_id, start, and end or
/// hours; of the others those that are there. Throws InputError with all bad rows of all tables, as
/// make_services does, `out_of_range` for a threshold and `unknown_language`.
[[nodiscard]] Audit audit(const Table& services, const AuditOptions& options = {});

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/points/detail/audit.ipp>
#endif
