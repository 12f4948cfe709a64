#pragma once
#include <stddef.h>
#include <stdint.h>

// Windows over planes: x is [planes, height, width], y is [planes, output_height, output_width].

typedef struct {
  ptrdiff_t planes, height, width;
  ptrdiff_t kernel_height, kernel_width;
  ptrdiff_t stride_height, stride_width;
  ptrdiff_t padding_height, padding_width;
  ptrdiff_t dilation_height, dilation_width;
  ptrdiff_t output_height, output_width;
} kernels_pooling;

/// The maximum of each window, and where in its plane it was, the first of equal ones. `indices` may
/// be null.
void kernels_max_pool(const kernels_pooling *pooling, const float *x, float *y, int32_t *indices);
void kernels_max_pool_gradient(
    const kernels_pooling *pooling, const float *dy, const int32_t *indices, float *dx);
/// The gradient of that: y[i] = x[indices[i]].
void kernels_max_pool_gather(
    const kernels_pooling *pooling, const float *x, const int32_t *indices, float *y);

/// The mean of each window. Padding counts, but not what a window covers beyond it, which happens to
/// the last one if output sizes were rounded up.
void kernels_average_pool(const kernels_pooling *pooling, const float *x, float *y);
void kernels_average_pool_gradient(const kernels_pooling *pooling, const float *dy, float *dx);

/// The mean of each cell of a grid over the plane: row i reaches from ⌊i · height / rows⌋ to
/// ⌈(i + 1) · height / rows⌉.
void kernels_adaptive_average_pool(
    ptrdiff_t planes, ptrdiff_t height, ptrdiff_t width, ptrdiff_t rows, ptrdiff_t columns,
    const float *x, float *y);
void kernels_adaptive_average_pool_gradient(
    ptrdiff_t planes, ptrdiff_t height, ptrdiff_t width, ptrdiff_t rows, ptrdiff_t columns,
    const float *dy, float *dx);
