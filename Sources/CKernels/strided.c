// Copies between arrays with strides and contiguous ones.

#include <string.h>

#include "include/elementwise.h"

typedef struct {
  const ptrdiff_t *sizes, *strides;
  int rank;
} layout;

#define STRIDED_ROWS(suffix, type)                                                            \
  static void gather_##suffix(const layout *l, int d, const type *x, type **y) {              \
    ptrdiff_t size = l->sizes[d], stride = l->strides[d];                                     \
    if (d < l->rank - 1) {                                                                    \
      for (ptrdiff_t i = 0; i < size; i++) gather_##suffix(l, d + 1, x + i * stride, y);      \
      return;                                                                                 \
    }                                                                                         \
    if (stride == 1) {                                                                        \
      memcpy(*y, x, (size_t)size * sizeof(type));                                             \
    } else {                                                                                  \
      for (ptrdiff_t i = 0; i < size; i++) (*y)[i] = x[i * stride];                           \
    }                                                                                         \
    *y += size;                                                                               \
  }                                                                                           \
  static void scatter_##suffix(const layout *l, int d, const type **x, type *y) {             \
    ptrdiff_t size = l->sizes[d], stride = l->strides[d];                                     \
    if (d < l->rank - 1) {                                                                    \
      for (ptrdiff_t i = 0; i < size; i++) scatter_##suffix(l, d + 1, x, y + i * stride);     \
      return;                                                                                 \
    }                                                                                         \
    if (stride == 1) {                                                                        \
      memcpy(y, *x, (size_t)size * sizeof(type));                                             \
    } else {                                                                                  \
      for (ptrdiff_t i = 0; i < size; i++) y[i * stride] = (*x)[i];                           \
    }                                                                                         \
    *x += size;                                                                               \
  }

STRIDED_ROWS(words, float)
STRIDED_ROWS(bytes, uint8_t)

/// A matrix whose columns are contiguous: in squares, so that both sides use whole cache lines.
static void copy_transposed(
    ptrdiff_t rows, ptrdiff_t columns, const float *x, ptrdiff_t column_stride, float *y) {
  enum { side = 16 };
  for (ptrdiff_t row = 0; row < rows; row += side) {
    ptrdiff_t row_end = row + side < rows ? row + side : rows;
    for (ptrdiff_t column = 0; column < columns; column += side) {
      ptrdiff_t column_end = column + side < columns ? column + side : columns;
      for (ptrdiff_t i = row; i < row_end; i++) {
        for (ptrdiff_t j = column; j < column_end; j++) {
          y[i * columns + j] = x[i + j * column_stride];
        }
      }
    }
  }
}

void kernels_copy_strided(
    int rank, const ptrdiff_t *sizes, const void *x, const ptrdiff_t *x_strides, void *y,
    size_t element_size) {
  if (rank == 0) {
    memcpy(y, x, element_size);
    return;
  }
  if (rank == 2 && x_strides[0] == 1 && element_size == sizeof(float)) {
    copy_transposed(sizes[0], sizes[1], x, x_strides[1], y);
    return;
  }
  layout l = {sizes, x_strides, rank};
  if (element_size == 1) {
    uint8_t *next = y;
    gather_bytes(&l, 0, x, &next);
  } else {
    float *next = y;
    gather_words(&l, 0, x, &next);
  }
}

void kernels_copy_to_strided(
    int rank, const ptrdiff_t *sizes, const void *x, void *y, const ptrdiff_t *y_strides,
    size_t element_size) {
  ptrdiff_t unit = 1;
  layout l = rank ? (layout){sizes, y_strides, rank} : (layout){&unit, &unit, 1};
  if (element_size == 1) {
    const uint8_t *next = x;
    scatter_bytes(&l, 0, &next, y);
  } else {
    const float *next = x;
    scatter_words(&l, 0, &next, y);
  }
}
