#include "convolution_grid.h"

#include <immintrin.h>
#include <stdbool.h>

#include "gemm_tile.h"
#include "lanes.h"
#include "scratch.h"

enum { LANES = 8, VECTOR_LIMIT = TILE_COLUMN_LIMIT / LANES };

/// Positions that follow each other, of which the last ones may lie in the next row: where they
/// are, were the vector to start in either row.
typedef struct {
  ptrdiff_t first_offset, second_offset;
  __m256i in_first_row, in_second_row;
} row_vector;

static ptrdiff_t within(ptrdiff_t value, ptrdiff_t limit) {
  return value < 0 ? 0 : value > limit ? limit : value;
}

/// A position, as its row and the place in it.
typedef struct {
  ptrdiff_t row, x;
} place;

static place place_of(const kernels_grid *grid, ptrdiff_t position) {
  return (place){position / grid->width, position % grid->width};
}

static place advanced(const kernels_grid *grid, place place, ptrdiff_t count) {
  place.x += count;
  while (place.x >= grid->width) {
    place.x -= grid->width;
    place.row++;
  }
  return place;
}

static ptrdiff_t offset_of(const kernels_grid *grid, place place) {
  return place.row * grid->pitch + place.x;
}

/// How many of `count` positions from a place on there are.
static ptrdiff_t valid_positions(const kernels_grid *grid, place place, ptrdiff_t count) {
  ptrdiff_t rows = grid->height - place.row;
  return within(rows > count ? count : rows * grid->width - place.x, count);
}

static row_vector vector_at(const kernels_grid *grid, place place) {
  ptrdiff_t valid = valid_positions(grid, place, LANES);
  if (valid == 0) return (row_vector){};
  ptrdiff_t in_row = within(grid->width - place.x, valid);
  // A masked read of nothing is slow where there is no memory, so it must not be behind the end.
  ptrdiff_t skipped = in_row < valid ? in_row : 0;
  return (row_vector){
    offset_of(grid, place), offset_of(grid, advanced(grid, place, skipped)) - skipped,
    kernels_lanes_between(0, in_row), kernels_lanes_between(in_row, valid)};
}

static inline void pack_from_one_row(
  const float *image, const ptrdiff_t *offsets, ptrdiff_t depth, float *to, const int vectors) {
  for (ptrdiff_t p = 0; p < depth; p++) {
    const float *from = image + offsets[p];
    for (int v = 0; v < vectors; v++) {
      _mm256_storeu_ps(to + v * LANES, _mm256_loadu_ps(from + v * LANES));
    }
    to += vectors * LANES;
  }
}

/// Masks keep reads inside of the image.
static inline void pack_from_two_rows(
  const kernels_grid *grid, const float *image, place first, const ptrdiff_t *offsets,
  ptrdiff_t depth, float *to, const int vectors) {
  row_vector parts[VECTOR_LIMIT];
  for (int v = 0; v < vectors; v++) {
    parts[v] = vector_at(grid, first);
    first = advanced(grid, first, LANES);
  }
  for (ptrdiff_t p = 0; p < depth; p++) {
    for (int v = 0; v < vectors; v++) {
      const float *from = image + offsets[p];
      __m256 first_row =
        _mm256_maskload_ps(from + parts[v].first_offset, parts[v].in_first_row);
      __m256 second_row =
        _mm256_maskload_ps(from + parts[v].second_offset, parts[v].in_second_row);
      _mm256_storeu_ps(to + v * LANES, _mm256_or_ps(first_row, second_row));
    }
    to += vectors * LANES;
  }
}

/// Of narrow images, a vector can hold more rows than two.
static void pack_from_many_rows(
  const kernels_grid *grid, const float *image, place first, const ptrdiff_t *offsets,
  ptrdiff_t depth, float *to, ptrdiff_t width) {
  ptrdiff_t index[TILE_COLUMN_LIMIT] = {0}, valid = valid_positions(grid, first, width);
  for (ptrdiff_t j = 0; j < valid; j++) index[j] = offset_of(grid, advanced(grid, first, j));
  for (ptrdiff_t p = 0; p < depth; p++) {
    const float *from = image + offsets[p];
    for (ptrdiff_t j = 0; j < width; j++) to[j] = from[index[j]];
    to += width;
  }
}

/// Compiled for each width, as the loops over vectors must be unrolled.
static inline __attribute__((always_inline)) void pack(
  const kernels_grid *grid, const float *image, place first, const ptrdiff_t *offsets,
  ptrdiff_t depth, float *to, const int vectors) {
  if (first.x + vectors * LANES <= grid->width) {
    pack_from_one_row(image + offset_of(grid, first), offsets, depth, to, vectors);
  } else if (grid->width >= LANES - 1) {
    pack_from_two_rows(grid, image, first, offsets, depth, to, vectors);
  } else {
    pack_from_many_rows(grid, image, first, offsets, depth, to, vectors * LANES);
  }
}

void kernels_pack_grid(
  const void *context, ptrdiff_t item, ptrdiff_t first, ptrdiff_t start, ptrdiff_t depth,
  float *to, ptrdiff_t width) {
  const kernels_grid *grid = context;
  const float *image = grid->image + item * grid->item_stride;
  const ptrdiff_t *offsets = grid->offsets + start;
  place place = place_of(grid, first);
  if (width == 2 * LANES) pack(grid, image, place, offsets, depth, to, 2);
  else pack(grid, image, place, offsets, depth, to, VECTOR_LIMIT);
}

ptrdiff_t *kernels_grid_offsets(ptrdiff_t count) {
  const ptrdiff_t floats = sizeof(ptrdiff_t) / sizeof(float);
  return (ptrdiff_t *)kernels_scratch(SCRATCH_OFFSETS, count * floats);
}

const ptrdiff_t *kernels_tap_offsets(
  const kernels_convolution *c, const kernels_phased_layout *layout) {
  ptrdiff_t channels = c->inputs / c->groups, taps = c->kernel_height * c->kernel_width;
  ptrdiff_t *offsets = kernels_grid_offsets(channels * taps), *next = offsets;
  for (ptrdiff_t channel = 0; channel < channels; channel++) {
    for (ptrdiff_t ky = 0; ky < c->kernel_height; ky++) {
      for (ptrdiff_t kx = 0; kx < c->kernel_width; kx++) {
        *next++ = channel * layout->channel_size + kernels_tap_offset(layout, ky, kx);
      }
    }
  }
  return offsets;
}
