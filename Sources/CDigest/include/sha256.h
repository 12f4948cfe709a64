#pragma once
#include <stdbool.h>
#include <stddef.h>

// The digest SHA-256, computed by OpenSSL's libcrypto, whose headers Swift modules need not know.

typedef struct sha256 sha256;

/// NULL without memory.
sha256 *sha256_new(void);
bool sha256_update(sha256 *digest, const void *bytes, size_t count);
bool sha256_finish(sha256 *digest, unsigned char result[32]);
void sha256_free(sha256 *digest);
