// An image as convolutions read it: with its padding, and so that the positions that a tap sees lie
// beside each other whatever the stride.
#pragma once
#include <stddef.h>

#include "convolution.h"

/// One axis of a convolution. Output o sees input `o * stride - padding + tap * dilation`.
typedef struct {
  ptrdiff_t inputs, outputs, taps, stride, padding, dilation;
} kernels_axis;

kernels_axis kernels_vertical_axis(const kernels_convolution *convolution);
kernels_axis kernels_horizontal_axis(const kernels_convolution *convolution);

/// Inputs whose distance is a multiple of the stride are a phase: tap t sees the outputs'
/// neighbours in one phase only, `t * dilation / stride` further on.
typedef struct {
  kernels_axis axis;
  /// How many phases some tap sees, and the length of each, with padding.
  ptrdiff_t phases, length;
} kernels_phases;

kernels_phases kernels_phases_of(kernels_axis axis);

/// A channel is its phases, row by row: [vertical phase][horizontal phase][row][column].
typedef struct {
  kernels_phases vertical, horizontal;
  ptrdiff_t channel_size;
} kernels_phased_layout;

kernels_phased_layout kernels_phased_layout_of(kernels_axis vertical, kernels_axis horizontal);

/// Where in a channel tap (ky, kx) sees the input of output (0, 0).
ptrdiff_t kernels_tap_offset(const kernels_phased_layout *layout, ptrdiff_t ky, ptrdiff_t kx);

/// How many images to arrange at a time: few enough to stay in a cache.
ptrdiff_t kernels_images_at_once(const kernels_phased_layout *layout, ptrdiff_t channels);

/// Brings so many channels into the layout: in memory that belongs to the calling thread, or, if
/// they have it already, where they are.
const float *kernels_arrange_channels(
  const kernels_phased_layout *layout, const float *from, ptrdiff_t channels);
