import Foundation

/// What builds leave below a project's `.notebook`, where nothing is worth keeping.
public struct BuildLeftovers {
  public struct Removed {
    public var path: String
    public var byteCount: Int
  }

  /// `.notebook`
  public let folder: String
  public private(set) var removed: [Removed] = []
  /// What could not be removed, and why.
  public private(set) var failures: [String] = []

  /// - Parameter path: a folder, or a chapter, of the project.
  public init(projectOf path: String) {
    let url = URL(fileURLWithPath: path).standardizedFileURL
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    let start = exists && isFolder.boolValue ? url : url.deletingLastPathComponent()
    folder = BuildPaths.projectFolder(above: start.path) + "/.notebook"
  }

  /// Removes the cache and what else builds keep. A build that runs meanwhile keeps its own files.
  ///
  /// - Parameter modules: whether what the compiler keeps goes, too: headers of the system, which take
  ///   seconds to read, and which no build may need at the time.
  public mutating func remove(modules: Bool) {
    // Behind a link there might be folders of the same names that are somebody else's.
    guard (try? FileManager.default.destinationOfSymbolicLink(atPath: folder)) == nil else {
      failures.append("'\(folder)' is a link; nothing behind it was removed")
      return
    }
    remove("\(folder)/cache") { path in
      if let failure = Store(root: path).clean() { throw failure }
    }
    for name in ["results", "formulas"] + (modules ? ["module-cache"] : []) {
      remove("\(folder)/\(name)") { try FileManager.default.removeItem(atPath: $0) }
    }
    for path in WorkFolder.abandoned(below: folder) {
      remove(path) { try FileManager.default.removeItem(atPath: $0) }
    }
  }

  private mutating func remove(_ path: String, by action: (String) throws -> Void) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    let byteCount = Self.byteCount(of: path)
    do {
      try action(path)
      removed.append(Removed(path: path, byteCount: byteCount))
    } catch let failure as FileAccess.Failure {
      failures.append("cannot remove '\(failure.path)': \(failure.reason)")
    } catch {
      failures.append("cannot remove '\(path)': \(error.localizedDescription)")
    }
  }

  private static func byteCount(of folder: String) -> Int {
    let files = FileManager.default.enumerator(atPath: folder)
    return (files?.compactMap { $0 as? String } ?? []).reduce(0) { sum, name in
      var status = stat()
      guard lstat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        return sum
      }
      return sum + Int(status.st_size)
    }
  }
}
