import Foundation
import Glibc
import Synchronization

/// What builds keep so that the next one need not make it again: *blobs*, which are known by the digest
/// of their content, and *records*, which are known by a key.
///
///     .notebook/cache/v2/blobs/3f/<digest>
///                        records/a0/<key>
///                        temporary/<file that is being written>
///
/// Any number of builds can use a store at once. A file is written aside and moved into place, so
/// none is ever seen half written, wherever a build is killed; should the machine lose power, the
/// digests show it. Nothing here throws: what can't be read is missing, what can't be written is not
/// kept, and `problems` says so.
final class Store: Sendable {
  /// What a record says about a blob in order to find it again.
  struct Blob: Hashable, Codable, Sendable {
    var digest: Digest
    var byteCount: Int
  }

  enum Problem: Hashable, Sendable {
    /// The file was damaged, or another version had written it; it is gone now.
    case unusable(path: String)
    /// The first file that could not be written, and why.
    case unwritable(path: String, reason: String)
  }

  /// Of the folder's layout.
  static let version = 2
  /// Of the encoding of records, and of what is around it.
  private static let recordMark = Array("notebook record 1\n".utf8)

  /// `.notebook/cache`
  let root: String
  let folder: String
  private let state = Mutex(State())

  private struct State {
    var problems: [Problem] = []
    var bytesWritten = 0
  }

  init(root: String) {
    self.root = root
    folder = "\(root)/v\(Self.version)"
  }

  /// What went wrong so far, each thing once.
  var problems: [Problem] { state.withLock { $0.problems } }

  // MARK: Blobs

  /// Keeps a blob; `nil` where that is not possible.
  @discardableResult
  func put(_ content: [UInt8]) -> Blob? {
    let digest = Digest(of: content)
    guard write(content, to: path(of: digest)) else { return nil }
    return Blob(digest: digest, byteCount: content.count)
  }

  /// Moves a file of the store's own file system into the store; `nil` where that is not possible.
  /// Either way, the file is gone then.
  func adopt(file: String) -> Blob? {
    guard let (digest, status) = FileAccess.digest(of: file) else {
      note(FileAccess.Failure(file))
      return nil
    }
    let blob = Blob(digest: digest, byteCount: Int(status.st_size))
    return place(file, at: path(of: digest), byteCount: blob.byteCount) ? blob : nil
  }

  /// Where a blob lies, if it is there in full length; its content is not looked at.
  func path(of blob: Blob) -> String? {
    let path = path(of: blob.digest)
    guard let status = FileAccess.status(of: path) else { return nil }
    guard Int(status.st_size) == blob.byteCount else {
      discard(path)
      return nil
    }
    keepYoung(path, status)
    return path
  }

  func content(of blob: Blob) -> [UInt8]? {
    let path = path(of: blob.digest)
    guard let (content, status) = FileAccess.read(path) else { return nil }
    guard Digest(of: content) == blob.digest else {
      discard(path)
      return nil
    }
    keepYoung(path, status)
    return content
  }

  /// Removes a blob that turned out to be damaged.
  func discard(_ blob: Blob) { discard(path(of: blob.digest)) }

  private func path(of blob: Digest) -> String { path(of: blob, in: "blobs") }

  private func path(of digest: Digest, in part: String) -> String {
    let name = digest.hex
    return "\(folder)/\(part)/\(name.prefix(2))/\(name)"
  }

  // MARK: Records

  /// The record that was saved for a key.
  func record<Record: Decodable>(_: Record.Type, for key: Digest) -> Record? {
    let path = path(of: key, in: "records")
    guard let (bytes, status) = FileAccess.read(path) else { return nil }
    let start = Self.recordMark.count + Digest.byteCount
    guard bytes.count >= start, bytes.starts(with: Self.recordMark),
      bytes[Self.recordMark.count..<start].elementsEqual(
        Self.checksum(of: bytes[start...], for: key).bytes),
      let record = try? RecordDecoder.decode(Record.self, from: bytes[start...])
    else {
      discard(path)
      return nil
    }
    keepYoung(path, status)
    return record
  }

  /// Keeps a record in the place of an earlier one for this key. False where that is not possible.
  @discardableResult
  func save(_ record: some Encodable, for key: Digest) -> Bool {
    let path = path(of: key, in: "records")
    do {
      let content = try RecordEncoder.encode(record)
      let checksum = Self.checksum(of: content[...], for: key)
      return write(Self.recordMark + checksum.bytes + content, to: path)
    } catch {
      note(.unwritable(path: path, reason: "the record cannot be encoded"))
      return false
    }
  }

  /// A record that has come to another one's place is none.
  private static func checksum(of content: ArraySlice<UInt8>, for key: Digest) -> Digest {
    var builder = DigestBuilder()
    builder.append(key)
    content.withUnsafeBytes { builder.append(bytes: $0) }
    return builder.finish()
  }

  // MARK: Files

  /// A path that nobody else uses, in the store's own file system.
  func temporaryPath() -> String {
    "\(folder)/temporary/\(getpid())-\(UInt64.random(in: 0 ... .max))"
  }

  /// Writes one of the store's files. False, and the problem is noted, where that is not possible.
  func write(_ content: [UInt8], to path: String) -> Bool {
    let temporary = temporaryPath()
    do throws(FileAccess.Failure) {
      try FileAccess.write(content, to: temporary)
    } catch {
      unlink(temporary)
      note(error)
      return false
    }
    return place(temporary, at: path, byteCount: content.count)
  }

  /// Moves a file into place, or removes it.
  private func place(_ file: String, at path: String, byteCount: Int) -> Bool {
    do throws(FileAccess.Failure) {
      try FileAccess.move(file, to: path)
      state.withLock { $0.bytesWritten += byteCount }
      return true
    } catch {
      unlink(file)
      note(error)
      return false
    }
  }

  private func discard(_ path: String) {
    unlink(path)
    note(.unusable(path: path))
  }

  private func note(_ failure: FileAccess.Failure) {
    note(.unwritable(path: failure.path, reason: failure.reason))
  }

  private func note(_ problem: Problem) {
    state.withLock { state in
      if case .unwritable = problem, state.problems.contains(where: \.isAboutWriting) { return }
      if !state.problems.contains(problem) { state.problems.append(problem) }
    }
  }

  /// What was written since this was asked last.
  func takeBytesWritten() -> Int {
    state.withLock { state in
      defer { state.bytesWritten = 0 }
      return state.bytesWritten
    }
  }
}

extension Store.Problem {
  fileprivate var isAboutWriting: Bool {
    if case .unwritable = self { true } else { false }
  }
}
