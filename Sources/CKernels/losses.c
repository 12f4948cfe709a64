#include "include/losses.h"

#include "include/elementary.h"
#include "include/thread_team.h"

// Less than this is not worth another thread.
enum { chunk = 16384 };

typedef struct {
  void (*task)(void *context, ptrdiff_t index);
  float parameter, scale;
  const float *x, *t, *dy;
  ptrdiff_t dy_step, count;
  float *y;
} loss_context;

static void run(loss_context *c) {
  kernels_parallel_for((c->count + chunk - 1) / chunk, c->task, c);
}

static ptrdiff_t end_of(const loss_context *c, ptrdiff_t index) {
  ptrdiff_t end = (index + 1) * chunk;
  return end < c->count ? end : c->count;
}

// `p` is the parameter, `d` the distance x − t.
#define LOSS(name, value, derivative)                                                      \
  static void name##_chunk(void *context, ptrdiff_t index) {                               \
    const loss_context c = *(const loss_context *)context;                                 \
    const float p = c.parameter;                                                           \
    for (ptrdiff_t i = index * chunk, end = end_of(&c, index); i < end; i++) {             \
      const float x = c.x[i], t = c.t[i], d = x - t;                                       \
      (void)p, (void)d;                                                                    \
      c.y[i] = value;                                                                      \
    }                                                                                      \
  }                                                                                        \
  static void name##_gradient_chunk(void *context, ptrdiff_t index) {                      \
    const loss_context c = *(const loss_context *)context;                                 \
    const float p = c.parameter;                                                           \
    for (ptrdiff_t i = index * chunk, end = end_of(&c, index); i < end; i++) {             \
      const float x = c.x[i], t = c.t[i], d = x - t;                                       \
      (void)p, (void)d;                                                                    \
      c.y[i] = c.scale * c.dy[i * c.dy_step] * (derivative);                               \
    }                                                                                      \
  }                                                                                        \
  void kernels_##name(                                                                     \
      float parameter, const float *x, const float *t, float *y, ptrdiff_t count) {        \
    loss_context c = {.task = name##_chunk, .parameter = parameter, .x = x, .t = t, .y = y, \
                      .count = count};                                                     \
    run(&c);                                                                               \
  }                                                                                        \
  void kernels_##name##_gradient(                                                          \
      float parameter, const float *x, const float *t, float scale, const float *dy,       \
      ptrdiff_t dy_step, float *dx, ptrdiff_t count) {                                     \
    loss_context c = {.task = name##_gradient_chunk, .parameter = parameter,               \
                      .scale = scale, .x = x, .t = t, .dy = dy, .dy_step = dy_step,        \
                      .count = count, .y = dx};                                            \
    run(&c);                                                                               \
  }

static inline float sign(float d) { return d > 0.0f ? 1.0f : d < 0.0f ? -1.0f : d; }

static inline float clamp(float d, float limit) {
  return d > limit ? limit : d < -limit ? -limit : d;
}

/// A logarithm, but no lower than -100.
static inline float bounded(float logarithm) {
  return logarithm < -100.0f ? -100.0f : logarithm;
}

static inline float huber(float d, float delta) {
  float size = __builtin_fabsf(d);
  return size < delta ? 0.5f * d * d : delta * (size - 0.5f * delta);
}

static inline float product_at_least(float a, float b, float least) {
  return a * b < least ? least : a * b;
}

LOSS(squared_error, d *d, 2.0f * d)
LOSS(absolute_error, __builtin_fabsf(d), sign(d))
LOSS(huber_loss, huber(d, p), clamp(d, p))
LOSS(smooth_absolute_error, huber(d, p) / p, clamp(d, p) / p)
LOSS(
    binary_cross_entropy, (t - 1.0f) * bounded(kernels_log1p(-x)) - t * bounded(kernels_log(x)),
    d / product_at_least(1.0f - x, x, 1e-12f))
LOSS(
    logistic_loss, (x < 0.0f ? 0.0f : x) - x * t + kernels_softplus(-__builtin_fabsf(x)),
    kernels_sigmoid(x) - t)
LOSS(hinge_loss, t * x < 1.0f ? 1.0f - t * x : 0.0f, t *x < 1.0f ? -t : 0.0f)
