#include "pooling_halving.h"

#include <string.h>

#include "pooling_lanes.h"

bool kernels_pooling_halves(const kernels_pooling *p) {
  return p->kernel_height == 2 && p->kernel_width == 2 && p->stride_height == 2 &&
         p->stride_width == 2 && p->padding_height == 0 && p->padding_width == 0 &&
         p->dilation_height == 1 && p->dilation_width == 1 && 2 * p->output_height <= p->height &&
         2 * p->output_width <= p->width;
}

// Planes are larger than caches together, and short rows hide from a CPU what comes: so many outputs
// ahead it is asked for.
enum { PREFETCHED_OUTPUTS = 256 };

/// The even and the odd elements of the first 2 · `count` of a row, at most 16: quarters come as
/// 0 2 1 3, which `kernels_ordered_quarters` puts right. Those behind may be read too if the plane
/// has `room` for 16 elements.
static inline void split(
    ptrdiff_t count, ptrdiff_t room, const float *x, __m256 *even, __m256 *odd) {
  __m256 low, high;
  if (room >= 2 * POOLING_LANES) {
    low = _mm256_loadu_ps(x);
    high = _mm256_loadu_ps(x + POOLING_LANES);
  } else {
    low = _mm256_maskload_ps(x, kernels_first_lanes(2 * count));
    high = _mm256_maskload_ps(
        x + POOLING_LANES, kernels_first_lanes(2 * count - POOLING_LANES));
  }
  *even = kernels_even_elements_by_quarters(low, high);
  *odd = kernels_odd_elements_by_quarters(low, high);
}

/// Windows of a plane of `width`, at most eight, the first of which has its upper left element at
/// `x`, which is `index`. From there on the plane has `room` elements, and from the windows' outputs
/// on `output_room`.
static inline void pool_eight(
    ptrdiff_t count, ptrdiff_t room, ptrdiff_t output_room, const float *x, int32_t index,
    int32_t width, float *y, int32_t *indices) {
  __m256 a, b, c, d;
  split(count, room, x, &a, &b);
  split(count, room - width, x + width, &c, &d);
  __m256 b_wins = kernels_replaces(b, a), d_wins = kernels_replaces(d, c);
  __m256 upper = _mm256_blendv_ps(a, b, b_wins), lower = _mm256_blendv_ps(c, d, d_wins);
  __m256 lower_wins = kernels_replaces(lower, upper);
  __m256i first = _mm256_add_epi32(
      _mm256_set1_epi32(index), _mm256_setr_epi32(0, 2, 8, 10, 4, 6, 12, 14));
  // A mask is −1 where it holds.
  __m256i upper_index = _mm256_sub_epi32(first, _mm256_castps_si256(b_wins));
  __m256i lower_index = _mm256_sub_epi32(
      _mm256_add_epi32(first, _mm256_set1_epi32(width)), _mm256_castps_si256(d_wins));
  __m256 maxima = _mm256_blendv_ps(upper, lower, lower_wins);
  __m256 places = _mm256_blendv_ps(
      _mm256_castsi256_ps(upper_index), _mm256_castsi256_ps(lower_index), lower_wins);
  kernels_store_maxima(
      count, output_room, kernels_ordered_quarters(maxima),
      _mm256_castps_si256(kernels_ordered_quarters(places)), y, indices);
}

void kernels_max_pool_halving(
    const kernels_pooling *p, const float *x, float *y, int32_t *indices) {
  const ptrdiff_t outputs = p->output_height * p->output_width, size = p->height * p->width;
  for (ptrdiff_t row = 0; row < p->output_height; row++) {
    for (ptrdiff_t column = 0; column < p->output_width;
         column = kernels_next_column(column, p->output_width)) {
      ptrdiff_t from = 2 * row * p->width + 2 * column, to = row * p->output_width + column;
      _mm_prefetch(x + from + 2 * PREFETCHED_OUTPUTS, _MM_HINT_T0);
      _mm_prefetch(x + from + 2 * PREFETCHED_OUTPUTS + p->width, _MM_HINT_T0);
      pool_eight(
          p->output_width - column, size - from, outputs - to, x + from, (int32_t)from,
          (int32_t)p->width, y + to, indices ? indices + to : NULL);
    }
  }
}

/// Writes a row of the gradients of windows: each where its place is, zeros elsewhere. The row's
/// first place is `first`; `all` says that 16 elements may be written, otherwise 2 · `count`.
static inline void spread_row(
    bool all, ptrdiff_t count, __m256 gradients, __m256i places, int32_t first, float *x) {
  for (int half = 0; half < 2; half++) {
    // Each window sees two elements of the row.
    const __m256i windows = _mm256_add_epi32(
        _mm256_set1_epi32(4 * half), _mm256_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3));
    const __m256i here = _mm256_add_epi32(
        _mm256_set1_epi32(first + POOLING_LANES * half),
        _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    __m256 values = _mm256_and_ps(
        _mm256_permutevar8x32_ps(gradients, windows),
        _mm256_castsi256_ps(
            _mm256_cmpeq_epi32(_mm256_permutevar8x32_epi32(places, windows), here)));
    float *to = x + POOLING_LANES * half;
    if (all) _mm256_storeu_ps(to, values);
    else _mm256_maskstore_ps(to, kernels_first_lanes(2 * count - POOLING_LANES * half), values);
  }
}

/// The gradients of windows beside each other, at most eight, the first of which has its upper left
/// element at `x`, which is `index`. From there on the plane has `room` elements, of which more may
/// be written as the next rows follow; from the windows' outputs on it has `output_room`.
static inline void spread_eight(
    ptrdiff_t count, ptrdiff_t room, ptrdiff_t output_room, const float *dy, const int32_t *indices,
    int32_t index, int32_t width, float *x) {
  __m256 gradients;
  __m256i places;
  if (output_room >= POOLING_LANES) {
    gradients = _mm256_loadu_ps(dy);
    places = _mm256_loadu_si256((const __m256i *)indices);
  } else {
    gradients = _mm256_maskload_ps(dy, kernels_first_lanes(count));
    places = _mm256_maskload_epi32(indices, kernels_first_lanes(count));
  }
  places = _mm256_sub_epi32(places, _mm256_set1_epi32(index));
  spread_row(room >= 2 * POOLING_LANES, count, gradients, places, 0, x);
  spread_row(room - width >= 2 * POOLING_LANES, count, gradients, places, width, x + width);
}

void kernels_max_pool_halving_gradient(
    const kernels_pooling *p, const float *dy, const int32_t *indices, float *dx) {
  const ptrdiff_t outputs = p->output_height * p->output_width, size = p->height * p->width;
  for (ptrdiff_t row = 0; row < p->output_height; row++) {
    for (ptrdiff_t column = 0; column < p->output_width;
         column = kernels_next_column(column, p->output_width)) {
      ptrdiff_t from = row * p->output_width + column, to = 2 * row * p->width + 2 * column;
      _mm_prefetch(dy + from + PREFETCHED_OUTPUTS, _MM_HINT_T0);
      _mm_prefetch(indices + from + PREFETCHED_OUTPUTS, _MM_HINT_T0);
      __builtin_prefetch(dx + to + 2 * PREFETCHED_OUTPUTS, 1);
      __builtin_prefetch(dx + to + p->width + 2 * PREFETCHED_OUTPUTS, 1);
      spread_eight(
          p->output_width - column, size - to, outputs - from, dy + from, indices + from,
          (int32_t)to, (int32_t)p->width, dx + to);
    }
    // What no window covers of an odd width.
    for (ptrdiff_t i = 2 * p->output_width; i < p->width; i++) {
      dx[2 * row * p->width + i] = dx[(2 * row + 1) * p->width + i] = 0;
    }
  }
  ptrdiff_t covered = 2 * p->output_height * p->width;
  memset(dx + covered, 0, (size_t)(size - covered) * sizeof *dx);
}
