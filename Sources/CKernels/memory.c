#include "include/memory.h"

#include <stdatomic.h>
#include <stdlib.h>

// Sizes are rounded up to four steps between powers of two, so that a buffer wastes a fifth at most
// and a handful of free lists serve all shapes of a network.
enum { smallest_log2 = 6, largest_log2 = 40, steps = 4 };
enum { class_count = (largest_log2 - smallest_log2) * steps + 1 };

/// Freed buffers beyond so many bytes go back to the system.
static const size_t kept_limit = (size_t)1 << 30;

typedef struct free_buffer {
  struct free_buffer *next;
} free_buffer;

static free_buffer *free_lists[class_count];
static atomic_flag is_locked = ATOMIC_FLAG_INIT;
static size_t bytes_kept;

static void lock(void) {
  while (atomic_flag_test_and_set_explicit(&is_locked, memory_order_acquire)) __builtin_ia32_pause();
}

static void unlock(void) { atomic_flag_clear_explicit(&is_locked, memory_order_release); }

typedef struct {
  int index;
  size_t bytes;
} size_class;

static size_class class_of(size_t bytes) {
  if (bytes <= (size_t)1 << smallest_log2) return (size_class){0, (size_t)1 << smallest_log2};
  int log2 = 63 - __builtin_clzll(bytes - 1);
  size_t step = ((size_t)1 << log2) / steps;
  size_t count = (bytes - ((size_t)1 << log2) + step - 1) / step;
  return (size_class){
      (log2 - smallest_log2) * steps + (int)count, ((size_t)1 << log2) + count * step};
}

static void return_all_to_system(void) {
  for (int i = 0; i < class_count; i++) {
    while (free_lists[i]) {
      free_buffer *buffer = free_lists[i];
      free_lists[i] = buffer->next;
      free(buffer);
    }
  }
  bytes_kept = 0;
}

void *kernels_buffer_allocate(size_t bytes) {
  if (bytes > (size_t)1 << largest_log2) return NULL;
  size_class class = class_of(bytes);
  lock();
  void *buffer = free_lists[class.index];
  if (buffer) {
    free_lists[class.index] = free_lists[class.index]->next;
    bytes_kept -= class.bytes;
  } else {
    size_t rounded = (class.bytes + 63) / 64 * 64;
    buffer = aligned_alloc(64, rounded);
    if (!buffer) {
      return_all_to_system();
      buffer = aligned_alloc(64, rounded);
    }
  }
  unlock();
  return buffer;
}

void kernels_buffer_free(void *buffer, size_t bytes) {
  size_class class = class_of(bytes);
  lock();
  if (bytes_kept + class.bytes > kept_limit) {
    free(buffer);
  } else {
    free_buffer *freed = buffer;
    freed->next = free_lists[class.index];
    free_lists[class.index] = freed;
    bytes_kept += class.bytes;
  }
  unlock();
}
