#include "include/normalization.h"

#include "include/reductions.h"
#include "include/thread_team.h"
#include "sizes.h"

typedef struct {
  const float *x, *dy, *mean, *inverse, *weight, *bias;
  ptrdiff_t batch, channels, area;
  float epsilon;
  float *y, *out_mean, *out_variance, *dweight, *dbias;
} norm_context;

static void for_each_channel(norm_context *c, void (*task)(void *, ptrdiff_t)) {
  if (c->batch * c->channels * c->area < 16384) {
    for (ptrdiff_t channel = 0; channel < c->channels; channel++) task(c, channel);
  } else {
    kernels_parallel_for(c->channels, task, c);
  }
}

static const float *plane(const norm_context *c, const float *x, ptrdiff_t n, ptrdiff_t channel) {
  return x + (n * c->channels + channel) * c->area;
}

// Channels of one element each lie side by side: a vector takes several, and each of them is summed
// in the order, and to the bits, of a channel that is summed alone.
enum { features = 64 };

static void for_each_feature_block(norm_context *c, void (*task)(void *, ptrdiff_t)) {
  ptrdiff_t blocks = parts_covering(c->channels, features);
  if (c->batch * c->channels < 16384) {
    for (ptrdiff_t block = 0; block < blocks; block++) task(c, block);
  } else {
    kernels_parallel_for(blocks, task, c);
  }
}

static ptrdiff_t features_of_block(const norm_context *c, ptrdiff_t block) {
  ptrdiff_t rest = c->channels - block * features;
  return rest < features ? rest : features;
}

static void statistics_of_features(void *context, ptrdiff_t block) {
  norm_context *c = context;
  ptrdiff_t first = block * features, width = features_of_block(c, block);
  double sums[features] = {0}, squares[features] = {0};
  float *mean = c->out_mean + first, *variance = c->out_variance + first;
  for (ptrdiff_t n = 0; n < c->batch; n++) {
    const float *x = c->x + n * c->channels + first;
    for (ptrdiff_t k = 0; k < width; k++) sums[k] += x[k];
  }
  for (ptrdiff_t k = 0; k < width; k++) mean[k] = (float)(sums[k] / (double)c->batch);
  for (ptrdiff_t n = 0; n < c->batch; n++) {
    const float *x = c->x + n * c->channels + first;
    for (ptrdiff_t k = 0; k < width; k++) {
      float distance = x[k] - mean[k];
      squares[k] += distance * distance;
    }
  }
  for (ptrdiff_t k = 0; k < width; k++) variance[k] = (float)(squares[k] / (double)c->batch);
}

static void statistics_of_channel(void *context, ptrdiff_t channel) {
  norm_context *c = context;
  double sum = 0, squares = 0;
  double count = (double)(c->batch * c->area);
  for (ptrdiff_t n = 0; n < c->batch; n++) sum += kernels_sum_array(plane(c, c->x, n, channel), c->area);
  float mean = (float)(sum / count);
  for (ptrdiff_t n = 0; n < c->batch; n++) {
    squares += kernels_sum_squares(plane(c, c->x, n, channel), mean, c->area);
  }
  c->out_mean[channel] = mean;
  c->out_variance[channel] = (float)(squares / count);
}

void kernels_batch_statistics(
    const float *x, ptrdiff_t batch, ptrdiff_t channels, ptrdiff_t area, float *mean,
    float *variance) {
  norm_context c = {.x = x, .batch = batch, .channels = channels, .area = area, .out_mean = mean,
                    .out_variance = variance};
  if (area == 1) return for_each_feature_block(&c, statistics_of_features);
  for_each_channel(&c, statistics_of_channel);
}

static void scale_channel(void *context, ptrdiff_t channel) {
  norm_context *c = context;
  float scale = c->weight[channel], shift = c->bias[channel];
  for (ptrdiff_t n = 0; n < c->batch; n++) {
    const float *x = plane(c, c->x, n, channel);
    float *y = (float *)plane(c, c->y, n, channel);
    for (ptrdiff_t i = 0; i < c->area; i++) y[i] = x[i] * scale + shift;
  }
}

static void scale_features(void *context, ptrdiff_t block) {
  norm_context *c = context;
  ptrdiff_t first = block * features, width = features_of_block(c, block);
  const float *scale = c->weight + first, *shift = c->bias + first;
  for (ptrdiff_t n = 0; n < c->batch; n++) {
    const float *x = c->x + n * c->channels + first;
    float *y = c->y + n * c->channels + first;
    for (ptrdiff_t k = 0; k < width; k++) y[k] = x[k] * scale[k] + shift[k];
  }
}

void kernels_scale_channels(
    const float *x, ptrdiff_t batch, ptrdiff_t channels, ptrdiff_t area, const float *scale,
    const float *shift, float *y) {
  norm_context c = {.x = x, .batch = batch, .channels = channels, .area = area, .weight = scale,
                    .bias = shift, .y = y};
  if (area == 1) return for_each_feature_block(&c, scale_features);
  for_each_channel(&c, scale_channel);
}

enum { lanes = 32 };

/// Σ dy and Σ dy · (x − mean).
static void gradient_sums(
    const float *x, const float *dy, float mean, ptrdiff_t count, double *sum, double *product) {
  for (ptrdiff_t start = 0; start < count; start += 1024) {
    ptrdiff_t end = start + 1024 < count ? start + 1024 : count;
    float sums[lanes] = {0}, products[lanes] = {0};
    ptrdiff_t i = start;
    for (; i + lanes <= end; i += lanes) {
      for (int lane = 0; lane < lanes; lane++) {
        sums[lane] += dy[i + lane];
        products[lane] = __builtin_fmaf(dy[i + lane], x[i + lane] - mean, products[lane]);
      }
    }
    for (int lane = 0; i < end; i++, lane++) {
      sums[lane] += dy[i];
      products[lane] = __builtin_fmaf(dy[i], x[i] - mean, products[lane]);
    }
    for (int lane = 0; lane < lanes; lane++) {
      *sum += sums[lane];
      *product += products[lane];
    }
  }
}

static void batch_norm_gradient_channel(void *context, ptrdiff_t channel) {
  norm_context *c = context;
  float mean = c->mean[channel], inverse = c->inverse[channel];
  double sum = 0, product = 0, count = (double)(c->batch * c->area);
  for (ptrdiff_t n = 0; n < c->batch; n++) {
    gradient_sums(
        plane(c, c->x, n, channel), plane(c, c->dy, n, channel), mean, c->area, &sum, &product);
  }
  c->dbias[channel] = (float)sum;
  c->dweight[channel] = (float)(product * inverse);
  float scale = inverse * (c->weight ? c->weight[channel] : 1.0f);
  float mean_gradient = (float)(sum / count);
  float slope = (float)(product * inverse * inverse / count);
  for (ptrdiff_t n = 0; n < c->batch; n++) {
    const float *x = plane(c, c->x, n, channel), *dy = plane(c, c->dy, n, channel);
    float *dx = (float *)plane(c, c->y, n, channel);
    for (ptrdiff_t i = 0; i < c->area; i++) {
      dx[i] = scale * (dy[i] - mean_gradient - (x[i] - mean) * slope);
    }
  }
}

static void batch_norm_gradient_features(void *context, ptrdiff_t block) {
  norm_context *c = context;
  ptrdiff_t first = block * features, width = features_of_block(c, block);
  const float *mean = c->mean + first, *inverse = c->inverse + first;
  double sums[features] = {0}, products[features] = {0}, count = (double)c->batch;
  for (ptrdiff_t n = 0; n < c->batch; n++) {
    const float *x = c->x + n * c->channels + first, *dy = c->dy + n * c->channels + first;
    for (ptrdiff_t k = 0; k < width; k++) {
      sums[k] += dy[k];
      products[k] += dy[k] * (x[k] - mean[k]);
    }
  }
  float scale[features], mean_gradient[features], slope[features];
  for (ptrdiff_t k = 0; k < width; k++) {
    c->dbias[first + k] = (float)sums[k];
    c->dweight[first + k] = (float)(products[k] * inverse[k]);
    scale[k] = inverse[k] * (c->weight ? c->weight[first + k] : 1.0f);
    mean_gradient[k] = (float)(sums[k] / count);
    slope[k] = (float)(products[k] * inverse[k] * inverse[k] / count);
  }
  for (ptrdiff_t n = 0; n < c->batch; n++) {
    const float *x = c->x + n * c->channels + first, *dy = c->dy + n * c->channels + first;
    float *dx = c->y + n * c->channels + first;
    for (ptrdiff_t k = 0; k < width; k++) {
      dx[k] = scale[k] * (dy[k] - mean_gradient[k] - (x[k] - mean[k]) * slope[k]);
    }
  }
}

void kernels_batch_norm_gradient(
    const float *x, const float *dy, ptrdiff_t batch, ptrdiff_t channels, ptrdiff_t area,
    const float *mean, const float *inverse, const float *weight, float *dx, float *dweight,
    float *dbias) {
  norm_context c = {.x = x, .dy = dy, .mean = mean, .inverse = inverse, .weight = weight,
                    .batch = batch, .channels = channels, .area = area, .y = dx,
                    .dweight = dweight, .dbias = dbias};
  if (area == 1) return for_each_feature_block(&c, batch_norm_gradient_features);
  for_each_channel(&c, batch_norm_gradient_channel);
}

static void layer_norm_row(void *context, ptrdiff_t row) {
  norm_context *c = context;
  const float *x = c->x + row * c->area;
  float *y = c->y + row * c->area;
  float mean = (float)(kernels_sum_array(x, c->area) / (double)c->area);
  double variance = kernels_sum_squares(x, mean, c->area) / (double)c->area;
  float inverse = (float)(1.0 / __builtin_sqrt(variance + c->epsilon));
  c->out_mean[row] = mean;
  c->out_variance[row] = inverse;
  for (ptrdiff_t i = 0; i < c->area; i++) {
    float value = (x[i] - mean) * inverse;
    if (c->weight) value *= c->weight[i];
    if (c->bias) value += c->bias[i];
    y[i] = value;
  }
}

/// Rows are channels without a batch here.
static void for_each_row(norm_context *c, void (*task)(void *, ptrdiff_t)) {
  c->batch = 1;
  for_each_channel(c, task);
}

void kernels_layer_norm(
    const float *x, ptrdiff_t rows, ptrdiff_t count, float epsilon, const float *weight,
    const float *bias, float *y, float *mean, float *inverse) {
  norm_context c = {.x = x, .channels = rows, .area = count, .epsilon = epsilon, .weight = weight,
                    .bias = bias, .y = y, .out_mean = mean, .out_variance = inverse};
  for_each_row(&c, layer_norm_row);
}

static void layer_norm_gradient_row(void *context, ptrdiff_t row) {
  norm_context *c = context;
  const float *x = c->x + row * c->area, *dy = c->dy + row * c->area;
  float *dx = c->y + row * c->area;
  float mean = c->mean[row], inverse = c->inverse[row];
  for (ptrdiff_t i = 0; i < c->area; i++) dx[i] = c->weight ? dy[i] * c->weight[i] : dy[i];
  double sum = 0, product = 0, count = (double)c->area;
  gradient_sums(x, dx, mean, c->area, &sum, &product);
  float mean_gradient = (float)(sum / count);
  float slope = (float)(product * inverse * inverse / count);
  for (ptrdiff_t i = 0; i < c->area; i++) {
    dx[i] = inverse * (dx[i] - mean_gradient - (x[i] - mean) * slope);
  }
}

void kernels_layer_norm_gradient(
    const float *x, const float *dy, ptrdiff_t rows, ptrdiff_t count, const float *weight,
    const float *mean, const float *inverse, float *dx) {
  norm_context c = {.x = x, .dy = dy, .mean = mean, .inverse = inverse, .weight = weight,
                    .channels = rows, .area = count, .y = dx};
  for_each_row(&c, layer_norm_gradient_row);
}
