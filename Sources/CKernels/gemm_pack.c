#include "gemm_pack.h"

#include <immintrin.h>
#include <string.h>

#include "lanes.h"

static inline __m256 load_halves(const float *low, const float *high) {
  return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(low)), _mm_loadu_ps(high), 1);
}

/// Half of an 8 × 8 block: 4 columns from `from` on become 4 rows from `to` on.
static inline void transpose_8x4(
  const float *from, ptrdiff_t from_stride, float *to, ptrdiff_t to_stride) {
  __m256 row0 = load_halves(from, from + 4 * from_stride);
  __m256 row1 = load_halves(from + from_stride, from + 5 * from_stride);
  __m256 row2 = load_halves(from + 2 * from_stride, from + 6 * from_stride);
  __m256 row3 = load_halves(from + 3 * from_stride, from + 7 * from_stride);
  __m256 low01 = _mm256_unpacklo_ps(row0, row1), high01 = _mm256_unpackhi_ps(row0, row1);
  __m256 low23 = _mm256_unpacklo_ps(row2, row3), high23 = _mm256_unpackhi_ps(row2, row3);
  _mm256_storeu_ps(to, _mm256_shuffle_ps(low01, low23, 0x44));
  _mm256_storeu_ps(to + to_stride, _mm256_shuffle_ps(low01, low23, 0xee));
  _mm256_storeu_ps(to + 2 * to_stride, _mm256_shuffle_ps(high01, high23, 0x44));
  _mm256_storeu_ps(to + 3 * to_stride, _mm256_shuffle_ps(high01, high23, 0xee));
}

static void transpose_plainly(
  ptrdiff_t rows, ptrdiff_t columns, const float *from, ptrdiff_t from_stride, float *to,
  ptrdiff_t to_stride) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    for (ptrdiff_t j = 0; j < columns; j++) to[j * to_stride + i] = from[i * from_stride + j];
  }
}

/// Of 8 rows, or of 16, so that each cache line of the result is written at once.
static inline __attribute__((always_inline)) void transpose_eights(
  const ptrdiff_t rows, ptrdiff_t columns, const float *from, ptrdiff_t from_stride, float *to,
  ptrdiff_t to_stride) {
  ptrdiff_t whole_columns = columns & ~3;
  for (ptrdiff_t j = 0; j < whole_columns; j += 4) {
    for (ptrdiff_t i = 0; i < rows; i += 8) {
      transpose_8x4(from + i * from_stride + j, from_stride, to + j * to_stride + i, to_stride);
    }
  }
  transpose_plainly(
    rows, columns - whole_columns, from + whole_columns, from_stride,
    to + whole_columns * to_stride, to_stride);
}

static void transpose_4_rows(
  ptrdiff_t columns, const float *from, ptrdiff_t from_stride, float *to, ptrdiff_t to_stride) {
  ptrdiff_t whole_columns = columns & ~3;
  for (ptrdiff_t j = 0; j < whole_columns; j += 4) {
    __m128 row0 = _mm_loadu_ps(from + j), row1 = _mm_loadu_ps(from + from_stride + j);
    __m128 row2 = _mm_loadu_ps(from + 2 * from_stride + j);
    __m128 row3 = _mm_loadu_ps(from + 3 * from_stride + j);
    _MM_TRANSPOSE4_PS(row0, row1, row2, row3);
    _mm_storeu_ps(to + j * to_stride, row0);
    _mm_storeu_ps(to + (j + 1) * to_stride, row1);
    _mm_storeu_ps(to + (j + 2) * to_stride, row2);
    _mm_storeu_ps(to + (j + 3) * to_stride, row3);
  }
  transpose_plainly(
    4, columns - whole_columns, from + whole_columns, from_stride,
    to + whole_columns * to_stride, to_stride);
}

void kernels_transpose(
  ptrdiff_t rows, ptrdiff_t columns, const float *from, ptrdiff_t from_stride, float *to,
  ptrdiff_t to_stride) {
  ptrdiff_t i = 0;
  for (; i + 16 <= rows; i += 16) {
    transpose_eights(16, columns, from + i * from_stride, from_stride, to + i, to_stride);
  }
  for (; i + 8 <= rows; i += 8) {
    transpose_eights(8, columns, from + i * from_stride, from_stride, to + i, to_stride);
  }
  for (; i + 4 <= rows; i += 4) {
    transpose_4_rows(columns, from + i * from_stride, from_stride, to + i, to_stride);
  }
  transpose_plainly(rows - i, columns, from + i * from_stride, from_stride, to + i, to_stride);
}

enum { LANES = 8, VECTOR_LIMIT = 4 };

/// Copies rows of contiguous elements. What a store writes too much, the next one overwrites.
static inline __attribute__((always_inline)) void copy_rows(
  ptrdiff_t rows, ptrdiff_t columns, const float *from, ptrdiff_t from_stride, float *to,
  ptrdiff_t width, const int vectors) {
  __m256i wanted[VECTOR_LIMIT];
  for (int v = 0; v < vectors; v++) {
    wanted[v] = kernels_first_lanes(columns - v * LANES);
  }
  for (ptrdiff_t i = 0; i < rows; i++) {
    for (int v = 0; v < vectors; v++) {
      _mm256_storeu_ps(to + v * LANES, _mm256_maskload_ps(from + v * LANES, wanted[v]));
    }
    from += from_stride;
    to += width;
  }
}

static void copy_whole_vectors(
  ptrdiff_t rows, const float *from, ptrdiff_t from_stride, float *to, ptrdiff_t width) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    for (ptrdiff_t j = 0; j < width; j += LANES) {
      _mm256_storeu_ps(to + j, _mm256_loadu_ps(from + j));
    }
    from += from_stride;
    to += width;
  }
}

static void pack_rows(
  ptrdiff_t rows, ptrdiff_t columns, const float *from, ptrdiff_t from_stride, float *to,
  ptrdiff_t width) {
  if (columns == width && width % LANES == 0) {
    copy_whole_vectors(rows, from, from_stride, to, width);
  } else if (width <= LANES) {
    copy_rows(rows, columns, from, from_stride, to, width, 1);
  } else if (width <= 2 * LANES) {
    copy_rows(rows, columns, from, from_stride, to, width, 2);
  } else {
    copy_rows(rows, columns, from, from_stride, to, width, VECTOR_LIMIT);
  }
}

void kernels_pack_panel(
  ptrdiff_t rows, ptrdiff_t columns, kernels_matrix from, float *to, ptrdiff_t width) {
  if (from.column_stride == 1) {
    pack_rows(rows, columns, from.data, from.row_stride, to, width);
    return;
  }
  if (columns < width) memset(to, 0, (size_t)(rows * width) * sizeof *to);
  if (from.row_stride == 1) {
    kernels_transpose(columns, rows, from.data, from.column_stride, to, width);
    return;
  }
  for (ptrdiff_t i = 0; i < rows; i++) {
    for (ptrdiff_t j = 0; j < columns; j++) {
      to[i * width + j] = from.data[i * from.row_stride + j * from.column_stride];
    }
  }
}
