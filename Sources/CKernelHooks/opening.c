#include "observation.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// Opening files. A file's content counts as read when it is opened, whatever is read then.

static bool may_write(int flags) {
  return (flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC);
}

// What follows is called before and after the original; `is_new` is whether the change is.

static bool before_opening(int folder, const char *name, int flags) {
  bool is_new = false;
  // A file without a name goes when it is closed.
  if (!may_write(flags) || (flags & O_TMPFILE) == O_TMPFILE) return false;
  OBSERVING(error) {
    const char *path = absolute_path(folder, name);
    bool replaces = flags & (O_TRUNC | O_EXCL);
    if (!replaces) observe_content(path);
    // Whether the file was there decides about the success.
    else if (!(flags & O_CREAT) || flags & O_EXCL) observe_existence(path);
    is_new = observe_change(path);
  }
  return is_new;
}

static void after_opening(int folder, const char *name, int flags, int descriptor, bool is_new) {
  if ((flags & O_TMPFILE) == O_TMPFILE) return;
  OBSERVING(error) {
    const char *path = absolute_path(folder, name);
    struct stat status;
    bool is_special = descriptor >= 0 && fstat(descriptor, &status) == 0 &&
        !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
    if (is_new && (descriptor < 0 || is_special)) observe_no_change(path);
    if (descriptor < 0) {
      (may_write(flags) ? observe_failed_change : observe_failure)(path, error);
    } else if (flags & O_PATH) {
      observe_status(path, true, false);
    } else if (!may_write(flags) || is_special) {
      observe_content(path);
    }
  }
}

int open(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
  va_end(list);
  int stream = randomness_open(path);
  if (stream >= 0) return stream;
  ORIGINAL(int, open, const char *, int, ...);
  bool is_new = before_opening(AT_FDCWD, path, flags);
  int descriptor = original(path, flags, mode);
  after_opening(AT_FDCWD, path, flags, descriptor, is_new);
  return descriptor;
}
ALSO_AS(open, open64);

int openat(int folder, const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
  va_end(list);
  int stream = randomness_open(path);
  if (stream >= 0) return stream;
  ORIGINAL(int, openat, int, const char *, int, ...);
  bool is_new = before_opening(folder, path, flags);
  int descriptor = original(folder, path, flags, mode);
  after_opening(folder, path, flags, descriptor, is_new);
  return descriptor;
}
ALSO_AS(openat, openat64);

int creat(const char *path, mode_t mode) { return open(path, O_WRONLY | O_CREAT | O_TRUNC, mode); }
ALSO_AS(creat, creat64);

// What the checks of _FORTIFY_SOURCE call, where no mode is needed.
int __open_2(const char *path, int flags) { return open(path, flags); }
ALSO_AS(__open_2, __open64_2);
int __openat_2(int folder, const char *path, int flags) { return openat(folder, path, flags); }
ALSO_AS(__openat_2, __openat64_2);

// MARK: streams

static int flags_of(const char *mode) {
  bool updates = strchr(mode, '+'), is_exclusive = strchr(mode, 'x');
  int flags = updates ? O_RDWR : *mode == 'r' ? O_RDONLY : O_WRONLY;
  if (*mode == 'w') flags |= O_CREAT | O_TRUNC;
  if (*mode == 'a') flags |= O_CREAT | O_APPEND;
  return is_exclusive ? flags | O_EXCL : flags;
}

FILE *fopen(const char *restrict path, const char *restrict mode) {
  ORIGINAL(FILE *, fopen, const char *, const char *);
  int flags = flags_of(mode);
  // Streams of random bytes are opened like other files, and then hold them.
  int random = randomness_open(path);
  if (random >= 0) return fdopen(random, mode);
  bool is_new = before_opening(AT_FDCWD, path, flags);
  FILE *stream = original(path, mode);
  after_opening(AT_FDCWD, path, flags, stream ? fileno(stream) : -1, is_new);
  return stream;
}
ALSO_AS(fopen, fopen64);

FILE *freopen(const char *restrict path, const char *restrict mode, FILE *restrict stream) {
  ORIGINAL(FILE *, freopen, const char *, const char *, FILE *);
  if (stream == stdin || stream == stdout || stream == stderr) {
    observation_reason(CHANGES_PROCESS, "redirects a standard stream");
  }
  if (!path) return original(path, mode, stream);
  int flags = flags_of(mode);
  bool is_new = before_opening(AT_FDCWD, path, flags);
  FILE *result = original(path, mode, stream);
  after_opening(AT_FDCWD, path, flags, result ? fileno(result) : -1, is_new);
  return result;
}
ALSO_AS(freopen, freopen64);
