// The innermost loop of all products: a tile of c that stays in registers.
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum {
  /// No instruction set has larger tiles.
  TILE_ROW_LIMIT = 12,
  TILE_COLUMN_LIMIT = 32,
};

/// c = epilogue(a · b) for a tile, or for some beside each other.
typedef struct {
  /// What is wanted: the columns can be those of several tiles.
  ptrdiff_t rows, columns;
  /// Where the rows of a start. Element p of row i is a[i][p * a_step]; after each `run_length`
  /// elements, all rows go on `a_run_stride` behind where the run started.
  const float *a[TILE_ROW_LIMIT];
  ptrdiff_t a_step, runs, run_length, a_run_stride;
  /// Row p of b is at `b + p * b_step`, always a full tile wide.
  const float *b;
  ptrdiff_t b_step;
  float *c;
  ptrdiff_t c_row_stride;
  /// From the b and the c of a tile to those of the next one.
  ptrdiff_t b_panel_stride, c_panel_stride;
  /// The sums go on from what c holds.
  bool accumulate;
  /// c = relu(sum * row_scale + (row_shift + column_shift) + residual); null is none. The residual
  /// lies in memory as c does.
  const float *row_scale, *row_shift, *column_shift, *residual;
  bool relu;
} kernels_tile;

typedef struct {
  /// The size of the tile.
  ptrdiff_t rows, columns;
  void (*multiply)(const kernels_tile *tile);
} kernels_tile_kind;

/// The one for the instruction set of this CPU.
const kernels_tile_kind *kernels_tile_kind_in_use(void);
