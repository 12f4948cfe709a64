#define _GNU_SOURCE
#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "kernel_hooks.h"

// A one-thread executor for Swift tasks, so that what concurrent tasks print comes in the same
// order each time. The hooks are the runtime's own (swift/Runtime/Concurrency.h); in Swift 6.3,
// `Task.sleep` and `MainActor.run` still go through Dispatch, whose main queue is served here too.

#define SWIFTCALL __attribute__((swiftcall))
typedef struct Job Job;
typedef struct { void *identity, *implementation; } ExecutorRef;

typedef SWIFTCALL void (*enqueue_original)(Job *);
extern SWIFTCALL void (*swift_task_enqueueGlobal_hook)(Job *, enqueue_original);
extern SWIFTCALL void swift_job_run(Job *, ExecutorRef);
extern void *swift_retain(void *);
extern void _dispatch_main_queue_callback_4CF(void *);
extern int _dispatch_get_main_queue_handle_4CF(void);

typedef struct Ready {
  struct Ready *next;
  Job *job;
} Ready;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Ready *first, **last = &first;
static int wake = -1;

static SWIFTCALL void enqueue(Job *job, enqueue_original unused) {
  (void)unused;
  Ready *ready = malloc(sizeof *ready);
  if (!ready) abort();
  *ready = (Ready){NULL, job};
  pthread_mutex_lock(&lock);
  *last = ready;
  last = &ready->next;
  pthread_mutex_unlock(&lock);
  uint64_t one = 1;
  if (write(wake, &one, sizeof one) < 0) return;  // The counter is full: a wake-up is under way.
}

static Job *dequeue(void) {
  pthread_mutex_lock(&lock);
  Ready *ready = first;
  if (ready && !(first = ready->next)) last = &first;
  pthread_mutex_unlock(&lock);
  Job *job = ready ? ready->job : NULL;
  free(ready);
  return job;
}

void tasks_install(void) {
  tasks_set_remembered(true);
  wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  swift_task_enqueueGlobal_hook = enqueue;
}

void tasks_step(void) {
  Job *job = dequeue();
  if (job) {
    swift_job_run(job, (ExecutorRef){NULL, NULL});
    return;
  }
  struct pollfd fds[2] = {{wake, POLLIN, 0}, {_dispatch_get_main_queue_handle_4CF(), POLLIN, 0}};
  poll(fds, 2, 100);
  uint64_t count;
  if (fds[0].revents && read(wake, &count, sizeof count) < 0) return;
  _dispatch_main_queue_callback_4CF(NULL);
}

// MARK: tasks that a cell leaves behind

typedef struct { void *task, *context; } TaskAndContext;
typedef SWIFTCALL TaskAndContext (*create_function)(size_t, void *, const void *, void *, void *);

static created_task *created;
static size_t created_count, created_capacity;
static bool remembers = false;

void tasks_set_remembered(bool remembered) { remembers = remembered; }

static void remember(void *task, const void *result_type) {
  pthread_mutex_lock(&lock);
  if (created_count == created_capacity) {
    created_capacity = created_capacity ? 2 * created_capacity : 16;
    created = realloc(created, created_capacity * sizeof *created);
    if (!created) abort();
  }
  created[created_count++] = (created_task){swift_retain(task), result_type};
  pthread_mutex_unlock(&lock);
}

// Cells call this through their symbol table, and so get ours, exported from the executable.
__attribute__((swiftcall, visibility("default"))) TaskAndContext swift_task_create(
    size_t flags, void *options, const void *result_type, void *entry, void *context) {
  static create_function original;
  if (!original) *(void **)&original = dlsym(RTLD_NEXT, "swift_task_create");
  TaskAndContext result = original(flags, options, result_type, entry, context);
  // A child is awaited by its group, whatever happens (TaskCreateFlags, swift/ABI/MetadataValues.h).
  const size_t is_child = 1 << 8, is_discarding = 1 << 14;
  if (remembers && result_type && !(flags & (is_child | is_discarding))) remember(result.task, result_type);
  return result;
}

bool tasks_take_created(created_task *task) {
  pthread_mutex_lock(&lock);
  bool any = created_count > 0;
  if (any) *task = created[--created_count];
  pthread_mutex_unlock(&lock);
  return any;
}
