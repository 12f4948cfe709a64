#include <setjmp.h>
#include <stdlib.h>

#include "kernel_hooks.h"

static _Thread_local jmp_buf *top_level;
static _Thread_local const void *error_in_main;
static _Thread_local const void *last_thrown;
static _Thread_local stack_trace last_trace;

// The Swift runtime calls this hook, if it is set, for each `throw`.
extern void (*_swift_willThrow)(const void *error);

static void will_throw(const void *error) {
  last_thrown = error;
  last_trace.count = 0;
  trace_frames(__builtin_frame_address(0), &last_trace);
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
  // An error that was stored and thrown again elsewhere would have another place than the last one.
  if (last_thrown == error_in_main) *trace = last_trace;
  return false;
}
