// Convolutions of 3 × 3 taps and stride 1 by Winograd's minimal filtering F(2 × 2, 3 × 3) (Lavin
// and Gray, Fast Algorithms for Convolutional Neural Networks, 2015): 16 multiplications in place
// of 36 for four outputs.
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "convolution.h"

/// Whether this is such a convolution, and large enough to be faster so. Depends on the shape
/// alone, as it changes the last bits.
bool kernels_winograd_applies(const kernels_convolution *convolution);

/// The weights from an input to an output of a group are at `w` + output * output_stride + input *
/// input_stride, row by row; in reverse order if flipped.
typedef struct {
  const float *w;
  ptrdiff_t output_stride, input_stride;
  bool flipped;
} kernels_winograd_weights;

void kernels_convolve_winograd(
  const kernels_convolution *convolution, const float *x, kernels_winograd_weights weights,
  float *y, kernels_convolution_epilogue epilogue);

/// The gradients by the weights, and by a bias unless `db` is null: 16 multiplications for the 36 of
/// four gradients by outputs and nine weights.
void kernels_winograd_backward_weights(
  const kernels_convolution *convolution, const float *x, const float *dy, float *dw, float *db);
