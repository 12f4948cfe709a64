// Products of matrices.
#pragma once
#include <stdbool.h>
#include <stddef.h>

/// A view of floats: element (i, j) is `data[i * row_stride + j * column_stride]`.
typedef struct {
  const float *data;
  ptrdiff_t row_stride, column_stride;
} kernels_matrix;

/// What happens to a product before it is stored, in this order.
typedef struct {
  /// The sum starts from what `c` holds rather than from zero.
  bool accumulate;
  /// Added to each row, a value per column; may be null.
  const float *column_bias;
  /// Added to each column, a value per row; may be null.
  const float *row_bias;
  /// Negative values become zero.
  bool relu;
} kernels_epilogue;

/// c = epilogue(a · b), where a is m × k, b is k × n, and row i of c starts at `c + i *
/// c_row_stride`. `epilogue` may be null. c must not overlap the rest.
///
/// Each element is one chain of fused multiply-adds in the order of k, so it depends neither on the
/// number of threads nor on the instruction set, and equal rows give equal results.
void kernels_gemm(
  ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, kernels_matrix a, kernels_matrix b, float *c,
  ptrdiff_t c_row_stride, const kernels_epilogue *epilogue);

/// The same for `batch` products whose operands lie the batch strides apart (0 shares one).
void kernels_gemm_batched(
  ptrdiff_t batch, ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, kernels_matrix a,
  ptrdiff_t a_batch_stride, kernels_matrix b, ptrdiff_t b_batch_stride, float *c,
  ptrdiff_t c_row_stride, ptrdiff_t c_batch_stride, const kernels_epilogue *epilogue);
