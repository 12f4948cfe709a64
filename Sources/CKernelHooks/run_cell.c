#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>

#include "kernel_hooks.h"

static _Thread_local jmp_buf *top_level;
static _Thread_local const void *error_in_main;

// The last throws, for the trace of the one that reaches the top level. One is not enough: an error
// that leaves `CellRuntime.wait` is announced a second time, in another box.
enum { THROWS = 4 };
static _Thread_local struct {
  const void *error;
  stack_trace trace;
} throws[THROWS];
static _Thread_local unsigned throw_count;

// The Swift runtime calls this hook, if it is set, for each `throw`.
extern void (*_swift_willThrow)(const void *error);

// Where the main thread's stack ends. Asking for it reads a file, which a signal handler must not.
static uintptr_t main_stack_end;
static pthread_t main_thread;

void trace_prepare(void) {
  pthread_attr_t attributes;
  void *base;
  size_t size;
  main_thread = pthread_self();
  if (pthread_getattr_np(main_thread, &attributes) != 0) return;
  if (pthread_attr_getstack(&attributes, &base, &size) == 0) main_stack_end = (uintptr_t)base + size;
  pthread_attr_destroy(&attributes);
}

// A frame pointer is followed only upwards, and only so far that the next frame can be mapped:
// foreign code may use the register for anything.
void trace_frames(const void *frame, stack_trace *trace) {
  const uintptr_t longest_frame = 8 << 20;
  bool is_main = pthread_equal(pthread_self(), main_thread);
  uintptr_t here = (uintptr_t)frame, end = is_main ? main_stack_end : UINTPTR_MAX;
  while (trace->count < TRACE_LIMIT && here && here % 8 == 0 && here < end - 16) {
    // Asynchronous functions mark their frames with a bit in the link to the next.
    uintptr_t next = ((const uintptr_t *)here)[0] & ~(1ull << 60);
    uintptr_t address = ((const uintptr_t *)here)[1];
    if (!address) break;
    trace->addresses[trace->count++] = address;
    if (next <= here || next - here > longest_frame) break;
    here = next;
  }
}

uint64_t library_base(void *library) {
  struct link_map *map = NULL;
  return dlinfo(library, RTLD_DI_LINKMAP, &map) == 0 ? map->l_addr : 0;
}

uint64_t image_base(const void *address) {
  Dl_info info;
  return dladdr(address, &info) ? (uint64_t)(uintptr_t)info.dli_fbase : 0;
}

static void will_throw(const void *error) {
  unsigned place = throw_count++ % THROWS;
  throws[place].error = error;
  throws[place].trace.count = 0;
  trace_frames(__builtin_frame_address(0), &throws[place].trace);
}

// The Swift runtime calls this when an error leaves top-level code. Ours, exported from the
// executable, comes first in symbol lookup, and returns to the runner instead of trapping.
__attribute__((swiftcall, visibility("default"), noreturn)) void swift_errorInMain(const void *error) {
  error_in_main = error;
  if (top_level) longjmp(*top_level, 1);
  abort();
}

bool run_cell(cell_main entry, const void **error, stack_trace *trace) {
  jmp_buf here;
  _swift_willThrow = will_throw;
  top_level = &here;
  bool threw = setjmp(here) != 0;
  if (!threw) entry(0, NULL);
  top_level = NULL;
  _swift_willThrow = NULL;
  if (!threw) return true;
  *error = error_in_main;
  trace->count = 0;
  for (unsigned i = 1; i <= THROWS && i <= throw_count; i++) {
    unsigned place = (throw_count - i) % THROWS;
    if (throws[place].error != error_in_main) continue;
    *trace = throws[place].trace;
    break;
  }
  return false;
}
