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

  /// Each lane of `best` holds the minima of a stride. They are sorted by exchanges, as far as the
  /// rank asked for.
  TURNOUT_AVX2 static Threshold end_of(__m256d* best, std::size_t rank) {
    for (std::size_t done = 0; done < rank; ++done) {
      for (std::size_t k = ranks - 1; k > done; --k) {
        const __m256d low = _mm256_min_pd(best[k - 1], best[k]);
        best[k] = _mm256_max_pd(best[k - 1], best[k]);
        best[k - 1] = low;
      }
    }
    double least[4];
    double of_rank[4];
    _mm256_storeu_pd(least, best[0]);
    _mm256_storeu_pd(of_rank, best[rank - 1]);
    std::sort(of_rank, of_rank + 4);
    return {*std::min_element(least, least + 4), of_rank[2]};
  }
  /// Takes the last columns, too few to fill all groups, into the minima.
  template <class Key>
  TURNOUT_AVX2 static void take_rest(__m256d* best, std::size_t rest, Key key) {
    double least[groups];
    for (std::size_t k = 0; k < ranks; ++k) _mm256_storeu_pd(least + 4 * k, best[k]);
    for (std::size_t g = 0; g < rest; ++g) least[g] = key(g) < least[g] ? key(g) : least[g];
    for (std::size_t k = 0; k < ranks; ++k) best[k] = _mm256_loadu_pd(least + 4 * k);
  }

  TURNOUT_AVX2 static Threshold first_look(const T* row, std::size_t n, Scale s, std::size_t rank,
                                           Survey& found) {
    const __m256d factor = _mm256_set1_pd(s.factor);
    __m256d best[ranks];
    for (__m256d& b : best) b = _mm256_set1_pd(infinite);
    std::size_t first = 0;
    if constexpr (std::is_same_v<T, double>) {
      const __m256d sign = _mm256_set1_pd(-0.0);
      const __m256d rounder = _mm256_set1_pd(round_to_whole);
      const __m256d most = _mm256_set1_pd(infinite);
      __m256d largest = _mm256_setzero_pd();
      __m256d odd = _mm256_setzero_pd();     // Not finite.
      __m256d broken = _mm256_setzero_pd();  // Not whole.
      for (; first + groups <= n; first += groups) {
        for (std::size_t k = 0; k < ranks; ++k) {
          const __m256d x = load(row + first + 4 * k);
          best[k] = _mm256_min_pd(_mm256_mul_pd(x, factor), best[k]);
          const __m256d size = _mm256_andnot_pd(sign, x);
          largest = _mm256_max_pd(size, largest);
          odd = _mm256_or_pd(odd, _mm256_cmp_pd(size, most, _CMP_NLT_UQ));
          const __m256d whole = _mm256_sub_pd(_mm256_add_pd(x, rounder), rounder);
          broken = _mm256_or_pd(broken, _mm256_cmp_pd(whole, x, _CMP_NEQ_UQ));
        }
      }
      if (_mm256_movemask_pd(odd) != 0) {
        Plain::survey(row, first, found);
      } else {
        double sizes[4];
        _mm256_storeu_pd(sizes, largest);
        found.largest = std::max(found.largest, *std::max_element(sizes, sizes + 4));
        found.whole = found.whole && _mm256_movemask_pd(broken) == 0;
      }
    } else {
      __m256i bits = _mm256_setzero_si256();
      for (; first + groups <= n; first += groups) {
        for (std::size_t k = 0; k < ranks; ++k) {
          const T* const p = row + first + 4 * k;
          const __m256i x = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
          const __m256i below = _mm256_cmpgt_epi64(_mm256_setzero_si256(), x);
          bits = _mm256_or_si256(bits, _mm256_xor_si256(x, below));
          best[k] = _mm256_min_pd(_mm256_mul_pd(load(p), factor), best[k]);
        }
      }
      std::uint64_t digits[4];
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(digits), bits);
      for (const std::uint64_t d : digits) found.bits |= d;
    }
    take_rest(best, n - first, [&](std::size_t g) { return Plain::step(row[first + g], s); });
    Plain::survey(row + first, n - first, found);
    return end_of(best, rank);
  }

  TURNOUT_AVX2 static Threshold threshold(const T* row, const double* price, std::size_t n, Scale s,
                                          std::size_t rank) {
    const __m256d factor = _mm256_set1_pd(s.factor);
    const __m256d rounder = _mm256_set1_pd(s.rounder);
    __m256d best[ranks];
    for (__m256d& b : best) b = _mm256_set1_pd(infinite);
    std::size_t first = 0;
    for (; first + groups <= n; first += groups) {
      for (std::size_t k = 0; k < ranks; ++k) {
        const std::size_t j = first + 4 * k;
        const __m256d key =
            _mm256_sub_pd(steps(row + j, factor, rounder), _mm256_loadu_pd(price + j));
        best[k] = _mm256_min_pd(key, best[k]);
      }
    }
    take_rest(best, n - first,
              [&](std::size_t g) { return Plain::step(row[first + g], s) - price[first + g]; });
    return end_of(best, rank);
  }

  TURNOUT_AVX2 static std::size_t not_above(const T* row, const double* price, std::size_t first,
                                            std::size_t last, Scale s, double most,
                                            std::uint32_t* column, double* key) {
    constexpr std::size_t word = 64;  // Columns at a time, a bit each: few branches to guess.
    const __m256d factor = _mm256_set1_pd(s.factor);
    const __m256d rounder = _mm256_set1_pd(s.rounder);
    const __m256d limit = _mm256_set1_pd(most);
    std::size_t found = 0;
    for (std::size_t j = first; j < last; j += word) {
      const std::size_t n = std::min(word, last - j);
      std::uint64_t hits = 0;
      std::size_t k = 0;
      for (; k + 4 <= n; k += 4) {
        const __m256d d =
            _mm256_sub_pd(steps(row + j + k, factor, rounder), _mm256_loadu_pd(price + j + k));
        const int mask = _mm256_movemask_pd(_mm256_cmp_pd(d, limit, _CMP_LE_OQ));
        hits |= static_cast<std::uint64_t>(static_cast<unsigned>(mask)) << k;
      }
      for (; k < n; ++k) {
        const bool hit = Plain::step(row[j + k], s) - price[j + k] <= most;
        hits |= static_cast<std::uint64_t>(hit) << k;
      }
      for (; hits != 0; hits &= hits - 1) {
        const std::size_t at = j + static_cast<std::size_t>(std::countr_zero(hits));
        column[found] = static_cast<std::uint32_t>(at);
        key[found++] = Plain::step(row[at], s) - price[at];
      }
    }
    return found;
  }

  TURNOUT_AVX2 static TwoBest two_best(const T* row, const double* price, std::size_t n, Scale s,
                                       std::size_t preferred) {
    const __m256d factor = _mm256_set1_pd(s.factor);
    const __m256d rounder = _mm256_set1_pd(s.rounder);
    const __m256d eight = _mm256_set1_pd(8);
    __m256d now[2] = {_mm256_setr_pd(0, 1, 2, 3), _mm256_setr_pd(4, 5, 6, 7)};
    __m256d least[2] = {_mm256_set1_pd(infinite), _mm256_set1_pd(infinite)};
    __m256d second[2] = {least[0], least[0]};
    __m256d column[2] = {_mm256_setzero_pd(), _mm256_setzero_pd()};
    std::size_t j = 0;
    for (; j + lanes <= n; j += lanes) {
      for (std::size_t k = 0; k < 2; ++k) {
        const std::size_t at = j + 4 * k;
        const __m256d key =
            _mm256_sub_pd(steps(row + at, factor, rounder), _mm256_loadu_pd(price + at));
        second[k] = _mm256_min_pd(second[k], _mm256_max_pd(least[k], key));
        column[k] = _mm256_blendv_pd(column[k], now[k], _mm256_cmp_pd(key, least[k], _CMP_LT_OQ));
        least[k] = _mm256_min_pd(key, least[k]);
        now[k] = _mm256_add_pd(now[k], eight);
      }
    }
    double leasts[lanes];
    double seconds[lanes];
    double columns[lanes];
    for (std::size_t k = 0; k < 2; ++k) {
      _mm256_storeu_pd(leasts + 4 * k, least[k]);
      _mm256_storeu_pd(seconds + 4 * k, second[k]);
      _mm256_storeu_pd(columns + 4 * k, column[k]);
    }
    Plain::take_two_best(row, price, j, n, s, leasts, seconds, columns);
    return best_of_lanes(leasts, seconds, columns, preferred);
  }

  TURNOUT_AVX2 static void column_minima(const T* row, std::size_t n, Scale s, double* least) {
    const __m256d factor = _mm256_set1_pd(s.factor);
    const __m256d rounder = _mm256_set1_pd(s.rounder);
    std::size_t j = 0;
    for (; j + 4 <= n; j += 4) {
      const __m256d x = steps(row + j, factor, rounder);
      _mm256_storeu_pd(least + j, _mm256_min_pd(x, _mm256_loadu_pd(least + j)));
    }
    Plain::column_minima(row + j, n - j, s, least + j);
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
    chosen = {&Fast::first_look, &Fast::threshold, &Fast::two_best, &Fast::column_minima,
              &Fast::not_above,  &Fast::nearer,    &Fast::uncovered};
  }
#endif
  return chosen;
}

}  // namespace detail::dense
}  // namespace turnout::inline TURNOUT_ABI
