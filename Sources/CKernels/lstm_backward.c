#include <string.h>

#include "gemm.h"
#include "gemm_packed.h"
#include "lstm.h"
#include "lstm_steps.h"
#include "sizes.h"
#include "thread_team.h"

enum {
  // So many columns of a sum over all rows are added up by one task.
  COLUMNS_PER_TASK = 64,
};

typedef struct {
  const kernels_lstm *lstm;
  kernels_lstm_state first;
  const kernels_lstm_saved *saved;
  const float *dy;
  kernels_packed_matrix w_hh;
  ptrdiff_t chunk_rows;
  /// Before the gates' activations: [time, batch, 4 * hidden].
  float *dgates;
  /// Of the state between two steps: [batch, hidden] each.
  float *dh, *dc;
  float *db;
} backward_pass;

/// Of one row of the batch: takes the gradients a step back, to the gates and to the cells before.
/// `before` are the cells before the step.
static void step_row(
  ptrdiff_t hidden, const float *restrict gates, const float *restrict tanh_cells,
  const float *restrict before, const float *restrict dy, const float *restrict dh,
  float *restrict dc, float *restrict dgates) {
#pragma clang loop vectorize(assume_safety)
  for (ptrdiff_t j = 0; j < hidden; j++) {
    float input = gates[j], forget = gates[hidden + j];
    float candidate = gates[2 * hidden + j], output = gates[3 * hidden + j];
    float dh_j = dh[j] + dy[j];
    float dc_j = dc[j] + dh_j * output * (1 - tanh_cells[j] * tanh_cells[j]);
    dgates[j] = dc_j * candidate * input * (1 - input);
    dgates[hidden + j] = dc_j * before[j] * forget * (1 - forget);
    dgates[2 * hidden + j] = dc_j * input * (1 - candidate * candidate);
    dgates[3 * hidden + j] = dh_j * tanh_cells[j] * output * (1 - output);
    dc[j] = dc_j * forget;
  }
}

static void run_chunk(void *context, ptrdiff_t chunk) {
  const backward_pass *pass = context;
  const kernels_lstm *l = pass->lstm;
  ptrdiff_t hidden = l->hidden, row = chunk * pass->chunk_rows;
  ptrdiff_t rows = smaller(l->batch - row, pass->chunk_rows);
  float *dh = pass->dh + row * hidden, *dc = pass->dc + row * hidden;
  float *zeros = kernels_scratch(SCRATCH_STATE, hidden);
  memset(zeros, 0, (size_t)hidden * sizeof *zeros);
  for (ptrdiff_t step = l->time - 1; step >= 0; step--) {
    ptrdiff_t t = lstm_step(l, step), before = lstm_step_before(l, t);
    ptrdiff_t first = t * l->batch + row;
    const float *cells = before >= 0 ? pass->saved->cells + (before * l->batch + row) * hidden
      : pass->first.c ? pass->first.c + row * hidden : NULL;
    float *dgates = pass->dgates + first * 4 * hidden;
    for (ptrdiff_t i = 0; i < rows; i++) {
      step_row(
        hidden, pass->saved->gates + (first + i) * 4 * hidden,
        pass->saved->tanh_cells + (first + i) * hidden, cells ? cells + i * hidden : zeros,
        pass->dy + (first + i) * l->output_stride, dh + i * hidden, dc + i * hidden,
        dgates + i * 4 * hidden);
    }
    kernels_multiply_packed(rows, dgates, 4 * hidden, &pass->w_hh, dh, hidden, false);
  }
}

/// The sum of the gates' gradients over all steps and the batch, for some of the gates.
static void sum_columns(void *context, ptrdiff_t task) {
  const backward_pass *pass = context;
  ptrdiff_t gates = 4 * pass->lstm->hidden, first = task * COLUMNS_PER_TASK;
  ptrdiff_t count = smaller(gates - first, COLUMNS_PER_TASK);
  float sums[COLUMNS_PER_TASK] = {0};
  for (ptrdiff_t row = 0; row < pass->lstm->time * pass->lstm->batch; row++) {
    const float *from = pass->dgates + row * gates + first;
    for (ptrdiff_t j = 0; j < count; j++) sums[j] += from[j];
  }
  memcpy(pass->db + first, sums, (size_t)count * sizeof *sums);
}

/// dw_hh = Σ dgatesᵀ · h before the step: outputs, except for the first step.
static void multiply_by_states(const backward_pass *pass, const float *y, float *dw_hh) {
  const kernels_lstm *l = pass->lstm;
  ptrdiff_t hidden = l->hidden, gates = 4 * hidden, batch = l->batch;
  ptrdiff_t rest = l->time > 0 ? (l->time - 1) * batch : 0;
  ptrdiff_t later = l->reverse ? 0 : batch, earlier = l->reverse ? batch : 0;
  kernels_gemm(
    gates, hidden, rest, (kernels_matrix){pass->dgates + later * gates, 1, gates},
    (kernels_matrix){y + earlier * l->output_stride, l->output_stride, 1}, dw_hh, hidden, NULL);
  if (l->time == 0 || !pass->first.h) return;
  kernels_gemm(
    gates, hidden, batch,
    (kernels_matrix){pass->dgates + lstm_step(l, 0) * batch * gates, 1, gates},
    (kernels_matrix){pass->first.h, hidden, 1}, dw_hh, hidden,
    &(kernels_epilogue){.accumulate = true});
}

static void copy_or_clear(float *to, const float *from, ptrdiff_t count) {
  if (from) memcpy(to, from, (size_t)count * sizeof *to);
  else memset(to, 0, (size_t)count * sizeof *to);
}

void kernels_lstm_backward(
  const kernels_lstm *l, const float *x, const kernels_lstm_weights *weights,
  kernels_lstm_state first, const float *y, const kernels_lstm_saved *saved, const float *dy,
  kernels_lstm_state last, const kernels_lstm_gradients *gradients) {
  ptrdiff_t hidden = l->hidden, gates = 4 * hidden, rows = l->time * l->batch;
  ptrdiff_t state_size = l->batch * hidden;
  backward_pass pass = {
    .lstm = l, .first = first, .saved = saved, .dy = dy, .db = gradients->db,
    .chunk_rows = kernels_lstm_chunk_rows(l),
    .dgates = kernels_scratch(SCRATCH_SEQUENCE, rows * gates + 2 * state_size),
    .w_hh = kernels_pack_matrix(
      gates, hidden, (kernels_matrix){weights->w_hh, hidden, 1}, SCRATCH_WEIGHTS),
  };
  pass.dh = pass.dgates + rows * gates;
  pass.dc = pass.dh + state_size;
  copy_or_clear(pass.dh, last.h, state_size);
  copy_or_clear(pass.dc, last.c, state_size);
  kernels_parallel_for(parts_covering(l->batch, pass.chunk_rows), run_chunk, &pass);
  if (gradients->dh0) copy_or_clear(gradients->dh0, pass.dh, state_size);
  if (gradients->dc0) copy_or_clear(gradients->dc0, pass.dc, state_size);

  kernels_matrix dgates = {pass.dgates, gates, 1}, dgates_transposed = {pass.dgates, 1, gates};
  if (gradients->dx) {
    kernels_gemm(
      rows, l->input, gates, dgates, (kernels_matrix){weights->w_ih, l->input, 1}, gradients->dx,
      l->input, NULL);
  }
  kernels_gemm(
    gates, l->input, rows, dgates_transposed, (kernels_matrix){x, l->input, 1}, gradients->dw_ih,
    l->input, NULL);
  multiply_by_states(&pass, y, gradients->dw_hh);
  kernels_parallel_for(parts_covering(gates, COLUMNS_PER_TASK), sum_columns, &pass);
}
