#include "include/elementwise.h"

#include "chunks.h"
#include "include/elementary.h"

// Results may be written over an operand: loops are free of other dependencies between elements.
#define EACH(i) _Pragma("clang loop vectorize(assume_safety)") for (ptrdiff_t i = 0; i < count; i++)

#define UNARY(name, expression)                                            \
  void kernels_##name(const float *xs, float *y, ptrdiff_t count) {        \
    EACH(i) {                                                              \
      float x = xs[i];                                                     \
      y[i] = expression;                                                   \
    }                                                                      \
  }

UNARY(negate, -x)
UNARY(exp_all, kernels_exp(x))
UNARY(log_all, kernels_log(x))
UNARY(expm1_all, kernels_expm1(x))
UNARY(log1p_all, kernels_log1p(x))
UNARY(sqrt_all, __builtin_sqrtf(x))
UNARY(tanh_all, kernels_tanh(x))
UNARY(sigmoid_all, kernels_sigmoid(x))
UNARY(erf_all, kernels_erf(x))
UNARY(softplus_all, kernels_softplus(x))
UNARY(sin_all, kernels_sin(x))
UNARY(cos_all, kernels_cos(x))
UNARY(abs_all, __builtin_fabsf(x))
UNARY(sign_all, x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : x)
UNARY(relu, x < 0.0f ? 0.0f : x)
UNARY(square, x * x)
UNARY(floor_all, __builtin_floorf(x))
UNARY(ceil_all, __builtin_ceilf(x))
UNARY(round_all, __builtin_rintf(x))

typedef struct {
  kernels_unary f;
  const float *x;
  float *y;
  ptrdiff_t count;
} map_context;

static void map_chunk(void *context, ptrdiff_t index) {
  map_context *map = context;
  chunk c = chunk_of(map->count, index);
  map->f(map->x + c.start, map->y + c.start, c.end - c.start);
}

void kernels_map(kernels_unary f, const float *x, float *y, ptrdiff_t count) {
  if (count <= CHUNK_SIZE) {
    f(x, y, count);
    return;
  }
  map_context context = {f, x, y, count};
  for_each_chunk(count, map_chunk, &context);
}

// One loop for each pair of steps, so that the compiler makes vector instructions of all four.
#define BINARY(name, expression)                                                          \
  void kernels_##name##_all(                                                              \
      const float *as, ptrdiff_t a_step, const float *bs, ptrdiff_t b_step, float *y,     \
      ptrdiff_t count) {                                                                  \
    if (a_step && b_step) {                                                               \
      EACH(i) {                                                                           \
        float a = as[i], b = bs[i];                                                       \
        y[i] = expression;                                                                \
      }                                                                                   \
    } else if (a_step) {                                                                  \
      float b = *bs;                                                                      \
      EACH(i) {                                                                           \
        float a = as[i];                                                                  \
        y[i] = expression;                                                                \
      }                                                                                   \
    } else if (b_step) {                                                                  \
      float a = *as;                                                                      \
      EACH(i) {                                                                           \
        float b = bs[i];                                                                  \
        y[i] = expression;                                                                \
      }                                                                                   \
    } else {                                                                              \
      float a = *as, b = *bs;                                                             \
      float value = expression;                                                           \
      for (ptrdiff_t i = 0; i < count; i++) y[i] = value;                                 \
    }                                                                                     \
  }

BINARY(add, a + b)
BINARY(subtract, a - b)
BINARY(multiply, a *b)
BINARY(divide, a / b)
BINARY(maximum, a != a ? a : b != b ? b : a > b ? a : b)
BINARY(minimum, a != a ? a : b != b ? b : a < b ? a : b)
BINARY(where_positive, a > 0.0f ? b : 0.0f)
BINARY(less, a < b ? 1.0f : 0.0f)
BINARY(less_or_equal, a <= b ? 1.0f : 0.0f)
BINARY(equal, a == b ? 1.0f : 0.0f)
BINARY(sigmoid_gradient, b *(a * (1.0f - a)))
BINARY(tanh_gradient, b *(1.0f - a * a))

static inline float silu_slope(float x) {
  float s = kernels_sigmoid(x);
  return s * (1.0f + x * (1.0f - s));
}

UNARY(silu, x *kernels_sigmoid(x))
BINARY(silu_gradient, b *silu_slope(a))

/// The distribution function of the normal distribution.
static inline float normal_part_below(float x) {
  return 0.5f * (1.0f + kernels_erf(x * 0.70710678118654752f));
}

static inline float gelu_slope(float x) {
  float density = 0.39894228040143268f * kernels_exp(-0.5f * x * x);
  return normal_part_below(x) + x * density;
}

UNARY(gelu, x *normal_part_below(x))

// These are too much for a vector loop, and needed too rarely to care.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpass-failed"
BINARY(power, kernels_pow(a, b))
BINARY(gelu_gradient, b *gelu_slope(a))
#pragma clang diagnostic pop

typedef struct {
  kernels_binary f;
  int rank;
  const ptrdiff_t *sizes, *a_strides, *b_strides;
  const float *a, *b;
  float *y;
  ptrdiff_t rows, rows_per_chunk, row_length, chunks_per_row;
} zip_context;

/// Applies f to a part of one innermost row.
static void zip_row(const zip_context *zip, ptrdiff_t row, ptrdiff_t start, ptrdiff_t count) {
  ptrdiff_t a_offset = 0, b_offset = 0, rest = row;
  for (int d = zip->rank - 2; d >= 0; d--) {
    ptrdiff_t index = rest % zip->sizes[d];
    rest /= zip->sizes[d];
    a_offset += index * zip->a_strides[d];
    b_offset += index * zip->b_strides[d];
  }
  ptrdiff_t a_step = zip->a_strides[zip->rank - 1], b_step = zip->b_strides[zip->rank - 1];
  zip->f(
      zip->a + a_offset + start * a_step, a_step, zip->b + b_offset + start * b_step, b_step,
      zip->y + row * zip->row_length + start, count);
}

static void zip_chunk(void *context, ptrdiff_t index) {
  const zip_context *zip = context;
  if (zip->chunks_per_row > 1) {
    chunk c = chunk_of(zip->row_length, index % zip->chunks_per_row);
    zip_row(zip, index / zip->chunks_per_row, c.start, c.end - c.start);
    return;
  }
  ptrdiff_t first = index * zip->rows_per_chunk;
  ptrdiff_t end = smaller(first + zip->rows_per_chunk, zip->rows);
  for (ptrdiff_t row = first; row < end; row++) zip_row(zip, row, 0, zip->row_length);
}

void kernels_zip(
    kernels_binary f, int rank, const ptrdiff_t *sizes, const float *a, const ptrdiff_t *a_strides,
    const float *b, const ptrdiff_t *b_strides, float *y) {
  ptrdiff_t rows = 1;
  for (int d = 0; d < rank - 1; d++) rows *= sizes[d];
  ptrdiff_t length = sizes[rank - 1];
  if (rows == 1 && length <= CHUNK_SIZE) {
    f(a, a_strides[rank - 1], b, b_strides[rank - 1], y, length);
    return;
  }
  ptrdiff_t per_chunk = length > 0 && length < CHUNK_SIZE ? CHUNK_SIZE / length : 1;
  ptrdiff_t chunks_per_row = parts_covering(length, CHUNK_SIZE);
  zip_context context = {f, rank, sizes, a_strides, b_strides, a, b, y, rows, per_chunk, length,
                         chunks_per_row};
  ptrdiff_t chunks =
      chunks_per_row > 1 ? rows * chunks_per_row : parts_covering(rows, per_chunk);
  kernels_parallel_for(chunks, zip_chunk, &context);
}

typedef struct {
  const float *x;
  float *y;
  float scale, offset;
  ptrdiff_t count;
} affine_context;

static void add_chunk(void *context, ptrdiff_t index) {
  affine_context *add = context;
  chunk c = chunk_of(add->count, index);
  for (ptrdiff_t i = c.start; i < c.end; i++) add->y[i] += add->x[i];
}

void kernels_add_to(const float *x, float *y, ptrdiff_t count) {
  affine_context context = {x, y, 1, 0, count};
  for_each_chunk(count, add_chunk, &context);
}

static void scale_chunk(void *context, ptrdiff_t index) {
  affine_context *affine = context;
  chunk c = chunk_of(affine->count, index);
  float scale = affine->scale, offset = affine->offset;
  for (ptrdiff_t i = c.start; i < c.end; i++) affine->y[i] = affine->x[i] * scale + offset;
}

void kernels_scale(const float *x, float scale, float offset, float *y, ptrdiff_t count) {
  affine_context context = {x, y, scale, offset, count};
  for_each_chunk(count, scale_chunk, &context);
}

typedef struct {
  const float *x, *values;
  float *y, slope;
  ptrdiff_t count;
} leaky_context;

static void leaky_chunk(void *context, ptrdiff_t index) {
  const leaky_context *leaky = context;
  chunk c = chunk_of(leaky->count, index);
  const float *x = leaky->x, *values = leaky->values;
  float *y = leaky->y, slope = leaky->slope;
  for (ptrdiff_t i = c.start; i < c.end; i++) y[i] = x[i] > 0.0f ? values[i] : slope * values[i];
}

void kernels_leaky(const float *x, const float *values, float slope, float *y, ptrdiff_t count) {
  leaky_context context = {x, values, y, slope, count};
  for_each_chunk(count, leaky_chunk, &context);
}

void kernels_fill(float value, float *y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) y[i] = value;
}

void kernels_clamp(const float *x, float low, float high, float *y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) {
    float raised = x[i] < low ? low : x[i];
    y[i] = raised > high ? high : raised;
  }
}

void kernels_select(
    const uint8_t *mask, const uint32_t *a, ptrdiff_t a_step, const uint32_t *b, ptrdiff_t b_step,
    uint32_t *y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) y[i] = mask[i] ? a[i * a_step] : b[i * b_step];
}

void kernels_int32_to_float(const int32_t *x, float *y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) y[i] = (float)x[i];
}

void kernels_float_to_int32(const float *x, int32_t *y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) {
    int fits = x[i] >= -0x1p31f && x[i] < 0x1p31f;
    y[i] = fits ? (int32_t)x[i] : INT32_MIN;
  }
}

void kernels_bool_to_float(const uint8_t *x, float *y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) y[i] = x[i];
}

void kernels_float_to_bool(const float *x, uint8_t *y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) y[i] = x[i] != 0.0f;
}
