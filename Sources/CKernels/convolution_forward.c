#include "convolution.h"
#include "convolution_depthwise.h"
#include "convolution_grid.h"
#include "convolution_image.h"
#include "convolution_winograd.h"
#include "gemm_product.h"
#include "scratch.h"
#include "sizes.h"

void kernels_convolution_forward(
  const kernels_convolution *c, const float *x, const float *w, float *y,
  const kernels_convolution_epilogue *epilogue) {
  const kernels_convolution_epilogue e = epilogue ? *epilogue : (kernels_convolution_epilogue){};
  if (kernels_is_depthwise(c)) {
    kernels_convolve_depthwise(c, x, w, false, y, e);
    return;
  }
  if (kernels_winograd_applies(c)) {
    kernels_winograd_weights weights = {w, c->inputs / c->groups * 9, 9, false};
    kernels_convolve_winograd(c, x, weights, y, e);
    return;
  }
  const kernels_phased_layout layout =
    kernels_phased_layout_of(kernels_vertical_axis(c), kernels_horizontal_axis(c));
  const ptrdiff_t positions = c->output_height * c->output_width;
  kernels_grid grid = {
    .item_stride = c->inputs / c->groups * layout.channel_size,
    .offsets = kernels_tap_offsets(c, &layout),
    .height = c->output_height, .width = c->output_width, .pitch = layout.horizontal.length,
  };
  kernels_product product = {
    .m = c->outputs / c->groups, .n = positions,
    .k = c->inputs / c->groups * c->kernel_height * c->kernel_width,
    .a_items = c->groups, .pack_b = kernels_pack_grid, .b = &grid,
    .c_row_stride = positions, .c_item_stride = c->outputs / c->groups * positions,
    .row_scale = e.scale, .row_shift = e.shift, .row_shift_item_stride = c->outputs / c->groups,
    .relu = e.relu,
  };
  product.a = (kernels_matrix){w, product.k, 1};
  product.a_item_stride = product.m * product.k;
  ptrdiff_t at_once = kernels_images_at_once(&layout, c->inputs);
  for (ptrdiff_t image = 0; image < c->batch; image += at_once) {
    ptrdiff_t images = smaller(c->batch - image, at_once);
    grid.image = kernels_arrange_channels(
      &layout, x + image * c->inputs * c->height * c->width, images * c->inputs);
    ptrdiff_t done = image * c->outputs * positions;
    product.items = images * c->groups;
    product.c = y + done;
    product.residual = e.residual ? e.residual + done : NULL;
    kernels_multiply(&product);
  }
}
