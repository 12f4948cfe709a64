#define _GNU_SOURCE
#include "thread_team.h"

#include <immintrin.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
  THREAD_LIMIT = 256,
  // A training step launches something every few microseconds: so long a worker stays awake. About
  // 40 microseconds; a `pause` takes some 15 nanoseconds.
  WORKER_SPINS = 2500,
  // After that, the thread that runs our tile has probably lost its core.
  CALLER_SPINS = 2000,
};

// The call that is under way. `ticket` holds its number in the upper half and the next index to be
// claimed in the lower one, so that a worker that comes late cannot claim from a later call what it
// read about an earlier one.
static struct {
  _Alignas(64) _Atomic uint64_t ticket;
  _Alignas(64) _Atomic uint32_t finished;
  _Alignas(64) _Atomic uint32_t count;
  _Atomic(void (*)(void *, ptrdiff_t)) body;
  _Atomic(void *) context;
  _Atomic ptrdiff_t first;
} call;

static struct {
  // Held during a call.
  atomic_flag busy;
  // The number of calls so far; workers sleep on it.
  _Alignas(64) _Atomic uint32_t calls;
  _Atomic uint32_t sleepers;
  // How many workers exist, and how many are to take part.
  int started;
  _Atomic int wanted;
} team = {.busy = ATOMIC_FLAG_INIT, .wanted = -1};

static const uint64_t call_unit = (uint64_t)1 << 32;

/// Claims an index of call `number` and runs it. False if there is none left.
static bool run_one(uint32_t number) {
  uint64_t ticket = atomic_load_explicit(&call.ticket, memory_order_acquire);
  for (;;) {
    uint32_t index = (uint32_t)ticket;
    uint32_t count = atomic_load_explicit(&call.count, memory_order_relaxed);
    void (*body)(void *, ptrdiff_t) = atomic_load_explicit(&call.body, memory_order_relaxed);
    void *context = atomic_load_explicit(&call.context, memory_order_relaxed);
    ptrdiff_t first = atomic_load_explicit(&call.first, memory_order_relaxed);
    if ((uint32_t)(ticket >> 32) != number || index >= count) return false;
    // If this succeeds, the call was still open, and what was read above belongs to it.
    if (!atomic_compare_exchange_weak(&call.ticket, &ticket, ticket + 1)) continue;
    body(context, first + index);
    atomic_fetch_add_explicit(&call.finished, 1, memory_order_release);
    return true;
  }
}

static void sleep_until_call_after(uint32_t seen) {
  atomic_fetch_add(&team.sleepers, 1);
  syscall(SYS_futex, &team.calls, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
  atomic_fetch_sub(&team.sleepers, 1);
}

static void *work(void *argument) {
  intptr_t worker = (intptr_t)argument;
  uint32_t seen = 0;
  for (;;) {
    for (int spin = 0; spin < WORKER_SPINS; spin++) {
      if (atomic_load_explicit(&team.calls, memory_order_acquire) != seen) break;
      _mm_pause();
    }
    uint32_t number = atomic_load(&team.calls);
    if (number == seen) {
      sleep_until_call_after(seen);
      continue;
    }
    seen = number;
    if (worker >= atomic_load_explicit(&team.wanted, memory_order_relaxed) - 1) continue;
    while (run_one(number)) {}
  }
  return NULL;
}

// The child of a fork has only the thread that forked.
static void forget_workers(void) {
  team.started = 0;
  atomic_store(&team.sleepers, 0);
  atomic_flag_clear(&team.busy);
}

static void start_workers(int count) {
  static bool watches_forks;
  if (!watches_forks) pthread_atfork(NULL, NULL, forget_workers);
  watches_forks = true;
  // Signals are for the threads of the program, except for those that a thread brings on itself.
  static const int own[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
  sigset_t blocked, before;
  sigfillset(&blocked);
  for (size_t i = 0; i < sizeof own / sizeof *own; i++) sigdelset(&blocked, own[i]);
  pthread_sigmask(SIG_SETMASK, &blocked, &before);
  while (team.started < count) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, (void *)(intptr_t)team.started) != 0) break;
    pthread_detach(thread);
    team.started++;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void publish(
  ptrdiff_t first, uint32_t count, void (*body)(void *, ptrdiff_t), void *context) {
  uint32_t number = atomic_load_explicit(&team.calls, memory_order_relaxed) + 1;
  // Closed while it is being written.
  atomic_store(&call.ticket, number * call_unit | UINT32_MAX);
  atomic_store_explicit(&call.finished, 0, memory_order_relaxed);
  atomic_store_explicit(&call.count, count, memory_order_relaxed);
  atomic_store_explicit(&call.body, body, memory_order_relaxed);
  atomic_store_explicit(&call.context, context, memory_order_relaxed);
  atomic_store_explicit(&call.first, first, memory_order_relaxed);
  atomic_store(&call.ticket, number * call_unit);
  atomic_store(&team.calls, number);
  if (atomic_load(&team.sleepers) > 0) {
    syscall(SYS_futex, &team.calls, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
  }
}

static void run_team(
  ptrdiff_t first, uint32_t count, void (*body)(void *, ptrdiff_t), void *context) {
  publish(first, count, body, context);
  while (run_one(atomic_load_explicit(&team.calls, memory_order_relaxed))) {}
  for (int spin = 0; atomic_load_explicit(&call.finished, memory_order_acquire) != count; spin++) {
    if (spin < CALLER_SPINS) _mm_pause();
    else sched_yield();
  }
}

void kernels_parallel_for(
  ptrdiff_t count, void (*body)(void *context, ptrdiff_t index), void *context) {
  int threads = count > 1 ? kernels_thread_count() : 1;
  if (threads == 1 || atomic_flag_test_and_set_explicit(&team.busy, memory_order_acquire)) {
    for (ptrdiff_t index = 0; index < count; index++) body(context, index);
    return;
  }
  if (team.started < threads - 1) start_workers(threads - 1);
  for (ptrdiff_t first = 0; first < count; first += INT32_MAX) {
    ptrdiff_t rest = count - first;
    run_team(first, (uint32_t)(rest < INT32_MAX ? rest : INT32_MAX), body, context);
  }
  atomic_flag_clear_explicit(&team.busy, memory_order_release);
}

static int default_thread_count(void) {
  const char *setting = getenv("NOTEBOOK_NUM_THREADS");
  if (setting && atoi(setting) > 0) return atoi(setting);
  cpu_set_t cpus;
  return sched_getaffinity(0, sizeof cpus, &cpus) == 0 ? CPU_COUNT(&cpus) : 1;
}

void kernels_set_thread_count(int count) {
  count = count < 1 ? 1 : count > THREAD_LIMIT ? THREAD_LIMIT : count;
  atomic_store_explicit(&team.wanted, count, memory_order_relaxed);
}

int kernels_thread_count(void) {
  int count = atomic_load_explicit(&team.wanted, memory_order_relaxed);
  if (count > 0) return count;
  kernels_set_thread_count(default_thread_count());
  return atomic_load_explicit(&team.wanted, memory_order_relaxed);
}
