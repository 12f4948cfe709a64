internal import Glibc

/// The folders in which data sets are looked for, by their names.
package struct DataFolders: Sendable {
  package let paths: [String]

  package init(_ paths: [String]) { self.paths = paths }

  /// The folders of `NOTEBOOK_DATA`, the user's cache, and where Debian's packages put data sets. The
  /// environment is read each time.
  package static var current: DataFolders {
    let configured = variable("NOTEBOOK_DATA")?.split(separator: ":").map(String.init) ?? []
    return DataFolders(configured + [cache] + ["/usr/share/datasets"])
  }

  /// Where data sets are downloaded to.
  package static var cache: String {
    if let folder = variable("XDG_CACHE_HOME"), folder.hasPrefix("/") {
      return folder + "/notebook"
    }
    return (variable("HOME") ?? "") + "/.cache/notebook"
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// The first file or folder of this name.
  package func find(_ name: String) -> String? {
    paths.lazy.map { "\($0)/\(name)" }
      .first { FolderListing.isFolder($0) || FolderListing.isFile($0) }
  }
}

/// A data set that is in none of the folders where data sets are looked for.
public struct DatasetNotFound: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was looked for.
  public let name: String
  public let folders: [String]
  /// How to get it.
  public let advice: String

  package init(_ name: String, in folders: DataFolders, advice: String) {
    self.name = name
    self.folders = folders.paths
    self.advice = advice
  }

  public var description: String {
    "the data set '\(name)' is not there (looked in \(folders.joined(separator: ", "))): \(advice)"
  }
}
