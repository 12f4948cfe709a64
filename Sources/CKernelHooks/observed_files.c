#include "observation.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// All of this runs inside of an OBSERVING block: what it calls is not observed, and buffers may be
// static.

static state_kind kind_of(mode_t mode) {
  return S_ISREG(mode) ? STATE_FILE
      : S_ISDIR(mode)  ? STATE_FOLDER
      : S_ISLNK(mode)  ? STATE_LINK
                       : STATE_OTHER;
}

static const char *target_of(const char *path) {
  static char target[PATH_MAX];
  ssize_t count = readlink(path, target, sizeof target - 1);
  if (count < 0) return NULL;
  target[count] = 0;
  return target;
}

file_state state_of(const char *path) {
  struct stat status;
  if (lstat(path, &status) != 0) return (file_state){STATE_ABSENT, NULL};
  file_state state = {kind_of(status.st_mode), NULL};
  if (state.kind == STATE_FILE) state.text = digest_of_file(path);
  if (state.kind == STATE_LINK) state.text = target_of(path);
  bool is_unknown = !state.text && (state.kind == STATE_FILE || state.kind == STATE_LINK);
  return is_unknown ? (file_state){STATE_OTHER, NULL} : state;
}

/// Follows symbolic links that the unit itself has made: what they lead to may be an input.
static const char *followed(const char *path) {
  const char *target;
  // As many as the system follows.
  for (int i = 0; i < 40 && path && observation_change_of(path) && (target = target_of(path)); i++) {
    path = path_of_target(path, target);
  }
  return path;
}

/// Whether a file counts as an input. What the unit has changed does not.
static bool is_input(const char *path) {
  if (!path || observation_change_of(path)) return false;
  place place = place_of(path);
  if (place == PLACE_CHANGING) observe_reason(UNREPEATABLE, "reads '%s'", path);
  return place == PLACE_ORDINARY;
}

// MARK: looking

void observe_failure(const char *path, int error) {
  if (!is_input(path)) return;
  bool is_absent = error == ENOENT || error == ENOTDIR;
  observation_add(is_absent ? OBSERVED_ABSENT : OBSERVED_UNREADABLE, path, NULL);
}

void observe_status(const char *path, bool follows, bool has_details) {
  if (follows) path = followed(path);
  if (!is_input(path)) return;
  struct stat status;
  if (lstat(path, &status) != 0) return observe_failure(path, errno);
  if (S_ISLNK(status.st_mode)) {
    if (!follows) {
      const char *target = target_of(path);
      if (target) observation_add(OBSERVED_LINK, path, target);
      return;
    }
    if (stat(path, &status) != 0) return observe_failure(path, errno);
  }
  observation *entry = observation_add(has_details ? OBSERVED_STATUS : OBSERVED_KIND, path, NULL);
  if (!entry) return;
  entry->file = kind_of(status.st_mode);
  entry->permissions = status.st_mode & 07777;
  entry->size = S_ISDIR(status.st_mode) ? 0 : (uint64_t)status.st_size;
  entry->modified = status.st_mtim.tv_sec * 1000000000l + status.st_mtim.tv_nsec;
}

void observe_existence(const char *path) { observe_status(path, false, false); }

void observe_content(const char *path) {
  path = followed(path);
  if (!is_input(path)) return;
  struct stat status;
  if (stat(path, &status) != 0) return observe_failure(path, errno);
  if (S_ISDIR(status.st_mode)) return observe_status(path, true, false);
  if (!S_ISREG(status.st_mode)) return observe_reason(UNREPEATABLE, "reads '%s', which is no ordinary file", path);
  const char *digest = digest_of_file(path);
  observation_add(digest ? OBSERVED_FILE : OBSERVED_UNREADABLE, path, digest);
}

void observe_listing(const char *path) {
  path = followed(path);
  if (!is_input(path)) return;
  const char *digest = digest_of_listing(path);
  observation_add(digest ? OBSERVED_LISTING : OBSERVED_UNREADABLE, path, digest);
}

void observe_permission(const char *path, int mode, bool is_granted) {
  if (!is_input(path)) return;
  observation *entry = observation_add(OBSERVED_ACCESS + mode, path, NULL);
  if (entry) entry->is_granted = is_granted;
}

void observe_resolution(const char *path, const char *result) {
  if (is_input(path)) observation_add(OBSERVED_RESOLVED, path, result);
}

void observe_users(void) {
  observe_content("/etc/passwd");
  observe_content("/etc/group");
}

void observe_machine(void) {
  observe_content("/proc/sys/kernel/hostname");
  observe_content("/proc/sys/kernel/osrelease");
  observe_content("/proc/sys/kernel/version");
}

// MARK: changing

bool observe_change(const char *path) {
  if (!path || place_of(path) != PLACE_ORDINARY) return false;
  if (observation_change_of(path)) return false;
  file_state state = state_of(path);
  observation *entry = observation_add(OBSERVED_CHANGE, path, state.text);
  if (entry) entry->file = state.kind;
  return entry;
}

void observe_creation(const char *path) {
  observation *entry = path ? observation_add(OBSERVED_CHANGE, path, NULL) : NULL;
  if (entry) entry->file = STATE_ABSENT;
}

void observe_no_change(const char *path) {
  observation *entry = observation_change_of(path);
  if (entry) entry->kind = OBSERVED_NOTHING;
}

void observe_failed_change(const char *path, int error) {
  if (!path) return;
  if (error != ENOENT && error != ENOTDIR) return observe_failure(path, error);
  // The first folder that is not there, from the root.
  char folder[PATH_MAX];
  for (const char *end = strchr(path + 1, '/'); end; end = strchr(end + 1, '/')) {
    snprintf(folder, sizeof folder, "%.*s", (int)(end - path), path);
    struct stat status;
    if (stat(folder, &status) != 0 || !S_ISDIR(status.st_mode)) return observe_status(folder, true, false);
  }
  observe_failure(path, error);
}

static bool is_folder(const char *path) {
  struct stat status;
  return lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

void observe_move(const char *from, const char *to) {
  if (!from || !to) return;
  observe_change(from);
  observe_change(to);
  DIR *folder = is_folder(from) ? opendir(from) : NULL;
  if (!folder) return;
  const struct dirent *entry;
  while ((entry = readdir(folder))) {
    char child[PATH_MAX], moved_child[PATH_MAX];
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    snprintf(child, sizeof child, "%s/%s", from, entry->d_name);
    snprintf(moved_child, sizeof moved_child, "%s/%s", to, entry->d_name);
    observe_move(child, moved_child);
  }
  closedir(folder);
}
