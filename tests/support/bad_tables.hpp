// Bad input in files and in the tables of a problem.
#pragma once

#include <limits>
#include <vector>

#include <turnout/io/files.hpp>
#include <turnout/io/read.hpp>
#include <turnout/model/calendar.hpp>

#include "support/bad_input.hpp"

namespace turnout::testing {

inline std::vector<BadInput> bad_files() {
  constexpr auto in = "Files";
  const auto csv = [](std::string bytes) {
    return [bytes = std::move(bytes)] { static_cast<void>(io::parse_csv(bytes, "needs.csv")); };
  };
  const std::string full_folder = TURNOUT_SOURCE_DIR;
  return {
      {in,
       "no_such_file",
       "a path that leads nowhere",
       "no/such/needs.csv",
       {},
       "",
       "",
       [] { static_cast<void>(io::read_file("no/such/needs.csv")); }},
      {in,
       "is_folder",
       "a folder where a file is meant",
       "/",
       {},
       "",
       "",
       [] { static_cast<void>(io::read_file("/")); }},
      {in,
       "cannot_read",
       "a device, or a file without the right to read it",
       "/dev/null",
       {},
       "",
       "",
       [] { static_cast<void>(io::read_file("/dev/null")); }},
      {in,
       "cannot_write",
       "a place where nothing can be written",
       "/dev/null/plan.csv",
       {},
       "",
       "",
       [] { io::write_file("/dev/null/plan.csv", "x"); }},
      {in,
       "folder_not_empty",
       "output into a folder that holds files",
       TURNOUT_SOURCE_DIR,
       {},
       "",
       "",
       [] { io::write_folder(TURNOUT_SOURCE_DIR, {}, false); }},
      {in,
       "empty_file",
       "a file of no bytes, or of blank lines only",
       "needs.csv",
       {},
       "",
       "",
       csv("")},
      {in, "not_utf8", "bytes that are no UTF-8 (Latin-1, GBK)", "needs.csv", 2, "title",
       "caf\\xE9", csv("need_id,title\nN1,caf\xE9\n")},
      {in,
       "not_utf8",
       "a file in UTF-16",
       "needs.csv",
       {},
       "",
       "",
       csv(std::string("\xFF\xFEn\0", 4))},
      {in, "nul_byte", "a byte 0 in a cell", "needs.csv", 2, "need_id", "N\\x001",
       csv(std::string("need_id\nN\0001\n", 12))},
      {in, "bad_quote", "a quote that never closes", "needs.csv", 2, "title", "",
       csv("need_id,title\nN1,\"open\nN2,x\n")},
      {in, "bad_quote", "text behind a closing quote", "needs.csv", 2, "title", "a",
       csv("need_id,title\nN1,\"a\"b\n")},
      {in, "bad_quote", "a blank before an opening quote", "needs.csv", 2, "title", " \"a\"",
       csv("need_id,title\nN1, \"a\"\n")},
      {in, "ragged_row", "a row with fewer cells than the header", "needs.csv", 3, "", "1",
       csv("need_id,title\nN1,a\nN2\n")},
      {in, "ragged_row", "a row with more cells than the header", "needs.csv", 2, "", "3",
       csv("need_id,title\nN1,a,b\n")},
      {in, "not_comma_separated", "semicolons between the columns", "needs.csv", 1, "",
       "need_id;start", csv("need_id;start\nN1;x\n")},
      {in, "not_comma_separated", "tabs between the columns", "needs.csv", 1, "",
       "need_id\\x09start", csv("need_id\tstart\nN1\tx\n")},
      {in, "blank_header", "a column without a name", "needs.csv", 1, "column 2", "",
       csv("need_id,\nN1,x\n")},
      {in, "duplicate_column", "two columns of one name", "needs.csv", 1, "title", "",
       csv("need_id,title,title\nN1,a,b\n")},
      {in, "too_large", "a cell of more than 16 MiB", "needs.csv", 2, "need_id",
       "NNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN...",
       csv("need_id\n" + std::string(io::longest_cell + 1, 'N') + "\n")},
  };
}

inline std::vector<BadInput> bad_tables() {
  constexpr auto in = "All tables";
  const auto memory = [](const char* name, Column column) {
    return [=] {
      Tables tables;
      tables.members = Table("members", {{"member_id", Column::text({"M1"})}, {name, column}});
      tables.needs = io::parse_csv(CsvFiles().needs, "needs.csv");
      static_cast<void>(make_problem(tables));
    };
  };
  const auto starting = [](Column start) {
    return [=] {
      Tables tables;
      tables.members = io::parse_csv("member_id\nM1\n", "members.csv");
      tables.needs = Table("needs", {{"need_id", Column::integers({1})},
                                     {"start", start},
                                     {"end", Column::text({"2026-10-05 11:00"})},
                                     {"seats", Column::integers({1})}});
      static_cast<void>(make_problem(tables, {.zone = "America/New_York", .zone_folders = {}}));
    };
  };
  return {
      {in,
       "missing_table",
       "no table of needs",
       "needs",
       {},
       "",
       "",
       giving({.without_needs = true})},
      {in,
       "missing_column",
       "no column that is required",
       "members.csv",
       {},
       "member_id",
       "",
       giving({.members = "id\nM1\n"})},
      {in, "blank", "a blank where a value is required", "needs.csv", 2, "need_id", "",
       giving({.needs = "need_id,start,end,seats\n ,2026-10-05 09:00,2026-10-05 11:00,1\n"})},
      {in, "duplicate_id", "an id that stands in two rows", "members.csv", 4, "member_id", "M1",
       giving({.members = "member_id\nM1\nM2\nM1\n"})},
      {in,
       "length_mismatch",
       "columns of different lengths (in memory)",
       "members",
       {},
       "lat",
       "2",
       [] {
         static_cast<void>(Table(
             "members", {{"member_id", Column::text({"M1"})}, {"lat", Column::reals({1, 2})}}));
       }},
      {in,
       "duplicate_column",
       "two columns of one name (in memory)",
       "members",
       {},
       "lat",
       "",
       [] {
         static_cast<void>(
             Table("members", {{"lat", Column::reals({1})}, {"lat", Column::reals({1})}}));
       }},
      {in, "not_utf8", "bytes that are no UTF-8 (in memory)", "members", 0, "name", "",
       memory("name", Column::text({"caf\xE9"}))},
      {in, "not_a_number", "words where a number is meant", "needs.csv", 2, "seats", "two",
       need_with("seats", "two")},
      {in, "not_a_number", "an infinite number", "members", 0, "max_km", "inf",
       memory("max_km", Column::reals({std::numeric_limits<double>::infinity()}))},
      {in, "not_whole", "half a seat", "needs.csv", 2, "seats", "1.5", need_with("seats", "1.5")},
      {in, "not_yes_no", "a word where yes or no is meant", "needs.csv", 2, "together", "maybe",
       need_with("seats,together", "2,maybe")},
      {in, "half_place", "one half of a place", "members.csv", 2, "lon", "",
       member_with("lat,lon", "39.9,")},
      {in, "bad_latitude", "a latitude of 116", "members.csv", 2, "lat", "116.2",
       member_with("lat,lon", "116.2,39.9")},
      {in, "bad_longitude", "a longitude of 200", "needs.csv", 2, "lon", "200",
       need_with("seats,lat,lon", "1,39.9,200")},
      {in, "bad_time", "words where a time is meant", "needs.csv", 2, "start", "tomorrow",
       need_at("tomorrow", "2026-10-05 11:00")},
      {in, "bad_time", "a bare number where a time is meant (in memory)", "needs", 0, "start", "9",
       starting(Column::integers({9}))},
      {in, "impossible_date", "31 June, 29 February 2027", "needs.csv", 2, "start",
       "2027-02-29 09:00", need_at("2027-02-29 09:00", "2027-03-01 11:00")},
      {in, "bad_clock", "25 o'clock, or 9:75", "needs.csv", 2, "end", "2026-10-05 25:00",
       need_at("2026-10-05 09:00", "2026-10-05 25:00")},
      {in, "bad_clock", "a time of twelve hours", "needs.csv", 2, "start", "2026-10-05 09:00 am",
       need_at("2026-10-05 09:00 am", "2026-10-05 11:00")},
      {in, "bad_clock", "a fraction of a second in a text", "needs.csv", 2, "start",
       "2026-10-05 09:00:00.5", need_at("2026-10-05 09:00:00.5", "2026-10-05 11:00")},
      {in, "fraction_of_second", "a fraction of a second in a column of timestamps", "needs", 0,
       "start", "1791190800500", starting(Column::instants({1'791'190'800'500}, 1000, true))},
      {in, "bad_offset", "an offset of 99 hours", "needs.csv", 2, "start", "2026-10-05 09:00+99:00",
       need_at("2026-10-05 09:00+99:00", "2026-10-05 11:00")},
      {in, "offset_conflict", "an offset that its zone does not have", "needs.csv", 2, "start",
       "2026-10-05 09:00+05:00[Asia/Shanghai]",
       need_at("2026-10-05 09:00+05:00[Asia/Shanghai]", "2026-10-05 11:00")},
      {in, "skipped_time", "a local time that the clocks skip", "needs.csv", 2, "start",
       "2026-03-08 02:30", need_at("2026-03-08 02:30", "2026-03-08 05:00", "America/New_York")},
      {in, "skipped_time", "the same in a column of timestamps", "needs", 0, "start", "1772937000",
       starting(Column::instants({1'772'937'000}, 1, true))},
      {in, "time_out_of_range", "the year 2926", "needs.csv", 2, "start", "2926-10-05 09:00",
       need_at("2926-10-05 09:00", "2026-10-05 11:00")},
      {in, "end_before_start", "an end at or before the start", "needs.csv", 2, "end",
       "2026-10-05 08:00", need_at("2026-10-05 09:00", "2026-10-05 08:00")},
      {in, "negative", "a limit of km below zero", "needs.csv", 2, "max_km", "-1",
       need_with("seats,max_km", "1,-1")},
      {in, "empty_branch", "a path with a branch without a name", "members.csv", 2, "community",
       "East//Block 3", member_with("community", "East//Block 3")},
      {in, "full_width", "separators of a Chinese keyboard", "members.csv", 2, "skills",
       "medic\xEF\xBC\x9A"
       "2",
       member_with("skills",
                   "medic\xEF\xBC\x9A"
                   "2")},
      {in, "unknown_zone", "a zone in a cell that nobody knows", "needs.csv", 2, "start",
       "2026-10-05 09:00 Mars/Olympus",
       need_at("2026-10-05 09:00 Mars/Olympus", "2026-10-05 11:00")},
      {in,
       "unknown_zone",
       "a zone of the problem that nobody knows",
       "",
       {},
       "zone",
       "Asia/Shangai",
       need_at("2026-10-05 09:00", "2026-10-05 11:00", "Asia/Shangai")},
      {in,
       "bad_zone_file",
       "a damaged file of a zone",
       "",
       {},
       "zone",
       "Here/There",
       [] { static_cast<void>(TimeZone::from_tzif("Here/There", "TZif2")); }},
  };
}

inline std::vector<BadInput> bad_members() {
  constexpr auto in = "Members";
  return {
      {in, "bad_level", "a level of 12, or of 0", "members.csv", 2, "skills", "medic:12",
       member_with("skills", "medic:12")},
      {in, "bad_date", "a last valid day that does not exist", "members.csv", 2, "skills",
       "medic:2@2026-02-30", member_with("skills", "medic:2@2026-02-30")},
      {in, "empty_name", "a skill without a name", "members.csv", 2, "skills", ":2",
       member_with("skills", ":2")},
      {in, "empty_name", "`*` where a skill is named", "members.csv", 2, "skills", "*",
       member_with("skills", "*")},
      {in, "duplicate_skill", "a skill twice in one cell", "members.csv", 2, "skills",
       "medic; medic:2", member_with("skills", "medic; medic:2")},
      {in, "bad_free", "free time without times", "members.csv", 2, "free", "weekends",
       member_with("free", "weekends")},
      {in, "bad_day", "a day of the week that is none", "members.csv", 2, "free", "Mo 19:00-21:00",
       member_with("free", "Mo 19:00-21:00")},
      {in, "bad_date", "a free day that does not exist", "members.csv", 2, "free",
       "2026-02-30 19:00-21:00", member_with("free", "2026-02-30 19:00-21:00")},
      {in, "bad_date", "days off that end before they start", "members.csv", 2, "free",
       "not 2026-10-07/2026-10-01", member_with("free", "not 2026-10-07/2026-10-01")},
      {in, "bad_clock", "free until 25:00", "members.csv", 2, "free", "Mon 19:00-25:00",
       member_with("free", "Mon 19:00-25:00")},
      {in, "bad_clock", "free from a time without an end", "members.csv", 2, "free", "Mon 19:00",
       member_with("free", "Mon 19:00")},
      {in, "negative", "a limit of services below zero", "members.csv", 2, "max_services", "-1",
       member_with("max_services", "-1")},
      {in, "negative", "hours below zero", "members.csv", 2, "max_hours", "-0.5",
       member_with("max_hours", "-0.5")},
      {in, "negative", "a reach below zero", "members.csv", 2, "max_km", "-2",
       member_with("max_km", "-2")},
      {in,
       "served_and_history",
       "a column `served` beside a table of history",
       "members.csv",
       {},
       "served",
       "",
       giving({.members = "member_id,served\nM1,2\n",
               .history = "member_id,start\nM1,2026-09-01 09:00\n"})},
  };
}

inline std::vector<BadInput> bad_needs() {
  constexpr auto in = "Needs";
  return {
      {in,
       "missing_column",
       "neither `seats` nor `roles`",
       "needs.csv",
       {},
       "seats",
       "",
       giving({.needs = "need_id,start,end\nN1,2026-10-05 09:00,2026-10-05 11:00\n"})},
      {in, "blank", "a need without times (a standing duty is for later)", "needs.csv", 2, "start",
       "", need_at("", "2026-10-05 11:00")},
      {in, "blank", "neither seats nor roles in a row", "needs.csv", 2, "seats", "",
       need_with("seats,roles", ",")},
      {in, "bad_seats", "seats below 1, or a billion", "needs.csv", 2, "seats", "1000000000",
       need_with("seats", "1000000000")},
      {in, "bad_seats", "a role of 0 seats", "needs.csv", 2, "roles", "0 medic",
       need_with("roles", "0 medic")},
      {in, "bad_seats", "roles of more than a million in all", "needs.csv", 2, "roles",
       "900000 medic; 900000 *", need_with("roles", "900000 medic; 900000 *")},
      {in, "seats_against_roles", "seats that are not the sum of the roles", "needs.csv", 2,
       "seats", "4", need_with("seats,roles", "4,1 medic; 2 *")},
      {in, "bad_role", "a role without a count", "needs.csv", 2, "roles", "medic",
       need_with("roles", "medic")},
      {in, "duplicate_role", "the same role twice in a need", "needs.csv", 2, "roles", "1 *; 2 *",
       need_with("roles", "1 *; 2 *")},
      {in, "bad_level", "a level of 12 asked", "needs.csv", 2, "skills", "medic:12",
       need_with("seats,skills", "1,medic:12")},
      {in, "date_not_allowed", "a date behind a skill asked", "needs.csv", 2, "skills",
       "medic@2027-03-31", need_with("seats,skills", "1,medic@2027-03-31")},
      {in, "empty_name", "a `+` with nothing behind it", "needs.csv", 2, "roles", "1 medic+",
       need_with("roles", "1 medic+")},
      {in, "duplicate_skill", "a skill asked twice in a role", "needs.csv", 2, "roles",
       "1 medic+medic:2", need_with("roles", "1 medic+medic:2")},
      {in, "bad_min_seats", "`min_seats` above the seats", "needs.csv", 2, "min_seats", "3",
       need_with("seats,min_seats", "2,3")},
      {in, "bad_min_seats", "`min_seats` below 0", "needs.csv", 2, "min_seats", "-1",
       need_with("seats,min_seats", "2,-1")},
      {in, "bad_priority", "a priority of 7", "needs.csv", 2, "priority", "7",
       need_with("seats,priority", "1,7")},
      {in, "not_supported_yet", "a column that is reserved for later", "needs.csv", 2, "by", "unit",
       need_with("seats,by", "1,unit")},
      {in, "horizon_too_long", "one need years away from the others", "needs.csv", 4, "start",
       "2062-10-05 09:00",
       giving({.needs = "need_id,start,end,seats\nN1,2026-10-05 09:00,2026-10-05 11:00,1\n"
                        "N2,2026-10-05 09:00,2026-10-05 11:00,1\n"
                        "N3,2062-10-05 09:00,2062-10-05 11:00,1\n"})},
      {in, "too_many_seats", "2,148 needs of a million seats each", "needs.csv", 2149, "seats",
       "1000000",
       [] {
         CsvFiles files{.needs = "need_id,start,end,seats\n"};
         for (int n = 1000; n < 3200; ++n)
           files.needs += "N" + std::to_string(n) + ",2026-10-05 09:00,2026-10-05 11:00,1000000\n";
         static_cast<void>(problem_of(files));
       }},
  };
}

inline std::vector<BadInput> bad_optional_tables() {
  constexpr auto pins = "Pins";
  constexpr auto past = "History";
  constexpr auto free = "Availability";
  return {
      {free, "unknown_id", "free time of an unknown member", "availability.csv", 2, "member_id",
       "M9", availability_of("M9,2026-10-05 09:00,2026-10-05 11:00,yes\n")},
      {free, "end_before_start", "free time that ends before it starts", "availability.csv", 2,
       "end", "2026-10-05 08:00", availability_of("M1,2026-10-05 09:00,2026-10-05 08:00,yes\n")},
      {free, "blank", "neither yes nor no", "availability.csv", 2, "free", "",
       availability_of("M1,2026-10-05 09:00,2026-10-05 11:00,\n")},
      {free, "not_yes_no", "another word than yes or no", "availability.csv", 2, "free", "perhaps",
       availability_of("M1,2026-10-05 09:00,2026-10-05 11:00,perhaps\n")},
      {pins, "unknown_id", "a pin on an unknown need", "pins.csv", 2, "need_id", "N9",
       pins_of("N9,M1,must,\n")},
      {pins, "unknown_id", "a pin on an unknown member", "pins.csv", 2, "member_id", "M9",
       pins_of("N1,M9,never,\n")},
      {pins, "bad_pin_kind", "a kind that is neither must nor never", "pins.csv", 2, "kind",
       "please", pins_of("N1,M1,please,\n")},
      {pins, "unknown_role", "a role that the need does not have", "pins.csv", 2, "role", "medic",
       pins_of("N1,M1,must,medic\n")},
      {pins, "must_and_never", "must and never on one pair", "pins.csv", 3, "kind", "never",
       pins_of("N1,M1,must,\nN1,M1,never,\n")},
      {pins, "duplicate_pin", "the same pin twice", "pins.csv", 3, "kind", "must",
       pins_of("N1,M1,must,\nN1,M1,must,\n")},
      {pins, "more_musts_than_seats", "more musts than seats", "pins.csv", 4, "kind", "must",
       pins_of("N1,M1,must,\nN1,M2,must,\nN1,M3,must,\n")},
      {past, "blank", "a service without a member", "history.csv", 2, "member_id", "",
       history_of(",2026-09-01 09:00\n")},
      {past, "impossible_date", "a service on a day that does not exist", "history.csv", 2, "start",
       "2026-09-31 09:00", history_of("M1,2026-09-31 09:00\n")},
  };
}

}  // namespace turnout::testing
