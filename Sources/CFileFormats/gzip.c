#include <stdlib.h>
#include <zlib.h>

#include "file_formats.h"

struct gzip_reader {
  z_stream stream;
};

// The largest window, with a gzip header and not a zlib one.
enum { GZIP_WINDOW_BITS = 15 + 16 };

gzip_reader *gzip_create(void) {
  gzip_reader *reader = calloc(1, sizeof *reader);
  if (reader && inflateInit2(&reader->stream, GZIP_WINDOW_BITS) == Z_OK) return reader;
  free(reader);
  return NULL;
}

void gzip_destroy(gzip_reader *reader) {
  inflateEnd(&reader->stream);
  free(reader);
}

// zlib counts in 32 bits.
static uInt clamped(size_t count) { return count < 1u << 30 ? (uInt)count : 1u << 30; }

gzip_status gzip_unpack(gzip_reader *reader, const uint8_t **input, size_t *input_count,
                        uint8_t **output, size_t *output_count) {
  z_stream *stream = &reader->stream;
  stream->next_in = (Bytef *)*input;
  stream->avail_in = clamped(*input_count);
  stream->next_out = *output;
  stream->avail_out = clamped(*output_count);
  int status = inflate(stream, Z_NO_FLUSH);
  *input_count -= (size_t)(stream->next_in - *input);
  *input = stream->next_in;
  *output_count -= (size_t)(stream->next_out - *output);
  *output = stream->next_out;
  switch (status) {
    case Z_OK:
    case Z_BUF_ERROR: return GZIP_PROGRESS;
    case Z_STREAM_END: return inflateReset(stream) == Z_OK ? GZIP_MEMBER_END : GZIP_FAILED;
    default: return GZIP_FAILED;
  }
}

const char *gzip_problem(const gzip_reader *reader) {
  return reader->stream.msg ? reader->stream.msg : "invalid compressed data";
}
