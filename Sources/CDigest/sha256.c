#include "sha256.h"

#include <openssl/evp.h>

sha256 *sha256_new(void) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1) return (sha256 *)context;
  EVP_MD_CTX_free(context);
  return NULL;
}

bool sha256_update(sha256 *digest, const void *bytes, size_t count) {
  return EVP_DigestUpdate((EVP_MD_CTX *)digest, bytes, count) == 1;
}

bool sha256_finish(sha256 *digest, unsigned char result[32]) {
  return EVP_DigestFinal_ex((EVP_MD_CTX *)digest, result, NULL) == 1;
}

void sha256_free(sha256 *digest) { EVP_MD_CTX_free((EVP_MD_CTX *)digest); }
