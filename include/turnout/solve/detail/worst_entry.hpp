// turnout/solve/detail/worst_entry.hpp -- the candidate of a row that its prices contradict most.
//
// Of a candidate that is not held the cost and its column's price should reach the row's price; of
// one that is held they should not exceed it. One pass finds the entry that misses by most. The
// vector path and the scalar path give the same answer: of equals, the first.
#pragma once

#include <cstdint>

#include <turnout/config.hpp>
#include <turnout/solve/detail/filter.hpp>
#include <turnout/solve/detail/rows.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

struct WorstEntry {
  std::uint32_t position;  ///< `end`, if none misses by more than asked.
  std::int32_t misses;
};

/// The entry that misses by most, and by more than `least`.
inline WorstEntry worst_entry_scalar(const RowEntry* row, std::uint32_t end, std::int32_t u,
                                     const std::int32_t* p, std::int32_t least) {
  WorstEntry worst{end, least};
  for (std::uint32_t i = 0; i < end; ++i) {
    const std::int32_t reduced = row[i].cost + p[row[i].column & column_mask] - u;
    const std::int32_t misses = (row[i].column & held_bit) != 0 ? reduced : -reduced;
    if (misses > worst.misses) worst = {i, misses};
  }
  return worst;
}

#ifdef TURNOUT_HAS_AVX2_PATH
__attribute__((target("avx2"))) inline WorstEntry worst_entry_avx2(const RowEntry* row,
                                                                   std::uint32_t end,
                                                                   std::int32_t u,
                                                                   const std::int32_t* p,
                                                                   std::int32_t least) {
  const __m256i price = _mm256_set1_epi32(u);
  const __m256i mask = _mm256_set1_epi32(0x7fffffff);
  __m256i most = _mm256_set1_epi32(least);
  __m256i where = _mm256_set1_epi32(-1);
  // Lanes hold candidates 0 1 4 5 2 3 6 7 of their eight.
  __m256i at = _mm256_setr_epi32(0, 1, 4, 5, 2, 3, 6, 7);
  const __m256i eight = _mm256_set1_epi32(8);
  std::uint32_t i = 0;
  for (; i + 8 <= end; i += 8) {
    const auto* from = reinterpret_cast<const float*>(row + i);
    const __m256 first = _mm256_loadu_ps(from);
    const __m256 second = _mm256_loadu_ps(from + 8);
    const __m256i column = _mm256_castps_si256(_mm256_shuffle_ps(first, second, 0x88));
    const __m256i cost = _mm256_castps_si256(_mm256_shuffle_ps(first, second, 0xdd));
    const __m256i p8 = _mm256_i32gather_epi32(p, _mm256_and_si256(column, mask), 4);
    const __m256i missing = _mm256_sub_epi32(price, _mm256_add_epi32(cost, p8));
    const __m256i held = _mm256_srai_epi32(column, 31);
    const __m256i misses = _mm256_sub_epi32(_mm256_xor_si256(missing, held), held);
    const __m256i more = _mm256_cmpgt_epi32(misses, most);
    most = _mm256_blendv_epi8(most, misses, more);
    where = _mm256_blendv_epi8(where, at, more);
    at = _mm256_add_epi32(at, eight);
  }
  WorstEntry worst{end, least};
  alignas(32) std::int32_t all_most[8];
  alignas(32) std::uint32_t all_where[8];
  _mm256_store_si256(reinterpret_cast<__m256i*>(all_most), most);
  _mm256_store_si256(reinterpret_cast<__m256i*>(all_where), where);
  for (int lane = 0; lane < 8; ++lane) {
    if (all_most[lane] > worst.misses ||
        (all_most[lane] == worst.misses && all_where[lane] < worst.position)) {
      worst = {all_where[lane], all_most[lane]};
    }
  }
  const WorstEntry rest = worst_entry_scalar(row + i, end - i, u, p, worst.misses);
  return rest.position < end - i ? WorstEntry{i + rest.position, rest.misses} : worst;
}
#endif

using FindWorst = WorstEntry (*)(const RowEntry*, std::uint32_t, std::int32_t, const std::int32_t*,
                                 std::int32_t);

/// The path that goes with the one chosen for scans.
inline FindWorst worst_entry_beside(NextHits next_hits) {
#ifdef TURNOUT_HAS_AVX2_PATH
  if (next_hits == next_hits_avx2) return worst_entry_avx2;
#endif
  static_cast<void>(next_hits);
  return worst_entry_scalar;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
