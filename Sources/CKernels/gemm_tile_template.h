// The tile for one instruction set. `gemm_tile.c` says by macros which: VECTOR_LENGTH, TILE_ROWS,
// the masked loads and stores, and NAMED, which gives each function a name of its own.
//
// The sum of each element is one chain of fused multiply-adds in the order of p, so that all
// instruction sets give the same bits.

#define VECTOR NAMED(vector)
#define TILE_COLUMNS (2 * VECTOR_LENGTH)

typedef float VECTOR __attribute__((vector_size(4 * VECTOR_LENGTH), aligned(4), may_alias));

/// The vectors of a row, of which the last ones may be partial.
typedef struct {
  bool partial;
  MASK mask[2];
} NAMED(row_shape);

ALWAYS_INLINE NAMED(row_shape) NAMED(shape_of)(ptrdiff_t columns) {
  NAMED(row_shape) shape = {.partial = columns < TILE_COLUMNS && columns != VECTOR_LENGTH};
  if (!shape.partial) return shape;
  shape.mask[0] = FIRST_LANES(columns);
  shape.mask[1] = FIRST_LANES(columns - VECTOR_LENGTH);
  return shape;
}

/// Where a tile, of those beside each other, has its part of b and c; `columns` are those from its
/// first one on.
typedef struct {
  const float *b;
  float *c;
  const float *column_shift, *residual;
  ptrdiff_t columns;
} NAMED(panel);

ALWAYS_INLINE NAMED(panel) NAMED(next)(NAMED(panel) panel, const kernels_tile *t) {
  panel.b += t->b_panel_stride;
  panel.c += t->c_panel_stride;
  if (panel.column_shift) panel.column_shift += TILE_COLUMNS;
  if (panel.residual) panel.residual += t->c_panel_stride;
  panel.columns -= TILE_COLUMNS;
  return panel;
}

ALWAYS_INLINE VECTOR NAMED(load)(const float *row, int j, NAMED(row_shape) shape) {
  const float *from = row + j * VECTOR_LENGTH;
  return shape.partial ? LOAD_MASKED(from, shape.mask[j]) : *(const VECTOR *)from;
}

ALWAYS_INLINE void NAMED(store)(float *row, int j, VECTOR value, NAMED(row_shape) shape) {
  float *to = row + j * VECTOR_LENGTH;
  if (shape.partial) STORE_MASKED(to, shape.mask[j], value);
  else *(VECTOR *)to = value;
}

/// Stores what the sums become, with a scale and a residual or without both: where a part is missing
/// then, it has no effect rather than a branch.
ALWAYS_INLINE void NAMED(finish)(
  const int rows, const int vectors, const bool scaled, const kernels_tile *t, NAMED(panel) panel,
  const VECTOR sum[][2], NAMED(row_shape) shape) {
  const float *row_scale = t->row_scale ? t->row_scale : ones;
  const float *row_shift = t->row_shift ? t->row_shift : zeros;
  const VECTOR least = BROADCAST(t->relu ? 0 : -__builtin_inff());
  VECTOR column_shift[2] = {};
  if (panel.column_shift) {
    UNROLL for (int j = 0; j < vectors; j++) {
      column_shift[j] = NAMED(load)(panel.column_shift, j, shape);
    }
  }
  UNROLL for (int i = 0; i < rows; i++) {
    const VECTOR shift = BROADCAST(row_shift[i]);
    UNROLL for (int j = 0; j < vectors; j++) {
      VECTOR value = sum[i][j];
      if (scaled) value *= BROADCAST(row_scale[i]);
      // The shifts are added to each other first, as rows and columns may have been exchanged.
      value += shift + column_shift[j];
      if (scaled && panel.residual) {
        value += NAMED(load)(panel.residual + i * t->c_row_stride, j, shape);
      }
      // In this order of the operands, NaN stays NaN.
      NAMED(store)(panel.c + i * t->c_row_stride, j, MAXIMUM(least, value), shape);
    }
  }
}

/// Narrow tiles have one vector in a row only.
ALWAYS_INLINE void NAMED(multiply_rows)(
  const int rows, const int vectors, const kernels_tile *t, NAMED(panel) panel) {
  const NAMED(row_shape) shape = NAMED(shape_of)(panel.columns);
  VECTOR sum[TILE_ROWS][2];
  const float *a[TILE_ROWS];
  UNROLL for (int i = 0; i < rows; i++) {
    a[i] = t->a[i];
    UNROLL for (int j = 0; j < vectors; j++) sum[i][j] = (VECTOR){};
  }
  if (t->accumulate) {
    UNROLL for (int i = 0; i < rows; i++) {
      UNROLL for (int j = 0; j < vectors; j++) {
        sum[i][j] = NAMED(load)(panel.c + i * t->c_row_stride, j, shape);
      }
    }
  }
  const float *b = panel.b;
  const ptrdiff_t a_step = t->a_step, b_step = t->b_step;
  for (ptrdiff_t run = 0; run < t->runs; run++) {
    ptrdiff_t offset = run * t->a_run_stride;
    for (ptrdiff_t p = 0; p < t->run_length; p++) {
      VECTOR b_row[2];
      UNROLL for (int j = 0; j < vectors; j++) b_row[j] = *(const VECTOR *)(b + j * VECTOR_LENGTH);
      UNROLL for (int i = 0; i < rows; i++) {
        const VECTOR factor = BROADCAST(a[i][offset]);
        UNROLL for (int j = 0; j < vectors; j++) {
          sum[i][j] = __builtin_elementwise_fma(factor, b_row[j], sum[i][j]);
        }
      }
      b += b_step;
      offset += a_step;
    }
  }
  if (t->row_scale || t->residual) {
    NAMED(finish)(rows, vectors, true, t, panel, sum, shape);
    return;
  }
  if (t->row_shift || t->column_shift || t->relu) {
    NAMED(finish)(rows, vectors, false, t, panel, sum, shape);
    return;
  }
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int j = 0; j < vectors; j++) {
      NAMED(store)(panel.c + i * t->c_row_stride, j, sum[i][j], shape);
    }
  }
}

ALWAYS_INLINE void NAMED(multiply_panels)(const int rows, const kernels_tile *t) {
  NAMED(panel) panel = {t->b, t->c, t->column_shift, t->residual, t->columns};
  for (; panel.columns > 0; panel = NAMED(next)(panel, t)) {
    if (panel.columns <= VECTOR_LENGTH) NAMED(multiply_rows)(rows, 1, t, panel);
    else NAMED(multiply_rows)(rows, 2, t, panel);
  }
}

static void NAMED(multiply)(const kernels_tile *t) {
  switch (t->rows) {
#define CASE(rows) \
  case rows: \
    NAMED(multiply_panels)(rows, t); \
    break;
    FOR_EACH_ROW_COUNT(CASE)
#undef CASE
  }
}

static const kernels_tile_kind NAMED(kind) = {TILE_ROWS, TILE_COLUMNS, NAMED(multiply)};

#undef VECTOR
#undef TILE_COLUMNS
