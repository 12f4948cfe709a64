#include <string.h>

#include "convolution.h"
#include "convolution_depthwise.h"
#include "convolution_grid.h"
#include "convolution_image.h"
#include "convolution_winograd.h"
#include "gemm_pack.h"
#include "gemm_tile.h"
#include "scratch.h"
#include "sizes.h"
#include "thread_team.h"

// A tile has some taps as rows and some outputs as columns, and its sums stay in registers while
// they go through a block of positions: its `a` are the image at the taps, its `b` is the
// transposed `dy`.

enum {
  // So many positions of a panel of transposed `dy` stay in a first-level cache.
  BLOCK_POSITIONS = 512,
  // Positions are divided among sums until that gives so many parts of so many outputs, which can
  // be computed at the same time. This determines the order of additions, so nothing else may.
  PARTS = 16,
  PART_OUTPUTS = 16,
};

/// A block of positions, which are in `rows` rows of `width`, in an image.
typedef struct {
  ptrdiff_t image, first_position, image_offset, rows, width;
} block;

typedef struct {
  const kernels_convolution *convolution;
  const kernels_tile_kind *kind;
  /// Channels of a group, and the taps of all its inputs; with a bias, there is one more.
  ptrdiff_t inputs, outputs, taps, rows;
  kernels_phased_layout layout;
  const ptrdiff_t *offsets;
  /// Positions are one row if they lie beside each other in an image, else `height` rows.
  ptrdiff_t height, width, block_rows, block_width, blocks_per_image;
  /// Block i adds to sum i % sums. Sums are [sum][group][tap][output, filled up to whole panels].
  ptrdiff_t sums, panels;
  float *sum;
  /// The images that are arranged.
  ptrdiff_t first_image, images;
  const float *arranged, *dy;
  /// What the row of the bias sees in place of an image.
  const float *ones;
  float *dw, *db;
} plan;

// MARK: sums

static block block_at(const plan *plan, ptrdiff_t index) {
  block block = {.image = index / plan->blocks_per_image};
  ptrdiff_t part = index % plan->blocks_per_image, pitch = plan->layout.horizontal.length;
  ptrdiff_t per_row = parts_covering(plan->width, plan->block_width);
  ptrdiff_t y = part / per_row * plan->block_rows, x = part % per_row * plan->block_width;
  block.first_position = y * plan->width + x;
  block.image_offset = y * pitch + x;
  block.rows = smaller(plan->block_rows, plan->height - y);
  block.width = smaller(plan->block_width, plan->width - x);
  return block;
}

static ptrdiff_t sum_stride(const plan *plan) { return plan->panels * plan->kind->columns; }

/// Where the sums of a group start.
static float *sum_of(const plan *plan, ptrdiff_t sum, ptrdiff_t group) {
  return plan->sum
    + (sum * plan->convolution->groups + group) * plan->rows * sum_stride(plan);
}

/// The gradients by a panel of outputs, as a row for each position of the block.
static const float *transposed_gradients(
  const plan *plan, const block *block, ptrdiff_t group, ptrdiff_t panel) {
  const kernels_convolution *c = plan->convolution;
  ptrdiff_t positions = plan->height * plan->width, count = block->rows * block->width;
  ptrdiff_t width = plan->kind->columns, first = panel * width;
  const float *from = plan->dy
    + (block->image * c->outputs + group * plan->outputs + first) * positions
    + block->first_position;
  float *to = kernels_scratch(SCRATCH_PACKED_B, count * width);
  kernels_pack_panel(
    count, smaller(plan->outputs - first, width), (kernels_matrix){from, 1, positions}, to, width);
  return to;
}

static void add_block(const plan *plan, ptrdiff_t index, ptrdiff_t group, ptrdiff_t panel) {
  const block block = block_at(plan, index);
  const float *image = plan->arranged
    + ((block.image - plan->first_image) * plan->convolution->inputs + group * plan->inputs)
      * plan->layout.channel_size + block.image_offset;
  ptrdiff_t stride = sum_stride(plan), width = plan->kind->columns;
  kernels_tile tile = {
    .columns = width, .a_step = 1, .runs = block.rows, .run_length = block.width,
    .a_run_stride = plan->layout.horizontal.length,
    .b = transposed_gradients(plan, &block, group, panel), .b_step = width,
    .c = sum_of(plan, index % plan->sums, group) + panel * width, .c_row_stride = stride,
    .accumulate = index >= plan->sums,
  };
  ptrdiff_t tiles = parts_covering(plan->rows, plan->kind->rows), tap = 0;
  for (ptrdiff_t i = 0; i < tiles; i++) {
    tile.rows = plan->rows / tiles + (i < plan->rows % tiles);
    for (ptrdiff_t row = 0; row < tile.rows; row++, tap++) {
      tile.a[row] = tap < plan->taps ? image + plan->offsets[tap] : plan->ones;
    }
    plan->kind->multiply(&tile);
    tile.c += tile.rows * stride;
  }
}

/// Adds what the arranged images contribute to a sum of a panel of outputs.
static void add_blocks(void *context, ptrdiff_t task) {
  const plan *plan = context;
  ptrdiff_t panel = task % plan->panels, part = task / plan->panels;
  ptrdiff_t group = part % plan->convolution->groups, sum = part / plan->convolution->groups;
  ptrdiff_t first = plan->first_image * plan->blocks_per_image;
  ptrdiff_t end = first + plan->images * plan->blocks_per_image;
  ptrdiff_t index = first + (sum - first % plan->sums + plan->sums) % plan->sums;
  for (; index < end; index += plan->sums) add_block(plan, index, group, panel);
}

// MARK: result

/// Adds up the sums of a panel of outputs, and brings them in the order of the weights.
static void finish_panel(void *context, ptrdiff_t task) {
  const plan *plan = context;
  ptrdiff_t panel = task % plan->panels, group = task / plan->panels;
  ptrdiff_t width = plan->kind->columns, stride = sum_stride(plan), first = panel * width;
  float *total = sum_of(plan, 0, group) + first;
  for (ptrdiff_t sum = 1; sum < plan->sums; sum++) {
    const float *part = sum_of(plan, sum, group) + first;
    for (ptrdiff_t row = 0; row < plan->rows; row++) {
      for (ptrdiff_t i = 0; i < width; i++) total[row * stride + i] += part[row * stride + i];
    }
  }
  ptrdiff_t outputs = smaller(plan->outputs - first, width);
  ptrdiff_t output = group * plan->outputs + first;
  kernels_transpose(
    plan->taps, outputs, total, stride, plan->dw + output * plan->taps, plan->taps);
  if (plan->db) {
    memcpy(plan->db + output, total + plan->taps * stride, (size_t)outputs * sizeof *total);
  }
}

// MARK: plan

/// Divides positions in blocks, and blocks among sums.
static void divide(plan *plan) {
  const kernels_convolution *c = plan->convolution;
  bool one_row = c->output_height == 1 || plan->layout.horizontal.length == c->output_width;
  plan->height = one_row ? 1 : c->output_height;
  plan->width = one_row ? c->output_height * c->output_width : c->output_width;
  plan->block_width = one_row ? smaller(BLOCK_POSITIONS, plan->width) : plan->width;
  plan->block_rows = 1 + (BLOCK_POSITIONS - 1) / plan->block_width;
  plan->block_rows = smaller(plan->block_rows, plan->height);
  plan->blocks_per_image = parts_covering(plan->height, plan->block_rows)
    * parts_covering(plan->width, plan->block_width);
  ptrdiff_t parts = parts_covering(plan->outputs, PART_OUTPUTS) * c->groups;
  ptrdiff_t blocks = c->batch * plan->blocks_per_image;
  plan->sums = blocks == 0 ? 1 : smaller(parts_covering(PARTS, parts), blocks);
}

/// Ones, wherever a row of taps can look.
static const float *make_ones(const plan *plan) {
  ptrdiff_t count = plan->block_rows * plan->layout.horizontal.length + plan->block_width;
  float *ones = kernels_scratch(SCRATCH_WEIGHTS, count);
  for (ptrdiff_t i = 0; i < count; i++) ones[i] = 1;
  return ones;
}

void kernels_convolution_backward_weights(
  const kernels_convolution *c, const float *x, const float *dy, float *dw, float *db) {
  if (kernels_is_depthwise(c)) {
    kernels_depthwise_backward_weights(c, x, dy, dw, db);
    return;
  }
  if (kernels_winograd_applies(c)) {
    kernels_winograd_backward_weights(c, x, dy, dw, db);
    return;
  }
  plan plan = {
    .convolution = c, .kind = kernels_tile_kind_in_use(), .inputs = c->inputs / c->groups,
    .outputs = c->outputs / c->groups, .dy = dy, .dw = dw, .db = db,
    .layout =
      kernels_phased_layout_of(kernels_vertical_axis(c), kernels_horizontal_axis(c)),
  };
  plan.taps = plan.inputs * c->kernel_height * c->kernel_width;
  plan.rows = plan.taps + (db ? 1 : 0);
  plan.offsets = kernels_tap_offsets(c, &plan.layout);
  plan.panels = parts_covering(plan.outputs, plan.kind->columns);
  divide(&plan);
  ptrdiff_t size = plan.sums * c->groups * plan.rows * sum_stride(&plan);
  plan.sum = kernels_scratch(SCRATCH_PARTIAL_SUMS, size);
  if (c->batch == 0) memset(plan.sum, 0, (size_t)size * sizeof *plan.sum);
  if (db) plan.ones = make_ones(&plan);
  ptrdiff_t at_once = kernels_images_at_once(&plan.layout, c->inputs);
  for (ptrdiff_t image = 0; image < c->batch; image += at_once) {
    plan.first_image = image;
    plan.images = smaller(c->batch - image, at_once);
    plan.arranged = kernels_arrange_channels(
      &plan.layout, x + image * c->inputs * c->height * c->width, plan.images * c->inputs);
    kernels_parallel_for(plan.sums * c->groups * plan.panels, add_blocks, &plan);
  }
  kernels_parallel_for(c->groups * plan.panels, finish_panel, &plan);
}
