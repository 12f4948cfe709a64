internal import Glibc

/// A file that is written under a name of its own and gets its final one when it is complete.
struct TemporaryFile {
  private let folder, path: String
  private let sizeLimit: UInt64
  private var file: UnsafeMutablePointer<FILE>?
  private var byteCount: UInt64 = 0

  // The kernel obeys commands on one thread.
  nonisolated(unsafe) private static var count = 0

  init(in folder: String, sizeLimit: UInt64) {
    Self.count += 1
    self.folder = folder
    self.sizeLimit = sizeLimit
    path = "\(folder)/.\(getpid())-\(Self.count).tmp"
    file = fopen(path, "wbxe")
  }

  mutating func write(_ bytes: UnsafeRawBufferPointer) {
    guard let file else { return }
    byteCount += UInt64(bytes.count)
    if byteCount > sizeLimit || fwrite(bytes.baseAddress, 1, bytes.count, file) < bytes.count {
      discard()
    }
  }

  mutating func write(_ bytes: [UInt8]) { bytes.withUnsafeBytes { write($0) } }

  mutating func discard() {
    guard let file else { return }
    fclose(file)
    unlink(path)
    self.file = nil
  }

  /// Nil if the file became too large or could not be written.
  mutating func keep(as name: String) -> Snapshot.File? {
    guard let file else { return nil }
    self.file = nil
    guard fclose(file) == 0, rename(path, "\(folder)/\(name)") == 0 else {
      unlink(path)
      return nil
    }
    return Snapshot.File(name: name, byteCount: byteCount)
  }
}

/// All bytes of a file.
final class FileContents {
  let bytes: UnsafeRawBufferPointer

  init?(_ path: String) {
    guard let file = fopen(path, "rbe") else { return nil }
    defer { fclose(file) }
    guard fseek(file, 0, SEEK_END) == 0 else { return nil }
    let count = ftell(file)
    rewind(file)
    guard count >= 0 else { return nil }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    guard fread(buffer.baseAddress, 1, count, file) == count else {
      buffer.deallocate()
      return nil
    }
    bytes = UnsafeRawBufferPointer(buffer)
  }

  deinit { bytes.deallocate() }
}
