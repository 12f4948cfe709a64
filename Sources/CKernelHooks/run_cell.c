#include "kernel_hooks.h"
