import Foundation

/// A file beside a chapter, as a link or a picture names it.
struct LocalFile {
  /// As the author wrote it.
  let file: String
  /// The absolute path.
  let path: String
  /// What stands behind the file: a place in it.
  let rest: Substring

  /// `nil` for places on the page, other hosts and absolute paths.
  ///
  /// - Parameter folder: the absolute path of the chapter's folder.
  init?(_ address: String, from folder: String) {
    guard Self.isLocal(address) else { return nil }
    let name = address.prefix { $0 != "#" && $0 != "?" }
    file = name.removingPercentEncoding ?? String(name)
    path = URL(fileURLWithPath: "\(folder)/\(file)").standardizedFileURL.path
    rest = address.dropFirst(name.count)
  }

  /// Other hosts, places on the page and absolute paths are the same from everywhere.
  static func isLocal(_ address: String) -> Bool {
    let scheme = address.prefix { $0.isLetter || $0.isNumber || "+-.".contains($0) }
    let hasScheme = address.dropFirst(scheme.count).hasPrefix(":")
    return !address.isEmpty && !hasScheme && !address.hasPrefix("/") && !address.hasPrefix("#")
  }

  var exists: Bool { FileManager.default.fileExists(atPath: path) }

  var isFolder: Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  func path(below folder: String) -> Substring? {
    let root = URL(fileURLWithPath: folder).standardizedFileURL.path + "/"
    return path.hasPrefix(root) ? path.dropFirst(root.count) : nil
  }
}
