// What the two passes over a sequence share.
#pragma once
#include "lstm.h"

/// The step before `t`, or -1 if `t` is the first one.
static inline ptrdiff_t lstm_step_before(const kernels_lstm *lstm, ptrdiff_t t) {
  if (!lstm->reverse) return t - 1;
  return t + 1 < lstm->time ? t + 1 : -1;
}

/// The i-th step that is taken.
static inline ptrdiff_t lstm_step(const kernels_lstm *lstm, ptrdiff_t i) {
  return lstm->reverse ? lstm->time - 1 - i : i;
}

/// Each thread takes a chunk of the batch through the whole sequence, so that it need not wait for
/// the others at each step; rows of a batch do not influence each other.
ptrdiff_t kernels_lstm_chunk_rows(const kernels_lstm *lstm);
