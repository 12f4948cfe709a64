#include <string.h>

#include "convolution_winograd.h"
#include "gemm_pack.h"
#include "gemm_tile.h"
#include "scratch.h"
#include "sizes.h"
#include "thread_team.h"
#include "winograd_squares.h"
#include "winograd_transform.h"

// Squares of 4 × 4 inputs, and the gradients by the 2 × 2 outputs that they become, are transformed
// into 16 coefficients; these are multiplied, coefficient by coefficient, and summed over squares;
// the sums are transformed into gradients by 3 × 3 weights. A tile has some inputs as rows and some
// outputs as columns.

enum {
  // The sum of a square's gradients.
  SUM_COEFFICIENT = SQUARE + 1,
  // So many floats of coefficients, of inputs and outputs, stay in a second-level cache.
  BLOCK_SIZE = 128 << 10,
  BLOCK_SQUARES_LIMIT = 128,
  // So many inputs are transformed at a time, and multiplied by the gradients of so many outputs.
  BLOCK_INPUTS = 64,
  PART_OUTPUTS = 64,
  // Squares are divided among sums until that gives so many parts, which can be computed at the
  // same time, or so many floats. This determines the order of additions, so nothing else may.
  PARTS = 16,
  SUMS_SIZE = 1 << 20,
  // So many inputs' weights are finished together.
  FINISHED_INPUTS = 16,
  WEIGHTS = 9,
};

typedef struct {
  const kernels_convolution *convolution;
  const kernels_tile_kind *kind;
  /// Channels of a group.
  ptrdiff_t inputs, outputs;
  kernels_square_grid squares;
  const float *x, *dy;
  /// Block i of squares adds to sum i % sums.
  ptrdiff_t block_squares, blocks, sums, parts;
  /// [sum][group][coefficient][input][output, filled up to whole panels]; the bias, if there is
  /// one, follows the inputs of `SUM_COEFFICIENT`.
  float *sum;
  ptrdiff_t row_stride, coefficient_stride;
  float *dw, *db;
} plan;

/// Some outputs of a group, and a block of squares.
typedef struct {
  const plan *plan;
  ptrdiff_t group, first_output, outputs, panels;
  ptrdiff_t first_square, squares;
  /// The sum for the first of the outputs.
  float *sum;
  bool accumulate;
  /// [coefficient][panel][square][output]: rows are in the order of `kernels_transform_squares`.
  float *gradients;
  ptrdiff_t gradients_stride;
} part;

/// Where the sums of a group start.
static float *sum_of(const plan *plan, ptrdiff_t sum, ptrdiff_t group) {
  return plan->sum
    + (sum * plan->convolution->groups + group) * COEFFICIENTS * plan->coefficient_stride;
}

// MARK: gradients by outputs

/// The gradients by the two rows of outputs that a run of squares becomes: a row of `to` for each
/// output, zeros where there is none.
static void pack_gradients(
  const part *part, ptrdiff_t panel, const kernels_square_run *run, float *to) {
  const kernels_convolution *c = part->plan->convolution;
  const ptrdiff_t width = part->plan->kind->columns, positions = c->output_height * c->output_width;
  const ptrdiff_t y = 2 * run->y, x = 2 * run->x, first = panel * width;
  const ptrdiff_t outputs = smaller(part->outputs - first, width);
  ptrdiff_t channel = part->group * part->plan->outputs + part->first_output + first;
  const float *from = part->plan->dy + (run->image * c->outputs + channel) * positions
    + y * c->output_width + x;
  const ptrdiff_t rows = smaller(2, c->output_height - y), wanted = 2 * run->count;
  const ptrdiff_t count = smaller(wanted, c->output_width - x);
  if (wanted == c->output_width) {
    // Whole rows are one stretch of memory.
    kernels_pack_panel(rows * count, outputs, (kernels_matrix){from, 1, positions}, to, width);
    memset(to + rows * count * width, 0, (size_t)((2 - rows) * count * width) * sizeof *to);
    return;
  }
  for (ptrdiff_t row = 0; row < 2; row++, from += c->output_width, to += wanted * width) {
    ptrdiff_t there = row < rows ? count : 0;
    kernels_pack_panel(there, outputs, (kernels_matrix){from, 1, positions}, to, width);
    memset(to + there * width, 0, (size_t)((wanted - there) * width) * sizeof *to);
  }
}

/// Where a square of a block is among the lanes of its vectors.
static ptrdiff_t lane_of(ptrdiff_t square) {
  return square / SQUARE_LANES * SQUARE_LANES + kernels_square_lanes[square % SQUARE_LANES];
}

/// The gradients of the block's squares by a panel of outputs. Squares that are missing from the
/// last vector are zeros.
static void transform_panel(const part *part, ptrdiff_t panel) {
  const ptrdiff_t width = part->plan->kind->columns;
  float *to = part->gradients + panel * part->squares * width;
  float *rows = kernels_scratch(SCRATCH_PRODUCT, 4 * BLOCK_SQUARES_LIMIT * width);
  kernels_square_run runs[BLOCK_SQUARES_LIMIT];
  ptrdiff_t run_count = kernels_find_square_runs(
    &part->plan->squares, part->first_square, part->squares, runs);
  ptrdiff_t square = 0;
  for (ptrdiff_t i = 0; i < run_count; i++) {
    const float *upper = rows, *lower = rows + 2 * runs[i].count * width;
    pack_gradients(part, panel, &runs[i], rows);
    for (ptrdiff_t j = 0; j < runs[i].count; j++, square++) {
      kernels_transform_gradients(
        width, upper + 2 * j * width, lower + 2 * j * width, to + lane_of(square) * width,
        part->gradients_stride);
    }
  }
  memset(rows, 0, (size_t)(2 * width) * sizeof *rows);
  for (; square < part->squares; square++) {
    kernels_transform_gradients(
      width, rows, rows, to + lane_of(square) * width, part->gradients_stride);
  }
}

// MARK: products

/// Some inputs of the block's squares: [coefficient][input][square].
static const float *transform_inputs(
  const part *part, const kernels_square_vector *vectors, ptrdiff_t first, ptrdiff_t count,
  ptrdiff_t stride) {
  const plan *plan = part->plan;
  const ptrdiff_t channel_size = plan->squares.height * plan->squares.width;
  const float *channel = plan->x + (part->group * plan->inputs + first) * channel_size;
  float *to = kernels_scratch(SCRATCH_PACKED_A, COEFFICIENTS * stride);
  for (ptrdiff_t input = 0; input < count; input++, channel += channel_size) {
    for (ptrdiff_t i = 0; i < part->squares / SQUARE_LANES; i++) {
      kernels_prefetch_squares(channel + channel_size, &vectors[i]);
      kernels_transform_squares(
        channel, &vectors[i], to + input * part->squares + i * SQUARE_LANES, stride);
    }
  }
  return to;
}

/// What all tiles of a block have in common.
static kernels_tile tile_of(const part *part) {
  const ptrdiff_t width = part->plan->kind->columns;
  return (kernels_tile){
    // Half a panel will do for the last outputs.
    .columns = parts_covering(part->outputs, width / 2) * (width / 2),
    .a_step = 1, .runs = 1, .run_length = part->squares, .b_step = width,
    .b_panel_stride = part->squares * width, .c_row_stride = part->plan->row_stride,
    .c_panel_stride = width, .accumulate = part->accumulate,
  };
}

/// Adds the products of some inputs, beginning with `first`, to the sums.
static void multiply(
  const part *part, const float *inputs, ptrdiff_t first, ptrdiff_t count, ptrdiff_t stride) {
  const plan *plan = part->plan;
  const ptrdiff_t tiles = parts_covering(count, plan->kind->rows);
  kernels_tile tile = tile_of(part);
  for (ptrdiff_t coefficient = 0; coefficient < COEFFICIENTS; coefficient++) {
    const float *a = inputs + coefficient * stride;
    tile.b = part->gradients + coefficient * part->gradients_stride;
    tile.c = part->sum + coefficient * plan->coefficient_stride + first * plan->row_stride;
    for (ptrdiff_t i = 0; i < tiles; i++) {
      tile.rows = count / tiles + (i < count % tiles);
      for (ptrdiff_t j = 0; j < tile.rows; j++, a += part->squares) tile.a[j] = a;
      plan->kind->multiply(&tile);
      tile.c += tile.rows * plan->row_stride;
    }
  }
}

/// Adds the block's gradients to those by the bias.
static void add_bias(const part *part) {
  static const float ones[BLOCK_SQUARES_LIMIT] = {[0 ... BLOCK_SQUARES_LIMIT - 1] = 1};
  const plan *plan = part->plan;
  kernels_tile tile = tile_of(part);
  tile.rows = 1;
  tile.a[0] = ones;
  tile.b = part->gradients + SUM_COEFFICIENT * part->gradients_stride;
  tile.c = part->sum + SUM_COEFFICIENT * plan->coefficient_stride + plan->inputs * plan->row_stride;
  plan->kind->multiply(&tile);
}

static void add_block(part *part, ptrdiff_t block) {
  const plan *plan = part->plan;
  part->first_square = block * plan->block_squares;
  ptrdiff_t rest = kernels_square_count(&plan->squares) - part->first_square;
  part->squares = parts_covering(smaller(rest, plan->block_squares), SQUARE_LANES) * SQUARE_LANES;
  part->accumulate = block >= plan->sums;
  part->gradients_stride = part->panels * part->squares * plan->kind->columns + COEFFICIENT_GAP;
  part->gradients = kernels_scratch(SCRATCH_PACKED_B, COEFFICIENTS * part->gradients_stride);
  for (ptrdiff_t panel = 0; panel < part->panels; panel++) transform_panel(part, panel);
  if (plan->db) add_bias(part);
  kernels_square_vector vectors[BLOCK_SQUARES_LIMIT / SQUARE_LANES];
  kernels_find_square_vectors(
    &plan->squares, part->first_square, part->squares / SQUARE_LANES, vectors);
  for (ptrdiff_t first = 0; first < plan->inputs; first += BLOCK_INPUTS) {
    ptrdiff_t count = smaller(BLOCK_INPUTS, plan->inputs - first);
    ptrdiff_t stride = count * part->squares + COEFFICIENT_GAP;
    const float *inputs = transform_inputs(part, vectors, first, count, stride);
    multiply(part, inputs, first, count, stride);
  }
}

static void add_blocks(void *context, ptrdiff_t task) {
  const plan *plan = context;
  ptrdiff_t sum = task % plan->sums, index = task / plan->sums;
  part part = {.plan = plan, .group = index / plan->parts};
  part.first_output = index % plan->parts * PART_OUTPUTS;
  part.outputs = smaller(PART_OUTPUTS, plan->outputs - part.first_output);
  part.panels = parts_covering(part.outputs, plan->kind->columns);
  part.sum = sum_of(plan, sum, part.group) + part.first_output;
  for (ptrdiff_t block = sum; block < plan->blocks; block += plan->sums) add_block(&part, block);
}

// MARK: result

/// Adds up the sums of some inputs and a panel of outputs, and brings their weights in order.
static void finish(void *context, ptrdiff_t task) {
  const plan *plan = context;
  const ptrdiff_t width = plan->kind->columns, weights = plan->inputs * WEIGHTS;
  const ptrdiff_t panels = plan->row_stride / width;
  ptrdiff_t panel = task % panels, part = task / panels;
  ptrdiff_t group = part % plan->convolution->groups;
  ptrdiff_t first_input = part / plan->convolution->groups * FINISHED_INPUTS;
  ptrdiff_t inputs = smaller(FINISHED_INPUTS, plan->inputs - first_input);
  ptrdiff_t first = panel * width, outputs = smaller(plan->outputs - first, width);
  ptrdiff_t sum_stride = sum_of(plan, 1, 0) - sum_of(plan, 0, 0);
  float finished[FINISHED_INPUTS * WEIGHTS * TILE_COLUMN_LIMIT];
  const float *from = sum_of(plan, 0, group) + first_input * plan->row_stride + first;
  for (ptrdiff_t input = 0; input < inputs; input++) {
    kernels_transform_weight_sums(
      width, plan->sums, from + input * plan->row_stride, sum_stride, plan->coefficient_stride,
      finished + input * WEIGHTS * width);
  }
  ptrdiff_t output = group * plan->outputs + first;
  kernels_transpose(
    inputs * WEIGHTS, outputs, finished, width,
    plan->dw + output * weights + first_input * WEIGHTS, weights);
  if (!plan->db || first_input > 0) return;
  const float *bias = sum_of(plan, 0, group) + SUM_COEFFICIENT * plan->coefficient_stride
    + plan->inputs * plan->row_stride + first;
  for (ptrdiff_t i = 0; i < outputs; i++) {
    float total = bias[i];
    for (ptrdiff_t sum = 1; sum < plan->sums; sum++) total += bias[sum * sum_stride + i];
    plan->db[output + i] = total;
  }
}

// MARK: plan

static void divide(plan *plan) {
  const kernels_convolution *c = plan->convolution;
  ptrdiff_t channels = smaller(plan->inputs, BLOCK_INPUTS) + smaller(plan->outputs, PART_OUTPUTS);
  ptrdiff_t squares = BLOCK_SIZE / (COEFFICIENTS * channels) / SQUARE_LANES * SQUARE_LANES;
  plan->block_squares = smaller(squares, BLOCK_SQUARES_LIMIT);
  plan->blocks = parts_covering(kernels_square_count(&plan->squares), plan->block_squares);
  plan->parts = parts_covering(plan->outputs, PART_OUTPUTS);
  ptrdiff_t most = SUMS_SIZE / (COEFFICIENTS * c->outputs * plan->inputs);
  ptrdiff_t sums = smaller(parts_covering(PARTS, plan->parts * c->groups), larger(1, most));
  plan->sums = smaller(sums, plan->blocks);
}

void kernels_winograd_backward_weights(
  const kernels_convolution *c, const float *x, const float *dy, float *dw, float *db) {
  plan plan = {
    .convolution = c, .kind = kernels_tile_kind_in_use(), .inputs = c->inputs / c->groups,
    .outputs = c->outputs / c->groups, .squares = kernels_square_grid_of(c), .x = x, .dy = dy,
    .dw = dw, .db = db,
  };
  divide(&plan);
  const ptrdiff_t width = plan.kind->columns, panels = parts_covering(plan.outputs, width);
  plan.row_stride = panels * width;
  plan.coefficient_stride = (plan.inputs + 1) * plan.row_stride;
  plan.sum = kernels_scratch(
    SCRATCH_PARTIAL_SUMS, plan.sums * c->groups * COEFFICIENTS * plan.coefficient_stride);
  kernels_parallel_for(plan.sums * c->groups * plan.parts, add_blocks, &plan);
  ptrdiff_t input_parts = parts_covering(plan.inputs, FINISHED_INPUTS);
  kernels_parallel_for(input_parts * c->groups * panels, finish, &plan);
}
