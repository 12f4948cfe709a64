#include <string.h>

#include "convolution.h"
#include "convolution_depthwise.h"
#include "convolution_grid.h"
#include "convolution_image.h"
#include "convolution_winograd.h"
#include "gemm_pack.h"
#include "gemm_product.h"
#include "scratch.h"
#include "sizes.h"
#include "thread_team.h"

// Inputs whose distance is a multiple of the stride see the outputs through the same taps, and each
// tap at a constant distance. So their gradients are a convolution of the padded `dy` with these
// taps of the weights, of stride 1.

enum {
  COLUMNS_PER_TASK = 64,
};

/// Along one axis: inputs `first + i * stride` for i < count. Tap `first_tap + t * tap_step`, t <
/// taps, sees them in output `output + i - distance(tap)`.
typedef struct {
  ptrdiff_t first, count, output, first_tap, tap_step, taps;
} residue_class;

static ptrdiff_t tap_distance(kernels_axis axis, ptrdiff_t tap) {
  return tap * axis.dilation / axis.stride;
}

static residue_class class_of(kernels_axis axis, ptrdiff_t residue) {
  residue_class class = {
    .first = (residue - axis.padding % axis.stride + axis.stride) % axis.stride};
  if (class.first < axis.inputs) {
    class.count = parts_covering(axis.inputs - class.first, axis.stride);
  }
  class.output = (class.first + axis.padding) / axis.stride;
  class.tap_step = kernels_phases_of(axis).phases;
  while (class.first_tap < axis.taps && class.first_tap * axis.dilation % axis.stride != residue) {
    class.first_tap++;
  }
  class.taps = parts_covering(axis.taps - class.first_tap, class.tap_step);
  return class;
}

/// `dy` as an axis with room for the largest distance of a tap before it, and for the last input
/// behind it.
static kernels_axis axis_of_gradient(kernels_axis axis) {
  ptrdiff_t reach = tap_distance(axis, axis.taps - 1);
  ptrdiff_t outputs = (axis.inputs - 1 + axis.padding) / axis.stride + 1;
  return (kernels_axis){
    .inputs = axis.outputs, .outputs = outputs, .taps = reach + 1, .stride = 1,
    .padding = reach, .dilation = 1};
}

/// The gradients of the inputs in a residue class of rows and one of columns.
typedef struct {
  const kernels_convolution *convolution;
  residue_class rows, columns;
  /// Channels of a group.
  ptrdiff_t inputs, outputs;
  const float *w;
  float *transposed_weights, *weights;
  /// [image][input][position of the class], and where it goes.
  const float *gradients;
  float *dx;
} part;

static ptrdiff_t taps_of(const part *part) { return part->rows.taps * part->columns.taps; }

/// A tap of the class, in the order of the weights.
static ptrdiff_t tap_of(const part *part, ptrdiff_t row, ptrdiff_t column) {
  ptrdiff_t ky = part->rows.first_tap + row * part->rows.tap_step;
  ptrdiff_t kx = part->columns.first_tap + column * part->columns.tap_step;
  return ky * part->convolution->kernel_width + kx;
}

// MARK: weights

/// Transposes some columns of a group's weights, as a matrix of a row for each output.
static void transpose_weights(void *context, ptrdiff_t task) {
  const part *part = context;
  const kernels_convolution *c = part->convolution;
  ptrdiff_t columns = part->inputs * c->kernel_height * c->kernel_width;
  ptrdiff_t tasks_per_group = parts_covering(columns, COLUMNS_PER_TASK);
  ptrdiff_t first = task % tasks_per_group * COLUMNS_PER_TASK;
  ptrdiff_t group = task / tasks_per_group * columns * part->outputs;
  kernels_transpose(
    part->outputs, smaller(columns - first, COLUMNS_PER_TASK), part->w + group + first, columns,
    part->transposed_weights + group + first * part->outputs, part->outputs);
}

/// Copies the taps of the class, for an input channel.
static void select_taps(void *context, ptrdiff_t input) {
  const part *part = context;
  const kernels_convolution *c = part->convolution;
  const float *from =
    part->transposed_weights + input * c->kernel_height * c->kernel_width * part->outputs;
  float *to = part->weights + input * taps_of(part) * part->outputs;
  for (ptrdiff_t row = 0; row < part->rows.taps; row++) {
    for (ptrdiff_t column = 0; column < part->columns.taps; column++) {
      memcpy(
        to, from + tap_of(part, row, column) * part->outputs,
        (size_t)part->outputs * sizeof *to);
      to += part->outputs;
    }
  }
}

/// The weights by which the outputs are multiplied: [group][input][tap of the class][output].
static kernels_matrix weights_of(part *part) {
  const kernels_convolution *c = part->convolution;
  ptrdiff_t all_taps = c->kernel_height * c->kernel_width, taps = taps_of(part);
  if (all_taps == 1) return (kernels_matrix){part->w, 1, part->inputs};
  if (!part->transposed_weights) {
    ptrdiff_t columns = part->inputs * all_taps;
    part->transposed_weights =
      kernels_scratch(SCRATCH_TRANSPOSED_WEIGHTS, c->groups * columns * part->outputs);
    ptrdiff_t tasks_per_group = parts_covering(columns, COLUMNS_PER_TASK);
    kernels_parallel_for(tasks_per_group * c->groups, transpose_weights, part);
  }
  part->weights = part->transposed_weights;
  if (taps < all_taps) {
    part->weights = kernels_scratch(SCRATCH_WEIGHTS, c->inputs * taps * part->outputs);
    kernels_parallel_for(c->inputs, select_taps, part);
  }
  return (kernels_matrix){part->weights, taps * part->outputs, 1};
}

static const ptrdiff_t *tap_offsets(const part *part, const kernels_phased_layout *layout) {
  ptrdiff_t *offsets = kernels_grid_offsets(part->outputs * taps_of(part)), *next = offsets;
  kernels_axis vertical = kernels_vertical_axis(part->convolution);
  kernels_axis horizontal = kernels_horizontal_axis(part->convolution);
  for (ptrdiff_t row = 0; row < part->rows.taps; row++) {
    for (ptrdiff_t column = 0; column < part->columns.taps; column++) {
      ptrdiff_t tap = tap_of(part, row, column), width = part->convolution->kernel_width;
      ptrdiff_t y = layout->vertical.axis.padding + part->rows.output
        - tap_distance(vertical, tap / width);
      ptrdiff_t x = layout->horizontal.axis.padding + part->columns.output
        - tap_distance(horizontal, tap % width);
      for (ptrdiff_t output = 0; output < part->outputs; output++) {
        *next++ = output * layout->channel_size + y * layout->horizontal.length + x;
      }
    }
  }
  return offsets;
}

// MARK: gradients

/// Puts a channel's gradients where they belong in the image.
static void scatter_channel(void *context, ptrdiff_t channel) {
  const part *part = context;
  const kernels_convolution *c = part->convolution;
  const float *from = part->gradients + channel * part->rows.count * part->columns.count;
  float *to = part->dx + channel * c->height * c->width;
  for (ptrdiff_t y = 0; y < part->rows.count; y++) {
    float *line =
      to + (part->rows.first + y * c->stride_height) * c->width + part->columns.first;
    for (ptrdiff_t x = 0; x < part->columns.count; x++) line[x * c->stride_width] = *from++;
  }
}

static void multiply_part(
  part *part, const kernels_phased_layout *layout, const float *dy, ptrdiff_t images) {
  const kernels_convolution *c = part->convolution;
  ptrdiff_t positions = part->rows.count * part->columns.count, taps = taps_of(part);
  if (positions == 0) return;
  kernels_grid grid = {
    .image = dy, .item_stride = part->outputs * layout->channel_size,
    .offsets = tap_offsets(part, layout),
    .height = part->rows.count, .width = part->columns.count,
    .pitch = layout->horizontal.length,
  };
  kernels_product product = {
    .items = images * c->groups, .m = part->inputs, .n = positions, .k = part->outputs * taps,
    .a = weights_of(part), .a_items = c->groups,
    .a_item_stride = part->inputs * part->outputs * taps,
    .pack_b = kernels_pack_grid, .b = &grid,
    .c = part->dx, .c_row_stride = positions, .c_item_stride = part->inputs * positions,
  };
  bool scatters = c->stride_height > 1 || c->stride_width > 1;
  if (scatters) product.c = kernels_scratch(SCRATCH_PHASE, images * c->inputs * positions);
  kernels_multiply(&product);
  part->gradients = product.c;
  if (scatters) kernels_parallel_for(images * c->inputs, scatter_channel, part);
}

/// At stride 1, the gradient is a convolution of `dy` by the weights turned round.
static kernels_convolution turned_round(const kernels_convolution *c) {
  kernels_convolution turned = *c;
  turned.inputs = c->outputs;
  turned.outputs = c->inputs;
  turned.height = c->output_height;
  turned.width = c->output_width;
  turned.output_height = c->height;
  turned.output_width = c->width;
  turned.padding_height = (c->kernel_height - 1) * c->dilation_height - c->padding_height;
  turned.padding_width = (c->kernel_width - 1) * c->dilation_width - c->padding_width;
  return turned;
}

static bool can_turn_round(const kernels_convolution *c) {
  return c->stride_height == 1 && c->stride_width == 1
    && c->padding_height <= (c->kernel_height - 1) * c->dilation_height
    && c->padding_width <= (c->kernel_width - 1) * c->dilation_width;
}

void kernels_convolution_backward_data(
  const kernels_convolution *c, const float *dy, const float *w, float *dx) {
  kernels_convolution turned = turned_round(c);
  if (can_turn_round(c) && kernels_is_depthwise(c) && kernels_is_depthwise(&turned)) {
    kernels_convolve_depthwise(&turned, dy, w, true, dx, (kernels_convolution_epilogue){});
    return;
  }
  if (kernels_winograd_applies(c)) {
    kernels_winograd_weights weights = {w, 9, c->inputs / c->groups * 9, true};
    kernels_convolve_winograd(&turned, dy, weights, dx, (kernels_convolution_epilogue){});
    return;
  }
  kernels_axis vertical = kernels_vertical_axis(c), horizontal = kernels_horizontal_axis(c);
  const kernels_phased_layout layout = kernels_phased_layout_of(
    axis_of_gradient(vertical), axis_of_gradient(horizontal));
  part part = {
    .convolution = c, .inputs = c->inputs / c->groups, .outputs = c->outputs / c->groups, .w = w};
  ptrdiff_t at_once = kernels_images_at_once(&layout, c->outputs);
  for (ptrdiff_t image = 0; image < c->batch; image += at_once) {
    ptrdiff_t images = smaller(c->batch - image, at_once);
    const float *arranged = kernels_arrange_channels(
      &layout, dy + image * c->outputs * c->output_height * c->output_width,
      images * c->outputs);
    part.dx = dx + image * c->inputs * c->height * c->width;
    for (ptrdiff_t row = 0; row < c->stride_height; row++) {
      part.rows = class_of(vertical, row);
      for (ptrdiff_t column = 0; column < c->stride_width; column++) {
        part.columns = class_of(horizontal, column);
        multiply_part(&part, &layout, arranged, images);
      }
    }
  }
}
