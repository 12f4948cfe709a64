#include "observation.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A file that one unit opens, a later one may read and write without opening it.

enum { DESCRIPTORS = 4096 };
static bool was_open[DESCRIPTORS];

static bool is_ordinary_file(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink > 0;
}

static void for_each_file(void (*body)(int descriptor, const char *path)) {
  DIR *folder = opendir("/proc/self/fd");
  if (!folder) return;
  const struct dirent *entry;
  while ((entry = readdir(folder))) {
    int descriptor = atoi(entry->d_name);
    if (descriptor <= STDERR_FILENO || !is_ordinary_file(descriptor)) continue;
    const char *path = path_of_descriptor(descriptor);
    if (path) body(descriptor, path);
  }
  closedir(folder);
}

static bool is_writable(int descriptor) {
  return (fcntl(descriptor, F_GETFL) & O_ACCMODE) != O_RDONLY;
}

static void observe_before(int descriptor, const char *path) {
  if (descriptor < DESCRIPTORS) was_open[descriptor] = true;
  // What is read through it, or overwritten, is an input in any case.
  observe_content(path);
}

/// Whether the file is as it was when the unit began.
static bool is_unchanged(const char *path) {
  const char *before = observation_text(OBSERVED_FILE, path), *now = digest_of_file(path);
  return before && now && strcmp(before, now) == 0;
}

static void observe_after(int descriptor, const char *path) {
  if (descriptor >= DESCRIPTORS || !was_open[descriptor]) {
    observe_reason(CHANGES_PROCESS, "leaves '%s' open", path);
  } else if (is_writable(descriptor) && !is_unchanged(path)) {
    observe_reason(CHANGES_PROCESS, "writes to '%s', which was open already", path);
  }
}

void observe_open_files_before(void) {
  memset(was_open, 0, sizeof was_open);
  for_each_file(observe_before);
}

void observe_open_files_after(void) { for_each_file(observe_after); }
