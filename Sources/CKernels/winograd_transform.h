// The transforms of Winograd's minimal filtering F(2 × 2, 3 × 3), for many squares at once.
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "winograd_squares.h"

/// U = G g Gᵀ for 8 inputs: the i-th's 3 × 3 weights are at `from + i * from_stride`, in reverse
/// order if flipped; of what is behind `inputs` inputs, nothing is read. Coefficient j of all goes
/// to `to + j * to_stride`.
void kernels_transform_weights(
  const float *from, ptrdiff_t from_stride, ptrdiff_t inputs, bool flipped, float *to,
  ptrdiff_t to_stride);

/// V = Bᵀ d B for 8 squares of a channel. Coefficient j of all goes to `to + j * to_stride`, in an
/// order of the squares that `kernels_transform_products` expects.
void kernels_transform_squares(
  const float *channel, const kernels_square_vector *squares, float *to, ptrdiff_t to_stride);

/// Asks for what that will read of a channel.
void kernels_prefetch_squares(const float *channel, const kernels_square_vector *squares);

/// Y = Aᵀ M A for `count` squares, a multiple of 8. Coefficient j of all is at
/// `from + j * from_stride`, of 8 squares at a time in the order of `kernels_transform_squares`; the two rows of outputs, of two for each square, go to `upper` and
/// `lower`.
void kernels_transform_products(
  ptrdiff_t count, const float *from, ptrdiff_t from_stride, float *upper, float *lower);

/// Outputs beside each other: how many, where they are, and where they belong.
typedef struct {
  ptrdiff_t count, from, to;
} kernels_output_stretch;

/// to = relu(from * scale + shift + residual) for each stretch of a channel; `residual`, which lies
/// in memory as `to` does, may be null.
void kernels_finish_stretches(
  ptrdiff_t count, const kernels_output_stretch *stretches, const float *from, float scale,
  float shift, const float *residual, bool relu, float *to);
