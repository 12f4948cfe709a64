#include "include/random.h"

#include "include/elementary.h"

/// Uniform in [0, 1), from the upper 24 bits of a word's half.
static inline float unit(uint32_t half) { return (float)(half >> 8) * 0x1p-24f; }

void kernels_random_uniform(uint64_t key, float low, float high, float *y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) {
    uint64_t word = kernels_random_word(key, (uint64_t)i >> 1);
    float value = low + (high - low) * unit((uint32_t)(i & 1 ? word : word >> 32));
    // Rounding may reach the excluded end.
    y[i] = value < high ? value : low;
  }
}

void kernels_random_normal(uint64_t key, float mean, float deviation, float *y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i += 2) {
    uint64_t word = kernels_random_word(key, (uint64_t)i >> 1);
    float radius = __builtin_sqrtf(-2.0f * kernels_log(1.0f - unit((uint32_t)(word >> 32))));
    float angle = 6.28318530717958648f * unit((uint32_t)word);
    y[i] = mean + deviation * (radius * kernels_cos(angle));
    if (i + 1 < count) y[i + 1] = mean + deviation * (radius * kernels_sin(angle));
  }
}

void kernels_dropout(
    uint64_t key, float keep, float scale, const float *x, float *y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) {
    uint64_t word = kernels_random_word(key, (uint64_t)i >> 1);
    y[i] = unit((uint32_t)(i & 1 ? word : word >> 32)) < keep ? x[i] * scale : 0.0f;
  }
}
