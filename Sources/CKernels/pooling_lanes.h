// What the kernels of pooling do to eight elements at once.
#pragma once
#include <immintrin.h>
#include <stddef.h>

enum { POOLING_LANES = 8 };

/// The first `count` lanes, which may be more than there are.
static inline __m256i kernels_first_lanes(ptrdiff_t count) {
  return _mm256_cmpgt_epi32(
      _mm256_set1_epi32((int)count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

/// Which lanes of the later value replace the earlier one: a larger one, or a NaN.
static inline __m256 kernels_replaces(__m256 later, __m256 earlier) {
  return _mm256_or_ps(
      _mm256_cmp_ps(later, earlier, _CMP_GT_OQ), _mm256_cmp_ps(later, later, _CMP_UNORD_Q));
}

/// A shuffle of two vectors works in halves, so that quarters come out as 0 2 1 3.
static inline __m256 kernels_ordered_quarters(__m256 shuffled) {
  return _mm256_castpd_ps(
      _mm256_permute4x64_pd(_mm256_castps_pd(shuffled), _MM_SHUFFLE(3, 1, 2, 0)));
}

/// The even elements of two vectors.
static inline __m256 kernels_even_elements(__m256 low, __m256 high) {
  return kernels_ordered_quarters(_mm256_shuffle_ps(low, high, _MM_SHUFFLE(2, 0, 2, 0)));
}

static inline __m256 kernels_odd_elements(__m256 low, __m256 high) {
  return kernels_ordered_quarters(_mm256_shuffle_ps(low, high, _MM_SHUFFLE(3, 1, 3, 1)));
}

/// Stores the first `count` lanes of maxima, and of where they were unless `indices` is null. Of the
/// `room` elements from there to the end of the plane, those behind may be written too, as the next
/// rows follow: some CPUs take long for a masked store.
static inline void kernels_store_maxima(
    ptrdiff_t count, ptrdiff_t room, __m256 maxima, __m256i places, float *y, int32_t *indices) {
  if (room >= POOLING_LANES) {
    _mm256_storeu_ps(y, maxima);
    if (indices) _mm256_storeu_si256((__m256i *)indices, places);
    return;
  }
  __m256i wanted = kernels_first_lanes(count);
  _mm256_maskstore_ps(y, wanted, maxima);
  if (indices) _mm256_maskstore_epi32(indices, wanted, places);
}

/// Where in a row of `width` outputs the vector behind the one at `column` starts: the last one
/// overlaps the one before rather than being shorter. `width` or more if there is none.
static inline ptrdiff_t kernels_next_column(ptrdiff_t column, ptrdiff_t width) {
  ptrdiff_t next = column + POOLING_LANES, last = width - POOLING_LANES;
  return next < width && next > last ? last : next;
}
