#pragma once
#include <stddef.h>
#include <stdint.h>

// Reductions over the middle one of three dimensions, [outer, size, inner] → [outer, inner].
// Sums run over fixed blocks and add up in a fixed order, whatever the threads.

void kernels_sum(const float *x, float *y, ptrdiff_t outer, ptrdiff_t size, ptrdiff_t inner);
void kernels_max(const float *x, float *y, ptrdiff_t outer, ptrdiff_t size, ptrdiff_t inner);
void kernels_min(const float *x, float *y, ptrdiff_t outer, ptrdiff_t size, ptrdiff_t inner);
/// The first of the largest; a NaN counts as largest.
void kernels_argmax(const float *x, int32_t *y, ptrdiff_t outer, ptrdiff_t size, ptrdiff_t inner);

/// The sum of a contiguous array, and that of the squares of its elements' distances from `center`.
double kernels_sum_array(const float *x, ptrdiff_t count);
double kernels_sum_squares(const float *x, float center, ptrdiff_t count);
