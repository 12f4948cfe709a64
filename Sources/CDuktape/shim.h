// What JavaScriptEngine needs of Duktape, whose own interface is largely macros that Swift cannot
// import. A failure outside a protected call would end the process, so each of these is protected.
#ifndef CDUKTAPE_SHIM_H
#define CDUKTAPE_SHIM_H

#include <duktape.h>
#include <malloc.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  duk_context *context;
  // In bytes. A script that wants more fails with an error.
  size_t memory_limit;
  size_t memory_used;
} javascript_heap;

static inline void *javascript_reallocate(void *heap_, void *old, duk_size_t size) {
  javascript_heap *heap = heap_;
  size_t old_size = malloc_usable_size(old);
  if (size == 0) {
    free(old);
    heap->memory_used -= old_size;
    return NULL;
  }
  if (heap->memory_used - old_size + size > heap->memory_limit) return NULL;
  void *new = realloc(old, size);
  if (new) heap->memory_used += malloc_usable_size(new) - old_size;
  return new;
}

static inline void *javascript_allocate(void *heap, duk_size_t size) {
  return javascript_reallocate(heap, NULL, size);
}

static inline void javascript_free(void *heap, void *memory) {
  javascript_reallocate(heap, memory, 0);
}

static inline void javascript_destroy(javascript_heap *heap) {
  if (heap->context) duk_destroy_heap(heap->context);
  free(heap);
}

// NULL where there is no memory for it.
static inline javascript_heap *javascript_create(size_t memory_limit) {
  javascript_heap *heap = calloc(1, sizeof *heap);
  if (!heap) return NULL;
  heap->memory_limit = memory_limit;
  heap->context = duk_create_heap(
      javascript_allocate, javascript_reallocate, javascript_free, heap, NULL);
  if (heap->context) return heap;
  free(heap);
  return NULL;
}

typedef struct {
  // Of the file that is run, or of the function that is called.
  const char *name;
  const char *bytes;
  size_t count;
} javascript_input;

static inline duk_ret_t javascript_run_unprotected(duk_context *context, void *input_) {
  const javascript_input *input = input_;
  duk_push_string(context, input->name);
  duk_compile_lstring_filename(context, 0, input->bytes, input->count);
  duk_call(context, 0);
  return 1;
}

static inline duk_ret_t javascript_call_unprotected(duk_context *context, void *input_) {
  const javascript_input *input = input_;
  duk_get_global_string(context, input->name);
  memcpy(duk_push_fixed_buffer(context, input->count), input->bytes, input->count);
  duk_call(context, 1);
  duk_require_buffer_data(context, -1, NULL);
  return 1;
}

// Runs a script. Leaves its value, or on failure the error, to be popped.
static inline bool javascript_run(javascript_heap *heap, javascript_input script) {
  return duk_safe_call(heap->context, javascript_run_unprotected, &script, 0, 1) == 0;
}

// Calls a global function with bytes. Leaves the bytes that it returns, or on failure the error, to
// be popped.
static inline bool javascript_call(javascript_heap *heap, javascript_input call) {
  return duk_safe_call(heap->context, javascript_call_unprotected, &call, 0, 1) == 0;
}

static inline const void *javascript_bytes(javascript_heap *heap, size_t *count) {
  return duk_get_buffer_data(heap->context, -1, count);
}

static inline const char *javascript_error(javascript_heap *heap) {
  return duk_safe_to_string(heap->context, -1);
}

static inline void javascript_pop(javascript_heap *heap) { duk_pop(heap->context); }

#endif
