#include "observation.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// All of this runs inside of an OBSERVING block, so that buffers may be static.

static char *next_buffer(void) {
  static char buffers[4][PATH_MAX];
  static unsigned next;
  return buffers[next++ % 4];
}

const char *path_of_descriptor(int descriptor) {
  char link[32];
  char *path = next_buffer();
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t count = readlink(link, path, PATH_MAX - 1);
  if (count < 1 || path[0] != '/') return NULL;
  path[count] = 0;
  return path;
}

static const char *current_folder(void) {
  char *path = next_buffer();
  if (!getcwd(path, PATH_MAX)) return NULL;
  observation_add(OBSERVED_CURRENT_FOLDER, path, NULL);
  return path;
}

/// Takes `.` and `..` out of `path`, which begins with a slash.
static void normalize(char *path) {
  char *end = path;
  for (const char *part = path; *part;) {
    while (*part == '/') part++;
    size_t count = strcspn(part, "/");
    if (count == 0 || (count == 1 && part[0] == '.')) {
      // Nothing to add.
    } else if (count == 2 && part[0] == '.' && part[1] == '.') {
      while (end > path && *--end != '/') {}
    } else {
      *end++ = '/';
      memmove(end, part, count);
      end += count;
    }
    part += count;
  }
  if (end == path) *end++ = '/';
  *end = 0;
}

const char *path_of_target(const char *link, const char *target) {
  char *result = next_buffer();
  const char *folder_end = *target == '/' ? link : strrchr(link, '/');
  size_t count = (size_t)(folder_end - link);
  if (count + strlen(target) + 2 > PATH_MAX) return NULL;
  *stpncpy(result, link, count) = 0;
  stpcpy(stpcpy(result + count, "/"), target);
  normalize(result);
  return result;
}

const char *absolute_path(int folder, const char *path) {
  if (!path || !*path) return NULL;
  const char *start = "";
  if (*path != '/') start = folder == AT_FDCWD ? current_folder() : path_of_descriptor(folder);
  if (!start || strlen(start) + strlen(path) + 2 > PATH_MAX) return NULL;
  char *result = next_buffer();
  stpcpy(stpcpy(stpcpy(result, start), "/"), path);
  normalize(result);
  return result;
}

static bool begins(const char *path, const char *start) {
  return strncmp(path, start, strlen(start)) == 0;
}

place place_of(const char *path) {
  static const char *const ignored[] = {
      "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/fd", "/dev/std",
      "/proc/self/exe", "/proc/self/fd", "/proc/self/maps", "/proc/cpuinfo", "/proc/meminfo",
      "/sys/devices/system/", "/sys/fs/cgroup", "/usr/share/icu/",
  };
  for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) {
    if (begins(path, ignored[i])) return PLACE_IGNORED;
  }
  bool is_changing =
      begins(path, "/sys/") || (begins(path, "/proc/") && !begins(path, "/proc/sys/"));
  return is_changing ? PLACE_CHANGING : PLACE_ORDINARY;
}
