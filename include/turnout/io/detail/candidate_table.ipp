#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <turnout/io/candidate_table.hpp>
#include <turnout/io/detail/plan_tables.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace io {

TURNOUT_INLINE Table candidate_table(const Rules& rules, const Candidates& pairs, TableForm form) {
  const Problem& problem = rules.problem();
  const std::size_t n = pairs.size();
  std::vector<std::uint32_t> need_rows, member_rows;
  std::vector<std::size_t> need_at, member_at;
  std::vector<std::int64_t> cost;
  std::vector<double> km;
  Texts roles;
  need_rows.reserve(n);
  member_rows.reserve(n);
  need_at.reserve(n);
  member_at.reserve(n);
  cost.reserve(n);
  km.reserve(n);
  for (std::size_t r = 0; r < problem.roles().seats.size(); ++r) {
    const auto role = static_cast<RoleId>(r);
    const RoleView view(rules, role);
    for (const Candidate& pair : pairs.of_role(role)) {
      need_at.push_back(index(view.need()));
      member_at.push_back(index(pair.member));
      need_rows.push_back(problem.needs().row[need_at.back()]);
      member_rows.push_back(problem.members().row[member_at.back()]);
      roles.push_back(problem.text(role));
      km.push_back(std::round(view.cost(pair.member).km * 1000) / 1000);
      cost.push_back(pair.cost);
    }
  }
  return {"candidates",
          {{"need_id", detail::id_column(problem.tables().needs, "need_id", problem.needs().id,
                                         need_rows, need_at, form)},
           {"role", Column::text(std::move(roles))},
           {"member_id", detail::id_column(problem.tables().members, "member_id",
                                           problem.members().id, member_rows, member_at, form)},
           {"km", Column::reals(std::move(km))},
           {"cost", Column::integers(std::move(cost))}}};
}

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
