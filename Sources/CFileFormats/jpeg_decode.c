#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

#include "internal.h"

// A block of 64 pixels takes at least one bit in a Huffman-coded file.
enum { PIXELS_PER_BYTE = 64 * 8 };

// A progressive file in use has about ten scans. Each costs a pass over the picture, so that a small
// file with many thousands of them would keep the decoder busy for hours.
enum { SCAN_LIMIT = 200 };

typedef struct {
  struct jpeg_decompress_struct decoder;
  struct jpeg_error_mgr errors;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  jmp_buf failed;
  size_t count;
  format_failure *failure;
  uint8_t *pixels;
} jpeg_reader;

static jpeg_reader *reader_of(j_common_ptr decoder) { return decoder->client_data; }

static size_t offset_of(const jpeg_reader *reader) {
  return reader->count - reader->source.bytes_in_buffer;
}

static void fail(j_common_ptr decoder) {
  jpeg_reader *reader = reader_of(decoder);
  char message[JMSG_LENGTH_MAX];
  decoder->err->format_message(decoder, message);
  note_failure(reader->failure, offset_of(reader), "%s", message);
  longjmp(reader->failed, 1);
}

static void fail_with(j_decompress_ptr decoder, const char *message) {
  jpeg_reader *reader = decoder->client_data;
  note_failure(reader->failure, offset_of(reader), "%s", message);
  longjmp(reader->failed, 1);
}

// libjpeg goes on after damage, with grey where the picture was, and calls it a warning. Only what
// leaves the picture whole is one to us: bytes between two segments, an odd version or colour mark.
static void warn(j_common_ptr decoder, int level) {
  if (level >= 0) return;
  switch (decoder->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_ADOBE_XFORM:
    case JWRN_JFIF_MAJOR: return;
    default: fail(decoder);
  }
}

static void ignore_message(j_common_ptr decoder) { (void)decoder; }

static void begin_source(j_decompress_ptr decoder) { (void)decoder; }
static void end_source(j_decompress_ptr decoder) { (void)decoder; }

static boolean demand_more(j_decompress_ptr decoder) {
  fail_with(decoder, "the file ends too early");
  return FALSE;
}

static void skip(j_decompress_ptr decoder, long count) {
  if (count <= 0) return;
  if ((size_t)count > decoder->src->bytes_in_buffer) fail_with(decoder, "the file ends too early");
  decoder->src->next_input_byte += count;
  decoder->src->bytes_in_buffer -= (size_t)count;
}

static void check_scans(j_common_ptr decoder) {
  j_decompress_ptr decompressor = (j_decompress_ptr)decoder;
  if (decompressor->input_scan_number > SCAN_LIMIT) fail_with(decompressor, "too many scans");
}

static void prepare(jpeg_reader *reader, const uint8_t *bytes, size_t count) {
  reader->decoder.err = jpeg_std_error(&reader->errors);
  reader->errors.error_exit = fail;
  reader->errors.emit_message = warn;
  reader->errors.output_message = ignore_message;
  reader->source = (struct jpeg_source_mgr){
      bytes, count, begin_source, demand_more, skip, jpeg_resync_to_restart, end_source};
  reader->progress.progress_monitor = check_scans;
  reader->count = count;
  // An error may jump from here on, even from this.
  jpeg_create_decompress(&reader->decoder);
  reader->decoder.src = &reader->source;
  reader->decoder.progress = &reader->progress;
}

// Grey stays grey, CMYK stays CMYK, all else becomes RGB.
static J_COLOR_SPACE output_space(J_COLOR_SPACE file) {
  switch (file) {
    case JCS_GRAYSCALE: return JCS_GRAYSCALE;
    case JCS_CMYK:
    case JCS_YCCK: return JCS_CMYK;
    default: return JCS_RGB;
  }
}

// Adobe's programs, which write all CMYK files there are, store the ink that is not there.
static void make_rgb(uint8_t *pixels, size_t count) {
  for (size_t i = 0; i < count; i++) {
    unsigned black = pixels[4 * i + 3];
    for (size_t c = 0; c < 3; c++) {
      pixels[3 * i + c] = (uint8_t)((pixels[4 * i + c] * black + 127) / 255);
    }
  }
}

// From here on, an error jumps back to `jpeg_decode`.
static void read_picture(jpeg_reader *reader, image_limits limits, decoded_image *image) {
  j_decompress_ptr decoder = &reader->decoder;
  jpeg_read_header(decoder, TRUE);
  if (!size_is_acceptable(decoder->image_width, decoder->image_height, limits, reader->count,
                          PIXELS_PER_BYTE, offset_of(reader), reader->failure)) {
    longjmp(reader->failed, 1);
  }
  if (decoder->arith_code) fail_with(decoder, "arithmetic coding is not supported");
  decoder->out_color_space = output_space(decoder->jpeg_color_space);
  jpeg_start_decompress(decoder);

  size_t channels = (size_t)decoder->output_components;
  size_t stride = decoder->output_width * channels;
  reader->pixels = malloc(stride * decoder->output_height);
  if (!reader->pixels) fail_with(decoder, "not enough memory for the picture");
  while (decoder->output_scanline < decoder->output_height) {
    JSAMPROW row = reader->pixels + decoder->output_scanline * stride;
    jpeg_read_scanlines(decoder, &row, 1);
  }
  jpeg_finish_decompress(decoder);

  image->width = decoder->output_width;
  image->height = decoder->output_height;
  if (channels == 4) make_rgb(reader->pixels, image->width * image->height);
  image->channels = channels == 4 ? 3 : channels;
}

bool jpeg_decode(const uint8_t *bytes, size_t count, image_limits limits, decoded_image *image,
                 format_failure *failure) {
  jpeg_reader *reader = calloc(1, sizeof *reader);
  if (!reader) {
    note_failure(failure, 0, "not enough memory");
    return false;
  }
  reader->failure = failure;
  reader->decoder.client_data = reader;
  bool succeeded = false;
  if (setjmp(reader->failed) == 0) {
    prepare(reader, bytes, count);
    read_picture(reader, limits, image);
    succeeded = true;
  }
  jpeg_destroy_decompress(&reader->decoder);
  if (succeeded) {
    image->pixels = reader->pixels;
  } else {
    free(reader->pixels);
  }
  free(reader);
  return succeeded;
}
