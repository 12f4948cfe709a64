#pragma once
#include <stddef.h>
#include <stdint.h>

// Images of another size, by interpolation between neighbours.

/// For each row, or column, of the result: the two of the source that it lies between, and the part
/// that the second one has in it.
typedef struct {
  const int32_t *first, *second;
  const float *part;
} kernels_interpolation;

typedef struct {
  ptrdiff_t planes, height, width, output_height, output_width;
  kernels_interpolation rows, columns;
} kernels_resampling;

/// x is [planes, height, width], y [planes, output_height, output_width].
void kernels_resample(const kernels_resampling *resampling, const float *x, float *y);
/// dx from dy.
void kernels_resample_gradient(const kernels_resampling *resampling, const float *dy, float *dx);
