// turnout/generate/detail/ground.ipp -- where the communities, estates and blocks of a city lie.
//
// Communities sit on a jittered grid; rivers that wander from south to north and a
// park here and there leave cells empty. Towards the edge fewer people live.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <turnout/generate/detail/words.ipp>
#include <turnout/generate/random.hpp>

namespace turnout::inline TURNOUT_ABI::detail::generate {

/// A point in metres east and north of the city's middle.
struct Spot {
  std::int32_t east = 0, north = 0;
};

struct Block {
  std::uint32_t estate = 0;
  Spot spot;
};
struct Estate {
  std::uint32_t community = 0;
  std::uint32_t first_block = 0, blocks = 0;
  Spot spot;
};
struct Community {
  std::string name;
  std::uint32_t first_estate = 0, estates = 0;
  std::uint32_t first_block = 0, blocks = 0;
  Spot spot;
};
struct Ground {
  std::vector<Community> communities;
  std::vector<Estate> estates;
  std::vector<Block> blocks;
  std::vector<std::uint32_t> people;  ///< Running sums of how many live in a block, up to a factor.

  [[nodiscard]] std::string estate_path(std::uint32_t estate) const {
    const Community& c = communities[estates[estate].community];
    return c.name + "/" + std::string(kEstates[estate - c.first_estate]);
  }
  [[nodiscard]] std::string block_path(std::uint32_t block) const {
    const std::uint32_t estate = blocks[block].estate;
    return estate_path(estate) + "/Block " +
           std::to_string(block - estates[estate].first_block + 1);
  }
};

/// Latitude and longitude in units of 1e-5 degree. The middle lies in the East China Sea at 30 N,
/// 124 E. The ground is flat: a degree is 111,195 m north and, as at 30 N, 96,298 m east.
inline std::int64_t latitude(Spot spot) {
  return 3'000'000 + std::int64_t{spot.north} * 100'000 / 111'195;
}
inline std::int64_t longitude(Spot spot) {
  return 12'400'000 + std::int64_t{spot.east} * 100'000 / 96'298;
}

/// Largest r with r * r <= n.
inline std::uint64_t square_root(std::uint64_t n) {
  std::uint64_t r = 0;
  for (std::uint64_t bit = std::uint64_t{1} << 31U; bit != 0; bit >>= 1U)
    if ((r + bit) * (r + bit) <= n) r += bit;
  return r;
}

inline void add_community(Ground& ground, Spot spot, Random& dice) {
  const auto id = static_cast<std::uint32_t>(ground.communities.size());
  Community c{.name = community_name(id),
              .first_estate = static_cast<std::uint32_t>(ground.estates.size()),
              .estates = dice.between(2, 6),
              .first_block = static_cast<std::uint32_t>(ground.blocks.size()),
              .spot = spot};
  for (std::uint32_t e = 0; e < c.estates; ++e) {
    Estate estate{.community = id,
                  .first_block = static_cast<std::uint32_t>(ground.blocks.size()),
                  .blocks = dice.between(3, 12),
                  .spot = {spot.east + dice.around(230), spot.north + dice.around(230)}};
    const auto estate_id = static_cast<std::uint32_t>(ground.estates.size());
    for (std::uint32_t b = 0; b < estate.blocks; ++b)
      ground.blocks.push_back(
          {estate_id, {estate.spot.east + dice.around(90), estate.spot.north + dice.around(90)}});
    c.blocks += estate.blocks;
    ground.estates.push_back(estate);
  }
  ground.communities.push_back(std::move(c));
}

/// `count` communities on `count` times `square_metres`, water and parks included.
inline Ground make_ground(std::uint32_t count, std::uint64_t square_metres, Random& dice) {
  Ground ground;
  ground.communities.reserve(count);
  // One cell in ten stays empty, more or less.
  const auto step =
      static_cast<std::int32_t>(std::max<std::uint64_t>(square_root(square_metres * 9 / 10), 1));
  const auto columns = static_cast<std::int32_t>(square_root(std::uint64_t{count} * 14 / 10) + 1);
  const std::int32_t rows = static_cast<std::int32_t>(count) * 10 / 9 / columns + 1;
  constexpr std::int32_t between_rivers = 29;
  std::int32_t river = std::min(columns / 3, between_rivers - 1);
  for (std::int32_t row = 0; ground.communities.size() < count; ++row) {
    river = std::clamp(river + dice.around(1), 0, between_rivers - 1);
    for (std::int32_t column = 0; column < columns && ground.communities.size() < count; ++column) {
      const bool water = columns > 3 && column % between_rivers == river;
      const bool park = dice.per_mille(40);
      if (water || park) continue;
      add_community(ground,
                    {(2 * column - columns + 1) * step / 2 + dice.around(step / 5),
                     (2 * row - rows + 1) * step / 2 + dice.around(step / 5)},
                    dice);
    }
  }
  std::uint32_t sum = 0;
  ground.people.reserve(ground.blocks.size());
  for (const Community& c : ground.communities) {
    const std::int32_t reach = std::max(columns, rows) * step / 2 + 1;
    const std::int32_t out =
        std::min(std::max(std::abs(c.spot.east), std::abs(c.spot.north)), reach);
    const bool outskirts = out > reach / 10 * 8;
    const std::uint32_t people = (60 + dice.below(80)) * (outskirts ? 60U : 100U);
    for (std::uint32_t b = 0; b < c.blocks; ++b) {
      sum += std::max(people / c.blocks, 1U);
      ground.people.push_back(sum);
    }
  }
  return ground;
}

}  // namespace turnout::inline TURNOUT_ABI::detail::generate
