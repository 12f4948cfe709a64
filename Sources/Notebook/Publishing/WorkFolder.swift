import Foundation
import Glibc

/// A folder for one build's intermediate files, below `.notebook`; gone when the build is done.
struct WorkFolder {
  let path: String

  init(below parent: String) throws {
    let builds = parent + "/builds"
    let manager = FileManager.default
    try manager.createDirectory(atPath: builds, withIntermediateDirectories: true)
    let ignore = parent + "/.gitignore"
    if !manager.fileExists(atPath: ignore) {
      try Data("*\n".utf8).write(to: URL(fileURLWithPath: ignore))
    }
    // Two builds in one process get a folder each.
    path = "\(builds)/\(getpid())-\(UInt64.random(in: 0 ... .max))"
    try manager.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  static func removeAbandoned(below parent: String) {
    for path in abandoned(below: parent) { try? FileManager.default.removeItem(atPath: path) }
  }

  /// The folders of builds that were killed.
  static func abandoned(below parent: String) -> [String] {
    FileAccess.names(in: parent + "/builds").sorted().filter { name in
      guard let owner = name.split(separator: "-").first.flatMap({ pid_t($0) }) else {
        return false
      }
      return kill(owner, 0) != 0 && errno == ESRCH
    }.map { "\(parent)/builds/\($0)" }
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }
}
