// turnout/generate/detail/catalogue.ipp -- what people can do, where they work, when they are free.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI::detail::generate {

/// A skill, how many of 10,000 members hold it, and whether it rests on a paper that runs out.
struct SkillKind {
  std::string_view name;
  std::uint32_t per_10000;
  bool dated;
};
// clang-format off
inline constexpr std::array<SkillKind, 21> kSkills{{
    {"medical", 180, true},       {"legal", 110, false},        {"teaching", 380, false},
    {"waste-sorting", 1300, false}, {"patrol", 1100, false},    {"elder-care", 900, false},
    {"after-school-care", 600, false}, {"first-aid", 600, true}, {"driver", 600, true},
    {"psychology", 90, true},     {"electrician", 150, false},  {"plumbing", 130, false},
    {"computer", 400, false},     {"calligraphy", 150, false},  {"music", 200, false},
    {"traffic-guide", 800, false}, {"translation", 110, false}, {"sign-language", 25, false},
    {"leader", 600, false},       {"gardening", 250, false},    {"haircut", 80, false},
}};
// clang-format on
inline constexpr std::uint32_t kElderCare = 5;
inline constexpr std::uint32_t kAfterSchool = 6;

/// What an organisation does, and the skills (positions in kSkills, -1 for none) that are eight
/// times as frequent among its people.
struct Trade {
  std::string_view name;
  std::array<int, 3> skills;
};
// clang-format off
inline constexpr std::array<Trade, 16> kTrades{{
    {"Clinic", {0, 7, 9}},          {"School", {2, 6, 13}},       {"Law Office", {1, -1, -1}},
    {"Power Works", {10, 8, -1}},   {"Water Works", {11, 10, -1}}, {"Software House", {12, -1, -1}},
    {"Culture House", {14, 13, -1}}, {"Bus Depot", {8, 15, -1}},  {"Property Office", {4, 3, -1}},
    {"Park Office", {19, 3, -1}},   {"Savings Bank", {-1, -1, -1}}, {"Design House", {16, 12, -1}},
    {"Textile Mill", {-1, -1, -1}}, {"Post Office", {8, -1, -1}}, {"Elders' Home", {5, 0, 20}},
    {"Street Office", {18, 4, -1}},
}};
// clang-format on

/// Free from `from` to `to` (minutes after midnight; past 1,440 means into the next day) on the
/// days from `first` to `last` (0 is Monday).
struct Window {
  std::uint8_t first = 0, last = 0;
  std::uint16_t from = 0, to = 0;  ///< `to` 0: no window.
};
/// The habit of a week, and how many of 1,000 members have it.
struct Habit {
  std::uint32_t weight;
  std::array<Window, 3> windows;
};
// clang-format off
inline constexpr std::array<Habit, 32> kHabits{{
    // People at work: evenings, and one or both days of the weekend.
    {90, {{{0, 4, 1110, 1290}, {5, 6, 480, 720}, {}}}},
    {80, {{{0, 4, 1110, 1290}, {5, 6, 510, 1050}, {}}}},
    {70, {{{0, 4, 1140, 1320}, {5, 6, 540, 720}, {}}}},
    {60, {{{0, 3, 1110, 1260}, {5, 5, 480, 1080}, {}}}},
    {60, {{{0, 4, 1080, 1260}, {6, 6, 480, 1080}, {}}}},
    {50, {{{0, 6, 1110, 1290}, {}, {}}}},
    {45, {{{1, 1, 1110, 1320}, {3, 3, 1110, 1320}, {5, 6, 480, 720}}}},
    {40, {{{0, 0, 1110, 1290}, {2, 2, 1110, 1290}, {4, 4, 1110, 1290}}}},
    {40, {{{5, 6, 480, 1200}, {}, {}}}},
    {35, {{{5, 6, 480, 720}, {}, {}}}},
    {30, {{{5, 6, 810, 1050}, {}, {}}}},
    {30, {{{5, 5, 480, 720}, {}, {}}}},
    {25, {{{6, 6, 480, 720}, {}, {}}}},
    {30, {{{0, 4, 1140, 1260}, {}, {}}}},
    {25, {{{0, 4, 420, 510}, {5, 5, 480, 720}, {}}}},
    {25, {{{0, 4, 420, 510}, {0, 4, 1110, 1260}, {}}}},
    {20, {{{0, 4, 720, 840}, {0, 4, 1110, 1260}, {}}}},
    {20, {{{0, 2, 1110, 1290}, {6, 6, 810, 1080}, {}}}},
    {20, {{{4, 4, 1080, 1320}, {5, 6, 480, 1320}, {}}}},
    // Teachers and people on shifts.
    {25, {{{0, 4, 960, 1110}, {5, 5, 480, 720}, {}}}},
    {20, {{{0, 4, 960, 1260}, {}, {}}}},
    {15, {{{0, 1, 480, 1080}, {5, 5, 480, 1080}, {}}}},
    {15, {{{2, 3, 480, 1080}, {6, 6, 480, 1080}, {}}}},
    {10, {{{1, 4, 780, 1110}, {}, {}}}},
    // People who have retired.
    {30, {{{0, 4, 480, 690}, {0, 4, 840, 1080}, {}}}},
    {25, {{{0, 6, 480, 1080}, {}, {}}}},
    {20, {{{0, 4, 540, 1110}, {5, 5, 480, 720}, {}}}},
    {15, {{{0, 4, 840, 1260}, {}, {}}}},
    {10, {{{0, 6, 420, 1260}, {}, {}}}},
    // Those who can be called at night.
    {10, {{{0, 6, 1080, 1440}, {}, {}}}},
    {6, {{{0, 6, 1140, 1860}, {}, {}}}},
    {4, {{{4, 6, 1200, 1920}, {5, 6, 480, 720}, {}}}},
}};
// clang-format on

}  // namespace turnout::inline TURNOUT_ABI::detail::generate
