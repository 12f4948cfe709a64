import Foundation
import Glibc

extension Store {
  /// What was used within that time may be in use by another build.
  private static let timeInUse = 3600
  private static let timeBetweenCounts = 24 * 3600

  /// What is known of the store's size without counting: as many bytes as there were when they were
  /// counted, and those written since.
  private struct Usage: Codable {
    var byteCount: Int
    /// In seconds since 1970.
    var countedAt: Int
  }

  private struct Entry {
    var path: String
    var byteCount: Int
    /// In seconds since 1970.
    var usedAt: Int
  }

  private static let usageKey = Digest(of: "the size of the store")

  /// Notes that a file is used: at most once an hour, for what costs more than reading the time.
  func keepYoung(_ path: String, _ status: stat) {
    if status.st_mtim.tv_sec < now - Self.timeInUse { utimensat(AT_FDCWD, path, nil, 0) }
  }

  /// Removes what was used least recently, until no more than `limit` bytes are left. Files that are
  /// read or written meanwhile are not disturbed: whoever has opened one keeps it.
  ///
  /// Costs next to nothing where the store is smaller than that.
  func trim(to limit: Int) {
    FileAccess.withLock(onFolder: folder) { trimAlone(to: limit) }
  }

  private func trimAlone(to limit: Int) {
    let written = takeBytesWritten()
    if var usage = record(Usage.self, for: Self.usageKey),
      usage.countedAt > now - Self.timeBetweenCounts
    {
      usage.byteCount += written
      if usage.byteCount <= limit {
        if written > 0 { save(usage, for: Self.usageKey) }
        return
      }
    }
    removeLeftovers()
    let usage = Usage(byteCount: removeOldest(entries, limit: limit), countedAt: now)
    save(usage, for: Self.usageKey)
  }

  /// Removes everything. What could not be removed is the result.
  func clean() -> FileAccess.Failure? {
    do {
      try FileManager.default.removeItem(atPath: root)
    } catch {
      if FileAccess.status(of: root) != nil { return FileAccess.Failure(root) }
    }
    return nil
  }

  /// How many bytes are left.
  private func removeOldest(_ entries: [Entry], limit: Int) -> Int {
    var byteCount = entries.reduce(0) { $0 + $1.byteCount }
    // Having removed more than it takes, the next builds need not do it again.
    let goal = limit - limit / 10
    guard byteCount > limit else { return byteCount }
    for entry in entries.sorted(by: { $0.usedAt < $1.usedAt }) {
      let isInUse = entry.usedAt > now - 2 * Self.timeInUse
      guard byteCount > (isInUse ? limit : goal) else { break }
      if unlink(entry.path) == 0 || errno == ENOENT { byteCount -= entry.byteCount }
    }
    return byteCount
  }

  private var entries: [Entry] {
    ["blobs", "records"].flatMap { part in
      FileAccess.names(in: "\(folder)/\(part)").flatMap { group in
        FileAccess.names(in: "\(folder)/\(part)/\(group)").compactMap { name in
          let path = "\(folder)/\(part)/\(group)/\(name)"
          return FileAccess.status(of: path).map {
            Entry(path: path, byteCount: Int($0.st_size), usedAt: $0.st_mtim.tv_sec)
          }
        }
      }
    }
  }

  /// Removes what killed builds left, and the stores of earlier versions.
  private func removeLeftovers() {
    for name in FileAccess.names(in: "\(folder)/temporary") {
      let path = "\(folder)/temporary/\(name)"
      if let status = FileAccess.status(of: path), status.st_mtim.tv_sec < now - Self.timeInUse {
        unlink(path)
      }
    }
    for name in FileAccess.names(in: root) where name.hasPrefix("v") {
      guard let version = Int(name.dropFirst()), version < Self.version else { continue }
      try? FileManager.default.removeItem(atPath: "\(root)/\(name)")
    }
  }

  private var now: Int { time(nil) }
}
