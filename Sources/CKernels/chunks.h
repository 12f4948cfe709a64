// Long arrays in chunks, for the threads: bounds depend on the length alone.
#pragma once
#include "include/thread_team.h"
#include "sizes.h"

// Less than this is not worth another thread.
enum { CHUNK_SIZE = 32768 };

typedef struct {
  ptrdiff_t start, end;
} chunk;

static inline chunk chunk_of(ptrdiff_t count, ptrdiff_t index) {
  return (chunk){index * CHUNK_SIZE, smaller((index + 1) * CHUNK_SIZE, count)};
}

/// Calls `body` with the number of each chunk of `count` elements.
static inline void for_each_chunk(
    ptrdiff_t count, void (*body)(void *context, ptrdiff_t index), void *context) {
  kernels_parallel_for(parts_covering(count, CHUNK_SIZE), body, context);
}
