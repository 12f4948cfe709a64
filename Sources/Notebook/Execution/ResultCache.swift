import KernelProtocol

/// The results of earlier runs, and what else a build asks the store for.
struct ResultCache: Sendable {
  let store: Store

  /// Snapshots that take more than this many bytes are not kept: their units run again.
  static let snapshotLimit: UInt64 = 2 << 30

  func record(for key: RunKey) -> RunRecord? { store.record(RunRecord.self, for: key.digest) }

  func save(_ record: RunRecord, for key: RunKey) { store.save(record, for: key.digest) }

  // MARK: The keys of a chapter's last build, by which it is told what has changed

  func lastKeys(of chapter: BuildPaths) -> [String: RunKey] {
    store.record([String: RunKey].self, for: keysKey(of: chapter)) ?? [:]
  }

  func save(_ keys: [String: RunKey], of chapter: BuildPaths) {
    store.save(keys, for: keysKey(of: chapter))
  }

  private func keysKey(of chapter: BuildPaths) -> Digest {
    Digest(of: "keys of \(chapter.chapterFolder)/\(chapter.name)")
  }
}
