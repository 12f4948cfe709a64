// Arithmetic with sizes and counts.
#pragma once
#include <stddef.h>

static inline ptrdiff_t smaller(ptrdiff_t x, ptrdiff_t y) { return x < y ? x : y; }

static inline ptrdiff_t larger(ptrdiff_t x, ptrdiff_t y) { return x > y ? x : y; }

/// How many parts of `size` cover `count`.
static inline ptrdiff_t parts_covering(ptrdiff_t count, ptrdiff_t size) {
  return (count + size - 1) / size;
}
