// One direction of one layer of long short-term memory (Hochreiter and Schmidhuber 1997) over a
// whole sequence. Gates lie in the order input, forget, cell, output.
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct {
  ptrdiff_t time, batch, input, hidden;
  /// How far rows of y and dy lie apart: `hidden`, or twice that where two directions share them.
  ptrdiff_t output_stride;
  /// Goes through the sequence from its end.
  bool reverse;
} kernels_lstm;

typedef struct {
  /// [4 * hidden, input] and [4 * hidden, hidden].
  const float *w_ih, *w_hh;
  /// [4 * hidden] each; may be null.
  const float *b_ih, *b_hh;
} kernels_lstm_weights;

/// What the backward pass needs of the forward pass.
typedef struct {
  /// [time, batch, 4 * hidden], after their activations.
  float *gates;
  /// [time, batch, hidden] each.
  float *cells, *tanh_cells;
} kernels_lstm_saved;

/// The state before the first step, [batch, hidden] each; null is zero.
typedef struct {
  const float *h, *c;
} kernels_lstm_state;

/// x is [time, batch, input], y [time, batch, hidden]; the state after the last step goes to
/// `last_h` and `last_c`, [batch, hidden], which may be null.
void kernels_lstm_forward(
  const kernels_lstm *lstm, const float *x, const kernels_lstm_weights *weights,
  kernels_lstm_state first, float *y, float *last_h, float *last_c,
  const kernels_lstm_saved *saved);

/// Where gradients go; `dx`, `dh0` and `dc0` may be null. `db` is that of either bias.
typedef struct {
  float *dx, *dw_ih, *dw_hh, *db, *dh0, *dc0;
} kernels_lstm_gradients;

/// `last` holds the gradients by the state after the last step; null is zero.
void kernels_lstm_backward(
  const kernels_lstm *lstm, const float *x, const kernels_lstm_weights *weights,
  kernels_lstm_state first, const float *y, const kernels_lstm_saved *saved, const float *dy,
  kernels_lstm_state last, const kernels_lstm_gradients *gradients);
