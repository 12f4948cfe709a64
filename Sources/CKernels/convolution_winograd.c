#include "convolution_winograd.h"

#include "gemm_tile.h"
#include "scratch.h"
#include "sizes.h"
#include "thread_team.h"
#include "winograd_squares.h"
#include "winograd_transform.h"

// Inputs are looked at in squares of 4 × 4, at distances of 2. Each square, and the weights, are
// transformed into 16 coefficients; these are multiplied, coefficient by coefficient, and summed
// over the inputs; the sums are transformed into squares of 2 × 2 outputs. A task does all this for
// some panels of squares and some of the outputs, in its cache.

enum {
  COEFFICIENTS = SQUARE * SQUARE,
  // So many floats of coefficients, of inputs and outputs, stay in a second-level cache.
  TASK_SIZE = 64 << 10,
  // So many tasks keep the threads busy to the end.
  TASKS = 16,
  // Below so many outputs, transforming the inputs anew for each task takes too long.
  LEAST_TASK_OUTPUTS = 64,
  // So many outputs' rows are computed before they are read again, at other boundaries of vectors:
  // a CPU waits for a store that it has only just begun.
  OUTPUTS_AT_ONCE = 4,
  // Keeps coefficients from falling on each other in a cache, if their distance is a power of two.
  LINE = 16,
};

typedef struct {
  const kernels_convolution *convolution;
  const kernels_tile_kind *kind;
  kernels_convolution_epilogue epilogue;
  /// Channels of a group.
  ptrdiff_t inputs, outputs;
  kernels_square_grid squares;
  const float *x;
  float *y;
  /// [group][coefficient][output][input].
  const float *weights;
  ptrdiff_t panels, task_panels, outputs_per_task, tasks_per_panels, tasks_per_group;
} plan;

// MARK: weights

/// The length of a row of transformed weights: inputs are transformed a vector at a time.
static ptrdiff_t weights_stride(const kernels_convolution *c) {
  return parts_covering(c->inputs / c->groups, SQUARE_LANES) * SQUARE_LANES;
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
  for (ptrdiff_t input = 0; input < inputs; input += SQUARE_LANES) {
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

enum { PANEL_VECTOR_LIMIT = TILE_COLUMN_LIMIT / SQUARE_LANES };

static void find_vectors(const part *part, ptrdiff_t panel, kernels_square_vector *vectors) {
  ptrdiff_t width = part->plan->kind->columns;
  for (ptrdiff_t i = 0; i < width / SQUARE_LANES; i++) {
    kernels_find_square_vector(
      &part->plan->squares, (part->first_panel + panel) * width + i * SQUARE_LANES, &vectors[i]);
  }
}

static void transform_inputs(const part *part) {
  const plan *plan = part->plan;
  const kernels_square_grid *squares = &plan->squares;
  ptrdiff_t width = plan->kind->columns, stride = coefficient_stride(plan, plan->inputs);
  ptrdiff_t channel_size = squares->height * squares->width;
  const float *group = plan->x + part->group * plan->inputs * channel_size;
  // Those of the panel at hand and of the next one, which are brought near meanwhile: channels are
  // too far apart for a CPU to see what comes.
  kernels_square_vector vectors[2][PANEL_VECTOR_LIMIT];
  find_vectors(part, 0, vectors[0]);
  for (ptrdiff_t panel = 0; panel < part->panels; panel++) {
    float *to = part->inputs + panel * COEFFICIENTS * stride;
    const kernels_square_vector *now = vectors[panel % 2], *next = vectors[1 - panel % 2];
    find_vectors(part, panel + 1, vectors[1 - panel % 2]);
    for (ptrdiff_t input = 0; input < plan->inputs; input++) {
      const float *channel = group + input * channel_size;
      for (ptrdiff_t i = 0; i < width / SQUARE_LANES; i++) {
        kernels_prefetch_squares(channel, &next[i]);
        kernels_transform_squares(channel, &now[i], to + input * width + i * SQUARE_LANES, stride);
      }
    }
  }
}

static ptrdiff_t square_count(const kernels_square_grid *squares) {
  return squares->images * squares->rows * squares->columns;
}

/// How many columns of the panels to multiply: half a panel will do for the last squares. What is
/// behind them does not matter.
static ptrdiff_t columns_of(const part *part) {
  const plan *plan = part->plan;
  ptrdiff_t width = plan->kind->columns;
  ptrdiff_t rest = square_count(&plan->squares) - part->first_panel * width;
  return smaller(part->panels * width, parts_covering(rest, width / 2) * (width / 2));
}

static void multiply_coefficients(const part *part) {
  const plan *plan = part->plan;
  ptrdiff_t width = plan->kind->columns, row = weights_stride(plan->convolution);
  ptrdiff_t input_stride = coefficient_stride(plan, plan->inputs);
  ptrdiff_t product_stride = coefficient_stride(plan, part->outputs);
  ptrdiff_t tiles = parts_covering(part->outputs, plan->kind->rows);
  kernels_tile tile = {
    .columns = columns_of(part), .a_step = 1, .runs = 1, .run_length = plan->inputs,
    .b_step = width, .b_panel_stride = COEFFICIENTS * input_stride, .c_row_stride = width,
    .c_panel_stride = COEFFICIENTS * product_stride,
  };
  for (ptrdiff_t coefficient = 0; coefficient < COEFFICIENTS; coefficient++) {
    const float *a = plan->weights
      + (part->group * COEFFICIENTS + coefficient) * weights_coefficient_stride(plan->convolution)
      + part->first_output * row;
    tile.b = part->inputs + coefficient * input_stride;
    for (ptrdiff_t i = 0, output = 0; i < tiles; i++, output += tile.rows) {
      tile.rows = part->outputs / tiles + (i < part->outputs % tiles);
      for (ptrdiff_t j = 0; j < tile.rows; j++) tile.a[j] = a + (output + j) * row;
      tile.c = part->products + coefficient * product_stride + output * width;
      plan->kind->multiply(&tile);
    }
  }
}

/// Where the two rows of outputs that the squares of a panel become belong in channel 0: the upper
/// row's are followed by the lower row's.
static ptrdiff_t find_stretches(
  const plan *plan, ptrdiff_t panel, kernels_output_stretch *stretches) {
  const kernels_convolution *c = plan->convolution;
  const ptrdiff_t panel_width = plan->kind->columns;
  kernels_square_run runs[TILE_COLUMN_LIMIT];
  ptrdiff_t run_count =
    kernels_find_square_runs(&plan->squares, panel * panel_width, panel_width, runs);
  ptrdiff_t count = 0;
  for (ptrdiff_t row = 0; row < 2; row++) {
    ptrdiff_t from = row * 2 * panel_width;
    for (ptrdiff_t i = 0; i < run_count; from += 2 * runs[i++].count) {
      ptrdiff_t y = 2 * runs[i].y + row, x = 2 * runs[i].x;
      if (y == c->output_height) continue;
      ptrdiff_t to = (runs[i].image * c->outputs * c->output_height + y) * c->output_width + x;
      stretches[count++] = (kernels_output_stretch){
        smaller(2 * runs[i].count, c->output_width - x), from, to};
    }
  }
  return count;
}

/// Finishes an output channel's rows of a panel.
static void finish_rows(
  const plan *plan, ptrdiff_t channel, ptrdiff_t count, const kernels_output_stretch *stretches,
  const float *rows) {
  const kernels_convolution_epilogue *e = &plan->epilogue;
  ptrdiff_t to = channel * plan->convolution->output_height * plan->convolution->output_width;
  kernels_finish_stretches(
    count, stretches, rows, e->scale ? e->scale[channel] : 1, e->shift ? e->shift[channel] : 0,
    e->residual ? e->residual + to : NULL, e->relu, plan->y + to);
}

static void transform_products(const part *part) {
  const plan *plan = part->plan;
  ptrdiff_t width = plan->kind->columns, stride = coefficient_stride(plan, part->outputs);
  ptrdiff_t first_channel = part->group * plan->outputs + part->first_output;
  float rows[OUTPUTS_AT_ONCE][4 * TILE_COLUMN_LIMIT];
  kernels_output_stretch stretches[2 * TILE_COLUMN_LIMIT];
  for (ptrdiff_t panel = 0; panel < part->panels; panel++) {
    ptrdiff_t count = find_stretches(plan, part->first_panel + panel, stretches);
    const float *products = part->products + panel * COEFFICIENTS * stride;
    for (ptrdiff_t first = 0; first < part->outputs; first += OUTPUTS_AT_ONCE) {
      ptrdiff_t outputs = smaller(OUTPUTS_AT_ONCE, part->outputs - first);
      for (ptrdiff_t i = 0; i < outputs; i++) {
        kernels_transform_products(
          width, products + (first + i) * width, stride, rows[i], rows[i] + 2 * width);
      }
      for (ptrdiff_t i = 0; i < outputs; i++) {
        finish_rows(plan, first_channel + first + i, count, stretches, rows[i]);
      }
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

static kernels_square_grid squares_of(const kernels_convolution *c) {
  return (kernels_square_grid){
    .images = c->batch, .image_stride = c->inputs * c->height * c->width,
    .height = c->height, .width = c->width,
    .padding_height = c->padding_height, .padding_width = c->padding_width,
    .rows = parts_covering(c->output_height, 2), .columns = parts_covering(c->output_width, 2),
  };
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
  const kernels_square_grid squares = squares_of(c);
  return (saved - taken) * (double)square_count(&squares) > 20 * inputs * outputs;
}

static void divide(plan *plan) {
  ptrdiff_t width = plan->kind->columns;
  plan->panels = parts_covering(square_count(&plan->squares), width);
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
    .convolution = c, .kind = kernels_tile_kind_in_use(), .epilogue = epilogue,
    .inputs = c->inputs / c->groups, .outputs = c->outputs / c->groups,
    .squares = squares_of(c), .x = x, .y = y, .weights = transformed(c, weights),
  };
  divide(&plan);
  kernels_parallel_for(plan.tasks_per_group * c->groups, run_task, &plan);
}
