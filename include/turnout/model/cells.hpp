// turnout/model/cells.hpp -- the small languages inside cells.
//
//   skills of a member   first-aid:2@2027-03-31; driver
//   skills of a need     first-aid:2; driver
//   roles                1 leader; 2 first-aid:2+driver; 5 *
//   free                 Mon-Fri 19:00-21:00; 2026-10-03 09:00-12:00; not 2026-10-05/2026-10-07
//   community            Bajiao/South Road/Block 3
//
// Each parser returns a value or a list of `CellError`s, so that the caller can add
// table, row and column and report all bad rows together. Nothing here knows a table.
// Grammar: docs/formats.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/calendar.hpp>

namespace turnout::inline TURNOUT_ABI {

/// What is wrong with a cell, in the terms of `Issue`.
struct CellError {
  std::string code, message, remedy;
};

/// A value, or what is wrong with the cell. Exactly one of the two.
template <class T>
struct Parsed {
  T value{};
  std::vector<CellError> errors;
  [[nodiscard]] bool ok() const noexcept { return errors.empty(); }
};

/// One skill in a member's cell. Views into the cell.
struct SkillText {
  std::string_view name;
  std::uint8_t level = 1;              ///< 1 to 9.
  std::optional<LocalDay> last_valid;  ///< Valid up to and with this day; absent: for ever.
};
/// Errors: `bad_level`, `bad_date`, `empty_name`, `duplicate_skill`, and `full_width` for the
/// separators of a Chinese keyboard. No parser here lists more than 20 errors of one cell.
[[nodiscard]] Parsed<std::vector<SkillText>> parse_member_skills(std::string_view cell);
/// Skills asked: no dates (`date_not_allowed`). `last_valid` stays empty.
[[nodiscard]] Parsed<std::vector<SkillText>> parse_asked_skills(std::string_view cell);

/// One line of a need's staffing.
struct RoleText {
  std::int64_t seats = 0;
  std::string_view text;          ///< What follows the count, trimmed: how the role is reported.
  std::vector<SkillText> skills;  ///< Empty for `*`.
};
/// Errors: `bad_role`, `bad_seats` (below 1, above 1,000,000), `duplicate_role`, and those of
/// skills.
[[nodiscard]] Parsed<std::vector<RoleText>> parse_roles(std::string_view cell);

/// Free time as written: local, weekly and dated items, and days taken out.
struct FreeTime {
  struct Weekly {
    std::uint8_t days;  ///< Bit 0 is Monday.
    Seconds from,
        to;  ///< From local midnight; `to` > `from`, up to 48 h when it runs past midnight.
    friend bool operator==(const Weekly&, const Weekly&) = default;
  };
  struct Dated {
    LocalDay day;
    Seconds from, to;
    friend bool operator==(const Dated&, const Dated&) = default;
  };
  struct Off {
    LocalDay first, last;  ///< Both included.
    friend bool operator==(const Off&, const Off&) = default;
  };
  std::vector<Weekly> weekly;
  std::vector<Dated> dated;
  std::vector<Off> off;
  friend bool operator==(const FreeTime&, const FreeTime&) = default;
};
/// Errors: `bad_free`, `bad_day`, `bad_date`, `bad_clock`, `full_width`.
[[nodiscard]] Parsed<FreeTime> parse_free(std::string_view cell);

/// The instants of `horizon` at which someone with this free time is free: sorted, disjoint,
/// touching ones merged. A bound that the zone skips moves to where the clocks jump; of two instants
/// with the same clock the earlier starts an item and the later ends it. A day taken out is taken
/// out at every instant of that local day. Time and memory grow with the days of the horizon.
[[nodiscard]] std::vector<Interval> resolve_free(const FreeTime& free, const TimeZone& zone,
                                                 Interval horizon);

/// "A / B/ C " -> {"A", "B", "C"}. Errors: `empty_branch`.
[[nodiscard]] Parsed<std::vector<std::string_view>> parse_path(std::string_view cell);

/// Items joined by ';', trimmed, blanks left out.
[[nodiscard]] std::vector<std::string_view> split_list(std::string_view cell);

/// Without blanks, tabs and line ends at both sides.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;

/// A whole number, or a real written as a whole number ("3.0"); else nothing.
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text) noexcept;
/// A finite decimal number ('.' as the point, whatever the locale); else nothing.
[[nodiscard]] std::optional<double> parse_real(std::string_view text) noexcept;
/// yes/no, true/false, 1/0, y/n in any case; else nothing.
[[nodiscard]] std::optional<bool> parse_yes_no(std::string_view text) noexcept;
/// Valid UTF-8 (RFC 3629: no surrogates, no overlong forms), without NUL.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;
/// Levenshtein distance, counted up to `limit` + 1. For "did you mean".
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/model/detail/cells.ipp>
#endif
