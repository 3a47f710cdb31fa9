#pragma once

#include <array>
#include <cstring>
#include <functional>
#include <numeric>
#include <tuple>

#include <turnout/model/detail/problem_calendars.ipp>
#include <turnout/model/problem.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Every path and what it lies under, by numbers; "" is 0.
struct PathTree {
  Interner paths;
  std::vector<std::uint32_t> parent;

  PathTree() : parent{0} { (void)paths(""); }
  std::uint32_t add(std::string_view path) {
    const std::uint32_t number = paths(path);
    for (std::uint32_t n = number; n == parent.size();) {  // not seen before
      const std::size_t slash = path.rfind('/');
      path = path.substr(0, slash == std::string_view::npos ? 0 : slash);
      parent.push_back(paths(path));
      n = parent.back();
    }
    return number;
  }
  [[nodiscard]] std::string_view name(std::uint32_t number) const {
    const std::string_view path = paths.texts()[number];
    return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  }
};

/// The tree of all paths, parents before children, siblings by bytes; ids of the texts in `paths`.
inline std::vector<BranchId> build_branches(const Texts& paths, Branches& branches) {
  PathTree tree;
  std::vector<std::uint32_t> node_of_text;
  for (std::size_t i = 0; i < paths.size(); ++i) node_of_text.push_back(tree.add(paths[i]));

  // The children of each node stand together in `children`, up to last[node].
  const std::size_t nodes = tree.parent.size();
  std::vector<std::uint32_t> count(nodes), last(nodes), children(nodes - 1);
  for (std::size_t node = 1; node < nodes; ++node) ++count[tree.parent[node]];
  std::exclusive_scan(count.begin(), count.end(), last.begin(), 0U);
  for (std::uint32_t node = 1; node < nodes; ++node) children[last[tree.parent[node]]++] = node;

  std::vector<BranchId> id_of_node(nodes);
  std::vector<std::uint32_t> next{0};  // the last is visited first
  while (!next.empty()) {
    const std::uint32_t node = next.back();
    next.pop_back();
    const BranchId up = id_of_node[tree.parent[node]];  // the root is its own parent
    id_of_node[node] = make_id<BranchId>(branches.size());
    branches.path.push_back(tree.paths.texts()[node]);
    branches.depth.push_back(node == 0 ? 0 : branches.depth[index(up)] + 1);
    branches.parent.push_back(up);
    const auto own = std::span(children).subspan(last[node] - count[node], count[node]);
    std::ranges::sort(own, std::greater<>(), [&](std::uint32_t child) { return tree.name(child); });
    next.insert(next.end(), own.begin(), own.end());
  }
  std::vector<BranchId> ids;
  for (const std::uint32_t node : node_of_text) ids.push_back(id_of_node[node]);
  return ids;
}

/// Skills get their numbers by the bytes of their names.
inline std::vector<SkillId> number_skills(const Texts& names, Texts& sorted) {
  std::vector<std::uint32_t> order(names.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
  std::ranges::sort(order, {}, [&](std::uint32_t i) { return names[i]; });
  std::vector<SkillId> ids(names.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    ids[order[i]] = make_id<SkillId>(i);
    sorted.push_back(names[order[i]]);
  }
  return ids;
}

inline void build_asked(const NeedTexts& texts, const std::vector<SkillId>& skills, Roles& roles) {
  for (std::size_t r = 0; r < roles.size(); ++r) {
    std::vector<Asked> asked;
    for (const NeedTexts::Skill& s : texts.asked[r])
      asked.push_back({skills[s.name], s.least_level});
    std::ranges::sort(asked, {}, &Asked::skill);
    roles.asked.add_row(asked);
  }
}

/// Skills as bytes, so that equal sets are equal texts.
inline std::string packed(const std::vector<Holding>& held) {
  std::string bytes;
  const auto add = [&](auto value) {
    std::array<char, sizeof value> raw{};
    std::memcpy(raw.data(), &value, sizeof value);
    bytes.append(raw.data(), raw.size());
  };
  for (const Holding& h : held) {
    add(h.skill);
    add(h.level);
    add(h.last_valid.time_since_epoch().count());
  }
  return bytes;
}

inline void build_profiles(const MemberTexts& texts, const std::vector<SkillId>& skills,
                           Problem::Data& data) {
  Interner numbers;
  constexpr std::uint32_t unknown = 0xFFFF'FFFFU;
  std::vector<std::uint32_t> of_cell(texts.skill_cells.size(), unknown);
  std::vector<Holding> held;
  data.members.profile.reserve(texts.skill_cell.size());
  for (const std::uint32_t cell : texts.skill_cell) {
    if (of_cell[cell] == unknown) {
      held.clear();
      for (const MemberTexts::Skill& s : texts.skill_cells[cell])
        held.push_back({skills[s.name], s.level, s.last_valid});
      std::ranges::sort(held, {}, &Holding::skill);
      of_cell[cell] = numbers(packed(held));
      if (of_cell[cell] == data.profiles.size()) data.profiles.add_row(held);
    }
    data.members.profile.push_back(make_id<ProfileId>(of_cell[cell]));
  }
}

/// Issues of one table in the order of its rows, whatever order they were found in.
class TableIssues {
 public:
  IssueCollector& of_next_table() {
    flush();
    return table_;
  }
  void finish() {
    flush();
    all_.throw_if_any();
  }
  [[nodiscard]] bool empty() const noexcept { return all_.empty() && table_.empty(); }

 private:
  void flush() {
    std::vector<Issue> issues = table_.issues();
    std::ranges::stable_sort(issues, {}, &Issue::row);
    all_.add_all(std::move(issues), table_.total());
    table_ = {};
  }
  IssueCollector all_, table_;
};

inline void check_rows(const Table& table, const char* what, IssueCollector& bad) {
  if (!table.given())
    bad.add({.table = what,
             .code = "missing_table",
             .message = "this table is required",
             .remedy = "give it"});
  else if (table.rows() > 0xFFFFFFF0U)
    bad.add({.table = table.name(),
             .value = std::to_string(table.rows()),
             .code = "too_many_rows",
             .message = "a table has at most 4,294,967,280 rows",
             .remedy = "split the problem"});
}

inline void check_total_seats(TableReader& reader, const Field& seats, const Needs& needs) {
  constexpr std::int64_t most = std::int64_t{1} << 31;
  std::int64_t total = 0;
  for (std::size_t n = 0; n < needs.size(); ++n) {
    total += needs.seats[n];
    if (total < most) continue;
    reader.reject(needs.row[n], seats, "too_many_seats",
                  "all needs together have 2^31 seats or more", "split the problem");
    return;
  }
}

}  // namespace detail

TURNOUT_INLINE Problem make_problem(const Tables& tables, const ProblemOptions& options) {
  auto data = std::make_shared<Problem::Data>();
  data->tables = tables;
  data->options = options;
  data->zone = TimeZone::load(options.zone, options.zone_folders);
  detail::TableIssues bad;
  {
    IssueCollector& first = bad.of_next_table();
    detail::check_rows(tables.needs, "needs", first);
    detail::check_rows(tables.members, "members", first);
    if (!first.empty()) bad.finish();
  }
  detail::Shared shared;
  detail::TableReader needs(tables.needs, bad.of_next_table(), options.zone_folders);
  const detail::NeedTexts need_texts = detail::read_needs(needs, *data, shared);
  if (bad.empty()) {
    detail::check_horizon(needs, needs.field("start"), data->needs);
    detail::check_total_seats(needs, needs.field("seats"), data->needs);
  }
  detail::TableReader members(tables.members, bad.of_next_table(), options.zone_folders);
  const detail::MemberTexts member_texts = detail::read_members(members, *data, shared);
  if (tables.history.given() && members.field("served").column != nullptr)
    members.reject_column("served", "served_and_history",
                          "`served` and a table of history both say what was served lately",
                          "give one of the two");
  if (tables.availability.given()) {
    detail::TableReader reader(tables.availability, bad.of_next_table(), options.zone_folders);
    detail::read_availability(reader, *data);
  }
  if (tables.pins.given()) {
    detail::TableReader reader(tables.pins, bad.of_next_table(), options.zone_folders);
    detail::read_pins(reader, *data);
  }
  if (tables.history.given()) {
    detail::TableReader reader(tables.history, bad.of_next_table(), options.zone_folders);
    detail::read_history(reader, *data, shared.words);
  }
  bad.finish();

  data->extra_need_columns =
      detail::unknown_columns(tables.needs, detail::need_columns, data->warnings);
  data->extra_member_columns =
      detail::unknown_columns(tables.members, detail::member_columns, data->warnings);
  const std::vector<SkillId> skills = detail::number_skills(shared.skills.texts(), data->skills);
  detail::build_asked(need_texts, skills, data->roles);
  detail::build_profiles(member_texts, skills, *data);
  const std::vector<BranchId> branch = detail::build_branches(shared.paths.texts(), data->branches);
  for (const std::uint32_t text : need_texts.branch) data->needs.branch.push_back(branch[text]);
  for (const std::uint32_t text : need_texts.scope) data->needs.scope.push_back(branch[text]);
  for (const std::uint32_t text : member_texts.branch) data->members.branch.push_back(branch[text]);
  data->words = shared.words.take();
  detail::build_calendars(member_texts, *data);
  data->first_of_member.assign(data->members.size() + 1, 0);
  for (const PastService& s : data->history) ++data->first_of_member[index(s.member) + 1];
  for (std::size_t m = 0; m < data->members.size(); ++m)
    data->first_of_member[m + 1] += data->first_of_member[m];
  return Problem(std::move(data));
}

TURNOUT_INLINE const Members& Problem::members() const noexcept { return data_->members; }
TURNOUT_INLINE const Needs& Problem::needs() const noexcept { return data_->needs; }
TURNOUT_INLINE const Roles& Problem::roles() const noexcept { return data_->roles; }
TURNOUT_INLINE const Branches& Problem::branches() const noexcept { return data_->branches; }
TURNOUT_INLINE const Texts& Problem::skills() const noexcept { return data_->skills; }
TURNOUT_INLINE const Texts& Problem::words() const noexcept { return data_->words; }
TURNOUT_INLINE const Rows<Holding>& Problem::profiles() const noexcept { return data_->profiles; }
TURNOUT_INLINE const Rows<Interval>& Problem::calendars() const noexcept {
  return data_->calendars;
}
TURNOUT_INLINE std::span<const Pin> Problem::pins() const noexcept { return data_->pins; }
TURNOUT_INLINE std::span<const PastService> Problem::history() const noexcept {
  return data_->history;
}
TURNOUT_INLINE std::span<const PastService> Problem::history(MemberId member) const noexcept {
  const std::size_t m = index(member);
  return std::span(data_->history)
      .subspan(data_->first_of_member[m],
               data_->first_of_member[m + 1] - data_->first_of_member[m]);
}
TURNOUT_INLINE std::span<const Availability> Problem::availability() const noexcept {
  return data_->availability;
}
TURNOUT_INLINE bool Problem::has_history() const noexcept { return data_->tables.history.given(); }
TURNOUT_INLINE const TimeZone& Problem::zone() const noexcept { return data_->zone; }
TURNOUT_INLINE const std::vector<Warning>& Problem::warnings() const noexcept {
  return data_->warnings;
}
TURNOUT_INLINE const Tables& Problem::tables() const noexcept { return data_->tables; }
TURNOUT_INLINE const ProblemOptions& Problem::options() const noexcept { return data_->options; }
TURNOUT_INLINE std::span<const std::string> Problem::extra_member_columns() const noexcept {
  return data_->extra_member_columns;
}
TURNOUT_INLINE std::span<const std::string> Problem::extra_need_columns() const noexcept {
  return data_->extra_need_columns;
}

TURNOUT_INLINE std::optional<NeedId> Problem::find_need(std::string_view need_id) const noexcept {
  const auto found = detail::find_sorted(needs().id, trim(need_id));
  return found ? std::optional(make_id<NeedId>(*found)) : std::nullopt;
}
TURNOUT_INLINE std::optional<MemberId> Problem::find_member(
    std::string_view member_id) const noexcept {
  const auto found = detail::find_sorted(members().id, trim(member_id));
  return found ? std::optional(make_id<MemberId>(*found)) : std::nullopt;
}
TURNOUT_INLINE std::optional<SkillId> Problem::find_skill(std::string_view name) const noexcept {
  const auto found = detail::find_sorted(skills(), trim(name));
  return found ? std::optional(make_id<SkillId>(*found)) : std::nullopt;
}

TURNOUT_INLINE bool operator==(const Problem& a, const Problem& b) {
  return a.data_ == b.data_ || (a.zone() == b.zone() && canonical_hashes(a) == canonical_hashes(b));
}

TURNOUT_INLINE bool is_under(const Branches& branches, BranchId inner, BranchId outer) noexcept {
  while (branches.depth[index(inner)] > branches.depth[index(outer)])
    inner = branches.parent[index(inner)];
  return inner == outer;
}

TURNOUT_INLINE std::uint32_t climb(const Branches& branches, BranchId need_branch,
                                   BranchId member_branch) noexcept {
  std::uint32_t levels = 0;
  while (!is_under(branches, member_branch, need_branch)) {
    need_branch = branches.parent[index(need_branch)];
    ++levels;
  }
  return levels;
}

}  // namespace turnout::inline TURNOUT_ABI

#include <turnout/model/detail/canonical.ipp>
