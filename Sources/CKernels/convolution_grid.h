// The positions at which a convolution looks at an image, as the right operand of a product: a row
// per tap of each channel, a column per position.
#pragma once
#include <stddef.h>

#include "convolution_image.h"

typedef struct {
  /// Item i looks at `image + i * item_stride`.
  const float *image;
  ptrdiff_t item_stride;
  /// Where each row's tap sees the input of position (0, 0).
  const ptrdiff_t *offsets;
  /// Position (y, x) is `y * pitch + x` further on.
  ptrdiff_t height, width, pitch;
} kernels_grid;

/// A `pack_b` of products: `grid` is a kernels_grid.
void kernels_pack_grid(
  const void *grid, ptrdiff_t item, ptrdiff_t first, ptrdiff_t start, ptrdiff_t depth, float *to,
  ptrdiff_t width);

/// Memory for so many offsets, which belongs to the calling thread until it asks again.
ptrdiff_t *kernels_grid_offsets(ptrdiff_t count);

/// Where each tap of each input channel of a group sees the input of output (0, 0), in the order of
/// the weights. The memory is that of `kernels_grid_offsets`.
const ptrdiff_t *kernels_tap_offsets(
  const kernels_convolution *convolution, const kernels_phased_layout *layout);
