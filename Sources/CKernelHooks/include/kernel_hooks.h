// What the kernel needs from below Swift: symbols of libc and of the Swift runtime that it
// interposes, signal handlers, and the channel to the build that every output goes through.
//
// The executable is the build's and the kernel's at once. Until `channel_open` is called, each
// interposed function does what the original does.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// MARK: channel.c

/// The kinds of the frames that this side sends by itself; KernelProtocol knows them all.
enum { FRAME_STDOUT = 1, FRAME_STDERR = 2 };

/// From now on, `stdout` and `stderr` go to the channel, frame by frame, in the order in which they
/// are written; crash reports go to `report`. Returns false, with errno set, if that failed.
bool channel_open(int channel, int report);

/// Whether this process is a kernel.
bool channel_is_open(void);

/// Sends a frame: its length (32 bits), its kind, its bytes. Ends the process if nobody listens.
void channel_send(uint8_t kind, const void *bytes, size_t count);

/// Reads exactly `count` bytes of a command. False at the end of the channel.
bool channel_receive(void *bytes, size_t count);

/// Sends an unfinished line, and what child processes have written to descriptors 1 and 2.
void channel_drain(void);

/// The same in a signal handler, as the last thing that is sent.
void channel_drain_dying(void);

// MARK: run_cell.c

/// How many return addresses a trace holds at most.
enum { TRACE_LIMIT = 64 };
typedef struct {
  uint32_t count;
  uint64_t addresses[TRACE_LIMIT];
} __attribute__((packed)) stack_trace;

typedef int32_t (*cell_main)(int32_t, void *);

/// Runs a cell's entry point. Returns false and the error's box if it threw; `trace` then says from
/// where.
bool run_cell(cell_main entry, const void **error, stack_trace *trace);

/// Where a shared object was loaded, by its handle.
uint64_t library_base(void *library);

/// Where the executable or shared object was loaded that contains an address; 0 if none does.
uint64_t image_base(const void *address);

/// To be called on the main thread before any trace is taken.
void trace_prepare(void);

/// Follows the frame pointers from `frame` on, innermost first.
void trace_frames(const void *frame, stack_trace *trace);

// MARK: crash_report.c

typedef enum { REPORT_SIGNAL = 1, REPORT_EXIT = 2, REPORT_INTERRUPTED = 3 } report_kind;

/// The last thing that a dying kernel says.
typedef struct {
  uint32_t kind;
  /// The signal's number, or the status that `exit` was given.
  int32_t code;
  /// Whether the stack was exhausted.
  uint32_t stack_overflow;
  stack_trace trace;
} __attribute__((packed)) crash_report;

/// Asks the kernel to say where it is, and to end.
#define SIGNAL_INTERRUPT SIGUSR1

void crash_handlers_install(void);

/// Whether `exit` is reported as an error: it is while a cell runs.
void exit_set_reported(bool reported);

/// Ends the process without a report.
void leave(int status) __attribute__((noreturn));

// MARK: randomness.c

/// From now on, the system's randomness is a stream that depends on `seed` alone.
void randomness_seed(uint64_t seed);

// MARK: observation_log.c

/// What was seen. KernelProtocol's `Observation` says what each means.
typedef enum {
  /// A change that did not happen.
  OBSERVED_NOTHING = 0,
  OBSERVED_FILE,
  OBSERVED_ABSENT,
  OBSERVED_UNREADABLE,
  OBSERVED_KIND,
  OBSERVED_STATUS,
  OBSERVED_LINK,
  OBSERVED_RESOLVED,
  OBSERVED_LISTING,
  OBSERVED_VARIABLE,
  OBSERVED_CURRENT_FOLDER,
  OBSERVED_CHANGE,
  /// Why the unit can't be repeated; `name` says it.
  UNREPEATABLE,
  /// The same, where it is a change of the process that later units run in.
  CHANGES_PROCESS,
  /// Plus what `access` was asked for: 1 to 7.
  OBSERVED_ACCESS = 0x20,
} observation_kind;

typedef enum { STATE_ABSENT = 1, STATE_FILE, STATE_FOLDER, STATE_LINK, STATE_OTHER } state_kind;

typedef struct {
  state_kind kind;
  /// A file's digest in hexadecimal, a link's target, or NULL.
  const char *text;
} file_state;

typedef struct {
  observation_kind kind;
  /// The path, or the variable's name.
  const char *name;
  /// A digest in hexadecimal, a value or a target; NULL if there is none.
  const char *text;
  /// What the file was, before it changed if it did.
  state_kind file;
  uint32_t permissions;
  uint64_t size;
  /// Nanoseconds.
  int64_t modified;
  bool is_granted;
  file_state after;
} observation;

typedef struct {
  const observation *entries;
  size_t count;
  bool draws_randomness;
  /// False if there was no memory left for more.
  bool is_complete;
} observation_log;

/// From now on, what this process sees of the outside world is written down.
void observation_start(void);

/// Ends that. What is returned is valid until the next start.
observation_log observation_finish(void);

/// Whether what this thread does is the kernel's own business; returns what it was before.
bool observation_set_paused(bool is_paused);

// MARK: tasks.c

/// Tasks run on the thread that calls `tasks_step`, in the order in which they became ready.
void tasks_install(void);

/// Runs what is ready; if nothing is, waits a moment for another thread to bring something.
void tasks_step(void);

/// Whether tasks that are created from now on are remembered as the cell's.
void tasks_set_remembered(bool remembered);

/// A task that a cell created, retained, and the metadata of its result.
typedef struct {
  void *task;
  const void *result_type;
} created_task;

/// Takes a task that was created since the last call. False if there is none.
bool tasks_take_created(created_task *task);

// MARK: swift_runtime.c

/// Calls the function that gives a type's metadata, for generic arguments.
const void *metadata_of(const void *accessor, const void *const *arguments, size_t count);

/// The table that says how a type conforms to a protocol; NULL if it does not.
const void *conformance_of(const void *type, const void *protocol);

/// The symbol that begins at an address, if the dynamic linker knows it by that name.
const char *symbol_at(const void *address);

/// Where a symbol that the dynamic linker knows begins; NULL if there is none of that name.
const void *symbol_address(const char *symbol);

/// The shape of types such as `any Sequence<T>` that a module has written down, as the runtime knows
/// it: several modules may have the same.
const void *existential_shape(const void *shared);

/// The metadata of such a type, for arguments in place of what its shape leaves open.
const void *existential_metadata(const void *shape, const void *const *arguments);

/// A new instance of a class, with one reference and undefined stored properties.
void *object_allocate(const void *metadata, size_t size, size_t alignment_mask);

void object_retain(void *object);

/// A new box for a value of a type: what an indirect case refers to. `value` is where it goes.
void *box_allocate(const void *type, void **value);

/// Where the value in a box lies.
void *box_value(const void *box);

/// Where the value in an error's box lies, and its type.
const void *error_box_value(const void *box, const void **type);

/// The declaration that a symbol stands for, as Swift; to be freed. NULL if it stands for none.
char *symbol_demangle(const char *mangled, size_t length);
