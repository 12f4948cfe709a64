#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

// Deflate packs at most 1032 bytes into one, and a pixel of a PNG file has at least one bit.
enum { PIXELS_PER_BYTE = 1032 * 8 };

// A chunk of text or a colour profile needs no more.
enum { CHUNK_LIMIT = 8 << 20 };

typedef struct {
  const uint8_t *bytes;
  size_t count, offset;
  image_limits limits;
  format_failure *failure;
  png_structp png;
  png_infop info;
  png_bytepp rows;
  uint8_t *pixels;
} png_source;

static void fail(png_structp png, png_const_charp message) {
  png_source *source = png_get_error_ptr(png);
  note_failure(source->failure, source->offset, "%s", message);
  png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp message) { (void)png, (void)message; }

static void read_bytes(png_structp png, png_bytep to, size_t count) {
  png_source *source = png_get_io_ptr(png);
  if (count > source->count - source->offset) png_error(png, "the file ends too early");
  memcpy(to, source->bytes + source->offset, count);
  source->offset += count;
}

// From here on, an error jumps back to `png_decode`.
static void read_picture(png_source *source, decoded_image *image) {
  png_structp png = source->png;
  png_infop info = source->info;
  png_set_read_fn(png, source, read_bytes);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_malloc_max(png, CHUNK_LIMIT);
  png_set_chunk_cache_max(png, 64);
  png_read_info(png, info);
  if (!size_is_acceptable(png_get_image_width(png, info), png_get_image_height(png, info),
                          source->limits, source->count, PIXELS_PER_BYTE, source->offset,
                          source->failure)) {
    png_longjmp(png, 1);
  }
  // Eight bits, and colours in place of a palette.
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);

  image->width = png_get_image_width(png, info);
  image->height = png_get_image_height(png, info);
  image->channels = png_get_channels(png, info);
  size_t stride = image->width * image->channels;
  if (png_get_rowbytes(png, info) != stride) png_error(png, "an unusual pixel format");
  source->pixels = malloc(stride * image->height);
  source->rows = malloc(sizeof(png_bytep) * image->height);
  if (!source->pixels || !source->rows) png_error(png, "not enough memory for the picture");
  for (size_t y = 0; y < image->height; y++) source->rows[y] = source->pixels + y * stride;
  png_read_image(png, source->rows);
  png_read_end(png, NULL);
}

bool png_decode(const uint8_t *bytes, size_t count, image_limits limits, decoded_image *image,
                format_failure *failure) {
  png_source source = {bytes, count, 0, limits, failure, NULL, NULL, NULL, NULL};
  source.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, fail, ignore);
  if (source.png) source.info = png_create_info_struct(source.png);
  bool succeeded = false;
  if (!source.info) {
    note_failure(failure, 0, "not enough memory");
  } else if (setjmp(png_jmpbuf(source.png)) == 0) {
    read_picture(&source, image);
    succeeded = true;
  }
  png_destroy_read_struct(&source.png, &source.info, NULL);
  free(source.rows);
  if (succeeded) {
    image->pixels = source.pixels;
  } else {
    free(source.pixels);
  }
  return succeeded;
}
