// The kernels are compiled for CPUs with AVX2 and FMA, which all since about 2015 have. On an older
// one, the process says so instead of dying of an illegal instruction.

#include <stdio.h>
#include <stdlib.h>

__attribute__((constructor)) static void require_baseline(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return;
  fputs("notebook: this CPU lacks AVX2 or FMA, which the deep-learning engine needs\n", stderr);
  exit(1);
}
