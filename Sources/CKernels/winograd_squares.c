#include "winograd_squares.h"

#include "lanes.h"
#include "sizes.h"

kernels_square_grid kernels_square_grid_of(const kernels_convolution *c) {
  return (kernels_square_grid){
    .images = c->batch, .image_stride = c->inputs * c->height * c->width,
    .height = c->height, .width = c->width,
    .padding_height = c->padding_height, .padding_width = c->padding_width,
    .rows = parts_covering(c->output_height, 2), .columns = parts_covering(c->output_width, 2),
  };
}

ptrdiff_t kernels_square_count(const kernels_square_grid *grid) {
  return grid->images * grid->rows * grid->columns;
}

ptrdiff_t kernels_find_square_runs(
  const kernels_square_grid *grid, ptrdiff_t first, ptrdiff_t count, kernels_square_run *runs) {
  ptrdiff_t end = smaller(first + count, kernels_square_count(grid));
  ptrdiff_t found = 0;
  for (ptrdiff_t square = first; square < end; square += runs[found++].count) {
    ptrdiff_t row = square / grid->columns, x = square % grid->columns;
    runs[found] = (kernels_square_run){
      row / grid->rows, row % grid->rows, x, smaller(grid->columns - x, end - square)};
  }
  return found;
}

/// The lanes of a vector of elements from column `column` on that are in the image, and belong to
/// the squares from `first` to `end`: each has two lanes, the first of the vector being `square`.
static __m256i wanted_lanes(
  const kernels_square_grid *grid, ptrdiff_t column, ptrdiff_t square, ptrdiff_t first,
  ptrdiff_t end) {
  ptrdiff_t from = larger(2 * (first - square), -column);
  ptrdiff_t to = smaller(2 * (end - square), grid->width - column);
  return kernels_lanes_between(from, to);
}

/// The part that a run is of 8 squares, of which its first one is number `first`.
static kernels_square_part part_of(
  const kernels_square_grid *grid, const kernels_square_run *run, ptrdiff_t first) {
  kernels_square_part part;
  const ptrdiff_t end = first + run->count, column = 2 * (run->x - first) - grid->padding_width;
  for (ptrdiff_t i = 0; i < SQUARE; i++) {
    ptrdiff_t y = 2 * run->y - grid->padding_height + i;
    part.visible[i] = y >= 0 && y < grid->height;
    part.rows[i] = run->image * grid->image_stride + y * grid->width + column;
    ptrdiff_t square = i % 2 * SQUARE_LANES / 2, element = i / 2 * 2;
    part.wanted[i] = wanted_lanes(grid, column + 2 * square + element, square, first, end);
  }
  return part;
}

static bool is_whole(const kernels_square_part *part) {
  __m256i wanted = part->wanted[0];
  for (int i = 1; i < SQUARE; i++) wanted = _mm256_and_si256(wanted, part->wanted[i]);
  bool visible = part->visible[0] && part->visible[SQUARE - 1];
  return visible && _mm256_movemask_ps(_mm256_castsi256_ps(wanted)) == 0xff;
}

static void find_square_vector(
  const kernels_square_grid *grid, ptrdiff_t first, kernels_square_vector *vector) {
  kernels_square_run runs[SQUARE_LANES];
  vector->part_count = kernels_find_square_runs(grid, first, SQUARE_LANES, runs);
  for (ptrdiff_t i = 0, square = 0; i < vector->part_count; square += runs[i++].count) {
    vector->parts[i] = part_of(grid, &runs[i], square);
  }
  vector->whole = vector->part_count == 1 && is_whole(&vector->parts[0]);
}

void kernels_find_square_vectors(
  const kernels_square_grid *grid, ptrdiff_t first, ptrdiff_t count,
  kernels_square_vector *vectors) {
  for (ptrdiff_t i = 0; i < count; i++) {
    find_square_vector(grid, first + i * SQUARE_LANES, &vectors[i]);
  }
}
