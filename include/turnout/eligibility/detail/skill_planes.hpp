#pragma once

// Who holds a skill at a level, as bits where many do and as a list where few do.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/detail/bit_planes.hpp>
#include <turnout/model/problem.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Conditions "at least this level of this skill", those that some role asks. Validity is left
/// out: who holds a skill that can expire is asked again.
class SkillPlanes {
 public:
  SkillPlanes(const Problem& p, std::span<const std::uint32_t> order) {
    constexpr std::size_t levels = 10;
    std::vector<std::uint32_t> number(p.skills().size() * levels, none);
    for (const Asked& a : p.roles().asked.items())
      number[index(a.skill) * levels + a.least_level] = 0;
    std::uint32_t conditions = 0;
    for (std::uint32_t& n : number)
      if (n != none) n = conditions++;
    // What each profile fulfils, and how many members do.
    Rows<std::uint32_t> of_profile;
    of_profile.reserve(p.profiles().size(), 2 * p.profiles().items().size());
    std::vector<std::uint8_t> dated(p.profiles().size(), 0);
    for (std::size_t i = 0; i < p.profiles().size(); ++i) {
      for (const Holding& h : p.profiles()[i]) {
        const std::uint32_t* of_skill = number.data() + index(h.skill) * levels;
        for (std::size_t level = 1; level <= h.level; ++level)
          if (of_skill[level] != none) of_profile.add(of_skill[level]);
        if (h.last_valid != LocalDay::max()) dated[i] = 1;
      }
      of_profile.end_row();
    }
    std::vector<std::uint32_t> members(p.profiles().size(), 0);  // by profile
    for (const ProfileId profile : p.members().profile) ++members[index(profile)];
    std::vector<std::uint32_t> holders(conditions, 0);
    for (std::size_t i = 0; i < members.size(); ++i)
      for (const std::uint32_t c : of_profile[i]) holders[c] += members[i];
    place_of_.resize(conditions);
    std::uint32_t planes = 0;
    for (std::size_t c = 0; c < conditions; ++c) {
      place_of_[c].listed = holders[c] < order.size() / listed_share;
      place_of_[c].at = place_of_[c].listed ? static_cast<std::uint32_t>(lists_.size()) : planes++;
      if (place_of_[c].listed) lists_.emplace_back().reserve(holders[c]);
    }
    fill(p, order, of_profile, planes);
    number_ = std::move(number);
    dated_ = std::move(dated);
  }

  /// What a role asks: who has it all lies in every plane, and in the list where there is one.
  struct Filter {
    std::vector<std::uint32_t> planes;
    const std::vector<std::uint32_t>* list = nullptr;  ///< The shortest of the rare skills.
    bool exact = true;                                 ///< Planes alone say it, but for validity.
  };
  void filter(std::span<const Asked> asked, Filter& out) const {
    out.planes.clear();
    out.list = nullptr;
    out.exact = true;
    for (const Asked& a : asked) {
      const Place& place = place_of_[number_[index(a.skill) * 10 + a.least_level]];
      if (!place.listed) {
        out.planes.push_back(place.at);
        continue;
      }
      if (out.list != nullptr) out.exact = false;
      if (out.list == nullptr || lists_[place.at].size() < out.list->size())
        out.list = &lists_[place.at];
    }
  }
  [[nodiscard]] std::uint64_t word(std::uint32_t plane, std::size_t block) const noexcept {
    return planes_.word(plane, block);
  }
  [[nodiscard]] bool test(std::uint32_t plane, std::size_t position) const noexcept {
    return planes_.test(plane, position);
  }
  /// Whether a profile has a skill that ends.
  [[nodiscard]] bool dated(ProfileId profile) const noexcept { return dated_[index(profile)] != 0; }

 private:
  /// Planes as bits of each profile, turned over 64 members at a time; lists one by one.
  void fill(const Problem& p, std::span<const std::uint32_t> order,
            const Rows<std::uint32_t>& of_profile, std::size_t planes) {
    const std::size_t stride = (planes + 63) / 64;
    std::vector<std::uint64_t> bits(p.profiles().size() * stride, 0);
    std::vector<std::uint8_t> in_list(p.profiles().size(), 0);
    for (std::size_t i = 0; i < in_list.size(); ++i)
      for (const std::uint32_t c : of_profile[i]) {
        if (place_of_[c].listed)
          in_list[i] = 1;
        else
          bits[i * stride + place_of_[c].at / 64] |= std::uint64_t{1} << (place_of_[c].at % 64);
      }
    planes_ = BitPlanes(planes, order.size());
    std::array<std::uint64_t, 64> square{};
    std::array<std::size_t, 64> profile{};
    for (std::size_t first = 0; first < order.size(); first += 64) {
      const std::size_t size = std::min<std::size_t>(64, order.size() - first);
      for (std::size_t i = 0; i < size; ++i) {
        profile[i] = index(p.members().profile[order[first + i]]);
        if (in_list[profile[i]] == 0) continue;
        for (const std::uint32_t c : of_profile[profile[i]])
          if (place_of_[c].listed)
            lists_[place_of_[c].at].push_back(static_cast<std::uint32_t>(first + i));
      }
      for (std::size_t s = 0; s < stride; ++s) {
        square.fill(0);
        for (std::size_t i = 0; i < size; ++i) square[i] = bits[profile[i] * stride + s];
        transpose_bits(square);
        const std::size_t size_s = std::min<std::size_t>(64, planes - 64 * s);
        for (std::size_t i = 0; i < size_s; ++i)
          planes_.set_word(64 * s + i, first / 64, square[i]);
      }
    }
  }

  static constexpr std::uint32_t none = ~std::uint32_t{0};
  /// Below one in so many a list is the shorter way to say it.
  static constexpr std::size_t listed_share = 32;
  struct Place {
    std::uint32_t at;
    bool listed;
  };
  std::vector<std::uint32_t> number_;              ///< By skill and level.
  std::vector<Place> place_of_;                    ///< By condition.
  std::vector<std::vector<std::uint32_t>> lists_;  ///< Positions, ascending.
  BitPlanes planes_;
  std::vector<std::uint8_t> dated_;  ///< By profile.
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
