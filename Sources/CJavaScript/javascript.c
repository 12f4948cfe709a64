#include "javascript.h"

#include <JavaScriptCore/JavaScript.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// The functions of JavaScriptCore that are used, with the types that its header gives them.
typedef struct {
  __typeof__(&JSGlobalContextCreate) create_context;
  __typeof__(&JSGlobalContextRelease) release_context;
  __typeof__(&JSContextGetGlobalObject) global_object;
  __typeof__(&JSEvaluateScript) evaluate;
  __typeof__(&JSObjectGetProperty) property;
  __typeof__(&JSValueToObject) to_object;
  __typeof__(&JSObjectCallAsFunction) call;
  __typeof__(&JSValueMakeString) make_string_value;
  __typeof__(&JSValueToStringCopy) to_string;
  __typeof__(&JSStringCreateWithUTF8CString) create_string;
  __typeof__(&JSStringRelease) release_string;
  __typeof__(&JSStringGetMaximumUTF8CStringSize) maximum_size;
  __typeof__(&JSStringGetUTF8CString) get_bytes;
  // As in JSCOptions.h, which would want GLib's headers.
  int (*set_option)(const char *name, int value);
} core_functions;

struct javascript_engine {
  JSGlobalContextRef context;
};

static core_functions core;
static bool is_loaded;

static void load(void) {
  void *library = dlopen("libjavascriptcoregtk-4.1.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  bool complete = true;
#define LOAD(member, name)                                      \
  core.member = (__typeof__(core.member))dlsym(library, #name); \
  complete = complete && core.member
  LOAD(create_context, JSGlobalContextCreate);
  LOAD(release_context, JSGlobalContextRelease);
  LOAD(global_object, JSContextGetGlobalObject);
  LOAD(evaluate, JSEvaluateScript);
  LOAD(property, JSObjectGetProperty);
  LOAD(to_object, JSValueToObject);
  LOAD(call, JSObjectCallAsFunction);
  LOAD(make_string_value, JSValueMakeString);
  LOAD(to_string, JSValueToStringCopy);
  LOAD(create_string, JSStringCreateWithUTF8CString);
  LOAD(release_string, JSStringRelease);
  LOAD(maximum_size, JSStringGetMaximumUTF8CStringSize);
  LOAD(get_bytes, JSStringGetUTF8CString);
  LOAD(set_option, jsc_options_set_boolean);
#undef LOAD
  if (!complete) return;
  // The last of its compilers takes longer than what it saves in a script that runs for a second. Once
  // there is a context, options are fixed.
  core.set_option("useFTLJIT", false);
  is_loaded = true;
}

javascript_engine *javascript_create(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  javascript_engine *engine = calloc(1, sizeof *engine);
  if (!engine) return NULL;
  if (is_loaded) engine->context = core.create_context(NULL);
  if (engine->context) return engine;
  free(engine);
  return NULL;
}

void javascript_destroy(javascript_engine *engine) {
  core.release_context(engine->context);
  free(engine);
}

// The text of a value; for an object, what its `toString` makes of it.
static char *text(const javascript_engine *engine, JSValueRef value) {
  JSStringRef string = core.to_string(engine->context, value, NULL);
  if (!string) return strdup("an error that has no text");
  size_t size = core.maximum_size(string);
  char *bytes = malloc(size);
  if (bytes) core.get_bytes(string, bytes, size);
  core.release_string(string);
  return bytes;
}

char *javascript_run(javascript_engine *engine, const char *script, const char *name) {
  JSStringRef source = core.create_string(script);
  JSStringRef file = core.create_string(name);
  JSValueRef error = NULL;
  core.evaluate(engine->context, source, NULL, file, 1, &error);
  core.release_string(source);
  core.release_string(file);
  return error ? text(engine, error) : NULL;
}

static JSObjectRef function_named(
  javascript_engine *engine, const char *name, JSValueRef *error) {
  JSStringRef key = core.create_string(name);
  JSObjectRef global = core.global_object(engine->context);
  JSValueRef value = core.property(engine->context, global, key, error);
  core.release_string(key);
  return *error ? NULL : core.to_object(engine->context, value, error);
}

char *javascript_call(
  javascript_engine *engine, const char *function, const char *const *arguments, size_t count,
  bool *failed) {
  JSValueRef error = NULL, value = NULL;
  JSObjectRef callee = function_named(engine, function, &error);
  if (!error) {
    // On the stack, where the garbage collector sees them.
    JSValueRef values[count];
    for (size_t i = 0; i < count; i++) {
      JSStringRef string = core.create_string(arguments[i]);
      values[i] = core.make_string_value(engine->context, string);
      core.release_string(string);
    }
    value = core.call(engine->context, callee, NULL, count, values, &error);
  }
  *failed = error != NULL;
  return text(engine, *failed ? error : value);
}
