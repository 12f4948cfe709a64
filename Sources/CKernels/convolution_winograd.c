#include "convolution_winograd.h"

#include "gemm_tile.h"
#include "scratch.h"
#include "sizes.h"
#include "thread_team.h"
#include "winograd_squares.h"
#include "winograd_transform.h"

// Inputs are looked at in squares of 4 × 4, at distances of 2. Each square, and the weights, are
// transformed into 16 coefficients; these are multiplied, coefficient by coefficient, and summed
// over the inputs; the sums are transformed into squares of 2 × 2 outputs. The fewer, weights or
// squares, are transformed for all tasks. A task then transforms some of the others, multiplies, and
// makes outputs, all in its cache: of some panels of squares, or some of the outputs.

enum {
  // So many floats of coefficients, of inputs and outputs, stay in a second-level cache.
  TASK_SIZE = 64 << 10,
  // So many floats of transformed weights do, of a multiple of so many outputs: tiles of all kinds
  // divide it.
  TASK_WEIGHTS_SIZE = 128 << 10,
  OUTPUTS_STEP = 12,
  // So many tasks keep the threads busy to the end.
  TASKS = 16,
  // The weights of so many outputs are transformed together for all tasks.
  SHARED_OUTPUTS = 8,
  // So many outputs' rows are computed before they are read again, at other boundaries of vectors:
  // a CPU waits for a store that it has only just begun.
  OUTPUTS_AT_ONCE = 4,
};

typedef struct {
  const kernels_convolution *convolution;
  const kernels_tile_kind *kind;
  kernels_winograd_weights weights;
  kernels_convolution_epilogue epilogue;
  /// Channels of a group.
  ptrdiff_t inputs, outputs;
  kernels_square_grid squares;
  const float *x;
  float *y;
  /// Of squares, and how many a task multiplies at a time.
  ptrdiff_t panels, task_panels;
  /// How many outputs a task has, if it has some of them for all squares.
  ptrdiff_t task_outputs;
  ptrdiff_t tasks_per_group;
  /// What is transformed for all tasks, for each group: [coefficient][output][input] or
  /// [panel][coefficient][input][square].
  float *shared;
} plan;

/// Some panels and outputs of a group, and their coefficients.
typedef struct {
  const plan *plan;
  ptrdiff_t group, first_panel, panels, first_output, outputs;
  /// [coefficient][output][input].
  const float *weights;
  ptrdiff_t weights_stride;
  /// [panel][coefficient][channel][square].
  const float *inputs;
  float *products;
} part;

// MARK: weights

/// The length of a row of transformed weights: inputs are transformed a vector at a time.
static ptrdiff_t weights_row(const plan *plan) {
  return parts_covering(plan->inputs, SQUARE_LANES) * SQUARE_LANES;
}

/// From a coefficient of the weights of so many outputs to the next.
static ptrdiff_t weights_stride(const plan *plan, ptrdiff_t outputs) {
  return outputs * weights_row(plan) + COEFFICIENT_GAP;
}

/// Transforms the weights of some outputs, input by input: where those of an input lie beside each
/// other, outputs share cache lines.
static void transform_weights(
  const plan *plan, ptrdiff_t group, ptrdiff_t first, ptrdiff_t outputs, float *to,
  ptrdiff_t stride) {
  const kernels_winograd_weights *weights = &plan->weights;
  const float *from = weights->w + group * plan->inputs * plan->outputs * 9
    + first * weights->output_stride;
  for (ptrdiff_t input = 0; input < plan->inputs; input += SQUARE_LANES) {
    for (ptrdiff_t output = 0; output < outputs; output++) {
      kernels_transform_weights(
        from + output * weights->output_stride + input * weights->input_stride,
        weights->input_stride, plan->inputs - input, weights->flipped,
        to + output * weights_row(plan) + input, stride);
    }
  }
}

static void share_weights(void *context, ptrdiff_t task) {
  const plan *plan = context;
  ptrdiff_t per_group = parts_covering(plan->outputs, SHARED_OUTPUTS);
  ptrdiff_t group = task / per_group, first = task % per_group * SHARED_OUTPUTS;
  ptrdiff_t stride = weights_stride(plan, plan->outputs);
  transform_weights(
    plan, group, first, smaller(SHARED_OUTPUTS, plan->outputs - first),
    plan->shared + group * COEFFICIENTS * stride + first * weights_row(plan), stride);
}

// MARK: squares

static ptrdiff_t coefficient_stride(const plan *plan, ptrdiff_t channels) {
  return channels * plan->kind->columns + COEFFICIENT_GAP;
}

enum { PANEL_VECTOR_LIMIT = TILE_COLUMN_LIMIT / SQUARE_LANES };

static void find_vectors(const part *part, ptrdiff_t panel, kernels_square_vector *vectors) {
  const ptrdiff_t width = part->plan->kind->columns;
  kernels_find_square_vectors(
    &part->plan->squares, (part->first_panel + panel) * width, width / SQUARE_LANES, vectors);
}

static void transform_inputs(const part *part, float *to) {
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
    const kernels_square_vector *now = vectors[panel % 2], *next = vectors[1 - panel % 2];
    find_vectors(part, panel + 1, vectors[1 - panel % 2]);
    for (ptrdiff_t input = 0; input < plan->inputs; input++) {
      const float *channel = group + input * channel_size;
      for (ptrdiff_t i = 0; i < width / SQUARE_LANES; i++) {
        kernels_prefetch_squares(channel, &next[i]);
        kernels_transform_squares(channel, &now[i], to + input * width + i * SQUARE_LANES, stride);
      }
    }
    to += COEFFICIENTS * stride;
  }
}

static void share_panel(void *context, ptrdiff_t task) {
  const plan *plan = context;
  part part = {
    .plan = plan, .group = task / plan->panels, .first_panel = task % plan->panels, .panels = 1};
  ptrdiff_t size = COEFFICIENTS * coefficient_stride(plan, plan->inputs);
  transform_inputs(&part, plan->shared + task * size);
}

// MARK: products

/// How many columns of the panels to multiply: half a panel will do for the last squares. What is
/// behind them does not matter.
static ptrdiff_t columns_of(const part *part) {
  const plan *plan = part->plan;
  ptrdiff_t width = plan->kind->columns;
  ptrdiff_t rest = kernels_square_count(&plan->squares) - part->first_panel * width;
  return smaller(part->panels * width, parts_covering(rest, width / 2) * (width / 2));
}

static void multiply_coefficients(const part *part) {
  const plan *plan = part->plan;
  ptrdiff_t width = plan->kind->columns, row = weights_row(plan);
  ptrdiff_t input_stride = coefficient_stride(plan, plan->inputs);
  ptrdiff_t product_stride = coefficient_stride(plan, part->outputs);
  ptrdiff_t tiles = parts_covering(part->outputs, plan->kind->rows);
  kernels_tile tile = {
    .columns = columns_of(part), .a_step = 1, .runs = 1, .run_length = plan->inputs,
    .b_step = width, .b_panel_stride = COEFFICIENTS * input_stride, .c_row_stride = width,
    .c_panel_stride = COEFFICIENTS * product_stride,
  };
  for (ptrdiff_t coefficient = 0; coefficient < COEFFICIENTS; coefficient++) {
    const float *a = part->weights + coefficient * part->weights_stride;
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

/// Asks for the memory of an output channel's rows of a panel: rows are too short for a CPU to see
/// what comes.
static void prefetch_rows(
  const plan *plan, ptrdiff_t channel, ptrdiff_t count, const kernels_output_stretch *stretches) {
  const float *to =
    plan->y + channel * plan->convolution->output_height * plan->convolution->output_width;
  for (ptrdiff_t i = 0; i < count; i++) __builtin_prefetch(to + stretches[i].to, 1);
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
        prefetch_rows(plan, first_channel + first + i, count, stretches);
      }
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

static void finish_part(part *part) {
  ptrdiff_t size = COEFFICIENTS * coefficient_stride(part->plan, part->outputs);
  part->products = kernels_scratch(SCRATCH_PRODUCT, part->panels * size);
  multiply_coefficients(part);
  transform_products(part);
}

// MARK: tasks

/// All outputs of some panels: weights are shared.
static void run_panels(void *context, ptrdiff_t task) {
  const plan *plan = context;
  part part = {
    .plan = plan, .group = task / plan->tasks_per_group, .outputs = plan->outputs,
    .weights_stride = weights_stride(plan, plan->outputs)};
  part.first_panel = task % plan->tasks_per_group * plan->task_panels;
  part.panels = smaller(plan->task_panels, plan->panels - part.first_panel);
  part.weights = plan->shared + part.group * COEFFICIENTS * part.weights_stride;
  ptrdiff_t size = COEFFICIENTS * coefficient_stride(plan, plan->inputs);
  float *inputs = kernels_scratch(SCRATCH_PACKED_B, part.panels * size);
  transform_inputs(&part, inputs);
  part.inputs = inputs;
  finish_part(&part);
}

/// Some outputs of all panels: these are shared.
static void run_outputs(void *context, ptrdiff_t task) {
  const plan *plan = context;
  part part = {.plan = plan, .group = task / plan->tasks_per_group};
  part.first_output = task % plan->tasks_per_group * plan->task_outputs;
  part.outputs = smaller(plan->task_outputs, plan->outputs - part.first_output);
  part.weights_stride = weights_stride(plan, part.outputs);
  float *weights = kernels_scratch(SCRATCH_PACKED_A, COEFFICIENTS * part.weights_stride);
  transform_weights(
    plan, part.group, part.first_output, part.outputs, weights, part.weights_stride);
  part.weights = weights;
  ptrdiff_t size = COEFFICIENTS * coefficient_stride(plan, plan->inputs);
  for (; part.first_panel < plan->panels; part.first_panel += plan->task_panels) {
    part.panels = smaller(plan->task_panels, plan->panels - part.first_panel);
    part.inputs = plan->shared + (part.group * plan->panels + part.first_panel) * size;
    finish_part(&part);
  }
}

// MARK: plan

bool kernels_winograd_applies(const kernels_convolution *c) {
  if (c->kernel_height != 3 || c->kernel_width != 3) return false;
  if (c->stride_height != 1 || c->stride_width != 1) return false;
  if (c->dilation_height != 1 || c->dilation_width != 1) return false;
  if (c->padding_height > 2 || c->padding_width > 2) return false;
  // Estimates of the cycles for each square: saved by multiplying less, and taken by transforms of
  // inputs and outputs, and for each pair of an input and an output, by transforms of the weights.
  double inputs = (double)(c->inputs / c->groups), outputs = (double)(c->outputs / c->groups);
  double saved = 1.25 * inputs * outputs, taken = 5 * inputs + 4 * outputs;
  const kernels_square_grid squares = kernels_square_grid_of(c);
  return (saved - taken) * (double)kernels_square_count(&squares) > 20 * inputs * outputs;
}

static void convolve_by_panels(plan *plan) {
  ptrdiff_t width = plan->kind->columns, groups = plan->convolution->groups;
  plan->task_panels =
    larger(1, TASK_SIZE / (COEFFICIENTS * (plan->inputs + plan->outputs) * width));
  plan->task_panels =
    larger(1, smaller(plan->task_panels, parts_covering(plan->panels * groups, TASKS)));
  plan->tasks_per_group = parts_covering(plan->panels, plan->task_panels);
  plan->shared = kernels_scratch(
    SCRATCH_WEIGHTS, groups * COEFFICIENTS * weights_stride(plan, plan->outputs));
  kernels_parallel_for(
    groups * parts_covering(plan->outputs, SHARED_OUTPUTS), share_weights, plan);
  kernels_parallel_for(groups * plan->tasks_per_group, run_panels, plan);
}

static void convolve_by_outputs(plan *plan) {
  ptrdiff_t width = plan->kind->columns, groups = plan->convolution->groups;
  ptrdiff_t outputs = TASK_WEIGHTS_SIZE / (COEFFICIENTS * plan->inputs);
  outputs = smaller(outputs, parts_covering(plan->outputs * groups, TASKS));
  plan->task_outputs = larger(1, outputs / OUTPUTS_STEP) * OUTPUTS_STEP;
  plan->tasks_per_group = parts_covering(plan->outputs, plan->task_outputs);
  plan->task_panels = larger(1, TASK_SIZE / (COEFFICIENTS * plan->task_outputs * width));
  plan->shared = kernels_scratch(
    SCRATCH_WEIGHTS,
    groups * plan->panels * COEFFICIENTS * coefficient_stride(plan, plan->inputs));
  kernels_parallel_for(groups * plan->panels, share_panel, plan);
  kernels_parallel_for(groups * plan->tasks_per_group, run_outputs, plan);
}

void kernels_convolve_winograd(
  const kernels_convolution *c, const float *x, kernels_winograd_weights weights, float *y,
  kernels_convolution_epilogue epilogue) {
  plan plan = {
    .convolution = c, .kind = kernels_tile_kind_in_use(), .weights = weights,
    .epilogue = epilogue, .inputs = c->inputs / c->groups, .outputs = c->outputs / c->groups,
    .squares = kernels_square_grid_of(c), .x = x, .y = y,
  };
  ptrdiff_t squares = kernels_square_count(&plan.squares);
  plan.panels = parts_covering(squares, plan.kind->columns);
  if (squares < plan.outputs) convolve_by_outputs(&plan);
  else convolve_by_panels(&plan);
}
