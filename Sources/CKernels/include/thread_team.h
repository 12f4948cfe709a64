// The threads that all kernels share.
#pragma once
#include <stddef.h>

/// Calls `body(context, index)` for each index below `count`, on several threads at once, and
/// returns when all calls have returned. Which thread takes which index is not determined, so a
/// result must not depend on it. A call from within a body, or while another thread is in a call,
/// runs on the calling thread alone.
void kernels_parallel_for(
  ptrdiff_t count, void (*body)(void *context, ptrdiff_t index), void *context);

/// How many threads take part from now on, the calling one included; at least 1.
void kernels_set_thread_count(int count);

/// Unless it was set: `NOTEBOOK_NUM_THREADS` of the environment, or else the number of CPUs on
/// which this process may run.
int kernels_thread_count(void);
