// Products whose right operand is made panel by panel: from a matrix, or from an image.
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "gemm.h"

/// c = relu(a · b * row_scale + (row_shift + column_shift) + residual), `items` times. What is null
/// is left out.
typedef struct {
  ptrdiff_t items, m, n, k;
  /// Item i multiplies the (i % a_items)-th a.
  kernels_matrix a;
  ptrdiff_t a_items, a_item_stride;
  /// Writes rows `start` to `start + depth` of b, from column `first` on, as rows of `width`
  /// floats. What it writes behind the last column of b does not matter.
  void (*pack_b)(
    const void *b, ptrdiff_t item, ptrdiff_t first, ptrdiff_t start, ptrdiff_t depth, float *to,
    ptrdiff_t width);
  const void *b;
  float *c;
  ptrdiff_t c_row_stride, c_item_stride;
  /// Whether c is stored transposed: with its columns `c_row_stride` apart.
  bool transposed;
  /// The sums start from what c holds.
  bool accumulate;
  /// Scale and shift of the rows, as far apart as given for each a.
  const float *row_scale, *row_shift;
  ptrdiff_t row_shift_item_stride;
  const float *column_shift;
  /// Lies in memory as c does; not for a transposed product.
  const float *residual;
  bool relu;
} kernels_product;

void kernels_multiply(const kernels_product *product);
