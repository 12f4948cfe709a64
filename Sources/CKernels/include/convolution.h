// Two-dimensional convolutions. Images are [batch, channels, height, width], weights are
// [outputs, inputs / groups, kernel height, kernel width], all contiguous. A one-dimensional
// convolution has height 1.
#pragma once
#include <stdbool.h>
#include <stddef.h>

/// Output (y, x) sees input (y * stride - padding + ky * dilation, x * … + kx * …) through tap
/// (ky, kx); outside of the image there are zeros.
typedef struct {
  ptrdiff_t batch, inputs, outputs, groups;
  ptrdiff_t height, width;
  ptrdiff_t kernel_height, kernel_width;
  ptrdiff_t stride_height, stride_width;
  ptrdiff_t padding_height, padding_width;
  ptrdiff_t dilation_height, dilation_width;
  ptrdiff_t output_height, output_width;
} kernels_convolution;

/// y = relu(convolution * scale + shift + residual); each part may be missing.
typedef struct {
  /// A value per output channel: of a batch normalisation, folded.
  const float *scale;
  /// A value per output channel: a bias, or of a batch normalisation.
  const float *shift;
  /// In the shape of y.
  const float *residual;
  bool relu;
} kernels_convolution_epilogue;

/// `epilogue` may be null.
///
/// Of all three passes: how a sum is divided and in which order it is added up is determined by the
/// shape alone, so results depend neither on the number of threads nor on the instruction set. Most
/// convolutions of 3 × 3 taps and stride 1 multiply less by Winograd's minimal filtering.
void kernels_convolution_forward(
  const kernels_convolution *convolution, const float *x, const float *w, float *y,
  const kernels_convolution_epilogue *epilogue);

/// The gradient by x, given the one by y.
void kernels_convolution_backward_data(
  const kernels_convolution *convolution, const float *dy, const float *w, float *dx);

/// The gradients by the weights, and by a bias unless `db` is null.
void kernels_convolution_backward_weights(
  const kernels_convolution *convolution, const float *x, const float *dy, float *dw, float *db);
