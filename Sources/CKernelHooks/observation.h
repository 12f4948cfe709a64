// How the interposed functions say what they saw. Shared by this target's files alone.
#pragma once
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "internal.h"
#include "kernel_hooks.h"
#include "sha256.h"

/// Declares `original`: the function that this one stands in front of.
#define ORIGINAL(result, name, ...) \
  static result (*original)(__VA_ARGS__); \
  if (!original) *(void **)&original = dlsym(RTLD_NEXT, #name)

/// Exports a function under a second name, which a header may have declared in its own way.
#define ALSO_AS(function, name) \
  extern __typeof(function) function##_as_##name __asm__(#name) __attribute__((alias(#function)))

#define CALLER caller_of(__builtin_return_address(0))

// MARK: observation_log.c

/// The block that follows is left out unless a unit runs and this thread is not in such a block
/// already: what observing itself asks of the system is not observed. Only one thread is in a block
/// at a time. `error` is errno, which is as it was when the block has been left; don't jump out of it.
#define OBSERVING(error) \
  for (int error = observation_begin(); error >= 0; error = observation_end(error))

int observation_begin(void);
int observation_end(int error);

/// Adds to the log what is not in it yet. Copies the texts. NULL if it is there, or without memory.
observation *observation_add(observation_kind kind, const char *name, const char *text);

/// The change of a file that is in the log already. Valid until something is added.
observation *observation_change_of(const char *name);

/// The text of an observation; NULL if it is not in the log.
const char *observation_text(observation_kind kind, const char *name);

/// The next change in the log, or the first one. NULL if there is no other.
const observation *observation_next_change(const observation *previous);

/// Adds a reason of the kind `UNREPEATABLE` or `CHANGES_PROCESS`; `%s` in `format` is `name`.
void observe_reason(observation_kind kind, const char *format, const char *name);

/// The same as an entire interposed function's observation.
void observation_reason(observation_kind kind, const char *reason);

// MARK: observed_paths.c

/// An absolute path without `.` and `..`, and the same for a path that is relative to an open folder.
/// Valid until the second call from here; NULL if there is no path.
const char *absolute_path(int folder, const char *path);

/// Where an open file is; NULL if it is in no folder.
const char *path_of_descriptor(int descriptor);

/// Where a symbolic link leads that says `target`.
const char *path_of_target(const char *link, const char *target);

/// Kernel interfaces that tell about the machine and this process; what cells' results do not depend
/// on is not observed.
typedef enum { PLACE_ORDINARY, PLACE_IGNORED, PLACE_CHANGING } place;
place place_of(const char *path);

// MARK: file_digests.c and folder_listings.c

/// The digest of a file's content in hexadecimal, valid until the next digest; NULL if it can't be
/// read.
const char *digest_of_file(const char *path);

/// The digest of the names in a folder as they were before the unit changed anything there.
const char *digest_of_listing(const char *path);

/// Ends a digest's computation.
const char *finish_digest(sha256 *state);

// MARK: observed_files.c

/// The state of a file, a symbolic link not followed. `text` is valid until the next call.
file_state state_of(const char *path);

/// What a file's status says: `follows` symbolic links or does not.
void observe_status(const char *path, bool follows, bool has_details);
/// That a look-up failed.
void observe_failure(const char *path, int error);
/// That a change failed: because a folder on the way is not there, or for a reason like `error`.
void observe_failed_change(const char *path, int error);
void observe_content(const char *path);
void observe_listing(const char *path);
/// The users' names, which libc reads by itself.
void observe_users(void);
/// The system's version and the machine's name.
void observe_machine(void);
/// Whether `access` granted what it was asked for.
void observe_permission(const char *path, int mode, bool is_granted);
/// Where a path leads without symbolic links.
void observe_resolution(const char *path, const char *result);
/// Whether there is something of this name.
void observe_existence(const char *path);

/// To be called before a file changes. Returns whether it is the first time.
bool observe_change(const char *path);
/// The same for a folder and all that is in it, which will be called something else.
void observe_move(const char *from, const char *to);
/// It did not change after all.
void observe_no_change(const char *path);
/// To be called after a file got a name that nobody could know before.
void observe_creation(const char *path);

// MARK: open_files.c

void observe_open_files_before(void);
void observe_open_files_after(void);

// MARK: looking.c

/// To be called when a unit starts.
void looking_start(void);

// MARK: callers.c

typedef enum {
  /// A cell, or a library that a cell brought along.
  CALLER_OTHER,
  /// The kernel and the engine.
  CALLER_EXECUTABLE,
  /// Foundation's files, processes, dates: what it asks about files, it mostly asks to find folders.
  CALLER_ESSENTIALS,
  CALLER_FOUNDATION,
  /// Scheduling, and other things that leave no trace in results.
  CALLER_RUNTIME,
  /// Tasks, and the clocks of Swift.
  CALLER_CONCURRENCY,
} caller;

void callers_find(void);
caller caller_of(const void *address);
