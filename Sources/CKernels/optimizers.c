#include "include/optimizers.h"

#include "chunks.h"
#include "include/elementary.h"

typedef struct {
  const void *options;
  float *restrict parameter;
  const float *restrict gradient;
  float *restrict a, *restrict b, *restrict c;
  ptrdiff_t count;
  float scale, bias;
  bool first;
} update;

static void sgd_chunk(void *context, ptrdiff_t index) {
  const update *u = context;
  const kernels_sgd_options o = *(const kernels_sgd_options *)u->options;
  chunk c = chunk_of(u->count, index);
  float *restrict p = u->parameter, *restrict v = u->a;
  const float *restrict g = u->gradient;
  if (!v) {
    for (ptrdiff_t i = c.start; i < c.end; i++) {
      p[i] -= o.learning_rate * __builtin_fmaf(o.weight_decay, p[i], g[i]);
    }
    return;
  }
  float add = u->first ? 1.0f : 1.0f - o.dampening;
  if (o.nesterov) {
    for (ptrdiff_t i = c.start; i < c.end; i++) {
      float d = __builtin_fmaf(o.weight_decay, p[i], g[i]);
      v[i] = __builtin_fmaf(o.momentum, v[i], add * d);
      p[i] -= o.learning_rate * __builtin_fmaf(o.momentum, v[i], d);
    }
  } else {
    for (ptrdiff_t i = c.start; i < c.end; i++) {
      float d = __builtin_fmaf(o.weight_decay, p[i], g[i]);
      v[i] = __builtin_fmaf(o.momentum, v[i], add * d);
      p[i] -= o.learning_rate * v[i];
    }
  }
}

void kernels_sgd(
    const kernels_sgd_options *options, bool first, float *parameter, const float *gradient,
    float *velocity, ptrdiff_t count) {
  update u = {.options = options, .parameter = parameter, .gradient = gradient, .a = velocity,
              .count = count, .first = first};
  for_each_chunk(count, sgd_chunk, &u);
}

/// Compiled without a largest square too, as the loop must not branch.
static inline __attribute__((always_inline)) void adam_elements(
    const update *u, chunk c, float *restrict largest) {
  const kernels_adam_options o = *(const kernels_adam_options *)u->options;
  float *restrict p = u->parameter, *restrict m = u->a, *restrict v = u->b;
  const float *restrict g = u->gradient;
  float step_size = u->scale, inverse_root = u->bias, epsilon = (float)o.epsilon;
  float beta1 = (float)o.beta1, rest1 = (float)(1.0 - o.beta1);
  float beta2 = (float)o.beta2, rest2 = (float)(1.0 - o.beta2);
  float decay = o.decoupled ? (float)(1.0 - o.learning_rate * o.weight_decay) : 1.0f;
  float l2 = o.decoupled ? 0.0f : (float)o.weight_decay;
  for (ptrdiff_t i = c.start; i < c.end; i++) {
    float d = __builtin_fmaf(l2, p[i], g[i]);
    float mean = __builtin_fmaf(beta1, m[i], rest1 * d);
    float square = __builtin_fmaf(beta2, v[i], rest2 * d * d);
    m[i] = mean;
    v[i] = square;
    if (largest) {
      // In this order of the operands, a NaN is kept.
      square = square <= largest[i] ? largest[i] : square;
      largest[i] = square;
    }
    float denominator = __builtin_fmaf(__builtin_sqrtf(square), inverse_root, epsilon);
    p[i] = decay * p[i] - step_size * (mean / denominator);
  }
}

static void adam_chunk(void *context, ptrdiff_t index) {
  const update *u = context;
  chunk c = chunk_of(u->count, index);
  if (u->c) adam_elements(u, c, u->c);
  else adam_elements(u, c, NULL);
}

void kernels_adam(
    const kernels_adam_options *options, ptrdiff_t step, float *parameter, const float *gradient,
    float *mean, float *square, float *largest_square, ptrdiff_t count) {
  double correction1 = 1.0 - kernels_exp_double((double)step * kernels_log_double(options->beta1));
  double correction2 = 1.0 - kernels_exp_double((double)step * kernels_log_double(options->beta2));
  if (options->beta1 == 0) correction1 = 1.0;
  if (options->beta2 == 0) correction2 = 1.0;
  update u = {.options = options, .parameter = parameter, .gradient = gradient, .a = mean,
              .b = square, .c = largest_square, .count = count,
              .scale = (float)(options->learning_rate / correction1),
              .bias = (float)(1.0 / __builtin_sqrt(correction2))};
  for_each_chunk(count, adam_chunk, &u);
}

typedef struct {
  float learning_rate, epsilon, weight_decay;
} adagrad_options;

static void adagrad_chunk(void *context, ptrdiff_t index) {
  const update *u = context;
  const adagrad_options o = *(const adagrad_options *)u->options;
  chunk c = chunk_of(u->count, index);
  float *restrict p = u->parameter, *restrict s = u->a;
  for (ptrdiff_t i = c.start; i < c.end; i++) {
    float d = __builtin_fmaf(o.weight_decay, p[i], u->gradient[i]);
    s[i] = __builtin_fmaf(d, d, s[i]);
    p[i] -= o.learning_rate * (d / (__builtin_sqrtf(s[i]) + o.epsilon));
  }
}

void kernels_adagrad(
    float learning_rate, float epsilon, float weight_decay, float *parameter,
    const float *gradient, float *sum, ptrdiff_t count) {
  adagrad_options options = {learning_rate, epsilon, weight_decay};
  update u = {.options = &options, .parameter = parameter, .gradient = gradient, .a = sum,
              .count = count};
  for_each_chunk(count, adagrad_chunk, &u);
}

static void rmsprop_chunk(void *context, ptrdiff_t index) {
  const update *u = context;
  const kernels_rmsprop_options o = *(const kernels_rmsprop_options *)u->options;
  chunk c = chunk_of(u->count, index);
  float *restrict p = u->parameter, *restrict s = u->a, *restrict mean = u->b, *restrict v = u->c;
  float alpha = (float)o.alpha, rest = (float)(1.0 - o.alpha), epsilon = (float)o.epsilon;
  float l2 = (float)o.weight_decay, rate = (float)o.learning_rate, momentum = (float)o.momentum;
  for (ptrdiff_t i = c.start; i < c.end; i++) {
    float d = __builtin_fmaf(l2, p[i], u->gradient[i]);
    s[i] = __builtin_fmaf(alpha, s[i], rest * d * d);
    float variance = s[i];
    if (mean) {
      mean[i] = __builtin_fmaf(alpha, mean[i], rest * d);
      variance = __builtin_fmaf(-mean[i], mean[i], variance);
    }
    float direction = d / (__builtin_sqrtf(variance) + epsilon);
    if (v) {
      v[i] = __builtin_fmaf(momentum, v[i], direction);
      direction = v[i];
    }
    p[i] -= rate * direction;
  }
}

void kernels_rmsprop(
    const kernels_rmsprop_options *options, float *parameter, const float *gradient,
    float *square, float *mean_gradient, float *velocity, ptrdiff_t count) {
  update u = {.options = options, .parameter = parameter, .gradient = gradient, .a = square,
              .b = mean_gradient, .c = velocity, .count = count};
  for_each_chunk(count, rmsprop_chunk, &u);
}
