// turnout/solve/detail/filter.hpp -- which candidates of a row could matter, sixteen at a time.
//
// A scan of a row asks of each candidate whether its cost and its column's price stay within a
// limit. Nearly all answers are no, so the question is asked of sixteen at once, with prices in a
// compact array of 32-bit numbers that stays in the cache. The vector path and the scalar path
// give the same answers.
#pragma once

#include <bit>
#include <cstdint>

#include <turnout/config.hpp>
#include <turnout/solve/detail/rows.hpp>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define TURNOUT_HAS_AVX2_PATH 1
#include <immintrin.h>
#endif

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// What a scan asks: (cost << shift) + price[column] <= limit, of candidates not held.
struct RowFilter {
  const std::int32_t* price;  ///< By column.
  std::int32_t lowest;        ///< No price is below it.
  int shift;                  ///< 0 or 1.
};

/// From `position` on, the first sixteen entries of which some pass; the bits say which.
struct RowHits {
  std::uint32_t position;  ///< `end`, if none does.
  std::uint32_t bits;
};

inline std::uint32_t before(std::uint32_t bits, std::uint32_t position, std::uint32_t end) {
  return end - position >= 16 ? bits : bits & ((1U << (end - position)) - 1);
}

inline RowHits next_hits_scalar(const RowEntry* row, std::uint32_t position, std::uint32_t end,
                                std::int32_t limit, const RowFilter& f) {
  for (; position < end; position += 16) {
    if ((row[position].cost << f.shift) + f.lowest > limit) break;
    std::uint32_t bits = 0;
    for (std::uint32_t i = 0; i < 16 && position + i < end; ++i) {
      const RowEntry e = row[position + i];
      const bool hit =
          e.column < held_bit && (e.cost << f.shift) + f.price[e.column & column_mask] <= limit;
      bits |= std::uint32_t{hit} << i;
    }
    if (bits != 0) return {position, bits};
  }
  return {end, 0};
}

#ifdef TURNOUT_HAS_AVX2_PATH
// An intrinsic of eight candidates: columns and costs are parted, prices gathered.
__attribute__((target("avx2"))) inline std::uint32_t eight_hits_avx2(const RowEntry* row,
                                                                     __m256i limit,
                                                                     const RowFilter& f) {
  const auto* at = reinterpret_cast<const float*>(row);
  const __m256 first = _mm256_loadu_ps(at);
  const __m256 second = _mm256_loadu_ps(at + 8);
  // Candidates stand as 0 1 4 5 2 3 6 7 from here on; the mask is put in order at the end.
  const __m256i column = _mm256_castps_si256(_mm256_shuffle_ps(first, second, 0x88));
  const __m256i cost = _mm256_castps_si256(_mm256_shuffle_ps(first, second, 0xdd));
  const __m256i index = _mm256_and_si256(column, _mm256_set1_epi32(0x7fffffff));
  const __m256i price = _mm256_i32gather_epi32(f.price, index, 4);
  const __m256i sum = _mm256_add_epi32(_mm256_sll_epi32(cost, _mm_cvtsi32_si128(f.shift)), price);
  const __m256i out = _mm256_or_si256(_mm256_cmpgt_epi32(sum, limit), column);
  const __m256i ordered = _mm256_permute4x64_epi64(out, 0xd8);
  return ~static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(ordered))) & 0xffU;
}

__attribute__((target("avx2"))) inline RowHits next_hits_avx2(const RowEntry* row,
                                                              std::uint32_t position,
                                                              std::uint32_t end, std::int32_t limit,
                                                              const RowFilter& f) {
  const __m256i limits = _mm256_set1_epi32(limit);
  for (; position < end; position += 16) {
    if ((row[position].cost << f.shift) + f.lowest > limit) break;
    std::uint32_t bits = eight_hits_avx2(row + position, limits, f);
    if (position + 8 < end) bits |= eight_hits_avx2(row + position + 8, limits, f) << 8;
    bits = before(bits, position, end);
    if (bits != 0) return {position, bits};
  }
  return {end, 0};
}
#endif

using NextHits = RowHits (*)(const RowEntry*, std::uint32_t, std::uint32_t, std::int32_t,
                             const RowFilter&);

/// The fastest path that this machine has.
inline NextHits fastest_next_hits() {
#ifdef TURNOUT_HAS_AVX2_PATH
  if (__builtin_cpu_supports("avx2")) return next_hits_avx2;
#endif
  return next_hits_scalar;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
