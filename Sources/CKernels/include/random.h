#pragma once
#include <stddef.h>
#include <stdint.h>

// Random numbers by counter: element i depends on the key and on i alone, so that threads can draw
// anywhere and nobody keeps a state. The i-th word is SplitMix64's i-th output from that seed.
//
// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014).

static inline uint64_t kernels_random_word(uint64_t key, uint64_t index) {
  uint64_t z = key + (index + 1) * 0x9e3779b97f4a7c15ull;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

/// Uniform in [low, high).
void kernels_random_uniform(uint64_t key, float low, float high, float *y, ptrdiff_t count);
/// Normal, by the transformation of Box and Muller (1958).
void kernels_random_normal(uint64_t key, float mean, float deviation, float *y, ptrdiff_t count);
/// x[i] · scale with probability `keep`, otherwise 0.
void kernels_dropout(
    uint64_t key, float keep, float scale, const float *x, float *y, ptrdiff_t count);
