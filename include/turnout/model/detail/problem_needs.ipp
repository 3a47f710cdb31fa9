#pragma once

// The table of needs, and what its cells say of roles and skills.

#include <turnout/model/detail/problem_data.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline constexpr std::int64_t most_seats_of_a_need = 1'000'000;

inline constexpr auto need_columns = std::to_array<std::string_view>(
    {"need_id", "start",    "end",      "seats",    "roles", "lat",       "lon",        "min_seats",
     "skills",  "priority", "max_km",   "kind",     "item",  "community", "scope",      "series",
     "place",   "title",    "together", "duration", "step",  "by",        "same_person"});

/// What the cells of the needs say, before skills and branches have their numbers.
struct NeedTexts {
  struct Skill {
    std::uint32_t name;  ///< In `skills`.
    std::uint8_t least_level;
  };
  Rows<Skill> asked;                         ///< One row a role.
  std::vector<std::uint32_t> branch, scope;  ///< In `paths`.
};

/// Names and paths that both tables speak of.
struct Shared {
  Interner words, skills, paths;
  Shared() {
    words("");
    paths("");
  }
};

struct NeedFields {
  Field id, start, end, seats, roles, lat, lon, min_seats, skills, priority, max_km, kind, item,
      community, scope, series, place, title, together;
};

inline NeedFields need_fields(TableReader& reader) {
  NeedFields f{reader.required("need_id"), reader.required("start"),  reader.required("end"),
               reader.field("seats"),      reader.field("roles"),     reader.field("lat"),
               reader.field("lon"),        reader.field("min_seats"), reader.field("skills"),
               reader.field("priority"),   reader.field("max_km"),    reader.field("kind"),
               reader.field("item"),       reader.field("community"), reader.field("scope"),
               reader.field("series"),     reader.field("place"),     reader.field("title"),
               reader.field("together")};
  if (f.seats.column == nullptr && f.roles.column == nullptr) (void)reader.required("seats");
  return f;
}

/// Start and end of a row, checked. Blank ones are errors: a standing duty is for later.
inline std::optional<Interval> read_times(TableReader& reader, const Field& start, const Field& end,
                                          std::size_t row, const TimeZone& zone) {
  if (start.column == nullptr || end.column == nullptr) return std::nullopt;
  if (!start.given(row)) reader.reject_blank(row, start);
  if (!end.given(row)) reader.reject_blank(row, end);
  const std::optional<Instant> from = reader.instant(start, row, zone);
  const std::optional<Instant> to = reader.instant(end, row, zone);
  if (!from || !to) return std::nullopt;
  if (*to <= *from) {
    reader.reject(row, end, "end_before_start", "this is not after the start",
                  "give an end after the start");
    return std::nullopt;
  }
  return Interval{*from, *to};
}

struct RoleRow {
  std::string text;
  std::int64_t seats;
  std::vector<std::pair<std::string, std::uint8_t>> asked;
};

/// The roles of a row, with the skills of the whole need merged in, ordered by text.
inline std::vector<RoleRow> read_roles(TableReader& reader, const NeedFields& f, std::size_t row) {
  constexpr Range seat_range{1, static_cast<double>(most_seats_of_a_need), "bad_seats",
                             "a need has from 1 to 1,000,000 seats",
                             "give the number of people, or split the need"};
  std::string buffer;
  std::vector<RoleRow> roles;
  const std::optional<std::int64_t> seats = reader.integer(f.seats, row, seat_range);
  if (f.roles.given(row)) {
    const Parsed<std::vector<RoleText>> parsed =
        parse_roles(TableReader::text(f.roles, row, buffer));
    reader.reject(row, f.roles, parsed.errors);
    std::int64_t sum = 0;
    for (const RoleText& role : parsed.value) {
      RoleRow& r = roles.emplace_back(RoleRow{std::string(role.text), role.seats, {}});
      for (const SkillText& skill : role.skills) r.asked.emplace_back(skill.name, skill.level);
      sum += role.seats;
    }
    if (parsed.ok() && sum > most_seats_of_a_need)
      reader.reject(row, f.roles, seat_range.code, seat_range.message, seat_range.remedy);
    if (parsed.ok() && seats && *seats != sum)
      reader.reject(row, f.seats, "seats_against_roles",
                    "the roles have " + std::to_string(sum) + " seats in all",
                    "make seats the sum of the roles, or leave it blank");
  } else if (seats) {
    roles.push_back({"*", *seats, {}});
  } else if (!f.seats.given(row)) {
    if (f.seats.column != nullptr || f.roles.column != nullptr)
      reader.reject_blank(row, f.seats.column != nullptr ? f.seats : f.roles);
  }
  if (f.skills.given(row)) {
    const Parsed<std::vector<SkillText>> parsed =
        parse_asked_skills(TableReader::text(f.skills, row, buffer));
    reader.reject(row, f.skills, parsed.errors);
    for (RoleRow& role : roles) {
      for (const SkillText& skill : parsed.value) role.asked.emplace_back(skill.name, skill.level);
      // By name, the higher level first, of which the first stays.
      std::ranges::sort(role.asked, [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : a.second > b.second;
      });
      const auto doubles =
          std::ranges::unique(role.asked, {}, &std::pair<std::string, std::uint8_t>::first);
      role.asked.erase(doubles.begin(), doubles.end());
    }
  }
  std::ranges::sort(roles, {}, &RoleRow::text);
  return roles;
}

/// "A", "B", "C" -> "A/B/C".
inline std::string join_path(const std::vector<std::string_view>& parts) {
  std::string path;
  for (const std::string_view part : parts) (path += path.empty() ? "" : "/") += part;
  return path;
}

inline std::uint32_t read_path(TableReader& reader, const Field& field, std::size_t row,
                               Interner& paths) {
  if (!field.given(row)) return 0;
  std::string buffer;
  const Parsed<std::vector<std::string_view>> parsed =
      parse_path(TableReader::text(field, row, buffer));
  reader.reject(row, field, parsed.errors);
  return parsed.ok() ? paths(join_path(parsed.value)) : 0;
}

inline NeedTexts read_needs(TableReader& reader, Problem::Data& data, Shared& shared) {
  constexpr Range minimum{0, static_cast<double>(most_seats_of_a_need), "bad_min_seats",
                          "min_seats lies between 0 and the seats", "give a smaller number"};
  constexpr Range urgency{1, 5, "bad_priority", "a priority lies between 1 and 5",
                          "give 5 for the most urgent, 1 for the least"};
  constexpr Range reach{0, 21'000, "negative", "a limit in km lies between 0 and 21,000",
                        "give a limit from 0 up, or leave it blank"};
  NeedTexts texts;
  const NeedFields f = need_fields(reader);
  reader.check_utf8(need_columns);
  reader.reserve({"duration", "step", "by", "same_person"});
  Needs& needs = data.needs;
  Roles& roles = data.roles;
  const IdOrder order = order_by_id(reader, f.id);
  std::string buffer;
  needs.first_role.push_back(0);
  for (std::size_t i = 0; i < order.row.size(); ++i) {
    const std::size_t row = order.row[i];
    const Interval times = read_times(reader, f.start, f.end, row, data.zone)
                               .value_or(Interval{{}, Instant{Seconds{1}}});
    const std::vector<RoleRow> rows = read_roles(reader, f, row);
    std::int64_t seats = 0;
    for (const RoleRow& role : rows) {
      roles.text.push_back(role.text);
      roles.need.push_back(make_id<NeedId>(i));
      roles.seats.push_back(role.seats);
      for (const auto& [name, level] : role.asked) texts.asked.add({shared.skills(name), level});
      texts.asked.end_row();
      seats += role.seats;
    }
    needs.first_role.push_back(static_cast<std::uint32_t>(roles.need.size()));
    needs.start.push_back(times.start);
    needs.end.push_back(times.end);
    const LocalDay day = data.zone.day(times.start);
    needs.day.push_back(day);
    needs.last_day.push_back(data.zone.day(times.end - Seconds{1}));
    needs.week.push_back(monday_of(day));
    needs.seats.push_back(seats);
    const std::int64_t least = reader.integer(f.min_seats, row, minimum).value_or(0);
    if (least > seats && !rows.empty())
      reader.reject(row, f.min_seats, "bad_min_seats",
                    "min_seats is above the " + std::to_string(seats) + " seats",
                    "give a smaller number");
    needs.min_seats.push_back(least);
    needs.priority.push_back(
        static_cast<std::uint8_t>(reader.integer(f.priority, row, urgency).value_or(3)));
    needs.max_km.push_back(
        reader.real(f.max_km, row, reach).value_or(std::numeric_limits<double>::quiet_NaN()));
    const LatLon at = read_place(reader, f.lat, f.lon, row);
    needs.lat.push_back(at.lat);
    needs.lon.push_back(at.lon);
    needs.has_place.push_back(at.given ? 1 : 0);
    needs.at.push_back(at.given ? make_place(at.lat, at.lon) : Place{});
    const auto word = [&](const Field& field) {
      return make_id<WordId>(shared.words(TableReader::text(field, row, buffer)));
    };
    needs.kind.push_back(word(f.kind));
    needs.item.push_back(word(f.item));
    needs.series.push_back(word(f.series));
    needs.place_word.push_back(word(f.place));
    needs.place.push_back(TableReader::text(f.place, row, buffer));
    needs.title.push_back(TableReader::text(f.title, row, buffer));
    texts.branch.push_back(read_path(reader, f.community, row, shared.paths));
    texts.scope.push_back(read_path(reader, f.scope, row, shared.paths));
    needs.together.push_back(reader.yes_no(f.together, row).value_or(false) ? 1 : 0);
    needs.row.push_back(static_cast<std::uint32_t>(row));
  }
  needs.id = order.id;
  return texts;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
