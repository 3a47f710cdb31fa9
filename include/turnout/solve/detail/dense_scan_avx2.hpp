// turnout/solve/detail/dense_scan_avx2.hpp -- the passes of dense_scan.hpp, four columns at a time.
#pragma once

#include <turnout/solve/detail/dense_scan.hpp>

#if defined(__x86_64__) && defined(__GNUC__)
#define TURNOUT_DENSE_AVX2 1
#include <bit>

#include <immintrin.h>
#endif

namespace turnout::inline TURNOUT_ABI {
namespace detail::dense {

#ifdef TURNOUT_DENSE_AVX2
#define TURNOUT_AVX2 __attribute__((target("avx2")))

template <class T>
struct Avx2Scans {
  using Plain = PlainScans<T>;

  /// Four costs as given. Whole numbers are below 2^51 here, so that they fit the low bits of
  /// 1.5 * 2^52, from where they are read as floats.
  TURNOUT_AVX2 static __m256d load(const T* p) {
    if constexpr (std::is_same_v<T, double>) {
      return _mm256_loadu_pd(p);
    } else {
      const __m256d rounder = _mm256_set1_pd(round_to_whole);
      const __m256i x = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
      return _mm256_sub_pd(_mm256_castsi256_pd(_mm256_add_epi64(x, _mm256_castpd_si256(rounder))),
                           rounder);
    }
  }
  TURNOUT_AVX2 static __m256d steps(const T* p, __m256d factor, __m256d rounder) {
    return _mm256_sub_pd(_mm256_add_pd(_mm256_mul_pd(load(p), factor), rounder), rounder);
  }

  TURNOUT_AVX2 static void survey(const T* row, std::size_t n, Survey& found) {
    if constexpr (std::is_same_v<T, double>) {
      const __m256d sign = _mm256_set1_pd(-0.0);
      const __m256d rounder = _mm256_set1_pd(round_to_whole);
      const __m256d most = _mm256_set1_pd(infinite);
      __m256d largest[2] = {_mm256_setzero_pd(), _mm256_setzero_pd()};
      __m256d odd[2] = {_mm256_setzero_pd(), _mm256_setzero_pd()};     // Not finite.
      __m256d broken[2] = {_mm256_setzero_pd(), _mm256_setzero_pd()};  // Finite and not whole.
      std::size_t j = 0;
      for (; j + 8 <= n; j += 8) {
        for (std::size_t k = 0; k < 2; ++k) {
          const __m256d x = _mm256_loadu_pd(row + j + 4 * k);
          const __m256d size = _mm256_andnot_pd(sign, x);
          const __m256d fine = _mm256_cmp_pd(size, most, _CMP_LT_OQ);
          odd[k] = _mm256_or_pd(odd[k], _mm256_cmp_pd(size, most, _CMP_NLT_UQ));
          largest[k] = _mm256_max_pd(largest[k], _mm256_and_pd(size, fine));
          const __m256d whole = _mm256_sub_pd(_mm256_add_pd(x, rounder), rounder);
          broken[k] =
              _mm256_or_pd(broken[k], _mm256_and_pd(fine, _mm256_cmp_pd(whole, x, _CMP_NEQ_UQ)));
        }
      }
      double sizes[4];
      _mm256_storeu_pd(sizes, _mm256_max_pd(largest[0], largest[1]));
      for (const double size : sizes) found.largest = std::max(found.largest, size);
      if (_mm256_movemask_pd(_mm256_or_pd(odd[0], odd[1])) != 0) found.finite = false;
      if (_mm256_movemask_pd(_mm256_or_pd(broken[0], broken[1])) != 0) found.whole = false;
      Plain::survey(row + j, n - j, found);
    } else {
      Plain::survey(row, n, found);
    }
  }

  TURNOUT_AVX2 static void group_minima(const T* row, const double* price, std::size_t n, Scale s,
                                        double* least) {
    constexpr std::size_t lanes = groups / 4;
    const __m256d factor = _mm256_set1_pd(s.factor);
    const __m256d rounder = _mm256_set1_pd(s.rounder);
    __m256d best[lanes];
    for (__m256d& b : best) b = _mm256_set1_pd(infinite);
    std::size_t first = 0;
    for (; first + groups <= n; first += groups) {
      for (std::size_t k = 0; k < lanes; ++k) {
        const std::size_t j = first + 4 * k;
        const __m256d key =
            _mm256_sub_pd(steps(row + j, factor, rounder), _mm256_loadu_pd(price + j));
        best[k] = _mm256_min_pd(key, best[k]);
      }
    }
    for (std::size_t k = 0; k < lanes; ++k) _mm256_storeu_pd(least + 4 * k, best[k]);
    for (std::size_t j = first; j < n; ++j) {
      const double key = Plain::step(row[j], s) - price[j];
      least[j - first] = key < least[j - first] ? key : least[j - first];
    }
  }

  TURNOUT_AVX2 static std::size_t not_above(const T* row, const double* price, std::size_t first,
                                            std::size_t last, Scale s, double most,
                                            std::uint32_t* column, double* key) {
    const __m256d factor = _mm256_set1_pd(s.factor);
    const __m256d rounder = _mm256_set1_pd(s.rounder);
    const __m256d limit = _mm256_set1_pd(most);
    std::size_t found = 0;
    std::size_t j = first;
    for (; j + 8 <= last; j += 8) {
      const __m256d a = _mm256_sub_pd(steps(row + j, factor, rounder), _mm256_loadu_pd(price + j));
      const __m256d b =
          _mm256_sub_pd(steps(row + j + 4, factor, rounder), _mm256_loadu_pd(price + j + 4));
      auto hits =
          static_cast<unsigned>(_mm256_movemask_pd(_mm256_cmp_pd(a, limit, _CMP_LE_OQ)) |
                                _mm256_movemask_pd(_mm256_cmp_pd(b, limit, _CMP_LE_OQ)) << 4);
      for (; hits != 0; hits &= hits - 1) {
        const std::size_t at = j + static_cast<std::size_t>(std::countr_zero(hits));
        column[found] = static_cast<std::uint32_t>(at);
        key[found++] = Plain::step(row[at], s) - price[at];
      }
    }
    const std::size_t rest =
        Plain::not_above(row, price, j, last, s, most, column + found, key + found);
    return found + rest;
  }

  TURNOUT_AVX2 static std::size_t nearer(const T* row, const double* price, const double* limit,
                                         std::size_t n, Scale s, double base, double limit_of_all,
                                         std::uint32_t* column, double* distance) {
    const __m256d factor = _mm256_set1_pd(s.factor);
    const __m256d rounder = _mm256_set1_pd(s.rounder);
    const __m256d from = _mm256_set1_pd(base);
    const __m256d all = _mm256_set1_pd(limit_of_all);
    std::size_t found = 0;
    std::size_t j = 0;
    for (; j + 4 <= n; j += 4) {
      const __m256d d = _mm256_add_pd(
          from, _mm256_sub_pd(steps(row + j, factor, rounder), _mm256_loadu_pd(price + j)));
      const __m256d most = _mm256_min_pd(_mm256_loadu_pd(limit + j), all);
      auto hits = static_cast<unsigned>(_mm256_movemask_pd(_mm256_cmp_pd(d, most, _CMP_LT_OQ)));
      for (; hits != 0; hits &= hits - 1) {
        const std::size_t at = j + static_cast<std::size_t>(std::countr_zero(hits));
        column[found] = static_cast<std::uint32_t>(at);
        distance[found++] = base + (Plain::step(row[at], s) - price[at]);
      }
    }
    for (; j < n; ++j) {
      const double d = base + (Plain::step(row[j], s) - price[j]);
      if (!(d < limit[j] && d < limit_of_all)) continue;
      column[found] = static_cast<std::uint32_t>(j);
      distance[found++] = d;
    }
    return found;
  }

  TURNOUT_AVX2 static std::size_t uncovered(const T* row, const double* price, std::size_t n,
                                            double sign, double row_price, double unit,
                                            std::uint32_t* column) {
    const __m256d signs = _mm256_set1_pd(sign);
    const __m256d own = _mm256_set1_pd(row_price);
    const __m256d units = _mm256_set1_pd(unit);
    std::size_t found = 0;
    std::size_t j = 0;
    for (; j + 4 <= n; j += 4) {
      const __m256d cover = _mm256_mul_pd(_mm256_add_pd(own, _mm256_loadu_pd(price + j)), units);
      auto hits = static_cast<unsigned>(_mm256_movemask_pd(
          _mm256_cmp_pd(_mm256_mul_pd(load(row + j), signs), cover, _CMP_LT_OQ)));
      for (; hits != 0; hits &= hits - 1) {
        column[found++] =
            static_cast<std::uint32_t>(j) + static_cast<std::uint32_t>(std::countr_zero(hits));
      }
    }
    for (; j < n; ++j) {
      if (static_cast<double>(row[j]) * sign < (row_price + price[j]) * unit) {
        column[found++] = static_cast<std::uint32_t>(j);
      }
    }
    return found;
  }
};

#undef TURNOUT_AVX2
#endif

/// The fastest passes that this processor runs, or the plain ones.
template <class T>
Scans<T> scans([[maybe_unused]] bool plain) {
  Scans<T> chosen;
#ifdef TURNOUT_DENSE_AVX2
  if (!plain && __builtin_cpu_supports("avx2")) {
    using Fast = Avx2Scans<T>;
    chosen = {&Fast::survey, &Fast::group_minima, &Fast::not_above, &Fast::nearer,
              &Fast::uncovered};
  }
#endif
  return chosen;
}

}  // namespace detail::dense
}  // namespace turnout::inline TURNOUT_ABI
