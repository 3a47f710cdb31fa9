// A test that shows its instance: places drawn as a map.
//
//   AsciiTown town(R"(
//       A--1--B
//       |     |
//       2-----C   )");                                   // one step, to the right or down, 1 km
//   town.member("A", {{"skills", "first-aid"}});
//   town.need("1", {{"skills", "first-aid"}, {"start", "2026-10-01 09:00"}, ...});
//   const Problem problem = town.problem();
//
// Letters and digits are places; everything else is drawn for the eye. The map lies on the equator,
// where a step east is as long as a step south. Members and needs stand where the first letter of
// their id is drawn; a need without seats has one.
#pragma once

#include <cstdint>
#include <cstdio>
#include <map>
#include <numbers>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/model/place.hpp>
#include <turnout/model/problem.hpp>

#include "support/text_table.hpp"

namespace turnout::testing {

class AsciiTown {
 public:
  explicit AsciiTown(std::string_view map, double step_km = 1.0) {
    const double degrees = step_km * 1000.0 / earth_radius_m * 180.0 / std::numbers::pi;
    int line = 0, column = 0;
    for (const char c : map) {
      const bool place = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (place && !places_.try_emplace(c, -line * degrees, column * degrees).second) {
        throw std::logic_error(std::string("the map shows twice: ") + c);
      }
      ++column;
      if (c == '\n') ++line, column = 0;
    }
  }

  AsciiTown& member(const std::string& id, Cells cells = {}) {
    tables_["members"].push_back(placed(id, "member_id", std::move(cells)));
    return *this;
  }
  AsciiTown& need(const std::string& id, Cells cells = {}) {
    if (!cells.contains("roles")) cells.try_emplace("seats", "1");
    tables_["needs"].push_back(placed(id, "need_id", std::move(cells)));
    return *this;
  }
  AsciiTown& pin(const std::string& need, const std::string& member, const std::string& kind,
                 const std::string& role = "") {
    tables_["pins"].push_back(
        {{"need_id", need}, {"member_id", member}, {"kind", kind}, {"role", role}});
    return *this;
  }
  AsciiTown& history(Cells cells) {
    tables_["history"].push_back(std::move(cells));
    return *this;
  }

  [[nodiscard]] Tables tables() const {
    Tables tables{.members = text_table("members", tables_.at("members")),
                  .needs = text_table("needs", tables_.at("needs")),
                  .availability = {},
                  .pins = {},
                  .history = {}};
    if (tables_.contains("pins")) tables.pins = text_table("pins", tables_.at("pins"));
    if (tables_.contains("history")) tables.history = text_table("history", tables_.at("history"));
    return tables;
  }
  [[nodiscard]] Problem problem(const std::string& zone = "UTC") const {
    return make_problem(tables(), {.zone = zone, .zone_folders = {}});
  }

 private:
  Cells placed(const std::string& id, const std::string& column, Cells cells) const {
    cells[column] = id;
    const auto place = places_.find(id.at(0));
    if (place == places_.end()) return cells;  // off the map: without a place
    cells["lat"] = text(place->second.first);
    cells["lon"] = text(place->second.second);
    return cells;
  }
  static std::string text(double value) {
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%.17g", value);
    // The cells have no exponents: a map of a few kilometres needs none but for 0.
    return std::string(buffer).find('e') == std::string::npos ? buffer : std::to_string(value);
  }

  std::map<char, std::pair<double, double>> places_;
  std::map<std::string, std::vector<Cells>> tables_;
};

}  // namespace turnout::testing
