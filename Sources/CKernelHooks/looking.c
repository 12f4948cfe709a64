#include "observation.h"

#include <dirent.h>
#include <fts.h>
#include <ftw.h>
#include <glob.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

// Looking at files without opening them.

// The engine and Foundation ask for a file's status to learn whether it is there and what it is, at
// each URL for instance. That must not tie a cell to a file's size and times. Who really shows them
// through Foundation (`attributesOfItem`) also asks for the owner's name, right afterwards.
static _Thread_local char last_status[PATH_MAX];

static void observe_look_up(
    int folder, const char *name, bool follows, int result, int error, caller caller) {
  const char *path = absolute_path(folder, name);
  if (!path) return;
  if (result != 0) return observe_failure(path, error);
  bool has_details = caller != CALLER_EXECUTABLE && caller != CALLER_ESSENTIALS;
  if (caller == CALLER_ESSENTIALS) strcpy(last_status, path);
  observe_status(path, follows, has_details);
}

static void observe_owner(caller caller) {
  OBSERVING(error) {
    observe_users();
    if (caller == CALLER_ESSENTIALS && *last_status) observe_status(last_status, false, true);
    *last_status = 0;
  }
}

void looking_start(void) { *last_status = 0; }

int stat(const char *restrict path, struct stat *restrict status) {
  ORIGINAL(int, stat, const char *, struct stat *);
  int result = original(path, status);
  OBSERVING(error) observe_look_up(AT_FDCWD, path, true, result, error, CALLER);
  return result;
}
ALSO_AS(stat, stat64);

int lstat(const char *restrict path, struct stat *restrict status) {
  ORIGINAL(int, lstat, const char *, struct stat *);
  int result = original(path, status);
  OBSERVING(error) observe_look_up(AT_FDCWD, path, false, result, error, CALLER);
  return result;
}
ALSO_AS(lstat, lstat64);

// Libraries ask it for the size of what they read, which its content implies.
int fstat(int descriptor, struct stat *status) {
  ORIGINAL(int, fstat, int, struct stat *);
  int result = original(descriptor, status);
  if (CALLER == CALLER_OTHER) {
    OBSERVING(error) {
      const char *path = path_of_descriptor(descriptor);
      if (result == 0 && path) observe_status(path, true, true);
    }
  }
  return result;
}
ALSO_AS(fstat, fstat64);

int fstatat(int folder, const char *restrict path, struct stat *restrict status, int flags) {
  ORIGINAL(int, fstatat, int, const char *, struct stat *, int);
  int result = original(folder, path, status, flags);
  bool follows = !(flags & AT_SYMLINK_NOFOLLOW);
  OBSERVING(error) observe_look_up(folder, path, follows, result, error, CALLER);
  return result;
}
ALSO_AS(fstatat, fstatat64);

int statx(int folder, const char *restrict path, int flags, unsigned mask, struct statx *restrict status) {
  ORIGINAL(int, statx, int, const char *, int, unsigned, struct statx *);
  int result = original(folder, path, flags, mask, status);
  bool follows = !(flags & AT_SYMLINK_NOFOLLOW);
  OBSERVING(error) observe_look_up(folder, path, follows, result, error, CALLER);
  return result;
}

static void observe_access(int folder, const char *name, int mode, int result, int error) {
  const char *path = absolute_path(folder, name);
  if (!path) return;
  if (result != 0 && error != EACCES && error != EROFS && error != EPERM) {
    observe_failure(path, error);
  } else if (mode == F_OK) {
    observe_status(path, true, false);
  } else {
    observe_permission(path, mode & 7, result == 0);
  }
}

int access(const char *path, int mode) {
  ORIGINAL(int, access, const char *, int);
  int result = original(path, mode);
  OBSERVING(error) observe_access(AT_FDCWD, path, mode, result, error);
  return result;
}

int euidaccess(const char *path, int mode) {
  ORIGINAL(int, euidaccess, const char *, int);
  int result = original(path, mode);
  OBSERVING(error) observe_access(AT_FDCWD, path, mode, result, error);
  return result;
}
ALSO_AS(euidaccess, eaccess);

int faccessat(int folder, const char *path, int mode, int flags) {
  ORIGINAL(int, faccessat, int, const char *, int, int);
  int result = original(folder, path, mode, flags);
  OBSERVING(error) observe_access(folder, path, mode, result, error);
  return result;
}

// MARK: links

static void observe_link(int folder, const char *name, ssize_t count, int error) {
  const char *path = absolute_path(folder, name);
  if (!path) return;
  // What is no link has an observation too: it was asked whether it is one.
  if (count >= 0 || error == EINVAL) observe_status(path, false, false);
  else observe_failure(path, error);
}

ssize_t readlink(const char *restrict path, char *restrict target, size_t count) {
  ORIGINAL(ssize_t, readlink, const char *, char *, size_t);
  ssize_t result = original(path, target, count);
  OBSERVING(error) observe_link(AT_FDCWD, path, result, error);
  return result;
}

ssize_t readlinkat(int folder, const char *restrict path, char *restrict target, size_t count) {
  ORIGINAL(ssize_t, readlinkat, int, const char *, char *, size_t);
  ssize_t result = original(folder, path, target, count);
  OBSERVING(error) observe_link(folder, path, result, error);
  return result;
}

ssize_t __readlink_chk(const char *path, char *target, size_t count, size_t size) {
  (void)size;
  return readlink(path, target, count);
}

static void observe_resolved(const char *name, const char *result, int error) {
  const char *path = absolute_path(AT_FDCWD, name);
  if (path && result) observe_resolution(path, result);
  else observe_failure(path, error);
}

char *realpath(const char *restrict path, char *restrict resolved) {
  ORIGINAL(char *, realpath, const char *, char *);
  char *result = original(path, resolved);
  OBSERVING(error) observe_resolved(path, result, error);
  return result;
}

char *__realpath_chk(const char *path, char *resolved, size_t size) {
  (void)size;
  return realpath(path, resolved);
}

char *canonicalize_file_name(const char *path) { return realpath(path, NULL); }

// MARK: folders

DIR *opendir(const char *path) {
  ORIGINAL(DIR *, opendir, const char *);
  DIR *result = original(path);
  OBSERVING(error) {
    const char *folder = absolute_path(AT_FDCWD, path);
    result ? observe_listing(folder) : observe_failure(folder, error);
  }
  return result;
}

DIR *fdopendir(int descriptor) {
  ORIGINAL(DIR *, fdopendir, int);
  DIR *result = original(descriptor);
  OBSERVING(error) {
    if (result) observe_listing(path_of_descriptor(descriptor));
  }
  return result;
}

typedef int scandir_filter(const struct dirent *);
typedef int scandir_order(const struct dirent **, const struct dirent **);

int scandir(const char *restrict path, struct dirent ***restrict names, scandir_filter *filter,
    scandir_order *order) {
  ORIGINAL(int, scandir, const char *, struct dirent ***, scandir_filter *, scandir_order *);
  int result = original(path, names, filter, order);
  OBSERVING(error) {
    const char *folder = absolute_path(AT_FDCWD, path);
    result >= 0 ? observe_listing(folder) : observe_failure(folder, error);
  }
  return result;
}
ALSO_AS(scandir, scandir64);

// FileManager's enumerators walk with fts, which opens folders inside of libc.
typedef int fts_order(const FTSENT **, const FTSENT **);

FTS *fts_open(char *const *paths, int options, fts_order *order) {
  ORIGINAL(FTS *, fts_open, char *const *, int, fts_order *);
  // Relative paths would be relative to another folder at each step.
  if (!(options & FTS_NOCHDIR)) observation_reason(UNREPEATABLE, "walks through folders by entering them");
  FTS *result = original(paths, options, order);
  OBSERVING(error) {
    for (char *const *path = paths; *path; path++) observe_existence(absolute_path(AT_FDCWD, *path));
  }
  return result;
}

FTSENT *fts_read(FTS *walk) {
  ORIGINAL(FTSENT *, fts_read, FTS *);
  FTSENT *result = original(walk);
  OBSERVING(error) {
    const char *path = result ? absolute_path(AT_FDCWD, result->fts_path) : NULL;
    if (path && result->fts_info == FTS_D) observe_listing(path);
    else if (path && (result->fts_info == FTS_DNR || result->fts_info == FTS_ERR)) {
      observe_failure(path, result->fts_errno);
    }
  }
  return result;
}

FTSENT *fts_children(FTS *walk, int options) {
  ORIGINAL(FTSENT *, fts_children, FTS *, int);
  observation_reason(UNREPEATABLE, "walks through folders with 'fts_children'");
  return original(walk, options);
}

int glob(const char *restrict pattern, int flags, int (*failed)(const char *, int), glob_t *restrict result) {
  ORIGINAL(int, glob, const char *, int, int (*)(const char *, int), glob_t *);
  observation_reason(UNREPEATABLE, "looks for files with 'glob'");
  return original(pattern, flags, failed, result);
}
ALSO_AS(glob, glob64);

int nftw(const char *path, __nftw_func_t visit, int descriptors, int flags) {
  ORIGINAL(int, nftw, const char *, __nftw_func_t, int, int);
  observation_reason(UNREPEATABLE, "walks through folders with 'nftw'");
  return original(path, visit, descriptors, flags);
}
ALSO_AS(nftw, nftw64);

int ftw(const char *path, __ftw_func_t visit, int descriptors) {
  ORIGINAL(int, ftw, const char *, __ftw_func_t, int);
  observation_reason(UNREPEATABLE, "walks through folders with 'ftw'");
  return original(path, visit, descriptors);
}
ALSO_AS(ftw, ftw64);

char *getcwd(char *buffer, size_t size) {
  ORIGINAL(char *, getcwd, char *, size_t);
  char *result = original(buffer, size);
  OBSERVING(error) absolute_path(AT_FDCWD, ".");
  return result;
}

char *get_current_dir_name(void) { return getcwd(NULL, 0); }

int statvfs(const char *restrict path, struct statvfs *restrict status) {
  ORIGINAL(int, statvfs, const char *, struct statvfs *);
  observation_reason(UNREPEATABLE, "asks how full the disk is");
  return original(path, status);
}
ALSO_AS(statvfs, statvfs64);

// MARK: users

int getpwuid_r(uid_t user, struct passwd *entry, char *buffer, size_t size, struct passwd **result) {
  ORIGINAL(int, getpwuid_r, uid_t, struct passwd *, char *, size_t, struct passwd **);
  observe_owner(CALLER);
  return original(user, entry, buffer, size, result);
}

int getgrgid_r(gid_t group, struct group *entry, char *buffer, size_t size, struct group **result) {
  ORIGINAL(int, getgrgid_r, gid_t, struct group *, char *, size_t, struct group **);
  observe_owner(CALLER);
  return original(group, entry, buffer, size, result);
}

int getpwnam_r(const char *name, struct passwd *entry, char *buffer, size_t size, struct passwd **result) {
  ORIGINAL(int, getpwnam_r, const char *, struct passwd *, char *, size_t, struct passwd **);
  observe_owner(CALLER_OTHER);
  return original(name, entry, buffer, size, result);
}

struct passwd *getpwuid(uid_t user) {
  ORIGINAL(struct passwd *, getpwuid, uid_t);
  observe_owner(CALLER);
  return original(user);
}

struct passwd *getpwnam(const char *name) {
  ORIGINAL(struct passwd *, getpwnam, const char *);
  observe_owner(CALLER_OTHER);
  return original(name);
}
