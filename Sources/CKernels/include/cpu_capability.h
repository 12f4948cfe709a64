// Which vector instructions are used. Results do not depend on it.
#pragma once
#include <stdbool.h>

/// Whether to leave 512-bit vectors unused from now on, though the CPU may have them. Unless it was
/// set: whether the environment says `NOTEBOOK_CPU_CAPABILITY=avx2`.
void kernels_limit_to_avx2(bool limited);

/// Whether 512-bit vectors are used.
bool kernels_use_avx512(void);
