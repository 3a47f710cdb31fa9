// Random problems so small that every plan of them can be looked at.
//
//   const SmallProblem small = small_problem(seed, {.overlaps = false});
//   const Problem problem = small.problem();
//
// A function of the seed alone, the same on every machine. Each trait of the language turns up in
// some of them; `SmallTraits` switches off those that one minimum-cost flow cannot express.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <turnout/model/policy.hpp>
#include <turnout/model/problem.hpp>

#include "support/text_table.hpp"

namespace turnout::testing {

struct SmallTraits {
  bool overlaps = true;     ///< Services of any hours; else slots that are equal or apart.
  bool mixed_hours = true;  ///< Hour limits beside services of several lengths.
  bool rest_travel = true;  ///< rest_hours and travel_kmh.
  bool together = true;
  bool musts = true;
  bool blank_places = true;
  std::size_t most_members = 5, most_needs = 4;
};

/// None of the traits that a flow cannot express.
inline SmallTraits flow_traits() {
  return {.overlaps = false, .mixed_hours = false, .rest_travel = false, .together = false};
}

struct SmallProblem {
  Tables tables;
  Policy policy;
  std::string zone = "UTC";
  [[nodiscard]] Problem problem() const {
    return make_problem(tables, {.zone = zone, .zone_folders = {}});
  }
};

class SmallMaker {
 public:
  SmallMaker(std::uint64_t seed, const SmallTraits& traits) : random_(seed), traits_(traits) {}

  SmallProblem make() {
    draw_policy();
    const std::size_t members = 1 + below(traits_.most_members);
    const std::size_t needs = 1 + below(traits_.most_needs);
    uses_served_ = chance(30);
    for (std::size_t m = 0; m < members; ++m) draw_member(m);
    for (std::size_t n = 0; n < needs; ++n) draw_need(n);
    SmallProblem small;
    small.policy = policy_;
    small.zone = chance(30) ? "Asia/Shanghai" : "UTC";
    small.tables.members = text_table("members", members_);
    small.tables.needs = text_table("needs", needs_);
    draw_pins(small.tables);
    if (!uses_served_ && chance(60)) draw_history(small.tables);
    return small;
  }

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  bool chance(std::size_t percent) { return below(100) < percent; }
  template <class T>
  T any(std::initializer_list<T> of) {
    return *(of.begin() + static_cast<std::ptrdiff_t>(below(of.size())));
  }
  std::string number(std::size_t from, std::size_t to) {
    return std::to_string(from + below(to - from + 1));
  }

  void draw_policy() {
    policy_.within_km = chance(80) ? std::optional<double>(any({2.0, 4.0})) : std::nullopt;
    policy_.max_per_day = any<std::optional<std::int64_t>>({1, 1, 2, {}});
    policy_.max_per_week = any<std::optional<std::int64_t>>({1, 2, {}, {}});
    policy_.max_services = any<std::optional<std::int64_t>>({1, 2, 3, {}});
    policy_.cost_per_km = any({1000.0, 1.5, 0.0, 777.7});
    policy_.cost_per_climb = any<std::int64_t>({0, 2000});
    if (chance(20)) policy_.max_climb = any<std::int64_t>({0, 1});
    if (chance(50)) policy_.idle_skill = {{"medic", 900}, {"driver", 400}};
    policy_.continuity = any<std::optional<std::int64_t>>({700, {}});
    if (chance(50)) policy_.unfilled_cost = {900, 1800, 3000, 5000, 9000};  // often not worth it
    policy_.min_seats_weight = any<std::int64_t>({1, 4});
    policy_.fairness = any<std::int64_t>({0, 300, 1000});
    policy_.min_services_cost = any<std::int64_t>({0, 2500, 20000});
    if (traits_.rest_travel && chance(40)) policy_.rest_hours = any({0.5, 1.0, 12.0});
    if (traits_.rest_travel && chance(40)) policy_.travel_kmh = any({1.0, 4.0, 20.0});
    if (traits_.mixed_hours && chance(40)) policy_.max_hours_per_day = any({2.0, 4.0});
    if (traits_.mixed_hours && chance(30)) policy_.max_hours = any({3.0, 5.5});
    if (!traits_.mixed_hours && chance(30)) policy_.max_hours_per_week = any({2.0, 4.0, 5.0});
  }

  void place(Cells& cells) {
    if (traits_.blank_places && chance(15)) return;
    cells["lat"] = "39.9" + std::to_string(below(4));
    cells["lon"] = "116.2" + std::to_string(below(4));
  }
  std::string branch() {
    return any<std::string>({"", "East", "East/One", "East/Two", "West", "West/One"});
  }
  std::string skills(bool asked) {
    std::string cell;
    for (const char* name : {"medic", "driver"}) {
      if (!chance(asked ? 35 : 60)) continue;
      if (!cell.empty()) cell += "; ";
      cell += name;
      if (chance(50)) cell += ":" + number(1, asked ? 2 : 3);
      if (!asked && chance(15)) cell += any<std::string>({"@2026-10-05", "@2026-10-08"});
    }
    return cell;
  }

  void draw_member(std::size_t m) {
    Cells cells{{"member_id", "M" + std::to_string(m)}, {"skills", skills(false)}};
    place(cells);
    cells["free"] = any<std::string>({"Mon-Sun 00:00-24:00", "Mon-Sun 08:00-13:00",
                                      "Mon-Fri 06:00-22:00; not 2026-10-06",
                                      "2026-10-05 09:00-12:00; 2026-10-06 00:00-24:00"});
    cells["community"] = branch();
    if (chance(25)) cells["max_services"] = number(0, 2);
    if (chance(25)) cells["max_per_day"] = number(1, 2);
    if (chance(20)) cells["max_per_week"] = number(1, 2);
    if (chance(30)) cells["min_services"] = number(1, 2);
    if (chance(20)) cells["max_km"] = any<std::string>({"1", "3", "30"});
    if (chance(20)) cells["accepts"] = any<std::string>({"post", "wish; milk"});
    if (chance(30)) cells["likes"] = any<std::string>({"post", "milk"});
    if (uses_served_) cells["served"] = number(0, 3);
    if (traits_.mixed_hours && chance(20)) cells["max_hours"] = any<std::string>({"2", "4.5"});
    members_.push_back(std::move(cells));
  }

  void draw_need(std::size_t n) {
    Cells cells{{"need_id", "N" + std::to_string(n)}};
    place(cells);
    const std::string day =
        any<std::string>({"2026-10-05", "2026-10-05", "2026-10-06", "2026-10-13"});
    // Slots of two hours that are equal or apart, or anything from 9 to 16 o'clock.
    std::size_t from = 9 + 3 * below(2), length = 2;
    if (traits_.overlaps) from = 9 + below(4), length = 1 + below(3);
    const auto clock = [](std::size_t hour) {
      return (hour < 10 ? " 0" : " ") + std::to_string(hour) + ":00";
    };
    cells["start"] = day + clock(from);
    cells["end"] = day + clock(from + length);
    std::size_t seats = 0;
    if (chance(40)) {
      const std::size_t first = 1 + below(2), second = 1 + below(2);
      cells["roles"] = std::to_string(first) + " " + any<std::string>({"medic", "driver:2"}) +
                       "; " + std::to_string(second) + " *";
      seats = first + second;
    } else {
      seats = 1 + below(3);
      cells["seats"] = std::to_string(seats);
    }
    if (chance(40)) cells["min_seats"] = number(1, seats);
    if (chance(25)) cells["skills"] = skills(true);
    if (chance(60)) cells["priority"] = number(1, 5);
    if (chance(20)) cells["max_km"] = any<std::string>({"1", "3", "30"});
    cells["kind"] = any<std::string>({"post", "pairing", "wish", ""});
    cells["item"] = any<std::string>({"milk", ""});
    cells["community"] = branch();
    if (chance(15)) cells["scope"] = any<std::string>({"East", "West"});
    if (chance(30)) cells["series"] = any<std::string>({"s1", "s2"});
    if (chance(30)) cells["place"] = any<std::string>({"p1", "p2"});
    if (traits_.together && chance(30)) cells["together"] = "yes";
    seats_.push_back(seats);
    needs_.push_back(std::move(cells));
  }

  void draw_pins(Tables& tables) {
    std::vector<Cells> pins;
    std::vector<std::size_t> left(seats_);
    for (std::size_t n = 0; n < needs_.size(); ++n) {
      for (std::size_t m = 0; m < members_.size(); ++m) {
        if (!chance(12)) continue;
        const bool must = traits_.musts && chance(60) && left[n] > 0;
        if (must) --left[n];
        pins.push_back({{"need_id", "N" + std::to_string(n)},
                        {"member_id", "M" + std::to_string(m)},
                        {"kind", must ? "must" : "never"}});
        if (chance(25)) pins.back()["role"] = "*";
      }
    }
    drop_crowded(pins);
    if (!pins.empty()) tables.pins = text_table("pins", pins);
  }
  /// More musts than seats in a role is a bad row: later ones lose their role.
  void drop_crowded(std::vector<Cells>& pins) {
    std::vector<std::string> seen;
    for (Cells& pin : pins) {
      if (!pin.contains("role") || pin["role"].empty() || pin["kind"] != "must") continue;
      if (std::ranges::find(seen, pin["need_id"]) != seen.end()) pin["role"].clear();
      seen.push_back(pin["need_id"]);
    }
  }

  void draw_history(Tables& tables) {
    std::vector<Cells> rows;
    for (std::size_t i = 0; i < 1 + below(5); ++i) {
      const std::string day = any<std::string>({"2026-09-20", "2026-05-02", "2025-11-11"});
      rows.push_back({{"service_id", "S" + std::to_string(i)},
                      {"member_id", "M" + std::to_string(below(members_.size()))},
                      {"start", day + " 10:00"},
                      {"end", day + " 12:00"},
                      {"series", any<std::string>({"s1", "s2", ""})},
                      {"place", any<std::string>({"p1", "p2", ""})}});
    }
    tables.history = text_table("history", rows);
  }

  std::mt19937_64 random_;
  SmallTraits traits_;
  Policy policy_;
  bool uses_served_ = false;
  std::vector<Cells> members_, needs_;
  std::vector<std::size_t> seats_;
};

inline SmallProblem small_problem(std::uint64_t seed, const SmallTraits& traits = {}) {
  return SmallMaker(seed, traits).make();
}

}  // namespace turnout::testing
