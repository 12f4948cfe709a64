#include "observation.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

// The standard library draws all its randomness (Int.random, shuffled, randomElement) through libc's
// syscall(SYS_getrandom, …): interposing `swift_stdlib_random` itself has no effect, this has.

static bool seeded = false;
static _Atomic uint64_t state;

void randomness_seed(uint64_t seed) {
  state = seed;
  seeded = true;
  srand((unsigned)seed);
  srandom((unsigned)seed);
  srand48((long)seed);
}

// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
static uint64_t next(void) {
  uint64_t z = state += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

static void fill(uint8_t *bytes, size_t count) {
  observation_of_randomness();
  uint64_t word = 0;
  for (size_t i = 0; i < count; i++, word >>= 8) {
    if (i % 8 == 0) word = next();
    bytes[i] = (uint8_t)word;
  }
}

static void *original(const char *name) { return dlsym(RTLD_NEXT, name); }

long syscall(long number, ...) {
  va_list list;
  va_start(list, number);
  long a[6];
  for (int i = 0; i < 6; i++) a[i] = va_arg(list, long);
  va_end(list);
  if (seeded && number == SYS_getrandom) {
    fill((uint8_t *)a[0], (size_t)a[1]);
    return a[1];
  }
  // What the hooks would not see.
  if (CALLER == CALLER_OTHER) observation_reason(UNREPEATABLE, "makes system calls of its own");
  static long (*next_syscall)(long, ...);
  if (!next_syscall) *(void **)&next_syscall = original("syscall");
  return next_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

ssize_t getrandom(void *bytes, size_t count, unsigned flags) {
  if (!seeded) return ((ssize_t(*)(void *, size_t, unsigned))original("getrandom"))(bytes, count, flags);
  fill(bytes, count);
  return (ssize_t)count;
}

int getentropy(void *bytes, size_t count) {
  if (!seeded) return ((int (*)(void *, size_t))original("getentropy"))(bytes, count);
  fill(bytes, count);
  return 0;
}

void arc4random_buf(void *bytes, size_t count) {
  if (!seeded) {
    ((void (*)(void *, size_t))original("arc4random_buf"))(bytes, count);
    return;
  }
  fill(bytes, count);
}

uint32_t arc4random(void) {
  uint32_t word;
  arc4random_buf(&word, sizeof word);
  return word;
}

// Numbers below the largest multiple of `bound` are drawn again, so that each rest is as likely.
uint32_t arc4random_uniform(uint32_t bound) {
  if (bound < 2) return 0;
  uint32_t least = -bound % bound, word;
  do word = arc4random();
  while (word < least);
  return word % bound;
}

// The generators of libc, which the seed starts.
#define DRAWING(type, function) \
  type function(void) { \
    observation_of_randomness(); \
    return ((type(*)(void))original(#function))(); \
  }

DRAWING(int, rand)
DRAWING(long, random)
DRAWING(double, drand48)
DRAWING(long, lrand48)
DRAWING(long, mrand48)

// Foundation's UUID reads the device: it gets a file with a piece of the stream.
static int open_stream(void) {
  uint8_t bytes[16384];
  fill(bytes, sizeof bytes);
  int file = memfd_create("random", MFD_CLOEXEC);
  if (file < 0) return -1;
  if (pwrite(file, bytes, sizeof bytes, 0) == sizeof bytes) return file;
  close(file);
  return -1;
}

int randomness_open(const char *path) {
  if (!path) return -1;
  bool is_random = strcmp(path, "/dev/urandom") == 0 || strcmp(path, "/dev/random") == 0;
  return seeded && is_random ? open_stream() : -1;
}
