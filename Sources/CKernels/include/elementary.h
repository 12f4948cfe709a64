#pragma once
// Elementary functions of one code path: the same bits on every machine, which libm's are not, and
// free of branches, so that loops over them become vector instructions.
//
// The polynomials are those of Moshier's Cephes library (single precision: expf, logf, tanhf,
// ndtrf). TensorsTests measures their errors.

#include <math.h>
#include <stdint.h>
#include <string.h>

static inline float kernels_float_from_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static inline uint32_t kernels_bits_of_float(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

/// 2^n for n from -252 to 254, in two factors, so that the result may be subnormal or infinite.
static inline float kernels_scale_by_power_of_two(float x, int32_t n) {
  int32_t half = n >> 1;
  float first = kernels_float_from_bits((uint32_t)(half + 127) << 23);
  float second = kernels_float_from_bits((uint32_t)(n - half + 127) << 23);
  return x * first * second;
}

/// exp(x) - 1 = 2^n · (1 + remainder) - 1 for the whole number n next to x / ln 2.
typedef struct {
  float n, remainder;
} kernels_exp_parts;

static inline kernels_exp_parts kernels_split_exp(float x) {
  // Beyond these the result is 0 or infinite anyway; NaN passes the comparisons unchanged.
  float bounded = x > 89.0f ? 89.0f : x;
  bounded = bounded < -104.0f ? -104.0f : bounded;
  float n = __builtin_rintf(bounded * 1.44269504088896341f);
  float r = __builtin_fmaf(n, -0.693359375f, bounded);
  r = __builtin_fmaf(n, 2.12194440e-4f, r);
  float p = 1.9875691500e-4f;
  p = __builtin_fmaf(p, r, 1.3981999507e-3f);
  p = __builtin_fmaf(p, r, 8.3334519073e-3f);
  p = __builtin_fmaf(p, r, 4.1665795894e-2f);
  p = __builtin_fmaf(p, r, 1.6666665459e-1f);
  p = __builtin_fmaf(p, r, 5.0000001201e-1f);
  return (kernels_exp_parts){x == x ? n : 0.0f, __builtin_fmaf(p * r, r, r)};
}

static inline float kernels_exp(float x) {
  kernels_exp_parts parts = kernels_split_exp(x);
  float result = kernels_scale_by_power_of_two(parts.remainder + 1.0f, (int32_t)parts.n);
  return x == x ? result : x;
}

/// exp(x) - 1, exact where that is small.
static inline float kernels_expm1(float x) {
  kernels_exp_parts parts = kernels_split_exp(x);
  // 2^n itself may be infinite where half of the result is not.
  float half = kernels_scale_by_power_of_two(0.5f, (int32_t)parts.n);
  float result = 2.0f * __builtin_fmaf(parts.remainder, half, half - 0.5f);
  return x == x ? (x == 0.0f ? x : result) : x;
}

static inline float kernels_log(float x) {
  // Subnormal numbers are scaled into the normal range first.
  float scaled = x < 1.17549435e-38f ? x * 8388608.0f : x;
  float bias = x < 1.17549435e-38f ? -23.0f : 0.0f;
  uint32_t bits = kernels_bits_of_float(scaled);
  float e = (float)((int32_t)((bits >> 23) & 0xff) - 126) + bias;
  float m = kernels_float_from_bits((bits & 0x007fffffu) | 0x3f000000u);
  float is_small = m < 0.70710678118654752f ? 1.0f : 0.0f;
  e -= is_small;
  m = (m + is_small * m) - 1.0f;
  float z = m * m;
  float p = 7.0376836292e-2f;
  p = __builtin_fmaf(p, m, -1.1514610310e-1f);
  p = __builtin_fmaf(p, m, 1.1676998740e-1f);
  p = __builtin_fmaf(p, m, -1.2420140846e-1f);
  p = __builtin_fmaf(p, m, 1.4249322787e-1f);
  p = __builtin_fmaf(p, m, -1.6668057665e-1f);
  p = __builtin_fmaf(p, m, 2.0000714765e-1f);
  p = __builtin_fmaf(p, m, -2.4999993993e-1f);
  p = __builtin_fmaf(p, m, 3.3333331174e-1f);
  float y = p * m * z;
  y = __builtin_fmaf(e, -2.12194440e-4f, y);
  y = __builtin_fmaf(z, -0.5f, y);
  float result = __builtin_fmaf(e, 0.693359375f, m + y);
  result = x == INFINITY ? INFINITY : result;
  result = x == 0.0f ? -INFINITY : result;
  result = x < 0.0f ? NAN : result;
  return x == x ? result : x;
}

/// ln(1 + x), exact where that is small.
static inline float kernels_log1p(float x) {
  // The sum loses x's low digits; the ratio restores them (Goldberg 1991, theorem 4).
  float sum = 1.0f + x;
  float result = kernels_log(sum) * (x / (sum - 1.0f));
  return sum == 1.0f || x == INFINITY ? x : result;
}

static inline float kernels_sigmoid(float x) { return 1.0f / (1.0f + kernels_exp(-x)); }

static inline float kernels_tanh(float x) {
  float magnitude = __builtin_fabsf(x);
  float z = x * x;
  float p = -5.70498872745e-3f;
  p = __builtin_fmaf(p, z, 2.06390887954e-2f);
  p = __builtin_fmaf(p, z, -5.37397155531e-2f);
  p = __builtin_fmaf(p, z, 1.33314422036e-1f);
  p = __builtin_fmaf(p, z, -3.33332819422e-1f);
  float near_zero = __builtin_fmaf(p * z, x, x);
  float far = 1.0f - 2.0f / (kernels_exp(2.0f * magnitude) + 1.0f);
  return magnitude < 0.625f ? near_zero : __builtin_copysignf(far, x);
}

/// The error function, 2/√π ∫₀ˣ exp(−t²) dt.
static inline float kernels_erf(float x) {
  float a = __builtin_fabsf(x);
  float z = x * x;
  float t = 7.853861353153693e-5f;
  t = __builtin_fmaf(t, z, -8.010193625184903e-4f);
  t = __builtin_fmaf(t, z, 5.188327685732524e-3f);
  t = __builtin_fmaf(t, z, -2.685381193529856e-2f);
  t = __builtin_fmaf(t, z, 1.128358514861418e-1f);
  t = __builtin_fmaf(t, z, -3.761262582423300e-1f);
  t = __builtin_fmaf(t, z, 1.128379165726710f);
  float q = 1.0f / (a < 1.0f ? 1.0f : a);
  float y = q * q;
  float p = 2.326819970068386e-2f;
  p = __builtin_fmaf(p, y, -1.387039388740657e-1f);
  p = __builtin_fmaf(p, y, 3.687424674597105e-1f);
  p = __builtin_fmaf(p, y, -5.824733027278666e-1f);
  p = __builtin_fmaf(p, y, 6.210004621745983e-1f);
  p = __builtin_fmaf(p, y, -4.944515323274145e-1f);
  p = __builtin_fmaf(p, y, 3.404879937665872e-1f);
  p = __builtin_fmaf(p, y, -2.741127028184656e-1f);
  p = __builtin_fmaf(p, y, 5.638259427386472e-1f);
  float r = -1.047766399936249e+1f;
  r = __builtin_fmaf(r, y, 1.297719955372516e+1f);
  r = __builtin_fmaf(r, y, -7.495518717768503f);
  r = __builtin_fmaf(r, y, 2.921019019210786f);
  r = __builtin_fmaf(r, y, -1.015265279202700f);
  r = __builtin_fmaf(r, y, 4.218463358204948e-1f);
  r = __builtin_fmaf(r, y, -2.820767439740514e-1f);
  r = __builtin_fmaf(r, y, 5.641895067754075e-1f);
  float far = 1.0f - kernels_exp(-z) * q * (a < 2.0f ? p : r);
  return a < 1.0f ? x * t : __builtin_copysignf(far, x);
}

/// ln(1 + exp(x)) without overflow.
static inline float kernels_softplus(float x) {
  return (x > 0.0f ? x : (x == x ? 0.0f : x)) + kernels_log1p(kernels_exp(-__builtin_fabsf(x)));
}

/// exp and log in double precision, for powers, whose errors the exponent magnifies.
static inline double kernels_exp_double(double x) {
  double bounded = x > 720.0 ? 720.0 : x;
  bounded = bounded < -750.0 ? -750.0 : bounded;
  double n = __builtin_rint(bounded * 1.4426950408889634);
  double r = __builtin_fma(n, -0.693147180369123816490, bounded);
  r = __builtin_fma(n, -1.90821492927058770002e-10, r);
  double p = 1.0 / 39916800;
  p = __builtin_fma(p, r, 1.0 / 3628800);
  p = __builtin_fma(p, r, 1.0 / 362880);
  p = __builtin_fma(p, r, 1.0 / 40320);
  p = __builtin_fma(p, r, 1.0 / 5040);
  p = __builtin_fma(p, r, 1.0 / 720);
  p = __builtin_fma(p, r, 1.0 / 120);
  p = __builtin_fma(p, r, 1.0 / 24);
  p = __builtin_fma(p, r, 1.0 / 6);
  p = __builtin_fma(p, r, 0.5);
  p = __builtin_fma(p, r, 1.0);
  p = __builtin_fma(p, r, 1.0);
  int64_t exponent = x == x ? (int64_t)n : 0;
  int64_t half = exponent >> 1;
  uint64_t first_bits = (uint64_t)(half + 1023) << 52;
  uint64_t second_bits = (uint64_t)(exponent - half + 1023) << 52;
  double first, second;
  memcpy(&first, &first_bits, sizeof first);
  memcpy(&second, &second_bits, sizeof second);
  return x == x ? p * first * second : x;
}

/// x > 0, normal.
static inline double kernels_log_double(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  double e = (double)((int64_t)(bits >> 52) - 1022);
  bits = (bits & 0x000fffffffffffffull) | 0x3fe0000000000000ull;
  double m;
  memcpy(&m, &bits, sizeof m);
  double is_small = m < 0.70710678118654752 ? 1.0 : 0.0;
  e -= is_small;
  m += is_small * m;
  double s = (m - 1.0) / (m + 1.0);
  double z = s * s;
  double p = 1.0 / 17;
  p = __builtin_fma(p, z, 1.0 / 15);
  p = __builtin_fma(p, z, 1.0 / 13);
  p = __builtin_fma(p, z, 1.0 / 11);
  p = __builtin_fma(p, z, 1.0 / 9);
  p = __builtin_fma(p, z, 1.0 / 7);
  p = __builtin_fma(p, z, 1.0 / 5);
  p = __builtin_fma(p, z, 1.0 / 3);
  double logarithm = 2.0 * __builtin_fma(p * z, s, s);
  return __builtin_fma(e, 0.69314718055994530942, logarithm);
}

/// x to the power y, as IEEE 754's pow has it.
static inline float kernels_pow(float x, float y) {
  double magnitude = __builtin_fabs((double)x);
  int y_is_integer = __builtin_rintf(y) == y;
  int y_is_odd = y_is_integer && __builtin_rintf(y * 0.5f) != y * 0.5f;
  double power;
  if (magnitude == 0.0) {
    power = y > 0.0f ? 0.0 : INFINITY;
  } else if (magnitude == INFINITY) {
    power = y > 0.0f ? INFINITY : 0.0;
  } else if (magnitude == 1.0) {
    power = 1.0;
  } else {
    power = kernels_exp_double(y * kernels_log_double(magnitude));
  }
  int is_root_of_negative = x < 0.0f && magnitude < INFINITY && !y_is_integer;
  float result = (float)(is_root_of_negative                    ? NAN
                         : y_is_odd && __builtin_signbit(x) != 0 ? -power
                                                                 : power);
  result = x != x ? x : y != y ? y : result;
  return y == 0.0f || x == 1.0f ? 1.0f : result;
}

/// sin(π/2 · (r + quadrant)) and cos from r in [−½, ½] quarter turns: the kernel of sine and cosine.
static inline double kernels_sin_of_quarter_turns(double r, int64_t quadrant) {
  double x = r * 1.57079632679489661923;
  double z = x * x;
  double s = -1.0 / 39916800;
  s = __builtin_fma(s, z, 1.0 / 362880);
  s = __builtin_fma(s, z, -1.0 / 5040);
  s = __builtin_fma(s, z, 1.0 / 120);
  s = __builtin_fma(s, z, -1.0 / 6);
  s = __builtin_fma(s * z, x, x);
  double c = 1.0 / 479001600;
  c = __builtin_fma(c, z, -1.0 / 3628800);
  c = __builtin_fma(c, z, 1.0 / 40320);
  c = __builtin_fma(c, z, -1.0 / 720);
  c = __builtin_fma(c, z, 1.0 / 24);
  c = __builtin_fma(c, z, -0.5);
  c = __builtin_fma(c, z, 1.0);
  double value = quadrant & 1 ? c : s;
  return quadrant & 2 ? -value : value;
}

static inline float kernels_sin(float x) {
  double turns = (double)x * 0.63661977236758134308;
  double quadrant = __builtin_rint(turns);
  // The angle's absolute error grows with x, to 1e-6 at 1e10 and a turn at 1e16: 2/π has 53 bits here.
  int64_t q = quadrant > -9e15 && quadrant < 9e15 ? (int64_t)quadrant : 0;
  float result = (float)kernels_sin_of_quarter_turns(turns - quadrant, q);
  return __builtin_fabsf(x) < INFINITY ? result : NAN;
}

static inline float kernels_cos(float x) {
  double turns = (double)x * 0.63661977236758134308;
  double quadrant = __builtin_rint(turns);
  int64_t q = quadrant > -9e15 && quadrant < 9e15 ? (int64_t)quadrant : 0;
  float result = (float)kernels_sin_of_quarter_turns(turns - quadrant, q + 1);
  return __builtin_fabsf(x) < INFINITY ? result : NAN;
}
