#include "lstm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gemm.h"

static float sigmoid(float x) { return 1 / (1 + expf(-x)); }

void kernels_lstm_forward(
  const kernels_lstm *l, const float *x, const kernels_lstm_weights *w, kernels_lstm_state first,
  float *y, float *last_h, float *last_c, const kernels_lstm_saved *saved) {
  ptrdiff_t H = l->hidden, B = l->batch;
  float *state = calloc((size_t)(2 * B * H + 1), sizeof *state), *h = state, *c = state + B * H;
  if (first.h) memcpy(h, first.h, (size_t)(B * H) * sizeof *h);
  if (first.c) memcpy(c, first.c, (size_t)(B * H) * sizeof *c);
  for (ptrdiff_t step = 0; step < l->time; step++) {
    ptrdiff_t t = l->reverse ? l->time - 1 - step : step;
    float *gates = saved->gates + t * B * 4 * H;
    kernels_gemm(
      B, 4 * H, l->input, (kernels_matrix){x + t * B * l->input, l->input, 1},
      (kernels_matrix){w->w_ih, 1, l->input}, gates, 4 * H, NULL);
    kernels_gemm(
      B, 4 * H, H, (kernels_matrix){h, H, 1}, (kernels_matrix){w->w_hh, 1, H}, gates, 4 * H,
      &(kernels_epilogue){.accumulate = true});
    for (ptrdiff_t b = 0; b < B; b++)
      for (ptrdiff_t j = 0; j < H; j++) {
        float *g = gates + b * 4 * H + j, a[4];
        for (int q = 0; q < 4; q++) {
          float bias = (w->b_ih ? w->b_ih[q * H + j] : 0) + (w->b_hh ? w->b_hh[q * H + j] : 0);
          a[q] = q == 2 ? tanhf(g[q * H] + bias) : sigmoid(g[q * H] + bias);
          g[q * H] = a[q];
        }
        ptrdiff_t s = b * H + j;
        c[s] = __builtin_fmaf(a[1], c[s], a[0] * a[2]);
        saved->cells[t * B * H + s] = c[s];
        float tanh_c = saved->tanh_cells[t * B * H + s] = tanhf(c[s]);
        h[s] = y[(t * B + b) * l->output_stride + j] = a[3] * tanh_c;
      }
  }
  if (last_h) memcpy(last_h, h, (size_t)(B * H) * sizeof *h);
  if (last_c) memcpy(last_c, c, (size_t)(B * H) * sizeof *c);
  free(state);
}

void kernels_lstm_backward(
  const kernels_lstm *l, const float *x, const kernels_lstm_weights *w, kernels_lstm_state first,
  const float *y, const kernels_lstm_saved *saved, const float *dy, kernels_lstm_state last,
  const kernels_lstm_gradients *d) {
  ptrdiff_t H = l->hidden, B = l->batch, I = l->input;
  float *state = calloc((size_t)(6 * B * H + 1), sizeof *state);
  float *dh = state, *dc = state + B * H, *dgates = state + 2 * B * H;
  if (last.h) memcpy(dh, last.h, (size_t)(B * H) * sizeof *dh);
  if (last.c) memcpy(dc, last.c, (size_t)(B * H) * sizeof *dc);
  memset(d->dw_ih, 0, (size_t)(4 * H * I) * sizeof(float));
  memset(d->dw_hh, 0, (size_t)(4 * H * H) * sizeof(float));
  memset(d->db, 0, (size_t)(4 * H) * sizeof(float));
  const kernels_epilogue add = {.accumulate = true};
  for (ptrdiff_t step = l->time - 1; step >= 0; step--) {
    ptrdiff_t t = l->reverse ? l->time - 1 - step : step, before = l->reverse ? t + 1 : t - 1;
    for (ptrdiff_t b = 0; b < B; b++)
      for (ptrdiff_t j = 0; j < H; j++) {
        ptrdiff_t s = b * H + j;
        const float *g = saved->gates + (t * B + b) * 4 * H + j;
        float i = g[0], f = g[H], cell = g[2 * H], o = g[3 * H];
        float tanh_c = saved->tanh_cells[t * B * H + s];
        float c = step ? saved->cells[before * B * H + s] : first.c ? first.c[s] : 0;
        float dh_s = dh[s] + dy[(t * B + b) * l->output_stride + j];
        float dc_s = dc[s] + dh_s * o * (1 - tanh_c * tanh_c);
        float *out = dgates + b * 4 * H + j;
        out[0] = dc_s * cell * i * (1 - i);
        out[H] = dc_s * c * f * (1 - f);
        out[2 * H] = dc_s * i * (1 - cell * cell);
        out[3 * H] = dh_s * tanh_c * o * (1 - o);
        dc[s] = dc_s * f;
      }
    kernels_matrix dg = {dgates, 4 * H, 1}, dg_transposed = {dgates, 1, 4 * H};
    kernels_gemm(B, H, 4 * H, dg, (kernels_matrix){w->w_hh, H, 1}, dh, H, NULL);
    if (d->dx)
      kernels_gemm(B, I, 4 * H, dg, (kernels_matrix){w->w_ih, I, 1}, d->dx + t * B * I, I, NULL);
    kernels_gemm(
      4 * H, I, B, dg_transposed, (kernels_matrix){x + t * B * I, I, 1}, d->dw_ih, I, &add);
    kernels_matrix h_before = step
      ? (kernels_matrix){y + before * B * l->output_stride, l->output_stride, 1}
      : (kernels_matrix){first.h, H, 1};
    if (h_before.data)
      kernels_gemm(4 * H, H, B, dg_transposed, h_before, d->dw_hh, H, &add);
    for (ptrdiff_t b = 0; b < B; b++)
      for (ptrdiff_t j = 0; j < 4 * H; j++) d->db[j] += dgates[b * 4 * H + j];
  }
  if (d->dh0) memcpy(d->dh0, dh, (size_t)(B * H) * sizeof *dh);
  if (d->dc0) memcpy(d->dc0, dc, (size_t)(B * H) * sizeof *dc);
  free(state);
}
