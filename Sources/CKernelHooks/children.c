#include "observation.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// Foundation's `Process` starts each program in a process group of its own. In the kernel's, it ends
// with the kernel, however that ends.
int posix_spawnattr_setflags(posix_spawnattr_t *attributes, short flags) {
  ORIGINAL(int, posix_spawnattr_setflags, posix_spawnattr_t *, short);
  return original(attributes, channel_is_open() ? flags & ~POSIX_SPAWN_SETPGROUP : flags);
}

static const char starts_program[] = "starts a program";

int posix_spawn(pid_t *restrict child, const char *restrict path,
    const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *restrict attributes,
    char *const arguments[], char *const environment[]) {
  ORIGINAL(int, posix_spawn, pid_t *, const char *, const posix_spawn_file_actions_t *,
      const posix_spawnattr_t *, char *const[], char *const[]);
  observation_reason(UNREPEATABLE, starts_program);
  return original(child, path, actions, attributes, arguments, environment);
}

int posix_spawnp(pid_t *child, const char *path, const posix_spawn_file_actions_t *actions,
    const posix_spawnattr_t *attributes, char *const arguments[], char *const environment[]) {
  ORIGINAL(int, posix_spawnp, pid_t *, const char *, const posix_spawn_file_actions_t *,
      const posix_spawnattr_t *, char *const[], char *const[]);
  observation_reason(UNREPEATABLE, starts_program);
  return original(child, path, actions, attributes, arguments, environment);
}

int system(const char *command) {
  ORIGINAL(int, system, const char *);
  observation_reason(UNREPEATABLE, starts_program);
  return original(command);
}

FILE *popen(const char *command, const char *mode) {
  ORIGINAL(FILE *, popen, const char *, const char *);
  observation_reason(UNREPEATABLE, starts_program);
  return original(command, mode);
}

pid_t fork(void) {
  ORIGINAL(pid_t, fork, void);
  observation_reason(UNREPEATABLE, starts_program);
  return original();
}

// The original returns twice from this frame, which a function in front of it can't do.
pid_t vfork(void) { return fork(); }
