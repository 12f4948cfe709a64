internal import CDigest

/// Takes the bytes of a state: digests them, and hands them on in large pieces.
final class StateSink {
  private static let bufferSize = 1 << 16

  private let state: OpaquePointer
  private let buffer = UnsafeMutableRawPointer.allocate(byteCount: bufferSize, alignment: 16)
  private var filled = 0
  private(set) var byteCount = 0
  private let receive: (UnsafeRawBufferPointer) -> Void

  /// - Parameter receive: Gets all bytes in order.
  init(_ receive: @escaping (UnsafeRawBufferPointer) -> Void = { _ in }) {
    guard let state = sha256_new() else { fatalError("libcrypto cannot compute SHA-256") }
    self.state = state
    self.receive = receive
  }

  deinit {
    sha256_free(state)
    buffer.deallocate()
  }

  func write(_ byte: UInt8) {
    if filled == Self.bufferSize { flush() }
    buffer.storeBytes(of: byte, toByteOffset: filled, as: UInt8.self)
    filled += 1
  }

  func write(_ bytes: UnsafeRawPointer, count: Int) {
    if count > Self.bufferSize - filled { flush() }
    if count > Self.bufferSize {
      pass(UnsafeRawBufferPointer(start: bytes, count: count))
    } else {
      (buffer + filled).copyMemory(from: bytes, byteCount: count)
      filled += count
    }
  }

  func write(_ bytes: some Collection<UInt8>) {
    Array(bytes).withUnsafeBytes { bytes in
      if let start = bytes.baseAddress { write(start, count: bytes.count) }
    }
  }

  /// The SHA-256 of all that was written. Nothing may be written afterwards.
  func finish() -> [UInt8] {
    flush()
    var digest = [UInt8](repeating: 0, count: 32)
    guard sha256_finish(state, &digest) else { fatalError("libcrypto cannot compute SHA-256") }
    return digest
  }

  private func flush() {
    pass(UnsafeRawBufferPointer(start: buffer, count: filled))
    filled = 0
  }

  private func pass(_ bytes: UnsafeRawBufferPointer) {
    guard sha256_update(state, bytes.baseAddress, bytes.count) else {
      fatalError("libcrypto cannot compute SHA-256")
    }
    byteCount += bytes.count
    receive(bytes)
  }
}
