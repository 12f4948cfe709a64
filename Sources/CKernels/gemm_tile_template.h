// The tile for one instruction set. `gemm_tile.c` says by macros which: VECTOR_LENGTH, TILE_ROWS, the
// masked loads and stores, and NAMED, which gives each function a name of its own.
//
// The sum of each element is one chain of fused multiply-adds in the order of p, so that all
// instruction sets give the same bits.

#define VECTOR NAMED(vector)
#define TILE_COLUMNS (2 * VECTOR_LENGTH)

typedef float VECTOR __attribute__((vector_size(4 * VECTOR_LENGTH), aligned(4), may_alias));

ALWAYS_INLINE VECTOR NAMED(load)(const float *from, bool partial, MASK mask) {
  return partial ? LOAD_MASKED(from, mask) : *(const VECTOR *)from;
}

/// What the sums of a row become, before they are stored.
ALWAYS_INLINE VECTOR NAMED(finish)(
  const kernels_tile *t, int row, int column, VECTOR sum, bool partial, MASK mask) {
  if (t->row_scale) sum *= t->row_scale[row];
  // The shifts are added to each other first, as rows and columns may have been exchanged.
  VECTOR shift = BROADCAST(t->row_shift ? t->row_shift[row] : 0);
  if (t->column_shift) shift += NAMED(load)(t->column_shift + column, partial, mask);
  sum += shift;
  if (t->residual) {
    sum += NAMED(load)(t->residual + row * t->c_row_stride + column, partial, mask);
  }
  // In this order of the operands, NaN stays NaN.
  return t->relu ? MAXIMUM((VECTOR){}, sum) : sum;
}

ALWAYS_INLINE void NAMED(multiply_rows)(const int rows, const kernels_tile *t) {
  VECTOR sum[TILE_ROWS][2];
  const float *a[TILE_ROWS];
  const bool partial = t->columns < TILE_COLUMNS;
  const MASK mask[2] = {FIRST_LANES(t->columns), FIRST_LANES(t->columns - VECTOR_LENGTH)};
  UNROLL for (int i = 0; i < rows; i++) {
    a[i] = t->a[i];
    UNROLL for (int j = 0; j < 2; j++) {
      const float *c = t->c + i * t->c_row_stride + j * VECTOR_LENGTH;
      sum[i][j] = t->accumulate ? NAMED(load)(c, partial, mask[j]) : (VECTOR){};
    }
  }
  const float *b = t->b;
  const ptrdiff_t a_step = t->a_step, b_step = t->b_step;
  for (ptrdiff_t run = 0; run < t->runs; run++) {
    ptrdiff_t offset = run * t->a_run_stride;
    for (ptrdiff_t p = 0; p < t->run_length; p++) {
      const VECTOR b0 = *(const VECTOR *)b, b1 = *(const VECTOR *)(b + VECTOR_LENGTH);
      UNROLL for (int i = 0; i < rows; i++) {
        const VECTOR factor = BROADCAST(a[i][offset]);
        sum[i][0] = __builtin_elementwise_fma(factor, b0, sum[i][0]);
        sum[i][1] = __builtin_elementwise_fma(factor, b1, sum[i][1]);
      }
      b += b_step;
      offset += a_step;
    }
  }
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int j = 0; j < 2; j++) {
      float *c = t->c + i * t->c_row_stride + j * VECTOR_LENGTH;
      VECTOR result = NAMED(finish)(t, i, j * VECTOR_LENGTH, sum[i][j], partial, mask[j]);
      if (partial) STORE_MASKED(c, mask[j], result);
      else *(VECTOR *)c = result;
    }
  }
}

static void NAMED(multiply)(const kernels_tile *t) {
  switch (t->rows) {
#define CASE(rows) \
  case rows: NAMED(multiply_rows)(rows, t); break;
    FOR_EACH_ROW_COUNT(CASE)
#undef CASE
  }
}

static const kernels_tile_kind NAMED(kind) = {TILE_ROWS, TILE_COLUMNS, NAMED(multiply)};

#undef VECTOR
#undef TILE_COLUMNS
