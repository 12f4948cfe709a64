#include "observation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/xattr.h>
#include <unistd.h>

// Changing files without opening them. What a file was before is seen before the original runs, and
// forgotten if that fails.

static bool before_change(int folder, const char *name) {
  bool is_new = false;
  OBSERVING(error) {
    const char *path = absolute_path(folder, name);
    // Whether it was there decides about the success.
    observe_existence(path);
    is_new = observe_change(path);
  }
  return is_new;
}

static void after_change(int folder, const char *name, int result, bool is_new) {
  if (result == 0) return;
  OBSERVING(error) {
    const char *path = absolute_path(folder, name);
    if (is_new) observe_no_change(path);
    if (error == ENOTEMPTY) observe_listing(path);
    else if (error != EEXIST) observe_failed_change(path, error);
  }
}

/// Defines an interposed function that changes the file `name` in `folder`.
#define CHANGING(function, parameters, arguments, folder, name) \
  int function parameters { \
    static int (*original) parameters; \
    if (!original) *(void **)&original = dlsym(RTLD_NEXT, #function); \
    bool is_new = before_change(folder, name); \
    int result = original arguments; \
    after_change(folder, name, result, is_new); \
    return result; \
  }

CHANGING(unlink, (const char *path), (path), AT_FDCWD, path)
CHANGING(unlinkat, (int folder, const char *path, int flags), (folder, path, flags), folder, path)
CHANGING(remove, (const char *path), (path), AT_FDCWD, path)
CHANGING(rmdir, (const char *path), (path), AT_FDCWD, path)
CHANGING(mkdir, (const char *path, mode_t mode), (path, mode), AT_FDCWD, path)
CHANGING(mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode), folder, path)
CHANGING(symlink, (const char *target, const char *path), (target, path), AT_FDCWD, path)
CHANGING(symlinkat, (const char *target, int folder, const char *path), (target, folder, path),
    folder, path)

int truncate(const char *path, off_t size) {
  ORIGINAL(int, truncate, const char *, off_t);
  bool is_new = false;
  OBSERVING(error) {
    const char *file = absolute_path(AT_FDCWD, path);
    observe_content(file);
    is_new = observe_change(file);
  }
  int result = original(path, size);
  after_change(AT_FDCWD, path, result, is_new);
  return result;
}
ALSO_AS(truncate, truncate64);

int linkat(int folder, const char *path, int new_folder, const char *new_path, int flags) {
  ORIGINAL(int, linkat, int, const char *, int, const char *, int);
  OBSERVING(error) observe_content(absolute_path(folder, path));
  bool is_new = before_change(new_folder, new_path);
  int result = original(folder, path, new_folder, new_path, flags);
  after_change(new_folder, new_path, result, is_new);
  return result;
}

int link(const char *path, const char *new_path) {
  return linkat(AT_FDCWD, path, AT_FDCWD, new_path, 0);
}

// MARK: renaming

int renameat2(int folder, const char *path, int new_folder, const char *new_path, unsigned flags) {
  ORIGINAL(int, renameat2, int, const char *, int, const char *, unsigned);
  OBSERVING(error) {
    const char *from = absolute_path(folder, path), *to = absolute_path(new_folder, new_path);
    observe_existence(from);
    observe_content(from);
    observe_move(from, to);
    if (flags & RENAME_EXCHANGE) observe_move(to, from);
    if (flags & RENAME_NOREPLACE) observe_existence(to);
  }
  int result = original(folder, path, new_folder, new_path, flags);
  if (result != 0) {
    OBSERVING(error) {
      observe_failed_change(absolute_path(folder, path), error);
      observe_failed_change(absolute_path(new_folder, new_path), error);
    }
  }
  return result;
}

int renameat(int folder, const char *path, int new_folder, const char *new_path) {
  return renameat2(folder, path, new_folder, new_path, 0);
}

int rename(const char *path, const char *new_path) {
  return renameat2(AT_FDCWD, path, AT_FDCWD, new_path, 0);
}

// MARK: temporary files

/// Defines an interposed function that makes a file or a folder with a new name.
#define NAMING(type, failure, function, parameters, arguments) \
  type function parameters { \
    static type (*original) parameters; \
    if (!original) *(void **)&original = dlsym(RTLD_NEXT, #function); \
    type result = original arguments; \
    OBSERVING(error) { \
      if (result != failure) observe_creation(absolute_path(AT_FDCWD, name)); \
      else observe_failed_change(absolute_path(AT_FDCWD, name), error); \
    } \
    return result; \
  }

NAMING(char *, NULL, mkdtemp, (char *name), (name))
NAMING(int, -1, mkstemp, (char *name), (name))
NAMING(int, -1, mkstemps, (char *name, int suffix), (name, suffix))
NAMING(int, -1, mkostemp, (char *name, int flags), (name, flags))
NAMING(int, -1, mkostemps, (char *name, int suffix, int flags), (name, suffix, flags))
ALSO_AS(mkstemp, mkstemp64);
ALSO_AS(mkstemps, mkstemps64);
ALSO_AS(mkostemp, mkostemp64);
ALSO_AS(mkostemps, mkostemps64);

// MARK: what is not kept with a file

static void observe_attributes(const char *format, int folder, const char *name) {
  OBSERVING(error) {
    const char *path = absolute_path(folder, name);
    if (path) observe_reason(UNREPEATABLE, format, path);
  }
}

static const char permissions[] = "changes the permissions of '%s'";
static const char times[] = "changes the times of '%s'";
static const char attributes[] = "changes the attributes of '%s'";

/// Defines an interposed function that changes what observations don't tell of a file.
#define DECORATING(function, parameters, arguments, format, folder, name) \
  int function parameters { \
    static int (*original) parameters; \
    if (!original) *(void **)&original = dlsym(RTLD_NEXT, #function); \
    observe_attributes(format, folder, name); \
    return original arguments; \
  }

DECORATING(chmod, (const char *path, mode_t mode), (path, mode), permissions, AT_FDCWD, path)
DECORATING(fchmodat, (int folder, const char *path, mode_t mode, int flags),
    (folder, path, mode, flags), permissions, folder, path)
DECORATING(chown, (const char *path, uid_t user, gid_t group), (path, user, group), permissions,
    AT_FDCWD, path)
DECORATING(lchown, (const char *path, uid_t user, gid_t group), (path, user, group), permissions,
    AT_FDCWD, path)
DECORATING(utimes, (const char *path, const struct timeval values[2]), (path, values), times,
    AT_FDCWD, path)
DECORATING(utimensat, (int folder, const char *path, const struct timespec values[2], int flags),
    (folder, path, values, flags), times, folder, path)
DECORATING(mkfifo, (const char *path, mode_t mode), (path, mode), "makes the pipe '%s'", AT_FDCWD, path)
DECORATING(setxattr, (const char *path, const char *key, const void *value, size_t size, int flags),
    (path, key, value, size, flags), attributes, AT_FDCWD, path)
DECORATING(lsetxattr, (const char *path, const char *key, const void *value, size_t size, int flags),
    (path, key, value, size, flags), attributes, AT_FDCWD, path)
