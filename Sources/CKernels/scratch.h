// Memory for what is needed only during a call.
#pragma once
#include <stddef.h>

/// What a thread needs at the same time lies in different slots.
typedef enum {
  SCRATCH_PACKED_A,
  SCRATCH_PACKED_B,
  SCRATCH_PRODUCT,
  SCRATCH_IMAGE,
  SCRATCH_OFFSETS,
  SCRATCH_WEIGHTS,
  SCRATCH_TRANSPOSED_WEIGHTS,
  SCRATCH_PARTIAL_SUMS,
  SCRATCH_PHASE,
  SCRATCH_SEQUENCE,
  SCRATCH_STATE,
  SCRATCH_SLOT_COUNT,
} kernels_scratch_slot;

/// How many floats may be read or written behind what was asked for.
enum { SCRATCH_SLACK = 64 };

/// So many floats, aligned to a cache line. They belong to the calling thread, until it asks for
/// the same slot again or ends. A slot never shrinks.
float *kernels_scratch(kernels_scratch_slot slot, ptrdiff_t count);
