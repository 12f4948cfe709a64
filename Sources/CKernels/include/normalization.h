#pragma once
#include <stddef.h>

// Batch normalisation over x [batch, channels, area], statistics per channel; layer normalisation
// over rows. Variances divide by the number of elements.

/// mean and variance of each channel.
void kernels_batch_statistics(
    const float *x, ptrdiff_t batch, ptrdiff_t channels, ptrdiff_t area, float *mean,
    float *variance);

/// y = x · scale[channel] + shift[channel]
void kernels_scale_channels(
    const float *x, ptrdiff_t batch, ptrdiff_t channels, ptrdiff_t area, const float *scale,
    const float *shift, float *y);

/// The gradients of y = (x − mean) · inverse · weight + bias, where mean and inverse = 1 / √(variance
/// + ε) are x's own. `weight` may be null, for 1. dweight and dbias are always written.
void kernels_batch_norm_gradient(
    const float *x, const float *dy, ptrdiff_t batch, ptrdiff_t channels, ptrdiff_t area,
    const float *mean, const float *inverse, const float *weight, float *dx, float *dweight,
    float *dbias);

/// Normalises each row; also writes its mean and inverse deviation. weight and bias may be null.
void kernels_layer_norm(
    const float *x, ptrdiff_t rows, ptrdiff_t count, float epsilon, const float *weight,
    const float *bias, float *y, float *mean, float *inverse);

/// dx of the same.
void kernels_layer_norm_gradient(
    const float *x, const float *dy, ptrdiff_t rows, ptrdiff_t count, const float *weight,
    const float *mean, const float *inverse, float *dx);
