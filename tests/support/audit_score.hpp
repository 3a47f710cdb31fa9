// How well an audit does on a history of which everything planted is known.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <turnout/generate/history.hpp>
#include <turnout/points/audit.hpp>

namespace turnout::testing {

/// The parts of "S1;S2".
inline std::vector<std::string> parts_of(const std::string& list) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(';', at), list.size());
    parts.push_back(list.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

/// So many of so many.
struct Share {
  std::size_t part = 0, whole = 0;
  Share& operator+=(const Share& other) {
    part += other.part;
    whole += other.whole;
    return *this;
  }
  [[nodiscard]] double percent() const {
    return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
  }
};

struct AuditScore {
  std::map<std::string, Share> found;  ///< Cases by kind.
  /// Honest ones that any finding names. A service that is only the proof against its rater
  /// (`always_five`, `rating_ring`) is not accused itself.
  Share services, members, raters, administrators;
};

/// A case is found by a finding of its kind that names more than half of its people, and more than
/// half of its services if it has any.
inline AuditScore score_of(const History& history, const Audit& audit) {
  AuditScore score;
  const auto cells = [](const Table& table, const char* column) {
    std::vector<std::string> texts;
    for (std::size_t row = 0; row < table.rows(); ++row)
      texts.push_back(table.find(column)->to_text(row));
    return texts;
  };
  const auto named = [](const std::vector<std::string>& wanted,
                        const std::vector<std::string>& in) {
    const std::set<std::string> all(in.begin(), in.end());
    std::size_t count = 0;
    for (const std::string& id : wanted) count += all.count(id);
    return 2 * count > wanted.size() || wanted.empty();
  };
  const auto kinds = cells(history.truth, "kind");
  const auto people = cells(history.truth, "member_ids");
  const auto services = cells(history.truth, "service_ids");
  std::set<std::string> guilty, planted;
  for (std::size_t c = 0; c < kinds.size(); ++c) {
    const auto who = parts_of(people[c]), what = parts_of(services[c]);
    guilty.insert(who.begin(), who.end());
    planted.insert(what.begin(), what.end());
    bool found = false;
    for (const AuditFinding& f : audit.findings())
      found = found ||
              (to_string(f.kind) == kinds[c] && named(who, f.members) && named(what, f.services));
    score.found[kinds[c]] += {found ? 1U : 0U, 1};
  }

  std::set<std::string> accused, accused_services;
  for (const AuditFinding& f : audit.findings()) {
    accused.insert(f.members.begin(), f.members.end());
    if (f.kind != AuditKind::always_five && f.kind != AuditKind::rating_ring)
      accused_services.insert(f.services.begin(), f.services.end());
  }
  const auto count = [](Share& share, const std::vector<std::string>& ids,
                        const std::set<std::string>& in_truth,
                        const std::set<std::string>& flagged) {
    for (const std::string& id : std::set<std::string>(ids.begin(), ids.end()))
      if (!id.empty() && !in_truth.contains(id)) share += {flagged.count(id), 1};
  };
  count(score.services, cells(history.services, "service_id"), planted, accused_services);
  count(score.members, cells(history.services, "member_id"), guilty, accused);
  count(score.raters, cells(history.services, "rated_by"), guilty, accused);
  count(score.administrators, cells(history.services, "recorded_by"), guilty, accused);
  return score;
}

}  // namespace turnout::testing
