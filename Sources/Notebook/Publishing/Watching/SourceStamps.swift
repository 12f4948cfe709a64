/// Files as they were when a build read them.
struct SourceStamps: Sendable {
  /// When the build began, as file systems count.
  private let start = FileStamp.now
  /// `nil` for what was not there.
  private var stamps: [String: FileStamp?] = [:]

  var paths: some Collection<String> { stamps.keys }

  /// Notes files that are about to be read.
  mutating func add(unread paths: some Sequence<String>) {
    for path in paths { stamps[path] = .some(FileStamp(of: path)) }
  }

  /// Notes files that have been read.
  mutating func add(_ paths: some Sequence<String>) {
    for path in paths {
      let stamp = FileStamp(of: path)
      // What has changed since the build began may have done so after it was read: no stamp is equal
      // to this one.
      let isOld = stamp.map { max($0.modified, $0.changed) < start } ?? true
      stamps[path] = isOld ? .some(stamp) : .some(nil)
    }
  }

  /// Takes from an earlier build what this one has not come to.
  mutating func complete(from earlier: SourceStamps) {
    stamps.merge(earlier.stamps) { own, _ in own }
  }

  /// Whether the files are as they were when they were read.
  func areCurrent(_ paths: some Sequence<String>) -> Bool {
    paths.allSatisfy { FileStamp(of: $0) == stamps[$0] ?? nil }
  }

  func haveChanged() -> Bool { !areCurrent(stamps.keys) }
}
