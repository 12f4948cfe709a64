#include "include/resampling.h"

#include "include/thread_team.h"

typedef struct {
  const kernels_resampling *resampling;
  const float *source;
  float *result;
} resample_context;

static void resample_plane(void *context, ptrdiff_t plane) {
  const resample_context *c = context;
  const kernels_resampling r = *c->resampling;
  const float *x = c->source + plane * r.height * r.width;
  float *y = c->result + plane * r.output_height * r.output_width;
  for (ptrdiff_t i = 0; i < r.output_height; i++) {
    const float *above = x + r.rows.first[i] * r.width;
    const float *below = x + r.rows.second[i] * r.width;
    float down = r.rows.part[i];
    for (ptrdiff_t j = 0; j < r.output_width; j++) {
      int32_t left = r.columns.first[j], right = r.columns.second[j];
      float across = r.columns.part[j];
      float top = (1 - across) * above[left] + across * above[right];
      float bottom = (1 - across) * below[left] + across * below[right];
      y[i * r.output_width + j] = (1 - down) * top + down * bottom;
    }
  }
}

void kernels_resample(const kernels_resampling *resampling, const float *x, float *y) {
  resample_context context = {resampling, x, y};
  kernels_parallel_for(resampling->planes, resample_plane, &context);
}

static void spread_plane(void *context, ptrdiff_t plane) {
  const resample_context *c = context;
  const kernels_resampling r = *c->resampling;
  const float *dy = c->source + plane * r.output_height * r.output_width;
  float *dx = c->result + plane * r.height * r.width;
  for (ptrdiff_t i = 0; i < r.height * r.width; i++) dx[i] = 0;
  for (ptrdiff_t i = 0; i < r.output_height; i++) {
    float *above = dx + r.rows.first[i] * r.width, *below = dx + r.rows.second[i] * r.width;
    float down = r.rows.part[i];
    for (ptrdiff_t j = 0; j < r.output_width; j++) {
      int32_t left = r.columns.first[j], right = r.columns.second[j];
      float across = r.columns.part[j], d = dy[i * r.output_width + j];
      float top = (1 - down) * d, bottom = down * d;
      above[left] += (1 - across) * top;
      above[right] += across * top;
      below[left] += (1 - across) * bottom;
      below[right] += across * bottom;
    }
  }
}

void kernels_resample_gradient(const kernels_resampling *resampling, const float *dy, float *dx) {
  resample_context context = {resampling, dy, dx};
  kernels_parallel_for(resampling->planes, spread_plane, &context);
}
