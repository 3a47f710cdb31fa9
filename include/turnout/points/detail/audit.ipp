#pragma once

#include <memory>
#include <string>
#include <utility>

#include <turnout/points/audit.hpp>
#include <turnout/points/detail/audit_bursts.ipp>
#include <turnout/points/detail/audit_findings.ipp>
#include <turnout/points/detail/audit_ratings.ipp>
#include <turnout/points/detail/audit_reader.ipp>
#include <turnout/points/detail/audit_rings.ipp>
#include <turnout/points/detail/audit_times.ipp>
#include <turnout/points/detail/audit_travel.ipp>
#include <turnout/points/detail/audit_words.ipp>

namespace turnout::inline TURNOUT_ABI {

TURNOUT_INLINE Audit audit(const Table& table, const AuditOptions& options) {
  static_cast<void>(length_text(0, options.language));  // throws where there are no sentences
  Audit::Data data;
  const detail::AuditServices services = detail::AuditReader(table, options).read(data.warnings);
  data.services = services.rows.size();

  detail::QuickTimes times(options.zone);
  const detail::AuditWords words(options.language, times);
  detail::AuditFindings findings(services);
  detail::OverlapAudit overlaps(options, words, findings);
  detail::HoursAudit hours(options, times, words, findings);
  detail::TravelAudit travel(services, options, words, findings);
  services.each_member([&](std::span<const detail::AuditService> given) {
    overlaps.member(given);
    hours.member(given);
    travel.member(given);
    detail::audit_own(given, words, findings);
  });
  detail::BurstAudit(services, options, times, words, findings).report();
  const std::vector<detail::AuditRating> ratings = detail::ratings_of(services);
  const std::vector<std::uint32_t> of_rings =
      detail::RingAudit(ratings, services.people.size(), options, words, findings).report();
  detail::audit_raters(ratings, of_rings, options, words, findings);
  data.findings = findings.take();
  return Audit(std::make_shared<const Audit::Data>(std::move(data)));
}

TURNOUT_INLINE Table Audit::frame() const {
  Texts ids, kinds, severities, members, services, units, messages;
  std::vector<std::int64_t> figures, limits;
  const auto joined = [](const std::vector<std::string>& texts) {
    std::string text;
    for (const std::string& t : texts) text.append(text.empty() ? "" : ";").append(t);
    return text;
  };
  for (const AuditFinding& f : findings()) {
    ids.push_back(f.id);
    kinds.push_back(to_string(f.kind));
    severities.push_back(severity(f.kind));
    members.push_back(joined(f.members));
    services.push_back(joined(f.services));
    figures.push_back(f.figure);
    limits.push_back(f.limit);
    units.push_back(f.unit);
    messages.push_back(f.message);
  }
  return Table("findings", {{"finding_id", Column::text(std::move(ids))},
                            {"kind", Column::text(std::move(kinds))},
                            {"severity", Column::text(std::move(severities))},
                            {"member_ids", Column::text(std::move(members))},
                            {"service_ids", Column::text(std::move(services))},
                            {"figure", Column::integers(std::move(figures))},
                            {"limit", Column::integers(std::move(limits))},
                            {"unit", Column::text(std::move(units))},
                            {"message", Column::text(std::move(messages))}});
}

}  // namespace turnout::inline TURNOUT_ABI
