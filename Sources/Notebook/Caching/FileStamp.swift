import Glibc

/// What the system says of a file: as long as it says the same, the content is the same.
struct FileStamp: Hashable, Codable, Sendable {
  var device: UInt64
  var inode: UInt64
  var byteCount: Int
  /// When the content changed last, and when anything did, which nobody can set back; in
  /// nanoseconds since 1970.
  var modified: Int
  var changed: Int

  init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    byteCount = Int(status.st_size)
    modified = Self.nanoseconds(status.st_mtim)
    changed = Self.nanoseconds(status.st_ctim)
  }

  /// `nil` where there is nothing.
  init?(of path: String) {
    guard let status = FileAccess.status(of: path) else { return nil }
    self.init(status)
  }

  /// Whether the file could not have changed since without another stamp: clocks of file systems
  /// tick, so that what changed a moment ago may change once more within the same tick.
  func isSettled(at time: Int) -> Bool {
    let longestTick = 2_000_000_000
    return max(modified, changed) < time - longestTick
  }

  /// In nanoseconds since 1970.
  static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return nanoseconds(time)
  }

  private static func nanoseconds(_ time: timespec) -> Int {
    time.tv_sec &* 1_000_000_000 &+ time.tv_nsec
  }
}

extension DigestBuilder {
  mutating func append(_ stamp: FileStamp) {
    append(stamp.device)
    append(stamp.inode)
    append(stamp.byteCount)
    append(stamp.modified)
    append(stamp.changed)
  }
}
