#include "include/gradient_mode.h"

_Thread_local bool kernels_gradients_are_off = false;
