#pragma once

// The table of members. Cells that many members share (skills, free time, community) are parsed
// once for each distinct text.

#include <turnout/model/detail/problem_needs.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline constexpr auto member_columns = std::to_array<std::string_view>({"member_id",
                                                                        "lat",
                                                                        "lon",
                                                                        "skills",
                                                                        "free",
                                                                        "name",
                                                                        "community",
                                                                        "unit",
                                                                        "team",
                                                                        "max_services",
                                                                        "max_per_day",
                                                                        "max_per_week",
                                                                        "max_hours",
                                                                        "max_hours_per_day",
                                                                        "max_hours_per_week",
                                                                        "min_services",
                                                                        "max_km",
                                                                        "served",
                                                                        "accepts",
                                                                        "likes"});

/// What the cells of the members say, before skills, branches and calendars have their numbers.
struct MemberTexts {
  struct Skill {
    std::uint32_t name;  ///< In Shared::skills.
    std::uint8_t level;
    LocalDay last_valid;
  };
  Rows<Skill> skill_cells;                ///< One row a distinct cell; row 0 is the blank cell.
  std::vector<std::uint32_t> skill_cell;  ///< By member.
  std::vector<FreeTime> free_cells;       ///< One a distinct cell; 0 is the blank cell.
  std::vector<std::uint32_t> free_cell;   ///< By member.
  std::vector<std::uint32_t> branch;      ///< By member, in Shared::paths.
  bool always_free = false;               ///< No column `free`.
};

/// A column whose cells repeat: each distinct text is parsed once, its errors reported for each row.
template <class Parse>
class CellCache {
 public:
  CellCache(TableReader& reader, const Field& field, Parse parse)
      : reader_(reader), field_(field), parse_(std::move(parse)) {
    (void)number("");
  }
  std::uint32_t operator()(std::size_t row) {
    if (!field_.given(row)) return 0;
    const std::uint32_t n = number(TableReader::text(field_, row, buffer_));
    if (!errors_[n].empty()) reader_.reject(row, field_, errors_[n]);
    return n;
  }

 private:
  std::uint32_t number(std::string_view text) {
    const std::uint32_t n = interner_(text);
    if (n == errors_.size()) errors_.push_back(parse_(text));
    return n;
  }
  TableReader& reader_;
  Field field_;
  Parse parse_;
  Interner interner_;
  std::vector<std::vector<CellError>> errors_;
  std::string buffer_;
};

inline void add_words(Rows<WordId>& rows, std::string_view cell, Interner& words) {
  std::vector<WordId> found;
  for (const std::string_view word : split_list(cell))
    found.push_back(make_id<WordId>(words(word)));
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  rows.add_row(found);
}

struct MemberFields {
  Field id, lat, lon, skills, free, name, community, unit, team, max_services, max_per_day,
      max_per_week, max_hours, max_hours_per_day, max_hours_per_week, min_services, max_km, served,
      accepts, likes;
};

inline MemberFields member_fields(TableReader& reader) {
  return {reader.required("member_id"),
          reader.field("lat"),
          reader.field("lon"),
          reader.field("skills"),
          reader.field("free"),
          reader.field("name"),
          reader.field("community"),
          reader.field("unit"),
          reader.field("team"),
          reader.field("max_services"),
          reader.field("max_per_day"),
          reader.field("max_per_week"),
          reader.field("max_hours"),
          reader.field("max_hours_per_day"),
          reader.field("max_hours_per_week"),
          reader.field("min_services"),
          reader.field("max_km"),
          reader.field("served"),
          reader.field("accepts"),
          reader.field("likes")};
}

inline void read_member_limits(TableReader& reader, const MemberFields& f, std::size_t row,
                               Members& members) {
  constexpr Range count{0, 1e9, "negative", "a limit lies between 0 and 1,000,000,000",
                        "give a limit from 0 up, or leave it blank for the policy's"};
  constexpr Range hours{0, 1e6, "negative", "hours lie between 0 and 1,000,000",
                        "give hours from 0 up, or leave the cell blank for the policy's"};
  constexpr Range reach{0, 21'000, "negative", "a limit in km lies between 0 and 21,000",
                        "give a limit from 0 up, or leave it blank"};
  const auto whole = [&](const Field& field) {
    return reader.integer(field, row, count).value_or(not_given);
  };
  const auto seconds = [&](const Field& field) {
    const std::optional<double> h = reader.real(field, row, hours);
    return h ? static_cast<std::int64_t>(std::floor(*h * 3600.0 + 0.5)) : not_given;
  };
  members.max_services.push_back(whole(f.max_services));
  members.max_per_day.push_back(whole(f.max_per_day));
  members.max_per_week.push_back(whole(f.max_per_week));
  members.max_seconds.push_back(seconds(f.max_hours));
  members.max_seconds_per_day.push_back(seconds(f.max_hours_per_day));
  members.max_seconds_per_week.push_back(seconds(f.max_hours_per_week));
  members.min_services.push_back(reader.integer(f.min_services, row, count).value_or(0));
  members.served.push_back(whole(f.served));
  members.max_km.push_back(
      reader.real(f.max_km, row, reach).value_or(std::numeric_limits<double>::quiet_NaN()));
}

inline MemberTexts read_members(TableReader& reader, Problem::Data& data, Shared& shared) {
  MemberTexts texts;
  const MemberFields f = member_fields(reader);
  reader.check_utf8(member_columns);
  texts.always_free = f.free.column == nullptr;
  CellCache skill_number(reader, f.skills, [&](std::string_view cell) {
    Parsed<std::vector<SkillText>> parsed = parse_member_skills(cell);
    for (const SkillText& s : parsed.value)
      texts.skill_cells.add(
          {shared.skills(s.name), s.level, s.last_valid.value_or(LocalDay::max())});
    texts.skill_cells.end_row();
    return std::move(parsed.errors);
  });
  CellCache free_number(reader, f.free, [&](std::string_view cell) {
    Parsed<FreeTime> parsed = parse_free(cell);
    texts.free_cells.push_back(std::move(parsed.value));
    return std::move(parsed.errors);
  });
  std::vector<std::uint32_t> paths;
  CellCache path_number(reader, f.community, [&](std::string_view cell) {
    Parsed<std::vector<std::string_view>> parsed = parse_path(cell);
    std::string path;
    for (const std::string_view part : parsed.value) (path += path.empty() ? "" : "/") += part;
    paths.push_back(shared.paths(path));
    return cell.empty() ? std::vector<CellError>{} : std::move(parsed.errors);
  });
  Members& members = data.members;
  IdOrder order = order_by_id(reader, f.id);
  std::string buffer;
  for (const std::uint32_t row : order.row) {
    const LatLon home = read_place(reader, f.lat, f.lon, row);
    members.lat.push_back(home.lat);
    members.lon.push_back(home.lon);
    members.has_place.push_back(home.given ? 1 : 0);
    members.place.push_back(home.given ? make_place(home.lat, home.lon) : Place{});
    texts.skill_cell.push_back(skill_number(row));
    texts.free_cell.push_back(free_number(row));
    texts.branch.push_back(paths[path_number(row)]);
    members.unit.push_back(make_id<WordId>(shared.words(TableReader::text(f.unit, row, buffer))));
    read_member_limits(reader, f, row, members);
    add_words(members.accepts, TableReader::text(f.accepts, row, buffer), shared.words);
    add_words(members.likes, TableReader::text(f.likes, row, buffer), shared.words);
    if (f.name.column != nullptr) members.name.push_back(TableReader::text(f.name, row, buffer));
    if (f.team.column != nullptr) members.team.push_back(TableReader::text(f.team, row, buffer));
    members.row.push_back(row);
  }
  members.id = std::move(order.id);
  return texts;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
