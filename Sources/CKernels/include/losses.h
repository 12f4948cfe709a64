#pragma once
#include <stddef.h>

// Losses of pairs of a prediction x and its target t, element by element. What `parameter` means
// depends on the loss.

/// y[i] = loss(x[i], t[i])
typedef void (*kernels_loss)(
    float parameter, const float *x, const float *t, float *y, ptrdiff_t count);
/// dx[i] = scale · dy[i * dy_step] · ∂loss/∂x; a dy_step of 0 uses dy[0] for every element.
typedef void (*kernels_loss_gradient)(
    float parameter, const float *x, const float *t, float scale, const float *dy,
    ptrdiff_t dy_step, float *dx, ptrdiff_t count);

#define KERNELS_LOSS(name)                                                             \
  void kernels_##name(                                                                 \
      float parameter, const float *x, const float *t, float *y, ptrdiff_t count);     \
  void kernels_##name##_gradient(                                                      \
      float parameter, const float *x, const float *t, float scale, const float *dy,   \
      ptrdiff_t dy_step, float *dx, ptrdiff_t count)
/// (x − t)², |x − t|.
KERNELS_LOSS(squared_error);
KERNELS_LOSS(absolute_error);
/// ½ (x − t)² where |x − t| is below the parameter δ, otherwise δ (|x − t| − ½ δ).
KERNELS_LOSS(huber_loss);
/// The same divided by δ.
KERNELS_LOSS(smooth_absolute_error);
/// −t ln x − (1 − t) ln(1 − x), logarithms no lower than −100.
KERNELS_LOSS(binary_cross_entropy);
/// The same of 1 / (1 + exp(−x)).
KERNELS_LOSS(logistic_loss);
/// max(1 − t x, 0) for t of ±1.
KERNELS_LOSS(hinge_loss);
#undef KERNELS_LOSS
