#define _GNU_SOURCE
#include <link.h>
#include <pthread.h>

#include "kernel_hooks.h"

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
    uintptr_t next = ((const uintptr_t *)here)[0], address = ((const uintptr_t *)here)[1];
    if (!address) break;
    trace->addresses[trace->count++] = address;
    if (next <= here || next - here > longest_frame) break;
    here = next;
  }
}

// MARK: Where cells lie

typedef struct { uintptr_t start, end; } code_range;

// As many as a chapter may have; those of further cells are not found by scanning, which is a loss of
// precision in a message, no more.
static code_range cells[4096];
static size_t cell_count;

typedef struct { uintptr_t symbol; uint64_t base; } library_search;

static int find_library(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  library_search *search = context;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    uintptr_t start = info->dlpi_addr + segment->p_vaddr, end = start + segment->p_memsz;
    if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X)) continue;
    if (search->symbol < start || search->symbol >= end) continue;
    search->base = info->dlpi_addr;
    if (cell_count < sizeof cells / sizeof *cells) cells[cell_count++] = (code_range){start, end};
    return 1;
  }
  return 0;
}

uint64_t trace_add_cell(const void *entry) {
  library_search search = {(uintptr_t)entry, 0};
  dl_iterate_phdr(find_library, &search);
  return search.base;
}

static bool is_in_cell(uintptr_t address) {
  for (size_t i = 0; i < cell_count; i++) {
    if (address >= cells[i].start && address < cells[i].end) return true;
  }
  return false;
}

// Whether a call instruction ends at `address`: a direct one, or one through a register or memory.
static bool follows_call(uintptr_t address) {
  const uint8_t *code = (const uint8_t *)address;
  if (!is_in_cell(address - 7)) return false;
  if (code[-5] == 0xE8) return true;
  for (int length = 2; length <= 7; length++) {
    if (code[-length] == 0xFF && (code[1 - length] & 0x38) == 0x10) return true;
  }
  return false;
}

void trace_scan(const void *stack_pointer, stack_trace *trace) {
  for (uint32_t i = 0; i < trace->count; i++) {
    if (is_in_cell(trace->addresses[i])) return;
  }
  if (!pthread_equal(pthread_self(), main_thread)) return;
  const uintptr_t *word = (const uintptr_t *)((uintptr_t)stack_pointer & ~(uintptr_t)7);
  const uintptr_t *end = (const uintptr_t *)main_stack_end;
  for (; word < end && trace->count < TRACE_LIMIT; word++) {
    if (is_in_cell(*word) && follows_call(*word)) trace->addresses[trace->count++] = *word;
  }
}
