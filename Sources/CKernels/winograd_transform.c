#include "winograd_transform.h"

#include <immintrin.h>

#include "lanes.h"

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
  for (int i = 0; i < SQUARE_LANES; i++) {
    const float *w = from + (i < inputs ? i : 0) * from_stride;
    // Rows are too far apart for a CPU to see what comes.
    _mm_prefetch(w + SQUARE_LANES * from_stride, _MM_HINT_T0);
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

const ptrdiff_t kernels_square_lanes[SQUARE_LANES] = {0, 1, 4, 5, 2, 3, 6, 7};

/// Eight elements of row y of the squares, zeros where they are not wanted: `whole` says that all
/// are. Vectors 0 and 1 have the first two elements of four squares each, 2 and 3 the last two.
static inline __attribute__((always_inline)) __m256 load_elements(
  const float *channel, const kernels_square_vector *squares, bool whole, ptrdiff_t parts, int y,
  int vector) {
  const ptrdiff_t offset = vector % 2 * SQUARE_LANES + vector / 2 * 2;
  if (whole) return _mm256_loadu_ps(channel + squares->parts[0].rows[y] + offset);
  static const float outside[SQUARE_LANES];
  __m256 elements = _mm256_setzero_ps();
  for (ptrdiff_t i = 0; i < parts; i++) {
    const kernels_square_part *part = &squares->parts[i];
    const float *from = part->visible[y] ? channel + part->rows[y] + offset : outside;
    elements = _mm256_or_ps(elements, _mm256_maskload_ps(from, part->wanted[vector]));
  }
  return elements;
}

/// A row of the squares. Even and odd elements come in quarters 0 2 1 3, which `store_interleaved`
/// puts right.
static inline __attribute__((always_inline)) void load_row(
  const float *channel, const kernels_square_vector *squares, bool whole, ptrdiff_t parts, int y,
  vector row[4]) {
  for (int half = 0; half < 2; half++) {
    __m256 low = load_elements(channel, squares, whole, parts, y, 2 * half);
    __m256 high = load_elements(channel, squares, whole, parts, y, 2 * half + 1);
    row[2 * half] = (vector)kernels_even_elements_by_quarters(low, high);
    row[2 * half + 1] = (vector)kernels_odd_elements_by_quarters(low, high);
  }
}

/// Stores a row of coefficients: Bᵀ applied to four elements.
static inline void combine(const vector d[4], float *to, ptrdiff_t stride) {
  store(to, d[0] - d[2]);
  store(to + stride, d[1] + d[2]);
  store(to + 2 * stride, d[2] - d[1]);
  store(to + 3 * stride, d[1] - d[3]);
}

/// Row by row, in an order in which no more elements are needed at a time than there are registers.
static inline __attribute__((always_inline)) void transform_squares(
  const float *channel, const kernels_square_vector *squares, bool whole, ptrdiff_t parts,
  float *to, ptrdiff_t stride) {
  vector row1[4], row2[4], outer[4], d[4];
  load_row(channel, squares, whole, parts, 1, row1);
  load_row(channel, squares, whole, parts, 2, row2);
  for (int x = 0; x < 4; x++) d[x] = row1[x] + row2[x];
  combine(d, to + 4 * stride, stride);
  for (int x = 0; x < 4; x++) d[x] = row2[x] - row1[x];
  combine(d, to + 8 * stride, stride);
  load_row(channel, squares, whole, parts, 0, outer);
  for (int x = 0; x < 4; x++) d[x] = outer[x] - row2[x];
  combine(d, to, stride);
  load_row(channel, squares, whole, parts, 3, outer);
  for (int x = 0; x < 4; x++) d[x] = row1[x] - outer[x];
  combine(d, to + 12 * stride, stride);
}

void kernels_prefetch_squares(const float *channel, const kernels_square_vector *squares) {
  for (ptrdiff_t i = 0; i < squares->part_count; i++) {
    const kernels_square_part *part = &squares->parts[i];
    for (int y = 0; y < SQUARE; y++) _mm_prefetch(channel + part->rows[y], _MM_HINT_T0);
  }
}

void kernels_transform_squares(
  const float *channel, const kernels_square_vector *squares, float *to, ptrdiff_t to_stride) {
  const ptrdiff_t parts = squares->part_count;
  // Compiled for each of these, so that loops and branches go.
  if (squares->whole) transform_squares(channel, squares, true, 1, to, to_stride);
  else if (parts == 1) transform_squares(channel, squares, false, 1, to, to_stride);
  else if (parts == 2) transform_squares(channel, squares, false, 2, to, to_stride);
  else transform_squares(channel, squares, false, parts, to, to_stride);
}

// MARK: products

/// Aᵀ applied to four elements.
static inline void reduce(vector m0, vector m1, vector m2, vector m3, vector to[2]) {
  to[0] = m0 + m1 + m2;
  to[1] = m1 - m2 - m3;
}

/// Stores even and odd columns, alternating.
static inline void store_interleaved(float *to, vector even, vector odd) {
  _mm256_storeu_ps(to, _mm256_unpacklo_ps((__m256)even, (__m256)odd));
  _mm256_storeu_ps(to + SQUARE_LANES, _mm256_unpackhi_ps((__m256)even, (__m256)odd));
}

void kernels_transform_products(
  ptrdiff_t count, const float *from, ptrdiff_t from_stride, float *upper, float *lower) {
  for (ptrdiff_t i = 0; i < count; i += SQUARE_LANES) {
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

/// Compiled for each epilogue, as branches in the loop would cost more than what they decide.
static inline __attribute__((always_inline)) void finish_row(
  ptrdiff_t count, const float *from, float scale, float shift, const float *residual, bool relu,
  float *to) {
  const vector least = (vector){} + (relu ? 0 : -__builtin_inff());
  // The last vector overlaps the one before rather than being shorter.
  for (ptrdiff_t i = 0; count >= SQUARE_LANES && i < count; i += SQUARE_LANES) {
    if (i + SQUARE_LANES > count) i = count - SQUARE_LANES;
    vector value = load(from + i) * scale + shift;
    if (residual) value += load(residual + i);
    // In this order of the operands, NaN stays NaN.
    store(to + i, (vector)_mm256_max_ps((__m256)least, (__m256)value));
  }
  for (ptrdiff_t i = 0; count < SQUARE_LANES && i < count; i++) {
    float value = from[i] * scale + shift + (residual ? residual[i] : 0);
    to[i] = relu && value < 0 ? 0 : value;
  }
}

void kernels_finish_stretches(
  ptrdiff_t count, const kernels_output_stretch *stretches, const float *from, float scale,
  float shift, const float *residual, bool relu, float *to) {
  for (ptrdiff_t i = 0; i < count; i++) {
    const kernels_output_stretch s = stretches[i];
    if (residual) {
      finish_row(s.count, from + s.from, scale, shift, residual + s.to, relu, to + s.to);
    } else {
      finish_row(s.count, from + s.from, scale, shift, NULL, relu, to + s.to);
    }
  }
}

// MARK: gradients by weights

/// A applied to two elements, but for the sign of the last.
static inline void spread(vector y0, vector y1, vector to[4]) {
  to[0] = y0;
  to[1] = y0 + y1;
  to[2] = y0 - y1;
  to[3] = y1;
}

void kernels_transform_gradients(
  ptrdiff_t count, const float *upper, const float *lower, float *to, ptrdiff_t to_stride) {
  for (ptrdiff_t i = 0; i < count; i += SQUARE_LANES) {
    vector left[4], right[4], row[4];
    spread(load(upper + i), load(lower + i), left);
    spread(load(upper + count + i), load(lower + count + i), right);
    for (int y = 0; y < 4; y++) {
      spread(left[y], right[y], row);
      for (int x = 0; x < 4; x++) store(to + (4 * y + x) * to_stride + i, row[x]);
    }
  }
}

/// Gᵀ applied to four elements, of which the last has the opposite sign.
static inline void gather(vector m0, vector m1, vector m2, vector m3, vector to[3]) {
  const vector half = (vector){} + 0.5f;
  vector mean = (m1 + m2) * half;
  to[0] = m0 + mean;
  to[1] = (m1 - m2) * half;
  to[2] = mean - m3;
}

void kernels_transform_weight_sums(
  ptrdiff_t count, ptrdiff_t sums, const float *from, ptrdiff_t sum_stride, ptrdiff_t from_stride,
  float *to) {
  for (ptrdiff_t i = 0; i < count; i += SQUARE_LANES) {
    vector m[16], columns[4][3], row[3];
    for (int j = 0; j < 16; j++) {
      const float *part = from + j * from_stride + i;
      m[j] = load(part);
      for (ptrdiff_t sum = 1; sum < sums; sum++) m[j] += load(part + sum * sum_stride);
    }
    for (int x = 0; x < 4; x++) gather(m[x], m[4 + x], m[8 + x], m[12 + x], columns[x]);
    for (int y = 0; y < 3; y++) {
      gather(columns[0][y], columns[1][y], columns[2][y], columns[3][y], row);
      for (int x = 0; x < 3; x++) store(to + (3 * y + x) * count + i, row[x]);
    }
  }
}
