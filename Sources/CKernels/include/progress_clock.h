#pragma once

/// Seconds since some moment, for reports of progress.
///
/// It asks the system directly, not through libc: whoever watches a program's calls of libc to learn
/// what its results depend on is not told of a clock that none depends on.
double kernels_progress_clock(void);
