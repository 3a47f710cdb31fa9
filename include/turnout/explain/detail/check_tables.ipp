#pragma once

// Findings that the tables show by themselves: columns, skills, branches, history, doubles.

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include <turnout/explain/detail/message.ipp>
#include <turnout/model/cells.hpp>
#include <turnout/model/detail/table_reader.ipp>
#include <turnout/model/problem.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Gathers findings, and puts them in the order in which the tables are read.
class Findings {
 public:
  explicit Findings(const Problem& problem)
      : order_{problem.tables().members.name(),      problem.tables().needs.name(),
               problem.tables().availability.name(), problem.tables().pins.name(),
               problem.tables().history.name(),      "policy"} {}

  void add(Issue issue) { issues_.add(std::move(issue)); }

  [[nodiscard]] std::vector<Issue> sorted() const {
    const auto key = [&](const Issue& i) {
      return std::tuple(std::ranges::find(order_, i.table) - order_.begin(), i.row,
                        std::string_view(i.column), std::string_view(i.code),
                        std::string_view(i.value), std::string_view(i.message));
    };
    std::vector<Issue> issues = issues_.issues();
    std::ranges::stable_sort(issues,
                             [&](const Issue& a, const Issue& b) { return key(a) < key(b); });
    return issues;
  }

 private:
  std::array<std::string, 6> order_;
  IssueCollector issues_;  ///< Shortens long values.
};

/// "M1, M2, M3 and 12 more".
class Examples {
 public:
  void add(std::string_view text) {
    if (count_++ < 3) shown_ += (shown_.empty() ? "" : ", ") + std::string(text);
  }
  [[nodiscard]] std::int64_t count() const noexcept { return count_; }
  [[nodiscard]] std::string text() const {
    return count_ <= 3 ? shown_ : shown_ + " and " + with_commas(count_ - 3) + " more";
  }

 private:
  std::string shown_;
  std::int64_t count_ = 0;
};

inline std::int64_t label_of(const Problem& p, NeedId need) {
  return p.tables().needs.label(p.needs().row[index(need)]);
}
inline std::int64_t label_of(const Problem& p, MemberId member) {
  return p.tables().members.label(p.members().row[index(member)]);
}

inline void check_columns(const Problem& p, Findings& findings) {
  struct Expected {
    const Table& table;
    std::vector<const char*> columns;
    const char* meaning;
  };
  const Table& members = p.tables().members;
  const Table& needs = p.tables().needs;
  const char* no_distance = "there is no distance rule, and distance costs nothing";
  for (const auto& [table, columns, meaning] :
       {Expected{members, {"lat", "lon"}, no_distance},
        Expected{needs, {"lat", "lon"}, no_distance},
        Expected{members, {"skills"}, "nobody holds any skill"},
        Expected{members, {"free"}, "everyone is always free"}}) {
    std::string missing;
    for (const char* column : columns)
      if (table.find(column) == nullptr)
        missing += (missing.empty() ? "" : ", ") + std::string(column);
    if (!missing.empty())
      findings.add({.table = table.name(),
                    .column = missing,
                    .code = "column_absent",
                    .message = std::string("not in the table: ") + meaning,
                    .remedy = "add it if that is not what you mean"});
  }
}

/// The skill held with the name closest to this one, within two edits.
inline std::string meant_skill(const Problem& p, const std::vector<std::uint8_t>& held,
                               std::string_view name) {
  std::size_t edits = 3;
  std::string_view meant;
  for (std::size_t s = 0; s < held.size(); ++s) {
    if (held[s] == 0) continue;
    const std::size_t distance = edit_distance(p.skills()[s], name, 2);
    // A name of two letters is two edits from anything of its length.
    if (distance >= edits || distance >= p.skills()[s].size()) continue;
    edits = distance;
    meant = p.skills()[s];
  }
  return meant.empty() ? std::string() : "did you mean `" + std::string(meant) + "`?";
}

inline void check_skills(const Problem& p, const Policy& policy, Findings& findings) {
  const std::size_t n_skills = p.skills().size();
  std::vector<std::uint8_t> held(n_skills, 0), asked(n_skills, 0);
  for (const ProfileId profile : p.members().profile)
    for (const Holding& h : p.profiles()[index(profile)]) held[index(h.skill)] = 1;
  struct NotHeld {
    std::int64_t needs = 0;
    NeedId last{}, first_row{};
  };
  std::vector<NotHeld> not_held(n_skills);
  for (std::size_t r = 0; r < p.roles().size(); ++r) {
    const NeedId need = p.roles().need[r];
    for (const Asked& a : p.roles().asked[r]) {
      asked[index(a.skill)] = 1;
      NotHeld& skill = not_held[index(a.skill)];
      if (skill.needs > 0 && skill.last == need) continue;
      if (skill.needs == 0 || label_of(p, need) < label_of(p, skill.first_row))
        skill.first_row = need;
      ++skill.needs;
      skill.last = need;
    }
  }
  Examples not_asked;
  for (std::size_t s = 0; s < n_skills; ++s) {
    const std::string name(p.skills()[s]);
    if (held[s] != 0 && asked[s] == 0) not_asked.add(name);
    if (held[s] != 0 || asked[s] == 0) continue;
    const std::string meant = meant_skill(p, held, name);
    findings.add({.table = p.tables().needs.name(),
                  .row = label_of(p, not_held[s].first_row),
                  .column = "skills",
                  .value = name,
                  .code = "skill_not_held",
                  .message = count_of(not_held[s].needs, "need") +
                             (not_held[s].needs == 1 ? " asks" : " ask") +
                             " for it, and no member holds it",
                  .remedy = meant.empty() ? "enter who holds it, or do not ask it" : meant});
  }
  if (not_asked.count() > 0)
    findings.add({.table = p.tables().members.name(),
                  .column = "skills",
                  .code = "skill_not_asked",
                  .message = count_of(not_asked.count(), "skill") +
                             " that members hold and no need asks: " + not_asked.text(),
                  .remedy = "check the names if a need should ask for them"});
  for (const auto& [name, cost] : policy.idle_skill) {
    const auto skill = p.find_skill(name);
    if (skill && held[index(*skill)] != 0) continue;
    const std::string meant = meant_skill(p, held, name);
    findings.add({.table = "policy",
                  .column = "idle_skill",
                  .value = name,
                  .code = "idle_skill_not_held",
                  .message = "no member holds this skill",
                  .remedy = meant.empty() ? "check the name" : meant});
  }
}

inline void check_branches(const Problem& p, Findings& findings) {
  const Branches& branches = p.branches();
  std::vector<std::uint8_t> lived_in(branches.size(), 0);
  for (const BranchId branch : p.members().branch)
    for (std::size_t b = index(branch); b != 0; b = index(branches.parent[b])) lived_in[b] = 1;
  // By branch: the need that stands first in the table, and how many there are.
  std::map<BranchId, std::pair<NeedId, std::int64_t>> scopes, communities;
  for (std::size_t n = 0; n < p.needs().size(); ++n) {
    const auto need = make_id<NeedId>(n);
    for (const auto& [branch, of] :
         {std::pair(p.needs().scope[n], &scopes), std::pair(p.needs().branch[n], &communities)}) {
      if (index(branch) == 0 || lived_in[index(branch)] != 0) continue;
      auto& [first, count] = of->try_emplace(branch, need, 0).first->second;
      if (label_of(p, need) < label_of(p, first)) first = need;
      ++count;
    }
  }
  for (const auto& [branch, needs] : scopes)
    findings.add(
        {.table = p.tables().needs.name(),
         .row = label_of(p, needs.first),
         .column = "scope",
         .value = std::string(branches.path[index(branch)]),
         .code = "scope_without_member",
         .message = "no member belongs to it, so nobody can serve " +
                    (needs.second == 1 ? "this need" : "its " + count_of(needs.second, "need")),
         .remedy = "check the path against the members' communities"});
  if (communities.empty()) return;
  std::vector<std::string> paths;
  for (const auto& [branch, needs] : communities) paths.emplace_back(branches.path[index(branch)]);
  std::ranges::sort(paths);
  Examples examples;
  for (const std::string& path : paths) examples.add(path);
  findings.add(
      {.table = p.tables().needs.name(),
       .column = "community",
       .code = "community_without_member",
       .message = "no member belongs to " +
                  (examples.count() == 1 ? "1 community"
                                         : with_commas(examples.count()) + " communities") +
                  " of the needs: " + examples.text(),
       .remedy = "check the paths against the members' communities"});
}

inline void check_history(const Problem& p, Findings& findings) {
  const Table& history = p.tables().history;
  const Field member{"member_id", history.find("member_id")};
  if (!history.given() || member.column == nullptr) return;
  std::int64_t rows = 0;
  std::optional<std::size_t> first;
  std::string buffer;
  for (std::size_t row = 0; row < history.rows(); ++row) {
    if (p.find_member(TableReader::text(member, row, buffer))) continue;
    if (!first) first = row;
    ++rows;
  }
  if (!first) return;
  findings.add({.table = history.name(),
                .row = history.label(*first),
                .column = "member_id",
                .value = std::string(TableReader::text(member, *first, buffer)),
                .code = "history_unknown_member",
                .message = count_of(rows, "service") +
                           (rows == 1 ? " is of a member" : " are of members") +
                           " not on the roster, and count for nobody",
                .remedy = "nothing, if they have left"});
}

/// Needs that say the same of when, where and what; the later row of each two.
inline void check_duplicates(const Problem& p, Findings& findings) {
  const Needs& needs = p.needs();
  std::vector<NeedId> order;
  for (std::size_t n = 0; n < needs.size(); ++n)
    if (!needs.title[n].empty() || needs.place_word[n] != WordId{} || needs.has_place[n] != 0)
      order.push_back(make_id<NeedId>(n));
  const auto what = [&](NeedId need) {
    const std::size_t n = index(need);
    const bool placed = needs.has_place[n] != 0;
    return std::tuple(needs.start[n], needs.end[n], placed, placed ? needs.lat[n] : 0.0,
                      placed ? needs.lon[n] : 0.0, needs.place_word[n], needs.title[n],
                      needs.kind[n], needs.item[n], needs.series[n], needs.branch[n],
                      needs.scope[n]);
  };
  const auto roles = [&](NeedId need) {
    std::vector<std::pair<std::string_view, std::int64_t>> all;
    for (std::size_t r = needs.first_role[index(need)]; r < needs.first_role[index(need) + 1]; ++r)
      all.emplace_back(p.roles().text[r], p.roles().seats[r]);
    return all;
  };
  std::ranges::sort(order, [&](NeedId a, NeedId b) {
    return std::tuple(what(a), label_of(p, a)) < std::tuple(what(b), label_of(p, b));
  });
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (what(order[i]) != what(order[i - 1]) || roles(order[i]) != roles(order[i - 1])) continue;
    findings.add(
        {.table = p.tables().needs.name(),
         .row = label_of(p, order[i]),
         .column = "need_id",
         .value = std::string(p.id(order[i])),
         .code = "duplicate_need",
         .message = "same time, place, roles and text as " + std::string(p.id(order[i - 1])),
         .remedy = "take one out if it was entered twice"});
  }
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
