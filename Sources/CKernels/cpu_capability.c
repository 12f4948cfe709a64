#include "cpu_capability.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

// Unknown until it is first asked for.
static _Atomic int use_avx512 = -1;

static bool cpu_has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
    && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
}

void kernels_limit_to_avx2(bool limited) {
  atomic_store_explicit(&use_avx512, !limited && cpu_has_avx512(), memory_order_relaxed);
}

bool kernels_use_avx512(void) {
  int known = atomic_load_explicit(&use_avx512, memory_order_relaxed);
  if (known >= 0) return known;
  const char *capability = getenv("NOTEBOOK_CPU_CAPABILITY");
  kernels_limit_to_avx2(capability && strcmp(capability, "avx2") == 0);
  return atomic_load_explicit(&use_avx512, memory_order_relaxed);
}
