// turnout/model/problem.hpp -- a roster and a list of needs, validated once and never changed.
//
// `make_problem` reads tables of named columns (see docs/formats.md for every cell),
// checks everything, reports all bad rows together, and packs what it read into
// columns of plain numbers. From then on nothing needs checking again: a Problem is
// an immutable value, and copies share it.
//
//   const Problem week = make_problem({.members = members, .needs = needs}, {.zone =
//   "Asia/Shanghai"}); for (std::size_t r = 0; r < week.roles().seats.size(); ++r) ...
//
// Ids are dense and canonical: needs by the bytes of need_id, members by the bytes of
// member_id, roles by need and then by text. The order of the rows never matters.
//
// Members with the same skills share a *profile*, members with the same free time share a
// *calendar*: a city of 260,000 members has a few thousand of each, and rules about skills
// and time are decided once for each of those instead of once for each member.
//
// O(n log n) in the rows, one pass over each column. Thread-safe: no shared state.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/calendar.hpp>
#include <turnout/model/error.hpp>
#include <turnout/model/ids.hpp>
#include <turnout/model/place.hpp>
#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI {

/// A limit or figure that was not given.
inline constexpr std::int64_t not_given = -1;

/// What goes in. Optional tables that are not given stay default-constructed.
struct Tables {
  Table members = {}, needs = {};
  Table availability = {}, pins = {}, history = {};
  friend bool operator==(const Tables&, const Tables&) = default;
};

struct ProblemOptions {
  std::string zone = "UTC";                    ///< IANA name or POSIX TZ string.
  std::vector<std::string> zone_folders = {};  ///< More folders with TZif files, searched last.
};

/// A skill held. Valid for a service whose last second lies on or before `last_valid`.
struct Holding {
  SkillId skill;
  std::uint8_t level;   ///< 1 to 9.
  LocalDay last_valid;  ///< LocalDay::max(): for ever.
  friend bool operator==(const Holding&, const Holding&) = default;
};

/// A skill asked for.
struct Asked {
  SkillId skill;
  std::uint8_t least_level;
  friend bool operator==(const Asked&, const Asked&) = default;
};

/// Members as columns; position = index(MemberId).
struct Members {
  Texts id, name, team;          // name and team empty when the columns are absent
  std::vector<double> lat, lon;  ///< NaN: no place.
  std::vector<Place> place;      ///< Meaningful where has_place.
  std::vector<std::uint8_t> has_place;
  std::vector<ProfileId> profile;
  std::vector<CalendarId> calendar;
  std::vector<BranchId> branch;  ///< Root when no community is given.
  std::vector<WordId> unit;
  // not_given (-1) where the policy's holds; hours in whole seconds.
  std::vector<std::int64_t> max_services, max_per_day, max_per_week;
  std::vector<std::int64_t> max_seconds, max_seconds_per_day, max_seconds_per_week;
  std::vector<std::int64_t> min_services;  ///< 0 where not given.
  std::vector<double> max_km;              ///< NaN where not given.
  std::vector<std::int64_t> served;        ///< not_given where there is none.
  Rows<WordId> accepts;                    ///< Items or kinds, ascending; empty: any.
  Rows<WordId> likes;                      ///< Items or kinds, ascending; empty: no preference.
  std::vector<std::uint32_t> row;          ///< Row of the table of members.
  [[nodiscard]] std::size_t size() const noexcept { return id.size(); }
};

/// Needs as columns; position = index(NeedId).
struct Needs {
  Texts id, place, title;
  std::vector<Instant> start, end;
  std::vector<LocalDay> day;       ///< Local day of the start.
  std::vector<LocalDay> last_day;  ///< Local day of the last second.
  std::vector<LocalDay> week;      ///< Monday of `day`.
  std::vector<double> lat, lon;    ///< NaN: no place.
  std::vector<Place> at;           ///< Meaningful where has_place.
  std::vector<std::uint8_t> has_place;
  std::vector<std::uint32_t> first_role;  ///< Roles of need n: first_role[n] to first_role[n + 1].
  std::vector<std::int64_t> seats;        ///< Over all its roles.
  std::vector<std::int64_t> min_seats;    ///< 0 where not given. Never above seats.
  std::vector<std::uint8_t> priority;     ///< 1 to 5.
  std::vector<double> max_km;             ///< NaN where not given.
  std::vector<WordId> kind, item, series, place_word;
  std::vector<BranchId> branch;  ///< Root when no community is given.
  std::vector<BranchId> scope;   ///< Root: for everyone.
  std::vector<std::uint8_t> together;
  std::vector<std::uint32_t> row;  ///< Row of the table of needs.
  [[nodiscard]] std::size_t size() const noexcept { return id.size(); }
};

/// Roles as columns; position = index(RoleId).
struct Roles {
  Texts text;  ///< As reported: "first-aid:2+driver", "*".
  std::vector<NeedId> need;
  std::vector<std::int64_t> seats;
  Rows<Asked> asked;  ///< The need's skills and the role's, the higher level of each; ascending.
  [[nodiscard]] std::size_t size() const noexcept { return need.size(); }
};

/// Community branches; position = index(BranchId); parents come before children.
struct Branches {
  std::vector<BranchId> parent;      ///< The root is its own parent.
  std::vector<std::uint32_t> depth;  ///< 0 for the root.
  Texts path;                        ///< "Bajiao/South Road/Block 3"; "" for the root.
  [[nodiscard]] std::size_t size() const noexcept { return parent.size(); }
};

enum class PinKind : std::uint8_t { must, never };
struct Pin {
  NeedId need;
  MemberId member;
  PinKind kind;
  std::optional<RoleId> role;  ///< Only this role of the need.
  friend bool operator==(const Pin&, const Pin&) = default;
};

/// One service given before: what fairness and continuity look at. Unknown members are left out.
struct PastService {
  MemberId member;
  Instant start;
  WordId series, place;
  friend bool operator==(const PastService&, const PastService&) = default;
};

/// A row of the table of availability: adds free time, or takes it away. Already in the calendars.
struct Availability {
  MemberId member;
  Interval when;
  bool free;
  friend bool operator==(const Availability&, const Availability&) = default;
};

/// A data warning: odd, not wrong.
using Warning = Issue;

class Problem {
 public:
  [[nodiscard]] const Members& members() const noexcept;
  [[nodiscard]] const Needs& needs() const noexcept;
  [[nodiscard]] const Roles& roles() const noexcept;
  [[nodiscard]] const Branches& branches() const noexcept;
  /// Names of skills, position = index(SkillId), ascending by bytes.
  [[nodiscard]] const Texts& skills() const noexcept;
  /// Words, position = index(WordId); 0 is "".
  [[nodiscard]] const Texts& words() const noexcept;
  /// Skills of each profile, ascending by skill; position = index(ProfileId).
  [[nodiscard]] const Rows<Holding>& profiles() const noexcept;
  /// Free intervals of each calendar, sorted, disjoint, not touching; position = index(CalendarId).
  /// Calendar 0 is always free and has no rows; see `always_free`.
  [[nodiscard]] const Rows<Interval>& calendars() const noexcept;
  /// Sorted by need, member, role.
  [[nodiscard]] std::span<const Pin> pins() const noexcept;
  /// Sorted by member and start. Empty when no history was given.
  [[nodiscard]] std::span<const PastService> history() const noexcept;
  /// Services of each member in `history`; position = index(MemberId).
  [[nodiscard]] std::span<const PastService> history(MemberId member) const noexcept;
  /// Sorted by member, start, end.
  [[nodiscard]] std::span<const Availability> availability() const noexcept;
  [[nodiscard]] bool has_history() const noexcept;
  [[nodiscard]] const TimeZone& zone() const noexcept;
  [[nodiscard]] const std::vector<Warning>& warnings() const noexcept;
  /// What went in, for carried-through columns, pickling and replace().
  [[nodiscard]] const Tables& tables() const noexcept;
  [[nodiscard]] const ProblemOptions& options() const noexcept;

  [[nodiscard]] std::string_view id(NeedId need) const noexcept { return needs().id[index(need)]; }
  [[nodiscard]] std::string_view id(MemberId member) const noexcept {
    return members().id[index(member)];
  }
  [[nodiscard]] std::string_view text(RoleId role) const noexcept {
    return roles().text[index(role)];
  }
  [[nodiscard]] NeedId need_of(RoleId role) const noexcept { return roles().need[index(role)]; }
  /// By text, trimmed; nothing when unknown. O(log n).
  [[nodiscard]] std::optional<NeedId> find_need(std::string_view need_id) const noexcept;
  [[nodiscard]] std::optional<MemberId> find_member(std::string_view member_id) const noexcept;
  [[nodiscard]] std::optional<SkillId> find_skill(std::string_view name) const noexcept;

  /// Columns of `members` or `needs` that the library does not know, carried through to the
  /// outputs.
  [[nodiscard]] std::span<const std::string> extra_member_columns() const noexcept;
  [[nodiscard]] std::span<const std::string> extra_need_columns() const noexcept;

  /// Same parsed content (not: same tables, same row order).
  friend bool operator==(const Problem& a, const Problem& b);

  struct Data;
  explicit Problem(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

 private:
  std::shared_ptr<const Data> data_;
};

/// Reads, checks and packs. Throws InputError with all bad rows of all tables; nothing is built
/// then.
[[nodiscard]] Problem make_problem(const Tables& tables, const ProblemOptions& options = {});

/// How many levels to go up from `need_branch` to reach a branch that contains `member_branch`.
/// 0 when the need has no community. O(depth).
[[nodiscard]] std::uint32_t climb(const Branches& branches, BranchId need_branch,
                                  BranchId member_branch) noexcept;
/// Whether `inner` lies under `outer` or is it. O(depth).
[[nodiscard]] bool is_under(const Branches& branches, BranchId inner, BranchId outer) noexcept;

/// SHA-256 and number of rows of one canonical table (parsed values, sorted by id; never of files).
struct TableHash {
  std::string table;  ///< "members", "needs", "availability", ...
  std::size_t rows;
  std::string sha256;  ///< 64 hex digits.
  friend bool operator==(const TableHash&, const TableHash&) = default;
};
/// Every table that was given, in a fixed order. What is hashed: docs/formats.md, "Canonical
/// tables".
[[nodiscard]] std::vector<TableHash> canonical_hashes(const Problem& problem);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/model/detail/problem.ipp>
#endif
