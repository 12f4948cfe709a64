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

/// The even and the odd elements of the first 2 · `count` of a row, at most 16.
static void split(ptrdiff_t count, const float *x, __m256 *even, __m256 *odd) {
  __m256 low, high;
  if (count >= POOLING_LANES) {
    low = _mm256_loadu_ps(x);
    high = _mm256_loadu_ps(x + POOLING_LANES);
  } else {
    low = _mm256_maskload_ps(x, kernels_first_lanes(2 * count));
    high = _mm256_maskload_ps(
        x + POOLING_LANES, kernels_first_lanes(2 * count - POOLING_LANES));
  }
  *even = kernels_even_elements(low, high);
  *odd = kernels_odd_elements(low, high);
}

/// Windows whose rows begin at `top` and `bottom`, at most eight; the first has its upper left
/// element at `index` of the plane. From their outputs on, the plane has `room` more.
static void pool_eight(
    ptrdiff_t count, ptrdiff_t room, const float *top, const float *bottom, int32_t index, int32_t width,
    float *y, int32_t *indices) {
  __m256 a, b, c, d;
  split(count, top, &a, &b);
  split(count, bottom, &c, &d);
  __m256 b_wins = kernels_replaces(b, a), d_wins = kernels_replaces(d, c);
  __m256 upper = _mm256_blendv_ps(a, b, b_wins), lower = _mm256_blendv_ps(c, d, d_wins);
  __m256 lower_wins = kernels_replaces(lower, upper);
  __m256i first = _mm256_add_epi32(
      _mm256_set1_epi32(index), _mm256_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14));
  // A mask is −1 where it holds.
  __m256i upper_index = _mm256_sub_epi32(first, _mm256_castps_si256(b_wins));
  __m256i lower_index = _mm256_sub_epi32(
      _mm256_add_epi32(first, _mm256_set1_epi32(width)), _mm256_castps_si256(d_wins));
  kernels_store_maxima(
      count, room, _mm256_blendv_ps(upper, lower, lower_wins),
      _mm256_blendv_epi8(upper_index, lower_index, _mm256_castps_si256(lower_wins)), y, indices);
}

void kernels_max_pool_halving(
    const kernels_pooling *p, const float *x, float *y, int32_t *indices) {
  ptrdiff_t outputs = p->output_height * p->output_width;
  for (ptrdiff_t row = 0; row < p->output_height; row++) {
    for (ptrdiff_t column = 0; column < p->output_width;
         column = kernels_next_column(column, p->output_width)) {
      ptrdiff_t from = 2 * row * p->width + 2 * column, to = row * p->output_width + column;
      _mm_prefetch(x + from + 2 * PREFETCHED_OUTPUTS, _MM_HINT_T0);
      _mm_prefetch(x + from + 2 * PREFETCHED_OUTPUTS + p->width, _MM_HINT_T0);
      pool_eight(
          p->output_width - column, outputs - to, x + from, x + from + p->width, (int32_t)from,
          (int32_t)p->width, y + to, indices ? indices + to : NULL);
    }
  }
}

/// dy where the index is `place`, otherwise 0.
static __m256 share(__m256 dy, __m256i indices, __m256i place) {
  return _mm256_and_ps(dy, _mm256_castsi256_ps(_mm256_cmpeq_epi32(indices, place)));
}

/// Writes elements that take turns between two vectors: all, or the first 2 · `count` alone.
static inline void interleave(bool all, ptrdiff_t count, float *x, __m256 even, __m256 odd) {
  __m256 low = _mm256_unpacklo_ps(even, odd), high = _mm256_unpackhi_ps(even, odd);
  __m256 first = _mm256_permute2f128_ps(low, high, 0x20);
  __m256 second = _mm256_permute2f128_ps(low, high, 0x31);
  if (all) {
    _mm256_storeu_ps(x, first);
    _mm256_storeu_ps(x + POOLING_LANES, second);
  } else {
    _mm256_maskstore_ps(x, kernels_first_lanes(2 * count), first);
    _mm256_maskstore_ps(
        x + POOLING_LANES, kernels_first_lanes(2 * count - POOLING_LANES), second);
  }
}

/// The gradients of windows beside each other, at most eight. Of the `room` elements from `bottom`
/// to the end of the plane, those behind may be written too, as the next rows follow.
static inline void spread_eight(
    ptrdiff_t count, ptrdiff_t room, const float *dy, const int32_t *indices, int32_t index,
    int32_t width, float *top, float *bottom) {
  __m256i wanted = kernels_first_lanes(count);
  __m256 gradient = _mm256_maskload_ps(dy, wanted);
  __m256i where = _mm256_maskload_epi32(indices, wanted);
  __m256i a = _mm256_add_epi32(
      _mm256_set1_epi32(index), _mm256_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14));
  __m256i one = _mm256_set1_epi32(1);
  __m256i c = _mm256_add_epi32(a, _mm256_set1_epi32(width));
  bool all = room >= 2 * POOLING_LANES;
  interleave(
      all, count, top, share(gradient, where, a),
      share(gradient, where, _mm256_add_epi32(a, one)));
  interleave(
      all, count, bottom, share(gradient, where, c),
      share(gradient, where, _mm256_add_epi32(c, one)));
}

void kernels_max_pool_halving_gradient(
    const kernels_pooling *p, const float *dy, const int32_t *indices, float *dx) {
  const float *end = dx + p->height * p->width;
  for (ptrdiff_t row = 0; row < p->output_height; row++) {
    float *top = dx + 2 * row * p->width, *bottom = top + p->width;
    for (ptrdiff_t column = 0; column < p->output_width;
         column = kernels_next_column(column, p->output_width)) {
      ptrdiff_t from = row * p->output_width + column;
      _mm_prefetch(dy + from + PREFETCHED_OUTPUTS, _MM_HINT_T0);
      _mm_prefetch(indices + from + PREFETCHED_OUTPUTS, _MM_HINT_T0);
      spread_eight(
          p->output_width - column, end - (bottom + 2 * column), dy + from, indices + from,
          (int32_t)(2 * row * p->width + 2 * column), (int32_t)p->width, top + 2 * column,
          bottom + 2 * column);
    }
    // What no window covers of an odd width.
    for (ptrdiff_t i = 2 * p->output_width; i < p->width; i++) top[i] = bottom[i] = 0;
  }
  ptrdiff_t covered = 2 * p->output_height;
  memset(
      dx + covered * p->width, 0,
      (size_t)((p->height - covered) * p->width) * sizeof(float));
}
