internal import CDigest
import Tensors

/// The digest SHA-256, by which downloaded files are checked.
final class SHA256 {
  private let digest = sha256_new()

  deinit { sha256_free(digest) }

  func update(_ bytes: UnsafeRawBufferPointer) {
    let succeeded = sha256_update(digest, bytes.baseAddress, bytes.count)
    require(succeeded, "libcrypto cannot compute SHA-256")
  }

  /// The digest of all bytes, in hexadecimal digits.
  func finish() -> String {
    var result = [UInt8](repeating: 0, count: 32)
    let succeeded = sha256_finish(digest, &result)
    require(succeeded, "libcrypto cannot compute SHA-256")
    return result.map { byte in
      let digits = String(byte, radix: 16)
      return byte < 16 ? "0" + digits : digits
    }.joined()
  }
}
