#include "gemm_tile.h"

#include <immintrin.h>

#include "cpu_capability.h"
#include "lanes.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

// In place of shifts and scales that a tile does not have.
static const float zeros[TILE_ROW_LIMIT];
static const float ones[TILE_ROW_LIMIT] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

// 12 sums, 2 vectors of b and a factor are in the 16 registers of AVX2.
#define NAMED(name) name##_avx2
#define VECTOR_LENGTH 8
#define TILE_ROWS 6
#define FOR_EACH_ROW_COUNT(DO) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6)
#define MASK __m256i
#define FIRST_LANES(count) kernels_first_lanes(count)
#define LOAD_MASKED(from, mask) ((VECTOR)_mm256_maskload_ps(from, mask))
#define STORE_MASKED(to, mask, value) _mm256_maskstore_ps(to, mask, (__m256)(value))
#define BROADCAST(value) ((VECTOR)_mm256_set1_ps(value))
#define MAXIMUM(a, b) ((VECTOR)_mm256_max_ps((__m256)(a), (__m256)(b)))
#include "gemm_tile_template.h"
#undef NAMED
#undef VECTOR_LENGTH
#undef TILE_ROWS
#undef FOR_EACH_ROW_COUNT
#undef MASK
#undef FIRST_LANES
#undef LOAD_MASKED
#undef STORE_MASKED
#undef BROADCAST
#undef MAXIMUM

// 12 rows, as the rows of a then still fit beside each other in a first-level cache of 12 ways.
#pragma clang attribute push( \
  __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw"))), apply_to = function)
#define NAMED(name) name##_avx512
#define VECTOR_LENGTH 16
#define TILE_ROWS 12
#define FOR_EACH_ROW_COUNT(DO) \
  DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11) DO(12)
#define MASK __mmask16
#define FIRST_LANES(count) \
  ((__mmask16)((count) >= 16 ? 0xffff : (count) <= 0 ? 0 : (1 << (count)) - 1))
#define LOAD_MASKED(from, mask) ((VECTOR)_mm512_maskz_loadu_ps(mask, from))
#define STORE_MASKED(to, mask, value) _mm512_mask_storeu_ps(to, mask, (__m512)(value))
#define BROADCAST(value) ((VECTOR)_mm512_set1_ps(value))
#define MAXIMUM(a, b) ((VECTOR)_mm512_max_ps((__m512)(a), (__m512)(b)))
#include "gemm_tile_template.h"
#pragma clang attribute pop

const kernels_tile_kind *kernels_tile_kind_in_use(void) {
  return kernels_use_avx512() ? &kind_avx512 : &kind_avx2;
}
