#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

typedef struct {
  uint8_t *bytes;
  size_t count, capacity;
  format_failure *failure;
} png_destination;

static void fail(png_structp png, png_const_charp message) {
  png_destination *destination = png_get_error_ptr(png);
  note_failure(destination->failure, destination->count, "%s", message);
  png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp message) { (void)png, (void)message; }

static void write_bytes(png_structp png, png_bytep bytes, size_t count) {
  png_destination *destination = png_get_io_ptr(png);
  if (count > destination->capacity - destination->count) {
    size_t capacity = 2 * (destination->capacity + count);
    uint8_t *larger = realloc(destination->bytes, capacity);
    if (!larger) png_error(png, "not enough memory for the file");
    destination->bytes = larger;
    destination->capacity = capacity;
  }
  memcpy(destination->bytes + destination->count, bytes, count);
  destination->count += count;
}

static void flush(png_structp png) { (void)png; }

static void write_picture(png_structp png, png_infop info, png_destination *destination,
                          const uint8_t *pixels, size_t width, size_t height, size_t channels) {
  static const int color_types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA,
                                    PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
  png_set_write_fn(png, destination, write_bytes, flush);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  // All that the file's bytes depend on is said here, none of it left to libpng's defaults.
  png_set_compression_level(png, 6);
  png_set_compression_strategy(png, 0);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_ALL_FILTERS);
  png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, 8, color_types[channels - 1],
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  for (size_t y = 0; y < height; y++) png_write_row(png, pixels + y * width * channels);
  png_write_end(png, NULL);
}

bool png_encode(const uint8_t *pixels, size_t width, size_t height, size_t channels,
                uint8_t **bytes, size_t *count, format_failure *failure) {
  png_destination destination = {NULL, 0, 0, failure};
  png_infop info = NULL;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &destination, fail, ignore);
  if (png) info = png_create_info_struct(png);
  bool succeeded = false;
  if (!info) {
    note_failure(failure, 0, "not enough memory");
  } else if (setjmp(png_jmpbuf(png)) == 0) {
    write_picture(png, info, &destination, pixels, width, height, channels);
    succeeded = true;
  }
  png_destroy_write_struct(&png, &info);
  if (succeeded) {
    *bytes = destination.bytes;
    *count = destination.count;
  } else {
    free(destination.bytes);
  }
  return succeeded;
}
