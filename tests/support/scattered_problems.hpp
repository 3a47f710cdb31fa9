// Random problems for the index: places where a grid goes wrong, hours where a calendar does.
//
// Needs and members lie around a city, a pole, the date line or all over the world, some without a
// place; services run past midnight and through nights in which the clocks change. A function of
// the seed alone. Costs and limits are drawn too, musts are not.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <turnout/model/policy.hpp>
#include <turnout/model/problem.hpp>

#include "support/text_table.hpp"

namespace turnout::testing {

struct ScatteredProblem {
  Tables tables;
  Policy policy;
  std::string zone;
  [[nodiscard]] Problem problem() const {
    return make_problem(tables, {.zone = zone, .zone_folders = {}});
  }
};

class ScatteredMaker {
 public:
  explicit ScatteredMaker(std::uint64_t seed) : random_(seed), region_(below(5)) {}

  ScatteredProblem make(std::size_t members, std::size_t needs) {
    ScatteredProblem made;
    made.zone = any({"UTC", "America/New_York", "Asia/Shanghai", "Pacific/Auckland"});
    std::vector<Cells> people, tasks;
    for (std::size_t m = 0; m < members; ++m) people.push_back(member(m));
    for (std::size_t n = 0; n < needs; ++n) tasks.push_back(need(n));
    made.tables.members = text_table("members", people);
    made.tables.needs = text_table("needs", tasks);
    std::vector<Cells> pins;
    for (std::size_t n = 0; n < needs; ++n)
      for (std::size_t m = 0; m < members; ++m)
        if (chance(3))
          pins.push_back({{"need_id", "N" + std::to_string(n)},
                          {"member_id", "M" + std::to_string(m)},
                          {"kind", "never"},
                          {"role", tasks[n].contains("roles") && chance(50) ? "*" : ""}});
    if (!pins.empty()) made.tables.pins = text_table("pins", pins);
    draw(made.policy);
    return made;
  }

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  bool chance(std::size_t percent) { return below(100) < percent; }
  std::string any(std::initializer_list<const char*> of) {
    return *(of.begin() + static_cast<std::ptrdiff_t>(below(of.size())));
  }
  double uniform(double from, double to) {
    return from + (to - from) * static_cast<double>(random_() >> 11U) * 0x1p-53;
  }

  void place(Cells& cells) {
    if (chance(12)) return;
    double lat = 0, lon = 0;
    switch (region_) {
      case 0: lat = uniform(39.8, 40.0), lon = uniform(116.1, 116.4); break;
      case 1: lat = uniform(89.8, 90), lon = uniform(-180, 180); break;
      case 2: lat = -uniform(89.8, 90), lon = uniform(-180, 180); break;
      case 3:
        lat = uniform(-17, -16.8), lon = uniform(179.8, 180.2);
        if (lon > 180) lon -= 360;
        break;
      default: lat = uniform(-90, 90), lon = uniform(-180, 180);
    }
    if (chance(5)) lat = region_ == 2 ? -90 : region_ == 1 ? 90 : lat;
    cells["lat"] = std::to_string(lat);
    cells["lon"] = std::to_string(lon);
  }
  std::string skills(bool asked) {
    std::string cell;
    for (const char* name : {"medic", "driver", "chess"}) {
      if (!chance(asked ? 20 : 60)) continue;
      cell += (cell.empty() ? "" : "; ") + std::string(name) + ":" +
              std::to_string(1 + below(asked ? 3 : 5));
      if (!asked && chance(40)) cell += any({"@2026-03-07", "@2026-03-08", "@2026-03-09"});
    }
    return cell;
  }
  std::string branch() { return any({"", "East", "East/One", "East/One/Block 3", "West"}); }

  Cells member(std::size_t m) {
    Cells cells{
        {"member_id", "M" + std::to_string(m)},
        {"skills", skills(false)},
        {"free", any({"Mon-Sun 00:00-24:00", "Sat-Sun 22:00-04:00", "Sun 00:00-06:00",
                      "Mon-Fri 18:00-23:00; Sat 08:00-12:00; Sat 12:00-20:00",
                      "Mon-Sun 00:00-24:00; not 2026-03-08", "2026-03-07 20:00-02:00", ""})},
        {"community", branch()}};
    place(cells);
    if (chance(30)) cells["max_km"] = any({"0", "1", "8", "60", "21000"});
    if (chance(20)) cells["accepts"] = any({"post", "wish; milk", "milk"});
    if (chance(30)) cells["likes"] = any({"post", "milk"});
    if (chance(15)) cells["max_services"] = any({"0", "3"});
    if (chance(15)) cells["max_hours_per_day"] = any({"0.5", "2", "9"});
    return cells;
  }

  Cells need(std::size_t n) {
    Cells cells{{"need_id", "N" + std::to_string(n)},
                {"skills", skills(true)},
                {"community", branch()},
                {"kind", any({"post", "wish", "pairing", ""})},
                {"item", any({"milk", ""})}};
    place(cells);
    // Over the nights in which New York's clocks go forward and Auckland's go back.
    const bool march = chance(70);
    const std::string day = march ? "2026-03-0" : "2026-04-0";
    const std::size_t first = march ? 6 + below(3) : 4 + below(2);
    cells["start"] = day + std::to_string(first) + any({" 00:00", " 01:00", " 09:30", " 22:00"});
    cells["end"] = day + std::to_string(first + (chance(50) ? 1 : 0)) + any({" 22:30", " 23:00"});
    if (chance(30)) cells["end"] = day + std::to_string(first + 1) + any({" 00:00", " 01:00"});
    if (chance(30)) {
      cells["roles"] = "1 driver:2+medic; 2 *";
    } else {
      cells["seats"] = "2";
    }
    if (chance(20)) cells["max_km"] = any({"0", "3", "40"});
    if (chance(20)) cells["scope"] = any({"East", "East/One", "North"});
    return cells;
  }

  void draw(Policy& policy) {
    policy.within_km = {};
    if (chance(75)) policy.within_km = std::array{0.0, 5.0, 25.0, 12'000.0}[below(4)];
    if (chance(40)) policy.max_climb = std::int64_t{1};
    if (chance(30)) policy.max_hours = 8.0;
    if (chance(10)) policy.max_per_day = 0;
    if (chance(50)) policy.idle_skill = {{"medic", 900}};
  }

  std::mt19937_64 random_;
  std::size_t region_;
};

inline ScatteredProblem scattered_problem(std::uint64_t seed, std::size_t members = 60,
                                          std::size_t needs = 12) {
  return ScatteredMaker(seed).make(members, needs);
}

}  // namespace turnout::testing
