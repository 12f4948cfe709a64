#include "convolution_depthwise.h"

#include <immintrin.h>
#include <string.h>

#include "convolution_grid.h"
#include "convolution_image.h"
#include "lanes.h"
#include "scratch.h"
#include "sizes.h"
#include "thread_team.h"

enum {
  LANES = 8,
  // More outputs of a channel fill a tile.
  MULTIPLIER_LIMIT = 2,
  // So many outputs are summed at once, in registers.
  WIDE = 4 * LANES,
  // So many taps' gradients are summed at once, in registers.
  TAPS_AT_ONCE = 4,
};

typedef struct {
  const kernels_convolution *convolution;
  /// How many outputs each input channel has, and the taps of each.
  ptrdiff_t multiplier, taps;
  kernels_phased_layout layout;
  const ptrdiff_t *offsets;
  ptrdiff_t first_image, images;
  const float *arranged;
  // For outputs.
  const float *w;
  float *y;
  kernels_convolution_epilogue epilogue;
  // For gradients: [output channel][tap, and one for the bias][lane].
  const float *dy;
  float *sums;
} plan;

bool kernels_is_depthwise(const kernels_convolution *c) {
  return c->groups == c->inputs && c->outputs / c->groups <= MULTIPLIER_LIMIT;
}

static plan plan_of(const kernels_convolution *c) {
  plan plan = {
    .convolution = c, .multiplier = c->outputs / c->groups,
    .taps = c->kernel_height * c->kernel_width,
    .layout = kernels_phased_layout_of(kernels_vertical_axis(c), kernels_horizontal_axis(c)),
  };
  plan.offsets = kernels_tap_offsets(c, &plan.layout);
  return plan;
}

/// Arranges as many images as stay in a cache, and calls `body` for each output channel, of each
/// image or of all of them together; and so on to the last image.
static void for_all_outputs(
  plan *plan, const float *x, bool of_each_image, void (*body)(void *plan, ptrdiff_t output)) {
  const kernels_convolution *c = plan->convolution;
  ptrdiff_t at_once = kernels_images_at_once(&plan->layout, c->inputs);
  for (ptrdiff_t image = 0; image < c->batch; image += at_once) {
    plan->first_image = image;
    plan->images = smaller(c->batch - image, at_once);
    plan->arranged = kernels_arrange_channels(
      &plan->layout, x + image * c->inputs * c->height * c->width, plan->images * c->inputs);
    kernels_parallel_for(of_each_image ? plan->images * c->outputs : c->outputs, body, plan);
  }
}

/// The input channel that an output channel of one of the arranged images sees.
static const float *image_of(const plan *plan, ptrdiff_t image, ptrdiff_t output) {
  return plan->arranged
    + (image * plan->convolution->inputs + output / plan->multiplier) * plan->layout.channel_size;
}

// MARK: outputs

/// Some outputs beside each other; each is one chain in the order of the taps.
static inline __attribute__((always_inline)) void convolve(
  const plan *plan, const float *image, const float *weights, float *to, const int count) {
  float sums[WIDE] = {0};
  for (ptrdiff_t tap = 0; tap < plan->taps; tap++) {
    const float *from = image + plan->offsets[tap];
    for (int i = 0; i < count; i++) sums[i] = __builtin_fmaf(weights[tap], from[i], sums[i]);
  }
  for (int i = 0; i < count; i++) to[i] = sums[i];
}

static void convolve_row(const plan *plan, const float *image, const float *weights, float *to) {
  ptrdiff_t x = 0, width = plan->convolution->output_width;
  for (; x + WIDE <= width; x += WIDE) convolve(plan, image + x, weights, to + x, WIDE);
  for (; x + LANES <= width; x += LANES) convolve(plan, image + x, weights, to + x, LANES);
  if (x < width && width >= LANES) {
    // Some outputs are computed twice, which is faster than one by one.
    x = width - LANES;
    convolve(plan, image + x, weights, to + x, LANES);
    return;
  }
  for (; x < width; x++) convolve(plan, image + x, weights, to + x, 1);
}

static void finish_channel(const plan *plan, ptrdiff_t output, float *y) {
  const kernels_convolution *c = plan->convolution;
  const kernels_convolution_epilogue *e = &plan->epilogue;
  if (!e->scale && !e->shift && !e->residual && !e->relu) return;
  const float *residual = e->residual ? e->residual + (y - plan->y) : NULL;
  float scale = e->scale ? e->scale[output] : 1, shift = e->shift ? e->shift[output] : 0;
  for (ptrdiff_t i = 0; i < c->output_height * c->output_width; i++) {
    float value = y[i] * scale + shift;
    if (residual) value += residual[i];
    y[i] = e->relu && value < 0 ? 0 : value;
  }
}

static void convolve_channel(void *context, ptrdiff_t index) {
  const plan *plan = context;
  const kernels_convolution *c = plan->convolution;
  ptrdiff_t output = index % c->outputs, positions = c->output_height * c->output_width;
  const float *image = image_of(plan, index / c->outputs, output);
  float *y = plan->y + (plan->first_image * c->outputs + index) * positions;
  const float *weights = plan->w + output * plan->taps;
  for (ptrdiff_t row = 0; row < c->output_height; row++) {
    convolve_row(
      plan, image + row * plan->layout.horizontal.length, weights, y + row * c->output_width);
  }
  finish_channel(plan, output, y);
}

/// The weights with the taps of each channel in reverse order.
static const float *flip(const plan *plan, const float *w) {
  ptrdiff_t count = plan->convolution->outputs * plan->taps;
  float *flipped = kernels_scratch(SCRATCH_WEIGHTS, count);
  for (ptrdiff_t i = 0; i < count; i++) {
    ptrdiff_t tap = i % plan->taps;
    flipped[i] = w[i - tap + plan->taps - 1 - tap];
  }
  return flipped;
}

void kernels_convolve_depthwise(
  const kernels_convolution *c, const float *x, const float *w, bool flipped, float *y,
  kernels_convolution_epilogue epilogue) {
  plan plan = plan_of(c);
  plan.w = flipped ? flip(&plan, w) : w;
  plan.y = y;
  plan.epilogue = epilogue;
  for_all_outputs(&plan, x, true, convolve_channel);
}

// MARK: gradients

// Lane i sums the positions whose column is i modulo 8; the lanes are added up at the end.

static __m256 load_first(const float *from, ptrdiff_t count) {
  if (count >= LANES) return _mm256_loadu_ps(from);
  return _mm256_maskload_ps(from, kernels_first_lanes(count));
}

/// Adds to the sums of some taps what a channel of an image contributes.
static inline __attribute__((always_inline)) void add_taps(
  const plan *plan, const float *image, const float *dy, ptrdiff_t tap, float *sums,
  const int count) {
  const kernels_convolution *c = plan->convolution;
  __m256 sum[TAPS_AT_ONCE];
  for (int i = 0; i < count; i++) sum[i] = _mm256_loadu_ps(sums + (tap + i) * LANES);
  for (ptrdiff_t row = 0; row < c->output_height; row++) {
    for (ptrdiff_t x = 0; x < c->output_width; x += LANES) {
      __m256 gradient = load_first(dy + row * c->output_width + x, c->output_width - x);
      const float *from = image + row * plan->layout.horizontal.length + x;
      for (int i = 0; i < count; i++) {
        __m256 input = load_first(from + plan->offsets[tap + i], c->output_width - x);
        sum[i] = _mm256_fmadd_ps(gradient, input, sum[i]);
      }
    }
  }
  for (int i = 0; i < count; i++) _mm256_storeu_ps(sums + (tap + i) * LANES, sum[i]);
}

static void add_gradients(const plan *plan, const float *dy, float *sums) {
  const kernels_convolution *c = plan->convolution;
  __m256 sum = _mm256_loadu_ps(sums);
  for (ptrdiff_t row = 0; row < c->output_height; row++) {
    for (ptrdiff_t x = 0; x < c->output_width; x += LANES) {
      sum = _mm256_add_ps(sum, load_first(dy + row * c->output_width + x, c->output_width - x));
    }
  }
  _mm256_storeu_ps(sums, sum);
}

static void add_channel(void *context, ptrdiff_t output) {
  const plan *plan = context;
  const kernels_convolution *c = plan->convolution;
  ptrdiff_t positions = c->output_height * c->output_width;
  float *sums = plan->sums + output * (plan->taps + 1) * LANES;
  for (ptrdiff_t i = 0; i < plan->images; i++) {
    const float *image = image_of(plan, i, output);
    const float *dy = plan->dy + ((plan->first_image + i) * c->outputs + output) * positions;
    ptrdiff_t tap = 0;
    for (; tap + TAPS_AT_ONCE <= plan->taps; tap += TAPS_AT_ONCE) {
      add_taps(plan, image, dy, tap, sums, TAPS_AT_ONCE);
    }
    for (; tap < plan->taps; tap++) add_taps(plan, image, dy, tap, sums, 1);
    add_gradients(plan, dy, sums + plan->taps * LANES);
  }
}

static float sum_of_lanes(const float *lanes) {
  return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]))
    + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

void kernels_depthwise_backward_weights(
  const kernels_convolution *c, const float *x, const float *dy, float *dw, float *db) {
  plan plan = plan_of(c);
  ptrdiff_t size = c->outputs * (plan.taps + 1) * LANES;
  plan.dy = dy;
  plan.sums = kernels_scratch(SCRATCH_PARTIAL_SUMS, size);
  memset(plan.sums, 0, (size_t)size * sizeof *plan.sums);
  for_all_outputs(&plan, x, false, add_channel);
  for (ptrdiff_t output = 0; output < c->outputs; output++) {
    const float *sums = plan.sums + output * (plan.taps + 1) * LANES;
    for (ptrdiff_t tap = 0; tap < plan.taps; tap++) {
      dw[output * plan.taps + tap] = sum_of_lanes(sums + tap * LANES);
    }
    if (db) db[output] = sum_of_lanes(sums + plan.taps * LANES);
  }
}
