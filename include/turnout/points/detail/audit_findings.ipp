#pragma once

// Findings as they are made: ids for numbers, an id of their own, an order for all.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/model/hash.hpp>
#include <turnout/points/audit.hpp>
#include <turnout/points/detail/audit_reader.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// What a kind has found, by number.
struct AuditCase {
  AuditKind kind;
  std::vector<std::uint32_t> people;
  std::vector<const AuditService*> services;
  std::int64_t figure = 0, limit = 0;
  std::string_view unit;
};

class AuditFindings {
 public:
  explicit AuditFindings(const AuditServices& services) : services_(services) {}

  /// Evidence in order, an id made of it; the caller adds the sentence to what is returned.
  AuditFinding& add(AuditCase found) {
    std::ranges::sort(found.people);
    std::ranges::sort(found.services, [&](const AuditService* a, const AuditService* b) {
      if (a->start != b->start) return a->start < b->start;
      return services_.id(*a) < services_.id(*b);
    });
    AuditFinding finding{.id = {},
                         .kind = found.kind,
                         .members = {},
                         .services = {},
                         .figure = found.figure,
                         .limit = found.limit,
                         .unit = found.unit,
                         .message = {}};
    Sha256 hash;
    hash.add(to_string(found.kind));
    for (const std::uint32_t person : found.people) {
      finding.members.emplace_back(services_.people[person]);
      hash.add("\n");
      hash.add(finding.members.back());
    }
    hash.add("\n");
    for (const AuditService* service : found.services) {
      finding.services.emplace_back(services_.id(*service));
      hash.add("\n");
      hash.add(finding.services.back());
    }
    finding.id = "A" + hash.hex().substr(0, 12);
    findings_.push_back(std::move(finding));
    return findings_.back();
  }

  [[nodiscard]] std::vector<AuditFinding> take() {
    std::ranges::sort(findings_, [](const AuditFinding& a, const AuditFinding& b) {
      if (a.kind != b.kind) return a.kind < b.kind;
      if (a.members != b.members) return a.members < b.members;
      return a.services < b.services;
    });
    return std::move(findings_);
  }

 private:
  const AuditServices& services_;
  std::vector<AuditFinding> findings_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
