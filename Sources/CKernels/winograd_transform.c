#include "winograd_transform.h"

#include <immintrin.h>

#include "gemm_pack.h"

typedef float vector __attribute__((vector_size(32), aligned(4), may_alias));

static inline vector load(const float *from) { return *(const vector *)from; }
static inline void store(float *to, vector value) { *(vector *)to = value; }

// MARK: weights

/// G applied to three elements.
static inline void expand(vector g0, vector g1, vector g2, vector to[4]) {
  const vector half = (vector){} + 0.5f;
  vector outer = (g0 + g2) * half, inner = g1 * half;
  to[0] = g0;
  to[1] = outer + inner;
  to[2] = outer - inner;
  to[3] = g2;
}

/// Transposes 8 × 8 elements.
static inline void transpose(vector rows[8]) {
  vector pairs[8], fours[8];
  for (int i = 0; i < 8; i += 2) {
    vector a = rows[i], b = rows[i + 1];
    pairs[i] = __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13);
    pairs[i + 1] = __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (int i = 0; i < 8; i += 4) {
    for (int j = 0; j < 2; j++) {
      vector a = pairs[i + j], b = pairs[i + 2 + j];
      fours[i + 2 * j] = __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13);
      fours[i + 2 * j + 1] = __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }
  for (int i = 0; i < 4; i++) {
    rows[i] = __builtin_shufflevector(fours[i], fours[4 + i], 0, 1, 2, 3, 8, 9, 10, 11);
    rows[4 + i] = __builtin_shufflevector(fours[i], fours[4 + i], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

void kernels_transform_weights(
  const float *from, ptrdiff_t from_stride, ptrdiff_t inputs, bool flipped, float *to,
  ptrdiff_t to_stride) {
  vector taps[9];
  for (int i = 0; i < TRANSFORM_LANES; i++) {
    const float *w = from + (i < inputs ? i : 0) * from_stride;
    taps[i] = load(w);
    taps[8][i] = w[8];
  }
  transpose(taps);
  vector columns[3][4];
  for (int x = 0; x < 3; x++) {
    if (flipped) expand(taps[8 - x], taps[5 - x], taps[2 - x], columns[x]);
    else expand(taps[x], taps[3 + x], taps[6 + x], columns[x]);
  }
  for (int y = 0; y < 4; y++) {
    vector row[4];
    expand(columns[0][y], columns[1][y], columns[2][y], row);
    for (int x = 0; x < 4; x++) store(to + (4 * y + x) * to_stride, row[x]);
  }
}

// MARK: squares

/// Bᵀ applied to four elements.
static inline void combine(vector d0, vector d1, vector d2, vector d3, vector to[4]) {
  to[0] = d0 - d2;
  to[1] = d1 + d2;
  to[2] = d2 - d1;
  to[3] = d1 - d3;
}

void kernels_transform_squares(
  const float *from, const ptrdiff_t *elements, float *to, ptrdiff_t to_stride) {
  vector columns[4][4];
  for (int x = 0; x < 4; x++) {
    combine(
      load(from + elements[x]), load(from + elements[4 + x]), load(from + elements[8 + x]),
      load(from + elements[12 + x]), columns[x]);
  }
  for (int y = 0; y < 4; y++) {
    vector row[4];
    combine(columns[0][y], columns[1][y], columns[2][y], columns[3][y], row);
    for (int x = 0; x < 4; x++) store(to + (4 * y + x) * to_stride, row[x]);
  }
}

// MARK: products

/// Aᵀ applied to four elements.
static inline void reduce(vector m0, vector m1, vector m2, vector m3, vector to[2]) {
  to[0] = m0 + m1 + m2;
  to[1] = m1 - m2 - m3;
}

/// Stores even and odd columns, alternating.
static inline void store_interleaved(float *to, vector even, vector odd) {
  __m256 low = _mm256_unpacklo_ps((__m256)even, (__m256)odd);
  __m256 high = _mm256_unpackhi_ps((__m256)even, (__m256)odd);
  _mm256_storeu_ps(to, _mm256_permute2f128_ps(low, high, 0x20));
  _mm256_storeu_ps(to + TRANSFORM_LANES, _mm256_permute2f128_ps(low, high, 0x31));
}

void kernels_transform_products(
  ptrdiff_t count, const float *from, ptrdiff_t from_stride, float *upper, float *lower) {
  for (ptrdiff_t i = 0; i < count; i += TRANSFORM_LANES) {
    const float *m = from + i;
    vector columns[4][2], rows[2][2];
    for (int x = 0; x < 4; x++) {
      reduce(
        load(m + x * from_stride), load(m + (4 + x) * from_stride),
        load(m + (8 + x) * from_stride), load(m + (12 + x) * from_stride), columns[x]);
    }
    for (int y = 0; y < 2; y++) {
      reduce(columns[0][y], columns[1][y], columns[2][y], columns[3][y], rows[y]);
    }
    store_interleaved(upper + 2 * i, rows[0][0], rows[0][1]);
    store_interleaved(lower + 2 * i, rows[1][0], rows[1][1]);
  }
}

void kernels_finish_row(
  ptrdiff_t count, const float *from, float scale, float shift, const float *residual, bool relu,
  float *to) {
  for (ptrdiff_t i = 0; i < count; i++) {
    float value = from[i] * scale + shift + (residual ? residual[i] : 0);
    to[i] = relu && value < 0 ? 0 : value;
  }
}
