#include "pooling_maximum.h"

#include <math.h>

#include "pooling_lanes.h"

/// What a tap sees in a row, for eight windows.
typedef struct {
  __m256 values;
  /// Columns of the row, and which of them there are.
  __m256i columns;
  __m256 inside;
} sight;

static sight look(const float *row, ptrdiff_t width, ptrdiff_t first, ptrdiff_t stride) {
  const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  sight sight;
  sight.columns = _mm256_add_epi32(
      _mm256_set1_epi32((int)first), _mm256_mullo_epi32(lanes, _mm256_set1_epi32((int)stride)));
  __m256i inside = _mm256_andnot_si256(
      _mm256_srai_epi32(sight.columns, 31),
      _mm256_cmpgt_epi32(_mm256_set1_epi32((int)width), sight.columns));
  sight.inside = _mm256_castsi256_ps(inside);
  ptrdiff_t end = first + POOLING_LANES * stride;
  if (first < 0 || end > width || stride > 2) {
    sight.values = _mm256_mask_i32gather_ps(
        _mm256_setzero_ps(), row, sight.columns, sight.inside, sizeof(float));
  } else if (stride == 2) {
    sight.values = kernels_even_elements(
        _mm256_loadu_ps(row + first), _mm256_loadu_ps(row + first + POOLING_LANES));
  } else {
    sight.values = _mm256_loadu_ps(row + first);
  }
  return sight;
}

/// The windows of some outputs in a row from `column` on, at most eight.
static void pool_eight(
    const kernels_pooling *p, const float *x, ptrdiff_t row, ptrdiff_t column, float *y,
    int32_t *indices) {
  __m256 best = _mm256_set1_ps(-INFINITY);
  __m256i places = _mm256_set1_epi32(-1);
  for (ptrdiff_t i = 0; i < p->kernel_height; i++) {
    ptrdiff_t h = row * p->stride_height - p->padding_height + i * p->dilation_height;
    if (h < 0 || h >= p->height) continue;
    for (ptrdiff_t j = 0; j < p->kernel_width; j++) {
      ptrdiff_t first = column * p->stride_width - p->padding_width + j * p->dilation_width;
      sight seen = look(x + h * p->width, p->width, first, p->stride_width);
      // A place below 0 is none: a window's first element wins even if it is no larger.
      __m256 wins = _mm256_and_ps(
          seen.inside,
          _mm256_or_ps(kernels_replaces(seen.values, best), _mm256_castsi256_ps(places)));
      __m256i index =
          _mm256_add_epi32(seen.columns, _mm256_set1_epi32((int)(h * p->width)));
      best = _mm256_blendv_ps(best, seen.values, wins);
      places = _mm256_castps_si256(
          _mm256_blendv_ps(_mm256_castsi256_ps(places), _mm256_castsi256_ps(index), wins));
    }
  }
  ptrdiff_t count = p->output_width - column;
  ptrdiff_t room = count + (p->output_height - 1 - row) * p->output_width;
  kernels_store_maxima(count, room, best, places, y, indices);
}

void kernels_max_pool_windows(
    const kernels_pooling *p, const float *x, float *y, int32_t *indices) {
  for (ptrdiff_t row = 0; row < p->output_height; row++) {
    for (ptrdiff_t column = 0; column < p->output_width;
         column = kernels_next_column(column, p->output_width)) {
      ptrdiff_t to = row * p->output_width + column;
      pool_eight(p, x, row, column, y + to, indices ? indices + to : NULL);
    }
  }
}
