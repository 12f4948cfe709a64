#pragma once
#include <stdbool.h>
#include <stddef.h>

/// The digest MD5, which is good for nothing but finding the names that the Swift compiler makes with it.
bool md5(const void *bytes, size_t count, unsigned char result[16]);
