internal import COpenSSL

/// The digest SHA-256, by which downloaded files are checked.
final class SHA256 {
  private let context = EVP_MD_CTX_new()

  init() { check(EVP_DigestInit_ex(context, EVP_sha256(), nil)) }

  deinit { EVP_MD_CTX_free(context) }

  func update(_ bytes: UnsafeRawBufferPointer) {
    check(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count))
  }

  /// The digest of all bytes, in hexadecimal digits.
  func finish() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    check(EVP_DigestFinal_ex(context, &digest, nil))
    return digest.map { byte in
      let digits = String(byte, radix: 16)
      return byte < 16 ? "0" + digits : digits
    }.joined()
  }

  private func check(_ status: Int32) {
    precondition(status == 1, "libcrypto cannot compute SHA-256")
  }
}
