// Convolutions of which each input channel has one or two outputs of its own: there is no product
// of matrices that could fill a tile.
#pragma once
#include <stdbool.h>

#include "convolution.h"

bool kernels_is_depthwise(const kernels_convolution *convolution);

/// The weights of a channel are in reverse order if flipped.
void kernels_convolve_depthwise(
  const kernels_convolution *convolution, const float *x, const float *w, bool flipped, float *y,
  kernels_convolution_epilogue epilogue);

void kernels_depthwise_backward_weights(
  const kernels_convolution *convolution, const float *x, const float *dy, float *dw, float *db);
