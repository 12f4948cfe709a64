#define _GNU_SOURCE
#include <errno.h>
#include <execinfo.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "kernel_hooks.h"
#include "internal.h"

int report_descriptor = -1;
static volatile bool exit_is_reported = false;

void exit_set_reported(bool reported) { exit_is_reported = reported; }

void leave(int status) {
  // Not `_exit`, which is interposed below. The assembler keeps this safe in a signal handler.
  for (;;) __asm__ volatile("syscall" : : "a"(SYS_exit_group), "D"(status) : "rcx", "r11", "memory");
}

static void report(const crash_report *report) {
  channel_drain_dying();
  const char *bytes = (const char *)report;
  size_t count = sizeof *report;
  while (count) {
    ssize_t n = write(report_descriptor, bytes, count);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    bytes += n;
    count -= (size_t)n;
  }
}

// The unwinder reads the tables that describe each frame, and so gets through libraries that use the
// frame pointer for something else.
static void unwind(uintptr_t instruction, stack_trace *trace) {
  void *frames[2 * TRACE_LIMIT];
  int count = backtrace(frames, sizeof frames / sizeof *frames), i = 0;
  // The handler's own frames come first.
  while (i < count && (uintptr_t)frames[i] != instruction) i++;
  for (i++; i < count && trace->count < TRACE_LIMIT; i++) {
    trace->addresses[trace->count++] = (uint64_t)(uintptr_t)frames[i];
  }
}

static crash_report last;
static _Atomic pid_t reporting_thread;

static void handle(int signal, siginfo_t *info, void *context) {
  pid_t nobody = 0, this_thread = gettid();
  if (!atomic_compare_exchange_strong(&reporting_thread, &nobody, this_thread)) {
    // Another thread is about to end the process; or unwinding has failed, and the frames that were
    // found have to do.
    while (nobody != this_thread) pause();
    report(&last);
    leave(128 + signal);
  }
  const greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  last.kind = signal == SIGNAL_INTERRUPT ? REPORT_INTERRUPTED : REPORT_SIGNAL;
  last.code = signal;
  if (signal == SIGSEGV) {
    // A fault within a page or so of the stack pointer is the guard page behind the stack's end.
    intptr_t distance = (intptr_t)info->si_addr - (intptr_t)registers[REG_RSP];
    last.stack_overflow = distance > -65536 && distance < 65536;
  }
  last.trace.addresses[last.trace.count++] = (uint64_t)registers[REG_RIP];
  unwind((uintptr_t)registers[REG_RIP], &last.trace);
  report(&last);
  leave(128 + signal);
}

void crash_handlers_install(void) {
  static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGSYS, SIGTERM,
      SIGINT, SIGQUIT, SIGALRM, SIGHUP, SIGUSR2, SIGVTALRM, SIGPROF, SIGXCPU, SIGNAL_INTERRUPT};
  // The unwinder loads its library at its first use, which a signal handler must not.
  void *frame;
  backtrace(&frame, 1);
  // An exhausted stack can't run its own handler.
  size_t size = 256 << 10;
  stack_t stack = {.ss_sp = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      .ss_size = size};
  if (stack.ss_sp != MAP_FAILED) sigaltstack(&stack, NULL);
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) sigaction(signals[i], &action, NULL);
  // A broken pipe is an error code.
  signal(SIGPIPE, SIG_IGN);
}

// MARK: exit

static void report_exit(int status, const void *frame) {
  if (!exit_is_reported) return;
  crash_report last = {.kind = REPORT_EXIT, .code = status};
  trace_frames(frame, &last.trace);
  report(&last);
  leave(0);
}

static void (*original(const char *name))(int) {
  extern void *dlsym(void *, const char *);
  return (void (*)(int))dlsym((void *)-1L, name);
}

void exit(int status) {
  if (exit_is_reported) fflush(NULL);
  report_exit(status, __builtin_frame_address(0));
  original("exit")(status);
  leave(status);
}

void _exit(int status) {
  report_exit(status, __builtin_frame_address(0));
  leave(status);
}

void _Exit(int status) {
  report_exit(status, __builtin_frame_address(0));
  leave(status);
}

void quick_exit(int status) {
  report_exit(status, __builtin_frame_address(0));
  original("quick_exit")(status);
  leave(status);
}
