#include "observation.h"

#include <link.h>
#include <string.h>

// The same function means one thing in a cell and another in a library that schedules work: a clock
// that Dispatch reads is no input of the cell. What counts is the library that called.

typedef struct {
  uintptr_t start, end;
  caller caller;
} code_range;

static code_range ranges[8];
static size_t range_count;

static caller caller_named(const char *path) {
  // The executable comes without a name.
  if (!*path) return CALLER_EXECUTABLE;
  static const struct {
    const char *name;
    caller caller;
  } known[] = {
      {"/libFoundationEssentials.so", CALLER_ESSENTIALS},
      {"/libFoundation.so", CALLER_FOUNDATION},
      {"/libdispatch.so", CALLER_RUNTIME},
      {"/libswiftCore.so", CALLER_RUNTIME},
      {"/libswift_Concurrency.so", CALLER_CONCURRENCY},
      // It sets calendars to today before it sets them to the date that is asked for.
      {"/lib_FoundationICU.so", CALLER_RUNTIME},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (strstr(path, known[i].name)) return known[i].caller;
  }
  return CALLER_OTHER;
}

static int add_library(struct dl_phdr_info *library, size_t size, void *unused) {
  (void)size, (void)unused;
  caller caller = caller_named(library->dlpi_name);
  if (caller == CALLER_OTHER) return 0;
  for (int i = 0; i < library->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &library->dlpi_phdr[i];
    if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X)) continue;
    if (range_count == sizeof ranges / sizeof *ranges) return 1;
    uintptr_t start = library->dlpi_addr + segment->p_vaddr;
    ranges[range_count++] = (code_range){start, start + segment->p_memsz, caller};
  }
  return 0;
}

void callers_find(void) { dl_iterate_phdr(add_library, NULL); }

caller caller_of(const void *address) {
  for (size_t i = 0; i < range_count; i++) {
    if ((uintptr_t)address >= ranges[i].start && (uintptr_t)address < ranges[i].end) {
      return ranges[i].caller;
    }
  }
  return CALLER_OTHER;
}
