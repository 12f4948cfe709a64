#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "kernel_hooks.h"
#include "internal.h"

// One lock orders all frames, so the reader sees outputs in the order in which they were made.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int channel = -1;
// What child processes inherit as their stdout and stderr: pipes that this process itself reads.
static int child_output[2] = {-1, -1};

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);

// Other constructors may write before ours has run, hence a look-up at first use.
static void resolve(void) {
  if (real_write) return;
  *(void **)&real_writev = dlsym(RTLD_NEXT, "writev");
  *(void **)&real_write = dlsym(RTLD_NEXT, "write");
}

static void write_all(const void *bytes, size_t count) {
  while (count) {
    ssize_t n = real_write(channel, bytes, count);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) leave(1);
    bytes = (const char *)bytes + n;
    count -= (size_t)n;
  }
}

static void send_locked(uint8_t kind, const void *bytes, size_t count) {
  struct __attribute__((packed)) {
    uint32_t count;
    uint8_t kind;
  } head = {(uint32_t)count, kind};
  struct iovec parts[2] = {{&head, sizeof head}, {(void *)bytes, count}};
  ssize_t n;
  do n = real_writev(channel, parts, 2);
  while (n < 0 && errno == EINTR);
  if (n < 0) leave(1);
  size_t sent = (size_t)n;
  if (sent < sizeof head) {
    write_all((const char *)&head + sent, sizeof head - sent);
    sent = sizeof head;
  }
  write_all((const char *)bytes + (sent - sizeof head), count - (sent - sizeof head));
}

// The line that is being written: `print` brings it in pieces. It is sent when it is complete, when
// something else is to be sent, and when the process dies.
static struct {
  uint8_t kind;
  size_t count;
  char bytes[4096];
} line;

static void finish_line_locked(void) {
  if (line.count) send_locked(line.kind, line.bytes, line.count);
  line.count = 0;
}

static void drain_locked(void) {
  struct pollfd fds[2] = {{child_output[0], POLLIN, 0}, {child_output[1], POLLIN, 0}};
  if (poll(fds, 2, 0) <= 0) return;
  finish_line_locked();
  char bytes[4096];
  for (int i = 0; i < 2; i++) {
    ssize_t n;
    while ((n = read(child_output[i], bytes, sizeof bytes)) > 0) {
      send_locked(i == 0 ? FRAME_STDOUT : FRAME_STDERR, bytes, (size_t)n);
    }
  }
}

void channel_send(uint8_t kind, const void *bytes, size_t count) {
  pthread_mutex_lock(&lock);
  drain_locked();
  finish_line_locked();
  send_locked(kind, bytes, count);
  pthread_mutex_unlock(&lock);
}

static void write_stream(uint8_t kind, const char *bytes, size_t count) {
  pthread_mutex_lock(&lock);
  if (!line.count || line.kind != kind || line.count + count > sizeof line.bytes) {
    drain_locked();
    finish_line_locked();
  }
  if (count > sizeof line.bytes) {
    send_locked(kind, bytes, count);
  } else if (count) {
    memcpy(line.bytes + line.count, bytes, count);
    line.kind = kind;
    line.count += count;
    if (bytes[count - 1] == '\n') finish_line_locked();
  }
  pthread_mutex_unlock(&lock);
}

void channel_drain(void) {
  pthread_mutex_lock(&lock);
  drain_locked();
  finish_line_locked();
  pthread_mutex_unlock(&lock);
}

void channel_drain_dying(void) {
  // Another thread may be writing, and will be done in a moment; this one may have died of it.
  for (int i = 0; pthread_mutex_trylock(&lock) != 0; i++) {
    if (i == 100) return;
    poll(NULL, 0, 1);
  }
  drain_locked();
  finish_line_locked();
}

bool channel_receive(void *bytes, size_t count) {
  while (count) {
    ssize_t n = read(channel, bytes, count);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes = (char *)bytes + n;
    count -= (size_t)n;
  }
  return true;
}

// A child that writes more than a pipe holds would wait for ever if nobody read while a cell waits
// for the child. The same thread sees the build die, and takes the kernel with it.
static void *watch(void *unused) {
  (void)unused;
  int readable[2], count = 2;
  memcpy(readable, child_output, sizeof readable);
  for (;;) {
    struct pollfd fds[3] = {
        {readable[0], POLLIN, 0}, {readable[1], POLLIN, 0}, {channel, POLLRDHUP, 0}};
    if (poll(fds, (nfds_t)count + 1, -1) < 0) continue;
    if (fds[2].revents & (POLLHUP | POLLRDHUP | POLLERR)) {
      // The programs that cells have started go with the kernel: it leads their process group.
      if (getpgrp() == getpid()) kill(0, SIGKILL);
      leave(1);
    }
    pthread_mutex_lock(&lock);
    drain_locked();
    pthread_mutex_unlock(&lock);
  }
}

// MARK: stdout and stderr

static ssize_t cookie_write(void *cookie, const char *bytes, size_t count) {
  write_stream((uint8_t)(uintptr_t)cookie, bytes, count);
  return (ssize_t)count;
}

// Unbuffered: what a cell printed has left the process when it crashes.
static FILE *open_stream(uint8_t kind) {
  FILE *stream = fopencookie((void *)(uintptr_t)kind, "w", (cookie_io_functions_t){.write = cookie_write});
  if (stream) setvbuf(stream, NULL, _IONBF, 0);
  return stream;
}

static int open_child_output(int descriptor) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0 || dup2(ends[1], descriptor) < 0) return -1;
  close(ends[1]);
  return fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0 ? -1 : ends[0];
}

bool channel_open(int descriptor, int report) {
  resolve();
  // What other threads of the build had open when it started this process would seem to be the cells'.
  close_range((unsigned)(descriptor > report ? descriptor : report) + 1, ~0u, 0);
  report_descriptor = report;
  fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  fcntl(report, F_SETFD, FD_CLOEXEC);
  for (int i = 0; i < 2; i++) {
    if ((child_output[i] = open_child_output(i + 1)) < 0) return false;
  }
  FILE *out = open_stream(FRAME_STDOUT), *err = open_stream(FRAME_STDERR);
  if (!out || !err) return false;
  stdout = out;
  stderr = err;
  channel = descriptor;
  pthread_t thread;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  return pthread_create(&thread, &attributes, watch, NULL) == 0;
}

bool channel_is_open(void) { return channel >= 0; }

// Foundation's FileHandle and the Swift runtime's own messages write to the descriptors.
static uint8_t stream_kind(int descriptor) {
  if (channel < 0) return 0;
  return descriptor == STDOUT_FILENO ? FRAME_STDOUT : descriptor == STDERR_FILENO ? FRAME_STDERR : 0;
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  uint8_t kind = stream_kind(descriptor);
  if (kind) {
    write_stream(kind, bytes, count);
    return (ssize_t)count;
  }
  resolve();
  return real_write(descriptor, bytes, count);
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  resolve();
  uint8_t kind = stream_kind(descriptor);
  if (!kind) return real_writev(descriptor, parts, count);
  ssize_t total = 0;
  for (int i = 0; i < count; i++) total += write(descriptor, parts[i].iov_base, parts[i].iov_len);
  return total;
}

// A cell may close whatever it finds open, but not cut the kernel off from the build.
int close(int descriptor) {
  bool is_kernels = channel >= 0 && (descriptor == channel || descriptor == report_descriptor ||
      descriptor == child_output[0] || descriptor == child_output[1]);
  if (is_kernels) {
    errno = EBADF;
    return -1;
  }
  static int (*real_close)(int);
  if (!real_close) *(void **)&real_close = dlsym(RTLD_NEXT, "close");
  return real_close(descriptor);
}
