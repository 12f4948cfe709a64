// Puts operands in the order in which tiles read them.
#pragma once
#include <stddef.h>

#include "gemm.h"

/// to[j][i] = from[i][j].
void kernels_transpose(
  ptrdiff_t rows, ptrdiff_t columns, const float *from, ptrdiff_t from_stride, float *to,
  ptrdiff_t to_stride);

/// How many floats behind the end of a panel packing may write.
enum { PACK_SLACK = 8 };

/// Writes a matrix of at most `width` columns as rows of `width` floats, filled up with zeros.
void kernels_pack_panel(
  ptrdiff_t rows, ptrdiff_t columns, kernels_matrix from, float *to, ptrdiff_t width);
