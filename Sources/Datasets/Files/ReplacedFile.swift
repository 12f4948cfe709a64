internal import Glibc

/// A file that is being written, and that takes its place, and the place of what was there before,
/// only when all of it is written: whoever reads it never sees a part.
package struct ReplacedFile: ~Copyable {
  private let path: String
  private let temporaryPath: String
  private let descriptor: Int32
  private var count = 0

  /// Writes a file by calling `body`; if that throws, nothing changes.
  package static func write(
    to path: String, _ body: (inout ReplacedFile) throws(DataFileError) -> Void
  ) throws(DataFileError) {
    var file = try ReplacedFile(path)
    do throws(DataFileError) {
      try body(&file)
      try file.takePlace()
    } catch {
      unlink(file.temporaryPath)
      throw error
    }
  }

  private init(_ path: String) throws(DataFileError) {
    self.path = path
    temporaryPath = "\(path).\(getpid()).temporary"
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw DataFileError(path, .file, OpenFile.lastProblem) }
  }

  deinit { close(descriptor) }

  /// Appends the bytes of elements as they lie in memory.
  package mutating func append<Element: BitwiseCopyable>(_ elements: [Element])
    throws(DataFileError)
  {
    var problem: DataFileError?
    elements.withUnsafeBytes { bytes in
      do throws(DataFileError) { try append(bytes) } catch { problem = error }
    }
    if let problem { throw problem }
  }

  private mutating func append(_ bytes: UnsafeRawBufferPointer) throws(DataFileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = Glibc.write(descriptor, rest.base.baseAddress! + rest.startIndex, rest.count)
      if written > 0 {
        rest = rest.dropFirst(written)
        count += written
      } else if errno != EINTR {
        throw DataFileError(path, .byte(count), OpenFile.lastProblem)
      }
    }
  }

  private borrowing func takePlace() throws(DataFileError) {
    guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else {
      throw DataFileError(path, .file, OpenFile.lastProblem)
    }
  }
}
