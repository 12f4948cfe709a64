// Shared by this target's files alone.
#pragma once

/// Where crash reports go; negative outside a kernel.
extern int report_descriptor;

/// A file with random bytes if `path` is one of the devices that have them; negative otherwise, and
/// before the seed is set.
int randomness_open(const char *path);

/// Something was drawn from the stream of random numbers.
void observation_of_randomness(void);
