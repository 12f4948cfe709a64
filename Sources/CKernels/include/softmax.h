#pragma once
#include <stddef.h>
#include <stdint.h>

// Over rows of `count` elements each.

/// exp(x − m) / Σ exp(x − m), where m is the row's maximum.
void kernels_softmax(const float *x, float *y, ptrdiff_t rows, ptrdiff_t count);
/// x − m − ln Σ exp(x − m).
void kernels_log_softmax(const float *x, float *y, ptrdiff_t rows, ptrdiff_t count);
/// The gradients of the two, from their outputs y.
void kernels_softmax_gradient(
    const float *y, const float *dy, float *dx, ptrdiff_t rows, ptrdiff_t count);
void kernels_log_softmax_gradient(
    const float *y, const float *dy, float *dx, ptrdiff_t rows, ptrdiff_t count);

/// The cross-entropy of each row against its label, and the row's softmax.
void kernels_cross_entropy(
    const float *x, const int32_t *labels, float *losses, float *probabilities, ptrdiff_t rows,
    ptrdiff_t count);
/// scale[row] · (probabilities − one-hot label): the gradient of cross-entropy. A scale_step of 0
/// uses scale[0] for every row.
void kernels_cross_entropy_gradient(
    const float *probabilities, const int32_t *labels, const float *scale, ptrdiff_t scale_step,
    float *dx, ptrdiff_t rows, ptrdiff_t count);
