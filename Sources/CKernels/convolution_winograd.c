#include "convolution_winograd.h"

#include <string.h>

#include "convolution_grid.h"
#include "convolution_image.h"
#include "gemm_pack.h"
#include "gemm_tile.h"
#include "scratch.h"
#include "sizes.h"
#include "thread_team.h"
#include "winograd_transform.h"

// Inputs are looked at in squares of 4 × 4, at distances of 2. Each square, and the weights, are
// transformed into 16 coefficients; these are multiplied, coefficient by coefficient, and summed
// over the inputs; the sums are transformed into squares of 2 × 2 outputs. A task does all this for
// some panels of squares and some of the outputs, in its cache.

enum {
  SQUARE = 4,
  COEFFICIENTS = SQUARE * SQUARE,
  // So many floats of coefficients, of inputs and outputs, stay in a second-level cache.
  TASK_SIZE = 128 << 10,
  // So many tasks keep the threads busy to the end.
  TASKS = 16,
  // Below so many outputs, transforming the inputs anew for each task takes too long.
  LEAST_TASK_OUTPUTS = 64,
  // Keeps coefficients from falling on each other in a cache, if their distance is a power of two;
  // and the last vector of the last channel may be written beyond its end.
  LINE = 16,
};

typedef struct {
  const kernels_convolution *convolution;
  const kernels_tile_kind *kind;
  kernels_convolution_epilogue epilogue;
  /// Channels of a group.
  ptrdiff_t inputs, outputs;
  /// The squares of the images at hand, as positions in their phases.
  kernels_phased_layout layout;
  kernels_grid squares;
  /// Where a channel has the elements of its first square.
  ptrdiff_t elements[COEFFICIENTS];
  ptrdiff_t first_image;
  float *y;
  /// [group][coefficient][output][input].
  const float *weights;
  ptrdiff_t panels, task_panels, outputs_per_task, tasks_per_panels, tasks_per_group;
} plan;

// MARK: weights

/// The length of a row of transformed weights: inputs are transformed a vector at a time.
static ptrdiff_t weights_stride(const kernels_convolution *c) {
  return parts_covering(c->inputs / c->groups, TRANSFORM_LANES) * TRANSFORM_LANES;
}

/// From a coefficient of a group's weights to the next.
static ptrdiff_t weights_coefficient_stride(const kernels_convolution *c) {
  return c->outputs / c->groups * weights_stride(c) + LINE;
}

typedef struct {
  const kernels_convolution *convolution;
  kernels_winograd_weights weights;
  float *to;
} transformation;

/// Transforms the weights of an output.
static void transform_weights(void *context, ptrdiff_t output) {
  const transformation *t = context;
  const kernels_convolution *c = t->convolution;
  const kernels_winograd_weights *weights = &t->weights;
  ptrdiff_t inputs = c->inputs / c->groups, outputs = c->outputs / c->groups;
  ptrdiff_t group = output / outputs, row = weights_stride(c);
  const float *from =
    weights->w + group * inputs * outputs * 9 + output % outputs * weights->output_stride;
  ptrdiff_t stride = weights_coefficient_stride(c);
  float *to = t->to + group * COEFFICIENTS * stride + output % outputs * row;
  for (ptrdiff_t input = 0; input < inputs; input += TRANSFORM_LANES) {
    kernels_transform_weights(
      from + input * weights->input_stride, weights->input_stride, inputs - input,
      weights->flipped, to + input, stride);
  }
}

/// All weights, transformed, in memory that belongs to the calling thread.
static const float *transformed(const kernels_convolution *c, kernels_winograd_weights weights) {
  float *to = kernels_scratch(
    SCRATCH_WEIGHTS, c->groups * COEFFICIENTS * weights_coefficient_stride(c));
  transformation transformation = {c, weights, to};
  kernels_parallel_for(c->outputs, transform_weights, &transformation);
  return to;
}

// MARK: squares

/// A task's part, and its coefficients: [panel][coefficient][channel][square].
typedef struct {
  const plan *plan;
  ptrdiff_t group, first_panel, panels, first_output, outputs;
  float *inputs, *products;
} part;

static ptrdiff_t coefficient_stride(const plan *plan, ptrdiff_t channels) {
  return channels * plan->kind->columns + LINE;
}

/// Squares of a panel beside each other in a row of an image.
typedef struct {
  ptrdiff_t first_square, count;
  /// Among the images at hand; counted in squares.
  ptrdiff_t image, y, x;
} run;

/// Divides the squares of a panel in runs, and returns how many there are.
static ptrdiff_t find_runs(const plan *plan, ptrdiff_t panel, run *runs) {
  const kernels_grid *squares = &plan->squares;
  ptrdiff_t first = panel * plan->kind->columns, count = 0;
  ptrdiff_t end = smaller(
    first + plan->kind->columns, squares->images * squares->height * squares->width);
  for (ptrdiff_t square = first; square < end; square += runs[count++].count) {
    ptrdiff_t row = square / squares->width, x = square % squares->width;
    runs[count] = (run){
      .first_square = square - first, .count = smaller(squares->width - x, end - square),
      .image = row / squares->height, .y = row % squares->height, .x = x,
    };
  }
  return count;
}

/// Where the coefficients of the first of 8 squares come from and go to, in channel 0.
typedef struct {
  ptrdiff_t from, to;
} square_vector;

/// Covers the squares of a panel with vectors: what one writes beyond the end of its run, the next
/// one, or the next channel's first, writes again.
static ptrdiff_t find_vectors(const plan *plan, ptrdiff_t panel, square_vector *vectors) {
  run runs[TILE_COLUMN_LIMIT];
  const kernels_grid *squares = &plan->squares;
  ptrdiff_t count = 0, run_count = find_runs(plan, panel, runs);
  for (ptrdiff_t i = 0; i < run_count; i++) {
    ptrdiff_t from =
      runs[i].image * squares->image_stride + runs[i].y * squares->pitch + runs[i].x;
    for (ptrdiff_t x = 0; x < runs[i].count; x += TRANSFORM_LANES) {
      vectors[count++] = (square_vector){from + x, runs[i].first_square + x};
    }
  }
  return count;
}

static void transform_inputs(const part *part) {
  const plan *plan = part->plan;
  ptrdiff_t width = plan->kind->columns, stride = coefficient_stride(plan, plan->inputs);
  const float *image = plan->squares.image + part->group * plan->squares.item_stride;
  square_vector vectors[TILE_COLUMN_LIMIT];
  for (ptrdiff_t panel = 0; panel < part->panels; panel++) {
    ptrdiff_t count = find_vectors(plan, part->first_panel + panel, vectors);
    float *to = part->inputs + panel * COEFFICIENTS * stride;
    for (ptrdiff_t input = 0; input < plan->inputs; input++) {
      const float *channel = image + input * plan->layout.channel_size;
      for (ptrdiff_t i = 0; i < count; i++) {
        kernels_transform_squares(
          channel + vectors[i].from, plan->elements, to + input * width + vectors[i].to, stride);
      }
    }
  }
}

/// How many columns of a panel to multiply: half a panel will do for the last squares. What is
/// behind them does not matter.
static ptrdiff_t columns_of_panel(const plan *plan, ptrdiff_t panel) {
  ptrdiff_t width = plan->kind->columns;
  const kernels_grid *squares = &plan->squares;
  ptrdiff_t rest = squares->images * squares->height * squares->width - panel * width;
  return rest <= width / 2 ? width / 2 : width;
}

static void multiply_coefficients(const part *part) {
  const plan *plan = part->plan;
  ptrdiff_t width = plan->kind->columns, row = weights_stride(plan->convolution);
  ptrdiff_t input_stride = coefficient_stride(plan, plan->inputs);
  ptrdiff_t product_stride = coefficient_stride(plan, part->outputs);
  ptrdiff_t tiles = parts_covering(part->outputs, plan->kind->rows);
  kernels_tile tile = {
    .a_step = 1, .runs = 1, .run_length = plan->inputs, .b_step = width,
    .c_row_stride = width,
  };
  for (ptrdiff_t coefficient = 0; coefficient < COEFFICIENTS; coefficient++) {
    const float *a = plan->weights
      + (part->group * COEFFICIENTS + coefficient) * weights_coefficient_stride(plan->convolution)
      + part->first_output * row;
    for (ptrdiff_t i = 0, output = 0; i < tiles; i++, output += tile.rows) {
      tile.rows = part->outputs / tiles + (i < part->outputs % tiles);
      for (ptrdiff_t j = 0; j < tile.rows; j++) tile.a[j] = a + (output + j) * row;
      for (ptrdiff_t panel = 0; panel < part->panels; panel++) {
        ptrdiff_t index = panel * COEFFICIENTS + coefficient;
        tile.columns = columns_of_panel(plan, part->first_panel + panel);
        tile.b = part->inputs + index * input_stride;
        tile.c = part->products + index * product_stride + output * width;
        plan->kind->multiply(&tile);
      }
    }
  }
}

/// Stores the two rows that the squares of a panel have become.
static void store_outputs(
  const plan *plan, ptrdiff_t channel, const run *runs, ptrdiff_t count,
  float rows[2][2 * TILE_COLUMN_LIMIT]) {
  const kernels_convolution *c = plan->convolution;
  const kernels_convolution_epilogue *e = &plan->epilogue;
  float scale = e->scale ? e->scale[channel] : 1, shift = e->shift ? e->shift[channel] : 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    ptrdiff_t plane = (plan->first_image + runs[i].image) * c->outputs + channel;
    ptrdiff_t y = 2 * runs[i].y, x = 2 * runs[i].x;
    ptrdiff_t height = smaller(2, c->output_height - y);
    ptrdiff_t width = smaller(2 * runs[i].count, c->output_width - x);
    ptrdiff_t to = (plane * c->output_height + y) * c->output_width + x;
    for (ptrdiff_t row = 0; row < height; row++, to += c->output_width) {
      kernels_finish_row(
        width, rows[row] + 2 * runs[i].first_square, scale, shift,
        e->residual ? e->residual + to : NULL, e->relu, plan->y + to);
    }
  }
}

static void transform_products(const part *part) {
  const plan *plan = part->plan;
  ptrdiff_t width = plan->kind->columns, stride = coefficient_stride(plan, part->outputs);
  float rows[2][2 * TILE_COLUMN_LIMIT];
  run runs[TILE_COLUMN_LIMIT];
  for (ptrdiff_t panel = 0; panel < part->panels; panel++) {
    ptrdiff_t count = find_runs(plan, part->first_panel + panel, runs);
    for (ptrdiff_t output = 0; output < part->outputs; output++) {
      kernels_transform_products(
        width, part->products + panel * COEFFICIENTS * stride + output * width, stride, rows[0],
        rows[1]);
      ptrdiff_t channel = part->group * plan->outputs + part->first_output + output;
      store_outputs(plan, channel, runs, count, rows);
    }
  }
}

static void run_task(void *context, ptrdiff_t task) {
  const plan *plan = context;
  part part = {.plan = plan, .group = task / plan->tasks_per_group};
  ptrdiff_t index = task % plan->tasks_per_group;
  part.first_panel = index / plan->tasks_per_panels * plan->task_panels;
  part.panels = smaller(plan->task_panels, plan->panels - part.first_panel);
  part.first_output = index % plan->tasks_per_panels * plan->outputs_per_task;
  part.outputs = smaller(plan->outputs_per_task, plan->outputs - part.first_output);
  ptrdiff_t coefficients = part.panels * COEFFICIENTS;
  part.inputs = kernels_scratch(
    SCRATCH_PACKED_B, coefficients * coefficient_stride(plan, plan->inputs));
  part.products = kernels_scratch(
    SCRATCH_PRODUCT, coefficients * coefficient_stride(plan, part.outputs));
  transform_inputs(&part);
  multiply_coefficients(&part);
  transform_products(&part);
}

// MARK: plan

/// Squares as an axis of outputs, each of which sees four inputs.
static kernels_axis axis_of_squares(kernels_axis axis) {
  axis.outputs = (axis.outputs + 1) / 2;
  axis.taps = SQUARE;
  axis.stride = 2;
  return axis;
}

static ptrdiff_t squares_of(const kernels_convolution *c) {
  return c->batch * ((c->output_height + 1) / 2) * ((c->output_width + 1) / 2);
}

bool kernels_winograd_applies(const kernels_convolution *c) {
  if (c->kernel_height != 3 || c->kernel_width != 3) return false;
  if (c->stride_height != 1 || c->stride_width != 1) return false;
  if (c->dilation_height != 1 || c->dilation_width != 1) return false;
  if (c->padding_height > 2 || c->padding_width > 2) return false;
  // Estimates of the cycles for each square: saved by multiplying less, and taken by transforms of
  // inputs and outputs, and for each pair of an input and an output, by transforms of the weights.
  double inputs = (double)(c->inputs / c->groups), outputs = (double)(c->outputs / c->groups);
  double saved = 1.25 * inputs * outputs, taken = 5 * inputs + 4 * outputs;
  return (saved - taken) * (double)squares_of(c) > 20 * inputs * outputs;
}

static void divide(plan *plan) {
  ptrdiff_t width = plan->kind->columns;
  plan->panels = parts_covering(
    plan->squares.images * plan->squares.height * plan->squares.width, width);
  ptrdiff_t panel_size = COEFFICIENTS * (plan->inputs + plan->outputs) * width;
  plan->task_panels = larger(1, TASK_SIZE / panel_size);
  ptrdiff_t wanted = parts_covering(plan->panels * plan->convolution->groups, TASKS);
  plan->task_panels = larger(1, smaller(plan->task_panels, wanted));
  ptrdiff_t tasks = parts_covering(plan->panels, plan->task_panels) * plan->convolution->groups;
  ptrdiff_t parts = smaller(
    parts_covering(TASKS, tasks), larger(1, plan->outputs / LEAST_TASK_OUTPUTS));
  plan->outputs_per_task = parts_covering(plan->outputs, parts);
  plan->tasks_per_panels = parts_covering(plan->outputs, plan->outputs_per_task);
  plan->tasks_per_group = plan->tasks_per_panels * parts_covering(plan->panels, plan->task_panels);
}

void kernels_convolve_winograd(
  const kernels_convolution *c, const float *x, kernels_winograd_weights weights, float *y,
  kernels_convolution_epilogue epilogue) {
  plan plan = {
    .convolution = c, .kind = kernels_tile_kind_in_use(), .epilogue = epilogue, .y = y,
    .inputs = c->inputs / c->groups, .outputs = c->outputs / c->groups,
    .weights = transformed(c, weights),
  };
  plan.layout = kernels_phased_layout_of(
    axis_of_squares(kernels_vertical_axis(c)), axis_of_squares(kernels_horizontal_axis(c)));
  plan.squares = (kernels_grid){
    .item_stride = plan.inputs * plan.layout.channel_size,
    .image_stride = c->inputs * plan.layout.channel_size,
    .height = plan.layout.vertical.axis.outputs, .width = plan.layout.horizontal.axis.outputs,
    .pitch = plan.layout.horizontal.length,
  };
  for (ptrdiff_t i = 0; i < COEFFICIENTS; i++) {
    plan.elements[i] = kernels_tap_offset(&plan.layout, i / SQUARE, i % SQUARE);
  }
  ptrdiff_t at_once = kernels_images_at_once(&plan.layout, c->inputs);
  for (; plan.first_image < c->batch; plan.first_image += at_once) {
    plan.squares.images = smaller(c->batch - plan.first_image, at_once);
    plan.squares.image = kernels_arrange_channels(
      &plan.layout, x + plan.first_image * c->inputs * c->height * c->width,
      plan.squares.images * c->inputs);
    divide(&plan);
    kernels_parallel_for(plan.tasks_per_group * c->groups, run_task, &plan);
  }
}
