#include "md5.h"

#include <openssl/evp.h>

bool md5(const void *bytes, size_t count, unsigned char result[16]) {
  return EVP_Digest(bytes, count, result, NULL, EVP_md5(), NULL) == 1;
}
