import Foundation
import KernelProtocol

/// The files that a chapter's cells write: kept with the results of the cells, so that a cell that does
/// not run has written its files all the same.
struct ChapterFiles: Sendable {
  /// What a build leaves for the next one.
  struct Left: Codable, Sendable {
    var made: [String: FileState] = [:]
  }

  private let store: Store?
  private(set) var overlay: FileOverlay
  /// Where the content of a file is kept, by its digest.
  private var contents: [String: Store.Blob] = [:]

  init(store: Store?, left: Left, digest: @escaping FileOverlay.Digesting) {
    self.store = store
    overlay = FileOverlay(left: left.made, digest: digest)
  }

  var left: Left { Left(made: overlay.made) }

  /// Keeps what a unit has written. `nil` where that is not possible.
  func keep(_ writes: [FileChange]) -> [Store.Blob]? {
    guard !writes.isEmpty else { return [] }
    guard let store else { return nil }
    var blobs: [Store.Blob] = []
    for change in writes {
      guard case .file(let digest) = change.after else { continue }
      guard let content = FileAccess.read(change.path)?.bytes, let blob = store.put(content),
        blob.digest.hex == digest
      else { return nil }
      blobs.append(blob)
    }
    return blobs
  }

  /// Whether everything that a unit wrote could be written again.
  func canRepeat(_ writes: [FileChange], _ blobs: [Store.Blob]) -> Bool {
    // Read, not only looked for: a damaged one would be found when it is too late to run the unit.
    let kept = Set(blobs.filter { store?.content(of: $0) != nil }.map(\.digest.hex))
    return writes.allSatisfy { change in
      switch change.after {
      case .file(let digest): kept.contains(digest)
      case .absent, .folder, .link: true
      case .other: false
      }
    }
  }

  /// Goes on behind a unit.
  mutating func pass(_ writes: [FileChange], _ blobs: [Store.Blob]) {
    overlay.pass(writes)
    for blob in blobs { contents[blob.digest.hex] = blob }
  }

  /// Makes the disk what the next unit would find in a build from nothing. Returns the path of a file
  /// that could not be written.
  func correctDisk(as overlay: FileOverlay? = nil) -> String? {
    for change in (overlay ?? self.overlay).corrections() where !correct(change) {
      return change.path
    }
    return nil
  }

  private func correct(_ change: FileChange) -> Bool {
    if change.before != .absent && (change.after == .absent || change.before != change.after) {
      // A folder in which somebody has put something of his own stays.
      let removed = change.before == .folder ? rmdir(change.path) : unlink(change.path)
      if removed != 0 { return change.after == .absent && errno == ENOTEMPTY }
    }
    switch change.after {
    case .absent: return true
    case .folder: return mkdir(change.path, 0o777) == 0
    case .link(let target): return symlink(target, change.path) == 0
    case .other: return false
    case .file(let digest):
      guard let store, let blob = contents[digest], let content = store.content(of: blob) else {
        return false
      }
      return write(content, to: change.path, by: store.temporaryPath())
    }
  }

  /// By way of a file elsewhere: a build that is killed leaves nothing in the author's folder.
  private func write(_ content: [UInt8], to path: String, by temporary: String) -> Bool {
    do throws(FileAccess.Failure) {
      try FileAccess.write(content, to: temporary)
      try FileAccess.move(temporary, to: path)
      return true
    } catch {
      unlink(temporary)
      // The folder may be on another file system.
      return FileManager.default.createFile(atPath: path, contents: Data(content))
    }
  }
}
