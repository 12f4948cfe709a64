// The transforms of Winograd's minimal filtering F(2 × 2, 3 × 3), for many squares at once.
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { TRANSFORM_LANES = 8 };

/// U = G g Gᵀ for 8 inputs: the i-th's 3 × 3 weights are at `from + i * from_stride`, in reverse
/// order if flipped; of what is behind `inputs` inputs, nothing is read. Coefficient j of all goes
/// to `to + j * to_stride`.
void kernels_transform_weights(
  const float *from, ptrdiff_t from_stride, ptrdiff_t inputs, bool flipped, float *to,
  ptrdiff_t to_stride);

/// V = Bᵀ d B for 8 squares beside each other: element j of the first is at `from + elements[j]`.
/// Coefficient j of all goes to `to + j * to_stride`.
void kernels_transform_squares(
  const float *from, const ptrdiff_t *elements, float *to, ptrdiff_t to_stride);

/// Y = Aᵀ M A for `count` squares, a multiple of 8. Coefficient j of all is at
/// `from + j * from_stride`; the two rows of outputs, of two for each square, go to `upper` and
/// `lower`.
void kernels_transform_products(
  ptrdiff_t count, const float *from, ptrdiff_t from_stride, float *upper, float *lower);

/// to = relu(from * scale + shift + residual) for a row of outputs; `residual` may be null.
void kernels_finish_row(
  ptrdiff_t count, const float *from, float scale, float shift, const float *residual, bool relu,
  float *to);
