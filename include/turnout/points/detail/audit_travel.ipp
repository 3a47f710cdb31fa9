#pragma once

// Two check-ins of one member that no car can join.

#include <cstdint>
#include <span>
#include <vector>

#include <turnout/model/place.hpp>
#include <turnout/points/detail/audit_findings.ipp>
#include <turnout/points/detail/audit_words.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

class TravelAudit {
 public:
  TravelAudit(const AuditServices& services, const AuditOptions& options, const AuditWords& words,
              AuditFindings& findings)
      : all_(services), options_(options), words_(words), findings_(findings) {}

  void member(std::span<const AuditService> services) {
    const AuditService* last = nullptr;
    for (const AuditService& s : services) {
      if (s.source != AuditService::Source::checkin || s.spot == AuditPlaces::nowhere) continue;
      if (last != nullptr && s.start >= last->end) check(*last, s);
      // Where two overlap, the later end decides how much time is left to travel.
      if (last == nullptr || s.end >= last->end) last = &s;
    }
  }

 private:
  void check(const AuditService& from, const AuditService& to) {
    if (from.spot == to.spot) return;
    const std::int64_t gap = to.start - from.end;
    // Half the way round the earth is enough for any gap, and keeps the product small.
    constexpr std::int64_t half_round = 20'100'000;
    const std::int64_t per_hour = options_.travel_kmh * 1000;
    if (gap / 3600 > half_round / per_hour) return;
    const std::int64_t reach = options_.travel_slack_metres + per_hour * gap / 3600;
    const auto metres =
        static_cast<std::int64_t>(distance(all_.spots[from.spot], all_.spots[to.spot]));
    if (metres <= reach) return;
    AuditFinding& f = findings_.add({.kind = AuditKind::impossible_travel,
                                     .people = {from.member},
                                     .services = {&from, &to},
                                     .figure = metres,
                                     .limit = reach,
                                     .unit = "metres"});
    f.message = words_.impossible_travel(f, to.start, gap);
  }

  const AuditServices& all_;
  const AuditOptions& options_;
  const AuditWords& words_;
  AuditFindings& findings_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
