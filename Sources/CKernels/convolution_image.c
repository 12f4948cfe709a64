#include "convolution_image.h"

#include <stdbool.h>
#include <string.h>

#include "scratch.h"
#include "sizes.h"
#include "thread_team.h"

enum {
  // So many floats of arranged images stay in a cache.
  IMAGES_SIZE = 1 << 20,
  // So many floats take some microseconds to arrange.
  TASK_SIZE = 16 << 10,
};

kernels_axis kernels_vertical_axis(const kernels_convolution *c) {
  return (kernels_axis){c->height, c->output_height, c->kernel_height, c->stride_height,
                        c->padding_height, c->dilation_height};
}

kernels_axis kernels_horizontal_axis(const kernels_convolution *c) {
  return (kernels_axis){c->width, c->output_width, c->kernel_width, c->stride_width,
                        c->padding_width, c->dilation_width};
}

// MARK: phases

/// Taps see the residues of their distances by the stride, which come round after
/// stride / gcd(stride, dilation) taps.
static ptrdiff_t residues(kernels_axis axis) {
  ptrdiff_t count = 1;
  while (count < axis.taps && count * axis.dilation % axis.stride != 0) count++;
  return count;
}

kernels_phases kernels_phases_of(kernels_axis axis) {
  ptrdiff_t reach = (axis.taps - 1) * axis.dilation / axis.stride;
  return (kernels_phases){axis, residues(axis), axis.outputs + reach};
}

/// The range of a phase's elements that lie in the image, and the input that is the first of them.
typedef struct {
  ptrdiff_t first, end, input;
} visible_range;

static visible_range visible(const kernels_phases *phases, ptrdiff_t phase) {
  kernels_axis axis = phases->axis;
  ptrdiff_t start = phase * axis.dilation % axis.stride - axis.padding;
  visible_range range;
  range.first = start >= 0 ? 0 : parts_covering(-start, axis.stride);
  range.first = smaller(range.first, phases->length);
  range.input = start + range.first * axis.stride;
  ptrdiff_t count =
    range.input >= axis.inputs ? 0 : parts_covering(axis.inputs - range.input, axis.stride);
  range.end = smaller(range.first + count, phases->length);
  return range;
}

// MARK: layout

/// Whether a channel in memory has this layout already.
static bool is_in_place(const kernels_phased_layout *layout) {
  kernels_axis y = layout->vertical.axis, x = layout->horizontal.axis;
  return y.stride == 1 && x.stride == 1 && y.padding == 0 && x.padding == 0
    && layout->vertical.length <= y.inputs && layout->horizontal.length <= x.inputs;
}

kernels_phased_layout kernels_phased_layout_of(kernels_axis vertical, kernels_axis horizontal) {
  kernels_phased_layout layout = {
    .vertical = kernels_phases_of(vertical), .horizontal = kernels_phases_of(horizontal)};
  if (is_in_place(&layout)) {
    layout.vertical.length = vertical.inputs;
    layout.horizontal.length = horizontal.inputs;
  }
  layout.channel_size = layout.vertical.phases * layout.horizontal.phases
    * layout.vertical.length * layout.horizontal.length;
  return layout;
}

ptrdiff_t kernels_tap_offset(const kernels_phased_layout *layout, ptrdiff_t ky, ptrdiff_t kx) {
  const kernels_phases *vertical = &layout->vertical, *horizontal = &layout->horizontal;
  ptrdiff_t phase = ky % vertical->phases * horizontal->phases + kx % horizontal->phases;
  ptrdiff_t row = ky * vertical->axis.dilation / vertical->axis.stride;
  ptrdiff_t column = kx * horizontal->axis.dilation / horizontal->axis.stride;
  return (phase * vertical->length + row) * horizontal->length + column;
}

typedef float vector __attribute__((vector_size(32), aligned(4), may_alias));

static void copy_every_second(ptrdiff_t count, const float *from, float *to) {
  ptrdiff_t i = 0;
  // The last element of the second vector is behind the last that is wanted.
  for (; i + 8 < count; i += 8) {
    vector low = *(const vector *)(from + 2 * i), high = *(const vector *)(from + 2 * i + 8);
    *(vector *)(to + i) = __builtin_shufflevector(low, high, 0, 2, 4, 6, 8, 10, 12, 14);
  }
  for (; i < count; i++) to[i] = from[2 * i];
}

static void copy_strided(ptrdiff_t count, const float *from, ptrdiff_t stride, float *to) {
  if (stride == 1) memcpy(to, from, (size_t)count * sizeof *to);
  else if (stride == 2) copy_every_second(count, from, to);
  else for (ptrdiff_t i = 0; i < count; i++) to[i] = from[i * stride];
}

/// Brings a channel into the layout.
static void arrange_channel(const kernels_phased_layout *layout, const float *from, float *to) {
  const kernels_phases *vertical = &layout->vertical, *horizontal = &layout->horizontal;
  // One stretch of zeros is written faster than many around the rows.
  memset(to, 0, (size_t)layout->channel_size * sizeof *to);
  for (ptrdiff_t vertical_phase = 0; vertical_phase < vertical->phases; vertical_phase++) {
    visible_range rows = visible(vertical, vertical_phase);
    for (ptrdiff_t phase = 0; phase < horizontal->phases; phase++) {
      visible_range columns = visible(horizontal, phase);
      const float *row = from + rows.input * horizontal->axis.inputs + columns.input;
      for (ptrdiff_t i = rows.first; i < rows.end; i++) {
        copy_strided(
          columns.end - columns.first, row, horizontal->axis.stride,
          to + i * horizontal->length + columns.first);
        row += vertical->axis.stride * horizontal->axis.inputs;
      }
      to += vertical->length * horizontal->length;
    }
  }
}

// MARK: arranging

typedef struct {
  const kernels_phased_layout *layout;
  const float *from;
  float *to;
  ptrdiff_t channels, channels_per_task;
} arrangement;

static void arrange_some(void *context, ptrdiff_t task) {
  const arrangement *a = context;
  ptrdiff_t first = task * a->channels_per_task;
  ptrdiff_t end = smaller(first + a->channels_per_task, a->channels);
  ptrdiff_t size = a->layout->vertical.axis.inputs * a->layout->horizontal.axis.inputs;
  for (ptrdiff_t channel = first; channel < end; channel++) {
    arrange_channel(
      a->layout, a->from + channel * size, a->to + channel * a->layout->channel_size);
  }
}

ptrdiff_t kernels_images_at_once(const kernels_phased_layout *layout, ptrdiff_t channels) {
  ptrdiff_t count = IMAGES_SIZE / (channels * layout->channel_size + 1);
  return count < 1 ? 1 : count;
}

const float *kernels_arrange_channels(
  const kernels_phased_layout *layout, const float *from, ptrdiff_t channels) {
  if (is_in_place(layout)) return from;
  arrangement a = {
    layout, from, kernels_scratch(SCRATCH_IMAGE, channels * layout->channel_size), channels,
    TASK_SIZE / (layout->channel_size + 1) + 1,
  };
  kernels_parallel_for(
    parts_covering(channels, a.channels_per_task), arrange_some, &a);
  return a.to;
}
