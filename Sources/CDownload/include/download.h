// Files from the network, by libcurl, which is loaded when something is downloaded: linked, it and the
// thirty libraries that it needs would make every start of the program slower.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  /// http: or https:.
  const char *url;
  /// How many bytes of the file are there already.
  uint64_t offset;
  /// Gets the bytes that follow, piece by piece. False stops the download.
  ///
  /// `total` is the size of the whole file, or -1 if the server doesn't say.
  bool (*receive)(void *context, const uint8_t *bytes, size_t count, int64_t total);
  void *context;
} download_request;

typedef enum {
  DOWNLOAD_FINISHED,
  /// `receive` returned false.
  DOWNLOAD_STOPPED,
  /// The server has only the whole file to offer, or nothing behind the offset.
  DOWNLOAD_NOT_RESUMABLE,
  DOWNLOAD_FAILED,
} download_status;

enum { DOWNLOAD_PROBLEM_SIZE = 256 };

/// Downloads the rest of a file; `problem` says why that failed.
download_status download_file(const download_request *request, char problem[DOWNLOAD_PROBLEM_SIZE]);
