#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "internal.h"

void note_failure(format_failure *failure, size_t offset, const char *format, ...) {
  failure->offset = offset;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(failure->message, sizeof failure->message, format, arguments);
  va_end(arguments);
}

bool size_is_acceptable(uint64_t width, uint64_t height, image_limits limits, size_t count,
                        uint64_t pixels_per_byte, size_t offset, format_failure *failure) {
  // Both are below 2³² in either format, so their product fits.
  uint64_t pixels = width * height;
  if (pixels == 0) {
    note_failure(failure, offset, "a picture of %" PRIu64 "×%" PRIu64 " pixels", width, height);
    return false;
  }
  if (pixels > limits.pixels) {
    note_failure(failure, offset, "%" PRIu64 "×%" PRIu64 " pixels are more than the limit of %zu",
                 width, height, limits.pixels);
    return false;
  }
  if (pixels / pixels_per_byte > count) {
    note_failure(failure, offset, "%" PRIu64 "×%" PRIu64 " pixels are more than %zu bytes can hold",
                 width, height, count);
    return false;
  }
  return true;
}
