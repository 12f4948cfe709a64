#include "include/gradient_mode.h"

#include <stddef.h>

_Thread_local bool kernels_gradients_are_off = false;
_Thread_local void *kernels_releases_under_way = NULL;
