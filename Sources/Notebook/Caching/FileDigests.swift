import Synchronization

/// Digests of the contents of files, remembered from build to build: a file that the system says the
/// same of as before is not read again.
final class FileDigests: Sendable {
  private struct Entry {
    var stamp: FileStamp
    var digest: Digest
    /// Whether this build asked for it.
    var isUsed: Bool
  }

  private struct State {
    /// `nil` until a digest is asked for.
    var entries: [String: Entry]?
    var hasNews = false
  }

  private let store: Store?
  private let key: Digest
  private let state = Mutex(State())

  /// - Parameter name: Of the chapter: each remembers its own files.
  init(store: Store?, name: String) {
    self.store = store
    var builder = DigestBuilder()
    builder.append("digests of files")
    builder.append(name)
    key = builder.finish()
  }

  /// Of the file's content; `nil` where there is none that can be read.
  func digest(of path: String) -> Digest? {
    guard let stamp = FileStamp(of: path) else { return nil }
    if let known = remembered(path, stamp) { return known }
    let start = FileStamp.now
    guard let (digest, status) = FileAccess.digest(of: path) else { return nil }
    // Neither changed while it was read, nor so recently that a change might not show.
    if FileStamp(status) == stamp, stamp.isSettled(at: start) {
      state.withLock { state in
        state.entries?[path] = Entry(stamp: stamp, digest: digest, isUsed: true)
        state.hasNews = true
      }
    }
    return digest
  }

  /// Whether the file's digest is known without reading it.
  func remembers(_ path: String) -> Bool {
    FileStamp(of: path).map { remembered(path, $0) != nil } ?? false
  }

  private func remembered(_ path: String, _ stamp: FileStamp) -> Digest? {
    state.withLock { state in
      if state.entries == nil { state.entries = load() }
      guard state.entries?[path]?.stamp == stamp else { return nil }
      state.entries?[path]?.isUsed = true
      return state.entries?[path]?.digest
    }
  }

  /// Keeps what this build has learned for the next ones.
  func save() {
    guard let store else { return }
    state.withLock { state in
      guard state.hasNews, var entries = state.entries else { return }
      state.hasNews = false
      let used = entries.values.count(where: \.isUsed)
      // What part of a chapter asks for may still be of use, but not for ever.
      if entries.count > 2 * used + 1000 { entries = entries.filter(\.value.isUsed) }
      store.save(Saved(entries), for: key)
    }
  }

  private func load() -> [String: Entry] {
    store?.record(Saved.self, for: key)?.entries ?? [:]
  }

  /// In few and large pieces: there may be ten thousands of files.
  private struct Saved: Codable {
    private var paths: [String] = []
    private var digests: [UInt8] = []
    private var stamps: [UInt8] = []
    private static let stampSize = MemoryLayout<FileStamp>.size

    init(_ entries: [String: Entry]) {
      for (path, entry) in entries {
        paths.append(path)
        digests += entry.digest.bytes
        withUnsafeBytes(of: entry.stamp) { stamps += $0 }
      }
    }

    var entries: [String: Entry] {
      guard digests.count == paths.count * Digest.byteCount,
        stamps.count == paths.count * Self.stampSize
      else { return [:] }
      var entries: [String: Entry] = [:]
      entries.reserveCapacity(paths.count)
      for (index, path) in paths.enumerated() {
        let digest = digests[index * Digest.byteCount..<(index + 1) * Digest.byteCount]
        let stamp = stamps.withUnsafeBytes {
          $0.loadUnaligned(fromByteOffset: index * Self.stampSize, as: FileStamp.self)
        }
        entries[path] = Entry(stamp: stamp, digest: Digest(bytes: digest), isUsed: false)
      }
      return entries
    }
  }
}
