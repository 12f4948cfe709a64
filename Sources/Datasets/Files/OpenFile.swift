internal import Glibc

/// An ordinary file that is open for reading.
package struct OpenFile: ~Copyable {
  package let path: String
  /// The size when it was opened.
  package let size: Int
  private let descriptor: Int32

  package init(_ path: String) throws(DataFileError) {
    // Opening a pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw DataFileError(path, .file, Self.lastProblem) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw DataFileError(path, .file, "not an ordinary file")
    }
    self.path = path
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Reads at `offset` until `buffer` is full or the file ends, and returns the number of bytes.
  package borrowing func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int)
    throws(DataFileError) -> Int
  {
    var count = 0
    while count < buffer.count {
      let step = pread(
        descriptor, buffer.baseAddress! + count, buffer.count - count, off_t(offset + count))
      if step == 0 { break }
      if step > 0 {
        count += step
      } else if errno != EINTR {
        throw DataFileError(path, .byte(offset + count), Self.lastProblem)
      }
    }
    return count
  }

  /// Reads at `offset` until `buffer` is full, which has to be before the file ends.
  package borrowing func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int)
    throws(DataFileError)
  {
    let count = try read(into: buffer, at: offset)
    guard count == buffer.count else {
      throw DataFileError(
        path, .byte(offset + count), "the file ends \(buffer.count - count) bytes too early")
    }
  }

  /// The `count` bytes at `offset`.
  package borrowing func bytes(_ count: Int, at offset: Int) throws(DataFileError) -> [UInt8] {
    try [UInt8](count: count) { buffer throws(DataFileError) in try fill(buffer, at: offset) }
  }

  /// What the system says went wrong last.
  package static var lastProblem: String { String(cString: strerror(errno)) }
}
