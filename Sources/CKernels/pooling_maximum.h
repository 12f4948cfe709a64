// Maxima of eight windows beside each other, of any size, stride, padding and dilation.
#pragma once
#include "include/pooling.h"

/// `kernels_max_pool` for one plane. `indices` may be null.
void kernels_max_pool_windows(
    const kernels_pooling *pooling, const float *x, float *y, int32_t *indices);
