#pragma once

#include <algorithm>
#include <utility>

#include <turnout/model/cells.hpp>
#include <turnout/model/detail/free.ipp>
#include <turnout/model/detail/scalars.ipp>
#include <turnout/model/detail/scan.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Where two of `names` are equal: the position of a later one, in order of position. A cell holds
/// a few names, which are compared each with each; a cell of a million is sorted.
template <class Name>
std::vector<std::size_t> repeats(std::size_t count, const Name& name) {
  bool some = count > 16;
  for (std::size_t i = 1; i < count && !some; ++i)
    for (std::size_t j = 0; j < i; ++j) some = some || name(i) == name(j);
  if (!some) return {};
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = i;
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return name(a) < name(b); });
  std::vector<std::size_t> found;
  for (std::size_t i = 1; i < count; ++i)
    if (name(order[i - 1]) == name(order[i])) found.push_back(order[i]);
  std::ranges::sort(found);
  return found;
}

/// name[:level][@last-valid-date], or an error in `errors`.
inline SkillText parse_skill(std::string_view item, bool date_allowed,
                             std::vector<CellError>& errors) {
  SkillText skill;
  std::string_view name = item;
  if (const std::size_t at = name.find('@'); at != std::string_view::npos) {
    const std::string_view date = trimmed(name.substr(at + 1));
    name = name.substr(0, at);
    skill.last_valid = parse_day(date);
    if (!date_allowed) {
      skill.last_valid.reset();
      add_error(errors, {"date_not_allowed", quoted(item) + " gives a date where a skill is asked",
                         "leave out '@' and what follows; dates belong to the skills of members"});
    } else if (!skill.last_valid) {
      add_error(errors, {"bad_date", quoted(date) + " is not the last valid day of a skill",
                         "write a day that exists behind the level, as in first-aid:2@2027-03-31"});
    }
  }
  if (const std::size_t colon = name.find(':'); colon != std::string_view::npos) {
    const std::string_view level = trimmed(name.substr(colon + 1));
    name = name.substr(0, colon);
    if (level.size() == 1 && level[0] >= '1' && level[0] <= '9')
      skill.level = static_cast<std::uint8_t>(level[0] - '0');
    else
      add_error(errors, {"bad_level", "the level " + quoted(level) + " is not between 1 and 9",
                         "write a whole number from 1 to 9 behind ':', or no ':' for level 1"});
  }
  skill.name = trimmed(name);
  if (skill.name.empty())
    add_error(errors, {"empty_name", "a skill in " + quoted(item) + " has no name",
                       "write the skill's name first, as in first-aid:2"});
  else if (skill.name == "*")
    add_error(errors, {"empty_name", "'*' is not the name of a skill",
                       "leave the cell blank to ask nothing, or name the skill"});
  return skill;
}

inline void check_repeated_skills(std::string_view where, const std::vector<SkillText>& skills,
                                  std::vector<CellError>& errors) {
  for (const std::size_t i : repeats(skills.size(), [&](std::size_t j) { return skills[j].name; }))
    if (!skills[i].name.empty())
      add_error(errors, {"duplicate_skill",
                         quoted(where) + " names the skill " + quoted(skills[i].name) + " twice",
                         "keep one of them"});
}

inline Parsed<std::vector<SkillText>> parse_skills(std::string_view cell, bool date_allowed) {
  Parsed<std::vector<SkillText>> parsed;
  check_full_width(cell, parsed.errors);
  each_item(cell, [&](std::string_view item) {
    parsed.value.push_back(parse_skill(item, date_allowed, parsed.errors));
  });
  check_repeated_skills(trimmed(cell), parsed.value, parsed.errors);
  return parsed;
}

inline RoleText parse_role(std::string_view item, std::vector<CellError>& errors) {
  RoleText role;
  const std::size_t gap = std::min(item.find_first_of(" \t\r\n"), item.size());
  const std::string_view count = item.substr(0, gap);
  role.text = trimmed(item.substr(gap));
  const auto is_count = [](char c) { return is_digit(c) || c == '-' || c == '+' || c == '.'; };
  if (!std::ranges::all_of(count, is_count) || role.text.empty()) {
    add_error(errors, {"bad_role", quoted(item) + " is not a count and the skills asked",
                       "write how many people, a blank, then the skills, as in '2 first-aid:2+"
                       "driver', or '5 *' for five people of any skill"});
    return role;
  }
  const auto seats = parse_integer(count);
  if (!seats || *seats < 1 || *seats > 1'000'000)
    add_error(errors, {"bad_seats", quoted(count) + " is not a number of people",
                       "write a whole number from 1 to 1000000"});
  else
    role.seats = *seats;
  if (role.text == "*") return role;
  std::string_view rest = role.text;
  while (true) {
    const std::size_t plus = rest.find('+');
    role.skills.push_back(parse_skill(rest.substr(0, plus), false, errors));
    if (plus == std::string_view::npos) break;
    rest.remove_prefix(plus + 1);
  }
  check_repeated_skills(role.text, role.skills, errors);
  return role;
}

}  // namespace detail

TURNOUT_INLINE std::vector<std::string_view> split_list(std::string_view cell) {
  std::vector<std::string_view> items;
  detail::each_item(cell, [&](std::string_view item) { items.push_back(item); });
  return items;
}

TURNOUT_INLINE Parsed<std::vector<SkillText>> parse_member_skills(std::string_view cell) {
  return detail::parse_skills(cell, true);
}

TURNOUT_INLINE Parsed<std::vector<SkillText>> parse_asked_skills(std::string_view cell) {
  return detail::parse_skills(cell, false);
}

TURNOUT_INLINE Parsed<std::vector<RoleText>> parse_roles(std::string_view cell) {
  Parsed<std::vector<RoleText>> parsed;
  detail::check_full_width(cell, parsed.errors);
  detail::each_item(cell, [&](std::string_view item) {
    parsed.value.push_back(detail::parse_role(item, parsed.errors));
  });
  const auto& roles = parsed.value;
  for (const std::size_t i :
       detail::repeats(roles.size(), [&](std::size_t j) { return roles[j].text; }))
    if (!roles[i].text.empty())
      detail::add_error(parsed.errors,
                        {"duplicate_role",
                         "the role " + detail::quoted(roles[i].text) + " stands twice in one need",
                         "make one role of them with the sum of the people"});
  return parsed;
}

TURNOUT_INLINE Parsed<std::vector<std::string_view>> parse_path(std::string_view cell) {
  Parsed<std::vector<std::string_view>> parsed;
  cell = trim(cell);
  if (cell.empty()) return parsed;
  std::string_view rest = cell;
  while (true) {
    const std::size_t slash = rest.find('/');
    const std::string_view branch = trim(rest.substr(0, slash));
    if (branch.empty()) {
      parsed.errors.push_back(
          {"empty_branch", detail::quoted(cell) + " has a branch without a name",
           "write a name before and after every '/', as in Bajiao/South Road/Block 3"});
      return parsed;
    }
    parsed.value.push_back(branch);
    if (slash == std::string_view::npos) return parsed;
    rest.remove_prefix(slash + 1);
  }
}

}  // namespace turnout::inline TURNOUT_ABI
