// The engine's arithmetic on contiguous floats.
#pragma once
#include "convolution.h"
#include "gemm.h"
#include "lstm.h"
#include "thread_team.h"
