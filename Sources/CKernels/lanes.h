// Lanes of vectors of eight elements.
#pragma once
#include <immintrin.h>
#include <stddef.h>

/// The lanes from `first` to before `end`, which may lie outside of the vector.
static inline __m256i kernels_lanes_between(ptrdiff_t first, ptrdiff_t end) {
  const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  __m256i before_end = _mm256_cmpgt_epi32(_mm256_set1_epi32((int)end), lanes);
  return _mm256_andnot_si256(
    _mm256_cmpgt_epi32(_mm256_set1_epi32((int)first), lanes), before_end);
}

/// The first `count` lanes, which may be none or more than there are.
static inline __m256i kernels_first_lanes(ptrdiff_t count) {
  return _mm256_cmpgt_epi32(
    _mm256_set1_epi32((int)count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

/// The even elements of two vectors, or the odd ones. A shuffle works in halves, so that quarters come
/// out as 0 2 1 3, which `kernels_ordered_quarters` puts right.
static inline __m256 kernels_even_elements_by_quarters(__m256 low, __m256 high) {
  return _mm256_shuffle_ps(low, high, _MM_SHUFFLE(2, 0, 2, 0));
}

static inline __m256 kernels_odd_elements_by_quarters(__m256 low, __m256 high) {
  return _mm256_shuffle_ps(low, high, _MM_SHUFFLE(3, 1, 3, 1));
}

static inline __m256 kernels_ordered_quarters(__m256 shuffled) {
  return _mm256_castpd_ps(
      _mm256_permute4x64_pd(_mm256_castps_pd(shuffled), _MM_SHUFFLE(3, 1, 2, 0)));
}

/// The even elements of two vectors.
static inline __m256 kernels_even_elements(__m256 low, __m256 high) {
  return kernels_ordered_quarters(kernels_even_elements_by_quarters(low, high));
}

static inline __m256 kernels_odd_elements(__m256 low, __m256 high) {
  return kernels_ordered_quarters(kernels_odd_elements_by_quarters(low, high));
}
