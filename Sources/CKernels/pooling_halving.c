#include "pooling_halving.h"

#include <immintrin.h>
#include <string.h>

bool kernels_pooling_halves(const kernels_pooling *p) {
  return p->kernel_height == 2 && p->kernel_width == 2 && p->stride_height == 2 &&
         p->stride_width == 2 && p->padding_height == 0 && p->padding_width == 0 &&
         p->dilation_height == 1 && p->dilation_width == 1 && 2 * p->output_height <= p->height &&
         2 * p->output_width <= p->width;
}

enum { lanes = 8 };

/// Which lanes of the later value replace the earlier one: a larger one, or a NaN.
static __m256 replaces(__m256 later, __m256 earlier) {
  return _mm256_or_ps(
      _mm256_cmp_ps(later, earlier, _CMP_GT_OQ), _mm256_cmp_ps(later, later, _CMP_UNORD_Q));
}

/// The even and the odd elements of 16.
static void split(const float *x, __m256 *even, __m256 *odd) {
  __m256 low = _mm256_loadu_ps(x), high = _mm256_loadu_ps(x + lanes);
  __m256 evens = _mm256_shuffle_ps(low, high, _MM_SHUFFLE(2, 0, 2, 0));
  __m256 odds = _mm256_shuffle_ps(low, high, _MM_SHUFFLE(3, 1, 3, 1));
  // The shuffle works in halves, so that quarters come out as 0 2 1 3.
  *even = _mm256_castpd_ps(_mm256_permute4x64_pd(_mm256_castps_pd(evens), _MM_SHUFFLE(3, 1, 2, 0)));
  *odd = _mm256_castpd_ps(_mm256_permute4x64_pd(_mm256_castps_pd(odds), _MM_SHUFFLE(3, 1, 2, 0)));
}

/// Eight windows whose rows begin at `top` and `bottom`; the first has its upper left element at
/// `index` of the plane.
static void pool_eight(
    const float *top, const float *bottom, int32_t index, int32_t width, float *y,
    int32_t *indices) {
  __m256 a, b, c, d;
  split(top, &a, &b);
  split(bottom, &c, &d);
  __m256 b_wins = replaces(b, a), d_wins = replaces(d, c);
  __m256 upper = _mm256_blendv_ps(a, b, b_wins), lower = _mm256_blendv_ps(c, d, d_wins);
  __m256 lower_wins = replaces(lower, upper);
  _mm256_storeu_ps(y, _mm256_blendv_ps(upper, lower, lower_wins));
  if (!indices) return;
  __m256i first = _mm256_add_epi32(
      _mm256_set1_epi32(index), _mm256_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14));
  // A mask is −1 where it holds.
  __m256i upper_index = _mm256_sub_epi32(first, _mm256_castps_si256(b_wins));
  __m256i lower_index = _mm256_sub_epi32(
      _mm256_add_epi32(first, _mm256_set1_epi32(width)), _mm256_castps_si256(d_wins));
  _mm256_storeu_si256(
      (__m256i *)indices, _mm256_blendv_epi8(upper_index, lower_index,
                                             _mm256_castps_si256(lower_wins)));
}

/// The last windows of a row, less than eight: with copies that have room for eight.
static void pool_rest(
    ptrdiff_t count, const float *top, const float *bottom, int32_t index, int32_t width, float *y,
    int32_t *indices) {
  float tops[2 * lanes] = {0}, bottoms[2 * lanes] = {0}, maxima[lanes];
  int32_t places[lanes];
  memcpy(tops, top, 2 * (size_t)count * sizeof(float));
  memcpy(bottoms, bottom, 2 * (size_t)count * sizeof(float));
  pool_eight(tops, bottoms, index, width, maxima, places);
  memcpy(y, maxima, (size_t)count * sizeof(float));
  if (indices) memcpy(indices, places, (size_t)count * sizeof(int32_t));
}

void kernels_max_pool_halving(
    const kernels_pooling *p, const float *x, float *y, int32_t *indices) {
  for (ptrdiff_t row = 0; row < p->output_height; row++) {
    const float *top = x + 2 * row * p->width, *bottom = top + p->width;
    for (ptrdiff_t column = 0; column < p->output_width; column += lanes) {
      ptrdiff_t to = row * p->output_width + column, count = p->output_width - column;
      int32_t index = (int32_t)(2 * row * p->width + 2 * column), width = (int32_t)p->width;
      int32_t *places = indices ? indices + to : NULL;
      if (count >= lanes) {
        pool_eight(top + 2 * column, bottom + 2 * column, index, width, y + to, places);
      } else {
        pool_rest(count, top + 2 * column, bottom + 2 * column, index, width, y + to, places);
      }
    }
  }
}

/// dy where the index is `place`, otherwise 0.
static __m256 share(__m256 dy, __m256i indices, __m256i place) {
  return _mm256_and_ps(dy, _mm256_castsi256_ps(_mm256_cmpeq_epi32(indices, place)));
}

/// Writes 16 elements that take turns between two vectors.
static void interleave(float *x, __m256 even, __m256 odd) {
  __m256 low = _mm256_unpacklo_ps(even, odd), high = _mm256_unpackhi_ps(even, odd);
  _mm256_storeu_ps(x, _mm256_permute2f128_ps(low, high, 0x20));
  _mm256_storeu_ps(x + lanes, _mm256_permute2f128_ps(low, high, 0x31));
}

static void spread_eight(
    const float *dy, const int32_t *indices, int32_t index, int32_t width, float *top,
    float *bottom) {
  __m256 gradient = _mm256_loadu_ps(dy);
  __m256i where = _mm256_loadu_si256((const __m256i *)indices);
  __m256i a = _mm256_add_epi32(
      _mm256_set1_epi32(index), _mm256_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14));
  __m256i one = _mm256_set1_epi32(1);
  __m256i c = _mm256_add_epi32(a, _mm256_set1_epi32(width));
  interleave(top, share(gradient, where, a), share(gradient, where, _mm256_add_epi32(a, one)));
  interleave(bottom, share(gradient, where, c), share(gradient, where, _mm256_add_epi32(c, one)));
}

/// The last windows of a row, less than eight.
static void spread_rest(
    ptrdiff_t count, const float *dy, const int32_t *indices, int32_t index, int32_t width,
    float *top, float *bottom) {
  float gradients[lanes] = {0}, tops[2 * lanes], bottoms[2 * lanes];
  int32_t places[lanes] = {0};
  memcpy(gradients, dy, (size_t)count * sizeof(float));
  memcpy(places, indices, (size_t)count * sizeof(int32_t));
  spread_eight(gradients, places, index, width, tops, bottoms);
  memcpy(top, tops, 2 * (size_t)count * sizeof(float));
  memcpy(bottom, bottoms, 2 * (size_t)count * sizeof(float));
}

void kernels_max_pool_halving_gradient(
    const kernels_pooling *p, const float *dy, const int32_t *indices, float *dx) {
  for (ptrdiff_t row = 0; row < p->output_height; row++) {
    float *top = dx + 2 * row * p->width, *bottom = top + p->width;
    for (ptrdiff_t column = 0; column < p->output_width; column += lanes) {
      ptrdiff_t from = row * p->output_width + column, count = p->output_width - column;
      int32_t index = (int32_t)(2 * row * p->width + 2 * column), width = (int32_t)p->width;
      float *upper = top + 2 * column, *lower = bottom + 2 * column;
      if (count >= lanes) {
        spread_eight(dy + from, indices + from, index, width, upper, lower);
      } else {
        spread_rest(count, dy + from, indices + from, index, width, upper, lower);
      }
    }
    // What no window covers of an odd width.
    for (ptrdiff_t i = 2 * p->output_width; i < p->width; i++) top[i] = bottom[i] = 0;
  }
  ptrdiff_t covered = 2 * p->output_height;
  memset(
      dx + covered * p->width, 0,
      (size_t)((p->height - covered) * p->width) * sizeof(float));
}
