import Foundation
import Glibc

/// What the cache needs of the file system, in as few system calls as it takes.
enum FileAccess {
  struct Failure: Error {
    var path: String
    var code: Int32
    var reason: String { String(cString: strerror(code)) }

    /// After a call to the system that failed.
    init(_ path: String) {
      self.path = path
      code = errno
    }
  }

  /// `nil` where there is nothing.
  static func status(of path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }

  /// A file's content, and what the system said of the file it was read from.
  static func read(_ path: String) -> (bytes: [UInt8], status: stat)? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let size = Int(status.st_size)
    var isComplete = true
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let step = Glibc.read(descriptor, buffer.baseAddress! + count, size - count)
        if step < 0 && errno == EINTR { continue }
        guard step > 0 else {
          isComplete = false
          return
        }
        count += step
      }
    }
    return isComplete ? (bytes, status) : nil
  }

  /// The digest of a file's content, and what the system says of the file once it is read.
  static func digest(of path: String) -> (digest: Digest, status: stat)? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var builder = DigestBuilder()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { buffer.deallocate() }
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      builder.appendContent(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    return (builder.finish(), status)
  }

  /// Writes a new file, in a folder that is made where it is missing.
  static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    var descriptor = open(path, flags, 0o644)
    if descriptor < 0 && errno == ENOENT {
      try makeFolder(of: path)
      descriptor = open(path, flags, 0o644)
    }
    guard descriptor >= 0 else { throw Failure(path) }
    var position = 0
    while position < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + position, $0.count - position)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        let failure = Failure(path)
        close(descriptor)
        throw failure
      }
      position += count
    }
    // Some file systems say only now that the disk is full.
    guard close(descriptor) == 0 else { throw Failure(path) }
  }

  /// Moves a file to where another one may be, in a folder that is made where it is missing.
  static func move(_ path: String, to destination: String) throws(Failure) {
    if rename(path, destination) == 0 { return }
    guard errno == ENOENT else { throw Failure(destination) }
    try makeFolder(of: destination)
    guard rename(path, destination) == 0 else { throw Failure(destination) }
  }

  static func makeFolder(of path: String) throws(Failure) {
    let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    if folder.isEmpty || mkdir(folder, 0o755) == 0 || errno == EEXIST { return }
    guard errno == ENOENT else { throw Failure(folder) }
    try makeFolder(of: folder)
    guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw Failure(folder) }
  }

  /// The names in a folder; none where there is no folder.
  static func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  /// Does something while no other process, and no other thread, has locked the folder. The
  /// system unlocks it, however the process ends. Not done where there is no such folder.
  static func withLock(onFolder folder: String, _ body: () -> Void) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { return }
    }
    body()
  }
}
