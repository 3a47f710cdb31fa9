#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/generate/around.hpp>
#include <turnout/generate/detail/writing.ipp>
#include <turnout/generate/random.hpp>
#include <turnout/model/cells.hpp>
#include <turnout/model/error.hpp>

namespace turnout::inline TURNOUT_ABI {

namespace detail::generate {

/// The needs of one community: their rows and the sums of their places in 1e-5 degrees.
struct Surroundings {
  std::vector<std::size_t> rows;
  std::int64_t lat = 0, lon = 0;
};

/// Degrees as a count of 1e-5, where the cell holds a number within `limit`.
inline std::optional<std::int64_t> degrees_at(const Column& column, std::size_t row, double limit) {
  const std::optional<double> value = parse_real(column.to_text(row));
  if (!value || !(std::abs(*value) <= limit)) return std::nullopt;
  return std::llround(*value * 1e5);
}

/// Adds the skills that a need asks for, the highest level of each.
inline void add_skills(std::map<std::string, int>& held, const std::string& cell) {
  for (const SkillText& skill : parse_asked_skills(cell).value) {
    int& level = held[std::string(skill.name)];
    level = std::max(level, static_cast<int>(skill.level));
  }
}

inline std::string skills_text(const std::map<std::string, int>& held) {
  std::string cell;
  for (const auto& [name, level] : held) {
    if (!cell.empty()) cell += "; ";
    cell += name;
    if (level > 1) cell.append(":").append(std::to_string(level));
  }
  return cell;
}

inline std::string draw_shift(std::uint32_t hours, Random& dice) {
  constexpr std::array<std::string_view, 5> days{"Mon-Fri", "Tue-Sat", "Wed-Sun", "Mon-Sun",
                                                 "Fri-Sun"};
  std::string text(days[dice.below(5)]);
  text += ' ';
  const std::uint32_t from = dice.below(24);
  append_clock(text, from * 60);
  text += '-';
  append_clock(text, (from + hours) % 24 * 60);
  return text;
}

}  // namespace detail::generate

TURNOUT_INLINE Table members_around(const Table& needs, const AroundOptions& options) {
  const auto require = [](bool in_range, const char* what) {
    if (!in_range) throw RangeError(std::string("AroundOptions::") + what);
  };
  require(options.members >= 1 && options.members <= 20'000'000,
          "members must be from 1 to 20,000,000");
  require(options.spread_metres <= 100'000, "spread_metres must be at most 100,000");
  require(options.draws_of_skills <= 1'000, "draws_of_skills must be at most 1,000");
  require(options.shift_hours >= 1 && options.shift_hours <= 24,
          "shift_hours must be from 1 to 24");

  const Column* lat = needs.find("lat");
  const Column* lon = needs.find("lon");
  if (lat == nullptr || lon == nullptr)
    throw InputError({.table = needs.name(),
                      .row = std::nullopt,
                      .column = lat == nullptr ? "lat" : "lon",
                      .value = "",
                      .code = "missing_column",
                      .message = "members cannot be placed around needs without places",
                      .remedy = "add the columns lat and lon"});
  const Column* community = needs.find("community");
  const Column* skills = needs.find("skills");

  // Ordered by name, so that nothing rests on how a hash falls.
  std::map<std::string, detail::generate::Surroundings> by_community;
  std::vector<std::map<std::string, detail::generate::Surroundings>::const_iterator> of_need;
  for (std::size_t row = 0; row < needs.rows(); ++row) {
    const auto north = detail::generate::degrees_at(*lat, row, 90.0);
    const auto east = detail::generate::degrees_at(*lon, row, 180.0);
    if (!north || !east) continue;
    const std::string name =
        community == nullptr ? std::string() : std::string(trim(community->to_text(row)));
    const auto at = by_community.try_emplace(name).first;
    at->second.rows.push_back(row);
    at->second.lat += *north;
    at->second.lon += *east;
    of_need.push_back(at);
  }
  if (of_need.empty())
    throw InputError({.table = needs.name(),
                      .row = std::nullopt,
                      .column = "lat",
                      .value = "",
                      .code = "no_place",
                      .message = "no need has a place",
                      .remedy = "fill lat and lon"});

  Random dice(options.seed);
  const std::size_t digits = detail::generate::digits_of(options.members, 5);
  const auto spread = static_cast<std::int32_t>(options.spread_metres);
  Texts ids, communities, held, free;
  std::vector<double> lats, lons;
  for (std::uint32_t i = 0; i < options.members; ++i) {
    // A random need says where: where more is asked, more live.
    const auto& [name, near] = *of_need[dice.below(static_cast<std::uint32_t>(of_need.size()))];
    const auto count = static_cast<std::int64_t>(near.rows.size());
    // 1e-5 degree is about 1.1 m north and less to the east: a rough spread will do.
    const std::int64_t north = near.lat / count + dice.around(spread) * std::int64_t{9} / 10;
    const std::int64_t east = near.lon / count + dice.around(spread) * std::int64_t{9} / 10;
    std::map<std::string, int> mine;
    for (std::uint32_t draw = 0; draw < options.draws_of_skills && skills != nullptr; ++draw) {
      const std::size_t row = near.rows[dice.below(static_cast<std::uint32_t>(near.rows.size()))];
      detail::generate::add_skills(mine, skills->to_text(row));
    }
    ids.push_back(detail::generate::numbered('M', i + 1ULL, digits));
    communities.push_back(name);
    lats.push_back(static_cast<double>(std::clamp<std::int64_t>(north, -9'000'000, 9'000'000)) /
                   1e5);
    lons.push_back(static_cast<double>(std::clamp<std::int64_t>(east, -18'000'000, 18'000'000)) /
                   1e5);
    held.push_back(detail::generate::skills_text(mine));
    free.push_back(detail::generate::draw_shift(options.shift_hours, dice));
  }
  return Table("members", {detail::generate::text_column("member_id", std::move(ids)),
                           detail::generate::text_column("community", std::move(communities)),
                           {"lat", Column::reals(std::move(lats))},
                           {"lon", Column::reals(std::move(lons))},
                           detail::generate::text_column("skills", std::move(held)),
                           detail::generate::text_column("free", std::move(free))});
}

}  // namespace turnout::inline TURNOUT_ABI
