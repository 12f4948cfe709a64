// The squares of 4 × 4 elements, at distances of 2, that Winograd's minimal filtering looks at.
#pragma once
#include <immintrin.h>
#include <stdbool.h>
#include <stddef.h>

#include "convolution.h"

enum {
  SQUARE = 4,
  /// So many squares are transformed at once.
  SQUARE_LANES = 8,
};

/// Images of `height` × `width`, one after the other `image_stride` apart, with `rows` × `columns`
/// squares; the first square starts so far outside as the padding says.
typedef struct {
  ptrdiff_t images, image_stride, height, width, padding_height, padding_width, rows, columns;
} kernels_square_grid;

/// The squares of a convolution of 3 × 3 taps: each becomes 2 × 2 outputs, of which those at the edge
/// may be missing.
kernels_square_grid kernels_square_grid_of(const kernels_convolution *convolution);

ptrdiff_t kernels_square_count(const kernels_square_grid *grid);

/// Squares beside each other: where the first is, and how many there are.
typedef struct {
  ptrdiff_t image, y, x, count;
} kernels_square_run;

/// Divides `count` squares from `first` on in runs, fewer where the squares end, and returns how
/// many runs there are.
ptrdiff_t kernels_find_square_runs(
  const kernels_square_grid *grid, ptrdiff_t first, ptrdiff_t count, kernels_square_run *runs);

/// Those of 8 squares that are beside each other.
typedef struct {
  /// Where in a channel the first of 8 squares there would have each of its rows; that is outside
  /// of the image if `visible` does not hold.
  ptrdiff_t rows[SQUARE];
  bool visible[SQUARE];
  /// Which elements are in the image and belong to these squares, in four vectors of a row: the
  /// first two elements of four squares each, then the last two.
  __m256i wanted[SQUARE];
} kernels_square_part;

/// 8 squares, of which some may be missing.
typedef struct {
  ptrdiff_t part_count;
  /// There is one part, and all of its elements are wanted.
  bool whole;
  kernels_square_part parts[SQUARE_LANES];
} kernels_square_vector;

/// So many vectors of squares, from square `first` on.
void kernels_find_square_vectors(
  const kernels_square_grid *grid, ptrdiff_t first, ptrdiff_t count,
  kernels_square_vector *vectors);
