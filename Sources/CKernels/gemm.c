#include "gemm.h"

void kernels_gemm(
  ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, kernels_matrix a, kernels_matrix b, float *c,
  ptrdiff_t c_row_stride, const kernels_epilogue *epilogue) {
  static const kernels_epilogue none;
  const kernels_epilogue *e = epilogue ? epilogue : &none;
  for (ptrdiff_t i = 0; i < m; i++) {
    for (ptrdiff_t j = 0; j < n; j++) {
      float *out = c + i * c_row_stride + j;
      float sum = e->accumulate ? *out : 0;
      for (ptrdiff_t p = 0; p < k; p++) {
        sum = __builtin_fmaf(
          a.data[i * a.row_stride + p * a.column_stride],
          b.data[p * b.row_stride + j * b.column_stride], sum);
      }
      if (e->row_bias) sum += e->row_bias[i];
      if (e->column_bias) sum += e->column_bias[j];
      *out = e->relu && sum < 0 ? 0 : sum;
    }
  }
}

void kernels_gemm_batched(
  ptrdiff_t batch, ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, kernels_matrix a,
  ptrdiff_t a_batch_stride, kernels_matrix b, ptrdiff_t b_batch_stride, float *c,
  ptrdiff_t c_row_stride, ptrdiff_t c_batch_stride, const kernels_epilogue *epilogue) {
  for (ptrdiff_t i = 0; i < batch; i++) {
    kernels_gemm(m, n, k, a, b, c, c_row_stride, epilogue);
    a.data += a_batch_stride;
    b.data += b_batch_stride;
    c += c_batch_stride;
  }
}
