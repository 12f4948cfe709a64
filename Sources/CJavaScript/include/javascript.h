// JavaScript by JavaScriptCore, which is loaded when a script is run: linked, it would make every
// start of the program slower by a quarter.
#pragma once
#include <stdbool.h>
#include <stddef.h>

/// An interpreter with scripts in it. Any thread may use it, one at a time.
typedef struct javascript_engine javascript_engine;

/// NULL where JavaScriptCore is not installed.
javascript_engine *javascript_create(void);

void javascript_destroy(javascript_engine *engine);

/// Runs a script, whose global functions can be called then.
///
/// Returns NULL, or the error that the script did not catch, to be freed.
char *javascript_run(javascript_engine *engine, const char *script, const char *name);

/// Calls a global function that takes strings and returns one.
///
/// Returns what it returned, or the error that it did not catch, to be freed.
char *javascript_call(
  javascript_engine *engine, const char *function, const char *const *arguments, size_t count,
  bool *failed);
