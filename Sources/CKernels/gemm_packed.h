// Products of a few rows by the same matrix again and again: it is packed once.
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "gemm.h"
#include "scratch.h"

typedef struct {
  ptrdiff_t rows, columns;
  /// [panel][row][column of the panel].
  const float *panels;
} kernels_packed_matrix;

/// Packs into a slot of the calling thread.
kernels_packed_matrix kernels_pack_matrix(
  ptrdiff_t rows, ptrdiff_t columns, kernels_matrix from, kernels_scratch_slot slot);

/// c = a · b, or c + a · b, where a's rows are contiguous, on the calling thread alone.
void kernels_multiply_packed(
  ptrdiff_t rows, const float *a, ptrdiff_t a_row_stride, const kernels_packed_matrix *b, float *c,
  ptrdiff_t c_row_stride, bool accumulate);
