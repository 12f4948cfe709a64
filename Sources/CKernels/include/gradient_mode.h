#pragma once
#include <stdbool.h>

// Whether operations are recorded for differentiation: a setting of each thread, which Swift has no
// variables for.

extern _Thread_local bool kernels_gradients_are_off;

static inline bool kernels_gradients_off(void) { return kernels_gradients_are_off; }
static inline void kernels_set_gradients_off(bool off) { kernels_gradients_are_off = off; }
