#include "convolution.h"

#include <string.h>

/// Calls `visit` for each product of an output with a tap: the offsets in y, x and w.
static void for_each_product(
  const kernels_convolution *c,
  void (*visit)(void *context, ptrdiff_t y, ptrdiff_t x, ptrdiff_t w), void *context) {
  ptrdiff_t inputs = c->inputs / c->groups, outputs = c->outputs / c->groups;
  for (ptrdiff_t n = 0; n < c->batch; n++)
    for (ptrdiff_t o = 0; o < c->outputs; o++)
      for (ptrdiff_t oy = 0; oy < c->output_height; oy++)
        for (ptrdiff_t ox = 0; ox < c->output_width; ox++)
          for (ptrdiff_t i = 0; i < inputs; i++)
            for (ptrdiff_t ky = 0; ky < c->kernel_height; ky++)
              for (ptrdiff_t kx = 0; kx < c->kernel_width; kx++) {
                ptrdiff_t iy = oy * c->stride_height - c->padding_height + ky * c->dilation_height;
                ptrdiff_t ix = ox * c->stride_width - c->padding_width + kx * c->dilation_width;
                if (iy < 0 || iy >= c->height || ix < 0 || ix >= c->width) continue;
                ptrdiff_t channel = o / outputs * inputs + i;
                visit(
                  context, ((n * c->outputs + o) * c->output_height + oy) * c->output_width + ox,
                  ((n * c->inputs + channel) * c->height + iy) * c->width + ix,
                  ((o * inputs + i) * c->kernel_height + ky) * c->kernel_width + kx);
              }
}

typedef struct {
  const float *left, *right;
  float *result;
} products;

static void add_to_w(void *context, ptrdiff_t y, ptrdiff_t x, ptrdiff_t w) {
  products *p = context;
  p->result[w] = __builtin_fmaf(p->left[x], p->right[y], p->result[w]);
}

void kernels_convolution_backward_weights(
  const kernels_convolution *c, const float *x, const float *dy, float *dw, float *db) {
  ptrdiff_t taps = c->inputs / c->groups * c->kernel_height * c->kernel_width;
  memset(dw, 0, (size_t)(c->outputs * taps) * sizeof *dw);
  for_each_product(c, add_to_w, &(products){x, dy, dw});
  ptrdiff_t positions = c->output_height * c->output_width;
  for (ptrdiff_t o = 0; db && o < c->outputs; o++) {
    db[o] = 0;
    for (ptrdiff_t n = 0; n < c->batch; n++)
      for (ptrdiff_t p = 0; p < positions; p++) db[o] += dy[(n * c->outputs + o) * positions + p];
  }
}
