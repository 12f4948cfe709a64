#pragma once
#include <stdbool.h>

// What differentiation keeps for each thread, which Swift has no variables for.

/// Whether operations go unrecorded.
extern _Thread_local bool kernels_gradients_are_off;

static inline bool kernels_gradients_off(void) { return kernels_gradients_are_off; }
static inline void kernels_set_gradients_off(bool off) { kernels_gradients_are_off = off; }

/// The queue of what is being released, or null.
extern _Thread_local void *kernels_releases_under_way;

static inline void *kernels_release_queue(void) { return kernels_releases_under_way; }
static inline void kernels_set_release_queue(void *queue) { kernels_releases_under_way = queue; }
