// turnout/generate/detail/items.ipp -- what streets ask for: the patterns of needs.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI::detail::generate {

/// One line of a staffing: from `least` to `most` people with `skills` ("first-aid:2"; "*" anyone).
struct Line {
  std::uint16_t least = 0, most = 0;  ///< `most` 0: no line.
  std::string_view skills;
};
inline constexpr std::uint8_t kWeekdays = 31, kSaturday = 32, kSunday = 64, kWeekend = 96,
                              kFridayOn = 112, kEveryDay = 127;

/// Something that streets ask for, as a pattern from which needs are drawn.
struct Item {
  std::string_view kind, item;
  std::string_view category;  ///< One of four: public good, posts, activities, errands.
  std::string_view title;
  std::string_view place;                 ///< "gate"; empty: at a resident's home, told to nobody.
  std::uint8_t days = kEveryDay;          ///< Bit 0 is Monday.
  std::array<std::uint16_t, 3> starts{};  ///< Minutes after midnight; 0: none.
  std::uint16_t minutes = 120;
  std::uint16_t weight = 1;  ///< How often it is drawn.
  bool weekly = false;       ///< Drawn once, asked every week: a series.
  std::uint8_t priority = 3;
  std::uint16_t hectometres = 15;  ///< `max_km` in tenths; 0: as the member says.
  std::uint8_t min_percent = 0;    ///< `min_seats` in per cent of the seats.
  bool scoped = false;             ///< Members of this community only.
  bool together = false;
  std::array<Line, 4> lines{};
};

// clang-format off
// kind, item, category, title, place,
// days, starts, minutes, weight, weekly, priority, hectometres, min_percent, scoped, together,
// lines
inline constexpr std::array<Item, 44> kItems{{
    {"post", "waste-sorting", "posts", "Door-to-door waste sorting", "waste station",
     kEveryDay, {1110}, 120, 50, true, 3, 12, 50, false, false,
     {{{1, 1, "waste-sorting:2"}, {2, 4, "*"}}}},
    {"post", "waste-sorting", "posts", "Waste sorting at the bins", "waste station",
     kEveryDay, {1110, 1140}, 90, 20, true, 2, 10, 0, false, false, {{{2, 3, "waste-sorting"}}}},
    {"post", "evening-patrol", "posts", "Evening patrol", "gate",
     kEveryDay, {1140}, 120, 45, true, 3, 12, 50, false, false,
     {{{1, 1, "patrol:2"}, {2, 3, "patrol"}}}},
    {"post", "evening-patrol", "posts", "Neighbourhood watch", "gate",
     kEveryDay, {1170}, 90, 15, true, 2, 10, 0, true, false, {{{3, 5, "*"}}}},
    {"post", "traffic-guide", "posts", "Guiding traffic at the school gate", "school gate",
     kWeekdays, {430}, 50, 22, true, 4, 20, 0, false, false,
     {{{1, 2, "traffic-guide"}, {1, 1, "*"}}}},
    {"post", "after-school-care", "posts", "After-school care", "activity room",
     kWeekdays, {990}, 90, 32, true, 4, 15, 0, false, false,
     {{{1, 2, "after-school-care"}, {1, 1, "*"}}}},
    {"post", "reading-room", "posts", "Reading room desk", "reading room",
     kWeekend, {540, 840}, 150, 18, true, 2, 10, 0, true, false, {{{1, 2, "*"}}}},
    {"post", "elder-meals", "posts", "Bringing meals to elders", "canteen",
     kWeekdays, {660, 690}, 60, 12, true, 4, 15, 0, false, false, {{{2, 3, "*"}}}},
    {"standing", "service-desk", "posts", "Duty at the service desk", "service centre",
     kWeekend, {540, 840}, 120, 8, true, 2, 15, 0, false, false, {{{1, 1, "leader"}, {1, 1, "*"}}}},
    {"squad", "stairwells", "public good", "Stairwell cleaning squad", "estate gate",
     kSaturday, {510}, 150, 34, false, 3, 12, 50, false, false, {{{1, 1, "leader"}, {6, 10, "*"}}}},
    {"squad", "drains", "public good", "Clearing drains before the rain", "pump house",
     kSaturday, {480}, 180, 20, false, 4, 15, 60, false, false,
     {{{1, 1, "leader:2"}, {1, 1, "plumbing"}, {6, 12, "*"}}}},
    {"squad", "medical-round", "public good", "Medical squad on its round", "health post",
     kWeekend, {540}, 180, 14, false, 4, 30, 50, false, false,
     {{{2, 3, "medical:2"}, {1, 1, "driver"}, {2, 3, "*"}}}},
    {"squad", "teaching-squad", "public good", "Teaching squad, Saturday lessons", "activity room",
     kSaturday, {540, 840}, 150, 12, false, 3, 22, 50, false, false,
     {{{2, 4, "teaching:2"}, {1, 2, "*"}}}},
    {"squad", "greening", "public good", "Planting and pruning squad", "garden",
     kWeekend, {510}, 150, 14, false, 2, 20, 0, false, false, {{{1, 2, "gardening"}, {4, 8, "*"}}}},
    {"activity", "free-clinic", "activities", "Free clinic", "activity room",
     kWeekend, {540}, 150, 36, false, 4, 28, 60, false, false,
     {{{1, 2, "medical:3"}, {1, 1, "first-aid"}, {2, 4, "*"}}}},
    {"activity", "legal-advice", "activities", "Legal advice afternoon", "activity room",
     kWeekend, {840}, 120, 24, false, 3, 40, 0, false, false, {{{1, 2, "legal:2"}, {1, 1, "*"}}}},
    {"activity", "first-aid-class", "activities", "First-aid class", "activity room",
     kEveryDay, {1140}, 90, 24, false, 3, 24, 0, false, false,
     {{{1, 1, "first-aid:3"}, {2, 3, "*"}}}},
    {"activity", "calligraphy", "activities", "Calligraphy afternoon", "activity room",
     kWeekend, {840}, 120, 20, false, 2, 25, 0, false, false,
     {{{1, 1, "calligraphy:2"}, {1, 3, "*"}}}},
    {"activity", "concert", "activities", "Courtyard concert", "courtyard",
     kFridayOn, {1140}, 120, 24, false, 2, 30, 50, false, false,
     {{{1, 1, "leader"}, {2, 4, "music"}, {4, 6, "*"}}}},
    {"activity", "fair", "activities", "Service fair", "square",
     kWeekend, {540}, 180, 30, false, 3, 30, 60, false, false,
     {{{1, 1, "leader:2"}, {2, 2, "first-aid:2"}, {5, 12, "*"}}}},
    {"activity", "phone-class", "activities", "Smartphone class for elders", "activity room",
     kEveryDay, {1140, 1110}, 90, 30, false, 3, 20, 0, false, false,
     {{{1, 2, "computer"}, {2, 3, "*"}}}},
    {"activity", "haircut", "activities", "Free haircuts", "courtyard",
     kWeekend, {540}, 150, 18, false, 3, 25, 0, false, false, {{{1, 2, "haircut"}, {1, 2, "*"}}}},
    {"activity", "repair", "activities", "Repair cafe", "activity room",
     kWeekend, {840}, 150, 20, false, 3, 22, 0, false, false,
     {{{1, 1, "electrician"}, {1, 1, "computer:2"}, {1, 2, "*"}}}},
    {"activity", "theme-day", "activities", "Theme day, all communities", "open-air stage",
     kWeekend, {540, 840}, 180, 9, false, 4, 50, 50, false, false,
     {{{1, 2, "leader:3"}, {2, 4, "first-aid:2"}, {3, 5, "traffic-guide"}, {35, 90, "*"}}}},
    {"activity", "district-run", "activities", "District run, marshals on the way", "stadium",
     kSunday, {480}, 210, 3, false, 4, 60, 50, false, false,
     {{{2, 2, "leader:3"}, {6, 8, "first-aid:2"}, {8, 12, "traffic-guide"}, {80, 170, "*"}}}},
    {"appointment", "plumbing", "errands", "A tap to mend", "",
     kEveryDay, {1140, 600, 900}, 60, 44, false, 3, 30, 0, false, false, {{{1, 1, "plumbing:2"}}}},
    {"appointment", "electrician", "errands", "A lamp to mend", "",
     kEveryDay, {1140, 600, 900}, 60, 44, false, 3, 30, 0, false, false,
     {{{1, 1, "electrician:2"}}}},
    {"appointment", "computer", "errands", "Help with a computer", "",
     kEveryDay, {1170, 600, 870}, 60, 44, false, 2, 25, 0, false, false, {{{1, 1, "computer:2"}}}},
    {"appointment", "hospital-escort", "errands", "To the hospital and back", "",
     kWeekdays, {510, 840}, 180, 36, false, 4, 30, 0, false, false,
     {{{1, 1, "driver+elder-care"}, {1, 1, "*"}}}},
    {"appointment", "legal", "errands", "Legal advice at home", "",
     kEveryDay, {1140, 840}, 60, 26, false, 3, 40, 0, false, false, {{{1, 1, "legal:3"}}}},
    {"appointment", "psychology", "errands", "A talk in confidence", "",
     kEveryDay, {1140, 600}, 60, 26, false, 4, 40, 0, false, false, {{{1, 1, "psychology:2"}}}},
    {"appointment", "sign-language", "errands", "Sign language at the counter", "service centre",
     kEveryDay, {1140, 540, 840}, 60, 14, false, 4, 50, 0, false, false,
     {{{1, 1, "sign-language:2"}}}},
    {"appointment", "translation", "errands", "Translating papers", "service centre",
     kEveryDay, {1140, 600}, 90, 24, false, 2, 50, 0, false, false, {{{1, 1, "translation:2"}}}},
    {"pairing", "elder-visit", "public good", "Weekly visit to an elder living alone", "",
     kEveryDay, {1110}, 60, 48, true, 4, 15, 0, false, false, {{{1, 1, "elder-care"}}}},
    {"pairing", "child-tutoring", "public good", "Weekly lesson with a child", "",
     kEveryDay, {990}, 60, 30, true, 3, 15, 0, false, false, {{{1, 1, "after-school-care"}}}},
    {"wish", "small-repair", "errands", "A wish: the lamp in the hall 修一盏灯", "",
     kEveryDay, {1140, 600, 870}, 60, 40, false, 2, 20, 0, false, false, {{{1, 1, "*"}}}},
    {"wish", "read-letters", "errands", "A wish: old letters read aloud 读信", "",
     kEveryDay, {1170, 840}, 60, 40, false, 2, 15, 0, false, false, {{{1, 1, "*"}}}},
    {"wish", "birthday-song", "errands", "A wish: a song for a ninetieth birthday 生日歌", "",
     kEveryDay, {1110, 900}, 60, 34, false, 3, 25, 0, false, false, {{{1, 1, "music"}}}},
    {"wish", "portrait", "errands", "A wish: a family portrait 全家福", "",
     kWeekend, {600, 900}, 60, 34, false, 1, 20, 0, false, false, {{{1, 1, "*"}}}},
    {"wish", "moving-house", "errands", "A wish: furniture carried to the new flat 搬家", "",
     kWeekend, {510, 840}, 120, 10, false, 3, 25, 0, false, true, {{{4, 5, "*"}}}},
    {"call-out", "burst-pipe", "public good", "Burst pipe", "pump house",
     kEveryDay, {1290, 1350, 330}, 120, 14, false, 5, 50, 50, false, false,
     {{{1, 1, "plumbing:2"}, {3, 5, "*"}}}},
    {"call-out", "flooded-road", "public good", "Water on the road, spades needed", "underpass",
     kEveryDay, {1140, 1260, 330}, 120, 14, false, 5, 40, 50, false, false,
     {{{1, 1, "leader"}, {12, 20, "*"}}}},
    {"call-out", "missing-elder", "public good", "Looking for a missing elder", "gate",
     kEveryDay, {1200, 1320}, 120, 18, false, 5, 40, 50, false, false,
     {{{1, 1, "leader"}, {2, 2, "driver"}, {6, 10, "*"}}}},
    {"call-out", "power-cut", "public good", "Power cut, candles and stairs", "estate gate",
     kEveryDay, {1230, 1290}, 120, 12, false, 5, 40, 0, false, false,
     {{{1, 1, "electrician:2"}, {4, 6, "*"}}}},
}};
// clang-format on

}  // namespace turnout::inline TURNOUT_ABI::detail::generate
