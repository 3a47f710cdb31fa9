#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include <turnout/explain/message.hpp>
#include <turnout/io/detail/columns.ipp>
#include <turnout/io/plan_tables.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

/// The ids of these rows of the input: whole numbers come back as such, in a frame.
inline Column id_column(const Table& input, std::string_view name, const Texts& ids,
                        std::span<const std::uint32_t> rows, std::span<const std::size_t> positions,
                        TableForm form) {
  const Column* given = input.find(name);
  if (form == TableForm::frame && given != nullptr && given->type() != ColumnType::text)
    return gather(*given, rows);
  std::size_t bytes = 0;
  for (const std::size_t position : positions) bytes += ids[position].size();
  Texts texts;
  texts.reserve(positions.size(), bytes);
  for (const std::size_t position : positions) texts.push_back(ids[position]);
  return Column::text(std::move(texts));
}

/// Rows of one need stand together: a time like the one before is not worked out again.
inline Column time_column(const TimeZone& zone, const std::vector<Instant>& times, TableForm form) {
  if (form == TableForm::file) {
    Texts texts;
    std::string text;
    for (std::size_t i = 0; i < times.size(); ++i) {
      if (i == 0 || times[i] != times[i - 1]) text = time_text(zone, times[i]);
      texts.push_back(text);
    }
    return Column::text(std::move(texts));
  }
  std::vector<std::int64_t> ticks;
  ticks.reserve(times.size());
  for (std::size_t i = 0; i < times.size(); ++i)
    ticks.push_back(i > 0 && times[i] == times[i - 1]
                        ? ticks.back()
                        : zone.to_local(times[i]).time_since_epoch().count());
  return Column::instants(std::move(ticks), 1, true);
}

inline Column text_column(std::span<const std::string> texts) {
  Texts values;
  for (const std::string& text : texts) values.push_back(text);
  return Column::text(std::move(values));
}

/// Columns that the library does not know, carried through behind its own.
class Carried {
 public:
  explicit Carried(const Problem& problem) : problem_(problem) {}
  /// Needs or members at these rows of the input. Call for the needs first.
  void needs(std::vector<std::uint32_t> rows) { need_rows_ = std::move(rows), needs_ = true; }
  void members(std::vector<std::uint32_t> rows) { member_rows_ = std::move(rows), members_ = true; }

  void append_to(std::vector<NamedColumn>& columns) const {
    const auto need_names = needs_ ? problem_.extra_need_columns() : std::span<const std::string>();
    const auto member_names =
        members_ ? problem_.extra_member_columns() : std::span<const std::string>();
    std::set<std::string, std::less<>> own, taken;
    for (const NamedColumn& column : columns) own.insert(column.name);
    taken = own;
    taken.insert(need_names.begin(), need_names.end());
    taken.insert(member_names.begin(), member_names.end());
    const auto add = [&](const Table& input, std::span<const std::string> names,
                         std::span<const std::string> others, std::string_view prefix,
                         std::span<const std::uint32_t> rows) {
      for (const std::string& name : names) {
        const Column* column = input.find(name);
        if (column == nullptr) continue;
        std::string shown = name;
        if (own.contains(name) || std::ranges::find(others, name) != others.end()) {
          do shown.insert(0, prefix);
          while (!taken.insert(shown).second);
        }
        columns.push_back({std::move(shown), gather(*column, rows)});
      }
    };
    add(problem_.tables().needs, need_names, member_names, "need_", need_rows_);
    add(problem_.tables().members, member_names, need_names, "member_", member_rows_);
  }

 private:
  const Problem& problem_;
  std::vector<std::uint32_t> need_rows_, member_rows_;
  bool needs_ = false, members_ = false;
};

/// The branch itself, or the one above it at this depth.
inline BranchId cut(const Branches& branches, BranchId branch, std::uint32_t depth) {
  while (branches.depth[index(branch)] > depth) branch = branches.parent[index(branch)];
  return branch;
}

/// The first depth at which the needs differ; where they never do, the depth of the deepest.
inline std::uint32_t coverage_depth(const Problem& problem) {
  const Branches& branches = problem.branches();
  const auto& own = problem.needs().branch;
  std::uint32_t deepest = 0;
  for (const BranchId branch : own) deepest = std::max(deepest, branches.depth[index(branch)]);
  std::uint32_t depth = std::min<std::uint32_t>(1, deepest);
  const auto alike = [&](BranchId branch) {
    return cut(branches, branch, depth) == cut(branches, own.front(), depth);
  };
  while (depth < deepest && std::ranges::all_of(own, alike)) ++depth;
  return depth;
}

}  // namespace detail

TURNOUT_INLINE Table assignments(const Plan& plan, TableForm form) {
  const Problem& problem = plan.problem();
  const auto chosen = plan.assignments();
  const PlanData& data = plan.data();
  std::vector<std::uint32_t> need_rows, member_rows;
  std::vector<std::size_t> need_at, member_at;
  std::vector<Instant> start, end;
  std::vector<double> km;
  Texts roles;
  need_rows.reserve(chosen.size());
  member_rows.reserve(chosen.size());
  need_at.reserve(chosen.size());
  member_at.reserve(chosen.size());
  start.reserve(chosen.size());
  end.reserve(chosen.size());
  km.reserve(chosen.size());
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const std::size_t n = index(chosen[i].need), m = index(chosen[i].member);
    need_at.push_back(n);
    member_at.push_back(m);
    need_rows.push_back(problem.needs().row[n]);
    member_rows.push_back(problem.members().row[m]);
    start.push_back(problem.needs().start[n]);
    end.push_back(problem.needs().end[n]);
    km.push_back(i < data.km.size() ? std::round(data.km[i] * 1000) / 1000 : 0);
    roles.push_back(problem.text(chosen[i].role));
  }
  const auto part = [&](std::int64_t CostParts::* which) {
    std::vector<std::int64_t> values;
    values.reserve(chosen.size());
    for (std::size_t i = 0; i < chosen.size(); ++i)
      values.push_back(i < data.parts.size() ? data.parts[i].*which : 0);
    return Column::integers(std::move(values));
  };
  std::vector<std::int64_t> cost;
  cost.reserve(chosen.size());
  for (const Assignment& a : chosen) cost.push_back(a.cost);
  std::vector<NamedColumn> columns{
      {"need_id", detail::id_column(problem.tables().needs, "need_id", problem.needs().id,
                                    need_rows, need_at, form)},
      {"role", Column::text(std::move(roles))},
      {"member_id", detail::id_column(problem.tables().members, "member_id", problem.members().id,
                                      member_rows, member_at, form)},
      {"start", detail::time_column(problem.zone(), start, form)},
      {"end", detail::time_column(problem.zone(), end, form)},
      {"km", Column::reals(std::move(km))},
      {"cost", Column::integers(std::move(cost))},
      {"cost_distance", part(&CostParts::distance)},
      {"cost_climb", part(&CostParts::climb)},
      {"cost_spare", part(&CostParts::spare)},
      {"cost_idle", part(&CostParts::idle)},
      {"cost_continuity", part(&CostParts::continuity)},
      {"cost_preference", part(&CostParts::preference)}};
  detail::Carried carried(problem);
  carried.needs(std::move(need_rows));
  carried.members(std::move(member_rows));
  carried.append_to(columns);
  return {"assignments", std::move(columns)};
}

TURNOUT_INLINE Table unfilled(const Plan& plan, TableForm form) {
  const Problem& problem = plan.problem();
  std::vector<std::uint32_t> rows;
  std::vector<std::size_t> at;
  std::vector<std::int64_t> short_by, below_min, cost;
  Texts roles, reasons, messages, fixes;
  for (const Unfilled& u : plan.unfilled()) {
    at.push_back(index(u.need));
    rows.push_back(problem.needs().row[index(u.need)]);
    roles.push_back(problem.text(u.role));
    short_by.push_back(u.short_by);
    below_min.push_back(u.below_min);
    cost.push_back(u.cost);
    reasons.push_back(to_string(u.reason));
    messages.push_back(message(plan, u));
    fixes.push_back("");
  }
  std::vector<NamedColumn> columns{
      {"need_id",
       detail::id_column(problem.tables().needs, "need_id", problem.needs().id, rows, at, form)},
      {"role", Column::text(std::move(roles))},
      {"short_by", Column::integers(std::move(short_by))},
      {"below_min", Column::integers(std::move(below_min))},
      {"cost", Column::integers(std::move(cost))},
      {"reason", Column::text(std::move(reasons))},
      {"message", Column::text(std::move(messages))},
      {"fix", Column::text(std::move(fixes))}};
  detail::Carried carried(problem);
  carried.needs(std::move(rows));
  carried.append_to(columns);
  return {"unfilled", std::move(columns)};
}

TURNOUT_INLINE Table loads(const Plan& plan, TableForm form) {
  const Problem& problem = plan.problem();
  std::vector<std::uint32_t> rows;
  std::vector<std::size_t> at;
  std::vector<std::int64_t> services, history, cost;
  std::vector<double> hours;
  for (const MemberLoad& load : plan.loads()) {
    at.push_back(index(load.member));
    rows.push_back(problem.members().row[index(load.member)]);
    services.push_back(load.services);
    hours.push_back(static_cast<double>(load.seconds) / 3600);
    history.push_back(load.history);
    cost.push_back(load.cost);
  }
  std::vector<NamedColumn> columns{
      {"member_id", detail::id_column(problem.tables().members, "member_id", problem.members().id,
                                      rows, at, form)},
      {"services", Column::integers(std::move(services))},
      {"hours", Column::reals(std::move(hours))},
      {"history", Column::integers(std::move(history))},
      {"cost", Column::integers(std::move(cost))}};
  detail::Carried carried(problem);
  carried.members(std::move(rows));
  carried.append_to(columns);
  return {"loads", std::move(columns)};
}

TURNOUT_INLINE std::vector<BranchId> coverage_branches(const Problem& problem) {
  const std::uint32_t depth = detail::coverage_depth(problem);
  std::vector<BranchId> result;
  result.reserve(problem.needs().size());
  for (const BranchId branch : problem.needs().branch)
    result.push_back(detail::cut(problem.branches(), branch, depth));
  return result;
}

TURNOUT_INLINE Table coverage(const Plan& plan) {
  const Problem& problem = plan.problem();
  const Needs& needs = problem.needs();
  const std::vector<BranchId> counted = coverage_branches(problem);
  std::vector<std::int64_t> filled_of(needs.size());
  for (const Assignment& a : plan.assignments()) ++filled_of[index(a.need)];
  using Key = std::tuple<std::string_view, std::string_view, LocalDay>;
  std::map<Key, std::pair<std::int64_t, std::int64_t>> rows;
  for (std::size_t n = 0; n < needs.size(); ++n) {
    auto& row = rows[Key(problem.branches().path[index(counted[n])],
                         problem.words()[index(needs.kind[n])], needs.week[n])];
    row.first += needs.seats[n];
    row.second += filled_of[n];
  }
  Texts community, kind, week;
  std::vector<std::int64_t> seats, filled;
  for (const auto& [key, count] : rows) {
    community.push_back(std::get<0>(key));
    kind.push_back(std::get<1>(key));
    week.push_back(to_text(std::get<2>(key)));
    seats.push_back(count.first);
    filled.push_back(count.second);
  }
  return {"coverage",
          {{"community", Column::text(std::move(community))},
           {"kind", Column::text(std::move(kind))},
           {"week", Column::text(std::move(week))},
           {"seats", Column::integers(std::move(seats))},
           {"filled", Column::integers(std::move(filled))}}};
}

TURNOUT_INLINE Table terms(const Plan& plan) {
  const Terms& t = plan.terms();
  return {"terms",
          {{"term", Column::text({"distance", "climb", "spare", "idle", "continuity", "preference",
                                  "unfilled", "fairness", "min_services"})},
           {"metres", Column::integers({t.distance, t.climb, t.spare, t.idle, t.continuity,
                                        t.preference, t.unfilled, t.fairness, t.min_services})}}};
}

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
