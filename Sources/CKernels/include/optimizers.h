#pragma once
#include <stdbool.h>
#include <stddef.h>

// One step of an optimiser over a parameter of `count` elements, in one pass over memory. The
// formulas are those in PyTorch's documentation of the optimisers of the same names.

typedef struct {
  float learning_rate, momentum, dampening, weight_decay;
  bool nesterov;
} kernels_sgd_options;

/// `velocity` may be null without momentum; it begins with zeros. The `first` step is not dampened.
void kernels_sgd(
    const kernels_sgd_options *options, bool first, float *parameter, const float *gradient,
    float *velocity, ptrdiff_t count);

typedef struct {
  // In double precision, since 1 − β would lose half of its digits in single.
  double learning_rate, beta1, beta2, epsilon, weight_decay;
  /// Whether weight decay shrinks the parameter itself (AdamW) rather than adds to its gradient.
  bool decoupled;
} kernels_adam_options;

/// `step` counts from 1. `largest_square`, of AMSGrad, may be null; it begins with zeros.
void kernels_adam(
    const kernels_adam_options *options, ptrdiff_t step, float *parameter, const float *gradient,
    float *mean, float *square, float *largest_square, ptrdiff_t count);

/// `learning_rate` includes the decay over steps.
void kernels_adagrad(
    float learning_rate, float epsilon, float weight_decay, float *parameter,
    const float *gradient, float *sum, ptrdiff_t count);

typedef struct {
  double learning_rate, alpha, epsilon, weight_decay, momentum;
} kernels_rmsprop_options;

/// `mean_gradient` is null unless centred, `velocity` without momentum.
void kernels_rmsprop(
    const kernels_rmsprop_options *options, float *parameter, const float *gradient,
    float *square, float *mean_gradient, float *velocity, ptrdiff_t count);
