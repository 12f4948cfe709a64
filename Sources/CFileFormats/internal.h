#pragma once
#include <stdint.h>

#include "file_formats.h"

/// Notes what is wrong, as printf would write it.
__attribute__((format(printf, 3, 4))) void note_failure(format_failure *failure, size_t offset,
                                                        const char *format, ...);

/// Whether a picture of this size may be decoded from `count` bytes that hold at most
/// `pixels_per_byte` pixels each; notes why not.
bool size_is_acceptable(uint64_t width, uint64_t height, image_limits limits, size_t count,
                        uint64_t pixels_per_byte, size_t offset, format_failure *failure);
