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

/// A column whose cells repeat: each distinct text is parsed once, its errors reported for each
/// row. Returns the number of each row's text, in the order of `rows`; number 0 is the blank cell.
template <class Parse>
std::vector<std::uint32_t> number_cells(TableReader& reader, const Field& field,
                                        std::span<const std::uint32_t> rows, Parse parse) {
  Interner texts;
  std::vector<std::vector<CellError>> errors;
  (void)texts("");
  errors.push_back(parse(std::string_view()));
  std::vector<std::uint32_t> numbers(rows.size(), 0);
  TableReader::number_texts(field, rows, texts,
                            [&](std::size_t i, std::string_view text, std::uint32_t number) {
                              if (number == errors.size()) errors.push_back(parse(text));
                              if (!errors[number].empty())
                                reader.reject(rows[i], field, errors[number]);
                              numbers[i] = number;
                            });
  return numbers;
}

/// A column of lists of words, each list ascending and without doubles.
inline Rows<WordId> read_words(TableReader& reader, const Field& field,
                               std::span<const std::uint32_t> rows, Interner& words) {
  Rows<WordId> of_cell;
  const std::vector<std::uint32_t> cells =
      number_cells(reader, field, rows, [&](std::string_view cell) {
        std::vector<WordId> found;
        each_item(cell,
                  [&](std::string_view word) { found.push_back(make_id<WordId>(words(word))); });
        std::ranges::sort(found);
        found.erase(std::ranges::unique(found).begin(), found.end());
        of_cell.add_row(found);
        return std::vector<CellError>{};
      });
  Rows<WordId> of_row;
  of_row.reserve(rows.size(), 0);
  for (const std::uint32_t cell : cells) of_row.add_row(of_cell[cell]);
  return of_row;
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

inline void read_member_limits(TableReader& reader, const MemberFields& f,
                               std::span<const std::uint32_t> rows, Members& members) {
  constexpr Range count{0, 1e9, "negative", "a limit lies between 0 and 1,000,000,000",
                        "give a limit from 0 up, or leave it blank for the policy's"};
  constexpr Range hours{0, 1e6, "negative", "hours lie between 0 and 1,000,000",
                        "give hours from 0 up, or leave the cell blank for the policy's"};
  constexpr Range reach{0, 21'000, "negative", "a limit in km lies between 0 and 21,000",
                        "give a limit from 0 up, or leave it blank"};
  const auto seconds = [&](const Field& field) {
    std::vector<std::int64_t> found(rows.size(), not_given);
    if (field.column == nullptr) return found;
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (const std::optional<double> h = reader.real(field, rows[i], hours))
        found[i] = static_cast<std::int64_t>(std::floor(*h * 3600.0 + 0.5));
    return found;
  };
  members.max_services = reader.integers(f.max_services, rows, count, not_given);
  members.max_per_day = reader.integers(f.max_per_day, rows, count, not_given);
  members.max_per_week = reader.integers(f.max_per_week, rows, count, not_given);
  members.max_seconds = seconds(f.max_hours);
  members.max_seconds_per_day = seconds(f.max_hours_per_day);
  members.max_seconds_per_week = seconds(f.max_hours_per_week);
  members.min_services = reader.integers(f.min_services, rows, count, 0);
  members.served = reader.integers(f.served, rows, count, not_given);
  members.max_km = reader.reals(f.max_km, rows, reach);
}

inline void read_homes(TableReader& reader, const MemberFields& f,
                       std::span<const std::uint32_t> rows, Members& members) {
  members.lat.reserve(rows.size());
  members.lon.reserve(rows.size());
  members.has_place.reserve(rows.size());
  members.place.reserve(rows.size());
  for (const std::uint32_t row : rows) {
    const LatLon home = read_place(reader, f.lat, f.lon, row);
    members.lat.push_back(home.lat);
    members.lon.push_back(home.lon);
    members.has_place.push_back(home.given ? 1 : 0);
    members.place.push_back(home.given ? make_place(home.lat, home.lon) : Place{});
  }
}

/// Column by column: what a row says wrong comes in the order in which the columns are read here.
inline MemberTexts read_members(TableReader& reader, Problem::Data& data, Shared& shared) {
  MemberTexts texts;
  const MemberFields f = member_fields(reader);
  reader.check_utf8(member_columns);
  texts.always_free = f.free.column == nullptr;
  Members& members = data.members;
  IdOrder order = order_by_id(reader, f.id);
  const std::span<const std::uint32_t> rows = order.row;
  read_homes(reader, f, rows, members);
  texts.skill_cell = number_cells(reader, f.skills, rows, [&](std::string_view cell) {
    Parsed<std::vector<SkillText>> parsed = parse_member_skills(cell);
    for (const SkillText& s : parsed.value)
      texts.skill_cells.add(
          {shared.skills(s.name), s.level, s.last_valid.value_or(LocalDay::max())});
    texts.skill_cells.end_row();
    return std::move(parsed.errors);
  });
  texts.free_cell = number_cells(reader, f.free, rows, [&](std::string_view cell) {
    Parsed<FreeTime> parsed = parse_free(cell);
    texts.free_cells.push_back(std::move(parsed.value));
    return std::move(parsed.errors);
  });
  std::vector<std::uint32_t> path_of_cell;
  texts.branch = number_cells(reader, f.community, rows, [&](std::string_view cell) {
    Parsed<std::vector<std::string_view>> parsed = parse_path(cell);
    path_of_cell.push_back(shared.paths(join_path(parsed.value)));
    return std::move(parsed.errors);
  });
  for (std::uint32_t& branch : texts.branch) branch = path_of_cell[branch];
  members.unit.resize(rows.size(), WordId{});
  TableReader::number_texts(f.unit, rows, shared.words,
                            [&](std::size_t i, std::string_view, std::uint32_t word) {
                              members.unit[i] = make_id<WordId>(word);
                            });
  read_member_limits(reader, f, rows, members);
  members.accepts = read_words(reader, f.accepts, rows, shared.words);
  members.likes = read_words(reader, f.likes, rows, shared.words);
  members.name = TableReader::texts(f.name, rows);
  members.team = TableReader::texts(f.team, rows);
  members.id = std::move(order.id);
  members.row = std::move(order.row);
  return texts;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
