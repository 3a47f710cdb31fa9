// turnout/generate/detail/words.ipp -- invented names of places, people and organisations.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <turnout/generate/random.hpp>

namespace turnout::inline TURNOUT_ABI::detail::generate {

inline constexpr std::array<std::string_view, 48> kTrees{
    "Willow",  "Maple",   "Heron",     "Cedar",    "Amber", "Lotus",     "Magpie",  "Birch",
    "Lantern", "Plum",    "Osmanthus", "Crane",    "Jade",  "Bamboo",    "Swallow", "Pine",
    "Orchid",  "Kiln",    "Mulberry",  "Clover",   "Reed",  "Persimmon", "Ferry",   "Poplar",
    "Granary", "Apricot", "Drum",      "Ginkgo",   "Teal",  "Wisteria",  "Mill",    "Quince",
    "Sparrow", "Jasmine", "Anchor",    "Chestnut", "Finch", "Peony",     "Well",    "Hazel",
    "Kite",    "Acacia",  "Saddle",    "Lilac",    "Otter", "Walnut",    "Bell",    "Cypress"};
inline constexpr std::array<std::string_view, 17> kPlaces{
    "Lane",  "Bridge", "Garden", "Hill",  "Gate",   "Terrace", "Brook", "Market", "Court",
    "Slope", "Pond",   "Corner", "Field", "Harbor", "Grove",   "Row",   "Spring"};
inline constexpr std::array<std::string_view, 8> kSides{"",      " North", " South", " East",
                                                        " West", " Upper", " Lower", " New"};
inline constexpr std::array<std::string_view, 6> kEstates{"East",  "West",  "Garden",
                                                          "River", "North", "South"};

/// Name of community i: no two alike.
inline std::string community_name(std::uint32_t i) {
  // 48 and 17 share no divisor, so the pair (i mod 48, i mod 17) is new for 816 communities.
  const std::uint32_t round = i / (48 * 17);
  std::string name(kTrees[i % 48]);
  name.append(" ").append(kPlaces[i % 17]).append(kSides[round % 8]);
  if (round >= 8) name.append(" ").append(std::to_string(round / 8 + 1));
  return name;
}

inline constexpr std::array<std::string_view, 40> kSurnames{
    "An",  "Bai",  "Cai", "Cheng", "Dai",  "Dong", "Fan", "Fang", "Feng", "Gao",
    "Gu",  "Guo",  "Han", "He",    "Hou",  "Jia",  "Jin", "Kang", "Lai",  "Lei",
    "Lin", "Lu",   "Mao", "Meng",  "Ning", "Pan",  "Qin", "Ren",  "Shao", "Shen",
    "Su",  "Tang", "Wan", "Wen",   "Xia",  "Xue",  "Yan", "Yin",  "Zeng", "Zou"};
inline constexpr std::array<std::string_view, 32> kGivenFirst{
    "An",   "Bo",   "Chun", "Da",  "Fei",  "Guo", "Hai", "Hong", "Hui",  "Jia",  "Jian",
    "Jing", "Jun",  "Kai",  "Lan", "Li",   "Mei", "Min", "Ning", "Ping", "Qing", "Rui",
    "Shu",  "Tian", "Wei",  "Wen", "Xiao", "Xin", "Ya",  "Yong", "Yu",   "Zhi"};
inline constexpr std::array<std::string_view, 32> kGivenSecond{
    "",     "",    "",     "",     "",    "",    "cheng", "fang", "feng", "guang", "hao",
    "hong", "hua", "jie",  "juan", "kun", "lan", "lin",   "long", "mei",  "ming",  "na",
    "ping", "qi",  "rong", "shan", "tao", "wen", "xia",   "yan",  "ying", "zhen"};

inline std::string person_name(Random& dice) {
  std::string name(kSurnames[dice.below(40)]);
  name.append(" ").append(kGivenFirst[dice.below(32)]).append(kGivenSecond[dice.below(32)]);
  return name;
}

}  // namespace turnout::inline TURNOUT_ABI::detail::generate
