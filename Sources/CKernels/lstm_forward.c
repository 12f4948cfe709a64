#include <string.h>

#include "elementary.h"
#include "gemm_packed.h"
#include "lstm.h"
#include "lstm_steps.h"
#include "sizes.h"
#include "thread_team.h"

enum {
  // With fewer rows, reading the weights takes as long as multiplying.
  LEAST_CHUNK_ROWS = 12,
};

typedef struct {
  const kernels_lstm *lstm;
  const float *x;
  kernels_lstm_state first;
  float *y;
  const kernels_lstm_saved *saved;
  ptrdiff_t chunk_rows;
  kernels_packed_matrix w_ih, w_hh;
  const float *bias;
} forward_pass;

ptrdiff_t kernels_lstm_chunk_rows(const kernels_lstm *lstm) {
  ptrdiff_t threads = kernels_thread_count();
  return larger(LEAST_CHUNK_ROWS, parts_covering(lstm->batch, threads));
}

/// Of one row of the batch: turns the sums in `gates` into gates, and takes cells and outputs a
/// step further. `before` are the cells before the step; null is zero.
static void step_row(
  ptrdiff_t hidden, float *restrict gates, const float *restrict bias,
  const float *restrict before, float *restrict cells, float *restrict tanh_cells,
  float *restrict y) {
#pragma clang loop vectorize(assume_safety)
  for (ptrdiff_t j = 0; j < hidden; j++) {
    float input = kernels_sigmoid(gates[j] + bias[j]);
    float forget = kernels_sigmoid(gates[hidden + j] + bias[hidden + j]);
    float candidate = kernels_tanh(gates[2 * hidden + j] + bias[2 * hidden + j]);
    float output = kernels_sigmoid(gates[3 * hidden + j] + bias[3 * hidden + j]);
    float cell = __builtin_fmaf(forget, before[j], input * candidate);
    float tanh_cell = kernels_tanh(cell);
    gates[j] = input;
    gates[hidden + j] = forget;
    gates[2 * hidden + j] = candidate;
    gates[3 * hidden + j] = output;
    cells[j] = cell;
    tanh_cells[j] = tanh_cell;
    y[j] = output * tanh_cell;
  }
}

static void run_chunk(void *context, ptrdiff_t chunk) {
  const forward_pass *pass = context;
  const kernels_lstm *l = pass->lstm;
  ptrdiff_t hidden = l->hidden, row = chunk * pass->chunk_rows;
  ptrdiff_t rows = smaller(l->batch - row, pass->chunk_rows);
  float *zeros = kernels_scratch(SCRATCH_STATE, hidden);
  memset(zeros, 0, (size_t)hidden * sizeof *zeros);
  for (ptrdiff_t step = 0; step < l->time; step++) {
    ptrdiff_t t = lstm_step(l, step), before = lstm_step_before(l, t);
    ptrdiff_t first = t * l->batch + row, first_before = before * l->batch + row;
    float *gates = pass->saved->gates + first * 4 * hidden;
    kernels_multiply_packed(
      rows, pass->x + first * l->input, l->input, &pass->w_ih, gates, 4 * hidden, false);
    const float *h = before >= 0 ? pass->y + first_before * l->output_stride
      : pass->first.h ? pass->first.h + row * hidden : NULL;
    ptrdiff_t h_stride = before >= 0 ? l->output_stride : hidden;
    if (h) kernels_multiply_packed(rows, h, h_stride, &pass->w_hh, gates, 4 * hidden, true);
    const float *cells = before >= 0 ? pass->saved->cells + first_before * hidden
      : pass->first.c ? pass->first.c + row * hidden : NULL;
    for (ptrdiff_t i = 0; i < rows; i++) {
      step_row(
        hidden, gates + i * 4 * hidden, pass->bias, cells ? cells + i * hidden : zeros,
        pass->saved->cells + (first + i) * hidden, pass->saved->tanh_cells + (first + i) * hidden,
        pass->y + (first + i) * l->output_stride);
    }
  }
}

static const float *sum_of_biases(const kernels_lstm *l, const kernels_lstm_weights *weights) {
  float *bias = kernels_scratch(SCRATCH_WEIGHTS, 4 * l->hidden);
  for (ptrdiff_t j = 0; j < 4 * l->hidden; j++) {
    bias[j] = (weights->b_ih ? weights->b_ih[j] : 0) + (weights->b_hh ? weights->b_hh[j] : 0);
  }
  return bias;
}

/// Copies a state of [batch, hidden]; null is zero.
static void copy_state(
  const kernels_lstm *l, const float *from, ptrdiff_t from_stride, float *to) {
  for (ptrdiff_t row = 0; to && row < l->batch; row++, to += l->hidden) {
    if (from) memcpy(to, from + row * from_stride, (size_t)l->hidden * sizeof *to);
    else memset(to, 0, (size_t)l->hidden * sizeof *to);
  }
}

void kernels_lstm_forward(
  const kernels_lstm *l, const float *x, const kernels_lstm_weights *weights,
  kernels_lstm_state first, float *y, float *last_h, float *last_c,
  const kernels_lstm_saved *saved) {
  ptrdiff_t hidden = l->hidden;
  forward_pass pass = {
    .lstm = l, .x = x, .first = first, .y = y, .saved = saved,
    .chunk_rows = kernels_lstm_chunk_rows(l),
    .w_ih = kernels_pack_matrix(
      l->input, 4 * hidden, (kernels_matrix){weights->w_ih, 1, l->input}, SCRATCH_PACKED_A),
    .w_hh = kernels_pack_matrix(
      hidden, 4 * hidden, (kernels_matrix){weights->w_hh, 1, hidden}, SCRATCH_PACKED_B),
    .bias = sum_of_biases(l, weights),
  };
  kernels_parallel_for(parts_covering(l->batch, pass.chunk_rows), run_chunk, &pass);
  if (l->time == 0) {
    copy_state(l, first.h, hidden, last_h);
    copy_state(l, first.c, hidden, last_c);
    return;
  }
  ptrdiff_t last = lstm_step(l, l->time - 1) * l->batch;
  copy_state(l, y + last * l->output_stride, l->output_stride, last_h);
  copy_state(l, saved->cells + last * hidden, hidden, last_c);
}
