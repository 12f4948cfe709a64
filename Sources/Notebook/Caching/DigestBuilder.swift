internal import CDigest

/// Makes a digest of several parts, such that other parts give another digest: each has a fixed size
/// or its length in front.
struct DigestBuilder: ~Copyable {
  private let state: OpaquePointer

  init() {
    guard let state = sha256_new() else { fatalError("libcrypto cannot compute SHA-256") }
    self.state = state
  }

  deinit { sha256_free(state) }

  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append(bytes: UnsafeRawBufferPointer($0)) }
  }

  mutating func append(_ text: String?) {
    append(text != nil)
    if let text { append(text) }
  }

  mutating func append(_ texts: some Collection<String>) {
    append(texts.count)
    for text in texts { append(text) }
  }

  mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { appendContent($0) }
  }

  mutating func append(_ flag: Bool) { append(flag ? 1 as UInt8 : 0) }

  mutating func append(_ digest: Digest) { digest.withUnsafeBytes { append(bytes: $0) } }

  mutating func append(bytes: [UInt8]) {
    bytes.withUnsafeBytes { append(bytes: $0) }
  }

  mutating func append(bytes: UnsafeRawBufferPointer) {
    append(bytes.count)
    appendContent(bytes)
  }

  /// Without their count: for a part that is given piece by piece, and is the only or the last one.
  mutating func appendContent(_ bytes: UnsafeRawBufferPointer) {
    let succeeded = sha256_update(state, bytes.baseAddress, bytes.count)
    precondition(succeeded, "libcrypto cannot compute SHA-256")
  }

  consuming func finish() -> Digest {
    var bytes = [UInt8](repeating: 0, count: Digest.byteCount)
    let succeeded = sha256_finish(state, &bytes)
    precondition(succeeded, "libcrypto cannot compute SHA-256")
    return Digest(bytes: bytes)
  }
}
