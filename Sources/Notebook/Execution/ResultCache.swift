import KernelProtocol

/// The results of earlier runs, and what else a build asks the store for.
struct ResultCache: Sendable {
  let store: Store

  /// Snapshots that take more than this many bytes are not kept: their units run again.
  static let snapshotLimit: UInt64 = 2 << 30

  func record(for key: RunKey) -> RunRecord? { store.record(RunRecord.self, for: key.digest) }

  func save(_ record: RunRecord, for key: RunKey) { store.save(record, for: key.digest) }

  // MARK: Keys, to tell later what has changed

  func save(_ key: RunKey) { store.save(key, for: recordKey(ofKey: key.digest)) }

  func key(_ digest: Digest) -> RunKey? {
    store.record(RunKey.self, for: recordKey(ofKey: digest))
  }

  private func recordKey(ofKey digest: Digest) -> Digest { Digest(of: "key \(digest.hex)") }

  // MARK: The chapter's last build

  func lastRecord(of chapter: BuildPaths) -> ChapterRecord {
    store.record(ChapterRecord.self, for: key(of: chapter)) ?? ChapterRecord()
  }

  func save(_ record: ChapterRecord, of chapter: BuildPaths) {
    store.save(record, for: key(of: chapter))
  }

  private func key(of chapter: BuildPaths) -> Digest {
    Digest(of: "\(chapter.chapterFolder)/\(chapter.name)")
  }
}

/// What a chapter's build leaves for the next one.
struct ChapterRecord: Codable, Sendable {
  /// By module name, to tell what has changed.
  var keys: [String: Digest] = [:]
  /// By module name.
  var recorded: [String: KnownRecording] = [:]
  var files = ChapterFiles.Left()
}

extension Store.Problem {
  /// For the author, who need not do anything about most of them.
  var message: String {
    switch self {
    case .unusable(let path):
      "a damaged entry of the cache was removed: \(path.split(separator: "/").last ?? "")"
    case .unwritable(let path, let reason):
      "results can't be kept for the next build: '\(path)': \(reason)"
    }
  }
}
