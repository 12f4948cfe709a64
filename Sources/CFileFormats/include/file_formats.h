// What Swift needs of zlib, libpng and libjpeg: they report errors by longjmp, which must not cross
// Swift's frames, and believe what a file says about its size, which a hostile file exploits. Each
// function here ends in a plain result, allocates no more than it was allowed to, and reads nothing
// beyond the bytes that it was given.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Why a file could not be read, and how far into it that was noticed.
typedef struct {
  size_t offset;
  char message[200];
} format_failure;

// MARK: pictures

/// Eight bits for each channel, rows from the top, the channels of a pixel side by side.
typedef struct {
  size_t width, height;
  /// 1: grey, 2: grey and alpha, 3: red, green, blue, 4: these and alpha.
  size_t channels;
  /// To be freed by `free`.
  uint8_t *pixels;
} decoded_image;

/// What pictures may be. A picture of more pixels fails before anything is allocated for it.
typedef struct {
  size_t pixels;
} image_limits;

bool png_decode(const uint8_t *bytes, size_t count, image_limits limits, decoded_image *image,
                format_failure *failure);

bool jpeg_decode(const uint8_t *bytes, size_t count, image_limits limits, decoded_image *image,
                 format_failure *failure);

/// Writes a picture as a PNG file; `*bytes` is to be freed by `free`. The same picture gives the same
/// bytes. False if memory ran out.
bool png_encode(const uint8_t *pixels, size_t width, size_t height, size_t channels,
                uint8_t **bytes, size_t *count, format_failure *failure);

/// Writes a picture of one or three channels as a JPEG file, as ``png_encode`` does.
///
/// \param quality From 1 to 100.
bool jpeg_encode(const uint8_t *pixels, size_t width, size_t height, size_t channels, int quality,
                 uint8_t **bytes, size_t *count, format_failure *failure);

// MARK: compressed files

/// A gzip file (RFC 1952) that is being unpacked.
typedef struct gzip_reader gzip_reader;

typedef enum {
  /// Bytes were taken or given, or more of them are needed on either side.
  GZIP_PROGRESS,
  /// A whole member was unpacked; another one may follow.
  GZIP_MEMBER_END,
  GZIP_FAILED,
} gzip_status;

/// NULL if memory ran out.
gzip_reader *gzip_create(void);
void gzip_destroy(gzip_reader *reader);

/// Unpacks some bytes: advances `*input` and `*output`, and lowers their counts, by what was used.
gzip_status gzip_unpack(gzip_reader *reader, const uint8_t **input, size_t *input_count,
                        uint8_t **output, size_t *output_count);

/// What is wrong with the file, after `GZIP_FAILED`.
const char *gzip_problem(const gzip_reader *reader);
