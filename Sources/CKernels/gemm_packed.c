#include "gemm_packed.h"

#include "gemm_pack.h"
#include "gemm_tile.h"
#include "sizes.h"
#include "thread_team.h"

typedef struct {
  ptrdiff_t rows, columns, width;
  kernels_matrix from;
  float *to;
} packing;

static void pack_panel(void *context, ptrdiff_t panel) {
  const packing *p = context;
  ptrdiff_t first = panel * p->width, columns = p->columns - first;
  kernels_matrix from = p->from;
  from.data += first * from.column_stride;
  kernels_pack_panel(
    p->rows, smaller(columns, p->width), from, p->to + first * p->rows, p->width);
}

kernels_packed_matrix kernels_pack_matrix(
  ptrdiff_t rows, ptrdiff_t columns, kernels_matrix from, kernels_scratch_slot slot) {
  ptrdiff_t width = kernels_tile_kind_in_use()->columns;
  ptrdiff_t panels = parts_covering(columns, width);
  packing packing = {
    rows, columns, width, from, kernels_scratch(slot, panels * width * rows)};
  kernels_parallel_for(panels, pack_panel, &packing);
  return (kernels_packed_matrix){rows, columns, packing.to};
}

void kernels_multiply_packed(
  ptrdiff_t rows, const float *a, ptrdiff_t a_row_stride, const kernels_packed_matrix *b, float *c,
  ptrdiff_t c_row_stride, bool accumulate) {
  const kernels_tile_kind *kind = kernels_tile_kind_in_use();
  ptrdiff_t tiles = parts_covering(rows, kind->rows);
  kernels_tile tile = {
    .a_step = 1, .runs = 1, .run_length = b->rows, .b_step = kind->columns,
    .c_row_stride = c_row_stride, .accumulate = accumulate,
  };
  for (ptrdiff_t column = 0; column < b->columns; column += kind->columns) {
    tile.columns = smaller(b->columns - column, kind->columns);
    tile.b = b->panels + column * b->rows;
    for (ptrdiff_t i = 0, row = 0; i < tiles; i++, row += tile.rows) {
      tile.rows = rows / tiles + (i < rows % tiles);
      for (ptrdiff_t j = 0; j < tile.rows; j++) tile.a[j] = a + (row + j) * a_row_stride;
      tile.c = c + row * c_row_stride + column;
      kind->multiply(&tile);
    }
  }
}
