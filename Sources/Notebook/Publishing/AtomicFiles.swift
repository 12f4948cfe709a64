import Foundation
import Glibc

/// Writes several files so that either all of them change or none.
enum AtomicFiles {
  struct Failure: Error {
    var path: String
    var reason: String
  }

  /// Writes everything beside its destination first, where a full disk or a missing permission shows;
  /// only then are the files moved into place. A file that would not change is not touched.
  static func write(_ files: [(path: String, bytes: [UInt8])]) throws(Failure) {
    var written: [(temporary: String, path: String)] = []
    do throws(Failure) {
      for file in files where !isCurrent(file) {
        let temporary = "\(file.path).\(getpid()).tmp"
        written.append((temporary, file.path))
        try write(file.bytes, to: temporary, for: file.path)
      }
    } catch {
      for file in written { unlink(file.temporary) }
      throw error
    }
    for file in written where rename(file.temporary, file.path) != 0 {
      throw Failure(path: file.path, reason: String(cString: strerror(errno)))
    }
  }

  private static func isCurrent(_ file: (path: String, bytes: [UInt8])) -> Bool {
    FileManager.default.contents(atPath: file.path).map { $0.elementsEqual(file.bytes) } ?? false
  }

  private static func write(_ bytes: [UInt8], to temporary: String, for path: String)
    throws(Failure)
  {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Failure(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Failure(path: path, reason: String(cString: strerror(errno))) }
      written += count
    }
    // What is moved into place has to survive a power cut.
    guard fsync(descriptor) == 0 else {
      throw Failure(path: path, reason: String(cString: strerror(errno)))
    }
  }
}
