// Maxima of 2 × 2 windows, two apart, without padding: nearly all pooling that there is.
#pragma once
#include <stdbool.h>

#include "include/pooling.h"

bool kernels_pooling_halves(const kernels_pooling *pooling);

/// `kernels_max_pool` and `kernels_max_pool_gradient` for one plane. `indices` may be null.
void kernels_max_pool_halving(
    const kernels_pooling *pooling, const float *x, float *y, int32_t *indices);
void kernels_max_pool_halving_gradient(
    const kernels_pooling *pooling, const float *dy, const int32_t *indices, float *dx);
