#include "gemm.h"

#include "gemm_pack.h"
#include "gemm_product.h"
#include "gemm_tile.h"
#include "sizes.h"

typedef struct {
  kernels_matrix matrix;
  ptrdiff_t columns, item_stride;
} right_operand;

static void pack_matrix(
  const void *b, ptrdiff_t item, ptrdiff_t first, ptrdiff_t start, ptrdiff_t depth, float *to,
  ptrdiff_t width) {
  const right_operand *operand = b;
  kernels_matrix from = operand->matrix;
  from.data +=
    item * operand->item_stride + start * from.row_stride + first * from.column_stride;
  ptrdiff_t columns = operand->columns - first;
  kernels_pack_panel(depth, smaller(columns, width), from, to, width);
}

/// An estimate of the cycles for a product: its multiplications, with what tiles at the edges
/// waste, and what it takes to bring the operands in order.
static double cost(
  ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, kernels_matrix a, kernels_matrix b, bool transposed) {
  const kernels_tile_kind *kind = kernels_tile_kind_in_use();
  ptrdiff_t row_tiles = parts_covering(m, kind->rows);
  // A tile of less than four rows waits for the latency of its additions.
  double rows = (double)(m < 4 * row_tiles ? 4 * row_tiles : m);
  double columns = (double)(parts_covering(n, kind->columns) * kind->columns);
  double a_cost = a.column_stride == 1 ? 0 : a.row_stride == 1 ? 0.4 : 2;
  double b_cost = b.column_stride == 1 ? 0.15 : b.row_stride == 1 ? 0.35 : 2;
  double c_cost = transposed ? 0.5 : 0;
  return rows * columns * (double)k / (double)kind->columns
    + a_cost * (double)m * (double)k + b_cost * (double)k * (double)n
    + c_cost * (double)m * (double)n;
}

static kernels_matrix transpose(kernels_matrix a) {
  return (kernels_matrix){a.data, a.column_stride, a.row_stride};
}

void kernels_gemm_batched(
  ptrdiff_t batch, ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, kernels_matrix a,
  ptrdiff_t a_batch_stride, kernels_matrix b, ptrdiff_t b_batch_stride, float *c,
  ptrdiff_t c_row_stride, ptrdiff_t c_batch_stride, const kernels_epilogue *epilogue) {
  const kernels_epilogue e = epilogue ? *epilogue : (kernels_epilogue){};
  kernels_product product = {
    .items = batch, .k = k, .a_items = batch, .pack_b = pack_matrix, .c = c,
    .c_row_stride = c_row_stride, .c_item_stride = c_batch_stride, .accumulate = e.accumulate,
    .relu = e.relu,
  };
  right_operand right;
  // c is also (bᵀ · aᵀ)ᵀ.
  bool exchanged =
    cost(n, m, k, transpose(b), transpose(a), true) < cost(m, n, k, a, b, false);
  if (exchanged) {
    right = (right_operand){transpose(a), m, a_batch_stride};
    product.a = transpose(b);
    product.a_item_stride = b_batch_stride;
    product.row_shift = e.column_bias;
    product.column_shift = e.row_bias;
  } else {
    right = (right_operand){b, n, b_batch_stride};
    product.a = a;
    product.a_item_stride = a_batch_stride;
    product.row_shift = e.row_bias;
    product.column_shift = e.column_bias;
  }
  product.m = exchanged ? n : m;
  product.n = exchanged ? m : n;
  product.transposed = exchanged;
  product.b = &right;
  kernels_multiply(&product);
}

void kernels_gemm(
  ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, kernels_matrix a, kernels_matrix b, float *c,
  ptrdiff_t c_row_stride, const kernels_epilogue *epilogue) {
  kernels_gemm_batched(1, m, n, k, a, 0, b, 0, c, c_row_stride, 0, epilogue);
}
