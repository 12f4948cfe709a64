#include "include/softmax.h"

#include "include/elementary.h"
#include "include/reductions.h"
#include "include/thread_team.h"
#include "sizes.h"

typedef struct {
  const float *x, *dy;
  const int32_t *labels;
  float *y, *losses;
  ptrdiff_t rows, count, rows_per_task;
  void (*row)(const void *context, ptrdiff_t row);
} row_context;

static void run_rows(void *context, ptrdiff_t task) {
  const row_context *c = context;
  ptrdiff_t end = (task + 1) * c->rows_per_task;
  if (end > c->rows) end = c->rows;
  for (ptrdiff_t row = task * c->rows_per_task; row < end; row++) c->row(c, row);
}

static void for_each_row(row_context *c) {
  enum { work_per_task = 8192 };
  if (c->rows == 0 || c->count == 0) return;
  c->rows_per_task = c->count < work_per_task ? work_per_task / c->count : 1;
  kernels_parallel_for(parts_covering(c->rows, c->rows_per_task), run_rows, c);
}

static float row_maximum(const float *x, ptrdiff_t count) {
  float largest = x[0];
  for (ptrdiff_t i = 1; i < count; i++) largest = x[i] > largest || x[i] != x[i] ? x[i] : largest;
  // A row of −∞ alone has no maximum to subtract.
  return largest == -INFINITY ? 0.0f : largest;
}

/// y = exp(x − maximum); returns the sum.
static float exponentials(const float *x, float maximum, float *y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) y[i] = kernels_exp(x[i] - maximum);
  return (float)kernels_sum_array(y, count);
}

static void softmax_row(const void *context, ptrdiff_t row) {
  const row_context *c = context;
  const float *x = c->x + row * c->count;
  float *y = c->y + row * c->count;
  float sum = exponentials(x, row_maximum(x, c->count), y, c->count);
  for (ptrdiff_t i = 0; i < c->count; i++) y[i] /= sum;
}

void kernels_softmax(const float *x, float *y, ptrdiff_t rows, ptrdiff_t count) {
  row_context c = {.x = x, .y = y, .rows = rows, .count = count, .row = softmax_row};
  for_each_row(&c);
}

static void log_softmax_row(const void *context, ptrdiff_t row) {
  const row_context *c = context;
  const float *x = c->x + row * c->count;
  float *y = c->y + row * c->count;
  float maximum = row_maximum(x, c->count);
  float logarithm = kernels_log(exponentials(x, maximum, y, c->count));
  for (ptrdiff_t i = 0; i < c->count; i++) y[i] = x[i] - maximum - logarithm;
}

void kernels_log_softmax(const float *x, float *y, ptrdiff_t rows, ptrdiff_t count) {
  row_context c = {.x = x, .y = y, .rows = rows, .count = count, .row = log_softmax_row};
  for_each_row(&c);
}

static void softmax_gradient_row(const void *context, ptrdiff_t row) {
  const row_context *c = context;
  const float *y = c->x + row * c->count, *dy = c->dy + row * c->count;
  float *dx = c->y + row * c->count;
  for (ptrdiff_t i = 0; i < c->count; i++) dx[i] = y[i] * dy[i];
  float sum = (float)kernels_sum_array(dx, c->count);
  for (ptrdiff_t i = 0; i < c->count; i++) dx[i] -= y[i] * sum;
}

void kernels_softmax_gradient(
    const float *y, const float *dy, float *dx, ptrdiff_t rows, ptrdiff_t count) {
  row_context c = {
      .x = y, .dy = dy, .y = dx, .rows = rows, .count = count, .row = softmax_gradient_row};
  for_each_row(&c);
}

static void log_softmax_gradient_row(const void *context, ptrdiff_t row) {
  const row_context *c = context;
  const float *y = c->x + row * c->count, *dy = c->dy + row * c->count;
  float *dx = c->y + row * c->count;
  float sum = (float)kernels_sum_array(dy, c->count);
  for (ptrdiff_t i = 0; i < c->count; i++) dx[i] = dy[i] - kernels_exp(y[i]) * sum;
}

void kernels_log_softmax_gradient(
    const float *y, const float *dy, float *dx, ptrdiff_t rows, ptrdiff_t count) {
  row_context c = {
      .x = y, .dy = dy, .y = dx, .rows = rows, .count = count, .row = log_softmax_gradient_row};
  for_each_row(&c);
}

static void cross_entropy_row(const void *context, ptrdiff_t row) {
  const row_context *c = context;
  const float *x = c->x + row * c->count;
  float *probabilities = c->y + row * c->count;
  float maximum = row_maximum(x, c->count);
  float sum = exponentials(x, maximum, probabilities, c->count);
  for (ptrdiff_t i = 0; i < c->count; i++) probabilities[i] /= sum;
  c->losses[row] = kernels_log(sum) - (x[c->labels[row]] - maximum);
}

void kernels_cross_entropy(
    const float *x, const int32_t *labels, float *losses, float *probabilities, ptrdiff_t rows,
    ptrdiff_t count) {
  row_context c = {.x = x, .labels = labels, .y = probabilities, .losses = losses, .rows = rows,
                   .count = count, .row = cross_entropy_row};
  for_each_row(&c);
}

void kernels_cross_entropy_gradient(
    const float *probabilities, const int32_t *labels, const float *scale, ptrdiff_t scale_step,
    float *dx, ptrdiff_t rows, ptrdiff_t count) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    const float *p = probabilities + row * count;
    float *d = dx + row * count;
    float s = scale[row * scale_step];
    for (ptrdiff_t i = 0; i < count; i++) d[i] = p[i] * s;
    d[labels[row]] = (p[labels[row]] - 1.0f) * s;
  }
}
