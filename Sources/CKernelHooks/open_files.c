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
  if (is_writable(descriptor)) observe_change(path);
  else observe_content(path);
}

static void observe_after(int descriptor, const char *path) {
  if (descriptor >= DESCRIPTORS || !was_open[descriptor]) {
    observe_reason(CHANGES_PROCESS, "leaves '%s' open", path);
  } else if (is_writable(descriptor)) {
    const observation *change = observation_change_of(path);
    file_state now = state_of(path);
    bool is_same = change && change->file == now.kind && change->text && now.text &&
        strcmp(change->text, now.text) == 0;
    if (!is_same) observe_reason(UNREPEATABLE, "writes to '%s', which was open already", path);
  }
}

void observe_open_files_before(void) {
  memset(was_open, 0, sizeof was_open);
  for_each_file(observe_before);
}

void observe_open_files_after(void) { for_each_file(observe_after); }
