#define _GNU_SOURCE
#include <dlfcn.h>
#include <spawn.h>

#include "kernel_hooks.h"

// Foundation's `Process` starts each program in a process group of its own. In the kernel's, it ends
// with the kernel, however that ends.
int posix_spawnattr_setflags(posix_spawnattr_t *attributes, short flags) {
  static int (*original)(posix_spawnattr_t *, short);
  if (!original) *(void **)&original = dlsym(RTLD_NEXT, "posix_spawnattr_setflags");
  return original(attributes, channel_is_open() ? flags & ~POSIX_SPAWN_SETPGROUP : flags);
}
