// The transforms of Winograd's minimal filtering F(2 × 2, 3 × 3), for many squares at once.
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "winograd_squares.h"

enum {
  /// What a square becomes.
  COEFFICIENTS = SQUARE * SQUARE,
  /// Keeps coefficients from falling on each other in a cache, if their distance is a power of two.
  COEFFICIENT_GAP = 16,
};

/// U = G g Gᵀ for 8 inputs: the i-th's 3 × 3 weights are at `from + i * from_stride`, in reverse
/// order if flipped; of what is behind `inputs` inputs, nothing is read. Coefficient j of all goes
/// to `to + j * to_stride`.
void kernels_transform_weights(
  const float *from, ptrdiff_t from_stride, ptrdiff_t inputs, bool flipped, float *to,
  ptrdiff_t to_stride);

/// The lanes that squares have in vectors of coefficients: putting them in order would take a
/// permutation of each.
extern const ptrdiff_t kernels_square_lanes[SQUARE_LANES];

/// V = Bᵀ d B for 8 squares of a channel. Coefficient j of all goes to `to + j * to_stride`.
void kernels_transform_squares(
  const float *channel, const kernels_square_vector *squares, float *to, ptrdiff_t to_stride);

/// Asks for what that will read of a channel.
void kernels_prefetch_squares(const float *channel, const kernels_square_vector *squares);

/// Y = Aᵀ M A for `count` squares, a multiple of 8. Coefficient j of all is at
/// `from + j * from_stride`; the two rows of outputs, of two for each square and in their order, go
/// to `upper` and `lower`.
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

/// A y Aᵀ for a square of 2 × 2 gradients by `count` outputs, a multiple of 8; its last row and
/// column have the opposite sign. `upper` and `lower` hold two rows of `count` each. Coefficient j
/// of all goes to `to + j * to_stride`.
void kernels_transform_gradients(
  ptrdiff_t count, const float *upper, const float *lower, float *to, ptrdiff_t to_stride);

/// Gᵀ M G for `count` outputs, a multiple of 8, where M's last row and column have the opposite
/// sign, and is the sum of `sums` parts `sum_stride` apart. Coefficient j of all is at `from + j *
/// from_stride`; of the 3 × 3 weights, the i-th of all goes to `to + i * count`.
void kernels_transform_weight_sums(
  ptrdiff_t count, ptrdiff_t sums, const float *from, ptrdiff_t sum_stride, ptrdiff_t from_stride,
  float *to);
