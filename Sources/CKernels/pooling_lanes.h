// What the kernels of pooling do to eight elements at once.
#pragma once
#include <immintrin.h>
#include <stddef.h>

#include "lanes.h"

enum { POOLING_LANES = 8 };

/// Which lanes of the later value replace the earlier one: a larger one, or a NaN.
static inline __m256 kernels_replaces(__m256 later, __m256 earlier) {
  return _mm256_or_ps(
      _mm256_cmp_ps(later, earlier, _CMP_GT_OQ), _mm256_cmp_ps(later, later, _CMP_UNORD_Q));
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
