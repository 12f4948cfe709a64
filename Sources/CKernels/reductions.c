#include "include/reductions.h"

#include <math.h>

#include "include/thread_team.h"
#include "sizes.h"

// A block is summed in 32 lanes of single precision, blocks in double: as fast as memory, and as
// accurate as pairwise summation.
enum { lanes = 32, block = 1024 };

static double sum_block(const float *x, ptrdiff_t count) {
  float partial[lanes] = {0};
  ptrdiff_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    for (int lane = 0; lane < lanes; lane++) partial[lane] += x[i + lane];
  }
  for (int lane = 0; i < count; i++, lane++) partial[lane] += x[i];
  double sum = 0;
  for (int lane = 0; lane < lanes; lane++) sum += partial[lane];
  return sum;
}

double kernels_sum_array(const float *x, ptrdiff_t count) {
  double sum = 0;
  for (ptrdiff_t start = 0; start < count; start += block) {
    sum += sum_block(x + start, count - start < block ? count - start : block);
  }
  return sum;
}

static double sum_squares_block(const float *x, float center, ptrdiff_t count) {
  float partial[lanes] = {0};
  ptrdiff_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    for (int lane = 0; lane < lanes; lane++) {
      float distance = x[i + lane] - center;
      partial[lane] = __builtin_fmaf(distance, distance, partial[lane]);
    }
  }
  for (int lane = 0; i < count; i++, lane++) {
    float distance = x[i] - center;
    partial[lane] = __builtin_fmaf(distance, distance, partial[lane]);
  }
  double sum = 0;
  for (int lane = 0; lane < lanes; lane++) sum += partial[lane];
  return sum;
}

double kernels_sum_squares(const float *x, float center, ptrdiff_t count) {
  double sum = 0;
  for (ptrdiff_t start = 0; start < count; start += block) {
    sum += sum_squares_block(x + start, center, count - start < block ? count - start : block);
  }
  return sum;
}

typedef struct {
  const float *x;
  void *y;
  ptrdiff_t outer, size, inner, rows_per_task, columns_per_task;
} reduction;

/// Runs `rows` over the outer dimension, for inner = 1, or `columns` over blocks of the inner one.
static void reduce(
    reduction *r, void (*rows)(void *, ptrdiff_t), void (*columns)(void *, ptrdiff_t)) {
  enum { work_per_task = 32768 };
  if (r->outer == 0 || r->inner == 0) return;
  ptrdiff_t size = r->size > 0 ? r->size : 1;
  if (r->inner == 1) {
    r->rows_per_task = size < work_per_task ? work_per_task / size : 1;
    kernels_parallel_for(parts_covering(r->outer, r->rows_per_task), rows, r);
    return;
  }
  ptrdiff_t columns_per_task = work_per_task / size / 64 * 64;
  r->columns_per_task = columns_per_task < 64 ? 64 : columns_per_task;
  ptrdiff_t tasks = parts_covering(r->inner, r->columns_per_task);
  kernels_parallel_for(r->outer * tasks, columns, r);
}

typedef struct {
  ptrdiff_t outer, start, count;
} column_range;

static column_range columns_of(const reduction *r, ptrdiff_t task) {
  ptrdiff_t tasks = parts_covering(r->inner, r->columns_per_task);
  ptrdiff_t start = task % tasks * r->columns_per_task;
  ptrdiff_t left = r->inner - start;
  return (column_range){
      task / tasks, start, left < r->columns_per_task ? left : r->columns_per_task};
}

static ptrdiff_t last_row(const reduction *r, ptrdiff_t task) {
  ptrdiff_t end = (task + 1) * r->rows_per_task;
  return end < r->outer ? end : r->outer;
}

static void sum_rows(void *context, ptrdiff_t task) {
  const reduction *r = context;
  float *y = r->y;
  for (ptrdiff_t row = task * r->rows_per_task; row < last_row(r, task); row++) {
    y[row] = (float)kernels_sum_array(r->x + row * r->size, r->size);
  }
}

static void sum_columns(void *context, ptrdiff_t task) {
  const reduction *r = context;
  column_range range = columns_of(r, task);
  const float *x = r->x + range.outer * r->size * r->inner + range.start;
  float *y = (float *)r->y + range.outer * r->inner + range.start;
  for (ptrdiff_t j = 0; j < range.count; j += 64) {
    ptrdiff_t width = range.count - j < 64 ? range.count - j : 64;
    double total[64] = {0};
    for (ptrdiff_t start = 0; start < r->size; start += block) {
      ptrdiff_t end = start + block < r->size ? start + block : r->size;
      float partial[64] = {0};
      for (ptrdiff_t i = start; i < end; i++) {
        const float *row = x + i * r->inner + j;
        if (width == 64) {
          for (int k = 0; k < 64; k++) partial[k] += row[k];
        } else {
          for (ptrdiff_t k = 0; k < width; k++) partial[k] += row[k];
        }
      }
      for (int k = 0; k < 64; k++) total[k] += partial[k];
    }
    for (ptrdiff_t k = 0; k < width; k++) y[j + k] = (float)total[k];
  }
}

void kernels_sum(const float *x, float *y, ptrdiff_t outer, ptrdiff_t size, ptrdiff_t inner) {
  reduction r = {x, y, outer, size, inner};
  reduce(&r, sum_rows, sum_columns);
}

// A NaN is larger than all, and smaller than all, as in PyTorch.
#define EXTREMUM(name, precedes)                                                               \
  static void name##_rows(void *context, ptrdiff_t task) {                                     \
    const reduction *r = context;                                                              \
    float *y = r->y;                                                                           \
    for (ptrdiff_t row = task * r->rows_per_task; row < last_row(r, task); row++) {            \
      const float *x = r->x + row * r->size;                                                   \
      float best = x[0];                                                                       \
      for (ptrdiff_t i = 1; i < r->size; i++) best = x[i] precedes best || x[i] != x[i] ? x[i] : best; \
      y[row] = best;                                                                           \
    }                                                                                          \
  }                                                                                            \
  static void name##_columns(void *context, ptrdiff_t task) {                                  \
    const reduction *r = context;                                                              \
    column_range range = columns_of(r, task);                                                  \
    const float *x = r->x + range.outer * r->size * r->inner + range.start;                    \
    float *y = (float *)r->y + range.outer * r->inner + range.start;                           \
    for (ptrdiff_t j = 0; j < range.count; j++) y[j] = x[j];                                   \
    for (ptrdiff_t i = 1; i < r->size; i++) {                                                  \
      const float *row = x + i * r->inner;                                                     \
      for (ptrdiff_t j = 0; j < range.count; j++) {                                            \
        y[j] = row[j] precedes y[j] || row[j] != row[j] ? row[j] : y[j];                       \
      }                                                                                        \
    }                                                                                          \
  }                                                                                            \
  void kernels_##name(                                                                         \
      const float *x, float *y, ptrdiff_t outer, ptrdiff_t size, ptrdiff_t inner) {            \
    reduction r = {x, y, outer, size, inner};                                                  \
    reduce(&r, name##_rows, name##_columns);                                                   \
  }

EXTREMUM(max, >)
EXTREMUM(min, <)

void kernels_argmax(
    const float *x, int32_t *y, ptrdiff_t outer, ptrdiff_t size, ptrdiff_t inner) {
  for (ptrdiff_t o = 0; o < outer; o++) {
    for (ptrdiff_t j = 0; j < inner; j++) {
      const float *column = x + o * size * inner + j;
      ptrdiff_t best = 0;
      for (ptrdiff_t i = 1; i < size; i++) {
        float value = column[i * inner], largest = column[best * inner];
        if (largest == largest && (value > largest || value != value)) best = i;
      }
      y[o * inner + j] = (int32_t)best;
    }
  }
}
