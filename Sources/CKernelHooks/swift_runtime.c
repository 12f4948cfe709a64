#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>

#include "kernel_hooks.h"

// Swift's calling convention is C's for these signatures.

typedef struct {
  const void *metadata;
  size_t state;
} metadata_response;

const void *metadata_of(const void *accessor, const void *const *arguments, size_t count) {
  // A request of 0 waits until the metadata are complete.
  switch (count) {
    case 0: return ((metadata_response(*)(size_t))accessor)(0).metadata;
    case 1: return ((metadata_response(*)(size_t, const void *))accessor)(0, arguments[0]).metadata;
    case 2:
      return ((metadata_response(*)(size_t, const void *, const void *))accessor)(
                 0, arguments[0], arguments[1])
          .metadata;
    case 3:
      return ((metadata_response(*)(size_t, const void *, const void *, const void *))accessor)(
                 0, arguments[0], arguments[1], arguments[2])
          .metadata;
    default:
      return ((metadata_response(*)(size_t, const void *const *))accessor)(0, arguments).metadata;
  }
}

extern const void *swift_conformsToProtocol(const void *type, const void *protocol);

const void *conformance_of(const void *type, const void *protocol) {
  return swift_conformsToProtocol(type, protocol);
}

const char *symbol_at(const void *address) {
  Dl_info info;
  if (!dladdr(address, &info) || info.dli_saddr != address) return NULL;
  // Not one that something else hides.
  return dlsym(RTLD_DEFAULT, info.dli_sname) == address ? info.dli_sname : NULL;
}

const void *symbol_address(const char *symbol) { return dlsym(RTLD_DEFAULT, symbol); }

extern const void *swift_getExtendedExistentialTypeShape(const void *shared);
extern const void *swift_getExtendedExistentialTypeMetadata_unique(const void *shape,
                                                                  const void *const *arguments);

const void *existential_shape(const void *shared) {
  return swift_getExtendedExistentialTypeShape(shared);
}

const void *existential_metadata(const void *shape, const void *const *arguments) {
  return swift_getExtendedExistentialTypeMetadata_unique(shape, arguments);
}

extern void *swift_allocObject(const void *metadata, size_t size, size_t alignment_mask);
extern void *swift_retain(void *object);

typedef struct {
  void *box;
  void *value;
} allocated_box;

extern allocated_box swift_allocBox(const void *type);
extern void *swift_projectBox(void *box);

typedef struct {
  const void *value;
  const void *type;
  const void *witnesses;
} error_value;

extern void swift_getErrorValue(const void *box, void **scratch, error_value *value);

void *object_allocate(const void *metadata, size_t size, size_t alignment_mask) {
  return swift_allocObject(metadata, size, alignment_mask);
}

void object_retain(void *object) { swift_retain(object); }

void *box_allocate(const void *type, void **value) {
  allocated_box allocated = swift_allocBox(type);
  *value = allocated.value;
  return allocated.box;
}

void *box_value(const void *box) { return swift_projectBox((void *)box); }

const void *error_box_value(const void *box, const void **type) {
  void *scratch = NULL;
  error_value value;
  swift_getErrorValue(box, &scratch, &value);
  *type = value.type;
  return value.value;
}

extern char *swift_demangle(const char *mangled, size_t length, char *buffer, size_t *size,
                            uint32_t flags);

char *symbol_demangle(const char *mangled, size_t length) {
  return swift_demangle(mangled, length, NULL, NULL, 0);
}
