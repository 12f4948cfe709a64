#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Operations on each element. A loop works on `count` elements; `kernels_map` and the others spread
// long ones over the threads, in chunks whose bounds don't depend on their number.

/// y[i] = f(x[i])
typedef void (*kernels_unary)(const float *x, float *y, ptrdiff_t count);

void kernels_negate(const float *x, float *y, ptrdiff_t count);
void kernels_exp_all(const float *x, float *y, ptrdiff_t count);
void kernels_log_all(const float *x, float *y, ptrdiff_t count);
void kernels_expm1_all(const float *x, float *y, ptrdiff_t count);
void kernels_log1p_all(const float *x, float *y, ptrdiff_t count);
void kernels_sqrt_all(const float *x, float *y, ptrdiff_t count);
void kernels_tanh_all(const float *x, float *y, ptrdiff_t count);
void kernels_sigmoid_all(const float *x, float *y, ptrdiff_t count);
void kernels_erf_all(const float *x, float *y, ptrdiff_t count);
void kernels_softplus_all(const float *x, float *y, ptrdiff_t count);
void kernels_sin_all(const float *x, float *y, ptrdiff_t count);
void kernels_cos_all(const float *x, float *y, ptrdiff_t count);
void kernels_abs_all(const float *x, float *y, ptrdiff_t count);
void kernels_sign_all(const float *x, float *y, ptrdiff_t count);
void kernels_relu(const float *x, float *y, ptrdiff_t count);
void kernels_silu(const float *x, float *y, ptrdiff_t count);
void kernels_gelu(const float *x, float *y, ptrdiff_t count);
void kernels_square(const float *x, float *y, ptrdiff_t count);
void kernels_floor_all(const float *x, float *y, ptrdiff_t count);
void kernels_ceil_all(const float *x, float *y, ptrdiff_t count);
void kernels_round_all(const float *x, float *y, ptrdiff_t count);

void kernels_map(kernels_unary f, const float *x, float *y, ptrdiff_t count);

/// y[i] = f(a[i * a_step], b[i * b_step]); a step is 0 or 1.
typedef void (*kernels_binary)(
    const float *a, ptrdiff_t a_step, const float *b, ptrdiff_t b_step, float *y, ptrdiff_t count);

#define KERNELS_BINARY(name)                                                             \
  void kernels_##name##_all( \
      const float *a, ptrdiff_t a_step, const float *b, ptrdiff_t b_step, float *y,      \
      ptrdiff_t count)
KERNELS_BINARY(add);
KERNELS_BINARY(subtract);
KERNELS_BINARY(multiply);
KERNELS_BINARY(divide);
KERNELS_BINARY(maximum);
KERNELS_BINARY(minimum);
KERNELS_BINARY(power);
/// b where a > 0, otherwise 0: the gradient b of relu where its output was a.
KERNELS_BINARY(where_positive);
/// Comparisons give 1 or 0.
KERNELS_BINARY(less);
KERNELS_BINARY(less_or_equal);
KERNELS_BINARY(equal);
/// b · a · (1 − a): the gradient b of sigmoid where its output was a.
KERNELS_BINARY(sigmoid_gradient);
/// b · (1 − a²): the gradient b of tanh where its output was a.
KERNELS_BINARY(tanh_gradient);
/// The gradients b of silu and gelu at a.
KERNELS_BINARY(silu_gradient);
KERNELS_BINARY(gelu_gradient);
#undef KERNELS_BINARY

/// f over arrays with dimensions, outermost first; a stride of 0 repeats an element, and innermost
/// strides are 0 or 1. y is contiguous.
void kernels_zip(
    kernels_binary f, int rank, const ptrdiff_t *sizes, const float *a, const ptrdiff_t *a_strides,
    const float *b, const ptrdiff_t *b_strides, float *y);

/// y[i] += x[i]; y[i] = x[i] · scale + offset.
void kernels_add_to(const float *x, float *y, ptrdiff_t count);
void kernels_scale(const float *x, float scale, float offset, float *y, ptrdiff_t count);
void kernels_fill(float value, float *y, ptrdiff_t count);
/// Values below `low` become `low`, then those above `high` become `high`; NaN stays.
void kernels_clamp(const float *x, float low, float high, float *y, ptrdiff_t count);

/// y = values where x > 0, otherwise slope · values: the leaky relu of x = values, and the gradient
/// dy = values of that of x.
void kernels_leaky(const float *x, const float *values, float slope, float *y, ptrdiff_t count);

/// y[i] = mask[i] ? a[i * a_step] : b[i * b_step]; words of whatever type.
void kernels_select(
    const uint8_t *mask, const uint32_t *a, ptrdiff_t a_step, const uint32_t *b, ptrdiff_t b_step,
    uint32_t *y, ptrdiff_t count);

/// Copies an array with strides, counted in elements of `element_size` bytes (1 or 4), to a
/// contiguous one.
void kernels_copy_strided(
    int rank, const ptrdiff_t *sizes, const void *x, const ptrdiff_t *x_strides, void *y,
    size_t element_size);
/// The reverse: a contiguous array into one with strides.
void kernels_copy_to_strided(
    int rank, const ptrdiff_t *sizes, const void *x, void *y, const ptrdiff_t *y_strides,
    size_t element_size);

/// Conversions between types: bool is a byte, 0 or 1. What is no number of int32_t becomes the
/// smallest one.
void kernels_int32_to_float(const int32_t *x, float *y, ptrdiff_t count);
void kernels_float_to_int32(const float *x, int32_t *y, ptrdiff_t count);
void kernels_bool_to_float(const uint8_t *x, float *y, ptrdiff_t count);
void kernels_float_to_bool(const float *x, uint8_t *y, ptrdiff_t count);
