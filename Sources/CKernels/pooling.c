#include "include/pooling.h"

#include <string.h>

#include "include/thread_team.h"
#include "pooling_halving.h"
#include "pooling_maximum.h"
#include "sizes.h"

enum {
  // Below so many elements of windows, waking another thread takes longer than it saves.
  PARALLEL_WORK = 32 << 10,
  // So many take some microseconds.
  TASK_WORK = 16 << 10,
};

typedef struct {
  const kernels_pooling *pooling;
  const float *x;
  float *y;
  const int32_t *read_indices;
  int32_t *indices;
} pool_context;

typedef struct {
  ptrdiff_t planes, planes_per_task;
  void (*task)(void *, ptrdiff_t);
  void *context;
} plane_run;

static void run_some_planes(void *context, ptrdiff_t index) {
  const plane_run *run = context;
  ptrdiff_t first = index * run->planes_per_task;
  ptrdiff_t end = smaller(first + run->planes_per_task, run->planes);
  for (ptrdiff_t plane = first; plane < end; plane++) run->task(run->context, plane);
}

/// Runs a task for each plane, several at a time, and on this thread if all of them are little work.
static void run_planes(
    ptrdiff_t planes, ptrdiff_t work, void (*task)(void *, ptrdiff_t), void *context) {
  if (work < PARALLEL_WORK) {
    for (ptrdiff_t plane = 0; plane < planes; plane++) task(context, plane);
    return;
  }
  plane_run run = {planes, TASK_WORK / (work / planes + 1) + 1, task, context};
  kernels_parallel_for(parts_covering(planes, run.planes_per_task), run_some_planes, &run);
}

static void for_each_plane(pool_context *context, void (*task)(void *, ptrdiff_t)) {
  const kernels_pooling *p = context->pooling;
  ptrdiff_t outputs = p->planes * p->output_height * p->output_width;
  run_planes(p->planes, outputs * p->kernel_height * p->kernel_width, task, context);
}

static void max_pool_plane(void *context, ptrdiff_t plane) {
  const pool_context *c = context;
  const kernels_pooling *p = c->pooling;
  const float *x = c->x + plane * p->height * p->width;
  ptrdiff_t outputs = p->output_height * p->output_width;
  float *y = c->y + plane * outputs;
  int32_t *indices = c->indices ? c->indices + plane * outputs : NULL;
  if (kernels_pooling_halves(p)) kernels_max_pool_halving(p, x, y, indices);
  else kernels_max_pool_windows(p, x, y, indices);
}

void kernels_max_pool(const kernels_pooling *pooling, const float *x, float *y, int32_t *indices) {
  pool_context context = {pooling, x, y, NULL, indices};
  for_each_plane(&context, max_pool_plane);
}

static void max_pool_gradient_plane(void *context, ptrdiff_t plane) {
  const pool_context *c = context;
  const kernels_pooling *p = c->pooling;
  ptrdiff_t outputs = p->output_height * p->output_width;
  const float *dy = c->x + plane * outputs;
  const int32_t *indices = c->read_indices + plane * outputs;
  float *dx = c->y + plane * p->height * p->width;
  if (kernels_pooling_halves(p)) {
    kernels_max_pool_halving_gradient(p, dy, indices, dx);
    return;
  }
  memset(dx, 0, (size_t)(p->height * p->width) * sizeof(float));
  for (ptrdiff_t i = 0; i < outputs; i++) {
    if (indices[i] >= 0) dx[indices[i]] += dy[i];
  }
}

void kernels_max_pool_gradient(
    const kernels_pooling *pooling, const float *dy, const int32_t *indices, float *dx) {
  pool_context context = {pooling, dy, dx, indices, NULL};
  for_each_plane(&context, max_pool_gradient_plane);
}

static void max_pool_gather_plane(void *context, ptrdiff_t plane) {
  const pool_context *c = context;
  const kernels_pooling *p = c->pooling;
  ptrdiff_t outputs = p->output_height * p->output_width;
  const float *x = c->x + plane * p->height * p->width;
  const int32_t *indices = c->read_indices + plane * outputs;
  float *y = c->y + plane * outputs;
  for (ptrdiff_t i = 0; i < outputs; i++) y[i] = indices[i] >= 0 ? x[indices[i]] : 0.0f;
}

void kernels_max_pool_gather(
    const kernels_pooling *pooling, const float *x, const int32_t *indices, float *y) {
  pool_context context = {pooling, x, y, indices, NULL};
  for_each_plane(&context, max_pool_gather_plane);
}

typedef struct {
  ptrdiff_t start, end, divisor;
} extent;

/// What a window covers of one dimension, and by how many elements its sum is divided there.
static extent window_extent(
    ptrdiff_t position, ptrdiff_t size, ptrdiff_t stride, ptrdiff_t padding, ptrdiff_t kernel) {
  ptrdiff_t start = position * stride - padding;
  ptrdiff_t end = start + kernel < size + padding ? start + kernel : size + padding;
  return (extent){start > 0 ? start : 0, end < size ? end : size, end - start};
}

static void average_pool_plane(void *context, ptrdiff_t plane) {
  const pool_context *c = context;
  const kernels_pooling *p = c->pooling;
  const float *x = c->x + plane * p->height * p->width;
  float *y = c->y + plane * p->output_height * p->output_width;
  for (ptrdiff_t row = 0; row < p->output_height; row++) {
    extent h = window_extent(row, p->height, p->stride_height, p->padding_height, p->kernel_height);
    for (ptrdiff_t column = 0; column < p->output_width; column++) {
      extent w =
          window_extent(column, p->width, p->stride_width, p->padding_width, p->kernel_width);
      float sum = 0;
      for (ptrdiff_t i = h.start; i < h.end; i++) {
        for (ptrdiff_t j = w.start; j < w.end; j++) sum += x[i * p->width + j];
      }
      y[row * p->output_width + column] = sum / (float)(h.divisor * w.divisor);
    }
  }
}

void kernels_average_pool(const kernels_pooling *pooling, const float *x, float *y) {
  pool_context context = {pooling, x, y, NULL, NULL};
  for_each_plane(&context, average_pool_plane);
}

static void average_pool_gradient_plane(void *context, ptrdiff_t plane) {
  const pool_context *c = context;
  const kernels_pooling *p = c->pooling;
  const float *dy = c->x + plane * p->output_height * p->output_width;
  float *dx = c->y + plane * p->height * p->width;
  memset(dx, 0, (size_t)(p->height * p->width) * sizeof(float));
  for (ptrdiff_t row = 0; row < p->output_height; row++) {
    extent h = window_extent(row, p->height, p->stride_height, p->padding_height, p->kernel_height);
    for (ptrdiff_t column = 0; column < p->output_width; column++) {
      extent w =
          window_extent(column, p->width, p->stride_width, p->padding_width, p->kernel_width);
      float share = dy[row * p->output_width + column] / (float)(h.divisor * w.divisor);
      for (ptrdiff_t i = h.start; i < h.end; i++) {
        for (ptrdiff_t j = w.start; j < w.end; j++) dx[i * p->width + j] += share;
      }
    }
  }
}

void kernels_average_pool_gradient(const kernels_pooling *pooling, const float *dy, float *dx) {
  pool_context context = {pooling, dy, dx, NULL, NULL};
  for_each_plane(&context, average_pool_gradient_plane);
}

/// What row `index` of a grid of `parts` covers of `size`.
static extent grid_extent(ptrdiff_t index, ptrdiff_t size, ptrdiff_t parts) {
  ptrdiff_t start = index * size / parts, end = ((index + 1) * size + parts - 1) / parts;
  return (extent){start, end, end - start};
}

typedef struct {
  ptrdiff_t height, width, rows, columns;
  const float *x;
  float *y;
} grid_context;

static void adaptive_average_pool_plane(void *context, ptrdiff_t plane) {
  const grid_context *c = context;
  const float *x = c->x + plane * c->height * c->width;
  float *y = c->y + plane * c->rows * c->columns;
  for (ptrdiff_t row = 0; row < c->rows; row++) {
    extent h = grid_extent(row, c->height, c->rows);
    for (ptrdiff_t column = 0; column < c->columns; column++) {
      extent w = grid_extent(column, c->width, c->columns);
      float sum = 0;
      for (ptrdiff_t i = h.start; i < h.end; i++) {
        for (ptrdiff_t j = w.start; j < w.end; j++) sum += x[i * c->width + j];
      }
      *y++ = sum / (float)(h.divisor * w.divisor);
    }
  }
}

void kernels_adaptive_average_pool(
    ptrdiff_t planes, ptrdiff_t height, ptrdiff_t width, ptrdiff_t rows, ptrdiff_t columns,
    const float *x, float *y) {
  grid_context context = {height, width, rows, columns, x, y};
  run_planes(planes, planes * height * width, adaptive_average_pool_plane, &context);
}

void kernels_adaptive_average_pool_gradient(
    ptrdiff_t planes, ptrdiff_t height, ptrdiff_t width, ptrdiff_t rows, ptrdiff_t columns,
    const float *dy, float *dx) {
  memset(dx, 0, (size_t)(planes * height * width) * sizeof(float));
  for (ptrdiff_t plane = 0; plane < planes; plane++, dx += height * width) {
    for (ptrdiff_t row = 0; row < rows; row++) {
      extent h = grid_extent(row, height, rows);
      for (ptrdiff_t column = 0; column < columns; column++) {
        extent w = grid_extent(column, width, columns);
        float share = *dy++ / (float)(h.divisor * w.divisor);
        for (ptrdiff_t i = h.start; i < h.end; i++) {
          for (ptrdiff_t j = w.start; j < w.end; j++) dx[i * width + j] += share;
        }
      }
    }
  }
}
