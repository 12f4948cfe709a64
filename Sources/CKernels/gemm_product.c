#include "gemm_product.h"

#include "gemm_pack.h"
#include "gemm_tile.h"
#include "scratch.h"
#include "sizes.h"
#include "thread_team.h"

enum {
  // So many rows of a panel of b, and of a's tile beside it, stay in a first-level cache.
  BLOCK_DEPTH = 512,
  // So many floats of a stay there too.
  FIRST_LEVEL_SIZE = 6 << 10,
  // So many floats stay in a second-level cache.
  SECOND_LEVEL_SIZE = 128 << 10,
  // So many floats of operands are packed at a time.
  PACKED_SIZE = 4 << 20,
  // So many tiles of a are packed together, so many elements of each at a time.
  PACKED_TILES = 8,
  PACKED_DEPTH = 64,
  // Below so many multiplications, waking another thread takes longer than it saves.
  SERIAL_WORK = 64 << 10,
  // So many multiplications take some ten microseconds.
  TASK_WORK = 512 << 10,
  // A thread takes so many tasks, so that none waits long for another at the end.
  TASKS_PER_THREAD = 8,
};

/// How a product is divided. A unit is an item's rows in some row tiles by its columns in some
/// panels.
typedef struct {
  const kernels_product *product;
  const kernels_tile_kind *kind;
  ptrdiff_t first_item;
  ptrdiff_t row_tiles, rows_per_tile, higher_tiles, panels;
  ptrdiff_t unit_row_tiles, unit_panels;
  ptrdiff_t units_per_row, units_per_item, units_per_task, units;
  /// All of a, packed before the units run, if its rows are not contiguous.
  float *packed_a;
  /// All of b, packed before the units run; if null, each packs the panels that it needs.
  float *packed_b;
} plan;

/// Tiles are of nearly equal heights, as a tile of few rows is slow: the first ones have a row
/// more.
static ptrdiff_t first_row_of_tile(const plan *plan, ptrdiff_t tile) {
  return tile * plan->rows_per_tile + smaller(tile, plan->higher_tiles);
}

// MARK: packing

static bool packs_a(const kernels_product *product) { return product->a.column_stride != 1; }

/// The packed operands' sizes for an item.
static ptrdiff_t packed_a_size(const plan *plan) {
  return plan->product->m * plan->product->k + plan->row_tiles * PACK_SLACK;
}
static ptrdiff_t packed_b_size(const plan *plan) {
  return plan->panels * plan->kind->columns * plan->product->k;
}

static float *packed_a_tile(const plan *plan, ptrdiff_t item, ptrdiff_t tile) {
  return plan->packed_a + item * packed_a_size(plan)
    + first_row_of_tile(plan, tile) * plan->product->k + tile * PACK_SLACK;
}

static kernels_matrix a_of_item(const plan *plan, ptrdiff_t item) {
  const kernels_product *product = plan->product;
  kernels_matrix a = product->a;
  a.data += (plan->first_item + item) % product->a_items * product->a_item_stride;
  return a;
}

/// Packs some tiles of a, some elements of each at a time: the tiles share their cache lines.
static void pack_a_tiles(const plan *plan, ptrdiff_t item, ptrdiff_t group) {
  kernels_matrix a = a_of_item(plan, item);
  ptrdiff_t k = plan->product->k, first = group * PACKED_TILES;
  ptrdiff_t end = smaller(first + PACKED_TILES, plan->row_tiles);
  for (ptrdiff_t start = 0; start < k; start += PACKED_DEPTH) {
    for (ptrdiff_t tile = first; tile < end; tile++) {
      ptrdiff_t row = first_row_of_tile(plan, tile);
      ptrdiff_t rows = first_row_of_tile(plan, tile + 1) - row;
      const float *from = a.data + row * a.row_stride + start * a.column_stride;
      kernels_pack_panel(
        smaller(PACKED_DEPTH, k - start), rows,
        (kernels_matrix){from, a.column_stride, a.row_stride},
        packed_a_tile(plan, item, tile) + start * rows, rows);
    }
  }
}

static void pack_b_panel(
  const plan *plan, ptrdiff_t item, ptrdiff_t panel, ptrdiff_t start, ptrdiff_t depth, float *to) {
  plan->product->pack_b(
    plan->product->b, plan->first_item + item, panel * plan->kind->columns, start, depth, to,
    plan->kind->columns);
}

/// Packs some tiles of a or a panel of b: an item's come one after the other.
static void pack_one(void *context, ptrdiff_t index) {
  const plan *plan = context;
  ptrdiff_t groups = plan->packed_a ? parts_covering(plan->row_tiles, PACKED_TILES) : 0;
  ptrdiff_t per_item = groups + (plan->packed_b ? plan->panels : 0);
  ptrdiff_t item = index / per_item, part = index % per_item;
  if (part < groups) {
    pack_a_tiles(plan, item, part);
    return;
  }
  ptrdiff_t panel = part - groups, size = packed_b_size(plan);
  float *to = plan->packed_b + item * size + panel * (size / plan->panels);
  pack_b_panel(plan, item, panel, 0, plan->product->k, to);
}

// MARK: multiplying

/// What a unit computes, and where it puts it.
typedef struct {
  const plan *plan;
  ptrdiff_t item, first_tile, last_tile, first_panel, last_panel;
  float *c;
  ptrdiff_t c_row_stride;
  /// The packed b of the part of k from `start` on: panels lie `panel_stride` apart.
  const float *b;
  ptrdiff_t panel_stride, start, depth;
} unit;

/// Points a tile at its rows of a.
static void set_a(kernels_tile *tile, const unit *unit, ptrdiff_t row_tile, ptrdiff_t row) {
  const plan *plan = unit->plan;
  kernels_matrix a;
  if (plan->packed_a) {
    a = (kernels_matrix){packed_a_tile(plan, unit->item, row_tile), 1, tile->rows};
  } else {
    a = a_of_item(plan, unit->item);
    a.data += row * a.row_stride;
  }
  a.data += unit->start * a.column_stride;
  for (ptrdiff_t i = 0; i < tile->rows; i++) tile->a[i] = a.data + i * a.row_stride;
  tile->a_step = a.column_stride;
}

/// What happens to the sums of a row of tiles at the end of k.
static void set_epilogue(kernels_tile *tile, const unit *unit, ptrdiff_t row) {
  const kernels_product *product = unit->plan->product;
  if (unit->start + unit->depth < product->k) return;
  ptrdiff_t item = unit->plan->first_item + unit->item;
  ptrdiff_t first = item % product->a_items * product->row_shift_item_stride + row;
  tile->relu = product->relu;
  if (product->row_scale) tile->row_scale = product->row_scale + first;
  if (product->row_shift) tile->row_shift = product->row_shift + first;
  if (product->column_shift) {
    tile->column_shift = product->column_shift + unit->first_panel * unit->plan->kind->columns;
  }
  if (product->residual) tile->residual = product->residual + (tile->c - product->c);
}

static void multiply_row_tile(const unit *unit, ptrdiff_t row_tile) {
  const plan *plan = unit->plan;
  const kernels_product *product = plan->product;
  ptrdiff_t row = first_row_of_tile(plan, row_tile), width = plan->kind->columns;
  ptrdiff_t first_row = first_row_of_tile(plan, unit->first_tile);
  kernels_tile tile = {
    .rows = first_row_of_tile(plan, row_tile + 1) - row,
    .columns = smaller(product->n, unit->last_panel * width) - unit->first_panel * width,
    .runs = 1,
    .run_length = unit->depth,
    .b = unit->b,
    .b_step = width,
    .b_panel_stride = unit->panel_stride,
    .c = unit->c + (row - first_row) * unit->c_row_stride,
    .c_row_stride = unit->c_row_stride,
    .c_panel_stride = width,
    .accumulate = unit->start > 0 || product->accumulate,
  };
  set_a(&tile, unit, row_tile, row);
  set_epilogue(&tile, unit, row);
  plan->kind->multiply(&tile);
}

/// Finds, or packs, the panels of b for the current part of k.
static void set_b(unit *unit) {
  const plan *plan = unit->plan;
  ptrdiff_t width = plan->kind->columns, k = plan->product->k;
  if (plan->packed_b) {
    unit->panel_stride = width * k;
    unit->b = plan->packed_b + unit->item * packed_b_size(plan)
      + unit->first_panel * unit->panel_stride + unit->start * width;
    return;
  }
  unit->panel_stride = width * unit->depth;
  float *packed = kernels_scratch(
    SCRATCH_PACKED_B, plan->unit_panels * width * smaller(k, BLOCK_DEPTH));
  for (ptrdiff_t panel = unit->first_panel; panel < unit->last_panel; panel++) {
    pack_b_panel(
      plan, unit->item, panel, unit->start, unit->depth,
      packed + (panel - unit->first_panel) * unit->panel_stride);
  }
  unit->b = packed;
}

/// Goes through k part by part, as all that a part needs stays in a cache.
static void multiply_unit(unit *unit) {
  ptrdiff_t k = unit->plan->product->k;
  unit->start = 0;
  do {
    unit->depth = smaller(k - unit->start, BLOCK_DEPTH);
    set_b(unit);
    for (ptrdiff_t tile = unit->first_tile; tile < unit->last_tile; tile++) {
      multiply_row_tile(unit, tile);
    }
    unit->start += unit->depth;
  } while (unit->start < k);
}

/// Multiplies into a block of its own, which is then transposed.
static void multiply_transposed(unit *unit, float *c) {
  const plan *plan = unit->plan;
  const kernels_product *product = plan->product;
  ptrdiff_t row = first_row_of_tile(plan, unit->first_tile);
  ptrdiff_t rows = first_row_of_tile(plan, unit->last_tile) - row;
  ptrdiff_t column = unit->first_panel * plan->kind->columns;
  unit->c_row_stride = (unit->last_panel - unit->first_panel) * plan->kind->columns;
  ptrdiff_t columns = smaller(product->n - column, unit->c_row_stride);
  unit->c = kernels_scratch(SCRATCH_PRODUCT, rows * unit->c_row_stride);
  c += column * product->c_row_stride + row;
  if (product->accumulate) {
    kernels_transpose(columns, rows, c, product->c_row_stride, unit->c, unit->c_row_stride);
  }
  multiply_unit(unit);
  kernels_transpose(rows, columns, unit->c, unit->c_row_stride, c, product->c_row_stride);
}

static void run_unit(const plan *plan, ptrdiff_t index) {
  const kernels_product *product = plan->product;
  unit unit = {.plan = plan, .item = index / plan->units_per_item};
  ptrdiff_t part = index % plan->units_per_item;
  unit.first_tile = part / plan->units_per_row * plan->unit_row_tiles;
  unit.last_tile = smaller(unit.first_tile + plan->unit_row_tiles, plan->row_tiles);
  unit.first_panel = part % plan->units_per_row * plan->unit_panels;
  unit.last_panel = smaller(unit.first_panel + plan->unit_panels, plan->panels);
  float *c = product->c + (plan->first_item + unit.item) * product->c_item_stride;
  if (product->transposed) {
    multiply_transposed(&unit, c);
    return;
  }
  unit.c_row_stride = product->c_row_stride;
  unit.c = c + first_row_of_tile(plan, unit.first_tile) * product->c_row_stride
    + unit.first_panel * plan->kind->columns;
  multiply_unit(&unit);
}

static void run_task(void *context, ptrdiff_t task) {
  const plan *plan = context;
  ptrdiff_t last = smaller((task + 1) * plan->units_per_task, plan->units);
  for (ptrdiff_t index = task * plan->units_per_task; index < last; index++) run_unit(plan, index);
}

// MARK: planning

static double work_of_item(const kernels_product *product) {
  return (double)product->m * (double)product->n * (double)(product->k + 1);
}

/// Units of all rows pack their own panels, which then are in the cache already. They need all of a
/// each, which takes several panels to pay if it comes from afar. False if there are not enough
/// panels for that.
static bool divide_by_columns(plan *plan, ptrdiff_t tasks) {
  const kernels_product *product = plan->product;
  ptrdiff_t a_size = product->m * product->k;
  ptrdiff_t depth = smaller(product->k + 1, BLOCK_DEPTH);
  ptrdiff_t least = a_size > SECOND_LEVEL_SIZE ? 4 : 1;
  ptrdiff_t most = SECOND_LEVEL_SIZE / (depth * plan->kind->columns);
  if (product->m * depth < FIRST_LEVEL_SIZE) {
    most = larger(1, FIRST_LEVEL_SIZE / (depth * plan->kind->columns));
  }
  ptrdiff_t panels = smaller(plan->panels, plan->panels * product->items / tasks);
  if (panels < smaller(least, plan->panels)) return false;
  plan->unit_panels = larger(1, smaller(panels, most));
  plan->unit_row_tiles = plan->row_tiles;
  return true;
}

/// Units of as many panels as stay in the cache, and of as many rows as there is work for.
static void divide_by_rows(plan *plan, ptrdiff_t tasks) {
  const kernels_product *product = plan->product;
  ptrdiff_t depth = smaller(product->k + 1, BLOCK_DEPTH);
  plan->unit_panels =
    smaller(plan->panels, SECOND_LEVEL_SIZE / (depth * plan->kind->columns));
  ptrdiff_t columns = parts_covering(plan->panels, plan->unit_panels) * product->items;
  plan->unit_row_tiles = larger(1, plan->row_tiles * columns / tasks);
  plan->unit_row_tiles = smaller(plan->unit_row_tiles, plan->row_tiles);
}

static void divide(plan *plan) {
  const kernels_product *product = plan->product;
  plan->row_tiles = parts_covering(product->m, plan->kind->rows);
  plan->rows_per_tile = product->m / plan->row_tiles;
  plan->higher_tiles = product->m % plan->row_tiles;
  plan->panels = parts_covering(product->n, plan->kind->columns);
  double work = work_of_item(product) * (double)product->items;
  ptrdiff_t tasks = TASKS_PER_THREAD * kernels_thread_count();
  if (work < (double)tasks * TASK_WORK) tasks = (ptrdiff_t)(work / TASK_WORK) + 1;
  bool packs_all_of_b = !divide_by_columns(plan, tasks);
  if (packs_all_of_b) divide_by_rows(plan, tasks);
  plan->units_per_row = parts_covering(plan->panels, plan->unit_panels);
  plan->units_per_item =
    plan->units_per_row * parts_covering(plan->row_tiles, plan->unit_row_tiles);
  plan->packed_a = NULL;
  plan->packed_b = packs_all_of_b ? kernels_scratch(SCRATCH_PACKED_B, 0) : NULL;
}

static void for_each(
  bool serial, ptrdiff_t count, void (*body)(void *, ptrdiff_t), void *context) {
  if (!serial) kernels_parallel_for(count, body, context);
  else for (ptrdiff_t index = 0; index < count; index++) body(context, index);
}

/// Multiplies the next items, all at once.
static void run_items(plan *plan, ptrdiff_t items) {
  double work = work_of_item(plan->product);
  bool serial = work * (double)items < SERIAL_WORK;
  ptrdiff_t parts = 0;
  if (packs_a(plan->product)) {
    plan->packed_a = kernels_scratch(SCRATCH_PACKED_A, items * packed_a_size(plan));
    parts += parts_covering(plan->row_tiles, PACKED_TILES);
  }
  if (plan->packed_b) {
    plan->packed_b = kernels_scratch(SCRATCH_PACKED_B, items * packed_b_size(plan));
    parts += plan->panels;
  }
  for_each(serial, items * parts, pack_one, plan);
  plan->units = items * plan->units_per_item;
  double unit_work = work / (double)plan->units_per_item;
  plan->units_per_task = (ptrdiff_t)(TASK_WORK / unit_work) + 1;
  for_each(serial, parts_covering(plan->units, plan->units_per_task), run_task, plan);
  plan->first_item += items;
}

void kernels_multiply(const kernels_product *product) {
  if (product->items <= 0 || product->m <= 0 || product->n <= 0) return;
  plan plan = {.product = product, .kind = kernels_tile_kind_in_use()};
  divide(&plan);
  ptrdiff_t packed = 1;
  if (packs_a(product)) packed += packed_a_size(&plan);
  if (plan.packed_b) packed += packed_b_size(&plan);
  ptrdiff_t at_once = larger(1, PACKED_SIZE / packed);
  while (plan.first_item < product->items) {
    run_items(&plan, smaller(product->items - plan.first_item, at_once));
  }
}
