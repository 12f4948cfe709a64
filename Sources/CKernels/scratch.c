#define _GNU_SOURCE
#include "scratch.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

static _Thread_local struct {
  float *data;
  ptrdiff_t count;
} slots[SCRATCH_SLOT_COUNT];

static pthread_key_t at_thread_end;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void free_slots(void *unused) {
  (void)unused;
  for (int slot = 0; slot < SCRATCH_SLOT_COUNT; slot++) {
    free(slots[slot].data);
    slots[slot].data = NULL;
    slots[slot].count = 0;
  }
}

static void make_key(void) { pthread_key_create(&at_thread_end, free_slots); }

/// Large blocks lie on huge pages, as strided reads would need a page-table entry for each row.
static float *allocate(ptrdiff_t count) {
  const size_t huge_page = 2 << 20, line = 64;
  size_t size = (size_t)count * sizeof(float);
  size_t unit = size >= huge_page / 2 ? huge_page : line;
  size = (size + unit - 1) / unit * unit;
  float *data = aligned_alloc(unit, size);
  if (!data) abort();
  if (unit == huge_page) madvise(data, size, MADV_HUGEPAGE);
  return data;
}

static void grow(kernels_scratch_slot slot, ptrdiff_t count) {
  pthread_once(&once, make_key);
  pthread_setspecific(at_thread_end, slots);
  free(slots[slot].data);
  slots[slot].data = allocate(count + SCRATCH_SLACK);
  slots[slot].count = count;
}

float *kernels_scratch(kernels_scratch_slot slot, ptrdiff_t count) {
  if (!slots[slot].data || slots[slot].count < count) grow(slot, count);
  return slots[slot].data;
}
