// Figures and names of a standing, as tables and pages show them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <turnout/model/cells.hpp>
#include <turnout/model/error.hpp>
#include <turnout/points/detail/phrases.ipp>
#include <turnout/points/detail/rule_run.hpp>
#include <turnout/points/standing.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline double in_points(std::int64_t thousandths) noexcept {
  return static_cast<double>(thousandths) / 1000;
}
inline double in_hours(std::int64_t seconds) noexcept {
  return static_cast<double>(seconds) / 3600;
}
/// A local day and time as people write it.
inline std::string local_text(const TimeZone& zone, std::int64_t at) {
  return to_text(zone.to_local(Instant{Seconds{at}}));
}

/// The number of a member, as somebody asks for one. Throws InputError.
inline std::uint32_t known_member(const Services& given, std::string_view member_id) {
  if (const auto m = given.find_member(trim(member_id))) return static_cast<std::uint32_t>(*m);
  throw InputError(Issue{.table = {},
                         .row = {},
                         .column = "member_id",
                         .value = std::string(member_id),
                         .code = "unknown_member",
                         .message = "this standing has no such member",
                         .remedy = "give an id of its frame"});
}

/// The caps that cut an entry, as the keys of the rulebook.
inline std::string shaped_by(const Steps& steps) {
  std::string text;
  const auto list = [&](std::uint32_t marks, std::string_view key) {
    for (unsigned r = 0; r <= static_cast<unsigned>(Reach::lifetime); ++r)
      if ((marks >> r & 1U) != 0)
        text.append(text.empty() ? "" : ";")
            .append(key)
            .append(".")
            .append(to_string(static_cast<Reach>(r)));
  };
  list(steps.quantity_caps, "quantity_caps");
  list(steps.caps, "caps");
  list(steps.floors, "floors");
  list(steps.group_caps, "group.caps");
  list(steps.group_floors, "group.floors");
  return text;
}

/// The band of a ladder by its position: its id, and how often the last one was passed again.
inline std::string band_name(const Ladder& ladder, std::size_t position) {
  if (position == 0) return {};
  if (position <= ladder.bands.size()) return ladder.bands[position - 1].id;
  return ladder.bands.back().id + "+" + std::to_string(position - ladder.bands.size());
}

/// "+2", "-0.5".
inline std::string signed_points(std::int64_t thousandths) {
  return (thousandths > 0 ? "+" : "") + decimal_text(thousandths);
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
