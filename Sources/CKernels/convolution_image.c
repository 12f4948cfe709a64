#include "convolution_image.h"

#include <immintrin.h>
#include <stdbool.h>
#include <string.h>

#include "lanes.h"
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

enum { LANES = 8 };

/// Stores the first `count` lanes. If there is room for them, the others become what they may: some
/// CPUs take long for a masked store.
static inline void store_first(float *to, ptrdiff_t count, bool has_room, __m256 value) {
  if (has_room || count >= LANES) _mm256_storeu_ps(to, value);
  else _mm256_maskstore_ps(to, kernels_first_lanes(count), value);
}

/// Divides elements in the even and the odd ones, which are left out if `odd` is null. If there is
/// room for whole vectors, the last ones are written whole.
static inline void divide(
  ptrdiff_t count, const float *from, bool has_room, float *even, float *odd) {
  for (ptrdiff_t i = 0; i < count; i += 2 * LANES, from += 2 * LANES) {
    ptrdiff_t rest = count - i;
    bool whole = rest >= 2 * LANES;
    __m256 low =
      whole ? _mm256_loadu_ps(from) : _mm256_maskload_ps(from, kernels_first_lanes(rest));
    __m256 high = whole
      ? _mm256_loadu_ps(from + LANES)
      : _mm256_maskload_ps(from + LANES, kernels_first_lanes(rest - LANES));
    store_first(even + i / 2, (rest + 1) / 2, has_room, kernels_even_elements(low, high));
    if (odd) store_first(odd + i / 2, rest / 2, has_room, kernels_odd_elements(low, high));
  }
}

/// Whether vectors from `first` on that cover `count` elements of row i end before the last row
/// does: what they write behind their row is then written again.
static bool has_room(
  const kernels_phased_layout *layout, visible_range rows, ptrdiff_t i, ptrdiff_t first,
  ptrdiff_t count) {
  return first + parts_covering(count, LANES) * LANES
    <= (rows.end - i) * layout->horizontal.length;
}

/// Brings a phase of a channel into the layout.
static void arrange_phase(
  const kernels_phased_layout *layout, visible_range rows, visible_range columns,
  const float *from, float *to) {
  kernels_axis vertical = layout->vertical.axis, horizontal = layout->horizontal.axis;
  ptrdiff_t count = columns.end - columns.first;
  from += rows.input * horizontal.inputs + columns.input;
  to += rows.first * layout->horizontal.length + columns.first;
  for (ptrdiff_t i = rows.first; i < rows.end; i++) {
    if (horizontal.stride == 1) {
      memcpy(to, from, (size_t)count * sizeof *to);
    } else if (horizontal.stride == 2) {
      divide(2 * count - 1, from, has_room(layout, rows, i, columns.first, count), to, NULL);
    } else {
      for (ptrdiff_t j = 0; j < count; j++) to[j] = from[j * horizontal.stride];
    }
    from += vertical.stride * horizontal.inputs;
    to += layout->horizontal.length;
  }
}

/// Whether the phases of a row are its even and its odd elements, and nothing is cut off.
static bool halves_rows(const kernels_phased_layout *layout, const visible_range columns[2]) {
  kernels_axis axis = layout->horizontal.axis;
  if (layout->horizontal.phases != 2 || axis.stride != 2) return false;
  ptrdiff_t count = 0;
  for (int phase = 0; phase < 2; phase++) count += columns[phase].end - columns[phase].first;
  return count == axis.inputs && columns[0].input + columns[1].input == 1;
}

/// Brings two phases of a channel into the layout, if they halve its rows.
static void arrange_halves(
  const kernels_phased_layout *layout, visible_range rows, const visible_range columns[2],
  const float *from, float *to) {
  ptrdiff_t width = layout->horizontal.axis.inputs, length = layout->horizontal.length;
  const int even = columns[0].input, odd = columns[1].input;
  ptrdiff_t plane = layout->vertical.length * length;
  ptrdiff_t first = larger(columns[0].first, columns[1].first);
  for (ptrdiff_t i = rows.first; i < rows.end; i++) {
    const float *row =
      from + (rows.input + (i - rows.first) * layout->vertical.axis.stride) * width;
    divide(
      width, row, has_room(layout, rows, i, first, (width + 1) / 2),
      to + even * plane + i * length + columns[even].first,
      to + odd * plane + i * length + columns[odd].first);
  }
}

/// Brings a channel into the layout.
static void arrange_channel(const kernels_phased_layout *layout, const float *from, float *to) {
  const kernels_phases *vertical = &layout->vertical, *horizontal = &layout->horizontal;
  const visible_range halves[2] = {visible(horizontal, 0), visible(horizontal, 1)};
  const bool rows_are_halved = halves_rows(layout, halves);
  const ptrdiff_t plane = vertical->length * horizontal->length;
  // One stretch of zeros is written faster than many around the rows.
  memset(to, 0, (size_t)layout->channel_size * sizeof *to);
  for (ptrdiff_t vertical_phase = 0; vertical_phase < vertical->phases; vertical_phase++) {
    visible_range rows = visible(vertical, vertical_phase);
    if (rows_are_halved) {
      arrange_halves(layout, rows, halves, from, to);
    } else {
      for (ptrdiff_t phase = 0; phase < horizontal->phases; phase++) {
        arrange_phase(layout, rows, visible(horizontal, phase), from, to + phase * plane);
      }
    }
    to += horizontal->phases * plane;
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
