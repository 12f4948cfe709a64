#include "observation.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sha256.h"

typedef struct {
  char **names;
  size_t count, capacity;
} name_list;

/// A folder's name ends with a slash and a link's with an at sign: who lists a folder sees that too.
static bool add_name(name_list *list, const char *name, unsigned char type) {
  if (list->count == list->capacity) {
    size_t capacity = list->capacity ? 2 * list->capacity : 64;
    char **names = realloc(list->names, capacity * sizeof *names);
    if (!names) return false;
    list->names = names;
    list->capacity = capacity;
  }
  char *copy = malloc(strlen(name) + 2);
  if (!copy) return false;
  stpcpy(stpcpy(copy, name), type == DT_DIR ? "/" : type == DT_LNK ? "@" : "");
  list->names[list->count++] = copy;
  return true;
}

static int compare_names(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static unsigned char type_of(state_kind kind) {
  return kind == STATE_FOLDER ? DT_DIR : kind == STATE_LINK ? DT_LNK : DT_REG;
}

/// Reads the names as they were before the unit changed anything.
static bool read_names(const char *path, name_list *list) {
  DIR *folder = opendir(path);
  if (!folder) return false;
  bool succeeded = true;
  char child[PATH_MAX];
  const struct dirent *entry;
  while (succeeded && (entry = readdir(folder))) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    snprintf(child, sizeof child, "%s/%s", strcmp(path, "/") == 0 ? "" : path, entry->d_name);
    if (observation_change_of(child)) continue;
    unsigned char type = entry->d_type;
    struct stat status;
    // Not every file system says what its entries are.
    if (type == DT_UNKNOWN && lstat(child, &status) == 0) type = IFTODT(status.st_mode);
    succeeded = add_name(list, entry->d_name, type);
  }
  closedir(folder);
  size_t length = strlen(path);
  const observation *change = NULL;
  while (succeeded && (change = observation_next_change(change))) {
    const char *name = change->name + length + 1;
    bool is_child = strncmp(change->name, path, length) == 0 && change->name[length] == '/' &&
        !strchr(name, '/');
    if (is_child && change->file != STATE_ABSENT) succeeded = add_name(list, name, type_of(change->file));
  }
  return succeeded;
}

const char *digest_of_listing(const char *path) {
  name_list list = {NULL, 0, 0};
  sha256 *state = sha256_new();
  bool succeeded = state && read_names(path, &list);
  if (list.count) qsort(list.names, list.count, sizeof *list.names, compare_names);
  for (size_t i = 0; i < list.count; i++) {
    // The zero byte between the names is the one that ends each.
    size_t count = strlen(list.names[i]) + (i + 1 < list.count);
    succeeded = succeeded && sha256_update(state, list.names[i], count);
    free(list.names[i]);
  }
  free(list.names);
  if (succeeded) return finish_digest(state);
  sha256_free(state);
  return NULL;
}
