#include "observation.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What the unit that is running has seen, in the order in which it saw it first.
//
// The functions that are interposed may be called from anywhere, so there is no Swift in here; one
// lock is enough, because what is called often finds its entry and is done.

static _Atomic bool is_recording;
static _Thread_local bool is_inside;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static observation *log_entries;
static size_t log_count, log_capacity, change_count;
// Open addressing: places in the log plus one.
static uint32_t *table;
static size_t table_capacity;
static bool is_incomplete, draws_randomness;

int observation_begin(void) {
  if (!atomic_load_explicit(&is_recording, memory_order_relaxed) || is_inside) return -1;
  int error = errno;
  is_inside = true;
  pthread_mutex_lock(&lock);
  return error;
}

int observation_end(int error) {
  pthread_mutex_unlock(&lock);
  is_inside = false;
  errno = error;
  return -1;
}

bool observation_set_paused(bool is_paused) {
  bool before = is_inside;
  is_inside = is_paused;
  return before;
}

static uint64_t hash_of(observation_kind kind, const char *name) {
  // FNV-1a.
  uint64_t hash = (0xcbf29ce484222325u ^ kind) * 0x100000001b3u;
  for (; *name; name++) hash = (hash ^ (uint8_t)*name) * 0x100000001b3u;
  return hash ^ hash >> 32;
}

/// The place in the table where the entry is, or would be.
static size_t place_in_table(observation_kind kind, const char *name) {
  size_t place = hash_of(kind, name) & (table_capacity - 1);
  for (; table[place]; place = (place + 1) & (table_capacity - 1)) {
    const observation *entry = &log_entries[table[place] - 1];
    if (entry->kind == kind && strcmp(entry->name, name) == 0) break;
  }
  return place;
}

static bool has_room(void) {
  if (log_count < log_capacity) return true;
  size_t capacity = log_capacity ? 2 * log_capacity : 256;
  observation *entries = realloc(log_entries, capacity * sizeof *entries);
  if (!entries) return false;
  log_entries = entries;
  uint32_t *larger = calloc(2 * capacity, sizeof *larger);
  if (!larger) return false;
  free(table);
  table = larger;
  table_capacity = 2 * capacity;
  log_capacity = capacity;
  for (size_t i = 0; i < log_count; i++) {
    table[place_in_table(log_entries[i].kind, log_entries[i].name)] = (uint32_t)i + 1;
  }
  return true;
}

observation *observation_add(observation_kind kind, const char *name, const char *text) {
  if (!has_room()) {
    is_incomplete = true;
    return NULL;
  }
  size_t place = place_in_table(kind, name);
  if (table[place]) return NULL;
  observation entry = {.kind = kind, .name = strdup(name), .text = text ? strdup(text) : NULL};
  if (!entry.name || (text && !entry.text)) {
    is_incomplete = true;
    return NULL;
  }
  log_entries[log_count] = entry;
  if (kind == OBSERVED_CHANGE) change_count++;
  table[place] = (uint32_t)++log_count;
  return &log_entries[log_count - 1];
}

observation *observation_of(observation_kind kind, const char *name) {
  if (!table) return NULL;
  uint32_t place = table[place_in_table(kind, name)];
  return place ? &log_entries[place - 1] : NULL;
}

observation *observation_change_of(const char *name) {
  return observation_of(OBSERVED_CHANGE, name);
}

const observation *observation_next_change(const observation *previous) {
  if (!change_count) return NULL;
  const observation *entry = previous ? previous + 1 : log_entries;
  while (entry < log_entries + log_count && entry->kind != OBSERVED_CHANGE) entry++;
  return entry < log_entries + log_count ? entry : NULL;
}

void observe_reason(observation_kind kind, const char *format, const char *name) {
  char reason[512];
  snprintf(reason, sizeof reason, format, name);
  observation_add(kind, reason, NULL);
}

void observation_reason(observation_kind kind, const char *reason) {
  OBSERVING(error) observation_add(kind, reason, NULL);
}

void observation_of_randomness(void) { draws_randomness = true; }

// MARK: what the kernel calls

// A child may have been made while another thread held the lock; nobody asks it what it saw.
static void stop_in_child(void) { is_recording = false; }

void observation_start(void) {
  static bool is_prepared = false;
  if (!is_prepared) {
    callers_find();
    pthread_atfork(NULL, NULL, stop_in_child);
    // Finds the functions that observing needs now, when it can't meet a thread that waits for it in
    // the dynamic loader.
    state_of("/proc/self/cmdline");
    is_prepared = true;
  }
  for (size_t i = 0; i < log_count; i++) {
    free((char *)log_entries[i].name);
    free((char *)log_entries[i].text);
    free((char *)log_entries[i].after.text);
  }
  if (table) memset(table, 0, table_capacity * sizeof *table);
  log_count = change_count = 0;
  is_incomplete = draws_randomness = false;
  is_recording = true;
  looking_start();
  observe_libraries_before();
  OBSERVING(error) observe_open_files_before();
}

/// Compares what was read and what was changed with what is there now.
static void observe_end(observation *entry) {
  if (entry->kind == OBSERVED_CHANGE) {
    entry->after = state_of(entry->name);
    if (entry->after.text && !(entry->after.text = strdup(entry->after.text))) is_incomplete = true;
  } else if (entry->kind == OBSERVED_FILE && !observation_change_of(entry->name)) {
    const char *digest = digest_of_file(entry->name);
    if (!digest || strcmp(digest, entry->text) != 0) {
      observe_reason(UNREPEATABLE, "reads '%s', which was changed at the same time", entry->name);
    }
  }
}

observation_log observation_finish(void) {
  OBSERVING(error) {
    observe_open_files_after();
    observe_libraries_after();
    // Entries may be added, and the log moved, on the way.
    for (size_t i = 0, count = log_count; i < count; i++) observe_end(&log_entries[i]);
  }
  is_recording = false;
  return (observation_log){log_entries, log_count, draws_randomness, !is_incomplete};
}
