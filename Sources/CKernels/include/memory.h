#pragma once
#include <stddef.h>

// Buffers for tensors, from a pool: what one step of a training frees, the next one uses, without
// asking the system for memory and without its page faults.

/// A buffer of at least `bytes`, aligned to 64 bytes, with undefined contents; NULL if there is no
/// memory.
void *kernels_buffer_allocate(size_t bytes);

/// Gives a buffer back; `bytes` as in its allocation.
void kernels_buffer_free(void *buffer, size_t bytes);
