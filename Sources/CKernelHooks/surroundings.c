#include "observation.h"

#include <dlfcn.h>
#include <locale.h>
#include <netdb.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

// The environment, clocks, the network, and the state of the process that no cell owns.

// MARK: the environment

/// Settings that make the engine and the kernel faster or slower, and change no result.
static bool is_setting(const char *name) {
  return strcmp(name, "NOTEBOOK_NUM_THREADS") == 0 || strcmp(name, "NOTEBOOK_CPU_CAPABILITY") == 0 ||
      strcmp(name, "GLIBC_TUNABLES") == 0;
}

static void observe_variable(const char *name, const char *value) {
  if (!is_setting(name)) observation_add(OBSERVED_VARIABLE, name, value);
}

char *getenv(const char *name) {
  ORIGINAL(char *, getenv, const char *);
  char *value = original(name);
  OBSERVING(error) observe_variable(name, value);
  return value;
}

char *secure_getenv(const char *name) {
  ORIGINAL(char *, secure_getenv, const char *);
  char *value = original(name);
  OBSERVING(error) observe_variable(name, value);
  return value;
}

// `ProcessInfo.environment` reads the variables where they are, so it is the function that is
// interposed: cells call it through their symbol tables.
#define SWIFT_GETTER(result, function, symbol) \
  __attribute__((swiftcall)) result function(__attribute__((swift_context)) void *self) \
      __asm__(symbol); \
  typedef __attribute__((swiftcall)) result function##_type( \
      __attribute__((swift_context)) void *)

#define ENVIRONMENT "$s20FoundationEssentials11ProcessInfoC11environmentSDyS2SGvg"
#define PROCESS_NUMBER "$s20FoundationEssentials11ProcessInfoC17processIdentifiers5Int32Vvg"
SWIFT_GETTER(void *, process_environment, ENVIRONMENT);
SWIFT_GETTER(int32_t, process_number, PROCESS_NUMBER);

__attribute__((swiftcall)) void *process_environment(__attribute__((swift_context)) void *self) {
  static process_environment_type *original;
  if (!original) *(void **)&original = dlsym(RTLD_NEXT, ENVIRONMENT);
  OBSERVING(error) {
    for (char **variable = environ; variable && *variable; variable++) {
      char name[256];
      const char *value = strchr(*variable, '=');
      if (!value || (size_t)(value - *variable) >= sizeof name) continue;
      *stpncpy(name, *variable, (size_t)(value - *variable)) = 0;
      observe_variable(name, value + 1);
    }
  }
  return original(self);
}

__attribute__((swiftcall)) int32_t process_number(__attribute__((swift_context)) void *self) {
  static process_number_type *original;
  if (!original) *(void **)&original = dlsym(RTLD_NEXT, PROCESS_NUMBER);
  observation_reason(UNREPEATABLE, "asks for the process's number");
  return original(self);
}

static void observe_new_variable(const char *name) {
  OBSERVING(error) observe_reason(CHANGES_PROCESS, "changes the environment ('%s')", name);
}

int setenv(const char *name, const char *value, int replace) {
  ORIGINAL(int, setenv, const char *, const char *, int);
  observe_new_variable(name);
  return original(name, value, replace);
}

int unsetenv(const char *name) {
  ORIGINAL(int, unsetenv, const char *);
  observe_new_variable(name);
  return original(name);
}

int putenv(char *assignment) {
  ORIGINAL(int, putenv, char *);
  observe_new_variable(assignment);
  return original(assignment);
}

int clearenv(void) {
  ORIGINAL(int, clearenv, void);
  observe_new_variable("*");
  return original();
}

// MARK: functions that leave no doubt

/// Defines an interposed function after which a unit can't be repeated, unless one of the libraries
/// calls that are named as `exempt`.
#define TELLING(effect, reason, exempt, type, function, parameters, arguments) \
  type function parameters { \
    static type (*original) parameters; \
    if (!original) *(void **)&original = dlsym(RTLD_NEXT, #function); \
    if (!((exempt) & 1u << CALLER)) observation_reason(effect, reason); \
    return original arguments; \
  }

enum {
  NOBODY = 0,
  RUNTIME = 1u << CALLER_RUNTIME,
  CONCURRENCY = 1u << CALLER_CONCURRENCY,
  FOUNDATION = 1u << CALLER_FOUNDATION | 1u << CALLER_ESSENTIALS,
  EXECUTABLE = 1u << CALLER_EXECUTABLE,
};

static const char reads_clock[] = "reads the clock";
TELLING(UNREPEATABLE, reads_clock, NOBODY, time_t, time, (time_t *result), (result))
TELLING(UNREPEATABLE, reads_clock, NOBODY, clock_t, clock, (void), ())
TELLING(UNREPEATABLE, reads_clock, NOBODY, clock_t, times, (struct tms *result), (result))
TELLING(UNREPEATABLE, reads_clock, NOBODY, int, timespec_get, (struct timespec *result, int base), (result, base))
TELLING(UNREPEATABLE, reads_clock, NOBODY, int, getrusage, (__rusage_who_t who, struct rusage *result), (who, result))
TELLING(UNREPEATABLE, reads_clock, RUNTIME, int, gettimeofday,
    (struct timeval *restrict result, void *restrict zone), (result, zone))
TELLING(UNREPEATABLE, reads_clock, RUNTIME, int, clock_gettime, (clockid_t clock, struct timespec *result),
    (clock, result))
// `DispatchTime.now()` is a clock, though Dispatch reads it for its own ends otherwise.
TELLING(UNREPEATABLE, reads_clock, RUNTIME | CONCURRENCY | FOUNDATION, uint64_t, dispatch_time, (uint64_t when, int64_t delta),
    (when, delta))
TELLING(UNREPEATABLE, reads_clock, RUNTIME | CONCURRENCY | FOUNDATION, uint64_t, dispatch_walltime,
    (const struct timespec *when, int64_t delta), (when, delta))

static const char uses_network[] = "uses the network";
TELLING(UNREPEATABLE, uses_network, NOBODY, int, socket, (int domain, int type, int protocol), (domain, type, protocol))
TELLING(UNREPEATABLE, uses_network, NOBODY, int, getaddrinfo,
    (const char *restrict node, const char *restrict service, const struct addrinfo *restrict hints,
        struct addrinfo **restrict result),
    (node, service, hints, result))
TELLING(UNREPEATABLE, uses_network, NOBODY, struct hostent *, gethostbyname, (const char *name), (name))

static const char asks_for_number[] = "asks for the process's number";
TELLING(UNREPEATABLE, asks_for_number, RUNTIME | CONCURRENCY | FOUNDATION | EXECUTABLE, pid_t, getpid, (void), ())
TELLING(UNREPEATABLE, asks_for_number, NOBODY, pid_t, getppid, (void), ())

TELLING(UNREPEATABLE, "asks how busy the machine is", NOBODY, int, getloadavg,
    (double *result, int count), (result, count))

int gethostname(char *name, size_t size) {
  ORIGINAL(int, gethostname, char *, size_t);
  OBSERVING(error) observe_machine();
  return original(name, size);
}

int uname(struct utsname *result) {
  ORIGINAL(int, uname, struct utsname *);
  OBSERVING(error) observe_machine();
  return original(result);
}

static const char changes_folder[] = "changes the current folder";
TELLING(CHANGES_PROCESS, changes_folder, NOBODY, int, chdir, (const char *path), (path))
TELLING(CHANGES_PROCESS, changes_folder, NOBODY, int, fchdir, (int folder), (folder))

static const char changes_process[] = "changes the process's settings";
TELLING(CHANGES_PROCESS, changes_process, NOBODY, mode_t, umask, (mode_t mode), (mode))
TELLING(CHANGES_PROCESS, changes_process, EXECUTABLE, int, setrlimit,
    (__rlimit_resource_t resource, const struct rlimit *limit), (resource, limit))

static const char handles_signal[] = "changes what a signal does";
TELLING(CHANGES_PROCESS, handles_signal, RUNTIME | EXECUTABLE, sighandler_t, signal, (int number, sighandler_t handler),
    (number, handler))

int sigaction(int number, const struct sigaction *restrict action, struct sigaction *restrict old) {
  ORIGINAL(int, sigaction, int, const struct sigaction *, struct sigaction *);
  if (action && CALLER == CALLER_OTHER) observation_reason(CHANGES_PROCESS, handles_signal);
  return original(number, action, old);
}

char *setlocale(int category, const char *name) {
  ORIGINAL(char *, setlocale, int, const char *);
  if (name) observation_reason(CHANGES_PROCESS, "changes the locale");
  return original(category, name);
}
