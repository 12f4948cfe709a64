// Shared by this target's files alone.
#pragma once

/// Where crash reports go; negative outside a kernel.
extern int report_descriptor;
