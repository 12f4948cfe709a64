#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "internal.h"

typedef struct {
  struct jpeg_compress_struct encoder;
  struct jpeg_error_mgr errors;
  struct jpeg_destination_mgr destination;
  jmp_buf failed;
  format_failure *failure;
  uint8_t *bytes;
  size_t capacity;
} jpeg_writer;

static jpeg_writer *writer_of(j_common_ptr encoder) { return encoder->client_data; }

static void fail_with(jpeg_writer *writer, const char *message) {
  note_failure(writer->failure, 0, "%s", message);
  longjmp(writer->failed, 1);
}

static void fail(j_common_ptr encoder) {
  char message[JMSG_LENGTH_MAX];
  encoder->err->format_message(encoder, message);
  fail_with(writer_of(encoder), message);
}

static void ignore_message(j_common_ptr encoder) { (void)encoder; }

// Makes room behind the bytes so far.
static void grow(jpeg_writer *writer, size_t used) {
  size_t capacity = 2 * writer->capacity + 4096;
  uint8_t *larger = realloc(writer->bytes, capacity);
  if (!larger) fail_with(writer, "not enough memory for the file");
  writer->bytes = larger;
  writer->capacity = capacity;
  writer->destination.next_output_byte = larger + used;
  writer->destination.free_in_buffer = capacity - used;
}

static void begin_file(j_compress_ptr encoder) { grow(encoder->client_data, 0); }

// libjpeg calls this when the buffer is full, whatever its counters say.
static boolean continue_file(j_compress_ptr encoder) {
  jpeg_writer *writer = encoder->client_data;
  grow(writer, writer->capacity);
  return TRUE;
}

static void end_file(j_compress_ptr encoder) { (void)encoder; }

// From here on, an error jumps back to `jpeg_encode`.
static void write_picture(jpeg_writer *writer, const uint8_t *pixels, size_t width, size_t height,
                          size_t channels, int quality) {
  j_compress_ptr encoder = &writer->encoder;
  jpeg_create_compress(encoder);
  encoder->dest = &writer->destination;
  encoder->image_width = (JDIMENSION)width;
  encoder->image_height = (JDIMENSION)height;
  encoder->input_components = (int)channels;
  encoder->in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(encoder);
  jpeg_set_quality(encoder, quality, TRUE);
  // All that the file's bytes depend on is said here, none of it left to libjpeg's defaults: whole
  // numbers throughout, so that every processor gives the same.
  encoder->dct_method = JDCT_ISLOW;
  encoder->optimize_coding = TRUE;
  jpeg_start_compress(encoder, TRUE);
  while (encoder->next_scanline < encoder->image_height) {
    JSAMPROW row = (JSAMPROW)(pixels + encoder->next_scanline * width * channels);
    jpeg_write_scanlines(encoder, &row, 1);
  }
  jpeg_finish_compress(encoder);
}

bool jpeg_encode(const uint8_t *pixels, size_t width, size_t height, size_t channels, int quality,
                 uint8_t **bytes, size_t *count, format_failure *failure) {
  jpeg_writer *writer = calloc(1, sizeof *writer);
  if (!writer) {
    note_failure(failure, 0, "not enough memory");
    return false;
  }
  writer->failure = failure;
  writer->encoder.client_data = writer;
  writer->encoder.err = jpeg_std_error(&writer->errors);
  writer->errors.error_exit = fail;
  writer->errors.output_message = ignore_message;
  writer->destination.init_destination = begin_file;
  writer->destination.empty_output_buffer = continue_file;
  writer->destination.term_destination = end_file;
  bool succeeded = false;
  if (setjmp(writer->failed) == 0) {
    write_picture(writer, pixels, width, height, channels, quality);
    succeeded = true;
  }
  jpeg_destroy_compress(&writer->encoder);
  if (succeeded) {
    *bytes = writer->bytes;
    *count = writer->capacity - writer->destination.free_in_buffer;
  } else {
    free(writer->bytes);
  }
  free(writer);
  return succeeded;
}
